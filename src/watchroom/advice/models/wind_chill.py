"""Wind chill for those who stand outside and those who race: how cold it feels, and how soon bare skin freezes."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from watchroom.advice.contract import AirTemperature, Given, Model, Situation, WindGust, WindMean, shown
from watchroom.advice.envelope import Check, Envelope, Figure, Input, Kept, Source, Value, rounded
from watchroom.advice.rules import confidence
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words

CALM_KMH = 4.8  # below this the formula does not hold and the air temperature is given
WARMEST_C = 10.0  # above this wind chill means nothing
CHART_C, CHART_KMH = (-45.0, 5.0), (5.0, 80.0)  # what the published chart covers


def wind_chill_c(t_c: float, v_kmh: float) -> float:
    """How cold it feels, °C: air temperature in °C, wind in km/h (not m/s) at 10 m.

    Below 4.8 km/h it is the air temperature itself.
    Source: the index of 2001 (United States and Canada); checked against all 128 cells of the published chart.
    """
    if v_kmh < CALM_KMH:
        return t_c
    power = float(v_kmh**0.16)
    return 13.12 + 0.6215 * t_c - 11.37 * power + 0.3965 * t_c * power


@dataclass(frozen=True, slots=True)
class Band:
    """What a wind chill of `to` and colder (to the next band) does, and what those outside should do."""

    to: int
    freezes_min: tuple[int, int] | None  # minutes until bare skin can freeze
    risk: Words
    staff: Words


# Source: Environment Canada's table of wind chill hazards; the duties are worded by us.
BANDS = (
    Band(
        -55, (0, 2), Words(zh="裸露皮肤 2 分钟内可冻伤", en="bare skin can freeze in under 2 min"),
        Words(zh="停止一切室外作业，人员撤入室内", en="Stop all outdoor work and bring everybody indoors"),
    ),
    Band(
        -48, (2, 5), Words(zh="裸露皮肤 2 至 5 分钟可冻伤", en="bare skin can freeze in 2 to 5 min"),
        Words(zh="撤下非必要的室外岗位，其余岗位随时准备撤离", en="Withdraw all posts outdoors that can be spared; the rest stand ready to leave"),
    ),
    Band(
        -40, (5, 10), Words(zh="裸露皮肤 5 至 10 分钟可冻伤", en="bare skin can freeze in 5 to 10 min"),
        Words(zh="不得有皮肤裸露，室外岗位缩短轮换，两人互查面部和手指", en="No bare skin; shorten the turns outdoors; work in pairs that check face and fingers"),
    ),
    Band(
        -28, (10, 30), Words(zh="裸露皮肤 10 至 30 分钟可冻伤", en="bare skin can freeze in 10 to 30 min"),
        Words(zh="遮住面部和双手，室外岗位轮换取暖，两人互查", en="Cover face and hands; rotate outdoor posts into the warm; check each other in pairs"),
    ),
    Band(
        -10, None, Words(zh="冻伤风险低，久留有失温风险", en="little risk of frostbite, some of hypothermia over long stays"),
        Words(zh="防风分层着装，备好热饮和取暖点", en="Windproof layers; have hot drinks and a warm place ready"),
    ),
    Band(
        1_000, None, Words(zh="冻伤风险低", en="little risk of frostbite"),
        Words(zh="正常保暖，岗位不需调整", en="Ordinary warm clothing; posts stay as they are"),
    ),
)  # fmt: skip


def band_of(chill_c: float) -> Band:
    """The band of a wind chill rounded to the whole degree, as the chart is read."""
    degree = round(chill_c)
    return next(band for band in BANDS if degree <= band.to)


class WindChillSettings(Settings):
    """Limits of the competitions are the organiser's: each can be set for the venue. All in °C."""

    stop_below_c: float = Field(-20, json_schema_extra={"zh": "低于此气温不起跑", "en": "No start below"})
    jury_below_c: float = Field(-17, json_schema_extra={"zh": "低于此气温仲裁会商", "en": "The jury confers below"})
    weigh_below_c: float = Field(
        -15, json_schema_extra={"zh": "低于此气温须权衡风寒和湿度", "en": "Wind chill and humidity are weighed below"}
    )
    temperature_error_c: float = Field(
        0.5, ge=0, json_schema_extra={"zh": "气温误差（℃）", "en": "Error of the temperature (°C)"}
    )
    wind_error_share: float = Field(
        0.1, ge=0, le=1, json_schema_extra={"zh": "风速误差（比例）", "en": "Error of the wind (share)"}
    )


