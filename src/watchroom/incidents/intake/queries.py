"""What a text seems to say, which open incidents it may be about, and the calls that were taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Q

from watchroom.incidents.faults import NoSuchIncident, NotFilled
from watchroom.incidents.intake.faults import NoSuchCall
from watchroom.incidents.intake.likeness import Account, Score, score
from watchroom.incidents.intake.models import Call, Tie
from watchroom.incidents.intake.naming import Named
from watchroom.incidents.intake.proposals import Proposal
from watchroom.incidents.intake.reading import MOST_TEXT, proposals
from watchroom.incidents.models import Incident
from watchroom.incidents.queries import row, still_open
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import typed_time
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

MOST = 200
_FIRST = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Likely:
    """An open incident that may be the same event, with what speaks for it."""

    incident: Incident
    score: Score


def read(viewer: Viewer, text: str, received_at: datetime | None = None) -> list[Proposal]:
    """What a text seems to say; nothing is written. `received_at` aware; None: now. Raises NotFilled."""
    viewer.must(Act.OPEN_INCIDENT)
    checked(text)
    now = site_now()
    if received_at is not None and not (_FIRST <= received_at <= now):
        why = Words(zh="不能晚于现在，也不能早于 1970 年", en="it must not be later than now, nor before 1970")
        raise NotFilled(what=Words(zh="接报时间", en="Time of receipt"), why=why)
    rows = places.places(viewer)
    known = [Named(place.code, place.zh, place.en) for place in rows]
    return proposals(text, received_at or now, settings.SITE_ZONE, known, places.middle(rows))


def checked(text: str) -> str:
    """The text without blanks at its ends. Raises NotFilled."""
    text = text.strip()
    what = Words(zh="来电原文", en="What was said")
    if len(text) > MOST_TEXT:
        raise NotFilled(what=what, why=Words(zh=f"超过 {MOST_TEXT} 字", en=f"it is longer than {MOST_TEXT} characters"))
    if unfit(text):
        raise NotFilled(what=what, why=Words(zh="含有不可见的控制字符", en="it holds control characters"))
    return text


def likely(viewer: Viewer, account: Account, *, beside: int | None = None) -> list[Likely]:
    """The open incidents that an account is likely to be of, the likeliest first, with every part of the score.

    beside  an incident that is not held to itself
    """
    viewer.must(Act.SEE)
    found = [Likely(one, score(account, of_incident(one))) for one in still_open() if one.pk != beside]
    return sorted((one for one in found if one.score.same), key=lambda one: (-one.score.total, one.incident.pk))[:5]


def likely_same(viewer: Viewer, incident: int) -> list[Likely]:
    """The other open incidents that may be the same event, without those that are tied already. Raises NoSuchIncident."""
    viewer.must(Act.SEE)
    found = row(incident)
    tied = {pk for tie in _ties(found.pk) if tie.ended_at is None for pk in (tie.incident_id, tie.other_id)}
    return [one for one in likely(viewer, of_incident(found), beside=found.pk) if one.incident.pk not in tied]


def of_incident(found: Incident) -> Account:
    """What is known of an incident: its own words and those of its calls."""
    report = found.report or {}
    texts = [found.zh, found.en, report.get("location", ""), report.get("type", ""), report.get("hazards", "")]
    texts += [call.text for call in found.calls.all()[:20]]
    place = found.place
    return Account(
        found.occurred_at or found.received_at or found.opened_at, found.point, place.code if place else "",
        place.parent.code if place and place.parent else "", found.kind, " ".join(texts),
    )  # fmt: skip


def of_told(told: Mapping[str, str], text: str, received_at: datetime) -> Account:
    """What a caller told: fields as in the form, times in the site's zone."""
    place = places.place(told.get("place", "")) if told.get("place") else None
    point = _point(_figure(told.get("lon")), _figure(told.get("lat"))) or (places.centre(place) if place else None)
    parent = place.parent.code if place and place.parent else ""
    return Account(
        _moment(told.get("occurred_at", "")) or received_at, point, place.code if place else "", parent,
        told.get("kind", ""), text,
    )  # fmt: skip


def _point(lon: float | None, lat: float | None) -> LonLat | None:
    """Where on the earth that is; what is nowhere on it is compared with nothing."""
    return (lon, lat) if lon is not None and lat is not None and abs(lon) <= 180 and abs(lat) <= 90 else None


def calls(viewer: Viewer, incident: int | None = None, *, loose: bool = False, limit: int | None = MOST) -> list[Call]:
    """Calls, newest first: of an incident, of none and not settled (`loose`), or all; every one with `limit` None.

    Raises NoSuchIncident.
    """
    viewer.must(Act.SEE)
    rows = Call.objects.select_related("incident").order_by("-received_at", "-pk")
    if incident is not None:
        row(incident)
        rows = rows.filter(incident=incident)
    elif loose:
        rows = rows.filter(incident=None, settled_at=None)
    return list(rows[: None if limit is None else max(0, min(limit, MOST))])


def call(viewer: Viewer, pk: int) -> Call:
    """Raises NoSuchCall."""
    viewer.must(Act.SEE)
    found = Call.objects.select_related("incident").filter(pk=pk).first()
    if found is None:
        raise NoSuchCall(call=pk)
    return found


def ties(viewer: Viewer, incident: int) -> list[Tie]:
    """The ties of an incident to others, those that were ended too, oldest first. Raises NoSuchIncident."""
    viewer.must(Act.SEE)
    row(incident)
    return _ties(incident)


def chosen(viewer: Viewer, number: str) -> Incident:
    """An incident by its number, as a person types it. Raises NoSuchIncident."""
    viewer.must(Act.SEE)
    found = Incident.objects.filter(number=number.strip().upper()[:16]).first()
    if found is None:
        raise NoSuchIncident(incident=number.strip()[:32] or "—")
    return found


def _ties(incident: int) -> list[Tie]:
    rows = Tie.objects.select_related("incident", "other").filter(Q(incident=incident) | Q(other=incident))
    return list(rows.order_by("pk"))


def _figure(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return typed_time(text, settings.SITE_ZONE) if text else None
    except ValueError:
        return None
