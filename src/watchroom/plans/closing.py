"""An incident is not closed while a response runs: whoever started it ends it first."""

from watchroom.incidents.closing import Closing
from watchroom.kernel.words import Words
from watchroom.plans.models import Activation
from watchroom.plans.recording import level_of
from watchroom.plans.snapshot import thaw


class RunningResponses(Closing):
    name = "plans.running"

    def open_matters(self, incident: int) -> list[Words]:
        rows = Activation.objects.filter(incident=incident, state=Activation.State.RUNNING).order_by("pk")
        return [_words(row) for row in rows]


def _words(row: Activation) -> Words:
    plan = thaw(row.snapshot).plan
    said = Words(zh="《{plan}》{level}仍在运行", en="{plan}, {level}, is still running")
    return said.fill(plan=plan.title.words, level=level_of(plan, row.level).name.words)


CLOSING = [RunningResponses()]
