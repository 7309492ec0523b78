"""The figures of reports: of the time of one report (running) and since the beginning (cumulative), kept apart. Pure.

A figure that was not stated is not there, or None: it is not nought, and nothing is carried over to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from watchroom.incidents.rules import MOST_PEOPLE, REPORTED_FACTS
from watchroom.kernel.words import Words

RUNNING, CUMULATIVE = "running", "cumulative"
WHICH: dict[str, Words] = {
    RUNNING: Words(zh="本次", en="this report"),
    CUMULATIVE: Words(zh="累计", en="in all"),
}
type Figures = dict[str, dict[str, int | None]]
_WIDTH, _HEIGHT, _LEFT, _FOOT = 640.0, 180.0, 44.0, 24.0


class Unfit(ValueError):
    """A figure that cannot be: which one, and why, in both languages."""

    def __init__(self, what: Words, why: Words) -> None:
        super().__init__(why.en)
        self.what, self.why = what, why


@dataclass(frozen=True, slots=True)
class Change:
    """A correction of one figure: what was stated before, what holds now, since which edition, when, by whom, why."""

    name: str
    which: str
    before: int | None
    after: int | None
    edition: int
    at: datetime
    by: str
    why: str


def checked(given: Mapping[str, Mapping[str, Any]]) -> Figures:
    """The figures that were stated. Raises Unfit."""
    made: Figures = {}
    for name, both in given.items():
        if name not in REPORTED_FACTS:
            raise Unfit(Words(zh="人数", en="Figures"), Words(zh="没有这一项", en="there is no such figure"))
        for which, value in both.items():
            if which not in WHICH or isinstance(value, bool) or not (value is None or isinstance(value, int)):
                raise Unfit(words(name, which), _WHOLE)
            if value is not None:
                if not 0 <= value <= MOST_PEOPLE:
                    raise Unfit(words(name, which), _WHOLE)
                made.setdefault(name, {})[which] = value
        stated = made.get(name, {})
        running, all_of = stated.get(RUNNING), stated.get(CUMULATIVE)
        if running is not None and all_of is not None and running > all_of:
            raise Unfit(
                words(name, RUNNING), Words(zh="本次数不能大于累计数", en="it must not be more than the figure in all")
            )
    return made


_WHOLE = Words(
    zh="应是不小于 0 的整数；不清楚请留空", en="it is a whole number of 0 or more; leave it empty if unknown"
)


def words(name: str, which: str) -> Words:
    """`死亡（累计）`."""
    said = Words(zh="{name}（{which}）", en="{name} ({which})")
    return said.fill(name=REPORTED_FACTS.get(name, Words(zh=name, en=name)), which=WHICH.get(which, which))


def in_force(stated: Mapping[str, Mapping[str, int | None]], changes: Iterable[Change]) -> Figures:
    """What holds of a report's figures after its corrections, in the order of their editions."""
    held: Figures = {name: dict(both) for name, both in stated.items()}
    for change in changes:
        held.setdefault(change.name, {})[change.which] = change.after
    return held


def fallen(before: Sequence[Figures], given: Figures) -> tuple[str, int, int] | None:
    """The first cumulative figure that is less than what the reports before state: name, before, now; None if none is."""
    for name, both in given.items():
        now = both.get(CUMULATIVE)
        known = [held[name][CUMULATIVE] for held in before if held.get(name, {}).get(CUMULATIVE) is not None]
        if now is not None and known and known[-1] is not None and now < known[-1]:
            return name, known[-1], now
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """A figure over the reports, drawn as steps: `path` of an SVG of `_WIDTH` to `_HEIGHT`; `n` tells its stroke."""

    n: int
    name: str
    words: Words
    path: str
    end: tuple[float, float]
    last: int


@dataclass(frozen=True, slots=True)
class Drawing:
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, int], ...]
    since: datetime
    until: datetime
    width: float = _WIDTH
    height: float = _HEIGHT
    left: float = _LEFT
    foot: float = _HEIGHT - _FOOT


def drawn(stated: Sequence[tuple[datetime, Figures]]) -> Drawing | None:
    """The cumulative figures over time, oldest first; None where fewer than two reports state any."""
    held = [
        (at, figures) for at, figures in stated if any(both.get(CUMULATIVE) is not None for both in figures.values())
    ]
    if len(held) < 2:
        return None
    since, until = held[0][0], held[-1][0]
    span = max((until - since).total_seconds(), 1.0)
    most = max(value for _, figures in held for both in figures.values() if (value := both.get(CUMULATIVE)) is not None)

    def at_x(at: datetime) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - 120) * (at - since).total_seconds() / span, 1)

    def at_y(value: int) -> float:
        return round(8 + (_HEIGHT - _FOOT - 8) * (1 - value / max(most, 1)), 1)

    lines: list[Line] = []
    for name, said in REPORTED_FACTS.items():
        points = [
            (at_x(at), value) for at, figures in held if (value := figures.get(name, {}).get(CUMULATIVE)) is not None
        ]
        if not points:
            continue
        path = f"M{points[0][0]} {at_y(points[0][1])}" + "".join(f"H{x}V{at_y(value)}" for x, value in points[1:])
        x, last = points[-1]
        lines.append(Line(len(lines), name, said, path, (x, at_y(last)), last))
    ticks = tuple((at_y(value), value) for value in sorted({0, most // 2, most}))
    return Drawing(tuple(lines), ticks, since, until)
