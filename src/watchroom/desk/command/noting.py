"""The verb that writes a line in an incident's timeline: `NOTE #12 the lift stands still`, `记 #12 索道停了`."""

from typing import Any

from watchroom.desk.command.known import MOST, Known, Thing
from watchroom.desk.command.options import CANNOT, TELLS, WILL, NothingChosen, Option, effect, no_incident, typed_line
from watchroom.incidents import actions
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

VERBS = ("note",)
_WILL = Words(zh="记入 {number}“{what}”的时间线：{text}", en="note on {number} “{what}”: {text}")
_TOLD = Words(
    zh="看该事件的所有人；记事不能更改或删除", en="all who see this incident; a note is never changed or deleted"
)
_ASK = Words(zh="再写要记的内容", en="then what is to be noted")
_NOWHERE = Thing(
    "note:nowhere", "page", Words(zh="时间线", en="Timeline"), Words(zh="事件不明", en="of which incident?")
)


def options(viewer: Viewer, typed: str, known: Known, chosen: str) -> list[Option]:
    """An incident is meant by its number or its whole title; else by being chosen. All else is what is noted.

    A number alone, without `#`, is what is noted: `NOTE 3 injured` is no note on incident 3.
    """
    found, text = _meant(typed, known)
    if found:
        return [_option(viewer, one, text, meant=len(found) == 1) for one in found[:MOST]]
    if none := no_incident(typed):
        return [Option(_NOWHERE, _NOWHERE.words, _NOWHERE.detail, "", typed_line("note", typed), [(CANNOT, none)])]
    at_hand = known.by_key.get(chosen)
    if at_hand is not None:
        return [_option(viewer, at_hand, typed, meant=True)]
    return [_option(viewer, one, typed, meant=len(known) == 1) for one in list(known)[:MOST]]


def run(viewer: Viewer, thing: Thing, words: str, line: str) -> dict[str, Any]:
    """Raises the action's faults, or NothingChosen."""
    if not words:
        raise NothingChosen(line=line[:60])
    actions.note(viewer, int(thing.key.partition(":")[2]), words)
    return {"said": "note"}


def _meant(typed: str, known: Known) -> tuple[list[Thing], str]:
    words = typed.split()
    for many in range(min(len(words), 6), 0, -1):
        head = " ".join(words[:many])
        found = [] if head.isdecimal() else known.exactly(head)
        if found:
            return found, typed.split(maxsplit=many)[many] if len(words) > many else ""
    return [], typed


def _option(viewer: Viewer, thing: Thing, text: str, *, meant: bool) -> Option:
    complete = typed_line("note", thing.code, text)
    if not text:
        rows = effect(viewer, Act.NOTE_INCIDENT, (WILL, _ASK))
        return Option(thing, thing.words, thing.detail, "", complete, rows)
    will = _WILL.fill(number=thing.code, what=thing.words, text=text)
    rows = effect(viewer, Act.NOTE_INCIDENT, (WILL, will), (TELLS, _TOLD))
    return Option(thing, thing.words, thing.detail, f"note {thing.key} {text}", complete, rows, meant)