class WindChillInputs(Kept):
    temperature: AirTemperature | None = None
    wind: WindMean | None = None
    gust: WindGust | None = None


class WindChill(Model[WindChillInputs]):
    name = "wind_chill"
    title = Words(zh="体感温度与冻伤", en="Wind chill and frostbite")
    version = "1"
    wants = ("air_temperature", "wind_mean", "wind_gust")
    Inputs = WindChillInputs
    Settings = WindChillSettings
    settings: WindChillSettings
    sources = (
        Source(
            title=Words(zh="2001 年风寒指数公式", en="Wind chill index formula of 2001"),
            ref="13.12 + 0.6215 T − 11.37 V^0.16 + 0.3965 T V^0.16; T: °C, V: km/h at 10 m",
        ),
        Source(title=Words(zh="加拿大环境部风寒危害分级", en="Environment Canada, wind chill hazards")),
        Source(
            title=Words(
                zh="张家口赛区竞赛气象阈值（可按场馆设定）",
                en="Competition weather limits, Zhangjiakou zone (set per venue)",
            )
        ),
    )

    def inputs(self, situation: Situation) -> WindChillInputs:
        given = situation.readings
        return WindChillInputs(
            temperature=given.get("air_temperature"), wind=given.get("wind_mean"), gust=given.get("wind_gust")
        )

    def run(self, inputs: WindChillInputs, at: datetime) -> Envelope:
        shown_inputs = _shown(inputs, at)
        if inputs.temperature is None or inputs.wind is None:
            return self._lacking(inputs, at, shown_inputs)
        t, v = inputs.temperature.value, inputs.wind.value * 3.6
        if t > WARMEST_C:
            said = Words(zh="气温高于 10 ℃，体感温度不适用", en="Above 10 °C wind chill does not apply")
            return self.refuse(at, "too_warm", said, inputs=shown_inputs)
        value = self._value(t, v, inputs.gust)
        checks = _checks(t, v)
        trust = confidence(shown_inputs, checks, key=("air_temperature", "wind_mean"))
        band = band_of(value.value)
        return Envelope(
            model=self.name, version=self.version, title=self.title, at=at, value=value,
            say=Words(zh="体感温度约 {chill}；{risk}", en="Feels like {chill}; {risk}").fill(chill=value.said, risk=band.risk),
            figures=_figures(value),
            do=Words(zh="{staff}。{athletes}。", en="{staff}. {athletes}.").fill(staff=band.staff, athletes=self._athletes(t)),
            who=Words(zh="各室外岗位负责人；运动员由竞赛组和仲裁决定", en="Leads of outdoor posts; for athletes the competition office and the jury"),
            by=Words(zh="下一次换岗前", en="before the next change of posts"),
            changes=_changes(t, v), inputs=shown_inputs, checks=checks, sources=self.sources,
            confidence=trust.score, reasons=trust.reasons,
        )  # fmt: skip

    def _lacking(self, inputs: WindChillInputs, at: datetime, shown_inputs: tuple[Input, ...]) -> Envelope:
        lacks = [
            (code, words)
            for code, given, words in (
                ("air_temperature", inputs.temperature, Words(zh="气温", en="air temperature")),
                ("wind_mean", inputs.wind, Words(zh="平均风速", en="mean wind speed")),
            )
            if given is None
        ]
        what = Words(zh="、".join(words.zh for _, words in lacks), en=" and ".join(words.en for _, words in lacks))
        return self.refuse(
            at, "missing_input", Words(zh="缺少{what}，不作估计", en="No estimate without {what}").fill(what=what),
            missing=tuple(code for code, _ in lacks), inputs=shown_inputs,
            instead=Words(zh="以现场手持测站或最近测站的读数为准", en="Go by a hand-held or the nearest station's reading"),
        )  # fmt: skip

    def _value(self, t: float, v: float, gust: Given | None) -> Value:
        """The chill, with the range that instrument errors leave; the cold end also takes the gust."""
        most = max(v * (1 + self.settings.wind_error_share), gust.value * 3.6 if gust else 0.0)
        chill = wind_chill_c(t, v)
        cold = wind_chill_c(t - self.settings.temperature_error_c, most)
        mild = wind_chill_c(t + self.settings.temperature_error_c, v * (1 - self.settings.wind_error_share))
        return Value(value=chill, low=min(cold, chill), high=max(mild, chill), unit="Cel")

    def _athletes(self, t: float) -> Words:
        """What the air temperature means for the competitions; exactly on a limit is not below it."""
        limits = self.settings
        for limit, said in (
            (limits.stop_below_c, Words(zh="气温低于 {limit} ℃：越野、冬季两项不得起跑，跳台滑雪不宜进行", en="Air below {limit} °C: no start in cross-country and biathlon; ski jumping not advised")),
            (limits.jury_below_c, Words(zh="气温低于 {limit} ℃：越野滑雪仲裁应会商；冬季两项须权衡风寒和湿度", en="Air below {limit} °C: the cross-country jury confers; biathlon weighs wind chill and humidity")),
            (limits.weigh_below_c, Words(zh="气温低于 {limit} ℃：冬季两项须权衡风寒和湿度", en="Air below {limit} °C: biathlon weighs wind chill and humidity")),
        ):  # fmt: skip
            if t < limit:
                return said.fill(limit=rounded(limit, 0))
        return Words(zh="气温未达各项目低温限值", en="No competition's cold limit is reached")

    samples = [
        Sample(
            title=Words(zh="公布图表：−30 ℃、30 km/h", en="published chart: −30 °C, 30 km/h"), settings={},
            given={"temperature": {"value": -30, "unit": "Cel", "origin": "person"}, "wind": {"value": 30, "unit": "km/h", "origin": "person"}},
            expect={"value": -46, "within": 0.5, "freezes_min": 5},
        ),
        Sample(
            title=Words(zh="公布图表：−15 ℃、60 km/h", en="published chart: −15 °C, 60 km/h"), settings={},
            given={"temperature": {"value": -15, "unit": "Cel", "origin": "person"}, "wind": {"value": 60, "unit": "km/h", "origin": "person"}},
            expect={"value": -30, "within": 0.5, "freezes_min": 10},
        ),
        Sample(
            title=Words(zh="公布图表：5 ℃、5 km/h", en="published chart: 5 °C, 5 km/h"), settings={},
            given={"temperature": {"value": 5, "unit": "Cel", "origin": "person"}, "wind": {"value": 5, "unit": "km/h", "origin": "person"}},
            expect={"value": 4, "within": 0.5},
        ),
        Sample(
            title=Words(zh="缺风速：不作估计", en="no wind: no estimate"), settings={},
            given={"temperature": {"value": -30, "unit": "Cel", "origin": "person"}}, expect={"refusal": "missing_input"}, silent=True,
        ),
    ]  # fmt: skip


