"""What has come of a source on trial: raw, as readings, by sensor, how often, and what is wrong, in words.

Read from what lies in quarantine, each time anew: a sensor that was just registered is known in what came before.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from statistics import median

from django.utils.timezone import is_aware

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import from_ms, ms, parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import saying, trial_actions, trial_asking
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.checking import check
from watchroom.sources.connector import CONNECTORS, Asking, Came, Hearing
from watchroom.sources.faults import NotReadable, UnknownSensor
from watchroom.sources.models import Quarantine, Sensor, Source
from watchroom.sources.payloads import Offer
from watchroom.sources.trial_saying import cut_short, raw_text, rhythm

SHOWN, DECODED = 10, 40
MOST_LINES = 12
SLOW = timedelta(seconds=30)
_MOST_KEPT = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One reading as it was sent and as it would be taken. `fault` says why it would not be, and what to do."""

    sensor: str
    known: bool
    value: str
    unit: Words | None = None
    measured: datetime | None = None
    lag_s: float | None = None
    fault: Words | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A message read: its readings, or the fault of the whole."""

    lines: tuple[Line, ...] = ()
    fault: Fault | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it came, harmless, and its first readings; `more` are not shown."""

    pk: int
    at: datetime
    device: str
    topic: str
    size: int
    count: int
    raw: str
    lines: tuple[Line, ...]
    more: int
    fault: Words | None


@dataclass(frozen=True, slots=True)
class SensorSeen:
    """A sensor as it was named, how many readings of it came, and how often it measures, where that can be told."""

    code: str
    named: Words | None
    readings: int
    every_s: float | None
    latest: Line


@dataclass
class Arrived:
    """All of it. `count` messages since `first`; `notices` and `readings` are of an answer; `waits` since when it is to be
    asked; `mark` changes when any of this does.
    """

    asked: bool
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None
    seen_every_s: float | None = None
    rhythm: Words | None = None
    messages: list[Message] = field(default_factory=list)
    known: list[SensorSeen] = field(default_factory=list)
    unknown: list[SensorSeen] = field(default_factory=list)
    faults: list[tuple[Words, int]] = field(default_factory=list)
    waits: datetime | None = None
    slow: bool = False
    answered_at: datetime | None = None
    readings: int = 0
    lines: tuple[Line, ...] = ()
    notices: list[dict[str, str]] = field(default_factory=list)
    notices_all: int = 0
    mark: str = ""


_catalogue = Catalogue()
_read: dict[tuple[int, str, str], Read] = {}
_lock = threading.Lock()


def seen(viewer: Viewer, code: str) -> Source:
    """A source on trial, for those who set sources up. Raises NotAllowed, NoSuchSource, NotOnTrial."""
    viewer.must(Act.ADMIN)
    return trial_actions.on_trial(code)


def arrived(source: Source) -> Arrived:
    """What has come of it up to now."""
    _catalogue.fresh()
    kind = CONNECTORS.all.get(source.kind)
    now, asks = site_now(), kind is not None and issubclass(kind, Asking)
    rows = list(Quarantine.objects.filter(source=source).order_by("-id")[:DECODED])
    found = Arrived(asks, waits=source.next_poll_at if asks else None)
    found.slow = found.waits is not None and now - found.waits > SLOW
    reads = [Read() if asks else _cached(source, row) for row in rows]
    answer = _of_answer(source, found) if asks else []
    _rate(source, found, now)
    found.lines = tuple(line for one in answer for line in one.lines)
    found.known, found.unknown = _sensors([*found.lines, *(line for one in reversed(reads) for line in one.lines)])
    told = list(zip(rows, reads, strict=True))[: trial_asking.MOST_CAME if asks else SHOWN]
    found.messages = [_message(row, one) for row, one in told]
    found.faults = _faults(source, [*reads, *answer])
    found.lines = found.lines[:MOST_LINES]
    found.mark = _mark(source, rows, found)
    return found


def read(offer: Offer, source: Source, device: str, received_ms: int) -> Read:
    """What of an offer would be taken, reading by reading."""
    speaker = device or source.code
    taken = check(offer, _catalogue.sensors, received_ms, source=source.pk, device=speaker)
    refused = {one.place: one.fault for one in taken.refused}
    kept, lines = 0, []
    for place in range(len(offer)):
        name = shown(offer.sensor[place], 64)
        known = _catalogue.sensors.get(offer.sensor[place]) if isinstance(offer.sensor[place], str) else None
        if place in refused:
            unit = offer.unit[place]
            given = None if unit is None else Words(zh=shown(unit, 20), en=shown(unit, 20))
            why = refused[place].words
            lines.append(Line(name, known is not None, shown(offer.value[place], 40), given, fault=why))
            continue
        assert known is not None
        at = int(taken.measured_ms[kept])
        value = saying.value_text(float(taken.value[kept]), known.quantity.digits)
        lag = round((received_ms - at) / 1000, 1)
        lines.append(Line(name, True, value, known.quantity.unit_words, from_ms(at), lag))
        kept += 1
    return Read(tuple(lines), None, tuple(refused.values()))


