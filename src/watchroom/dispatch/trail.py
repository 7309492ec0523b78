"""How far one order is, step by step: given, sent, arrived, read, accepted or declined, done, each with its time and whose it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from watchroom.dispatch import queries
from watchroom.dispatch.call_models import Called
from watchroom.dispatch.call_rules import CalledState, CallKind
from watchroom.dispatch.models import Order
from watchroom.journal import queries as journal
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.people.ways import channel_words

STEPS = {
    "waits": Words(zh="已列入，待前项", en="given; it waits for others"),
    "sent": Words(zh="下达", en="sent"),
    "called": Words(zh="呼叫", en="called"),
    "left": Words(zh="消息发出", en="message left"),
    "arrived": Words(zh="送达", en="delivered"),
    "read": Words(zh="已阅", en="read"),
    "declined": Words(zh="表示不能执行", en="declined"),
    "received": Words(zh="签收", en="accepted"),
    "unanswered": Words(zh="已无人可叫", en="nobody left to call"),
    "progress": Words(zh="最近进展", en="newest progress"),
    "blocked": Words(zh="受阻", en="blocked"),
    "round": Words(zh="最近完成一次", en="last done"),
    "changed": Words(zh="更改", en="changed"),
    "overdue": Words(zh="超时", en="overdue"),
    "done": Words(zh="完成", en="done"),
    "skipped": Words(zh="不再需要", en="not needed any more"),
    "cancelled": Words(zh="撤销", en="cancelled"),
}
# Of what happened in one instant the earlier of these stands first.
_ORDER = list(STEPS)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. who: whose it was, as the viewer may know him; by: the channel; note: what was said of it."""

    code: str
    at: datetime
    who: Words | None
    by: Words | None = None
    note: str = ""

    @property
    def words(self) -> Words:
        return STEPS[self.code]


def trail(viewer: Viewer, order: int) -> list[Stage]:
    """What is known of an order, the oldest first. Raises NoSuchOrder."""
    row = queries.order(viewer, order)
    asked = Called.objects.filter(call__order=order, call__kind=CallKind.ORDER, turn_at__isnull=False)
    found = [
        *_of_order(viewer, row),
        *(one for called in asked.select_related("person", "call") for one in _of_called(viewer, called)),
    ]
    return sorted(found, key=lambda one: (one.at, _ORDER.index(one.code)))


def _of_order(viewer: Viewer, row: Order) -> Iterator[Stage]:
    callers = viewer.may(Act.SEE_PERSONAL)
    first = journal.last(row.subject, "dispatch.order_sent") or next(iter(journal.of_subject(row.subject)), None)
    if row.sent_at is None or row.created_at < row.sent_at:
        yield Stage("waits", row.created_at, None)
    if row.sent_at is not None:
        yield Stage("sent", row.sent_at, people.who(viewer, first.actor) if first else None)
    if row.received_at is not None:
        yield Stage(
            "received", row.received_at, _by(viewer, row.received_by), None, row.received_said if callers else ""
        )
    if row.progress_at is not None:
        said = " ".join(
            one for one in (f"{row.progress} %" if row.progress is not None else "", row.progress_said) if one
        )
        yield Stage(
            "progress",
            row.progress_at,
            _by(viewer, _last(row, "dispatch.order_progress", "dispatch.order_unblocked")),
            None,
            said,
        )
    if row.blocked_at is not None:
        why = f"{row.blocked_why} → {row.blocked_on}"
        yield Stage("blocked", row.blocked_at, _by(viewer, _last(row, "dispatch.order_blocked")), None, why)
    if row.round_at is not None and row.term.repeats:
        yield Stage("round", row.round_at, _by(viewer, _last(row, "dispatch.order_round")), None, f"× {row.rounds}")
    for entry in journal.of_subject(row.subject):
        if entry.kind == "dispatch.order_changed":
            yield Stage("changed", entry.at, _by(viewer, entry.actor), None, str(entry.facts["change_why"]))
    if row.overdue_at is not None:
        yield Stage("overdue", row.overdue_at, None)
    if row.done_at is not None:
        note = " ".join(one for one in (row.done_said if callers else "", row.note) if one)
        yield Stage("done", row.done_at, _by(viewer, row.done_by), None, note)
    if row.skipped_at is not None:
        yield Stage("skipped", row.skipped_at, _by(viewer, row.skipped_by), None, row.skipped_why)
    if row.cancelled_at is not None:
        yield Stage("cancelled", row.cancelled_at, _by(viewer, _last(row, "dispatch.order_cancelled")))


def _of_called(viewer: Viewer, one: Called) -> Iterator[Stage]:
    """What came of calling one person, but for his receipt, which is the order's own."""
    name = people.named(viewer, one.person.words) if one.person else None
    who = one.post_words if name is None or (one.post_words and not viewer.may(Act.SEE_NAMES)) else name
    callers = viewer.may(Act.SEE_PERSONAL)
    for code, at in (
        ("called", one.turn_at),
        ("left", one.sent_at),
        ("arrived", one.delivered_at),
        ("read", one.read_at),
    ):
        if at is not None:
            yield Stage(code, at, who)
    if one.state == CalledState.DECLINED and one.answered_at is not None:
        yield Stage("declined", one.answered_at, who, _via(one), one.note if callers else "")
    if one.alarmed_at is not None:
        yield Stage("unanswered", one.alarmed_at, who)


def _via(one: Called) -> Words | None:
    return channel_words(one.answered_via) if one.answered_via not in ("", "console") else None


def _by(viewer: Viewer, actor: str) -> Words | None:
    return people.who(viewer, actor) if actor else None


def _last(row: Order, *kinds: str) -> str:
    """Who wrote the newest of these entries about it."""
    found = [entry for kind in kinds if (entry := journal.last(row.subject, kind)) is not None]
    return max(found, key=lambda entry: entry.id).actor if found else ""
