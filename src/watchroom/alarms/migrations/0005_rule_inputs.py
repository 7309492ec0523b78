from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0004_whole_life"),
    ]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="inputs",
            field=models.JSONField(default=list),
        ),
    ]
