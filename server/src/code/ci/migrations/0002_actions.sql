-- Numbers for GitHub's clients. Those of runs have ten digits, so that they are never taken for the number of a run in its
-- project; those of jobs are beyond any check run's, because clients ask for the check run of a job by the job's number.
alter table ci.runs add column database_id bigint generated always as identity (start with 1000000000) unique;
alter table ci.jobs add column database_id bigint generated always as identity (start with 1000000000000) unique;

-- Workflow files that are, or were, on the default branch or have run.
create table ci.workflows (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  path text not null,
  name text not null,
  disabled_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, path)
);
select kernel.protect('ci.workflows');
insert into ci.workflows (id, org_id, project_id, path, name, created_at)
  select 'wfl_' || substr(min(id), 5), org_id, project_id, path, max(workflow), min(created_at)
  from ci.runs group by org_id, project_id, path;

-- What workflows read as `vars`: configuration that is no secret.
create table ci.variables (
  id text primary key,
  org_id text not null,
  project_id text not null,
  name text not null,
  value text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, name)
);
select kernel.protect('ci.variables');
