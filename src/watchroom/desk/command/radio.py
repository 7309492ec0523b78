"""Verbs of the radio: `STAT E32 4`, `报 E32 到场 03:12`, `ENR E32`, `ARR E32 03:12`, `CLR E32`, `HOLD E32 flat tyre`.

A unit alone behind `STAT` offers what may be reported of it next; the others say themselves what is reported.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from watchroom.desk.command.grammar import meant
from watchroom.desk.command.known import MOST, Known, Thing, narrow
from watchroom.desk.command.options import CANNOT, TELLS, WILL, NothingChosen, Option, effect, typed_line
from watchroom.dispatch import actions, queries
from watchroom.dispatch.kinds import codes
from watchroom.dispatch.models import Unit
from watchroom.dispatch.moves import UNIT_MOVES, UNIT_WORDS, UnitStatus, radio_line, site_time, status_of
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

SAYS: Mapping[str, UnitStatus] = {
    "enr": UnitStatus.EN_ROUTE,
    "arr": UnitStatus.ON_SCENE,
    "clr": UnitStatus.RETURNING,
    "hold": UnitStatus.OUT,
}
VERBS = ("stat", "par", *SAYS)
_NOW = Words(zh="报告 {unit}：{status}；现为{now}", en="report {unit}: {status}; it is {now} now")
_THEN = Words(
    zh="报告 {unit}：{status}，时间 {clock}（站点时间）；现为{now}",
    en="report {unit}: {status}, at {clock} (the site's time); it is {now} now",
)
_HOLD = Words(
    zh="留置 {unit}：停用，不再派遣，理由：{why}；现为{now}",
    en="hold {unit} back: out of service, not to be sent: {why}; it is {now} now",
)
_LEAVES = Words(zh="它将离开事件 {incident}", en="it leaves incident {incident}")
_ENDS = Words(zh="出动", en="Run")
_TOLD = Words(
    zh="记入记事；早于现状的只记入那次出动",
    en="the journal; what came before its present status is kept for its run alone",
)
_ASK = Words(zh="再写状态、代码，或停用的原因", en="then the status or its code")
_WHY = Words(zh="再写留置的理由", en="then why it is held back")
_NOT_SO = Words(zh="现为{now}，不能报{then}", en="it is {now} and cannot be reported {then}")


def options(viewer: Viewer, code: str, typed: str, known: Known) -> list[Option]:
    found, words = meant(typed, known)
    if not found:
        return [_owed(viewer, code, one, _THEN_WHAT[code]) for one in known.matching(typed)]
    sure, rows = len(found) == 1, _units(viewer, found[:MOST])
    if code == "par":
        return [_check(viewer, one, row, words, meant=sure) for one, row in rows]
    if code != "stat":
        return [_said(viewer, code, one, row, words, meant=sure) for one, row in rows]
    heard = _heard(words)
    if heard is not None:
        return [_option(viewer, one, row, *heard, meant=sure) for one, row in rows]
    if not sure or not rows:
        return [_owed(viewer, code, one, _ASK) for one, _ in rows]
    one, row = rows[0]
    may = [
        then
        for then in UnitStatus
        if then in UNIT_MOVES[UnitStatus(row.status)] and then not in (UnitStatus.DISPATCHED, UnitStatus.OUT)
    ]
    return [_option(viewer, one, row, then, "", meant=len(may) == 1) for then in may]


def run(viewer: Viewer, code: str, thing: Thing, words: str, line: str) -> dict[str, Any]:
    """Raises the action's faults, or NothingChosen."""
    if code == "par":
        words = narrow(words)
        if words and not _people(words):
            raise NothingChosen(line=line[:60])
        actions.check_crew(viewer, _pk(thing), people=int(words) if words else None)
        return {"said": code}
    heard = _heard(words) if code == "stat" else _fixed(code, words)
    if heard is None:
        raise NothingChosen(line=line[:60])
    status, clock = heard
    reason = words if status is UnitStatus.OUT else ""
    actions.unit_status(viewer, _pk(thing), status, at=_moment(clock), reason=reason)
    return {"said": code}


def _fixed(code: str, words: str) -> tuple[UnitStatus, str] | None:
    """What a verb reports by itself and the time behind it; None for anything else behind it."""
    status = SAYS[code]
    if code == "hold":
        return (status, "") if words else None
    if not words:
        return status, ""
    line = radio_line(f"- x {narrow(words)}")
    return (status, line.clock) if line and line.clock and line.status == "x" else None


def _heard(words: str) -> tuple[UnitStatus, str] | None:
    """The status and the time of day behind a unit's name."""
    line = radio_line(f"- {narrow(words)}")
    status = status_of(line.status, codes()) if line else None
    return (status, line.clock) if line and status else None


def _moment(clock: str) -> datetime | None:
    return site_time(clock, site_now(), settings.SITE_ZONE) if clock else None


def _pk(thing: Thing) -> int:
    return int(thing.key.partition(":")[2])


