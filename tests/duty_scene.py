"""A roster in which each act on it is possible: a rota, a shift of each kind, leave asked for, an exchange that was accepted."""

import zlib
from dataclasses import dataclass
from datetime import time, timedelta

from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people import (
    actions,
    asking,
    feeds,
    nightly,
    queries,
    roll_actions,
    roster_file,
    rostering,
    todo_actions,
)
from watchroom.people.models import RollCall, Shift
from watchroom.people.rights import Role
from watchroom.people.rota import Rota, Turn
from watchroom.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class DutyScene:
    """Numbers: of sun's leave, of an exchange that sun asked lin for, of a shift of lin's by a rota, and of one by hand.

    roll, missed, answered  numbers of roll-calls: one that lin has to answer, one that nobody did, one answered with a picture
    todo      of what lin has to do
    draw      of a draw of roll-calls to come;  nightly  of a standing one
    feed      what opens lin's calendar
    workbook  the roster of a month, as it went out
    """

    leave: int
    exchange: int
    shift: int
    extra: int
    feed: str
    workbook: bytes
    roll: int
    missed: int
    answered: int
    draw: int
    nightly: int
    todo: int


def lay() -> DutyScene:
    """Posts that change no right of anybody: their holders have the same role already."""
    for code in ("relief", "stand_by"):
        actions.put_post(code, "备勤席" if code == "relief" else "待命席", code.replace("_", " "), Role.FIELD)
    chen, lin, sun = (queries.viewer(queries.person_by_code(code)) for code in ("chen", "lin", "sun"))
    first = site_now().date() + timedelta(days=2)
    turn = Turn(Words(zh="全天", en="day"), time(8), time(8))
    rostering.put_rota(
        chen, "relief", "备勤", "Relief", Rota("relief", "Asia/Shanghai", (turn,), ("lin", "sun"), ((0,), (1,)), first)
    )
    own = {
        one.person.code: one.pk
        for one in Shift.objects.filter(post__code="relief").select_related("person").order_by("-since")
    }
    asked = asking.ask_exchange(sun, own["sun"], "lin", "家中有事")
    asking.answer_exchange(lin, asked.pk, accept=True)
    since = site_now() + timedelta(days=3)
    extra = rostering.put_by_hand(chen, "stand_by", "lin", since, since + timedelta(hours=8), "备勤")
    leave = asking.ask_leave(sun, since, since + timedelta(days=1), "就医")
    todo = todo_actions.add(lin, "watch_officer", "给 3 号坝打电话")
    workbook = roster_file.month_out(chen, site_now().date(), "Asia/Shanghai", "zh")
    return DutyScene(leave.pk, asked.pk, own["lin"], extra.pk, feeds.renew(lin), workbook, *_rolls(chen), todo.pk)


def _rolls(chen: Viewer) -> tuple[int, int, int, int, int]:
    roll, missed, answered = (
        roll_actions.call(chen, post) for post in ("watch_officer", "information_officer", "duty_leader")
    )
    RollCall.objects.filter(pk=missed.pk).update(missed_at=missed.due_at)
    roll_actions.answer(chen, answered.pk, photo=png())
    since = site_now() + timedelta(days=300)
    drawn = roll_actions.draw(chen, since, since + timedelta(hours=8), ["watch_officer"], 2)
    standing = nightly.put(chen, "22:00", "06:00", ["watch_officer"], 2)
    return roll.pk, missed.pk, answered.pk, drawn.pk, standing.pk


def png() -> bytes:
    """The smallest picture there is."""
    parts = ((b"IHDR", bytes.fromhex("00000001000000010800000000")), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big") for name, body in parts
    )
