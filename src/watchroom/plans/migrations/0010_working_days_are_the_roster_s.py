"""The years that the site entered are the roster's now: they are copied before the old table goes."""

from django.db import migrations

_FIELDS = ("year", "off", "on", "source", "at", "by")


def carry(apps, schema_editor):
    old, new = apps.get_model("plans", "WorkYear"), apps.get_model("people", "WorkYear")
    known = set(new.objects.values_list("year", flat=True))
    rows = [new(**dict(zip(_FIELDS, row))) for row in old.objects.values_list(*_FIELDS) if row[0] not in known]
    new.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("plans", "0009_wizard_answers"), ("people", "0002_duty")]
    operations = [migrations.RunPython(carry, migrations.RunPython.noop), migrations.DeleteModel(name="WorkYear")]
