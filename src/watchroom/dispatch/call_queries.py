"""What the screens and programs may ask about calls: who was told, by what, and who has not answered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from watchroom.dispatch.call_faults import NoSuchCall
from watchroom.dispatch.call_models import Attempt, Call, Called, Roll
from watchroom.dispatch.call_rules import CALLED_WORDS, DIALLED_WORDS, CalledState, CallKind, Dialled
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.people.way_models import PHONE, ContactWay
from watchroom.people.way_queries import shown, ways_to
from watchroom.people.ways import channel_words

MOST = 200
_OPEN = frozenset({CalledState.WAITING, CalledState.CALLED})


@dataclass(frozen=True, slots=True)
class Try:
    """One message or telephone call, in words. `at`: when it left, expired, or was made."""

    channel: Words
    state: str
    said: Words | None
    at: datetime
    repeat: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One who was called. who: his name, or the post alone for whoever may see no names; phones: to dial, as far as the
    viewer may know them."""

    called: Called
    who: Words
    state: Words
    tries: list[Try]
    phones: list[str]
    answered_by: Words | None = None

    @property
    def is_open(self) -> bool:
        return self.called.state in _OPEN

    @property
    def calls(self) -> bool:
        """It is his turn, and he has not answered."""
        return self.called.state == CalledState.CALLED


@dataclass(frozen=True, slots=True)
class Told:
    """A call with those in it, whoever has not answered first, the longest first."""

    call: Call
    rows: list[Row]

    @property
    def open(self) -> bool:
        return self.call.ended_at is None

    @property
    def asked(self) -> list[Row]:
        return [row for row in self.rows if row.called.turn_at is not None]

    @property
    def lines(self) -> int:
        return len({row.called.line for row in self.rows})

    @property
    def confirmed(self) -> int:
        """Lines of which somebody answered."""
        return len({row.called.line for row in self.rows if row.called.state == CalledState.ACCEPTED})

    @property
    def by_phone(self) -> list[Row]:
        """Those who were told by telephone alone: what is called off has to be told them so, too."""
        return [row for row in self.rows if row.called.answered_via == PHONE and row.called.sent_at is None]

    @property
    def unanswered(self) -> bool:
        return self.open and any(row.called.alarmed_at is not None for row in self.rows)


def calls(
    viewer: Viewer, *, incident: int | None = None, order: int | None = None, about: str = "", open_only: bool = False,
    kinds: Iterable[CallKind] = (CallKind.ORDER, CallKind.RECALL, CallKind.REMINDER, CallKind.ROLL), limit: int | None = MOST,
) -> list[Told]:  # fmt: skip
    """Calls, the newest first, at most 200; every one with `limit` None. Codes that verify a way are nobody's business."""
    viewer.must(Act.SEE)
    rows = Call.objects.filter(kind__in=[one for one in kinds if one is not CallKind.CODE])
    rows = rows.filter(incident=incident) if incident is not None else rows
    rows = rows.filter(order=order) if order is not None else rows
    rows = rows.filter(about=about) if about else rows
    rows = rows.filter(ended_at=None) if open_only else rows
    return _told(viewer, list(rows.select_related("order", "incident").order_by("-pk")[:limit]))


def call(viewer: Viewer, pk: int) -> Told:
    """Raises NoSuchCall."""
    viewer.must(Act.SEE)
    row = Call.objects.exclude(kind=CallKind.CODE).select_related("order", "incident").filter(pk=pk).first()
    if row is None:
        raise NoSuchCall(call=pk)
    return _told(viewer, [row])[0]


def unanswered(viewer: Viewer) -> list[Told]:
    """Orders that were sent and that nobody has answered, the oldest first."""
    found = calls(viewer, open_only=True, kinds=[CallKind.ORDER])
    return sorted(found, key=lambda one: (not one.unanswered, one.call.started_at, one.call.pk))


def rolls(viewer: Viewer) -> list[Roll]:
    viewer.must(Act.SEE)
    return list(Roll.objects.order_by("code"))


def own_calls(viewer: Viewer) -> set[int]:
    """The orders to which this very person was called and which wait for his answer."""
    if viewer.person is None:
        return set()
    rows = Called.objects.filter(
        person=viewer.person, state=CalledState.CALLED, call__kind=CallKind.ORDER, call__ended_at=None
    )
    return {order for order in rows.values_list("call__order", flat=True) if order is not None}


def _told(viewer: Viewer, found: list[Call]) -> list[Told]:
    called = list(Called.objects.filter(call__in=found).select_related("person").order_by("line", "rank"))
    tries: dict[int, list[Attempt]] = defaultdict(list)
    for one in Attempt.objects.filter(called__in=called).order_by("pk"):
        tries[one.called_id].append(one)
    live = [row for row in called if row.state in _OPEN]
    persons, posts = {row.person_id for row in live if row.person_id}, {row.post for row in live if row.post}
    of_persons, of_posts = ways_to(persons, posts) if live and viewer.may(Act.SEE_NAMES) else ({}, {})
    by_call: dict[int, list[Row]] = defaultdict(list)
    for row in called:
        phones = [*of_persons.get(row.person_id or 0, ()), *of_posts.get(row.post, ())]
        by_call[row.call_id].append(_row(viewer, row, tries[row.pk], phones))
    return [Told(one, sorted(by_call[one.pk], key=_first)) for one in found]


def _row(viewer: Viewer, row: Called, tries: list[Attempt], ways: list[ContactWay]) -> Row:
    named = people.named(viewer, row.person.words) if row.person else None
    post = row.post_words
    who = Words(zh="{post} {name}", en="{name}, {post}").fill(post=post, name=named) if post and named and viewer.may(Act.SEE_NAMES) else post or named  # fmt: skip
    phones = [shown(viewer, way) for way in ways if way.channel == PHONE]
    by = people.who(viewer, row.answered_by) if row.answered_by else None
    state = CALLED_WORDS[CalledState(row.state)]
    return Row(row, who or Words(zh="无人", en="nobody"), state, [_try(one) for one in tries], phones, by)


def _try(one: Attempt) -> Try:
    said = DIALLED_WORDS[Dialled(one.dialled)] if one.dialled else one.error
    state = "arrived" if one.arrived_at and one.state == Attempt.State.SENT else one.state
    at = one.not_after if one.state == Attempt.State.EXPIRED else one.sent_at or one.made_at
    return Try(channel_words(one.channel), state, said, at, one.repeat)


def _first(row: Row) -> tuple[int, datetime, int, int]:
    order = {CalledState.CALLED: 0, CalledState.DECLINED: 1, CalledState.WAITING: 2, CalledState.ACCEPTED: 3}
    called = row.called
    since = called.turn_at or called.answered_at or site_now()
    return (order.get(CalledState(called.state), 4), since, called.line, called.rank)
