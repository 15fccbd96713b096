-- Of mirrors over SSH: the private half of their own key, sealed with the server's key for this row, and the public half to be shown.
alter table mirrors.mirrors add column ssh_key bytea;
alter table mirrors.mirrors add column public_key text;
-- How the other side is recognised, as it was met first: `<type> <base64>`.
alter table mirrors.mirrors add column host_key text;
