"""Teams and expert groups, their members, and each time that one was called out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from watchroom.dispatch.teams.rules import MOST_READY_MIN, SORT_WORDS, Sort
from watchroom.journal.eyes import OfIncidents
from watchroom.kernel.words import Words


class Team(models.Model):
    """People who are called out together (a team), or each for what he knows (experts).

    fields      kinds or classes of incidents that they are for, by code
    skills      what they know or bring, in a few words
    home        where they set out from
    ready_min   so many minutes from the call until they set out
    away        why they cannot be called out now; empty: they can
    since       since when they can, or cannot
    """

    code = models.CharField(max_length=64, unique=True)
    sort = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Sort])
    zh = models.CharField(max_length=128)
    en = models.CharField(max_length=128)
    fields: models.JSONField = models.JSONField(default=list)
    skills_zh = models.CharField(max_length=500, blank=True, default="")
    skills_en = models.CharField(max_length=500, blank=True, default="")
    agency_zh = models.CharField(max_length=128, blank=True, default="")
    agency_en = models.CharField(max_length=128, blank=True, default="")
    home = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="teams")
    ready_min = models.PositiveSmallIntegerField(default=0)
    away = models.CharField(max_length=200, blank=True, default="")
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(zh="") & ~Q(en=""), name="dispatch_team_named"),
            models.CheckConstraint(condition=Q(sort__in=[one.value for one in Sort]), name="dispatch_team_known_sort"),
            models.CheckConstraint(condition=Q(ready_min__lte=MOST_READY_MIN), name="dispatch_team_ready_in_time"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        return f"team:{self.pk}"

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def sort_words(self) -> Words:
        return SORT_WORDS[Sort(self.sort)]

    @property
    def skills(self) -> Words | None:
        return Words(zh=self.skills_zh, en=self.skills_en or self.skills_zh) if self.skills_zh else None

    @property
    def agency(self) -> Words | None:
        return Words(zh=self.agency_zh, en=self.agency_en or self.agency_zh) if self.agency_zh else None


class Member(models.Model):
    """One of a team, by rank: of a team the first is called first. `title`: what he is in it, or what he knows."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    rank = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    title_zh = models.CharField(max_length=64, blank=True, default="")
    title_en = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["team", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "person"], name="dispatch_member_once"),
            models.UniqueConstraint(fields=["team", "rank"], name="dispatch_member_ranks"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}/{self.rank}"

    @property
    def title(self) -> Words | None:
        return Words(zh=self.title_zh, en=self.title_en or self.title_zh) if self.title_zh else None


class CallOut(models.Model):
    """A team was called out to an incident. Who is asked, and what each answers, is its call's.

    also  why it was called although it was called out elsewhere, or could not be called; empty otherwise
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="call_outs")
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="call_outs")
    call = models.OneToOneField("dispatch.Call", on_delete=models.PROTECT, related_name="call_out")
    at = models.DateTimeField()
    by = models.CharField(max_length=128)
    also = models.CharField(max_length=200, blank=True, default="")

    objects = OfIncidents()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["incident", "at"], name="dispatch_call_out_incident")]

    def __str__(self) -> str:
        return f"team {self.team_id} to incident {self.incident_id}"

    @property
    def subject(self) -> str:
        return f"callout:{self.pk}"


class Coming(models.Model):
    """One who said that he comes, for himself or for his team; when he came, with how many, and when he left.

    minutes, due_at  what he said: so long, so by then; None where he did not say
    left_at          when he left; where he never came, when it was known that he comes no more
    """

    called = models.OneToOneField("dispatch.Called", on_delete=models.PROTECT, related_name="coming")
    out = models.ForeignKey(CallOut, on_delete=models.PROTECT, related_name="coming")
    minutes = models.PositiveSmallIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    came_n = models.PositiveSmallIntegerField(null=True)
    left_at = models.DateTimeField(null=True)

    hangs_on: ClassVar[str] = "out__incident"
    objects = OfIncidents()

    def __str__(self) -> str:
        return f"{self.called_id} of call-out {self.out_id}"
