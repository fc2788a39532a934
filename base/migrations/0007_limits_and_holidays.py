"""Schedules become data that the clock can read; public holidays; limits that were used are never rewritten."""

import json
from pathlib import Path

from django.db import migrations, models

DATA = Path(__file__).resolve().parent.parent / "data"
# A limit is replaced by a later row, never edited: what ran under it stays explained (domain.md 2.4).
STAYS = """
create trigger limit_stays before update of key, risk, value, unit, schedule, valid_from or delete on base_timelimit
    for each row execute function himaya_append_only();
"""


def rows(name):
    return json.loads((DATA / f"{name}.json").read_text("utf8"))


def load(apps, schema_editor):
    using = schema_editor.connection.alias
    limits, holidays = (apps.get_model("base", name).objects.using(using) for name in ("TimeLimit", "Holiday"))
    for row in rows("time_limits"):
        schedule = json.dumps(row["schedule"]) if row["schedule"] else None
        limits.filter(number=row["number"], risk=row["risk"]).update(schedule=schedule)
    for row in rows("holidays"):
        holidays.create(**row)


class Migration(migrations.Migration):
    dependencies = [("base", "0006_documents")]

    operations = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_fr", models.CharField(max_length=200, verbose_name="name in French")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("name_ar", models.CharField(max_length=200, verbose_name="name in Arabic")),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("is_expected", models.BooleanField(default=False, verbose_name="expected, not yet announced")),
            ],
            options={"verbose_name": "public holiday", "verbose_name_plural": "public holidays", "ordering": ["day"]},
        ),
        migrations.RemoveConstraint(model_name="timelimit", name="limit_has_a_value"),
        migrations.AlterField(model_name="timelimit", name="schedule", field=models.TextField(null=True)),
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.AlterField(model_name="timelimit", name="schedule", field=models.JSONField(null=True, blank=True)),
        migrations.AddConstraint(
            model_name="timelimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__isnull", False), ("schedule__isnull", False), _connector="OR"), name="limit_has_a_value"
            ),
        ),
        migrations.RunSQL(STAYS, "drop trigger limit_stays on base_timelimit;"),
    ]
