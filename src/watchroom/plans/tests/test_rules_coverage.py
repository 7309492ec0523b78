from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.plans import coverage
from watchroom.plans.coverage import Covered, Gap, Never, Overlap, Range, Unexamined, boxes, covers, examine
from watchroom.plans.format import Level
from watchroom.plans.judging import Known, Scene, State, judge
from watchroom.plans.tests.samples import NOW, comparison, level
from watchroom.plans.tests.test_rules_judging import DECLARED
from watchroom.plans.triggers import AnyOf


def scale(**whens: dict[str, Any]) -> list[tuple[int, Any]]:
    """`l3={...}` is level 3 with that condition."""
    made = [Level.model_validate(level(int(name[1:]), when)) for name, when in whens.items()]
    return [(one.level, one.when) for one in made]


def test_levels_that_meet_leave_nothing_to_say() -> None:
    meeting = scale(l4=comparison(at_least=3, below=4), l3=comparison(at_least=4, below=8), l2=comparison(at_least=8))

    assert list(examine(meeting)) == []


def test_a_hole_between_two_levels_is_a_gap() -> None:
    (gap,) = examine(scale(l3=comparison(at_least=4, below=6), l2=comparison(at_least=8)))

    assert isinstance(gap, Gap)
    assert (gap.fact, str(gap.missing)) == ("wind_mean", "[6, 8)")


def test_the_bound_itself_left_out_is_a_gap_too() -> None:
    (gap,) = examine(scale(l3=comparison(at_least=4, below=6), l2=comparison(above=6)))

    assert isinstance(gap, Gap)
    assert str(gap.missing) == "[6, 6]"


def test_a_gravest_level_that_ends_leaves_what_is_worse_to_nobody() -> None:
    gaps = list(examine(scale(l3=comparison(at_least=4, below=8), l2=comparison(at_least=8, below=20))))
    falling = list(
        examine(
            scale(
                l3=comparison("visibility", at_least=200, below=500),
                l2=comparison("visibility", at_least=50, below=200),
            )
        )
    )

    assert [str(gap.missing) for gap in gaps if isinstance(gap, Gap)] == ["[20, +∞)"]
    assert [str(gap.missing) for gap in falling if isinstance(gap, Gap)] == ["(-∞, 50)"]


def test_a_shared_stretch_is_an_overlap() -> None:
    (overlap,) = examine(scale(l3=comparison(at_least=4, below=9), l2=comparison(at_least=8)))

    assert overlap == Overlap(3, 2, "wind_mean", "[8, 9)")


def test_a_level_that_a_graver_one_always_joins_is_never_proposed() -> None:
    assert list(examine(scale(l3=comparison(at_least=8), l2=comparison(at_least=4)))) == [Covered(3, 2)]


def test_a_longer_holding_time_makes_the_graver_level_no_cover() -> None:
    found = list(examine(scale(l3=comparison(at_least=8, held_for="1m"), l2=comparison(at_least=4, held_for="5m"))))

    assert not any(isinstance(remark, Covered) for remark in found)


def test_a_contradiction_is_a_level_that_never_holds() -> None:
    both = {"all": [comparison(at_least=8), comparison(below=4)]}
    denied = {"all": [comparison(at_least=8), {"not": comparison(at_least=8)}]}

    assert list(examine(scale(l3=both))) == [Never(3)]
    assert list(examine(scale(l3=denied))) == [Never(3)]


def test_words_share_out_like_numbers() -> None:
    blue, red = {"fact": "signal", "one_of": ["blue"]}, {"fact": "signal", "one_of": ["red"]}

    assert list(examine(scale(l3=blue, l2=red))) == []
    assert list(examine(scale(l3={"all": [blue, red]}))) == [Never(3)]
    assert list(examine(scale(l3=blue, l2={"fact": "signal", "one_of": ["blue", "red"]}))) == [Covered(3, 2)]


def test_nothing_is_concluded_from_an_expression_or_a_judgement() -> None:
    def opaque(text: str) -> dict[str, Any]:
        return {"expression": text, "words": {"zh": "式", "en": "x"}}

    assert list(examine(scale(l3=opaque("wind_mean > 4.0"), l2=opaque("wind_mean > 8.0")))) == []
    assert list(examine(scale(l3={"all": [opaque("wind_mean > 4.0"), comparison(below=4)]}))) == []


def test_but_a_judgement_is_not_its_own_contrary() -> None:
    grave = {"judged": "grave", "words": {"zh": "严重吗", "en": "Grave?"}, "by": "duty_leader"}

    assert list(examine(scale(l3={"all": [grave, {"not": grave}]}))) == [Never(3)]
    assert list(examine(scale(l3={"all": [grave, comparison(at_least=4)]}, l2=grave))) == [Covered(3, 2)]


def test_a_condition_of_too_many_branches_is_said_to_be_unexamined() -> None:
    branch = {"any": [comparison(at_least=i) for i in range(8)]}

    assert list(examine(scale(l3={"all": [branch, branch, branch]}))) == [Unexamined(3)]


@pytest.mark.parametrize(
    ("range_", "text"),
    [
        (Range(), "(-∞, +∞)"),
        (Range(Decimal(4), Decimal("10.8")), "[4, 10.8)"),
        (Range(Decimal(4), low_open=True), "(4, +∞)"),
    ],
)
def test_ranges_are_written_as_mathematicians_do(range_: Range, text: str) -> None:
    assert str(range_) == text


BOUNDS = st.integers(0, 6)
LEAVES = st.builds(
    lambda name, low, width, side: comparison(
        name, **({"at_least": low} if side == 0 else {"below": low} if side == 1 else {"at_least": low, "below": low + width})
    ),
    st.sampled_from(["wind_mean", "wind_gust"]), BOUNDS, st.integers(1, 3), st.integers(0, 2),
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=5,
)
POINTS = [(Decimal(x) / 2, Decimal(y) / 2) for x in range(-1, 20, 2) for y in range(-1, 20, 2)]
POINTS += [(Decimal(x), Decimal(y)) for x in range(10) for y in range(10)]


def _node(tree: dict[str, Any]) -> Any:
    return AnyOf.model_validate({"any": [tree]}).any[0]


def _inside(made: list[coverage.Box], point: tuple[Decimal, Decimal]) -> bool:
    value = dict(zip(("wind_mean", "wind_gust"), point, strict=True))
    exact = {(name, "incident"): Range(v, v, high_open=False) for name, v in value.items()}
    return any(covers(box, dict(exact)) for box in made)


@given(TREES)
def test_the_boxes_say_the_same_as_the_condition_itself(tree: dict[str, Any]) -> None:
    node, made = _node(tree), boxes(_node(tree))

    for point in POINTS:
        facts = [
            Known(name, value, "m/s", NOW, "t") for name, value in zip(("wind_mean", "wind_gust"), point, strict=True)
        ]
        holds = judge(node, DECLARED, Scene.of(facts, NOW)).state is State.HOLDS
        assert holds == _inside(made, point)
