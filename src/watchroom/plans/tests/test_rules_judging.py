from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.plans.elements import Fact
from watchroom.plans.judging import Held, Known, Scene, State, Verdict, joined_all, joined_any, judge, turned
from watchroom.plans.terms import Text
from watchroom.plans.tests.samples import NOW, comparison, wind
from watchroom.plans.triggers import AnyOf

DECLARED = {
    name: Fact(title=Text(zh=name, en=name), unit=unit, origin="sensor", quantity=name, stale_after="10m")
    for name, unit in (("wind_mean", "m/s"), ("wind_gust", "m/s"), ("visibility", "m"))
} | {
    "signal": Fact(
        title=Text(zh="信号", en="Signal"), type="text", origin="bulletin", event="gale", values=["none", "blue", "red"]
    ),
    "deaths": Fact(title=Text(zh="死亡人数", en="Deaths"), unit="person", origin="report"),
}


def judged(node: dict[str, Any], *facts: Known, places: tuple[str, ...] = ()) -> Verdict:
    wrapped = AnyOf.model_validate({"any": [node]})
    return judge(wrapped.any[0], DECLARED, Scene.of(facts, NOW, places))


@pytest.mark.parametrize(
    ("value", "state"), [("3.9", "fails"), ("4", "holds"), ("4.0", "holds"), ("10.7", "holds"), ("10.8", "fails")]
)
def test_the_lower_bound_is_included_and_the_upper_excluded(value: str, state: str) -> None:
    assert judged(comparison(at_least=4, below=Decimal("10.8")), wind(value)).state == state


@pytest.mark.parametrize(("value", "state"), [("4", "fails"), ("4.01", "holds"), ("8", "holds"), ("8.1", "fails")])
def test_where_the_source_says_otherwise_so_do_the_bounds(value: str, state: str) -> None:
    assert judged(comparison(above=4, at_most=8), wind(value)).state == state


def test_without_the_fact_nothing_holds_and_nothing_fails() -> None:
    verdict = judged(comparison(at_least=4))

    assert verdict.state is State.LACKS
    assert verdict.why is not None


def test_a_value_in_another_unit_is_no_value() -> None:
    verdict = judged(comparison(at_least=4), Known("wind_mean", Decimal(9), "km/h", NOW, "sensor:x"))

    assert verdict.state is State.LACKS
    assert verdict.why is not None
    assert "km/h" in verdict.why.en


def test_an_old_value_counts_as_lacking_unless_its_alarm_stands() -> None:
    assert judged(comparison(at_least=4), wind("9", age_min=11)).state is State.LACKS
    assert judged(comparison(at_least=4), wind("9", age_min=11, standing=True)).state is State.HOLDS


def test_the_holding_time_needs_evidence_of_the_same_or_a_higher_bound() -> None:
    five = comparison(at_least=4, held_for="5m")

    assert judged(five, wind("5.6", held_min=5)).state is State.HOLDS
    assert judged(five, wind("5.6", held_min=4.9)).state is State.FAILS
    assert judged(five, wind("5.6")).state is State.LACKS
    assert judged(five, wind("5.6", held_min=9, since_limit="3")).state is State.LACKS
    assert judged(five, wind("5.6", held_min=9, since_limit="4.5")).state is State.HOLDS
    assert judged(five, wind("3.9", held_min=9)).state is State.FAILS


def test_a_low_quantity_is_held_below() -> None:
    node = comparison("visibility", below=500, held_for="10m")
    held = (Held(NOW - timedelta(minutes=12), below=Decimal(500)),)

    assert judged(node, Known("visibility", Decimal(480), "m", NOW, "sensor:v", held=held)).state is State.HOLDS


def test_only_facts_of_the_incident_s_place_count_unless_the_plan_says_anywhere() -> None:
    here = wind("9", places=("jump", "zone"))
    there = wind("9", places=("biathlon", "zone"))

    assert judged(comparison(at_least=4), there, places=("jump",)).state is State.LACKS
    assert judged(comparison(at_least=4), here, places=("jump",)).state is State.HOLDS
    assert judged(comparison(at_least=4, place="any"), there, places=("jump",)).state is State.HOLDS
    assert judged(comparison(at_least=4, place="biathlon"), there, places=("jump",)).state is State.HOLDS
    assert judged(comparison(at_least=4, place="biathlon"), here, places=("jump",)).state is State.LACKS


def test_of_two_sensors_one_suffices_and_the_newest_that_does_is_named() -> None:
    verdict = judged(
        comparison(at_least=4), wind("2"), wind("6", age_min=3, origin="a"), wind("5", age_min=1, origin="b")
    )

    assert verdict.state is State.HOLDS
    assert verdict.known is not None
    assert verdict.known.origin == "b"


