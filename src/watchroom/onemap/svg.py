"""A map as SVG, drawn on the server from the same layers: for the report, for print, for whoever has no script.

It stands alone: colours and fonts are in it, nothing is fetched. Every text is escaped.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from watchroom.kernel.geometry import GeoJSON, shape
from watchroom.kernel.layers import FeatureCollection, Layer
from watchroom.kernel.words import Lang, Words
from watchroom.onemap.base import BBox, base, bounds, opening
from watchroom.onemap.gathering import layers as all_layers
from watchroom.people.rights import Role
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.sources.saying import SIMULATED, SIMULATED_MARK

FONT = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, sans-serif"
INK, GREY, HALO = "#17181a", "#61656a", "#f7f6f2"
FILLS = {1: "#c8102e", 2: "#ff7f0e", 3: "#ffe14d", 4: "#1f6feb"}
TEXTS = {1: "#a50c25", 2: "#8f4400", 3: "#665500", 4: "#134fb0"}
ON = {1: "#ffffff", 2: "#161718", 3: "#161718", 4: "#ffffff"}
LEVEL_PATHS = {
    1: "M-4 -9h8l5 5v8l-5 5h-8l-5 -5v-8z",
    2: "M0 -10 10 0 0 10 -10 0z",
    3: "M0 -9.5 10 8.5h-20z",
    4: "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0z",
}
NUMERALS = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ"}
GROUND = {
    "zone": 'fill="#eae8e2" stroke="#cbc7be" stroke-dasharray="6 3"',
    "community": 'fill="#e6e4dd" stroke="#cbc7be"',
    "road": 'fill="none" stroke="#a9a69e" stroke-width="2.5" stroke-linejoin="round"',
    "venue": 'fill="#d5d1c8" stroke="#8c8983"',
    "graticule": 'fill="none" stroke="#dedbd3"',
}
ORDER = ("area", "warning", "place", "venue", "sensor", "unit", "alarm", "incident", "distress")
_REPORTER = Words(zh="报告", en="report")
RANK = {
    kind: rank
    for rank, kind in enumerate(
        ("place", "area", "sensor", "unit", "venue", "warning", "alarm", "incident", "distress")
    )
}


@dataclass
class Sheet:
    """A box of the earth on a sheet of paper: longitude and latitude to points, north up."""

    bbox: BBox
    width: int
    height: int
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        west, south, east, north = self.bbox
        self.stretch = math.cos(math.radians((south + north) / 2))
        self.scale = min(self.width / max((east - west) * self.stretch, 1e-9), self.height / max(north - south, 1e-9))
        self.mid = ((west + east) / 2, (south + north) / 2)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            round(self.width / 2 + (lon - self.mid[0]) * self.stretch * self.scale, 1),
            round(self.height / 2 - (lat - self.mid[1]) * self.scale, 1),
        )

    def free(self, box: tuple[float, float, float, float]) -> bool:
        """Takes the room if it is inside the sheet and nothing stands there."""
        x, y, w, h = box
        if x < 0 or y < 0 or x + w > self.width or y + h > self.height:
            return False
        if any(x < tx + tw and tx < x + w and y < ty + th and ty < y + h for tx, ty, tw, th in self.taken):
            return False
        self.taken.append(box)
        return True

    def metres(self) -> float:
        """Metres of one point of the sheet."""
        return 111_195 / self.scale


def svg(
    layers: Sequence[tuple[str, FeatureCollection]], bbox: BBox, size: tuple[int, int] = (900, 600), *,
    ground: FeatureCollection | None = None, lang: Lang = "zh",
) -> str:  # fmt: skip
    """The layers drawn within a box.

    layers  pairs of kind (`warning`, `venue`, `sensor`, …) and features
    bbox    west, south, east, north
    size    width and height in points
    """
    sheet = Sheet(bbox, *size)
    ordered = sorted(layers, key=lambda pair: ORDER.index(pair[0]) if pair[0] in ORDER else 0)
    shapes = [
        *(_ground(sheet, ground or {"features": []})),
        *(_shape(sheet, kind, one) for kind, one in _each(ordered)),
    ]
    symbols = [_symbol(sheet, kind, one) for kind, one in _each(ordered)]
    by_weight = sorted(_each(ordered), key=lambda pair: -RANK.get(pair[0], 0))
    labels = [_label(sheet, kind, one, lang) for kind, one in by_weight]
    title = "示意图，非测绘" if lang == "zh" else "Schematic map, not a survey"
    note = title + (_legend(lang) if any(_is_simulated(kind, one) for kind, one in _each(ordered)) else "")
    inner = "".join(part for part in [*shapes, *symbols, *labels, _scale(sheet), _note(sheet, note)] if part)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}" '
        f'role="img" aria-label="{escape(title)}" font-family="{FONT}"><rect width="{size[0]}" height="{size[1]}" fill="#f4f3ef"/>{inner}</svg>'
    )


def incident_map(incident: int, at: datetime | None, lang: Lang) -> str:
    """The report's map: the incident with what was there at that moment, its own surroundings in the frame."""
    viewer = Viewer(0, "report", _REPORTER, (), frozenset({Role.DUTY_LEADER}))
    rows = places.facts_at(viewer, None)
    drawn = [(layer, layer.features(viewer, at)) for layer in all_layers().values()]
    if at is not None:
        drawn = [(layer, found if found["features"] else _timeless(layer, viewer)) for layer, found in drawn]
    subject = f"incident:{incident}"
    here = [
        one["geometry"]
        for _, found in drawn
        for one in found["features"]
        if one["properties"].get("subject") == subject
    ]
    box = _around(here, opening(rows))
    return svg([(layer.kind, found) for layer, found in drawn], box, (900, 560), ground=base(rows), lang=lang)


