"""A small language for places in a JSON document that somebody else laid out. Bounded; it computes nothing.

    labels.alertname       a name after a name
    values[0]              a position, from 0
    alerts[*]              each of a list; only where a list is walked
    labels."a name"        a name with other signs than letters, digits, _ - @ $ stands in quotes
    ^.status               from the whole document, where otherwise the item of the list is meant
    =firing                no place but the text (or number) itself

A template is a text with places in braces, {labels.alertname}; {labels.instance|none} says what stands there when
the document has no such place. {/1} is the first level of the MQTT topic behind the device's own, {/2} the second.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

MOST_SIGNS = 200
MOST_STEPS = 16
_STEP = re.compile(r'\.?(?:([A-Za-z_@$\u4e00-\u9fff][\w@$-]*)|"([^"]{1,100})")|\[(\d{1,4}|\*)\]')
_LEVEL = re.compile(r"/([1-9])")
_GAP = re.compile(r"\{([^{}|]+)(?:\|([^{}]*))?\}")


class BadPath(ValueError):
    """A place that cannot be read as one."""


class Missing:
    """What the document has not; shown by the place that was looked for."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"{self.path}?"


class _Each:
    pass


EACH: Final = _Each()
type Step = str | int | _Each


@lru_cache(1000)
def parsed(path: str) -> tuple[bool, tuple[Step, ...]]:
    """Whether it begins at the whole document, and its steps. Raises BadPath."""
    if len(path) > MOST_SIGNS:
        raise BadPath(f"{path[:40]}…: more than {MOST_SIGNS} signs")
    rooted = path.startswith("^")
    rest, place, steps = path.removeprefix("^"), 0, list[Step]()
    while place < len(rest):
        found = _STEP.match(rest, place)
        first_dotted = place == 0 and not rooted and rest.startswith(".")
        if found is None or first_dotted or (place and found[3] is None and rest[place] != "."):
            raise BadPath(f"{path}: not understood from position {place + rooted + 1}")
        name, number = found[1] or found[2], found[3]
        steps.append(name if name else EACH if number == "*" else int(number))
        place = found.end()
    if len(steps) > MOST_STEPS:
        raise BadPath(f"{path}: more than {MOST_STEPS} steps")
    return rooted, tuple(steps)


def check_path(path: str, *, each: bool = False) -> str:
    """The path itself, when it is one. `each`: a list may be walked. Raises BadPath."""
    if not path.startswith("="):
        steps = parsed(path)[1]
        if not each and EACH in steps:
            raise BadPath(f"{path}: [*] stands only where the list is named")
    return path


def check_template(text: str) -> str:
    """Raises BadPath."""
    if len(text) > MOST_SIGNS:
        raise BadPath(f"{text[:40]}…: more than {MOST_SIGNS} signs")
    for gap in _GAP.finditer(text):
        if not _LEVEL.fullmatch(gap[1]):
            check_path(gap[1])
    if re.search(r"[{}]", _GAP.sub("", text)):
        raise BadPath(f"{text}: a brace without its other")
    return text


def look(path: str, item: Any, whole: Any) -> Any:
    """What stands at a place; Missing when nothing does."""
    if path.startswith("="):
        return path[1:]
    rooted, steps = parsed(path)
    at: Any = whole if rooted else item
    for step in steps:
        at = _step(step, at)
        if at is EACH:
            return Missing(path)
    return at


def walk(path: str, whole: Any) -> Iterator[Any]:
    """Each item that a path with [*] means; the document itself for an empty path. What is not there gives nothing."""
    return _walk(parsed(path)[1], whole)


def _walk(steps: tuple[Step, ...], at: Any) -> Iterator[Any]:
    if not steps:
        yield at
    elif steps[0] is EACH:
        for one in at if isinstance(at, list) else ():
            yield from _walk(steps[1:], one)
    elif (found := _step(steps[0], at)) is not EACH:
        yield from _walk(steps[1:], found)


def _step(step: Step, at: Any) -> Any:
    """What one step leads to; EACH, which stands for no thing, when there is nothing."""
    if isinstance(step, str):
        return at.get(step, EACH) if isinstance(at, dict) else EACH
    return at[step] if isinstance(step, int) and isinstance(at, list) and step < len(at) else EACH


def fits(topic_filter: str, levels: Sequence[str]) -> bool:
    """Whether a topic, as its levels, is one that an MQTT filter means: `+` is any level, `#` at its end all that follow."""
    wanted = topic_filter.split("/")
    if wanted[-1] == "#":
        wanted.pop()
        levels = levels[: len(wanted)] if len(levels) >= len(wanted) else ()
    return len(wanted) == len(levels) and all(one in ("+", level) for one, level in zip(wanted, levels, strict=True))


def check_filter(text: str) -> str:
    """Raises BadPath."""
    levels = text.split("/")
    sound = all(level and (level in ("+", "#") or not set(level) & set("+#")) for level in levels)
    if not sound or "#" in levels[:-1] or len(text) > MOST_SIGNS or not text.isprintable():
        raise BadPath(f"{text[:40]}: no MQTT topic filter")
    return text


def filled(template: str, item: Any, whole: Any, levels: Sequence[str] = ()) -> str | Missing:
    """The template with what stands at its places; Missing when one of them has nothing and no other word for it.

    levels  of the MQTT topic, behind the device's own
    """
    parts: list[str] = []
    place = 0
    for gap in _GAP.finditer(template):
        found = _level(int(at[1]), levels) if (at := _LEVEL.fullmatch(gap[1])) else look(gap[1], item, whole)
        if not isinstance(found, str | int | float) or isinstance(found, bool):
            if gap[2] is None:
                return found if isinstance(found, Missing) else Missing(gap[1])
            found = gap[2]
        parts += [template[place : gap.start()], str(found)[:MOST_SIGNS]]
        place = gap.end()
    return "".join([*parts, template[place:]])


def _level(number: int, levels: Sequence[str]) -> str | Missing:
    return levels[number - 1] if number <= len(levels) else Missing(f"/{number}")
