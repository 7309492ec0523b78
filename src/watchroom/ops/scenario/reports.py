"""What every device of a scenario says at an instant: a function of the written day and of where the units are."""

from collections.abc import Mapping
from datetime import datetime

from watchroom.dispatch.rules import axes
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.units import QUANTITIES
from watchroom.ops.scenario.content import Content, SensorOf
from watchroom.ops.scenario.crowd import Crowd
from watchroom.ops.scenario.devices import Report
from watchroom.ops.scenario.weather import Weather

TRACKERS = "units"


class Reports:
    def __init__(self, content: Content) -> None:
        self._content = content
        self._weather = Weather(content.folder / "weather.csv", content.head.zone)
        self._crowd = Crowd(content.crowd, content.head.zone)

    def at(self, moment: datetime, units: Mapping[str, LonLat]) -> list[Report]:
        """One report a device. `units`: position by unit code."""
        reports = [
            Report(source.code, moment, [(sensor.code, self.value(sensor, moment)) for sensor in source.sensors])
            for source in self._content.sources
            if source.sensors
        ]
        where: list[tuple[str, float]] = []
        for unit in self._content.units:
            where += zip(axes(unit.code), units[unit.code], strict=True)
        digits = QUANTITIES["lon"].digits
        return [*reports, Report(TRACKERS, moment, [(sensor, round(value, digits)) for sensor, value in where])]

    def value(self, sensor: SensorOf, at: datetime) -> float:
        return round(self._exact(sensor, at), 2)

    def _exact(self, sensor: SensorOf, at: datetime) -> float:
        match sensor.origin:
            case "weather":
                return self._weather.between(sensor.quantity, at)
            case "hourly":
                return self._weather.hourly(sensor.quantity, at)
            case "gust":
                return self._weather.gust(at)
            case "sum_12h":
                return self._weather.sum_12h("snowfall_1h", at)
            case "crowd" if sensor.quantity == "crowd_density":
                return self._crowd.density(at)
            case "crowd":
                return self._crowd.at_coaches(at) if sensor.place.startswith("parking") else self._crowd.count(at)
