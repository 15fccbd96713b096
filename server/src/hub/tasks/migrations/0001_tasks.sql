create schema tasks;

create table tasks.tasks (
  id text primary key,
  org_id text not null,
  project_id text,
  title text not null,
  description text not null,
  kind text not null check (kind in ('implement', 'fix', 'review', 'other')),
  status text not null default 'pending' check (status in ('pending', 'in_progress', 'completed', 'failed', 'cancelled')),
  priority smallint not null check (priority between 1 and 5),
  capabilities text[] not null default '{}',
  -- The only agent that may take the task; null: any whose capabilities suffice.
  wanted_agent text,
  wanted_agent_name text,
  agent_id text,
  agent_name text,
  parent_id text references tasks.tasks on delete set null,
  spec_id text,
  branch text,
  attempts int not null default 0,
  max_attempts int not null check (max_attempts between 1 and 20),
  -- Grows with every claim; a report must carry the one of its claim.
  fencing_token bigint not null default 0,
  -- Tasks this one waits for; a number, so that the queue's index knows what can be taken.
  waiting_for int not null default 0,
  available_at timestamptz not null default now(),
  lease_until timestamptz,
  result jsonb,
  reason text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  completed_at timestamptz
)
-- A task is updated a few times in its short life; room in the page keeps those updates out of the indexes where they can be.
with (fillfactor = 70);

-- The queue itself: what can be taken now or later, in the order it is taken.
create index tasks_queue on tasks.tasks (org_id, priority, available_at, id) where status = 'pending' and waiting_for = 0;
create index tasks_leases on tasks.tasks (lease_until) where status = 'in_progress';
create index tasks_held on tasks.tasks (agent_id) where status = 'in_progress';
create index tasks_pending on tasks.tasks (org_id) where status = 'pending';
create index tasks_spec on tasks.tasks (spec_id) where spec_id is not null;
create index tasks_parent on tasks.tasks (parent_id) where parent_id is not null;

create table tasks.blockers (
  org_id text not null,
  project_id text,
  task_id text not null references tasks.tasks on delete cascade,
  blocker_id text not null references tasks.tasks on delete cascade,
  primary key (task_id, blocker_id)
);
create index blockers_blocker on tasks.blockers (blocker_id);

select kernel.protect('tasks.tasks');
select kernel.protect('tasks.blockers');
