"""Metres of a Chinese map: `X=4523456.7 Y=39612345.6`, `纵坐标4523456.7，横坐标39612345.6`, `东 612345 北 4523456，39带`.

Which is the northing is told by how many digits they have. An easting of eight digits begins with the number of its zone,
and so says its meridian; one of six digits does not, and then zones near the site are asked. The datum is asked where the
text names none: the same metres lie up to eighty metres apart by the ellipsoid alone.
"""

import re
from collections.abc import Iterator

from watchroom.incidents.intake.datums import DATUMS, named_datum
from watchroom.incidents.intake.proposals import Choice, Proposal
from watchroom.kernel.datum import Datum, in_china
from watchroom.kernel.gauss_kruger import NARROW, WIDE, Frame, half_width, meridian, to_degrees
from watchroom.kernel.geometry import LonLat, distance_m
from watchroom.kernel.words import Words

_EAST = r"横坐标|东坐标|easting|东|(?<![A-Za-z])E(?![A-Za-z])"
_NORTH = r"纵坐标|北坐标|northing|北|(?<![A-Za-z])N(?![A-Za-z])"
_NAMED = rf"(?:{_EAST}|{_NORTH})?\s?[（(]?\s?(?:[XY]\s?(?:坐标|值)?)?\s?[)）]?"


def _half(n: int) -> str:
    figures = rf"(?P<v{n}>\d{{6,8}}(?:\.\d{{1,4}})?)(?!\d)"
    return (
        rf"(?P<before{n}>{_NAMED})\s?[=:：为是]?\s?{figures}\s?(?:米|m(?![A-Za-z]))?\s?(?P<after{n}>[EN](?![A-Za-z]))?"
    )


_PAIR = re.compile(rf"(?<![\d.A-Za-z-]){_half(1)}\s?[,，、;；/\s]\s?{_half(2)}(?![\d.]\d)", re.IGNORECASE)
_ZONE = re.compile(
    r"(?<!\d)(\d{2})\s?号?(?:度)?带|带号\s?[=:：为是]?\s?(\d{2})(?!\d)|\bzone\s(\d{2})(?!\d)", re.IGNORECASE
)
_CENTRAL = re.compile(r"(?:中央(?:经线|子午线)|central meridian)\s?[=:：为是]?\s?(?:东经|E)?\s?(\d{2,3}(?:\.\d{1,6})?)", re.IGNORECASE)  # fmt: skip
_METRES = re.compile(
    r"坐标|高斯|克吕格|CGCS|大地2000|国家2000|[西北][安京]\s?[58][04]|grid|coordinate|Gauss", re.IGNORECASE
)
_OTHER = re.compile(r"UTM|MGRS", re.IGNORECASE)
_SLACK_DEG = 0.5  # neighbouring zones overlap
_MOST_ZONES = 3
_WHICH_ZONE = Words(zh="东坐标没有带号：是哪条中央经线？", en="The easting bears no zone: which central meridian?")
_WHICH_DATUM = Words(zh="用的是哪种坐标系？", en="Which datum is it in?")
_WHICH = Words(
    zh="东坐标没有带号，也没说坐标系：是哪一个？", en="The easting bears no zone and no datum is named: which is it?"
)


