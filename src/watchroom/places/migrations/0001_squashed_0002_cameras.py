"""All that the migrations which it replaces come to: a new site's tables are laid at once, in a quarter of the time."""

import django.db.models.deletion
import watchroom.places.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('places', '0001_initial'), ('places', '0002_cameras')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('zone', 'Zone'), ('venue', 'Venue'), ('gate', 'Gate'), ('hospital', 'Hospital'), ('station', 'Station'), ('depot', 'Depot'), ('shelter', 'Shelter'), ('road', 'Road'), ('community', 'Community'), ('post', 'Post'), ('camera', 'Camera')], max_length=16)),
                ('zh', models.CharField(max_length=128)),
                ('en', models.CharField(max_length=128)),
                ('geometry', watchroom.places.fields.GeoJSONField()),
                ('west', models.FloatField()),
                ('south', models.FloatField()),
                ('east', models.FloatField()),
                ('north', models.FloatField()),
                ('population', models.PositiveIntegerField(null=True)),
                ('capacity', models.PositiveIntegerField(null=True)),
                ('source', models.CharField(blank=True, default='', max_length=500)),
                ('schematic', models.BooleanField(default=False)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='places.place')),
            ],
            options={
                'indexes': [models.Index(fields=['west', 'east'], name='places_box')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('zh', ''), _negated=True), models.Q(('en', ''), _negated=True)), name='places_named_twice'), models.CheckConstraint(condition=models.Q(models.Q(('population', None), ('capacity', None)), models.Q(('source', ''), _negated=True), _connector='OR'), name='places_number_has_source'), models.CheckConstraint(condition=models.Q(('kind__in', ['zone', 'venue', 'gate', 'hospital', 'station', 'depot', 'shelter', 'road', 'community', 'post', 'camera'])), name='places_known_kind')],
            },
        ),
    ]
