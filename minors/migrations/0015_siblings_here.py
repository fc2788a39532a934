"""The question of F02 whether there are brothers or sisters here, and what the database refuses about its answer."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import base.chance
import base.dates
import base.models.record
from base.guard import KeptHistory

# Who is linked today has a brother or sister: an answer for each, signed by who made the first link.
ANSWERED = """
create temporary table answered on commit drop as
    select gen_random_uuid() as id, 1 as version, recorded_at, '{}'::jsonb as silences, 'yes'::varchar(8) as siblings_here, child_id,
           history_user_id as author_id, history_date as at
    from (select distinct on (link.child_id) link.child_id, link.recorded_at, kept.history_user_id, kept.history_date
          from minors_siblinglink link join minors_historicalsiblinglink kept on kept.id = link.id
          where link.status <> 'disproved' order by link.child_id, kept.history_id) first;
insert into minors_siblingshere (id, version, recorded_at, silences, siblings_here, child_id)
    select id, version, recorded_at, silences, siblings_here, child_id from answered;
insert into minors_historicalsiblingshere
    (id, version, recorded_at, silences, siblings_here, child_id, history_user_id, history_date, history_change_reason, history_type)
    select id, version, recorded_at, silences, siblings_here, child_id, author_id, at, 'A brother or sister was linked.', '+' from answered;
"""
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


class Migration(migrations.Migration):

    dependencies = [
        ("minors", "0014_offers_and_grace"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalSiblingsHere',
            fields=[
                ('txid', models.BigIntegerField(db_default=base.models.record.TransactionId(), editable=False)),
                ('id', models.UUIDField(db_index=True, default=base.chance.new_id, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('recorded_at', models.DateTimeField(default=base.dates.now, editable=False, verbose_name='recorded at')),
                ('silences', models.JSONField(blank=True, default=dict, editable=False, verbose_name='questions without an answer')),
                ('siblings_here', models.CharField(blank=True, choices=[('yes', 'yes'), ('none', 'no, there are none'), ('unknown', 'unknown'), ('refused', 'refused to answer')], max_length=8, verbose_name='are there brothers or sisters of the child here?')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('child', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='minors.child')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical answer about brothers and sisters',
                'verbose_name_plural': 'historical answers about brothers and sisters',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SiblingsHere',
            fields=[
                ('id', models.UUIDField(default=base.chance.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('recorded_at', models.DateTimeField(default=base.dates.now, editable=False, verbose_name='recorded at')),
                ('silences', models.JSONField(blank=True, default=dict, editable=False, verbose_name='questions without an answer')),
                ('siblings_here', models.CharField(blank=True, choices=[('yes', 'yes'), ('none', 'no, there are none'), ('unknown', 'unknown'), ('refused', 'refused to answer')], max_length=8, verbose_name='are there brothers or sisters of the child here?')),
                ('child', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='siblings_here', to='minors.child')),
            ],
            options={
                'verbose_name': 'answer about brothers and sisters',
                'verbose_name_plural': 'answers about brothers and sisters',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('child', 'siblings_here'), name='siblings_here_as_said')],
            },
        ),
        migrations.RunSQL(ANSWERED, migrations.RunSQL.noop),
        KeptHistory(("minors_siblingshere", "minors_historicalsiblingshere")),
        migrations.RunSQL(AS_SAID, FREE),
    ]
