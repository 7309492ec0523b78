"""What follows a report: corrections of its figures, and leaders' instructions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.journal.eyes import OfIncidents

WHICH = ("running", "cumulative")


class Correction(models.Model):
    """A figure of a report that was wrong: what was told stays, what holds stands beside it. Never changed itself.

    edition  2 for the first correction of a report: what was sent before said edition 1
    which    `running`: of the time of that report; `cumulative`: since the beginning
    before, after  None is not stated
    """

    report = models.ForeignKey("incidents.Report", on_delete=models.PROTECT, related_name="corrections")
    edition = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=32)
    which = models.CharField(max_length=12)
    before = models.PositiveIntegerField(null=True)
    after = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    why = models.CharField(max_length=500)

    hangs_on: ClassVar[str] = "report__incident"
    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "edition", "name", "which"], name="incidents_correction_once"),
            models.CheckConstraint(condition=Q(which__in=WHICH, edition__gte=2), name="incidents_correction_which"),
            models.CheckConstraint(condition=~Q(why="") & ~Q(by=""), name="incidents_correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of report {self.report_id}"


class Instruction(models.Model):
    """What a leader said on a report, to be answered.

    leader    who gave it, by office and name;  report  the one that it was given on, if one
    post      the post that is to answer, empty where `whom` is none of the site's;  whom  who is to answer, in words
    due_at    None where no time was set;  late_at  when it was said to be overdue
    """

    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="instructions")
    report = models.ForeignKey("incidents.Report", on_delete=models.PROTECT, null=True, related_name="instructions")
    leader = models.CharField(max_length=120)
    text = models.TextField()
    given_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=128)
    post = models.CharField(max_length=64, blank=True, default="")
    whom = models.CharField(max_length=120)
    due_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=128, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=128, blank=True, default="")
    withdrawn_why = models.CharField(max_length=500, blank=True, default="")

    objects = OfIncidents()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(leader="") & ~Q(text="") & ~Q(whom=""), name="incidents_instruction_said"
            ),
            models.CheckConstraint(
                condition=Q(given_at__lte=F("entered_at")), name="incidents_instruction_given_before"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="incidents_instruction_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(withdrawn_at=None), name="incidents_instruction_ends_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], name="incidents_instruction_due", condition=Q(answered_at=None, withdrawn_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"instruction {self.pk}"

    @property
    def subject(self) -> str:
        return f"instruction:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None
