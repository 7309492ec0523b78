"""How persons and posts are reached, and to whom it goes when nobody answers."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.kernel.words import LANGS, Words
from watchroom.people import quiet

PHONE = "phone"  # a person dials it; every other way is a carrier's


class ContactWay(models.Model):
    """One way to reach a person, or whoever holds a post (a duty telephone). The lowest rank is tried first.

    address      personal: never in the journal, never in the log; empty once the way was taken away
    verified_at  somebody answered there; before that nothing but the code is sent to it
    stopped_at   whom it reaches does not want it used
    quiet_*      from and until what time of day, in which zone, only what is urgent uses it; empty: there are no such hours
    code_*       of the code that was sent to it last
    """

    personal: ClassVar[frozenset[str]] = frozenset({"address"})

    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="ways")
    post = models.ForeignKey("people.Post", null=True, on_delete=models.PROTECT, related_name="ways")
    rank = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=64)
    address = models.CharField(max_length=300, blank=True)
    lang = models.CharField(max_length=2, choices=[(lang, lang) for lang in LANGS], default="zh")
    verified_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    quiet_from = models.CharField(max_length=5, blank=True, default="")
    quiet_until = models.CharField(max_length=5, blank=True, default="")
    quiet_zone = models.CharField(max_length=64, blank=True, default="")
    code_hash = models.CharField(max_length=64, blank=True)
    code_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "rank"], name="people_way_person"),
            models.Index(fields=["post", "rank"], name="people_way_post"),
            models.Index(fields=["address"], condition=Q(dropped_at=None), name="people_way_address"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person=None, post__isnull=False) | Q(person__isnull=False, post=None),
                name="people_way_of_one",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=False) | ~Q(address=""), name="people_way_has_address"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from="", quiet_until="", quiet_zone="")
                | ~Q(quiet_from="") & ~Q(quiet_until="") & ~Q(quiet_zone="") & ~Q(quiet_from=F("quiet_until")),
                name="people_way_quiet_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"way {self.pk}"

    @property
    def subject(self) -> str:
        return f"way:{self.pk}"

    @property
    def usable(self) -> bool:
        return self.verified_at is not None and self.stopped_at is None and self.dropped_at is None

    def quiet_at(self, at: datetime) -> datetime | None:
        """When its quiet hours end, if they hold at the instant."""
        return quiet.ends(at, self.quiet_from, self.quiet_until, self.quiet_zone)

    @property
    def quiet(self) -> Words | None:
        return quiet.words(self.quiet_from, self.quiet_until, self.quiet_zone) if self.quiet_from else None

    @property
    def owner(self) -> Words:
        """Whom it reaches, in words."""
        if self.person:
            return self.person.words
        return self.post.words if self.post else Words(zh="无", en="nobody")


class Chain(models.Model):
    """To whom what is for a post goes next when nobody answers: posts, in order. Without one, the duty leaders and then
    the commanders of the site.

    next_person_s  so long after somebody was called without an answer, the next is called too
    """

    post = models.OneToOneField("people.Post", on_delete=models.PROTECT, related_name="chain")
    steps: models.JSONField = models.JSONField(default=list)
    next_person_s = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(next_person_s__gte=30, next_person_s__lte=3600), name="people_chain_in_time"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.post} -> {self.steps}"
