"""Option lists and roles as the files say today, for a database that was made from earlier files. Nothing is deleted."""

from importlib import import_module

from django.db import migrations

load = import_module("base.migrations.0005_lists_and_roles_again").load


class Migration(migrations.Migration):
    dependencies = [("base", "0009_background")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
