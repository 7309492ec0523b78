"""Plans as they were imported, proposals, and activations with the plan as it was then. No flow here."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.journal.eyes import OfIncidents
from watchroom.kernel.words import Words
from watchroom.plans.drafts.models import Decision, Draft, SiteWord
from watchroom.plans.drills.models import Drill, Fired, Lesson, Mark
from watchroom.plans.life_models import Checked, Evaluation, NamedDays, Opinion, PlanFault, RevisionCause
from watchroom.plans.wizard_models import WizardAnswers

__all__ = [
    "Activation", "Checked", "Decision", "Draft", "Drill", "Evaluation", "Fired", "Lesson", "Mark", "NamedDays", "Notice", "Opinion",
    "Plan", "PlanFault", "Proposal", "Reviewed", "RevisionCause", "SiteWord", "Statement", "WizardAnswers",
]  # fmt: skip

_STATES = ["draft", "review", "approved", "in_force", "replaced", "withdrawn"]
_RUNNING = Q(state="running", ended_at=None, ended_by="")
_ENDED = Q(state__in=["stood_down", "changed"], ended_at__isnull=False) & ~Q(ended_by="")


class Plan(models.Model):
    """One version of a plan. A version never changes: a changed plan is a new version. Only its life goes on.

    body    the plan as canonical JSON; `source` is the file as it was written
    digest  SHA-256 of the body: the same version again must be the same plan
    state   drafted, in review, approved, in force; in the end replaced by another version, or withdrawn
    author  who put the draft; None for the platform's own set-up, whose versions are in force at once
    issued_on  day of issue, from which filing and publishing have their time; `withheld` says why it may not be public
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        REVIEW = "review"
        APPROVED = "approved"
        IN_FORCE = "in_force"
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"

    code = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    kind = models.CharField(max_length=32)
    body = models.TextField()
    source = models.TextField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=128)

    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=128, blank=True)
    in_force_at = models.DateTimeField(null=True)
    issued_on = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    withheld = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="plans_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="in_force"), name="plans_one_version_in_force"),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="plans_known_state"),
            models.CheckConstraint(
                condition=Q(author=None) | Q(approver=None) | ~Q(author=F("approver")), name="plans_two_hands"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "in_force"]) | Q(author=None) | Q(approved_at__isnull=False),
                name="plans_in_force_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(in_force_at__isnull=False), name="plans_in_force_since"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["replaced", "withdrawn"], ended_at__isnull=False)
                | Q(state__in=["draft", "review", "approved", "in_force"], ended_at=None),
                name="plans_version_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(ended_reason=""), name="plans_withdrawn_with_a_reason"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="plans_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def subject(self) -> str:
        return f"plan:{self.pk}"