def _units(viewer: Viewer, found: Sequence[Thing]) -> list[tuple[Thing, Unit]]:
    """Each with its row as it is now, read at once."""
    rows = {row.pk: row for row in queries.units_of(viewer, {_pk(one) for one in found})}
    return [(one, rows[_pk(one)]) for one in found if _pk(one) in rows]


def _owed(viewer: Viewer, code: str, thing: Thing, what: Words) -> Option:
    rows = effect(viewer, Act.REPORT_UNIT, (WILL, what))
    return Option(thing, thing.words, thing.detail, "", typed_line(code, thing.code, ""), rows)


def _said(viewer: Viewer, code: str, thing: Thing, row: Unit, words: str, *, meant: bool) -> Option:
    """A verb that says itself what is reported. What cannot be is said beforehand and sends nothing."""
    heard = _fixed(code, words)
    if heard is None:
        return _owed(viewer, code, thing, _WHY if code == "hold" else _ASK_TIME)
    status, clock = heard
    now = UnitStatus(row.status)
    if not clock and status not in UNIT_MOVES[now]:
        rows = [(CANNOT, _NOT_SO.fill(now=UNIT_WORDS[now], then=UNIT_WORDS[status]))]
        return Option(thing, thing.words, UNIT_WORDS[now], "", typed_line(code, thing.code, words), rows)
    said = _HOLD if code == "hold" else _THEN if clock else _NOW
    will = said.fill(unit=thing.words, status=UNIT_WORDS[status], clock=clock, why=words, now=UNIT_WORDS[now])
    left = _leaves(row) if code in ("clr", "hold") and not clock else None
    rows = effect(viewer, Act.REPORT_UNIT, (WILL, will), *([(_ENDS, left)] if left else []), (TELLS, _TOLD))
    line = f"{code} {thing.key} {words}".rstrip()
    return Option(
        thing, thing.words, UNIT_WORDS[status], line, typed_line(code, thing.code, words), rows, meant,
        asks=left if code == "hold" else None,
    )  # fmt: skip


def _leaves(row: Unit) -> Words | None:
    return _LEAVES.fill(incident=row.incident.number) if row.incident else None


_UNIT = Words(
    zh="选定单位；早先的再写时间，如 03:12", en="choose the unit; if it was earlier, then the time, such as 03:12"
)
_CREW = Words(zh="选定单位；不是全员在的再写人数", en="choose the unit; then the number present, if not all are")
_THEN_WHAT = {"stat": _ASK, "par": _CREW, "hold": _WHY, **dict.fromkeys(("enr", "arr", "clr"), _UNIT)}
_ASK_TIME = Words(zh="后面只写时间，如 03:12", en="only a time may follow, such as 03:12")


def _option(viewer: Viewer, thing: Thing, row: Unit, status: UnitStatus, clock: str, *, meant: bool) -> Option:
    now = UNIT_WORDS[UnitStatus(row.status)]
    will = (_THEN if clock else _NOW).fill(unit=thing.words, status=UNIT_WORDS[status], clock=clock, now=now)
    rows = effect(viewer, Act.REPORT_UNIT, (WILL, will), (TELLS, _TOLD))
    said = f"{status.value} {clock}".rstrip()
    return Option(
        thing, thing.words, UNIT_WORDS[status], f"stat {thing.key} {said}", typed_line("stat", thing.code, said), rows,
        meant,
    )  # fmt: skip


_ALL = Words(zh="点名 {unit}：全员在", en="crew check of {unit}: all present")
_MANY = Words(zh="点名 {unit}：{n} 人在", en="crew check of {unit}: {n} present")
_NUMBER = Words(zh="后面只写人数，或不写", en="only the number present may follow, or nothing")


def _people(words: str) -> bool:
    return words.isdecimal() and words.isascii() and len(words) < 4


def _check(viewer: Viewer, thing: Thing, row: Unit, words: str, *, meant: bool) -> Option:
    words = narrow(words)
    if words and not _people(words):
        return _owed(viewer, "par", thing, _NUMBER)
    if row.status != UnitStatus.ON_SCENE:
        rows = [(CANNOT, _NOT_THERE.fill(now=UNIT_WORDS[UnitStatus(row.status)]))]
        return Option(thing, thing.words, thing.detail, "", typed_line("par", thing.code, words), rows)
    will = (_MANY if words else _ALL).fill(unit=thing.words, n=words)
    rows = effect(viewer, Act.REPORT_UNIT, (WILL, will), (TELLS, _CLOCK))
    line = f"par {thing.key} {words}".rstrip()
    return Option(thing, thing.words, thing.detail, line, typed_line("par", thing.code, words), rows, meant)


_NOT_THERE = Words(zh="现为{now}，到场后才能点名", en="it is {now}; only a unit on scene is checked")
_CLOCK = Words(zh="事件的时间线；点名计时重新开始", en="the incident's timeline; its timer begins anew")
