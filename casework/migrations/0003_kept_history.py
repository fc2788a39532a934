from django.db import migrations

from base.guard import KeptHistory


class Migration(migrations.Migration):
    dependencies = [("base", "0002_memories_are_kept"), ("casework", "0002_initial")]
    operations = [
        KeptHistory(
            ("casework_bestinterestsassessment", "casework_historicalbestinterestsassessment"),
            ("casework_case", "casework_historicalcase"),
            ("casework_closurerequest", "casework_historicalclosurerequest"),
            ("casework_episode", "casework_historicalepisode"),
            ("casework_placement", "casework_historicalplacement"),
            ("casework_rapidassessment", "casework_historicalrapidassessment"),
        ),
    ]
