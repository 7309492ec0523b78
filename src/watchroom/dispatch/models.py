"""Orders to posts and the units that are sent."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.dispatch.call_models import Attempt as Attempt
from watchroom.dispatch.call_models import Call as Call
from watchroom.dispatch.call_models import Called as Called
from watchroom.dispatch.call_models import Roll as Roll
from watchroom.dispatch.field.models import Distress, FieldAct
from watchroom.dispatch.moves import ASSIGNED, FREE, Outcome, UnitStatus, disorder
from watchroom.dispatch.response_models import Closure, DispatchRule
from watchroom.dispatch.rules import OPEN_ORDERS, OrderState, Term
from watchroom.dispatch.stock_models import Stock, StockMove
from watchroom.dispatch.teams.models import CallOut, Coming, Member, Team
from watchroom.journal import eyes
from watchroom.journal.eyes import OfIncidents
from watchroom.kernel.words import Words

if TYPE_CHECKING:
    from watchroom.incidents.models import Incident

__all__ = [
    "CallOut",
    "Closure",
    "Coming",
    "DispatchRule",
    "Distress",
    "FieldAct",
    "Member",
    "Order",
    "RadioCode",
    "Run",
    "Share",
    "SiteUnitKind",
    "Stock",
    "StockMove",
    "Team",
    "Unit",
]


class Order(models.Model):
    """A task of a post, from one action of an activated plan, or from a leader's instruction. There is one for each action,
    however the level changes.

    activation   None for a task from an instruction, which belongs to no response
    lineage   the first activation of a row of activations that took over from one another: their tasks go on together; of an
              instruction its number below nought

    person    who holds the post for it, since it was sent or since the last change of shift; None if nobody held it and
              no duty leader was on watch
    stand_in  nobody held the post: the duty leader received it instead
    due_at    stored when its clock starts; None while the moment has not come, or where the plan sets no deadline
    overdue_at  set once for each time that it is due, by the worker, whatever the state was
    rounds    how often a task that repeats was done; it stays open, and `due_at` is the next time
    blocked_on  who must act so that it can go on
    why       the reason for a task outside the plan; empty for what the plan says
    left_at   the response that gave it has ended; it goes on for another plan that says the same (`Share`)
    *_by      the actor who recorded it; *_said who said so on the telephone, if it was recorded for somebody
    """

    personal: ClassVar[frozenset[str]] = frozenset({"received_said", "done_said"})

    activation = models.ForeignKey("plans.Activation", null=True, on_delete=models.PROTECT, related_name="orders")
    instruction = models.ForeignKey("incidents.Instruction", null=True, on_delete=models.PROTECT, related_name="orders")
    lineage = models.BigIntegerField()
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="orders")
    code = models.CharField(max_length=64)
    post = models.CharField(max_length=64)
    post_zh = models.CharField(max_length=128)
    post_en = models.CharField(max_length=128)
    title_zh = models.CharField(max_length=4000)
    title_en = models.CharField(max_length=4000)
    zh = models.TextField()
    en = models.TextField()
    proof_zh = models.TextField()
    proof_en = models.TextField()
    warning = models.CharField(max_length=64, blank=True, default="")
    clause = models.CharField(max_length=4000, blank=True, default="")
    group = models.CharField(max_length=64, blank=True, default="")
    group_zh = models.CharField(max_length=4000, blank=True, default="")
    group_en = models.CharField(max_length=4000, blank=True, default="")
    card: models.JSONField = models.JSONField(default=list)
    why = models.CharField(max_length=2000, blank=True, default="")
    after: models.JSONField = models.JSONField(default=list)
    unit_kinds: models.JSONField = models.JSONField(default=list)
    base = models.CharField(max_length=32)
    deadline_s = models.PositiveIntegerField(null=True)
    every_s = models.PositiveIntegerField(null=True)
    daily_by = models.CharField(max_length=5, blank=True, default="")
    workdays = models.BooleanField(default=False)
    rounds = models.PositiveIntegerField(default=0)
    round_at = models.DateTimeField(null=True)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="orders")
    stand_in = models.BooleanField(default=False)
    state = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in OrderState], default=OrderState.WAITING
    )
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=128, blank=True, default="")
    received_said = models.CharField(max_length=128, blank=True, default="")
    progress = models.PositiveSmallIntegerField(null=True)
    progress_said = models.CharField(max_length=2000, blank=True, default="")
    progress_at = models.DateTimeField(null=True)
    blocked_at = models.DateTimeField(null=True)
    blocked_why = models.CharField(max_length=2000, blank=True, default="")
    blocked_on = models.CharField(max_length=200, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=128, blank=True, default="")
    done_said = models.CharField(max_length=128, blank=True, default="")
    note = models.CharField(max_length=2000, blank=True, default="")
    overdue_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)
    skipped_by = models.CharField(max_length=128, blank=True, default="")
    skipped_why = models.CharField(max_length=2000, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    objects = OfIncidents()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["incident", "state"], name="dispatch_order_incident"),
            models.Index(fields=["due_at"], condition=Q(overdue_at=None), name="dispatch_order_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lineage", "code"], name="dispatch_one_order_per_action"),
            models.CheckConstraint(
                condition=Q(activation__isnull=False, instruction=None) | Q(activation=None, instruction__isnull=False, lineage__lt=0),
                name="dispatch_order_of_a_plan_or_an_instruction",
            ),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in OrderState]), name="dispatch_order_known_state"),
            models.CheckConstraint(
                condition=Q(state__in=[OrderState.WAITING, OrderState.SKIPPED, OrderState.CANCELLED]) | Q(sent_at__isnull=False), name="dispatch_order_sent_has_time"
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.BLOCKED, blocked_at__isnull=False) & ~Q(blocked_why="") & ~Q(blocked_on="") | ~Q(state=OrderState.BLOCKED),
                name="dispatch_order_blocked_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.SKIPPED, skipped_at__isnull=False) & ~Q(skipped_by="") & ~Q(skipped_why="") | ~Q(state=OrderState.SKIPPED) & Q(skipped_at=None),
                name="dispatch_order_skipped_by_a_person",
            ),
            models.CheckConstraint(condition=Q(progress=None) | Q(progress__lte=100), name="dispatch_order_progress_percent"),
            models.CheckConstraint(condition=~Q(state=OrderState.SENT) | Q(received_at=None), name="dispatch_order_sent_not_received"),
            models.CheckConstraint(condition=~Q(state__in=[OrderState.RECEIVED, OrderState.DOING, OrderState.BLOCKED]) | Q(received_at__isnull=False), name="dispatch_order_received_has_time"),
            models.CheckConstraint(
                condition=Q(state=OrderState.DONE, done_at__isnull=False) | (~Q(state=OrderState.DONE) & Q(done_at=None)), name="dispatch_order_done_has_time"
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(due_at__isnull=False) | Q(deadline_s=None), name="dispatch_order_sent_has_deadline"),
            models.CheckConstraint(condition=Q(received_at=None) | Q(received_at__gte=F("sent_at")), name="dispatch_order_received_after_sent"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(done_at__gte=F("sent_at")), name="dispatch_order_done_after_sent"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} of activation {self.activation_id}" if self.activation_id else self.code

    @property
    def subject(self) -> str:
        return f"order:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ORDERS

    @property
    def words(self) -> Words:
        return Words(zh=self.title_zh, en=self.title_en)

    @property
    def term(self) -> Term:
        return Term(self.base, self.deadline_s, self.every_s, self.daily_by, self.workdays)

    @property
    def standing(self) -> OrderState:
        """Its state for those that wait for it: done, once a task that repeats was done for the first time."""
        return OrderState.DONE if self.rounds and self.is_open else OrderState(self.state)

    @property
    def group_words(self) -> Words | None:
        return Words(zh=self.group_zh, en=self.group_en) if self.group else None

    @property
    def proof(self) -> Words:
        """How one knows that it is done."""
        return Words(zh=self.proof_zh, en=self.proof_en)

    @property
    def post_words(self) -> Words:
        return Words(zh=self.post_zh, en=self.post_en)

    def late_at(self, now: datetime) -> bool:
        """Whether the deadline has passed with the task open, or had passed when it was done."""
        ended = self.done_at or now
        return self.due_at is not None and self.state != OrderState.CANCELLED and self.due_at < ended


class Share(models.Model):
    """A second plan says the same to the same post: it has no task of its own, but a part in the one that runs.

    ended_at  its response has ended
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shares")
    activation = models.ForeignKey("plans.Activation", on_delete=models.PROTECT, related_name="+")
    lineage = models.BigIntegerField()
    code = models.CharField(max_length=64)
    clause = models.CharField(max_length=4000, blank=True, default="")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    hangs_on: ClassVar[str] = "order__incident"
    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lineage", "code"], name="dispatch_one_share_per_action"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of activation {self.activation_id} in order {self.order_id}"


