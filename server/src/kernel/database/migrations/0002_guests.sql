-- An actor may be narrowed to several projects (an installed app), and may be a guest: somebody from outside the
-- organisation who was admitted to one of its projects, because it is public or because they collaborate on it.
create function kernel.actor_projects() returns text[] language sql stable parallel safe as
  $$ select nullif(current_setting('devflow.projects', true), '')::text[] $$;
create function kernel.actor_guest() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('devflow.guest', true), '') $$;

-- The one project of an actor that is narrowed to one.
create or replace function kernel.actor_project() returns text language sql stable parallel safe as
  $$ select (kernel.actor_projects())[1] $$;

-- The rule of every tenant table, in one place.
create function kernel.tenant_rule(relation regclass) returns text language plpgsql as $$
declare
  has_project boolean := exists (
    select from pg_attribute where attrelid = relation and attname = 'project_id' and not attisdropped);
  visible text := 'org_id = any ((select kernel.actor_orgs())::text[])';
begin
  if has_project then
    visible := '(' || visible || ' and ((select kernel.actor_projects()) is null or project_id = any ((select kernel.actor_projects())::text[])))'
      || ' or project_id = (select kernel.actor_guest())';
  end if;
  return visible;
end $$;

create or replace function kernel.protect(relation regclass) returns void language plpgsql as $$
declare
  visible text := kernel.tenant_rule(relation);
begin
  execute format('alter table %s enable row level security', relation);
  execute format('create policy tenant on %s for all to devflow_app using (%s) with check (%s)', relation, visible, visible);
  perform kernel.open(relation);
end $$;

-- Tables that were protected before.
do $$
declare
  p record;
begin
  for p in
    select c.oid::regclass as relation, kernel.tenant_rule(c.oid::regclass) as visible
    from pg_policy y join pg_class c on c.oid = y.polrelid
    where y.polname = 'tenant' and y.polcmd = '*'
  loop
    execute format('alter policy tenant on %s using (%s) with check (%s)', p.relation, p.visible, p.visible);
  end loop;
end $$;
alter policy tenant on kernel.events using (
  (org_id = any ((select kernel.actor_orgs())::text[])
    and ((select kernel.actor_projects()) is null or project_id = any ((select kernel.actor_projects())::text[])))
  or project_id = (select kernel.actor_guest()));
