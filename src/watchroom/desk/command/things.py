"""What commands may be about: the rooms' things as the viewer may see them, gathered once for a journal position."""

from collections import OrderedDict
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any

from watchroom.desk import saying
from watchroom.desk.command.grammar import Thing
from watchroom.desk.command.holding import hold_things, rule_things
from watchroom.desk.command.tasks import task_things
from watchroom.desk.context import THEMES, tabs
from watchroom.journal import queries as journal
from watchroom.kernel.geometry import LonLat, shape
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

KEPT = 16
_kept: OrderedDict[tuple[Any, ...], list[Thing]] = OrderedDict()
_lock = Lock()


def things(viewer: Viewer) -> list[Thing]:
    """All of them, the pressing ones first. Raises NotAllowed."""
    viewer.must(Act.SEE)
    key = (viewer.roles, journal.tip())
    with _lock:
        if key in _kept:
            return _kept[key]
    found = [
        thing
        for gather in (
            _alarms,
            _incidents,
            _units,
            task_things,
            _places,
            _sensors,
            _plans,
            _warnings,
            hold_things,
            rule_things,
            _pages,
        )
        for thing in gather(viewer)
    ]
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def by_key(viewer: Viewer, key: str) -> Thing | None:
    return next((thing for thing in things(viewer) if thing.key == key), None)


def where(viewer: Viewer, thing: Thing) -> LonLat | None:
    """Where the thing is now. A unit moves between two entries: it is asked for when it is wanted, and never kept."""
    if thing.moves:
        from watchroom.dispatch.queries import positions, unit

        row = unit(viewer, int(thing.key.partition(":")[2]))
        return positions([row])[row.pk].point
    return None if thing.lon is None or thing.lat is None else (thing.lon, thing.lat)


def _room(room: str, name: str) -> Callable[..., Any] | None:
    """A query of a room that may not be installed."""
    if find_spec(f"watchroom.{room}.queries") is None:
        return None
    return getattr(import_module(f"watchroom.{room}.queries"), name, None)


def _alarms(viewer: Viewer) -> list[Thing]:
    query = _room("alarms", "alarms")
    rows = query(viewer) if query else []
    rank = {"unack": 0, "rtn": 1, "latched_unack": 1, "ack": 2, "latched_ack": 3}
    return [
        Thing(
            f"alarm:{row.pk}", "alarm", row.title,
            _join(_words(row.sensor.place), _state_of_alarm(row.state)) if row.sensor else _state_of_alarm(row.state),
            f"A{row.pk}", f"/alarms/{row.pk}", level=row.priority, glyph=row.state,
        )
        for row in sorted(rows, key=lambda row: (rank.get(row.state, 9), row.priority, -row.pk))
    ]  # fmt: skip


def _state_of_alarm(state: str) -> Words:
    from watchroom.alarms.rules import STATE_WORDS, State

    return STATE_WORDS[State(state)]


def _incidents(viewer: Viewer) -> list[Thing]:
    query = _room("incidents", "incidents")
    return [
        Thing(
            f"incident:{row.pk}", "incident", Words(zh=row.zh, en=row.en),
            Words(zh=f"{row.number} · 在办", en=f"{row.number} · open"), row.number, f"/incidents/{row.pk}", row.lon, row.lat,
        )
        for row in (query(viewer) if query else [])
    ]  # fmt: skip


def _units(viewer: Viewer) -> list[Thing]:
    query = _room("dispatch", "units")
    return [
        Thing(
            f"unit:{row.pk}", "unit", _words(row), saying.GLYPH_WORDS[saying.UNIT_GLYPHS.get(row.status, "idle")],
            row.code, f"/units/{row.pk}#unit-{row.pk}", moves=True, glyph=saying.UNIT_GLYPHS.get(row.status, "idle"),
        )
        for row in (query(viewer) if query else [])
    ]  # fmt: skip


def _places(viewer: Viewer) -> list[Thing]:
    from watchroom.places.models import KINDS
    from watchroom.places.queries import facts_at

    found = []
    for row in facts_at(viewer, None):
        point = shape(row["geometry"]).representative_point()
        words = Words(zh=row["zh"], en=row["en"])
        found.append(
            Thing(
                f"place:{row['code']}",
                "place",
                words,
                KINDS[row["place_kind"]],
                row["code"],
                f"/places/{row['code']}",
                point.x,
                point.y,
            )
        )
    return found


def _sensors(viewer: Viewer) -> list[Thing]:
    query = _room("sources", "sensors")
    rows = [row for row in (query() if query else []) if not row.code.endswith(("-lon", "-lat"))]
    return [
        Thing(f"sensor:{row.code}", "sensor", row.words, _words(row.place), row.code, f"/sensors/{row.code}")
        for row in rows
    ]


def _plans(viewer: Viewer) -> list[Thing]:
    query = _room("plans", "plans")
    title = Words(zh="预案", en="plan")
    return [
        Thing(f"plan:{row.code}", "plan", _words(row), title, row.code, f"/plans/{row.code}")
        for row in (query(viewer) if query else [])
    ]


def _warnings(viewer: Viewer) -> list[Thing]:
    query = _room("warnings", "warnings")
    rows = query(viewer) if query else []
    return [
        Thing(
            f"warning:{row.pk}", "warning", Words(zh=row.headline_zh or row.number, en=row.headline_en or row.number),
            Words(zh=f"{row.number} · 预警", en=f"{row.number} · warning"), row.number, f"/warnings/{row.pk}", level=row.level,
        )
        for row in rows
    ]  # fmt: skip


def _pages(viewer: Viewer) -> list[Thing]:
    title = Words(zh="页面", en="page")
    return [Thing(f"page:{url}", "page", words, title, "", url) for url, words in tabs(viewer)]


def choices(kind: str) -> list[Thing]:
    """Things that are no room's: the languages and the themes."""
    if kind == "lang":
        title = Words(zh="语言", en="language")
        return [
            Thing(f"lang:{code}", "lang", Words(zh=name, en=name), title, code)
            for code, name in (("zh", "中文"), ("en", "English"))
        ]
    title = Words(zh="主题", en="theme")
    return [Thing(f"theme:{code}", "theme", words, title, code) for code, words in THEMES.items()]


def _words(thing: Any) -> Words:
    return Words(zh=thing.zh, en=thing.en)


def _join(one: Words, other: Words) -> Words:
    return Words(zh=f"{one.zh} · {other.zh}", en=f"{one.en} · {other.en}")
