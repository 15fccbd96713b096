create schema apps;

-- The app that proves itself with its own key, and acts in no organisation yet.
create function apps.actor_app() returns text language sql stable parallel safe as
  $$ select case when kernel.actor_id() like 'app-key:%' then substr(kernel.actor_id(), 9) end $$;
grant usage on schema apps to devflow_app;
grant execute on function apps.actor_app() to devflow_app;

create table apps.apps (
  id text primary key,
  database_id bigint generated always as identity unique,
  -- Who owns it.
  org_id text not null,
  slug text not null unique,
  name text not null,
  description text not null,
  homepage text not null,
  -- May others install it?
  public boolean not null,
  client_id text not null unique,
  client_secret_hash text not null,
  permissions jsonb not null,
  events text[] not null,
  hook_url text,
  hook_active boolean not null,
  hook_content_type text not null check (hook_content_type in ('json', 'form')),
  hook_insecure_tls boolean not null,
  sealed_hook_secret bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index apps_org on apps.apps (org_id);

create table apps.keys (
  id text primary key,
  org_id text not null,
  app_id text not null references apps.apps on delete cascade,
  public_key text not null,
  fingerprint text not null,
  created_at timestamptz not null default now()
);
create index keys_app on apps.keys (app_id);

-- Codes with which a program that proposed an app by manifest fetches its secrets, once.
create table apps.manifest_codes (
  hash text primary key,
  org_id text not null,
  app_id text not null references apps.apps on delete cascade,
  expires_at timestamptz not null
);

create table apps.installations (
  id text primary key,
  database_id bigint generated always as identity unique,
  -- Where it is installed.
  org_id text not null,
  app_id text not null references apps.apps on delete cascade,
  all_projects boolean not null,
  -- As they were when somebody agreed to them.
  permissions jsonb not null,
  events text[] not null,
  suspended_at timestamptz,
  suspended_by jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (app_id, org_id)
);
create index installations_org on apps.installations (org_id);
create table apps.installation_projects (
  installation_id text not null references apps.installations on delete cascade,
  org_id text not null,
  project_id text not null,
  primary key (installation_id, project_id)
);

select kernel.protect('apps.apps');
select kernel.protect('apps.keys');
select kernel.protect('apps.manifest_codes');
select kernel.protect('apps.installations');
select kernel.protect('apps.installation_projects');

-- A public app is for everybody to see; an app sees itself and where it is installed.
create policy public on apps.apps for select to devflow_app using (public);
create policy itself on apps.apps for all to devflow_app using (id = (select apps.actor_app())) with check (id = (select apps.actor_app()));
create policy itself on apps.installations for all to devflow_app
  using (app_id = (select apps.actor_app())) with check (app_id = (select apps.actor_app()));
create policy itself on apps.installation_projects for select to devflow_app
  using (exists (select from apps.installations i where i.id = installation_id and i.app_id = (select apps.actor_app())));
-- Where an app is installed, it is known.
create policy installed on apps.apps for select to devflow_app
  using (exists (select from apps.installations i where i.app_id = apps.id and i.org_id = any ((select kernel.actor_orgs())::text[])));
