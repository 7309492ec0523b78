"""What alarms hand over with a post: those that nobody has seen, those that stand, and what holds alarms back."""

from datetime import datetime

from watchroom.alarms import queries
from watchroom.alarms.models import Alarm, Hold
from watchroom.alarms.rules import HOLD_WORDS, HoldKind, State
from watchroom.kernel.words import Words
from watchroom.people.handing import Handing, Matter
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


class Open(Handing):
    name, title = "alarms", Words(zh="告警", en="Alarms")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.SEE):
            return []
        standing = [_alarm(one) for one in queries.alarms(viewer, now=now, limit=None)]
        return standing + [_hold(one) for one in queries.holds(viewer, limit=None)]


def _alarm(row: Alarm) -> Matter:
    unseen = row.state == State.UNACK
    said = (
        Words(zh="未确认：{what}", en="not acknowledged: {what}")
        if unseen
        else Words(zh="未恢复：{what}", en="stands: {what}")
    )
    return Matter(row.subject, said.fill(what=_what(row)), f"/alarms/{row.pk}", urgent=unseen)


def _what(row: Alarm) -> Words:
    place = row.sensor.place if row.sensor else None
    where = Words(zh=place.zh, en=place.en) if place else row.detail
    return Words(zh="{what}（{where}）", en="{what} ({where})").fill(what=row.title, where=where)


def _hold(row: Hold) -> Matter:
    said = Words(zh="{kind}：{what}", en="{kind}: {what}").fill(kind=HOLD_WORDS[HoldKind(row.kind)], what=row.words)
    return Matter(row.subject, said, "/alarms/held")


HANDING = [Open()]