class Proposal(models.Model):
    """The platform's proposal to start a plan at a level, with the facts that match. It never starts anything.

    evidence  the parts of the condition with what was measured, as they were when the proposal last changed
    holds     whether the condition holds now; a proposal whose condition has eased stays for a person to decide
    raises    the running activation whose level it would raise
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        FORWARDED = "forwarded"
        DECLINED = "declined"
        ACTIVATED = "activated"

    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="proposals")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="proposals")
    plan_code = models.CharField(max_length=64)
    level = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=State, default=State.PROPOSED)
    holds = models.BooleanField(default=True)
    evidence = models.JSONField(default=list)
    marks = models.JSONField(default=list)
    met = models.PositiveSmallIntegerField(default=0)
    of = models.PositiveSmallIntegerField(default=0)
    raises = models.ForeignKey("Activation", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    forwarded_at = models.DateTimeField(null=True)
    forwarded_by = models.CharField(max_length=128, blank=True)
    forwarded_level = models.PositiveSmallIntegerField(
        null=True, help_text="The level then; it may have become graver."
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=128, blank=True)
    reason = models.TextField(blank=True)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "plan_code"],
                condition=Q(state__in=["proposed", "forwarded"]),
                name="plans_one_open_proposal",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "forwarded"], decided_at=None)
                | Q(state__in=["declined", "activated"], decided_at__isnull=False),
                name="plans_decided_has_a_time",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="plans_declined_with_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="forwarded") | ~Q(forwarded_by=""), name="plans_forwarded_by_a_person"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=9), name="plans_proposal_level"),
        ]
        indexes: ClassVar = [models.Index(fields=["incident", "state"], name="plans_proposal_incident")]

    def __str__(self) -> str:
        return f"{self.plan_code} level {self.level} for {self.incident_id}: {self.state}"

    @property
    def subject(self) -> str:
        return f"proposal:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PROPOSED, self.State.FORWARDED)


class Activation(models.Model):
    """A plan started at a level by a person. `snapshot` is the plan, the facts and the values as they were then.

    state     running; stood_down when it was ended; changed when another level of the same plan took its place
    previous  the activation that this one took over from: its tasks go on and are not given again
    signer    the post that has to sign what another post has decided; empty where who decides also signs. Until it has
              signed only the first response goes out: saving life waits for no signature
    until     the expected end that the order states; `reminded_at` when it was said that it comes near
    stays     what remains ours after the lead was handed to a higher authority (`transferred_to`)
    """

    personal: ClassVar[frozenset[str]] = frozenset({"signed_said"})

    class State(models.TextChoices):
        RUNNING = "running"
        STOOD_DOWN = "stood_down"
        CHANGED = "changed"

    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="activations")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="activations")
    plan_code = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="activations")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    snapshot = models.TextField()
    snapshot_digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    until = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    signer = models.CharField(max_length=64, blank=True, default="")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=128, blank=True, default="")
    signed_said = models.CharField(max_length=128, blank=True, default="")
    reminded_at = models.DateTimeField(null=True)
    transferred_to = models.CharField(max_length=200, blank=True, default="")
    transferred_at = models.DateTimeField(null=True)
    transferred_by = models.CharField(max_length=128, blank=True, default="")
    stays = models.TextField(blank=True, default="")
    state = models.CharField(max_length=16, choices=State, default=State.RUNNING)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=128, blank=True)
    ended_reason = models.TextField(blank=True)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "plan_code"], condition=Q(state="running"), name="plans_one_running_activation"
            ),
            models.UniqueConstraint(fields=["proposal"], name="plans_one_activation_of_a_proposal"),
            models.CheckConstraint(condition=_RUNNING | _ENDED, name="plans_ended_by_a_person"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("at")), name="plans_ended_after_started"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=9), name="plans_activation_level"),
            models.CheckConstraint(condition=~Q(by=""), name="plans_activated_by_a_person"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by="")
                | (Q(signed_at__gte=F("at")) & ~Q(signed_by="") & ~Q(signer="")),
                name="plans_signed_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(transferred_at=None, transferred_by="", transferred_to="")
                | (Q(transferred_at__gte=F("at")) & ~Q(transferred_by="") & ~Q(transferred_to="") & ~Q(stays="")),
                name="plans_transferred_whole",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("at")), name="plans_until_after_start"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["incident", "state"], name="plans_activation_incident"),
            models.Index(
                fields=["until"], condition=Q(state="running", reminded_at=None), name="plans_activation_until"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_code} level {self.level} of {self.incident_id}: {self.state}"

    @property
    def subject(self) -> str:
        return f"activation:{self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_signed(self) -> bool:
        """Whether the order has every signature that the plan asks for."""
        return self.signer == "" or self.signed_at is not None

    @property
    def awaits_signature(self) -> bool:
        return self.is_running and not self.is_signed

    @property
    def in_force_at(self) -> datetime:
        """From when it counts: the signature, where the plan asks for one."""
        return self.signed_at or self.at


class Notice(models.Model):
    """A post is told that a response was started or ended, and has to confirm that it knows.

    *_said   who said so on the telephone, where it was recorded for the post
    lapsed_* since when its word is not awaited any more, and why: it never confirmed
    """

    personal: ClassVar[frozenset[str]] = frozenset({"confirmed_said"})

    class Matter(models.TextChoices):
        STARTED = "started"
        ENDED = "ended"

    class Lapse(models.TextChoices):
        """The response has another level or has ended, of which the post is told anew; or the incident is closed."""

        CHANGED = "changed"
        ENDED = "ended"
        CLOSED = "closed"

    activation = models.ForeignKey(Activation, on_delete=models.PROTECT, related_name="notices")
    matter = models.CharField(max_length=16, choices=Matter)
    post = models.CharField(max_length=64)
    post_zh = models.CharField(max_length=4000)
    post_en = models.CharField(max_length=4000)
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=128, blank=True, default="")
    confirmed_said = models.CharField(max_length=128, blank=True, default="")
    lapsed_at = models.DateTimeField(null=True)
    lapsed_why = models.CharField(max_length=16, blank=True, default="", choices=Lapse)

    hangs_on: ClassVar[str] = "activation__incident"
    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activation", "matter", "post"], name="plans_one_notice_of_a_matter"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by="")
                | (Q(confirmed_at__gte=F("sent_at")) & ~Q(confirmed_by="")),
                name="plans_notice_confirmed_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at=None, lapsed_why="")
                | (Q(lapsed_at__isnull=False, confirmed_at=None) & ~Q(lapsed_why="")),
                name="plans_notice_lapses_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} to {self.post} of activation {self.activation_id}"

    @property
    def subject(self) -> str:
        return f"notice:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the post's word is awaited."""
        return self.confirmed_at is None and self.lapsed_at is None

    @property
    def post_words(self) -> Words:
        return Words(zh=self.post_zh, en=self.post_en)


class Statement(models.Model):
    """What a person stated about an incident for the plans to compare: a figure, a word, or the answer to a question.

    name    a fact's name; the answer to a question is `judged.<plan>.<question>`
    value   number as exact text, a word, or true or false; None takes back what was stated before
    origin  who says so: a person, a model whose result a person adopted, or a model by itself: then `name` is
            `computed.<model>`, or `computed.<model>.<figure>`
    """

    personal: ClassVar[frozenset[str]] = frozenset({"said_by"})

    class Origin(models.TextChoices):
        PERSON = "person"
        MODEL = "model"
        COMPUTED = "computed"

    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    value: models.JSONField = models.JSONField(null=True)
    unit = models.CharField(max_length=32, blank=True)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.PERSON)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    said_by = models.CharField(max_length=128, blank=True)

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=""), name="plans_stated_by_a_person"),
        ]
        indexes: ClassVar = [models.Index(fields=["incident", "name", "-id"], name="plans_statement_newest")]

    def __str__(self) -> str:
        return f"{self.name} of {self.incident_id}: {self.value}"

    @property
    def subject(self) -> str:
        return f"statement:{self.pk}"


class Reviewed(models.Model):
    """When the plans were last held against the newest readings. One row."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%F %T}"