def _cached(source: Source, row: Quarantine) -> Read:
    """A message is read once as long as nothing that is registered changes: a page that looks on costs little."""
    key = (row.pk, sha256(bytes(row.body)).hexdigest(), _catalogue.seen)
    found = _read.get(key)
    if found is None:
        found = _of_message(source, row)
        with _lock:
            for oldest in list(_read)[: max(0, len(_read) - _MOST_KEPT)]:
                del _read[oldest]
            _read[key] = found
    return found


def _of_message(source: Source, row: Quarantine) -> Read:
    """Raises nothing: a message on which its connector breaks is a bad one."""
    door = CONNECTORS.all.get(row.door)
    if row.fault.get("code") != trial_actions.ON_TRIAL:
        return Read()
    if not row.whole or door is None or not issubclass(door, Hearing):
        return Read(fault=cut_short(row.size))
    try:
        offer = _catalogue.hearing(source.pk, door).hear(Came(bytes(row.body), row.topic, row.form))
        return read(offer, source, row.device, ms(row.at))
    except Fault as fault:
        return Read(fault=fault)
    except Exception as error:
        return Read(fault=NotReadable(why=f"{shown(row.sample, 24)} ({type(error).__name__})"))


def _of_answer(source: Source, found: Arrived) -> list[Read]:
    answer = source.trial_answer
    if not answer:
        return []
    found.answered_at = parse_time(answer["at"])
    found.readings, found.notices, found.notices_all = answer["readings"], answer["notices"], answer["notices_all"]
    return [read(offer, source, "", ms(found.answered_at)) for offer in trial_asking.offers_of(answer)]


def _rate(source: Source, found: Arrived, now: datetime) -> None:
    """How often messages come, over those that are kept. An answer is one asking, and has no rhythm."""
    came = list(Quarantine.objects.filter(source=source).order_by("id").values_list("at", "count"))
    if not came:
        found.rhythm = None if found.asked else rhythm(source.expected_every_s, None, None)
        return
    found.count, found.first, found.last = sum(count for _, count in came), came[0][0], came[-1][0]
    if found.asked:
        return
    gaps, span = found.count - came[0][1], (found.last - found.first).total_seconds()
    found.seen_every_s = round(span / gaps, 1) if gaps >= 2 and span > 0 else None
    found.rhythm = rhythm(source.expected_every_s, found.seen_every_s, (now - found.last).total_seconds())


def _sensors(lines: list[Line]) -> tuple[list[SensorSeen], list[SensorSeen]]:
    """Oldest first in; known ones and unknown ones by name."""
    by_code: dict[str, list[Line]] = {}
    for line in lines:
        by_code.setdefault(line.sensor, []).append(line)
    names = {one.code: one.words for one in Sensor.objects.filter(code__in=list(by_code))}
    all_ = [
        SensorSeen(code, names.get(code), len(some), _every_s(some), some[-1]) for code, some in sorted(by_code.items())
    ]
    return [one for one in all_ if one.named], [one for one in all_ if not one.named]


def _every_s(lines: list[Line]) -> float | None:
    at = sorted({line.measured for line in lines if line.measured is not None and is_aware(line.measured)})
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(at)]
    return round(median(gaps), 1) if gaps else None


def _message(row: Quarantine, found: Read) -> Message:
    fault = found.fault.words if found.fault else None
    if row.fault.get("code") != trial_actions.ON_TRIAL:
        fault = Words(zh=row.fault.get("zh", ""), en=row.fault.get("en", ""))
    lines = found.lines[:MOST_LINES]
    return Message(
        row.pk, row.at, row.device, row.topic, row.size, row.count, raw_text(bytes(row.body)), lines,
        len(found.lines) - len(lines), fault,
    )  # fmt: skip


def _faults(source: Source, reads: list[Read]) -> list[tuple[Words, int]]:
    """Each kind once, with how often and in the newest's words. A sensor that is not registered has its own list."""
    counts: Counter[str] = Counter()
    words: dict[str, Words] = {}

    def tell(code: str, said: Words) -> None:
        words.setdefault(code, said)
        counts[code] += 1

    kept = (source.trial_answer or {}).get("faults") or ([source.fault] if source.fault else [])
    for one in kept:
        tell(one["code"], Words(zh=one["zh"], en=one["en"]))
    for found in reads:
        for fault in (*((found.fault,) if found.fault else ()), *found.faults):
            if not isinstance(fault, UnknownSensor):
                tell(fault.code, fault.words)
    return [(words[code], count) for code, count in counts.most_common(MOST_LINES)]


def _mark(source: Source, rows: list[Quarantine], found: Arrived) -> str:
    told = [
        rows[0].pk if rows else 0, found.count, found.waits, found.slow, found.answered_at, _catalogue.seen,
        source.health, source.fault, found.rhythm, source.expected_every_s,
    ]  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()[:16]
