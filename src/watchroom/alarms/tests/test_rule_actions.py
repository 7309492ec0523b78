"""A rule that could not be right, or that says too little, is refused with the reason."""

from typing import Any

import pytest

from watchroom.alarms import queries
from watchroom.alarms.detectors.threshold import Threshold
from watchroom.alarms.faults import (
    LimitOutOfRange,
    NoSuchRule,
    NoSuchSensor,
    UnknownDetector,
    WordsMissing,
    WrongPriority,
    WrongQuantity,
    WrongSettings,
)
from watchroom.alarms.models import Rule
from watchroom.alarms.rule_actions import put_rule, take_off
from watchroom.alarms.tests.scene import TOLD, WIND, hill, wind_rule
from watchroom.conftest import SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.faults import Fault
from watchroom.people.testing import Cast


def test_a_rule_is_entered_with_all_it_says_and_the_same_again_changes_nothing(clock: SetClock) -> None:
    rule = wind_rule()
    wind_rule()

    assert (rule.version, rule.live, rule.title.en) == (1, True, TOLD["title_en"])
    entry = Entry.objects.get(kind="alarms.rule_put")
    assert entry.facts["settings"].startswith('{"direction":"above","limit":4.0')
    assert entry.facts["action_zh"] == TOLD["action_zh"]


def test_a_changed_rule_is_a_new_version_and_the_judge_hears_of_it(clock: SetClock) -> None:
    rule = wind_rule()
    wind_rule(settings=WIND | {"limit": 5})

    spec = queries.rule_specs(rule.watched.partition)[0]
    assert (spec.rule, spec.version, spec.settings["limit"], spec.sensor) == (rule.pk, 2, 5, rule.watched.number)
    assert Entry.objects.filter(kind="alarms.rule_put", subject=f"rule:{rule.pk}").count() == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"detector": "oracle"}, UnknownDetector),
        ({"sensor": "nowhere"}, NoSuchSensor),
        ({"priority": 0}, WrongPriority),
        ({"settings": {}}, WrongSettings),
        ({"settings": {"limit": 4, "clear": 5}}, WrongSettings),
        ({"settings": {"direction": "below", "limit": 4, "clear": 3}}, WrongSettings),
        ({"settings": {"limit": "inf"}}, WrongSettings),
        ({"settings": {"limit": float("nan")}}, WrongSettings),
        ({"settings": {"limit": 4, "hold_s": -1}}, WrongSettings),
        ({"settings": {"limit": 4, "sound": "loud"}}, WrongSettings),
        ({"settings": {"limit": 400}}, LimitOutOfRange),
        ({"action_en": ""}, WordsMissing),
        ({"cause_zh": "   "}, WordsMissing),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused_and_nothing_is_written(
    clock: SetClock, change: dict[str, Any], fault: type[Fault]
) -> None:
    with pytest.raises(fault) as refusal:
        wind_rule(**change)

    assert refusal.value.words.zh
    assert not Rule.objects.exists()
    assert not Entry.objects.filter(kind__startswith="alarms.").exists()


def test_a_draft_may_owe_its_words_but_is_not_judged(clock: SetClock) -> None:
    rule = wind_rule(live=False, action_en="")

    assert rule.action.en == "—"
    assert queries.rule_specs(rule.watched.partition) == []


def test_a_detector_refuses_a_quantity_that_it_does_not_understand(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Threshold, "quantities", frozenset({"snow_depth"}))

    with pytest.raises(WrongQuantity):
        wind_rule()


def test_a_misspelt_text_is_our_own_error(clock: SetClock) -> None:
    hill()
    with pytest.raises(TypeError, match="title_fr"):
        put_rule("x", detector="threshold", sensor="jump-wind", settings=WIND, priority=2, title_fr="vent")


def test_a_rule_that_does_not_exist_cannot_be_taken_off_or_read(cast: Cast) -> None:
    with pytest.raises(NoSuchRule):
        take_off(cast.chen, "none")
    with pytest.raises(NoSuchRule):
        queries.rule(cast.chen, "none")
