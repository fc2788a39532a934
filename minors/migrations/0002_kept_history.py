from django.db import migrations

from base.guard import KeptHistory, NeverChanged

# A file that was joined with another one receives none, and a file that received one is joined with none. The rows of both
# children are locked first, so that of two merges at once the later one sees the earlier.
NO_CHAIN = """
create function himaya_files_join_in_pairs() returns trigger language plpgsql as $$
begin
    if new.unmerged_at is null then
        perform from minors_child where id in (new.kept_id, new.other_id) order by id for update;
        if exists (select from minors_merge where unmerged_at is null and id <> new.id
                   and (other_id = new.kept_id or kept_id = new.other_id)) then
            raise exception 'himaya: files are joined in a chain' using errcode = 'integrity_constraint_violation';
        end if;
    end if;
    return null;
end $$;
create trigger files_join_in_pairs after insert or update on minors_merge
    for each row execute function himaya_files_join_in_pairs();
"""
CHAINS = "drop trigger files_join_in_pairs on minors_merge; drop function himaya_files_join_in_pairs();"

# A link that stands needs the answer "yes" in the file of its child when the transaction ends. The history has the column too, since
# the guard compares whole rows.
AS_SAID = """
alter table minors_siblinglink add column needs varchar(8) generated always as (case when status <> 'disproved' then 'yes' end) stored;
alter table minors_historicalsiblinglink
    add column needs varchar(8) generated always as (case when status <> 'disproved' then 'yes' end) stored;
alter table minors_siblinglink add constraint linked_as_answered
    foreign key (child_id, needs) references minors_siblingshere (child_id, siblings_here) deferrable initially deferred;
"""
FREE = """
alter table minors_siblinglink drop constraint linked_as_answered;
alter table minors_siblinglink drop column needs;
alter table minors_historicalsiblinglink drop column needs;
"""

# What protects a child is not decided by the person it is protected from.
NOT_BY_THEMSELVES = """
create function himaya_protected_by_another() returns trigger language plpgsql as $$
begin
    if exists (select from minors_lookingincident where id = new.incident_id and person_id = new.done_by_id) then
        raise exception 'himaya: a protective task is settled by the person it protects from'
              using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger protected_by_another after insert or update on minors_protectivetask
    for each row execute function himaya_protected_by_another();
"""
BY_ANYBODY = "drop trigger protected_by_another on minors_protectivetask; drop function himaya_protected_by_another();"


class Migration(migrations.Migration):
    dependencies = [("base", "0002_memories_are_kept"), ("minors", "0001_initial")]
    operations = [
        KeptHistory(
            ("minors_arrivalevent", "minors_historicalarrivalevent"),
            ("minors_belonging", "minors_historicalbelonging"),
            ("minors_child", "minors_historicalchild"),
            ("minors_childname", "minors_historicalchildname"),
            ("minors_clock", "minors_historicalclock"),
            ("minors_consent", "minors_historicalconsent"),
            ("minors_consentstatement", "minors_historicalconsentstatement"),
            ("minors_consenttask", "minors_historicalconsenttask"),
            ("minors_debt", "minors_historicaldebt"),
            ("minors_declaredrelative", "minors_historicaldeclaredrelative"),
            ("minors_document", "minors_historicaldocument"),
            ("minors_duplicatedecision", "minors_historicalduplicatedecision"),
            ("minors_emergencyaccess", "minors_historicalemergencyaccess"),
            ("minors_exclusion", "minors_historicalexclusion"),
            ("minors_exploiter", "minors_historicalexploiter"),
            ("minors_externalid", "minors_historicalexternalid"),
            ("minors_formversion", "minors_historicalformversion"),
            ("minors_functioning", "minors_historicalfunctioning"),
            ("minors_grant", "minors_historicalgrant"),
            ("minors_heldpaper", "minors_historicalheldpaper"),
            ("minors_incidentnotification", "minors_historicalincidentnotification"),
            ("minors_interview", "minors_historicalinterview"),
            ("minors_journeyleg", "minors_historicaljourneyleg"),
            ("minors_legalstatus", "minors_historicallegalstatus"),
            ("minors_lookingalert", "minors_historicallookingalert"),
            ("minors_lookingincident", "minors_historicallookingincident"),
            ("minors_merge", "minors_historicalmerge"),
            ("minors_nationality", "minors_historicalnationality"),
            ("minors_origin", "minors_historicalorigin"),
            ("minors_person", "minors_historicalperson"),
            ("minors_proposedchange", "minors_historicalproposedchange"),
            ("minors_protectivetask", "minors_historicalprotectivetask"),
            ("minors_recognition", "minors_historicalrecognition"),
            ("minors_relationship", "minors_historicalrelationship"),
            ("minors_sealedfile", "minors_historicalsealedfile"),
            ("minors_separation", "minors_historicalseparation"),
            ("minors_siblinglink", "minors_historicalsiblinglink"),
            ("minors_siblingshere", "minors_historicalsiblingshere"),
            ("minors_situation", "minors_historicalsituation"),
            ("minors_spokenlanguage", "minors_historicalspokenlanguage"),
            ("minors_urgentneed", "minors_historicalurgentneed"),
            ("minors_wishes", "minors_historicalwishes"),
            ("minors_withheld", "minors_historicalwithheld"),
        ),
        NeverChanged("minors_consentstatement"),
        # Each direction of a pair of siblings needs the other one, of the same kind, state and source, when the transaction ends.
        migrations.RunSQL(
            """alter table minors_siblinglink add constraint siblings_both_ways
               foreign key (sibling_id, child_id, kind, status, source)
               references minors_siblinglink (child_id, sibling_id, kind, status, source) deferrable initially deferred""",
            "alter table minors_siblinglink drop constraint siblings_both_ways",
        ),
        migrations.RunSQL(AS_SAID, FREE),
        migrations.RunSQL(NO_CHAIN, CHAINS),
        migrations.RunSQL(NOT_BY_THEMSELVES, BY_ANYBODY),
    ]
