"""What a team knows and what its members are is said in both languages. What was written as `中文 / English` is parted."""

from django.db import migrations, models


def part(text: str) -> tuple[str, str]:
    zh, slash, en = (one.strip() for one in text.partition(" / "))
    return (zh, en) if slash and zh and en.isascii() and not zh.isascii() else (text, text)


def in_both(apps, schema_editor):
    for row in apps.get_model("dispatch", "Team").objects.exclude(skills_zh=""):
        row.skills_zh, row.skills_en = part(row.skills_zh)
        row.save(update_fields=["skills_zh", "skills_en"])
    for row in apps.get_model("dispatch", "Member").objects.exclude(title_zh=""):
        row.title_zh, row.title_en = part(row.title_zh)
        row.save(update_fields=["title_zh", "title_en"])


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0016_calls_live_with_what_they_are_about")]

    operations = [
        migrations.RenameField("Team", "skills", "skills_zh"),
        migrations.AddField("Team", "skills_en", models.CharField(blank=True, default="", max_length=500)),
        migrations.RenameField("Member", "title", "title_zh"),
        migrations.AddField("Member", "title_en", models.CharField(blank=True, default="", max_length=64)),
        migrations.RunPython(in_both, migrations.RunPython.noop, elidable=True),
    ]
