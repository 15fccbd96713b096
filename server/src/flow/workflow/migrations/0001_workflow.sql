create schema workflow;
-- Typed actions that were asked for; a job carries each one out, under its own id as the idempotency key.
create table workflow.actions (
  id text primary key,
  org_id text not null,
  type text not null,
  input jsonb not null,
  -- Who asked, with the powers held at that moment.
  actor jsonb not null,
  key text,
  status text not null default 'queued' check (status in ('queued', 'running', 'done', 'refused', 'dead')),
  attempts int not null default 0,
  output jsonb,
  problem jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index actions_org on workflow.actions (org_id, id desc);
create unique index actions_key on workflow.actions ((actor->>'id'), key) where key is not null;
select kernel.protect('workflow.actions');
