create schema keys;

-- A public key that opens the SSH door: for one person, or as the deploy key of one project. It names who is asking,
-- so there is each key once on a server.
create table keys.ssh_keys (
  id text primary key,
  database_id bigint generated always as identity unique,
  fingerprint text not null unique,
  blob bytea not null,
  type text not null,
  bits int not null,
  title text not null,
  user_id text references identity.users on delete cascade,
  org_id text,
  project_id text,
  read_only boolean not null,
  added_by jsonb not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  check ((user_id is null) = (project_id is not null) and (project_id is null) = (org_id is null))
);
create index ssh_keys_user on keys.ssh_keys (user_id) where user_id is not null;
create index ssh_keys_project on keys.ssh_keys (project_id) where project_id is not null;
select kernel.protect('keys.ssh_keys');
create policy own on keys.ssh_keys for all to devflow_app
  using (user_id = (select kernel.actor_id())) with check (user_id = (select kernel.actor_id()));

-- What a person signs commits and tags with. Two people may claim one key; a signature counts for whom the commit names.
create table keys.signing_keys (
  id text primary key,
  database_id bigint generated always as identity unique,
  user_id text not null references identity.users on delete cascade,
  fingerprint text not null,
  blob bytea not null,
  type text not null,
  bits int not null,
  title text not null,
  created_at timestamptz not null default now(),
  unique (user_id, fingerprint)
);
create table keys.gpg_keys (
  id text primary key,
  database_id bigint generated always as identity unique,
  user_id text not null references identity.users on delete cascade,
  fingerprint text not null,
  key_id text not null,
  armored text not null,
  -- What gpg says of it: its addresses and subkeys.
  facts jsonb not null,
  title text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  unique (user_id, fingerprint)
);
select kernel.open(t) from unnest(array['keys.signing_keys', 'keys.gpg_keys']::regclass[]) t;
alter table keys.signing_keys enable row level security;
create policy own on keys.signing_keys for all to devflow_app
  using (user_id = (select kernel.actor_id())) with check (user_id = (select kernel.actor_id()));
alter table keys.gpg_keys enable row level security;
create policy own on keys.gpg_keys for all to devflow_app
  using (user_id = (select kernel.actor_id())) with check (user_id = (select kernel.actor_id()));
