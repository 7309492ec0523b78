"""A roll-call that nobody answers, and a watch that is too weak, are alarms until they are put right."""

import pytest

from watchroom.alarms.followers import RollCalls, WatchStrength
from watchroom.alarms.models import Alarm
from watchroom.alarms.platform import ROLL_MISSED, WATCH_WEAK
from watchroom.conftest import SetClock
from watchroom.journal.followers import Runner
from watchroom.people import actions, queries, roll_actions, strength
from watchroom.people.chores import KeepRolls, KeepStrength
from watchroom.people.rights import Role
from watchroom.people.testing import Cast

pytestmark = pytest.mark.django_db


def alarms(rule: str = ROLL_MISSED) -> list[tuple[str, bool]]:
    Runner("test", [RollCalls(), WatchStrength()]).run()
    rows = Alarm.objects.filter(rule__code=rule).order_by("pk")
    return [(row.about_zh, row.returned_at is not None) for row in rows]


def test_a_missed_call_is_alarmed_and_a_late_answer_returns_it(cast: Cast, clock: SetClock) -> None:
    row = roll_actions.call(cast.chen, "watch_officer", limit_s=60)
    assert alarms() == []
    clock.forward(minutes=1)
    KeepRolls().run(queries.now())
    assert alarms() == [("值班员", False)]
    clock.forward(minutes=1)
    roll_actions.answer(cast.lin, row.pk)
    assert alarms() == [("值班员", True)]


def test_a_leader_s_finding_returns_it_and_an_answer_in_time_raises_none(cast: Cast, clock: SetClock) -> None:
    row = roll_actions.call(cast.chen, "watch_officer", limit_s=60)
    clock.forward(minutes=1)
    KeepRolls().run(queries.now())
    assert alarms() == [("值班员", False)]
    roll_actions.settle(cast.chen, row.pk, "已电话确认")
    assert alarms() == [("值班员", True)]
    other = roll_actions.call(cast.chen, "watch_officer", limit_s=60)
    roll_actions.answer(cast.lin, other.pk)
    clock.forward(minutes=5)
    KeepRolls().run(queries.now())
    assert alarms() == [("值班员", True)]


def test_a_watch_that_is_too_weak_is_alarmed_until_the_rule_is_met(cast: Cast, clock: SetClock) -> None:
    actions.put_post("expert", "专家席", "Expert", Role.FIELD)
    strength.put(cast.chen, 0, [(["watch_officer", "expert"], 2)])
    KeepStrength().run(queries.now())
    assert alarms(WATCH_WEAK) == [("值班员、专家席", False)] or alarms(WATCH_WEAK) == [("专家席、值班员", False)]
    strength.put(cast.chen, 0, [])
    assert [back for _, back in alarms(WATCH_WEAK)] == [True]
