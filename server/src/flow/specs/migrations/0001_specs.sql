create schema specs;
create table specs.specs (
  id text primary key,
  org_id text not null,
  project_id text not null,
  title text not null,
  body text not null,
  acceptance text[] not null default '{}',
  state text not null check (state in ('draft', 'review', 'approved', 'implemented')),
  version int not null default 1,
  agent text,
  -- Whether the pull request is merged by itself or by a person; null: as the project says.
  merge text check (merge in ('auto', 'review')),
  -- How many times it was approved: each approval is a run of its own.
  run int not null default 0,
  author jsonb not null,
  approver jsonb,
  branch text,
  pull int,
  outcome text check (outcome in ('running', 'live', 'failed', 'refused')),
  reason text,
  url text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  submitted_at timestamptz,
  approved_at timestamptz,
  finished_at timestamptz,
  implemented_at timestamptz
);
create index specs_project on specs.specs (project_id, created_at desc);
create index specs_org on specs.specs (org_id, updated_at desc);
create table specs.versions (
  spec_id text not null references specs.specs,
  version int not null,
  org_id text not null,
  project_id text not null,
  title text not null,
  body text not null,
  acceptance text[] not null,
  author jsonb not null,
  created_at timestamptz not null default now(),
  primary key (spec_id, version)
);
create table specs.comments (
  id text primary key,
  spec_id text not null references specs.specs,
  org_id text not null,
  project_id text not null,
  body text not null,
  author jsonb not null,
  created_at timestamptz not null default now()
);
create index comments_spec on specs.comments (spec_id, created_at);
select kernel.protect('specs.specs');
select kernel.protect('specs.versions');
select kernel.protect('specs.comments');
