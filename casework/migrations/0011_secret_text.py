from django.db import migrations

import base.secret_text

LINES = [
    "casework_careaddress.phone",
    "casework_historicalcareaddress.phone",
    "casework_staffcomplaint.about_words",
    "casework_historicalstaffcomplaint.about_words",
]
TO_TEXT = "\n".join(
    f"alter table {table} alter column {column} type text;" for table, column in (line.split(".") for line in LINES)
)


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0010_disclosures"),
    ]

    operations = [
        # Not as operations on the database: each of them would build all models again. Paragraphs stay text, lines become it.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TO_TEXT, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name='adulttestimony',
                    name='address',
                    field=base.secret_text.SecretText(blank=True, verbose_name='address, landmarks and phone of the adult'),
                ),
                migrations.AlterField(
                    model_name='careaddress',
                    name='address',
                    field=base.secret_text.SecretText(verbose_name='address, and how to find it'),
                ),
                migrations.AlterField(
                    model_name='careaddress',
                    name='phone',
                    field=base.secret_text.SecretLine(blank=True, max_length=40, verbose_name='phone'),
                ),
                migrations.AlterField(
                    model_name='departure',
                    name='address',
                    field=base.secret_text.SecretText(blank=True, verbose_name='address where the child will live'),
                ),
                migrations.AlterField(
                    model_name='historicaladulttestimony',
                    name='address',
                    field=base.secret_text.SecretText(blank=True, verbose_name='address, landmarks and phone of the adult'),
                ),
                migrations.AlterField(
                    model_name='historicalcareaddress',
                    name='address',
                    field=base.secret_text.SecretText(verbose_name='address, and how to find it'),
                ),
                migrations.AlterField(
                    model_name='historicalcareaddress',
                    name='phone',
                    field=base.secret_text.SecretLine(blank=True, max_length=40, verbose_name='phone'),
                ),
                migrations.AlterField(
                    model_name='historicaldeparture',
                    name='address',
                    field=base.secret_text.SecretText(blank=True, verbose_name='address where the child will live'),
                ),
                migrations.AlterField(
                    model_name='historicalstaffcomplaint',
                    name='about_words',
                    field=base.secret_text.SecretLine(blank=True, max_length=200, verbose_name='who it was, in words'),
                ),
                migrations.AlterField(
                    model_name='historicalstaffcomplaint',
                    name='answer',
                    field=base.secret_text.SecretText(blank=True, verbose_name='what was found and done, and what was told to whoever complained'),
                ),
                migrations.AlterField(
                    model_name='historicalstaffcomplaint',
                    name='text',
                    field=base.secret_text.SecretText(verbose_name='what happened'),
                ),
                migrations.AlterField(
                    model_name='historicaltracingrequest',
                    name='last_address',
                    field=base.secret_text.SecretText(blank=True, verbose_name='last address, landmarks and phone of the family'),
                ),
                migrations.AlterField(
                    model_name='historicaltraffickingscreening',
                    name='told_words',
                    field=base.secret_text.SecretText(blank=True, verbose_name='what was said or seen'),
                ),
                migrations.AlterField(
                    model_name='staffcomplaint',
                    name='about_words',
                    field=base.secret_text.SecretLine(blank=True, max_length=200, verbose_name='who it was, in words'),
                ),
                migrations.AlterField(
                    model_name='staffcomplaint',
                    name='answer',
                    field=base.secret_text.SecretText(blank=True, verbose_name='what was found and done, and what was told to whoever complained'),
                ),
                migrations.AlterField(
                    model_name='staffcomplaint',
                    name='text',
                    field=base.secret_text.SecretText(verbose_name='what happened'),
                ),
                migrations.AlterField(
                    model_name='tracingrequest',
                    name='last_address',
                    field=base.secret_text.SecretText(blank=True, verbose_name='last address, landmarks and phone of the family'),
                ),
                migrations.AlterField(
                    model_name='traffickingscreening',
                    name='told_words',
                    field=base.secret_text.SecretText(blank=True, verbose_name='what was said or seen'),
                ),
            ],
        )
    ]
