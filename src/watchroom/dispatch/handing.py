"""What dispatch hands over with a post: tasks that are open, the overdue and blocked first; units that are out."""

from datetime import datetime

from watchroom.dispatch import call_queries, queries
from watchroom.dispatch.call_rules import CallKind
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.moves import FREE, UNIT_WORDS, UnitStatus
from watchroom.incidents.sharing import visible
from watchroom.kernel.words import Words
from watchroom.people.handing import Handing, Matter
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


class Open(Handing):
    name, title = "dispatch", Words(zh="指令和力量", en="Orders and units")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.SEE):
            return []
        orders = [_order(row, now) for row in queries.orders(viewer, open_only=True)]
        return orders + _calls(viewer) + _units(viewer)


def _order(row: Order, now: datetime) -> Matter:
    late = row.due_at is not None and row.due_at < now
    said = (
        Words(zh="已超时：{what}", en="overdue: {what}") if late else Words(zh="未完成：{what}", en="not done: {what}")
    )
    return Matter(f"order:{row.pk}", said.fill(what=row.words), f"/incidents/{row.incident_id}/response", urgent=late)


def _calls(viewer: Viewer) -> list[Matter]:
    """Lists of people that are being called."""
    said = Words(zh="叫应进行中：{what}（{n}/{all}）", en="people are being called: {what} ({n} of {all})")
    return [
        Matter(
            f"calling:{one.call.pk}", said.fill(what=one.call.words, n=one.confirmed, all=one.lines), f"/callings/{one.call.pk}",
            urgent=one.unanswered,
        )
        for one in call_queries.calls(viewer, kinds=[CallKind.ROLL], open_only=True, limit=None)
    ]  # fmt: skip


def _units(viewer: Viewer) -> list[Matter]:
    """Those that are out at incidents which the viewer sees."""
    out, seen = [row for row in queries.units(viewer) if row.status not in FREE], visible(viewer)
    if seen is not None:
        ids = set(seen.filter(pk__in={row.incident_id for row in out}).values_list("pk", flat=True))
        out = [row for row in out if row.incident_id is None or row.incident_id in ids]
    return [_unit(row) for row in out]


def _unit(row: Unit) -> Matter:
    said = Words(zh="{unit}：{status}", en="{unit}: {status}").fill(
        unit=row.words, status=UNIT_WORDS[UnitStatus(row.status)]
    )
    return Matter(f"unit:{row.pk}:{row.status}", said, f"/incidents/{row.incident_id}")


HANDING = [Open()]
