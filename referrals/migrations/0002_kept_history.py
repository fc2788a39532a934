from django.db import migrations

from base.guard import KeptHistory, NeverChanged

NEVER_EMBASSY = """
create trigger never_embassy after insert or update on referrals_service
    for each row execute function himaya_never_embassy('institution_id');
create trigger never_embassy after insert or update on referrals_sharingprotocol
    for each row execute function himaya_never_embassy('receiver_id');
create trigger never_embassy_sends after insert or update on referrals_sharingprotocol
    for each row execute function himaya_never_embassy('sender_id');
"""
DROP = """
drop trigger never_embassy on referrals_service;
drop trigger never_embassy on referrals_sharingprotocol;
drop trigger never_embassy_sends on referrals_sharingprotocol;
"""


class Migration(migrations.Migration):
    dependencies = [("minors", "0004_closed_to_origin"), ("referrals", "0001_initial")]
    operations = [
        KeptHistory(
            ("referrals_referral", "referrals_historicalreferral"),
            ("referrals_servicechange", "referrals_historicalservicechange"),
            ("referrals_sharingprotocol", "referrals_historicalsharingprotocol"),
        ),
        NeverChanged("referrals_servicechange"),
        migrations.RunSQL(NEVER_EMBASSY, DROP),
    ]
