from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0005_cameras'),
    ]

    operations = [
        migrations.AddField(
            model_name='quarantine',
            name='form',
            field=models.CharField(blank=True, default='', help_text='The content type that its sender named.', max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='source',
            name='trial',
            field=models.BooleanField(default=False, help_text='Looked at before it is saved: nothing of it is taken.'),
        ),
        migrations.AddField(
            model_name='source',
            name='trial_answer',
            field=models.JSONField(help_text='What it answered on trial, in plain values.', null=True),
        ),
    ]
