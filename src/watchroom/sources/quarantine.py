"""What could not be taken, kept with its bytes for a person to look at: bounded, made harmless, told once a source."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchroom.journal.book import book
from watchroom.kernel.clock import from_ms
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.sources import actions
from watchroom.sources.checking import Refused
from watchroom.sources.connector import Aside, Came
from watchroom.sources.models import Quarantine
from watchroom.sources.payloads import Offer
from watchroom.sources.trial_faults import OnTrial

KEPT_OF_A_SOURCE = 200
KEPT_WITHOUT_SOURCE = 500
MOST_BYTES = 64 * 1024
_MOST_AT_ONCE = 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bad:
    """One thing that was not taken. `source` None: it could not even be told whose it was.

    body   the message as it came, or the part of it in which this stood: for offering it again
    topic  that of the message, a file's name, or the address that answered; empty for a document that stands for itself
    door   the connector by which it came;  form  its content type
    at_ms  the moment that counted as its arrival: a reading without a time of its own was measured then; None: now
    count  how many like it came of which this one is kept
    """

    source: int | None
    device: str
    sensor: str
    fault: Fault
    sample: str
    body: bytes = b""
    topic: str = ""
    door: str = ""
    at_ms: int | None = None
    count: int = 1
    form: str = ""


def apart(came: Came, offer: Offer, refused: Sequence[Refused]) -> list[Aside]:
    """The refused readings of a message with the bytes in which they stand; what is wrong alike stands together."""
    if offer.pieces is None or not refused:
        return [Aside(one.sensor, one.fault, came.body) for one in refused]
    alike: dict[str, dict[int, Refused]] = {}
    for one in refused:
        alike.setdefault(one.fault.code, {})[one.place] = one
    try:
        return [
            Aside(some[place].sensor, some[place].fault, body)
            for some in alike.values()
            for places, body in offer.pieces(sorted(some), MOST_BYTES)
            for place in places
        ]
    except Exception:  # it was read whole a moment ago; whatever it is now, the message itself can be kept
        _log.exception("a message could not be taken apart")
        return [Aside(one.sensor, one.fault, came.body) for one in refused]


def bad_of(aside: Iterable[Aside], came: Came, *, source: int, device: str = "", door: str, at_ms: int) -> list[Bad]:
    """What is set aside of one message, as the quarantine keeps it."""
    samples: dict[bytes, str] = {}
    found: list[Bad] = []
    for one in aside:
        if one.body not in samples:
            samples[one.body] = sample_of(one.body)
        about = (source, device, one.sensor, one.fault, samples[one.body], one.body, came.topic, door, at_ms)
        found.append(Bad(*about, form=came.kind))
    return found


def sample_of(body: bytes) -> str:
    return shown(body[:200].decode("utf-8", "replace"), 200)


def set_aside(bad: Sequence[Bad], *, actor: str) -> None:
    """Keeps each message once for each kind of fault in it, and says of each source that it is unwell.

    Of very many at once some of every kind are kept, and the others counted with them.
    """
    if not bad:
        return
    alike: dict[tuple[int | None, str, str], dict[tuple[str, bytes], list[Bad]]] = {}
    for one in bad:
        kind = alike.setdefault((one.source, one.device, one.fault.code), {})
        kind.setdefault((one.topic, one.body), []).append(one)
    kinds = [list(messages.values()) for messages in list(alike.values())[:_MOST_AT_ONCE]]
    room = _MOST_AT_ONCE
    with book(actor=actor) as b:
        rows: list[Quarantine] = []
        for kind_number, messages in enumerate(kinds):
            most = max(1, room - (len(kinds) - kind_number - 1))  # one is kept for each kind that comes yet
            mine = [_row(group, b.now) for group in messages[:most]]
            mine[0].count += sum(map(_count, messages[most:]))
            rows, room = rows + mine, room - len(mine)
            _tell(messages[0][0], sum(map(_count, messages)), actor)
        Quarantine.objects.bulk_create(rows)
        for source in {one.source for one in bad}:
            _bound(source)


def _count(group: Sequence[Bad]) -> int:
    return sum(one.count for one in group)


def _tell(first: Bad, count: int, actor: str) -> None:
    if first.source is None:
        return
    if isinstance(first.fault, OnTrial):  # nothing is wrong with it
        actions.kept_on_trial(first.source, actor=actor)
    else:
        about = {"device": first.device, "sensor": first.sensor}
        actions.refused(first.source, first.fault, **about, count=count, actor=actor)


def _row(group: Sequence[Bad], now: datetime) -> Quarantine:
    first = group[0]
    return Quarantine(
        at=now if first.at_ms is None else from_ms(first.at_ms), source_id=first.source, device=first.device[:64],
        sensor=shown(first.sensor, 64) if first.sensor else "", fault=actions.kept(first.fault, now),
        sample=shown(first.sample, 200), count=_count(group), body=first.body[:MOST_BYTES],
        whole=0 < len(first.body) <= MOST_BYTES, size=len(first.body),
        topic=shown(first.topic, 240) if first.topic else "", door=first.door,
        form=shown(first.form, 100) if first.form else "",
    )  # fmt: skip


def _bound(source: int | None) -> None:
    rows = Quarantine.objects.filter(source=source).order_by("-id")
    most = KEPT_WITHOUT_SOURCE if source is None else KEPT_OF_A_SOURCE
    oldest_kept = rows.values_list("id", flat=True)[most - 1 : most].first()
    if oldest_kept is not None:
        rows.filter(id__lt=oldest_kept).delete()
