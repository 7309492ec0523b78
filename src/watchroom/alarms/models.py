"""Rules that say when a reading is a condition, and the alarms that they raised. No flow here."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.alarms.rule_models import RuleVersion
from watchroom.alarms.rules import LADDER, Held, HoldKind, Position, State
from watchroom.journal import eyes
from watchroom.kernel.words import Words

if TYPE_CHECKING:
    from watchroom.sources.models import Sensor

__all__ = ["PLATFORM", "Alarm", "Hold", "Rule", "RuleVersion"]


class OfMatters(models.Manager["Alarm"]):
    """A sensor's alarms are everybody's. What the platform says about a matter of an incident is theirs who see that incident."""

    def get_queryset(self) -> "models.QuerySet[Alarm]":
        rows, may = super().get_queryset(), eyes.seen()
        return rows if may is None else rows.filter(Q(sensor__isnull=False) | Q(incident=None) | Q(incident__in=may))


_ACKED, _RETURNED, _CLEARED = (
    Q(acknowledged_at__isnull=False),
    Q(returned_at__isnull=False),
    Q(cleared_at__isnull=False),
)
_HELD = Q(shelved_until__isnull=False) | ~Q(suppressed_by="") | Q(out_of_service=True)
_RESET = Q(reset_at__isnull=False)
_ONLY_RULE = Q(rule__isnull=False, sensor=None, place=None)
_ONLY_SENSOR = Q(rule=None, sensor__isnull=False, place=None)
_ONLY_PLACE = Q(rule=None, sensor=None, place__isnull=False)
PLATFORM = "platform"  # in place of a detector: the platform watches itself
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
    inputs    codes of what else it listens to, in order: sensors, or rules, as its detector takes them
    generation  counted up when a change ended alarms of the rule: what stands above its limit then alarms anew
    sensor   None only for the built-in rules, by which the platform watches itself
    latched  its alarms stay after the condition is gone, until a person resets them
    suppressed_by  while an alarm of that rule stands, those of this one are held back: they follow from it
    """

    code = models.CharField(max_length=64, unique=True)
    detector = models.CharField(max_length=64)
    sensor = models.ForeignKey("sources.Sensor", null=True, on_delete=models.PROTECT, related_name="+")
    settings = models.JSONField(default=dict)
    inputs = models.JSONField(default=list)
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
    latched = models.BooleanField(default=False)
    suppressed_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=4), name="alarms_rule_priority"),
            models.CheckConstraint(condition=Q(live=False) | _all_told(), name="alarms_live_rule_is_told"),
            models.CheckConstraint(
                condition=Q(sensor__isnull=False) | Q(detector=PLATFORM), name="alarms_rule_has_its_sensor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def watched(self) -> "Sensor":
        """The sensor of a rule that a detector judges by. Raises LookupError for a built-in rule."""
        if self.sensor is None:
            raise LookupError(f"{self} watches no sensor")
        return self.sensor

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
    about  what it is about when no sensor measured it, such as `source:ws-jump`, with its names and what is wrong
    incident  the one that was opened from it; without a sensor the one whose matter it is, such as a report that is late
    shelved_until, suppressed_by, out_of_service  what holds it back; `suppressed_by` is `rule:<code>` or `hold:<id>`
    announced_at  since when it has been heard: from here the ladder is climbed. None while it is held back
    escalated  how many rungs of the ladder have heard of it
    parent the group whose line stands for it in the queue; a priority 1 alarm keeps a line of its own all the same
    apart  taken out of its group by hand: it is not grouped again
    repeats, beats, last_return, chattering_since   see chatter_rules; times of events, `beats` in ms
    """

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="alarms")
    sensor = models.ForeignKey("sources.Sensor", null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=128, blank=True)
    about_zh = models.CharField(max_length=128, blank=True)
    about_en = models.CharField(max_length=128, blank=True)
    detail_zh = models.TextField(blank=True)
    detail_en = models.TextField(blank=True)
    onset = models.DateTimeField()
    raised_at = models.DateTimeField()
    measured_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in State])
    priority = models.PositiveSmallIntegerField()
    value = models.FloatField()
    peak = models.FloatField()
    limit = models.FloatField(null=True)
    above = models.BooleanField(default=True)
    late = models.BooleanField(default=False)
    latched = models.BooleanField(default=False)
    batch = models.CharField(max_length=128)
    acknowledged_by = models.CharField(max_length=128, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    reset_by = models.CharField(max_length=128, blank=True)
    reset_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    shelved_until = models.DateTimeField(null=True)
    suppressed_by = models.CharField(max_length=96, blank=True)
    out_of_service = models.BooleanField(default=False)
    announced_at = models.DateTimeField(null=True)
    escalated = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    incident = models.BigIntegerField(null=True)
    parent = models.ForeignKey("alarms.Group", null=True, on_delete=models.PROTECT, related_name="children")
    apart = models.BooleanField(default=False)
    repeats = models.PositiveIntegerField(default=0)
    beats = models.JSONField(default=list)
    last_return = models.DateTimeField(null=True)
    chattering_since = models.DateTimeField(null=True)

    objects = OfMatters()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "sensor", "onset"], name="alarms_one_for_an_onset"),
            models.UniqueConstraint(
                fields=["rule", "about", "onset"], condition=Q(sensor=None), name="alarms_one_about_for_an_onset"
            ),
            models.UniqueConstraint(
                fields=["rule", "sensor"], condition=Q(state__in=["unack", "ack"]), name="alarms_one_standing"
            ),
            models.UniqueConstraint(
                fields=["rule", "about"],
                condition=Q(sensor=None, state__in=["unack", "ack"]),
                name="alarms_one_standing_about",
            ),
            models.CheckConstraint(
                condition=Q(sensor__isnull=False, about="")
                | Q(sensor=None)
                & ~Q(about="")
                & ~Q(about_zh="")
                & ~Q(about_en="")
                & ~Q(detail_zh="")
                & ~Q(detail_en=""),
                name="alarms_of_a_sensor_or_about",
            ),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=4), name="alarms_priority"),
            models.CheckConstraint(
                condition=Q(state="unack") & ~_ACKED & ~_RETURNED & ~_CLEARED & ~_RESET
                | Q(state="ack") & _ACKED & ~_RETURNED & ~_CLEARED & ~_RESET
                | Q(state="rtn", latched=False) & ~_ACKED & _RETURNED & ~_CLEARED & ~_RESET
                | Q(state="latched_unack", latched=True) & ~_ACKED & _RETURNED & ~_CLEARED & ~_RESET
                | Q(state="latched_ack", latched=True) & _ACKED & _RETURNED & ~_CLEARED & ~_RESET
                | Q(state="cleared", latched=False) & _ACKED & _RETURNED & _CLEARED & ~_RESET
                | Q(state="cleared", latched=True) & _ACKED & _RETURNED & _CLEARED & _RESET,
                name="alarms_state_fits_its_times",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_by="", acknowledged_at=None) | (~Q(acknowledged_by="") & _ACKED),
                name="alarms_ack_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(reset_by="", reset_at=None) | (~Q(reset_by="") & _RESET), name="alarms_reset_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(returned_at__gte=F("onset")), name="alarms_returns_after_onset"
            ),
            models.CheckConstraint(
                condition=~_HELD | (~Q(state="cleared") & Q(announced_at=None)),
                name="alarms_held_is_open_and_not_heard",
            ),
            models.CheckConstraint(
                condition=Q(escalated=0, escalated_at=None)
                | Q(escalated__gt=0, escalated__lte=len(LADDER), escalated_at__isnull=False),
                name="alarms_escalated_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["priority", "-raised_at"], condition=~Q(state="cleared"), name="alarms_open"),
            models.Index(fields=["-raised_at"], name="alarms_newest"),
            models.Index(fields=["onset"], name="alarms_onset"),
            models.Index(
                fields=["last_return"],
                condition=Q(chattering_since__isnull=False, state__in=["unack", "ack"]),
                name="alarms_chattering",
            ),
        ]

    def __str__(self) -> str:
        return f"alarm:{self.pk} {self.state}"

    @property
    def subject(self) -> str:
        return f"alarm:{self.pk}"

    @property
    def seen_incident(self) -> int | None:
        """The incident that it was made, or whose matter it is, for whoever may see that one."""
        return self.incident if self.incident and eyes.sees(self.incident) else None

    @property
    def position(self) -> Position:
        held = {
            Held.SHELVED: self.shelved_until is not None,
            Held.SUPPRESSED: bool(self.suppressed_by),
            Held.OUT: self.out_of_service,
        }
        return Position(State(self.state), frozenset(one for one, so in held.items() if so))

    @property
    def title(self) -> Words:
        """What the rule calls it; without a sensor, with the name of the thing that it is about."""
        if not self.about:
            return self.rule.title
        about = _both(self.about_zh, self.about_en, self.about)
        return Words(zh=f"{self.rule.title.zh}：{about.zh}", en=f"{self.rule.title.en}: {about.en}")

    @property
    def measured_by(self) -> "Sensor":
        """The sensor of an alarm that is known to have one. Raises LookupError for what no sensor measured."""
        if self.sensor is None:
            raise LookupError(f"{self} is about {self.about}, which no sensor measured")
        return self.sensor

    @property
    def detail(self) -> Words | None:
        return _both(self.detail_zh, self.detail_en, "—") if self.about else None


class Hold(models.Model):
    """What a person laid down that holds alarms back: a shelf, a planned maintenance, or out of service.

    shelf        one alarm's rule with its sensor (or what it is about), until a time; what comes again is shelved too
    maintenance  a rule, a sensor or all of a place, from a time until a time, shown to everybody beforehand
    out          a rule or a sensor, until a person puts it back
    It is in force once it was begun and until it was ended; a worker keeps both times. `ended_by` is empty when its
    time had come.
    """

    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in HoldKind])
    rule = models.ForeignKey(Rule, null=True, on_delete=models.PROTECT, related_name="+")
    sensor = models.ForeignKey("sources.Sensor", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=128, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.TextField()
    laid_by = models.CharField(max_length=128)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=128, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="shelf", rule__isnull=False, place=None, until__isnull=False)
                | Q(kind="maintenance", about="", until__isnull=False) & (_ONLY_RULE | _ONLY_SENSOR | _ONLY_PLACE)
                | Q(kind="out", about="", until=None) & (_ONLY_RULE | _ONLY_SENSOR),
                name="alarms_hold_fits_its_kind",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="alarms_hold_has_a_length"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(laid_by=""), name="alarms_hold_says_why_and_who"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["since"], condition=Q(ended_at=None), name="alarms_holds_open"),
        ]

    def __str__(self) -> str:
        return f"hold:{self.pk} {self.kind}"

    @property
    def subject(self) -> str:
        return f"hold:{self.pk}"

    @property
    def in_force(self) -> bool:
        return self.begun_at is not None and self.ended_at is None

    @property
    def words(self) -> Words:
        """What it covers."""
        if self.rule:
            about = f"（{self.about}）" if self.about else "", f" ({self.about})" if self.about else ""
            return Words(zh=self.rule.title.zh + about[0], en=self.rule.title.en + about[1])
        thing = self.place or self.sensor
        return Words(zh=thing.zh, en=thing.en) if thing else _both(self.about, self.about, "—")


class Silence(models.Model):
    """One person's own loudspeaker is silent until then. Alarms stay as they are, and others hear them."""

    person = models.OneToOneField("people.Person", primary_key=True, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"silence:{self.pk}"


class Group(models.Model):
    """Alarms of one source or place that began together: one line in the queue, its first-out named.

    key    `source:3` or `place:7`: what they have in common (grouping_rules); `keys` all that every member has in common
    zh, en the name of that source or place when the group was formed
    first  the alarm whose condition began first
    into   the wider group that took this one's members over
    """

    key = models.CharField(max_length=64)
    keys = models.JSONField(default=list)
    zh = models.CharField(max_length=128)
    en = models.CharField(max_length=128)
    first = models.ForeignKey(Alarm, null=True, on_delete=models.PROTECT, related_name="+")
    first_onset = models.DateTimeField()
    last_onset = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    formed_at = models.DateTimeField()
    dissolved_at = models.DateTimeField(null=True)
    dissolved_by = models.CharField(max_length=128, blank=True)
    into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_onset__gte=F("first_onset")), name="alarms_group_span"),
        ]
        indexes: ClassVar = [models.Index(fields=["last_onset"], name="alarms_group_newest")]

    def __str__(self) -> str:
        return f"group:{self.pk} {self.key}"

    @property
    def subject(self) -> str:
        return f"group:{self.pk}"

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class Flood(models.Model):
    """A time in which alarms came faster than one operator can take in (flood_rules).

    since  when the first of the alarms was raised that made it one;  first  the alarm whose condition began first
    """

    since = models.DateTimeField()
    first = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="alarms_flood_span"),
        ]

    def __str__(self) -> str:
        return f"flood:{self.pk}"

    @property
    def subject(self) -> str:
        return f"flood:{self.pk}"


def _both(zh: str, en: str, instead: str) -> Words:
    """A draft rule may lack a text; whoever reads it sees that in place of it."""
    return Words(zh=zh.strip() or instead, en=en.strip() or instead)
