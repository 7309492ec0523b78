"""What a post says of its tasks: received, how far, blocked, done, not applicable. The watch writes down a telephone call."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from watchroom.dispatch import calling, entries, instructed, owners
from watchroom.dispatch.faults import (
    NoSuchOrder,
    NotBlocked,
    NotYourOrder,
    OrderAnswered,
    OrderNotSent,
    ProgressOwed,
    TextOwed,
    WhoSaidIt,
)
from watchroom.dispatch.models import Order
from watchroom.dispatch.ordering import send_successors
from watchroom.dispatch.rules import ORDER_MOVES, ORDER_WORDS, OrderState
from watchroom.dispatch.telling import MOST_NOTE, MOST_SAID, locked, record, short, waits
from watchroom.journal.book import Book, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer

_SKIPPED = Words(zh="不再需要：{why}", en="It is not needed any more: {why}")
_WHO, _NOTE = Words(zh="告知人", en="the name"), Words(zh="反馈内容", en="the note")
MOST_ON = 200


@dataclass(frozen=True, slots=True)
class _Asked:
    """An order that was asked for, among all of its incident."""

    row: Order
    around: list[Order]


def receive_order(viewer: Viewer, order: int, *, said_by: str = "", at: datetime | None = None) -> Order:
    """The post has it. By the post's holder, or by the duty officer for a telephone call (`said_by`: who called).

    at  when it was so, where that arrives later; never before the order was sent, nor to come

    Raises NoSuchOrder, NotYourOrder, WhoSaidIt, OrderNotSent, OrderAnswered.
    """
    viewer.must(Act.ACT_ON_ORDER)
    said_by = short(said_by, MOST_SAID, _WHO)
    with book(actor=viewer.actor) as b:
        row = _own(viewer, order, said_by).row
        _must(row, OrderState.RECEIVED)
        row.state = OrderState.RECEIVED
        _note_receipt(b, row, said_by, at)
        row.save()
        record(b, row, entries.OrderReceived, said_by=said_by)
        calling.answered(b, row, said_by=said_by)
    return row


def progress_order(
    viewer: Viewer,
    order: int,
    *,
    percent: int | None = None,
    said: str = "",
    said_by: str = "",
    at: datetime | None = None,
) -> Order:
    """How far it is, in percent or in words or both; a blocked task goes on with it.

    Raises ProgressOwed when neither is given, and the faults of `receive_order`.
    """
    viewer.must(Act.ACT_ON_ORDER)
    said_by, said = short(said_by, MOST_SAID, _WHO), short(said, MOST_NOTE, _NOTE)
    if (percent is None and not said) or (percent is not None and not 0 <= percent <= 100):
        raise ProgressOwed()
    with book(actor=viewer.actor) as b:
        row = _own(viewer, order, said_by).row
        _must(row, OrderState.DOING)
        went_on = row.state == OrderState.BLOCKED
        row.state, row.progress_at = OrderState.DOING, _moment(b, row, at)
        row.progress, row.progress_said = percent if percent is not None else row.progress, said
        _note_receipt(b, row, said_by, at)
        row.save()
        how = _how_far(percent, said)
        kind = entries.OrderUnblocked if went_on else entries.OrderProgress
        record(b, row, kind, said_by=said_by, how_zh=how.zh, how_en=how.en)
        calling.answered(b, row, said_by=said_by)
    return row


def block_order(
    viewer: Viewer, order: int, *, reason: str, on: str, said_by: str = "", at: datetime | None = None
) -> Order:
    """It cannot go on: why, and who must act (`on`). Raises TextOwed, and the faults of `receive_order`."""
    viewer.must(Act.ACT_ON_ORDER)
    said_by = short(said_by, MOST_SAID, _WHO)
    reason = _owed(reason, MOST_NOTE, Words(zh="受阻原因", en="why it is blocked"))
    on = _owed(on, MOST_ON, Words(zh="须由谁解决", en="who must act"))
    with book(actor=viewer.actor) as b:
        row = _own(viewer, order, said_by).row
        _must(row, OrderState.BLOCKED)
        moment = _moment(b, row, at)
        row.state, row.blocked_at, row.blocked_why, row.blocked_on = OrderState.BLOCKED, moment, reason, on
        _note_receipt(b, row, said_by, at)
        row.save()
        record(b, row, entries.OrderBlocked, said_by=said_by)
        calling.answered(b, row, said_by=said_by)
    return row


def unblock_order(viewer: Viewer, order: int, *, said: str = "", said_by: str = "") -> Order:
    """What stood in the way is gone; by its post, or by whoever may steer tasks. Raises NotBlocked and TextTooLong."""
    viewer.must(Act.ACT_ON_ORDER)
    said_by, said = short(said_by, MOST_SAID, _WHO), short(said, MOST_NOTE, _NOTE)
    with book(actor=viewer.actor) as b:
        row = _own(viewer, order, said_by, steer=True).row
        if row.state != OrderState.BLOCKED:
            raise NotBlocked(order=row.words, state=ORDER_WORDS[OrderState(row.state)])
        row.state, row.progress_at, row.progress_said = OrderState.DOING, b.now, said
        row.save()
        how = _how_far(None, said)
        record(b, row, entries.OrderUnblocked, said_by=said_by, how_zh=how.zh, how_en=how.en)
    return row


def finish_order(
    viewer: Viewer, order: int, *, said_by: str = "", note: str = "", last: bool = False, at: datetime | None = None
) -> Order:
    """The task is done; what waited only for it is sent. By whom and `at`: as in `receive_order`, and the same faults.

    A task that repeats stays open and is due again, unless this was the `last` time.
    """
    viewer.must(Act.ACT_ON_ORDER)
    said_by, note = short(said_by, MOST_SAID, _WHO), short(note, MOST_NOTE, _NOTE)
    with book(actor=viewer.actor) as b:
        asked = _own(viewer, order, said_by)
        row = asked.row
        _must(row, OrderState.DONE)
        moment, first = _moment(b, row, at), row.rounds == 0
        row.done_by, row.done_said, row.note = viewer.actor, said_by, note
        if row.term.repeats:
            row.rounds, row.round_at = row.rounds + 1, moment
        if row.term.repeats and not last:
            row.due_at, row.overdue_at = row.term.following(moment, row.due_at, settings.SITE_ZONE), None
            row.state, row.progress, row.progress_said = OrderState.RECEIVED, None, ""
            _note_receipt(b, row, said_by, at)
        else:
            row.state, row.done_at = OrderState.DONE, moment
        row.save()
        kind = entries.OrderRound if row.state == OrderState.RECEIVED else entries.OrderDone
        done = record(b, row, kind, said_by=said_by)
        calling.answered(b, row, said_by=said_by, done=row.state == OrderState.DONE)
        if first:
            send_successors(b, row, asked.around, done)
        if row.instruction_id is not None:
            instructed.carried_out(b, row, asked.around, done)
    return row


def skip_order(viewer: Viewer, order: int, *, reason: str, said_by: str = "") -> Order:
    """Left out as not applicable, with the reason; what waited only for it is sent.

    By its post, by whoever may steer tasks, or recorded for a telephone call. Raises TextOwed, OrderAnswered.
    """
    viewer.must(Act.ACT_ON_ORDER)
    said_by = short(said_by, MOST_SAID, _WHO)
    reason = _owed(reason, MOST_NOTE, Words(zh="不适用的理由", en="why it does not apply"))
    with book(actor=viewer.actor) as b:
        asked = _own(viewer, order, said_by, steer=True)
        row = asked.row
        _must(row, OrderState.SKIPPED)
        row.state, row.skipped_at, row.skipped_by, row.skipped_why = OrderState.SKIPPED, b.now, viewer.actor, reason
        row.save()
        handle = record(b, row, entries.OrderSkipped, said_by=said_by)
        calling.take_back(b, [row], _SKIPPED.fill(why=reason), but=viewer.person)
        send_successors(b, row, asked.around, handle)
    return row


def _moment(b: Book, row: Order, at: datetime | None) -> datetime:
    """When it was so: not to come, and not before the order was sent; the clock may have been set back meanwhile."""
    return max(min(at or b.now, b.now), row.sent_at or b.now)


def _note_receipt(b: Book, row: Order, said_by: str, at: datetime | None = None) -> None:
    """Whoever says how far a task is has received it."""
    if row.received_at is None:
        row.received_at = _moment(b, row, at)
        row.received_by, row.received_said = b.actor, said_by


def _how_far(percent: int | None, said: str) -> Words:
    parts = [f"{percent} %"] if percent is not None else []
    parts += [said] if said else []
    text = "，".join(parts) if parts else "—"
    return Words(zh=text, en=", ".join(parts) if parts else "—")


def _owed(text: str, most: int, what: Words) -> str:
    clean = short(text, most, what)
    if not clean:
        raise TextOwed(what=what)
    return clean


def _own(viewer: Viewer, pk: int, said_by: str, *, steer: bool = False) -> _Asked:
    """The order, locked with its neighbours, if this viewer may answer it: as its post, as the duty leader who stands in,
    for somebody by telephone, or (`steer`) as one who may leave the plan."""
    incident = Order.objects.filter(pk=pk).values_list("incident", flat=True).first()
    around = locked(incident) if incident is not None else []
    row = next((one for one in around if one.pk == pk), None)
    if row is None:
        raise NoSuchOrder(order=pk)
    if owners.is_for(viewer, row):
        return _Asked(row, around)
    if not said_by and calling.was_called(row.pk, viewer.person):
        return _Asked(row, around)
    if steer and viewer.may(Act.STEER_TASKS):
        return _Asked(row, around)
    if viewer.roles.isdisjoint({Role.DUTY_OFFICER, Role.DUTY_LEADER}):
        raise NotYourOrder(order=row.words, post=row.post_words)
    if not said_by:
        raise WhoSaidIt(order=row.words)
    return _Asked(row, around)


def _must(row: Order, then: OrderState) -> None:
    """Raises OrderNotSent, or OrderAnswered with who answered it before."""
    if then in ORDER_MOVES[OrderState(row.state)]:
        return
    if row.state == OrderState.WAITING:
        raise OrderNotSent(order=row.words, waits=waits(row)[1])
    by, at = {
        OrderState.DONE: (row.done_by, row.done_at),
        OrderState.SKIPPED: (row.skipped_by, row.skipped_at),
        OrderState.CANCELLED: ("work:dispatch", row.cancelled_at),
    }.get(OrderState(row.state), (row.received_by, row.received_at))
    raise OrderAnswered(
        order=row.words, at=iso(at) if at else "", who=people.actor_words(by), state=ORDER_WORDS[OrderState(row.state)]
    )
