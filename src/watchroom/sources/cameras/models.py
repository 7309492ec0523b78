"""Cameras and the pictures that were last seen of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words
from watchroom.sources.cameras.rules import REACH_M, Look


class Camera(models.Model):
    """A camera: the place where it stands, its addresses, and which way it looks.

    The secret of its login is in no row: see `logins.py`. `next_at` and `asking_until` are by the machine's clock and
    keep everybody together to one request at a time, and to one in `every_s`; `fault` is what the last request came to.
    """

    place = models.OneToOneField("places.Place", on_delete=models.PROTECT, related_name="+")
    snapshot_url = models.CharField(max_length=500, blank=True)
    hls_url = models.CharField(max_length=500, blank=True)
    user = models.CharField(max_length=100, blank=True)
    private = models.BooleanField(default=True, help_text="Its addresses may be of the site's own network.")
    simulated = models.BooleanField(default=False, help_text="Plays a part: its picture is drawn here and says so.")
    bearing = models.FloatField(null=True, help_text="Degrees clockwise from north.")
    view = models.FloatField(null=True, help_text="Degrees of the angle that it sees; 360 is all round.")
    reach_m = models.PositiveIntegerField(default=REACH_M)
    every_s = models.PositiveSmallIntegerField(default=2)
    retired = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)
    asking_until = models.DateTimeField(null=True)
    fault = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(bearing=None) | Q(bearing__gte=0, bearing__lt=360), name="sources_camera_bearing"),
            models.CheckConstraint(condition=Q(view=None) | Q(view__gt=0, view__lte=360), name="sources_camera_view"),
            models.CheckConstraint(condition=Q(reach_m__gte=1, every_s__gte=1), name="sources_camera_bounds"),
            models.CheckConstraint(
                condition=Q(simulated=True, snapshot_url="", hls_url="") | (Q(simulated=False) & ~Q(snapshot_url="", hls_url="")),
                name="sources_camera_has_picture",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return self.place.code

    @property
    def zh(self) -> str:
        return self.place.zh

    @property
    def en(self) -> str:
        return self.place.en

    @property
    def words(self) -> Words:
        return self.place.words

    @property
    def subject(self) -> str:
        return f"camera:{self.pk}"

    @property
    def at(self) -> LonLat:
        lon, lat = self.place.geometry["coordinates"]
        return (lon, lat)

    @property
    def look(self) -> Look:
        return Look(self.at, self.bearing, self.view, self.reach_m)

    @property
    def has_snapshot(self) -> bool:
        return self.simulated or bool(self.snapshot_url)


class CameraPicture(models.Model):
    """A picture of the last minutes, so that who looked at it can keep it; the newest stays for a day.

    taken_at  when it was fetched, by the site's clock;  got_at  the same by the machine's
    """

    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="pictures")
    kind = models.CharField(max_length=16)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    taken_at = models.DateTimeField()
    got_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["camera", "-id"], name="sources_camera_newest")]

    def __str__(self) -> str:
        return f"{self.camera_id} {self.digest[:12]}"
