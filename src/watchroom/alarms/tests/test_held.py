"""What holds alarms back: shelves, planned maintenance, out of service, a rule's own design. Judging goes on all the while."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from watchroom.alarms import actions, chores, faults, hold_actions, queries
from watchroom.alarms.models import Alarm, Hold
from watchroom.alarms.queries import rule_specs
from watchroom.alarms.rule_actions import put_rule
from watchroom.alarms.rules import HoldKind
from watchroom.alarms.tests.scene import TOLD, WIND, Watch, wind_rule
from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer

RISE = (3.1, 4.0, 4.6, 5.2, 4.8, 4.4, 4.7)
HOUR = timedelta(hours=1)


@pytest.fixture
def watch(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(chores, "drained", lambda at: [])
    return Watch(wind_rule().watched, T0)


@pytest.fixture
def alarm(watch: Watch, cast: Cast, clock: SetClock) -> Alarm:
    watch.minutes(*RISE)
    clock.forward(minutes=7)
    return Alarm.objects.get()


def kinds() -> list[str]:
    return list(Entry.objects.filter(subject__startswith="alarm:").order_by("id").values_list("kind", flat=True))


def counted(viewer: Viewer) -> tuple[int, int, int, int]:
    load = queries.load(viewer)
    return load.unseen, load.shelved, load.suppressed, load.out


def keep(clock: SetClock) -> int:
    return chores.KeepHolds().run(clock.at)


def test_a_shelved_alarm_is_not_heard_is_counted_and_comes_back_by_itself(
    alarm: Alarm, cast: Cast, clock: SetClock
) -> None:
    hold_actions.shelve(cast.lin, alarm.pk, 30, "探头检修")

    assert (queries.alarms(cast.lin), queries.to_sound(cast.lin)) == ([], [])
    assert [row.pk for row in queries.alarms(cast.lin, held=True)] == [alarm.pk]
    assert counted(cast.lin) == (0, 1, 0, 0)
    shelved = Entry.objects.get(kind="alarms.shelved")
    assert shelved.facts | {"held": "shelved", "reason": "探头检修", "minutes": 30, "state": "unack"} == shelved.facts
    assert Entry.objects.get(id=shelved.cause or 0).kind == "alarms.hold_begun"

    clock.forward(minutes=29)
    assert (chores.KeepHolds().pending(clock.at), keep(clock)) == (0, 0)
    clock.forward(minutes=1)
    assert chores.KeepHolds().pending(clock.at) == 1
    assert [row.pk for row in queries.alarms(cast.lin)] == [alarm.pk], "not a moment longer, though no worker came"
    assert (keep(clock), keep(clock)) == (1, 0)

    alarm.refresh_from_db()
    assert (alarm.state, alarm.shelved_until, alarm.announced_at) == ("unack", None, clock.at)
    assert counted(cast.lin) == (1, 0, 0, 0)
    assert kinds() == ["alarms.raised", "alarms.shelved", "alarms.unshelved"]
    assert Hold.objects.get().ended_by == ""


@pytest.mark.django_db(transaction=True)
def test_shelving_locks_nothing_outside_its_transaction(alarm: Alarm, cast: Cast, clock: SetClock) -> None:
    """PostgreSQL refuses a lock that no transaction holds; inside a test's own transaction nobody would notice."""
    assert hold_actions.shelve(cast.lin, alarm.pk, 30, "x").shelved_until == clock.at + HOUR / 2
    assert hold_actions.unshelve(cast.lin, alarm.pk).shelved_until is None


def test_what_happens_on_the_shelf_is_recorded_and_what_comes_anew_is_shelved_with_it(
    alarm: Alarm, watch: Watch, cast: Cast, clock: SetClock
) -> None:
    hold_actions.shelve(cast.lin, alarm.pk, 60, "探头检修")
    watch.minutes(3.0, *RISE, at=7)

    assert list(Alarm.objects.order_by("onset").values_list("state", flat=True)) == ["rtn", "unack"]
    assert counted(cast.lin) == (0, 2, 0, 0)
    assert kinds() == ["alarms.raised", "alarms.shelved", "alarms.returned", "alarms.raised", "alarms.shelved"]
    clock.forward(hours=1)
    keep(clock)
    assert [row.state for row in queries.alarms(cast.lin)] == ["unack", "rtn"], "each as its condition now is"


