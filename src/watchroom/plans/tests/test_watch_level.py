"""The response level in force, as the strength of the watch follows it."""

from watchroom.conftest import SetClock
from watchroom.people import levels, strength
from watchroom.people.chores import KeepStrength
from watchroom.people.models import Shortage
from watchroom.people.testing import Cast
from watchroom.plans import actions
from watchroom.plans.tests.world import proposed


def test_a_response_wants_a_stronger_watch_until_it_is_stood_down(cast: Cast, clock: SetClock) -> None:
    put = strength.put(cast.chen, 4, [(["watch_officer"], 1)])
    assert (levels.in_force(), strength.wanted(cast.lin)[1][0].applies) == (levels.CALM, False)
    row = actions.activate(cast.zhao, actions.forward(cast.chen, proposed(cast.lin).pk).pk)
    assert levels.in_force() == row.level
    [told] = strength.wanted(cast.lin)[1]
    assert (told.rule, told.applies, told.short) == (put[0], True, None)
    assert KeepStrength().run(clock.at) == 0
    actions.stand_down(cast.zhao, row.pk, reason="风停了")
    assert levels.in_force() == levels.CALM
    assert not Shortage.objects.exists()
