"""The life of orders that no post speaks of: given by a plan or outside it, sent, handed over, late, ended.

All orders of one incident are locked together, in one order: whether a task may start depends on its neighbours, and
two plans may share one task.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import orjson
from django.conf import settings
from django.db.models import JSONField

from watchroom.dispatch import calling, entries, owners
from watchroom.dispatch.faults import NoSuchPost, ResponseEnded, TextOwed
from watchroom.dispatch.models import Order, Share
from watchroom.dispatch.rules import (
    ACTIVATION,
    INCIDENT_OPENED,
    OPEN_ORDERS,
    ORDER_SENT,
    RUNNING_ORDERS,
    OrderState,
    Term,
    may_start,
    told_alike,
)
from watchroom.dispatch.telling import MOST_NOTE, Place, facts, locked, places, record, shares, short, states
from watchroom.dispatch.upstream import Activated, Task, activated, runs
from watchroom.journal import rows
from watchroom.journal.book import Book, Cause, Handle, book
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer

MOST_TITLE, MOST_SPAN_S = 200, 30 * 86_400
type Receiver = tuple[int | None, bool, Words | None]  # which person, whether as a stand-in, what the entry says then
_STANDS_IN = Words(zh="，该岗无人在岗，由带班领导代收", en="; nobody holds the post, the duty leader received it")
_NOBODY = Words(zh="，该岗与带班领导均无人在岗", en="; nobody holds the post and no duty leader is on watch")
_STOOD_DOWN = Words(zh="响应已终止", en="The response was stood down")
_LEFT = Words(zh="响应{how}", en="The response was {how}")


def create_orders(activation: int, *, actor: str, cause: Cause = None, found: Activated | None = None) -> list[Order]:
    """One order for each action of the activation; those that exist already, also from the level before, go on.

    Tasks that were to end with the level before end first; when their level comes back they are given anew.
    What another plan of the incident has said to the same post in the same words is shared, not given twice: the
    stricter deadline holds. Sends at once what waits for nothing. Gives the orders that are new.
    found  the activation as `upstream.activated` read it before the transaction; reading it again would say the same
    """
    found = found or activated(activation)
    with book(actor=actor, cause=cause) as b:
        before = locked(found.incident)
        _end_with_level(b, found, before)
        at = {place: row for place, row in places(before, shares(before)).items() if not _left(row, place)}
        wanted = [task for task in found.tasks if (found.lineage, task.code) not in at]
        left = {row.code: row for row in before if row.lineage == found.lineage and row.left_at}
        others = [row for row in before if row.is_open and row.lineage != found.lineage]
        running = {_alike(row.post, row.zh, row.term): row for row in others}
        fresh, again = [], []
        for task in wanted:
            own, twin = left.get(task.code), running.get(_alike(task.post, task.text.zh, task.term))
            twin = own if own is not None and own.is_open else twin
            if twin is not None:
                _share(b, twin, found, task)
                at[found.lineage, task.code] = twin
            elif own is not None:
                again.append(_made(found, task, b.now, own.pk))
            else:
                fresh.append(_made(found, task, b.now))
        _give(b, found.lineage, fresh, at, again)
    return fresh + again


def _left(row: Order, place: Place) -> bool:
    """Whether the response let go of the task with its level: it is as if it had not been given."""
    return place == (row.lineage, row.code) and row.left_at is not None


def _end_with_level(b: Book, found: Activated, before: list[Order]) -> None:
    """Ends what only the level before asked for, by the word of who changed it; what waited for that waits no more."""
    ended = found.ended
    if ended is None:
        return
    around = [order for order in before if order.is_open]
    for order in (free := _let_go(b, found.lineage, around, ended.codes)):
        order.state, order.skipped_at, order.skipped_by, order.skipped_why = (
            OrderState.SKIPPED, b.now, ended.by, ended.reason,
        )  # fmt: skip
    _keep_let_go(around)
    for order in free:
        said = facts(order, entries.OrderLeft, how_zh=ended.step.zh, how_en=ended.step.en)
        b.record(said, subject=order.subject, incident=order.incident_id)
    calling.take_back(b, free, _LEFT.fill(how=ended.step))
    at = {place: row for place, row in places(before, shares(before)).items() if not _left(row, place)}
    now = states(at, found.lineage)
    for order in before:
        if order.lineage == found.lineage and order.state == OrderState.WAITING and may_start(order.after, now):
            _send(b, order, None)


def _let_go(b: Book, lineage: int, around: list[Order], codes: Collection[str] | None = None) -> list[Order]:
    """A response lets go of its open tasks, all or these codes. Gives those that no other response shares."""

    def ours(one: Order | Share) -> bool:
        return one.lineage == lineage and (codes is None or one.code in codes)

    parts = [part for part in shares(around) if part.ended_at is None]
    mine = {part.pk: part.order_id for part in parts if ours(part)}
    others = {part.order_id for part in parts if not ours(part)}
    if mine:
        Share.objects.filter(pk__in=mine).update(ended_at=b.now)
    free = []
    for order in around:
        if ours(order):
            order.left_at = b.now
        elif order.pk not in mine.values() or order.left_at is None:
            continue
        if order.pk not in others:
            free.append(order)
    return free


def _keep_let_go(around: list[Order]) -> None:
    fields = ["state", "cancelled_at", "skipped_at", "skipped_by", "skipped_why", "left_at"]
    Order.objects.bulk_update(around, fields)


def _give(b: Book, lineage: int, fresh: list[Order], at: dict[Place, Order], again: Sequence[Order] = ()) -> None:
    """Inserts new orders, rewrites those given anew, and sends what waits for nothing. `at`: the tasks that are there."""
    given = [*fresh, *again]
    at.update({(order.lineage, order.code): order for order in given})
    now, watch = states(at, lineage), people.present(b.now) if given else []
    for order in given:
        if may_start(order.after, now):
            _set_sent(order, b.now, receiver(order.post, watch, b.now))
    _insert(fresh)
    for order in again:
        order.save()
    sent = [order for order in given if order.state == OrderState.SENT]
    lines = calling.lines_of([order.post for order in sent], b.now, watch)
    for order in given:
        if order.state == OrderState.SENT:
            said = facts(
                order, entries.OrderSent, to=receiver(order.post, watch, b.now)[2], chain=lines.persons(order.post)
            )
        else:
            said = facts(order, entries.OrderWaiting, found=at)
        b.record(said, subject=order.subject, incident=order.incident_id)
    calling.begin_orders(b, sent, lines)


_COLUMNS = [one.attname for one in Order._meta.concrete_fields]
_JSON = {one.attname for one in Order._meta.concrete_fields if isinstance(one, JSONField)}


def _insert(fresh: Sequence[Order]) -> None:
    """Past the models: of the time that a plan with hundreds of tasks takes, most went into their way of inserting."""
    for order, pk in zip(fresh, rows.new_ids(Order, len(fresh)), strict=True):
        order.pk = pk
    rows.insert(Order, _COLUMNS, map(_row, fresh))
    for order in fresh:
        order._state.adding = False


def _row(order: Order) -> list[object]:
    return [_kept(name, getattr(order, name)) for name in _COLUMNS]


def _kept(name: str, value: object) -> object:
    return orjson.dumps(value).decode() if name in _JSON else str(value) if isinstance(value, str) else value


def _alike(post: str, text: str, term: Term) -> tuple[object, ...]:
    """Two plans mean one task when they say the same to the same post; what repeats must repeat alike."""
    return post, told_alike(text), term.every_s, term.daily_by


def _share(b: Book, twin: Order, found: Activated, task: Task) -> None:
    moments = {INCIDENT_OPENED: found.opened_at, ACTIVATION: found.at} | ({ORDER_SENT: b.now} if twin.sent_at else {})
    due = task.term.first(moments, settings.SITE_ZONE)
    if due is not None and twin.rounds == 0 and (twin.due_at is None or due < twin.due_at):
        twin.due_at = due
        twin.save(update_fields=["due_at"])
    if twin.lineage == found.lineage:  # our own, which another response kept running: it is ours again
        twin.left_at = None
        twin.save(update_fields=["left_at"])
    else:
        told = {"order": twin, "activation_id": found.pk, "clause": task.clause, "made_at": b.now, "ended_at": None}
        Share.objects.update_or_create(lineage=found.lineage, code=task.code, defaults=told)
    said = facts(twin, entries.OrderShared, clause=task.clause)
    b.record(said, subject=twin.subject, incident=twin.incident_id)


def _made(found: Activated, task: Task, now: datetime, again: int | None = None) -> Order:
    """`again`: the number of the order that the task had before it was let go of."""
    moments, group = {INCIDENT_OPENED: found.opened_at, ACTIVATION: found.at}, task.group_words
    made = Order(
        pk=again,
        activation_id=found.pk, lineage=found.lineage, incident_id=found.incident, code=task.code, post=task.post,
        post_zh=task.post_words.zh, post_en=task.post_words.en, title_zh=task.title.zh, title_en=task.title.en,
        zh=task.text.zh, en=task.text.en, proof_zh=task.proof.zh, proof_en=task.proof.en, warning=task.warning, clause=task.clause, after=list(task.after), unit_kinds=list(task.unit_kinds),
        group=task.group, group_zh=group.zh if group else "", group_en=group.en if group else "",
        card=[{"zh": step.zh, "en": step.en} for step in task.card], created_at=now,
        base=task.term.base, deadline_s=task.term.deadline_s, every_s=task.term.every_s, daily_by=task.term.daily_by,
        workdays=task.term.workdays, due_at=task.term.first(moments, settings.SITE_ZONE),
    )  # fmt: skip
    made._state.adding = again is None
    return made


def add_order(
    viewer: Viewer, activation: int, post: str, *, title: str, text: str = "", within_s: int | None = None, reason: str
) -> Order:
    """A task outside the plan, to a post of the site, to a unit (`unit:CODE`) or an agency (`agency:CODE`), with the reason for
    leaving the plan. In the language it was typed.

    Raises NoSuchActivation, ResponseEnded, NoSuchPost, TextOwed, TextTooLong.
    """
    viewer.must(Act.STEER_TASKS)
    title = _owed(title, MOST_TITLE, Words(zh="任务", en="the task"))
    reason = _owed(reason, MOST_NOTE, Words(zh="理由", en="the reason"))
    text = short(text, MOST_NOTE, Words(zh="指令全文", en="the order")) or title
    with book(actor=viewer.actor) as b:
        found = activated(activation)
        if not runs(activation):
            raise ResponseEnded(activation=activation)
        holder = owners.named(post, b.now)
        if holder is None:
            raise NoSuchPost(post=post[:64])
        b.in_turn(f"orders:{found.incident}")
        before = locked(found.incident)
        words, proof = Words(zh=title, en=title), Words(zh="责任岗位反馈已完成", en="the post reports it done")
        number = sum(row.lineage == found.lineage and row.why != "" for row in before) + 1
        term = Term(ORDER_SENT, min(within_s, MOST_SPAN_S) if within_s is not None else None)
        task = Task(
            code=f"+{number}", post=post, post_words=holder, title=words, text=Words(zh=text, en=text), clause="", after=(),
            term=term, unit_kinds=(), proof=proof, warning="",
        )  # fmt: skip
        made = _made(found, task, b.now)
        made.why = reason
        _give(b, found.lineage, [made], places(before, shares(before)))
    return made


def send_new(b: Book, made: Order, at: dict[Place, Order]) -> None:
    """An order of no plan, sent at once. `at`: the tasks that the incident has already."""
    _give(b, made.lineage, [made], at)


def _owed(text: str, most: int, what: Words) -> str:
    clean = short(text, most, what)
    if not clean:
        raise TextOwed(what=what)
    return clean


def _send(b: Book, order: Order, cause: Cause) -> Handle:
    """Sends a waiting order to whoever holds the post at this moment."""
    watch = people.present(b.now)
    to = receiver(order.post, watch, b.now)
    _set_sent(order, b.now, to)
    order.save()
    lines = calling.lines_of([order.post], b.now, watch)
    said = facts(order, entries.OrderSent, to=to[2], chain=lines.persons(order.post))
    handle = b.record(said, subject=order.subject, incident=order.incident_id, cause=cause)
    calling.begin_orders(b, [order], lines)
    return handle


def _set_sent(order: Order, at: datetime, to: Receiver) -> None:
    order.person_id, order.stand_in, _ = to
    order.state, order.sent_at = OrderState.SENT, at
    order.due_at = order.due_at or order.term.first({ORDER_SENT: at}, settings.SITE_ZONE)


def receiver(post: str, watch: Sequence[people.OnWatch], at: datetime) -> Receiver:
    """The holder of a post among those who are there (`people.present`), the first of a unit or an agency; without one the duty
    leader, and without either nobody: the entry says which.
    """
    for link in owners.links_of([post], at).get(post, ()):
        return link.person, False, None
    for one in watch:
        if one.post == post:
            return one.person, False, None
    leader = next((one for one in watch if one.role is Role.DUTY_LEADER), None)
    return (leader.person, True, _STANDS_IN) if leader else (None, False, _NOBODY)


def send_successors(b: Book, settled: Order, around: list[Order], cause: Handle) -> None:
    """Sends what waited only for this task, in every response that has a part in it."""
    parts = shares(around)
    at = places(around, parts)
    named = [(settled.lineage, settled.code)]
    named += [(part.lineage, part.code) for part in parts if part.order_id == settled.pk]
    for lineage, code in named:
        now = states(at, lineage)
        for order in around:
            waiting = order.lineage == lineage and order.state == OrderState.WAITING and code in order.after
            if waiting and may_start(order.after, now):
                _send(b, order, cause)


def mark_overdue(order: int) -> bool:
    """Says once that the deadline has run out. False if it has not, or was said, or the task has ended."""
    with book(actor="work:dispatch.deadlines") as b:
        late = Order.objects.filter(pk=order, overdue_at=None, due_at__lt=b.now, state__in=OPEN_ORDERS)
        if not late.update(overdue_at=b.now):
            return False
        row = Order.objects.get(pk=order)
        record(b, row, entries.OrderOverdue)
        calling.remind_holder(b, row, calling.OVERDUE)
    return True


def moved_on(now: datetime) -> list[int]:
    """Running orders whose post has another holder than the one who has them."""
    rows = Order.objects.filter(state__in=RUNNING_ORDERS).values_list("pk", "post", "person", "stand_in")
    watch = people.present(now)
    return [pk for pk, post, person, stand_in in rows if _changed(post, person, stand_in, watch, now)]


def _changed(post: str, person: int | None, stand_in: bool, watch: Sequence[people.OnWatch], at: datetime) -> bool:
    """Of a unit or an agency whoever of it has answered keeps it as long as he belongs to it."""
    links = owners.links_of([post], at).get(post, ())
    return person not in {one.person for one in links} if links else receiver(post, watch, at)[:2] != (person, stand_in)


def hand_over(order: int) -> bool:
    """A task belongs to a post: at the change of shift it goes to the new holder. False if he has it already."""
    with book(actor="work:dispatch.handover") as b:
        row = Order.objects.select_for_update().filter(pk=order, state__in=RUNNING_ORDERS).first()
        if row is None:
            return False
        watch = people.present(b.now)
        if not _changed(row.post, row.person_id, row.stand_in, watch, b.now):
            return False
        person, stand_in, words = receiver(row.post, watch, b.now)
        row.person_id, row.stand_in = person, stand_in
        row.save(update_fields=["person", "stand_in"])
        lines = calling.lines_of([row.post], b.now, watch)
        record(b, row, entries.OrderHandedOver, to=words, chain=lines.persons(row.post))
        calling.hand_on(b, row, lines, unanswered=row.received_at is None)
    return True


def cancel_orders(activation: int, *, actor: str, cause: Cause = None, found: Activated | None = None) -> int:
    """Ends the open orders of a response that was stood down. How many there were. `found`: as in `create_orders`.

    What another running response shares goes on for it, and ends with it.
    """
    found = found or activated(activation)
    with book(actor=actor, cause=cause) as b:
        around = [order for order in locked(found.incident) if order.is_open]
        return len(let_go(b, found.lineage, around, _STOOD_DOWN))


def let_go(b: Book, lineage: int, around: list[Order], why: Words) -> list[Order]:
    """Ends the open orders of one lineage, but for what others share. Gives those that ended."""
    for order in (ended := _let_go(b, lineage, around)):
        order.state, order.cancelled_at = OrderState.CANCELLED, b.now
    _keep_let_go(around)
    for order in ended:
        b.record(facts(order, entries.OrderCancelled), subject=order.subject, incident=order.incident_id)
    calling.take_back(b, ended, why)
    return ended