def test_a_shelf_is_ended_by_hand_and_replaced_by_a_second(alarm: Alarm, cast: Cast, clock: SetClock) -> None:
    hold_actions.shelve(cast.lin, alarm.pk, 30, "甲")
    hold_actions.shelve(cast.chen, alarm.pk, 60, "乙")
    assert Alarm.objects.get().shelved_until == clock.at + HOUR
    assert Hold.objects.filter(ended_at=None).count() == 1

    hold_actions.unshelve(cast.lin, alarm.pk)

    assert counted(cast.lin) == (1, 0, 0, 0)
    with pytest.raises(faults.NotShelved):
        hold_actions.unshelve(cast.lin, alarm.pk)
    with pytest.raises(faults.HoldEndedBefore):
        hold_actions.end_hold(cast.lin, Hold.objects.latest("pk").pk)


def test_shelves_have_a_reason_and_an_end_and_life_safety_is_the_leaders(alarm: Alarm, cast: Cast) -> None:
    refused: list[tuple[type[Exception], int, str]] = [
        (faults.NotFilled, 30, "  "), (faults.NotFilled, 30, "长" * 501), (faults.ShelfTooLong, 0, "x"),
        (faults.ShelfTooLong, 241, "x"), (faults.ShelfTooLong, -1, "x"),
    ]  # fmt: skip
    for fault, minutes, reason in refused:
        with pytest.raises(fault):
            hold_actions.shelve(cast.lin, alarm.pk, minutes, reason)
    Alarm.objects.update(priority=1)
    with pytest.raises(faults.LeaderShelves):
        hold_actions.shelve(cast.lin, alarm.pk, 30, "x")
    with pytest.raises(faults.ShelfTooLong):
        hold_actions.shelve(cast.chen, alarm.pk, 61, "x")
    assert hold_actions.shelve(cast.chen, alarm.pk, 60, "x").shelved_until
    actions.acknowledge(cast.lin, alarm.pk)
    assert Alarm.objects.get().state == "ack", "on the shelf too a person may say that he has seen it"


def test_what_is_cleared_can_no_longer_be_shelved(alarm: Alarm, watch: Watch, cast: Cast) -> None:
    hold_actions.shelve(cast.lin, alarm.pk, 60, "x")
    actions.acknowledge(cast.lin, alarm.pk)
    watch.minutes(3.0, at=7)

    cleared = Alarm.objects.get()
    assert (cleared.state, cleared.shelved_until) == ("cleared", None)
    with pytest.raises(faults.AlreadyCleared):
        hold_actions.shelve(cast.lin, alarm.pk, 30, "x")


def test_out_of_service_lasts_until_a_person_puts_it_back(alarm: Alarm, watch: Watch, cast: Cast) -> None:
    hold = hold_actions.take_out(cast.chen, sensor="jump-wind", reason="更换探头")
    with pytest.raises(faults.AlreadyOut):
        hold_actions.take_out(cast.zhao, sensor="jump-wind", reason="又一次")
    watch.minutes(3.0, *RISE, at=7)

    assert counted(cast.lin) == (0, 0, 0, 2)
    assert kinds().count("alarms.taken_out") == 2

    hold_actions.end_hold(cast.zhao, hold.pk)

    assert counted(cast.lin) == (2, 0, 0, 0)
    assert kinds()[-2:] == ["alarms.put_back"] * 2
    assert Hold.objects.get().ended_by == cast.zhao.actor


