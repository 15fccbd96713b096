create schema hooks;

-- A webhook of a project, or of an organisation for all its projects.
create table hooks.hooks (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text,
  url text not null,
  content_type text not null check (content_type in ('json', 'form')),
  sealed_secret bytea,
  events text[] not null,
  active boolean not null,
  insecure_tls boolean not null,
  -- How the latest delivery ended.
  last_status int,
  last_problem text,
  last_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Its project was deleted; what it still has to be told is sent, then it goes.
  ended_at timestamptz
);
create index hooks_place on hooks.hooks (org_id, project_id) where ended_at is null;

-- One message to one receiver: a hook, or an app that is installed where it happened. Rows that are pending are the queue.
create table hooks.deliveries (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text,
  hook_id text references hooks.hooks on delete cascade,
  app_id text,
  receiver text not null generated always as (coalesce(hook_id, app_id)) stored,
  -- Stays the same however often it is sent.
  guid text not null,
  event text not null,
  action text,
  payload text not null,
  -- What it is about, in numbers of the API.
  installation int,
  redelivery boolean not null default false,
  host text not null,
  outcome text not null default 'pending' check (outcome in ('pending', 'delivered', 'failed')),
  due_at timestamptz not null default now(),
  claimed_by text,
  attempts int not null default 0,
  status int,
  problem text,
  url text,
  request_headers jsonb,
  response_headers jsonb,
  response_body text,
  duration_ms real,
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  check (num_nonnulls(hook_id, app_id) = 1)
);
create index deliveries_receiver on hooks.deliveries (receiver, database_id desc);
create index deliveries_queue on hooks.deliveries (due_at) where outcome = 'pending';
create index deliveries_age on hooks.deliveries (created_at);

select kernel.protect('hooks.hooks');
select kernel.protect('hooks.deliveries');
