"""What plans tell in a day's duty report: the responses that ran."""

from django.db.models import Q

from watchroom.journal.exercises import in_exercise
from watchroom.kernel.words import Words
from watchroom.people.daily import Cell, Daily, Part, Span, Table
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.models import Activation
from watchroom.plans.recording import level_of
from watchroom.plans.snapshot import thaw


class Responses(Daily):
    name = "plans"

    def part(self, viewer: Viewer, span: Span) -> Part:
        if not viewer.may(Act.SEE):
            return Part()
        found = Activation.objects.filter(at__lt=span.end).filter(Q(ended_at=None) | Q(ended_at__gte=span.since))
        rows = list(found.select_related("incident").order_by("at", "pk"))
        played = frozenset[str]() if span.exercise else in_exercise({row.incident.subject for row in rows})
        told = list[list[Cell]]()
        for row in rows:
            if row.incident.subject not in played:
                plan = thaw(row.snapshot).plan
                ended = row.ended_at if row.ended_at and row.ended_at < span.end else Words(zh="运行中", en="running")
                told.append(
                    [row.incident.number, plan.title.words, level_of(plan, row.level).name.words, row.at, ended]
                )
        heads = (
            Words(zh="事件", en="Incident"), Words(zh="预案", en="Plan"), Words(zh="级别", en="Level"), Words(zh="启动", en="Began"),
            Words(zh="结束", en="Ended"),
        )  # fmt: skip
        return Part(
            [(Words(zh="响应", en="Responses"), len(told))],
            [Table(Words(zh="预案响应", en="Responses"), heads, (0, 1, 0, 0, 0), told)],
        )


DAILY = [Responses()]
