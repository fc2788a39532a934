"""What the database refuses to an authority of origin (domain.md 7.6)."""

from django.db import migrations

CLOSED = """
create function himaya_open_to_origin(child uuid) returns boolean language sql stable as $$
    select coalesce(bool_and(
        (c.nationality = 'DJ' and coalesce(w.fear_of_return, '') not in ('yes', 'unsure')
         and not exists (select 1 from minors_legalstatus s where s.child_id = c.id and s.ends_on is null
                         and s.legal_status not in ('citizen', '')))
        or
        (coalesce(w.fear_of_return, '') = 'no'
         and c.nationality not in ('', 'unknown', 'undetermined', 'stateless', 'refused')
         and exists (select 1 from minors_legalstatus s where s.child_id = c.id and s.ends_on is null
                     and s.legal_status in ('no_status', 'rejected_final', 'returnee_transit'))
         and not exists (select 1 from minors_legalstatus s where s.child_id = c.id and s.ends_on is null
                         and s.legal_status not in ('no_status', 'rejected_final', 'returnee_transit')))
    ), false)
    from minors_child c left join minors_wishes w on w.child_id = c.id
    where c.id = child
       or c.id in (select m.other_id from minors_merge m where m.unmerged_at is null and (m.kept_id = child or m.kept_id in
                   (select o.kept_id from minors_merge o where o.unmerged_at is null and o.other_id = child)))
       or c.id in (select m.kept_id from minors_merge m where m.unmerged_at is null and m.other_id = child)
$$;
create function himaya_never_embassy() returns trigger language plpgsql as $$
declare
    house bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
    kind text;
begin
    if tg_argv[0] = 'user_id' then
        select i.kind into kind from base_user u join base_institution i on i.id = u.institution_id where u.id = house;
    elsif tg_argv[0] = 'team_id' then
        select i.kind into kind from base_team t join base_institution i on i.id = t.institution_id where t.id = house;
    else
        select i.kind into kind from base_institution i where i.id = house;
    end if;
    if kind = 'embassy' then
        raise exception 'himaya: nothing goes to an embassy by way of %', tg_table_name
              using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger never_embassy after insert or update on minors_grant
    for each row execute function himaya_never_embassy('user_id');
create trigger never_embassy_team after insert or update on minors_grant
    for each row execute function himaya_never_embassy('team_id');
"""
DROP = """
drop function himaya_never_embassy() cascade;
drop function himaya_open_to_origin(uuid) cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("minors", "0003_ages_of_consent")]
    operations = [migrations.RunSQL(CLOSED, DROP)]
