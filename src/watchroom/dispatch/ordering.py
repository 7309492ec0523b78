"""The only writers of orders.

All orders of one lineage are locked together, in one order: whether a task may start depends on its neighbours.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from watchroom.dispatch import entries
from watchroom.dispatch.entries import OrderFacts
from watchroom.dispatch.faults import NoSuchOrder, NotYourOrder, OrderAnswered, OrderNotSent, TextTooLong, WhoSaidIt
from watchroom.dispatch.models import Order
from watchroom.dispatch.rules import (
    ACTIVATION,
    INCIDENT_OPENED,
    OPEN_ORDERS,
    ORDER_SENT,
    ORDER_WORDS,
    OrderState,
    due,
    may_start,
    open_before,
)
from watchroom.dispatch.upstream import Activated, Task, activated
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, Handle, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer

MOST_SAID, MOST_NOTE = 128, 2000
type _Receiver = tuple[int | None, bool, Words | None]  # which person, whether as a stand-in, what the entry says then
_STANDS_IN = Words(zh="，该岗无人在岗，由带班领导代收", en="; nobody holds the post, the duty leader received it")
_NOBODY = Words(zh="，该岗与带班领导均无人在岗", en="; nobody holds the post and no duty leader is on watch")


def create_orders(activation: int, *, actor: str, cause: Cause = None, found: Activated | None = None) -> list[Order]:
    """One order for each action of the activation; those that exist already, also from the level before, go on.

    Sends at once what waits for nothing. Gives the orders that are new. `found`: the activation as `upstream.activated`
    read it before the transaction; it is frozen, so that reading it again would say the same.
    """
    found = found or activated(activation)
    with book(actor=actor, cause=cause) as b:
        before = _locked(found.lineage)
        known = {order.code for order in before}
        fresh = [_made(found, task, b.now) for task in found.tasks if task.code not in known]
        states = _states([*before, *fresh])
        watch = people.on_watch(b.now) if fresh else []
        for order in fresh:
            if may_start(order.after, states):
                _set_sent(order, b.now, _receiver(order.post, watch))
        Order.objects.bulk_create(fresh)
        others = {order.code: order for order in [*before, *fresh]}
        for order in fresh:
            if order.state == OrderState.SENT:
                facts: OrderFacts = _facts(order, entries.OrderSent, to=_receiver(order.post, watch)[2])
            else:
                facts = _facts(order, entries.OrderWaiting, others=others)
            b.record(facts, subject=order.subject, incident=order.incident_id)
    return fresh


def _made(found: Activated, task: Task, now: datetime) -> Order:
    moments = {INCIDENT_OPENED: found.opened_at, ACTIVATION: found.at}
    return Order(
        activation_id=found.pk, lineage=found.lineage, incident_id=found.incident, code=task.code, post=task.post,
        post_zh=task.post_words.zh, post_en=task.post_words.en, title_zh=task.title.zh, title_en=task.title.en,
        zh=task.text.zh, en=task.text.en, proof_zh=task.proof.zh, proof_en=task.proof.en, warning=task.warning, clause=task.clause, after=list(task.after), unit_kinds=list(task.unit_kinds),
        base=task.base, deadline_s=task.deadline_s, created_at=now, due_at=due(task.base, task.deadline_s, moments),
    )  # fmt: skip


def _send(b: Book, order: Order, cause: Cause) -> Handle:
    """Sends a waiting order to whoever holds the post at this moment."""
    receiver = _receiver(order.post, people.on_watch(b.now))
    _set_sent(order, b.now, receiver)
    order.save()
    facts = _facts(order, entries.OrderSent, to=receiver[2])
    return b.record(facts, subject=order.subject, incident=order.incident_id, cause=cause)


def _set_sent(order: Order, at: datetime, receiver: _Receiver) -> None:
    order.person_id, order.stand_in, _ = receiver
    order.state, order.sent_at = OrderState.SENT, at
    order.due_at = order.due_at or due(order.base, order.deadline_s, {ORDER_SENT: at})


def _receiver(post: str, watch: Sequence[people.OnWatch]) -> _Receiver:
    """The holder of a post; without one the duty leader, and without either nobody: the entry says which."""
    for one in watch:
        if one.post == post:
            return one.person, False, None
    leader = next((one for one in watch if one.role is Role.DUTY_LEADER), None)
    return (leader.person, True, _STANDS_IN) if leader else (None, False, _NOBODY)


def receive_order(viewer: Viewer, order: int, *, said_by: str = "") -> Order:
    """The post has it. By the post's holder, or by the duty officer for a telephone call (`said_by`: who called).

    Raises NoSuchOrder, NotYourOrder, WhoSaidIt, OrderNotSent, OrderAnswered.
    """
    viewer.must(Act.ACT_ON_ORDER)
    said_by = short(said_by, MOST_SAID, Words(zh="告知人", en="the name"))
    with book(actor=viewer.actor) as b:
        row = _own(viewer, order, said_by)
        _must_be(row, OrderState.SENT)
        row.state, row.received_at, row.received_by, row.received_said = (
            OrderState.RECEIVED,
            max(b.now, row.sent_at or b.now),  # the clock may have been set back meanwhile
            viewer.actor,
            said_by,
        )
        row.save()
        _record(b, row, entries.OrderReceived, said_by=said_by)
    return row


def finish_order(viewer: Viewer, order: int, *, said_by: str = "", note: str = "") -> Order:
    """The task is done; what waited only for it is sent. By whom: as in `receive_order`, and the same faults."""
    viewer.must(Act.ACT_ON_ORDER)
    said_by = short(said_by, MOST_SAID, Words(zh="告知人", en="the name"))
    note = short(note, MOST_NOTE, Words(zh="反馈内容", en="the note"))
    with book(actor=viewer.actor) as b:
        row = _own(viewer, order, said_by)
        _must_be(row, OrderState.SENT, OrderState.RECEIVED)
        row.state, row.done_at, row.done_by, row.done_said, row.note = (
            OrderState.DONE,
            max(b.now, row.sent_at or b.now),
            viewer.actor,
            said_by,
            note,
        )
        row.save()
        done = _record(b, row, entries.OrderDone, said_by=said_by)
        _send_successors(b, row, done)
    return row


def _send_successors(b: Book, done: Order, cause: Handle) -> None:
    orders = _locked(done.lineage)
    states = _states(orders)
    for order in orders:
        if order.state == OrderState.WAITING and done.code in order.after and may_start(order.after, states):
            _send(b, order, cause)


def mark_overdue(order: int) -> bool:
    """Says once that the deadline has run out. False if it has not, or was said, or the task has ended."""
    with book(actor="work:dispatch.deadlines") as b:
        late = Order.objects.filter(pk=order, overdue_at=None, due_at__lt=b.now, state__in=OPEN_ORDERS)
        if not late.update(overdue_at=b.now):
            return False
        _record(b, Order.objects.get(pk=order), entries.OrderOverdue)
    return True


def cancel_orders(activation: int, *, actor: str, cause: Cause = None, found: Activated | None = None) -> int:
    """Ends the open orders of a response that was stood down. How many there were. `found`: as in `create_orders`."""
    found = found or activated(activation)
    with book(actor=actor, cause=cause) as b:
        ended = [order for order in _locked(found.lineage) if order.is_open]
        for order in ended:
            order.state, order.cancelled_at = OrderState.CANCELLED, b.now
        Order.objects.bulk_update(ended, ["state", "cancelled_at"])
        for order in ended:
            b.record(_facts(order, entries.OrderCancelled), subject=order.subject, incident=order.incident_id)
    return len(ended)


def _locked(lineage: int) -> list[Order]:
    return list(Order.objects.select_for_update().filter(lineage=lineage).order_by("pk"))


def _states(orders: list[Order]) -> dict[str, OrderState]:
    return {order.code: OrderState(order.state) for order in orders}


def _own(viewer: Viewer, pk: int, said_by: str) -> Order:
    """The order, locked with its neighbours, if this viewer may answer it: as its post, or for somebody by telephone."""
    lineage = Order.objects.filter(pk=pk).values_list("lineage", flat=True).first()
    row = next((one for one in _locked(lineage) if one.pk == pk), None) if lineage is not None else None
    if row is None:
        raise NoSuchOrder(order=pk)
    if row.post in viewer.posts or row.person_id == viewer.person:
        return row
    if viewer.roles.isdisjoint({Role.DUTY_OFFICER, Role.DUTY_LEADER}):
        raise NotYourOrder(order=row.words, post=row.post_words)
    if not said_by:
        raise WhoSaidIt(order=row.words)
    return row


def _must_be(row: Order, *states: OrderState) -> None:
    if row.state in states:
        return
    if row.state == OrderState.WAITING:
        raise OrderNotSent(order=row.words, waits=_waits(row)[1])
    by, at = {
        OrderState.RECEIVED: (row.received_by, row.received_at),
        OrderState.DONE: (row.done_by, row.done_at),
    }.get(OrderState(row.state), ("work:dispatch", row.cancelled_at))
    raise OrderAnswered(
        order=row.words, at=iso(at) if at else "", who=people.actor_words(by), state=ORDER_WORDS[OrderState(row.state)]
    )


def _record(b: Book, row: Order, kind: type[OrderFacts], *, said_by: str = "") -> Handle:
    """Records a change of an order; caused by what was last said of it."""
    before = journal.last(row.subject)
    facts = _facts(row, kind, said_by=said_by)
    return b.record(facts, subject=row.subject, incident=row.incident_id, cause=before.id if before else None)


def _waits(row: Order, others: Mapping[str, Order] | None = None) -> tuple[list[str], Words]:
    """Codes and titles of the predecessors that are still open. `others`: the orders of the lineage, if they are at hand."""
    if others is None:
        others = {one.code: one for one in Order.objects.filter(lineage=row.lineage, code__in=row.after)}
    states = {code: OrderState(others[code].state) for code in row.after if code in others}
    codes = open_before(row.after, states)
    titles = [others[code].words for code in codes]
    if not titles:
        return [], Words(zh="无", en="nothing")
    return codes, Words(zh="、".join(t.zh for t in titles), en=", ".join(t.en for t in titles))


def _facts(
    row: Order,
    kind: type[OrderFacts],
    *,
    to: Words | None = None,
    said_by: str = "",
    others: Mapping[str, Order] | None = None,
) -> OrderFacts:
    codes, titles = _waits(row, others) if row.state == OrderState.WAITING else ([], None)
    said = Words(zh="，{who}电话告知", en=", by telephone from {who}").fill(who=said_by) if said_by else None
    return kind(
        activation=row.activation_id, code=row.code, post=row.post, post_zh=row.post_zh, post_en=row.post_en,
        title_zh=row.title_zh, title_en=row.title_en, zh=row.zh, en=row.en, state=row.state, person=row.person_id,
        stand_in=row.stand_in, to_zh=to.zh if to else "", to_en=to.en if to else "", waits_for=codes,
        waits_zh=titles.zh if titles else "", waits_en=titles.en if titles else "",
        sent_at=_text(row.sent_at), due_at=_text(row.due_at), received_at=_text(row.received_at), done_at=_text(row.done_at),
        overdue_at=_text(row.overdue_at), said_by=said_by, said_zh=said.zh if said else "", said_en=said.en if said else "", note=row.note,
        warning=row.warning,
    )  # fmt: skip


def _text(at: datetime | None) -> str | None:
    return iso(at) if at else None


def short(text: str, most: int, what: Words) -> str:
    """Typed text without control characters. Raises TextTooLong."""
    clean = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if len(clean) > most:
        raise TextTooLong(what=what, most=most)
    return clean
