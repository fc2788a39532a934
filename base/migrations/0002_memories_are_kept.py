from django.db import migrations

from base.guard import AppendOnly, Functions


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [
        Functions(),
        # A range over ids lets an exclusion constraint compare them without the btree_gist extension.
        migrations.RunSQL("create type himaya_uuidrange as range (subtype = uuid)", "drop type himaya_uuidrange"),
        AppendOnly("base_statechange", "base_accessevent"),
    ]
