import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from base.migrating import Tables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        Tables(
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('is_expected', models.BooleanField(default=False, verbose_name='expected, not yet announced')),
            ],
            options={
                'verbose_name': 'public holiday',
                'verbose_name_plural': 'public holidays',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='Night',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('outcome', models.JSONField(default=list)),
                ('well', models.BooleanField()),
            ],
            options={
                'verbose_name': 'night',
                'verbose_name_plural': 'nights',
                'ordering': ['-began_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('list', models.CharField(max_length=4)),
                ('code', models.CharField(max_length=40)),
                ('position', models.PositiveSmallIntegerField()),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'option',
                'verbose_name_plural': 'options',
                'ordering': ['list', 'position'],
                'constraints': [models.UniqueConstraint(fields=('list', 'code'), name='option_once')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('country', 'country'), ('region', 'region'), ('town', 'town'), ('shore', 'shore'), ('border_post', 'border post'), ('camp', 'refugee village'), ('centre', 'centre'), ('hospital', 'hospital'), ('police_post', 'police post'), ('court', 'court'), ('school', 'school'), ('street_area', 'street area')], max_length=20, verbose_name='kind')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='base.place')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places_within', to='base.place')),
            ],
            options={
                'verbose_name': 'place',
                'verbose_name_plural': 'places',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('code', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='code')),
                ('scope', models.CharField(choices=[('own', 'children entrusted by a grant'), ('unit', "children of the person's unit"), ('region_coded', 'children of the region, in code'), ('all_coded', 'all children, in code'), ('referral', 'referrals sent to the institution'), ('resident', 'children placed in the institution'), ('none', 'no child')], max_length=20, verbose_name='scope')),
                ('classes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='field classes')),
                ('verbs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None, verbose_name='verbs')),
                ('by_relation', models.JSONField(blank=True, default=dict, verbose_name='field classes where the tie to the child is another')),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'ordering': ['code'],
            },
        ),
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
        migrations.CreateModel(
            name='TextKey',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('wrapped', models.TextField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'key of texts',
                'verbose_name_plural': 'keys of texts',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='PurposeRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tied', models.CharField(choices=[('age', 'doubts about the age and their assessment'), ('asylum', 'asylum: status, interviews, fear of return')], max_length=8, verbose_name='what is tied to its purpose')),
                ('use', models.CharField(choices=[('case', 'the work on this case, by whoever takes it over'), ('court', 'the juvenile court'), ('asylum', 'the asylum procedure'), ('care', 'a place to live, health, school'), ('family', 'finding the family, a return'), ('person', 'the person concerned'), ('control', 'an inspection, an evaluation')], max_length=8, verbose_name='what it may be used for')),
                ('legal_basis', models.CharField(max_length=20, verbose_name='legal basis')),
                ('source_note', models.TextField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'rule about a further purpose',
                'verbose_name_plural': 'rules about further purposes',
                'ordering': ['tied', 'use', 'valid_from'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('tied', 'use', 'valid_from'), name='one_purpose_rule_from_a_day'), models.CheckConstraint(condition=models.Q(('legal_basis', ''), _negated=True), name='a_purpose_rule_has_its_legal_basis')],
            },
        ),
        migrations.CreateModel(
            name='TimeLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=4)),
                ('key', models.CharField(max_length=40)),
                ('risk', models.CharField(max_length=10)),
                ('value', models.PositiveIntegerField(blank=True, null=True)),
                ('unit', models.CharField(blank=True, choices=[('hours', 'hours'), ('days', 'days'), ('working_days', 'working days'), ('months', 'months')], max_length=12)),
                ('schedule', models.JSONField(blank=True, null=True)),
                ('starts_at', models.CharField(max_length=120)),
                ('source_note', models.TextField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'time limit',
                'verbose_name_plural': 'time limits',
                'ordering': ['number', 'risk', 'valid_from'],
                'constraints': [models.UniqueConstraint(fields=('key', 'risk', 'valid_from'), name='one_limit_from_a_day'), models.CheckConstraint(condition=models.Q(('value__isnull', False), ('schedule__isnull', False), _connector='OR'), name='limit_has_a_value')],
            },
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.CharField(max_length=200, verbose_name='name in French')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('ministry', 'ministry'), ('council', 'council'), ('court', 'court'), ('police', 'police'), ('gendarmerie', 'gendarmerie'), ('coast_guard', 'coast guard'), ('refugee_office', 'refugee office'), ('health', 'health service'), ('education', 'education service'), ('social_affairs', 'social affairs'), ('ngo', 'non-governmental organisation'), ('shelter', 'shelter'), ('reception_centre', 'reception centre'), ('un', 'United Nations agency'), ('red_cross', 'Red Crescent or Red Cross'), ('embassy', 'embassy'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='institutions', to='base.place')),
            ],
            options={
                'verbose_name': 'institution',
                'verbose_name_plural': 'institutions',
                'ordering': ['name_fr'],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='base.institution')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='base.place')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='team', to='auth.group')),
            ],
            options={
                'verbose_name': 'team',
                'verbose_name_plural': 'teams',
                'ordering': ['institution', 'name'],
                'constraints': [models.UniqueConstraint(fields=('institution', 'name'), name='team_name_once')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=150, verbose_name='full name')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='base.role', verbose_name='role')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='base.institution', verbose_name='institution')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='base.team', verbose_name='team')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('ar', 'العربية'), ('en', 'English')], default='fr', max_length=2, verbose_name='language')),
                ('speaks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, db_default=[], default=list, size=None, verbose_name='languages spoken with children')),
                ('expires_on', models.DateField(help_text='The last day on which this account works.', verbose_name='account ends on')),
                ('suspended_at', models.DateTimeField(blank=True, null=True, verbose_name='suspended at')),
                ('suspended_because', models.TextField(blank=True, verbose_name='reason for the suspension')),
                ('locked_at', models.DateTimeField(blank=True, null=True, verbose_name='locked at')),
                ('locked_because', models.CharField(blank=True, choices=[('unused', 'not used for 30 days'), ('unconfirmed', 'the access review was not done')], db_default='', default='', max_length=12, verbose_name='why it is locked')),
                ('unlocked_at', models.DateTimeField(blank=True, null=True, verbose_name='unlocked at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='access confirmed at')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='access confirmed by')),
                ('password_is_first', models.BooleanField(db_default=False, default=False, help_text='It is replaced at the next sign-in.', verbose_name='password told by somebody else')),
                ('reminders', models.BooleanField(db_default=True, default=True, help_text='One message in the morning at most, with codes only.', verbose_name='reminders by e-mail')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'constraints': [models.CheckConstraint(condition=models.Q(('suspended_at', None), models.Q(('suspended_because', ''), _negated=True), _connector='OR'), name='suspension_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('locked_at', None), ('locked_because', '')), models.Q(('locked_at__isnull', False), models.Q(('locked_because', ''), _negated=True)), _connector='OR'), name='lock_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('confirmed_by', models.F('id')), _negated=True)), _connector='OR'), name='access_confirmed_by_somebody_else')],
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('searched', 'searched'), ('listed', 'listed'), ('opened', 'opened'), ('revealed', 'looked at the identity'), ('downloaded', 'downloaded'), ('printed', 'printed'), ('exported', 'exported'), ('account', 'changed an account'), ('turned_away', 'tried to open, was refused'), ('sent', 'sent to a service'), ('rights', 'changed who may open it'), ('signed_in', 'signed in'), ('failed_login', 'tried to sign in, was refused')], max_length=12)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person_role', models.CharField(blank=True, max_length=40)),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.institution')),
                ('field_class', models.CharField(blank=True, max_length=2)),
                ('result', models.CharField(choices=[('given', 'given'), ('refused', 'refused')], db_default='given', default='given', max_length=7)),
                ('shown', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), null=True, size=None)),
                ('child_id', models.UUIDField(null=True)),
                ('subject', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.CharField(blank=True, max_length=36)),
                ('reason', models.TextField(blank=True)),
                ('detail', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'access event',
                'verbose_name_plural': 'access events',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['child_id', '-at'], name='access_to_child'), models.Index(fields=['person', '-at'], name='access_by_person'), models.Index(fields=['-at', '-id'], name='access_in_time'), models.Index(fields=['kind', '-at', '-id'], name='access_of_kind'), models.Index(models.F('detail__term'), condition=models.Q(('kind', 'searched')), name='access_searched_for'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('shown__isnull', False)), fields=['shown'], name='access_shown')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'printed'), _negated=True), ('reason__regex', '\\S'), _connector='OR'), name='no_print_without_a_reason'), models.CheckConstraint(condition=models.Q(('kind', 'failed_login'), models.Q(('person__isnull', False), models.Q(('person_role', ''), _negated=True)), _connector='OR'), name='access_is_somebodys'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['turned_away', 'failed_login']), ('result', 'refused')), models.Q(models.Q(('kind__in', ['turned_away', 'failed_login']), _negated=True), ('result', 'given')), _connector='OR'), name='access_was_given_or_refused')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
                ('path', models.CharField(max_length=300)),
                ('page', models.CharField(blank=True, max_length=300)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('fields', models.JSONField(default=dict)),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
                'constraints': [models.UniqueConstraint(fields=('person', 'path'), name='one_draft_a_page')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminded', to=settings.AUTH_USER_MODEL)),
                ('day', models.DateField()),
                ('sent_at', models.DateTimeField()),
                ('late', models.PositiveIntegerField()),
                ('today', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'constraints': [models.UniqueConstraint(fields=('person', 'day'), name='one_reminder_a_day')],
            },
        ),
        migrations.CreateModel(
            name='StateChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workflow', models.CharField(max_length=40)),
                ('move', models.CharField(max_length=40)),
                ('source', models.CharField(blank=True, max_length=30)),
                ('target', models.CharField(max_length=30)),
                ('subject', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('child_id', models.UUIDField()),
                ('field_of_action', models.CharField(choices=[('identification', 'identification'), ('best_interests', 'best interests'), ('care', 'care'), ('services', 'services'), ('family_links', 'family links'), ('protection_from_violence', 'protection from violence'), ('governance', 'governance')], max_length=30)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author_role', models.CharField(max_length=40)),
                ('reason', models.TextField()),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'state change',
                'verbose_name_plural': 'state changes',
                'ordering': ['happened_at', 'id'],
                'indexes': [models.Index(fields=['child_id', 'happened_at'], name='statechange_of_child'), models.Index(fields=['subject_id', 'id'], name='statechange_of_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='statechange_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.UUIDField()),
                ('form', models.UUIDField(null=True)),
                ('result', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'submission',
                'verbose_name_plural': 'submissions',
                'indexes': [models.Index(fields=['person', 'form'], name='submission_of_a_form')],
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='submitted_once')],
            },
        ),
        ),
    ]