@pytest.mark.parametrize("thing", [{"place": "ski-jump"}, {"sensor": "jump-wind"}, {"rule": "jump-wind-4"}])
def test_planned_maintenance_begins_suppresses_what_it_covers_and_ends(
    thing: dict[str, str], alarm: Alarm, cast: Cast, clock: SetClock
) -> None:
    hold_actions.plan_maintenance(cast.chen, clock.at + HOUR, clock.at + 2 * HOUR, reason="年检", **thing)
    assert [(work.kind, work.in_force) for work in queries.holds(cast.wall, HoldKind.MAINTENANCE)] == [
        ("maintenance", False)
    ]
    assert (keep(clock), counted(cast.lin)) == (0, (1, 0, 0, 0))

    clock.forward(hours=1)
    assert keep(clock) == 1
    assert counted(cast.lin) == (0, 0, 1, 0)
    suppressed = Entry.objects.get(kind="alarms.suppressed")
    assert suppressed.say().en.endswith("planned maintenance: 年检")
    clock.forward(hours=1)
    assert keep(clock) == 1

    assert counted(cast.lin) == (1, 0, 0, 0)
    assert [e.kind for e in Entry.objects.filter(subject__startswith="hold:").order_by("id")] == [
        "alarms.hold_laid", "alarms.hold_begun", "alarms.hold_ended",
    ]  # fmt: skip


def test_maintenance_elsewhere_suppresses_nothing_and_wrong_times_are_refused(
    alarm: Alarm, cast: Cast, clock: SetClock
) -> None:
    at = clock.at
    wrong = [(at, at), (at + HOUR, at), (at - 2 * HOUR, at - HOUR), (at, at + timedelta(days=32))]
    for since, until in wrong:
        with pytest.raises(faults.WrongTimes):
            hold_actions.plan_maintenance(cast.chen, since, until, rule="jump-wind-4", reason="x")
    things: list[dict[str, str]] = [{}, {"rule": "jump-wind-4", "place": "ski-jump"}]
    for thing in things:
        with pytest.raises(faults.OneThing):
            hold_actions.plan_maintenance(cast.chen, at, at + HOUR, reason="x", **thing)
    for thing, fault in (
        ({"rule": "x"}, faults.NoSuchRule), ({"sensor": "x"}, faults.NoSuchSensor), ({"place": "x"}, faults.NoSuchPlaceThere),
    ):  # fmt: skip
        with pytest.raises(fault):
            hold_actions.plan_maintenance(cast.chen, at, at + HOUR, reason="x", **thing)
    put_rule("other", detector="threshold", sensor="jump-wind", settings={"limit": 30}, priority=3, **TOLD)
    hold_actions.plan_maintenance(cast.chen, at, at + HOUR, rule="other", reason="x")
    assert counted(cast.lin) == (1, 0, 0, 0)


def test_an_alarm_that_follows_from_another_is_held_back_while_that_one_stands_and_is_heard(
    watch: Watch, cast: Cast, clock: SetClock
) -> None:
    """TRUST D-11 by design: the gale hides the mean wind, unless the gale itself is held back."""
    put_rule("jump-gale", detector="threshold", sensor="jump-wind", settings={"limit": 8}, priority=1, **TOLD)
    wind_rule(suppressed_by="jump-gale")
    watch.judge.replace(rule_specs(watch.sensor.partition))
    watch.minutes(*RISE, 9.0)
    clock.forward(minutes=8)
    gale, wind = (Alarm.objects.get(rule__code=code) for code in ("jump-gale", "jump-wind-4"))
    assert (gale.suppressed_by, wind.suppressed_by) == ("", "rule:jump-gale")
    assert counted(cast.lin) == (1, 0, 1, 0)

    hold_actions.shelve(cast.chen, gale.pk, 30, "x")
    assert counted(cast.lin) == (1, 1, 0, 0), "what is held back hides nothing"
    hold_actions.unshelve(cast.chen, gale.pk)
    assert counted(cast.lin) == (1, 0, 1, 0)
    watch.minutes(5.0, at=8)

    wind.refresh_from_db()
    assert (wind.state, wind.suppressed_by) == ("unack", "")
    assert counted(cast.lin) == (2, 0, 0, 0)


