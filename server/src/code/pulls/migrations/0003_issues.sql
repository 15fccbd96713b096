-- A pull request is an issue for what the two have in common. The rows that are here already become issues under their numbers.
insert into issues.trackers (project_id, org_id, last_number)
  select project_id, org_id, max(number) from pulls.pulls group by project_id, org_id
  on conflict (project_id) do update set last_number = greatest(trackers.last_number, excluded.last_number);

insert into issues.issues (id, org_id, project_id, number, kind, title, body, author, state, closed_at, closed_by, draft, merged_at,
    terms, comment_count, created_at, updated_at)
  select p.id, p.org_id, p.project_id, p.number, 'pull', p.title, p.body, p.author,
    case when p.state in ('merged', 'closed') then 'closed' else 'open' end,
    case when p.state in ('merged', 'closed') then coalesce(p.merged_at, p.updated_at) end, p.merged_by, p.state = 'draft', p.merged_at,
    array['head:' || p.head_branch, 'base:' || p.base_branch],
    (select count(*) from pulls.comments c where c.pull_id = p.id and c.thread_id is null), p.created_at, p.updated_at
  from pulls.pulls p;

insert into issues.labels (id, org_id, project_id, name, color)
  select distinct on (p.project_id, lower(l.name)) 'lbl_' || left(md5(p.project_id || lower(l.name)), 18), p.org_id, p.project_id, l.name,
    'ededed'
  from pulls.pulls p, unnest(p.labels) l (name) order by p.project_id, lower(l.name)
  on conflict do nothing;
insert into issues.issue_labels (issue_id, label_id, org_id, project_id)
  select distinct p.id, k.id, p.org_id, p.project_id
  from pulls.pulls p, unnest(p.labels) l (name)
    join issues.labels k on lower(k.name) = lower(l.name)
  where k.project_id = p.project_id;

insert into issues.comments (id, org_id, project_id, issue_id, author, body, created_at, updated_at)
  select id, org_id, project_id, pull_id, author, body, created_at, updated_at from pulls.comments where thread_id is null;
delete from pulls.comments where thread_id is null;
alter table pulls.comments alter column thread_id set not null;

alter table pulls.pulls drop column title, drop column body, drop column author, drop column labels, drop column created_at;
drop table pulls.counters;
