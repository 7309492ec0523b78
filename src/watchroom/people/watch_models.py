"""Tables of the watch's daily work: roll-calls and their draws, and how strong the watch must be at each response level."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watchroom.journal.eyes import OfIncidents


class RollRule(models.Model):
    """A standing draw (常态化抽查): each night so many roll-calls at random times between two hours of the site's clock.

    begins, ends  such as `22:00`; the window may cross midnight
    last_night    the day on which the window began that was drawn last
    """

    begins = models.CharField(max_length=5)
    ends = models.CharField(max_length=5)
    posts: models.JSONField = models.JSONField(default=list)
    count = models.PositiveSmallIntegerField()
    limit_s = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=128)
    last_night = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=128, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.begins}-{self.ends} {self.count}"

    @property
    def subject(self) -> str:
        return f"roll_rule:{self.pk}"


class RollDraw(models.Model):
    """Roll-calls at random (随机抽查) within a window: when, and of which post, follows from the seed, which is told afterwards.

    posts      codes of posts;  count  how many calls in all;  made  how many of them were made
    rule       the standing draw that arranged it, or nobody's
    seed       32 bytes in hex; the journal has its SHA-256 from the beginning, and itself at the end
    """

    since = models.DateTimeField()
    until = models.DateTimeField()
    posts: models.JSONField = models.JSONField(default=list)
    count = models.PositiveSmallIntegerField()
    limit_s = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    made = models.PositiveSmallIntegerField(default=0)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=128)
    ended_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)
    rule = models.ForeignKey(RollRule, null=True, on_delete=models.PROTECT, related_name="draws")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="people_draw_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.since:%F %H:%M} {self.count}"

    @property
    def subject(self) -> str:
        return f"roll_draw:{self.pk}"


class RollCall(models.Model):
    """A roll-call (抽查点名) of whoever holds a post; the person called answers, in time or late, or somebody settles it.

    person       who held the post, or nobody
    missed_at    when its limit passed without an answer;  settled_at  when a leader settled one that was missed
    body         the picture that came with the answer, as it came; `digest` its SHA-256 in hex
    """

    personal: ClassVar[frozenset[str]] = frozenset({"note"})

    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    draw = models.ForeignKey(RollDraw, null=True, on_delete=models.PROTECT, related_name="calls")
    called_at = models.DateTimeField(db_index=True)
    called_by = models.CharField(max_length=128)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    missed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=128, blank=True)
    why = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=16, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    body = models.BinaryField(null=True)
    exercise = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(answered_at=None, missed_at=None),
                name="people_one_open_roll_call_of_a_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.called_at:%F %H:%M}"

    @property
    def subject(self) -> str:
        return f"roll:{self.pk}"


class Todo(models.Model):
    """A matter that the watch of a post must not forget (待办), until somebody says that it is done.

    due_at       when its post is reminded; None: at no moment, it only stands there;  reminded_at  when it was
    daily        when it is done, the same stands again for the next day at this wall time of the site
    incident     the number of an incident's row, or nothing; `tie` is how people call it
    note         what was done, in words
    """

    personal: ClassVar[frozenset[str]] = frozenset({"text", "note"})

    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    due_at = models.DateTimeField(null=True)
    daily = models.BooleanField(default=False)
    incident = models.BigIntegerField(null=True)
    tie = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=128)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=128, blank=True)
    note = models.CharField(max_length=500, blank=True)
    exercise = models.BooleanField(default=False)

    objects = OfIncidents()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="people_todo_due", condition=Q(done_at=None))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(daily=False) | Q(due_at__isnull=False), name="people_todo_daily_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"D{self.pk}"

    @property
    def subject(self) -> str:
        return f"todo:{self.pk}"


class Strength(models.Model):
    """How strong the watch must be (值班力量) while a response of this level, or a graver one, is in force.

    level   0 for the watch of every day, 1 the gravest
    posts   codes of posts;  at_least  so many of them must be held at every instant
    """

    level = models.PositiveSmallIntegerField()
    posts: models.JSONField = models.JSONField(default=list)
    at_least = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["level", "pk"]

    def __str__(self) -> str:
        return f"{self.level}: {self.at_least} of {', '.join(self.posts)}"


class Shortage(models.Model):
    """That the watch falls, or fell, short of what a level wants: from when, and how many posts were held then."""

    rule = models.ForeignKey(Strength, on_delete=models.CASCADE, related_name="shortages")
    since = models.DateTimeField()
    until = models.DateTimeField()
    held = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule"], condition=Q(closed_at=None), name="people_one_open_shortage_of_a_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.since:%F %H:%M}"
