"""A call about a warning is true as long as the warning is."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0015_called_again")]

    operations = [
        migrations.AddField("Call", "good_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "Call", models.Index(fields=["good_until"], condition=Q(ended_at=None), name="dispatch_call_good_until")
        ),
    ]
