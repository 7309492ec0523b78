"""What is kept in columns says the same as judging each condition for each incident by itself, whatever changes."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.plans.format import PlanFile
from watchroom.plans.judging import Held, Known, Scene, State
from watchroom.plans.rules import assess, best, conditions
from watchroom.plans.standing import Facts, Key, Standing, judged_key, key_of
from watchroom.plans.tests.samples import NOW, comparison, level, plan, plan_data, text

pytestmark = pytest.mark.pure

PLACES = ("jump", "gate", "road")
NUMBERS = {State.FAILS: 0, State.LACKS: 1, State.HOLDS: 2}
_LEAF = st.one_of(
    st.builds(
        lambda low, held, place: comparison(at_least=low, **({"held_for": held} if held else {}), place=place),
        st.integers(0, 9), st.sampled_from(["", "5m"]), st.sampled_from(["incident", "any", "gate"]),
    ),
    st.builds(lambda low: comparison("deaths", at_least=low), st.integers(0, 3)),
    st.builds(lambda low, n: comparison(at_least=low, place="any", min_places=n), st.integers(0, 9), st.integers(1, 3)),
    st.just({"judged": "grave", "words": text("严重吗", "Grave?"), "by": "duty_leader"}),
    st.just({"expression": "wind_mean > 4.0", "words": text("式", "x")}),
)  # fmt: skip
_TREE = st.recursive(
    _LEAF,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)
_WIND = st.builds(
    lambda value, place, age, since, standing: Known(
        "wind_mean", Decimal(value), "m/s", NOW - timedelta(minutes=age), f"sensor:{place}", (place, "zone"), (),
        (Held(NOW - timedelta(minutes=since), at_least=Decimal(4)),), standing=standing,
    ),
    st.integers(0, 9), st.sampled_from(PLACES), st.integers(0, 20), st.integers(0, 20), st.booleans(),
)  # fmt: skip
_DEATHS = st.builds(
    lambda value, floor: (Known("deaths", Decimal(value), "person", NOW, "report:1", standing=True, floor=floor),),
    st.integers(0, 4), st.booleans(),
) | st.just(())  # fmt: skip
_ANSWER = st.builds(lambda yes: (Known("judged.grave", yes, "", NOW, "statement:1"),), st.booleans()) | st.just(())
_INCIDENT = st.tuples(st.frozensets(st.sampled_from(PLACES), max_size=2), _DEATHS, _ANSWER)


def made(trees: Iterable[dict[str, Any]], lowers: int = 0) -> PlanFile:
    data = plan_data()
    data["facts"]["deaths"] = {"title": text("死亡", "Deaths"), "unit": "person", "origin": "report"}
    data["levels"] = [level(number, tree) for number, tree in enumerate(trees, start=1)]
    if lowers:
        bar = {
            "text": text("夜间", "At night"),
            "when": comparison("deaths", at_least=1),
            "lowers_by": lowers,
            "clause": "4.2",
        }
        data["sensitive"] = [bar]
    return PlanFile.model_validate(data)


def facts(one: PlanFile, wind: tuple[Known, ...], incidents: Any, minutes: int = 0) -> Facts:
    keys = {name: key_of(name, fact) for name, fact in one.facts.items()}
    own: dict[Key, Any] = {
        keys["deaths"]: [deaths for _, deaths, _ in incidents],
        judged_key(one.code, "grave"): [answer for _, _, answer in incidents],
    }
    at = tuple(places for places, _, _ in incidents)
    now = NOW + timedelta(minutes=minutes)
    return Facts(now, tuple(range(len(incidents))), at, {keys["wind_mean"]: wind}, own)


def judged(one: PlanFile, told: Facts, i: int) -> list[int]:
    known = [*next(iter(told.shared.values())), *(fact for rows in told.own.values() for fact in rows[i])]
    return [NUMBERS[found.state] for found in assess(one, Scene.of(known, told.now, told.at[i]))]


@settings(deadline=None, max_examples=150)
@given(
    st.lists(_TREE, min_size=1, max_size=3), st.integers(0, 2), st.lists(_INCIDENT, min_size=1, max_size=4),
    st.lists(st.tuples(st.lists(_WIND, max_size=3), st.integers(0, 30)), min_size=1, max_size=3), st.lists(_INCIDENT, min_size=4, max_size=4),
)  # fmt: skip
def test_the_columns_say_what_each_judgement_says(
    trees: Any, lowers: int, incidents: Any, winds: Any, later: Any
) -> None:
    one = made(trees, lowers)
    table = Standing([one])
    minutes = 0
    for wind, passed in winds:
        minutes += passed
        for known in (incidents, [*later[: len(incidents)]]):
            told = facts(one, tuple(wind), known, minutes)
            table.refresh(told)
            for i in range(len(known)):
                assert table.states[:, i].tolist() == judged(one, told, i)


def test_only_what_speaks_of_the_changed_fact_is_joined_again() -> None:
    one = made([comparison("deaths", at_least=3), comparison(at_least=4)])
    table = Standing([one])
    incidents = [(frozenset({"jump"}), (), ())] * 3
    wind = Known("wind_mean", Decimal(5), "m/s", NOW, "sensor:jump", ("jump",))
    table.refresh(facts(one, (), incidents))

    assert table.refresh(facts(one, (wind,), incidents)) == [1]
    assert table.best(one.code).tolist() == [1, 1, 1]
    assert table.refresh(facts(one, (wind,), incidents)) == []
    assert table.refresh(facts(one, (wind,), incidents, minutes=11)) == [1], "after ten minutes the value is stale"
    assert table.best(one.code).tolist() == [-1, -1, -1]


def test_at_a_sensitive_place_the_condition_of_the_milder_level_is_enough() -> None:
    one = made([comparison(at_least=8), comparison(at_least=4)], lowers=1)
    wind = Known("wind_mean", Decimal(5), "m/s", NOW, "sensor:jump", ("jump",))
    death = Known("deaths", Decimal(1), "person", NOW, "report:1", standing=True)

    usual, lowered = (best(assess(one, Scene.of(known, NOW, {"jump"}))) for known in ([wind], [wind, death]))

    assert usual is not None
    assert lowered is not None
    assert (usual.level.level, lowered.level.level) == (2, 1)
    assert {found.words.zh for found in lowered.verdict.parts} >= {"夜间"}
    assert [when for _, when in conditions(plan())] == [one.when for one in plan().levels], "otherwise as it is written"


def test_what_is_only_known_from_below_neither_rules_out_nor_overstates() -> None:
    floor = Known("deaths", Decimal(5), "person", NOW, "report:1", standing=True, floor=True)

    def state(**bounds: int) -> State:
        one = made([comparison("deaths", **bounds)])
        return assess(one, Scene.of([floor], NOW))[0].state

    assert state(at_least=3) is State.HOLDS
    assert state(at_least=10) is State.LACKS
    assert state(at_least=3, below=10) is State.LACKS
    assert state(below=5) is State.FAILS


def test_a_bound_may_have_to_hold_in_several_places_of_a_kind() -> None:
    def wind(value: int, place: str, county: str) -> Known:
        return Known("wind_mean", Decimal(value), "m/s", NOW, f"sensor:{place}", (place, county), ("venue", "county"))

    one = made([comparison(at_least=8, place="any", min_places=2, place_kind="county")])

    def state(*known: Known) -> State:
        return assess(one, Scene.of(known, NOW))[0].state

    assert state(wind(9, "jump", "east"), wind(9, "gate", "east")) is State.FAILS, "two venues, one county"
    assert state(wind(9, "jump", "east"), wind(9, "road", "west")) is State.HOLDS
    assert state(wind(9, "jump", "east"), wind(7, "road", "west")) is State.FAILS
    assert state() is State.LACKS
