"""The only writers of people, posts and the roster."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from watchroom.journal.book import book
from watchroom.kernel.clock import SystemClock, iso
from watchroom.people.entries import LinkMade, PersonSet, PostSet, ShiftSet, SignedIn, SignedOut, TokenMade
from watchroom.people.faults import LinkSpent, ShiftOverlaps, WeakPassword
from watchroom.people.models import ApiToken, Person, Post, Shift, SignInLink
from watchroom.people.rights import Role

LINK_LIVES = timedelta(minutes=15)
TOKEN_LIVES = timedelta(days=2)
_MACHINE = SystemClock()  # links and tokens live by the machine's clock, whatever a scenario plays


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def put_person(
    code: str, zh: str, en: str, standing: Role = Role.OUTSIDER, *, active: bool = True,
    password: str | None = None, actor: str = "ops:setup",
) -> Person:  # fmt: skip
    """Enters an account or changes it; the same again changes nothing. Without a password only a link or a token signs it in.

    Raises WeakPassword.
    """
    with book(actor=actor) as b:
        person = Person.objects.filter(code=code).first() or Person(code=code)
        same = (person.zh, person.en, person.standing, person.is_active) == (zh, en, standing.value, active)
        if person.pk and same and not password:
            return person
        person.zh, person.en, person.standing, person.is_active = zh, en, standing.value, active
        if password:
            _must_be_strong(person, password)
            person.set_password(password)
        elif not person.password:
            person.set_unusable_password()
        person.save()
        b.record(PersonSet(person.pk, code, standing.value, active), subject=f"person:{person.pk}")
    return person


def _must_be_strong(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise WeakPassword(code=person.code) from error


def put_post(code: str, zh: str, en: str, role: Role, *, actor: str = "ops:setup") -> Post:
    """Enters a post or changes it; the same again changes nothing."""
    with book(actor=actor) as b:
        same = Post.objects.filter(code=code, zh=zh, en=en, role=role.value).first()
        if same:
            return same
        post, _ = Post.objects.update_or_create(code=code, defaults={"zh": zh, "en": en, "role": role.value})
        b.record(PostSet(code, zh, en, role.value), subject=f"post:{post.pk}")
    return post


def put_shift(post: str, person: str, since: datetime, until: datetime, *, actor: str = "ops:setup") -> Shift:
    """Puts one person on a post. The same shift again changes nothing. Raises ShiftOverlaps."""
    with book(actor=actor) as b:
        held, holder = Post.objects.select_for_update().get(code=post), Person.objects.get(code=person)
        overlap = Shift.objects.filter(post=held, since__lt=until, until__gt=since).select_related("person").first()
        if overlap and (overlap.person_id, overlap.since, overlap.until) == (holder.pk, since, until):
            return overlap
        if overlap:
            raise ShiftOverlaps(post=held.words, since=iso(since), until=iso(until), holder=overlap.person.words)
        shift = Shift.objects.create(post=held, person=holder, since=since, until=until)
        b.record(ShiftSet(post, holder.pk, iso(since), iso(until)), subject=f"shift:{shift.pk}")
    return shift


def make_sign_in_link(person: Person, *, actor: str = "ops:setup") -> str:
    """The token of a link that works once within 15 minutes."""
    token = secrets.token_urlsafe(24)
    with book(actor=actor) as b:
        expires = _MACHINE.now() + LINK_LIVES
        SignInLink.objects.create(token_hash=hashed(token), person=person, expires_at=expires)
        b.record(LinkMade(person.code, iso(expires)), subject=f"person:{person.pk}")
    return token


def spend_link(token: str) -> Person:
    """The person whom a link signs in; the link is then spent. Raises LinkSpent."""
    with book(actor="people:link") as b:
        now = _MACHINE.now()
        link = SignInLink.objects.filter(token_hash=hashed(token)).select_related("person").first()
        fresh = SignInLink.objects.filter(token_hash=hashed(token), used_at=None, expires_at__gt=now).update(
            used_at=now
        )
        if link is None or not fresh or not link.person.is_active:
            raise LinkSpent(code=link.person.code if link else "CODE")
        b.record(SignedIn(link.person.code, "link"), subject=f"person:{link.person.pk}")
    return link.person


def signed_in(person: Person) -> None:
    """Notes that a person signed in by password; a link notes it when it is spent."""
    with book(actor="people:password") as b:
        b.record(SignedIn(person.code, "password"), subject=f"person:{person.pk}")


def signed_out(person: Person) -> None:
    """Notes that a person signed out; open live streams look at their rights again at once."""
    with book(actor="people:sign_out") as b:
        b.record(SignedOut(person.code), subject=f"person:{person.pk}")


def make_api_token(person: Person, *, lives: timedelta = TOKEN_LIVES, actor: str = "ops:setup") -> str:
    token = secrets.token_urlsafe(32)
    with book(actor=actor) as b:
        expires = _MACHINE.now() + lives
        ApiToken.objects.create(token_hash=hashed(token), person=person, expires_at=expires)
        b.record(TokenMade(person.code, iso(expires)), subject=f"person:{person.pk}")
    return token
