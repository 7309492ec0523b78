"""What other rooms and people may ask about sources, sensors, values and official warnings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
from django.conf import settings
from django.db.models import F, Q, QuerySet

from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import from_ms, ms
from watchroom.kernel.text import shown
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import history as kept
from watchroom.sources import stream
from watchroom.sources.chains import chain_of
from watchroom.sources.drain import drained
from watchroom.sources.entries import SERVER
from watchroom.sources.faults import HistoryBroken, NoSuchSensor, NoSuchSource
from watchroom.sources.history import Series
from watchroom.sources.line import line
from watchroom.sources.models import Bulletin, Quarantine, Sensor, Source

__all__ = [
    "AHEAD",
    "Latest",
    "bulletin",
    "bulletin_chain",
    "bulletin_document",
    "bulletins",
    "bulletins_at",
    "bulletins_in_force",
    "bulletins_to_act_on",
    "drained",
    "history",
    "latest",
    "quarantined",
    "seen_sensor",
    "seen_source",
    "sensor",
    "sensors",
    "server_trouble",
    "shown",
    "source_health",
    "sources",
    "stale_after_s",
    "values_at",
    "young",
]  # fmt: skip

_NOTICED = timedelta(days=7)
_MOST_SHOWN = 200
PAGE = 100  # sensors on one page of their list
AHEAD = timedelta(hours=24)
"""How long before it begins a warning is one already."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest reading of a sensor by the time of its measuring."""

    value: float
    measured_at: datetime
    received_at: datetime


class Gauge(NamedTuple):
    """A sensor with what a fact that it read tells of it, and nothing else of its row."""

    pk: int
    code: str
    quantity: str
    place_id: int
    zh: str
    en: str
    simulated: bool

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)

    @property
    def unit(self) -> str:
        return QUANTITIES[self.quantity].unit


def sensors(codes: Iterable[str] | None = None) -> list[Sensor]:
    """Sensors with their place and source, by number: all, or those named."""
    rows = Sensor.objects.select_related("place", "source").order_by("number")
    return list(rows if codes is None else rows.filter(code__in=list(codes)))


def gauges(codes: Iterable[str]) -> list[Gauge]:
    """These sensors, by number. Quick for very many."""
    rows = Sensor.objects.filter(code__among=codes).order_by("number")
    return [
        Gauge._make(row)
        for row in rows.values_list("pk", "code", "quantity", "place_id", "zh", "en", "source__simulated")
    ]


def found_sensors(viewer: Viewer, text: str = "", source: str = "", page: int = 1) -> tuple[list[Sensor], int]:
    """A page of the sensors whose code, name or place holds the text, by place and code; and how many there are."""
    viewer.must(Act.SEE)
    rows = Sensor.objects.select_related("place", "source").order_by("place__code", "code")
    if source:
        rows = rows.filter(source__code=source)
    if text:
        named = (f"{of}{name}__icontains" for of in ("", "place__") for name in ("code", "zh", "en"))
        rows = rows.filter(reduce(or_, (Q(**{name: text}) for name in named)))
    at = (max(1, page) - 1) * PAGE
    return list(rows[at : at + PAGE]), rows.count()


def source_names(viewer: Viewer) -> list[Source]:
    """The sources that have sensors, to choose from."""
    viewer.must(Act.SEE)
    return list(Source.objects.filter(sensors__isnull=False).distinct().order_by("code"))


def sensor(code: str) -> Sensor | None:
    return Sensor.objects.select_related("place", "source").filter(code=code).first()


def latest(sensor_codes: Sequence[str]) -> dict[str, Latest]:
    """The newest reading of each sensor that has one. Asked of `watch`; without an answer within half a second the
    sensor is left out, and whoever shows it says that nothing is known.
    """
    rows = Sensor.objects.filter(code__in=list(sensor_codes)).values_list("code", "number", "partition")
    wanted: dict[int, dict[int, str]] = {}
    for code, number, partition in rows:
        wanted.setdefault(partition, {})[number] = code
    found: dict[str, Latest] = {}
    for partition, numbers in wanted.items():
        answer = line().ask(f"{stream.LATEST}.{partition}", orjson.dumps(list(numbers)))
        if answer is not None:
            found |= {numbers[number]: one for number, one in _latest(orjson.loads(answer)) if number in numbers}
    return found


