"""What a drill is scored by: the time that the plan sets for deciding and receiving, and a plain word where it sets none."""

import json
from datetime import timedelta

from watchroom.conftest import SetClock
from watchroom.journal.models import Entry
from watchroom.people.testing import Cast
from watchroom.plans.actions import put_plan
from watchroom.plans.drills import actions
from watchroom.plans.drills.models import Drill
from watchroom.plans.drills.scoring import Item, receives_within, score
from watchroom.plans.drills.showing import within_words
from watchroom.plans.loading import load
from watchroom.plans.tests.drill_world import planned
from watchroom.plans.tests.samples import plan_data


def test_activating_and_receiving_have_the_time_of_the_plan_and_the_score_says_where_it_sets_none(
    cast: Cast, clock: SetClock
) -> None:
    data = plan_data()
    data["levels"][0]["chain"] |= {"decides_within": "30m", "receives_within": "5m"}
    put_plan(json.dumps(data))
    timed = planned(cast, plan="test-wind")
    actions.start(cast.zhao, timed.pk)

    def level_3() -> Item:
        return next(one for one in score(Drill.objects.get()).items if one.wanted.key == "level/3")

    clock.forward(minutes=30)
    assert (level_3().met, level_3().wanted.within) == ("open", timedelta(minutes=30))
    clock.forward(seconds=1)
    assert level_3().met == "missed"
    assert within_words(level_3().wanted).en == "30:00 (by the plan)"

    started = Entry(id=1, kind="plans.activated", facts={"activation": 7, "plan": "test-wind", "level": 3})
    sent = [Entry(id=2, facts={"activation": number}) for number in (7, 8)]
    assert [receives_within(load(timed.plan), [started], one) for one in sent] == ["5m", None]
