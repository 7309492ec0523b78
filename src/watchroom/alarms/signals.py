"""Published criteria as dated data, and the rule that a criterion becomes for one sensor.

A warning signal is the weather service's to issue. What a sensor rule can do is tell the watch that the figure of a
signal's criterion has been reached here; the forecast half of a criterion, and what a person must judge, it cannot. The
signal's colour is a warning level; the alarm's priority is made from it and is a scale of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.units import QUANTITIES, UNIT_WORDS
from watchroom.kernel.words import Words

LIBRARY = Path(__file__).parent / "library"
COLOURS: Mapping[str, Words] = {
    "red": Words(zh="红色", en="red"),
    "orange": Words(zh="橙色", en="orange"),
    "yellow": Words(zh="黄色", en="yellow"),
    "blue": Words(zh="蓝色", en="blue"),
}
LEVELS: Mapping[str, int] = {colour: place for place, colour in enumerate(COLOURS, start=1)}

WHY_NOT: Mapping[str, Words] = {
    "forecast": Words(zh="这是对未来的预报，传感器只知道现在", en="this is a forecast; a sensor knows the present only"),
    "change": Words(
        zh="看的是一段时间内最低气温的降幅，不是一个数值达到限值", en="it is a fall of the minimum over time, not a value that reaches a limit"
    ),
    "days": Words(
        zh="要连续几天的日最高气温，单个限值规则数不了天数", en="it counts days in a row by their maxima, which a limit on one value cannot"
    ),
    "index": Words(zh="是气候部门计算的指数，没有传感器直接测得", en="it is an index that the climate service computes; no sensor measures it"),
    "survey": Words(zh="是按县调查的受旱面积比例，没有传感器直接测得", en="it is a share of crops found by survey; no sensor measures it"),
    "likelihood": Words(zh="说的是可能性大小，没有可比较的数值", en="it speaks of likelihood and has no figure to compare"),
    "weather": Words(zh="要知道是否有降水，须另一个传感器或人来判断", en="whether there is precipitation needs another sensor or a person"),
    "quantity": Words(zh="这个传感器测的不是该标准所用的量", en="the sensor measures another quantity than the criterion uses"),
}  # fmt: skip
JUDGED: Mapping[str, Words] = {
    "cyclone": Words(zh="是否受热带气旋影响", en="whether a tropical cyclone is behind it"),
    "persists": Words(zh="是否可能持续", en="whether it is likely to go on"),
    "traffic_or_farms": Words(zh="对交通或农牧业有无影响", en="whether traffic or farming is affected"),
    "traffic": Words(zh="对交通的影响有多大", en="how much traffic is affected"),
    "farms": Words(zh="对农业有无影响", en="whether farming is affected"),
    "sand": Words(zh="能见度下降是否由沙尘引起", en="whether sand or dust lowers the visibility"),
    "fog": Words(zh="能见度下降是否由雾引起", en="whether fog lowers the visibility"),
    "haze": Words(zh="能见度下降是否由霾引起", en="whether haze lowers the visibility"),
    "harm": Words(zh="是否可能造成灾害", en="whether harm is likely"),
}
_NAMES: Mapping[str, Words] = {
    "temperature_fall": Words(zh="最低气温降幅", en="Fall of the minimum temperature"),
    "drought_index": Words(zh="综合气象干旱指数", en="Composite drought index"),
    "crops_in_drought": Words(zh="一县农作物受旱比例", en="Share of a county's crops in drought"),
    "lightning": Words(zh="雷电活动", en="Lightning"),
    "hail": Words(zh="冰雹", en="Hail"),
    "precipitation": Words(zh="有降水", en="Precipitation"),
}
_GRADES: Mapping[str, Words] = {
    "severe": Words(zh="达到重旱", en="severe"),
    "extreme": Words(zh="达到特旱", en="extreme"),
    "possible": Words(zh="可能发生", en="possible"),
    "very_likely": Words(zh="可能性很大", en="very likely"),
    "extremely_likely": Words(zh="可能性极大", en="extremely likely"),
}
_SIGNS: Mapping[str, Words] = {
    "ge": Words(zh="达到或超过", en="at or over"),
    "lt": Words(zh="低于", en="below"),
    "le": Words(zh="不高于", en="at or below"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Whose criteria these are, and from when to when they hold."""

    code: str
    title: Words
    number: Words
    authority: Words
    forces_by: Words
    issued: date
    in_force: date
    until: date | None
    url: str

    def holds(self, at: date) -> bool:
        return self.in_force <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparable part of a criterion.

    value, unit  the figure as a sensor would measure it; a wind force is its lower bound in m/s
    over_h       a sum or a change over so many hours;  days  on so many days in a row
    band         when observed, up to which force;  down_to  when observed, down to which value
    why_not      why no sensor rule can hold it; empty when one can
    """

    quantity: str
    op: str
    value: float | None
    unit: str
    over_h: int | None
    days: int | None
    force: int | None
    band: int | None
    down_to: float | None
    grade: str
    why_not: str

    @property
    def called(self) -> Words:
        known = QUANTITIES.get(self.quantity)
        return known.title if known else _NAMES.get(self.quantity, Words(zh=self.quantity, en=self.quantity))

    @property
    def words(self) -> Words:
        """`6 小时降雪量 达到或超过 10 mm`."""
        if self.value is None:
            grade = _GRADES.get(self.grade)
            return Words(zh="{q}{g}", en="{q} {g}").fill(q=self.called, g=grade) if grade else self.called
        unit = UNIT_WORDS.get(self.unit) or Words(zh=self.unit, en=self.unit)
        told = Words(zh="{q}{s} {v} {u}", en="{q} {s} {v} {u}").fill(
            q=self.called, s=_SIGNS[self.op], v=decimal_text(self.value), u=unit
        )
        if self.force:
            told = Words(zh=f"{told.zh}（{self.force} 级）", en=f"{told.en} (force {self.force})")
        if self.days:
            told = Words(zh=f"连续 {self.days} 天{told.zh}", en=f"{told.en} on {self.days} days in a row")
        return told


@dataclass(frozen=True, slots=True)
class Signal:
    """One colour of one kind. `observed`: the criterion names what is so already, not only what is expected."""

    source: Source
    kind: str
    title: Words
    colour: str
    within_h: int
    observed: bool
    join: str
    when: tuple[Condition, ...]
    judge: tuple[str, ...]
    cause: Words
    consequence: Words
    action: Words

    @property
    def level(self) -> int:
        """The warning level, 1 (red) to 4 (blue)."""
        return LEVELS[self.colour]

    @property
    def called(self) -> Words:
        colour = COLOURS[self.colour]
        return Words(zh=f"{self.title.zh}{colour.zh}预警信号", en=f"{colour.en} {self.title.en.lower()} signal")

    @property
    def origin(self) -> str:
        return f"{self.source.code}/{self.kind}/{self.colour}"

    @property
    def judged(self) -> list[Words]:
        return [JUDGED[one] for one in self.judge]

    def fitting(self, quantity: str) -> Condition | None:
        """The condition that a sensor of this quantity can hold."""
        return next((one for one in self.when if one.quantity == quantity and not one.why_not), None)

    def why_not(self, quantity: str) -> Words | None:
        """Why a sensor of this quantity cannot hold the criterion; None when it can."""
        if self.fitting(quantity):
            return None
        mine = next((one for one in self.when if one.quantity == quantity), None)
        if mine is not None:
            return WHY_NOT[mine.why_not]
        return WHY_NOT["quantity"] if any(not one.why_not for one in self.when) else WHY_NOT[self.when[0].why_not]

    @property
    def never(self) -> Words | None:
        """Why no sensor at all can hold any part of it; None when one can hold some."""
        return WHY_NOT[self.when[0].why_not] if all(one.why_not for one in self.when) else None


@lru_cache(maxsize=1)
def all_signals() -> tuple[Signal, ...]:
    """Every signal of every file of the library, as its file has it."""
    return tuple(signal for path in sorted(LIBRARY.glob("*.yaml")) for signal in _read(path))


def signal(kind: str, colour: str, source: str = "") -> Signal | None:
    """By kind (code, or its name in either language) and colour (likewise)."""
    wanted = (kind.strip().casefold(), colour.strip().casefold())
    for one in all_signals():
        kinds = (one.kind, one.title.zh, one.title.en.casefold())
        colours = (one.colour, COLOURS[one.colour].zh, COLOURS[one.colour].zh[:1])
        if wanted[0] in kinds and wanted[1] in colours and source in ("", one.source.code):
            return one
    return None


def _read(path: Path) -> Iterator[Signal]:
    told: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    source = Source(
        told["code"], _both(told, ""), _both(told, "number"), _both(told, "authority"), _both(told, "forces"),
        date.fromisoformat(told["issued"]), date.fromisoformat(told["in_force"]),
        date.fromisoformat(told["until"]) if told["until"] else None, told["url"],
    )  # fmt: skip
    for one in told["signals"]:
        for colour in COLOURS:
            if colour in one:
                yield _signal(source, one, colour, told["forces"])


def _signal(source: Source, told: dict[str, Any], colour: str, forces: dict[int, float]) -> Signal:
    given = told[colour]
    return Signal(
        source, told["kind"], _both(told, ""), colour, given["within_h"], given["observed"], told["join"],
        tuple(_condition(one, forces) for one in given["when"]), tuple(told["judge"]),
        _both(told, "cause"), _both(told, "consequence"), _both(told, "action"),
    )  # fmt: skip


def _condition(told: dict[str, Any], forces: dict[int, float]) -> Condition:
    force = told.get("force")
    value = forces[force] if force else told.get("value")
    return Condition(
        told["quantity"], told.get("op", ""), None if value is None else float(value), "m/s" if force else told.get("unit", ""),
        told.get("over_h"), told.get("days"), force, told.get("band"), told.get("down_to"), told.get("grade", ""),
        told.get("not_by_sensor", ""),
    )  # fmt: skip


def _both(told: Mapping[str, Any], name: str) -> Words:
    head = f"{name}_" if name else ""
    return Words(zh=told[f"{head}zh"], en=told[f"{head}en"])
