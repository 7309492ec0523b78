"""What dispatch says before an incident is closed: units and teams still out, tasks still open, people still being called."""

from watchroom.dispatch.call_models import Call
from watchroom.dispatch.call_rules import CallKind
from watchroom.dispatch.models import CallOut, Order, Unit
from watchroom.dispatch.rules import OPEN_ORDERS
from watchroom.incidents.closing import Closing
from watchroom.kernel.words import Words


class Dispatch(Closing):
    name = "dispatch"

    def open_matters(self, incident: int) -> list[Words]:
        matters = []
        out = list(Unit.objects.filter(incident_id=incident).order_by("code"))
        if out:
            names = Words(zh="、".join(unit.zh for unit in out), en=", ".join(unit.en for unit in out))
            matters.append(Words(zh="力量尚未撤出：{names}", en="units still out: {names}").fill(names=names))
        there = CallOut.objects.filter(incident=incident, coming__isnull=False, coming__left_at=None).distinct()
        if teams := [one.team for one in there.select_related("team").order_by("pk")]:
            names = Words(zh="、".join(one.zh for one in teams), en=", ".join(one.en for one in teams))
            matters.append(
                Words(zh="队伍和专家尚未撤离：{names}", en="teams and experts still out: {names}").fill(names=names)
            )
        tasks = Order.objects.filter(incident_id=incident, state__in=OPEN_ORDERS).count()
        if tasks:
            matters.append(Words(zh="{n} 项指令未完成", en="{n} tasks not done").fill(n=tasks))
        lists = Call.objects.filter(incident_id=incident, kind=CallKind.ROLL, ended_at=None).count()
        if lists:
            matters.append(Words(zh="{n} 份叫应未结束", en="{n} call lists still going").fill(n=lists))
        return matters


CLOSING = [Dispatch()]
