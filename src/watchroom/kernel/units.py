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
    "ug/m3": Words(zh="μg/m³", en="µg/m³"),
    "m3/s": Words(zh="m³/s", en="m³/s"),
    "mg/m3": Words(zh="mg/m³", en="mg/m³"),
    "kg": Words(zh="千克", en="kg"),
    "person": Words(zh="人", en="people"),
    "person/m2": Words(zh="人/㎡", en="people/m²"),
    "deg": Words(zh="°", en="°"),
    "person/min": Words(zh="人/分钟", en="people/min"),
    "level": Words(zh="级", en="level"),
    "code": Words(zh="码", en="code"),
    "count": Words(zh="次", en="times"),
    "M": Words(zh="级", en="magnitude"),
    "household": Words(zh="户", en="households"),
    "room": Words(zh="间", en="rooms"),
    "yuan": Words(zh="元", en="yuan"),
    "percent": Words(zh="%", en="%"),
    "degC": Words(zh="℃", en="°C"),
    "beaufort": Words(zh="级", en="Beaufort"),
    "magnitude": Words(zh="级", en="magnitude"),
    "ha": Words(zh="公顷", en="ha"),
    "km2": Words(zh="km²", en="km²"),
    "m2": Words(zh="㎡", en="m²"),
    "m3": Words(zh="m³", en="m³"),
    "h": Words(zh="小时", en="h"),
    "min": Words(zh="分钟", en="min"),
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
        _q("snowfall_6h", "6 小时降雪量", "Snowfall in 6 h", "mm", 1, 0, 400),
        _q("snowfall_12h", "12 小时降雪量", "Snowfall in 12 h", "mm", 1, 0, 600),
        _q("rainfall_1h", "1 小时降雨量", "Rainfall in 1 h", "mm", 1, 0, 500),
        _q("rainfall_3h", "3 小时降雨量", "Rainfall in 3 h", "mm", 1, 0, 900),
        _q("rainfall_6h", "6 小时降雨量", "Rainfall in 6 h", "mm", 1, 0, 1_200),
        _q("rainfall_12h", "12 小时降雨量", "Rainfall in 12 h", "mm", 1, 0, 1_500),
        _q("rainfall_24h", "24 小时降雨量", "Rainfall in 24 h", "mm", 1, 0, 2_000),
        _q("pressure", "气压", "Air pressure", "hPa", 1, 500, 1_100),
        _q("dew_point", "露点温度", "Dew point", "Cel", 1, -100, 40),
        _q("road_temperature", "路面温度", "Road surface temperature", "Cel", 1, -80, 90),
        _q("ground_temperature", "地面温度", "Ground temperature", "Cel", 1, -95, 95),
        _q("pm25", "PM2.5 浓度", "PM2.5", "ug/m3", 0, 0, 5_000),
        _q("water_level", "水位", "Water level", "m", 2, -500, 9_000),
        _q("discharge", "流量", "Discharge", "m3/s", 1, -50_000, 400_000),
        _q("magnitude", "震级", "Magnitude", "M", 1, -2, 10),
        _q("warning_level", "官方预警级别", "Level of official warnings", "level", 0, 0, 4),
        _q("voltage", "电压", "Voltage", "V", 1, -2_000, 1_000_000),
        _q("power", "功率", "Power", "kW", 1, -10_000_000, 10_000_000),
        _q("load", "负载率", "Load", "%", 0, 0, 1_000),
        _q("state", "状态", "State", "code", 0, 0, 65_535),
        _q("count", "计数", "Count", "count", 0, 0, 1e12),
        _q("speed", "速度", "Speed", "km/h", 1, 0, 1_200),
        _q("accuracy", "定位精度", "Position accuracy", "m", 0, 0, 1_000_000),
        _q("crowd_flow", "通行人流", "Crowd flow", "person/min", 0, 0, 100_000),
        _q("crowd_count", "在场人数", "People present", "person", 0, 0, 1_000_000),
        _q("crowd_density", "人群密度", "Crowd density", "person/m2", 1, 0, 12),
        _q("lon", "经度", "Longitude", "deg", 5, -180, 180),
        _q("lat", "纬度", "Latitude", "deg", 5, -90, 90),
    )
}
