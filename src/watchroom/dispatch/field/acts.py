"""The one way in for acts of the field: judged one by one by the posts their person held then, each done once or refused once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from django.db import IntegrityError
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Limited

from watchroom.dispatch.field import doing
from watchroom.dispatch.field.distress import Fix
from watchroom.dispatch.field.faults import ActTooOld, ActUnread, FileOwed, NotItsPost
from watchroom.dispatch.field.models import FieldAct
from watchroom.dispatch.field.recording import facts_of, record
from watchroom.dispatch.field.rules import NEEDS, OLDEST, WITH_FILE, Kind, Outcome, Told, told_at
from watchroom.dispatch.teams.rules import MOST_CAME, MOST_MINUTES
from watchroom.incidents.scene_media import PHOTO, Judged, judge
from watchroom.journal.book import book
from watchroom.journal.clock import exercise, site_now
from watchroom.journal.once import KeyUsedOtherwise
from watchroom.kernel.canonical import digest
from watchroom.kernel.clock import Instant, iso
from watchroom.kernel.faults import Fault
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.models import Person, Phone
from watchroom.people.rights import ACTS

MOST_ACTS, MOST_TEXT = 500, 4000
_MOST_ID = 2**53
_OFFSET = 10 * 366 * 24 * 3600 * 1000  # a clock that was never set is decades wrong; further than ten years is no clock
Text = Annotated[str, StringConstraints(max_length=MOST_TEXT, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Limited(ge=1, lt=_MOST_ID)]
# A phone whose clock was never set says 1970; beyond this no sum of times stays within the calendar.
Clock = Annotated[Instant, Limited(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]


_NEWER = ("event", "lon", "lat", "accuracy", "fix_at", "called", "minutes", "people")


class Asked(BaseModel):
    """An act as a phone sends it.

    key        made by the phone, unique for its person
    at         the phone's clock when it was done; `offset_ms` what the phone had measured (site minus phone), if it had
    order, unit, incident, called  what it is about, by kind;  event  the kind of a new incident
    minutes, people  of one who was called out: until he is there, with how many he came
    lon, lat, accuracy, fix_at  where the phone was, within how many metres, and when by its clock, if it knew
    """

    model_config = ConfigDict(extra="forbid", strict=False)

    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    kind: Kind
    at: Clock
    offset_ms: Annotated[int, Limited(ge=-_OFFSET, le=_OFFSET)] | None = None
    order: Id | None = None
    unit: Id | None = None
    incident: Id | None = None
    called: Id | None = None
    minutes: Annotated[int, Limited(ge=0, le=MOST_MINUTES)] | None = None
    people: Annotated[int, Limited(ge=0, le=MOST_CAME)] | None = None
    status: Annotated[str, StringConstraints(max_length=32, pattern=r"^[a-z_]*$")] = ""
    percent: Annotated[int, Limited(ge=0, le=100)] | None = None
    text: Text = ""
    reason: Text = ""
    event: Annotated[str, StringConstraints(max_length=32, pattern=r"^[a-z_]*$")] = ""
    lon: Annotated[float, Limited(ge=-180, le=180)] | None = None
    lat: Annotated[float, Limited(ge=-90, le=90)] | None = None
    accuracy: Annotated[float, Limited(ge=0, le=1e7)] | None = None
    fix_at: Clock | None = None

    @property
    def about(self) -> str:
        room = NEEDS[self.kind]
        return f"{room}:{getattr(self, room)}" if room else ""

    @property
    def spot(self) -> LonLat | None:
        return (self.lon, self.lat) if self.lon is not None and self.lat is not None else None

    def fix(self, told: datetime) -> Fix | None:
        """Where the phone was, with the site's time of that; `told`: the site's time of the act."""
        if self.spot is None:
            return None
        before = max(timedelta(0), self.at - self.fix_at) if self.fix_at else timedelta(0)
        return Fix(*self.spot, self.accuracy, told - min(before, OLDEST))

    @property
    def said(self) -> dict[str, Any]:
        """To what its key is bound: what a phone did not tell is left out, so that a newer server knows what came before."""
        told = self.model_dump(mode="json").items()
        kept = {name: value for name, value in told if name not in _NEWER or value not in (None, "")}
        return {name: repr(value) if isinstance(value, float) else value for name, value in kept.items()}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an act: `applied`, `already` (it had come before; `before` says how it ended then) or `refused`."""

    key: str
    outcome: str
    before: str = ""
    code: str = ""
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class From:
    """Whose acts these are, from which phone (None: over the API), and the phone's clock at the sending."""

    person: Person
    phone: Phone | None
    sent_at: datetime


def take(sender: From, acts: Sequence[Any]) -> list[Answer]:
    """Every act for itself, in the order given; one that cannot be read keeps no other back."""
    return [_take(sender, raw, None) for raw in acts[:MOST_ACTS]]


def take_with_file(sender: From, raw: Any, data: bytes) -> Answer:
    """A photo or voice note with its bytes, which are judged first."""
    return _take(sender, raw, data)


