"""A roll-call that nobody answers is an alarm, until the person answers after all or a leader settles it."""

import pytest

from watchroom.alarms.followers import RollCalls
from watchroom.alarms.models import Alarm
from watchroom.alarms.platform import ROLL_MISSED
from watchroom.conftest import SetClock
from watchroom.journal.followers import Runner
from watchroom.people import queries, roll_actions
from watchroom.people.chores import KeepRolls
from watchroom.people.testing import Cast

pytestmark = pytest.mark.django_db


def alarms() -> list[tuple[str, bool]]:
    Runner("test", [RollCalls()]).run()
    rows = Alarm.objects.filter(rule__code=ROLL_MISSED).order_by("pk")
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
