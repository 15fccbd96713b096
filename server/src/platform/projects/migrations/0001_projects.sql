create schema projects;
create table projects.projects (
  id text primary key,
  org_id text not null,
  -- The project's own id again, so that the tenant policy of narrowed actors holds here too.
  project_id text generated always as (id) stored,
  owner text not null,
  name text not null,
  description text not null default '',
  default_branch text not null default 'main',
  rehearsal boolean not null default false,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);
create unique index projects_address on projects.projects (owner, name) where deleted_at is null;
select kernel.protect('projects.projects');