def _take(sender: From, raw: Any, data: bytes | None) -> Answer:
    try:
        asked = Asked.model_validate(raw)
        if NEEDS[asked.kind] and getattr(asked, NEEDS[asked.kind]) is None:
            raise ActUnread(places=NEEDS[asked.kind])
    except ValidationError as error:
        places = ", ".join(sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]})) or "act"
        return _unread(raw, ActUnread(places=places[:200]))
    except ActUnread as fault:
        return _unread(raw, fault)
    mark = digest([asked.said, hashlib.sha256(data or b"").hexdigest()])
    try:
        return _known(sender, asked, mark) or _apply(sender, asked, judge(data) if data else None, mark)
    except Fault as fault:
        return _refuse(sender, asked, mark, fault)
    except IntegrityError:  # the same act came twice at the same moment: the other one has done it
        return _known_by_now(sender, asked, mark)


def _unread(raw: Any, fault: Fault) -> Answer:
    key = raw.get("key") if isinstance(raw, dict) else None
    return Answer(str(key)[:64] if key else "", "refused", code=fault.code, words=fault.words)


def _known_by_now(sender: From, asked: Asked, mark: str) -> Answer:
    """Raises IntegrityError where it was not the key that another had taken."""
    known = _known(sender, asked, mark)
    if known is None:
        raise IntegrityError(asked.key)
    return known


def _known(sender: From, asked: Asked, mark: str) -> Answer | None:
    """What became of it before. A key that was used for something else does nothing, and is said."""
    row = FieldAct.objects.filter(person=sender.person, key=asked.key).first()
    if row is None:
        return None
    if row.asked != mark:
        fault = KeyUsedOtherwise(key=asked.key)
        return Answer(asked.key, "refused", code=fault.code, words=fault.words)
    return Answer(row.key, "already", before=row.outcome, code=row.code, words=row.words if row.zh else None)


def _apply(sender: From, asked: Asked, media: Judged | None, mark: str) -> Answer:
    """Raises whatever refuses it; then nothing of it has happened."""
    told = _told(sender, asked)
    if asked.kind in WITH_FILE and (media is None or media.sort != asked.kind):
        raise FileOwed()
    if asked.kind is Kind.INCIDENT and media is not None and media.sort != PHOTO:
        raise FileOwed()
    viewer = people.viewer(sender.person, told.at)
    with book(actor=viewer.actor) as b:
        try:
            done = doing.do(viewer, asked, media, told.at, late=b.now - told.at)
        except (NotAllowed, NotSignedIn) as fault:
            raise NotItsPost(at=iso(told.at), act=ACTS[doing.RIGHTS[asked.kind]]) from fault
        row = _row(sender, asked, told, mark, b.now, Outcome.APPLIED)
        row.incident_id, row.about = done.incident, row.about or done.about
        row.zh, row.en = (done.words.zh, done.words.en) if done.words else ("", "")
        row.save(force_insert=True)
        record(b, row, facts_of(row))
    return Answer(row.key, "applied", words=done.words)


def _refuse(sender: From, asked: Asked, mark: str, fault: Fault) -> Answer:
    """Keeps what was typed, and tells the incident that it was not taken and why."""
    told = _told(sender, asked, bounded=False)
    actor = people.viewer(sender.person, site_now()).actor
    try:
        with book(actor=actor) as b:
            row = _row(sender, asked, told, mark, b.now, Outcome.REFUSED)
            row.incident_id = doing.incident_of(asked)
            row.code, row.zh, row.en = fault.code, fault.words.zh[:2000], fault.words.en[:2000]
            row.save(force_insert=True)
            record(b, row, facts_of(row), why=fault.code)
    except IntegrityError:
        return _known_by_now(sender, asked, mark)
    return Answer(row.key, "refused", code=fault.code, words=fault.words)


def _told(sender: From, asked: Asked, *, bounded: bool = True) -> Told:
    """Raises ActTooOld."""
    now = site_now()
    oldest = now - timedelta(days=3650)
    told = told_at(now, asked.at, sender.sent_at, asked.offset_ms, played=exercise())
    told = Told(max(told.at, min(now, _before(sender, asked) or told.at)), told.doubt)
    if bounded and told.at < now - OLDEST:
        raise ActTooOld(at=iso(max(told.at, oldest)), hours=int(OLDEST.total_seconds() // 3600))
    return Told(max(told.at, oldest), told.doubt)


def _before(sender: From, asked: Asked) -> datetime | None:
    """When the phone's act before this one was: a network's delays turn no order round that the phone's own clock knows."""
    if sender.phone is None:
        return None
    rows = FieldAct.objects.filter(phone=sender.phone, device_at__lte=asked.at)
    return rows.order_by("-pk").values_list("happened_at", flat=True).first()


def _row(sender: From, asked: Asked, told: Told, mark: str, now: datetime, outcome: Outcome) -> FieldAct:
    given = {
        "text": asked.text,
        "reason": asked.reason,
        "status": asked.status,
        "percent": asked.percent,
        "event": asked.event,
        "minutes": asked.minutes,
        "people": asked.people,
    }
    return FieldAct(
        person=sender.person, phone=sender.phone, key=asked.key, kind=asked.kind, asked=mark, about=asked.about,
        given={name: value for name, value in given.items() if value not in ("", None)}, happened_at=told.at, received_at=now,
        device_at=asked.at, offset_ms=asked.offset_ms, doubt=told.doubt, outcome=outcome,
    )  # fmt: skip
