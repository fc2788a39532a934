from django.db import migrations

from base.guard import KeptHistory


class Migration(migrations.Migration):
    dependencies = [("base", "0002_memories_are_kept"), ("minors", "0001_initial")]
    operations = [
        KeptHistory(
            ("minors_child", "minors_historicalchild"),
            ("minors_childname", "minors_historicalchildname"),
            ("minors_consent", "minors_historicalconsent"),
            ("minors_exclusion", "minors_historicalexclusion"),
            ("minors_grant", "minors_historicalgrant"),
        ),
    ]
