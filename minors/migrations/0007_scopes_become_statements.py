"""Consents of before keep what they allowed: each scope of the array becomes a statement of its own, with its history row.

A migration by itself: rows that wait for their checks would keep the indexes of the new table from being made.
"""

from django.db import migrations

# What was allowed, and what was withdrawn since, each with its author, its reason and the moment at which it was recorded.
COLUMNS = (
    "id, version, recorded_at, kind, scope, limits, valid_until, happened_at, said_by, reason, child_id, consent_id, recipient_id"
)
STATEMENTS = f"""
create temporary table said on commit drop as
    select gen_random_uuid() as id, 1 as version, given.recorded_at, 'granted'::varchar(10) as kind, scope, ''::text as limits,
           null::date as valid_until, given.given_at as happened_at, given.givers as said_by, ''::text as reason,
           given.child_id, given.id as consent_id, null::bigint as recipient_id,
           first.history_user_id as author_id, first.history_change_reason as why
    from minors_consent given
    cross join unnest(given.scopes) scope
    cross join lateral (select history_user_id, history_change_reason from minors_historicalconsent kept
                        where kept.id = given.id order by history_id limit 1) first
    union all
    select gen_random_uuid(), 1, moved.recorded_at, 'withdrawn', scope, '', null, moved.happened_at, '{{}}'::varchar(24)[], moved.reason,
           given.child_id, given.id, null, moved.author_id, moved.reason
    from minors_consent given
    cross join unnest(given.scopes) scope
    join base_statechange moved on moved.subject_id = given.id and moved.workflow = 'consent' and moved.move = 'withdraw';
insert into minors_consentstatement ({COLUMNS}) select {COLUMNS} from said;
insert into minors_historicalconsentstatement ({COLUMNS}, history_date, history_change_reason, history_type, history_user_id)
    select {COLUMNS}, recorded_at, why, '+', author_id from said;
"""


class Migration(migrations.Migration):
    dependencies = [("minors", "0006_names_and_duplicates")]
    operations = [
        migrations.RunSQL(STATEMENTS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="consent",
            name="scopes",
        ),
        migrations.RemoveField(
            model_name="historicalconsent",
            name="scopes",
        ),
    ]
