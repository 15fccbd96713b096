-- The project of the same network that this one has the object from: it is counted there, and here only once that one is gone.
alter table lfs.objects add column shared_from text;
create index objects_shared on lfs.objects (shared_from) where shared_from is not null;
