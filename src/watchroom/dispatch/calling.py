"""Calls are begun, go on and end. Used by the writers of orders and of call lists; opens nothing itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from watchroom.dispatch import call_entries as entries
from watchroom.dispatch import owners
from watchroom.dispatch.call_models import Attempt, Call, Called
from watchroom.dispatch.call_rules import NEXT_PERSON_S, CalledState, CallKind, Standing, not_after, wait_s
from watchroom.journal import sending
from watchroom.journal.book import Book, Cause, Handle
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.way_models import PHONE, ContactWay
from watchroom.people.way_queries import Link, chains, present, ways_to
from watchroom.people.ways import channel_words

NOBODY = Words(zh="无人", en="nobody")
ANSWERED = Words(zh="已有人应答，不再发送", en="somebody has answered; it is no longer sent")
ENDED = Words(zh="已结束，不再发送", en="it is over; it is no longer sent")
HANDED_ON = Words(
    zh="已随岗交接，不再发给原在岗人员", en="handed over with its post; it is no longer sent to the holder before"
)
TAKES_OVER = Words(zh="随岗交接，现由您接办", en="handed over with the post: it is yours now")
OVERDUE = Words(zh="已超时，请立即办理并反馈", en="it is overdue: see to it now and say how far it is")
ORDINARY = 2  # the priority of what is not urgent by its kind
MOST_FACTS = 200  # persons that one entry names


@dataclass(frozen=True, slots=True)
class Ways:
    """The usable ways of persons and posts, looked up once."""

    of_persons: Mapping[int, Sequence[ContactWay]] = field(default_factory=dict)
    of_posts: Mapping[str, Sequence[ContactWay]] = field(default_factory=dict)

    def to(self, person: int | None, post: str) -> list[ContactWay]:
        """A person's own ways first, then those of the post that he holds."""
        own = self.of_persons.get(person, ()) if person is not None else ()
        return [*own, *self.of_posts.get(post, ())]


def ways_of(lines: Iterable[Sequence[Link]]) -> Ways:
    links = [link for line in lines for link in line]
    return Ways(
        *ways_to({one.person for one in links if one.person is not None}, {one.post.code for one in links if one.post})
    )


def sendable(ways: Iterable[ContactWay]) -> list[ContactWay]:
    """Those that a program can use by itself."""
    return [way for way in ways if way.channel != PHONE]


def held_until(call: Call, way: ContactWay, now: datetime) -> datetime | None:
    """When the way's quiet hours end, if the call can wait so long. None: it leaves at once.

    What is urgent never waits: call lists and call-outs, recalls, codes, and an order that is due before the hours end, or of
    which nobody knows when it is due.
    """
    until = way.quiet_at(now)
    if until is None or call.priority < ORDINARY or call.kind == CallKind.CODE or call.order is None:
        return None
    return until if call.order.due_at is not None and call.order.due_at > until else None


