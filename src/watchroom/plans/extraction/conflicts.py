"""Places of one plan that contradict one another: both are kept, a person decides."""

from collections.abc import Iterable, Iterator

from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.found import AllOf, AnyOf, Condition, Expr, Leaf, Level, Note, Place
from watchroom.plans.extraction.tables import Cell

_LEVELS = {"I": "Ⅰ级", "II": "Ⅱ级", "III": "Ⅲ级", "IV": "Ⅳ级", "V": "Ⅴ级"}
type Key = tuple[str, str, str | None, int | None, str]


def leaves(expr: Expr | None) -> Iterator[Leaf]:
    """The leaves of a tree."""
    waiting = [expr] if expr is not None else []
    while waiting:
        one = waiting.pop()
        if isinstance(one, AllOf | AnyOf):
            waiting += one.all if isinstance(one, AllOf) else one.any
        else:
            yield one


def bounds(expr: Expr | None) -> dict[Key, float]:
    """Numbers by what they bound; what is bounded twice is left out, for its two bounds are alternatives."""
    found: dict[Key, float] = {}
    twice: set[Key] = set()
    for leaf in leaves(expr):
        if isinstance(leaf.value, bool) or not isinstance(leaf.value, int | float):
            continue
        key = (leaf.quantity, leaf.op[0], leaf.unit, leaf.window_min, leaf.phase)
        twice |= {key} if key in found and found[key] != leaf.value else set()
        found[key] = float(leaf.value)
    return {key: value for key, value in found.items() if key not in twice}


def conflicts(
    levels: Iterable[Level],
    repeated: Iterable[tuple[str, str, Condition]],
    cells: Iterable[Cell],
    reader: Reader,
    rules: Rules,
) -> list[Note]:
    """Contradictions between the conditions of a level, those told of it again elsewhere, and the cells of tables.

    repeated  kind, code and condition of what was told of a level a second time
    """
    first: dict[tuple[str, str], list[tuple[dict[Key, float], str, Place]]] = {}
    for level in levels:
        first[level.kind, level.code] = [
            (bounds(c.expr), c.text, c.places[0]) for c in level.conditions if not c.hazard
        ]
    again: list[tuple[tuple[str, str], dict[Key, float], str, Place]] = [
        ((kind, code), bounds(c.expr), c.text, c.places[0]) for kind, code, c in repeated
    ]
    for cell in cells:
        if not any(char.isdigit() for char in cell.read):
            continue
        read = bounds(reader.read(cell.read, rules).expr)
        again += [((kind, cell.code), read, cell.text, cell.place) for kind in ("response", "warning")]
    found: list[Note] = []
    for level_key, numbers, text, place in again:
        for other, told, where in first.get(level_key, ()):
            differing = [key for key in numbers if key in other and other[key] != numbers[key]]
            if differing and _alone(level_key, first, differing[0]):
                found.append(_note(len(found) + 1, level_key[1], told, text, where, place))
    return found


def _alone(
    level: tuple[str, str], first: dict[tuple[str, str], list[tuple[dict[Key, float], str, Place]]], key: Key
) -> bool:
    """Whether only one condition of the level bounds the quantity, so that another number contradicts it."""
    return sum(key in numbers for numbers, _, _ in first[level]) == 1


def _note(n: int, code: str, told: str, text: str, where: Place, place: Place) -> Note:
    return Note(
        id=f"conflict-{n}",
        places=[where, place],
        rule="two-places",
        kind="conflict",
        text=f"{_LEVELS[code]}：“{told}”与“{text}”不一致"
        if _chinese(told + text)
        else f"Level {code}: “{told}” against “{text}”",
        value=code,
    )


def _chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)
