"""Where a child sleeps, in which bed, and by whose mandate a guardian reads: what holds at each commit (domain.md 3.8, 3.9)."""

from django.db import migrations

RULES = """
create function himaya_must_sleep_somewhere(child uuid) returns void language plpgsql as $$
declare
    file uuid := coalesce((select kept_id from minors_merge where other_id = child and unmerged_at is null), child);
begin
    if exists (select from casework_case where child_id = file and status <> 'closed')
       and not exists (
           select from casework_placement p where p.ends_at is null and (p.child_id = file or p.child_id in (
               select other_id from minors_merge where kept_id = file and unmerged_at is null)))
    then raise exception 'himaya: an open case has no place tonight' using errcode = 'integrity_constraint_violation';
    end if;
end $$;

create function himaya_sleeps_somewhere() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'minors_merge' then
        perform himaya_must_sleep_somewhere(new.kept_id);
        perform himaya_must_sleep_somewhere(new.other_id);
    else
        perform himaya_must_sleep_somewhere(new.child_id);
    end if;
    return null;
end $$;
create constraint trigger sleeps_somewhere after insert or update on casework_case
    deferrable initially deferred for each row execute function himaya_sleeps_somewhere();
create constraint trigger sleeps_somewhere after insert or update on casework_placement
    deferrable initially deferred for each row execute function himaya_sleeps_somewhere();

create function himaya_beds_then(kind bigint, moment timestamptz) returns integer language sql stable as $$
    select coalesce(
        (select before from casework_bedschange where places_id = kind and changed_at > moment order by changed_at limit 1),
        (select beds from casework_providerplaces where id = kind))
$$;

create function himaya_beds_given_once(kind bigint) returns void language plpgsql as $$
begin
    perform from casework_providerplaces where id = kind for update;
    if exists (
        select from (
            select starts_at as moment from casework_placement where places_id = kind
            union select changed_at from casework_bedschange where places_id = kind
        ) one where himaya_beds_then(kind, one.moment) < (
            select count(*) from casework_placement other
            where other.places_id = kind and other.starts_at <= one.moment
              and (other.ends_at is null or other.ends_at > one.moment)))
    then raise exception 'himaya: a bed is given twice in one night' using errcode = 'integrity_constraint_violation';
    end if;
end $$;

create function himaya_bed_given_once() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'casework_providerplaces' then
        perform himaya_beds_given_once(new.id);
    elsif new.places_id is not null then
        if not exists (select from casework_providerplaces where id = new.places_id and provider_id = new.provider_id)
        then raise exception 'himaya: a bed of another house' using errcode = 'integrity_constraint_violation';
        end if;
        perform himaya_beds_given_once(new.places_id);
    end if;
    return null;
end $$;
create constraint trigger bed_given_once after insert or update on casework_placement
    deferrable initially deferred for each row execute function himaya_bed_given_once();
create constraint trigger bed_given_once after update on casework_providerplaces
    deferrable initially deferred for each row execute function himaya_bed_given_once();

create function himaya_away_within_stay() returns trigger language plpgsql as $$
begin
    if exists (
        select from casework_absence away join casework_placement stay on stay.id = away.placement_id
        where (case tg_table_name when 'casework_absence' then away.id else stay.id end) = new.id
          and (away.starts_at < stay.starts_at or away.ends_at is null and stay.ends_at is not null
               or away.ends_at > stay.ends_at))
    then raise exception 'himaya: an absence outside its stay' using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create constraint trigger away_within_stay after insert or update on casework_absence
    deferrable initially deferred for each row execute function himaya_away_within_stay();
create constraint trigger away_within_stay after update on casework_placement
    deferrable initially deferred for each row execute function himaya_away_within_stay();
create constraint trigger sleeps_somewhere after insert or update on minors_merge
    deferrable initially deferred for each row execute function himaya_sleeps_somewhere();

create function himaya_beds_as_written() returns trigger language plpgsql as $$
declare
    kind bigint := case tg_table_name when 'casework_bedschange' then (to_jsonb(new) ->> 'places_id')::bigint
                                      else (to_jsonb(new) ->> 'id')::bigint end;
    last integer := (select after from casework_bedschange where places_id = kind order by changed_at desc limit 1);
begin
    if coalesce(last, -1) <> (select beds from casework_providerplaces where id = kind) then
        raise exception 'himaya: beds were changed without being written down' using errcode = 'integrity_constraint_violation';
    end if;
    perform himaya_beds_given_once(kind);
    return null;
end $$;
create constraint trigger beds_as_written after update on casework_providerplaces
    deferrable initially deferred for each row when (old.beds is distinct from new.beds)
    execute function himaya_beds_as_written();
create constraint trigger beds_as_written after insert on casework_bedschange
    deferrable initially deferred for each row execute function himaya_beds_as_written();

create function himaya_guardian_reads_by_mandate() returns trigger language plpgsql as $$
begin
    if exists (
        select from minors_grant g left join casework_guardianship m on m.access_id = g.id
        where g.purpose = 'guardian' and g.status = 'given'
          and (case tg_table_name when 'minors_grant' then g.id = new.id else m.id = new.id end)
          and (m.id is null or m.status <> 'appointed' or m.child_id <> g.child_id or m.conflict_check <> 'none'
               or g.ends_at is distinct from m.ends_on::timestamp at time zone 'Africa/Djibouti'
               or not g.levels <@ array['read_c1', 'read_c2', 'read_c3']::varchar[]))
    then raise exception 'himaya: a guardian reads without a mandate, or more than it gives'
         using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create constraint trigger guardian_reads_by_mandate after insert or update on minors_grant
    deferrable initially deferred for each row when (new.purpose = 'guardian')
    execute function himaya_guardian_reads_by_mandate();
create constraint trigger guardian_reads_by_mandate after insert or update on casework_guardianship
    deferrable initially deferred for each row when (new.access_id is not null)
    execute function himaya_guardian_reads_by_mandate();
"""
UNDONE = """
drop function himaya_guardian_reads_by_mandate() cascade;
drop function himaya_beds_as_written() cascade;
drop function himaya_sleeps_somewhere() cascade;
drop function himaya_must_sleep_somewhere(uuid);
drop function himaya_bed_given_once() cascade;
drop function himaya_beds_given_once(bigint);
drop function himaya_beds_then(bigint, timestamptz);
drop function himaya_away_within_stay() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_kept_history")]
    operations = [migrations.RunSQL(RULES, UNDONE)]
