"""From reading to alarm to cleared, as rows and as entries; nothing twice, nothing half."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from watchroom.alarms import actions, queries
from watchroom.alarms.detection import RuleSpec
from watchroom.alarms.faults import AlreadyAcknowledged, AlreadyLinked, NoSuchAlarm
from watchroom.alarms.judging import Change, Judge
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rule_actions import put_rule, take_off
from watchroom.alarms.rules import LATE
from watchroom.alarms.tests.scene import TOLD, WIND, Watch, wind_rule
from watchroom.conftest import T0, SetClock
from watchroom.journal.book import book
from watchroom.journal.models import Entry
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.sources.readings import LATE_MS


class PowerCut(Exception):
    """Strikes after the alarms and before the position row."""


RISE = (3.1, 4.0, 4.6, 5.2, 4.8, 4.4, 4.7)  # over 4 m/s from minute 1, five minutes complete at minute 6


@pytest.fixture
def watch(clock: SetClock) -> Watch:
    return Watch(wind_rule().watched, T0)


def read_and_crash(watch: Watch) -> None:
    with book(actor="watch:detect"):
        watch.read((6, 4.7))
        raise PowerCut


def kinds() -> list[str]:
    return list(Entry.objects.filter(subject__startswith="alarm:").order_by("id").values_list("kind", flat=True))


def test_wind_over_4_for_5_minutes_raises_one_alarm_and_the_book_says_why(watch: Watch) -> None:
    watch.minutes(*RISE, 4.9, 3.9, 4.4, 4.1)

    alarm = Alarm.objects.get()
    assert (alarm.state, alarm.priority, alarm.value, alarm.peak, alarm.limit) == ("unack", 2, 4.7, 5.2, 4.0)
    assert (alarm.onset - T0).total_seconds() == 60
    assert (alarm.measured_at - T0).total_seconds() == 360
    raised = Entry.objects.get(kind="alarms.raised")
    assert raised.subject == alarm.subject
    assert raised.actor == "watch:detect"
    assert raised.facts["batch"] == alarm.batch == f"batch:{watch.sensor.partition}@7"
    assert (
        raised.facts
        | {"value": "4.7", "peak": "5.2", "limit": "4", "unit": "m/s", "place": "ski-jump", "state": "unack"}
        == raised.facts
    )
    assert raised.say().zh == "告警：国家跳台滑雪中心 平均风速，4.7 m/s（限值 4）"
    assert raised.say().en == "Alarm: Mean wind, National Ski Jumping Centre, 4.7 m/s (limit 4)"


def test_wind_that_falls_and_rises_inside_the_dead_band_raises_none(watch: Watch) -> None:
    watch.minutes(3.9, 4.2, 4.3, 3.8, 4.4, 4.1, 3.6, 4.2, 4.0, 3.9, 4.3)

    assert not Alarm.objects.exists()
    assert kinds() == []


def test_the_holding_time_ends_on_a_tick_and_the_alarm_names_the_tick(watch: Watch) -> None:
    watch.minutes(4.2, 4.2, 4.2, 4.2, None, None)

    alarm = Alarm.objects.get()
    assert alarm.batch == f"batch:{watch.sensor.partition}@6"
    assert (alarm.measured_at - T0).total_seconds() == 180


def test_every_batch_delivered_twice_is_one_alarm(watch: Watch) -> None:
    for minute, value in enumerate(RISE):
        watch.read((minute, value), (minute, value))
        watch.read((minute, value))

    assert kinds() == ["alarms.raised"]


def test_the_same_readings_judged_again_from_the_beginning_write_nothing_twice(watch: Watch) -> None:
    watch.minutes(*RISE, 3.0, *RISE[1:])
    alarms, entries = list(Alarm.objects.values()), Entry.objects.count()

    again = Watch(watch.sensor, T0)
    again.minutes(*RISE, 3.0, *RISE[1:])

    assert list(Alarm.objects.values()) == alarms
    assert Entry.objects.count() == entries
    assert len(alarms) == 2


def test_a_crash_between_alarm_and_position_keeps_neither_and_the_next_try_gives_the_same_alarm(watch: Watch) -> None:
    watch.minutes(*RISE[:-1])
    memory = watch.judge.snapshot()

    with pytest.raises(PowerCut):
        read_and_crash(watch)
    assert not Alarm.objects.exists()
    assert kinds() == []

    watch.judge.restore(memory)
    watch.sequence -= 1
    watch.read((6, 4.7))
    assert (Alarm.objects.get().onset - T0).total_seconds() == 60
    assert kinds() == ["alarms.raised"]


def test_seen_then_gone_is_cleared_at_once_and_the_peak_is_kept(watch: Watch, cast: Cast, clock: SetClock) -> None:
    watch.minutes(*RISE)
    alarm = Alarm.objects.get()
    clock.forward(minutes=7)

    actions.acknowledge(cast.lin, alarm.pk)
    watch.minutes(6.8, 3.4, at=7)

    alarm.refresh_from_db()
    assert (alarm.state, alarm.peak, alarm.acknowledged_by) == ("cleared", 6.8, cast.lin.actor)
    assert alarm.returned_at == T0 + timedelta(minutes=8)
    assert kinds() == ["alarms.raised", "alarms.acknowledged", "alarms.cleared"]
    raised, acknowledged, cleared = Entry.objects.filter(subject=alarm.subject).order_by("id")
    assert acknowledged.cause == cleared.cause == raised.id
    assert acknowledged.actor == cast.lin.actor
    assert cleared.facts["state"] == "cleared"
    assert cleared.facts["peak"] == "6.8"


def test_gone_but_unseen_stays_until_a_person_has_seen_it(watch: Watch, cast: Cast) -> None:
    watch.minutes(*RISE, 3.4, 3.0)
    alarm = Alarm.objects.get()
    assert (alarm.state, alarm.cleared_at) == ("rtn", None)

    actions.acknowledge(cast.chen, alarm.pk)

    alarm.refresh_from_db()
    assert alarm.state == "cleared"
    assert kinds() == ["alarms.raised", "alarms.returned", "alarms.cleared"]


def test_a_condition_that_comes_back_is_a_new_alarm_beside_the_unseen_old_one(watch: Watch) -> None:
    watch.minutes(*RISE, 3.4, *RISE)

    assert list(Alarm.objects.order_by("onset").values_list("state", flat=True)) == ["rtn", "unack"]


def test_raised_and_gone_within_one_batch_leaves_both_entries_in_order(watch: Watch) -> None:
    watch.read(*enumerate((*RISE, 3.0)))

    assert kinds() == ["alarms.raised", "alarms.returned"]
    raised, returned = Entry.objects.filter(subject__startswith="alarm:").order_by("id")
    assert returned.cause == raised.id


def test_an_alarm_is_acknowledged_once_and_the_second_hears_by_whom(watch: Watch, cast: Cast, clock: SetClock) -> None:
    watch.minutes(*RISE)
    alarm = Alarm.objects.get()
    clock.forward(minutes=7)
    actions.acknowledge(cast.lin, alarm.pk)

    with pytest.raises(AlreadyAcknowledged) as refusal:
        actions.acknowledge(cast.chen, alarm.pk)

    assert "林晓" in refusal.value.words.zh
    assert "10:07:00" in refusal.value.words.en
    assert kinds() == ["alarms.raised", "alarms.acknowledged"]


def test_only_the_watch_may_acknowledge(watch: Watch, cast: Cast) -> None:
    watch.minutes(*RISE)
    pk = Alarm.objects.get().pk

    for viewer in (cast.guest, cast.wall, cast.sun, cast.zhao):
        with pytest.raises(NotAllowed):
            actions.acknowledge(viewer, pk)
    with pytest.raises(NotSignedIn):
        actions.acknowledge(cast.nobody, pk)
    assert Alarm.objects.get().state == "unack"
    assert actions.acknowledge(cast.lin, pk).state == "ack"


def test_acknowledging_what_does_not_exist_says_so(cast: Cast) -> None:
    with pytest.raises(NoSuchAlarm):
        actions.acknowledge(cast.lin, 404)


def test_an_incident_is_linked_once(watch: Watch, cast: Cast) -> None:
    watch.minutes(*RISE)
    pk = Alarm.objects.get().pk

    actions.link_incident(cast.lin, pk, 7)
    actions.link_incident(cast.lin, pk, 7)

    with pytest.raises(AlreadyLinked):
        actions.link_incident(cast.lin, pk, 8)
    with pytest.raises(NotAllowed):
        actions.link_incident(cast.guest, pk, 7)
    assert kinds() == ["alarms.raised", "alarms.linked"]
    assert Entry.objects.get(kind="alarms.linked").incident == 7


def test_a_reading_six_hours_late_is_a_record_and_comes_after_the_news(watch: Watch, cast: Cast) -> None:
    put_rule("jump-gale", detector="threshold", sensor="jump-wind", settings={"limit": 8}, priority=1, **TOLD)
    watch.judge.replace(queries.rule_specs(watch.sensor.partition))

    watch.read((0, 9.0), received=361)
    watch.minutes(*(4.5,) * 7, at=361)

    late, news = Alarm.objects.order_by("onset")
    assert (late.late, news.late) == (True, False)
    assert queries.load(cast.lin).new == 1
    assert [alarm.pk for alarm in queries.alarms(cast.lin)] == [news.pk, late.pk]


def test_what_is_late_for_the_alarm_is_late_for_the_intake_too() -> None:
    assert LATE.total_seconds() * 1000 == LATE_MS


def test_a_condition_known_under_an_older_onset_joins_the_standing_alarm(watch: Watch) -> None:
    """A judge that lost its memory sees the condition begin anew; the watch does not get a second alarm for it."""
    watch.minutes(*RISE)
    forgetful = Watch(watch.sensor, T0)

    forgetful.minutes(*(4.5,) * 7, 3.0, at=20)

    assert kinds() == ["alarms.raised", "alarms.returned"]


def test_the_return_of_an_older_condition_does_not_end_the_one_that_stands(watch: Watch) -> None:
    watch.minutes(*RISE, 3.0, *RISE)
    old = Watch(watch.sensor, T0)

    old.minutes(*RISE, 3.0)

    assert list(Alarm.objects.order_by("onset").values_list("state", flat=True)) == ["rtn", "unack"]


def test_a_rule_that_is_taken_off_raises_no_more_and_its_standing_alarm_returns(
    watch: Watch, cast: Cast, clock: SetClock
) -> None:
    watch.minutes(*RISE)
    clock.forward(minutes=7)

    rule = take_off(cast.chen, "jump-wind-4")

    assert (rule.live, rule.version) == (False, 1)
    assert Alarm.objects.get().state == "rtn"
    assert (
        Entry.objects.get(kind="alarms.returned").cause
        == Entry.objects.get(kind="alarms.rule_put", facts__contains='"live":false').id
    )
    assert queries.rule_specs(watch.sensor.partition) == []
    watch.minutes(3.0, *(4.5,) * 7, at=8)  # the judge that has not heard of it yet
    assert Alarm.objects.count() == 1


def test_the_judge_starts_from_what_stands_when_it_has_no_snapshot(watch: Watch) -> None:
    watch.minutes(*RISE)
    heir = Watch(watch.sensor, T0)
    heir.judge.seed(queries.standing(watch.sensor.partition))

    heir.minutes(4.4, 3.0, at=20)

    assert Alarm.objects.get().state == "rtn"


def test_the_database_refuses_what_makes_no_sense(watch: Watch) -> None:
    watch.minutes(*RISE)
    good = Alarm.objects.get()
    nonsense: list[dict[str, Any]] = [
        {"state": "ack"}, {"state": "cleared"}, {"state": "silenced"}, {"priority": 5}, {"returned_at": T0, "state": "rtn"},
        {"acknowledged_by": "lin"}, {"acknowledged_at": T0, "state": "ack"},
    ]  # fmt: skip
    for change in nonsense:
        with pytest.raises(IntegrityError), transaction.atomic():
            Alarm.objects.filter(pk=good.pk).update(**change)
    spoilt: list[dict[str, Any]] = [{"priority": 0}, {"cause_en": ""}]
    for change in spoilt:
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.update(**change)
    good.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        good.save()
    Rule.objects.update(live=False, cause_en="")


def test_only_who_puts_rules_in_force_takes_one_off(watch: Watch, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        take_off(cast.lin, "jump-wind-4")

    assert not take_off(cast.zhao, "jump-wind-4").live


def test_queries_answer_the_watch_and_refuse_the_outsider(watch: Watch, cast: Cast) -> None:
    watch.minutes(*RISE)
    pk = Alarm.objects.get().pk
    asked: list[Callable[[Viewer], Any]] = [
        queries.alarms, queries.load, queries.rules, queries.next_to_acknowledge,
        lambda viewer: queries.alarm(viewer, pk), lambda viewer: queries.rule(viewer, "jump-wind-4"),
        lambda viewer: queries.of_sensor(viewer, "jump-wind"), lambda viewer: queries.limits_of(viewer, "jump-wind"),
    ]  # fmt: skip

    for ask in asked:
        assert ask(cast.lin)
        with pytest.raises(NotAllowed):
            ask(cast.guest)
        with pytest.raises(NotSignedIn):
            ask(cast.nobody)
    assert queries.of_incident(cast.lin, 1) == []
    with pytest.raises(NotAllowed):
        queries.of_incident(cast.guest, 1)


def test_the_queue_puts_the_unseen_first_and_the_gravest_of_them_on_top(watch: Watch, cast: Cast) -> None:
    put_rule("jump-gale", detector="threshold", sensor="jump-wind", settings={"limit": 8}, priority=1, **TOLD)
    put_rule("jump-storm", detector="threshold", sensor="jump-wind", settings={"limit": 9}, priority=3, **TOLD)
    watch.judge.replace(queries.rule_specs(watch.sensor.partition))
    watch.minutes(*RISE, 9.5)
    first = Alarm.objects.get(rule__code="jump-wind-4")
    actions.acknowledge(cast.lin, first.pk)

    assert [alarm.rule.code for alarm in queries.alarms(cast.lin)] == ["jump-gale", "jump-storm", "jump-wind-4"]
    first_unseen = queries.next_to_acknowledge(cast.lin)
    assert first_unseen is not None
    assert first_unseen.rule.code == "jump-gale"
    load = queries.load(cast.lin)
    assert (load.unseen, load.known, load.new) == (2, 1, 3)


def test_many_alarms_of_one_batch_cost_one_insert_each_and_a_handful_of_reads(
    watch: Watch, django_assert_max_num_queries: Any
) -> None:
    changes = raises(watch, 20)

    with django_assert_max_num_queries(20 + 14), book(actor="watch:detect"):
        actions.apply_changes(changes, batch="batch:0@1")

    assert Alarm.objects.count() == 20


def raises(watch: Watch, n: int) -> list[Change]:
    """One change each for `n` new rules of the sensor."""
    made = [
        put_rule(f"many-{i}", detector="threshold", sensor="jump-wind", settings={"limit": 1 + i}, priority=3, **TOLD)
        for i in range(n)
    ]
    at, sensor = watch.since, watch.sensor.number
    return [Change("raise", rule.pk, sensor, at, at, at, at, 30.0, 30.0, 0) for rule in made]


def test_a_rule_taken_off_and_put_on_again_alarms_anew_for_what_stands(
    watch: Watch, cast: Cast, clock: SetClock
) -> None:
    """The judge may never have seen it off: it begins at rest all the same."""
    watch.minutes(*RISE)
    clock.forward(minutes=7)
    take_off(cast.chen, "jump-wind-4")
    put_rule("jump-wind-4", detector="threshold", sensor="jump-wind", settings=WIND, priority=2, **TOLD)

    watch.judge.replace(queries.rule_specs(watch.sensor.partition))
    watch.minutes(*(4.5,) * 7, at=8)

    assert list(Alarm.objects.order_by("onset").values_list("state", flat=True)) == ["rtn", "unack"]


def test_a_rule_that_cannot_be_read_is_asked_for_once() -> None:
    unread = RuleSpec(9, 1, "oracle", 3, {})

    assert Judge(0, [unread]).asked == (unread,)
