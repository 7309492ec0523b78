"""What comes back: a device's report, a short answer by text message, "I have read it", "I cannot"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from watchroom.dispatch import call_entries as entries
from watchroom.dispatch import calling, telling
from watchroom.dispatch.answering import receive_order
from watchroom.dispatch.call_faults import AlreadyAnswered, NoSuchCalled, NotCalled, NothingToAnswer
from watchroom.dispatch.call_models import Attempt, Call, Called, Part
from watchroom.dispatch.call_rules import Answer, CalledState, CallKind, read_answer
from watchroom.dispatch.call_steps import DECLINED, at_the_end, say_unanswered
from watchroom.dispatch.calling import record, who_words
from watchroom.dispatch.faults import NoSuchOrder, OrderAnswered
from watchroom.dispatch.models import Order
from watchroom.dispatch.rules import ORDER_WORDS, OrderState
from watchroom.dispatch.teams.coming import comes, each_for_himself, is_call_out
from watchroom.dispatch.telling import short
from watchroom.journal import eyes, sending
from watchroom.journal.book import Book, book
from watchroom.journal.clock import site_now
from watchroom.journal.sending import NotSent, SendState
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people import carrier_settings
from watchroom.people import queries as people
from watchroom.people.carrier import Report, Sort
from watchroom.people.rights import Act
from watchroom.people.sms import same_number
from watchroom.people.viewer import Viewer
from watchroom.people.ways import channel_words

ANSWERABLE = timedelta(hours=48)
MOST_NOTE = 500
WHY = Words(zh="理由", en="the reason")
_CANNOT_READ = Words(zh="内容不是 1 或 2", en="it is neither 1 nor 2")
_UNKNOWN = Words(zh="该号码没有待答的指令", en="no order waits for this number's answer")
_SEVERAL = Words(zh="该号码有 {n} 条待答，回复中没有写编号", en="{n} wait for this number's answer, and it names none")
_REFUSED = Words(zh="渠道报告未到达", en="the channel reports that it did not arrive")
_BY_TEXT = Words(zh="短信回复", en="answered by text message")


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of reports: how many of each were used, and how many belong to nothing."""

    arrived: int = 0
    lost: int = 0
    answers: int = 0
    unread: int = 0


def hear(channel: str, reports: Sequence[Report]) -> Heard:
    """Takes in what a carrier's other side reports. A report that came before changes nothing. Never raises for what it says."""
    arrived = _arrived(channel, [one.id for one in reports if one.sort is Sort.ARRIVED])
    lost = _lost(channel, [one.id for one in reports if one.sort is Sort.LOST])
    answers = [_answer(channel, one) for one in reports if one.sort is Sort.ANSWER]
    whole = sum(one.sort is not Sort.ANSWER for one in reports)
    return Heard(arrived, lost, sum(answers), whole - arrived - lost + answers.count(False))


def collect() -> int:
    """Takes in what carriers with a line of their own have heard; how many reports. One that fails does not hold up the others."""
    heard = 0
    try:
        known = carrier_settings.set_up()
    except carrier_settings.SettingsBad:
        return 0
    for name, carrier in known.items():
        reports: list[Report] = []

        def take(came: list[Report], name: str = name, reports: list[Report] = reports) -> None:
            reports += came
            hear(name, came)

        try:
            carrier.collect(take)
        except NotSent:
            continue  # whoever sends something by it is told why it does not go
        finally:
            heard += len(reports)
    return heard


def _arrived(channel: str, ids: Sequence[str]) -> int:
    if not ids:
        return 0
    with book(actor=f"carrier:{channel}") as b:
        rows, used = _reported(channel, ids, b.now)
        told: dict[int, list[Attempt]] = {}
        for row in rows:
            Attempt.objects.filter(pk=row.pk).update(arrived_at=b.now)
            Called.objects.filter(pk=row.called_id, delivered_at=None).update(delivered_at=b.now)
            told.setdefault(row.called.call_id, []).append(row)
        for found in told.values():
            persons = [row.called.person_id for row in found if row.called.person_id]
            record(b, found[0].called.call, entries.CallArrived, persons=persons, channel=channel, count=len(found))
    return used


