-- Numbers that clients of GitHub's API expect beside our own ids.
alter table identity.users add column database_id bigint generated always as identity unique;
alter table identity.orgs add column database_id bigint generated always as identity unique,
  add column description text not null default '';

-- A token may be narrowed to several projects.
alter table identity.tokens add column project_ids text[];
update identity.tokens set project_ids = array[project_id] where project_id is not null;
alter table identity.tokens drop column project_id;

-- Addresses that a person's commits carry. Only one that a server admin has confirmed proves who wrote a commit.
create table identity.emails (
  email text primary key,
  user_id text not null references identity.users on delete cascade,
  verified boolean not null default false,
  is_primary boolean not null default false,
  created_at timestamptz not null default now(),
  check (email = lower(email))
);
create unique index emails_primary on identity.emails (user_id) where is_primary;
create index emails_user on identity.emails (user_id);
select kernel.open('identity.emails');
alter table identity.emails enable row level security;
create policy own on identity.emails for all to devflow_app
  using (user_id = (select kernel.actor_id()) or (select kernel.actor_is_server()))
  with check (user_id = (select kernel.actor_id()) or (select kernel.actor_is_server()));

create table identity.teams (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null references identity.orgs on delete cascade,
  slug text not null,
  name text not null,
  description text not null default '',
  privacy text not null default 'closed' check (privacy in ('closed', 'secret')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, slug)
);
create table identity.team_members (
  org_id text not null,
  team_id text not null references identity.teams on delete cascade,
  user_id text not null,
  role text not null check (role in ('member', 'maintainer')),
  created_at timestamptz not null default now(),
  primary key (team_id, user_id),
  -- Who leaves the organisation leaves its teams.
  foreign key (org_id, user_id) references identity.members (org_id, user_id) on delete cascade
);
create index team_members_user on identity.team_members (user_id);
select kernel.protect('identity.teams');
select kernel.protect('identity.team_members');