class SiteUnitKind(models.Model):
    """A kind of unit that the site added, or set over a shipped one. `speed_kmh` is assumed."""

    code = models.CharField(max_length=32, unique=True)
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    icon = models.CharField(max_length=32)
    tone = models.CharField(max_length=16)
    speed_kmh = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class RadioCode(models.Model):
    """What the site's radio says or presses for a status."""

    code = models.CharField(max_length=16, unique=True)
    status = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=[s.value for s in UnitStatus if s is not UnitStatus.DISPATCHED]), name="dispatch_code_reports"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code}: {self.status}"


class Unit(models.Model):
    """What can be sent: an ambulance, a snow plough, a patrol. Its status is here, its position is a reading.

    since     when the status began, as it happened; the book says when it was recorded
    reason    why it is out of service
    crew      how many are on board, None while nobody said; `members` are those that are known by name
    equipment [{zh, en, n}]
    """

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    zh = models.CharField(max_length=128)
    en = models.CharField(max_length=128)
    agency_zh = models.CharField(max_length=128, blank=True, default="")
    agency_en = models.CharField(max_length=128, blank=True, default="")
    skills: models.JSONField = models.JSONField(default=list)
    equipment: models.JSONField = models.JSONField(default=list)
    crew = models.PositiveSmallIntegerField(null=True)
    members = models.ManyToManyField("people.Person", related_name="+")
    home = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="units")
    status = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in UnitStatus], default=UnitStatus.AVAILABLE
    )
    since = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, default="")
    incident = models.ForeignKey("incidents.Incident", null=True, on_delete=models.PROTECT, related_name="units")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["status", "since"], name="dispatch_unit_status")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="") & ~Q(zh="") & ~Q(en=""), name="dispatch_unit_named"),
            models.CheckConstraint(condition=Q(status__in=[s.value for s in UnitStatus]), name="dispatch_unit_known_status"),
            models.CheckConstraint(
                condition=Q(status__in=sorted(ASSIGNED), incident__isnull=False) | Q(status__in=[*FREE, UnitStatus.OFF, UnitStatus.OUT], incident=None),
                name="dispatch_unit_assigned_to_one_incident",
            ),
            models.CheckConstraint(condition=Q(status=UnitStatus.OUT) & ~Q(reason="") | ~Q(status=UnitStatus.OUT), name="dispatch_unit_out_says_why"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def seen_incident(self) -> "Incident | None":
        """The incident at which it is, for whoever may see that one; that it is busy is seen by all."""
        return self.incident if self.incident_id and eyes.sees(self.incident_id) else None

    @property
    def subject(self) -> str:
        return f"unit:{self.pk}"

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def agency(self) -> Words | None:
        return Words(zh=self.agency_zh, en=self.agency_en) if self.agency_zh else None

    @property
    def assigned(self) -> bool:
        return self.status in ASSIGNED


class Run(models.Model):
    """One unit sent to one incident, with its times as they happened: None is what nobody reported.

    ended_at    when the unit was no longer on it, by whatever outcome; `cleared_at` is what the unit reported of itself,
                also later than it was diverted
    outcome     empty while the unit is on it
    diverted_to the incident for which it was taken away, last
    reason      why it was called off or diverted
    checked_*   when its crew on scene was last asked whether all are there, by whom, how many were
    check_late_at  when it was said that the next check is late; None again after it
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="runs")
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="runs")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="runs")
    dispatched_at = models.DateTimeField()
    en_route_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    transporting_at = models.DateTimeField(null=True)
    at_destination_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True, default="")
    diverted_to = models.ForeignKey("incidents.Incident", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=128, blank=True, default="")
    checked_people = models.PositiveSmallIntegerField(null=True)
    check_late_at = models.DateTimeField(null=True)

    objects = OfIncidents()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "-dispatched_at"], name="dispatch_run_unit"),
            models.Index(fields=["incident", "dispatched_at"], name="dispatch_run_incident"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit"], condition=Q(outcome=""), name="dispatch_one_run_at_a_time"),
            models.CheckConstraint(condition=Q(outcome="", ended_at=None) | Q(outcome__in=[o.value for o in Outcome], ended_at__isnull=False), name="dispatch_run_ends_with_an_outcome"),
            models.CheckConstraint(condition=~Q(outcome=Outcome.CLEARED) | ~Q(on_scene_at=None, transporting_at=None, at_destination_at=None), name="dispatch_run_cleared_was_there"),
            models.CheckConstraint(condition=Q(outcome=Outcome.DIVERTED, diverted_to__isnull=False) | ~Q(outcome=Outcome.DIVERTED), name="dispatch_run_diverted_somewhere"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_id} to {self.incident_id}"

    @property
    def times(self) -> tuple[datetime | None, ...]:
        """In the order of `moves.STAGES`."""
        return (
            self.dispatched_at, self.en_route_at, self.on_scene_at, self.transporting_at, self.at_destination_at,
            self.cleared_at,
        )  # fmt: skip

    @property
    def disorder(self) -> list[tuple[str, str]]:
        return disorder(self.times)


class CheckEvery(models.Model):
    """How often the crews of an incident are asked whether all are there; None: not at all. Without a row: the usual interval."""

    incident = models.OneToOneField("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    every_s = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(every_s=None) | Q(every_s__gte=60, every_s__lte=14_400), name="dispatch_check_every_bearable"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.every_s}"
