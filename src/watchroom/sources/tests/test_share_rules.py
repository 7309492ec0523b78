"""Whose share of the partitions is how large: whatever the order of events, all of them become somebody's."""

import random

from hypothesis import given
from hypothesis import strategies as st

from watchroom.sources.rules import share


@given(
    worked=st.sets(st.integers(0, 16), min_size=1),
    watchers=st.integers(1, 4),
    seed=st.integers(0, 2**16),
    together=st.booleans(),
)
def test_after_a_few_rounds_every_partition_is_held_and_nobody_holds_more_than_his_share(
    worked: set[int], watchers: int, seed: int, together: bool
) -> None:
    chance = random.Random(seed)
    held: dict[int, set[int]] = {watcher: set() for watcher in range(watchers)}
    if not together:
        held[0] = set(worked)  # the others join one that has everything
    for _ in range(20 * watchers):
        me = chance.randrange(watchers)
        others = set().union(*(mine for who, mine in held.items() if who != me))
        free, surplus = share(worked, held[me], others, watchers)
        held[me] |= set(free)
        held[me] -= set(sorted(held[me], reverse=True)[:surplus])
    for me in held:
        others = set().union(*(mine for who, mine in held.items() if who != me))
        held[me] |= set(share(worked, held[me], others, watchers)[0])
    assert sorted(number for mine in held.values() for number in mine) == sorted(worked)
    assert max(map(len, held.values())) <= -(-len(worked) // watchers)


def test_what_another_keeps_is_not_asked_for_instead_of_what_is_free() -> None:
    assert share({2, 5, 9, 16}, {5}, {2}, 2) == ([9], 0)
