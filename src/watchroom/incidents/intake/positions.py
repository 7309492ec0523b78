"""Where, in figures: `东经115°27′30″，北纬40°54′36″`, `115.4567, 40.9123`, `E115.4567 N40.9123`, `geo:40.9,115.4`, UTM, MGRS, metres.

The datum is asked where the text does not name it and a map in China may have moved the position: WGS 84, GCJ-02 and BD-09
lie up to a kilometre apart. Of a bare pair the one beyond 90 is the longitude; where neither is, that is asked too.
"""

import importlib
import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

from watchroom.incidents.intake.datums import DATUMS, named_datum
from watchroom.incidents.intake.metres import metres
from watchroom.incidents.intake.proposals import Choice, Proposal
from watchroom.kernel.datum import Datum, in_china, to_wgs84
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words

_MAPS = tuple(Datum)  # a bare position may be of any of these
_DATUM = Words(zh="用的是哪种坐标系？", en="Which datum is it in?")
_ORDER = Words(zh="哪个是经度？", en="Which is the longitude?")
_BOTH = Words(zh="坐标系和经纬度顺序？", en="Which datum, and which is the longitude?")
_FIGURES = r"\d{1,3}(?:\.\d{1,9})?"
_EAST = r"东经|西经|经度|[EeWw](?![A-Za-z])|lon(?:gitude)?"
_NORTH = r"北纬|南纬|纬度|[NnSs](?![A-Za-z])|lat(?:itude)?"


def _half(n: int) -> str:
    degrees = rf"(?P<d{n}>{_FIGURES})\s?(?:[°度]\s?(?:(?P<m{n}>\d{{1,2}}(?:\.\d{{1,6}})?)\s?['分]\s?(?:(?P<s{n}>\d{{1,2}}(?:\.\d{{1,4}})?)\s?(?:\"|秒|''))?)?)?"
    return rf"(?P<before{n}>{_EAST}|{_NORTH})?\s?[:：为是]?\s?{degrees}\s?(?P<after{n}>[EeWwNnSs](?![A-Za-z]))?"


_PAIR = re.compile(rf"(?<![\d.A-Za-z-]){_half(1)}\s?[,，、;；/\s]\s?{_half(2)}(?![\d.]\d)", re.IGNORECASE)
_GEO = re.compile(r"geo:(?P<lat>-?\d{1,2}\.\d{1,9}),(?P<lon>-?\d{1,3}\.\d{1,9})")
_UTM = re.compile(
    r"(?<![\dA-Za-z])(?P<zone>[1-9]|[1-5]\d|60)\s?(?P<band>[C-HJ-NP-X])[,\s]\s?(?:E\s?[=:]?\s?)?(?P<east>\d{6})(?:\.\d{1,3})?\s?[mE]?[,\s]\s?(?:N\s?[=:]?\s?)?(?P<north>\d{6,7})(?:\.\d{1,3})?\s?[mN]?(?!\d)"
)
_MGRS = re.compile(r"(?<![\dA-Za-z])(?P<zone>[1-9]|[1-5]\d|60)(?P<band>[C-HJ-NP-X])\s?(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s?(?P<east>\d{2,5})\s?(?P<north>\d{2,5})(?![\dA-Za-z])")  # fmt: skip


def positions(text: str, near: LonLat | None = None) -> list[Proposal]:
    """The positions of an opened text: the first one that lies on the earth. `near` is where the site lies."""
    found = [*_grids(text), *_geo(text), *_pairs(text), *metres(text, near)]
    return sorted(found, key=lambda each: each.start)[:1]


def _pairs(text: str) -> Iterator[Proposal]:
    start = 0
    while match := _PAIR.search(text, start):
        told = match.groupdict()
        first, second = _degrees(told, 1), _degrees(told, 2)
        points = _ordered(first, second) if first is not None and second is not None else []
        points = [at for at in points if abs(at[0]) <= 180 and abs(at[1]) <= 90]
        if not points:
            start = match.end("d1")  # the second of them may begin a pair, as behind "Beijing 54"
            continue
        start = match.end()
        head, tail = len(match[0]) - len(match[0].lstrip()), len(match[0]) - len(match[0].rstrip())
        yield _proposed(text, (match.start() + head, match.end() - tail), points)


