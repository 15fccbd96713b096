create schema ci;

-- One workflow file started by one event.
create table ci.runs (
  id text primary key,
  org_id text not null,
  project_id text not null,
  number integer not null,
  workflow_number integer not null,
  workflow text not null,
  path text not null,
  event text not null,
  ref text not null,
  branch text not null,
  sha text not null,
  pull integer,
  pull_id text,
  status text not null check (status in ('queued', 'in_progress', 'completed')),
  conclusion text,
  reason text,
  attempt integer not null default 1,
  actor jsonb not null,
  -- Null for a file that cannot be read or asks for what is not supported; such a run is born completed.
  definition jsonb,
  -- The github and inputs contexts its expressions see.
  contexts jsonb not null,
  -- The event that started it: with the path it makes a run unique, so that a repeated job starts nothing twice.
  cause text not null,
  concurrency_group text,
  cancelled_at timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  completed_at timestamptz,
  unique (project_id, number),
  unique (project_id, cause, path)
);
create index on ci.runs (project_id, sha);
create index on ci.runs (project_id, concurrency_group) where status <> 'completed' and concurrency_group is not null;
select kernel.protect('ci.runs');

-- waiting: for jobs it needs, for its strategy or for another run; ready: for a free runner.
create table ci.jobs (
  id text primary key,
  org_id text not null,
  project_id text not null,
  run_id text not null references ci.runs on delete cascade,
  run_attempt integer not null,
  key text not null,
  ordinal integer not null,
  name text not null,
  -- The leg of the matrix; null until the jobs it needs are done and it is known whether and how often it runs.
  leg jsonb,
  status text not null check (status in ('waiting', 'ready', 'in_progress', 'completed')),
  conclusion text,
  reason text,
  waiting_for text,
  outputs jsonb not null default '{}',
  log text,
  check_name text,
  check_id text,
  -- The server that runs it, and how often one began: a job whose server died is begun once more.
  server_id text,
  attempt integer not null default 1,
  cancel_requested boolean not null default false,
  created_at timestamptz not null default now(),
  ready_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz
);
create index on ci.jobs (run_id, run_attempt);
create index on ci.jobs (ready_at, id) where status = 'ready';
create index on ci.jobs (server_id) where status = 'in_progress';
select kernel.protect('ci.jobs');

create table ci.steps (
  job_id text not null references ci.jobs on delete cascade,
  org_id text not null,
  project_id text not null,
  number integer not null,
  name text not null,
  status text not null,
  conclusion text,
  first_line integer,
  started_at timestamptz,
  completed_at timestamptz,
  primary key (job_id, number)
);
select kernel.protect('ci.steps');
