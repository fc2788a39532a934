"""What a panel signed stays, and nobody leaves without a decision (domain.md 2.3.3, 3.13)."""

from datetime import date

from django.db import migrations

LOCKS = """
create function himaya_report_locked() returns trigger language plpgsql as $$
begin
    if old.status = 'accepted' then
        raise exception 'himaya: an accepted report never changes' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger report_locked before update on casework_determinationreport for each row execute function himaya_report_locked();

create function himaya_signature() returns trigger language plpgsql as $$
declare
    decision casework_paneldecision%rowtype;
    member casework_panelmember%rowtype;
    person base_user%rowtype;
    kid minors_child%rowtype;
begin
    select * into decision from casework_paneldecision where id = new.decision_id for update;
    select * into member from casework_panelmember where id = new.member_id;
    select * into person from base_user where id = member.user_id;
    select c.* into kid from minors_child c join casework_determination d on d.child_id = c.id where d.id = decision.determination_id;
    if decision.status <> 'proposed' then
        raise exception 'himaya: this decision is not being signed' using errcode = 'integrity_constraint_violation';
    end if;
    if not member.active or coalesce(member.trained_on > (new.signed_at at time zone 'Africa/Djibouti')::date, true)
       or coalesce(member.undertaking_until < (new.signed_at at time zone 'Africa/Djibouti')::date, true) then
        raise exception 'himaya: not a member with training and a valid undertaking' using errcode = 'integrity_constraint_violation';
    end if;
    if new.votes <> member.votes or new.sex <> member.sex or new.institution_id <> member.institution_id then
        raise exception 'himaya: a signature is counted as the member is' using errcode = 'integrity_constraint_violation';
    end if;
    if not exists (select from casework_conflictdeclaration where item_id = decision.item_id and member_id = member.id and kind = 'none')
    then
        raise exception 'himaya: no declaration before the signature' using errcode = 'integrity_constraint_violation';
    end if;
    if exists (select from casework_conflictdeclaration f join casework_agendaitem i on i.id = f.item_id
                where i.determination_id = decision.determination_id and f.member_id = member.id and f.kind <> 'none')
       or exists (select from casework_case where child_id = kid.id and owner_id = person.id)
       or exists (select from casework_determination where id = decision.determination_id and begun_by_id = person.id)
       or exists (select from casework_determinationreport
                   where determination_id = decision.determination_id and person.id in (author_id, checker_id))
       or person.team_id = kid.team_id
       or exists (select from casework_placement p join casework_careprovider h on h.id = p.provider_id
                   where p.child_id = kid.id and p.ends_at is null and h.institution_id in (member.institution_id, person.institution_id))
    then
        raise exception 'himaya: a member in conflict of interest does not sign' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger free_of_conflict before insert on casework_decisionsignature for each row execute function himaya_signature();

create function himaya_panel_decision() returns trigger language plpgsql as $$
declare
    needed casework_quorumrule%rowtype;
    there record;
    own text[] := array['status', 'digest', 'taken_at', 'version'];
begin
    if tg_op = 'INSERT' then
        if new.status <> 'proposed' then
            raise exception 'himaya: a decision is proposed first' using errcode = 'integrity_constraint_violation';
        end if;
        return new;
    end if;
    if old.status <> 'proposed' then
        raise exception 'himaya: a decision that was taken or set aside never changes' using errcode = 'integrity_constraint_violation';
    end if;
    if to_jsonb(new) - own <> to_jsonb(old) - own then
        raise exception 'himaya: the words of a decision never change' using errcode = 'integrity_constraint_violation';
    end if;
    if new.status = 'taken' then
        select * into needed from casework_quorumrule where id = new.quorum_id;
        select count(*) as members, count(*) filter (where sex = 'F') as women, count(*) filter (where sex = 'M') as men,
               count(distinct institution_id) as institutions, count(*) filter (where not agrees) as against
          into there from casework_decisionsignature where decision_id = new.id and votes;
        if there.members < needed.members or there.women < needed.women or there.men < needed.men
           or there.institutions < needed.institutions or there.against * 2 >= there.members or needed.urgent <> new.urgent then
            raise exception 'himaya: no decision without its quorum' using errcode = 'integrity_constraint_violation';
        end if;
    end if;
    return new;
end $$;
create trigger decision_locked before insert or update on casework_paneldecision for each row execute function himaya_panel_decision();

create function himaya_panel_orders() returns trigger language plpgsql as $$
begin
    if new.value in ('approved', 'other', 'temporary') and new.actions = '[]' and new.outcome <> 'maintain'
       and exists (select from casework_paneldecision
                    where id = new.ratifies_id and (value, solution) is distinct from (new.value, new.solution))
    then
        raise exception 'himaya: what decides otherwise than urgently says who does what' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger who_does_what before insert on casework_paneldecision for each row execute function himaya_panel_orders();
"""
FREE = """
drop function himaya_report_locked() cascade; drop function himaya_signature() cascade; drop function himaya_panel_decision() cascade;
drop function himaya_panel_orders() cascade;
"""
FOLLOWED = """
create function himaya_departure() returns trigger language plpgsql as $$
declare
    decided casework_paneldecision%rowtype;
begin
    if new.spontaneous or new.status = 'cancelled' or (tg_op = 'UPDATE' and new.status = old.status
       and (new.travel_id is null or new.travel_id is not distinct from old.travel_id)
       and new.panel_decision_id is not distinct from old.panel_decision_id
       and new.assessment_id is not distinct from old.assessment_id and new.fear_of_return = old.fear_of_return) then
        return new;
    end if;
    if exists (select from minors_wishes where child_id = new.child_id and fear_of_return in ('yes', 'unsure')) then
        raise exception 'himaya: a child that is afraid to return does not leave' using errcode = 'integrity_constraint_violation';
    end if;
    if new.panel_decision_id is null then
        if exists (select from casework_bestinterestsassessment where id = new.assessment_id and bid_needed) then
            raise exception 'himaya: the assessment asks for the panel' using errcode = 'integrity_constraint_violation';
        end if;
    else
        select * into decided from casework_paneldecision where id = new.panel_decision_id;
        if decided.status <> 'taken' or decided.value not in ('approved', 'other')
           or decided.solution not in ('reunification_djibouti', 'reunification_origin', 'reunification_third', 'return_care') then
            raise exception 'himaya: the panel did not decide that the child leaves' using errcode = 'integrity_constraint_violation';
        end if;
    end if;
    return new;
end $$;
create trigger departure_is_decided before insert or update on casework_departure for each row execute function himaya_departure();

create function himaya_signature_of_unit() returns trigger language plpgsql as $$
begin
    if exists (select from casework_paneldecision d
                 join casework_determination b on b.id = d.determination_id
                 join minors_child c on c.id = b.child_id
                 join casework_panelmember m on m.id = new.member_id
                 join base_user u on u.id = m.user_id
                 join base_role r on r.code = u.role_id
                where d.id = new.decision_id and r.scope = 'unit' and u.team_id is null and u.institution_id = c.institution_id)
    then
        raise exception 'himaya: a member in conflict of interest does not sign' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger free_of_conflict_in_the_unit before insert on casework_decisionsignature
    for each row execute function himaya_signature_of_unit();

-- A decision keeps the quorum that applied: a stricter one is a later row.
create trigger quorum_stays before update of urgent, members, women, men, institutions, valid_from or delete on casework_quorumrule
    for each row execute function himaya_append_only();
"""
FOLLOWED_NO_MORE = """
drop trigger quorum_stays on casework_quorumrule;
drop function himaya_departure() cascade;
drop function himaya_signature_of_unit() cascade;
"""

QUORUMS = [
    {"urgent": False, "members": 3, "women": 1, "men": 1, "institutions": 2},
    {"urgent": True, "members": 2, "women": 0, "men": 0, "institutions": 1},
]


def begin(apps, schema_editor):
    rows = apps.get_model("casework", "QuorumRule").objects.using(schema_editor.connection.alias)
    for row in QUORUMS:
        rows.create(valid_from=date(2020, 1, 1), **row)


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_places")]
    operations = [
        migrations.RunSQL(LOCKS, FREE),
        migrations.RunSQL(FOLLOWED, FOLLOWED_NO_MORE),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
