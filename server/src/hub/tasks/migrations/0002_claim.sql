-- Takes the next task for an agent. A function for two reasons: its plans are kept, and under row-level security the
-- planner would sort all that waits instead of reading the queue's index from its beginning. It therefore runs as its
-- owner and applies the rule of `kernel.protect` itself.
create function tasks.claim_next(
  org text, agent text, agent_name text, capabilities text[], lease_ms double precision, anywhere boolean
) returns setof tasks.tasks
language plpgsql security definer set search_path = pg_catalog set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
  narrowed text := kernel.actor_project();
  found_id text;
begin
  if not (org = any (kernel.actor_orgs())) then
    return;
  end if;
  -- Each priority by itself: the index then ends at the first task that is not available yet.
  for place in reverse 5..1 loop
    select t.id into found_id from tasks.tasks t
      where t.org_id = org and t.status = 'pending' and t.waiting_for = 0 and t.priority = place and t.available_at <= now()
        and t.capabilities <@ claim_next.capabilities and (t.wanted_agent is null or t.wanted_agent = agent)
        and (anywhere or t.project_id is not null) and (narrowed is null or t.project_id = narrowed)
      order by t.available_at, t.id limit 1 for update skip locked;
    if found then
      return query update tasks.tasks t set status = 'in_progress', agent_id = agent, agent_name = claim_next.agent_name,
          attempts = t.attempts + 1, fencing_token = t.fencing_token + 1,
          lease_until = now() + lease_ms * interval '1 millisecond', reason = null, started_at = coalesce(t.started_at, now())
        where t.id = found_id returning t.*;
      return;
    end if;
  end loop;
end $$;
revoke execute on function tasks.claim_next from public;
grant execute on function tasks.claim_next to devflow_app;

-- Every index on what is in progress is one more write in a claim; few tasks are in progress at a time, so the one by
-- lease also serves to find what an agent holds.
drop index tasks.tasks_held;
