"""Verbs for tasks: received, how far, done. `DONE T12 all out`; for another post's task the words say who called.

A line says what it will do before it is sent, as for every verb; the room's own action does it.
"""

from collections.abc import Sequence
from typing import Any

from watchroom.desk.command.grammar import Thing, matching, split_object
from watchroom.desk.command.options import TELLS, WILL, NothingChosen, Option, effect, typed_line
from watchroom.dispatch import actions, queries
from watchroom.dispatch.models import Order
from watchroom.dispatch.rules import ORDER_WORDS, OrderState
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

VERBS = ("recv", "prog", "done")
_WILL = {
    "recv": Words(zh="签收“{task}”（{post}）", en="receive “{task}” ({post})"),
    "prog": Words(zh="报“{task}”（{post}）的进展：{words}", en="report progress of “{task}” ({post}): {words}"),
    "done": Words(zh="报“{task}”（{post}）完成", en="report “{task}” ({post}) done"),
}
_ASK_WHO = Words(zh="“{task}”是{post}的任务：再写是谁来电告知", en="“{task}” is a task of the {post}: then who called")
_ASK_HOW = Words(zh="再写百分数或进展", en="then a percentage, or how it stands")
_BY_PHONE = Words(zh="记入记事，写明由您代记 {who} 的电话", en="the journal, with your name, as a call from {who}")
_NAMED = Words(zh="记入记事，写明由您办理", en="the journal, with your name")


def options(viewer: Viewer, code: str, typed: str, known: list[Thing]) -> list[Option]:
    thing, words = split_object(typed, known)
    if thing is not None:
        return [_option(viewer, code, thing, words)]
    return [_option(viewer, code, one, "") for one in matching(typed, known)]


def run(viewer: Viewer, code: str, thing: Thing, words: str, line: str) -> dict[str, Any]:
    """Raises the actions' faults, or NothingChosen."""
    pk = int(thing.key.partition(":")[2])
    mine = _mine(viewer, queries.order(viewer, pk))
    if code == "recv":
        actions.receive_order(viewer, pk, said_by="" if mine else words)
    elif code == "done":
        actions.finish_order(viewer, pk, note=words if mine else "", said_by="" if mine else words)
    elif not mine:
        raise NothingChosen(line=line[:60])
    else:
        percent, said = _progress(words)
        actions.progress_order(viewer, pk, percent=percent, said=said)
    return {"said": code}


def _option(viewer: Viewer, code: str, thing: Thing, words: str) -> Option:
    row = queries.order(viewer, int(thing.key.partition(":")[2]))
    mine, complete = _mine(viewer, row), typed_line(code, thing.code, words)
    lacking = (None if mine else _ASK_WHO) if code != "prog" else _ASK_HOW
    if code == "prog" and not mine:
        lacking, words = _ASK_WHO, ""  # a call about progress is written down on the card, with what was said
    if lacking is not None and not words:
        ask = lacking.fill(task=row.words, post=row.post_words)
        return Option(thing, thing.words, thing.detail, "", complete, effect(viewer, Act.ACT_ON_ORDER, (WILL, ask)))
    will = _WILL[code].fill(task=row.words, post=row.post_words, words=words)
    told = _NAMED if mine else _BY_PHONE.fill(who=words)
    rows = effect(viewer, Act.ACT_ON_ORDER, (WILL, will), (TELLS, told))
    return Option(thing, thing.words, thing.detail, f"{code} {thing.key} {words}".rstrip(), complete, rows)


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
    """Tasks that run, what is late first, each by its number."""
    rows: Sequence[Order] = [row for row in queries.orders(viewer, open_only=True) if row.state != OrderState.WAITING]
    return [
        Thing(
            f"order:{row.pk}", "order", row.words, _detail(row), f"T{row.pk}",
            f"/incidents/{row.incident_id}/run?view=board#order-{row.pk}", glyph=row.state,
        )
        for row in sorted(rows, key=lambda row: (row.overdue_at is None, row.pk))
    ]  # fmt: skip


def _detail(row: Order) -> Words:
    state, post = ORDER_WORDS[OrderState(row.state)], row.post_words
    late = Words(zh=" · 超时", en=" · late") if row.overdue_at else None
    return Words(
        zh=f"{post.zh} · {state.zh}{late.zh if late else ''}", en=f"{post.en} · {state.en}{late.en if late else ''}"
    )
