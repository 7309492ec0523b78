"""What a phone in the field takes along: its person's orders, unit, incidents, cards and times, small enough to be kept on it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from watchroom.desk import saying
from watchroom.dispatch import boards
from watchroom.dispatch import queries as dispatch
from watchroom.dispatch.call_queries import own_calls
from watchroom.dispatch.field import distress
from watchroom.dispatch.field.positions import told_by_phone
from watchroom.dispatch.kinds import kinds
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.moves import UNIT_MOVES, UNIT_WORDS, UnitStatus
from watchroom.dispatch.owners import is_for, is_owner
from watchroom.dispatch.rules import ORDER_WORDS, OrderState
from watchroom.dispatch.teams import own
from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.incidents.rules import KINDS
from watchroom.journal.clock import now_and_exercise
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.models import Phone
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_ORDERS, MOST_UNITS, MOST_INCIDENTS, MOST_LINES = 100, 300, 30, 15
LOOK_BACK = timedelta(hours=24)  # what has ended is told for so long: a phone that was away learns that it was recalled


def state(viewer: Viewer, phone: Phone | None) -> dict[str, Any]:
    """Who sees nothing else but is called out takes his call-outs along. Raises NotSignedIn, NotAllowed."""
    called = own.own(viewer) if viewer.person is not None else []
    sees = viewer.may(Act.SEE)
    if not called:
        viewer.must(Act.SEE)
    now, exercise = now_and_exercise()
    orders = _orders(viewer, now) if sees else []
    units = dispatch.units(viewer, most=MOST_UNITS) if sees else []
    mine = _aboard(viewer)
    about = {row.incident_id for row in orders if row.is_open} | {one.incident.pk for one in called}
    about |= {row.incident_id for row in units if row.pk in mine and row.incident_id}
    listed = incidents.incidents(viewer, limit=MOST_INCIDENTS) if sees else []
    return {
        "now": iso(now), "exercise": exercise, "zone": settings.SITE_ZONE,
        "zone_name": {lang: saying.zone_name(settings.SITE_ZONE, now, lang) for lang in ("zh", "en")},
        "person": _words(viewer.name), "posts": [_words(_post(code)) for code in viewer.posts],
        "phone": _phone(phone), "orders": [_order(row) for row in orders], "units": _units(units, mine),
        "moves": {one.value: [then.value for then in UnitStatus if then in UNIT_MOVES[one] and then is not UnitStatus.DISPATCHED] for one in UnitStatus},
        "status_words": {one.value: _words(words) for one, words in UNIT_WORDS.items()},
        "incidents": [_incident(viewer, row, mine=row.pk in about) for row in listed], "cards": _cards(viewer, orders),
        "may": {"note": viewer.may(Act.NOTE_INCIDENT), "unit": viewer.may(Act.REPORT_UNIT), "order": viewer.may(Act.ACT_ON_ORDER), "open": viewer.may(Act.OPEN_INCIDENT)},
        "kinds": {code: _words(kind.title) for code, kind in KINDS.items()}, "distress": _distress(viewer), "called": [_called(one) for one in called],
    }  # fmt: skip


def _orders(viewer: Viewer, now: datetime) -> list[Order]:
    """Of the posts held now, and those that one stands in for: what calls first, then what ended in the last day."""
    asked = own_calls(viewer)
    rows = [
        one
        for one in dispatch.orders(viewer)
        if (one.pk in asked or is_for(viewer, one)) and one.state != OrderState.WAITING
    ]
    fresh = [row for row in rows if row.is_open or (_ended(row) or now) > now - LOOK_BACK]
    return sorted(fresh, key=lambda row: (not row.is_open, row.due_at or row.created_at, row.pk))[:MOST_ORDERS]


def _ended(row: Order) -> datetime | None:
    return row.done_at or row.skipped_at or row.cancelled_at


def _order(row: Order) -> dict[str, Any]:
    return {
        "id": row.pk, "incident": row.incident_id, "number": row.incident.number, "post": _words(row.post_words), "title": _words(row.words),
        "text": {"zh": row.zh, "en": row.en}, "proof": _words(row.proof), "state": row.state, "state_words": _words(ORDER_WORDS[OrderState(row.state)]),
        "open": row.is_open, "sent_at": _at(row.sent_at), "due_at": _at(row.due_at), "received_at": _at(row.received_at), "ended_at": _at(_ended(row)),
        "progress": row.progress, "blocked_why": row.blocked_why, "steps": [{"zh": step["zh"], "en": step["en"]} for step in row.card],
    }  # fmt: skip


def _aboard(viewer: Viewer) -> set[int]:
    return set(Unit.objects.filter(members=viewer.person).values_list("pk", flat=True)) if viewer.person else set()


def _units(rows: list[Unit], mine: set[int]) -> list[dict[str, Any]]:
    known, free = kinds(), told_by_phone([row.code for row in rows])
    return [
        {
            "id": row.pk, "code": row.code, "words": _words(row.words), "kind": _words(known[row.kind].title), "status": row.status,
            "since": iso(row.since), "incident": row.seen_incident.pk if row.seen_incident else None, "mine": row.pk in mine, "by_phone": row.code in free,
        }
        for row in sorted(rows, key=lambda row: row.pk not in mine)
    ]  # fmt: skip


def _incident(viewer: Viewer, row: Incident, *, mine: bool) -> dict[str, Any]:
    personal = viewer.may(Act.SEE_PERSONAL)
    told = incidents.timeline(viewer, row.pk, MOST_LINES) if mine else []
    return {
        "id": row.pk, "number": row.number, "title": {"zh": row.zh, "en": row.en}, "where": _words(row.where_words),
        "opened_at": iso(row.opened_at), "lon": row.lon, "lat": row.lat, "mine": mine,
        "lines": [{"at": iso(entry.at), **_words(entry.say(personal=personal))} for entry in told],
    }  # fmt: skip


def _called(one: own.Own) -> dict[str, Any]:
    """A call-out to this person: to what, where, what for, until when he is waited for, what he has said."""
    row, coming = one.incident, one.coming
    return {
        "id": one.called.pk, "incident": row.pk, "number": row.number, "incident_title": {"zh": row.zh, "en": row.en},
        "where": _words(row.where_words), "lon": row.lon, "lat": row.lat, "team": _words(one.out.team.words), "title": _words(one.title) if one.title else None,
        "for_all": one.for_all, "also": one.out.also, "at": _at(one.called.turn_at), "answer_by": _at(one.answer_by),
        "state": "asked" if coming is None else "there" if coming.came_at else "coming",
        "due_at": _at(coming.due_at) if coming else None, "came_at": _at(coming.came_at) if coming else None,
    }  # fmt: skip


def _cards(viewer: Viewer, orders: list[Order]) -> list[dict[str, Any]]:
    """The action card of each post that has an open order: whom it reaches, and how."""
    wanted = dict.fromkeys((row.incident_id, row.post) for row in orders if row.is_open and not is_owner(row.post))
    made = [(incident, boards.post_card(viewer, incident, post)) for incident, post in wanted]
    return [
        {
            "incident": incident, "post": _words(card.words),
            "reach": [{"who": _words(way.who), "how": _words(way.how), "kind": way.kind, "address": way.address} for way in card.reach],
        }
        for incident, card in made
    ]  # fmt: skip


def _post(code: str) -> Words:
    row = people.post(code)
    return row.words if row else Words(zh=code, en=code)


def _distress(viewer: Viewer) -> dict[str, Any] | None:
    """One's own call for help, and what the console did about it."""
    one = distress.own(viewer)
    if one is None:
        return None
    by = _words(people.who(viewer, one.seen_by)) if one.seen_by else None
    return {
        "pressed_at": iso(one.row.pressed_at),
        "seen_at": _at(one.seen_at),
        "seen_by": by,
        "ended_at": _at(one.row.ended_at),
    }


def _phone(row: Phone | None) -> dict[str, Any] | None:
    return None if row is None else {"name": row.name, "expires_at": iso(row.expires_at)}


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _at(at: datetime | None) -> str | None:
    return iso(at) if at else None
