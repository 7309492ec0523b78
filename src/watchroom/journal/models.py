"""The book's tables. Entries are written by `book()` alone and never change (triggers on both databases say no)."""

import json
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from watchroom.kernel.canonical import canonical, digest
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words

if TYPE_CHECKING:
    _TextOfFacts = models.TextField[dict[str, Any], dict[str, Any]]
else:
    _TextOfFacts = models.TextField


class FactsField(_TextOfFacts):
    """A map kept as its canonical text, so that either database gives back exactly what was hashed."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> dict[str, Any]:
        return dict(json.loads(value)) if value else {}

    def get_prep_value(self, value: Any) -> str:
        return value if isinstance(value, str) else canonical(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


SEALED = ("id", "at", "machine_at", "kind", "subject", "incident", "actor", "cause", "exercise", "prev_hash")


class Entry(models.Model):
    """One fact of the book.

    `at` is the site's time and never runs backwards; `machine_at` is the machine's, which differs in a scenario.
    `cause` is the entry that led to this one. `hash` covers every other field and the entry before.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    machine_at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=128)
    incident = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=128)
    cause = models.BigIntegerField(null=True)
    facts = FactsField()
    exercise = models.BooleanField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "id"], name="journal_subject_id"),
            models.Index(fields=["kind", "id"], name="journal_kind_id"),
            models.Index(fields=["incident", "id"], name="journal_incident_id"),
            models.Index(fields=["at", "id"], name="journal_at_id"),
            models.Index(fields=["cause"], name="journal_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.subject}"

    def sealed(self) -> dict[str, Any]:
        """What the hash covers."""
        told = {name: getattr(self, name) for name in SEALED}
        return told | {"at": iso(self.at), "machine_at": iso(self.machine_at), "facts": self.facts}

    def seal(self) -> str:
        return digest(self.sealed())

    def say(self, *, personal: bool = False) -> Words:
        """The entry as a sentence in both languages, however old its kind; `personal` for who may see personal data."""
        from watchroom.journal.facts import sentence

        return sentence(self.kind, self.facts, personal=personal)

    def told(self, *, personal: bool = False) -> dict[str, Any]:
        """The facts as they may be shown; `personal` for who may see personal data."""
        from watchroom.journal.facts import told

        return told(self.kind, self.facts, personal=personal)


class Subject(models.Model):
    """First and last entry of each subject: the state of all subjects at a moment is one look-up each."""

    subject = models.CharField(max_length=128, primary_key=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    def __str__(self) -> str:
        return self.subject


class Cursor(models.Model):
    """How far a follower has read, kept in the same transaction as what it wrote. One process holds it at a time."""

    follower = models.CharField(max_length=64, primary_key=True)
    position = models.BigIntegerField(default=0)
    owner = models.CharField(max_length=64, default="")
    lease_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.follower} @ {self.position}"


class SetAside(models.Model):
    """An entry that a follower could not take after several tries. Later entries of its subject wait behind it."""

    follower = models.CharField(max_length=64)
    entry = models.BigIntegerField()
    subject = models.CharField(max_length=128)
    error = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["follower", "entry"], name="journal_set_aside_once")]

    def __str__(self) -> str:
        return f"{self.follower}: {self.entry}"


class SiteClock(models.Model):
    """The site's clock when a scenario drives it. One row; without it, or with `scenario` empty, time is the machine's."""

    scenario = models.CharField(max_length=64, default="")
    now = models.DateTimeField(null=True)
    exercise = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.scenario} {self.now}"


class Once(models.Model):
    """The answer already given under an idempotency key: the same request again gets the same answer."""

    scope = models.CharField(max_length=128)
    key = models.CharField(max_length=128)
    asked = models.CharField(
        max_length=64, help_text="Digest of the request: a key used for another request is refused."
    )
    answer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scope", "key"], name="journal_once_key")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
