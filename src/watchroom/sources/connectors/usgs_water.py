"""River gauges: instantaneous values of the USGS water services in their JSON form (WaterML as JSON)."""

from collections.abc import Iterator
from typing import Any

import orjson

from watchroom.kernel.clock import parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.plugin import Sample
from watchroom.kernel.plugin import Settings as BaseSettings
from watchroom.kernel.text import depth, shown
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.sources.asking import asked, marks
from watchroom.sources.connector import Asked, Asking, Fetch
from watchroom.sources.faults import FeedUnreadable, Flagged
from watchroom.sources.stations import Observed, StationSettings, offered

MOST_JSON = 4 << 20
MOST_DEPTH = 16
MOST_VALUES = 20_000
FOOT = 0.3048
# Parameter and unit to quantity and factor. A unit that is not here is not converted by guess: nothing is taken.
_MEASURES = {
    ("00060", "ft3/s"): ("discharge", FOOT**3),
    ("00060", "m3/s"): ("discharge", 1.0),
    ("00065", "ft"): ("water_level", FOOT),
    ("00065", "m"): ("water_level", 1.0),
}
# Approved and provisional are measured; every other mark (ice, equipment, backwater, estimated …) is something else.
_MEASURED = frozenset({"A", "P"})
_URL = "https://water.example.org/iv/?format=json&sites=01"


class UsgsWaterSettings(StationSettings):
    quantities = frozenset({"water_level", "discharge"})


def _series(code: str, unit: str, *values: tuple[str, list[str], str]) -> dict[str, Any]:
    told = [{"value": value, "qualifiers": flags, "dateTime": at} for value, flags, at in values]
    variable = {"variableCode": [{"value": code}], "unit": {"unitCode": unit}, "noDataValue": -999999.0}
    return {"sourceInfo": {"siteCode": [{"value": "01"}]}, "variable": variable, "values": [{"value": told}]}


_FINE = orjson.dumps(
    {"value": {"timeSeries": [
        _series("00065", "ft", ("10.00", ["P"], "2026-02-06T11:00:00.000+08:00")),
        _series("00060", "ft3/s", ("100", ["A"], "2026-02-06T11:00:00.000+08:00")),
    ]}}
)  # fmt: skip
_ICE = orjson.dumps(
    {"value": {"timeSeries": [_series("00060", "ft3/s", ("-999999", ["P", "Ice"], "2026-02-06T11:00:00.000+08:00"))]}}
)


class UsgsWater(Asking):
    name = "usgs_water"
    title = Words(zh="河流水位站（USGS）", en="River gauges (USGS)")
    help = Words(
        zh="填写 USGS 实时水文服务的 JSON 查询地址，并写明哪个站的水位或流量是哪个传感器，如 01646500/water_level；带冰情、故障等标记的值不作实测。",
        en="Give the query address of the USGS instantaneous values service in JSON, and say which station's level or discharge"
        " is which sensor, such as 01646500/water_level; values flagged for ice, equipment and the like are not measured ones.",
    )
    Settings = UsgsWaterSettings

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        assert isinstance(settings, UsgsWaterSettings)
        self.url, self.sensors = settings.url, settings.sensors

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        """A sensor whose newest value is flagged makes the source unwell: nobody is to wait for it unawares."""
        answer = asked(fetch, self.url, memo, MOST_JSON)
        if answer is None:
            return Asked([], memo)
        good: list[Observed] = []
        faults: list[Fault] = []
        for some, flags in _read(self.url, answer.body):
            good += [one for one in some if one is not None]
            if flags and some and some[-1] is None:
                station, quantity = flags[0], flags[1]
                if f"{station}/{quantity}" in self.sensors:
                    faults.append(
                        Flagged(station=shown(station), what=QUANTITIES[quantity].title, flags=shown(flags[2], 40))
                    )
        offers, had = offered(good, self.sensors, memo)
        return Asked([], {"had": had, **(marks(answer) if not faults else {})}, faults, offers=offers)

    samples = [
        Sample(
            title=Words(zh="英尺换成米，立方英尺换成立方米", en="Feet to metres, cubic feet to cubic metres"),
            settings={"url": _URL, "sensors": {"01/water_level": "r-level", "01/discharge": "r-flow"}},
            given={_URL: (200, {}, _FINE)},
            expect=[("r-flow", 2.832, 1770346800000), ("r-level", 3.048, 1770346800000)],
        ),
        Sample(
            title=Words(zh="冰情：不作实测", en="Ice: not a measured value"),
            settings={"url": _URL, "sensors": {"01/discharge": "r-flow"}},
            given={_URL: (200, {}, _ICE)},
            expect=[],
            silent=True,
        ),
    ]


type Flags = tuple[str, str, str]


def _read(url: str, body: bytes) -> Iterator[tuple[list[Observed | None], Flags | None]]:
    """Each series by time: its values, None where one is flagged, with station, quantity and the newest flags."""
    if depth(body) > MOST_DEPTH:
        raise FeedUnreadable(url=shown(url, 120), why=Words(zh="嵌套过深", en="it is nested too deep"))
    try:
        series = orjson.loads(body)["value"]["timeSeries"]
        rows = [_series_of(one) for one in series] if isinstance(series, list) else None
    except (orjson.JSONDecodeError, KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise FeedUnreadable(url=shown(url, 120), why=shown(f"{type(error).__name__}: {error}", 80)) from error
    if rows is None:
        raise FeedUnreadable(url=shown(url, 120), why="timeSeries")
    yield from (row for row in rows if row is not None)


def _series_of(one: dict[str, Any]) -> tuple[list[Observed | None], Flags | None] | None:
    station = str(one["sourceInfo"]["siteCode"][0]["value"])[:32]
    variable = one["variable"]
    unit = str((variable.get("unit") or {}).get("unitCode", "")).strip().lower()
    measure = _MEASURES.get((str(variable["variableCode"][0]["value"]), unit))
    if measure is None:
        return None
    quantity, factor = measure
    nothing = float(variable.get("noDataValue", -999999))
    told = [value for block in one["values"] for value in block["value"]][:MOST_VALUES]
    rows = sorted(((parse_time(value["dateTime"]), value) for value in told), key=lambda row: row[0])
    found: list[Observed | None] = []
    flags: Flags | None = None
    for at, value in rows:
        marked = value["qualifiers"]
        marked = marked if isinstance(marked, list) else [marked]
        number = float(value["value"])
        if not set(map(str, marked)) <= _MEASURED or number == nothing:
            found.append(None)
            flags = (station, quantity, ", ".join(str(mark) for mark in marked if str(mark) not in _MEASURED) or "—")
        else:
            found.append(Observed(station, quantity, round(number * factor, 3), at))
    return found, flags