def _reported(channel: str, ids: Sequence[str], arrived: datetime | None = None) -> tuple[list[Attempt], int]:
    """The messages of these numbers, or with a part of such a number, that have not arrived, with their calls held; and of
    how many numbers something is known. `arrived`: that part has, and the messages are those of which no other is missing.
    """
    names = {one for one in ids if one}
    parts = Part.objects.filter(attempt__channel=channel, message__in=names, arrived_at=None)
    whole = Attempt.objects.filter(channel=channel, arrived_at=None)
    found = whole.filter(Q(message__in=names) | Q(pk__in=parts.values("attempt")))
    calling.hold(found.values_list("called__call", flat=True))
    rows = list(found.select_for_update(of=("self",)).select_related("called__call").order_by("pk"))
    mine = parts.filter(attempt__in=rows)
    used = sum(row.message in names for row in rows) + mine.count()
    if arrived is not None:
        mine.update(arrived_at=arrived)
        missing = set(Part.objects.filter(attempt__in=rows, arrived_at=None).values_list("attempt", flat=True))
        rows = [row for row in rows if row.pk not in missing]
    return rows, used


def _lost(channel: str, ids: Sequence[str]) -> int:
    """It was taken and did not arrive: the next way begins at once."""
    if not ids:
        return 0
    with book(actor=f"carrier:{channel}") as b:
        rows, used = _reported(channel, ids)
        for row in rows:
            if row.state != SendState.SENT:
                continue
            failed = {"state": SendState.FAILED, "error_zh": _REFUSED.zh, "error_en": _REFUSED.en}
            Attempt.objects.filter(pk=row.pk).update(**failed)
            Called.objects.filter(pk=row.called_id, state=CalledState.CALLED).update(step_at=b.now)
            persons = [row.called.person_id] if row.called.person_id else []
            record(b, row.called.call, entries.CallFailed, persons=persons, channel=channel, count=1, why=_REFUSED)
    return used


# ---- a short answer --------------------------------------------------------------------------------------------------


def _answer(channel: str, report: Report) -> bool:
    """Whether a short answer was used. What it means is never guessed."""
    found = read_answer(report.text)
    if found is None:
        return _unread(channel, report, _CANNOT_READ)
    rows = _asked(channel, report.sender, site_now())
    named = [
        row for row in rows if row.pk == found.number or (found.number is None and row.state == CalledState.CALLED)
    ]
    if not named:
        return _unread(channel, report, _UNKNOWN)
    if found.minutes is not None and not is_call_out(named[0].call):
        return _unread(channel, report, _CANNOT_READ)
    if len(named) > 1:
        return _unread(channel, report, _SEVERAL.fill(n=len(named)))
    try:
        _by_text(channel, named[0], found)
    except Fault as fault:
        return _unread(channel, report, fault.words)
    return True


def _asked(channel: str, sender: str, now: datetime) -> list[Called]:
    """Who was sent something at this address by this channel, and has not answered; or said that he comes, and may call off."""
    if not sender:
        return []
    since = now - ANSWERABLE
    open_ = Q(called__call__ended_at=None, called__state=CalledState.CALLED)
    comes = Q(called__coming__isnull=False, called__coming__came_at=None, called__coming__left_at=None)
    tried = Attempt.objects.filter(
        open_ | comes, channel=channel, way__address__endswith=sender.lstrip("+")[-7:], made_at__gte=since,
        called__call__asks=True, tries__gt=0,
    ).select_related("called__call", "called__person", "way")  # fmt: skip
    found = {one.called_id: one.called for one in tried if one.way and same_number(one.way.address, sender)}
    return list(found.values())


def _by_text(channel: str, row: Called, found: Answer) -> None:
    viewer = _viewer_of(row)
    if row.call.kind == CallKind.ORDER and row.call.order_id is not None:
        if found.accepts:
            with book(actor=viewer.actor):
                receive_order(viewer, row.call.order_id)
                Called.objects.filter(pk=row.pk).update(answered_via=channel)
        else:
            decline_order(viewer, row.call.order_id, reason=_BY_TEXT.zh, via=channel)
    elif row.state == CalledState.ACCEPTED and not found.accepts:
        from watchroom.dispatch.teams.calling_out import left  # it takes answers from here

        left(viewer, row.pk, reason=_BY_TEXT.zh, via=channel)
    else:
        confirm(viewer, row.pk, accept=found.accepts, via=channel, minutes=found.minutes)


