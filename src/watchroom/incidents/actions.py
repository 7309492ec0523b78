"""The only writers of incidents. Opening, grading, reporting and closing are acts of people, each with a name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F

from watchroom.alarms import actions as alarms
from watchroom.alarms.queries import alarm as one_alarm
from watchroom.incidents import clocks, entries
from watchroom.incidents.closing import open_matters
from watchroom.incidents.faults import (
    AlarmHasIncident,
    AlarmIsOthers,
    AlreadyClosed,
    NoSuchIncident,
    NotFilled,
    StillRunning,
    UnknownKind,
)
from watchroom.incidents.methane import Methane, read
from watchroom.incidents.models import Counter, Incident
from watchroom.incidents.recording import degrees, facts
from watchroom.incidents.rules import (
    GRADES,
    KINDS,
    MOST_PEOPLE,
    OF_QUANTITY,
    REPORTED_FACTS,
    number,
)
from watchroom.journal import queries as journal
from watchroom.journal.book import Cause, book
from watchroom.journal.clock import exercise
from watchroom.journal.eyes import everybody, sees
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.exercise import marked
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.agencies import words_of
from watchroom.people.queries import actor_words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.faults import NoSuchPlace
from watchroom.places.models import Place

MOST_TEXT = 4000
MOMENTS = {
    "occurred_at": Words(zh="发生时间", en="Time of occurrence"),
    "discovered_at": Words(zh="发现时间", en="Time of discovery"),
    "received_at": Words(zh="接报时间", en="Time of receipt"),
}
_TITLE = Words(zh="标题", en="Title")
_TEXT = Words(zh="内容", en="Text")
_REASON = Words(zh="理由", en="Reason")
_POSITION = Words(zh="位置", en="Position")


def open_incident(
    viewer: Viewer, *, title_zh: str = "", title_en: str = "", kind: str = "", place: str | None = None,
    lon: float | None = None, lat: float | None = None, grade: int | None = None, alarm: int | None = None,
    sensitive: bool | None = None, report: Mapping[str, Any] | None = None, cause: Cause = None,
    moments: Mapping[str, datetime | None] | None = None,
) -> Incident:  # fmt: skip
    """Opens an incident, from an alarm, from a telephone report, or from what the officer knows.

    What is left empty is taken from the alarm: title, kind, place, position. A title in one language only is used for
    both, marked as written: whoever opens an incident at night is not asked to translate. Where a drill runs beside the
    real watch, the title says that it is an exercise.
    moments  when it occurred, was discovered, was received (`MOMENTS`), aware and not later than now: limits count from them
    Raises NotFilled, UnknownKind, NoSuchPlace, AlarmHasIncident.
    """
    viewer.must(Act.OPEN_INCIDENT)
    given = _Given(title_zh, title_en, kind, place, lon, lat).completed(viewer, alarm)
    told, wrong = read(dict(report)) if report is not None else (None, {})
    if wrong:
        field, why = next(iter(wrong.items()))
        raise NotFilled(what=field, why=_bare(why))
    _checked_grade(grade)
    with book(actor=viewer.actor, cause=cause or _raised(alarm)) as b:
        known = checked_moments(moments or {}, b.now)
        numbered = _next_number(
            as_local(b.now, settings.SITE_ZONE).year
        )  # first: it holds whoever opens at the same time
        if alarm is not None:
            _refuse_second(alarm)
        named = marked(Words(zh=given.zh, en=given.en), b.in_exercise() and not exercise())
        row = Incident.objects.create(
            agency_id=viewer.agencies[0],
            number=numbered, zh=named.zh[:200], en=named.en[:200], kind=given.kind,
            place=given.where, lon=given.lon, lat=given.lat, grade=grade, alarm=alarm, sensitive=sensitive,
            report=told.model_dump() if told else None, opened_at=b.now, opened_by=b.actor, **known,
            reported=_counted(told, iso(b.now)) if told else {},
        )  # fmt: skip
        opened = facts(row, entries.Opened, report=told.told() if told else None)
        said = b.record(opened, subject=row.subject, incident=row.pk)
        clocks.begin(b, row, opening=True, cause=said)
        if alarm is not None:
            alarms.link_incident(viewer, alarm, row.pk)
    return row


def note(viewer: Viewer, incident: int, text: str, *, counted: Mapping[str, int] | None = None) -> Incident:
    """A line of the timeline; `counted` states numbers of people anew. Raises NotFilled, AlreadyClosed."""
    viewer.must(Act.NOTE_INCIDENT)
    text = filled(text, _TEXT)
    counts = _checked_counts(counted or {})
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        before = {name: int(told["value"]) for name, told in row.reported.items()}
        if counts:
            row.reported = {
                **row.reported,
                **{name: {"value": value, "at": iso(b.now)} for name, value in counts.items()},
            }
            row.save(update_fields=["reported"])
        noted = facts(row, entries.Noted, text=text, counted=counts or None)
        said = b.record(noted, subject=row.subject, incident=row.pk, cause=opening(row))
        if counts:
            clocks.after_counts(b, row, before, said)
    return row


def grade(viewer: Viewer, incident: int, grade: int, *, reason: str) -> Incident:
    """Sets the grade of the event. Raises NotFilled, AlreadyClosed."""
    viewer.must(Act.REPORT_UP)
    _checked_grade(grade)
    reason = filled(reason, _REASON)
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        before, row.grade = row.grade, grade
        row.save(update_fields=["grade"])
        words = GRADES[grade]
        graded = facts(row, entries.Graded, grade_zh=words.zh, grade_en=words.en, before=before, reason=reason)
        said = b.record(graded, subject=row.subject, incident=row.pk, cause=opening(row))
        clocks.begin(b, row, cause=said)
    return row


def locate(
    viewer: Viewer, incident: int, *, place: str | None = None, lon: float | None = None, lat: float | None = None,
    reason: str,
) -> Incident:  # fmt: skip
    """Says where an incident is, for the first time or anew; what is not given is not known any more.

    A place alone is marked in its middle; a position alone names no place. Raises NotFilled, NoSuchPlace, AlreadyClosed.
    """
    viewer.must(Act.OPEN_INCIDENT)
    reason = filled(reason, _REASON)
    where = _known_place((place or "").strip())
    point = _position(lon, lat, where)
    if point is None:
        why = Words(zh="请选地点，或填经纬度", en="choose a place, or give longitude and latitude")
        raise NotFilled(what=_POSITION, why=why)
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        before = _where_before(row)
        row.place, row.lon, row.lat = where, *point
        row.area = None  # an outline was drawn round where it was
        row.save(update_fields=["place", "lon", "lat", "area"])
        there = row.where_words
        said = facts(row, entries.Located, where_zh=there.zh, where_en=there.en, reason=reason, **before)
        b.record(said, subject=row.subject, incident=row.pk, cause=opening(row))
    return row


def close(viewer: Viewer, incident: int, *, reason: str) -> Incident:
    """Closes an incident, with a reason. Raises NotFilled, AlreadyClosed, StillRunning (which says what)."""
    viewer.must(Act.CLOSE_INCIDENT)
    reason = filled(reason, _REASON)
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        matters = open_matters(row.pk)
        if matters:
            raise StillRunning(
                number=row.number, what=Words(zh="；".join(m.zh for m in matters), en="; ".join(m.en for m in matters))
            )
        ended = max(b.now, row.opened_at)  # the clock may have been set back meanwhile
        row.state, row.closed_at, row.closed_by, row.closed_reason = Incident.State.CLOSED, ended, b.actor, reason
        row.save(update_fields=["state", "closed_at", "closed_by", "closed_reason"])
        clocks.end_all(row, ended)
        b.record(facts(row, entries.Closed, reason=reason), subject=row.subject, incident=row.pk, cause=opening(row))
    return row


def checked_moments(given: Mapping[str, datetime | None], now: datetime) -> dict[str, datetime | None]:
    """The moments that were given, none of them in the future. Raises NotFilled."""
    for name, at in given.items():
        if at is not None and at > now:
            raise NotFilled(what=MOMENTS[name], why=Words(zh="不能晚于现在", en="it must not be later than now"))
    return {name: at for name, at in given.items() if name in MOMENTS}


def _counted(told: Methane, at: str) -> dict[str, dict[str, Any]]:
    """The numbers of people as they stand with an incident; how exact one is, where it is not."""
    return {
        name: {"value": value, "at": at} | ({"how": told.how[name]} if name in told.how else {})
        for name, value in told.counts().items()
    }


def concerned(place: Place) -> Place:
    """The place that an alarm there is about: a measuring post stands for the venue around it."""
    return place.parent if place.kind == Place.Kind.POST and place.parent is not None else place


class _Given:
    """What the officer gave, completed from the alarm."""

    def __init__(self, zh: str, en: str, kind: str, place: str | None, lon: float | None, lat: float | None) -> None:
        self.zh, self.en, self.kind, self.code = zh.strip(), en.strip(), kind.strip(), (place or "").strip()
        self.lon, self.lat = lon, lat
        self.where: Place | None = None

    def completed(self, viewer: Viewer, alarm: int | None) -> "_Given":
        if alarm is not None:
            self._from_alarm(viewer, alarm)
        self.zh, self.en = self.zh or self.en, self.en or self.zh
        for said in (self.zh, self.en):
            filled(said, _TITLE, 200)
        if self.kind not in KINDS:
            raise UnknownKind(kind=self.kind[:32] or "—", kinds=", ".join(KINDS))
        self.where = self.where or _known_place(self.code)
        self.lon, self.lat = _position(self.lon, self.lat, self.where) or (None, None)
        return self

    def _from_alarm(self, viewer: Viewer, alarm: int) -> None:
        row = one_alarm(viewer, alarm)
        if not (self.zh or self.en):
            self.zh, self.en = row.title.zh, row.title.en
        if row.sensor is None:
            self.kind = self.kind or "other"  # what the platform noticed about itself is of no kind and at no place
            return
        self.kind = self.kind or OF_QUANTITY.get(row.sensor.quantity, "other")
        there = concerned(row.sensor.place)
        self.code = self.code or there.code
        if self.code == there.code:
            self.where = there
            if self.lon is None and self.lat is None and row.sensor.position:
                self.lon, self.lat = row.sensor.position


def _known_place(code: str) -> Place | None:
    """The place of a code; None without a code. Raises NoSuchPlace."""
    if not code:
        return None
    found = places.place(code)
    if found is None:
        raise NoSuchPlace(code=code[:64])
    return found


def _position(lon: float | None, lat: float | None, where: Place | None) -> LonLat | None:
    """The position that was given, else the middle of the place. Raises NotFilled."""
    if lon is None and lat is None:
        return places.centre(where) if where else None
    if lon is None or lat is None:
        why = Words(zh="经度和纬度要一起填", en="longitude and latitude go together")
        raise NotFilled(what=_POSITION, why=why)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise NotFilled(what=_POSITION, why=Words(zh="超出经纬度范围", en="it is off the earth"))
    return (lon, lat)


def _where_before(row: Incident) -> dict[str, str | None]:
    there = row.where_words
    return {
        "before_place": row.place.code if row.place else None, "before_zh": there.zh, "before_en": there.en,
        "before_lon": degrees(row.lon), "before_lat": degrees(row.lat),
    }  # fmt: skip


def open_row(pk: int) -> Incident:
    row = Incident.objects.select_for_update(of=("self",)).select_related("place").filter(pk=pk).first()
    if row is None:
        raise NoSuchIncident(incident=pk)
    if not row.is_open:
        raise AlreadyClosed(number=row.number, who=actor_words(row.closed_by), at=_local(row.closed_at))
    return row


def _refuse_second(alarm: int) -> None:
    with everybody():
        before = Incident.objects.filter(alarm=alarm).first()
    if before and not sees(before.pk):
        raise AlarmIsOthers(alarm=alarm, whose=words_of(before.agency_id))
    if before:
        raise AlarmHasIncident(
            alarm=alarm, number=before.number, who=actor_words(before.opened_by), at=_local(before.opened_at)
        )


def _local(at: Any) -> str:
    return f"{as_local(at, settings.SITE_ZONE):%H:%M:%S}"


def _next_number(year: int) -> str:
    """The update holds the year's row until the transaction ends, so that two openings never share a number."""
    Counter.objects.get_or_create(year=year)
    Counter.objects.filter(year=year).update(last=F("last") + 1)
    return number(year, Counter.objects.values_list("last", flat=True).get(year=year))


