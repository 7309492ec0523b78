"""A unit that was sent and will not arrive: the watch is told once, with what lacks, until it lacks no more."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from watchroom.alarms.models import Alarm
from watchroom.conftest import SetClock
from watchroom.dispatch import actions, reporting
from watchroom.dispatch.models import Unit
from watchroom.dispatch.shortfall import unreplaced
from watchroom.dispatch.tests.test_proposing import crash, fleet  # noqa: F401
from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal.followers import Runner
from watchroom.people.models import Person
from watchroom.people.testing import Cast

AT = datetime.fromisoformat("2026-02-06T06:00:00+00:00")


def follow() -> None:
    Runner("tests").run()


def alarms() -> list[Alarm]:
    return list(Alarm.objects.filter(rule__code="platform-unit-lost").order_by("pk"))


@pytest.fixture
def sent(cast: Cast, clock: SetClock, fleet: dict[str, Unit]) -> Incident:  # noqa: F811
    """A crash that needs one ambulance, and has been sent one."""
    row = crash(cast)
    actions.dispatch_unit(cast.lin, fleet["a1"].pk, row.pk)
    clock.forward(minutes=1)
    follow()
    assert alarms() == []
    return row


@pytest.mark.parametrize(
    ("status", "more", "said"),
    [
        ("available", {}, "free again without having arrived"),
        ("available", {"cancelled": True, "reason": "误报"}, "called off before it arrived"),
        ("returning", {}, "free again without having arrived"),
        ("out", {"reason": "flat tyre"}, "out of service (flat tyre)"),
    ],
)
def test_a_unit_that_will_not_arrive_is_one_alarm_that_says_what_lacks(
    cast: Cast, clock: SetClock, sent: Incident, fleet: dict[str, Unit], status: str, more: dict[str, object], said: str  # noqa: F811
) -> None:  # fmt: skip
    reporting.unit_status(cast.lin, fleet["a1"].pk, status, **more)  # type: ignore[arg-type]
    follow()
    follow()

    (one,) = alarms()
    assert (one.state, one.priority, one.incident, one.about) == ("unack", 2, sent.pk, f"incident:{sent.pk}")
    assert one.detail_en == f"A1: {said}. Lacking now: 1 Ambulance."
    assert "现缺：救护车 1" in one.detail_zh
    client = Client()
    client.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/alarms/{one.pk}").content.decode()
    assert f'href="/dispatch/proposals/?incident={sent.pk}"' in page
    assert f'href="/incidents/{sent.pk}"' in page

    clock.forward(minutes=1)
    actions.dispatch_unit(cast.lin, fleet["a2"].pk, sent.pk)
    follow()
    assert [row.state for row in alarms()] == ["rtn"]


def test_the_incident_that_a_unit_is_taken_from_is_told_and_not_the_one_that_gets_it(
    cast: Cast, clock: SetClock, sent: Incident, fleet: dict[str, Unit]  # noqa: F811
) -> None:  # fmt: skip
    other = crash(cast)
    actions.dispatch_unit(cast.lin, fleet["a1"].pk, other.pk, divert=True, reason="更急")
    follow()
    (one,) = alarms()
    assert (one.incident, one.detail_en) == (
        sent.pk,
        "A1: diverted to another incident. Lacking now: 1 Ambulance.",
    )

    clock.forward(minutes=1)  # it is free again and goes on to where it was sent first
    reporting.unit_status(cast.lin, fleet["a1"].pk, "available", cancelled=True, reason="回到原事件")
    reporting.unit_status(cast.lin, fleet["a1"].pk, "en_route", incident=sent.pk, at=clock.at)
    follow()
    assert {(row.incident, row.state) for row in alarms()} == {(sent.pk, "rtn"), (other.pk, "unack")}


def test_several_that_are_lost_are_one_alarm_and_each_has_to_be_made_up_for(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit]  # noqa: F811
) -> None:  # fmt: skip
    row = crash(cast, grade=3)  # needs three
    for code in ("a1", "a2"):
        actions.dispatch_unit(cast.lin, fleet[code].pk, row.pk)
    clock.forward(minutes=1)
    for code in ("a1", "a2"):
        reporting.unit_status(cast.lin, fleet[code].pk, "out", reason="故障")
        clock.forward(minutes=1)
        follow()
    (one,) = alarms()
    assert one.detail_en.startswith("A2: out of service (故障), A1: out of service (故障). Lacking now: 2 ")

    actions.dispatch_unit(cast.lin, fleet["a3"].pk, row.pk)
    follow()
    (one,) = alarms()
    assert (one.state, one.detail_en[-12:]) == ("unack", "1 Ambulance.")
    incidents.grade(cast.lin, row.pk, 4, reason="一人")
    follow()
    assert [one.state for one in alarms()] == ["rtn"]


def test_who_has_been_there_or_is_needed_no_more_is_missed_by_nobody(
    cast: Cast, clock: SetClock, sent: Incident, fleet: dict[str, Unit]  # noqa: F811
) -> None:  # fmt: skip
    actions.dispatch_unit(cast.lin, fleet["a2"].pk, sent.pk)
    reporting.unit_status(cast.lin, fleet["a1"].pk, "on_scene")
    clock.forward(minutes=9)
    reporting.unit_status(cast.lin, fleet["a1"].pk, "available")
    reporting.unit_status(cast.lin, fleet["a2"].pk, "available", cancelled=True, reason="已够")
    follow()
    assert alarms() == []


def test_a_late_report_that_it_was_there_ends_it_and_so_does_closing(
    cast: Cast, clock: SetClock, sent: Incident, fleet: dict[str, Unit]  # noqa: F811
) -> None:  # fmt: skip
    there = clock.at
    clock.forward(minutes=5)
    reporting.unit_status(cast.lin, fleet["a1"].pk, "available")
    follow()
    assert [one.state for one in alarms()] == ["unack"]
    clock.forward(minutes=1)
    reporting.unit_status(cast.lin, fleet["a1"].pk, "on_scene", incident=sent.pk, at=there)
    follow()
    assert [one.state for one in alarms()] == ["rtn"]

    actions.dispatch_unit(cast.lin, fleet["a2"].pk, sent.pk)
    other = crash(cast)
    clock.forward(minutes=1)
    actions.dispatch_unit(cast.lin, fleet["a3"].pk, other.pk)
    reporting.unit_status(cast.lin, fleet["a3"].pk, "available")
    follow()
    assert [one.state for one in alarms()] == ["rtn", "unack"]
    incidents.close(cast.chen, other.pk, reason="误报")
    follow()
    assert [one.state for one in alarms()] == ["rtn", "rtn"]


def test_the_last_one_is_missed_even_where_no_rule_names_it(
    cast: Cast, clock: SetClock, fleet: dict[str, Unit]  # noqa: F811
) -> None:  # fmt: skip
    row = crash(cast)
    actions.dispatch_unit(cast.lin, fleet["p1"].pk, row.pk)
    clock.forward(minutes=1)
    reporting.unit_status(cast.lin, fleet["p1"].pk, "out", reason="故障")
    follow()
    (one,) = alarms()
    assert one.detail_en == "P1: out of service (故障). Lacking now: no unit is on its way or there."


@pytest.mark.pure
@pytest.mark.parametrize(
    ("lost", "sent", "left"),
    [([], [0, 1], 0), ([1], [0], 1), ([1], [0, 2], 0), ([1], [1], 0), ([1, 3], [2], 1), ([5], [1, 2, 3], 1), ([1, 2], [3, 4, 5], 0)],
)  # fmt: skip
def test_only_who_was_sent_since_makes_up_for_a_loss(lost: list[int], sent: list[int], left: int) -> None:
    at = [AT + timedelta(minutes=n) for n in range(9)]
    assert unreplaced([at[n] for n in lost], [at[n] for n in sent]) == left
