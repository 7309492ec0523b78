"""What the platform knows of time and place by itself: conditions may ask for it (`origin: site`), plans lower the bar by it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class SiteFact:
    """A fact of time or place. `type` and `unit` as the plan must declare them."""

    title: Words
    type: str
    unit: str = ""


SITE_FACTS: dict[str, SiteFact] = {
    "local_hour": SiteFact(Words(zh="当地时刻（0–23 时）", en="Local hour (0–23)"), "number", "h"),
    "weekday": SiteFact(Words(zh="星期（1 为星期一）", en="Day of the week (1 is Monday)"), "number", "day"),
    "month": SiteFact(Words(zh="月份", en="Month"), "number", "month"),
    "place_kind": SiteFact(Words(zh="所在场所的类别", en="Kinds of the places around it"), "text"),
    "place": SiteFact(Words(zh="所在场所", en="The places around it"), "text"),
    "incident_kind": SiteFact(Words(zh="事件类别", en="Kind of incident"), "text"),
}


def site_values(
    name: str,
    now: datetime,
    zone: str,
    *,
    kinds: Collection[str],
    places: Collection[str],
    place_kinds: Collection[str],
) -> list[Decimal | str]:
    """Every value that a site fact has now; several for an incident with several places. Empty for an unknown name."""
    local = as_local(now, zone)
    match name:
        case "local_hour":
            return [Decimal(local.hour)]
        case "weekday":
            return [Decimal(local.isoweekday())]
        case "month":
            return [Decimal(local.month)]
        case "place_kind":
            return [*sorted(place_kinds)]
        case "place":
            return [*sorted(places)]
        case "incident_kind":
            return [*sorted(kinds)]
        case _:
            return []
