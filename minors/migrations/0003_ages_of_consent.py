"""From which age a child consents, as domain.md 7.4 has it."""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "consent_ages.json"
FIRST_DAY = date(2020, 1, 1)  # before the first record that can be entered, as for the time limits


def load(apps, schema_editor):
    ages = apps.get_model("minors", "ConsentAge").objects.using(schema_editor.connection.alias)
    for row in json.loads(DATA.read_text("utf8")):
        ages.create(valid_from=FIRST_DAY, **row)


class Migration(migrations.Migration):
    dependencies = [("minors", "0002_kept_history")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
