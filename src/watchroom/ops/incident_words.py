"""`watchroom incident`: the board of an incident in lines, a form as a PDF, a file added, a crew checked.

Acts are a person's: whoever types them shows an API token of his own in WATCHROOM_TOKEN, and has its person's rights.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.cli_words import W
from watchroom.ops.terminal import OK, lang, say, text

HEAD = Words(zh="{number}  {title}  {place}  {state}  任务 完成 {done}/{all}，超时 {late}", en="{number}  {title}  {place}  {state}  tasks {done}/{all} done, {late} late")  # fmt: skip
UNIT = Words(
    zh="  {code}  {name}  {status}  {since}（{zone}）{check}", en="  {code}  {name}  {status}  {since} ({zone}){check}"
)
CHECKED = Words(zh="  点名 {at}{late}", en="  checked {at}{late}")
CAME = Words(zh="  到场未点名{late}", en="  came, not checked{late}")
LATE = Words(zh="，超时", en=", overdue")
TASK = Words(zh="  T{n}  {post}  {task}  {state}", en="  T{n}  {post}  {task}  {state}")
OPEN, CLOSED = Words(zh="在办", en="open"), Words(zh="已结案", en="closed")
WRITTEN = Words(zh="已写：{file}", en="written: {file}")
ADDED = Words(zh="已加入 {number}：{name}（{kind}，{size} 字节，SHA-256 {mark}…）", en="added to {number}: {name} ({kind}, {size} bytes, SHA-256 {mark}…)")  # fmt: skip


class NoWay(Fault):
    status = 422
    text = Words(zh="{file}：{why}。请核对路径。", en="{file}: {why}. Check the path.")


def add(words: Any, word: Callable[[Any, str, Callable[[argparse.Namespace], int]], Any]) -> None:
    """The words of `watchroom incident` with their options."""
    board = word(words, "incident board", shown)
    _numbered(board)
    board.add_argument("--json", action="store_true", help=text(W["json"]))
    form = word(words, "incident form", formed)
    form.add_argument("form", metavar="FORM", help=text(W["incident-form-code"]))
    _numbered(form)
    form.add_argument("-o", "--out", type=Path, metavar="FILE", required=True, help=text(W["incident-form-out"]))
    form.add_argument("--lang", choices=("zh", "en"), help=text(W["incident-form-lang"]))
    attach = word(words, "incident attach", attached)
    _numbered(attach)
    attach.add_argument("file", type=Path, metavar="FILE", help=text(W["incident-file"]))
    attach.add_argument("--note", default="", help=text(W["incident-file-note"]))


def _numbered(parser: Any) -> None:
    parser.add_argument("incident", metavar="NUMBER", help=text(W["incident-number"]))


def _viewer() -> Any:
    from watchroom.ops import alarm_words

    alarm_words._setup()
    return alarm_words._person()


def _row(viewer: Any, typed: str) -> Any:
    """By its number, as I-2026-0012, `#12` or 12: the newest of that number. Raises NoSuchIncident."""
    from watchroom.incidents.faults import NoSuchIncident
    from watchroom.incidents.queries import by_number, incidents

    short = typed.lstrip("#")
    if short.isascii() and short.isdecimal() and len(short) < 9:
        ends = f"-{int(short):04}"
        found = next((one for one in incidents(viewer, None) if one.number.endswith(ends)), None)
    else:
        found = by_number(viewer, typed)
    if found is None:
        raise NoSuchIncident(incident=typed[:40])
    return found


def formed(asked: argparse.Namespace) -> int:
    viewer = _viewer()
    from watchroom.desk.ics.paper import paper

    body = paper(viewer, _row(viewer, asked.incident).pk, asked.form, asked.lang or lang())
    try:
        asked.out.write_bytes(body)
    except OSError as error:
        raise NoWay(file=str(asked.out)[:80], why=error.strerror) from error
    say(WRITTEN, file=asked.out)
    return OK


def attached(asked: argparse.Namespace) -> int:
    viewer = _viewer()
    from watchroom.incidents.attaching import MARK, attach
    from watchroom.incidents.files import MOST_BYTES

    row = _row(viewer, asked.incident)
    try:
        with asked.file.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NoWay(file=str(asked.file)[:80], why=error.strerror) from error
    kept = attach(viewer, row.pk, asked.file.name, data, note=asked.note)
    say(ADDED, number=row.number, name=kept.name, kind=kept.kind, size=kept.size, mark=kept.digest[:MARK])
    return OK


def shown(asked: argparse.Namespace) -> int:
    """The units with their crew checks and the open tasks, what is late first."""
    viewer = _viewer()
    from watchroom.desk.board import facts

    row = _row(viewer, asked.incident)
    units, tasks = facts.units(viewer, row)["units"], facts.tasks(viewer, row)
    if asked.json:
        print(json.dumps(_told(row, units, tasks), ensure_ascii=False, indent=1))
        return OK
    n = tasks["counts"]
    say(HEAD, number=row.number, title=row.words, place=row.place_words, state=OPEN if row.is_open else CLOSED, done=n.done, all=n.all, late=n.late)  # fmt: skip
    for one in units:
        _unit(one)
    for card, state in tasks["cards"]:
        say(TASK, n=card.order.pk, post=card.order.post_words, task=card.order.words, state=state)
    return OK


def _unit(one: dict[str, Any]) -> None:
    from watchroom.ops import settings
    from watchroom.ops.alarm_words import _local

    check, said = one["check"], ""
    if check is not None:
        late = text(LATE) if check.late else ""
        said = text(CHECKED, at=_local(check.since), late=late) if check.checked else text(CAME, late=late)
    unit = one["unit"]
    say(UNIT, code=unit.code, name=unit.words, status=one["status"], since=_local(unit.since), zone=settings.SITE_ZONE, check=said)  # fmt: skip


def _told(row: Any, units: list[dict[str, Any]], tasks: dict[str, Any]) -> dict[str, Any]:
    from watchroom.kernel.clock import iso

    return {
        "number": row.number, "open": row.is_open,
        "units": [
            {
                "code": one["unit"].code, "status": one["unit"].status, "since": iso(one["unit"].since),
                "checked_at": iso(one["check"].since) if one["check"] and one["check"].checked else None,
                "check_due_at": iso(one["check"].due_at) if one["check"] and one["check"].due_at else None,
                "check_late": bool(one["check"] and one["check"].late),
            }
            for one in units
        ],
        "tasks": [{"id": card.order.pk, "post": card.order.post, "state": card.order.state, "late": card.mark == "late"} for card, _ in tasks["cards"]],
    }  # fmt: skip
