create schema deployments;

-- One attempt to put one commit into one environment of a project.
create table deployments.deployments (
  id text primary key,
  org_id text not null,
  project_id text not null,
  number integer not null,
  environment text not null,
  sha text not null,
  state text not null check (state in ('queued', 'building', 'deploying', 'live', 'failed', 'superseded', 'stopped')),
  kind text check (kind in ('static', 'node')),
  reason text,
  log_id text not null,
  -- The deployment whose files are served: its own id, or an earlier one's when it rolls back.
  release text not null,
  -- The server process that works on it; when that one is gone, another takes over.
  server text,
  build_ms integer,
  deploy_ms integer,
  created_by jsonb not null,
  spec text,
  pull integer,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  live_at timestamptz,
  ended_at timestamptz,
  unique (project_id, number)
);
-- At most one deployment serves an environment, and at most one is being worked on.
create unique index deployments_live on deployments.deployments (project_id, environment) where state = 'live';
create unique index deployments_active on deployments.deployments (project_id, environment) where state in ('building', 'deploying');
create index deployments_spec on deployments.deployments (spec) where spec is not null;

-- What a deployment served, by minute. Latencies are counts in the buckets of traffic.ts.
create table deployments.traffic (
  org_id text not null,
  project_id text not null,
  deployment_id text not null references deployments.deployments on delete cascade,
  minute timestamptz not null,
  requests integer not null,
  errors integer not null,
  latencies integer[] not null,
  primary key (deployment_id, minute)
);
create index traffic_minute on deployments.traffic (minute);

select kernel.protect('deployments.deployments');
select kernel.protect('deployments.traffic');
