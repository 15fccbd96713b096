-- What the last run made of large files (Git LFS): {brought, missing, reasons: [{oid, sizeBytes, reason}]}; null before any looked at them.
alter table mirrors.mirrors add column large_files jsonb;
