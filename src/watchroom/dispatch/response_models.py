"""What proposals are made from: the site's rules on needs and cover, and the roads that are closed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.places.fields import GeoJSONField


class DispatchRule(models.Model):
    """A rule as the site put it; the newest of a family and code holds. `content` None: the rule was withdrawn.

    family  `response`: what incidents need; `cover`: what stays behind
    """

    family = models.CharField(max_length=16)
    code = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    content = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["family", "code", "version"], name="dispatch_rule_version_once"),
            models.CheckConstraint(condition=Q(family__in=["response", "cover"]), name="dispatch_rule_family"),
            models.CheckConstraint(condition=~Q(reason=""), name="dispatch_rule_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.family} {self.code} {self.version}"


class Closure(models.Model):
    """A road or an area that no unit should drive through, from and until when, as somebody said.

    until     None: until it is lifted
    lifted_*  it was opened again before that
    """

    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    geometry = GeoJSONField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=128, blank=True, default="")
    lifted_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["lifted_at", "since"], name="dispatch_closure_in_force")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(zh="") & ~Q(en="") & ~Q(reason=""), name="dispatch_closure_named"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="dispatch_closure_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by="", lifted_reason="")
                | Q(lifted_at__isnull=False) & ~Q(lifted_by="") & ~Q(lifted_reason=""),
                name="dispatch_closure_lifted_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.en

    @property
    def subject(self) -> str:
        return f"closure:{self.pk}"
