"""A site's own Word template for the brief of a report, in versions, and which of them is in service."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class BriefTemplate(models.Model):
    """A template as it was put in: it was checked and filled on trial before, and is never changed.

    number  1, 2, …: which version;  digest  SHA-256 of `body` in hex, which stands in the book too
    """

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(digest="") & ~Q(by="") & ~Q(name=""), name="incidents_brief_vouched_for"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def subject(self) -> str:
        return f"brief-template:{self.number}"


class BriefService(models.Model):
    """From when which template makes the briefs; the newest row holds. None: the platform's own paper."""

    template = models.ForeignKey(BriefTemplate, null=True, on_delete=models.PROTECT, related_name="services")
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(by=""), name="incidents_brief_service_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id or '—'} from {self.at}"
