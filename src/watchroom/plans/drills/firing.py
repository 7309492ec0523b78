"""The injects, when the drill's clock has come to them, through the ways in by which the real things come.

An inject is the act of the person who began the drill, done at its time: it bears his name, and leads back to the
start. Each is one transaction with the row that says that it was fired: a worker that ends in between has done nothing
or all of it, and none is fired twice.
"""

from datetime import datetime, timedelta

from watchroom.alarms.exercising import judge_played, raise_played, return_played
from watchroom.journal.book import Book, Handle, book
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.geometry import AREAS, GeoJSON, circle, shape
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.places import queries as places
from watchroom.places.models import Place
from watchroom.plans.drills import entries
from watchroom.plans.drills.models import Drill, Fired
from watchroom.plans.drills.queries import readings
from watchroom.plans.drills.recording import before, locked
from watchroom.plans.drills.rules import State, due
from watchroom.plans.drills.script import (
    KINDS,
    LEVELS,
    AlarmInject,
    Inject,
    MessageInject,
    NormalInject,
    ReadingInject,
    ReportInject,
    WarningInject,
    lines,
    read,
)
from watchroom.plans.loading import load
from watchroom.plans.terms import seconds
from watchroom.sources.exercising import Played, receive_played

AROUND_M = 2_000.0  # the area of a warning over a place that is a point or a line


def due_now(now: datetime) -> list[tuple[int, str]]:
    """The injects whose moment has come: (drill, code), in their order."""
    row = Drill.objects.filter(under_way=True, state=State.RUNNING).first()
    return [(row.pk, one.code) for one in _due(row, now)] if row is not None else []


def fire(drill: int, code: str) -> bool:
    """Lets one inject come in, if its moment has come and it has not been fired. Whether it was fired now."""
    starter = Drill.objects.filter(pk=drill).values_list("begun_by", flat=True).first()
    if not starter:
        return False
    with book(actor=starter, exercise=True) as b:
        row = locked(drill)
        one = next((each for each in _due(row, b.now) if each.code == code), None)
        if row.state != State.RUNNING or one is None:
            return False
        Fired.objects.create(drill=row, code=code, at_ms=one.at_ms, fired_at=b.now)
        _come_in(b, row, one, b.record(_facts(row, one, b.now), subject=row.subject, cause=before(row)))
    return True


def _due(row: Drill, now: datetime) -> list[Inject]:
    fired = set(Fired.objects.filter(drill=row).values_list("code", flat=True))
    script = [(one.at_ms, one.code, one) for one in read(row.script).in_order()]
    return due(script, fired, row.clock.at(now))


def _come_in(b: Book, row: Drill, one: Inject, handle: Handle) -> None:
    """Alarms and warnings come in at once; a call waits to be taken, and a message is read on the drill's page."""
    name = f"{row.subject}/{one.code}"
    match one:
        case AlarmInject():
            held = timedelta(seconds=seconds(one.held)) if one.held else None
            raise_played(one.rule, one.value, held=held, batch=name, actor=b.actor, cause=handle)
        case ReadingInject():
            judge_played(one.sensor, readings(row), batch=name, actor=b.actor, cause=handle)
        case NormalInject():
            return_played(one.rule, actor=b.actor, cause=handle)
        case WarningInject():
            area, named = _area(one)
            lasts = timedelta(seconds=seconds(one.lasts))
            told = Played(one.event.words, one.headline.words, LEVELS[one.level], lasts, area, named)
            receive_played(told, name.replace(":", "-").replace("/", "."), actor=b.actor, cause=handle)
        case _:
            pass


def _area(one: WarningInject) -> tuple[GeoJSON, Words]:
    place = places.place(one.place) if one.place else None
    named = place.words if place else Words(zh="演练区域", en="exercise area")
    if one.area is not None:
        return dict(one.area), named
    assert place is not None  # the script's check has found it
    return _ground(place), named


def _ground(place: Place) -> GeoJSON:
    whole = shape(place.geometry)
    if place.geometry["type"] in AREAS and not _has_holes(place.geometry):
        return dict(place.geometry)
    return circle((whole.centroid.x, whole.centroid.y), AROUND_M, corners=24)


def _has_holes(geometry: GeoJSON) -> bool:
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return any(len(rings) > 1 for rings in parts)


def _facts(row: Drill, one: Inject, now: datetime) -> entries.InjectFired:
    """What only the director and the evaluators may know stays in the script."""
    to = one.to if isinstance(one, ReportInject | MessageInject) else ""
    towards = Words(zh="致{post}", en=" to the {post}").fill(post=post_words(row, to)) if to else None
    said = lines(one)
    silent = one.kind == "expect"
    return entries.InjectFired(
        drill=row.pk, code=one.code, inject_kind=one.kind, kind_zh=KINDS[one.kind].zh, kind_en=KINDS[one.kind].en,
        at_s=decimal_text(one.at_ms / 1000, 1), position_s=decimal_text(row.clock.at(now) / 1000, 1), to=to,
        to_zh=towards.zh if towards else "", to_en=towards.en if towards else "",
        text_zh="—" if silent else said.zh, text_en="—" if silent else said.en,
    )  # fmt: skip


def post_words(row: Drill, code: str) -> Words:
    """A post by the site's roster, else by the plan."""
    held = people.post(code)
    if held is not None:
        return held.words
    known = load(row.plan).post(code)
    return known.title.words if known else Words(zh=code, en=code)
