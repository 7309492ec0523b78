"""What people told the watch, and which incidents are one event. A call stays as it was taken, whatever becomes of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.journal.eyes import OfIncidents
from watchroom.kernel.geometry import LonLat

CHANNELS = ("telephone", "message", "mail", "form", "field")
SORTS = ("same", "related")


class Call(models.Model):
    """A telephone call, a message, a mail or a form about something that happened.

    incident     what it is about; None while it is of no incident
    received_at  when it came in, as stated;  taken_at  when it was entered
    text         what was said, as it was written down; it never enters the book, nor does who called
    digest       SHA-256 of the mail that it came from, in hex: one mail is one call, however often it is read
    settled      that it is of no incident and nothing is left to do about it: when, by whom, why
    told         what a person confirmed of it, by field, as text; `how-` before a number says how exact it is
    """

    personal: ClassVar[frozenset[str]] = frozenset({"text", "caller", "phone", "already_told"})

    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, null=True, related_name="calls")
    channel = models.CharField(max_length=16)
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=128)
    text = models.TextField()
    told: models.JSONField = models.JSONField(default=dict)
    caller = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=128, blank=True, default="")
    settled_why = models.CharField(max_length=500, blank=True, default="")

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="incidents_call_channel"),
            models.CheckConstraint(condition=Q(taken_at__gte=F("received_at")), name="incidents_call_taken_after"),
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="incidents_one_call_of_a_mail"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(incident=None), name="incidents_call_settled_of_none"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-received_at"], name="incidents_call_received")]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def subject(self) -> str:
        return f"call:{self.pk}"

    @property
    def point(self) -> LonLat | None:
        lon, lat = self.told.get("lon"), self.told.get("lat")
        return (float(lon), float(lat)) if lon and lat else None


class Mailbox(models.Model):
    """How far a mailbox of the watch has been read: what came behind `last_uid` of this `validity` is not a call yet.

    looked_at  when somebody looked last, or does now: whoever moves it looks
    failed     looks in a row that came to nothing;  told  whether that was said
    """

    name = models.CharField(max_length=300, unique=True)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    failed = models.PositiveIntegerField(default=0)
    told = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Tie(models.Model):
    """That two incidents are one event (`same`), or belong together (`related`), said by a person; both stay as they are.

    incident  the one that goes on;  other  the one that was opened for it as well
    """

    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="ties")
    other = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="tied_to")
    sort = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    reason = models.CharField(max_length=500)
    score: models.JSONField = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=128, blank=True, default="")
    ended_reason = models.CharField(max_length=500, blank=True, default="")

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sort__in=SORTS), name="incidents_tie_sort"),
            models.CheckConstraint(condition=~Q(incident=F("other")), name="incidents_tie_of_two"),
            models.UniqueConstraint(
                fields=["other"], condition=Q(ended_at=None, sort="same"), name="incidents_one_event_once"
            ),
            models.UniqueConstraint(
                fields=["incident", "other"], condition=Q(ended_at=None), name="incidents_tied_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="incidents_tie_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} {self.sort} {self.incident_id}"
