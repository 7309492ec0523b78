"""Phones in the field: paired by a link that works once, signed in for weeks, revoked at once by whoever is on watch."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from watchroom.journal.book import book
from watchroom.kernel.clock import SystemClock, as_local, iso
from watchroom.people import actions, queries
from watchroom.people.entries import PhoneLinkMade, PhonePaired, PhoneRevoked
from watchroom.people.faults import NoSuchPhone, NotYours, PhoneUnknown
from watchroom.people.faults import PhoneRevoked as WasRevoked
from watchroom.people.models import Person, Phone, SignInLink
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

COOKIE, PATH = "watchroom_phone", "/field/"
LIVES = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)
MOST_NAME, MOST_LISTED = 64, 200
_MACHINE = SystemClock()  # phones live by the machine's clock, whatever a scenario plays


def make_link(viewer: Viewer, code: str = "") -> str:
    """The token with which a phone is signed in, once, within 15 minutes: for oneself, or by an administrator for anybody.

    Raises NotSignedIn, NotAllowed, NoSuchPerson.
    """
    own = viewer.own()
    person = queries.person_by_code(code) if code else queries.person(own)
    if person is None or person.pk != own:
        viewer.must(Act.ADMIN)
    assert person is not None
    return link_for(person, actor=viewer.actor)


def link_for(person: Person, *, actor: str = "ops:link") -> str:
    token = secrets.token_urlsafe(24)
    with book(actor=actor) as b:
        expires = _MACHINE.now() + actions.LINK_LIVES
        SignInLink.objects.create(token_hash=actions.hashed(token), person=person, expires_at=expires)
        b.record(PhoneLinkMade(person.code, iso(expires)), subject=f"person:{person.pk}")
    return token


def pair(token: str, name: str) -> tuple[Phone, str]:
    """Spends a link: the phone, and the secret that it keeps in its cookie. Raises LinkSpent."""
    secret = secrets.token_urlsafe(32)
    clean = " ".join("".join(char if char.isprintable() else " " for char in name).split())[:MOST_NAME]
    with book(actor="people:phone") as b:
        person = actions.spend_link(token)
        now = _MACHINE.now()
        row = Phone.objects.create(
            secret_hash=actions.hashed(secret), person=person, name=clean or "—", made_at=now, expires_at=now + LIVES
        )
        paired = PhonePaired(row.pk, person.code, row.name, iso(row.expires_at))
        b.record(paired, subject=row.subject)
    return row, secret


def revoke(viewer: Viewer, pk: int) -> Phone:
    """Ends a phone's sign-in at once: one's own, or anybody's by the watch or an administrator. Again it changes nothing.

    Raises NotSignedIn, NotYours, NoSuchPhone.
    """
    own, any_ones = viewer.own(), viewer.may(Act.ADMIN) or viewer.may(Act.DISPATCH_UNIT)
    with book(actor=viewer.actor) as b:
        row = Phone.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
        if row is None:
            raise NoSuchPhone(phone=pk)
        if row.person_id != own and not any_ones:
            raise NotYours(who=row.person.words)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = _MACHINE.now(), viewer.actor
            row.save(update_fields=["revoked_at", "revoked_by"])
            b.record(PhoneRevoked(row.pk, row.person.code, row.name), subject=row.subject)
    return row


def listed(viewer: Viewer) -> list[Phone]:
    """One's own phones, newest first; everybody's for the watch and administrators."""
    own = viewer.own()
    rows = Phone.objects.select_related("person").order_by("-pk")
    if not (viewer.may(Act.ADMIN) or viewer.may(Act.DISPATCH_UNIT)):
        rows = rows.filter(person_id=own)
    return list(rows[:MOST_LISTED])


def works(row: Phone) -> bool:
    return row.revoked_at is None and row.expires_at > _MACHINE.now()


def of_request(request: HttpRequest) -> Phone | None:
    """The phone that sends a request; None where it brings no phone's cookie. Raises PhoneRevoked, PhoneUnknown."""
    secret = request.COOKIES.get(COOKIE, "")
    if not secret:
        return None
    row = Phone.objects.select_related("person").filter(secret_hash=actions.hashed(secret[:200])).first()
    now = _MACHINE.now()
    if row is None or row.expires_at <= now or not row.person.is_active:
        raise PhoneUnknown()
    if row.revoked_at is not None:
        raise WasRevoked(phone=row.name, at=f"{as_local(row.revoked_at, settings.SITE_ZONE):%m-%d %H:%M}")
    if row.seen_at is None or now - row.seen_at > SEEN_EVERY:
        Phone.objects.filter(pk=row.pk).update(seen_at=now)
    return row


def viewer_on(request: HttpRequest) -> tuple[Viewer, Phone | None]:
    """Who sends a request of the field app: the phone's person, else whoever is signed in otherwise.

    Raises PhoneRevoked, PhoneUnknown.
    """
    row = of_request(request)
    if row is None:
        return queries.viewer_of(request), None
    viewer = queries.viewer(row.person)
    request._viewer = viewer  # type: ignore[attr-defined]
    return viewer, row
