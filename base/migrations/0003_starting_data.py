"""Places, institutions, roles with what their ties open, time limits, public holidays and option lists of domain.md 2.4, 2.5, 5.1, 5.2, 7.2 and Annex A."""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

from base import dates, secret_text

NAMES = ["Place", "Institution", "Role", "TimeLimit", "Holiday", "Option", "PurposeRule"]
DATA = Path(__file__).resolve().parent.parent / "data"
# Limits and roles are valid from before the first record that can be entered, so that a paper backlog finds them.
FIRST_DAY = date(2020, 1, 1)


def rows(name):
    return json.loads((DATA / f"{name}.json").read_text("utf8"))


def load(apps, schema_editor):
    using = schema_editor.connection.alias
    models = {name: apps.get_model("base", name).objects.using(using) for name in NAMES}
    places = {}
    for row in rows("places"):
        parent, region = row.pop("parent"), row.pop("region")
        place = models["Place"].create(parent=places.get(parent), **row)
        place.region = place if row["kind"] == "region" else places.get(region)
        place.save(using=using)
        places[place.code] = place
    for row in rows("institutions"):
        models["Institution"].create(region=places.get(row.pop("region")), **row)
    for row in rows("roles"):
        models["Role"].create(**row)
    for row in rows("relations"):  # what a role reads where it is tied to the child otherwise than by its scope
        role = models["Role"].get(code=row["role"])
        role.by_relation[row["relation"]] = row["classes"]
        role.save(using=using)
    for row in rows("time_limits"):
        models["TimeLimit"].create(valid_from=FIRST_DAY, **row)
    for row in rows("purpose_rules"):
        models["PurposeRule"].create(valid_from=FIRST_DAY, **row)
    for row in rows("holidays"):
        models["Holiday"].create(**row)
    for position, row in enumerate(rows("option_lists")):
        models["Option"].create(position=position, **row)


def first_key(apps, schema_editor):
    """Every database is born with a data key: one made on the way could be lost with a transaction that is rolled back."""
    version, wrapped = secret_text.new_data_key()
    keys = apps.get_model("base", "TextKey").objects.using(schema_editor.connection.alias)
    keys.create(number=1, version=version, wrapped=wrapped, made_at=dates.now())


class Migration(migrations.Migration):
    dependencies = [("base", "0002_memories_are_kept")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(first_key, migrations.RunPython.noop),
    ]
