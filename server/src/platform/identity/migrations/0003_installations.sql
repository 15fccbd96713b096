-- Tokens of installed apps.
alter table identity.tokens drop constraint tokens_kind_check;
alter table identity.tokens add constraint tokens_kind_check
  check (kind in ('session', 'person', 'agent', 'attempt', 'job', 'installation'));
