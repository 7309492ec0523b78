"""All that the migrations which it replaces come to: a new site's tables are laid at once, in a quarter of the time."""

import django.db.models.deletion
import watchroom.people.requests
import watchroom.people.rights
import watchroom.people.rota
from django.conf import settings
from django.db import migrations, models

from importlib import import_module

# The log's index belongs to no model.
_tools = import_module("watchroom.people.migrations.0006_watch_tools")


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_duty'), ('people', '0003_feed_link'), ('people', '0004_agencies'), ('people', '0005_ways_to_reach_people'), ('people', '0006_watch_tools'), ('people', '0007_phones')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True)),
                ('zh', models.CharField(max_length=64)),
                ('en', models.CharField(max_length=64)),
                ('upward', models.CharField(default='all', max_length=8)),
                ('grade', models.PositiveSmallIntegerField(default=3)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('upward__in', ['all', 'grade', 'shared'])), name='people_agency_upward'), models.CheckConstraint(condition=models.Q(('grade__gte', 1), ('grade__lte', 4)), name='people_agency_grade'), models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='people_agency_not_its_own')],
            },
        ),
        migrations.CreateModel(
            name='RollDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('posts', models.JSONField(default=list)),
                ('count', models.PositiveSmallIntegerField()),
                ('limit_s', models.PositiveIntegerField()),
                ('seed', models.CharField(max_length=64)),
                ('made', models.PositiveSmallIntegerField(default=0)),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.CharField(max_length=128)),
                ('ended_at', models.DateTimeField(null=True)),
                ('stopped', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('since__lt', models.F('until'))), name='people_draw_has_length')],
            },
        ),
        migrations.CreateModel(
            name='Strength',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('posts', models.JSONField(default=list)),
                ('at_least', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['level', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='WorkYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('off', models.JSONField(default=list)),
                ('on', models.JSONField(default=list)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=128)),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('code', models.CharField(max_length=64, unique=True)),
                ('zh', models.CharField(max_length=64)),
                ('en', models.CharField(max_length=64)),
                ('standing', models.CharField(choices=[('duty_officer', 'duty_officer'), ('duty_leader', 'duty_leader'), ('commander', 'commander'), ('information_officer', 'information_officer'), ('agency', 'agency'), ('field', 'field'), ('wall', 'wall'), ('admin', 'admin'), ('outsider', 'outsider')], default=watchroom.people.rights.Role['OUTSIDER'], max_length=32)),
                ('is_active', models.BooleanField(default=True)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('standing__in', ['duty_officer', 'duty_leader', 'commander', 'information_officer', 'agency', 'field', 'wall', 'admin', 'outsider'])), name='people_known_standing')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True)),
                ('zh', models.CharField(max_length=64)),
                ('en', models.CharField(max_length=64)),
                ('role', models.CharField(choices=[('duty_officer', 'duty_officer'), ('duty_leader', 'duty_leader'), ('commander', 'commander'), ('information_officer', 'information_officer'), ('agency', 'agency'), ('field', 'field'), ('wall', 'wall'), ('admin', 'admin'), ('outsider', 'outsider')], max_length=32)),
                ('always', models.BooleanField(default=False)),
                ('by_signature', models.BooleanField(default=False)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['duty_officer', 'duty_leader', 'commander', 'information_officer', 'agency', 'field', 'wall', 'admin', 'outsider'])), name='people_known_role')],
            },
        ),
        migrations.CreateModel(
            name='Shortage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('held', models.PositiveSmallIntegerField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shortages', to='people.strength')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('rule',), name='people_one_open_shortage_of_a_rule')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reason', models.CharField(max_length=500)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('accepted', 'accepted'), ('agreed', 'agreed'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default=watchroom.people.requests.Asked['ASKED'], max_length=16)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=128)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('since__lt', models.F('until'))), name='people_absence_has_length'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'agreed', 'refused', 'withdrawn'])), name='people_absence_known_state')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='FeedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LogLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('post', models.CharField(max_length=64)),
                ('incident', models.BigIntegerField(null=True)),
                ('tie', models.CharField(blank=True, max_length=64)),
                ('text', models.CharField(max_length=1000)),
                ('exercise', models.BooleanField(default=False)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='people.logline')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_by', models.CharField(blank=True, default='', max_length=128)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phones', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-made_at'], name='people_phone_person')],
            },
        ),
        migrations.CreateModel(
            name='SignInLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('steps', models.JSONField(default=list)),
                ('next_person_s', models.PositiveIntegerField()),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='chain', to='people.post')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('next_person_s__gte', 30), ('next_person_s__lte', 3600)), name='people_chain_in_time')],
            },
        ),
        migrations.CreateModel(
            name='ContactWay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField()),
                ('channel', models.CharField(max_length=64)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('lang', models.CharField(choices=[('zh', 'zh'), ('en', 'en')], default='zh', max_length=2)),
                ('verified_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('code_hash', models.CharField(blank=True, max_length=64)),
                ('code_at', models.DateTimeField(null=True)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ways', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ways', to='people.post')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'rank'], name='people_way_person'), models.Index(fields=['post', 'rank'], name='people_way_post'), models.Index(condition=models.Q(('dropped_at', None)), fields=['address'], name='people_way_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person', None), ('post__isnull', False)), models.Q(('person__isnull', False), ('post', None)), _connector='OR'), name='people_way_of_one'), models.CheckConstraint(condition=models.Q(('dropped_at__isnull', False), models.Q(('address', ''), _negated=True), _connector='OR'), name='people_way_has_address')],
            },
        ),
        migrations.CreateModel(
            name='CoverGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('warned', models.PositiveSmallIntegerField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cover_gaps', to='people.post')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('post',), name='people_one_open_gap_of_a_post')],
            },
        ),
        migrations.CreateModel(
            name='RollCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('called_at', models.DateTimeField(db_index=True)),
                ('called_by', models.CharField(max_length=128)),
                ('due_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('missed_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.CharField(blank=True, max_length=128)),
                ('why', models.CharField(blank=True, max_length=500)),
                ('kind', models.CharField(blank=True, max_length=16)),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('body', models.BinaryField(null=True)),
                ('exercise', models.BooleanField(default=False)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
                ('draw', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='people.rolldraw')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None), ('missed_at', None)), fields=('post',), name='people_one_open_roll_call_of_a_post')],
            },
        ),
        migrations.CreateModel(
            name='Rota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True)),
                ('zh', models.CharField(max_length=64)),
                ('en', models.CharField(max_length=64)),
                ('zone', models.CharField(max_length=64)),
                ('turns', models.JSONField(default=list)),
                ('members', models.JSONField(default=list)),
                ('cycle', models.JSONField(default=list)),
                ('first', models.DateField()),
                ('last', models.DateField(null=True)),
                ('days', models.CharField(choices=[('all', 'all'), ('workdays', 'workdays'), ('off_days', 'off_days')], default=watchroom.people.rota.Days['ALL'], max_length=16)),
                ('filled_until', models.DateField(null=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rotas', to='people.post')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('days__in', ['all', 'workdays', 'off_days'])), name='people_rota_known_days')],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='people.post')),
                ('by_hand', models.BooleanField(default=True)),
                ('day', models.DateField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('turn', models.PositiveSmallIntegerField(null=True)),
                ('rota', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='people.rota')),
                ('reminded_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['post', 'since'], name='people_shift_post_since'), models.Index(fields=['person', 'until'], name='people_shift_person_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('since__lt', models.F('until'))), name='people_shift_has_length')],
            },
        ),
        migrations.CreateModel(
            name='Exchange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reason', models.CharField(max_length=500)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('accepted', 'accepted'), ('agreed', 'agreed'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default=watchroom.people.requests.Asked['ASKED'], max_length=16)),
                ('asked_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=128)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.shift')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.shift')),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('since__lt', models.F('until'))), name='people_exchange_has_length'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'agreed', 'refused', 'withdrawn'])), name='people_exchange_known_state')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('items', models.JSONField(default=list)),
                ('equipment', models.CharField(blank=True, max_length=2000)),
                ('remarks', models.CharField(blank=True, max_length=4000)),
                ('alone', models.CharField(blank=True, max_length=500)),
                ('given_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('giver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='people.post')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.shift')),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['post', '-taken_at'], name='people_handover_post_taken')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_at', None)), fields=('post',), name='people_one_open_handover_of_a_post')],
            },
        ),
        migrations.RunPython(_tools.lay_index, _tools.drop_index),
    ]
