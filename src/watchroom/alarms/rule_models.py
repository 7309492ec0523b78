"""Every version of every rule: who wrote it, who put it live, and exactly what that person approved."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from watchroom.alarms.rule_content import TEXTS, Content, Hand, VersionState
from watchroom.kernel.words import Words

_PERSON = "people.Person"


class RuleVersion(models.Model):
    """One version as it was written. Its content never changes: a change is a new version.

    base           the version that it was written from
    approved_hash  of the content that was approved; what differs from it is not approved
    origin         the published criterion that it was made from, such as `cma-2007/rainstorm/red/observed`
    """

    rule = models.ForeignKey("alarms.Rule", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in VersionState])
    note = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=128, blank=True)

    detector = models.CharField(max_length=64)
    sensor = models.ForeignKey("sources.Sensor", on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    priority = models.PositiveSmallIntegerField()
    latched = models.BooleanField(default=False)
    suppressed_by = models.CharField(max_length=64, blank=True)
    title_zh = models.CharField(max_length=128, blank=True)
    title_en = models.CharField(max_length=128, blank=True)
    cause_zh = models.TextField(blank=True)
    cause_en = models.TextField(blank=True)
    consequence_zh = models.TextField(blank=True)
    consequence_en = models.TextField(blank=True)
    action_zh = models.TextField(blank=True)
    action_en = models.TextField(blank=True)

    author = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    written_by = models.CharField(max_length=128)
    written_at = models.DateTimeField()
    approver = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.CharField(max_length=128, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "number"], name="alarms_one_version_of_a_number"),
            models.UniqueConstraint(fields=["rule"], condition=Q(state="live"), name="alarms_one_live_version"),
            models.UniqueConstraint(fields=["rule"], condition=Q(state="draft"), name="alarms_one_draft"),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=4), name="alarms_version_priority"),
            models.CheckConstraint(
                condition=~Q(state="live") | (~Q(approved_hash="") & Q(approved_at__isnull=False)),
                name="alarms_live_version_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(approver=None) | ~Q(author=models.F("approver")),
                name="alarms_version_has_two_hands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} v{self.number} {self.state}"

    @property
    def told(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in TEXTS}

    @property
    def title(self) -> Words:
        """A draft may lack a text; whoever reads it sees the rule's code in place of it."""
        return Words(zh=self.title_zh.strip() or self.rule.code, en=self.title_en.strip() or self.rule.code)

    @property
    def content(self) -> Content:
        return Content(
            self.detector,
            self.sensor.code,
            self.settings,
            self.priority,
            self.told,
            tuple(self.inputs),
            self.latched,
            self.suppressed_by,
        )

    @property
    def was_live(self) -> bool:
        return self.approved_at is not None

    @property
    def hand(self) -> Hand:
        return Hand(self.number, self.base, self.author_id, self.was_live)
