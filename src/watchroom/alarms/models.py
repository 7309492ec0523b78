"""Rules that say when a reading is a condition, and the alarms that they raised. No flow here."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.alarms.rule_models import RuleVersion
from watchroom.alarms.rules import State
from watchroom.kernel.words import Words

__all__ = ["Alarm", "Rule", "RuleVersion"]

_ACKED, _RETURNED, _CLEARED = (
    Q(acknowledged_at__isnull=False),
    Q(returned_at__isnull=False),
    Q(cleared_at__isnull=False),
)
_OWED = ("title_zh", "title_en", "cause_zh", "cause_en", "consequence_zh", "consequence_en", "action_zh", "action_en")


def _all_told() -> Q:
    told = Q()
    for name in _OWED:
        told &= ~Q(**{name: ""})
    return told


class Rule(models.Model):
    """One detector's watch over one sensor, with the words that its alarms will speak.

    priority  1 (act at once) to 4; a scale of its own, beside event grade, response level and warning level
    live      judged or not; only a rule with all its words in both languages can be live
    version   counted up at every change; the book keeps them all
    generation  counted up when a change ended alarms of the rule: what stands above its limit then alarms anew
    """

    code = models.CharField(max_length=64, unique=True)
    detector = models.CharField(max_length=64)
    sensor = models.ForeignKey("sources.Sensor", on_delete=models.PROTECT, related_name="+")
    settings = models.JSONField(default=dict)
    priority = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=128, blank=True)
    title_en = models.CharField(max_length=128, blank=True)
    cause_zh = models.TextField(blank=True)
    cause_en = models.TextField(blank=True)
    consequence_zh = models.TextField(blank=True)
    consequence_en = models.TextField(blank=True)
    action_zh = models.TextField(blank=True)
    action_en = models.TextField(blank=True)
    live = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    generation = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=4), name="alarms_rule_priority"),
            models.CheckConstraint(condition=Q(live=False) | _all_told(), name="alarms_live_rule_is_told"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def title(self) -> Words:
        return _both(self.title_zh, self.title_en, self.code)

    @property
    def cause(self) -> Words:
        return _both(self.cause_zh, self.cause_en, "—")

    @property
    def consequence(self) -> Words:
        return _both(self.consequence_zh, self.consequence_en, "—")

    @property
    def action(self) -> Words:
        return _both(self.action_zh, self.action_en, "—")


class Alarm(models.Model):
    """A condition in the world that a rule holds to be true until it returns to normal.

    Its identity is rule, sensor and `onset`, the event time at which the condition began: judging the same readings
    again cannot raise it twice. Acknowledging says "a person has seen this"; it never ends the condition.

    value  when it was raised;  peak  the worst since;  limit  as the rule had it then, in the sensor's unit
    late   the reading behind it came more than an hour late: it is a record, not news
    batch  the readings' name in the stream, for the chain of causes
    """

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="alarms")
    sensor = models.ForeignKey("sources.Sensor", on_delete=models.PROTECT, related_name="+")
    onset = models.DateTimeField()
    raised_at = models.DateTimeField()
    measured_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in State])
    priority = models.PositiveSmallIntegerField()
    value = models.FloatField()
    peak = models.FloatField()
    limit = models.FloatField(null=True)
    above = models.BooleanField(default=True)
    late = models.BooleanField(default=False)
    batch = models.CharField(max_length=128)
    acknowledged_by = models.CharField(max_length=128, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    incident = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "sensor", "onset"], name="alarms_one_for_an_onset"),
            models.UniqueConstraint(
                fields=["rule", "sensor"], condition=Q(state__in=["unack", "ack"]), name="alarms_one_standing"
            ),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=4), name="alarms_priority"),
            models.CheckConstraint(
                condition=Q(state="unack") & ~_ACKED & ~_RETURNED & ~_CLEARED
                | Q(state="ack") & _ACKED & ~_RETURNED & ~_CLEARED
                | Q(state="rtn") & ~_ACKED & _RETURNED & ~_CLEARED
                | Q(state="cleared") & _ACKED & _RETURNED & _CLEARED,
                name="alarms_state_fits_its_times",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_by="", acknowledged_at=None) | (~Q(acknowledged_by="") & _ACKED),
                name="alarms_ack_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(returned_at__gte=F("onset")), name="alarms_returns_after_onset"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["priority", "-raised_at"], condition=~Q(state="cleared"), name="alarms_open"),
            models.Index(fields=["-raised_at"], name="alarms_newest"),
        ]

    def __str__(self) -> str:
        return f"alarm:{self.pk} {self.state}"

    @property
    def subject(self) -> str:
        return f"alarm:{self.pk}"


def _both(zh: str, en: str, instead: str) -> Words:
    """A draft rule may lack a text; whoever reads it sees that in place of it."""
    return Words(zh=zh.strip() or instead, en=en.strip() or instead)
