"""An official warning that cannot be vouched for is shown, and no plan's condition holds by it (D-13)."""

from watchroom.conftest import SetClock
from watchroom.plans import facts
from watchroom.plans.tests.world import bulletin
from watchroom.sources.models import Bulletin


def test_a_warning_that_cannot_be_vouched_for_is_no_fact_of_a_plan(clock: SetClock):
    bulletin("大风", 4)
    assert len(facts.world(clock.at, of=[]).bulletins) == 1

    Bulletin.objects.update(signature="invalid", trusted=False)
    assert facts.world(clock.at, of=[]).bulletins == ()
