"""Pure decisions about teams and experts: for what they are fit, and who is asked before whom."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from watchroom.incidents.rules import CLASSES, KINDS
from watchroom.kernel.words import Words

MOST_MEMBERS, MOST_FIELDS, MOST_IN_LINE = 200, 30, 6
MOST_READY_MIN, MOST_MINUTES, MOST_CAME, MOST_REASON = 1440, 1440, 9999, 500


class Sort(StrEnum):
    """team: one answers for all. experts: each is asked for himself."""

    TEAM = "team"
    EXPERTS = "experts"


SORT_WORDS: Mapping[Sort, Words] = {
    Sort.TEAM: Words(zh="应急队伍", en="Emergency team"),
    Sort.EXPERTS: Words(zh="专家组", en="Expert group"),
}


def field_words(code: str) -> Words:
    """A field: a kind of incident, or a class of them."""
    if code in KINDS:
        return KINDS[code].title
    return CLASSES.get(code, Words(zh=code, en=code))


def is_field(code: str) -> bool:
    return code in KINDS or code in CLASSES


def all_fields() -> list[tuple[str, Words]]:
    """Classes, each before its kinds."""
    found: list[tuple[str, Words]] = []
    for event_class, words in CLASSES.items():
        found.append((event_class, words))
        found += [(kind.code, kind.title) for kind in KINDS.values() if kind.event_class == event_class]
    return found


def fits(fields: Collection[str], kind: str) -> bool:
    """Whether they are for an incident of this kind: by the kind itself, or by its class."""
    known = KINDS.get(kind)
    return kind in fields or (known is not None and known.event_class in fields)


def lines[T](sort: Sort, members: Sequence[T]) -> list[list[T]]:
    """Who is asked, in which lines: of a team one after the other until one answers for it; of experts each."""
    if sort is Sort.EXPERTS:
        return [[one] for one in members]
    return [list(members[:MOST_IN_LINE])] if members else []
