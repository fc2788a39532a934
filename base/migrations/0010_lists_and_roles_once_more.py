"""Option lists, roles and further time limits as the files say today, for a database that was made from earlier files. Nothing is deleted."""

from importlib import import_module

from django.db import migrations

FIRST = import_module("base.migrations.0003_starting_data")
AGAIN = import_module("base.migrations.0005_lists_and_roles_again")


def load(apps, schema_editor):
    AGAIN.load(apps, schema_editor)
    limits = apps.get_model("base", "TimeLimit").objects.using(schema_editor.connection.alias)
    for row in FIRST.rows("time_limits"):
        limits.get_or_create(key=row["key"], risk=row["risk"], valid_from=FIRST.FIRST_DAY, defaults=row)


class Migration(migrations.Migration):
    dependencies = [("base", "0009_background")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
