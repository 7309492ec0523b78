"""A team or an expert group is called out to an incident; who came and who left is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from watchroom.dispatch import call_answers, call_entries, call_steps, calling
from watchroom.dispatch.call_answers import answer
from watchroom.dispatch.call_models import Called
from watchroom.dispatch.call_rules import NEXT_PERSON_S, CalledState, CallKind
from watchroom.dispatch.calling import Wanted
from watchroom.dispatch.faults import IncidentClosed
from watchroom.dispatch.teams.coming import comes, each_for_himself, record
from watchroom.dispatch.teams.entries import TeamCalled, TeamCalledOff, TeamCame, TeamLeft
from watchroom.dispatch.teams.faults import (
    ComingWrong,
    NotOfACallOut,
    TeamAway,
    TeamElsewhere,
    TeamNobody,
    TeamOutAlready,
)
from watchroom.dispatch.teams.finding import OTHERS, under_way
from watchroom.dispatch.teams.keeping import locked
from watchroom.dispatch.teams.models import CallOut, Coming, Team
from watchroom.dispatch.teams.rules import MOST_CAME, MOST_REASON, Sort, lines
from watchroom.dispatch.telling import short
from watchroom.dispatch.upstream import Scene, scene
from watchroom.journal import eyes
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.people.way_queries import Link

TITLE = Words(zh="请“{team}”出动：{number} {what}", en="“{team}” is called out: {number} {what}")
TEXT = Words(zh="请“{team}”出动：{number} {what}{also}", en="“{team}” is called out: {number} {what}{also}")
_ALSO = Words(zh="（{why}）", en=" ({why})")
_STOP = Words(zh="。", en=".")
_WHY = Words(zh="理由", en="the reason")


def call_out(viewer: Viewer, incident: int, team: int, *, also: str = "") -> CallOut:
    """Calls a team out: one of its members after the other until one answers for it, or each of the experts.

    also  the reason for calling one that is out elsewhere, or cannot be called now
    Raises NotAllowed, NoSuchIncident, IncidentClosed, NoSuchTeam, TeamOutAlready, TeamElsewhere, TeamAway, TeamNobody.
    """
    viewer.must(Act.DISPATCH_UNIT)
    also = short(also, 200, _WHY)
    with book(actor=viewer.actor) as b:
        goal, row = scene(incident), locked(team)
        if goal.closed:
            raise IncidentClosed(incident=goal.number)
        also = _may_go(row, incident, also)
        links = [Link(None, one.person_id) for one in row.members.select_related("person") if one.person.is_active]
        if not links:
            raise TeamNobody(team=row.words)
        made = lines(Sort(row.sort), links)
        (call,) = calling.begin(b, [_wanted(row, goal, made, also, exercise=b.in_exercise(incident=incident))])
        out = CallOut.objects.create(team=row, incident_id=goal.pk, call=call, at=b.now, by=b.actor, also=also)
        call.about = out.subject
        call.save(update_fields=["about"])
        opened = journal.last(f"incident:{goal.pk}", "incidents.opened")
        said = record(b, out, TeamCalled, cause=opened.id if opened else None)
        persons = [line[0].person for line in made if line[0].person is not None]
        calling.record(b, call, call_entries.CallBegun, persons=persons, cause=said)
    return out


def _may_go(row: Team, incident: int, also: str) -> str:
    """The reason that is kept: none where none is needed."""
    needed = ""
    for out in under_way(row.pk):
        if out.incident_id == incident:
            raise TeamOutAlready(team=row.words, at=iso(out.at))
        if not also:
            seen = eyes.sees(out.incident_id)
            where = Words(zh=out.incident.number, en=out.incident.number) if seen else OTHERS
            raise TeamElsewhere(team=row.words, where=where)
        needed = also
    if row.away:
        if not also:
            raise TeamAway(team=row.words, why=row.away)
        needed = also
    return needed


def _wanted(row: Team, goal: Scene, made: list[list[Link]], also: str, *, exercise: bool) -> Wanted:
    told = {"team": row.words, "number": goal.number, "what": goal.words}
    text = TEXT.fill(**told, also=_ALSO.fill(why=also) if also else _STOP)
    return Wanted(
        CallKind.ROLL, TITLE.fill(**told), text, made, incident=goal.pk, priority=1, next_person_s=NEXT_PERSON_S, exercise=exercise
    )  # fmt: skip


def came(
    viewer: Viewer, called: int, *, people: int | None = None, via: str = "console", at: datetime | None = None
) -> Coming:
    """One of those called is there, with so many. Who had not answered has by that. His own to say, and the watch's.

    at  when it was so, where that arrives later; never before he was called, nor to come

    Raises NotAllowed, NotOfACallOut, ComingWrong.
    """
    if people is not None and not 0 <= people <= MOST_CAME:
        raise ComingWrong(what=Words(zh="人数不对", en="the number of people is wrong"))
    with theirs(viewer, called), book(actor=viewer.actor) as b:
        row = held(called)
        known, moment = Coming.objects.filter(called=row).first(), moment_of(b, row, at)
        if known is not None and (known.came_at is not None or known.left_at is not None):
            raise ComingWrong(what=_THERE if known.left_at is None else _GONE)
        if known is None and row.call.ended_at is None and row.state in (CalledState.WAITING, CalledState.CALLED):
            row.turn_at = row.turn_at or b.now
            answer(b, row, accept=True, via=via, said_by="", note="", at=moment)
        elif known is None:
            comes(b, row, None)
        found = Coming.objects.select_related("out__team", "out__incident").get(called=row)
        found.came_at, found.came_n = moment, people
        found.save(update_fields=["came_at", "came_n"])
        record(b, found.out, TeamCame, people=people)
    return found


def left(viewer: Viewer, called: int, *, reason: str = "", via: str = "console", at: datetime | None = None) -> Coming:
    """One who came has left; or one who said that he comes no longer does, with the reason perhaps: then the next one of his
    team is called, and of experts of whom none comes any more the watch is told. His own to say, and the watch's.

    Raises NotAllowed, NotOfACallOut, ComingWrong, TextTooLong.
    """
    reason = short(reason, MOST_REASON, call_answers.WHY)
    with theirs(viewer, called), book(actor=viewer.actor) as b:
        row = held(called)
        found = Coming.objects.select_related("out__team", "out__incident").filter(called=row).first()
        if found is None:
            raise ComingWrong(what=Words(zh="没有答复到场", en="nobody said that they come"))
        if found.left_at is not None:
            raise ComingWrong(what=_GONE)
        moment = moment_of(b, row, at)
        found.left_at = max(moment, found.came_at) if found.came_at else moment
        found.save(update_fields=["left_at"])
        if found.came_at:
            record(b, found.out, TeamLeft, people=found.came_n)
        else:
            record(b, found.out, TeamCalledOff, why=reason)
            _call_on(b, row, found, reason, via)
    return found


def _call_on(b: Book, row: Called, found: Coming, reason: str, via: str) -> None:
    """Who had accepted does not come: the call goes on as if he had declined it at once."""
    row.state, row.answered_at, row.answered_by, row.answered_via = CalledState.DECLINED, found.left_at, b.actor, via
    row.note = reason
    row.save()
    if not found.out.incident.is_open:
        return
    if each_for_himself(row.call):
        others = Called.objects.filter(call=row.call_id).exclude(state__in=[CalledState.DECLINED, CalledState.OVER])
        if not others.exists():  # each was asked, and none comes any more
            calling.reopen(row.call)
            call_steps.say_unanswered(b, row)
            row.save(update_fields=["alarmed_at"])
    elif not Coming.objects.filter(out=found.out, left_at=None).exists():
        call_steps.ask_on(b, row, _CALLED_OFF.fill(who=calling.who_words(row)))


def is_own(viewer: Viewer, called: int) -> bool:
    """Whether it is this very person who was called out. Raises NotSignedIn."""
    return Called.objects.filter(pk=called, person=viewer.own(), call__call_out__isnull=False).exists()


@contextmanager
def theirs(viewer: Viewer, called: int) -> Iterator[None]:
    """What one who was called says of himself needs no right, nor that he may see the incident; for another only the watch and
    the units' posts speak. Raises NotSignedIn, NotAllowed."""
    if not is_own(viewer, called):
        viewer.must(Act.REPORT_UNIT)
        yield
        return
    with eyes.everybody():
        yield


def held(called: int) -> Called:
    """Held until the book is closed, with its call. Raises NotOfACallOut."""
    if not Called.objects.filter(pk=called, call__call_out__isnull=False).exists():
        raise NotOfACallOut(called=called)
    row = call_answers.locked(called)
    if not eyes.sees(row.call.incident_id):
        raise NotOfACallOut(called=called)
    return row


def moment_of(b: Book, row: Called, at: datetime | None) -> datetime:
    return max(row.call.started_at, min(at, b.now)) if at is not None else b.now


_CALLED_OFF = Words(zh="{who}答复前来后又不能来", en="{who} had said that he comes and no longer does")
_THERE = Words(zh="已经登记到达", en="that they came is recorded already")
_GONE = Words(zh="已经登记撤离", en="that they left is recorded already")
