"""SYNOP: surface reports of land stations in the WMO's code (AAXX), as text."""

from typing import Any

from watchroom.kernel.plugin import Sample
from watchroom.kernel.plugin import Settings as BaseSettings
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources import synop
from watchroom.sources.asking import asked, marks
from watchroom.sources.connector import Asked, Asking, Fetch
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.stations import StationSettings, dated, offered, text_of

MOST_TEXT = 2 << 20
_URL = "https://weather.example.org/synop.txt"


class SynopSettings(StationSettings):
    quantities = synop.QUANTITIES


class Synop(Asking):
    name = "synop"
    title = Words(zh="地面天气报告（SYNOP）", en="Surface reports (SYNOP)")
    help = Words(
        zh="填写返回 SYNOP 报文（AAXX）的地址，并写明哪个站的哪个要素是哪个传感器，如 54401/air_temperature；只取陆地站。",
        en="Give an address that answers with SYNOP text (AAXX), and say which quantity of which station is which sensor, such"
        " as 54401/air_temperature; land stations only.",
    )
    Settings = SynopSettings

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        assert isinstance(settings, SynopSettings)
        self.url, self.sensors = settings.url, settings.sensors

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        answer = asked(fetch, self.url, memo, MOST_TEXT)
        if answer is None:
            return Asked([], memo)
        text = text_of(answer.body)
        if "AAXX" not in text:
            raise FeedUnreadable(
                url=shown(self.url, 120), why=Words(zh="其中没有 AAXX 报文", en="there is no AAXX report in it")
            )
        found = synop.observed(text, dated(answer, self.url), {key.partition("/")[0] for key in self.sensors})
        offers, had = offered(found, self.sensors, memo)
        return Asked([], {"had": had, **marks(answer)}, offers=offers)

    samples = [
        Sample(
            title=Words(zh="零下十二度半，西北风七米，阵风十六米", en="−12.5 °C, a north-westerly of 7 m/s, gusts of 16 m/s"),
            settings={
                "url": _URL,
                "sensors": {
                    "99901/air_temperature": "s-temp", "99901/wind_mean": "s-wind", "99901/wind_gust": "s-gust",
                    "99901/visibility": "s-vis", "99901/pressure": "s-qff",
                },
            },
            given={
                _URL: (
                    200, {"date": "Fri, 06 Feb 2026 03:10:00 GMT"},
                    b"AAXX 06031\n99901 41508 83107 11125 21170 38910 40254 57012 333 91116=\n",
                )
            },
            expect=[
                ("s-gust", 16.0, 1770346800000), ("s-qff", 1025.4, 1770346800000), ("s-temp", -12.5, 1770346800000),
                ("s-vis", 800.0, 1770346800000), ("s-wind", 7.0, 1770346800000),
            ],
        ),
        Sample(
            title=Words(zh="缺测写作斜线：不是零", en="Slashes are no measurement, and no nought"),
            settings={"url": _URL, "sensors": {"99901/air_temperature": "s-temp", "99901/wind_mean": "s-wind"}},
            given={
                _URL: (200, {"date": "Fri, 06 Feb 2026 03:10:00 GMT"}, b"AAXX 06031 99901 4//// ///// 1//// 2////=")
            },
            expect=[],
            silent=True,
        ),
    ]  # fmt: skip