def _latest(answer: dict[str, list[Any]]) -> Iterable[tuple[int, Latest]]:
    for number, value, measured, received in zip(
        *(answer[name] for name in ("sensor", "value", "measured_ms", "received_ms")), strict=True
    ):
        yield number, Latest(float(value), from_ms(measured), from_ms(received))


def values_at(rows: Sequence[Sensor], at: datetime) -> dict[str, Latest]:
    """What was known of these sensors at a past moment: the newest reading measured and received by then, of the hour
    before it.
    """
    codes = {sensor.number: sensor.code for sensor in rows}
    young: list[tuple[int, Latest]] = []
    for partition in {sensor.partition for sensor in rows}:
        answer = line().ask(f"{stream.RECENT}.{partition}", b"null")
        young += _latest(orjson.loads(answer)) if answer else []
    found: dict[str, Latest] = {}
    for number, one in [*_known_at(at), *young]:
        code = codes.get(number)
        if code is None or one.measured_at > at or one.received_at > at:
            continue
        if code not in found or one.measured_at >= found[code].measured_at:
            found[code] = one
    return found


def _known_at(at: datetime) -> Iterable[tuple[int, Latest]]:
    try:
        rows = kept.newest(Path(settings.DATA), at - timedelta(hours=1), at)
    except HistoryBroken:  # a map of the past without values is better than none
        return
    for number, value, measured, received in rows:
        yield number, Latest(value, from_ms(measured), from_ms(received))


def history(sensor: Sensor, since: datetime, until: datetime, most: int | None = None) -> Series:
    """Readings measured in since <= t < until, oldest first: the history's, and those so young that `watch` has them.

    most  of the history's no more than these, the newest
    """
    # The young are asked for first: what is moved to the history in between is then in both, and counted once.
    recent = young(sensor, ms(since), ms(until))
    return kept.joined(kept.read(Path(settings.DATA), sensor.number, since, until, most=most), recent)


def young(sensor: Sensor, since_ms: int, until_ms: int) -> Series:
    """What `watch` has of a sensor and the history has not yet, oldest first; nothing while `watch` does not answer."""
    asked = line().ask(f"{stream.RECENT}.{sensor.partition}", orjson.dumps(sensor.number))
    if not asked:
        return Series.empty()
    answer = orjson.loads(asked)
    measured, first = np.unique(np.array(answer["measured_ms"], np.int64), return_index=True)
    value, received = np.array(answer["value"], np.float64), np.array(answer["received_ms"], np.int64)
    return Series(measured, value[first], received[first]).within(since_ms, until_ms)


def stale_after_s(sensor: Sensor) -> int:
    """After how long a value counts as old: three of its source's periods."""
    return 3 * sensor.source.expected_every_s


def sources(viewer: Viewer) -> list[Source]:
    """Those that need a person first: unwell, silent, unknown, well."""
    viewer.must(Act.SEE_SOURCES)
    order = {"unwell": 0, "silent": 1, "unknown": 2, "well": 3}
    return sorted(Source.objects.filter(retired=False), key=lambda s: (order[s.health], s.code))


def source_health(viewer: Viewer) -> dict[str, int]:
    """How many sources in service are in each health: for the console, which shows it to all who may see."""
    viewer.must(Act.SEE)
    counts = dict.fromkeys(("well", "silent", "unwell", "unknown"), 0)
    for health in Source.objects.filter(retired=False, trial=False).values_list("health", flat=True):
        counts[health] += 1
    return counts


def server_trouble() -> Words | None:
    """What of the server of streams needs its administrator now, in words; None when nothing does."""
    last = journal.last(SERVER)
    return Words(zh=last.facts["why_zh"], en=last.facts["why_en"]) if last and last.facts["faults"] else None


def seen_source(viewer: Viewer, code: str) -> Source:
    """Raises NoSuchSource."""
    viewer.must(Act.SEE_SOURCES)
    found = Source.objects.filter(code=code).first()
    if found is None:
        raise NoSuchSource(code=shown(code))
    return found


def seen_sensor(viewer: Viewer, code: str) -> Sensor:
    """Raises NoSuchSensor."""
    viewer.must(Act.SEE)
    found = sensor(code)
    if found is None:
        raise NoSuchSensor(code=shown(code))
    return found


