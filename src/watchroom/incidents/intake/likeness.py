"""Whether two accounts are of one event: by time, distance, kind and words, each part with its points. Pure.

What is not known on either side takes its points out of the whole: it speaks neither for nor against.
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchroom.incidents.rules import KINDS
from watchroom.kernel.geometry import LonLat, distance_m
from watchroom.kernel.words import Words

SAME = 60  # of a hundred: from here on it is proposed
TIME, WHERE, KIND, WORDS = 30, 40, 10, 20
_CLOSE, _FAR = timedelta(minutes=15), timedelta(hours=6)
_NEAR_M, _AWAY_M = 200.0, 5000.0
_WITHIN = 0.65  # of the points: parts of one larger place
_FEW = 4  # pairs of characters that a text must have to be compared


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of an event, from a call or an incident. `parent`: the larger place that `place` is part of."""

    at: datetime | None = None
    point: LonLat | None = None
    place: str = ""
    parent: str = ""
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """`points` of `most`; `most` 0: not known on one side. `said` is what was compared, in words."""

    name: Words
    points: int
    most: int
    said: Words


@dataclass(frozen=True, slots=True)
class Score:
    """`total` of a hundred; 0 where neither time nor place can be compared."""

    total: int
    parts: tuple[Part, ...]

    @property
    def same(self) -> bool:
        return self.total >= SAME


def score(one: Account, other: Account) -> Score:
    parts = (_time(one, other), _where(one, other), _kind(one, other), _words(one, other))
    most = sum(part.most for part in parts)
    located = parts[1].most > 0 and most >= 50
    return Score(round(100 * sum(part.points for part in parts) / most) if located else 0, parts)


_UNKNOWN = Words(zh="不明", en="not known")


def _time(one: Account, other: Account) -> Part:
    name = Words(zh="时间", en="Time")
    if one.at is None or other.at is None:
        return Part(name, 0, 0, _UNKNOWN)
    apart = abs(one.at - other.at)
    share = 1.0 if apart <= _CLOSE else max(0.0, 1 - (apart - _CLOSE) / (_FAR - _CLOSE))
    minutes = round(apart / timedelta(minutes=1))
    said = (
        Words(zh="相差 {n} 分钟", en="{n} min apart") if minutes < 120 else Words(zh="相差 {n} 小时", en="{n} h apart")
    )
    return Part(name, round(TIME * share), TIME, said.fill(n=minutes if minutes < 120 else round(minutes / 60)))


def _where(one: Account, other: Account) -> Part:
    name = Words(zh="地点", en="Place")
    if one.place and one.place == other.place:
        return Part(name, WHERE, WHERE, Words(zh="同一地点", en="the same place"))
    if one.point is not None and other.point is not None:
        metres = distance_m(one.point, other.point)
        share = 1.0 if metres <= _NEAR_M else max(0.0, 1 - math.log(metres / _NEAR_M) / math.log(_AWAY_M / _NEAR_M))
        said = (
            Words(zh="相距 {n} 米", en="{n} m apart") if metres < 1000 else Words(zh="相距 {n} 公里", en="{n} km apart")
        )
        far = round(metres) if metres < 1000 else f"{metres / 1000:.1f}"
        return Part(name, round(WHERE * share), WHERE, said.fill(n=far))
    if one.place and other.place:
        within = {one.place, one.parent} & {other.place, other.parent} - {""}
        said = Words(zh="同属一处", en="parts of one place") if within else Words(zh="不同地点", en="different places")
        return Part(name, round(WHERE * _WITHIN) if within else 0, WHERE, said)
    return Part(name, 0, 0, _UNKNOWN)


def _kind(one: Account, other: Account) -> Part:
    name = Words(zh="类别", en="Kind")
    if "other" in (one.kind, other.kind) or one.kind not in KINDS or other.kind not in KINDS:
        return Part(name, 0, 0, _UNKNOWN)
    if one.kind == other.kind:
        return Part(name, KIND, KIND, KINDS[one.kind].title)
    alike = KINDS[one.kind].event_class == KINDS[other.kind].event_class
    both = Words(zh="{a}、{b}", en="{a}, {b}").fill(a=KINDS[one.kind].title, b=KINDS[other.kind].title)
    return Part(name, KIND // 2 if alike else 0, KIND, both)


def _words(one: Account, other: Account) -> Part:
    """The share of the shorter text's pairs of neighbouring characters that stand in the longer one too."""
    name = Words(zh="用词", en="Words")
    few, many = sorted((_pairs(one.text), _pairs(other.text)), key=len)
    if len(few) < _FEW:
        return Part(name, 0, 0, _UNKNOWN)
    share = len(few & many) / len(few)
    said = Words(zh="{n}% 相同", en="{n} % alike").fill(n=round(100 * share))
    return Part(name, round(WORDS * min(1.0, share * 2)), WORDS, said)


def _pairs(text: str) -> set[str]:
    runs = re.findall(r"[\u4e00-\u9fff]+|[a-z]{3,}", text.casefold())
    return {run[n : n + 2] for run in runs if not run.isascii() for n in range(len(run) - 1)} | {
        run for run in runs if run.isascii()
    }
