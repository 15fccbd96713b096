alter table pulls.pulls
  -- How far the head is from the base, in commits of either side.
  add column ahead int not null default 0,
  add column behind int not null default 0,
  -- Who owns what it changes, by CODEOWNERS of the base: of each set, one has to approve where that is required.
  add column code_owners jsonb not null default '[]',
  -- Who moved the head last.
  add column pushed_by text,
  -- Who has said that it shall merge once nothing blocks it, and how.
  add column auto_merge jsonb;
create index pulls_auto_merge on pulls.pulls (project_id) where auto_merge is not null;
-- As which of the owners in CODEOWNERS the reviewer approved: their login, their teams.
alter table pulls.reviews add column owner_as text[] not null default '{}';
