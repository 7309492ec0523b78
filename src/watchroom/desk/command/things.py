"""What commands may be about: the rooms' things as the viewer may see them, gathered once for a journal position."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import cache, partial
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
from watchroom.journal.book import is_open
from watchroom.journal.clock import site_now
from watchroom.kernel.geometry import LonLat, shape
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer

KEPT = 512
LONGEST_CATCH_UP = 500

type Gather = Callable[[Viewer], list[Thing]]
type _Since = Callable[[int, str], set[str] | None]


@dataclass(frozen=True, slots=True)
class _Section:
    """Things of one kind, and which entries of the book change them: all else leaves them as they are.

    follows  beginnings of the subjects whose entries change these, as a layer of the map has them; None: any entry may
    some     for what is very many: reads those of these names alone. After entries about single ones only these are read
    alike    the same for everybody: they hang on no incident and on nobody's rights
    moment   what else they hang on that changes by the hour, without an entry
    """

    kind: str
    gather: Gather
    follows: tuple[str, ...] | None = None
    some: Callable[[Viewer, Collection[str]], list[Thing]] | None = None
    alike: bool = False
    moment: Callable[[], Hashable] | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """head  the entry up to which the section is known to hold;  tip  that entry's hash: another book has another"""

    head: int
    tip: str
    known: Known


_kept: OrderedDict[tuple[Any, ...], _Kept] = OrderedDict()
_joined: OrderedDict[tuple[Any, ...], tuple[list[Known], Known]] = OrderedDict()
_lock = Lock()


def things(viewer: Viewer, kinds: Sequence[str]) -> Known:
    """The things of these kinds, in this order, the pressing ones of each first. Raises NotAllowed."""
    viewer.must(Act.SEE)
    end, since = journal.end(), cache(partial(journal.subjects_since, limit=LONGEST_CATCH_UP))
    parts = [_section(viewer, SECTIONS[kind], end, since) for kind in kinds]
    return parts[0] if len(parts) == 1 else _all(viewer, tuple(kinds), parts)


def _section(viewer: Viewer, section: _Section, end: tuple[int, str], since: _Since) -> Known:
    key = (section.kind, *(() if section.alike else _eyes(viewer)), section.moment() if section.moment else None)
    kept = _find(_kept, key)
    if kept is not None and kept.tip == end[1]:
        return kept.known
    known = _as_of_now(viewer, section, kept, since)
    if not is_open():  # what an open transaction has written may never be
        _keep(_kept, key, _Kept(*end, known))
    return known


def _as_of_now(viewer: Viewer, section: _Section, kept: _Kept | None, since: _Since) -> Known:
    if kept is None:
        return Known(section.gather(viewer))
    touched = _touched(kept, section, since)
    if not touched and touched is not None:
        return kept.known
    return _some(viewer, section, kept.known, touched) or Known(section.gather(viewer), like=kept.known)


def _touched(kept: _Kept, section: _Section, since: _Since) -> set[str] | None:
    """The subjects written of since then that concern the section; None if it cannot be said, or any entry does."""
    if section.follows is None:
        return None
    later = since(kept.head, kept.tip)
    return None if later is None else {subject for subject in later if subject.startswith(section.follows)}


def _some(viewer: Viewer, section: _Section, known: Known, touched: set[str] | None) -> Known | None:
    """With those alone read again; None if that cannot be, as when one came or went, or was renamed."""
    mine = f"{section.kind}:"
    if section.some is None or touched is None or not all(subject.startswith(mine) for subject in touched):
        return None
    names = {subject.removeprefix(mine) for subject in touched}
    found = section.some(viewer, names)
    return known.again(found) if len(found) == len(names) else None


def _eyes(viewer: Viewer) -> tuple[Any, ...]:
    """What makes two viewers see the same."""
    return viewer.roles, viewer.agencies


def _all(viewer: Viewer, kinds: tuple[str, ...], parts: list[Known]) -> Known:
    key = (kinds, *_eyes(viewer))
    kept = _find(_joined, key)
    if kept is None or any(one is not other for one, other in zip(kept[0], parts, strict=True)):
        kept = (parts, Known.joined(parts))
        _keep(_joined, key, kept)
    return kept[1]


def _find[T](among: OrderedDict[tuple[Any, ...], T], key: tuple[Any, ...]) -> T | None:
    with _lock:
        return among.get(key)


def _keep[T](among: OrderedDict[tuple[Any, ...], T], key: tuple[Any, ...], what: T) -> None:
    with _lock:
        among[key] = what
        among.move_to_end(key)
        while len(among) > KEPT:
            among.popitem(last=False)


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


def _units(viewer: Viewer, names: Collection[str] | None = None) -> list[Thing]:
    query = _room("dispatch", "unit_names")
    return [
        Thing(
            f"unit:{pk}", "unit", Words(zh=zh, en=en), saying.GLYPH_WORDS[saying.UNIT_GLYPHS.get(status, "idle")],
            code, f"/units/{pk}#unit-{pk}", moves=True, glyph=saying.UNIT_GLYPHS.get(status, "idle"),
        )
        for pk, code, zh, en, status in (query(viewer, None if names is None else map(int, names)) if query else [])
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
    for one in _on_watch():
        held.setdefault(one.person, []).append(one.title)
    return [
        _person(row, held.get(row.pk, [])) for row in people.people() if row.is_active and row.standing != Role.WALL
    ]


def _on_watch() -> tuple[people.OnWatch, ...]:
    return tuple(people.on_watch(site_now()))


def _person(row: Any, posts: list[Words]) -> Thing:
    off = Words(zh="现不在岗", en="not on watch now")
    detail = Words(zh="、".join(one.zh for one in posts), en=", ".join(one.en for one in posts)) if posts else off
    return Thing(f"person:{row.code}", "person", row.words, detail, row.code, "/duty/")


SECTIONS: dict[str, _Section] = {
    one.kind: one
    for one in (
        _Section("alarm", _alarms),
        _Section("incident", _incidents),
        _Section("unit", _units, ("unit:",), some=_units, alike=True),
        _Section("team", team_things),
        _Section("order", task_things),
        _Section("place", _places, ("place:",), alike=True),
        _Section("person", _persons, moment=_on_watch),
        _Section("sensor", _sensors, ("sensor:", "source:", "place:"), alike=True),
        _Section("plan", _plans, ("plan:",), alike=True),
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
