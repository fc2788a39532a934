-- The two roles, once per server, as an administrator. Running it again changes nothing.
--   psql -f base/data/roles.sql
--   createdb --owner=himaya himaya
--   psql -U himaya -d himaya -f base/data/rights.sql     (before the first migrate)
-- himaya      owns the tables and runs migrate and createcachetable (DATABASE_OWNER_URL)
-- himaya_app  is what the application connects as: no tables of its own, no history rewritten (DATABASE_URL)
-- Passwords or certificates are for the administrator to give (alter role … password …).
do $$
begin
  if not exists (select from pg_roles where rolname = 'himaya') then
    create role himaya login createdb nosuperuser;
  end if;
  if not exists (select from pg_roles where rolname = 'himaya_app') then
    create role himaya_app login nosuperuser nocreatedb nocreaterole;
  end if;
  -- The owner may end the application's sessions, which the tests do when they put a database back.
  if not pg_has_role('himaya', 'himaya_app', 'member') then
    grant himaya_app to himaya;
  end if;
end $$;
