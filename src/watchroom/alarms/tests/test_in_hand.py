"""What a person does with an alarm, and what happens when nobody does: latched, several at once, given, unseen, silenced."""

from collections.abc import Callable
from typing import Any

import pytest

from watchroom.alarms import actions, chores, faults, hold_actions, queries, sound_actions
from watchroom.alarms.models import Alarm, Silence
from watchroom.alarms.queries import rule_specs
from watchroom.alarms.rule_actions import put_rule
from watchroom.alarms.tests.scene import TOLD, Watch, wind_rule
from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer

RISE = (3.1, 4.0, 4.6, 5.2, 4.8, 4.4, 4.7)


@pytest.fixture
def watch(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(chores, "drained", lambda at: [])
    return Watch(wind_rule().watched, T0)


@pytest.fixture
def alarm(watch: Watch, cast: Cast, clock: SetClock) -> Alarm:
    watch.minutes(*RISE)
    clock.forward(minutes=7)
    Alarm.objects.update(raised_at=clock.at, announced_at=clock.at)
    return Alarm.objects.get()


def kinds(prefix: str = "alarm:") -> list[str]:
    return list(Entry.objects.filter(subject__startswith=prefix).order_by("id").values_list("kind", flat=True))


def climb(clock: SetClock) -> int:
    return chores.Escalate().run(clock.at)


def test_a_latched_alarm_stays_until_a_person_has_seen_it_and_reset_it(
    watch: Watch, cast: Cast, clock: SetClock
) -> None:
    wind_rule(latched=True)
    watch.judge.replace(rule_specs(watch.sensor.partition))
    watch.minutes(*RISE, 3.0)
    clock.forward(minutes=8)
    pk = Alarm.objects.get().pk
    assert Alarm.objects.get().state == "latched_unack"
    with pytest.raises(faults.NotLatched):
        actions.reset(cast.lin, pk)
    assert actions.acknowledge(cast.lin, pk).state == "latched_ack"
    assert queries.load(cast.lin).known == 1
    for viewer in (cast.guest, cast.wall, cast.sun, cast.zhao):
        with pytest.raises(NotAllowed):
            actions.reset(viewer, pk)

    done = actions.reset(cast.chen, pk)

    assert (done.state, done.reset_by, done.cleared_at) == ("cleared", cast.chen.actor, clock.at)
    assert kinds() == ["alarms.raised", "alarms.latched", "alarms.acknowledged", "alarms.reset"]
    with pytest.raises(faults.NotLatched):
        actions.reset(cast.lin, pk)


def test_several_are_acknowledged_at_once_and_never_one_that_the_screen_did_not_show(
    watch: Watch, cast: Cast, clock: SetClock
) -> None:
    for n, code in enumerate(("a", "b", "c")):
        put_rule(code, detector="threshold", sensor="jump-wind", settings={"limit": 6 + n}, priority=3, **TOLD)
    watch.judge.replace(rule_specs(watch.sensor.partition))
    watch.minutes(*RISE, 9.0)
    clock.forward(minutes=8)
    seen = [row.pk for row in queries.alarms(cast.lin)]
    later = seen.pop()
    hold_actions.shelve(cast.lin, seen[0], 5, "x")
    actions.acknowledge(cast.chen, seen[1])

    done = actions.acknowledge_seen(cast.lin, [*seen, seen[2], 999])

    assert [row.pk for row in done] == sorted(seen[2:])
    states = dict(Alarm.objects.values_list("pk", "state"))
    assert (states[later], states[seen[0]], states[seen[1]]) == ("unack", "unack", "ack")
    assert Alarm.objects.get(pk=seen[1]).acknowledged_by == cast.chen.actor
    for wrong in ([], list(range(201))):
        with pytest.raises(faults.NothingChosen):
            actions.acknowledge_seen(cast.lin, wrong)
    with pytest.raises(NotAllowed):
        actions.acknowledge_seen(cast.zhao, [later])


def test_an_alarm_is_given_to_somebody_on_watch_and_that_acknowledges_nothing(alarm: Alarm, cast: Cast) -> None:
    actions.assign(cast.lin, alarm.pk, "chen")
    actions.assign(cast.lin, alarm.pk, "chen")

    row = Alarm.objects.get()
    assert (row.assigned_to_id, row.state) == (cast.chen.person, "unack")
    assert kinds() == ["alarms.raised", "alarms.assigned"]
    given = Entry.objects.get(kind="alarms.assigned")
    assert (given.facts["assigned_to"], given.say().en) == (
        cast.chen.person, "Alarm “Mean wind, National Ski Jumping Centre” was given to Duty leader",
    )  # fmt: skip
    for nobody in ("guest", "no-such-person"):
        with pytest.raises(faults.NobodyThere):
            actions.assign(cast.lin, alarm.pk, nobody)
    actions.assign(cast.chen, alarm.pk, "")
    assert Alarm.objects.get().assigned_to is None


def test_a_word_on_an_alarm_is_in_its_journal_and_ends_up_nowhere_else(alarm: Alarm, cast: Cast) -> None:
    actions.comment(cast.zhao, alarm.pk, "  与竞赛长通话：暂停出发  ")
    for wrong in ("", "  ", "长" * 2001):
        with pytest.raises(faults.NotFilled):
            actions.comment(cast.lin, alarm.pk, wrong)

    said = Entry.objects.get(kind="alarms.commented")
    assert (said.facts["text"], said.actor, said.facts["state"]) == ("与竞赛长通话：暂停出发", cast.zhao.actor, "unack")


def test_what_nobody_acknowledges_climbs_the_ladder_each_rung_once(alarm: Alarm, cast: Cast, clock: SetClock) -> None:
    """TRUST N-04. A P2 alarm gives each post three minutes."""
    clock.forward(seconds=179)
    assert (chores.Escalate().pending(clock.at), climb(clock)) == (0, 0)
    clock.forward(seconds=1)
    assert chores.Escalate().pending(clock.at) == 1
    assert [climb(clock) for _ in range(3)] == [1, 0, 0]
    assert [row.pk for row in queries.before_me(cast.chen)] == [alarm.pk]
    assert queries.before_me(cast.zhao) == queries.before_me(cast.lin) == []

    clock.forward(minutes=3)
    assert [climb(clock) for _ in range(3)] == [1, 0, 0]
    assert [row.pk for row in queries.before_me(cast.zhao)] == [alarm.pk]
    clock.forward(hours=5)
    assert climb(clock) == 0
    first, second = Entry.objects.filter(kind="alarms.escalated").order_by("id")
    assert [(e.facts["to"], e.facts["persons"], e.facts["waited_s"]) for e in (first, second)] == [
        ("duty_leader", [cast.chen.person], 180), ("commander", [cast.zhao.person], 360),
    ]  # fmt: skip
    assert queries.load(cast.lin).escalated == 1
    assert [row.pk for row in queries.to_sound(cast.lin)] == [alarm.pk], "it sounds on until somebody acknowledges"
    actions.acknowledge(cast.lin, alarm.pk)
    assert queries.before_me(cast.zhao) == queries.to_sound(cast.lin) == []


def test_what_was_seen_is_held_back_or_late_is_brought_before_nobody(alarm: Alarm, cast: Cast, clock: SetClock) -> None:
    hold_actions.shelve(cast.lin, alarm.pk, 10, "x")
    clock.forward(minutes=9)
    assert climb(clock) == 0
    clock.forward(minutes=1)
    chores.KeepHolds().run(clock.at)
    clock.forward(seconds=179)
    assert climb(clock) == 0, "its three minutes begin when it is heard again"
    Alarm.objects.update(late=True)
    clock.forward(hours=1)
    assert (climb(clock), queries.to_sound(cast.lin)) == (0, [])
    Alarm.objects.update(late=False)
    actions.acknowledge(cast.lin, alarm.pk)
    assert climb(clock) == 0


def test_silence_is_ones_own_ends_by_itself_and_leaves_the_alarm_unseen(
    alarm: Alarm, cast: Cast, clock: SetClock
) -> None:
    """U-06."""
    sound_actions.silence(cast.lin, 5)

    assert Alarm.objects.get().state == "unack"
    assert (queries.silent_until(cast.lin), queries.silent_until(cast.chen)) == (Silence.objects.get().until, None)
    clock.forward(minutes=5)
    assert queries.silent_until(cast.lin) is None
    sound_actions.silence(cast.lin, 15)
    sound_actions.silence(cast.lin, 0)
    assert queries.silent_until(cast.lin) is None
    sound_actions.sound_tested(cast.lin)
    assert kinds("silence:") == ["alarms.silenced"] * 3 + ["alarms.sound_tested"]
    for wrong in (-1, 31):
        with pytest.raises(faults.SilenceTooLong):
            sound_actions.silence(cast.lin, wrong)


def test_outsiders_and_the_wall_do_none_of_this(alarm: Alarm, cast: Cast) -> None:
    acts: list[Callable[[Viewer], Any]] = [
        lambda viewer: actions.assign(viewer, alarm.pk, "chen"), lambda viewer: actions.comment(viewer, alarm.pk, "x"),
        lambda viewer: sound_actions.silence(viewer, 5), sound_actions.sound_tested,
    ]  # fmt: skip
    for act in acts:
        for viewer in (cast.guest, cast.wall):
            with pytest.raises(NotAllowed):
                act(viewer)
        with pytest.raises(NotSignedIn):
            act(cast.nobody)
    for ask in (queries.to_sound, queries.before_me, queries.load, lambda viewer: queries.similar(viewer, alarm)):
        with pytest.raises(NotAllowed):
            ask(cast.guest)
    assert kinds() == ["alarms.raised"]
