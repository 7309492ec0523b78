"""How soon units arrive: by the roads of the imported map where there is one, else estimated, and always said which."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchroom.dispatch.kinds import UnitKind
from watchroom.dispatch.roads import Avoid, NoAnswer, Profile, Way, roads
from watchroom.dispatch.rules import Arrival, arrival
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words

OFF_ROADS = frozenset({"helicopter", "boat"})  # of the shipped kinds: roads say nothing of them
WALKS_KMH = 7  # what is assumed to be no faster goes on foot
CRAWLS_KMH = 30  # what is assumed to be no faster than this never goes faster on any road
FAILED = Words(
    zh="路网服务没有回答（{why}），到达时间按直线估计",
    en="the road engine gave no answer ({why}): arrivals are estimated from straight lines",
)
NOT_AVOIDED = Words(zh="；道路封闭未计入", en="; closed roads are not counted")
OFF_ROAD = Words(
    zh="附近没有地图上的道路，按直线估计", en="no road of the map is near, so estimated from a straight line"
)
NO_WAY = Words(
    zh="地图上没有通路（可能因封闭），按直线估计，请核实",
    en="the map knows no way there, perhaps for a closure; estimated from a straight line: check it",
)


@dataclass(frozen=True, slots=True)
class Traveller:
    """Who travels: what kind, from where, and how old its position is (None: its home's, because it reports none)."""

    kind: UnitKind
    start: LonLat
    age_s: int | None


@dataclass(frozen=True, slots=True)
class Travel:
    """`rows` by traveller, columns by goal. `note`: why roads were not used, where the site has them."""

    rows: list[list[Arrival]]
    note: Words | None = None


def profile(kind: UnitKind) -> Profile | None:
    """How a kind moves on roads; None: not on them."""
    if kind.code in OFF_ROADS:
        return None
    if kind.speed_kmh <= WALKS_KMH:
        return Profile("pedestrian")
    return Profile("auto", max(10, round(kind.speed_kmh)) if kind.speed_kmh <= CRAWLS_KMH else None)


def travel(travellers: Sequence[Traveller], goals: Sequence[LonLat], avoid: Avoid = Avoid()) -> Travel:  # noqa: B008
    """Arrivals of each traveller at each goal. Goes to another process: never inside a book. It never fails: without an
    answer of the roads it estimates, and says so."""
    ways: dict[int, list[Way]] = {}
    note, known = None, roads()
    if known is not None and travellers and goals:
        try:
            for how, places in _by_profile(travellers).items():
                starts = [travellers[place].start for place in places]
                ways |= dict(zip(places, known.ways(starts, goals, how, avoid), strict=True))
        except NoAnswer as error:
            ways, note = {}, FAILED.fill(why=str(error)[:100])
            if avoid.rings:
                note = Words(zh=note.zh + NOT_AVOIDED.zh, en=note.en + NOT_AVOIDED.en)
    rows = [
        [_arrival(one, goal, ways.get(place), at) for at, goal in enumerate(goals)]
        for place, one in enumerate(travellers)
    ]
    return Travel(rows, note)


def _by_profile(travellers: Sequence[Traveller]) -> dict[Profile, list[int]]:
    found: dict[Profile, list[int]] = {}
    for place, one in enumerate(travellers):
        how = profile(one.kind)
        if how is not None:
            found.setdefault(how, []).append(place)
    return found


def _arrival(one: Traveller, goal: LonLat, ways: Sequence[Way] | None, at: int) -> Arrival:
    if ways is None:
        return arrival(one.kind.speed_kmh, one.start, goal, one.age_s)
    way = ways[at]
    doubt = None if way.leg else OFF_ROAD if way.off_road else NO_WAY
    return arrival(one.kind.speed_kmh, one.start, goal, one.age_s, leg=way.leg, doubt=doubt)
