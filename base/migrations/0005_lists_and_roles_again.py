"""Option lists, roles and places as the files say today, for a database that was made from earlier files. Nothing is deleted."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def rows(name):
    return json.loads((DATA / f"{name}.json").read_text("utf8"))


def load(apps, schema_editor):
    using = schema_editor.connection.alias
    options, roles = (apps.get_model("base", name).objects.using(using) for name in ("Option", "Role"))
    for position, row in enumerate(rows("option_lists")):
        options.update_or_create(list=row["list"], code=row["code"], defaults={**row, "position": position})
    for row in rows("roles"):
        roles.update_or_create(code=row["code"], defaults=row)


class Migration(migrations.Migration):
    dependencies = [("base", "0004_first_passwords")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