def metres(text: str, near: LonLat | None) -> Iterator[Proposal]:
    """What a text says in metres of a map; `near` is where the site lies, for an easting without its zone."""
    for match in _PAIR.finditer(text):
        pair = _sorted(match)
        if pair is None or not _is_position(text, match):
            continue
        north, east = pair
        zone = int(east // 1_000_000)
        told = (
            [(float(meridian(zone) or 0), half_width(zone))] if meridian(zone) else _told_zone(text) if not zone else []
        )
        frames = _frames(text, match.start())
        places = _placed(north, east % 1_000_000, told, frames)
        asks = _WHICH_DATUM if len(frames) > 1 else None
        if not zone and not told and near is not None and not _OTHER.search(text):
            places = _nearest(_placed(north, east, _all_zones(), frames), near)
            asks = _WHICH if len(frames) > 1 else _WHICH_ZONE
        if places:
            yield Proposal("position", *match.span(), tuple(_choice(*one) for one in places), "", asks)


def _sorted(match: re.Match[str]) -> tuple[float, float] | None:
    """(north, east) in metres; None where the digits do not say which is which, or a word contradicts them."""
    first, second = (_digits(match[f"v{n}"]) for n in (1, 2))
    if (8 not in (first, second) and {first, second} != {6, 7}) or first == second:
        return None
    n_east = 1 if first == 8 or (first == 6 and second != 8) else 2
    for n in (1, 2):
        said = f"{match[f'before{n}']} {match[f'after{n}'] or ''}"
        if re.search(_NORTH if n == n_east else _EAST, said, re.IGNORECASE):
            return None
    return float(match[f"v{3 - n_east}"]), float(match[f"v{n_east}"])


def _digits(value: str) -> int:
    return len(value.partition(".")[0])


def _is_position(text: str, match: re.Match[str]) -> bool:
    """Two bare whole numbers may be telephone numbers: a name, a fraction or a word must say that they are metres."""
    named = any((match[f"before{n}"] or "").strip() or match[f"after{n}"] for n in (1, 2))
    return named or ("." in match["v1"] and "." in match["v2"]) or _METRES.search(text) is not None


def _frames(text: str, at: int) -> list[Frame]:
    named = named_datum(text, at)
    if named == Datum.WGS84:
        return [Frame.CGCS2000]  # the ellipsoids differ by a tenth of a millimetre
    return [Frame(named)] if named in set(Frame) else list(Frame)


def _told_zone(text: str) -> list[tuple[float, float]]:
    """The meridian, and how far its zone goes, where the text says it apart from the figures."""
    if central := _CENTRAL.search(text):
        return [(float(central[1]), 3.0)]
    zone = next((int(next(filter(None, hit.groups()))) for hit in _ZONE.finditer(text)), 0)
    middle = meridian(zone)
    return [(middle, half_width(zone))] if middle is not None else []


def _all_zones() -> list[tuple[float, float]]:
    """Each meridian once: those of the zones of 6° are also those of zones of 3°."""
    wide = {meridian(zone) for zone in WIDE}
    return [(middle, 3.0 if middle in wide else 1.5) for zone in NARROW if (middle := meridian(zone))]


type _Placed = tuple[LonLat, float, Frame]


def _placed(north: float, east: float, zones: list[tuple[float, float]], frames: list[Frame]) -> list[_Placed]:
    """Where the metres lie in each zone and datum, without what lies outside of its zone or of China."""
    found = []
    for central, half in zones:
        for frame in frames:
            at = to_degrees(north, east, central, frame)
            if in_china(at) and abs(at[0] - central) <= half + _SLACK_DEG:
                found.append((at, central, frame))
    return found


def _nearest(places: list[_Placed], near: LonLat) -> list[_Placed]:
    far = {central: distance_m(at, near) for at, central, _ in places}
    kept = sorted(far, key=lambda central: far[central])[:_MOST_ZONES]
    return sorted((one for one in places if one[1] in kept), key=lambda one: far[one[1]])


def _choice(at: LonLat, central: float, frame: Frame) -> Choice:
    words = Words(
        zh="经度 {lon}、纬度 {lat}，中央经线 {central}°，{datum}", en="longitude {lon}, latitude {lat}, central meridian {central}°, {datum}"
    ).fill(lon=f"{at[0]:.5f}", lat=f"{at[1]:.5f}", central=f"{central:g}", datum=DATUMS[frame])  # fmt: skip
    return Choice(words, {"lon": f"{at[0]:.6f}", "lat": f"{at[1]:.6f}", "datum": str(frame)})
