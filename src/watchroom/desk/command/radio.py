"""The verb of the radio: `STAT E32 4`, `报 E32 到场 03:12`. A unit alone offers what may be reported of it next."""

from datetime import datetime
from typing import Any

from django.conf import settings

from watchroom.desk.command.grammar import Thing, matching, split_object
from watchroom.desk.command.options import TELLS, WILL, NothingChosen, Option, effect, typed_line
from watchroom.dispatch import actions, queries
from watchroom.dispatch.kinds import codes
from watchroom.dispatch.moves import UNIT_MOVES, UNIT_WORDS, UnitStatus, radio_line, site_time, status_of
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

VERBS = ("stat",)
_NOW = Words(zh="报告 {unit}：{status}", en="report {unit}: {status}")
_THEN = Words(
    zh="报告 {unit}：{status}，时间 {clock}（站点时间）", en="report {unit}: {status}, at {clock} (the site's time)"
)
_TOLD = Words(
    zh="记入记事；早于现状的只记入那次出动",
    en="the journal; what came before its present status is kept for its run alone",
)
_ASK = Words(zh="再写状态、代码，或停用的原因", en="then the status or its code")


def options(viewer: Viewer, typed: str, known: list[Thing]) -> list[Option]:
    thing, words = split_object(typed, known)
    if thing is None:
        return [
            Option(one, one.words, one.detail, "", typed_line("stat", one.code, ""), [(WILL, _ASK)])
            for one in matching(typed, known)
        ]
    heard = _heard(words)
    if heard is not None:
        return [_option(viewer, thing, *heard)]
    row = queries.unit(viewer, int(thing.key.partition(":")[2]))
    may = [
        one
        for one in UnitStatus
        if one in UNIT_MOVES[UnitStatus(row.status)] and one not in (UnitStatus.DISPATCHED, UnitStatus.OUT)
    ]
    return [_option(viewer, thing, one, "") for one in may]


def run(viewer: Viewer, thing: Thing, words: str, line: str) -> dict[str, Any]:
    """Raises the action's faults, or NothingChosen."""
    heard = _heard(words)
    if heard is None:
        raise NothingChosen(line=line[:60])
    status, clock = heard
    actions.unit_status(
        viewer,
        int(thing.key.partition(":")[2]),
        status,
        at=_moment(clock),
        reason=words if status is UnitStatus.OUT else "",
    )
    return {"said": "stat"}


def _heard(words: str) -> tuple[UnitStatus, str] | None:
    """The status and the time of day behind a unit's name."""
    line = radio_line(f"- {words}")
    status = status_of(line.status, codes()) if line else None
    return (status, line.clock) if line and status else None


def _moment(clock: str) -> datetime | None:
    return site_time(clock, site_now(), settings.SITE_ZONE) if clock else None


def _option(viewer: Viewer, thing: Thing, status: UnitStatus, clock: str) -> Option:
    will = (_THEN if clock else _NOW).fill(unit=thing.words, status=UNIT_WORDS[status], clock=clock)
    rows = effect(viewer, Act.REPORT_UNIT, (WILL, will), (TELLS, _TOLD))
    said = f"{status.value} {clock}".rstrip()
    return Option(
        thing, thing.words, UNIT_WORDS[status], f"stat {thing.key} {said}", typed_line("stat", thing.code, said), rows
    )
