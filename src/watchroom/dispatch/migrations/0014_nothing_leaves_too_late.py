"""Every message says until when it may leave. What waits from before is given half a day."""

from datetime import timedelta

from django.db import migrations, models
from django.db.models import F

STATES = [("waiting", "Waiting"), ("sending", "Sending"), ("sent", "Sent"), ("failed", "Failed"), ("dropped", "Dropped"), ("expired", "Expired")]


def from_before(apps, schema_editor):
    apps.get_model("dispatch", "Attempt").objects.update(not_after=F("made_at") + timedelta(hours=12))


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0013_called_out_answers")]

    operations = [
        migrations.AddField("Attempt", "not_after", models.DateTimeField(null=True)),
        migrations.RunPython(from_before, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("Attempt", "not_after", models.DateTimeField()),
        migrations.AlterField("Attempt", "state", models.CharField(choices=STATES, default="waiting", max_length=8)),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message", models.CharField(blank=True, default="", max_length=100)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("attempt", models.ForeignKey(on_delete=models.PROTECT, related_name="parts", to="dispatch.attempt")),
            ],
            options={"indexes": [models.Index(condition=~models.Q(message=""), fields=["message"], name="dispatch_part_message")]},
        ),
    ]
