"""Leave, and shifts that somebody else takes: asked by the person, accepted by the other, agreed by a third."""

from datetime import datetime
from typing import Any

from watchroom.journal.book import Book, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people import duty_entries as entries
from watchroom.people.duty_faults import AlreadyDecided, AnotherMustDecide, NoSuchRequest, NoSuchShift, ShiftWrong
from watchroom.people.faults import NoSuchPerson
from watchroom.people.models import Absence, Exchange, Person, Shift
from watchroom.people.requests import ASKED, OPEN, Asked
from watchroom.people.rights import Act
from watchroom.people.rostering import lock_post, move
from watchroom.people.saying import span_words
from watchroom.people.viewer import Viewer

MOST = 500


def ask_leave(viewer: Viewer, since: datetime, until: datetime, reason: str) -> Absence:
    """Raises NotSignedIn, ShiftWrong."""
    person = _self(viewer)
    with book(actor=viewer.actor) as b:
        if until <= since or until <= b.now:
            raise ShiftWrong(
                what=Words(zh="请假须晚于现在结束，且结束晚于开始", en="leave must end after its start and after now")
            )
        row = Absence.objects.create(
            person=person, since=since, until=until, reason=_reason(reason), asked_at=b.now
        )  # fmt: skip
        b.record(entries.LeaveAsked(**_leave(row)), subject=f"absence:{row.pk}")
    return row


def decide_leave(viewer: Viewer, pk: int, *, agree: bool) -> Absence:
    """Raises NoSuchRequest, AlreadyDecided, AnotherMustDecide."""
    viewer.must(Act.KEEP_ROSTER)
    return _end_leave(viewer, pk, Asked.AGREED if agree else Asked.REFUSED)


def withdraw_leave(viewer: Viewer, pk: int) -> Absence:
    """By the person himself, also after it was agreed. Raises NoSuchRequest, AlreadyDecided, NotYours."""
    return _end_leave(viewer, pk, Asked.WITHDRAWN)


def _end_leave(viewer: Viewer, pk: int, state: Asked) -> Absence:
    viewer.own()
    with book(actor=viewer.actor) as b:
        row = Absence.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
        if row is None:
            raise NoSuchRequest(request=pk)
        if state is Asked.WITHDRAWN:
            viewer.must_be(row.person_id, row.person.words)
        elif row.person_id == viewer.person:
            raise AnotherMustDecide
        if Asked(row.state) not in (OPEN | {Asked.AGREED} if state is Asked.WITHDRAWN else OPEN):
            raise AlreadyDecided(state=ASKED[Asked(row.state)])
        row.state, row.decided_at, row.decided_by = state.value, b.now, b.actor
        row.save()
        said = ASKED[state]
        b.record(entries.LeaveDecided(**_leave(row), said_zh=said.zh, said_en=said.en), subject=f"absence:{row.pk}")
    return row


def _leave(row: Absence) -> dict[str, Any]:
    span = span_words(row.since, row.until)
    return {
        "person": row.person_id, "since": iso(row.since), "until": iso(row.until), "span_zh": span.zh, "span_en": span.en,
        "reason": row.reason, "state": row.state,
    }  # fmt: skip


def ask_exchange(
    viewer: Viewer, shift: int, taker: str, reason: str, *, other: int | None = None, since: datetime | None = None,
    until: datetime | None = None,
) -> Exchange:  # fmt: skip
    """Asks somebody to take one's own shift, or a part of it; with `other`, that one's shift is taken in return, both whole.

    Raises NotSignedIn, NotYours, NoSuchShift, NoSuchPerson, ShiftWrong.
    """
    person = _self(viewer)
    with book(actor=viewer.actor) as b:
        mine, theirs = _shift(b, shift), _shift(b, other) if other is not None else None
        viewer.must_be(mine.person_id, mine.person.words)
        to = Person.objects.filter(code=taker, is_active=True).first()
        if to is None:
            raise NoSuchPerson(code=taker[:64])
        start, end = (
            (mine.since, mine.until)
            if theirs
            else (max(since or mine.since, mine.since), min(until or mine.until, mine.until))
        )
        if to == person or start >= end or end <= b.now or (theirs and theirs.person_id != to.pk):
            raise ShiftWrong(
                what=Words(zh="替班人、班次或时间不对", en="the other person, the shift or the time does not fit")
            )
        row = Exchange.objects.create(
            shift=mine,
            other=theirs,
            asker=person,
            taker=to,
            since=start,
            until=end,
            reason=_reason(reason),
            asked_at=b.now,
        )
        b.record(entries.ExchangeAsked(**_exchange(row)), subject=f"exchange:{row.pk}")
    return row


