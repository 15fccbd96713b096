-- One suite for each reporter at each commit: what GitHub's clients group check runs by.
create table checks.suites (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  sha text not null,
  source text not null check (source in ('ci', 'guardian', 'external')),
  -- Who reports; null for suites from before this was kept.
  reporter jsonb,
  -- The reporter's id, or the source where the server itself reports.
  reporter_key text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, sha, reporter_key)
);
select kernel.protect('checks.suites');

alter table checks.runs
  add column database_id bigint generated always as identity unique,
  add column suite_id text references checks.suites on delete cascade,
  add column external_id text,
  add column details_url text,
  add column text text not null default '',
  add column images jsonb not null default '[]',
  drop constraint runs_conclusion_check,
  add constraint runs_conclusion_check check (conclusion in ('success', 'failure', 'neutral', 'cancelled', 'skipped',
    'timed_out', 'action_required', 'stale', 'startup_failure'));

insert into checks.suites (id, org_id, project_id, sha, source, reporter_key, created_at)
  select 'cst_' || substr(min(id), 5), org_id, project_id, sha, source, source, min(created_at)
  from checks.runs group by org_id, project_id, sha, source;
update checks.runs r set suite_id = s.id from checks.suites s
  where s.project_id = r.project_id and s.sha = r.sha and s.source = r.source;
alter table checks.runs alter column suite_id set not null;
create index runs_suite on checks.runs (suite_id);

-- Statuses are a history: a later one of the same context counts, the earlier ones stay to be read.
create table checks.statuses (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  sha text not null,
  context text not null,
  state text not null check (state in ('error', 'failure', 'pending', 'success')),
  description text not null,
  target_url text,
  creator jsonb not null,
  created_at timestamptz not null default now()
);
create index statuses_context on checks.statuses (project_id, sha, context, database_id desc);
select kernel.protect('checks.statuses');
