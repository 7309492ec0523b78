"""Warnings, who approved exactly what, and how each channel took it. No flow here."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.journal.eyes import OfIncidents
from watchroom.journal.sending import Sending, SendState
from watchroom.kernel.geometry import GeoJSON
from watchroom.kernel.words import Words
from watchroom.places.fields import GeoJSONField
from watchroom.warnings.rules import COLOURS, STATES, Content, State

_PERSON = "people.Person"


class Warning(models.Model):
    """A warning to the public. Once released its content never changes: a correction is a new one that refers to it.

    hash        what the approvals covered; empty while nothing is approved
    activation  of the plan whose template it was drafted from
    document    the CAP message as released, `cancel_document` the one that ended it
    """

    number = models.CharField(max_length=16, unique=True)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, null=True, related_name="+")
    activation = models.ForeignKey("plans.Activation", on_delete=models.PROTECT, null=True, related_name="+")
    template = models.CharField(max_length=64, blank=True)
    exercise = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.DRAFT)

    level = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=12)
    response_type = models.CharField(max_length=12, blank=True)
    event_code = models.CharField(max_length=32, blank=True)
    event_zh = models.CharField(max_length=64, blank=True)
    event_en = models.CharField(max_length=64, blank=True)
    headline_zh = models.CharField(max_length=160, blank=True)
    headline_en = models.CharField(max_length=160, blank=True)
    description_zh = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    instruction_zh = models.TextField(blank=True)
    instruction_en = models.TextField(blank=True)
    area = GeoJSONField(null=True)
    area_zh = models.CharField(max_length=300, blank=True)
    area_en = models.CharField(max_length=300, blank=True)
    audience_zh = models.CharField(max_length=200, blank=True)
    audience_en = models.CharField(max_length=200, blank=True)
    issuer_zh = models.CharField(max_length=100, blank=True)
    issuer_en = models.CharField(max_length=100, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    channels = models.JSONField(default=list)
    onset = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)

    hash = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    signer = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    canceller = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason_zh = models.CharField(max_length=300, blank=True)
    reason_en = models.CharField(max_length=300, blank=True)

    identifier = models.CharField(max_length=64, blank=True)
    cancel_identifier = models.CharField(max_length=64, blank=True)
    document = models.TextField(blank=True)
    cancel_document = models.TextField(blank=True)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="warnings_level"),
            models.CheckConstraint(
                condition=Q(released_at=None)
                | (Q(area__isnull=False) & ~Q(hash="") & ~Q(identifier="") & ~Q(document="")),
                name="warnings_no_release_without_area",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | (Q(reviewer__isnull=False) & Q(signer__isnull=False)),
                name="warnings_no_release_without_two_approvals",
            ),
            models.CheckConstraint(
                condition=Q(signer=None) | ~Q(signer=F("author")), name="warnings_author_never_signs"
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("author")), name="warnings_author_never_reviews"
            ),
            models.CheckConstraint(
                condition=Q(signer=None) | Q(reviewer=None) | ~Q(signer=F("reviewer")),
                name="warnings_reviewer_never_signs",
            ),
            models.CheckConstraint(
                condition=Q(expires=None) | Q(onset=None) | Q(expires__gt=F("onset")),
                name="warnings_expire_after_onset",
            ),
            models.UniqueConstraint(fields=["identifier"], condition=~Q(identifier=""), name="warnings_one_identifier"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-released_at"], name="warnings_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        return f"warning:{self.pk}"

    @property
    def words(self) -> Words:
        """The headline, or what stands for it while it is being written."""
        zh, en = self.headline_zh.strip(), self.headline_en.strip()
        return Words(zh=zh or en or f"预警 {self.number}", en=en or zh or f"Warning {self.number}")

    @property
    def event(self) -> Words | None:
        return Words(zh=self.event_zh, en=self.event_en) if self.event_zh and self.event_en else None

    @property
    def colour(self) -> Words:
        return COLOURS[self.level]

    @property
    def state_words(self) -> Words:
        return STATES[self.state]

    @property
    def content(self) -> Content:
        """What approvals cover, from this very row."""
        area: GeoJSON | None = self.area
        return Content(
            number=self.number, exercise=self.exercise, level=self.level, category=self.category,
            response_type=self.response_type, event_code=self.event_code, event=self.event,
            headline=(self.headline_zh, self.headline_en), description=(self.description_zh, self.description_en),
            instruction=(self.instruction_zh, self.instruction_en), area=area, area_name=(self.area_zh, self.area_en),
            audience=(self.audience_zh, self.audience_en), issuer=(self.issuer_zh, self.issuer_en), contact=self.contact,
            channels=tuple(sorted(self.channels)), onset=self.onset, expires=self.expires,
        )  # fmt: skip


class Counter(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Approval(models.Model):
    """That one person approved exactly this content. It is never deleted: a change after it makes it void."""

    class Step(models.TextChoices):
        REVIEW = "review"
        SIGN = "sign"

    warning = models.ForeignKey(Warning, on_delete=models.PROTECT, related_name="approvals")
    step = models.CharField(max_length=8, choices=Step)
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    void_at = models.DateTimeField(null=True)

    hangs_on: ClassVar[str] = "warning__incident"
    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["warning", "step"], condition=Q(void_at=None), name="warnings_one_approval_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.step} {self.hash[:20]}"


class Delivery(Sending):
    """One message to one channel: written in the action, claimed by a worker, sent outside any transaction.

    hash      of the content that was approved: compared with the row again just before it leaves
    """

    class Kind(models.TextChoices):
        RELEASE = "release"
        CANCEL = "cancel"

    State = SendState

    warning = models.ForeignKey(Warning, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=8, choices=Kind)
    channel = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    hangs_on: ClassVar[str] = "warning__incident"
    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["warning", "channel", "kind"], name="warnings_one_delivery_a_channel"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False), name="warnings_sending_is_claimed"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="warnings_sent_has_a_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "next_try_at"], name="warnings_due")]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """What a public outlet shows: exactly what was rendered for it, whatever happens to the warning's row later.

    outlet    `cap_feed` or `public_page`
    ends_at   when it is over by itself; `ended_by` the posting that ended it before
    """

    outlet = models.CharField(max_length=64)
    identifier = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Delivery.Kind)
    number = models.CharField(max_length=16)
    exercise = models.BooleanField()
    body = models.TextField()
    posted_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_by = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outlet", "identifier"], name="warnings_one_posting"),
        ]
        indexes: ClassVar = [models.Index(fields=["outlet", "-posted_at"], name="warnings_postings")]

    def __str__(self) -> str:
        return f"{self.outlet} {self.identifier}"
