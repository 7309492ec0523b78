"""People, posts and the roster. Rights follow the posts that a person holds at the moment."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from watchroom.journal.eyes import OfIncidents
from watchroom.kernel.words import Words
from watchroom.people.requests import Asked
from watchroom.people.rights import Role
from watchroom.people.rota import Days
from watchroom.people.watch_models import RollCall, RollDraw, RollRule, Shortage, Strength, Todo
from watchroom.people.way_models import Chain, ContactWay

__all__ = [
    "Absence", "Agency", "ApiToken", "Chain", "ContactWay", "CoverGap", "Exchange", "FeedLink", "Handover", "LogLine", "People", "Person", "Post", "RollCall", "RollDraw", "RollRule",
    "Rota", "Shift", "Shortage", "SignInLink", "Strength", "Todo", "WorkYear",
]  # fmt: skip
_ROLES = [(role.value, role.value) for role in Role]
_ASKED = [(one.value, one.value) for one in Asked]


if TYPE_CHECKING:
    _Manager = BaseUserManager["Person"]
else:
    _Manager = BaseUserManager


class People(_Manager):
    def create_user(self, code: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(code=code, **fields)
        person.set_password(password) if password else person.set_unusable_password()
        person.save()
        return person


class Agency(models.Model):
    """An agency or a jurisdiction of the tree (单位、辖区). What belongs to none belongs to the site, which is above all.

    upward  which of its incidents those above see: see `agencies.UPWARD`
    grade   the lightest grade that goes up, where `upward` says so (1 the heaviest, 4 the lightest)
    """

    code = models.CharField(max_length=64, unique=True)
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    upward = models.CharField(max_length=8, default="all")
    grade = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(upward__in=["all", "grade", "shared"]), name="people_agency_upward"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=4), name="people_agency_grade"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("pk")), name="people_agency_not_its_own"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class Person(AbstractBaseUser):
    """An account. `standing` is what the person is without any post: an outsider, a wall screen, an administrator.

    `agency` is whose the person is without any post; with one, the post says.
    """

    code = models.CharField(max_length=64, unique=True)
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    standing = models.CharField(max_length=32, choices=_ROLES, default=Role.OUTSIDER)
    is_active = models.BooleanField(default=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")

    USERNAME_FIELD = "code"
    objects = People()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(standing__in=[r.value for r in Role]), name="people_known_standing"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class Post(models.Model):
    """A post (岗位): what orders are addressed to. Its role gives its holder the rights.

    always        somebody must hold it at any instant: a gap in its roster is alarmed
    by_signature  it changes hands when the next holder signs for it, not by the clock
    """

    code = models.CharField(max_length=64, unique=True)
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    role = models.CharField(max_length=32, choices=_ROLES)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    always = models.BooleanField(default=False)
    by_signature = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="people_known_role"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class Rota(models.Model):
    """A rota (轮班制度) of a post, as `rota.Rota` reads it; `filled_until`: the last day whose shifts are made."""

    code = models.CharField(max_length=64, unique=True)
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="rotas")
    zone = models.CharField(max_length=64)
    turns: models.JSONField = models.JSONField(default=list)
    members: models.JSONField = models.JSONField(default=list)
    cycle: models.JSONField = models.JSONField(default=list)
    first = models.DateField()
    last = models.DateField(null=True)
    days = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Days], default=Days.ALL)
    filled_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(days__in=[one.value for one in Days]), name="people_rota_known_days"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class Shift(models.Model):
    """One person at one post, from `since` (inclusive) until `until` (exclusive).

    taken_at         when the person signed for the post, where it is handed over by signature
    rota, day, turn  which turn of which rota it is, or nothing for a shift that was entered by hand
    by_hand          a person changed it: the rota leaves it as it is
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    since = models.DateTimeField()
    until = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    rota = models.ForeignKey(Rota, null=True, on_delete=models.PROTECT, related_name="shifts")
    day = models.DateField(null=True)
    turn = models.PositiveSmallIntegerField(null=True)
    by_hand = models.BooleanField(default=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["post", "since"], name="people_shift_post_since"),
            models.Index(fields=["person", "until"], name="people_shift_person_until"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="people_shift_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.since:%F %H:%M}"

    @property
    def subject(self) -> str:
        return f"shift:{self.pk}"


class Absence(models.Model):
    """Leave (请假): asked for by the person, agreed or refused by another."""

    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=16, choices=_ASKED, default=Asked.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=128, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="people_absence_has_length"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Asked]), name="people_absence_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.since:%F %H:%M}"


