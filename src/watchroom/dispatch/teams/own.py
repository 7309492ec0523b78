"""What one who is called out sees and says of himself: to which incident, where, what for, until when; that he comes or cannot."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from watchroom.dispatch.call_answers import WHY, answer, must_be_open
from watchroom.dispatch.call_models import Called
from watchroom.dispatch.call_rules import CalledState
from watchroom.dispatch.teams import calling_out
from watchroom.dispatch.teams.calling_out import held, is_own, moment_of
from watchroom.dispatch.teams.faults import ComingWrong, NotOfACallOut
from watchroom.dispatch.teams.models import CallOut, Coming, Member
from watchroom.dispatch.teams.rules import MOST_MINUTES, MOST_REASON, Sort
from watchroom.dispatch.telling import short
from watchroom.incidents.models import Incident
from watchroom.journal import eyes
from watchroom.journal.book import book
from watchroom.kernel.words import Words
from watchroom.people.viewer import Viewer

MOST_OWN = 50
_MINUTES = Words(zh=f"应为 0 至 {MOST_MINUTES} 分钟", en=f"it is 0 to {MOST_MINUTES} minutes")


@dataclass(frozen=True, slots=True)
class Own:
    """One call-out to somebody. title: what he is in the team, or what he knows; coming: what he has said, if anything."""

    called: Called
    out: CallOut
    title: Words | None
    coming: Coming | None

    @property
    def incident(self) -> Incident:
        return self.out.incident

    @property
    def asked(self) -> bool:
        """He has not answered yet."""
        return self.coming is None

    @property
    def there(self) -> bool:
        return self.coming is not None and self.coming.came_at is not None

    @property
    def answer_by(self) -> datetime | None:
        """Until then he is waited for; then the next one of a team is called too, or the watch is told."""
        if not self.asked or self.called.turn_at is None:
            return None
        return self.called.turn_at + timedelta(seconds=self.called.call.next_person_s)

    @property
    def for_all(self) -> bool:
        """He answers for his team, not for himself alone."""
        return self.out.team.sort == Sort.TEAM


def own(viewer: Viewer) -> list[Own]:
    """The call-outs that wait for this very person, or to which he comes: whoever is called may know to what. Unanswered first.

    Raises NotSignedIn.
    """
    asked = Q(state=CalledState.CALLED, call__ended_at=None) | Q(coming__isnull=False, coming__left_at=None)
    with eyes.everybody():
        rows = Called.objects.filter(asked, person=viewer.own(), call__call_out__isnull=False).select_related("call")
        called = {row.call_id: row for row in rows.order_by("-pk")[:MOST_OWN]}
        outs = list(CallOut.objects.filter(call__in=called).select_related("team", "incident__place").order_by("-pk"))
        coming = {row.called_id: row for row in Coming.objects.filter(called__in=called.values())}
        mine = Member.objects.filter(person=viewer.own(), team__in=[one.team_id for one in outs])
        titles = {one.team_id: one.title for one in mine}
    found = [Own(row := called[out.call_id], out, titles.get(out.team_id), coming.get(row.pk)) for out in outs]
    return sorted(found, key=lambda one: not one.asked)


def one(viewer: Viewer, called: int) -> Own | None:
    """None where it is over for him."""
    return next((each for each in own(viewer) if each.called.pk == called), None)


def come(
    viewer: Viewer, called: int, *, minutes: int | None = None, via: str = "console", at: datetime | None = None
) -> Called:
    """ "I come", within so many minutes from `at`, when he said so. Raises NotOfACallOut, AlreadyAnswered, ComingWrong."""
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise ComingWrong(what=_MINUTES)
    return _say(viewer, called, accept=True, note="", minutes=minutes, via=via, at=at)


def cannot(
    viewer: Viewer, called: int, *, reason: str = "", via: str = "console", at: datetime | None = None
) -> Called:
    """ "I cannot", before one has answered or after one said that one comes: of a team the next one is called at once; an expert
    is asked no more. Raises NotOfACallOut, AlreadyAnswered, TextTooLong.
    """
    comes = Coming.objects.filter(called=called, came_at=None, left_at=None)
    if is_own(viewer, called) and comes.exists():
        return calling_out.left(viewer, called, reason=reason, via=via, at=at).called
    return _say(viewer, called, accept=False, note=short(reason, MOST_REASON, WHY), minutes=None, via=via, at=at)


def _say(
    viewer: Viewer, called: int, *, accept: bool, note: str, minutes: int | None, via: str, at: datetime | None
) -> Called:
    if not is_own(viewer, called):
        raise NotOfACallOut(called=called)
    with eyes.everybody(), book(actor=viewer.actor) as b:
        row = held(called)
        must_be_open(row)
        row.turn_at = row.turn_at or b.now
        moment = moment_of(b, row, at)
        answer(b, row, accept=accept, via=via, said_by="", note=note, minutes=minutes, at=moment)
    return row
