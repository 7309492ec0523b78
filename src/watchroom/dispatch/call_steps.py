"""Who does not answer is reached by another way, then the next person is; at the end the console says so. Kept by `work`."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from watchroom.dispatch import call_entries as entries
from watchroom.dispatch import calling
from watchroom.dispatch.call_models import Attempt, Call, Called
from watchroom.dispatch.call_rules import MOST_WAIT_S, CalledState, CallKind, Standing, Step, steps, wait_s
from watchroom.dispatch.calling import Ways, record, sendable, who_words
from watchroom.journal import sending
from watchroom.journal.book import Book, book
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people.way_models import ContactWay
from watchroom.people.way_queries import present, ways_to

ACTOR = "work:dispatch.calls"
AT_ONCE = 100  # in one transaction
NO_ANSWER = Words(zh="{who} {s} 秒未应答", en="{who} has not answered for {s} s")
OUT_OF_REACH = Words(zh="{who}的所有渠道都未送达", en="no way reaches {who}")
NOBODY_THERE = Words(zh="{who}无人在岗也没有联系方式", en="nobody holds {who}, and there is no way to it")
DECLINED = Words(zh="{who}表示不能执行", en="{who} has declined")


RELIEVED = Words(zh="{who}已交接班", en="{who} was relieved")
BEHIND = timedelta(seconds=10)  # what lies further ahead was written before the clock was set back


def due(now: datetime) -> QuerySet[Called]:
    """Whose next step is due. A step further ahead than any can be, or of a turn that has not come yet, is from before the
    clock was set back."""
    ahead, to_come = now + timedelta(seconds=MOST_WAIT_S + 60), now + BEHIND
    ripe = Q(step_at__lte=now) | Q(step_at__gt=ahead)
    ripe |= Q(turn_at__gt=to_come) | Q(begun_at__gt=to_come) | Q(reminded_at__gt=to_come)
    return Called.objects.filter(ripe, state=CalledState.CALLED, call__ended_at=None, call__asks=True).order_by(
        "step_at", "pk"
    )


def run(now: datetime) -> int:
    """Takes every step that is due; for how many people."""
    taken = 0
    while found := list(due(now := max(now, site_now())).values_list("pk", flat=True)[:AT_ONCE]):
        taken += _take(found, now)
    return taken


def _take(pks: list[int], now: datetime) -> int:
    with book(actor=ACTOR) as b:
        calling.hold(Called.objects.filter(pk__in=pks).values_list("call", flat=True))
        rows = list(
            due(now).filter(pk__in=pks).select_for_update(of=("self",)).select_related("call__order").order_by("pk")
        )
        known = _Known(rows, b.now)
        done: dict[tuple[int, Step], list[Called]] = defaultdict(list)
        moved = set[int]()  # calls whose lines have changed: the rest of them is read anew
        for row in rows:
            if row.call_id in moved:
                continue
            _set_back(row, now)
            if (holder := known.relief(row)) is not None:
                moved.add(row.call_id)
                _relieve(b, row, holder)
                continue
            for step in steps(known.standing(row, now), row.call.next_person_s):
                if _DO[step](b, row, known) is not False:
                    done[row.call_id, step].append(row)
            row.step_at = now + timedelta(seconds=wait_s(known.standing(row, now), row.call.next_person_s))
            row.save()
        _tell(b, done)
    return len(rows)


def _set_back(row: Called, now: datetime) -> None:
    """What lies ahead of the clock counts from now: nobody waits for as long as the clock was set back."""
    for name in ("turn_at", "begun_at", "reminded_at"):
        at = getattr(row, name)
        if at is not None and at > now:
            setattr(row, name, now)


class _Known:
    """What the steps of these rows depend on, asked for together."""

    def __init__(self, rows: Iterable[Called], at: datetime) -> None:
        rows = list(rows)
        self.present = present(at)
        posts = {row.post for row in rows if row.post}
        self.ways = Ways(*ways_to({row.person_id for row in rows if row.person_id}, posts))
        self.attempts: dict[int, list[Attempt]] = defaultdict(list)
        turns = {row.pk: row.turn_at for row in rows}
        for one in Attempt.objects.filter(called__in=rows, dialled="").order_by("pk"):
            turn = turns[one.called_id]
            if turn is None or one.made_at >= turn:  # what he had been sent in a turn before is no more of this one
                self.attempts[one.called_id].append(one)
        self.after: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
        calls = {row.call_id for row in rows}
        for call, line, rank, state in Called.objects.filter(call__in=calls).values_list(
            "call", "line", "rank", "state"
        ):
            self.after[call, line].append((rank, state))

    def relief(self, row: Called) -> int | None:
        """Who holds the post by now in his place. The post of an order's own has its task handed over, and its call anew."""
        own = row.call.kind == CallKind.ORDER and row.call.order is not None and row.post == row.call.order.post
        holder = self.present.get(row.post) if row.post and row.person_id is not None and not own else None
        return None if holder == row.person_id else holder

    def to(self, row: Called) -> list[ContactWay]:
        return sendable(self.ways.to(row.person_id, row.post))

    def standing(self, row: Called, now: datetime) -> Standing:
        turn = row.turn_at or now
        after = [state for rank, state in self.after[row.call_id, row.line] if rank > row.rank]
        found, ways = self.attempts[row.pk], self.ways.to(row.person_id, row.post)
        return Standing(
            turn_s=(now - turn).total_seconds(), way_s=(now - (row.begun_at or turn)).total_seconds(),
            ways=len(sendable(ways)), begun=row.begun, got=bool(row.delivered_at or row.read_at), lost=sending.failed(found),
            nobody=row.person_id is None and not ways, last=not after,
            passed=any(state != CalledState.WAITING for state in after), alarmed=row.alarmed_at is not None,
            reminders=row.reminders, remind_s=(now - (row.reminded_at or turn)).total_seconds(),
        )  # fmt: skip


