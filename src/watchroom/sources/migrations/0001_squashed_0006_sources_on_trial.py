"""All that the migrations which it replaces come to: a new site's tables are laid at once, in a quarter of the time."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('sources', '0001_initial'), ('sources', '0002_quarantine_bytes'), ('sources', '0003_how_long_the_history_is_kept'), ('sources', '0004_bulletins_signed_and_placed'), ('sources', '0005_cameras'), ('sources', '0006_sources_on_trial')]

    initial = True

    dependencies = [
        ('places', '0001_initial'),
        ('places', '0002_cameras'),
    ]

    operations = [
        migrations.CreateModel(
            name='AreaCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(max_length=32)),
                ('code', models.CharField(max_length=32)),
                ('zh', models.CharField(max_length=128)),
                ('en', models.CharField(max_length=128)),
                ('geometry', models.JSONField()),
                ('source', models.CharField(max_length=256)),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('system', 'code'), name='sources_area_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(max_length=32)),
                ('zh', models.CharField(max_length=128)),
                ('en', models.CharField(max_length=128)),
                ('settings', models.JSONField(default=dict)),
                ('simulated', models.BooleanField(default=False, help_text='Plays a part: nothing of it may look measured.')),
                ('origin_zh', models.CharField(blank=True, help_text='Where its figures come from.', max_length=256)),
                ('origin_en', models.CharField(blank=True, max_length=256)),
                ('expected_every_s', models.PositiveIntegerField(default=60)),
                ('health', models.CharField(choices=[('unknown', 'Unknown'), ('well', 'Well'), ('silent', 'Silent'), ('unwell', 'Unwell')], default='unknown', max_length=16)),
                ('health_since', models.DateTimeField(null=True)),
                ('last_seen', models.DateTimeField(null=True)),
                ('fault', models.JSONField(null=True)),
                ('retired', models.BooleanField(default=False)),
                ('polled_at', models.DateTimeField(null=True)),
                ('next_poll_at', models.DateTimeField(null=True)),
                ('memo', models.JSONField(default=dict, help_text='What the connector remembers between polls, e.g. an ETag.')),
                ('trial', models.BooleanField(default=False, help_text='Looked at before it is saved: nothing of it is taken.')),
                ('trial_answer', models.JSONField(help_text='What it answered on trial, in plain values.', null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['next_poll_at'], name='sources_next_poll')],
            },
        ),
        migrations.CreateModel(
            name='Camera',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('snapshot_url', models.CharField(blank=True, max_length=500)),
                ('hls_url', models.CharField(blank=True, max_length=500)),
                ('user', models.CharField(blank=True, max_length=100)),
                ('private', models.BooleanField(default=True, help_text="Its addresses may be of the site's own network.")),
                ('simulated', models.BooleanField(default=False, help_text='Plays a part: its picture is drawn here and says so.')),
                ('bearing', models.FloatField(help_text='Degrees clockwise from north.', null=True)),
                ('view', models.FloatField(help_text='Degrees of the angle that it sees; 360 is all round.', null=True)),
                ('reach_m', models.PositiveIntegerField(default=300)),
                ('every_s', models.PositiveSmallIntegerField(default=2)),
                ('retired', models.BooleanField(default=False)),
                ('next_at', models.DateTimeField(null=True)),
                ('asking_until', models.DateTimeField(null=True)),
                ('fault', models.JSONField(null=True)),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('bearing', None), models.Q(('bearing__gte', 0), ('bearing__lt', 360)), _connector='OR'), name='sources_camera_bearing'), models.CheckConstraint(condition=models.Q(('view', None), models.Q(('view__gt', 0), ('view__lte', 360)), _connector='OR'), name='sources_camera_view'), models.CheckConstraint(condition=models.Q(('every_s__gte', 1), ('reach_m__gte', 1)), name='sources_camera_bounds'), models.CheckConstraint(condition=models.Q(models.Q(('hls_url', ''), ('simulated', True), ('snapshot_url', '')), models.Q(('simulated', False), models.Q(('hls_url', ''), ('snapshot_url', ''), _negated=True)), _connector='OR'), name='sources_camera_has_picture')],
            },
        ),
        migrations.CreateModel(
            name='Keeping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.CharField(max_length=32, unique=True)),
                ('readings_days', models.PositiveIntegerField()),
                ('quarters_days', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quarters_days__gte', models.F('readings_days')), ('readings_days__gte', 62)), name='sources_keeping_fits')],
            },
        ),
        migrations.CreateModel(
            name='Partition',
            fields=[
                ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('owner', models.CharField(blank=True, max_length=64)),
                ('lease_until', models.DateTimeField(null=True)),
                ('epoch', models.PositiveBigIntegerField(default=0)),
                ('stream', models.CharField(blank=True, help_text='Which stream the positions are of: a lost one starts anew.', max_length=40)),
                ('position', models.PositiveBigIntegerField(default=0)),
                ('ticked_until', models.DateTimeField(null=True)),
                ('snapshot', models.BinaryField(null=True)),
                ('snapshot_position', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifier', models.CharField(max_length=255)),
                ('sender', models.CharField(max_length=255)),
                ('sent', models.DateTimeField()),
                ('status', models.CharField(max_length=16)),
                ('msg_type', models.CharField(max_length=16)),
                ('exercise', models.BooleanField(default=False)),
                ('signature', models.CharField(default='none', help_text='none, valid, invalid or unknown_certificate, judged when it came.', max_length=24)),
                ('references', models.JSONField(default=list, help_text='[sender, identifier, sent] of each message it refers to.')),
                ('state', models.CharField(choices=[('in_force', 'In Force'), ('superseded', 'Superseded'), ('cancelled', 'Cancelled'), ('notice', 'Notice')], max_length=16)),
                ('event_zh', models.CharField(max_length=255)),
                ('event_en', models.CharField(max_length=255)),
                ('headline_zh', models.TextField(blank=True)),
                ('headline_en', models.TextField(blank=True)),
                ('instruction_zh', models.TextField(blank=True)),
                ('instruction_en', models.TextField(blank=True)),
                ('level', models.PositiveSmallIntegerField(help_text='1 red to 4 blue; null when the message does not say.', null=True)),
                ('severity', models.CharField(blank=True, max_length=16)),
                ('area', models.JSONField(help_text='GeoJSON, WGS 84; null when the message has no shape.', null=True)),
                ('area_words', models.TextField(blank=True)),
                ('effective', models.DateTimeField()),
                ('expires', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('repeats', models.PositiveIntegerField(default=0, help_text='How often the same words came again under another identifier.')),
                ('document', models.BinaryField(help_text='The bytes as they came.')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended', to='sources.bulletin')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulletins', to='sources.source')),
                ('also_from', models.JSONField(default=list, help_text='Codes of other sources that brought the same message.')),
                ('area_from', models.CharField(choices=[('message', 'Message'), ('codes', 'Codes'), ('estimate', 'Estimate'), ('none', 'None')], default='message', max_length=16)),
                ('event_ends', models.DateTimeField(help_text='When the event ends, where that is not when the message does.', null=True)),
                ('geocodes', models.JSONField(default=list, help_text='[system, code] of each area code that it names.')),
                ('languages', models.JSONField(default=list, help_text="The language of each block, in the sender's order.")),
                ('notes', models.JSONField(default=list, help_text='[code, zh, en]: what was repaired, is doubted, or is our own doing.')),
                ('trusted', models.BooleanField(default=True, help_text='Whether it may move anything by itself: signed by a known sender, or allowed unsigned.')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'expires'], name='sources_bulletin_state'), models.Index(fields=['digest'], name='sources_bulletin_digest')],
                'constraints': [models.UniqueConstraint(fields=('sender', 'identifier', 'sent'), name='sources_bulletin_once')],
            },
        ),
        migrations.CreateModel(
            name='DeviceKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True)),
                ('serial', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='sources.source')),
            ],
        ),
        migrations.CreateModel(
            name='Quarantine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('device', models.CharField(blank=True, max_length=64)),
                ('sensor', models.CharField(blank=True, max_length=64)),
                ('fault', models.JSONField()),
                ('sample', models.CharField(help_text='The beginning of what came, made harmless.', max_length=240)),
                ('count', models.PositiveIntegerField(default=1, help_text='How many like it came at once.')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='quarantined', to='sources.source')),
                ('body', models.BinaryField(default=bytes, help_text='The first message of its kind as it came; never shown raw.')),
                ('door', models.CharField(blank=True, help_text='The connector by which it came.', max_length=32)),
                ('replayed_at', models.DateTimeField(null=True)),
                ('replayed_by', models.CharField(blank=True, max_length=128)),
                ('size', models.PositiveIntegerField(default=0)),
                ('taken', models.PositiveIntegerField(help_text='How many readings were taken when it was offered again.', null=True)),
                ('topic', models.CharField(blank=True, max_length=240)),
                ('whole', models.BooleanField(default=False, help_text='All of it is kept, so that it can be offered again.')),
                ('form', models.CharField(blank=True, help_text='The content type that its sender named.', max_length=100)),
            ],
            options={
                'indexes': [models.Index(fields=['source', '-id'], name='sources_quarantine_source')],
            },
        ),
        migrations.CreateModel(
            name='Sensor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('code', models.CharField(max_length=64, unique=True)),
                ('zh', models.CharField(max_length=128)),
                ('en', models.CharField(max_length=128)),
                ('quantity', models.CharField(max_length=32)),
                ('lon', models.FloatField(null=True)),
                ('lat', models.FloatField(null=True)),
                ('partition', models.PositiveSmallIntegerField()),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sensors', to='sources.source')),
            ],
            options={
                'indexes': [models.Index(fields=['partition'], name='sources_sensor_partition')],
                'constraints': [models.CheckConstraint(condition=models.Q(('partition__lt', 16)), name='sources_partition_exists')],
            },
        ),
        migrations.CreateModel(
            name='CameraPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('body', models.BinaryField()),
                ('taken_at', models.DateTimeField()),
                ('got_at', models.DateTimeField()),
                ('camera', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='sources.camera')),
            ],
            options={
                'indexes': [models.Index(fields=['camera', '-id'], name='sources_camera_newest')],
            },
        ),
        migrations.CreateModel(
            name='BulletinAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifier', models.CharField(max_length=255)),
                ('sent', models.DateTimeField()),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='sources.bulletin')),
            ],
            options={
                'indexes': [models.Index(fields=['identifier'], name='sources_bulletin_alias')],
            },
        ),
        migrations.CreateModel(
            name='BulletinReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sender', models.CharField(max_length=255)),
                ('identifier', models.CharField(max_length=255)),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refers', to='sources.bulletin')),
            ],
            options={
                'indexes': [models.Index(fields=['identifier', 'sender'], name='sources_bulletin_refers')],
            },
        ),
    ]
