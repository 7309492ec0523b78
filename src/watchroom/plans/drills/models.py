"""Drills, what has been fired of their scripts, evaluators' marks and lessons. No flow here."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.kernel.words import Words
from watchroom.plans.drills.rules import AIMS, FASTEST, FORMS, SLOWEST, VERDICTS, DrillClock, State

_BEGUN, _ENDED = Q(begun_at__isnull=False), Q(ended_at__isnull=False) & ~Q(ended_by="")
_LIVE = Q(under_way=True)


class Drill(models.Model):
    """A drill. One at a time is under way on a site.

    announced     False: a no-notice one (双盲), which only its director, its evaluators and its planner see beforehand
    levels        of the plan, that it tries;  participants  codes of posts;  evaluators  numbers of persons
    script        as it was written, YAML of `script.FORMAT`
    position_ms, since, speed  the drill's clock, as `rules.DrillClock`
    under_way     True from its start to its end, None before and after
    stopped       ended at once, because something real happened
    reason        why it ended before its script did
    """

    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    form = models.CharField(max_length=16, choices=[(one, one) for one in FORMS])
    aim = models.CharField(max_length=16, choices=[(one, one) for one in AIMS])
    announced = models.BooleanField()
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="drills")
    plan_code = models.CharField(max_length=64)
    levels: models.JSONField = models.JSONField(default=list)
    director = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    evaluators: models.JSONField = models.JSONField(default=list)
    participants: models.JSONField = models.JSONField(default=list)
    planned_for = models.DateTimeField()
    script = models.TextField(blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=128)
    planner = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in State], default=State.PLANNED)
    under_way = models.BooleanField(null=True)
    position_ms = models.BigIntegerField(default=0)
    since = models.DateTimeField(null=True)
    speed = models.FloatField(default=1.0)
    begun_at = models.DateTimeField(null=True)
    begun_by = models.CharField(max_length=128, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=128, blank=True)
    stopped = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    evaluated_at = models.DateTimeField(null=True)
    evaluated_by = models.CharField(max_length=128, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=128, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["under_way"], condition=_LIVE, name="plans_one_drill_under_way"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="plans_drill_known_state"),
            models.CheckConstraint(
                condition=Q(state="planned", begun_at=None, ended_at=None, under_way=None)
                | Q(state__in=["running", "paused"], ended_at=None, under_way=True) & _BEGUN
                | Q(state__in=["ended", "evaluated", "closed"], under_way=None) & _ENDED,
                name="plans_drill_state_has_its_times",
            ),
            models.CheckConstraint(condition=Q(state="running") | Q(since=None), name="plans_drill_clock_runs_with_it"),
            models.CheckConstraint(condition=~Q(state="running") | Q(since__isnull=False), name="plans_drill_runs_by_a_clock"),
            models.CheckConstraint(condition=Q(speed__gte=SLOWEST, speed__lte=FASTEST), name="plans_drill_speed"),
            models.CheckConstraint(condition=Q(position_ms__gte=0), name="plans_drill_clock_from_zero"),
            models.CheckConstraint(condition=~Q(stopped=True) | ~Q(reason=""), name="plans_drill_stopped_with_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(begun_at=None) | Q(ended_at__gte=F("begun_at")), name="plans_drill_ended_after_begun"
            ),
            models.CheckConstraint(condition=Q(form__in=list(FORMS), aim__in=list(AIMS)), name="plans_drill_form_and_aim"),
            models.CheckConstraint(condition=~Q(title_zh="") & ~Q(title_en="") & ~Q(planned_by=""), name="plans_drill_named"),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["plan_code", "ended_at"], name="plans_drill_of_plan")]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def number(self) -> str:
        return f"D-{self.pk}"

    @property
    def subject(self) -> str:
        return f"drill:{self.pk}"

    @property
    def words(self) -> Words:
        return Words(zh=self.title_zh, en=self.title_en)

    @property
    def clock(self) -> DrillClock:
        return DrillClock(self.position_ms, self.since, self.speed)

    @clock.setter
    def clock(self, value: DrillClock) -> None:
        self.position_ms, self.since, self.speed = value.position_ms, value.since, value.speed


class Fired(models.Model):
    """An inject that came in: once, however often a worker was ended over it. `taken` is for a telephone report.

    at_ms  on the drill's clock, as the script has it;  fired_at  by the site's clock
    """

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="fired")
    code = models.CharField(max_length=64)
    at_ms = models.BigIntegerField()
    fired_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=128, blank=True)
    incident = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drill", "code"], name="plans_inject_fired_once"),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by="") | Q(taken_at__isnull=False) & ~Q(taken_by=""), name="plans_report_taken_by_a_person"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.drill_id}: {self.code}"


class Mark(models.Model):
    """What one evaluator holds of one expected act. `done` overrides what the journal shows: done or not, by what he saw."""

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="marks")
    item = models.CharField(max_length=160)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=128)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8, blank=True)
    done = models.BooleanField(null=True)
    done_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drill", "item", "person"], name="plans_one_mark_of_an_evaluator"),
            models.CheckConstraint(condition=Q(verdict__in=["", *VERDICTS]), name="plans_mark_known_verdict"),
            models.CheckConstraint(
                condition=~Q(verdict="") | Q(done__isnull=False) | ~Q(note=""), name="plans_mark_says_something"
            ),
            models.CheckConstraint(
                condition=Q(done=True, done_at__isnull=False) | Q(done_at=None), name="plans_mark_done_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drill_id} {self.item}: {self.verdict}"


class Lesson(models.Model):
    """What was found and what is to follow. `revises`: it is a cause to revise the plan (办法第 35 条：演练发现问题)."""

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="lessons")
    plan_code = models.CharField(max_length=64)
    finding = models.TextField()
    advice = models.TextField(blank=True)
    item = models.CharField(max_length=160, blank=True)
    revises = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(finding="") & ~Q(by=""), name="plans_lesson_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.drill_id}: {self.finding[:40]}"
