"""METAR and SPECI: aerodromes' weather reports as text, read by the library `metar`."""

import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from metar.Metar import Metar as Report
from metar.Metar import ParserError

from watchroom.kernel.plugin import Sample
from watchroom.kernel.plugin import Settings as BaseSettings
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.asking import asked, marks
from watchroom.sources.connector import Asked, Asking, Fetch
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.stations import Observed, StationSettings, dated, day_of, offered, text_of

MOST_TEXT = 1 << 20
MOST_REPORT = 400
MOST_REPORTS = 5_000
_BEGIN = re.compile(r"(?:^|\s)(?:METAR |SPECI )?(?:COR )?([A-Z][A-Z0-9]{3}) (\d{2})(\d{2})(\d{2})Z(?= )")
_WIND = re.compile(r"(?<= )(?:\d{3}|VRB)\d{2,3}(?:G\d{2,3})?(?:KT|MPS|KMH)(?= )")
_URL = "https://weather.example.org/metar.txt"


class MetarSettings(StationSettings):
    quantities = frozenset(
        {"wind_mean", "wind_gust", "wind_dir", "visibility", "air_temperature", "dew_point", "pressure", "rainfall_1h"}
    )


class Metar(Asking):
    name = "metar"
    title = Words(zh="机场天气报告（METAR）", en="Aerodrome reports (METAR)")
    help = Words(
        zh="填写返回 METAR 原文的地址，并写明哪个机场的哪个要素是哪个传感器，如 ZBAA/wind_mean；单位自动换算。",
        en="Give an address that answers with raw METAR text, and say which quantity of which aerodrome is which sensor, such"
        " as ZBAA/wind_mean; units are converted.",
    )
    Settings = MetarSettings

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        assert isinstance(settings, MetarSettings)
        self.url, self.sensors = settings.url, settings.sensors

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        answer = asked(fetch, self.url, memo, MOST_TEXT)
        if answer is None:
            return Asked([], memo)
        wanted = {key.partition("/")[0] for key in self.sensors}
        found = [
            one for text, at in reports(answer.body, dated(answer, self.url), wanted) for one in observed(text, at)
        ]
        if not found and not _BEGIN.search(text_of(answer.body).replace("\n", " ") + " "):
            raise FeedUnreadable(url=shown(self.url, 120), why=Words(zh="其中没有 METAR", en="there is no METAR in it"))
        offers, had = offered(found, self.sensors, memo)
        return Asked([], {"had": had, **marks(answer)}, offers=offers)

    samples = [
        Sample(
            title=Words(zh="一份报告：节、英里和英寸换成本站单位", en="One report: knots, miles and inches in our units"),
            settings={
                "url": _URL,
                "sensors": {
                    "KXYZ/wind_mean": "x-wind", "KXYZ/wind_gust": "x-gust", "KXYZ/visibility": "x-vis", "KXYZ/pressure": "x-qnh",
                    "KXYZ/air_temperature": "x-temp",
                },
            },
            given={
                _URL: (
                    200, {"date": "Fri, 06 Feb 2026 03:05:00 GMT"}, b"METAR KXYZ 060300Z 27020G35KT 2SM BR OVC010 M05/M07 A2992\n",
                )
            },
            expect=[
                ("x-gust", 18.0, 1770346800000), ("x-qnh", 1013.2, 1770346800000), ("x-temp", -5.0, 1770346800000),
                ("x-vis", 3219.0, 1770346800000), ("x-wind", 10.3, 1770346800000),
            ],
        ),
        Sample(
            title=Words(zh="站点缺报：没有读数", en="The station has nothing to report: no reading"),
            settings={"url": _URL, "sensors": {"KXYZ/wind_mean": "x-wind"}},
            given={_URL: (200, {"date": "Fri, 06 Feb 2026 03:05:00 GMT"}, b"METAR KXYZ 060300Z NIL=\n")},
            expect=[],
            silent=True,
        ),
    ]  # fmt: skip


def reports(body: bytes, now: datetime, wanted: set[str]) -> Iterator[tuple[str, datetime]]:
    """The reports of these stations with their times. One ends with `=`, else where the next begins."""
    text = text_of(body[:MOST_TEXT])
    whole = "=" in text
    pieces = text.split("=") if whole else text.split("\n")
    for piece in pieces[:MOST_REPORTS]:
        line = " ".join(piece.split())[-2 * MOST_REPORT :] + " "
        found = list(_BEGIN.finditer(line))
        if not found or found[-1][1] not in wanted:
            continue
        begin = found[-1]
        at = day_of(now, int(begin[2]), int(begin[3]), int(begin[4]))
        if at is not None:
            yield line[begin.start(1) : begin.start(1) + MOST_REPORT].strip(), at


def observed(text: str, at: datetime) -> list[Observed]:
    """The values of one report. A group that cannot be read is left out, the others are taken; none of a bad report."""
    if re.search(r"\bNIL\b", text[:40]):
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of every group that it does not know
            read = Report(text, month=at.month, year=at.year, strict=False)
    except (ParserError, ValueError, AttributeError, IndexError, KeyError, TypeError, OverflowError):
        return []
    told: tuple[tuple[str, Any, str, int], ...] = (
        ("wind_mean", read.wind_speed, "MPS", 1),
        ("wind_gust", read.wind_gust, "MPS", 1),
        ("visibility", read.vis, "M", 0),
        ("air_temperature", read.temp, "C", 1),
        ("dew_point", read.dewpt, "C", 1),
        ("pressure", read.press, "HPA", 1),
        ("rainfall_1h", read.precip_1hr, "CM", 2),
    )
    station = text[:4]
    whole = _WIND.search(text) is not None  # a mangled group would be read as another wind, and its rest as visibility
    found = []
    for quantity, value, unit, digits in told:
        if not whole and quantity in ("wind_mean", "wind_gust", "visibility"):
            continue
        if value is not None and (number := value.value(unit)) is not None:
            number = number * 10 if quantity == "rainfall_1h" else number
            found.append(Observed(station, quantity, round(float(number), digits), at))
    if whole and read.wind_dir is not None and read.wind_speed is not None and read.wind_speed.value("MPS") > 0:
        found.append(Observed(station, "wind_dir", float(read.wind_dir.value()), at))
    return found
