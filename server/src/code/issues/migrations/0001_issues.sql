create schema issues;

-- What a project's issues share: one sequence of numbers for issues and pull requests, and one for milestones.
create table issues.trackers (
  project_id text primary key,
  org_id text not null,
  last_number int not null default 0,
  last_milestone int not null default 0,
  -- The labels every project begins with were made; who deletes one does not get it again.
  labelled boolean not null default false
);
select kernel.protect('issues.trackers');

-- Pull requests were counted alone before there were issues.
do $$ begin
  if to_regclass('pulls.counters') is not null then
    insert into issues.trackers (project_id, org_id, last_number) select project_id, org_id, last from pulls.counters;
  end if;
end $$;

create table issues.labels (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  name text not null,
  color text not null check (color ~ '^[0-9a-f]{6}$'),
  description text not null default '',
  is_default boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index labels_name on issues.labels (project_id, lower(name));
select kernel.protect('issues.labels');

create table issues.milestones (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  number int not null,
  title text not null,
  description text not null default '',
  due_on timestamptz,
  state text not null default 'open' check (state in ('open', 'closed')),
  creator jsonb not null,
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, number),
  unique (project_id, title)
);
select kernel.protect('issues.milestones');

create table issues.issues (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  number int not null,
  kind text not null check (kind in ('issue', 'pull')),
  title text not null,
  body text not null default '',
  author jsonb not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  state_reason text check (state_reason in ('completed', 'not_planned', 'duplicate', 'reopened')),
  closed_at timestamptz,
  closed_by jsonb,
  milestone_id text references issues.milestones on delete set null,
  locked boolean not null default false,
  lock_reason text check (lock_reason in ('off-topic', 'too heated', 'resolved', 'spam')),
  comment_count int not null default 0,
  -- Of pull requests, told by the module that owns them, so that one search finds both.
  draft boolean not null default false,
  merged_at timestamptz,
  -- `head:topic`, `review-requested:bob`: what else a search may ask for.
  terms text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  search tsvector not null generated always as (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')) stored,
  unique (project_id, number)
);
create index issues_created on issues.issues (project_id, state, created_at desc);
create index issues_updated on issues.issues (project_id, updated_at desc);
create index issues_milestone on issues.issues (milestone_id) where milestone_id is not null;
create index issues_search on issues.issues using gin (search);
select kernel.protect('issues.issues');

create table issues.issue_labels (
  issue_id text not null references issues.issues on delete cascade,
  label_id text not null references issues.labels on delete cascade,
  org_id text not null,
  project_id text not null,
  primary key (issue_id, label_id)
);
create index issue_labels_label on issues.issue_labels (label_id);
select kernel.protect('issues.issue_labels');

create table issues.assignees (
  issue_id text not null references issues.issues on delete cascade,
  user_id text not null,
  name text not null,
  org_id text not null,
  project_id text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (issue_id, user_id)
);
create index assignees_user on issues.assignees (user_id);
select kernel.protect('issues.assignees');

create table issues.comments (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  issue_id text not null references issues.issues on delete cascade,
  author jsonb not null,
  body text not null,
  edited_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  search tsvector not null generated always as (to_tsvector('english', body)) stored
);
create index comments_issue on issues.comments (issue_id, created_at);
create index comments_project on issues.comments (project_id, created_at);
create index comments_search on issues.comments using gin (search);
select kernel.protect('issues.comments');

-- Who is named with an @ in an issue or one of its comments.
create table issues.mentions (
  issue_id text not null references issues.issues on delete cascade,
  comment_id text references issues.comments on delete cascade,
  name text not null,
  org_id text not null,
  project_id text not null
);
create unique index mentions_place on issues.mentions (issue_id, coalesce(comment_id, ''), name);
select kernel.protect('issues.mentions');

create table issues.reactions (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  subject_kind text not null,
  subject_id text not null,
  content text not null check (content in ('+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes')),
  actor jsonb not null,
  created_at timestamptz not null default now()
);
create unique index reactions_once on issues.reactions (subject_id, content, (actor->>'id'));
select kernel.protect('issues.reactions');

-- What happened to an issue besides comments, for its timeline.
create table issues.timeline (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  issue_id text not null references issues.issues on delete cascade,
  name text not null,
  actor jsonb not null,
  data jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp()
);
create index timeline_issue on issues.timeline (issue_id, created_at);
create index timeline_project on issues.timeline (project_id, created_at);
-- The same commit, or the same other issue, refers to it once.
create unique index timeline_source on issues.timeline (issue_id, (data->>'source')) where name = 'cross_referenced';
create unique index timeline_commit on issues.timeline (issue_id, (data->>'commit')) where name = 'referenced';
select kernel.protect('issues.timeline');
