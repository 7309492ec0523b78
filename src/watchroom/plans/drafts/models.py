"""Drafts read from documents, what was decided about each element, and the words that a site corrects. No flow here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """A document that was read, with its text and what was found. Neither ever changes; decisions stand beside them.

    blocks  of the text: `[start, end, kind, depth, page, table]`;  found  `extraction.found.Found` as JSON
    pictures, recognised  pages that could not be read, and pages that were recognised from pictures
    plan    the version that was made from it last
    """

    class State(models.TextChoices):
        OPEN = "open"
        MADE = "made"
        DROPPED = "dropped"

    name = models.CharField(max_length=200)
    media = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    text = models.TextField()
    blocks = models.JSONField()
    pages = models.PositiveIntegerField(null=True)
    pictures = models.JSONField(default=list)
    recognised = models.JSONField(default=list)
    found = models.TextField()
    elements = models.PositiveIntegerField()
    doubtful = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, null=True, related_name="drafts")
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(state="open"), name="plans_one_open_draft_of_a_file"
            ),
            models.CheckConstraint(condition=~Q(by=""), name="plans_draft_brought_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"

    @property
    def subject(self) -> str:
        return f"draft:{self.pk}"


class Decision(models.Model):
    """What a person decided about an element. An element without one stands as it was found.

    fields  of a corrected element: the fields that were changed, with their new values
    """

    class State(models.TextChoices):
        CONFIRMED = "confirmed"
        CORRECTED = "corrected"
        REJECTED = "rejected"

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="decisions")
    element = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State)
    fields = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "element"], name="plans_one_decision_of_an_element"),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "corrected", "rejected"]), name="plans_decision_is_one_of_three"
            ),
            models.CheckConstraint(condition=~Q(by=""), name="plans_decided_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.state}"


class SiteWord(models.Model):
    """Words that people corrected, as a rule that may be accepted: from then on they are read as `after` at once.

    field  of which kind of element and which of its fields, for example `unit.name`
    count  how many times it was corrected so
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        DROPPED = "dropped"

    field = models.CharField(max_length=64)
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["field", "before", "after"], name="plans_one_word_of_a_kind"),
            models.UniqueConstraint(
                fields=["field", "before"], condition=Q(state="accepted"), name="plans_one_reading_of_a_word"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.before} → {self.after}"

    @property
    def subject(self) -> str:
        return f"site_word:{self.pk}"
