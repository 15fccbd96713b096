create schema checks;

-- One row for each name at each commit: a later report of the same name replaces the earlier one.
create table checks.runs (
  id text primary key,
  org_id text not null,
  project_id text not null,
  sha text not null,
  name text not null,
  source text not null check (source in ('ci', 'guardian', 'external')),
  status text not null check (status in ('queued', 'in_progress', 'completed')),
  conclusion text check (conclusion in
    ('success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required')),
  title text not null default '',
  summary text not null default '',
  annotations jsonb not null default '[]',
  log text,
  run text,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default now(),
  check ((status = 'completed') = (conclusion is not null)),
  unique (project_id, sha, name)
);
select kernel.protect('checks.runs');
