"""Somebody in the field calls for help: an alarm at once, with where he was and how long ago, until it is known that he is safe."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from watchroom.alarms.platform import DISTRESS
from watchroom.alarms.queries import about_one
from watchroom.dispatch.field import entries
from watchroom.dispatch.field.faults import DistressOwesNote, NoSuchDistress
from watchroom.dispatch.field.models import Distress
from watchroom.dispatch.models import Unit
from watchroom.dispatch.telling import short
from watchroom.journal import eyes
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_NOTE, MOST_LISTED = 500, 100
LOOK_BACK, TOLD_BACK = timedelta(days=7), timedelta(hours=1)
_NOTE = Words(zh="核实情况", en="what was found out")
_SOMEBODY = Words(zh="外勤人员", en="somebody in the field")
_NOWHERE = Words(zh="手机没有给出位置", en="the phone gave no position")
_SPOT = Words(
    zh="位置 {lat}, {lon}{within}，{clock} 测得（早于按下 {before} 秒）",
    en="at {lat}, {lon}{within}, measured at {clock} ({before} s before the press)",
)
_SPOT_NOW = Words(zh="位置 {lat}, {lon}{within}，{clock} 测得", en="at {lat}, {lon}{within}, measured at {clock}")
_WITHIN = Words(zh="，误差约 {m} 米", en=" within about {m} m")
_LINE = Words(zh="#{n} {who}（{unit}）{at} 求助：{where}", en="#{n} {who} ({unit}) called for help at {at}: {where}")
_ENDED = Words(
    zh="#{n} {who}（{unit}）{at} 求助，已解除：{note}", en="#{n} {who} ({unit}), called at {at}, over: {note}"
)
_SAFE = Words(zh="，本人报告已脱险", en=": they say that they are safe")
_FOUND = Words(zh="，值班室核实：{note}", en=": the watch found: {note}")


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a phone was, within how many metres if it said so, and when by the site's time."""

    lon: float
    lat: float
    accuracy_m: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A call for help with what the console did about it: `seen_at`, `seen_by` of its alarm."""

    row: Distress
    seen_at: datetime | None
    seen_by: str
    alarm: int | None

    @property
    def where(self) -> Words:
        return where(self.row)

    @property
    def words(self) -> Words:
        """Who, where and since when, in a line of the command line."""
        unit = self.row.unit.words if self.row.unit else _SOMEBODY
        told = _LINE if self.row.ended_at is None else _ENDED
        return told.fill(
            n=self.row.pk,
            who=self.row.person.words,
            unit=unit,
            at=_clock(self.row.pressed_at),
            where=self.where,
            note=self.row.end_note or "—",
        )


def press(viewer: Viewer, at: datetime, fix: Fix | None) -> Distress:
    """No post is needed for it. Again, while it stands, it tells where the phone is now."""
    person = viewer.own()
    with eyes.everybody(), book(actor=viewer.actor) as b:
        row = Distress.objects.select_for_update(of=("self",)).filter(person=person, ended_at=None).first()
        if row is None:
            unit = Unit.objects.filter(members=person).order_by("-incident", "pk").first()
            row = Distress(person_id=person, unit=unit, pressed_at=at, last_at=at, received_at=b.now, presses=0)
            row.incident_id = unit.incident_id if unit else None
        row.presses += 1
        row.pressed_at, row.last_at = min(row.pressed_at, at), max(row.last_at, at)
        if fix is not None and (row.located_at is None or fix.at >= row.located_at):
            row.lon, row.lat, row.accuracy_m, row.located_at = (
                round(fix.lon, 6),
                round(fix.lat, 6),
                fix.accuracy_m,
                fix.at,
            )
        row.save()
        _record(b, row, entries.DistressPressed)
    return row


def safe(viewer: Viewer, at: datetime) -> Distress | None:
    """Its person is safe again. None where nothing stands that was pressed before."""
    with eyes.everybody(), book(actor=viewer.actor) as b:
        row = _open().filter(person=viewer.own(), last_at__lte=at).first()
        if row is not None:
            _over(b, row, _SAFE, "")
    return row


def end(viewer: Viewer, pk: int, note: str) -> Standing:
    """The watch has found out, and says what. Raises NoSuchDistress, DistressOwesNote, TextTooLong."""
    viewer.must(Act.DISPATCH_UNIT)
    note = short(note, MOST_NOTE, _NOTE)
    with book(actor=viewer.actor) as b:
        row = _open().filter(pk=pk).first()
        if row is None:
            raise NoSuchDistress(distress=pk)
        if not note:
            raise DistressOwesNote(distress=pk)
        _over(b, row, _FOUND.fill(note=note), note)
    return _standing(row)


def listed(viewer: Viewer) -> list[Standing]:
    """Those that stand first, then those of the last week, the newest first."""
    viewer.must(Act.DISPATCH_UNIT)
    rows = Distress.objects.select_related("person", "unit", "incident")
    found = rows.filter(Q(ended_at=None) | Q(ended_at__gte=site_now() - LOOK_BACK)).order_by("-pk")[:MOST_LISTED]
    return sorted(map(_standing, found), key=lambda one: one.row.ended_at is not None)


def standing(viewer: Viewer) -> list[tuple[Standing, Words]]:
    """Those that stand, with whose they are: a unit or a post, never a name, for it stands on the wall too."""
    viewer.must(Act.SEE)
    rows = Distress.objects.filter(ended_at=None).select_related("unit", "incident").order_by("pk")[:MOST_LISTED]
    return [(_standing(row), _whose(row)) for row in rows]


def waiting(viewer: Viewer) -> int:
    return Distress.objects.filter(ended_at=None).count() if viewer.may(Act.DISPATCH_UNIT) else 0


def own(viewer: Viewer) -> Standing | None:
    """The person's own that stands, or that ended within the hour: what the phone shows."""
    with eyes.everybody():
        rows = Distress.objects.filter(Q(ended_at=None) | Q(ended_at__gte=site_now() - TOLD_BACK), person=viewer.person)
        row = rows.order_by("-pk").first()
    return _standing(row) if row else None


