from django.db import migrations

from base.guard import KeptHistory


class Migration(migrations.Migration):
    dependencies = [("base", "0002_memories_are_kept"), ("referrals", "0001_initial")]
    operations = [
        KeptHistory(
            ("referrals_referral", "referrals_historicalreferral"),
        ),
    ]
