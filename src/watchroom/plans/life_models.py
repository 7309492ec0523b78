"""The life of a plan beside its text: opinions, evaluations, causes for revision, and the working days that clocks need."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.kernel.words import Words
from watchroom.people.workdays import SPECIALS

_PERSON = "people.Person"


class Opinion(models.Model):
    """What one reviewer, or the panel that a person speaks for, thinks of a version: `agreed` of `present` agree."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="opinions")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=128)
    at = models.DateTimeField()
    present = models.PositiveSmallIntegerField(default=1)
    agreed = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "person"], name="plans_one_opinion_of_a_person"),
            models.CheckConstraint(
                condition=Q(present__gte=1) & Q(agreed__lte=F("present")), name="plans_opinion_of_those_present"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="plans_opinion_has_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.agreed}/{self.present} on {self.plan_id}"


class Evaluation(models.Model):
    """A plan was evaluated: every cause for revision with yes or no and a note, and what follows.

    causes  code of each cause to `{"holds": bool, "note": str}`
    """

    class Conclusion(models.TextChoices):
        KEEP = "keep"
        REVISE = "revise"
        AMEND = "amend"

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="evaluations")
    on = models.DateField()
    causes = models.JSONField()
    conclusion = models.CharField(max_length=8, choices=Conclusion)
    note = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(conclusion__in=["keep", "revise", "amend"]), name="plans_evaluation_concludes"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="plans_evaluation_has_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.on}: {self.conclusion}"


class RevisionCause(models.Model):
    """A reason to revise a plan. It stands until a version that was drafted after it is in force.

    source  where it came from, such as `drill:4` or `evaluation:2`; one source gives one cause of a kind
    """

    code = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    note = models.TextField()
    source = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    met_by = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "kind", "source"], condition=~Q(source=""), name="plans_one_cause_of_a_source"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="plans_cause_is_said"),
        ]
        indexes: ClassVar = [models.Index(fields=["code", "met_by"], name="plans_cause_open")]

    def __str__(self) -> str:
        return f"{self.code}: {self.kind}"


class NamedDays(models.Model):
    """Days that the site has named: a holiday, a major event, a sensitive period. `last` is one of them."""

    kind = models.CharField(max_length=24, choices=[(one, one) for one in SPECIALS])
    first = models.DateField()
    last = models.DateField()
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=128, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=list(SPECIALS)), name="plans_named_days_known_kind"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="plans_named_days_in_order"),
            models.CheckConstraint(condition=~Q(zh="") & ~Q(en="") & ~Q(by=""), name="plans_named_days_named_by_a_person"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by=""),
                name="plans_named_days_withdrawn_by_a_person",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.first} {self.zh}"

    @property
    def subject(self) -> str:
        return f"nameddays:{self.pk}"

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class PlanFault(models.Model):
    """A finding of the daily check on a version, from when it was first seen until it was seen no more.

    place, number  where it is: the first, second ... finding of its code at this place
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="faults")
    code = models.CharField(max_length=32)
    place = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(default=0)
    severity = models.CharField(max_length=8)
    zh = models.TextField()
    en = models.TextField()
    todo_zh = models.TextField()
    todo_en = models.TextField()
    first_seen = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "code", "place", "number"], condition=Q(mended_at=None), name="plans_one_standing_fault"
            ),
            models.CheckConstraint(condition=Q(severity__in=["error", "warning"]), name="plans_fault_has_weight"),
            models.CheckConstraint(
                condition=Q(mended_at=None) | Q(mended_at__gte=F("first_seen")), name="plans_mended_after_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.place}"


class Checked(models.Model):
    """When all plans in force were last checked against the site. One row."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%F %T}"