def in_order(ways: Iterable[ContactWay], call: Call, now: datetime) -> list[ContactWay]:
    """As they are tried: those in whose quiet hours the call would wait come last."""
    return sorted(ways, key=lambda way: held_until(call, way, now) is not None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call that is to begin. lines: who is called in each, in order; each as (person, post, its words)."""

    kind: CallKind
    title: Words
    text: Words
    lines: Sequence[Sequence[Link]]
    about: str = ""
    order: int | None = None
    incident: int | None = None
    priority: int = ORDINARY
    asks: bool = True
    next_person_s: int = NEXT_PERSON_S
    exercise: bool = False
    good_until: datetime | None = None


def hold(calls: Iterable[int]) -> None:
    """Nobody else changes these calls until the book is closed: answers, steps and reports of one call wait for each other.

    Orders are locked before calls, calls in one order, and those called after their call.
    """
    list(Call.objects.select_for_update().filter(pk__in=set(calls)).order_by("pk").values_list("pk", flat=True))


def begin(b: Book, wanted: Sequence[Wanted], ways: Ways | None = None) -> list[Call]:
    """Writes the calls down with their lines, and the messages of those who are called first. Records nothing."""
    if not wanted:
        return []
    ways = ways or ways_of(line for one in wanted for line in one.lines)
    calls = Call.objects.bulk_create([_call(b, one) for one in wanted])
    called = [row for call, one in zip(calls, wanted, strict=True) for row in _lines(call, one)]
    for row in called:
        if row.rank == 0:
            _turn(row, b.now, ways, row.call.next_person_s)
    called = Called.objects.bulk_create(called, batch_size=2000)
    first = [one for row in called if row.rank == 0 for one in first_messages(row, b.now, ways)]
    Attempt.objects.bulk_create(first, batch_size=2000)
    return calls


def _call(b: Book, one: Wanted) -> Call:
    return Call(
        kind=one.kind, about=one.about, order_id=one.order, incident_id=one.incident, priority=one.priority,
        title_zh=one.title.zh[:4000], title_en=one.title.en[:4000], text_zh=one.text.zh, text_en=one.text.en,
        exercise=one.exercise, asks=one.asks, next_person_s=one.next_person_s, good_until=one.good_until, started_at=b.now,
        started_by=b.actor,
    )  # fmt: skip


def _lines(call: Call, one: Wanted) -> list[Called]:
    return [
        Called(
            call=call, line=line, rank=rank, person_id=link.person, post=link.post.code if link.post else "",
            post_zh=link.post.zh if link.post else "", post_en=link.post.en if link.post else "",
        )
        for line, links in enumerate(one.lines)
        for rank, link in enumerate(links)
    ]  # fmt: skip


def _turn(row: Called, now: datetime, ways: Ways, next_person_s: int) -> None:
    """It is his turn from now on."""
    found = sendable(ways.to(row.person_id, row.post))
    row.state, row.turn_at, row.turns = CalledState.CALLED, now, row.turns + 1
    row.begun, row.begun_at = (1, now) if found else (0, None)
    nobody = row.person_id is None and not ways.to(None, row.post)
    ahead = 0.0 if nobody else wait_s(Standing(0, 0, len(found), row.begun), next_person_s)
    row.step_at = now + timedelta(seconds=ahead)


def first_messages(row: Called, now: datetime, ways: Ways) -> list[Attempt]:
    found = in_order(sendable(ways.to(row.person_id, row.post)), row.call, now)
    return [attempt(row, found[0], now)] if found and row.begun else []


def attempt(row: Called, way: ContactWay, now: datetime, reminder: int = 0) -> Attempt:
    """A message to be. `reminder`: the how manieth of this turn; with it and the turn the key is the message's own."""
    call, turn = row.call, max(row.turns, 1)
    group = f"{turn}r{reminder}" if reminder and turn > 1 else f"r{reminder}" if reminder else f"{turn}"
    due_at = call.order.due_at if call.order is not None else None
    return Attempt(
        called=row, way=way, channel=way.channel, priority=call.priority, key=f"call:{row.pk}:{way.pk}:{group}",
        made_at=now, next_try_at=now, not_after=not_after(CallKind(call.kind), now, due_at, call.good_until, again=reminder > 0),
    )  # fmt: skip


def _next(b: Book, waiting: Sequence[Called]) -> Called | None:
    """The first of these who was not called already, in another post or before; with whoever holds the post now."""
    held, lines = present(b.now), {(row.call_id, row.line) for row in waiting}
    called = {
        person
        for call, line in lines
        for person in Called.objects.filter(call=call, line=line)
        .exclude(state=CalledState.WAITING)
        .values_list("person", flat=True)
    }
    for row in waiting:
        row.person_id = held.get(row.post) if row.post else row.person_id
        if row.person_id is None or row.person_id not in called:
            return row
        row.state = CalledState.OVER
        row.save(update_fields=["state"])
    return None


def next_turn(b: Book, row: Called) -> Called | None:
    """The next one in the line is called too: of a post whoever holds it now. None at its end."""
    after = Called.objects.select_related("call").filter(
        call=row.call_id, line=row.line, rank__gt=row.rank, state=CalledState.WAITING
    )
    found = _next(b, list(after.order_by("rank")))
    if found is None:
        return None
    _call_now(b, found, row.call)
    return found


def _call_now(b: Book, row: Called, call: Call) -> None:
    ways = Ways(*ways_to({row.person_id} if row.person_id else (), {row.post} if row.post else ()))
    _turn(row, b.now, ways, call.next_person_s)
    row.save()
    Attempt.objects.bulk_create(first_messages(row, b.now, ways))


def reopen(call: Call) -> None:
    """Its answer does not hold any more. It is held already."""
    call.ended_at, call.outcome = None, ""
    call.save(update_fields=["ended_at", "outcome"])


def ask_on(b: Book, row: Called) -> Called | None:
    """He had accepted and takes it back: the call goes on by the line as it was frozen. Those after him come first, then those
    before him, who had not answered in time and are asked anew. Who is called now; None where nobody is left.
    """
    reopen(row.call)
    line = list(Called.objects.filter(call=row.call_id, line=row.line).order_by("rank"))
    rest = [one for one in line if one.state == CalledState.OVER]
    top = max(one.rank for one in line)
    for one in rest:
        if one.rank < row.rank:  # behind all others
            one.rank = top = top + 1
        one.state, one.turn_at, one.step_at = CalledState.WAITING, None, None
        one.lost_at, one.alarmed_at, one.reminders, one.reminded_at = None, None, 0, None
        one.delivered_at = one.read_at = None
        one.save()
    return next_turn(b, row)


def relieve(b: Book, row: Called, holder: int) -> Called | None:
    """Who was relieved is called no more; whoever holds his post now is, in his place. None where he was called already."""
    sending.drop(Attempt.objects.filter(called=row), HANDED_ON)
    row.state, row.step_at = CalledState.OVER, None
    row.save()
    line = Called.objects.filter(call=row.call_id, line=row.line)
    if line.filter(person=holder).exclude(state=CalledState.WAITING).exists():
        return None
    for after in line.filter(rank__gt=row.rank).order_by("-rank"):  # one by one: no two may have one place
        after.rank += 1
        after.save(update_fields=["rank"])
    found = Called(
        call=row.call, line=row.line, rank=row.rank + 1, person_id=holder, post=row.post, post_zh=row.post_zh, post_en=row.post_en,
    )  # fmt: skip
    _call_now(b, found, row.call)
    return found


# ---- orders ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lines:
    """Who is called for a post's orders, as the roster stands now: looked up once for many orders."""

    found: Mapping[str, tuple[list[Link], int]]
    ways: Ways

    def persons(self, post: str) -> list[int]:
        return [link.person for link in self.links(post) if link.person is not None]

    def links(self, post: str) -> list[Link]:
        """Without those who could not be reached by anything: nobody at all leaves the post itself, so that it is said."""
        links = self.found.get(post, ([], 0))[0]
        real = [one for one in links if one.person is not None or (one.post and self.ways.to(None, one.post.code))]
        return real or links[:1]

    def next_person_s(self, post: str) -> int:
        return self.found.get(post, ([], NEXT_PERSON_S))[1]


def lines_of(posts: Iterable[str], at: datetime, watch: Sequence[people.OnWatch] | None = None) -> Lines:
    """Of a unit or an agency its own people are called first, then, as of any post, those who lead. `watch`: as for `chains`."""
    codes = list(dict.fromkeys(posts))
    found = chains(codes, at, watch)
    for code, links in owners.links_of(codes, at).items():
        lead, after = found[code]
        asked = {one.person for one in links}
        found[code] = [*links, *(one for one in lead if one.person is None or one.person not in asked)], after
    return Lines(found, ways_of(links for links, _ in found.values()))


def begin_orders(b: Book, orders: Sequence[Any], lines: Lines) -> list[Call]:
    """One call for each order that was sent, to whoever holds its post and those after him."""
    exercise = {incident: b.in_exercise(incident=incident) for incident in {order.incident_id for order in orders}}
    wanted = [
        Wanted(
            CallKind.ORDER, order.words, Words(zh=order.zh or order.title_zh, en=order.en or order.title_en),
            [lines.links(order.post)], about=order.subject, order=order.pk, incident=order.incident_id,
            next_person_s=lines.next_person_s(order.post), exercise=exercise[order.incident_id],
        )
        for order in orders
    ]  # fmt: skip
    return begin(b, wanted, lines.ways)


def answered(b: Book, order: Any, *, said_by: str = "", done: bool = False) -> None:
    """The order was answered: nobody is called for it any more. Whoever answered is written down in the ledger."""
    actor = int(b.actor.rpartition(":")[2]) if b.actor.rpartition(":")[2].isdecimal() else None
    who = order.person_id if said_by else actor
    asked = _open(order, CallKind.ORDER, CallKind.REMINDER)
    end_all(b, [call for call in asked if call.kind == CallKind.REMINDER], "over", ANSWERED)
    for call in asked:
        if call.kind != CallKind.ORDER:
            continue
        rows = list(call.called.filter(state__in=[CalledState.WAITING, CalledState.CALLED]))
        mine = next((row for row in rows if row.person_id == who and row.turn_at), None) or next(
            (row for row in rows if row.turn_at), None
        )
        if mine is not None:
            mine.state, mine.answered_at, mine.answered_by, mine.step_at = CalledState.ACCEPTED, b.now, b.actor, None
            mine.answered_via, mine.answered_said = (PHONE if said_by else "console"), said_by
            mine.save()
        end(b, call, "answered", ANSWERED)
        if mine is not None and mine.person_id and owners.is_owner(order.post) and order.person_id != mine.person_id:
            order.person_id = mine.person_id  # whoever of a unit or an agency answers has it
            order.save(update_fields=["person"])
    if done:
        Called.objects.filter(call__order=order.pk, state=CalledState.ACCEPTED, done_at=None).update(done_at=b.now)


def _open(order: Any, *kinds: CallKind) -> list[Call]:
    """The calls of an order that are not over, held."""
    rows = Call.objects.select_for_update().filter(order=order.pk, kind__in=kinds, ended_at=None)
    return list(rows.order_by("pk"))


def was_called(order: int, person: int | None) -> bool:
    """Whether this person is one who was called for the order and has not declined it: then he may answer it."""
    asked = Q(state__in=[CalledState.CALLED, CalledState.ACCEPTED])
    rows = Called.objects.filter(asked, call__order=order, call__kind=CallKind.ORDER, person=person)
    return person is not None and rows.exists()


def end(b: Book, call: Call, outcome: str, why: Words = ENDED) -> None:
    """Nobody of it is called any more, and what has not left is not sent. It is held already."""
    end_all(b, [call], outcome, why)


def end_all(b: Book, calls: Sequence[Call], outcome: str, why: Words) -> None:
    """As `end`, however many they are, in three statements. They are held already."""
    if not calls:
        return
    ids = [call.pk for call in calls]
    for call in calls:
        call.ended_at, call.outcome = b.now, outcome
    Call.objects.filter(pk__in=ids).update(ended_at=b.now, outcome=outcome)
    open_ = [CalledState.WAITING, CalledState.CALLED]
    Called.objects.filter(call__in=ids, state__in=open_).update(state=CalledState.OVER, step_at=None)
    sending.drop(Attempt.objects.filter(called__call__in=ids), why)


def end_orders(b: Book, orders: Sequence[Any], why: Words) -> None:
    """Nobody is called for these orders any more, though nobody answered his call."""
    rows = Call.objects.filter(order__in=[order.pk for order in orders], kind=CallKind.ORDER, ended_at=None)
    end_all(b, list(rows.select_for_update().order_by("pk")), "over", why)


def take_back(b: Book, orders: Sequence[Any], why: Words, *, but: int | None = None) -> None:
    """Orders hold no more. What has not left is not sent; who had it, or may have had it, is told. `but`: who needs no word."""
    by_pk = {order.pk: order for order in orders}
    kinds = [CallKind.ORDER, CallKind.REMINDER]
    calls = list(Call.objects.select_for_update().filter(order__in=list(by_pk), kind__in=kinds).order_by("pk"))
    end_all(b, [call for call in calls if call.ended_at is None], "recalled", ENDED)
    calls = [call for call in calls if call.kind == CallKind.ORDER]
    left = Q(state__in=[sending.SendState.SENT, sending.SendState.SENDING]) | Q(repeat=True)
    had = Attempt.objects.filter(left, called__call__in=calls).select_related("called__call", "way")
    told: dict[tuple[int, int | None, str], list[ContactWay]] = {}
    for one in had.order_by("pk"):
        if one.way is not None and one.called.person_id != but:
            ways = told.setdefault((one.called.call.order_id or 0, one.called.person_id, one.called.post), [])
            ways += [one.way] if one.way not in ways else []
    for (order, person, post), ways in told.items():
        _recall(b, by_pk[order], person, post, ways, why)


def _recall(b: Book, order: Any, person: int | None, post: str, ways: Sequence[ContactWay], why: Words) -> None:
    """By each way by which he had the order."""
    told = _about(b, order, CallKind.RECALL, why, [[Link(people.post(post), person)]], priority=1)
    tell(b, told, {0: ways})


def tell(b: Book, wanted: Wanted, by_line: Mapping[int, Sequence[ContactWay]]) -> Call | None:
    """Says something that owes no answer, by all these ways at once. None where there is no way."""
    if not any(by_line.values()):
        return None
    (call,), messages = begin(b, [wanted], Ways()), list[Attempt]()
    rows = list(call.called.order_by("pk"))
    for row in rows:
        ways, row.call = sendable(by_line.get(row.line, ())), call
        row.begun, row.begun_at, row.step_at = len(ways), b.now, None
        messages += [attempt(row, way, b.now) for way in ways]
    Called.objects.bulk_update(rows, ["begun", "begun_at", "step_at"], batch_size=200)
    Attempt.objects.bulk_create(messages, batch_size=2000)
    persons = [link.person for line in wanted.lines for link in line if link.person is not None]
    record(b, call, entries.CallBegun, persons=persons)
    return call


def _about(
    b: Book, order: Any, kind: CallKind, text: Words, lines: Sequence[Sequence[Link]], *, priority: int
) -> Wanted:
    return Wanted(
        kind, order.words, text, lines, about=order.subject, order=order.pk, incident=order.incident_id, priority=priority,
        asks=False, exercise=b.in_exercise(incident=order.incident_id),
    )  # fmt: skip


def remind_holder(b: Book, order: Any, text: Words) -> Call | None:
    """Reminds whoever has the order, by all his ways. None where there is none."""
    link = Link(people.post(order.post), order.person_id)
    told = _about(b, order, CallKind.REMINDER, text, [[link]], priority=2)
    return tell(b, told, {0: sendable(ways_of([[link]]).to(order.person_id, order.post))})


def hand_on(b: Book, order: Any, lines: Lines, *, unanswered: bool) -> None:
    """The post has a new holder: he is called in place of the one before, or only told, if it was answered."""
    end_all(b, _open(order, CallKind.ORDER, CallKind.REMINDER), "over", HANDED_ON)
    if unanswered:
        begin_orders(b, [order], lines)
    else:
        remind_holder(b, order, TAKES_OVER)


# ---- what the book is told -------------------------------------------------------------------------------------------


def counts(call: Call) -> dict[str, Any]:
    """How many are in it, and how far they are."""
    there = Q(delivered_at__isnull=False) | Q(read_at__isnull=False)
    return call.called.aggregate(
        n=Count("pk"), sent=Count("pk", Q(sent_at__isnull=False)), arrived=Count("pk", there),
        answered=Count("pk", Q(state=CalledState.ACCEPTED)), declined=Count("pk", Q(state=CalledState.DECLINED)),
    )  # fmt: skip


def record(
    b: Book, call: Call, kind: type[entries.CallFacts], *, persons: Sequence[int] = (), channel: str = "",
    who: Words | None = None, why: Words | None = None, cause: Cause = None, **more: Any,
) -> Handle:  # fmt: skip
    """Records a step of a call; caused by what it is about, unless told otherwise."""
    words = channel_words(channel) if channel else None
    said = kind(
        about=call.about, call_kind=call.kind, title_zh=call.title_zh, title_en=call.title_en, **counts(call),
        persons=list(persons)[:MOST_FACTS], channel=channel, channel_zh=words.zh if words else "",
        channel_en=words.en if words else "", who_zh=who.zh if who else "", who_en=who.en if who else "",
        why_zh=why.zh if why else "", why_en=why.en if why else "", outcome=call.outcome, next_person_s=call.next_person_s,
        **more,
    )  # fmt: skip
    return b.record(said, subject=call.subject, incident=call.incident_id, cause=cause or _cause(call))


def _cause(call: Call) -> int | None:
    from watchroom.journal import queries as journal

    before = journal.last(call.subject) or (journal.last(call.about) if call.about else None)
    return before.id if before else None


def who_words(row: Called) -> Words:
    """A post, or of somebody without one his name: as the book may keep it for all who see the situation."""
    return row.post_words or Words(zh="被叫人", en="the person called")
