"""Units on the one map: where they are and how far they have come. A status is an entry, a position a reading."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watchroom.dispatch import queries
from watchroom.dispatch.closing_roads import in_force
from watchroom.dispatch.moves import UNIT_WORDS, UnitStatus
from watchroom.dispatch.rules import FRESH_S
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso, parse_time
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.layers import FeatureCollection, Layer, collection, feature
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

GLYPHS = {
    "available": "idle", "dispatched": "sent", "en_route": "moving", "on_scene": "here", "transporting": "carry",
    "at_destination": "there", "returning": "back", "off": "off", "out": "out",
}  # fmt: skip


def units(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    viewer.must(Act.SEE)
    return collection(_past(at) if at is not None else _now(viewer))


def _now(viewer: Viewer) -> list[dict[str, Any]]:
    rows = queries.units(viewer)
    where = queries.positions(rows)
    played = queries.tracked_by_simulation([row.code for row in rows])
    return [_feature(where[row.pk], row.words, row.subject, row.kind, row.status, row.code, played) for row in rows]


def _past(at: datetime) -> list[dict[str, Any]]:
    then = journal.state_at("unit", at)
    codes = [str(entry.facts["code"]) for entry in then]
    where, played = queries.positions_at(codes, at), queries.tracked_by_simulation(codes)
    homes: dict[str, LonLat | None] = {}
    found = []
    for entry in then:
        facts = entry.facts
        position = where.get(str(facts["code"])) or _unmeasured(facts, homes)
        if position is not None:
            words = Words(zh=str(facts["zh"]), en=str(facts["en"]))
            found.append(
                _feature(position, words, entry.subject, facts["unit_kind"], facts["status"], facts["code"], played)
            )
    return found


def _unmeasured(facts: Mapping[str, Any], homes: dict[str, LonLat | None]) -> queries.Position | None:
    """Where the incident was at which the unit had reported on scene, else its home. Each home is asked for once."""
    if facts.get("lon") and facts.get("lat"):
        return queries.Position((float(facts["lon"]), float(facts["lat"])), None, reported=True)
    code = str(facts["home"])
    if code not in homes:
        home = places.place(code)
        homes[code] = places.centre(home) if home else None
    point = homes[code]
    return queries.Position(point, None) if point else None


def _feature(
    where: queries.Position, words: Words, subject: str, kind: str, status: str, code: str, played: set[str]
) -> dict[str, Any]:
    """`played`: the units whose position a simulated source tells, also while it has told none and they are at home."""
    said = UNIT_WORDS[UnitStatus(status)]
    return feature(
        {"type": "Point", "coordinates": list(where.point)}, zh=words.zh, en=words.en, subject=subject, unit=code, kind=kind,
        state=GLYPHS[status], status_zh=said.zh, status_en=said.en, at=iso(where.at) if where.at else None, stale_after_s=FRESH_S,
        reported=where.reported or None, simulated=code in played or None,
    )  # fmt: skip


def closures(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    """Roads closed to units: in force now, or as the book knew them at a past moment."""
    viewer.must(Act.SEE)
    if at is None:
        rows = [(row.subject, row.geometry, Words(zh=row.zh, en=row.en), row.until) for row in in_force(site_now())]
    else:
        rows = [
            (entry.subject, json.loads(str(entry.facts["geometry"])), Words(zh=str(entry.facts["zh"]), en=str(entry.facts["en"])), until)
            for entry in journal.state_at("closure", at)
            if not entry.facts["lifted_at"] and parse_time(str(entry.facts["since"])) <= at
            and ((until := parse_time(str(entry.facts["until"])) if entry.facts["until"] else None) is None or until > at)
        ]  # fmt: skip
    return collection([
        feature(shape, zh=f"封闭：{words.zh}", en=f"Closed: {words.en}", subject=subject, url="/dispatch/closures/", kind="closure",
                until=iso(until) if until else None)
        for subject, shape, words, until in rows
    ])  # fmt: skip


LAYERS = [
    Layer("dispatch.units", Words(zh="力量", en="Units"), "unit", units, ("unit:",)),
    Layer("dispatch.closures", Words(zh="道路封闭", en="Closed roads"), "area", closures, ("closure:",)),
]
