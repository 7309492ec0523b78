import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE people_logmark USING fts5"
        "(marks, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '~-'\")",
    ),
    "postgresql": (
        "CREATE TABLE people_logmark (line bigint PRIMARY KEY, marks tsvector NOT NULL)",
        "CREATE INDEX people_logmark_marks ON people_logmark USING gin (marks) WITH (fastupdate = off)",
    ),
}


def lay_index(apps, schema_editor):
    """The log's index belongs to no model: each database has its own kind of full-text table."""
    for statement in INDEX[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE people_logmark", None)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_ways_to_reach_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Strength',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('posts', models.JSONField(default=list)),
                ('at_least', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['level', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='shift',
            name='reminded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='LogLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('post', models.CharField(max_length=64)),
                ('incident', models.BigIntegerField(null=True)),
                ('tie', models.CharField(blank=True, max_length=64)),
                ('text', models.CharField(max_length=1000)),
                ('exercise', models.BooleanField(default=False)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='people.logline')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RollDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('posts', models.JSONField(default=list)),
                ('count', models.PositiveSmallIntegerField()),
                ('limit_s', models.PositiveIntegerField()),
                ('seed', models.CharField(max_length=64)),
                ('made', models.PositiveSmallIntegerField(default=0)),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.CharField(max_length=128)),
                ('ended_at', models.DateTimeField(null=True)),
                ('stopped', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('since__lt', models.F('until'))), name='people_draw_has_length')],
            },
        ),
        migrations.CreateModel(
            name='RollCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('called_at', models.DateTimeField(db_index=True)),
                ('called_by', models.CharField(max_length=128)),
                ('due_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('missed_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.CharField(blank=True, max_length=128)),
                ('why', models.CharField(blank=True, max_length=500)),
                ('kind', models.CharField(blank=True, max_length=16)),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('body', models.BinaryField(null=True)),
                ('exercise', models.BooleanField(default=False)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
                ('draw', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='people.rolldraw')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None), ('missed_at', None)), fields=('post',), name='people_one_open_roll_call_of_a_post')],
            },
        ),
        migrations.CreateModel(
            name='Shortage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('held', models.PositiveSmallIntegerField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shortages', to='people.strength')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('rule',), name='people_one_open_shortage_of_a_rule')],
            },
        ),
        migrations.RunPython(lay_index, drop_index),
    ]
