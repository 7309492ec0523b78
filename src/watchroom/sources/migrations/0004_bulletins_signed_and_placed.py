import django.db.models.deletion
from django.db import migrations, models


def link_what_is_here(apps, schema_editor):
    """References get rows of their own; signatures that nobody had looked at are said to be nobody's that we know."""
    Bulletin = apps.get_model("sources", "Bulletin")
    BulletinReference = apps.get_model("sources", "BulletinReference")
    for row in Bulletin.objects.only("id", "sender", "references").iterator(200):
        mine = dict.fromkeys(str(one[1])[:255] for one in row.references if one and one[0] == row.sender)
        BulletinReference.objects.bulk_create(
            [BulletinReference(bulletin_id=row.pk, sender=row.sender, identifier=one) for one in mine]
        )
    Bulletin.objects.filter(signature="unverified").update(signature="unknown_certificate", trusted=False)
    Bulletin.objects.filter(area__isnull=True).update(area_from="none")


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0003_how_long_the_history_is_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='bulletin',
            name='also_from',
            field=models.JSONField(default=list, help_text='Codes of other sources that brought the same message.'),
        ),
        migrations.AddField(
            model_name='bulletin',
            name='area_from',
            field=models.CharField(choices=[('message', 'Message'), ('codes', 'Codes'), ('estimate', 'Estimate'), ('none', 'None')], default='message', max_length=16),
        ),
        migrations.AddField(
            model_name='bulletin',
            name='event_ends',
            field=models.DateTimeField(help_text='When the event ends, where that is not when the message does.', null=True),
        ),
        migrations.AddField(
            model_name='bulletin',
            name='geocodes',
            field=models.JSONField(default=list, help_text='[system, code] of each area code that it names.'),
        ),
        migrations.AddField(
            model_name='bulletin',
            name='languages',
            field=models.JSONField(default=list, help_text="The language of each block, in the sender's order."),
        ),
        migrations.AddField(
            model_name='bulletin',
            name='notes',
            field=models.JSONField(default=list, help_text='[code, zh, en]: what was repaired, is doubted, or is our own doing.'),
        ),
        migrations.AddField(
            model_name='bulletin',
            name='trusted',
            field=models.BooleanField(default=True, help_text='Whether it may move anything by itself: signed by a known sender, or allowed unsigned.'),
        ),
        migrations.AlterField(
            model_name='bulletin',
            name='signature',
            field=models.CharField(default='none', help_text='none, valid, invalid or unknown_certificate, judged when it came.', max_length=24),
        ),
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
        migrations.RunPython(link_what_is_here, migrations.RunPython.noop),
    ]
