-- The queue in the order it is taken, so that a claim reads it from its beginning, whatever the priorities in it.
-- PostgreSQL 18 skips from one priority's delayed tasks to the next priority; earlier ones pass over those in the index.
drop index tasks.tasks_queue;
create index tasks_queue on tasks.tasks (org_id, priority desc, available_at, id) where status = 'pending' and waiting_for = 0;

-- As in 0002, in one statement whose plan is made once for a connection: planning cost more than the claim itself. The
-- settings leave the planner no other way than the queue's index, for without values it takes the queue to be empty.
create or replace function tasks.claim_next(
  org text, agent text, agent_name text, capabilities text[], lease_ms double precision, anywhere boolean
) returns setof tasks.tasks
language plpgsql security definer set search_path = pg_catalog
set plan_cache_mode = force_generic_plan set enable_sort = off set enable_seqscan = off set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
  narrowed text[] := kernel.actor_projects();
begin
  if not (org = any (kernel.actor_orgs())) then
    return;
  end if;
  return query update tasks.tasks t set status = 'in_progress', agent_id = agent, agent_name = claim_next.agent_name,
      attempts = t.attempts + 1, fencing_token = t.fencing_token + 1,
      lease_until = now() + lease_ms * interval '1 millisecond', reason = null, started_at = coalesce(t.started_at, now())
    where t.id = (
      select t.id from tasks.tasks t
      where t.org_id = org and t.status = 'pending' and t.waiting_for = 0 and t.available_at <= now()
        and t.capabilities <@ claim_next.capabilities and (t.wanted_agent is null or t.wanted_agent = agent)
        and (anywhere or t.project_id is not null) and (narrowed is null or t.project_id = any (narrowed))
      order by t.priority desc, t.available_at, t.id limit 1 for update skip locked
    ) returning t.*;
end $$;
