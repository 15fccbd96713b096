create schema git;

-- The last announced value of every ref: what subscribers of git.pushed have been told. The repository itself is the truth; a
-- difference between the two is a push that is still to be announced.
create table git.refs (
  project_id text not null,
  ref text not null,
  org_id text not null,
  sha text not null,
  updated_at timestamptz not null default now(),
  primary key (project_id, ref)
);
select kernel.protect('git.refs');

-- Worktrees with the server that uses them, so that those of a dead one can be removed.
create table git.worktrees (
  id text primary key,
  org_id text not null,
  project_id text not null,
  server_id text not null,
  branch text not null,
  created_at timestamptz not null default now()
);
select kernel.protect('git.worktrees');
