"""Advice as it was asked for, given and judged. The models themselves are the other files of this folder."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from watchroom.advice.envelope import Envelope, read
from watchroom.journal.eyes import OfIncidents
from watchroom.kernel.words import Words


class Advice(models.Model):
    """One model's answer for one incident, because of one entry.

    asked     to be worked out: the reaction to the entry only asks, because inputs are fetched over the network
    given     answered; if the model refused (`refused`) there is nothing to accept
    accepted, rejected  judged by a person, once
    """

    class State(models.TextChoices):
        ASKED = "asked"
        GIVEN = "given"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="advice")
    model = models.CharField(max_length=64)
    cause = models.BigIntegerField()
    version = models.CharField(max_length=32, blank=True, default="")
    state = models.CharField(max_length=16, choices=State, default=State.ASKED)
    refused = models.BooleanField(default=False)
    envelope = models.JSONField(null=True)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=128, blank=True, default="")
    reason = models.CharField(max_length=2000, blank=True, default="")

    objects = OfIncidents()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["incident", "model", "-id"], name="advice_newest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "model", "cause"], name="advice_once_per_cause"),
            models.CheckConstraint(condition=Q(state__in=["asked", "given", "accepted", "rejected"]), name="advice_known_state"),
            models.CheckConstraint(
                condition=Q(state="asked", envelope__isnull=True) | (~Q(state="asked") & Q(envelope__isnull=False, given_at__isnull=False)), name="advice_given_has_envelope"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "given"], judged_at=None) | Q(state__in=["accepted", "rejected"], judged_at__isnull=False, refused=False),
                name="advice_judged_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.model} for incident {self.incident_id}"

    @property
    def subject(self) -> str:
        return f"advice:{self.pk}"

    @property
    def answer(self) -> Envelope | None:
        return read(self.envelope) if self.envelope else None

    @property
    def words(self) -> Words:
        answer = self.answer
        return answer.title if answer else Words(zh=self.model, en=self.model)