def _viewer_of(row: Called) -> Viewer:
    """Who answers: the person who was called, or who holds the post whose telephone it is."""
    person = row.person or people.holder(row.post, site_now())
    return people.viewer(person)


def _unread(channel: str, report: Report, why: Words) -> bool:
    """Nobody answers a stranger; the console shows that an answer came that belongs to nothing."""
    words = channel_words(channel)
    text = "".join(char if char.isprintable() else " " for char in report.text)[:100]
    with book(actor=f"carrier:{channel}") as b:
        said = entries.ReplyUnread(channel, words.zh, words.en, why.zh, why.en, text)
        b.record(said, subject=f"carrier:{channel}")
    return False


# ---- what a person says ----------------------------------------------------------------------------------------------


def seen(viewer: Viewer, order: int, *, via: str = "console") -> list[Called]:
    """ "I have read it": of the order's call to this very person. Read again, it stays as it was. Raises NoSuchOrder."""
    viewer.must(Act.ACT_ON_ORDER)
    if not Order.objects.filter(pk=order).exists():
        raise NoSuchOrder(order=order)
    with book(actor=viewer.actor) as b:
        rows = Called.objects.filter(
            call__order=order, call__asks=True, person=viewer.person, turn_at__isnull=False, read_at=None
        )  # fmt: skip
        calling.hold(rows.values_list("call", flat=True))
        found = list(rows.select_for_update(of=("self",)).select_related("call").order_by("pk"))
        for row in found:
            row.read_at = b.now
            row.save(update_fields=["read_at"])
            persons = [row.person_id] if row.person_id else []
            record(b, row.call, entries.CallRead, persons=persons, channel=via, who=who_words(row))
    return found


def decline_order(viewer: Viewer, order: int, *, reason: str, via: str = "console") -> Order:
    """ "I cannot": the next one in the line is called at once; the order goes on. Raises NotCalled, OrderAnswered, TextOwed."""
    viewer.must(Act.ACT_ON_ORDER)
    reason = short(reason, MOST_NOTE, WHY)
    if not reason:
        raise NothingToAnswer(what=WHY)
    with book(actor=viewer.actor) as b:
        mine = Called.objects.filter(
            call__order=order, call__kind=CallKind.ORDER, person=viewer.person, turn_at__isnull=False
        ).order_by("-pk")  # fmt: skip
        found = mine.values_list("pk", flat=True).first()
        row = locked(found) if found is not None else None
        if row is None or row.call.order is None:
            raise NotCalled(order=order)
        asked = row.call.order
        if asked.state != OrderState.SENT:
            state, at = ORDER_WORDS[OrderState(asked.state)], iso(asked.received_at) if asked.received_at else ""
            raise OrderAnswered(order=asked.words, at=at, who=people.actor_words(asked.received_by), state=state)
        must_be_open(row)
        _decline(b, row, reason, via)
    return asked


def confirm(
    viewer: Viewer, called: int, *, accept: bool = True, via: str = "console", said_by: str = "", note: str = "",
    minutes: int | None = None,
) -> Called:  # fmt: skip
    """One who was called for a list answers; for somebody else only the watch, who heard him (`said_by`).

    Raises NoSuchCalled, AlreadyAnswered, NotCalled.
    """
    with book(actor=viewer.actor if viewer.person is not None else f"carrier:{via}") as b:
        row = locked(called)
        if row.call.kind != CallKind.ROLL or (row.person_id != viewer.person and not eyes.sees(row.call.incident_id)):
            raise NoSuchCalled(called=called)
        if viewer.person is not None and row.person_id != viewer.person and via == "console":
            viewer.must(Act.DISPATCH_UNIT)
        must_be_open(row)
        answer(b, row, accept=accept, via=via, said_by=said_by, note=note, minutes=minutes)
    return row


