"""What units report, now and late: the present is never made of the past, no run ends without an answer."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, transaction

from watchroom.conftest import SetClock
from watchroom.dispatch import actions
from watchroom.dispatch.faults import (
    AheadOfTime,
    AlreadyTimed,
    BeforeItsStatus,
    EquipmentWrong,
    KindWrong,
    NoSuchRun,
    NoUnitOfCode,
    RadioLineUnread,
    ReasonOwed,
    SameIncident,
    UnitTaken,
    UnknownStatus,
)
from watchroom.dispatch.kinds import codes, kind_of, kinds
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.tests.scene import open_gale
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.verify import verify
from watchroom.kernel.clock import iso
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast

MIN = timedelta(minutes=1)


@pytest.fixture
def unit(gale: Incident) -> Unit:
    return actions.put_unit("E32", "fire_engine", "消防 32", "Engine 32", "station")


def run_of(unit: Unit) -> Run:
    return Run.objects.filter(unit=unit).latest("dispatched_at")


def test_a_run_keeps_its_times_as_they_happened(cast: Cast, clock: SetClock, unit: Unit, gale: Incident) -> None:
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    began = clock.at
    for status in ("en_route", "on_scene", "transporting", "at_destination", "returning"):
        clock.forward(minutes=1)
        actions.unit_status(cast.lin, unit.pk, status)

    run = run_of(unit)
    assert run.times == tuple(began + minute * MIN for minute in range(6))
    assert (run.outcome, run.ended_at, run.disorder) == ("cleared", began + 5 * MIN, [])
    assert Unit.objects.get().status == "returning"
    assert list(verify()) == []


def test_what_is_recorded_late_keeps_both_times_and_moves_nothing(
    cast: Cast, clock: SetClock, unit: Unit, gale: Incident
) -> None:
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    began = clock.at
    clock.forward(minutes=10)
    actions.unit_status(cast.lin, unit.pk, "transporting")
    clock.forward(minutes=5)

    row = actions.unit_status(cast.lin, unit.pk, "on_scene", at=began + 4 * MIN, said_by="32 车")

    assert (row.status, row.since) == ("transporting", began + 10 * MIN)
    assert run_of(unit).on_scene_at == began + 4 * MIN
    entry = journal.last(unit.subject)
    assert entry is not None
    assert (entry.kind, entry.at, entry.facts["happened_at"]) == ("dispatch.unit_late", clock.at, iso(began + 4 * MIN))
    assert (entry.facts["status"], entry.facts["stage"], entry.incident) == ("transporting", "on_scene", gale.pk)
    assert "到场" in entry.say().zh


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_stages_recorded_in_any_order_give_the_same_run_and_the_same_present(
    cast: Cast, clock: SetClock, unit: Unit, gale: Incident, order: tuple[int, ...]
) -> None:
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    began = clock.at
    clock.forward(hours=1)

    for place in order:
        status = ("en_route", "on_scene", "at_destination")[place]
        actions.unit_status(cast.lin, unit.pk, status, at=began + (place + 1) * MIN)

    run, row = run_of(unit), Unit.objects.get()
    assert (run.en_route_at, run.on_scene_at, run.at_destination_at) == (began + MIN, began + 2 * MIN, began + 3 * MIN)
    assert (row.status, row.since) == ("at_destination", began + 3 * MIN)


def test_a_stage_of_a_run_that_is_over_belongs_to_that_run(
    cast: Cast, clock: SetClock, unit: Unit, gale: Incident
) -> None:
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    began = clock.at
    clock.forward(minutes=9)
    actions.unit_status(cast.lin, unit.pk, "available")
    assert run_of(unit).outcome == "never_arrived"
    other = open_gale(cast.lin)
    clock.forward(minutes=1)
    actions.dispatch_unit(cast.lin, unit.pk, other.pk)

    row = actions.unit_status(cast.lin, unit.pk, "on_scene", at=began + 3 * MIN)

    first = Run.objects.get(incident=gale)
    assert (row.status, row.incident_id) == ("dispatched", other.pk)
    assert (first.on_scene_at, first.outcome) == (began + 3 * MIN, "cleared")
    assert Run.objects.get(incident=other).on_scene_at is None


def test_a_unit_that_is_called_off_never_arrived_and_the_book_says_why(cast: Cast, unit: Unit, gale: Incident) -> None:
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)

    actions.unit_status(cast.lin, unit.pk, "returning", cancelled=True, reason="误报")

    assert (run_of(unit).outcome, run_of(unit).reason, run_of(unit).on_scene_at) == ("cancelled", "误报", None)
    entry = journal.last(unit.subject)
    assert entry is not None
    assert entry.say().zh == "消防 32 返程可派（到场前取消）"
    assert entry.say().en == "Engine 32 available on radio (called off before it arrived)"


def test_a_unit_is_diverted_only_with_a_reason_and_both_incidents_say_so(
    cast: Cast, clock: SetClock, unit: Unit, gale: Incident
) -> None:
    other = open_gale(cast.lin)
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    clock.forward(minutes=2)
    refusals: list[tuple[dict[str, object], int, type[Fault]]] = [
        ({}, other.pk, UnitTaken), ({"divert": True}, other.pk, ReasonOwed), ({"divert": True, "reason": "近"}, gale.pk, SameIncident),
    ]  # fmt: skip
    for asked, goal, fault in refusals:
        with pytest.raises(fault):
            actions.dispatch_unit(cast.lin, unit.pk, goal, **asked)  # type: ignore[arg-type]

    row = actions.dispatch_unit(cast.lin, unit.pk, other.pk, divert=True, reason="更近")

    first, second = Run.objects.order_by("pk")
    assert (row.status, row.incident_id) == ("dispatched", other.pk)
    assert (first.outcome, first.diverted_to_id, first.ended_at, first.cleared_at) == (
        "diverted",
        other.pk,
        clock.at,
        None,
    )
    assert second.outcome == ""
    left, sent = journal.of_subject(unit.subject)[-2:]
    assert (left.kind, left.incident, sent.kind, sent.incident) == (
        "dispatch.unit_diverted",
        gale.pk,
        "dispatch.unit_dispatched",
        other.pk,
    )
    assert sent.cause == left.id
    assert left.say().zh == f"消防 32 由 {gale.number} 改派 {other.number}：更近"


def test_a_diverted_unit_goes_on_with_its_first_run_when_it_is_free_again(
    cast: Cast, clock: SetClock, unit: Unit, gale: Incident
) -> None:
    other = open_gale(cast.lin)
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    actions.unit_status(cast.lin, unit.pk, "on_scene")
    clock.forward(minutes=1)
    actions.dispatch_unit(cast.lin, unit.pk, other.pk, divert=True, reason="隔壁")
    clock.forward(minutes=1)
    actions.unit_status(cast.lin, unit.pk, "available")
    clock.forward(minutes=1)

    row = actions.unit_status(cast.lin, unit.pk, "transporting", at=clock.at, incident=gale.pk)

    assert (row.status, row.incident_id, Run.objects.get(incident=gale).outcome) == ("transporting", gale.pk, "")
    assert Run.objects.get(incident=other).outcome == "never_arrived"


def test_times_that_cannot_be_are_refused(cast: Cast, clock: SetClock, unit: Unit, gale: Incident) -> None:
    began = clock.at
    clock.forward(minutes=5)
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    clock.forward(minutes=5)
    actions.unit_status(cast.lin, unit.pk, "on_scene")
    head = journal.head()
    tries: list[tuple[str, dict[str, object], type[Fault]]] = [
        ("transporting", {"at": clock.at + MIN}, AheadOfTime),
        ("available", {"at": clock.at - MIN}, BeforeItsStatus),
        ("on_scene", {"at": clock.at - MIN}, AlreadyTimed),
        ("en_route", {"at": began + MIN}, NoSuchRun),
        ("en_route", {"at": clock.at, "incident": open_gale(cast.lin).pk}, NoSuchRun),
        ("out", {}, ReasonOwed),
    ]
    head = journal.head()
    for status, asked, fault in tries:
        with pytest.raises(fault):
            actions.unit_status(cast.lin, unit.pk, status, **asked)  # type: ignore[arg-type]
    with pytest.raises(AheadOfTime):
        actions.dispatch_unit(cast.lin, unit.pk, gale.pk, at=clock.at + MIN)
    assert journal.head() == head


def test_a_wrong_time_is_corrected_with_a_reason_and_the_old_one_stays_in_the_book(
    cast: Cast, clock: SetClock, unit: Unit, gale: Incident
) -> None:
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    began = clock.at
    clock.forward(minutes=9)
    actions.unit_status(cast.lin, unit.pk, "on_scene")
    actions.unit_status(cast.lin, unit.pk, "transporting")

    actions.unit_status(cast.lin, unit.pk, "on_scene", at=began + 4 * MIN, reason="抄表时写错")

    assert run_of(unit).on_scene_at == began + 4 * MIN
    entry = journal.last(unit.subject)
    assert entry is not None
    assert (entry.facts["before"], entry.facts["reason"]) == (iso(began + 9 * MIN), "抄表时写错")


def test_one_line_of_the_radio_reports_a_status(cast: Cast, clock: SetClock, unit: Unit, gale: Incident) -> None:
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    clock.forward(minutes=20)

    row = actions.radio(cast.lin, "e32 4")

    assert (row.status, row.since) == ("on_scene", clock.at)
    actions.put_code("99", "transporting")
    assert actions.radio(cast.lin, "E32 99").status == "transporting"
    for line, fault in (("E32", RadioLineUnread), ("E99 4", NoUnitOfCode), ("E32 飞行", UnknownStatus)):
        with pytest.raises(fault):
            actions.radio(cast.lin, line)


def test_a_site_has_kinds_and_codes_of_its_own_beside_those_that_are_shipped(cast: Cast, unit: Unit) -> None:
    made = actions.put_kind("drone", "无人机组", "Drone team", speed_kmh=60, icon="wind", tone="moss")

    assert (made.title.zh, kind_of("drone").shipped, "ambulance" in kinds()) == ("无人机组", False, True)
    assert actions.put_unit("D1", "drone", "无人机 1", "Drone 1", "station").kind == "drone"
    head = journal.head()
    actions.put_kind("drone", "无人机组", "Drone team", speed_kmh=60, icon="wind", tone="moss")
    assert journal.head() == head, "the same again changes nothing"
    for wrong in ({"code": "Dr one"}, {"speed_kmh": 0}, {"icon": "skull"}, {"zh": ""}):
        with pytest.raises(KindWrong):
            actions.put_kind(**({"code": "x", "zh": "x", "en": "x", "speed_kmh": 40} | wrong))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        actions.set_kind(cast.lin, "x", "x", "x", speed_kmh=40)
    actions.put_code("4", "transporting")
    assert (codes()["4"], codes()["8"]) == ("transporting", "at_destination")


def test_a_unit_has_its_agency_its_crew_and_its_equipment(cast: Cast, gale: Incident) -> None:
    given = {
        "agency": Words(zh="消防救援大队", en="Fire brigade"),
        "crew": 6,
        "members": ["lin"],
        "equipment": [("液压剪", "Hydraulic cutter", 2)],
    }

    unit = actions.put_unit("R1", "rescue_truck", "抢险 1", "Rescue 1", "station", **given)  # type: ignore[arg-type]

    entry = journal.last(unit.subject)
    assert entry is not None
    assert (entry.facts["crew"], entry.facts["members"]) == (6, [cast.lin.person])
    assert entry.facts["equipment"] == ["液压剪 / Hydraulic cutter × 2"]
    with pytest.raises(EquipmentWrong):
        actions.put_unit("R1", "rescue_truck", "抢险 1", "Rescue 1", "station", crew=-1)


def test_the_database_refuses_a_second_run_at_a_time_and_an_end_without_an_answer(
    cast: Cast, unit: Unit, gale: Incident
) -> None:
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    run = run_of(unit)

    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(unit=unit, incident=gale, dispatched_at=run.dispatched_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(outcome="cleared", ended_at=run.dispatched_at)


def test_a_unit_whose_row_was_changed_behind_the_book_is_found(cast: Cast, unit: Unit, gale: Incident) -> None:
    actions.dispatch_unit(cast.lin, unit.pk, gale.pk)
    assert list(verify()) == []

    Unit.objects.filter(pk=unit.pk).update(status="on_scene")

    assert [finding.words.en for finding in verify()] == [
        f"status of unit:{unit.pk} is on_scene in the table and dispatched in the book"
    ]