def _degrees(told: dict[str, Any], n: int) -> tuple[float, str] | None:
    """Degrees with the axis that was named: `x`, `y`, or nothing. A bare whole number is no position."""
    name = (told[f"before{n}"] or told[f"after{n}"] or "").casefold()
    value, minutes, seconds = told[f"d{n}"], told[f"m{n}"], told[f"s{n}"]
    if not name and minutes is None and len(value.partition(".")[2]) < 3:
        return None
    if float(minutes or 0) >= 60 or float(seconds or 0) >= 60:
        return None
    degrees = float(value) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    if name in ("西经", "南纬", "w", "s"):
        degrees = -degrees
    axis = "x" if name and re.fullmatch(_EAST, name, re.IGNORECASE) else "y" if name else ""
    return degrees, axis


def _ordered(first: tuple[float, str], second: tuple[float, str]) -> list[LonLat]:
    (a, one), (b, two) = first, second
    if one == two and one:
        return []
    if one == "x" or two == "y":
        return [(a, b)]
    if one == "y" or two == "x":
        return [(b, a)]
    if max(abs(a), abs(b)) > 90:
        return [(a, b) if abs(a) > 90 else (b, a)]
    return [(a, b), (b, a)]


def _geo(text: str) -> Iterator[Proposal]:
    """A geo address is in WGS 84 by its definition. Source: RFC 5870."""
    for match in _GEO.finditer(text):
        at = (float(match["lon"]), float(match["lat"]))
        if abs(at[0]) <= 180 and abs(at[1]) <= 90:
            yield Proposal("position", *match.span(), (_choice(at, Datum.WGS84, named=False),))


def _grids(text: str) -> Iterator[Proposal]:
    """UTM and MGRS are of WGS 84."""
    for match in [*_UTM.finditer(text), *_MGRS.finditer(text)]:
        at = _of_grid(match)
        if at is not None:
            yield Proposal("position", *match.span(), (_choice(at, Datum.WGS84, named=False),))


def _of_grid(match: re.Match[str]) -> LonLat | None:
    """What the library refuses or doubts is no position."""
    grid, told = _library(), match.groupdict()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            if "square" in told:
                if len(told["east"]) != len(told["north"]):
                    return None
                lat, lon = grid.toLatLon(f"{told['zone']}{told['band']}{told['square']}{told['east']}{told['north']}")
            else:
                half = "N" if told["band"] >= "N" else "S"
                square = grid.UTMToMGRS(int(told["zone"]), half, float(told["east"]), float(told["north"]))
                lat, lon = grid.toLatLon(square)
    except (Warning, RuntimeError, ValueError, TypeError):
        return None
    return (float(lon), float(lat))


@cache
def _library() -> Any:
    return importlib.import_module("mgrs").MGRS()  # it has no types


def _proposed(text: str, span: tuple[int, int], points: list[LonLat]) -> Proposal:
    named = named_datum(text, span[0])
    choices = []
    for at in points:
        datums: list[str] = [named] if named else list(_MAPS) if in_china(at) else [Datum.WGS84]
        choices += [_choice(at, datum, named=len(datums) > 1 or named is not None) for datum in datums]
    doubtful, turned = len(choices) > len(points), len(points) > 1
    asks = _BOTH if doubtful and turned else _DATUM if doubtful else _ORDER if turned else None
    return Proposal("position", *span, tuple(choices), "", asks)


def _choice(at: LonLat, datum: str, *, named: bool) -> Choice:
    lon, lat = to_wgs84(at, Datum(datum)) if datum in _MAPS else at
    words = Words(zh="经度 {lon}、纬度 {lat}", en="longitude {lon}, latitude {lat}").fill(
        lon=f"{at[0]:.5f}", lat=f"{at[1]:.5f}"
    )
    if named:
        words = Words(zh="{at}，{datum}", en="{at}, {datum}").fill(at=words, datum=DATUMS[datum])
    return Choice(words, {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "datum": str(datum)})
