"""WMO surface reports (FM 12 SYNOP) to values: only the groups that we need, every one bounded. Pure.

Source: WMO Manual on Codes, Volume I.1, FM 12 and the code tables 4377 (visibility), 3590 (rain) and 3889 (snow).
What cannot be read gives nothing: a slash is no nought. Land stations (AAXX) only; pressure is that of sea level.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from watchroom.sources.stations import Observed, day_of

MOST_GROUPS = 200
MOST_STATIONS = 5_000
KNOT = 0.514444
QUANTITIES = frozenset(
    {
        "wind_mean", "wind_gust", "wind_dir", "visibility", "air_temperature", "dew_point", "pressure", "rainfall_1h",
        "rainfall_24h", "snow_depth",
    }
)  # fmt: skip
_HEAD = re.compile(r"AAXX\s+(\d{2})(\d{2})([0134/])")
_GROUP = re.compile(r"[0-9/]{5}")
_LOW_VISIBILITY = (0, 50, 200, 500, 1_000, 2_000, 4_000, 10_000, 20_000, 50_000)


def observed(text: str, now: datetime, wanted: set[str]) -> list[Observed]:
    """The values of these stations in a bulletin, or in several. `now` tells the month of its day and hour."""
    found: list[Observed] = []
    heads = list(_HEAD.finditer(text))
    for head, end in zip(heads, [*(after.start() for after in heads[1:]), len(text)][: len(heads)], strict=True):
        at = day_of(now, int(head[1]), int(head[2]), 0)
        if at is None:
            continue
        body = text[head.end() : end]
        for report in body.split("=")[:MOST_STATIONS]:
            groups = report.split()[:MOST_GROUPS]
            if groups and groups[0] in wanted and "NIL" not in groups:
                found += _station(groups, head[3], at)
    return found


def _station(groups: list[str], wind_unit: str, at: datetime) -> Iterator[Observed]:
    first, third = _sections(groups[1:])
    if len(first) < 2 or not all(map(_GROUP.fullmatch, first[:2])):
        return
    values = [*_visibility(first[0][3:]), *_wind(first[1:], third, wind_unit)]
    for group in first[2:]:
        values += _weather(group)
    for group in third:
        values += _in_third(group)
    for quantity, value in dict(reversed(values)).items():
        yield Observed(groups[0], quantity, value, at)


def _sections(groups: list[str]) -> tuple[list[str], list[str]]:
    """The groups of sections 1 and 3. Section 2 (the sea), 4 and 5 (national) are left alone."""
    sections: dict[str, list[str]] = {"1": [], "3": []}
    at = "1"
    for group in groups:
        if group in ("333", "444", "555") or re.fullmatch(r"222[0-9/]{2}", group):
            at = group[0]
        elif at in sections:
            sections[at].append(group)
    return sections["1"], sections["3"]


def _visibility(code: str) -> Iterator[tuple[str, float]]:
    if not code.isdigit():
        return
    number = int(code)
    if number <= 50:
        yield "visibility", number * 100.0
    elif 56 <= number <= 80:
        yield "visibility", (number - 50) * 1000.0
    elif 81 <= number <= 89:
        yield "visibility", min(70, 30 + 5 * (number - 80)) * 1000.0
    elif number >= 90:
        yield "visibility", float(_LOW_VISIBILITY[number - 90])


def _wind(groups: list[str], third: list[str], unit: str) -> Iterator[tuple[str, float]]:
    """Nddff, with 00fff behind it from 99 upward; gusts 910ff and 911ff. Without a unit nothing is told."""
    if unit not in "0134":
        return
    factor = KNOT if unit in "34" else 1.0
    direction, speed = groups[0][1:3], groups[0][3:]
    if speed == "99" and len(groups) > 1 and re.fullmatch(r"00\d{3}", groups[1]):
        speed = groups[1][2:]
    if speed.isdigit():
        yield "wind_mean", round(int(speed) * factor, 1)
        if direction.isdigit() and 1 <= int(direction) <= 36 and int(speed) > 0:
            yield "wind_dir", int(direction) * 10.0
    gusts = [
        int(third[at + 1][2:]) if group[3:] == "99" and re.fullmatch(r"00\d{3}", "".join(third[at + 1 : at + 2])) else int(group[3:])
        for at, group in enumerate(third)
        if re.fullmatch(r"91[01]\d{2}", group)
    ]  # fmt: skip
    if gusts:
        yield "wind_gust", round(max(gusts) * factor, 1)


def _weather(group: str) -> Iterator[tuple[str, float]]:
    if not _GROUP.fullmatch(group):
        return
    kind, rest = group[0], group[1:]
    if kind in "12" and re.fullmatch(r"[01]\d{3}", rest):
        number = int(rest[1:]) / 10
        yield ("air_temperature" if kind == "1" else "dew_point"), -number if rest[0] == "1" else number
    elif kind == "4" and re.fullmatch(r"[09]\d{3}", rest):  # other first digits: the height of a pressure level
        yield "pressure", int(rest) / 10 + (1000 if rest[0] == "0" else 0)
    elif kind == "6":
        yield from _rain(rest)


def _in_third(group: str) -> Iterator[tuple[str, float]]:
    if not _GROUP.fullmatch(group):
        return
    if group[0] == "6":
        yield from _rain(group[1:])
    elif re.fullmatch(r"7\d{4}", group) and group[1:] != "9999":
        yield "rainfall_24h", int(group[1:]) / 10
    elif group == "79999":
        yield "rainfall_24h", 0.0
    elif re.fullmatch(r"4[0-9/]\d{3}", group) and int(group[2:]) <= 997:
        yield "snow_depth", 0.5 if group[2:] == "997" else float(group[2:])


def _rain(rest: str) -> Iterator[tuple[str, float]]:
    """RRRtR: only the periods that have a quantity of ours, one hour and twenty-four."""
    quantity = {"5": "rainfall_1h", "4": "rainfall_24h"}.get(rest[3])
    if quantity is None or not rest[:3].isdigit():
        return
    number = int(rest[:3])
    yield quantity, number / 1.0 if number < 990 else (number - 990) / 10
