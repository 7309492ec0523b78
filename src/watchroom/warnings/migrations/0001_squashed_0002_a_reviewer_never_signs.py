"""All that the migrations which it replaces come to: a new site's tables are laid at once, in a quarter of the time."""

import django.db.models.deletion
import watchroom.places.fields
import watchroom.warnings.rules
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('warnings', '0001_initial'), ('warnings', '0002_a_reviewer_never_signs')]

    initial = True

    dependencies = [
        ('incidents', '0001_initial'),
        ('people', '__first__'),
        ('plans', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Warning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, unique=True)),
                ('template', models.CharField(blank=True, max_length=64)),
                ('exercise', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('reviewed', 'reviewed'), ('signed', 'signed'), ('released', 'released'), ('cancelled', 'cancelled'), ('lapsed', 'lapsed')], default=watchroom.warnings.rules.State['DRAFT'], max_length=12)),
                ('level', models.PositiveSmallIntegerField()),
                ('category', models.CharField(max_length=12)),
                ('response_type', models.CharField(blank=True, max_length=12)),
                ('event_code', models.CharField(blank=True, max_length=32)),
                ('event_zh', models.CharField(blank=True, max_length=64)),
                ('event_en', models.CharField(blank=True, max_length=64)),
                ('headline_zh', models.CharField(blank=True, max_length=160)),
                ('headline_en', models.CharField(blank=True, max_length=160)),
                ('description_zh', models.TextField(blank=True)),
                ('description_en', models.TextField(blank=True)),
                ('instruction_zh', models.TextField(blank=True)),
                ('instruction_en', models.TextField(blank=True)),
                ('area', watchroom.places.fields.GeoJSONField(null=True)),
                ('area_zh', models.CharField(blank=True, max_length=300)),
                ('area_en', models.CharField(blank=True, max_length=300)),
                ('audience_zh', models.CharField(blank=True, max_length=200)),
                ('audience_en', models.CharField(blank=True, max_length=200)),
                ('issuer_zh', models.CharField(blank=True, max_length=100)),
                ('issuer_en', models.CharField(blank=True, max_length=100)),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('channels', models.JSONField(default=list)),
                ('onset', models.DateTimeField(null=True)),
                ('expires', models.DateTimeField(null=True)),
                ('hash', models.CharField(blank=True, max_length=64)),
                ('drafted_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('released_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('reason_zh', models.CharField(blank=True, max_length=300)),
                ('reason_en', models.CharField(blank=True, max_length=300)),
                ('identifier', models.CharField(blank=True, max_length=64)),
                ('cancel_identifier', models.CharField(blank=True, max_length=64)),
                ('document', models.TextField(blank=True)),
                ('cancel_document', models.TextField(blank=True)),
                ('activation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.activation')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('canceller', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incidents.incident')),
                ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-released_at'], name='warnings_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__gte', 1), ('level__lte', 4)), name='warnings_level'), models.CheckConstraint(condition=models.Q(('released_at', None), models.Q(('area__isnull', False), models.Q(('hash', ''), _negated=True), models.Q(('identifier', ''), _negated=True), models.Q(('document', ''), _negated=True)), _connector='OR'), name='warnings_no_release_without_area'), models.CheckConstraint(condition=models.Q(('released_at', None), models.Q(('reviewer__isnull', False), ('signer__isnull', False)), _connector='OR'), name='warnings_no_release_without_two_approvals'), models.CheckConstraint(condition=models.Q(('signer', None), models.Q(('signer', models.F('author')), _negated=True), _connector='OR'), name='warnings_author_never_signs'), models.CheckConstraint(condition=models.Q(('reviewer', None), models.Q(('reviewer', models.F('author')), _negated=True), _connector='OR'), name='warnings_author_never_reviews'), models.CheckConstraint(condition=models.Q(('expires', None), ('onset', None), ('expires__gt', models.F('onset')), _connector='OR'), name='warnings_expire_after_onset'), models.UniqueConstraint(condition=models.Q(('identifier', ''), _negated=True), fields=('identifier',), name='warnings_one_identifier'), models.CheckConstraint(condition=models.Q(('signer', None), ('reviewer', None), models.Q(('signer', models.F('reviewer')), _negated=True), _connector='OR'), name='warnings_reviewer_never_signs')],
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outlet', models.CharField(max_length=64)),
                ('identifier', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('release', 'Release'), ('cancel', 'Cancel')], max_length=8)),
                ('number', models.CharField(max_length=16)),
                ('exercise', models.BooleanField()),
                ('body', models.TextField()),
                ('posted_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('ended_by', models.CharField(blank=True, max_length=64)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['outlet', '-posted_at'], name='warnings_postings')],
                'constraints': [models.UniqueConstraint(fields=('outlet', 'identifier'), name='warnings_one_posting')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('review', 'Review'), ('sign', 'Sign')], max_length=8)),
                ('post', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('void_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('warning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='warnings.warning')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('void_at', None)), fields=('warning', 'step'), name='warnings_one_approval_a_step')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('release', 'Release'), ('cancel', 'Cancel')], max_length=8)),
                ('channel', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('dropped', 'Dropped')], default='waiting', max_length=8)),
                ('key', models.CharField(max_length=96, unique=True)),
                ('hash', models.CharField(max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('owner', models.CharField(blank=True, max_length=64)),
                ('lease_until', models.DateTimeField(null=True)),
                ('repeat', models.BooleanField(default=False)),
                ('receipt', models.CharField(blank=True, max_length=300)),
                ('error_zh', models.CharField(blank=True, max_length=400)),
                ('error_en', models.CharField(blank=True, max_length=400)),
                ('sent_at', models.DateTimeField(null=True)),
                ('warning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='warnings.warning')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'next_try_at'], name='warnings_due')],
                'constraints': [models.UniqueConstraint(fields=('warning', 'channel', 'kind'), name='warnings_one_delivery_a_channel'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='warnings_sending_is_claimed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='warnings_sent_has_a_time')],
            },
        ),
    ]
