"""A list that people are called for ends with what it is about: by itself when that is over, or because it was called off; then
whoever had it is told so too. Used by the worker, and by the rooms downstream in their own book.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from watchroom.dispatch import call_entries as entries
from watchroom.dispatch import calling
from watchroom.dispatch.call_models import Attempt, Call
from watchroom.dispatch.call_rules import CallKind
from watchroom.dispatch.calling import Wanted, record
from watchroom.journal import sending
from watchroom.journal.book import Book, book
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.way_models import ContactWay
from watchroom.people.way_queries import Link

ACTOR = "work:dispatch.rolls"
_RAN_OUT = Words(zh="，所告知的事已到期失效", en="; what was told is not in force any more")
_CALLED_OFF = Words(zh="，{why}", en="; {why}")


def outlived(now: datetime) -> list[int]:
    """Calls that go on about something that is over by itself."""
    rows = Call.objects.filter(kind=CallKind.ROLL, ended_at=None, good_until__lte=now)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def run_out(call: int) -> bool:
    """Nobody is called about it any more, and nobody need be told: it said until when it was true. False if it had ended."""
    with book(actor=ACTOR) as b:
        row = Call.objects.select_for_update().filter(pk=call, ended_at=None, good_until__lte=b.now).first()
        if row is None:
            return False
        _end(b, row, "over", _RAN_OUT)
    return True


def call_off(b: Book, about: str, why: Words) -> list[Call]:
    """What the lists are about was called off: nobody is called any more, what has not left is not sent, and who had it, or may
    have had it, is told by the same ways. Those told by telephone alone are shown on the list's own page. The lists.
    """
    calls = list(Call.objects.select_for_update().filter(about=about, kind=CallKind.ROLL).order_by("pk"))
    for call in calls:
        if call.ended_at is None:
            _end(b, call, "recalled", _CALLED_OFF.fill(why=why))
        _tell(b, call, why)
    return calls


def _end(b: Book, call: Call, outcome: str, why: Words) -> None:
    calling.end(b, call, outcome)
    record(b, call, entries.CallOver, why=why)


def _tell(b: Book, call: Call, why: Words) -> None:
    left = Q(state__in=[sending.SendState.SENT, sending.SendState.SENDING]) | Q(repeat=True)
    had = (
        Attempt.objects.filter(left, called__call=call, way__isnull=False)
        .select_related("called", "way")
        .order_by("pk")
    )
    told: dict[tuple[int | None, str], list[ContactWay]] = {}
    for one in had:
        ways = told.setdefault((one.called.person_id, one.called.post), [])
        if one.way is not None and one.way not in ways:
            ways.append(one.way)
    lines = [[Link(people.post(post) if post else None, person)] for person, post in told]
    if lines:
        calling.tell(b, _wanted(call, lines, why), dict(enumerate(told.values())))


def _wanted(call: Call, lines: Sequence[Sequence[Link]], why: Words) -> Wanted:
    return Wanted(
        CallKind.RECALL, call.words, why, lines, about=call.about, incident=call.incident_id, priority=1, asks=False, exercise=call.exercise
    )  # fmt: skip
