create schema lfs;

-- Which objects a project has; the content is a blob of the same name, shared by all that hold it. A row is written only
-- for content that was received for this very project.
create table lfs.objects (
  org_id text not null,
  project_id text not null,
  oid text not null check (oid ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes >= 0),
  created_at timestamptz not null default now(),
  primary key (project_id, oid)
);
create index objects_oid on lfs.objects (oid);
select kernel.protect('lfs.objects');

create table lfs.locks (
  id text primary key,
  org_id text not null,
  project_id text not null,
  path text not null,
  -- The branch the owner was on; the lock itself holds on every branch.
  ref text,
  owner jsonb not null,
  locked_at timestamptz not null default now(),
  unique (project_id, path)
);
create index locks_order on lfs.locks (project_id, id);
select kernel.protect('lfs.locks');
