"""The quantities that Watchroom listens to, each with its one unit and the range in which a value is believable."""

from dataclasses import dataclass

from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is measured. `low` and `high` bound what nature allows: a value outside is refused, not judged."""

    code: str
    title: Words
    unit: str
    digits: int
    low: float
    high: float

    @property
    def unit_words(self) -> Words:
        return UNIT_WORDS.get(self.unit) or Words(zh=self.unit, en=self.unit)


UNIT_WORDS = {
    "Cel": Words(zh="℃", en="°C"),
    "person": Words(zh="人", en="people"),
    "person/m2": Words(zh="人/㎡", en="people/m²"),
    "deg": Words(zh="°", en="°"),
}


def _q(code: str, zh: str, en: str, unit: str, digits: int, low: float, high: float) -> Quantity:
    return Quantity(code, Words(zh=zh, en=en), unit, digits, low, high)


# Ranges: the WMO's extremes of record, rounded outward; crowds by what can physically stand on a square metre.
QUANTITIES: dict[str, Quantity] = {
    q.code: q
    for q in (
        _q("wind_mean", "平均风速", "Mean wind speed", "m/s", 1, 0, 120),
        _q("wind_gust", "阵风", "Gust", "m/s", 1, 0, 150),
        _q("wind_dir", "风向", "Wind direction", "deg", 0, 0, 360),
        _q("air_temperature", "气温", "Air temperature", "Cel", 1, -95, 65),
        _q("humidity", "相对湿度", "Relative humidity", "%", 0, 0, 100),
        _q("visibility", "能见度", "Visibility", "m", 0, 0, 100_000),
        _q("snow_depth", "积雪深度", "Snow depth", "cm", 1, 0, 2_000),
        _q("snowfall_1h", "1 小时降雪量", "Snowfall in 1 h", "mm", 1, 0, 200),
        _q("snowfall_12h", "12 小时降雪量", "Snowfall in 12 h", "mm", 1, 0, 600),
        _q("crowd_count", "在场人数", "People present", "person", 0, 0, 1_000_000),
        _q("crowd_density", "人群密度", "Crowd density", "person/m2", 1, 0, 12),
        _q("lon", "经度", "Longitude", "deg", 5, -180, 180),
        _q("lat", "纬度", "Latitude", "deg", 5, -90, 90),
    )
}
