"""What the pages of this room show: gathered here, drawn by the templates."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from watchroom.kernel.cap.faults import CapUnwritable
from watchroom.kernel.clock import parse_time
from watchroom.kernel.geometry import GeometryRefused, area_m2, shape
from watchroom.kernel.words import LANGS, Words
from watchroom.people.rights import Act
from watchroom.people.sms import Counted, counted
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.warnings import cap, queries, rules
from watchroom.warnings.channel import CHANNELS, Channel
from watchroom.warnings.drafting import scene_area
from watchroom.warnings.events import EVENTS, Event
from watchroom.warnings.models import Approval, Delivery, Posting, Warning
from watchroom.warnings.recording import channel_words, message_of
from watchroom.warnings.rules import ELEMENTS, OPEN_TO_EDIT, STEPS, Element, State
from watchroom.warnings.sketch import Sketch, sketch

__all__ = ["channel_words", "channels", "events", "public", "seen"]
_TAG = re.compile(r"(<[^>]*>)")
_SENTENCE = re.compile(r"(?<=[。！？；])|(?<=[.!?])\s+")
_DRAWN = ("venue", "gate", "community")


def events() -> list[Event]:
    return list(EVENTS.values())


def channels() -> list[type[Channel]]:
    return [CHANNELS[name] for name in sorted(CHANNELS.all)]


@dataclass(frozen=True, slots=True)
class Reach:
    """Who and what lies inside: registered people by the share of each place's area, never counted twice."""

    km2: str
    people: int | None
    places: tuple[places.Within, ...]


def reach(area: dict[str, Any] | None) -> Reach | None:
    if area is None:
        return None
    try:
        found = places.within(area)
    except GeometryRefused:
        return None
    parents = {one.place.parent_id for one in found if one.place.parent_id}
    leaves = [one for one in found if one.place.population is not None and one.place.pk not in parents]
    people = round(sum((one.place.population or 0) * one.share for one in leaves)) if leaves else None
    km2 = area_m2(shape(area)) / 1e6
    return Reach(f"{km2:,.2f}" if km2 < 10 else f"{km2:,.0f}", people, tuple(found))


@dataclass(frozen=True, slots=True)
class Text:
    """A text message as it will arrive, and how it is counted."""

    lang: str
    text: str
    told: Counted


@dataclass(frozen=True, slots=True)
class Step:
    title: Words
    look: str  # `done`, `now` or empty


@dataclass(frozen=True, slots=True)
class Seen:
    """One warning for one viewer."""

    w: Warning
    hash: str
    fingerprint: str
    head: str
    tail: str
    steps: tuple[Step, ...]
    elements: tuple[tuple[Element, bool], ...]
    owed: int
    approvals: tuple[Approval, ...]
    deliveries: tuple[Delivery, ...]
    may: dict[str, bool]
    same_person: bool
    grave: bool
    wide: bool


def seen(viewer: Viewer, row: Warning, now: datetime) -> Seen:
    content = row.content
    content_hash, absent = content.hash, rules.missing(content, now)
    mark = rules.fingerprint(content_hash)
    open_to_edit = row.state in OPEN_TO_EDIT
    before = queries.authors(row) | ({row.reviewer_id} if row.reviewer_id else set())
    same = rules.same_person(viewer.person, before)
    may = {
        "edit": open_to_edit and viewer.may(Act.DRAFT_WARNING),
        "review": row.state == State.DRAFT and viewer.may(Act.REVIEW_WARNING),
        "sign": row.state == State.REVIEWED and viewer.may(Act.SIGN_WARNING),
        "give_back": open_to_edit and (viewer.may(Act.REVIEW_WARNING) or viewer.may(Act.SIGN_WARNING)),
        "cancel": (open_to_edit or row.state == State.RELEASED) and viewer.may(Act.CANCEL_WARNING),
        "send_again": viewer.may(Act.CANCEL_WARNING),
    }
    return Seen(
        row, content_hash, mark, mark[:-4], mark[-4:], _steps(row), tuple((one, one not in absent) for one in ELEMENTS),
        len(absent), tuple(queries.approvals(row)), tuple(queries.deliveries([row])[row.pk]), may, same,
        row.level <= rules.GRAVE, _is_wide(row),
    )  # fmt: skip


