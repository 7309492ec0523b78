"""Every message says until when it may leave. What waits from before is given half a day."""

from datetime import timedelta

from django.db import migrations, models
from django.db.models import F

STATES = [("waiting", "Waiting"), ("sending", "Sending"), ("sent", "Sent"), ("failed", "Failed"), ("dropped", "Dropped"), ("expired", "Expired")]


def from_before(apps, schema_editor):
    apps.get_model("warnings", "Delivery").objects.update(not_after=F("made_at") + timedelta(hours=12))


class Migration(migrations.Migration):
    dependencies = [("warnings", "0002_a_reviewer_never_signs")]

    operations = [
        migrations.AddField("Delivery", "not_after", models.DateTimeField(null=True)),
        migrations.RunPython(from_before, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("Delivery", "not_after", models.DateTimeField()),
        migrations.AlterField("Delivery", "state", models.CharField(choices=STATES, default="waiting", max_length=8)),
    ]
