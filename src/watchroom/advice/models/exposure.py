"""Who and what lies inside an area: people by areal weighting, facilities by intersection."""

import json
from collections.abc import Sequence
from datetime import datetime

from shapely.geometry.base import BaseGeometry

from watchroom.advice.contract import GivenArea, GivenPlace, Model, Situation, area_of, shown, shown_area
from watchroom.advice.envelope import (
    Area,
    Check,
    Envelope,
    Figure,
    Found,
    Input,
    Kept,
    Origin,
    Source,
    Value,
    rounded,
    two_figures,
)
from watchroom.advice.rules import confidence
from watchroom.kernel.geometry import AREAS, GeometryRefused, check_geojson, shape
from watchroom.kernel.plugin import Sample
from watchroom.kernel.words import Words
from watchroom.places.rules import Part, Peopled, Spread, covered, flat, parts, share_inside, spread

ENOUGH = 0.95  # less of the area than this under population figures is a doubt
GATHERINGS = ("venue", "gate")  # where the number of people is that of an event, not of residents


class ExposureInputs(Kept):
    area: GivenArea | None = None
    places: tuple[GivenPlace, ...] = ()


class _Laid:
    """The inputs laid flat once: every number below comes from these shapes."""

    def __init__(self, area: GivenArea, places: Sequence[GivenPlace]) -> None:
        self.area = flat(shape(check_geojson(area.geometry, AREAS)))
        self.places = [(place, flat(shape(check_geojson(place.geometry)))) for place in places]
        peopled = [Peopled(p.code, s, p.population, p.parent) for p, s in self.places if p.population is not None]
        self.residents: list[Part] = parts(peopled)
        self.known: list[BaseGeometry] = [place.shape for place in peopled]
        self.shares = [(place, share_inside(laid, self.area)) for place, laid in self.places]

    @property
    def km2(self) -> float:
        return float(self.area.area) / 1e6

    @property
    def cut(self) -> list[Part]:
        """The resident parts that the area's edge runs through."""
        return [part for part in self.residents if 0 < share_inside(part.shape, self.area) < 1]

    def gathered(self) -> Spread:
        """People counted at venues and gates; a place of known capacity without a counter only raises the upper end."""
        expected = low = high = 0.0
        for place, share in self.shares:
            if place.kind not in GATHERINGS or share == 0:
                continue
            if place.counted is not None:
                expected += place.counted.value * share
                low += place.counted.value if share == 1 else 0
                high += place.counted.value
            else:
                high += place.capacity or 0
        return Spread(expected, low, high)


class Exposure(Model[ExposureInputs]):
    name = "exposure"
    title = Words(zh="范围内人口与设施", en="People and facilities inside")
    version = "1"
    wants = ("crowd_count",)
    Inputs = ExposureInputs
    sources = (
        Source(
            title=Words(
                zh="面积权重法：人数按重叠面积比例分摊",
                en="Areal weighting: people in proportion to the overlapping area",
            )
        ),
        Source(
            title=Words(
                zh="地点档案中的人口与容量（各注来源）",
                en="Population and capacity of the place records (each with its source)",
            )
        ),
    )

    def inputs(self, situation: Situation) -> ExposureInputs:
        return ExposureInputs(area=situation.area, places=situation.places)

    def run(self, inputs: ExposureInputs, at: datetime) -> Envelope:
        if inputs.area is None:
            said = Words(zh="事件没有位置，无法统计", en="The incident has no position, so nothing can be counted")
            return self.refuse(at, "missing_input", said, missing=("area",))
        try:
            laid = _Laid(inputs.area, inputs.places)
        except GeometryRefused as fault:
            return self.refuse(at, "unusable_shape", fault.words)
        found = _found(laid)
        given = _shown(inputs, laid, at)
        areas = (area_of(inputs.area, json.dumps(inputs.area.geometry, sort_keys=True)),)
        residents, gathered = spread(laid.residents, laid.area), laid.gathered()
        total = _sum(residents, gathered)
        if total.high == 0 and not _zero_is_known(laid):
            return self._unknown(at, given, found, areas)
        value = Value(value=total.expected, low=total.low, high=total.high, unit="person")
        checks = _checks(laid)
        trust = confidence(given, checks, key=("area", "crowd_count"), also=_doubts(laid))
        return Envelope(
            model=self.name, version=self.version, title=self.title, at=at, value=value,
            say=_say(value, found), figures=_figures(residents, gathered, found), found=found, areas=areas,
            do=Words(zh="先通知部分在内的设施核实在场人数，再定疏散和管控范围。", en="Ask the facilities inside for the number present before fixing evacuation and cordon."),
            who=Words(zh="值班员", en="Duty officer"), by=Words(zh="启动响应前", en="before a response is activated"),
            changes=Words(zh="范围改动，或场馆客流计数更新", en="a change of the area, or new counts at the venues"),
            inputs=given, checks=checks, sources=self.sources, confidence=trust.score, reasons=trust.reasons,
        )  # fmt: skip

    def _unknown(
        self, at: datetime, given: tuple[Input, ...], found: tuple[Found, ...], areas: tuple[Area, ...]
    ) -> Envelope:
        """No figure is not the figure nought."""
        return self.refuse(
            at, "missing_input", Words(zh="范围内没有人口数据，不作估计（不等于无人）", en="No population figure touches the area, so no estimate (this does not mean nobody)"),
            missing=("population",), inputs=given, found=found, areas=areas,
            instead=Words(zh="向属地街镇或场馆电话核实人数", en="Ask the township or the venue by telephone"),
        )  # fmt: skip

    samples = [
        Sample(
            title=Words(zh="百人方格被盖住一半：50 人", en="half-covered square of 100 people: 50"), settings={},
            given={
                "area": {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0.005, 0], [0.005, 0.01], [0, 0.01], [0, 0]]]}, "origin": "person"},
                "places": [{"code": "cell", "kind": "community", "title": {"zh": "方格", "en": "cell"}, "population": 100, "source": "made",
                            "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]]}}],
            },
            expect={"value": 50, "within": 1e-6, "low": 0, "high": 100},
        ),
        Sample(
            title=Words(zh="没有人口数据：不报零", en="no population known: not nought"), settings={},
            given={"area": {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0.005, 0], [0.005, 0.01], [0, 0]]]}, "origin": "person"}},
            expect={"refusal": "missing_input"}, silent=True,
        ),
    ]  # fmt: skip


