"""What begins together is one line: by source and place, narrow before wide, the same however the alarms are cut up."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.alarms.grouping_rules import Grouper, Known, Limits, Start

HALL = ("source:1", "place:7", "place:1")
LIMITS = Limits()
S = 1000


def starts(*onsets_s: float, keys: tuple[str, ...] = HALL, first: int = 1) -> list[Start]:
    return [Start(first + i, round(at * S), keys) for i, at in enumerate(onsets_s)]


def run(alarms: list[Start], cut: int = 0, limits: Limits = LIMITS) -> tuple[dict[int, int], dict[int, Known]]:
    """Alarm → group, and the groups, when the alarms come in batches of `cut`, as the database would keep them."""
    placed: dict[int, int] = {}
    kept: dict[int, Known] = {}
    seen: list[Start] = []
    for at in range(0, len(alarms), cut or len(alarms) or 1):
        batch = alarms[at : at + (cut or len(alarms))]
        loose = [one for one in seen if one.alarm not in placed]
        grouper = Grouper(limits, [replace(g, joined=[], absorbed=[], fresh=False) for g in kept.values()], loose)
        for one in batch:
            grouper.take(one)
        names: dict[int, int] = {}
        for known in grouper.changed.values():
            names[known.group] = number = known.group if known.group > 0 else 1 + len(kept) + 100 * at
            for gone in known.absorbed:
                del kept[gone]
                placed |= {alarm: number for alarm, group in placed.items() if group == gone}
            placed |= dict.fromkeys(known.joined, number)
            kept[number] = replace(known, group=number)
        told = {alarm: names[group] for alarm, group in grouper.placed.items()}
        assert all(placed[alarm] == group for alarm, group in told.items() if alarm in placed)
        placed |= told
        seen += batch
    return placed, kept


def as_sets(placed: dict[int, int]) -> set[frozenset[int]]:
    return {frozenset(a for a, g in placed.items() if g == group) for group in set(placed.values())}


def test_a_power_cut_of_400_points_is_one_group_whose_first_out_began_first() -> None:
    alarms = [
        Start(i, 10 * S + (i * 37) % 4000, (f"source:{i % 40}", f"place:{7 + i % 5}", "place:1")) for i in range(1, 401)
    ]
    placed, kept = run(alarms, cut=20)
    assert len(placed) == 400
    (group,) = kept.values()
    assert (group.key, group.count) == ("place:1", 400)
    assert group.first_ms == min(one.onset_ms for one in alarms)
    assert next(one.onset_ms for one in alarms if one.alarm == group.first) == group.first_ms


def test_four_alarms_stand_alone_and_the_fifth_makes_them_a_group() -> None:
    assert run(starts(0, 10, 20, 30)) == ({}, {})
    placed, kept = run(starts(0, 10, 20, 30, 40))
    assert set(placed) == {1, 2, 3, 4, 5}
    (group,) = kept.values()
    assert (group.key, group.first, group.first_ms, group.last_ms, group.count) == ("source:1", 1, 0, 40_000, 5)


def test_alarms_further_apart_than_the_window_are_no_group() -> None:
    assert run(starts(0, 20, 40, 61, 82))[0] == {}
    assert run(starts(0, 1, 2, 3, 4), limits=Limits(window_ms=0))[0] == {}


def test_what_follows_within_the_window_joins_until_the_group_is_long_enough() -> None:
    placed, kept = run(starts(0, 1, 2, 3, *range(50, 750, 50)))
    (group,) = [g for g in kept.values() if g.first == 1]
    assert group.last_ms == 600_000
    assert {alarm for alarm, g in placed.items() if g != group.group} == set()
    assert len(placed) == 4 + 12


def test_an_alarm_heard_late_that_began_before_is_the_first_out() -> None:
    placed, kept = run([*starts(10, 11, 12, 13, 14), Start(9, 5 * S, HALL)], cut=5)
    (group,) = kept.values()
    assert (group.first, group.first_ms, group.count) == (9, 5 * S, 6)
    assert placed[9] == group.group


def test_two_places_of_one_zone_stay_two_groups_when_the_second_is_only_a_few() -> None:
    north, south = HALL, ("source:2", "place:8", "place:1")
    _, kept = run([*starts(*range(8), keys=north), *starts(3, 4, keys=south, first=50)])
    assert [(g.key, g.count) for g in kept.values()] == [("source:1", 8)]
    _, kept = run([*starts(*range(8), keys=north), *starts(3, 4, 5, 6, keys=south, first=50)])
    assert [(g.key, g.count) for g in kept.values()] == [("place:1", 12)]


def test_what_was_taken_apart_by_hand_is_not_grouped_anew_by_what_follows() -> None:
    apart = Known(5, "source:1", HALL[1:], 0, 30_000, 5, 1, dissolved=True)
    grouper = Grouper(LIMITS, [apart], [])
    same = [grouper.take(one) for one in starts(31, 32, 33, 34, 35, keys=("source:1",))]
    assert same == [None] * 5
    later = Grouper(LIMITS, [apart], [])
    assert [later.take(one) for one in starts(95, 96, 97, 98, 99, keys=("source:1",))][-1] == -1


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 3), st.integers(1, 3)), max_size=40),
    st.integers(1, 12),
)
def test_however_the_alarms_are_cut_into_batches_the_groups_are_the_same(
    given_: list[tuple[int, int, int]], cut: int
) -> None:
    alarms = [
        Start(i, at * S, (f"source:{s}", f"place:{p}", "place:9")) for i, (at, s, p) in enumerate(given_, start=1)
    ]
    whole, kept = run(alarms)
    assert as_sets(run(alarms, cut)[0]) == as_sets(whole)
    for number, group in kept.items():
        mine = [one for one in alarms if whole.get(one.alarm) == number]
        assert group.count == len(mine) >= LIMITS.many
        assert group.first_ms == min(one.onset_ms for one in mine)
        assert all(group.key in one.keys for one in mine)
        assert group.last_ms - group.first_ms <= LIMITS.longest_ms + LIMITS.window_ms
