"""New alarms are made and inserted past the model, for speed: they must be what the model would have made."""

from typing import Any

import pytest

from watchroom.alarms.models import Alarm
from watchroom.alarms.tests.scene import wind_rule
from watchroom.alarms.writing import _insert, _made
from watchroom.conftest import T0, SetClock

pytestmark = pytest.mark.django_db

GIVEN: dict[str, Any] = {
    "onset": T0, "raised_at": T0, "measured_at": T0, "state": "unack", "priority": 2, "value": 4.25, "peak": -0.5,
    "batch": "制表\t\\N", "beats": [1, 2],
}  # fmt: skip


def test_what_is_made_past_the_model_is_what_the_model_makes(clock: SetClock) -> None:
    rule = wind_rule()
    fast, slow = _made(rule, **GIVEN), Alarm(rule=rule, sensor=rule.sensor, **GIVEN)
    _insert([fast])
    kept = Alarm.objects.get(pk=fast.pk)
    for field in Alarm._meta.concrete_fields:
        if field.attname != "id":
            assert getattr(kept, field.attname) == getattr(fast, field.attname) == getattr(slow, field.attname), field
    assert (fast.rule, fast.measured_by) == (rule, rule.watched)


def test_an_alarm_made_past_the_model_can_be_changed_and_the_next_one_shares_nothing_with_it(clock: SetClock) -> None:
    rule = wind_rule()
    one, other = _made(rule, **GIVEN | {"beats": []}), _made(rule, **GIVEN | {"beats": [], "state": "cleared"})
    one.beats.append(3)
    assert other.beats == []
    _insert([one])
    one.peak = 9.0
    one.save(update_fields=["peak"])
    assert Alarm.objects.get(pk=one.pk).peak == 9.0
    assert Alarm.objects.count() == 1
