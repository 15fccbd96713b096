create schema settings;

-- The server's own settings, one row a subject. `sealed` is the part that must not be readable in the table.
create table settings.settings (
  name text primary key,
  value jsonb not null,
  sealed bytea,
  updated_at timestamptz not null default now()
);
select kernel.open('settings.settings');
