"""The secret link to one's own shifts as a calendar: made, renewed and looked up. Only its hash is kept."""

import secrets

from watchroom.journal.book import book
from watchroom.people import duty_entries as entries
from watchroom.people.actions import hashed
from watchroom.people.duty_faults import NoSuchFeed
from watchroom.people.models import FeedLink, Person
from watchroom.people.viewer import Viewer


def renew(viewer: Viewer) -> str:
    """A new token for one's own feed; the one before opens nothing any more. Raises NotSignedIn."""
    person, token = viewer.own(), secrets.token_urlsafe(24)
    with book(actor=viewer.actor) as b:
        FeedLink.objects.update_or_create(person_id=person, defaults={"token_hash": hashed(token), "made_at": b.now})
        b.record(entries.FeedMade(person), subject=f"person:{person}")
    return token


def person_of(token: str) -> Person:
    """Whose feed a token opens. Raises NoSuchFeed."""
    found = FeedLink.objects.filter(token_hash=hashed(token), person__is_active=True).select_related("person").first()
    if found is None:
        raise NoSuchFeed
    return found.person
