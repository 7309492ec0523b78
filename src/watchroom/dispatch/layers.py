"""Units on the one map: where they are and how far they have come. A status is an entry, a position a reading. Calls for help
stand above them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watchroom.dispatch import queries
from watchroom.dispatch.closing_roads import in_force
from watchroom.dispatch.field import distress
from watchroom.dispatch.moves import UNIT_WORDS, UnitStatus
from watchroom.dispatch.rules import FRESH_S
from watchroom.journal import eyes
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


def calls_for_help(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    """Where somebody calls for help: as his phone said, else as his unit is known; the age is that of the position."""
    viewer.must(Act.SEE)
    return collection(_helped_then(at) if at is not None else _helped(viewer))


def _helped(viewer: Viewer) -> list[dict[str, Any]]:
    found = distress.standing(viewer)
    unlocated = [one.row.unit for one, _ in found if one.row.located_at is None and one.row.unit is not None]
    where = queries.positions(unlocated)
    made = []
    for one, words in found:
        row = one.row
        point, measured = (
            ((row.lon, row.lat), row.located_at) if row.lon is not None and row.lat is not None else (None, None)
        )
        of_unit = where.get(row.unit_id) if point is None and row.unit_id is not None else None
        if of_unit is not None:
            point, measured = of_unit.point, of_unit.at
        if point is not None:
            url = f"/alarms/{one.alarm}" if one.alarm else "/field/phones"
            made.append(
                _help(
                    point, words, row.subject, iso(measured) if measured else None, of_unit=of_unit is not None, url=url
                )
            )
    return made


def _helped_then(at: datetime) -> list[dict[str, Any]]:
    made = []
    for entry in eyes.shown(journal.state_at("distress", at)):
        facts = entry.facts
        if not facts["ended"] and facts["lon"] and facts["lat"]:
            words = Words(zh=str(facts["zh"]), en=str(facts["en"]))
            made.append(_help((float(facts["lon"]), float(facts["lat"])), words, entry.subject, facts["located"]))
    return made


def _help(
    point: tuple[float | None, float | None], words: Words, subject: str, at: str | None, *, of_unit: bool = False, url: str | None = None
) -> dict[str, Any]:  # fmt: skip
    said = (_HELP_BY_UNIT if of_unit else _HELP).fill(who=words)
    return feature(
        {"type": "Point", "coordinates": list(point)}, zh=said.zh, en=said.en, subject=subject, kind="distress", at=at,
        stale_after_s=FRESH_S, url=url,
    )  # fmt: skip


_HELP = Words(zh="求助：{who}", en="Help: {who}")
_HELP_BY_UNIT = Words(zh="求助：{who}（力量位置）", en="Help: {who} (the unit's position)")

LAYERS = [
    Layer("dispatch.units", Words(zh="力量", en="Units"), "unit", units, ("unit:",)),
    Layer(
        "dispatch.distress",
        Words(zh="外勤求助", en="Calls for help"),
        "distress",
        calls_for_help,
        ("distress:", "unit:"),
    ),
    Layer("dispatch.closures", Words(zh="道路封闭", en="Closed roads"), "area", closures, ("closure:",)),
]