def test_rules_that_would_hold_back_each_other_are_refused(watch: Watch) -> None:
    put_rule("b", detector="threshold", sensor="jump-wind", settings={"limit": 8}, priority=1, suppressed_by="jump-wind-4", **TOLD)  # fmt: skip
    for above in ("b", "jump-wind-4", "nowhere"):
        with pytest.raises(faults.WrongSuppressor):
            wind_rule(suppressed_by=above)
    with pytest.raises(faults.BuiltInRule):
        put_rule("platform-x", detector="threshold", sensor="jump-wind", settings=WIND, priority=1, **TOLD)


def test_the_streams_are_drained_before_a_scenarios_clock_ends_a_shelf(
    alarm: Alarm, cast: Cast, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F10: the same day gives the same order each time it is played."""
    hold_actions.shelve(cast.lin, alarm.pk, 30, "x")
    clock.forward(minutes=30)
    monkeypatch.setattr(chores, "drained", lambda at: ["mqtt: 3 messages before the bridge"])
    assert (chores.KeepHolds().pending(clock.at), keep(clock)) == (1, 0)
    monkeypatch.setattr(chores, "drained", lambda at: [])
    assert keep(clock) == 1


def test_only_the_watch_shelves_and_only_the_leader_takes_out_and_plans(
    alarm: Alarm, cast: Cast, clock: SetClock
) -> None:
    def plan(viewer: Viewer) -> Any:
        return hold_actions.plan_maintenance(viewer, clock.at, clock.at + HOUR, place="ski-jump", reason="x")

    acts: list[tuple[Callable[[Viewer], Any], tuple[Viewer, ...]]] = [
        (lambda viewer: hold_actions.shelve(viewer, alarm.pk, 5, "x"), (cast.guest, cast.wall, cast.sun, cast.zhao)),
        (lambda viewer: hold_actions.unshelve(viewer, alarm.pk), (cast.guest, cast.wall, cast.sun, cast.zhao)),
        (lambda viewer: hold_actions.take_out(viewer, rule="jump-wind-4", reason="x"), (cast.guest, cast.wall, cast.lin)),
        (plan, (cast.guest, cast.wall, cast.lin)),
    ]  # fmt: skip
    for act, viewers in acts:
        for viewer in viewers:
            with pytest.raises(NotAllowed):
                act(viewer)
        with pytest.raises(NotSignedIn):
            act(cast.nobody)
    work, shelf = plan(cast.chen), hold_actions.shelve(cast.lin, alarm.pk, 5, "x")
    with pytest.raises(NotAllowed):
        hold_actions.end_hold(cast.lin, work.pk)
    with pytest.raises(NotAllowed):
        hold_actions.end_hold(cast.zhao, Hold.objects.get(kind="shelf").pk)
    with pytest.raises(NotAllowed):
        queries.holds(cast.guest)
    assert shelf.shelved_until
    assert hold_actions.end_hold(cast.zhao, work.pk).ended_by == cast.zhao.actor


def test_the_database_refuses_holds_that_make_no_sense(alarm: Alarm, cast: Cast, clock: SetClock) -> None:
    hold_actions.shelve(cast.lin, alarm.pk, 30, "x")
    nonsense: list[dict[str, Any]] = [
        {"until": None}, {"rule": None}, {"kind": "out"}, {"until": clock.at - HOUR}, {"reason": ""},
    ]  # fmt: skip
    for change in nonsense:
        with pytest.raises(IntegrityError), transaction.atomic():
            Hold.objects.update(**change)
    wrong: list[dict[str, Any]] = [
        {"announced_at": T0}, {"escalated": 1}, {"escalated": 3, "escalated_at": T0}, {"about": "source:x"}, {"sensor": None},
        {"state": "latched_unack", "returned_at": clock.at}, {"reset_by": "lin", "reset_at": T0},
    ]  # fmt: skip
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Alarm.objects.update(**change)
