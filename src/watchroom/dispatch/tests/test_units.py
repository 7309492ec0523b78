"""Units: recorded once, sent to one incident at a time, moved by one table, estimated honestly."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, layers, queries
from watchroom.dispatch.closing import CLOSING
from watchroom.dispatch.faults import (
    IncidentClosed,
    IncidentNowhere,
    NoSuchMove,
    NoSuchUnit,
    UnitOffDuty,
    UnitTaken,
    UnknownStatus,
    UnknownUnitKind,
)
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.moves import ASSIGNED, UNIT_MOVES, UnitStatus
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import HILL, Readings, open_gale, task
from watchroom.incidents.actions import close, open_incident
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.kernel.faults import Fault
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.places.faults import NoSuchPlace
from watchroom.sources.models import Sensor
from watchroom.sources.queries import Latest


@pytest.fixture
def fleet(gale: Incident) -> dict[str, Unit]:
    made = [("a1", "ambulance"), ("a2", "ambulance"), ("s1", "snow_plough"), ("p1", "patrol")]
    return {
        code: actions.put_unit(
            code, kind, f"{code} 号", f"unit {code}", "station", skills=("winter",) if code == "a2" else ()
        )
        for code, kind in made
    }


def test_a_unit_is_entered_once_and_starts_available(fleet: dict[str, Unit], gale: Incident) -> None:
    again = actions.put_unit("a1", "ambulance", "a1 号", "unit a1", "station")

    assert (again.pk, again.status) == (fleet["a1"].pk, "available")
    assert [entry.kind for entry in journal.of_subject(again.subject)] == ["dispatch.unit_set"]


def test_entering_a_unit_again_does_not_take_it_off_its_incident(
    cast: Cast, fleet: dict[str, Unit], gale: Incident
) -> None:
    actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk)

    unit = actions.put_unit("a1", "ambulance", "新名", "new name", "station")

    assert (unit.status, unit.incident_id, unit.zh) == ("dispatched", gale.pk, "新名")


@pytest.mark.parametrize(
    ("kind", "home", "fault"),
    [("tank", "station", UnknownUnitKind), ("patrol", "nowhere", NoSuchPlace)],
    ids=["unknown kind", "unknown home"],
)
def test_a_unit_of_no_kind_or_no_home_is_refused(gale: Incident, kind: str, home: str, fault: type[Fault]) -> None:
    with pytest.raises(fault):
        actions.put_unit("x", kind, "x", "x", home)


def test_the_nearest_fit_unit_is_proposed_first_with_its_estimate(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident, readings: Readings
) -> None:
    readings.at("a1", 115.40, 40.90, clock.at)
    readings.at("a2", 115.465, 40.905, clock.at)

    found = queries.nearest(cast.lin, gale.pk, "ambulance")

    assert [one.unit.code for one in found] == ["a2", "a1"]
    assert (found[0].position.point, found[0].position.at) == ((115.465, 40.905), clock.at)
    assert found[0].arrival.low_s <= found[0].arrival.eta_s <= found[0].arrival.high_s
    assert "假定车速" in found[0].arrival.how.zh


def test_a_unit_must_have_the_skills_and_be_available(cast: Cast, fleet: dict[str, Unit], gale: Incident) -> None:
    assert [one.unit.code for one in queries.nearest(cast.lin, gale.pk, "ambulance", ["winter"])] == ["a2"]
    actions.dispatch_unit(cast.lin, fleet["a2"].pk, gale.pk)

    assert queries.nearest(cast.lin, gale.pk, "ambulance", ["winter"]) == []


def test_without_a_position_the_home_is_taken_and_said(cast: Cast, fleet: dict[str, Unit], gale: Incident) -> None:
    [one] = queries.nearest(cast.lin, gale.pk, "snow_plough")

    assert (one.position.at, one.position.point) == (None, (115.48, 40.90))
    assert "按驻地计" in one.arrival.how.zh


def test_an_old_position_widens_the_range(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident, readings: Readings
) -> None:
    readings.at("p1", 115.40, 40.90, clock.at)
    [fresh] = queries.nearest(cast.lin, gale.pk, "patrol")
    clock.forward(minutes=5)

    [old] = queries.nearest(cast.lin, gale.pk, "patrol")

    assert old.arrival.high_s > fresh.arrival.high_s
    assert "5 分钟" in old.arrival.how.zh


def test_an_incident_without_a_position_gets_no_estimate(cast: Cast, fleet: dict[str, Unit]) -> None:
    nowhere = open_incident(cast.lin, title_zh="地点不明", title_en="Unknown place", kind="medical")

    with pytest.raises(IncidentNowhere):
        queries.nearest(cast.lin, nowhere.pk)
    assert actions.dispatch_unit(cast.lin, fleet["a1"].pk, nowhere.pk).status == "dispatched"


def test_dispatching_keeps_the_estimate_and_the_cause(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident, readings: Readings
) -> None:
    readings.at("a1", 115.40, 40.90, clock.at)
    estimate = queries.arrival_of(cast.lin, fleet["a1"].pk, gale.pk)

    unit = actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk, estimate=estimate)

    assert (unit.status, unit.incident_id, unit.since) == ("dispatched", gale.pk, clock.at)
    entry = journal.last(unit.subject)
    opened = journal.last(gale.subject, "incidents.opened")
    assert entry is not None
    assert opened is not None
    assert estimate is not None
    assert (entry.kind, entry.cause, entry.incident) == ("dispatch.unit_dispatched", opened.id, gale.pk)
    assert (entry.facts["eta_s"], entry.facts["how_en"]) == (estimate.eta_s, estimate.how.en)
    assert entry.say().zh == f"派遣 a1 号 前往 {gale.number}"


def test_a_unit_sent_for_an_order_is_caused_by_the_order(
    cast: Cast, fleet: dict[str, Unit], gale: Incident, activate: Activate
) -> None:
    [order] = actions.create_orders(activate(task("carry", unit_kinds=("ambulance",))).pk, actor="follower:x")
    assert queries.wanted_kinds(cast.lin, gale.pk) == ["ambulance"]

    unit = actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk, order=order.pk)

    entry, sent = journal.last(unit.subject), journal.last(order.subject)
    assert entry is not None
    assert sent is not None
    assert entry.cause == sent.id


def test_a_taken_unit_is_refused_and_says_by_which_incident(cast: Cast, fleet: dict[str, Unit], gale: Incident) -> None:
    other = open_gale(cast.lin)
    actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk)
    head = journal.head()

    with pytest.raises(UnitTaken) as refused:
        actions.dispatch_unit(cast.chen, fleet["a1"].pk, other.pk)

    assert refused.value.status == 409
    assert gale.number in refused.value.words.zh
    assert journal.head() == head


def test_a_unit_off_duty_or_unknown_or_to_a_closed_incident_is_refused(
    cast: Cast, fleet: dict[str, Unit], gale: Incident
) -> None:
    actions.unit_status(cast.lin, fleet["a1"].pk, "off")
    with pytest.raises(UnitOffDuty):
        actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk)
    with pytest.raises(NoSuchUnit):
        actions.dispatch_unit(cast.lin, 10_000, gale.pk)
    close(cast.chen, gale.pk, reason="风已减弱")
    with pytest.raises(IncidentClosed):
        actions.dispatch_unit(cast.lin, fleet["a2"].pk, gale.pk)


@pytest.mark.parametrize("who", ["guest", "wall", "sun", "nobody"])
def test_only_the_watch_dispatches(cast: Cast, fleet: dict[str, Unit], gale: Incident, who: str) -> None:
    viewer: Viewer = getattr(cast, who)

    with pytest.raises((NotAllowed, NotSignedIn)):
        actions.dispatch_unit(viewer, fleet["a1"].pk, gale.pk)
    with pytest.raises((NotAllowed, NotSignedIn)):
        actions.unit_status(viewer, fleet["a1"].pk, "off")


def put_in(unit: Unit, status: UnitStatus, incident: Incident) -> None:
    on = incident if status in ASSIGNED else None
    Unit.objects.filter(pk=unit.pk).update(status=status, incident=on, reason="x" if status is UnitStatus.OUT else "")
    if on:
        Run.objects.create(unit=unit, incident=on, dispatched_at=unit.since)


@pytest.mark.parametrize(("now", "then"), list(product(UnitStatus, UnitStatus)))
def test_reported_statuses_follow_the_table(
    cast: Cast, fleet: dict[str, Unit], gale: Incident, now: UnitStatus, then: UnitStatus
) -> None:
    unit = fleet["a1"]
    put_in(unit, now, gale)

    if then in UNIT_MOVES[now] and then is not UnitStatus.DISPATCHED:
        moved = actions.unit_status(cast.lin, unit.pk, then, reason="发动机故障")
        assert moved.status == then
        assert (moved.incident_id is not None) == (then in ASSIGNED)
    else:
        with pytest.raises(NoSuchMove):
            actions.unit_status(cast.lin, unit.pk, then, reason="发动机故障")
        unit.refresh_from_db()
        assert unit.status == now


def test_the_whole_way_of_a_unit_is_one_chain(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident
) -> None:
    unit = actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk)
    for status in ("en_route", "on_scene", "available"):
        clock.forward(minutes=3)
        actions.unit_status(cast.lin, unit.pk, status, said_by="a1 司机")

    entries = journal.of_subject(unit.subject)
    assert [entry.kind.removeprefix("dispatch.unit_") for entry in entries] == [
        "set",
        "dispatched",
        "en_route",
        "on_scene",
        "available",
    ]
    assert [entry.cause for entry in entries[2:]] == [entry.id for entry in entries[1:4]]
    assert {entry.incident for entry in entries[1:]} == {gale.pk}
    assert entries[-1].facts["incident"] is None
    assert entries[2].facts["said_by"] == "a1 司机"


def test_an_unknown_status_is_refused_with_the_list(cast: Cast, fleet: dict[str, Unit]) -> None:
    with pytest.raises(UnknownStatus) as refused:
        actions.unit_status(cast.lin, fleet["a1"].pk, "flying")
    assert "待命" in refused.value.words.zh


@pytest.mark.parametrize(
    "broken",
    [{"status": "en_route"}, {"status": "lost"}, {"kind": ""}, {"status": "out"}],
    ids=["on the way to nothing", "unknown status", "of no kind", "out of service without a reason"],
)
def test_the_database_refuses_nonsense_by_itself(fleet: dict[str, Unit], broken: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(code="a1").update(**broken)


def test_an_incident_with_units_out_says_so_before_it_is_closed(
    cast: Cast, fleet: dict[str, Unit], gale: Incident
) -> None:
    actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk)

    assert [matter.en for matter in CLOSING[0].open_matters(gale.pk)] == ["units still out: unit a1"]


def test_the_map_shows_units_with_state_and_the_age_of_their_position(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident, readings: Readings
) -> None:
    readings.at("a1", *HILL, clock.at)
    actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk)

    drawn = {one["properties"]["unit"]: one for one in layers.LAYERS[0].features(cast.wall, None)["features"]}

    assert drawn["a1"]["geometry"]["coordinates"] == list(HILL)
    assert (drawn["a1"]["properties"]["state"], drawn["a1"]["properties"]["at"][:10]) == ("sent", "2026-02-06")
    assert (drawn["p1"]["properties"]["state"], "at" in drawn["p1"]["properties"]) == ("idle", False)
    with pytest.raises(NotAllowed):
        layers.units(cast.guest)


def test_a_unit_on_scene_that_nothing_measures_stands_at_its_incident_now_and_in_the_past(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident
) -> None:
    actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk)
    actions.unit_status(cast.lin, fleet["a1"].pk, "on_scene")
    then = clock.at
    clock.forward(minutes=5)
    actions.unit_status(cast.lin, fleet["a1"].pk, "en_route", at=then, said_by="a1")

    for moment in (None, then, clock.at):
        drawn = {one["properties"]["unit"]: one for one in layers.units(cast.lin, moment)["features"]}
        assert drawn["a1"]["geometry"]["coordinates"] == pytest.approx(list(HILL))
        assert (drawn["a1"]["properties"]["reported"], "at" in drawn["a1"]["properties"]) == (True, False)
        assert drawn["a2"]["geometry"]["coordinates"] == [115.48, 40.90]
    clock.forward(minutes=5)
    actions.unit_status(cast.lin, fleet["a1"].pk, "available")
    [home] = [one for one in layers.units(cast.lin, clock.at)["features"] if one["properties"]["unit"] == "a1"]
    assert home["geometry"]["coordinates"] == [115.48, 40.90]


def test_a_position_from_a_simulated_source_says_so_now_and_in_the_past(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], readings: Readings
) -> None:
    readings.at("a1", *HILL, clock.at)
    for axis, value in zip(("lon", "lat"), HILL, strict=True):
        readings.put(f"a2-{axis}", value, clock.at, quantity=axis, place="station", simulated=True)

    for moment in (None, clock.at):
        drawn = {one["properties"]["unit"]: one["properties"] for one in layers.units(cast.lin, moment)["features"]}
        assert drawn["a2"]["simulated"] is True
        assert "simulated" not in drawn["a1"]
        assert "simulated" not in drawn["p1"]


def test_the_map_of_the_past_shows_the_status_of_then(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], gale: Incident
) -> None:
    then = clock.at
    clock.forward(minutes=10)
    actions.dispatch_unit(cast.lin, fleet["a1"].pk, gale.pk)

    drawn = {one["properties"]["unit"]: one["properties"]["state"] for one in layers.units(cast.lin, then)["features"]}

    assert drawn == {"a1": "idle", "a2": "idle", "s1": "idle", "p1": "idle"}


def test_the_map_of_the_past_shows_where_a_unit_was_known_to_be_and_its_home_without_a_word_for_long(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def then(sensors: Sequence[Sensor], at: datetime) -> dict[str, Latest]:
        asked.append(at)
        fresh, old = at - timedelta(minutes=2), at - timedelta(minutes=40)
        return {
            "a1-lon": Latest(115.4, fresh, fresh), "a1-lat": Latest(40.9, fresh, fresh),
            "a2-lon": Latest(115.4, old, old), "a2-lat": Latest(40.9, old, old),
        }  # fmt: skip

    monkeypatch.setattr("watchroom.sources.queries.values_at", then)
    drawn = {one["properties"]["unit"]: one for one in layers.units(cast.lin, clock.at)["features"]}

    assert len(asked) == 1, "one question for all units"
    assert drawn["a1"]["geometry"]["coordinates"] == [115.4, 40.9]
    assert "at" in drawn["a1"]["properties"]
    assert drawn["a2"]["geometry"]["coordinates"] != [115.4, 40.9]
    assert "at" not in drawn["a2"]["properties"]
