"""What incidents tell in a day's duty report: opened, closed, still open; reports that went up, and those overdue."""

from django.db.models import Q

from watchroom.incidents.models import Incident, ReportClock, Sending
from watchroom.incidents.rules import CHANNELS, GRADES, UNGRADED, report_words
from watchroom.journal.exercises import in_exercise
from watchroom.kernel.words import Words
from watchroom.people.daily import Cell, Daily, Part, Span, Table
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

_NUMBER, _WHAT = Words(zh="编号", en="No."), Words(zh="事件", en="Incident")


class Incidents(Daily):
    """An incident of an exercise beside the real watch is left out, with all its reports."""

    name = "incidents"

    def part(self, viewer: Viewer, span: Span) -> Part:
        if not viewer.may(Act.SEE):
            return Part()
        known = Incident.objects.filter(opened_at__lt=span.end).filter(Q(closed_at=None) | Q(closed_at__gte=span.since))
        rows = _real(list(known.select_related("place").order_by("opened_at", "pk")), span)
        told: list[list[Cell]] = [
            [row.number, row.words, row.place_words or "—", GRADES.get(row.grade or 0, UNGRADED), row.opened_at, row.closed_at if _closed(row, span) else Words(zh="在办", en="open")]
            for row in rows
        ]  # fmt: skip
        heads = (
            _NUMBER,
            _WHAT,
            Words(zh="地点", en="Where"),
            Words(zh="分级", en="Grade"),
            Words(zh="立案", en="Opened"),
            Words(zh="结案", en="Closed"),
        )
        opened = sum(row.opened_at >= span.since for row in rows)
        closed = sum(_closed(row, span) for row in rows)
        figures = [
            (Words(zh="立案", en="Incidents opened"), opened), (Words(zh="结案", en="Incidents closed"), closed),
            (Words(zh="在办", en="Incidents open"), len(rows) - closed),
        ]  # fmt: skip
        return Part(figures, [Table(_WHAT, heads, (0, 1, 1, 0, 0, 0), told)])


class Reports(Daily):
    name = "incidents.reports"

    def part(self, viewer: Viewer, span: Span) -> Part:
        if not viewer.may(Act.SEE):
            return Part()
        made = Sending.objects.filter(at__gte=span.since, at__lt=span.end).select_related("report__incident")
        real = {row.pk for row in _real([one.report.incident for one in made], span)}
        sent: list[list[Cell]] = [
            [one.at, one.report.incident.number, report_words(one.report.kind, one.report.count), one.to, CHANNELS[one.channel]]
            for one in made.order_by("at", "pk") if one.report.incident_id in real
        ]  # fmt: skip
        late = (
            ReportClock.objects.filter(due_at__lt=span.end)
            .filter(Q(met=None) | Q(met__at__gte=span.since))
            .select_related("incident", "met")
        )
        late = late.filter(Q(ended_at=None) | Q(ended_at__gte=span.since))
        rows = [one for one in late.order_by("due_at", "pk") if one.met is None or one.met.at > one.due_at]
        known = {row.pk for row in _real([one.incident for one in rows], span)}
        overdue: list[list[Cell]] = [
            [one.due_at, one.incident.number, report_words(one.report, one.count), Words(zh=one.to_zh, en=one.to_en), one.met.at if one.met and one.met.at < span.end else Words(zh="未报", en="not sent")]
            for one in rows if one.incident_id in known
        ]  # fmt: skip
        what, to = Words(zh="报告", en="Report"), Words(zh="报给", en="To")
        heads = (Words(zh="时间", en="Time"), _NUMBER, what, to, Words(zh="方式", en="How"))
        owed = (Words(zh="时限", en="Due"), _NUMBER, what, to, Words(zh="送达", en="Sent"))
        return Part(
            [
                (Words(zh="信息报送", en="Reports sent"), len(sent)),
                (Words(zh="报送超时", en="Reports overdue"), len(overdue)),
            ],
            [
                Table(Words(zh="信息报送", en="Reports upward"), heads, (0, 0, 1, 1, 0), sent),
                Table(Words(zh="超时的报送", en="Overdue reports"), owed, (0, 0, 1, 1, 0), overdue),
            ],
        )


def _closed(row: Incident, span: Span) -> bool:
    return row.closed_at is not None and row.closed_at < span.end


def _real(rows: list[Incident], span: Span) -> list[Incident]:
    if span.exercise:
        return rows
    played = in_exercise({row.subject for row in rows})
    return [row for row in rows if row.subject not in played]


DAILY = [Incidents(), Reports()]
