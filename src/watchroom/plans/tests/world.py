"""The hill, its gate and the shipped plans, with followers that can be run."""

from datetime import datetime, timedelta
from typing import Any

from watchroom.alarms.models import Alarm
from watchroom.alarms.rule_actions import put_rule
from watchroom.alarms.tests.scene import TOLD, WIND, Watch, hill, wind_rule
from watchroom.conftest import T0
from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal.followers import Runner
from watchroom.people.viewer import Viewer
from watchroom.places.actions import put_place
from watchroom.plans.actions import put_shipped
from watchroom.plans.followers import FOLLOWERS
from watchroom.plans.models import Proposal
from watchroom.sources.actions import put_sensor
from watchroom.sources.models import Bulletin, Sensor, Source

GATE = {"type": "Point", "coordinates": [115.474, 40.902]}


def follow() -> int:
    """Lets the room's followers read everything that waits; how many entries they took."""
    return Runner("test", FOLLOWERS).run()


def windy(*values: float) -> Alarm:
    """The wind alarm after these values, one a minute; by default it stands at 5.6 m/s."""
    rule = wind_rule()
    changed = Watch(rule.watched, T0).minutes(*(values or [4.6, 4.9, 5.1, 5.3, 5.6, 5.6]))
    return changed[0]


def gusty(value: float, limit: float = 8, code: str = "jump-gust") -> Alarm:
    """A gust alarm at the hill that was raised at once."""
    hill()
    sensor = put_sensor("jump-gust", "jump-station", "ski-jump", "wind_gust", "阵风", "Gust")
    settings = WIND | {"limit": limit, "clear": limit - 1, "hold_s": 0}
    put_rule(code, detector="threshold", sensor=sensor.code, settings=settings, priority=2, **TOLD)
    (raised,) = Watch(sensor, T0).minutes(value)
    return raised


def crowd_sensor() -> Sensor:
    hill()
    put_place("gate-c", "gate", "C 口", "Gate C", GATE, source="test", parent="ski-jump")
    return put_sensor("gate-c-density", "jump-station", "gate-c", "crowd_density", "C 口人群密度", "Density at Gate C")


def opened(viewer: Viewer, alarm: Alarm) -> Incident:
    return incidents.open_incident(viewer, alarm=alarm.pk)


def proposed(viewer: Viewer, alarm: Alarm | None = None) -> Proposal:
    """Plans in place, the alarm raised, the incident opened, the platform's proposal made."""
    put_shipped()
    raised = alarm or windy()
    follow()
    opened(viewer, raised)
    follow()
    return Proposal.objects.select_related("plan", "incident").get()


def bulletin(
    event_zh: str, level: int, *, at: datetime = T0, area: dict[str, Any] | None = None, **more: Any
) -> Bulletin:
    """An official warning in force, as the feed would have brought it."""
    source, _ = Source.objects.get_or_create(code="cap", defaults={"kind": "cap_feed", "zh": "预警源", "en": "Feed"})
    given: dict[str, Any] = {
        "source": source, "identifier": f"{event_zh}-{level}-{Bulletin.objects.count()}", "sender": "met", "sent": at, "status": "Actual",
        "msg_type": "Alert", "state": Bulletin.State.IN_FORCE, "event_zh": event_zh, "event_en": "", "headline_zh": f"{event_zh}预警",
        "headline_en": "warning", "level": level, "area": area, "effective": at, "expires": at + timedelta(hours=6),
        "received_at": at, "digest": f"{event_zh}{level}", "document": b"",
    }  # fmt: skip
    return Bulletin.objects.create(**given | more)
