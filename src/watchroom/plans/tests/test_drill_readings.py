"""Readings of a drill's script are judged by the rules in force, in the drill's world alone."""

from watchroom.alarms.models import Alarm
from watchroom.conftest import SetClock
from watchroom.incidents import actions as incidents
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.models import Entry
from watchroom.people.testing import Cast
from watchroom.plans.drills import actions
from watchroom.plans.facts import side_of, world
from watchroom.plans.tests.drill_world import fire, planned, script
from watchroom.plans.tests.world import opened, windy

RISING = [
    {"code": f"r{minute}", "at": f"{minute}m", "kind": "reading", "sensor": "jump-wind", "value": value}
    for minute, value in enumerate([3.1, 4.6, 4.9, 5.1, 5.3, 5.6, 5.6, 3.0])
]


def test_the_rule_waits_as_long_as_it_does_for_real_on_the_drill_s_clock(cast: Cast, clock: SetClock) -> None:
    row = planned(cast, script=script(RISING))
    actions.start(cast.zhao, row.pk)
    actions.set_speed(cast.zhao, row.pk, 60)

    clock.forward(seconds=5)
    assert fire(clock) == 6
    assert not Alarm.objects.exists(), "above the limit for four minutes, and the rule waits for five"
    clock.forward(seconds=1)
    fire(clock)
    alarm = Alarm.objects.get()
    assert (alarm.rule.code, alarm.value, alarm.batch) == ("drill-jump-wind-4", 5.6, f"{row.subject}/r6")
    raised = Entry.objects.get(kind="alarms.raised")
    assert raised.exercise is True
    assert journal.chain(raised.id)[-2].kind == "plans.inject_fired"

    clock.forward(seconds=1)
    fire(clock)
    assert Alarm.objects.get().returned_at is not None


def test_neither_world_hears_the_other_s_readings(cast: Cast, clock: SetClock) -> None:
    row = planned(cast, script=script(RISING[:3]))
    alarm = windy()
    actions.start(cast.zhao, row.pk)
    clock.forward(minutes=2)
    fire(clock)
    with book(actor="test:1", exercise=True):
        mine = incidents.open_incident(cast.lin, title_zh="跳台大风", kind="gale", place="ski-jump")
    real = opened(cast.lin, alarm)

    seen = world(clock.at, of=[mine.pk, real.pk])

    assert {code: one.value for code, one in side_of(mine, seen).latest.items()} == {"jump-wind": 4.9}
    assert dict(side_of(real, seen).latest) == {}
    assert side_of(real, seen).alarms == (alarm,)
