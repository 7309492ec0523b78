"""Acts that phones sent, each under the key that the phone gave it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from watchroom.dispatch.field.rules import KIND_WORDS, Kind, Outcome
from watchroom.journal.eyes import OfIncidents
from watchroom.kernel.words import Words

_KINDS = [(kind.value, kind.value) for kind in Kind]
_OUTCOMES = [(one.value, one.value) for one in Outcome]


class FieldAct(models.Model):
    """One act of one person's phone, done or refused once and for all: what comes again under its key is answered from here.

    asked        digest of what was asked: a key is bound to it
    about        the subject that it was about, such as `order:12`; empty where the act could not be read
    given        what was typed, kept so that a refused report is not lost
    happened_at  the site's time of the act, as well as it is known; `device_at` the phone's clock, `offset_ms` what the phone
                 had measured (site minus phone), `doubt` that the phone's clock was set in between
    code, zh, en why it was refused; of an applied act what its person should know
    settled_at   somebody on watch has dealt with a refused act
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    phone = models.ForeignKey("people.Phone", null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=32, choices=_KINDS)
    asked = models.CharField(max_length=64)
    about = models.CharField(max_length=64, blank=True, default="")
    incident = models.ForeignKey("incidents.Incident", null=True, on_delete=models.PROTECT, related_name="+")
    given: models.JSONField = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    device_at = models.DateTimeField()
    offset_ms = models.BigIntegerField(null=True)
    doubt = models.BooleanField(default=False)
    outcome = models.CharField(max_length=16, choices=_OUTCOMES)
    code = models.CharField(max_length=128, blank=True, default="")
    zh = models.CharField(max_length=2000, blank=True, default="")
    en = models.CharField(max_length=2000, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=128, blank=True, default="")
    settled_note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["outcome", "-received_at"], name="dispatch_field_act_outcome"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="dispatch_field_act_once"),
            models.CheckConstraint(condition=Q(outcome__in=[one.value for one in Outcome]), name="dispatch_field_act_known_outcome"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="dispatch_field_act_known_kind"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def subject(self) -> str:
        return f"field_act:{self.pk}"

    @property
    def title(self) -> Words:
        return KIND_WORDS[Kind(self.kind)]

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def text(self) -> str:
        """What the person typed, on one line."""
        told = (self.given.get(name) for name in ("text", "reason", "note", "status"))
        return " · ".join(str(one) for one in told if one)


class Distress(models.Model):
    """Somebody in the field called for help: it stands until he says that he is safe, or the watch has found out.

    pressed_at, last_at  when the key was pressed first, by the site's time, and last;  presses  how often
    lon, lat      where the phone was then, within `accuracy_m`, at `located_at`; None while it did not know
    ended_by, end_note  who says that it is over, and what was found out
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("dispatch.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("incidents.Incident", null=True, on_delete=models.PROTECT, related_name="+")
    pressed_at = models.DateTimeField()
    last_at = models.DateTimeField()
    received_at = models.DateTimeField()
    presses = models.PositiveIntegerField(default=1)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    located_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=128, blank=True, default="")
    end_note = models.CharField(max_length=500, blank=True, default="")

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="dispatch_distress_one_open"),
            models.CheckConstraint(condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False, located_at__isnull=False), name="dispatch_distress_whole_spot"),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(ended_by=""), name="dispatch_distress_ended_by"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"distress {self.pk}"

    @property
    def subject(self) -> str:
        return f"distress:{self.pk}"
