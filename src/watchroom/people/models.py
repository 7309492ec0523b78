"""People, posts and the roster. Rights follow the posts that a person holds at the moment."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from watchroom.kernel.words import Words
from watchroom.people.rights import Role

_ROLES = [(role.value, role.value) for role in Role]


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


class Person(AbstractBaseUser):
    """An account. `standing` is what the person is without any post: an outsider, a wall screen, an administrator."""

    code = models.CharField(max_length=64, unique=True)
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    standing = models.CharField(max_length=32, choices=_ROLES, default=Role.OUTSIDER)
    is_active = models.BooleanField(default=True)

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
    """A post (岗位): what orders are addressed to. Its role gives its holder the rights."""

    code = models.CharField(max_length=64, unique=True)
    zh = models.CharField(max_length=64)
    en = models.CharField(max_length=64)
    role = models.CharField(max_length=32, choices=_ROLES)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="people_known_role"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


class Shift(models.Model):
    """One person at one post, from `since` (inclusive) until `until` (exclusive)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["post", "since"], name="people_shift_post_since")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="people_shift_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.since:%F %H:%M}"


class SignInLink(models.Model):
    """A link that signs one person in, once, within minutes. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.person}"


class ApiToken(models.Model):
    """A key with which a program acts for one person through the API. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token of {self.person}"
