from django.db import migrations

import base.secret_text

LINES = [
    "minors_debt.owed_to",
    "minors_historicaldebt.owed_to",
    "minors_exploiter.name",
    "minors_historicalexploiter.name",
    "minors_exploiter.phone",
    "minors_historicalexploiter.phone",
    "minors_exploiter.place",
    "minors_historicalexploiter.place",
    "minors_withheld.from_whom_else",
    "minors_historicalwithheld.from_whom_else",
]
TO_TEXT = "\n".join(
    f"alter table {table} alter column {column} type text;" for table, column in (line.split(".") for line in LINES)
)


class Migration(migrations.Migration):

    dependencies = [
        ("minors", "0007_shares"),
    ]

    operations = [
        # Not as operations on the database: each of them would build all models again. Paragraphs stay text, lines become it.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TO_TEXT, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name='debt',
                    name='owed_to',
                    field=base.secret_text.SecretLine(blank=True, max_length=200, verbose_name='to whom'),
                ),
                migrations.AlterField(
                    model_name='debt',
                    name='threats_what',
                    field=base.secret_text.SecretText(blank=True, verbose_name='which threats, against whom'),
                ),
                migrations.AlterField(
                    model_name='exploiter',
                    name='name',
                    field=base.secret_text.SecretLine(blank=True, max_length=120, verbose_name='name or nickname'),
                ),
                migrations.AlterField(
                    model_name='exploiter',
                    name='phone',
                    field=base.secret_text.SecretLine(blank=True, max_length=40, verbose_name='phone'),
                ),
                migrations.AlterField(
                    model_name='exploiter',
                    name='place',
                    field=base.secret_text.SecretLine(blank=True, max_length=200, verbose_name='where this person works'),
                ),
                migrations.AlterField(
                    model_name='exploiter',
                    name='told_by_child',
                    field=base.secret_text.SecretText(blank=True, verbose_name='what the child says'),
                ),
                migrations.AlterField(
                    model_name='historicaldebt',
                    name='owed_to',
                    field=base.secret_text.SecretLine(blank=True, max_length=200, verbose_name='to whom'),
                ),
                migrations.AlterField(
                    model_name='historicaldebt',
                    name='threats_what',
                    field=base.secret_text.SecretText(blank=True, verbose_name='which threats, against whom'),
                ),
                migrations.AlterField(
                    model_name='historicalexploiter',
                    name='name',
                    field=base.secret_text.SecretLine(blank=True, max_length=120, verbose_name='name or nickname'),
                ),
                migrations.AlterField(
                    model_name='historicalexploiter',
                    name='phone',
                    field=base.secret_text.SecretLine(blank=True, max_length=40, verbose_name='phone'),
                ),
                migrations.AlterField(
                    model_name='historicalexploiter',
                    name='place',
                    field=base.secret_text.SecretLine(blank=True, max_length=200, verbose_name='where this person works'),
                ),
                migrations.AlterField(
                    model_name='historicalexploiter',
                    name='told_by_child',
                    field=base.secret_text.SecretText(blank=True, verbose_name='what the child says'),
                ),
                migrations.AlterField(
                    model_name='historicalwithheld',
                    name='from_whom_else',
                    field=base.secret_text.SecretLine(blank=True, max_length=120, verbose_name='who exactly'),
                ),
                migrations.AlterField(
                    model_name='historicalwithheld',
                    name='what',
                    field=base.secret_text.SecretText(verbose_name='what must not be told'),
                ),
                migrations.AlterField(
                    model_name='historicalwithheld',
                    name='why_else',
                    field=base.secret_text.SecretText(blank=True, verbose_name='in the child’s words'),
                ),
                migrations.AlterField(
                    model_name='withheld',
                    name='from_whom_else',
                    field=base.secret_text.SecretLine(blank=True, max_length=120, verbose_name='who exactly'),
                ),
                migrations.AlterField(
                    model_name='withheld',
                    name='what',
                    field=base.secret_text.SecretText(verbose_name='what must not be told'),
                ),
                migrations.AlterField(
                    model_name='withheld',
                    name='why_else',
                    field=base.secret_text.SecretText(blank=True, verbose_name='in the child’s words'),
                ),
            ],
        )
    ]
