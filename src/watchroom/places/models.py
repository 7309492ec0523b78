"""Places: zones, venues, gates, hospitals, stations — where things are and how many people belong there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from watchroom.kernel.words import Words
from watchroom.places.fields import GeoJSONField


class Place(models.Model):
    """A place with its shape.

    population  people who live there; None is "not known", which is not nought
    capacity    people whom it may hold (a stand, a shelter)
    source      where shape and numbers come from, shown with them
    schematic   drawn by hand, not surveyed: every map and panel says 示意
    parent      the larger place of which it is a part; its people are among the parent's
    """

    class Kind(models.TextChoices):
        ZONE = "zone"
        VENUE = "venue"
        GATE = "gate"
        HOSPITAL = "hospital"
        STATION = "station"
        DEPOT = "depot"
        SHELTER = "shelter"
        ROAD = "road"
        COMMUNITY = "community"
        POST = "post"
        CAMERA = "camera"

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    zh = models.CharField(max_length=128)
    en = models.CharField(max_length=128)
    geometry = GeoJSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    population = models.PositiveIntegerField(null=True)
    capacity = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=500, blank=True, default="")
    schematic = models.BooleanField(default=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "zone",
                        "venue",
                        "gate",
                        "hospital",
                        "station",
                        "depot",
                        "shelter",
                        "road",
                        "community",
                        "post",
                        "camera",
                    ]
                ),
                name="places_known_kind",
            ),
            models.CheckConstraint(condition=~Q(code="") & ~Q(zh="") & ~Q(en=""), name="places_named_twice"),
            models.CheckConstraint(
                condition=(Q(population=None) & Q(capacity=None)) | ~Q(source=""), name="places_number_has_source"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["west", "east"], name="places_box")]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def subject(self) -> str:
        return f"place:{self.pk}"


KINDS: dict[str, Words] = {
    "zone": Words(zh="区域", en="Zone"),
    "venue": Words(zh="场馆", en="Venue"),
    "gate": Words(zh="出入口", en="Gate"),
    "hospital": Words(zh="医院", en="Hospital"),
    "station": Words(zh="站点", en="Station"),
    "depot": Words(zh="储备库", en="Depot"),
    "shelter": Words(zh="避难场所", en="Shelter"),
    "road": Words(zh="道路", en="Road"),
    "community": Words(zh="村镇社区", en="Community"),
    "post": Words(zh="岗点", en="Post"),
    "camera": Words(zh="摄像机", en="Camera"),
}
# Things that stand somewhere and are no place where anything happens: nobody opens an incident at one, and an area
# that covers one says nothing about people.
FIXTURES = frozenset({"camera"})
