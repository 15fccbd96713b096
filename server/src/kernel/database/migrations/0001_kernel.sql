create table kernel.servers (
  id text primary key,
  -- Host and data folder: only one server can hold it, so an earlier one at the same place is dead.
  place text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  workers text[] not null default '{}'
);

-- Whose rows the current transaction may see; set by the server when it opens the transaction.
create function kernel.actor_orgs() returns text[] language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('devflow.orgs', true), ''), '{}')::text[] $$;
create function kernel.actor_project() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('devflow.project', true), '') $$;
create function kernel.actor_id() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('devflow.actor', true), '') $$;
create function kernel.actor_is_server() returns boolean language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('devflow.server', true), ''), 'off') = 'on' $$;

-- Puts a tenant table under row-level security: by organisation, and by project for actors narrowed to one.
create function kernel.protect(relation regclass) returns void language plpgsql as $$
declare
  has_project boolean := exists (
    select from pg_attribute where attrelid = relation and attname = 'project_id' and not attisdropped);
  visible text := 'org_id = any ((select kernel.actor_orgs())::text[])';
begin
  if has_project then
    visible := visible || ' and ((select kernel.actor_project()) is null or project_id = (select kernel.actor_project()))';
  end if;
  execute format('alter table %s enable row level security', relation);
  execute format('create policy tenant on %s for all to devflow_app using (%s) with check (%s)', relation, visible, visible);
  perform kernel.open(relation);
end $$;

-- Lets verbs read and write a table that belongs to no tenant.
create function kernel.open(relation regclass) returns void language plpgsql as $$
begin
  execute format('grant usage on schema %I to devflow_app',
    (select nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = relation));
  execute format('grant select, insert, update, delete on %s to devflow_app', relation);
end $$;

-- The history of the action bus: every verb that was called to change something, with its outcome.
create table kernel.actions (
  id text primary key,
  verb text not null,
  org_id text,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  key text,
  input_hash text,
  input jsonb not null default '{}',
  output jsonb,
  status text not null check (status in ('running', 'done', 'refused', 'failed')),
  problem jsonb,
  parent text,
  created_at timestamptz not null default now(),
  duration_ms real
);
create unique index actions_key on kernel.actions (actor_id, key) where key is not null;
create index actions_org on kernel.actions (org_id, created_at desc);
alter table kernel.actions enable row level security;
create policy tenant on kernel.actions for select to devflow_app
  using (org_id = any ((select kernel.actor_orgs())::text[]) or actor_id = (select kernel.actor_id()));
grant select on kernel.actions to devflow_app;

-- Facts, append-only. `tx` orders them: a reader takes only what is older than every open transaction, so nothing
-- appears behind a cursor that has passed.
create table kernel.events (
  tx xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  name text not null,
  org_id text,
  project_id text,
  actor jsonb not null,
  links jsonb not null default '{}',
  data jsonb not null default '{}',
  action_id text
) partition by range (at);
create table kernel.events_rest partition of kernel.events default;
create index events_order on kernel.events (tx, seq);
create index events_name on kernel.events (name, tx, seq);
create index events_org on kernel.events (org_id, tx, seq);
create index events_links on kernel.events using gin (links jsonb_path_ops);
alter table kernel.events enable row level security;
create policy tenant on kernel.events for select to devflow_app
  using (org_id = any ((select kernel.actor_orgs())::text[])
    and ((select kernel.actor_project()) is null or project_id = (select kernel.actor_project())));
grant select on kernel.events to devflow_app;

-- Where settled events end: every transaction of this database that is older has ended, so nothing can still appear
-- before. Sets devflow.horizon for the statements that follow in the transaction, which see what this one waited for.
-- (The snapshot's own xmin would do, but it waits for the other databases of the cluster, too.)
create function kernel.settle() returns void language plpgsql security definer set search_path = pg_catalog as $$
declare
  -- Read before the sessions: a transaction that begins between the two is not older than this.
  ceiling bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  horizon bigint;
begin
  perform pg_stat_clear_snapshot();
  -- backend_xid is the low half of the number; one that seems more than half a turn away is newer than the ceiling.
  select least(ceiling, min(ceiling - age)) into horizon
    from (select (ceiling - s.backend_xid::text::bigint) & 4294967295 as age
          from pg_stat_get_activity(null) s
          where s.backend_xid is not null and s.datid = (select oid from pg_database where datname = current_database())) open
    where age < 2147483648;
  perform set_config('devflow.horizon', coalesce(horizon, ceiling)::text, true);
end $$;
grant execute on function kernel.settle() to devflow_app;

-- Verbs never write history directly; this is the only way in, and it only appends.
create function kernel.record(actions jsonb, events jsonb) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  -- One with a key has its row already.
  if actions @> '[{"reserved": true}]' then
    update kernel.actions a set output = r.output, status = r.status, org_id = r.org_id, duration_ms = r.duration_ms
      from jsonb_to_recordset(actions) r (id text, org_id text, output jsonb, status text, duration_ms real, reserved boolean)
      where r.reserved and a.id = r.id;
  end if;
  insert into kernel.actions (id, verb, org_id, actor_kind, actor_id, actor_name, input, output, status, parent, duration_ms)
    select a.id, a.verb, a.org_id, a.actor_kind, a.actor_id, a.actor_name, a.input, a.output, a.status, a.parent, a.duration_ms
    from jsonb_to_recordset(actions) a (id text, verb text, org_id text, actor_kind text, actor_id text, actor_name text,
      input jsonb, output jsonb, status text, parent text, duration_ms real, reserved boolean)
    where not a.reserved;
  insert into kernel.events (name, org_id, project_id, actor, links, data, action_id)
    select e.name, e.org_id, e.project_id, e.actor, e.links, e.data, e.action_id
    from jsonb_to_recordset(events) e (name text, org_id text, project_id text, actor jsonb, links jsonb, data jsonb, action_id text);
end $$;

-- Reserves an idempotency key inside the caller's transaction; a second caller waits here until the first has ended.
create function kernel.reserve(p_id text, p_verb text, p_kind text, p_actor text, p_name text, p_key text, p_hash text, p_input jsonb)
returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into kernel.actions (id, verb, actor_kind, actor_id, actor_name, key, input_hash, input, status)
    values (p_id, p_verb, p_kind, p_actor, p_name, p_key, p_hash, p_input, 'running')
    on conflict (actor_id, key) where key is not null do nothing;
  return found;
end $$;
grant execute on function kernel.record(jsonb, jsonb), kernel.reserve(text, text, text, text, text, text, text, jsonb) to devflow_app;

create table kernel.subscribers (
  name text primary key,
  tx xid8 not null default '0',
  seq bigint not null default 0,
  failures int not null default 0,
  last_error text,
  updated_at timestamptz not null default now()
);
create table kernel.dead_events (
  subscriber text not null,
  event text not null,
  error text not null,
  at timestamptz not null default now(),
  primary key (subscriber, event)
);

create table kernel.log_streams (
  id text primary key,
  org_id text not null,
  project_id text,
  title text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create table kernel.log_lines (
  log_id text not null references kernel.log_streams on delete cascade,
  number int not null,
  at timestamptz not null,
  text text not null,
  primary key (log_id, number)
);
select kernel.protect('kernel.log_streams');
alter table kernel.log_lines enable row level security;
create policy tenant on kernel.log_lines for select to devflow_app
  using (exists (select from kernel.log_streams s where s.id = log_id));
grant select on kernel.log_lines to devflow_app;
