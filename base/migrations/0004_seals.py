import django.contrib.postgres.fields
from django.db import migrations, models

from base.guard import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0003_starting_data'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('memory', models.CharField(max_length=63)),
                ('number', models.PositiveIntegerField()),
                ('rows', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=63), size=None)),
                ('digests', models.BinaryField()),
                ('horizon', models.BigIntegerField()),
                ('sealed_at', models.DateTimeField()),
                ('chain', models.BinaryField(max_length=32)),
            ],
            options={
                'verbose_name': 'seal',
                'verbose_name_plural': 'seals',
                'ordering': ['memory', 'number'],
                'constraints': [models.UniqueConstraint(fields=('memory', 'number'), name='one_seal_of_a_number')],
            },
        ),
        AppendOnly("base_seal"),
    ]