def test_words_compare_with_the_listed_values() -> None:
    signal = Known("signal", "blue", "", NOW, "bulletin:1")

    assert judged({"fact": "signal", "one_of": ["blue", "red"]}, signal).state is State.HOLDS
    assert judged({"fact": "signal", "equals": "red"}, signal).state is State.FAILS


def test_a_judgement_is_open_until_a_person_answers() -> None:
    node = {"judged": "grave", "words": {"zh": "影响严重吗", "en": "Is it grave?"}, "by": "duty_leader"}

    assert judged(node).state is State.LACKS
    assert judged(node, Known("judged.grave", True, "", NOW, "duty_leader:3")).state is State.HOLDS
    assert judged(node, Known("judged.grave", False, "", NOW, "duty_leader:3")).state is State.FAILS


def test_an_expression_names_what_it_lacks() -> None:
    node = {
        "expression": "wind_gust > wind_mean * 2",
        "words": {"zh": "阵风超过平均的两倍", "en": "gusts over twice the mean"},
    }

    half = judged(node, wind("4"))
    assert half.state is State.LACKS
    assert half.why is not None
    assert "wind_gust" in half.why.en
    assert judged(node, wind("4"), wind("9", name="wind_gust")).state is State.HOLDS
    assert judged(node, wind("4", age_min=60), wind("9", name="wind_gust")).state is State.LACKS


def test_the_words_say_what_is_demanded_in_both_languages() -> None:
    words = judged(comparison(at_least=4, below=8, held_for="5m")).words

    assert words.zh == "wind_mean ≥ 4、< 8 m/s，持续 5 分钟"
    assert words.en == "wind_mean ≥ 4, < 8 m/s, for 5 min"


def test_the_reasons_are_the_leaves_that_decided_and_the_rest_is_told_too() -> None:
    node = {
        "any": [
            comparison(at_least=4),
            comparison("wind_gust", at_least=8),
            {"not": comparison("visibility", below=500)},
        ]
    }
    verdict = judged(node, wind("5"), wind("3", name="wind_gust"))

    assert verdict.state is State.HOLDS
    assert [leaf.path for leaf in verdict.reasons] == [("any", 0)]
    assert [leaf.state.value for leaf in verdict.leaves] == ["holds", "fails", "lacks"]


STATES = st.sampled_from(State)
TREES = st.recursive(
    st.sampled_from(["t", "f", "u"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: ("all", parts)),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: ("any", parts)),
        inner.map(lambda part: ("not", [part])),
    ),
    max_leaves=8,
)


def _node(tree: Any, settle: dict[str, bool], path: str = "") -> dict[str, Any]:
    """A condition whose leaves hold, fail or lack as the tree says; `settle` answers the open ones."""
    if isinstance(tree, str):
        state = {"t": True, "f": False}.get(tree, settle.get(path))
        if state is None:
            return comparison("visibility", below=500)
        return comparison(at_least=4) if state else comparison(below=4)
    kind, parts = tree
    inner = [_node(part, settle, f"{path}.{i}") for i, part in enumerate(parts)]
    return {"not": inner[0]} if kind == "not" else {kind: inner}


def _open(tree: Any, path: str = "") -> list[str]:
    if isinstance(tree, str):
        return [path] if tree == "u" else []
    return [found for i, part in enumerate(tree[1]) for found in _open(part, f"{path}.{i}")]


@given(TREES, st.data())
def test_a_verdict_reached_without_a_fact_is_never_overturned_by_it(tree: Any, data: st.DataObject) -> None:
    early = judged(_node(tree, {}), wind("5")).state
    settled = {path: data.draw(st.booleans()) for path in _open(tree)}
    late = judged(_node(tree, settled), wind("5")).state

    assert late is not State.LACKS
    if early is not State.LACKS:
        assert late is early


@given(TREES)
def test_denying_a_condition_turns_it_and_denying_twice_gives_it_back(tree: Any) -> None:
    node = _node(tree, {})
    once, twice = judged({"not": node}, wind("5")).state, judged({"not": {"not": node}}, wind("5")).state

    assert once is turned(judged(node, wind("5")).state)
    assert twice is judged(node, wind("5")).state


@given(st.lists(STATES, min_size=1))
def test_all_and_any_are_each_other_s_contrary(states: list[State]) -> None:
    assert joined_all(states) is turned(joined_any([turned(state) for state in states]))


@given(st.lists(STATES, min_size=1), STATES)
def test_one_more_part_never_makes_all_easier_nor_any_harder(states: list[State], more: State) -> None:
    order = [State.FAILS, State.LACKS, State.HOLDS]

    assert order.index(joined_all([*states, more])) <= order.index(joined_all(states))
    assert order.index(joined_any([*states, more])) >= order.index(joined_any(states))
