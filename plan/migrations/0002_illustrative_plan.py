"""The illustrative plan of domain.md 6: one version, its objectives and indicators, from one data file."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "plan.json"
IN_THREE_LANGUAGES = ["numerator", "denominator", "target_text"]


def load(apps, schema_editor):
    using = schema_editor.connection.alias
    Plan, Objective, Indicator = (apps.get_model("plan", name).objects.using(using) for name in ["Plan", "Objective", "Indicator"])
    data = json.loads(DATA.read_text("utf8"))
    plan = Plan.create(**data["version"])
    objectives = {}
    for row in data["objectives"]:
        fields = [field for field, codes in data["fields_of_action"].items() if row["code"] in codes]
        objectives[row["code"]] = Objective.create(plan=plan, fields_of_action=fields, **row)
    for row in data["indicators"]:
        objective = objectives[row.pop("objective")]
        for name in IN_THREE_LANGUAGES:
            row[f"{name}_en"] = row.pop(name)  # the file leaves the ending out for English
        Indicator.create(objective=objective, definition=row.pop("definition") or "", **row)


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
