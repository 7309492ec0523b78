"""What people decided is happening, and what was reported upward about it. No flow here."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.incidents.brief_models import BriefService, BriefTemplate
from watchroom.incidents.intake.models import Call, Mailbox, Tie
from watchroom.incidents.report_models import Correction, Instruction
from watchroom.incidents.reporting import BY, OWED
from watchroom.incidents.rules import GRADES, KINDS, Kind, position_words
from watchroom.journal.eyes import OfIncidents
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words
from watchroom.places.fields import GeoJSONField

__all__ = [
    "BriefService", "BriefTemplate", "Call", "Correction", "Counter", "Incident", "Instruction", "KeptPicture", "Mailbox", "Report", "ReportClock",
    "ReportsAs", "RuleVersion", "Sending", "Tie",
]  # fmt: skip

_OPEN = Q(state="open", closed_at=None, closed_by="", closed_reason="")
_CLOSED = Q(state="closed", closed_at__isnull=False) & ~Q(closed_by="") & ~Q(closed_reason="")


class Incident(models.Model):
    """An incident. `grade` is the event's; response level and warning level belong to plans and warnings.

    alarm     the alarm that it was opened from, if one
    report    the caller's METHANE report; who called stays here and never enters the book
    reported  counts of people as last stated: {name: {value, at}}, with `how` where the number is not exact
    place     None while nobody knows, or where only a position is known
    area      its outline, once somebody drew one; `lon` and `lat` are where it is marked
    agency    whose it is; None is the site's own
    sensitive None while nobody said; the moments are None while they are not known, and the watch counts from the opening
    """

    personal: ClassVar[frozenset[str]] = frozenset({"caller", "phone"})

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    number = models.CharField(max_length=16, unique=True)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    kind = models.CharField(max_length=32)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    area = GeoJSONField(null=True)
    grade = models.PositiveSmallIntegerField(null=True)
    alarm = models.BigIntegerField(null=True, unique=True)
    report = models.JSONField(null=True)
    reported = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    sensitive = models.BooleanField(null=True)
    occurred_at = models.DateTimeField(null=True)
    discovered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=128)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=128, blank=True)
    closed_reason = models.TextField(blank=True)

    hangs_on: ClassVar[str] = "pk"
    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(grade=None) | Q(grade__gte=1, grade__lte=4), name="incidents_grade"),
            models.CheckConstraint(condition=_OPEN | _CLOSED, name="incidents_closed_by_a_person_with_a_reason"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="incidents_closed_after_opened"
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="incidents_on_earth",
            ),
            models.CheckConstraint(condition=~Q(zh="") & ~Q(en="") & ~Q(kind=""), name="incidents_named_twice"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-opened_at"], name="incidents_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def subject(self) -> str:
        return f"incident:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def sort(self) -> Kind:
        """The kind with its class and words."""
        return KINDS[self.kind]

    @property
    def grade_words(self) -> Words | None:
        return GRADES[self.grade] if self.grade else None

    @property
    def place_words(self) -> Words:
        """The place by name; its position where none was named."""
        if self.place:
            return self.place.words
        return position_words(*self.point) if self.point else Words(zh="地点待核实", en="place to be verified")

    @property
    def where_words(self) -> Words:
        """The place by name and the position where it is marked."""
        if self.place is None or self.point is None:
            return self.place_words
        words = Words(zh="{place}（{position}）", en="{place} ({position})")
        return words.fill(place=self.place.words, position=position_words(*self.point))

    @property
    def point(self) -> LonLat | None:
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)

    @property
    def geometry(self) -> dict[str, Any] | None:
        """The area if one was drawn, else the point; None while nobody knows."""
        if self.area:
            return dict(self.area)
        return {"type": "Point", "coordinates": [self.lon, self.lat]} if self.point else None


class Shared(models.Model):
    """An agency that an incident is shared with. It ends with `until`; the row stays."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="shared")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    by = models.CharField(max_length=128)
    reason = models.TextField()
    until = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=128, blank=True)
    ended_reason = models.TextField(blank=True)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "agency"], condition=Q(until=None), name="incidents_shared_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None, ended_by="") | (Q(until__isnull=False) & ~Q(ended_by="")),
                name="incidents_share_ended_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} → {self.agency_id}"


