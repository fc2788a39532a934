import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import base.chance
import base.dates
import base.models.record


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0002_memories_are_kept'),
        ('base', '__first__'),
        ('minors', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='base.institution', verbose_name='institution')),
                ('kind', models.CharField(max_length=40, verbose_name='service')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='base.place', verbose_name='place')),
                ('is_open', models.BooleanField(default=True, verbose_name='accepts referrals')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
                'ordering': ['kind', 'institution'],
                'constraints': [models.UniqueConstraint(fields=('institution', 'kind', 'place'), name='service_once')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalReferral',
            fields=[
                ('txid', models.BigIntegerField(db_default=base.models.record.TransactionId(), editable=False)),
                ('id', models.UUIDField(db_index=True, default=base.chance.new_id, editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('recorded_at', models.DateTimeField(default=base.dates.now, editable=False, verbose_name='recorded at')),
                ('status', models.CharField(choices=[('sent', 'waiting for an answer'), ('accepted', 'accepted'), ('declined', 'declined'), ('received', 'service received'), ('not_received', 'service not received'), ('cancelled', 'cancelled')], editable=False, max_length=14, verbose_name='status')),
                ('reason', models.TextField(max_length=500, verbose_name='what the service needs to know')),
                ('urgency', models.CharField(choices=[('urgent', 'urgent'), ('normal', 'not urgent')], default='normal', max_length=8, verbose_name='urgency')),
                ('mode', models.CharField(choices=[('phone', 'by phone'), ('in_person', 'in person'), ('accompanied', 'the child is accompanied'), ('electronic', 'through this system')], default='electronic', max_length=12, verbose_name='how it is sent')),
                ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None, verbose_name='what is shared')),
                ('package', models.JSONField(default=list, editable=False)),
                ('without_consent_because', models.TextField(blank=True, verbose_name='why it is sent without consent')),
                ('sent_at', models.DateTimeField(verbose_name='sent at')),
                ('accepted_at', models.DateTimeField(editable=False, null=True, verbose_name='accepted at')),
                ('received_at', models.DateTimeField(editable=False, null=True, verbose_name='service received at')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('feedback', models.TextField(blank=True, verbose_name='feedback')),
                ('child', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='minors.child')),
                ('service', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='referrals.service', verbose_name='service')),
                ('sent_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical referral',
                'verbose_name_plural': 'historical referrals',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.UUIDField(default=base.chance.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('recorded_at', models.DateTimeField(default=base.dates.now, editable=False, verbose_name='recorded at')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='minors.child')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='referrals.service', verbose_name='service')),
                ('status', models.CharField(choices=[('sent', 'waiting for an answer'), ('accepted', 'accepted'), ('declined', 'declined'), ('received', 'service received'), ('not_received', 'service not received'), ('cancelled', 'cancelled')], editable=False, max_length=14, verbose_name='status')),
                ('reason', models.TextField(max_length=500, verbose_name='what the service needs to know')),
                ('urgency', models.CharField(choices=[('urgent', 'urgent'), ('normal', 'not urgent')], default='normal', max_length=8, verbose_name='urgency')),
                ('mode', models.CharField(choices=[('phone', 'by phone'), ('in_person', 'in person'), ('accompanied', 'the child is accompanied'), ('electronic', 'through this system')], default='electronic', max_length=12, verbose_name='how it is sent')),
                ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None, verbose_name='what is shared')),
                ('package', models.JSONField(default=list, editable=False)),
                ('without_consent_because', models.TextField(blank=True, verbose_name='why it is sent without consent')),
                ('sent_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(verbose_name='sent at')),
                ('accepted_at', models.DateTimeField(editable=False, null=True, verbose_name='accepted at')),
                ('received_at', models.DateTimeField(editable=False, null=True, verbose_name='service received at')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('feedback', models.TextField(blank=True, verbose_name='feedback')),
            ],
            options={
                'verbose_name': 'referral',
                'verbose_name_plural': 'referrals',
                'ordering': ['-sent_at', 'id'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['service', 'status', '-sent_at'], name='referral_of_service')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='declined_with_a_reason', violation_error_message='Say why the referral is declined.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'received'), _negated=True), ('received_at__isnull', False), _connector='OR'), name='received_has_a_date')],
            },
        ),
    ]
