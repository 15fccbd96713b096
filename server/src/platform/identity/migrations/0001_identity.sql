create schema identity;

create table identity.users (
  id text primary key,
  login text not null unique,
  name text not null,
  server_admin boolean not null default false,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);
create table identity.orgs (
  id text primary key,
  slug text not null unique,
  name text not null,
  kind text not null check (kind in ('person', 'organisation')),
  created_at timestamptz not null default now()
);
create table identity.members (
  org_id text not null references identity.orgs on delete cascade,
  user_id text not null references identity.users on delete cascade,
  role text not null check (role in ('admin', 'supervisor', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (org_id, user_id)
);
create index members_user on identity.members (user_id);

-- Credentials of every kind: only their hash is kept.
create table identity.tokens (
  id text primary key,
  hash text not null unique,
  kind text not null check (kind in ('session', 'person', 'agent', 'attempt', 'job')),
  subject text not null,
  name text not null,
  org_id text,
  project_id text,
  permissions text[] not null,
  links jsonb not null default '{}',
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index tokens_subject on identity.tokens (kind, subject) where revoked_at is null;

-- One-time links: whoever opens one first is signed in.
create table identity.login_codes (
  hash text primary key,
  user_id text not null references identity.users on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);

select kernel.open(t) from unnest(array['identity.users', 'identity.orgs', 'identity.members', 'identity.tokens', 'identity.login_codes']::regclass[]) t;

alter table identity.orgs enable row level security;
create policy own on identity.orgs for all to devflow_app
  using (id = any ((select kernel.actor_orgs())::text[]) or (select kernel.actor_is_server())) with check (true);
alter table identity.members enable row level security;
create policy own on identity.members for all to devflow_app
  using (org_id = any ((select kernel.actor_orgs())::text[]) or user_id = (select kernel.actor_id()) or (select kernel.actor_is_server()))
  with check (true);
-- People see those they share an organisation with.
alter table identity.users enable row level security;
create policy shared on identity.users for all to devflow_app
  using (id = (select kernel.actor_id()) or (select kernel.actor_is_server())
    or exists (select from identity.members m where m.user_id = users.id and m.org_id = any ((select kernel.actor_orgs())::text[])))
  with check ((select kernel.actor_is_server()));
alter table identity.tokens enable row level security;
create policy own on identity.tokens for all to devflow_app
  using (subject = (select kernel.actor_id()) or org_id = any ((select kernel.actor_orgs())::text[]))
  with check (subject = (select kernel.actor_id()) or org_id = any ((select kernel.actor_orgs())::text[]));
alter table identity.login_codes enable row level security;
create policy server on identity.login_codes for all to devflow_app
  using ((select kernel.actor_is_server())) with check ((select kernel.actor_is_server()));

-- The founder cannot see the organisation before being a member of it, so both rows are made in one step.
create function identity.create_org(p_id text, p_slug text, p_name text, p_kind text, p_admin text) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into identity.orgs (id, slug, name, kind) values (p_id, p_slug, p_name, p_kind) on conflict (slug) do nothing;
  if not found then return false; end if;
  insert into identity.members (org_id, user_id, role) values (p_id, p_admin, 'admin');
  return true;
end $$;
grant execute on function identity.create_org(text, text, text, text, text) to devflow_app;
