create schema attempts;

create table attempts.attempts (
  id text primary key,
  org_id text not null,
  project_id text not null,
  task_id text not null,
  task_title text not null,
  spec_id text,
  agent_id text not null,
  agent_name text not null,
  number int not null,
  state text not null default 'running' check (state in ('running', 'succeeded', 'failed', 'cancelled', 'lost')),
  rehearsal boolean not null,
  branch text not null,
  base_sha text,
  head_sha text,
  sandbox text not null,
  -- The claim this attempt works under, and the server it runs on.
  fencing_token bigint not null,
  server_id text not null,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_usd double precision not null default 0,
  summary text,
  confidence real,
  reason text,
  log_id text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (task_id, fencing_token)
);
create index attempts_task on attempts.attempts (task_id, id);
create index attempts_spec on attempts.attempts (spec_id, id) where spec_id is not null;
create index attempts_running on attempts.attempts (server_id) where state = 'running';

select kernel.protect('attempts.attempts');