def _next_way(b: Book, row: Called, known: _Known) -> None:
    used = {one.way_id for one in known.attempts[row.pk]}
    way = next((way for way in calling.in_order(known.to(row), row.call, b.now) if way.pk not in used), None)
    row.begun, row.begun_at = row.begun + 1, b.now
    if way is not None:
        made = calling.attempt(row, way, b.now)
        made.save()
        known.attempts[row.pk].append(made)


def _next_person(b: Book, row: Called, known: _Known) -> None:
    go_on(b, row, why_not(known.standing(row, b.now), row))
    known.after[row.call_id, row.line] = list(
        Called.objects.filter(call=row.call_id, line=row.line).values_list("rank", "state")
    )


def _relieve(b: Book, row: Called, holder: int) -> None:
    why = RELIEVED.fill(who=who_words(row))
    found = calling.relieve(b, row, holder)
    if found is not None:
        record(b, row.call, entries.CallWentOn, persons=[holder], who=who_words(found), why=why)
    else:
        at_the_end(b, row, why)


def at_the_end(b: Book, row: Called, why: Words) -> None:
    """He is called no more: the next one is, or the console alarms, where nobody else of the line is being called."""
    left = Called.objects.filter(call=row.call_id, line=row.line, state=CalledState.CALLED)
    if not go_on(b, row, why) and not left.exists():
        say_unanswered(b, row)
        row.save(update_fields=["alarmed_at"])


def go_on(b: Book, row: Called, why: Words) -> bool:
    """The next one in the line is called, and the book says why. False at its end."""
    return _went_on(b, row, calling.next_turn(b, row), why)


def ask_on(b: Book, row: Called, why: Words) -> None:
    """Who had accepted takes it back: the line is asked on, and the book says why; at its end the console alarms."""
    if not _went_on(b, row, calling.ask_on(b, row), why):
        say_unanswered(b, row)
        row.save(update_fields=["alarmed_at"])


def _went_on(b: Book, row: Called, following: Called | None, why: Words) -> bool:
    if following is None:
        return False
    persons = [following.person_id] if following.person_id else []
    record(b, row.call, entries.CallWentOn, persons=persons, who=who_words(following), why=why)
    return True


def why_not(one: Standing, row: Called) -> Words:
    said = NOBODY_THERE if one.nobody else OUT_OF_REACH if one.hopeless else NO_ANSWER
    return said.fill(who=who_words(row), s=int(one.turn_s))


def say_unanswered(b: Book, row: Called) -> None:
    """The line has come to its end: what the console alarms for, once."""
    row.alarmed_at = b.now
    record(b, row.call, entries.CallUnanswered, who=who_words(row), line=row.line)


def _alarm(b: Book, row: Called, known: _Known) -> None:
    say_unanswered(b, row)


def _remind(b: Book, row: Called, known: _Known) -> bool:
    return remind(b, row, known.to(row))


def remind(b: Book, row: Called, ways: Iterable[ContactWay]) -> bool:
    """The same once more, by every way that was begun; not by one in whose quiet hours it would wait, or by which the first
    has not left yet. Whether any was left."""
    begun = calling.in_order(ways, row.call, b.now)[: row.begun]
    not_left = set(row.attempts.filter(state=sending.SendState.WAITING, tries=0).values_list("way", flat=True))
    now = [way for way in begun if way.pk not in not_left and calling.held_until(row.call, way, b.now) is None]
    row.reminders, row.reminded_at = row.reminders + bool(now or not begun), b.now
    Attempt.objects.bulk_create([calling.attempt(row, way, b.now, row.reminders) for way in now])
    return bool(now or not begun)


_DO: dict[Step, Callable[[Book, Called, _Known], bool | None]] = {
    Step.WAY: _next_way,
    Step.PERSON: _next_person,
    Step.ALARM: _alarm,
    Step.REMIND: _remind,
}
_SAID = {Step.WAY: entries.CallNextWay, Step.REMIND: entries.CallReminded}


def _tell(b: Book, done: dict[tuple[int, Step], list[Called]]) -> None:
    for (_, step), rows in done.items():
        if step in _SAID:
            call: Call = rows[0].call
            persons = [row.person_id for row in rows if row.person_id]
            record(b, call, _SAID[step], persons=persons, count=len(rows))
