-- Whether those who may push to the base may push to the head, too, where that is in a fork: its author says so.
alter table pulls.pulls add column maintainers_may_push boolean not null default false;
