create schema pulls;

create table pulls.counters (
  project_id text primary key,
  org_id text not null,
  last int not null
);
select kernel.protect('pulls.counters');

create table pulls.pulls (
  id text primary key,
  org_id text not null,
  project_id text not null,
  number int not null,
  title text not null,
  body text not null default '',
  state text not null check (state in ('draft', 'open', 'review', 'approved', 'merged', 'closed')),
  head_branch text not null,
  head_sha text not null,
  base_branch text not null,
  -- Where the base stood when the figures below were computed.
  base_sha text not null,
  author jsonb not null,
  spec text,
  labels text[] not null default '{}',
  reviewers text[] not null default '{}',
  additions int not null default 0,
  deletions int not null default 0,
  changed_files int not null default 0,
  -- Paths in which head and base contradict each other; null: not computed yet for these two commits.
  conflicts text[],
  merged_at timestamptz,
  merge_sha text,
  merged_by jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, number)
);
create index pulls_head on pulls.pulls (project_id, head_branch) where state not in ('merged', 'closed');
create index pulls_spec on pulls.pulls (spec) where spec is not null;
-- One open pull request for each pair of branches, also when two are created at once.
create unique index pulls_pair on pulls.pulls (project_id, head_branch, base_branch) where state not in ('merged', 'closed');
select kernel.protect('pulls.pulls');

create table pulls.reviews (
  id text primary key,
  org_id text not null,
  project_id text not null,
  pull_id text not null references pulls.pulls on delete cascade,
  reviewer jsonb not null,
  verdict text not null check (verdict in ('approve', 'request_changes', 'comment')),
  body text not null,
  -- The head that was shown to the reviewer.
  sha text not null,
  created_at timestamptz not null default now()
);
create index reviews_pull on pulls.reviews (pull_id, created_at);
select kernel.protect('pulls.reviews');

create table pulls.comments (
  id text primary key,
  org_id text not null,
  project_id text not null,
  pull_id text not null references pulls.pulls on delete cascade,
  review_id text references pulls.reviews on delete cascade,
  author jsonb not null,
  body text not null,
  path text,
  line int,
  side text check (side in ('old', 'new')),
  created_at timestamptz not null default now()
);
create index comments_pull on pulls.comments (pull_id, created_at);
select kernel.protect('pulls.comments');
