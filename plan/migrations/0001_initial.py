import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0002_memories_are_kept'),
        ('base', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='version')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('illustrative', models.BooleanField(default=True, verbose_name='illustrative')),
            ],
            options={
                'verbose_name': 'plan',
                'verbose_name_plural': 'plans',
                'ordering': ['-valid_from'],
            },
        ),
        migrations.CreateModel(
            name='Objective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectives', to='plan.plan')),
                ('code', models.CharField(max_length=8, verbose_name='code')),
                ('fields_of_action', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('identification', 'identification'), ('best_interests', 'best interests'), ('care', 'care'), ('services', 'services'), ('family_links', 'family links'), ('protection_from_violence', 'protection from violence'), ('governance', 'governance')], max_length=30), blank=True, default=list, size=None)),
            ],
            options={
                'verbose_name': 'objective',
                'verbose_name_plural': 'objectives',
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'code'), name='objective_once_in_a_plan')],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='plan.objective')),
                ('code', models.CharField(max_length=8, verbose_name='code')),
                ('definition', models.CharField(blank=True, max_length=40)),
                ('numerator_fr', models.TextField(verbose_name='numerator in French')),
                ('numerator_en', models.TextField(verbose_name='numerator in English')),
                ('numerator_ar', models.TextField(verbose_name='numerator in Arabic')),
                ('denominator_fr', models.TextField(blank=True, verbose_name='denominator in French')),
                ('denominator_en', models.TextField(blank=True, verbose_name='denominator in English')),
                ('denominator_ar', models.TextField(blank=True, verbose_name='denominator in Arabic')),
                ('unit', models.CharField(choices=[('children', 'children'), ('percent', 'per cent'), ('hours', 'hours'), ('rate', 'rate'), ('ratio', 'ratio')], max_length=20, verbose_name='unit')),
                ('breakdowns', models.CharField(blank=True, max_length=120, verbose_name='breakdowns')),
                ('period', models.CharField(choices=[('M', 'every month'), ('Q', 'every quarter'), ('A', 'every year')], max_length=2, verbose_name='how often')),
                ('target', models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True, verbose_name='target')),
                ('target_text_fr', models.CharField(blank=True, max_length=60, verbose_name='target in French words')),
                ('target_text_en', models.CharField(blank=True, max_length=60, verbose_name='target in English words')),
                ('target_text_ar', models.CharField(blank=True, max_length=60, verbose_name='target in Arabic words')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='source records')),
                ('international', models.CharField(blank=True, max_length=160, verbose_name='international reference')),
                ('optional', models.BooleanField(default=False, verbose_name='optional')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('objective', 'code'), name='indicator_once')],
            },
        ),
    ]
