"""The elements of what was found, one by one, and the whole as people decided it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from watchroom.plans.extraction.found import (
    Action,
    Condition,
    Element,
    Found,
    Level,
    Metadata,
    Note,
    Report,
    Unit,
)

Kind = Literal["metadata", "level", "condition", "unit", "action", "report", "note"]
KINDS: dict[type[Element], Kind] = {
    Metadata: "metadata", Level: "level", Condition: "condition", Unit: "unit", Action: "action", Report: "report",
    Note: "note",
}  # fmt: skip


class Decided(Protocol):
    """What was decided about an element: `state` confirmed, corrected or rejected, and the changed fields."""

    state: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """An element with what it is; `level` is that of a condition."""

    kind: Kind
    element: Element
    level: Level | None = None

    @property
    def words(self) -> str:
        """A few words of the document by which people know it; of a level without a name its number."""
        one = self.element
        for name in ("title", "name", "text", "sender", "code"):
            if said := getattr(one, name, None):
                return str(said)[:60]
        return one.id


def items(found: Found) -> list[Item]:
    """Every element, by group: the plan itself, its levels each with their conditions, bodies, actions, reports, notes."""
    made = [Item("metadata", found.metadata)]
    for level in found.levels:
        made.append(Item("level", level))
        made += [Item("condition", one, level) for one in level.conditions]
    rest: tuple[Iterable[Element], ...] = (found.units, found.actions, found.reports, found.notes)
    return made + [Item(KINDS[type(one)], one) for group in rest for one in group]


def item(found: Found, code: str) -> Item | None:
    return next((one for one in items(found) if one.element.id == code), None)


def changed[E: Element](element: E, fields: Mapping[str, Any]) -> E:
    """The element with other fields. Raises ValidationError for fields that it cannot have."""
    return type(element).model_validate({**element.model_dump(mode="json"), **fields})


def decided(found: Found, decisions: Mapping[str, Decided]) -> tuple[Found, frozenset[str]]:
    """What was found as people decided it, without what they rejected, and the ids of what they settled."""

    def kept[E: Element](elements: Iterable[E]) -> list[E]:
        return [_as_decided(one, decisions.get(one.id)) for one in elements if not _rejected(decisions.get(one.id))]

    levels = [level.model_copy(update={"conditions": kept(level.conditions)}) for level in kept(found.levels)]
    made = found.model_copy(
        update={
            "metadata": _as_decided(found.metadata, decisions.get(found.metadata.id)), "levels": levels,
            "units": kept(found.units), "actions": kept(found.actions), "reports": kept(found.reports),
            "notes": kept(found.notes),
        }
    )  # fmt: skip
    return made, frozenset(code for code, one in decisions.items() if not _rejected(one))


def _rejected(one: Decided | None) -> bool:
    return one is not None and one.state == "rejected"


def _as_decided[E: Element](element: E, one: Decided | None) -> E:
    return changed(element, one.fields) if one is not None and one.state == "corrected" else element
