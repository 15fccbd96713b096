create schema agents;

create table agents.agents (
  id text primary key,
  org_id text not null,
  name text not null,
  active boolean not null default true,
  capabilities text[] not null default '{}',
  driver jsonb not null,
  last_seen_at timestamptz,
  created_at timestamptz not null default now(),
  unique (org_id, name)
);
create index agents_managed on agents.agents (org_id) where active and driver ->> 'kind' <> 'external';

select kernel.protect('agents.agents');
