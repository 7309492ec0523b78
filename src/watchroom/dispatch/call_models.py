"""Who was told what, by which way, when it arrived, when it was read, and what was answered: the ledger."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from watchroom.dispatch.call_rules import CalledState, CallKind
from watchroom.journal.eyes import OfIncidents
from watchroom.journal.sending import Sending, SendState
from watchroom.kernel.words import Words


class Call(models.Model):
    """One thing that must reach people.

    about          the subject it is about, `order:12` or `warning:3`; empty for a list that stands for itself
    priority       whose messages leave first: 1 before 2
    asks           an answer is owed; without, it is over for each as soon as it was sent
    next_person_s  so long without an answer, then the next in the line is called too
    good_until     when what it is about is over by itself, a warning's expiry; None: by its kind (`call_rules.KEEPS`)
    outcome        why it ended: answered, recalled, over, ended
    """

    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in CallKind])
    about = models.CharField(max_length=64, blank=True, default="")
    order = models.ForeignKey("dispatch.Order", null=True, on_delete=models.PROTECT, related_name="calls")
    incident = models.ForeignKey("incidents.Incident", null=True, on_delete=models.PROTECT, related_name="callings")
    priority = models.PositiveSmallIntegerField(default=2)
    title_zh = models.CharField(max_length=4000)
    title_en = models.CharField(max_length=4000)
    text_zh = models.TextField()
    text_en = models.TextField()
    exercise = models.BooleanField(default=False)
    asks = models.BooleanField(default=True)
    next_person_s = models.PositiveIntegerField()
    good_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=128)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True, default="")

    objects = OfIncidents()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["order", "ended_at"], name="dispatch_call_order"),
            models.Index(fields=["incident", "-started_at"], name="dispatch_call_incident"),
            models.Index(fields=["about"], name="dispatch_call_about"),
            models.Index(fields=["good_until"], condition=Q(ended_at=None), name="dispatch_call_good_until"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(kind=CallKind.ORDER, ended_at=None),
                name="dispatch_one_open_call_of_an_order",
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def subject(self) -> str:
        return f"calling:{self.pk}"

    @property
    def words(self) -> Words:
        return Words(zh=self.title_zh, en=self.title_en)

    @property
    def text(self) -> Words:
        return Words(zh=self.text_zh, en=self.text_en)


class Called(models.Model):
    """One person, or a post without a holder, in one line of a call. The line was fixed when the call began.

    rank         his place in the line; 0 is called at once
    turn_at      when he was first called; None while those before him may still answer
    turns        how often it was his turn: again, if one who had accepted calls off
    step_at      when the next thing is due: another way, the next person, a reminder, the alarm
    begun        how many of his ways were begun, the last one at `begun_at`
    sent_at      the first message left; delivered_at: a device or a mailbox said that it arrived; read_at: he opened it
    answered_via the channel, `console` or `phone` among them; answered_said: who said so on the telephone
    lost_at      every way to him was given up
    """

    personal: ClassVar[frozenset[str]] = frozenset({"answered_said"})

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="called")
    line = models.PositiveIntegerField()
    rank = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=64, blank=True, default="")
    post_zh = models.CharField(max_length=128, blank=True, default="")
    post_en = models.CharField(max_length=128, blank=True, default="")
    state = models.CharField(
        max_length=16, choices=[(one.value, one.value) for one in CalledState], default=CalledState.WAITING
    )
    turn_at = models.DateTimeField(null=True)
    turns = models.PositiveSmallIntegerField(default=0)
    step_at = models.DateTimeField(null=True)
    begun = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_via = models.CharField(max_length=64, blank=True, default="")
    answered_by = models.CharField(max_length=128, blank=True, default="")
    answered_said = models.CharField(max_length=128, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["step_at"], condition=Q(state=CalledState.CALLED), name="dispatch_called_due"),
            models.Index(fields=["person", "state"], name="dispatch_called_person"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "line", "rank"], name="dispatch_one_place_in_a_line"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in CalledState]), name="dispatch_called_known_state"),
            models.CheckConstraint(
                condition=~Q(state__in=[CalledState.ACCEPTED, CalledState.DECLINED]) | Q(answered_at__isnull=False),
                name="dispatch_answered_has_time",
            ),
            models.CheckConstraint(condition=~Q(state=CalledState.CALLED) | Q(turn_at__isnull=False), name="dispatch_called_has_turn"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.call_id}/{self.line}/{self.rank}"

    @property
    def post_words(self) -> Words | None:
        return Words(zh=self.post_zh, en=self.post_en) if self.post_zh and self.post_en else None


class Attempt(Sending):
    """One message to one person by one way: or a telephone call that somebody made, which is `sent` or `failed` at once.

    message     by which the carrier's later reports name it; empty where it went in several parts, each with its own
    arrived_at  such a report said that it arrived, or of each of its parts one
    dialled     how a telephone call went
    by          who dialled
    """

    State = SendState

    called = models.ForeignKey(Called, on_delete=models.PROTECT, related_name="attempts")
    way = models.ForeignKey("people.ContactWay", null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=64)
    priority = models.PositiveSmallIntegerField(default=2)
    message = models.CharField(max_length=100, blank=True, default="")
    arrived_at = models.DateTimeField(null=True)
    dialled = models.CharField(max_length=16, blank=True, default="")
    by = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["priority", "next_try_at", "id"],
                condition=Q(state__in=[SendState.WAITING, SendState.SENDING]),
                name="dispatch_attempt_due",
            ),
            models.Index(fields=["channel", "message"], condition=~Q(message=""), name="dispatch_attempt_message"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False), name="dispatch_sending_is_claimed"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="dispatch_attempt_sent_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Part(models.Model):
    """One of several parts in which a message left, and by which number the carrier's later reports name it.

    A part without a number is one of which nothing will ever be heard.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="parts")
    message = models.CharField(max_length=100, blank=True, default="")
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["message"], condition=~Q(message=""), name="dispatch_part_message")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.pk}"


class Roll(models.Model):
    """A list of people to be called (叫应名单), kept for the day when it is needed.

    lines          each a person or post with those who stand in, as `person:CODE` or `post:CODE`
    next_person_s  so long without an answer, then the next of the line is called too
    """

    code = models.CharField(max_length=64, unique=True)
    zh = models.CharField(max_length=128)
    en = models.CharField(max_length=128)
    lines: models.JSONField = models.JSONField(default=list)
    next_person_s = models.PositiveIntegerField(default=600)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(next_person_s__gte=30, next_person_s__lte=3600), name="dispatch_roll_in_time"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)
