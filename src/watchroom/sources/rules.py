"""Pure decisions of this room: which partition, when silence is silence, what of a CAP message we go by."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from watchroom.kernel.canonical import digest
from watchroom.kernel.cap.model import Alert, Info
from watchroom.kernel.clock import parse_time

PARTITIONS = 16
MISSED = 3
BULLETIN_LIFE = timedelta(hours=24)
_SEVERITY = {"Extreme": 1, "Severe": 2, "Moderate": 3, "Minor": 4}
_COLOURS = {"红": 1, "橙": 2, "黄": 3, "蓝": 4, "red": 1, "orange": 2, "yellow": 3, "blue": 4}
_COLOUR = re.compile(
    r"([红橙黄蓝])色|\b(red|orange|yellow|blue)[ -](?!(?:flag|alert|tide|river|lake|sea|creek|rock)\b)(?:[a-z]+[ -]){0,2}(?:warning|alert|signal|level)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 4  # of a field that names a level, such as “2; yellow; Moderate”


def partition_of(zone: str) -> int:
    """The partition of everything in a zone, the same on every machine for ever: rules may look at neighbours."""
    return crc32(zone.encode()) % PARTITIONS


def share(
    worked: Collection[int], mine: Collection[int], others: Collection[int], watchers: int
) -> tuple[list[int], int]:
    """Which partitions this process should try to take now, and how many of its own to let go.

    worked    all that must be somebody's;  mine, others  whose they are now;  watchers  processes that watch, with us
    What nobody holds is tried until the share is full: asking only for what another keeps would leave it nobody's.
    """
    full = math.ceil(len(worked) / max(1, watchers))
    free = sorted(set(worked) - set(mine) - set(others))
    return free[: max(0, full - len(mine))], max(0, len(mine) - full)


def is_silent(last_ms: int, every_s: int, now_ms: int) -> bool:
    """Whether three periods have passed without a word. A source that never spoke is unknown, not silent."""
    return last_ms > 0 and now_ms - last_ms > MISSED * every_s * 1000


def level_of(info: Info) -> int | None:
    """The warning level, 1 red to 4 blue: the colour that the sender names, else his severity.

    A field of his own for it is believed first, then the words. In English a colour is a level only right before
    “warning” or the like: rivers are called Red, and a Red Flag Warning is of no level.
    """
    told = [value.value for value in (*info.parameters, *info.event_codes)]
    for text in told:
        words = [word for word in re.split(r"[^0-9A-Za-z红橙黄蓝色]+", text.lower()) if word]
        for word in words if len(words) <= _MOST_WORDS else ():
            if (level := _COLOURS.get(word.removesuffix("色"))) is not None:
                return level
    for text in (info.headline, info.event, *told):
        found = _COLOUR.search(text)
        if found:
            return _COLOURS[(found[1] or found[2]).lower()]
    return _SEVERITY.get(info.severity)


def content_digest(alert: Alert) -> str:
    """What makes two messages the same warning although their identifiers differ: sender, words, area and times."""
    said = [
        [info.language, info.event, info.headline, info.description, info.severity, _text(info.onset or info.effective),
         _text(info.expires), sorted(area.desc for area in info.areas), sorted(p.raw for a in info.areas for p in a.polygons),
         sorted(repr(c) for a in info.areas for c in a.circles), sorted(repr(c) for a in info.areas for c in a.geocodes)]
        for info in alert.infos
    ]  # fmt: skip
    return digest([alert.sender, alert.status, alert.msg_type, said])


@dataclass(frozen=True, slots=True)
class Link:
    """A message as its chain sees it. `refers` are the numbers of those that are here and that it refers to."""

    number: int
    msg_type: str
    sent: datetime
    refers: frozenset[int]


def chain_states(messages: Collection[Link]) -> dict[int, tuple[str, int | None]]:
    """The state of each message and the number of the one that ended it: by what is here, in whatever order it came.

    A cancellation ends what it refers to, and every update that was made of that before it: one that cancels the first
    message of a chain ends the chain. An update sent later takes the chain up again. What an update is made of is
    superseded, unless the two refer to each other: then the later one counts, never neither.
    """
    links = {one.number: one for one in messages}
    ordered = sorted(links.values(), key=lambda one: (one.sent, one.number))
    made_of = {number: _made_of(number, links) for number in links}
    states: dict[int, tuple[str, int | None]] = {}
    for one in links.values():
        if one.msg_type not in ("Alert", "Update"):
            states[one.number] = "notice", None
            continue
        states[one.number] = "in_force", None
        for other in ordered:
            state = ends(other.msg_type)
            direct = one.number in other.refers and other.number != one.number
            if state == "cancelled" and (direct or (other.refers & made_of[one.number] and one.sent <= other.sent)):
                states[one.number] = state, other.number
                break
            if state == "superseded" and direct and not _before(other, one) and states[one.number][1] is None:
                states[one.number] = state, other.number
    return states


def _made_of(number: int, links: Mapping[int, Link]) -> set[int]:
    """The messages that one is an update of, through however many steps."""
    found: set[int] = set()
    left = [number]
    while left:
        link = links.get(left.pop())
        if link is not None and link.msg_type == "Update":
            left += [one for one in link.refers if one not in found]
            found |= link.refers
    return found - {number}


def _before(one: Link, other: Link) -> bool:
    """Whether two messages refer to each other and this one is the earlier."""
    return one.number in other.refers and (one.sent, one.number) < (other.sent, other.number)


def ends(msg_type: str) -> str | None:
    """What becomes of the messages that a message of this type refers to; None: nothing."""
    return {"Update": "superseded", "Cancel": "cancelled", "Error": "cancelled"}.get(msg_type)


def may_act(signature: str, must_be_signed: bool) -> bool:
    """Whether a message may move anything by itself (D-13): signed by a known sender, or unsigned where the site's own
    settings allow that. What is signed and cannot be vouched for never does, whoever sent it.
    """
    return signature == "valid" or (signature == "none" and not must_be_signed)


def event_ends(alert: Alert) -> datetime | None:
    """When the event itself ends, where the sender tells it apart from the end of the message."""
    ends_at: list[datetime] = []
    for info in alert.infos:
        for told in info.parameters:
            if told.name.lower() == "eventendingtime":
                try:
                    ends_at.append(parse_time(told.value))
                except ValueError:
                    continue
    return max(ends_at, default=None)


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