class Exchange(models.Model):
    """Somebody else takes a shift (替班), or two people change theirs (换班): asked, accepted by the other, agreed by a third.

    other         the shift that is given in return, or nothing
    since, until  the part of the shift that is taken over: all of it, when shifts are changed
    """

    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Shift, null=True, on_delete=models.CASCADE, related_name="+")
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=16, choices=_ASKED, default=Asked.ASKED)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=128, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="people_exchange_has_length"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Asked]), name="people_exchange_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} -> {self.taker} {self.since:%F %H:%M}"


class Handover(models.Model):
    """A change of hands (交接班): what was open, as the giver signed for it, and as the taker did.

    shift     the taker's
    items     key, zh, en, url of each open matter
    alone     why nobody gave the post over
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handovers")
    giver = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+")
    items: models.JSONField = models.JSONField(default=list)
    equipment = models.CharField(max_length=2000, blank=True)
    remarks = models.CharField(max_length=4000, blank=True)
    alone = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["post", "-taken_at"], name="people_handover_post_taken")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(taken_at=None), name="people_one_open_handover_of_a_post"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} -> {self.taker}"

    @property
    def subject(self) -> str:
        return f"handover:{self.pk}"


class LogLine(models.Model):
    """A line of the duty log (值班日志): never changed; what was wrong is corrected by a later line that points to it.

    post      the code of the post that the writer held, or of his role
    incident  the number of the incident's row, or nothing; `tie` is how people call it
    corrects  the earlier line
    exercise  as its entry in the book
    """

    at = models.DateTimeField(db_index=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=64)
    incident = models.BigIntegerField(null=True)
    tie = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=1000)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    exercise = models.BooleanField(default=False)

    objects = OfIncidents()

    def __str__(self) -> str:
        return f"L{self.pk}"

    @property
    def subject(self) -> str:
        return f"log:{self.pk}"


class CoverGap(models.Model):
    """A gap in the roster of a post that must always be held, from when it came near. `warned`: hours before it, the least."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="cover_gaps")
    since = models.DateTimeField()
    until = models.DateTimeField()
    warned = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post"], condition=Q(closed_at=None), name="people_one_open_gap_of_a_post"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.since:%F %H:%M}"


class WorkYear(models.Model):
    """A year's calendar as the site entered it: days off on weekdays, and weekend days on which people work."""

    year = models.PositiveSmallIntegerField(unique=True)
    off: models.JSONField = models.JSONField(default=list)
    on: models.JSONField = models.JSONField(default=list)
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=128)

    def __str__(self) -> str:
        return str(self.year)


class SignInLink(models.Model):
    """A link that signs one person in, once, within minutes. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.person}"


class FeedLink(models.Model):
    """The secret link to a person's shifts as a calendar. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed of {self.person}"


class Phone(models.Model):
    """A phone in the field (外勤终端): signed in for one person until its time is over or somebody revokes it.

    Only the hash of its secret is kept. `name` is what people call it; `seen_at` moves with its use, in steps of minutes.
    """

    secret_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="phones")
    name = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-made_at"], name="people_phone_person")]

    def __str__(self) -> str:
        return f"{self.name} of {self.person}"

    @property
    def subject(self) -> str:
        return f"phone:{self.pk}"


class ApiToken(models.Model):
    """A key with which a program acts for one person through the API. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token of {self.person}"
