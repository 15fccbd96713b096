-- Names that projects had before. An address leads to the project that has it, else to the one that had it last.
create table projects.former_names (
  org_id text not null,
  project_id text not null references projects.projects on delete cascade,
  owner text not null,
  name text not null,
  created_at timestamptz not null default now()
);
create unique index former_names_address on projects.former_names (lower(owner), lower(name), project_id);
create index former_names_project on projects.former_names (project_id);
select kernel.protect('projects.former_names');
