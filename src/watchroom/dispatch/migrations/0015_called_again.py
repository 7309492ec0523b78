"""How often it was somebody's turn in a call: again, if one who had accepted calls off."""

from django.db import migrations, models


def once_so_far(apps, schema_editor):
    apps.get_model("dispatch", "Called").objects.filter(turn_at__isnull=False).update(turns=1)


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0014_nothing_leaves_too_late")]

    operations = [
        migrations.AddField("Called", "turns", models.PositiveSmallIntegerField(default=0)),
        migrations.RunPython(once_so_far, migrations.RunPython.noop, elidable=True),
    ]