def _raised(alarm: int | None) -> int | None:
    entry = journal.last(f"alarm:{alarm}", "alarms.raised") if alarm is not None else None
    return entry.id if entry else None


def opening(row: Incident) -> int | None:
    """What a later act on the incident follows from: its opening."""
    opened = journal.last(row.subject, entries.Opened.kind)
    return opened.id if opened else None


def filled(text: str, what: Words, most: int = MOST_TEXT) -> str:
    text = text.strip()
    if not text:
        raise NotFilled(what=what, why=Words(zh="不能为空", en="it must not be empty"))
    if len(text) > most:
        raise NotFilled(what=what, why=Words(zh=f"超过 {most} 字", en=f"it is longer than {most} characters"))
    if unfit(text):
        raise NotFilled(what=what, why=Words(zh="含有不可见的控制字符", en="it holds control characters"))
    return text


def _bare(words: Words) -> Words:
    return Words(zh=words.zh.rstrip("。"), en=words.en.rstrip("."))


def _checked_grade(grade: int | None) -> None:
    if grade is not None and grade not in GRADES:
        raise NotFilled(what=Words(zh="事件分级", en="Grade"), why=Words(zh="只有一至四级", en="it is one of 1 to 4"))


def _checked_counts(counted: Mapping[str, int]) -> dict[str, int]:
    for name, value in counted.items():
        if (
            name not in REPORTED_FACTS
            or isinstance(value, bool)
            or not isinstance(value, int)
            or not 0 <= value <= MOST_PEOPLE
        ):
            what = REPORTED_FACTS.get(name, Words(zh="人数", en="Numbers"))
            raise NotFilled(what=what, why=Words(zh="应是不小于 0 的整数", en="it must be a whole number of 0 or more"))
    return dict(counted)
