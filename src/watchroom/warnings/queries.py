"""What the screens and other rooms may ask about warnings."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from watchroom.journal import queries as journal
from watchroom.journal.sending import GIVEN_UP
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.warnings.entries import Drafted, Edited
from watchroom.warnings.faults import NoSuchWarning
from watchroom.warnings.models import Approval, Delivery, Posting, Warning
from watchroom.warnings.rules import State

MOST = 500
# Who is told on the console that a delivery failed: those who may send it again, and the watch.
_TOLD = (Act.CANCEL_WARNING, Act.ACKNOWLEDGE_ALARM)
_PEOPLE = ("incident__place", "author", "reviewer", "signer", "canceller")


def warnings(
    viewer: Viewer, states: Collection[str] | None = None, incident: int | None = None, limit: int = MOST
) -> list[Warning]:
    """Warnings, the newest first; of some states or one incident."""
    viewer.must(Act.SEE)
    rows = Warning.objects.select_related(*_PEOPLE).order_by("-pk")
    if states is not None:
        rows = rows.filter(state__in=states)
    if incident is not None:
        rows = rows.filter(incident=incident)
    return list(rows[: max(0, min(limit, MOST))])


def warning(viewer: Viewer, pk: int) -> Warning:
    """Raises NoSuchWarning."""
    viewer.must(Act.SEE)
    found = Warning.objects.select_related(*_PEOPLE).filter(pk=pk).first()
    if found is None:
        raise NoSuchWarning(warning=pk)
    return found


def by_number(viewer: Viewer, number: str) -> Warning | None:
    viewer.must(Act.SEE)
    return Warning.objects.select_related(*_PEOPLE).filter(number=number.strip().upper()).first()


def in_force(at: datetime, incident: int | None = None, limit: int | None = MOST) -> list[Warning]:
    """Released warnings whose time runs, the gravest first; every one with `limit` None."""
    rows = Warning.objects.filter(state=State.RELEASED, expires__gt=at)
    if incident is not None:
        rows = rows.filter(incident=incident)
    return list(rows.order_by("level", "-released_at")[:limit])


def level_of(incident: int, at: datetime) -> int | None:
    """The warning level of an incident: the gravest in force, None without one. 1 is the gravest."""
    found = in_force(at, incident)
    return found[0].level if found else None


def authors(row: Warning) -> set[int]:
    """Everybody whose hand is in the text: who drafted it, and who changed it since. None of them may approve it."""
    entries = (one for one in journal.of_subject(row.subject) if one.kind in (Drafted.kind, Edited.kind))
    hands = (one.actor.rpartition(":")[2] for one in entries)
    return {row.author_id, *(int(hand) for hand in hands if hand.isdecimal())}


def approvals(row: Warning) -> list[Approval]:
    """All approvals ever given, void ones too, oldest first."""
    return list(row.approvals.select_related("person").order_by("pk"))


def deliveries(rows: Iterable[Warning]) -> dict[int, list[Delivery]]:
    """For each warning its deliveries, releases before cancellations."""
    found: dict[int, list[Delivery]] = {row.pk: [] for row in rows}
    for delivery in Delivery.objects.filter(warning__in=found).order_by("-kind", "channel"):
        found[delivery.warning_id].append(delivery)
    return found


@dataclass(frozen=True, slots=True)
class Undelivered:
    """How many deliveries of a warning were given up, and how many of those a person can still send with effect."""

    failed: int = 0
    calls: int = 0


def undelivered(rows: Iterable[Warning], at: datetime) -> dict[int, Undelivered]:
    """For each warning what of it was not delivered."""
    given_up = Delivery.objects.filter(warning__in=[row.pk for row in rows], state__in=GIVEN_UP)
    failed = Counter(given_up.values_list("warning", flat=True))
    calls = Counter(given_up.filter(_calls(at)).values_list("warning", flat=True))
    return {pk: Undelivered(failed[pk], calls[pk]) for pk in failed}


def undelivered_now(viewer: Viewer, at: datetime) -> int:
    """How many deliveries of all warnings were given up and can still be sent; 0 for whom it does not concern."""
    if not any(viewer.may(act) for act in _TOLD):
        return 0
    return Delivery.objects.filter(_calls(at), state__in=GIVEN_UP).count()


def _calls(at: datetime) -> Q:
    """A release while the warning is in force, a cancellation until the warning would have expired by itself."""
    release = Q(kind=Delivery.Kind.RELEASE, warning__state=State.RELEASED)
    return (release | Q(kind=Delivery.Kind.CANCEL)) & Q(warning__expires__gt=at)


def postings(outlet: str, limit: int = 100) -> list[Posting]:
    """What an outlet shows to anybody, newest first. Public: it holds only what was released."""
    return list(Posting.objects.filter(outlet=outlet).order_by("-posted_at", "-pk")[:limit])


def posting(outlet: str, identifier: str) -> Posting | None:
    return Posting.objects.filter(outlet=outlet, identifier=identifier).first()
