"""Plays a dispatch log through the real actions: incidents opened, units dispatched, statuses reported, incidents closed.

The log's time is the site's clock, an exercise's. What happened in one second is one transaction, which also moves the clock
past it: whenever the player is killed, the same command goes on exactly behind what was done.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from watchroom.dispatch import actions
from watchroom.dispatch.models import Run, Unit
from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import clock
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.kernel.clock import iso
from watchroom.kernel.faults import Fault
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words
from watchroom.ops.dispatch_log import Happening, Log, Sent, happenings
from watchroom.ops.scenario.driver import Pace
from watchroom.ops.scenario.entries import ScenarioBegun, ScenarioEnded
from watchroom.ops.scenario.stage import NotEmpty
from watchroom.ops.scenario.steering import subject
from watchroom.people import actions as people
from watchroom.people import queries as persons
from watchroom.people.rights import Role
from watchroom.people.viewer import NOBODY, Viewer
from watchroom.places.actions import put_place

SCENARIO, ACTOR, DISPATCHER = "dispatch-replay", "ops:replay", "dispatcher"
TITLE = Words(zh="接处警日志重放", en="Replay of a dispatch log")
NOTICE = Words(
    zh="按真实日志的时间重放出动过程，只作演练；驻地位置由警情位置推算",
    en="what was dispatched, at the times of a real log, as an exercise; stations are placed in the middle of their calls",
)
SENT_ON = "日志：未报待命即派往另一事件 / log: sent on before it was free"
A_MOMENT = timedelta(milliseconds=1)
UNIT_KINDS = {
    "ENGINE": "fire_engine", "TRUCK": "ladder_truck", "MEDIC": "ambulance", "PRIVATE": "ambulance", "CHIEF": "command_car",
    "RESCUE CAPTAIN": "command_car", "RESCUE SQUAD": "rescue_truck",
}  # fmt: skip
CALL_KINDS = {
    "Medical Incident": "medical", "Alarms": "fire", "Structure Fire": "fire", "Outside Fire": "fire", "Vehicle Fire": "fire",
    "Smoke Investigation (Outside)": "fire", "Traffic Collision": "traffic", "Gas Leak (Natural and LP Gases)": "gas_leak",
    "Electrical Hazard": "utilities",
}  # fmt: skip
OURS, OTHERS = (
    Words(zh="城市消防局", en="City fire department"),
    Words(zh="社会急救车", en="Private ambulances"),
)


@dataclass(slots=True)
class Played:
    """What this sitting did. `refused`: acts that were refused, and why, by line of the log."""

    acts: int = 0
    seconds: float = 0.0
    sent_on: int = 0
    refused: list[tuple[int, Words]] = field(default_factory=list)


class Replay:
    """One log on one site. `tell(at, share, acts, seconds)` is called now and then."""

    def __init__(self, log: Log, tell: Callable[[datetime, float, Played], None] = lambda *_: None) -> None:
        self._log, self._tell = log, tell
        self._all = happenings(log.rows)
        self._left = Counter(one.row.call for one in self._all)
        self._ends_with = {row.call: row.disposition for row in log.rows}
        self.played = Played()
        self._units: dict[str, int] = {}
        self._calls: dict[str, int] = {}
        self._out: dict[int, int] = {}  # unit: incident
        self._viewer = NOBODY

    @property
    def ends(self) -> datetime:
        return self._all[-1].at + A_MOMENT

    def stage(self) -> None:
        """People, stations and units; nothing where this log is being played already. Raises NotEmpty."""
        running = clock.scenario()
        if journal.head() and (running is None or running.scenario != SCENARIO):
            raise NotEmpty(count=journal.head())
        if running is None:
            clock.start_scenario(SCENARIO, self._all[0].at, exercise=True)
        if not journal.head():
            with book(actor=ACTOR):
                self._set_up()

    def _set_up(self) -> None:
        with book(actor=ACTOR) as b:
            begun = ScenarioBegun(
                scenario=SCENARIO, title_zh=TITLE.zh, title_en=TITLE.en, notice_zh=NOTICE.zh, notice_en=NOTICE.en,
                starts=iso(self._all[0].at), ends=iso(self.ends),
            )  # fmt: skip
            b.record(begun, subject=subject(SCENARIO))
        people.put_person(DISPATCHER, "调度员", "Dispatcher", Role.OUTSIDER, actor=ACTOR)
        people.put_post("dispatch_desk", "调度台", "Dispatch desk", Role.DUTY_LEADER, actor=ACTOR)
        since, until = self._all[0].at - timedelta(days=1), self.ends + timedelta(days=1)
        people.put_shift("dispatch_desk", DISPATCHER, since, until, actor=ACTOR)
        for area, point in stations(self._log.rows).items():
            put_place(
                place_code(area), "station", f"{area} 站区（推算位置）", f"Station area {area} (placed by its calls)",
                {"type": "Point", "coordinates": list(point)}, source="dispatch log: middle of the area's calls", schematic=True, actor=ACTOR,
            )  # fmt: skip
        for unit, (kind, area, agency) in fleet(self._log.rows).items():
            actions.put_unit(unit, kind, unit, unit, place_code(area), agency=agency, actor=ACTOR)

    def play(self, pace: Pace, *, at_once: bool) -> Played:
        """From where the clock stands to the end. Raises Stopped."""
        self._recall()
        began, done = time.monotonic(), 0
        whole = len(self._all)
        seconds = [(at, list(found)) for at, found in groupby(self._all, key=lambda one: one.at)]
        start = clock.site_now()
        for place, (at, found) in enumerate(seconds):
            done += len(found)
            if at < start:
                self._left.subtract(one.row.call for one in found)
                continue
            while (now := clock.site_now()) < at:
                clock.advance(pace.wait(now, at))
            after = seconds[place + 1][0] if at_once and place + 1 < len(seconds) else at + A_MOMENT
            self._second(found, after)
            self.played.seconds = time.monotonic() - began
            self._tell(at, done / whole, self.played)
            if at_once:
                pace.wait(after, after)  # to be told to stop; live, the way to the next second waits
        self._end()
        return self.played

    def _recall(self) -> None:
        """What was played before this process began."""
        self._viewer = dispatcher()
        self._units = dict(Unit.objects.values_list("code", "pk"))
        self._calls = {en.split(" ", 1)[0]: pk for pk, en in Incident.objects.values_list("pk", "en")}
        self._out = {
            pk: incident
            for pk, incident in Unit.objects.exclude(incident=None).values_list("pk", "incident_id")
            if incident
        }

    def _second(self, found: Sequence[Happening], after: datetime) -> None:
        """All of it in one transaction; if one act is refused, each in its own, so that the others stand."""
        kept = dict(self._out), dict(self._calls), self._left.copy(), self.played.sent_on
        try:
            with book(actor=ACTOR):
                for one in found:
                    self._do(one)
                clock.advance(after)
        except Fault:
            self._out, self._calls, self._left, self.played.sent_on = kept
            for one in found:
                try:
                    with book(actor=ACTOR):
                        self._do(one)
                except Fault as fault:
                    self.played.refused.append((one.row.line, fault.words))
            clock.advance(after)
        self.played.acts += len(found)

    def _do(self, one: Happening) -> None:
        viewer = self._viewer
        if one.what == "opened":
            self._open(viewer, one.row)
        elif one.what == "dispatched":
            self._dispatch(viewer, one.row)
        else:
            self._report(viewer, one)
        self._left[one.row.call] -= 1
        self._close_when_over(viewer, one.row.call)

    def _open(self, viewer: Viewer, row: Sent) -> None:
        if row.call in self._calls:
            return
        title = f"{row.call} {row.call_type or 'call'}" + (f", {row.where}" if row.where else "")
        lon, lat = row.point or (None, None)
        kind = CALL_KINDS.get(row.call_type, "other")
        opened = incidents.open_incident(viewer, title_en=title, kind=kind, lon=lon, lat=lat)
        self._calls[row.call] = opened.pk

    def _dispatch(self, viewer: Viewer, row: Sent) -> None:
        unit, incident = self._units[row.unit], self._calls[row.call]
        on = self._out.get(unit)
        sent_on = on is not None and on != incident
        actions.dispatch_unit(viewer, unit, incident, divert=sent_on, reason=SENT_ON if sent_on else "")
        self._out[unit] = incident
        if sent_on:
            self.played.sent_on += 1
            self._close_when_over(viewer, next(call for call, pk in self._calls.items() if pk == on))

    def _report(self, viewer: Viewer, one: Happening) -> None:
        unit, incident = self._units[one.row.unit], self._calls[one.row.call]
        called_off = one.what == "available" and one.row.disposition == "Cancelled" and "on_scene" not in one.row.stages
        told = actions.unit_status(
            viewer, unit, one.what, at=one.told_at, incident=incident, cancelled=called_off,
        )  # fmt: skip
        if told.incident_id is None:
            self._out.pop(unit, None)
        else:
            self._out[unit] = told.incident_id

    def _close_when_over(self, viewer: Viewer, call: str) -> None:
        """The last report of a call ends it, unless a unit is still there."""
        incident = self._calls.get(call)
        if self._left[call] > 0 or incident is None or incident in self._out.values():
            return
        if not Run.objects.filter(incident_id=incident, outcome="").exists():
            incidents.close(viewer, incident, reason=self._ends_with[call] or "日志到此为止 / the log ends here")

    def _end(self) -> None:
        if journal.last(subject(SCENARIO), ScenarioEnded.kind) is None:
            with book(actor=ACTOR) as b:
                b.record(ScenarioEnded(SCENARIO, TITLE.zh, TITLE.en), subject=subject(SCENARIO))


def over() -> bool:
    return journal.last(subject(SCENARIO), ScenarioEnded.kind) is not None


def stations(rows: Sequence[Sent]) -> dict[str, LonLat]:
    """The middle of each station area's calls: no log says where a station stands. Areas without a point are in the middle of all."""
    points: dict[str, list[LonLat]] = {}
    for row in rows:
        points.setdefault(row.area, []).extend([row.point] if row.point else [])
    everywhere = [point for found in points.values() for point in found] or [(0.0, 0.0)]
    return {area: _middle(found or everywhere) for area, found in sorted(points.items())}


def _middle(points: Sequence[LonLat]) -> LonLat:
    lons, lats = (sorted(axis) for axis in zip(*points, strict=True))
    return lons[len(lons) // 2], lats[len(lats) // 2]


def place_code(area: str) -> str:
    clean = "".join(char if char.isalnum() else "-" for char in area.lower())
    return f"station-{clean or 'unknown'}"


def fleet(rows: Sequence[Sent]) -> dict[str, tuple[str, str, Words]]:
    """Each unit with its kind, the area where it was sent most often, and whose it is."""
    areas: dict[str, Counter[str]] = {}
    kinds: dict[str, str] = {}
    for row in rows:
        areas.setdefault(row.unit, Counter())[row.area] += 1
        kinds[row.unit] = row.unit_type
    return {
        unit: (UNIT_KINDS.get(kinds[unit], "support"), min(found, key=lambda area: (-found[area], area)), OTHERS if kinds[unit] == "PRIVATE" else OURS)
        for unit, found in sorted(areas.items())
    }  # fmt: skip


def dispatcher() -> Viewer:
    """Who plays: the person at the dispatch desk, with the rights of that post."""
    return persons.viewer(persons.person_by_code(DISPATCHER))