def _shown(inputs: WindChillInputs, at: datetime) -> tuple[Input, ...]:
    named = (("air_temperature", inputs.temperature), ("wind_mean", inputs.wind), ("wind_gust", inputs.gust))
    return tuple(shown(code, given, at) for code, given in named if given is not None)


def _checks(t: float, v: float) -> tuple[Check, ...]:
    charted = CHART_C[0] <= t <= CHART_C[1] and CHART_KMH[0] <= v <= CHART_KMH[1]
    calm = v < CALM_KMH
    return (
        Check(
            code="not_calm", passed=not calm,
            said=Words(zh="风速低于 4.8 km/h，以气温代替体感温度", en="wind under 4.8 km/h: the air temperature is given") if calm
            else Words(zh="风速不低于 4.8 km/h", en="wind of at least 4.8 km/h"),
        ),
        Check(
            code="charted", passed=charted or calm,
            said=Words(zh="在公布图表范围内（−45 至 5 ℃，5 至 80 km/h）", en="inside the published chart (−45 to 5 °C, 5 to 80 km/h)") if charted
            else Words(zh="超出公布图表范围，为外推值", en="outside the published chart: extrapolated"),
        ),
    )  # fmt: skip


def _figures(value: Value) -> tuple[Figure, ...]:
    """Minutes until bare skin can freeze: of the value's band, down to the band of the cold end of the range."""
    band, cold = band_of(value.value).freezes_min, band_of(value.low).freezes_min
    if band is None or cold is None:
        return ()
    minutes = Value(value=band[0], low=min(cold[0], band[0]), high=band[1], unit="min")
    return (
        Figure(
            code="freezes_min",
            label=Words(zh="裸露皮肤最短冻伤时间", en="Shortest time until bare skin freezes"),
            value=minutes,
        ),
    )


def _changes(t: float, v: float) -> Words:
    """What two metres a second more, or five degrees less, would make of it."""
    windier, colder = wind_chill_c(t, v + 7.2), wind_chill_c(t - 5, v)
    return Words(
        zh="风速再大 2 m/s 为 {windier} ℃；气温再降 5 ℃ 为 {colder} ℃",
        en="2 m/s more wind makes it {windier} °C; 5 °C colder makes it {colder} °C",
    ).fill(windier=rounded(windier, 0), colder=rounded(colder, 0))
