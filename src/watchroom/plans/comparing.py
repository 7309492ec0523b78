"""Two versions of a plan node by node: what was added, removed and changed. What only moved is not changed.

Parts that have a code, a number or a level are the same part by that; other lists compare as sets of equal parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from watchroom.kernel.canonical import canonical
from watchroom.kernel.words import Words
from watchroom.plans.format import PlanFile

_KEYS = ("code", "number", "level", "grade", "judged")
_LEFT_OUT = frozenset({"version", "cut"})
KINDS = {
    "added": Words(zh="增加", en="added"),
    "removed": Words(zh="删去", en="removed"),
    "changed": Words(zh="改动", en="changed"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One node. `place` names parts by their code (`actions.hold.deadline.within`); old and new are plain data or None."""

    kind: Literal["added", "removed", "changed"]
    place: str
    old: Any = None
    new: Any = None

    @property
    def words(self) -> Words:
        return KINDS[self.kind]

    @property
    def old_text(self) -> str:
        return _text(self.old)

    @property
    def new_text(self) -> str:
        return _text(self.new)


def compare(old: PlanFile, new: PlanFile) -> list[Difference]:
    """In the order of the new version, with what was removed where it stood. Version numbers and places in documents do not count."""
    return list(_nodes(old.body(), new.body(), ""))


def _nodes(old: Any, new: Any, place: str) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        if old.keys() | new.keys() <= {"zh", "en", "only"}:
            if old != new:
                yield Difference("changed", place, old, new)
            return
        for key in (*old, *(key for key in new if key not in old)):
            if key not in _LEFT_OUT:
                yield from _pair(old.get(key, _NOTHING), new.get(key, _NOTHING), f"{place}.{key}" if place else key)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, place)
    elif old != new:
        yield Difference("changed", place, old, new)


_NOTHING = object()


def _pair(old: Any, new: Any, place: str) -> Iterator[Difference]:
    if old is _NOTHING:
        yield Difference("added", place, new=new)
    elif new is _NOTHING:
        yield Difference("removed", place, old=old)
    else:
        yield from _nodes(old, new, place)


def _lists(old: list[Any], new: list[Any], place: str) -> Iterator[Difference]:
    before, after = _named(old), _named(new)
    for name, one in before.items():
        yield from _pair(one, after.get(name, _NOTHING), f"{place}.{name}")
    for name, one in after.items():
        if name not in before:
            yield Difference("added", f"{place}.{name}", new=one)


def _named(parts: list[Any]) -> dict[str, Any]:
    """Each part by what it is called; what has no name by its content, the second of the same with `#2`."""
    made: dict[str, Any] = {}
    for part in parts:
        name = _name(part)
        count, free = 1, name
        while free in made:
            count += 1
            free = f"{name}#{count}"
        made[free] = part
    return made


def _name(part: Any) -> str:
    if isinstance(part, dict):
        key = next((key for key in _KEYS if key in part and not (key == "level" and "colour" in part)), None)
        if key is not None:
            return str(part[key])
        if "fact" in part and not {"all", "any"} & part.keys():
            return str(part["fact"])
    return canonical(part)[:80] if isinstance(part, dict | list) else str(part)


def _text(value: Any) -> str:
    """As it is shown: a text in its languages, one a line; a plain value; of a part its keys and values in lines."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, dict) and value.keys() <= {"zh", "en", "only"}:
        languages = [value["only"]] if "only" in value else ["zh", "en"]
        return "\n".join(dict.fromkeys(str(value[one]) for one in languages if one in value))
    if isinstance(value, dict | list):
        return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)).strip()
    return canonical(value)