class Report(models.Model):
    """A report upward: what was told to whom, when, by which channel. It is never changed; the database refuses it.

    figures  numbers of people: {name: {running, cumulative}}, of this report's time and since the beginning; None, or not
             there, is not stated, which is not nought
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=16)
    count = models.PositiveSmallIntegerField(help_text="1 for the first of its kind.")
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    to = models.CharField(max_length=120)
    channel = models.CharField(max_length=16)
    text = models.TextField()
    figures: models.JSONField = models.JSONField(default=dict)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "kind", "count"], name="incidents_report_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["first", "follow_up", "nil", "final", "verified"]), name="incidents_report_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["follow_up", "nil"]) | Q(count=1), name="incidents_one_first_one_final"
            ),
            models.CheckConstraint(condition=~Q(to="") & ~Q(text=""), name="incidents_report_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.count} of {self.incident_id}"


class Sending(models.Model):
    """That a report was sent: the proof that ends a clock. One report may go to several, by telephone and in writing.

    receiver  who took it there, by name or post; it never enters the book
    edition   1 for what was first written, one more for each correction before it was sent
    """

    personal: ClassVar[frozenset[str]] = frozenset({"receiver"})

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sendings")
    to = models.CharField(max_length=120)
    channel = models.CharField(max_length=16)
    receiver = models.CharField(max_length=120, blank=True)
    edition = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    hangs_on: ClassVar[str] = "report__incident"
    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(to="") & ~Q(by=""), name="incidents_sending_to_somebody")]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.report_id} to {self.to}"


class ReportClock(models.Model):
    """A duty to report that runs for an incident: stored when it starts, kept by the worker, never deleted.

    rule, version  the rule as it was then; version 0 came with the platform
    count          1 for the first; what is repeated is a row each time
    base           the moment that it counts from; `base_known` False: from the opening, because the moment is not known
    met            the sending that ended it;  late_at  when it was said to be overdue;  ended_at  when nothing was owed any more
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="report_clocks")
    rule = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    report = models.CharField(max_length=16)
    channel = models.CharField(max_length=16)
    count = models.PositiveIntegerField()
    to_zh = models.CharField(max_length=300)
    to_en = models.CharField(max_length=300)
    source_zh = models.CharField(max_length=300)
    source_en = models.CharField(max_length=300)
    base = models.CharField(max_length=16)
    base_known = models.BooleanField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met = models.ForeignKey(Sending, on_delete=models.PROTECT, null=True, related_name="clocks")
    late_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "rule", "channel", "count"], name="incidents_clock_once"),
            models.CheckConstraint(condition=Q(due_at__gt=F("started_at")), name="incidents_clock_has_time"),
            models.CheckConstraint(condition=Q(met=None) | Q(ended_at=None), name="incidents_clock_ends_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="incidents_clock_due", condition=Q(met=None, ended_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.channel} {self.count} of {self.incident_id}"

    @property
    def to(self) -> Words:
        return Words(zh=self.to_zh, en=self.to_en)

    @property
    def source(self) -> Words:
        return Words(zh=self.source_zh, en=self.source_en)

    @property
    def words(self) -> Words:
        """What is owed, and how: `首报（电话）`."""
        return Words(zh="{what}（{how}）", en="{what} ({how})").fill(what=OWED[self.report], how=BY[self.channel])

    @property
    def runs(self) -> bool:
        return self.met_id is None and self.ended_at is None


class RuleVersion(models.Model):
    """A reporting rule as the site put it; the newest of a code holds. `content` None: the rule was withdrawn."""

    code = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    content = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="incidents_rule_version_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="incidents_rule_version_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class ReportsAs(models.Model):
    """At which level this centre stands when it reports; the newest row holds, and without one no clock runs."""

    level = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    def __str__(self) -> str:
        return self.level


class KeptPicture(models.Model):
    """A picture of a camera that somebody kept for an incident: as it was shown, never changed and never let go.

    digest    SHA-256 of `body` in hex; it stands in the journal's entry, so that the chain vouches for the picture
    taken_at  when it was fetched;  kept_at  when it was kept, both by the site's clock
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="pictures")
    camera = models.CharField(max_length=64)
    zh = models.CharField(max_length=128)
    en = models.CharField(max_length=128)
    lon = models.FloatField()
    lat = models.FloatField()
    simulated = models.BooleanField(default=False)
    kind = models.CharField(max_length=16)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    taken_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=128)
    note = models.CharField(max_length=500, blank=True)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "camera", "digest", "taken_at"], name="incidents_picture_kept_once"),
            models.CheckConstraint(condition=~Q(digest="") & ~Q(kept_by=""), name="incidents_picture_vouched_for"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.camera} {self.digest[:12]}"

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class Attachment(models.Model):
    """A file that somebody added to an incident: as it came, never changed and never let go.

    kind    what its bytes are, as `files.judge` found;  digest  SHA-256 of `body` in hex, which stands in the journal too
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=128)
    note = models.CharField(max_length=500, blank=True)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "digest"], name="incidents_file_added_once"),
            models.CheckConstraint(condition=~Q(digest="") & ~Q(added_by="") & ~Q(name=""), name="incidents_file_vouched_for"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"


class FormVersion(models.Model):
    """What people typed for one of an incident's forms (`ics.FORMS`); the newest version holds, none is ever changed."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="form_versions")
    form = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    content: models.JSONField = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "form", "version"], name="incidents_form_version_once"),
            models.CheckConstraint(condition=~Q(by=""), name="incidents_form_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.version} of {self.incident_id}"


class SceneMedia(models.Model):
    """A photo or a voice note from the scene, never changed; a photo without what its device had written into it.

    digest    SHA-256 of `body` in hex; it stands in the journal's entry
    taken_at  when it was taken, by the phone's reckoning;  kept_at  when it arrived; both by the site's clock
    lon, lat  where the photo itself said that it was taken: a proposal, which nobody has confirmed
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="scene_media")
    sort = models.CharField(max_length=8, choices=[("photo", "photo"), ("voice", "voice")])
    kind = models.CharField(max_length=16)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    taken_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=128)
    note = models.CharField(max_length=500, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "digest"], name="incidents_scene_media_once"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False),
                name="incidents_scene_media_whole_spot",
            ),
            models.CheckConstraint(condition=~Q(digest="") & ~Q(kept_by=""), name="incidents_scene_media_vouched_for"),
            models.CheckConstraint(condition=Q(sort__in=["photo", "voice"]), name="incidents_scene_media_known_sort"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.digest[:12]}"


class Counter(models.Model):
    """How many incidents a year has had: the row that two officers opening at once must queue for."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
