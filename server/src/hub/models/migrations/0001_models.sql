create schema models;

-- One row a call of a model, written in batches after the call. cost_usd is null where no price is known.
create table models.usage (
  id text primary key,
  org_id text not null,
  project_id text,
  at timestamptz not null,
  actor_id text not null,
  spec_id text,
  task_id text,
  attempt_id text,
  agent_id text,
  model text not null,
  dialect text not null,
  input_tokens int not null,
  output_tokens int not null,
  cached_tokens int not null,
  cost_usd numeric(24, 12),
  status int not null,
  duration_ms int not null
);
create index usage_org on models.usage (org_id, id);
create index usage_spec on models.usage (spec_id) where spec_id is not null;
create index usage_task on models.usage (task_id) where task_id is not null;
create index usage_attempt on models.usage (attempt_id) where attempt_id is not null;

select kernel.protect('models.usage');
