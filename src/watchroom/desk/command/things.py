"""What commands may be about: the rooms' things as the viewer may see them, gathered once for a journal position."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any

from watchroom.desk import saying
from watchroom.desk.command.calling_out import team_things
from watchroom.desk.command.deciding import post_thing, proposal_things
from watchroom.desk.command.holding import hold_things, rule_things
from watchroom.desk.command.known import Known, Thing
from watchroom.desk.command.tasks import task_things
from watchroom.desk.context import THEMES, tabs
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.geometry import LonLat, shape
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer

KEPT = 64
LONGEST_CATCH_UP = 500

type Gather = Callable[[Viewer], list[Thing]]


@dataclass(frozen=True, slots=True)
class _Section:
    """Things of one kind. `rooms`: only their entries change these; None: any entry may.

    Naming the rooms is for what is many and changes seldom: all else is gathered again after every entry.
    """

    kind: str
    gather: Gather
    rooms: frozenset[str] | None = None


@dataclass(slots=True)
class _Kept:
    """head  the entry up to which the section is known to hold;  tip  that entry's hash: another book has another"""

    head: int
    tip: str
    known: Known


_kept: OrderedDict[tuple[Any, ...], _Kept] = OrderedDict()
_lock = Lock()


def things(viewer: Viewer, kinds: Sequence[str]) -> Known:
    """The things of these kinds, in this order, the pressing ones of each first. Raises NotAllowed."""
    viewer.must(Act.SEE)
    head, tip = journal.end()
    parts = [_section(viewer, SECTIONS[kind], head, tip) for kind in kinds]
    return parts[0] if len(parts) == 1 else _joined(viewer, tuple(kinds), parts)


def _section(viewer: Viewer, section: _Section, head: int, tip: str) -> Known:
    key = (viewer.roles, section.kind)
    with _lock:
        kept = _kept.get(key)
    if kept is not None and (kept.tip == tip or _untouched(kept, section)):
        _keep(key, _Kept(head, tip, kept.known))
        return kept.known
    known = Known(section.gather(viewer), like=kept.known if kept else None)
    _keep(key, _Kept(head, tip, known))
    return known


def _untouched(kept: _Kept, section: _Section) -> bool:
    """Whether nothing written since then concerns the section's rooms, in the same book."""
    if section.rooms is None:
        return False
    later = journal.kinds_since(kept.head, kept.tip, LONGEST_CATCH_UP)
    return later is not None and section.rooms.isdisjoint(kind.partition(".")[0] for kind in later)


def _joined(viewer: Viewer, kinds: tuple[str, ...], parts: list[Known]) -> Known:
    key = (viewer.roles, kinds)
    made_of = tuple(map(id, parts))
    with _lock:
        kept = _all.get(key)
    if kept is None or kept[0] != made_of:
        kept = (made_of, parts, Known([thing for part in parts for thing in part]))
        with _lock:
            _all[key] = kept
            while len(_all) > KEPT:
                _all.popitem(last=False)
    return kept[2]


_all: OrderedDict[tuple[Any, ...], tuple[tuple[int, ...], list[Known], Known]] = OrderedDict()


def _keep(key: tuple[Any, ...], kept: _Kept) -> None:
    with _lock:
        _kept[key] = kept
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def by_key(viewer: Viewer, key: str) -> Thing | None:
    kind, _, name = key.partition(":")
    if kind == "post":
        return post_thing(name)
    return things(viewer, (kind,)).by_key.get(key) if kind in SECTIONS else None


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
            f"A{row.pk}", f"/alarms/{row.pk}", level=row.priority, glyph=row.state, also=(str(row.pk),),
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
            also=(f"#{int(row.number.rpartition('-')[2])}",),
        )
        for row in (query(viewer) if query else [])
    ]  # fmt: skip


def _units(viewer: Viewer) -> list[Thing]:
    query = _room("dispatch", "unit_names")
    return [
        Thing(
            f"unit:{pk}", "unit", Words(zh=zh, en=en), saying.GLYPH_WORDS[saying.UNIT_GLYPHS.get(status, "idle")],
            code, f"/units/{pk}#unit-{pk}", moves=True, glyph=saying.UNIT_GLYPHS.get(status, "idle"),
        )
        for pk, code, zh, en, status in (query(viewer) if query else [])
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


def _persons(viewer: Viewer) -> list[Thing]:
    """Colleagues by name, with the posts that they hold now; nobody for whoever may not see names."""
    if not viewer.may(Act.SEE_NAMES):
        return []
    held: dict[int, list[Words]] = {}
    for one in people.on_watch(site_now()):
        held.setdefault(one.person, []).append(one.title)
    return [
        _person(row, held.get(row.pk, [])) for row in people.people() if row.is_active and row.standing != Role.WALL
    ]


def _person(row: Any, posts: list[Words]) -> Thing:
    off = Words(zh="现不在岗", en="not on watch now")
    detail = Words(zh="、".join(one.zh for one in posts), en=", ".join(one.en for one in posts)) if posts else off
    return Thing(f"person:{row.code}", "person", row.words, detail, row.code, "/duty/")


SECTIONS: dict[str, _Section] = {
    one.kind: one
    for one in (
        _Section("alarm", _alarms),
        _Section("incident", _incidents),
        _Section("unit", _units, frozenset({"dispatch", "places"})),
        _Section("team", team_things, frozenset({"dispatch", "places", "people"})),
        _Section("order", task_things),
        _Section("place", _places, frozenset({"places"})),
        _Section("person", _persons),
        _Section("sensor", _sensors, frozenset({"sources", "places"})),
        _Section("plan", _plans),
        _Section("proposal", proposal_things),
        _Section("warning", _warnings),
        _Section("hold", hold_things),
        _Section("rule", rule_things),
        _Section("page", _pages),
    )
}


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
