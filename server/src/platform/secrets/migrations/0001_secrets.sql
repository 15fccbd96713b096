create schema secrets;

-- Proves at start that the master key is the one this database was sealed with.
create table secrets.master (
  single boolean primary key default true check (single),
  proof bytea not null,
  created_at timestamptz not null default now()
);

-- One data key per organisation, wrapped by the master key.
create table secrets.keys (
  org_id text primary key,
  wrapped bytea not null,
  created_at timestamptz not null default now()
);
alter table secrets.keys enable row level security;
create policy tenant on secrets.keys for all to devflow_app
  using (org_id = any ((select kernel.actor_orgs())::text[]))
  with check (org_id = any ((select kernel.actor_orgs())::text[]));

create table secrets.secrets (
  id text primary key,
  org_id text not null,
  project_id text,
  name text not null,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (org_id, project_id, name)
);

select kernel.protect('secrets.secrets');
grant select, insert on secrets.keys to devflow_app;