def answer_exchange(viewer: Viewer, pk: int, *, accept: bool) -> Exchange:
    """By the one who was asked. Raises NoSuchRequest, NotYours, AlreadyDecided."""
    viewer.own()
    with book(actor=viewer.actor) as b:
        row = _open(pk, {Asked.ASKED})
        viewer.must_be(row.taker_id, row.taker.words)
        row.accepted_at = b.now if accept else None
        return _settle(b, row, Asked.ACCEPTED if accept else Asked.REFUSED)


def withdraw_exchange(viewer: Viewer, pk: int) -> Exchange:
    """By the one who asked. Raises NoSuchRequest, NotYours, AlreadyDecided."""
    viewer.own()
    with book(actor=viewer.actor) as b:
        row = _open(pk, set(OPEN))
        viewer.must_be(row.asker_id, row.asker.words)
        return _settle(b, row, Asked.WITHDRAWN)


def decide_exchange(viewer: Viewer, pk: int, *, agree: bool) -> Exchange:
    """By a third, once the other has accepted; the shifts change with it.

    Raises NoSuchRequest, AlreadyDecided, AnotherMustDecide, NoSuchShift and ShiftWrong when the roster has changed since.
    """
    viewer.must(Act.KEEP_ROSTER)
    with book(actor=viewer.actor) as b:
        row = _open(pk, {Asked.ACCEPTED} if agree else set(OPEN))
        if viewer.person in (row.asker_id, row.taker_id):
            raise AnotherMustDecide
        if agree:
            _change(b, row)
        return _settle(b, row, Asked.AGREED if agree else Asked.REFUSED)


def _change(b: Book, row: Exchange) -> None:
    mine, theirs = _shift(b, row.shift_id), _shift(b, row.other_id) if row.other_id is not None else None
    lock_post(mine.post.code)
    moved = mine.person_id != row.asker_id or mine.since > row.since or mine.until < row.until
    if moved or (theirs and theirs.person_id != row.taker_id):
        raise NoSuchShift(shift=mine.pk)
    move(b, mine, row.taker, max(row.since, b.now), row.until, row.reason)
    if theirs:
        lock_post(theirs.post.code)
        move(b, theirs, row.asker, max(theirs.since, b.now), theirs.until, row.reason)


def _settle(b: Book, row: Exchange, state: Asked) -> Exchange:
    row.state = state.value
    if state is not Asked.ACCEPTED:
        row.decided_at, row.decided_by = b.now, b.actor
    row.save()
    said = ASKED[state]
    b.record(
        entries.ExchangeAnswered(**_exchange(row), said_zh=f"（{said.zh}）", said_en=f"({said.en})"),
        subject=f"exchange:{row.pk}",
    )
    return row


def _open(pk: int, states: set[Asked]) -> Exchange:
    row = (
        Exchange.objects.select_for_update(of=("self",))
        .select_related("asker", "taker", "shift__post")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NoSuchRequest(request=pk)
    if Asked(row.state) not in states:
        raise AlreadyDecided(state=ASKED[Asked(row.state)])
    return row


def _exchange(row: Exchange) -> dict[str, Any]:
    post, span = row.shift.post, span_words(row.since, row.until)
    return {
        "post_zh": post.zh, "post_en": post.en, "asker": row.asker_id, "taker": row.taker_id, "shift": row.shift_id,
        "other": row.other_id, "since": iso(row.since), "until": iso(row.until), "span_zh": span.zh, "span_en": span.en,
        "reason": row.reason, "state": row.state,
    }  # fmt: skip


def _shift(b: Book, pk: int) -> Shift:
    row = Shift.objects.select_related("post", "person").filter(pk=pk, until__gt=b.now).first()
    if row is None:
        raise NoSuchShift(shift=pk)
    return row


def _self(viewer: Viewer) -> Person:
    return Person.objects.get(pk=viewer.own())


def _reason(text: str) -> str:
    said = text.strip()
    if not said:
        raise ShiftWrong(what=Words(zh="请写明理由", en="say why"))
    return said[:MOST]
