-- What the application may do in this database, as its owner, before the first migrate. Running it again changes nothing.
-- Migrations take more away: history, state changes and accesses may be added and read, not changed.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to himaya_app', current_database());
end $$;
grant usage on schema public to himaya_app;
alter default privileges for role himaya in schema public
  grant select, insert, update, delete on tables to himaya_app;
alter default privileges for role himaya in schema public
  grant usage, select on sequences to himaya_app;
