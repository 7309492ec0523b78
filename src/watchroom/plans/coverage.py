"""Looks at the levels of one scale as regions over the facts: what is unreachable, what overlaps, what is left out.

A condition is written out as boxes (any of them suffices); a box bounds some facts. What cannot be bounded (an
expression, a judgement, the contrary of a holding time) is an opaque side of its own, known only to be itself or its
contrary, so that nothing else is ever concluded from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from watchroom.kernel.canonical import decimal_text
from watchroom.plans.terms import seconds
from watchroom.plans.triggers import All, AnyOf, Comparison, Not

MOST_BOXES = 256
MOST_STEPS = 200_000
INFINITE = Decimal("Infinity")

type Key = tuple[str, str]
"""A fact and a place (with how many places, where they are counted); for an opaque side `?` and what makes it itself."""


class TooComplex(Exception):
    """The condition falls apart into more boxes than we look at, or comparing them takes more steps."""


class Work:
    """Counts the steps of one examination, so that no condition, however it is written, keeps the check busy."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Raises TooComplex when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise TooComplex


@dataclass(frozen=True, slots=True)
class Range:
    """An interval with the holding time demanded for it. Open ends exclude their bound."""

    low: Decimal = -INFINITE
    high: Decimal = INFINITE
    low_open: bool = False
    high_open: bool = True
    held_s: int = 0

    @property
    def empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def meet(self, other: "Range") -> "Range":
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Range(low, high, low_open, not closed, max(self.held_s, other.held_s))

    def contains(self, other: "Range") -> bool:
        return (
            (self.low, self.low_open) <= (other.low, other.low_open)
            and (self.high, not self.high_open) >= (other.high, not other.high_open)
            and self.held_s <= other.held_s
        )

    def __str__(self) -> str:
        left = "(-∞" if self.low == -INFINITE else f"{'(' if self.low_open else '['}{decimal_text(self.low)}"
        right = "+∞)" if self.high == INFINITE else f"{decimal_text(self.high)}{')' if self.high_open else ']'}"
        return f"{left}, {right}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of words, or everything but that set."""

    words: frozenset[str]
    but: bool = False

    @property
    def empty(self) -> bool:
        return not self.but and not self.words

    def meet(self, other: "Choice") -> "Choice":
        if self.but and other.but:
            return Choice(self.words | other.words, True)
        if self.but:
            return Choice(other.words - self.words)
        return Choice(self.words - other.words if other.but else self.words & other.words)

    def contains(self, other: "Choice") -> bool:
        return Choice(self.words, not self.but).meet(other).empty

    def __str__(self) -> str:
        return ("≠ " if self.but else "") + "/".join(sorted(self.words))


type Side = Range | Choice
type Box = dict[Key, Side]


def boxes(node: Any, negated: bool = False, work: Work | None = None) -> list[Box]:
    """The condition as boxes, contradictory ones left out. Raises TooComplex."""
    work = work or Work()
    match node:
        case Not():
            return boxes(node.not_, not negated, work)
        case All() | AnyOf():
            inner = node.all if isinstance(node, All) else node.any
            each = [boxes(part, negated, work) for part in inner]
            return _product(each, work) if isinstance(node, All) != negated else _union(each, work)
        case Comparison() if not (negated and (node.held_for or node.min_places)):
            return [{(node.fact, _where(node)): side} for side in _sides(node, negated) if not side.empty]
        case _:
            return [{("?", _itself(node)): Choice(frozenset({"yes"}), negated)}]


def _where(node: Comparison) -> str:
    return f"{node.place} ×{node.min_places} {node.place_kind or ''}" if node.min_places else node.place


def _itself(node: Any) -> str:
    """What makes an opaque part the same as another: its question, its expression, its bounds; not its wording."""
    return str(node.model_dump(exclude={"words", "mark", "clause", "source", "by"}, exclude_none=True))


def _union(each: list[list[Box]], work: Work) -> list[Box]:
    made = [box for group in each for box in group]
    work.spend(len(made))
    if len(made) > MOST_BOXES:
        raise TooComplex
    return made


def _product(each: list[list[Box]], work: Work) -> list[Box]:
    made: list[Box] = [{}]
    for group in each:
        work.spend(len(made) * len(group))
        made = [met for left in made for right in group if (met := _meet(left, right)) is not None]
        if len(made) > MOST_BOXES:
            raise TooComplex
    return made


def _meet(left: Box, right: Box) -> Box | None:
    made = dict(left)
    for key, side in right.items():
        met = _meet_sides(made[key], side) if key in made else side
        if met is None or met.empty:
            return None
        made[key] = met
    return made


def _meet_sides(left: Side, right: Side) -> Side | None:
    if isinstance(left, Range) and isinstance(right, Range):
        return left.meet(right)
    if isinstance(left, Choice) and isinstance(right, Choice):
        return left.meet(right)
    return None