def where(row: Distress) -> Words:
    """Where its person was, and how long before the press; short enough to be read out."""
    if row.located_at is None:
        return _NOWHERE
    within = _WITHIN.fill(m=round(row.accuracy_m)) if row.accuracy_m is not None else ""
    before = max(0, round((row.pressed_at - row.located_at).total_seconds()))
    spot = _SPOT if before else _SPOT_NOW
    return spot.fill(
        lat=f"{row.lat:.5f}", lon=f"{row.lon:.5f}", within=within, clock=_clock(row.located_at), before=before
    )


def _open() -> QuerySet[Distress]:
    return (
        Distress.objects.select_for_update(of=("self",))
        .select_related("person", "unit", "incident")
        .filter(ended_at=None)
    )


def _standing(row: Distress) -> Standing:
    alarm = about_one(DISTRESS, row.subject)
    if alarm is None:
        return Standing(row, None, "", None)
    return Standing(row, alarm.acknowledged_at, alarm.acknowledged_by, alarm.pk)


def _over(b: Book, row: Distress, by: Words, note: str) -> None:
    row.ended_at, row.ended_by, row.end_note = b.now, b.actor, note
    row.save(update_fields=["ended_at", "ended_by", "end_note"])
    _record(b, row, entries.DistressOver, by_zh=by.zh, by_en=by.en, note=note)


def _record(b: Book, row: Distress, kind: type[entries.DistressFacts], **more: Any) -> None:
    """Names no person: the alarm that follows stands on the wall too."""
    words, spot = _whose(row), where(row)
    told = kind(
        distress=row.pk, person=row.person_id, unit=row.unit_id, zh=words.zh, en=words.en, pressed=iso(row.pressed_at),
        clock=_clock(row.pressed_at), presses=row.presses, lon=f"{row.lon:.6f}" if row.lon is not None else "",
        lat=f"{row.lat:.6f}" if row.lat is not None else "", accuracy_m=f"{row.accuracy_m:.0f}" if row.accuracy_m is not None else "",
        located=iso(row.located_at) if row.located_at else None, where_zh=spot.zh, where_en=spot.en,
        ended=iso(row.ended_at) if row.ended_at else None, **more,
    )  # fmt: skip
    b.record(told, subject=row.subject, incident=row.incident_id, cause=journal.last_id(row.subject))


def _whose(row: Distress) -> Words:
    if row.unit is not None:
        return row.unit.words
    posts = [people.post(code) for code in people.viewer(people.person(row.person_id), row.pressed_at).posts]
    return next((post.words for post in posts if post), _SOMEBODY)


def _clock(at: datetime) -> str:
    return f"{as_local(at, settings.SITE_ZONE):%m-%d %H:%M:%S} ({settings.SITE_ZONE})"
