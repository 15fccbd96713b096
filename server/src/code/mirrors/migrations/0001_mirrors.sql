create schema mirrors;

create table mirrors.mirrors (
  id text primary key,
  org_id text not null,
  project_id text not null,
  -- An import is a pull that happens once.
  direction text not null check (direction in ('import', 'pull', 'push')),
  url text not null,
  username text,
  -- The password or token, sealed with the server's key for this row.
  sealed bytea,
  -- Patterns of full ref names, each with a star at its end or none.
  refs text[] not null,
  force boolean not null,
  -- Of pulls: how often; null: only by hand.
  every_minutes int,
  status text not null check (status in ('waiting', 'running', 'synced', 'diverged', 'failed', 'cancelled')),
  -- One sentence, of the last run.
  problem text,
  -- What the last run left alone: [{ref, reason}].
  diverged jsonb not null default '[]',
  failures int not null default 0,
  log text,
  created_by jsonb not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  synced_at timestamptz
);
create unique index mirrors_source on mirrors.mirrors (project_id) where direction in ('import', 'pull');
create index mirrors_project on mirrors.mirrors (project_id);
select kernel.protect('mirrors.mirrors');
