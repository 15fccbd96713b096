create schema releases;

create table releases.releases (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  tag text not null,
  -- Where the tag is made if it is not there yet: a branch or a commit.
  target text not null,
  name text not null default '',
  body text not null default '',
  draft boolean not null,
  prerelease boolean not null,
  -- When it was made the latest; the newest of those that are published and no prerelease is the latest release.
  latest_at timestamptz,
  author jsonb not null,
  created_at timestamptz not null default now(),
  published_at timestamptz,
  updated_at timestamptz not null default now()
);
-- A draft only plans its tag; several may plan the same.
create unique index releases_tag on releases.releases (project_id, tag) where not draft;
create index releases_order on releases.releases (project_id, created_at desc, id desc);
select kernel.protect('releases.releases');

create table releases.assets (
  id text primary key,
  database_id bigint generated always as identity unique,
  org_id text not null,
  project_id text not null,
  release_id text not null references releases.releases on delete cascade,
  name text not null,
  label text,
  content_type text not null,
  size_bytes bigint not null,
  sha256 text not null,
  downloads bigint not null default 0,
  uploader jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (release_id, name)
);
create index assets_project on releases.assets (project_id);
create index assets_blob on releases.assets (sha256);
select kernel.protect('releases.assets');
