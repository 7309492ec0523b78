"""All that the migrations which it replaces come to: a new site's tables are laid at once, in a quarter of the time."""

import django.db.models.deletion
import watchroom.places.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('incidents', '0001_initial'), ('incidents', '0002_kept_pictures'), ('incidents', '0003_report_clocks'), ('incidents', '0004_sharing'), ('incidents', '0005_calls_figures_instructions'), ('incidents', '0006_files_and_forms'), ('incidents', '0007_scene_media')]

    initial = True

    dependencies = [
        ('people', '0004_agencies'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, unique=True)),
                ('zh', models.CharField(max_length=200)),
                ('en', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=32)),
                ('lon', models.FloatField(null=True)),
                ('lat', models.FloatField(null=True)),
                ('area', watchroom.places.fields.GeoJSONField(null=True)),
                ('grade', models.PositiveSmallIntegerField(null=True)),
                ('alarm', models.BigIntegerField(null=True, unique=True)),
                ('report', models.JSONField(null=True)),
                ('reported', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=8)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(max_length=128)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=128)),
                ('closed_reason', models.TextField(blank=True)),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('discovered_at', models.DateTimeField(null=True)),
                ('occurred_at', models.DateTimeField(null=True)),
                ('received_at', models.DateTimeField(null=True)),
                ('sensitive', models.BooleanField(null=True)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-opened_at'], name='incidents_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('grade', None), models.Q(('grade__gte', 1), ('grade__lte', 4)), _connector='OR'), name='incidents_grade'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', ''), ('closed_reason', ''), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('closed_by', ''), _negated=True), models.Q(('closed_reason', ''), _negated=True)), _connector='OR'), name='incidents_closed_by_a_person_with_a_reason'), models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='incidents_closed_after_opened'), models.CheckConstraint(condition=models.Q(models.Q(('lat', None), ('lon', None)), models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), _connector='OR'), name='incidents_on_earth'), models.CheckConstraint(condition=models.Q(models.Q(('zh', ''), _negated=True), models.Q(('en', ''), _negated=True), models.Q(('kind', ''), _negated=True)), name='incidents_named_twice')],
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='ReportsAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=128)),
            ],
        ),
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64)),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=128)),
                ('reason', models.CharField(max_length=500)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='incidents_rule_version_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='incidents_rule_version_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('body', models.BinaryField()),
                ('added_at', models.DateTimeField()),
                ('added_by', models.CharField(max_length=128)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'digest'), name='incidents_file_added_once'), models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), _negated=True), models.Q(('added_by', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='incidents_file_vouched_for')],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=16)),
                ('received_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField()),
                ('taken_by', models.CharField(max_length=128)),
                ('text', models.TextField()),
                ('told', models.JSONField(default=dict)),
                ('caller', models.CharField(blank=True, default='', max_length=120)),
                ('phone', models.CharField(blank=True, default='', max_length=40)),
                ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='incidents.incident')),
            ],
            options={
                'indexes': [models.Index(fields=['-received_at'], name='incidents_call_received')],
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ('telephone', 'message', 'mail', 'form'))), name='incidents_call_channel'), models.CheckConstraint(condition=models.Q(('taken_at__gte', models.F('received_at'))), name='incidents_call_taken_after')],
            },
        ),
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=8)),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=128)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='form_versions', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'form', 'version'), name='incidents_form_version_once'), models.CheckConstraint(condition=models.Q(('by', ''), _negated=True), name='incidents_form_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='KeptPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('camera', models.CharField(max_length=64)),
                ('zh', models.CharField(max_length=128)),
                ('en', models.CharField(max_length=128)),
                ('lon', models.FloatField()),
                ('lat', models.FloatField()),
                ('simulated', models.BooleanField(default=False)),
                ('kind', models.CharField(max_length=16)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('body', models.BinaryField()),
                ('taken_at', models.DateTimeField()),
                ('kept_at', models.DateTimeField()),
                ('kept_by', models.CharField(max_length=128)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pictures', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'camera', 'digest', 'taken_at'), name='incidents_picture_kept_once'), models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), _negated=True), models.Q(('kept_by', ''), _negated=True)), name='incidents_picture_vouched_for')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('count', models.PositiveSmallIntegerField(help_text='1 for the first of its kind.')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=128)),
                ('to', models.CharField(max_length=120)),
                ('channel', models.CharField(max_length=16)),
                ('text', models.TextField()),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='incidents.incident')),
                ('figures', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'kind', 'count'), name='incidents_report_once'), models.CheckConstraint(condition=models.Q(models.Q(('to', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='incidents_report_says_something'), models.CheckConstraint(condition=models.Q(('kind__in', ['follow_up', 'nil']), ('count', 1), _connector='OR'), name='incidents_one_first_one_final'), models.CheckConstraint(condition=models.Q(('kind__in', ['first', 'follow_up', 'nil', 'final', 'verified'])), name='incidents_report_kind')],
            },
        ),
        migrations.CreateModel(
            name='SceneMedia',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(choices=[('photo', 'photo'), ('voice', 'voice')], max_length=8)),
                ('kind', models.CharField(max_length=16)),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('body', models.BinaryField()),
                ('taken_at', models.DateTimeField()),
                ('kept_at', models.DateTimeField()),
                ('kept_by', models.CharField(max_length=128)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scene_media', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'digest'), name='incidents_scene_media_once'), models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), _negated=True), models.Q(('kept_by', ''), _negated=True)), name='incidents_scene_media_vouched_for'), models.CheckConstraint(condition=models.Q(('sort__in', ['photo', 'voice'])), name='incidents_scene_media_known_sort')],
            },
        ),
        migrations.CreateModel(
            name='Shared',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('by', models.CharField(max_length=128)),
                ('reason', models.TextField()),
                ('until', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=128)),
                ('ended_reason', models.TextField(blank=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shared', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('incident', 'agency'), name='incidents_shared_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by', ''), ('until', None)), models.Q(('until__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='incidents_share_ended_by_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(max_length=8)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=128)),
                ('reason', models.CharField(max_length=500)),
                ('score', models.JSONField(default=list)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, default='', max_length=128)),
                ('ended_reason', models.CharField(blank=True, default='', max_length=500)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='incidents.incident')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tied_to', to='incidents.incident')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sort__in', ('same', 'related'))), name='incidents_tie_sort'), models.CheckConstraint(condition=models.Q(('incident', models.F('other')), _negated=True), name='incidents_tie_of_two'), models.UniqueConstraint(condition=models.Q(('ended_at', None), ('sort', 'same')), fields=('other',), name='incidents_one_event_once'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('incident', 'other'), name='incidents_tied_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='incidents_tie_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=32)),
                ('which', models.CharField(max_length=12)),
                ('before', models.PositiveIntegerField(null=True)),
                ('after', models.PositiveIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=128)),
                ('why', models.CharField(max_length=500)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='incidents.report')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'edition', 'name', 'which'), name='incidents_correction_once'), models.CheckConstraint(condition=models.Q(('edition__gte', 2), ('which__in', ('running', 'cumulative'))), name='incidents_correction_which'), models.CheckConstraint(condition=models.Q(models.Q(('why', ''), _negated=True), models.Q(('by', ''), _negated=True)), name='incidents_correction_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Instruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leader', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('given_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.CharField(max_length=128)),
                ('post', models.CharField(blank=True, default='', max_length=64)),
                ('whom', models.CharField(max_length=120)),
                ('due_at', models.DateTimeField(null=True)),
                ('late_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, default='')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, default='', max_length=128)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.CharField(blank=True, default='', max_length=128)),
                ('withdrawn_why', models.CharField(blank=True, default='', max_length=500)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='incidents.incident')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='incidents.report')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('answered_at', None), ('withdrawn_at', None)), fields=['due_at'], name='incidents_instruction_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('leader', ''), _negated=True), models.Q(('text', ''), _negated=True), models.Q(('whom', ''), _negated=True)), name='incidents_instruction_said'), models.CheckConstraint(condition=models.Q(('given_at__lte', models.F('entered_at'))), name='incidents_instruction_given_before'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='incidents_instruction_answered_in_words'), models.CheckConstraint(condition=models.Q(('answered_at', None), ('withdrawn_at', None), _connector='OR'), name='incidents_instruction_ends_once')],
            },
        ),
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(max_length=120)),
                ('channel', models.CharField(max_length=16)),
                ('receiver', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=128)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sendings', to='incidents.report')),
                ('edition', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('to', ''), _negated=True), models.Q(('by', ''), _negated=True)), name='incidents_sending_to_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ReportClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=64)),
                ('version', models.PositiveIntegerField()),
                ('report', models.CharField(max_length=16)),
                ('channel', models.CharField(max_length=16)),
                ('count', models.PositiveIntegerField()),
                ('to_zh', models.CharField(max_length=300)),
                ('to_en', models.CharField(max_length=300)),
                ('source_zh', models.CharField(max_length=300)),
                ('source_en', models.CharField(max_length=300)),
                ('base', models.CharField(max_length=16)),
                ('base_known', models.BooleanField()),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('late_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_clocks', to='incidents.incident')),
                ('met', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='incidents.sending')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None), ('met', None)), fields=['due_at'], name='incidents_clock_due')],
                'constraints': [models.UniqueConstraint(fields=('incident', 'rule', 'channel', 'count'), name='incidents_clock_once'), models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('started_at'))), name='incidents_clock_has_time'), models.CheckConstraint(condition=models.Q(('met', None), ('ended_at', None), _connector='OR'), name='incidents_clock_ends_once')],
            },
        ),
    ]