def _sum(a: Spread, b: Spread) -> Spread:
    return Spread(a.expected + b.expected, a.low + b.low, a.high + b.high)


def _zero_is_known(laid: _Laid) -> bool:
    """True if records or counters do speak of the area and say that nobody is there."""
    counted = any(place.counted is not None and share > 0 for place, share in laid.shares)
    return counted or any(share_inside(known, laid.area) > 0 for known in laid.known)


def _found(laid: _Laid) -> tuple[Found, ...]:
    """Facilities inside, wholly first; zones and communities are areas of people and are counted as such."""
    inside = [
        Found(
            code=place.code, kind=place.kind, title=place.title, share=share, schematic=place.schematic, source=place.source,
            people=int(place.counted.value) if place.counted else place.capacity,
        )
        for place, share in laid.shares
        if share > 0 and place.kind not in ("zone", "community", "road")
    ]  # fmt: skip
    return tuple(sorted(inside, key=lambda one: (-one.share, one.kind, one.code)))


def _shown(inputs: ExposureInputs, laid: _Laid, at: datetime) -> tuple[Input, ...]:
    assert inputs.area is not None
    given = [shown_area(inputs.area, laid.km2)]
    touched = {part.code for part in laid.residents if share_inside(part.shape, laid.area) > 0}
    for place, share in laid.shares:
        if place.code in touched and place.population is not None:
            label = Words(zh="{title}常住人口", en="Residents of {title}").fill(title=place.title)
            note = Words(zh=place.source, en=place.source) if place.source else None
            given.append(
                Input(
                    code="population",
                    label=label,
                    value=rounded(place.population, 0),
                    unit="person",
                    origin=Origin.PLACE,
                    ref=place.code,
                    note=note,
                )
            )
        if share > 0 and place.counted is not None:
            label = Words(zh="{title}在场人数", en="People at {title}").fill(title=place.title)
            given.append(shown("crowd_count", place.counted, at, label=label))
    return tuple(given)


def _checks(laid: _Laid) -> tuple[Check, ...]:
    share = covered(laid.area, laid.known)
    percent = rounded(share * 100, 0)
    said = Words(zh="范围的 {n} % 有人口数据", en="population figures cover {n} % of the area").fill(n=percent)
    return (Check(code="covered", passed=share >= ENOUGH, said=said),)


def _doubts(laid: _Laid) -> tuple[Words, ...]:
    doubts = []
    if laid.cut:
        said = Words(
            zh="{n} 处地点只有部分在内，按面积均摊",
            en="partly inside, with people taken as evenly spread: {n} of the places",
        )
        doubts.append(said.fill(n=len(laid.cut)))
    uncounted = [
        p for p, share in laid.shares if share > 0 and p.kind in GATHERINGS and p.counted is None and p.capacity
    ]
    if uncounted:
        said = Words(
            zh="{n} 处场馆没有客流计数，上限按容量计",
            en="without a counter, so the upper end takes the capacity: {n} of the venues",
        )
        doubts.append(said.fill(n=len(uncounted)))
    return tuple(doubts)


def _say(value: Value, found: Sequence[Found]) -> Words:
    people = rounded(two_figures(value.value), 0)
    if not found:
        return Words(
            zh="范围内约 {people} 人，未见登记的设施", en="About {people} people inside; no recorded facility"
        ).fill(people=people)
    return Words(zh="范围内约 {people} 人、{n} 处设施", en="About {people} people inside; facilities: {n}").fill(
        people=people, n=len(found)
    )


def _figures(residents: Spread, gathered: Spread, found: Sequence[Found]) -> tuple[Figure, ...]:
    wholly = sum(one.share == 1 for one in found)
    return (
        _figure("residents", Words(zh="常住人口", en="Residents"), residents),
        _figure("gathered", Words(zh="活动现场人数", en="People at the event"), gathered),
        Figure(
            code="facilities", label=Words(zh="设施（全部在内至部分在内）", en="Facilities (wholly to partly inside)"),
            value=Value(value=len(found), low=wholly, high=len(found), unit="place"),
        ),
    )  # fmt: skip


def _figure(code: str, label: Words, of: Spread) -> Figure:
    return Figure(code=code, label=label, value=Value(value=of.expected, low=of.low, high=of.high, unit="person"))
