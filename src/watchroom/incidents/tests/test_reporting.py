"""Reporting upward: which limits run, what ends them, and what nobody may lose."""

from datetime import timedelta
from typing import Any

import pytest

from watchroom.alarms.models import Alarm
from watchroom.conftest import T0, SetClock
from watchroom.incidents import actions, clocks, ruling, sending
from watchroom.incidents.chores import WatchReports
from watchroom.incidents.faults import NoSuchClock, NotFilled, NotMetSo, RuleUnfit
from watchroom.incidents.followers import AlarmOfLateReports
from watchroom.incidents.models import Incident, ReportClock, Sending
from watchroom.incidents.reporting import national
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast

_MINUTE = timedelta(minutes=1)


def fire(cast: Cast, **more: Any) -> Incident:
    return actions.open_incident(cast.lin, title_zh="缆车站起火", title_en="Fire at the lift", kind="fire", **more)


def limits(row: Incident) -> dict[tuple[str, str], int]:
    """Minutes of each clock from the moment that it counts from."""
    return {(c.rule, c.channel): (c.due_at - c.started_at) // _MINUTE for c in row.report_clocks.all()}


def told(cast: Cast, row: Incident, *met: int, kind: str = "first", channel: str = "telephone") -> None:
    sending.report_up(
        cast.lin, row.pk, kind=kind, to="市局", text="起火", channel=channel, receiver="市局值班员", clocks=met
    )


def late_alarms() -> int:
    return Alarm.objects.filter(rule__code="platform-report-late", state="unack").count()


def follow() -> None:
    """The follower reads the whole book, as it does after a restart."""
    follower = AlarmOfLateReports()
    for entry in Entry.objects.filter(kind__in=follower.kinds).order_by("id"):
        follower.handle(entry)


def test_without_a_level_no_clock_runs_and_with_one_what_is_owed_begins(cast: Cast, clock: SetClock) -> None:
    row = fire(cast)
    assert limits(row) == {}
    clock.forward(minutes=5)

    ruling.set_level(cast.chen, "county")

    assert limits(row) == {("accident-hop", "any"): 120}
    assert row.report_clocks.get().started_at == T0 + 5 * _MINUTE
    assert list(verify()) == []


def test_a_higher_grade_adds_clocks_and_a_lower_one_loses_none(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    row = fire(cast)
    clock.forward(minutes=30)

    actions.grade(cast.lin, row.pk, 3, reason="三人死亡")
    added = row.report_clocks.get(rule="accident-telephone")
    actions.grade(cast.lin, row.pk, 4, reason="核实为一人")

    assert (added.started_at, added.base) == (T0 + 30 * _MINUTE, "application")
    assert limits(row) == {("accident-hop", "any"): 120, ("accident-telephone", "telephone"): 60}
    assert all(one.runs for one in row.report_clocks.all())


def test_only_a_sending_by_the_right_channel_with_a_receiver_ends_a_clock(cast: Cast) -> None:
    ruling.set_level(cast.chen, "county")
    row = fire(cast, grade=3)
    by_phone = row.report_clocks.get(rule="accident-telephone")

    with pytest.raises(NotFilled):
        sending.report_up(cast.lin, row.pk, kind="first", to="省厅", text="起火", clocks=[by_phone.pk])
    with pytest.raises(NotMetSo):
        told(cast, row, by_phone.pk, channel="written")
    assert not Sending.objects.exists()
    told(cast, row, by_phone.pk)
    with pytest.raises(NoSuchClock):
        told(cast, row, by_phone.pk, kind="follow_up")

    by_phone.refresh_from_db()
    assert by_phone.met is not None
    assert by_phone.met.receiver == "市局值班员"
    assert row.report_clocks.get(rule="accident-hop").runs
    sent = journal.last(row.subject, "incidents.sent")
    assert sent is not None
    assert sent.facts["clocks"] == [by_phone.pk]
    assert "市局值班员" not in str(sent.facts)


def test_what_is_repeated_counts_from_each_sending_until_the_final_report(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    row = fire(cast)
    told(cast, row)
    first = row.report_clocks.get(rule="accident-follow-up")
    at = clock.forward(hours=20)
    told(cast, row, first.pk, kind="follow_up")

    second = row.report_clocks.get(rule="accident-follow-up", count=2)
    assert (first.started_at, second.started_at) == (T0, at)
    told(cast, row, kind="final")
    second.refresh_from_db()
    assert (second.met, second.ended_at) == (None, at)


def test_casualties_that_change_after_a_report_are_owed_the_same_day_for_as_long_as_the_rule_says(
    cast: Cast, clock: SetClock
) -> None:
    ruling.set_level(cast.chen, "county")
    row = fire(cast)
    actions.note(cast.lin, row.pk, "一人受伤", counted={"injured": 1})
    assert not row.report_clocks.filter(report="casualties").exists()  # nobody was told anything else yet
    told(cast, row)
    clock.forward(days=8)
    actions.note(cast.lin, row.pk, "又一人", counted={"injured": 2})
    assert not row.report_clocks.filter(report="casualties").exists()  # of fires, seven days
    clock.set(T0 + timedelta(days=2))

    actions.note(cast.lin, row.pk, "再一人", counted={"injured": 3})

    owed = row.report_clocks.get(report="casualties")
    assert owed.due_at == T0.replace(hour=16) + timedelta(days=2)  # midnight at the site


def test_a_limit_that_ran_out_is_an_alarm_once_until_the_report_is_sent(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    row = fire(cast)
    chore = WatchReports()
    assert chore.run(clock.forward(minutes=119)) == 0

    assert chore.run(clock.forward(minutes=1)) == 1
    assert chore.run(clock.forward(minutes=1)) == 0
    follow()
    assert late_alarms() == 1

    told(cast, row, row.report_clocks.get().pk)
    follow()
    assert late_alarms() == 0
    assert ReportClock.objects.get(rule="accident-hop").late_at == T0 + 120 * _MINUTE


def test_an_earlier_receipt_moves_the_clock_that_counts_from_it(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    row = fire(cast)
    assert not row.report_clocks.get().base_known

    sending.set_basis(cast.lin, row.pk, received_at=T0 - 30 * _MINUTE, reason="电话记录")

    moved = row.report_clocks.get()
    assert (moved.started_at, moved.due_at, moved.base_known) == (T0 - 30 * _MINUTE, T0 + 90 * _MINUTE, True)
    with pytest.raises(NotFilled):
        sending.set_basis(cast.lin, row.pk, received_at=T0 + _MINUTE, reason="x")


def test_the_site_puts_its_own_rule_over_a_national_one_and_every_version_stays(cast: Cast) -> None:
    ruling.set_level(cast.chen, "county")
    shorter = national()["accident-hop"].model_dump(mode="json") | {"within": {"telephone": 20, "written": 40}}

    ruling.put_rule(cast.chen, shorter, reason="市里规定")
    assert limits(fire(cast)) == {("accident-hop", "telephone"): 20, ("accident-hop", "written"): 40}
    ruling.withdraw_rule(cast.chen, "accident-hop", reason="另定")

    assert limits(fire(cast)) == {}
    shipped, versions = ruling.history(cast.lin, "accident-hop")
    assert shipped == national()["accident-hop"]
    assert [(one.version, one.content is None) for one in versions] == [(2, True), (1, False)]
    with pytest.raises(RuleUnfit):
        ruling.put_rule(cast.chen, shorter | {"within": {}}, reason="x")
    with pytest.raises(NotAllowed):
        ruling.put_rule(cast.lin, shorter, reason="x")


def test_closing_ends_what_is_owed_and_keeps_that_it_was_late(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    row = fire(cast)
    at = clock.forward(hours=3)
    WatchReports().run(at)

    actions.close(cast.chen, row.pk, reason="扑灭")

    kept = row.report_clocks.get()
    assert (kept.runs, kept.late_at, kept.ended_at) == (False, at, at)
    follow()
    assert late_alarms() == 0
    assert clocks.overdue(at + timedelta(days=1)) == []
