-- The newest reports of a project first: which names have been seen of late.
create index runs_newest on checks.runs (project_id, database_id desc);
create index statuses_newest on checks.statuses (project_id, database_id desc);
