"""The division of units among needs, held to every division that there is."""

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.dispatch.allocating import Allocation, Cover, Demand, allocate


def demand(key: str, n: int, urgency: int = 2, **times: int) -> Demand:
    return Demand(key, n, urgency, {int(unit[1:]): s for unit, s in times.items()})


def test_the_nearest_goes_and_what_nobody_is_left_for_is_said() -> None:
    result = allocate([demand("fire", 2, u1=300, u2=200, u3=900), demand("police", 1, u1=100)])

    assert result.sent == {"fire": (2, 3), "police": (1,)}
    assert (result.short, result.proven) == ({}, True)
    assert allocate([demand("fire", 2, u1=300)]).short == {"fire": 1}
    assert allocate([demand("boats", 3)]) == Allocation({}, {"boats": 3}, {})
    assert allocate([]) == Allocation({}, {}, {})


def test_what_is_more_urgent_is_met_first_where_there_is_too_little() -> None:
    result = allocate([demand("a", 1, urgency=1, u1=10), demand("b", 1, urgency=3, u1=3000)])

    assert (result.sent, result.short) == ({"b": (1,)}, {"a": 1})


def test_a_unit_farther_away_goes_where_the_nearest_is_the_last_of_its_station() -> None:
    near_is_last = Cover("east", frozenset({1}), least=1, worth_s=120)

    assert allocate([demand("a", 1, 1, u1=300, u2=400)], [near_is_last]).sent == {"a": (2,)}
    assert allocate([demand("a", 1, 1, u1=300, u2=500)], [near_is_last]).sent == {"a": (1,)}  # not worth two minutes
    assert allocate([demand("a", 1, 3, u1=300, u2=400)], [near_is_last]).sent == {
        "a": (1,)
    }  # the urgent waits for less
    broken = allocate([demand("a", 1, u1=300)], [near_is_last])
    assert (broken.sent, broken.broken) == ({"a": (1,)}, {"east": 1})


def test_firm_cover_is_never_emptied_and_cover_that_lacks_already_forbids_nothing_more() -> None:
    firm = Cover("east", frozenset({1, 2}), least=2)

    assert allocate([demand("a", 1, u1=300)], [firm]).short == {"a": 1}
    assert allocate([demand("a", 1, u3=300)], [Cover("east", frozenset(), least=2)]).sent == {"a": (3,)}


def divisions(demands: Sequence[Demand], units: Sequence[int]) -> Iterator[tuple[int | None, ...]]:
    for goes in product([None, *range(len(demands))], repeat=len(units)):
        able = all(at is None or unit in demands[at].times for unit, at in zip(units, goes, strict=True))
        if able and all(goes.count(at) <= one.n for at, one in enumerate(demands)):
            yield goes


def cost(demands: Sequence[Demand], covers: Sequence[Cover], where: dict[int, int]) -> tuple[int, int] | None:
    """What lacks by urgency, then seconds by urgency and what broken cover is worth; None where firm cover is broken."""
    lacks = sum(one.urgency * (one.n - list(where.values()).count(at)) for at, one in enumerate(demands))
    spent = sum(demands[at].urgency * demands[at].times[unit] for unit, at in where.items())
    for one in covers:
        gone = max(0, one.floor - len(one.units - where.keys()))
        if gone and one.worth_s is None:
            return None
        spent += gone * (one.worth_s or 0)
    return lacks, spent


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Demand], list[Cover], list[int]]:
    units = list(range(draw(st.integers(1, 5))))
    times = st.dictionaries(st.sampled_from(units), st.integers(0, 3600))
    demands = [
        Demand(str(at), draw(st.integers(0, 3)), draw(st.integers(1, 3)), draw(times))
        for at in range(draw(st.integers(1, 3)))
    ]
    worth = st.one_of(st.none(), st.integers(0, 900))
    covers = [
        Cover(str(at), frozenset(draw(st.sets(st.sampled_from(units)))), draw(st.integers(1, 3)), draw(worth))
        for at in range(draw(st.integers(0, 2)))
    ]
    return demands, covers, units


@given(cases())
@settings(max_examples=300)
def test_no_division_of_all_that_there_are_is_better(case: tuple[list[Demand], list[Cover], list[int]]) -> None:
    demands, covers, units = case
    result = allocate(demands, covers)

    where = {unit: at for at, one in enumerate(demands) for unit in result.sent.get(one.key, ())}
    assert len(where) == sum(len(sent) for sent in result.sent.values())  # nobody goes twice
    assert all(unit in demands[at].times for unit, at in where.items())
    assert result.short == {one.key: lacks for one in demands if (lacks := one.n - len(result.sent.get(one.key, ())))}
    every = [
        cost(demands, covers, {unit: at for unit, at in zip(units, goes, strict=True) if at is not None})
        for goes in divisions(demands, units)
    ]
    assert result.proven
    assert cost(demands, covers, where) == min(one for one in every if one is not None)
