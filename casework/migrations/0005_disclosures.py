"""No file goes to an authority of origin (domain.md 7.6)."""

from django.db import migrations

NEVER_ORIGIN = """
create function himaya_never_origin() returns trigger language plpgsql as $$
begin
    if new.recipient in ('embassy', 'origin_authority')
       and coalesce(new.status, '') not in ('barred', 'refused', 'withdrawn')
       and not himaya_open_to_origin(new.child_id) then
        raise exception 'himaya: this file is closed to every authority of origin'
              using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger never_origin after insert or update on casework_disclosureline
    for each row execute function himaya_never_origin();
create trigger never_origin after insert on casework_disclosure
    for each row execute function himaya_never_origin();
create function himaya_embassy_asks_as_one() returns trigger language plpgsql as $$
begin
    if new.recipient not in ('embassy', 'origin_authority')
       and exists (select 1 from base_institution i where i.id = new.institution_id and i.kind = 'embassy') then
        raise exception 'himaya: an embassy asks as an authority of origin'
              using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger embassy_asks_as_one after insert or update on casework_disclosurerequest
    for each row execute function himaya_embassy_asks_as_one();
"""
DROP = """
drop function himaya_never_origin() cascade;
drop function himaya_embassy_asks_as_one() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_decisions"), ("minors", "0004_closed_to_origin")]
    operations = [migrations.RunSQL(NEVER_ORIGIN, DROP)]