def _sides(node: Comparison, negated: bool) -> list[Side]:
    if not node.numeric:
        wanted = node.one_of if node.one_of is not None else [node.equals]
        return [Choice(frozenset(str(value) for value in wanted), negated)]
    inside = interval(node)
    if not negated:
        return [inside]
    below = Range(high=inside.low, high_open=not inside.low_open)
    over = Range(low=inside.high, low_open=not inside.high_open)
    return [side for side, bound in ((below, inside.low), (over, inside.high)) if bound.is_finite()]


def interval(node: Comparison) -> Range:
    low = next((bound for bound in (node.at_least, node.above) if bound is not None), -INFINITE)
    high = next((bound for bound in (node.below, node.at_most) if bound is not None), INFINITE)
    return Range(
        low, high, node.above is not None, node.at_most is None, seconds(node.held_for) if node.held_for else 0
    )


def covers(outer: Box, inner: Box) -> bool:
    """Whether every situation in `inner` is in `outer` too."""
    return all(key in inner and _contains(side, inner[key]) for key, side in outer.items())


def _contains(outer: Side, inner: Side) -> bool:
    if isinstance(outer, Range) and isinstance(inner, Range):
        return outer.contains(inner)
    return isinstance(outer, Choice) and isinstance(inner, Choice) and outer.contains(inner)


@dataclass(frozen=True, slots=True)
class Never:
    """No situation satisfies the level."""

    level: int


@dataclass(frozen=True, slots=True)
class Covered:
    """Whenever the level holds, a graver one holds too, and the graver one is the one proposed."""

    level: int
    by: int


@dataclass(frozen=True, slots=True)
class Overlap:
    level: int
    other: int
    fact: str
    shared: str


@dataclass(frozen=True, slots=True)
class Gap:
    fact: str
    place: str
    missing: Range


@dataclass(frozen=True, slots=True)
class Unexamined:
    level: int


type Remark = Never | Covered | Overlap | Gap | Unexamined


def examine(scale: Iterable[tuple[int, Any]]) -> Iterator[Remark]:
    """Everything that is odd about how the levels of one scale share out the facts.

    scale  each level's number (1 is the gravest) with its condition; conditions of one number are alternatives
    """
    work = Work()
    regions: dict[int, list[Box]] = {}
    for number, when in scale:
        try:
            regions[number] = regions.get(number, []) + boxes(when, work=work)
        except TooComplex:
            yield Unexamined(number)
    for number, made in regions.items():
        if not made:
            yield Never(number)
    for graver, milder in combinations(sorted(regions), 2):
        try:
            work.spend(len(regions[graver]) * len(regions[milder]))
        except TooComplex:
            yield Unexamined(milder)
            continue
        yield from _shared(graver, milder, regions)
    yield from _gaps(regions)


def _shared(graver: int, milder: int, regions: Mapping[int, list[Box]]) -> Iterator[Remark]:
    inner, outer = regions[milder], regions[graver]
    if inner and all(any(covers(o, i) for o in outer) for i in inner):
        yield Covered(milder, graver)
        return
    seen = set()
    for left in outer:
        for right in inner:
            if left.keys() != right.keys() or any(key[0] == "?" for key in left):
                continue
            met = _meet(left, right)
            names = ", ".join(key[0] for key in left)
            if met is not None and names not in seen:
                seen.add(names)
                yield Overlap(milder, graver, names, ", ".join(str(side) for side in met.values()))


def _gaps(regions: Mapping[int, list[Box]]) -> Iterator[Gap]:
    """Holes between the ranges that the levels take of one fact, and an end left open on the grave side."""
    alone: dict[Key, list[tuple[Range, int]]] = {}
    for level, made in regions.items():
        for box in made:
            for key, side in box.items():
                if len(box) == 1 and isinstance(side, Range):
                    alone.setdefault(key, []).append((side, level))
    for (fact, place), ranges in alone.items():
        for missing in _holes(ranges):
            yield Gap(fact, place, missing)


def _holes(ranges: list[tuple[Range, int]]) -> Iterator[Range]:
    ordered = sorted(ranges, key=lambda pair: (pair[0].low, pair[0].low_open))
    reach = ordered[0][0]
    for side, _ in ordered[1:]:
        hole = Range(reach.high, side.low, not reach.high_open, not side.low_open)
        if reach.high < INFINITE and not hole.empty:
            yield hole
        if (side.high, not side.high_open) > (reach.high, not reach.high_open):
            reach = side
    lowest, highest = ordered[0], max(ordered, key=lambda pair: (pair[0].high, not pair[0].high_open))
    if len({level for _, level in ranges}) < 2:
        return
    if highest[0].high < INFINITE and highest[1] < lowest[1]:
        yield Range(highest[0].high, INFINITE, not highest[0].high_open)
    if lowest[0].low > -INFINITE and lowest[1] < highest[1]:
        yield Range(-INFINITE, lowest[0].low, False, not lowest[0].low_open)
