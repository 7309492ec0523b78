"""An order that was given is worded anew, or has another deadline: whoever has it, or is being called for it, is told so."""

from datetime import datetime, timedelta

from watchroom.dispatch import calling, entries, rolls
from watchroom.dispatch.call_models import Call
from watchroom.dispatch.call_rules import CallKind
from watchroom.dispatch.faults import ChangeWrong, OrderAnswered, TextOwed
from watchroom.dispatch.models import Order
from watchroom.dispatch.ordering import MOST_SPAN_S
from watchroom.dispatch.queries import order as seen
from watchroom.dispatch.rules import ORDER_WORDS, OrderState
from watchroom.dispatch.telling import MOST_NOTE, locked, record, short
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

_TEXT, _WHY = Words(zh="指令全文", en="the order"), Words(zh="更改的理由", en="why it is changed")
_NOTHING = Words(zh="内容和时限都没有变", en="neither its text nor its deadline is another")
_PAST = Words(zh="时限应在现在之后、30 天以内", en="the deadline is later than now and within 30 days")
_TOLD = Words(zh="指令已更改：{text}", en="The order was changed: {text}")
_NEW_TEXT, _NEW_TIME = Words(zh="改内容", en="its text"), Words(zh="改时限", en="its deadline")


def change_order(viewer: Viewer, order: int, *, text: str = "", due_at: datetime | None = None, reason: str) -> Order:
    """Another text, in the language it was typed, or another deadline, or both, with the reason; it stays with whoever has it.

    Raises NotAllowed, NoSuchOrder, OrderAnswered for one that has ended, ChangeWrong, TextOwed, TextTooLong.
    """
    viewer.must(Act.STEER_TASKS)
    text, reason = short(text, MOST_NOTE, _TEXT), short(reason, MOST_NOTE, _WHY)
    if not reason:
        raise TextOwed(what=_WHY)
    found = seen(viewer, order)
    with book(actor=viewer.actor) as b:
        row = next(one for one in locked(found.incident_id) if one.pk == order)
        if not row.is_open:
            last = journal.last(row.subject)
            by = people.actor_words(last.actor) if last else Words(zh="平台", en="the platform")
            raise OrderAnswered(
                order=row.words, at=iso(last.at) if last else "", who=by, state=ORDER_WORDS[OrderState(row.state)]
            )
        worded, timed = text not in ("", row.zh, row.en), due_at is not None and due_at != row.due_at
        if not worded and not timed:
            raise ChangeWrong(what=_NOTHING)
        if due_at is not None and timed and not b.now < due_at <= b.now + timedelta(seconds=MOST_SPAN_S):
            raise ChangeWrong(what=_PAST)
        if worded:
            row.zh = row.en = text
        if timed:
            row.due_at, row.overdue_at = due_at, None
        row.save(update_fields=["zh", "en", "due_at", "overdue_at"])
        how = _both(worded=worded, timed=timed)
        record(b, row, entries.OrderChanged, how_zh=how.zh, how_en=how.en, change_why=reason)
        _tell(viewer, b, row)
    return row


def _both(*, worded: bool, timed: bool) -> Words:
    parts = [_NEW_TEXT] * worded + [_NEW_TIME] * timed
    return Words(zh="、".join(one.zh for one in parts), en=" and ".join(one.en for one in parts))


def _tell(viewer: Viewer, b: Book, row: Order) -> None:
    """Who has it hears of it as of a reminder; who is being called for it is sent it once more, as it now is."""
    if row.sent_at is None:
        return
    if row.received_at is not None:
        calling.remind_holder(b, row, _TOLD.fill(text=Words(zh=row.zh, en=row.en)))
        return
    Call.objects.filter(order=row.pk, kind=CallKind.ORDER, ended_at=None).update(text_zh=row.zh, text_en=row.en)
    rolls.remind_order(viewer, row.pk)
