"""Verbs for tasks: received, how far, blocked, done, not applicable. `DONE T12 all out`; `BLOCK T12 no key / the lift crew`.

What a line has to say stands in parts with ` / ` between them; for another post's task the last part is who called.
A line says what it will do before it is sent, as for every verb; the room's own action does it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from watchroom.desk.command.grammar import meant
from watchroom.desk.command.known import MOST, Known, Thing
from watchroom.desk.command.options import TELLS, WILL, NothingChosen, Option, effect, typed_line
from watchroom.dispatch import actions, queries
from watchroom.dispatch.models import Order
from watchroom.dispatch.rules import ORDER_WORDS, OrderState
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

VERBS = ("recv", "prog", "done", "block", "skip")
_BREAK = re.compile(r"\s+/\s+|\s*／\s*")  # `2/3` stays what it is
_WILL = {
    "recv": Words(zh="签收“{task}”（{post}）", en="receive “{task}” ({post})"),
    "prog": Words(zh="报“{task}”（{post}）的进展：{first}", en="report progress of “{task}” ({post}): {first}"),
    "done": Words(zh="报“{task}”（{post}）完成", en="report “{task}” ({post}) done"),
    "block": Words(
        zh="报“{task}”（{post}）受阻：{first}；须由{second}解决", en="report “{task}” ({post}) blocked: {first}; {second} must act"
    ),
    "skip": Words(zh="“{task}”（{post}）不适用：{first}", en="leave “{task}” ({post}) out: {first}"),
}  # fmt: skip
_WHO = Words(
    zh="“{task}”是{post}的任务：再写{slash}是谁来电告知", en="“{task}” is a task of the {post}: then {slash}who called"
)
_SLASH = Words(zh="“ / ”，", en="“ / ” and ")
_OWED = {
    "prog": (Words(zh="再写百分数或进展", en="then a percentage, or how it stands"),),
    "block": (
        Words(zh="再写受阻原因", en="then why it is blocked"),
        Words(zh="再写“ / ”和须由谁解决", en="then “ / ” and who must act"),
    ),
    "skip": (Words(zh="再写不适用的理由", en="then why it does not apply"),),
}
_BY_PHONE = Words(zh="记入记事，写明由您代记 {who} 的电话", en="the journal, with your name, as a call from {who}")
_NAMED = Words(zh="记入记事，写明由您办理", en="the journal, with your name")


def options(viewer: Viewer, code: str, typed: str, known: Known) -> list[Option]:
    if code != "skip":  # what waits for another task was not sent yet: nobody can answer it
        known = Known([one for one in known if one.glyph != OrderState.WAITING])
    found, words = meant(typed, known)
    if found:
        return [replace(_option(viewer, code, one, words), meant=len(found) == 1) for one in found[:MOST]]
    return [_option(viewer, code, one, "") for one in known.matching(typed)]


def run(viewer: Viewer, code: str, thing: Thing, words: str, line: str) -> dict[str, Any]:
    """Raises the actions' faults, or NothingChosen."""
    pk = int(thing.key.partition(":")[2])
    parts, who, owed = _said(viewer, code, queries.order(viewer, pk), words)
    first = parts[0] if parts else ""
    if code == "recv":
        actions.receive_order(viewer, pk, said_by=who)
    elif code == "done":
        actions.finish_order(viewer, pk, note=first, said_by=who)
    elif owed is not None:
        raise NothingChosen(line=line[:60])
    elif code == "block":
        actions.block_order(viewer, pk, reason=first, on=parts[1], said_by=who)
    elif code == "skip":
        actions.skip_order(viewer, pk, reason=first, said_by=who)
    else:
        percent, said = _progress(first)
        actions.progress_order(viewer, pk, percent=percent, said=said, said_by=who)
    return {"said": code}


def _option(viewer: Viewer, code: str, thing: Thing, words: str) -> Option:
    row = queries.order(viewer, int(thing.key.partition(":")[2]))
    complete = typed_line(code, thing.code, words)
    parts, who, owed = _said(viewer, code, row, words)
    if owed is not None:
        rows = effect(viewer, Act.ACT_ON_ORDER, (WILL, owed.fill(task=row.words, post=row.post_words)))
        return Option(thing, thing.words, thing.detail, "", complete, rows)
    first, second = (*parts, "", "")[:2]
    will = _WILL[code].fill(task=row.words, post=row.post_words, first=first, second=second)
    told = _BY_PHONE.fill(who=who) if who else _NAMED
    rows = effect(viewer, Act.ACT_ON_ORDER, (WILL, will), (TELLS, told))
    return Option(thing, thing.words, thing.detail, f"{code} {thing.key} {words}".rstrip(), complete, rows)


def _said(viewer: Viewer, code: str, row: Order, words: str) -> tuple[list[str], str, Words | None]:
    """What the line says part by part, who called when it is another post's task, and what it still owes, if anything."""
    called = not (_mine(viewer, row) or (code == "skip" and viewer.may(Act.STEER_TASKS)))
    owed = [*_OWED.get(code, ())]
    if called:
        owed.append(_WHO.fill(slash=_SLASH if owed else ""))
    most = max(len(owed) + (called and code == "done"), 1)  # a note may stand before who called, or nothing
    parts = [part for part in _BREAK.split(words.strip()) if part]
    if (over := len(parts) - most) > 0:
        parts = [" / ".join(parts[: over + 1]), *parts[over + 1 :]]
    if len(parts) < len(owed):
        return parts, "", owed[len(parts)]
    return (parts[:-1], parts[-1], None) if called else (parts, "", None)


def _progress(words: str) -> tuple[int | None, str]:
    """`40`, `40 %`, `40 东看台已清空` or words alone."""
    head, _, rest = words.partition(" ")
    number = head.rstrip("%％")
    if number.isdecimal() and len(number) < 4:
        return int(number), rest.strip().lstrip("%％").strip()
    return None, words


def _mine(viewer: Viewer, row: Order) -> bool:
    return row.post in viewer.posts or (row.stand_in and row.person_id == viewer.person)


def task_things(viewer: Viewer) -> list[Thing]:
    """Open tasks, what is late first, each by its number."""
    rows: Sequence[Order] = queries.orders(viewer, open_only=True)
    return [
        Thing(
            f"order:{row.pk}", "order", row.words, _detail(row), f"T{row.pk}",
            f"/incidents/{row.incident_id}/run?view=board#order-{row.pk}", glyph=row.state, also=(str(row.pk),),
        )
        for row in sorted(rows, key=lambda row: (row.overdue_at is None, row.state == OrderState.WAITING, row.pk))
    ]  # fmt: skip


def _detail(row: Order) -> Words:
    state, post = ORDER_WORDS[OrderState(row.state)], row.post_words
    late = Words(zh=" · 超时", en=" · late") if row.overdue_at else None
    return Words(
        zh=f"{post.zh} · {state.zh}{late.zh if late else ''}", en=f"{post.en} · {state.en}{late.en if late else ''}"
    )