def _steps(row: Warning) -> tuple[Step, ...]:
    """How far it has come: what is done, and the one that is next."""
    done = {State.DRAFT: 1, State.REVIEWED: 2}.get(State(row.state), 4 if row.released_at else 0)
    return tuple(
        Step(title, "done" if at < done else "now" if at == done else "") for at, (_, title) in enumerate(STEPS)
    )


def _is_wide(row: Warning) -> bool:
    if row.area is None:
        return False
    ground = scene_area(row.incident) if row.incident else None
    return rules.is_wide(area_m2(shape(row.area)) / 1e6, area_m2(shape(ground)) / 1e6 if ground else None)


def preview(row: Warning, now: datetime) -> tuple[list[tuple[bool, str]], Words | None]:
    """The CAP document in pieces (is it markup, text), or why there is none yet."""
    if row.document:
        return _pieces(row.cancel_document or row.document), None
    if rules.missing(row.content, now):
        return [], Words(zh="补齐法定要素后显示。", en="Shown once nothing is missing.")
    try:
        return _pieces(cap.document(message_of(row, "release", now)).decode()), None
    except CapUnwritable as fault:
        return [], fault.words


def _pieces(xml: str) -> list[tuple[bool, str]]:
    return [(piece.startswith("<"), piece) for piece in _TAG.split(xml.partition("?>")[2].strip()) if piece]


def text_messages(row: Warning, now: datetime) -> list[Text]:
    if rules.missing(row.content, now):
        return []
    message = message_of(row, "release", row.released_at or now)
    return [Text(lang, message.short(lang), counted(message.short(lang))) for lang in LANGS]


@dataclass(frozen=True, slots=True)
class Card:
    """A posting of the public page. `content` is what was rendered for it; `steps` its instruction, sentence by sentence."""

    posting: Posting
    content: dict[str, Any]
    lang: str
    sketch: Sketch | None = None

    @property
    def said(self) -> dict[str, str]:
        return dict(self.content.get(self.lang, {}))

    @property
    def steps(self) -> list[str]:
        parts = (part.strip() for part in _SENTENCE.split(self.said.get("instruction", "")))
        return [part for part in parts if part]

    @property
    def until(self) -> datetime:
        return parse_time(str(self.content["expires"]))

    @property
    def sent(self) -> datetime:
        return parse_time(str(self.content["sent"]))


@dataclass(frozen=True, slots=True)
class PublicView:
    in_force: tuple[Card, ...]
    ended: tuple[Card, ...]


def public(now: datetime, lang: str = "zh") -> PublicView:
    """The public page from its postings alone: what was released, nothing else, whatever happens in this room."""
    rows = queries.postings("public_page")
    released = [row for row in rows if row.kind == Delivery.Kind.RELEASE]
    running = [_card(row, lang, True) for row in released if row.ended_at is None and row.ends_at > now]
    over = [row for row in released if row.ended_at is not None or row.ends_at <= now]
    today = [_card(row, lang, False) for row in over if (row.ended_at or row.ends_at) > now - timedelta(hours=24)]
    return PublicView(
        tuple(sorted(running, key=lambda card: (card.content["level"], -card.sent.timestamp()))), tuple(today)
    )


def _card(row: Posting, lang: str, drawn: bool) -> Card:
    content = json.loads(row.body)
    return Card(row, content, lang, drawing(content["area"]) if drawn else None)


def drawing(area: dict[str, Any]) -> Sketch:
    """The area with the places in it by which people know it: venues first, then gates and communities."""
    inside = [one.place for one in places.within(area) if one.place.kind in _DRAWN]
    inside.sort(key=lambda place: (_DRAWN.index(place.kind), place.code))
    return sketch(area, [(places.centre(place), place.words) for place in inside[:8]])


@dataclass(frozen=True, slots=True)
class Listed:
    """A warning as a row of a list."""

    w: Warning
    undelivered: queries.Undelivered


def listed(rows: Sequence[Warning], now: datetime) -> list[Listed]:
    known = queries.undelivered(rows, now)
    return [Listed(row, known.get(row.pk, queries.Undelivered())) for row in rows]


def awaited(viewer: Viewer, rows: Sequence[Warning]) -> list[Warning]:
    """What waits for this very person: to be reviewed, or to be signed."""
    return [
        row
        for row in rows
        if (
            (row.state == State.DRAFT and viewer.may(Act.REVIEW_WARNING))
            or (row.state == State.REVIEWED and viewer.may(Act.SIGN_WARNING) and viewer.person != row.reviewer_id)
        )
        and viewer.person not in queries.authors(row)
    ]
