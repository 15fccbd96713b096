alter table projects.projects
  add column database_id bigint generated always as identity unique,
  add column visibility text not null default 'private' check (visibility in ('private', 'public')),
  -- The project this one was forked from; it stays a fork when that one is deleted.
  add column parent_id text,
  add column archived_at timestamptz,
  add column homepage text not null default '',
  add column topics text[] not null default '{}',
  add column updated_at timestamptz not null default now(),
  add column pushed_at timestamptz;
update projects.projects set updated_at = created_at;
create index projects_parent on projects.projects (parent_id) where parent_id is not null;
create index projects_public on projects.projects (owner, name) where visibility = 'public' and deleted_at is null;

-- GitHub's names: letters of both cases, but no two names that differ in case alone.
drop index projects.projects_address;
create unique index projects_address on projects.projects (lower(owner), lower(name)) where deleted_at is null;

-- What somebody may do in one project beyond what their organisations give them.
create table projects.collaborators (
  org_id text not null,
  project_id text not null references projects.projects on delete cascade,
  user_id text not null,
  role text not null check (role in ('read', 'triage', 'write', 'maintain', 'admin')),
  created_at timestamptz not null default now(),
  primary key (project_id, user_id)
);
create index collaborators_user on projects.collaborators (user_id);
create table projects.team_access (
  org_id text not null,
  project_id text not null references projects.projects on delete cascade,
  team_id text not null,
  role text not null check (role in ('read', 'triage', 'write', 'maintain', 'admin')),
  created_at timestamptz not null default now(),
  primary key (project_id, team_id)
);
create index team_access_team on projects.team_access (team_id);
select kernel.protect('projects.collaborators');
select kernel.protect('projects.team_access');
