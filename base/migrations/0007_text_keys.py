from django.db import migrations, models

from base import dates, secret_text
from base.guard import APP_ROLE


def first_key(apps, schema_editor):
    """Every database is born with a data key: one made on the way could be lost with a transaction that is rolled back."""
    version, wrapped = secret_text.new_data_key()
    keys = apps.get_model("base", "TextKey").objects.using(schema_editor.connection.alias)
    keys.create(number=1, version=version, wrapped=wrapped, made_at=dates.now())


NEVER_LOST = f"""
do $$ begin
    if exists (select from pg_roles where rolname = '{APP_ROLE}') then
        revoke delete, truncate on base_textkey from {APP_ROLE};
    end if;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("base", "0006_rights_by_relation"),
    ]

    operations = [
        migrations.CreateModel(
            name='TextKey',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('wrapped', models.TextField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'key of texts',
                'verbose_name_plural': 'keys of texts',
                'ordering': ['number'],
            },
        ),
        migrations.RunPython(first_key, migrations.RunPython.noop),
        migrations.RunSQL(NEVER_LOST, migrations.RunSQL.noop),
    ]
