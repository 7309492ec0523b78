"""What alarms tell in a day's duty report: how many were raised, of which priority, and how many nobody acknowledged."""

from watchroom.alarms import kpi
from watchroom.alarms.rules import PRIORITY_WORDS
from watchroom.kernel.words import Words
from watchroom.people.daily import Cell, Daily, Part, Span, Table
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


class Alarms(Daily):
    """By the same reckoning as the KPIs: exercises apart."""

    name = "alarms"

    def part(self, viewer: Viewer, span: Span) -> Part:
        if not viewer.may(Act.SEE):
            return Part()
        found = kpi.of_period(span.since, span.end, exercise=span.exercise)
        rows: list[list[Cell]] = [
            [words, found.by_priority.get(priority, 0)] for priority, words in PRIORITY_WORDS.items()
        ]
        rows += [
            [Words(zh="无人确认", en="Not acknowledged"), found.unacknowledged],
            [Words(zh="长期不消", en="Stale"), found.stale],
        ]
        heads = (Words(zh="告警", en="Alarms"), Words(zh="条数", en="Count"))
        return Part(
            [(Words(zh="告警", en="Alarms"), found.raised)], [Table(Words(zh="告警", en="Alarms"), heads, (1, 0), rows)]
        )


DAILY = [Alarms()]