def locked(called: int) -> Called:
    """With its order and its call. Raises NoSuchCalled."""
    found = Called.objects.filter(pk=called).values_list("call", "call__order__incident").first()
    if found is None:
        raise NoSuchCalled(called=called)
    if found[1] is not None:
        telling.locked(found[1])
    calling.hold([found[0]])
    return Called.objects.select_for_update(of=("self",)).select_related("call__order", "person").get(pk=called)


def must_be_open(row: Called) -> None:
    """Raises AlreadyAnswered, which says by whom and when; of two who answer at once, one is the first.

    For him, or for his line, which is over when one of it has accepted.
    """
    others = Called.objects.filter(call=row.call_id, line=row.line, state=CalledState.ACCEPTED)
    first = row if row.answered_at is not None else others.first()
    if first is not None and first.answered_at is not None:
        raise AlreadyAnswered(
            who=people.actor_words(first.answered_by), at=f"{as_local(first.answered_at, _zone()):%H:%M:%S} {_zone()}"
        )
    if row.call.ended_at is not None:
        raise AlreadyAnswered(
            who=Words(zh="平台", en="the platform"), at=f"{as_local(row.call.ended_at, _zone()):%H:%M:%S} {_zone()}"
        )


def answer(
    b: Book, row: Called, *, accept: bool, via: str, said_by: str, note: str, minutes: int | None = None,
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Writes an answer to a list down: that line is over; when the last line is, the call is.

    minutes  until he is there
    at       when he said so, where that arrives later
    """
    if not accept:
        _decline(b, row, note, via, said_by=said_by, at=at)
        return
    moment = at or b.now
    row.state, row.answered_at, row.answered_by, row.answered_via = CalledState.ACCEPTED, moment, b.actor, via
    row.answered_said, row.note, row.step_at = said_by, note[:MOST_NOTE], None
    row.save()
    open_ = [CalledState.WAITING, CalledState.CALLED]
    line = Called.objects.filter(call=row.call_id, line=row.line, state__in=open_)
    sending.drop(Attempt.objects.filter(called__in=line.values("pk")), calling.ANSWERED)
    line.update(state=CalledState.OVER, step_at=None)
    persons = [row.person_id] if row.person_id else []
    record(b, row.call, entries.CallAccepted, persons=persons, channel=via, who=who_words(row))
    comes(b, row, minutes, moment)
    if _settled(row.call):
        finish(b, row.call, "answered")


def _settled(call: Call) -> bool:
    """Whether somebody of each line has accepted. A line that declined stays told until the watch ends the call: not an expert's,
    who answers for himself alone, unless none of them comes."""
    lines = Called.objects.filter(call=call)
    accepted = lines.filter(state=CalledState.ACCEPTED)
    over = [CalledState.ACCEPTED, CalledState.DECLINED] if each_for_himself(call) else [CalledState.ACCEPTED]
    return accepted.exists() and not lines.exclude(line__in=lines.filter(state__in=over).values("line")).exists()


def finish(b: Book, call: Call, outcome: str) -> None:
    calling.end(b, call, outcome)
    record(b, call, entries.CallOver)


def _decline(b: Book, row: Called, why: str, via: str, *, said_by: str = "", at: datetime | None = None) -> None:
    moment = at or b.now
    row.state, row.answered_at, row.answered_by, row.answered_via = CalledState.DECLINED, moment, b.actor, via
    row.answered_said, row.note, row.step_at = said_by, why[:MOST_NOTE], None
    row.save()
    sending.drop(Attempt.objects.filter(called=row), calling.ANSWERED)
    persons = [row.person_id] if row.person_id else []
    reason = Words(zh=f"：{why}", en=f": {why}") if why else None
    record(b, row.call, entries.CallDeclined, persons=persons, channel=via, who=who_words(row), why=reason)
    if not each_for_himself(row.call):
        at_the_end(b, row, DECLINED.fill(who=who_words(row)))
    elif _settled(row.call):
        finish(b, row.call, "answered")
    elif not Called.objects.filter(call=row.call).exclude(state=CalledState.DECLINED).exists():
        say_unanswered(b, row)  # each was asked, and none comes
        row.save(update_fields=["alarmed_at"])


def _zone() -> str:
    from django.conf import settings

    return str(settings.SITE_ZONE)
