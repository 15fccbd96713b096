-- Where the head branch is, when not in the project itself: a fork.
alter table pulls.pulls
  add column head_project text,
  add column head_owner text,
  add column head_name text;
drop index pulls.pulls_pair;
create unique index pulls_pair on pulls.pulls (project_id, coalesce(head_project, ''), head_branch, base_branch)
  where state not in ('merged', 'closed');
create index pulls_fork on pulls.pulls (head_project, head_branch) where head_project is not null and state not in ('merged', 'closed');