def _timeless(layer: Layer, viewer: Viewer) -> FeatureCollection:
    """Places that the book did not know at the moment are drawn as they are; everything else stays empty."""
    return (
        layer.features(viewer, None)
        if layer.kind in ("place", "venue")
        else {"type": "FeatureCollection", "features": []}
    )


def _around(geometries: list[GeoJSON], zone: BBox) -> BBox:
    if not geometries:
        return zone
    west, south, east, north = bounds(geometries)
    x, y = (west + east) / 2, (south + north) / 2
    wide, high = max((zone[2] - zone[0]) / 4, (east - west) / 2), max((zone[3] - zone[1]) / 4, (north - south) / 2)
    return (x - wide, y - high, x + wide, y + high)


def _each(layers: Iterable[tuple[str, FeatureCollection]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, found in layers:
        for one in found["features"]:
            if one.get("geometry"):
                yield kind, one


def _ground(sheet: Sheet, ground: FeatureCollection) -> Iterator[str]:
    rank = ["graticule", *("zone", "community", "road", "venue")]
    known = [one for one in ground["features"] if one["properties"].get("part") in GROUND]
    for one in sorted(
        known,
        key=lambda one: rank.index(one["properties"]["part"]) if one["properties"]["part"] != "graticule" else 1.5,
    ):
        yield f'<path d="{_path(sheet, one["geometry"])}" {GROUND[one["properties"]["part"]]}/>'


def _shape(sheet: Sheet, kind: str, one: dict[str, Any]) -> str:
    if one["geometry"]["type"] in ("Point", "MultiPoint") or kind in ("place", "venue"):
        return ""
    level = one["properties"].get("level")
    colour = TEXTS.get(level, GREY)
    path = _path(sheet, one["geometry"])
    fill = f'fill="{FILLS.get(level, GREY)}" fill-opacity="0.10"' if kind == "warning" else 'fill="none"'
    return f'<path d="{path}" {fill} stroke="{colour}" stroke-width="1.75" stroke-dasharray="10 5"/>'


def _path(sheet: Sheet, geometry: GeoJSON) -> str:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        return _line(sheet, coordinates)
    if kind == "MultiLineString" or kind == "Polygon":
        close = "z" if kind == "Polygon" else ""
        return "".join(_line(sheet, ring) + close for ring in coordinates)
    if kind == "MultiPolygon":
        return "".join(_line(sheet, ring) + "z" for part in coordinates for ring in part)
    return ""


def _line(sheet: Sheet, coordinates: Sequence[Sequence[float]]) -> str:
    points = (sheet.at(lon, lat) for lon, lat, *_ in coordinates)
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _point(sheet: Sheet, one: dict[str, Any]) -> tuple[float, float]:
    found = shape(one["geometry"]).representative_point()
    return sheet.at(found.x, found.y)


def _symbol(sheet: Sheet, kind: str, one: dict[str, Any]) -> str:
    if one["geometry"]["type"] not in ("Point", "MultiPoint"):
        return ""
    x, y = _point(sheet, one)
    level = one["properties"].get("level")
    if kind == "incident":
        return f'<path d="M{x} {y - 15}l15 15-15 15-15-15z" fill="#fbfbf9" stroke="{INK}" stroke-width="2"/><circle cx="{x}" cy="{y}" r="4" fill="{INK}"/>'
    if kind in ("alarm", "warning") and level in FILLS:
        return (
            f'<g transform="translate({x} {y})"><path d="{LEVEL_PATHS[level]}" fill="{FILLS[level]}" stroke="{INK}" stroke-width="1.6"/>'
            f'<text y="{6 if level == 3 else 3.5}" text-anchor="middle" font-size="9.5" font-weight="700" fill="{ON[level]}">{NUMERALS[level]}</text></g>'
        )
    if kind == "unit":
        full = {"idle": 0.0, "sent": 1.8, "moving": 3.0, "here": 4.5}.get(str(one["properties"].get("state")), 0.0)
        inner = f'<circle cx="{x}" cy="{y}" r="{full}" fill="{INK}"/>' if full else ""
        return f'<circle cx="{x}" cy="{y}" r="6.2" fill="#fbfbf9" stroke="{INK}" stroke-width="1.6"/>{inner}'
    if kind == "distress":
        return (
            f'<circle cx="{x}" cy="{y}" r="15" fill="none" stroke="{INK}" stroke-width="1.6"/><circle cx="{x}" cy="{y}" r="11" fill="{INK}"/>'
            f'<text x="{x}" y="{y + 3.2}" text-anchor="middle" font-size="9" font-weight="700" fill="#fbfbf9">SOS</text>'
        )
    return f'<circle cx="{x}" cy="{y}" r="3.2" fill="{GREY}"/>'


def _words(kind: str, properties: dict[str, Any], lang: Lang) -> str:
    name = str(properties.get(lang) or properties.get("zh") or "")
    if kind == "sensor" and properties.get("value") is not None:
        return f"{properties['value']} {properties.get(f'unit_{lang}') or ''}".strip()
    return name


def _is_simulated(kind: str, one: dict[str, Any]) -> bool:
    """A value, or a unit's position, of a source that plays a part. The label of anything else is only its name."""
    return kind in ("sensor", "unit") and bool(one["properties"].get("simulated"))


def _legend(lang: Lang) -> str:
    """On paper nothing opens under a finger, so the mark is explained on the sheet."""
    mark, meaning = SIMULATED_MARK.text(lang), SIMULATED.text(lang)
    return f" · {mark}：{meaning}" if lang == "zh" else f" · {mark}: {meaning}"


def _label(sheet: Sheet, kind: str, one: dict[str, Any], lang: Lang) -> str:
    """The label at the first of its places where nothing stands yet; none when there is no room."""
    words = _words(kind, one["properties"], lang)[:40]
    if not words:
        return ""
    if _is_simulated(kind, one):
        words = f"{words} {SIMULATED_MARK.text(lang)}"
    x, y = _point(sheet, one)
    size = 13 if kind in ("venue", "incident", "warning") else 12
    wide = sum(size if ord(letter) > 0x2E7F else size * 0.56 for letter in words) + 2
    away = (
        {"incident": 18.0, "distress": 17.0, "alarm": 13.0, "unit": 9.0}.get(kind, 6.0)
        if one["geometry"]["type"] == "Point"
        else 0.0
    )
    spots = [(x + away, y - 8), (x - away - wide, y - 8), (x - wide / 2, y + away), (x - wide / 2, y - away - 16)]
    if not away:
        spots.insert(0, (x - wide / 2, y - 8))
    for left, top in spots:
        if sheet.free((left, top, wide, 16)):
            weight = ' font-weight="700"' if kind in ("venue", "incident", "distress", "warning", "alarm") else ""
            colour = (
                TEXTS.get(one["properties"].get("level"), INK)
                if kind in ("warning", "alarm")
                else GREY
                if kind == "place"
                else INK
            )
            return (
                f'<text x="{left:.1f}" y="{top + 12:.1f}" font-size="{size}"{weight} fill="{colour}" stroke="{HALO}" stroke-width="3" '
                f'stroke-linejoin="round" paint-order="stroke">{escape(words)}</text>'
            )
    return ""


def _scale(sheet: Sheet) -> str:
    wanted = sheet.metres() * 120
    step = max((m for m in (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000) if m <= wanted), default=50)
    wide, y = step / sheet.metres(), sheet.height - 16
    words = f"{step // 1000} km" if step >= 1000 else f"{step} m"
    return f'<path d="M16 {y - 5}v5h{wide:.1f}v-5" fill="none" stroke="{INK}"/><text x="{20 + wide:.1f}" y="{y}" font-size="12" fill="{INK}">{words}</text>'


def _note(sheet: Sheet, title: str) -> str:
    return f'<text x="{sheet.width - 12}" y="{sheet.height - 14}" font-size="12" text-anchor="end" fill="{GREY}">{escape(title)}</text>'