def quarantined(viewer: Viewer, source: Source | None = None, limit: int = 50) -> list[Quarantine]:
    """The newest things that were not taken; without a source those that could not be told whose they are."""
    viewer.must(Act.SEE_SOURCES)
    return list(Quarantine.objects.filter(source=source).defer("body").order_by("-id")[:limit])


def bulletins_in_force(at: datetime) -> list[Bulletin]:
    """Official warnings that hold at a moment, the gravest first. Tests and drafts of their senders are not among them."""
    rows = _bulletins().filter(
        state=Bulletin.State.IN_FORCE, received_at__lte=at, expires__gt=at, effective__lte=at + AHEAD
    )
    return [
        row for row in rows.order_by(F("level").asc(nulls_last=True), "-sent") if row.status in ("Actual", "Exercise")
    ]


def bulletins_to_act_on(at: datetime) -> list[Bulletin]:
    """Those of them that may move something by themselves (D-13): a signature that does not hold, or of nobody that the
    site knows, is shown to people and moves nothing.
    """
    return [row for row in bulletins_in_force(at) if row.trusted]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the messages received are looked for; an empty text is no condition.

    state  one of Bulletin.State, or `valid` for what is in force and not run out
    text   words in headline, kind, sender or area;  level  1 red to 4 blue
    """

    state: str = ""
    text: str = ""
    level: int | None = None
    source: str = ""
    signature: str = ""


def bulletins(viewer: Viewer, at: datetime, limit: int = 50, wanted: Wanted | None = None) -> list[Bulletin]:
    """What was received lately, newest first, with what has ended."""
    viewer.must(Act.SEE)
    rows = _bulletins().filter(received_at__lte=at, received_at__gt=at - _NOTICED)
    if wanted is not None:
        rows = _narrowed(rows, wanted, at)
    return list(rows.order_by("-id")[:limit])


def _narrowed(rows: QuerySet[Bulletin], wanted: Wanted, at: datetime) -> QuerySet[Bulletin]:
    if wanted.state == "valid":
        rows = rows.filter(state=Bulletin.State.IN_FORCE, expires__gt=at)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.level is not None:
        rows = rows.filter(level=wanted.level)
    if wanted.source:
        rows = rows.filter(source__code=wanted.source)
    if wanted.signature:
        rows = rows.filter(signature=wanted.signature)
    names = ("headline_zh", "headline_en", "event_zh", "event_en", "sender", "area_words")
    for word in wanted.text.replace("\0", " ").split()[:5]:
        some = Q()
        for name in names:
            some |= Q(**{f"{name}__icontains": word[:60]})
        rows = rows.filter(some)
    return rows


def bulletins_at(at: datetime | None) -> list[Bulletin]:
    """For the map: what is in force now, or what was at a past moment, by what the book knew then."""
    if at is None:
        return bulletins_in_force(site_now())
    told = {int(entry.facts["bulletin"]): entry.facts["state"] for entry in journal.state_at("bulletin", at)}
    standing = [pk for pk, state in told.items() if state == Bulletin.State.IN_FORCE]
    return list(_bulletins().filter(pk__in=standing, expires__gt=at, status__in=("Actual", "Exercise")))


def bulletin(viewer: Viewer, pk: int) -> Bulletin | None:
    viewer.must(Act.SEE)
    return _bulletins().filter(pk=pk).first()


def bulletin_chain(viewer: Viewer, row: Bulletin) -> list[Bulletin]:
    """The messages about the same thing, oldest first, this one among them; what it refers to may never have come."""
    viewer.must(Act.SEE)
    rows = _bulletins().filter(pk__in=list(chain_of(row)))
    return sorted(rows, key=lambda one: (one.sent, one.pk))[-_MOST_SHOWN:]


def bulletin_document(viewer: Viewer, pk: int) -> bytes | None:
    """The bytes as they came: to be saved as a file, never to be shown as a page."""
    viewer.must(Act.SEE)
    document = Bulletin.objects.filter(pk=pk).values_list("document", flat=True).first()
    return None if document is None else bytes(document)


def _bulletins() -> QuerySet[Bulletin]:
    return Bulletin.objects.select_related("source", "ended_by").defer("document")
