"""The answers that a person gives to the wizard for a unit's plans. No flow here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class WizardAnswers(models.Model):
    """What a person has answered so far; made once its plans are kept as drafts. One is open for a person at a time.

    unit     the name of the unit as it was answered, to find it by
    answers  the parts that were filled in, by the code of their page, as they were typed: nothing is checked before the end
    """

    class State(models.TextChoices):
        OPEN = "open"
        MADE = "made"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=400, blank=True, default="")
    answers: models.JSONField = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    begun_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="open"), name="plans_one_open_wizard"),
            models.CheckConstraint(condition=~Q(by=""), name="plans_wizard_answered_by_a_person"),
            models.CheckConstraint(condition=Q(at__gte=models.F("begun_at")), name="plans_wizard_begun_first"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.state}"

    @property
    def subject(self) -> str:
        return f"plan_wizard:{self.pk}"
