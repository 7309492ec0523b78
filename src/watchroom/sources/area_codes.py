"""The site's table of area codes: loading shapes of areas that senders only name, and looking them up."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from watchroom.journal.book import book
from watchroom.kernel.geometry import AREAS, GeoJSON, GeometryRefused, check_geojson, shape
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.areas import Said, united
from watchroom.sources.entries import AreaCodesLoaded
from watchroom.sources.faults import AreasUnreadable
from watchroom.sources.geocodes import CPEAS, AreaName, name_of, stand_ins
from watchroom.sources.models import AreaCode

MOST_FILE = 32 << 20
MOST_AREAS = 60_000
MOST_DEPTH = 12
_AT_ONCE = 500
# Where files of divisions keep the code and the name; the file's own order of the first match counts.
_CODES = ("cpeas", "adcode", "code", "SAME", "UGC", "EMMA_ID", "GEOID", "id")
_NAMES = ("zh", "dt_name", "ct_name", "pr_name", "cn_name", "name_zh", "name", "NAME")

COARSE = Words(
    zh="代码 {code} 没有边界，以所在{size}“{name}”代替，实际范围更小。",
    en="No shape is known for the code {code}; the {size} “{name}” stands in for it, and the true area is smaller.",
)
UNKNOWN = Words(
    zh="代码 {code} 没有边界，地图上画不出；用 watchroom map areas 载入边界后补上。",
    en="No shape is known for the code {code}, so it is not on the map; load shapes with watchroom map areas.",
)
BY_CODE = Words(
    zh="范围按区域代码画出，边界来自：{source}。", en="Drawn by area codes; the shapes come from: {source}."
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: areas taken, and those that were not, with the reason of the first."""

    taken: int
    refused: int
    why: Words | None


def load(path: Path, *, system: str = CPEAS, source: str = "", key: str = "", actor: str = "ops:areas") -> Loaded:
    """Takes a GeoJSON FeatureCollection, plain or gzipped, at most 32 MiB and 60,000 areas, into the table.

    system  whose codes these are;  key  the property that holds the code, else the usual ones are tried
    source  where the shapes come from; the file's name without one
    The same file again changes its areas to what it says; others stay. Raises AreasUnreadable; then nothing is changed.
    """
    features = _features(path)
    origin = (source or path.name)[:256]
    found: dict[AreaName, AreaCode] = {}
    refused, why = 0, None
    for feature in features:
        try:
            one = _area(feature, system, key)
            found[AreaName(one.system, one.code)] = one
        except (AreasUnreadable, GeometryRefused) as fault:
            refused, why = refused + 1, why or fault.words
    if not found:
        raise AreasUnreadable(
            file=shown(path.name), why=why or Words(zh="没有带代码的面", en="it has no area with a code")
        )
    with book(actor=actor) as b:
        for start in range(0, len(found), _AT_ONCE):
            some = list(found.values())[start : start + _AT_ONCE]
            for one in some:
                one.source, one.loaded_at = origin, b.now
            AreaCode.objects.bulk_create(
                some, update_conflicts=True, unique_fields=["system", "code"],
                update_fields=["zh", "en", "geometry", "source", "loaded_at"],
            )  # fmt: skip
        b.record(AreaCodesLoaded(system=system, count=len(found), origin=origin), subject=f"areas:{system.lower()}")
    return Loaded(len(found), refused, why)


def look_up(names: Iterable[AreaName]) -> tuple[GeoJSON | None, list[Said]]:
    """The areas of these codes as one shape, with what must be said of it. None when no shape is known for any."""
    wanted = {name: stand_ins(name) for name in names}
    codes = {one for some in wanted.values() for one, _ in some}
    rows: dict[AreaName, AreaCode] = {}
    for system in {one.system for one in codes}:
        some = [one.code for one in codes if one.system == system]
        rows |= {AreaName(r.system, r.code): r for r in AreaCode.objects.filter(system=system, code__in=some)}
    said: list[Said] = []
    used: dict[AreaName, AreaCode] = {}
    for name, larger in wanted.items():
        hit = next(((one, word) for one, word in larger if one in rows), None)
        if hit is None:
            said.append(("area.code_unknown", UNKNOWN.fill(code=name.code)))
            continue
        used[hit[0]] = rows[hit[0]]
        if hit[1] is not None:
            said.append(("area.code_coarse", COARSE.fill(code=name.code, size=hit[1], name=rows[hit[0]].words)))
    if not used:
        return None, said
    area, more = united(shape(row.geometry) for row in used.values())
    origin = "; ".join(sorted({row.source for row in used.values()}))
    return area, [("area.by_code", BY_CODE.fill(source=origin)), *said, *more]


def _features(path: Path) -> Iterator[dict[str, Any]]:
    data = _bytes(path)
    if _depth(data) > MOST_DEPTH:
        raise AreasUnreadable(file=shown(path.name), why=Words(zh="嵌套过深", en="it is nested too deep"))
    try:
        held = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise AreasUnreadable(file=shown(path.name), why=Words(zh="不是 JSON", en="it is not JSON")) from error
    features = held.get("features") if isinstance(held, dict) else None
    if not isinstance(features, list):
        raise AreasUnreadable(
            file=shown(path.name), why=Words(zh="不是 FeatureCollection", en="it is no FeatureCollection")
        )
    if len(features) > MOST_AREAS:
        raise AreasUnreadable(
            file=shown(path.name), why=Words(zh=f"超过 {MOST_AREAS} 个", en=f"it has more than {MOST_AREAS} areas")
        )
    return (one for one in features if isinstance(one, dict))


def _depth(data: bytes) -> int:
    """How deep brackets nest, a piece at a time: counting must not cost many times the file."""
    marks = np.frombuffer(data, np.uint8)
    deepest = level = 0
    for start in range(0, len(marks), 1 << 20):
        piece = marks[start : start + (1 << 20)]
        steps = np.isin(piece, (ord("["), ord("{"))).astype(np.int64) - np.isin(piece, (ord("]"), ord("}")))
        run = level + np.cumsum(steps)
        deepest, level = max(deepest, int(run.max())), int(run[-1])
    return deepest


def _bytes(path: Path) -> bytes:
    """The file, unpacked; never more of it than the limit is held."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_FILE + 1)
        if data[:2] == b"\x1f\x8b":
            with gzip.open(path) as file:
                data = file.read(MOST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise AreasUnreadable(file=shown(path.name), why=why) from error
    if len(data) > MOST_FILE:
        raise AreasUnreadable(
            file=shown(path.name), why=Words(zh=f"超过 {MOST_FILE >> 20} MiB", en=f"it is over {MOST_FILE >> 20} MiB")
        )
    return data


def _area(feature: dict[str, Any], system: str, key: str) -> AreaCode:
    told = feature.get("properties")
    told = told if isinstance(told, dict) else {}
    code = next((told[name] for name in ((key,) if key else _CODES) if told.get(name)), feature.get("id"))
    name = name_of(system, str(code)) if isinstance(code, str | int) else None
    if name is None:
        raise AreasUnreadable(file=shown(code), why=Words(zh="代码不合该体系", en="no code of that list"))
    called = next((str(told[one]) for one in _NAMES if told.get(one)), name.code)
    english = told.get("en") or told.get("name_en") or called
    area, _ = united([shape(check_geojson(feature.get("geometry") or {}, AREAS))])
    if area is None:
        raise AreasUnreadable(file=shown(name.code), why=Words(zh="没有面", en="it has no surface"))
    return AreaCode(
        system=name.system, code=name.code, zh=shown(called, 128), en=shown(str(english), 128), geometry=area
    )
