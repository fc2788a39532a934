"""Consent becomes a ledger: a conversation with its facts, what was said in it, what is left to do, and what must not be told."""

import json
from datetime import date
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import base.chance
import base.dates
import base.models.record
from base.guard import KeptHistory, NeverChanged

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST_DAY = date(2020, 1, 1)  # before the first record that can be entered, as for the other time limits

# The type is changed and not the rows: nothing is written past the history.
GIVERS = """
alter table minors_consent alter column giver type varchar(24)[]
    using case when giver = '' then '{}'::varchar(24)[] else array[giver]::varchar(24)[] end;
alter table minors_consent rename column giver to givers;
alter table minors_historicalconsent alter column giver type varchar(24)[]
    using case when giver = '' then '{}'::varchar(24)[] else array[giver]::varchar(24)[] end;
alter table minors_historicalconsent rename column giver to givers;
"""
ONE_GIVER = """
alter table minors_consent rename column givers to giver;
alter table minors_consent alter column giver type varchar(24) using coalesce(giver[1], '');
alter table minors_historicalconsent rename column givers to giver;
alter table minors_historicalconsent alter column giver type varchar(24) using coalesce(giver[1], '');
"""

def load(apps, schema_editor):
    """The ages of consent, and the time limits that a database of before does not have yet."""
    using = schema_editor.connection.alias
    ages, limits = (apps.get_model(*name).objects.using(using) for name in [("minors", "ConsentAge"), ("base", "TimeLimit")])
    for row in json.loads((ROOT / "minors/data/consent_ages.json").read_text("utf8")):
        ages.create(valid_from=FIRST_DAY, **row)
    for row in json.loads((ROOT / "base/data/time_limits.json").read_text("utf8")):
        limits.get_or_create(key=row.pop("key"), risk=row.pop("risk"), valid_from=FIRST_DAY, defaults=row)


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0005_lists_and_roles_again"),
        ("minors", "0004_the_whole_registration"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentAge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_age", models.PositiveSmallIntegerField(verbose_name="from age")),
                ("to_age", models.PositiveSmallIntegerField(verbose_name="to age")),
                (
                    "child",
                    models.CharField(
                        choices=[
                            ("nothing", "nothing is asked of the child"),
                            ("assent", "the child’s assent"),
                            ("consent", "the child’s own informed consent"),
                        ],
                        max_length=10,
                        verbose_name="from the child",
                    ),
                ),
                (
                    "carer",
                    models.CharField(
                        choices=[
                            ("consent", "the consent of the carer or guardian"),
                            ("with_permission", "the consent of the carer or guardian, if the child permits to ask"),
                        ],
                        max_length=16,
                        verbose_name="from the carer",
                    ),
                ),
                (
                    "without_carer",
                    models.CharField(
                        choices=[
                            (
                                "adult_or_worker",
                                "another adult whom the child trusts, or the social worker in the child’s best interests",
                            ),
                            ("adult_or_mature", "another adult whom the child trusts, or the assent of a mature child"),
                            ("mature_child", "the child’s consent, weighed by maturity"),
                        ],
                        max_length=16,
                        verbose_name="without a carer",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("written", "in writing"), ("oral_assent", "assent by word of mouth, consent in writing")],
                        max_length=12,
                        verbose_name="form",
                    ),
                ),
                ("source_note", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "age of consent",
                "verbose_name_plural": "ages of consent",
                "ordering": ["from_age", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="ConsentStatement",
            fields=[
                ("id", models.UUIDField(default=base.chance.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                ("recorded_at", models.DateTimeField(default=base.dates.now, editable=False, verbose_name="recorded at")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("granted", "allowed"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("lapsed", "lapsed"),
                        ],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("scope", models.CharField(max_length=40, verbose_name="what for")),
                ("limits", models.TextField(blank=True, verbose_name="limits")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("happened_at", models.DateTimeField(verbose_name="said at")),
                (
                    "said_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name="said by"
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
            ],
            options={
                "verbose_name": "statement about a scope",
                "verbose_name_plural": "statements about scopes",
                "ordering": ["-happened_at", "-recorded_at", "scope", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ConsentTask",
            fields=[
                ("id", models.UUIDField(default=base.chance.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                ("recorded_at", models.DateTimeField(default=base.dates.now, editable=False, verbose_name="recorded at")),
                (
                    "kind",
                    models.CharField(
                        choices=[("seek", "seek consent again"), ("inform", "inform a recipient"), ("tell", "tell the child")],
                        max_length=8,
                        verbose_name="what is to be done",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "to do"), ("done", "done")], editable=False, max_length=6, verbose_name="status"
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name="what for"
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="done at")),
                ("note", models.TextField(blank=True, verbose_name="what was said")),
            ],
            options={
                "verbose_name": "task about consent",
                "verbose_name_plural": "tasks about consent",
                "ordering": ["due_at", "recorded_at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalConsentStatement",
            fields=[
                ("txid", models.BigIntegerField(db_default=base.models.record.TransactionId(), editable=False)),
                ("id", models.UUIDField(db_index=True, default=base.chance.new_id, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                ("recorded_at", models.DateTimeField(default=base.dates.now, editable=False, verbose_name="recorded at")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("granted", "allowed"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("lapsed", "lapsed"),
                        ],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("scope", models.CharField(max_length=40, verbose_name="what for")),
                ("limits", models.TextField(blank=True, verbose_name="limits")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("happened_at", models.DateTimeField(verbose_name="said at")),
                (
                    "said_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name="said by"
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
            ],
            options={
                "verbose_name": "historical statement about a scope",
                "verbose_name_plural": "historical statements about scopes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalConsentTask",
            fields=[
                ("txid", models.BigIntegerField(db_default=base.models.record.TransactionId(), editable=False)),
                ("id", models.UUIDField(db_index=True, default=base.chance.new_id, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                ("recorded_at", models.DateTimeField(default=base.dates.now, editable=False, verbose_name="recorded at")),
                (
                    "kind",
                    models.CharField(
                        choices=[("seek", "seek consent again"), ("inform", "inform a recipient"), ("tell", "tell the child")],
                        max_length=8,
                        verbose_name="what is to be done",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "to do"), ("done", "done")], editable=False, max_length=6, verbose_name="status"
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name="what for"
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="done at")),
                ("note", models.TextField(blank=True, verbose_name="what was said")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
            ],
            options={
                "verbose_name": "historical task about consent",
                "verbose_name_plural": "historical tasks about consent",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalWithheld",
            fields=[
                ("txid", models.BigIntegerField(db_default=base.models.record.TransactionId(), editable=False)),
                ("id", models.UUIDField(db_index=True, default=base.chance.new_id, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                ("recorded_at", models.DateTimeField(default=base.dates.now, editable=False, verbose_name="recorded at")),
                ("what", models.TextField(verbose_name="what must not be told")),
                (
                    "from_whom",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None, verbose_name="to whom not"
                    ),
                ),
                ("from_whom_else", models.CharField(blank=True, max_length=120, verbose_name="who exactly")),
                ("why", models.CharField(max_length=24, verbose_name="why")),
                ("why_else", models.TextField(blank=True, verbose_name="in the child’s words")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
            ],
            options={
                "verbose_name": "historical information withheld",
                "verbose_name_plural": "historical information withheld",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Withheld",
            fields=[
                ("id", models.UUIDField(default=base.chance.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                ("recorded_at", models.DateTimeField(default=base.dates.now, editable=False, verbose_name="recorded at")),
                ("what", models.TextField(verbose_name="what must not be told")),
                (
                    "from_whom",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None, verbose_name="to whom not"
                    ),
                ),
                ("from_whom_else", models.CharField(blank=True, max_length=120, verbose_name="who exactly")),
                ("why", models.CharField(max_length=24, verbose_name="why")),
                ("why_else", models.TextField(blank=True, verbose_name="in the child’s words")),
            ],
            options={
                "verbose_name": "information withheld",
                "verbose_name_plural": "information withheld",
                "ordering": ["-recorded_at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="consent",
            name="consent_or_the_reason_why_not",
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(GIVERS, ONE_GIVER)],
            state_operations=[
                migrations.RemoveField(model_name="consent", name="giver"),
                migrations.RemoveField(model_name="historicalconsent", name="giver"),
                migrations.AddField(
                    model_name="consent",
                    name="givers",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="who consents",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalconsent",
                    name="givers",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="who consents",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="consent",
            name="assent",
            field=models.CharField(
                blank=True,
                choices=[("yes", "yes"), ("no", "no"), ("not_sought", "not sought")],
                max_length=10,
                verbose_name="does the child agree?",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="assent_reason",
            field=models.TextField(blank=True, verbose_name="what the child said, or why the child was not asked"),
        ),
        migrations.AddField(
            model_name="consent",
            name="child_signed",
            field=models.BooleanField(blank=True, null=True, verbose_name="the child signed too"),
        ),
        migrations.AddField(
            model_name="consent",
            name="explained",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name="what was explained"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="giver_relationship",
            field=models.CharField(blank=True, max_length=80, verbose_name="what this person is to the child"),
        ),
        migrations.AddField(
            model_name="consent",
            name="interpreter",
            field=models.CharField(blank=True, max_length=80, verbose_name="name of the interpreter"),
        ),
        migrations.AddField(
            model_name="consent",
            name="interpreter_organisation",
            field=models.CharField(blank=True, max_length=80, verbose_name="organisation of the interpreter"),
        ),
        migrations.AddField(
            model_name="consent",
            name="interpreter_signed",
            field=models.BooleanField(blank=True, null=True, verbose_name="the interpreter signed an undertaking"),
        ),
        migrations.AddField(
            model_name="consent",
            name="place",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="base.place",
                verbose_name="place",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="signed",
            field=models.CharField(
                blank=True,
                choices=[
                    ("signature", "by signature"),
                    ("thumb", "by thumbprint"),
                    ("verbal", "by word of mouth, before a witness"),
                ],
                max_length=10,
                verbose_name="how it was signed",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="understood",
            field=models.BooleanField(blank=True, null=True, verbose_name="told back in own words"),
        ),
        migrations.AddField(
            model_name="consent",
            name="understood_note",
            field=models.TextField(blank=True, verbose_name="how this was checked"),
        ),
        migrations.AddField(
            model_name="consent",
            name="witness",
            field=models.CharField(blank=True, max_length=80, verbose_name="witness"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="assent",
            field=models.CharField(
                blank=True,
                choices=[("yes", "yes"), ("no", "no"), ("not_sought", "not sought")],
                max_length=10,
                verbose_name="does the child agree?",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="assent_reason",
            field=models.TextField(blank=True, verbose_name="what the child said, or why the child was not asked"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="child_signed",
            field=models.BooleanField(blank=True, null=True, verbose_name="the child signed too"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="explained",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name="what was explained"
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="giver_relationship",
            field=models.CharField(blank=True, max_length=80, verbose_name="what this person is to the child"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="interpreter",
            field=models.CharField(blank=True, max_length=80, verbose_name="name of the interpreter"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="interpreter_organisation",
            field=models.CharField(blank=True, max_length=80, verbose_name="organisation of the interpreter"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="interpreter_signed",
            field=models.BooleanField(blank=True, null=True, verbose_name="the interpreter signed an undertaking"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="place",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="base.place",
                verbose_name="place",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="signed",
            field=models.CharField(
                blank=True,
                choices=[
                    ("signature", "by signature"),
                    ("thumb", "by thumbprint"),
                    ("verbal", "by word of mouth, before a witness"),
                ],
                max_length=10,
                verbose_name="how it was signed",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="understood",
            field=models.BooleanField(blank=True, null=True, verbose_name="told back in own words"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="understood_note",
            field=models.TextField(blank=True, verbose_name="how this was checked"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="witness",
            field=models.CharField(blank=True, max_length=80, verbose_name="witness"),
        ),
        migrations.AlterField(
            model_name="consent",
            name="status",
            field=models.CharField(
                choices=[
                    ("given", "in force"),
                    ("refused", "refused"),
                    ("not_yet", "not asked yet"),
                    ("withdrawn", "withdrawn"),
                    ("lapsed", "lapsed"),
                ],
                editable=False,
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AlterField(
            model_name="historicalconsent",
            name="status",
            field=models.CharField(
                choices=[
                    ("given", "in force"),
                    ("refused", "refused"),
                    ("not_yet", "not asked yet"),
                    ("withdrawn", "withdrawn"),
                    ("lapsed", "lapsed"),
                ],
                editable=False,
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "consent"), models.Q(("givers", []), _negated=True)),
                    models.Q(("reason_not_asked", ""), _negated=True),
                    _connector="OR",
                ),
                name="consent_or_the_reason_why_not",
                violation_error_message="Say who consented, or why consent could not be asked for yet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("assent", "not_sought"), _negated=True),
                    models.Q(("assent_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="assent_or_the_reason_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed", "verbal"), _negated=True), models.Q(("witness", ""), _negated=True), _connector="OR"
                ),
                name="word_before_a_witness",
            ),
        ),
        migrations.AddConstraint(
            model_name="consentage",
            constraint=models.UniqueConstraint(fields=("from_age", "valid_from"), name="one_consent_age_from_a_day"),
        ),
        migrations.AddConstraint(
            model_name="consentage",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_age__gte", models.F("from_age"))), name="consent_ages_in_order"
            ),
        ),
        migrations.AddField(
            model_name="consentstatement",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="consent_statements", to="minors.child"
            ),
        ),
        migrations.AddField(
            model_name="consentstatement",
            name="consent",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="minors.consent"),
        ),
        migrations.AddField(
            model_name="consentstatement",
            name="recipient",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="base.institution",
                verbose_name="only for this institution",
            ),
        ),
        migrations.AddField(
            model_name="consenttask",
            name="child",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="consent_tasks", to="minors.child"),
        ),
        migrations.AddField(
            model_name="consenttask",
            name="consent",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="minors.consent"),
        ),
        migrations.AddField(
            model_name="consenttask",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consenttask",
            name="recipient",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="base.institution",
                verbose_name="recipient",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsentstatement",
            name="child",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="minors.child",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsentstatement",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="minors.consent",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsentstatement",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="historicalconsentstatement",
            name="recipient",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="base.institution",
                verbose_name="only for this institution",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsenttask",
            name="child",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="minors.child",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsenttask",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="minors.consent",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsenttask",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalconsenttask",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="historicalconsenttask",
            name="recipient",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="base.institution",
                verbose_name="recipient",
            ),
        ),
        migrations.AddField(
            model_name="historicalwithheld",
            name="child",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="minors.child",
            ),
        ),
        migrations.AddField(
            model_name="historicalwithheld",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="withheld",
            name="child",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="withheld", to="minors.child"),
        ),
        migrations.AddIndex(
            model_name="consentstatement",
            index=models.Index(fields=["scope", "child"], name="statement_of_scope"),
        ),
        migrations.AddConstraint(
            model_name="consentstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "granted"), models.Q(("limits", ""), ("valid_until", None)), _connector="OR"),
                name="only_a_grant_has_limits",
            ),
        ),
        migrations.AddConstraint(
            model_name="consenttask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "seek"), ("status", "open")),
                fields=("child",),
                name="consent_is_sought_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="consenttask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "inform"), ("recipient__isnull", False)),
                    models.Q(models.Q(("kind", "inform"), _negated=True), ("recipient", None)),
                    _connector="OR",
                ),
                name="only_a_recipient_is_informed",
            ),
        ),
        migrations.AddConstraint(
            model_name="consenttask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("done_by", None), ("status", "open")),
                    models.Q(
                        ("done_at__isnull", False),
                        ("done_by__isnull", False),
                        ("status", "done"),
                        models.Q(("note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="consent_task_is_signed",
            ),
        ),
        KeptHistory(
            ("minors_consentstatement", "minors_historicalconsentstatement"),
            ("minors_consenttask", "minors_historicalconsenttask"),
            ("minors_withheld", "minors_historicalwithheld"),
        ),
        NeverChanged("minors_consentstatement"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
