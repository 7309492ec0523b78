"""What incidents hand over with a post: each one that is open, what is owed upward, leaders' instructions, calls of none."""

from datetime import datetime

from watchroom.incidents import queries
from watchroom.incidents.intake import queries as intake
from watchroom.incidents.models import Instruction, ReportClock
from watchroom.kernel.words import Words
from watchroom.people.handing import Handing, Matter
from watchroom.people.rights import Act
from watchroom.people.saying import moment_words
from watchroom.people.viewer import Viewer


class Open(Handing):
    name, title = "incidents", Words(zh="事件", en="Incidents")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.SEE):
            return []
        said = Words(zh="{number} {what}", en="{number} {what}")
        return [
            Matter(row.subject, said.fill(number=row.number, what=row.words), f"/incidents/{row.pk}", urgent=True)
            for row in queries.incidents(viewer, limit=None)
        ]


class Owed(Handing):
    """Reports upward whose limit runs or ran out, and what leaders asked and nobody has answered."""

    name, title = "incidents.owed", Words(zh="信息报送和批示", en="Reports and instructions")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.SEE):
            return []
        return [_clock(one, now) for one in queries.owed(viewer, limit=None)] + [
            _asked(one, now) for one in queries.unanswered(viewer, limit=None)
        ]


class Loose(Handing):
    name, title = "incidents.calls", Words(zh="接报", en="Calls")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.REPORT_UP):
            return []
        said = Words(zh="C{call} 未归事件，{at} 接报", en="C{call} is of no incident yet, received {at}")
        return [
            Matter(
                one.subject, said.fill(call=one.pk, at=moment_words(one.received_at)), "/calls/?show=loose", urgent=True
            )
            for one in intake.calls(viewer, loose=True, limit=None)
        ]


def _clock(one: ReportClock, now: datetime) -> Matter:
    late = one.due_at < now
    said = (
        Words(zh="已超时：{number} {what}报{to}，时限 {at}", en="overdue: {number} {what} to {to}, due {at}")
        if late
        else Words(zh="待报：{number} {what}报{to}，时限 {at}", en="to be sent: {number} {what} to {to}, due {at}")
    )
    words = said.fill(number=one.incident.number, what=one.words, to=one.to, at=moment_words(one.due_at))
    return Matter(f"report_clock:{one.pk}", words, f"/incidents/{one.incident_id}#pane-reports", urgent=late)


def _asked(one: Instruction, now: datetime) -> Matter:
    late = one.due_at is not None and one.due_at < now
    said = (
        Words(zh="批示超时未反馈：{number} N{n} {leader}", en="instruction overdue: {number} N{n} {leader}")
        if late
        else Words(zh="批示待反馈：{number} N{n} {leader}", en="instruction to be answered: {number} N{n} {leader}")
    )
    words = said.fill(number=one.incident.number, n=one.pk, leader=one.leader)
    return Matter(f"instruction:{one.pk}", words, f"/incidents/{one.incident_id}#pane-reports", urgent=late)


HANDING = [Open(), Owed(), Loose()]
