alter table pulls.pulls
  add column database_id bigint generated always as identity unique,
  -- Teams that were asked to review, by their names; people and agents are in `reviewers`.
  add column review_teams text[] not null default '{}';

alter table pulls.reviews
  add column database_id bigint generated always as identity unique,
  -- pending: written and not sent, seen by its reviewer alone.
  add column state text not null default 'submitted' check (state in ('pending', 'submitted', 'dismissed')),
  -- Whether the reviewer could have decided when sending it; what a guest says counts for nothing and is shown all the same.
  add column counts boolean not null default true,
  add column submitted_at timestamptz,
  add column updated_at timestamptz not null default now(),
  add column dismissal jsonb;
update pulls.reviews set submitted_at = created_at, updated_at = created_at;
create unique index reviews_pending on pulls.reviews (pull_id, (reviewer ->> 'id')) where state = 'pending';

-- Where a conversation about lines stands. Its place follows the head; where it began is kept.
create table pulls.threads (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  pull_id text not null references pulls.pulls on delete cascade,
  subject text not null default 'line' check (subject in ('line', 'file')),
  path text not null,
  side text not null check (side in ('old', 'new')),
  start_side text check (start_side in ('old', 'new')),
  -- Of the commit `sha`; null: the line is gone, the thread is outdated.
  line int,
  start_line int,
  position int,
  sha text not null,
  original_line int,
  original_start_line int,
  original_position int,
  original_sha text not null,
  outdated boolean not null default false,
  diff_hunk text not null default '',
  resolved_by jsonb,
  resolved_at timestamptz,
  created_at timestamptz not null default now()
);
create index threads_pull on pulls.threads (pull_id, created_at);
select kernel.protect('pulls.threads');

alter table pulls.comments
  add column database_id bigint generated always as identity unique,
  add column thread_id text references pulls.threads on delete cascade,
  add column reply_to text references pulls.comments on delete set null,
  add column updated_at timestamptz not null default now();
update pulls.comments set updated_at = created_at;

-- Until now every comment on a line stood alone and did not know its commit; it is taken to be about the last one.
insert into pulls.threads (id, org_id, project_id, pull_id, path, side, line, original_line, sha, original_sha, created_at)
  select 'thr_' || split_part(c.id, '_', 2), c.org_id, c.project_id, c.pull_id, c.path, coalesce(c.side, 'new'), c.line, c.line,
    coalesce(r.sha, p.head_sha), coalesce(r.sha, p.head_sha), c.created_at
  from pulls.comments c join pulls.pulls p on p.id = c.pull_id left join pulls.reviews r on r.id = c.review_id
  where c.path is not null and c.line is not null;
update pulls.comments set thread_id = 'thr_' || split_part(id, '_', 2) where path is not null and line is not null;
alter table pulls.comments drop column path, drop column line, drop column side;
create index comments_thread on pulls.comments (thread_id, created_at);
