"""Whose a partition is: one owner at a time, the dead followed, the deposed refused."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest

from watchroom.conftest import T0
from watchroom.journal.book import book
from watchroom.kernel.clock import FixedClock
from watchroom.sources import leases
from watchroom.sources.leases import LeaseLost, give_back, held_by_others, renew, take
from watchroom.sources.models import Partition

ME, OTHER = "elsewhere:1:a", "elsewhere:2:b"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    one = FixedClock(T0)
    monkeypatch.setattr(leases, "_MACHINE", one)
    return one


def test_a_partition_has_one_owner(machine: FixedClock):
    mine = take(3, ME, "s")

    assert mine is not None
    assert take(3, OTHER, "s") is None
    assert held_by_others(OTHER) == {3}
    assert held_by_others(ME) == set()


def test_a_lease_that_is_not_renewed_for_five_seconds_is_taken_over_from_the_rows_position(machine: FixedClock):
    mine = take(3, ME, "s")
    assert mine is not None
    renew(mine, position=118)

    machine.forward(seconds=4.9)
    too_soon = take(3, OTHER, "s")
    machine.forward(seconds=0.2)
    heir = take(3, OTHER, "s")

    assert too_soon is None
    assert heir is not None
    assert (heir.position, heir.epoch) == (118, mine.epoch + 1)


def test_whoever_only_believes_to_be_the_owner_commits_nothing(machine: FixedClock):
    mine = take(3, ME, "s")
    assert mine is not None
    machine.forward(seconds=6)
    take(3, OTHER, "s")

    def commit() -> None:
        with book(actor="watch:detect"):
            Partition.objects.create(number=9, owner="a row that must not stay")
            renew(mine, position=200)

    with pytest.raises(LeaseLost):
        commit()

    assert Partition.objects.get(number=3).position == 0
    assert not Partition.objects.filter(number=9).exists()


def test_the_same_owner_after_another_is_a_new_epoch(machine: FixedClock):
    first = take(3, ME, "s")
    machine.forward(seconds=6)
    take(3, OTHER, "s")
    machine.forward(seconds=6)
    second = take(3, ME, "s")

    assert first is not None
    assert second is not None
    with pytest.raises(LeaseLost):
        renew(first, position=1)
    assert renew(second, position=1).position == 1


def test_a_partition_that_is_given_back_is_free_at_once(machine: FixedClock):
    mine = take(3, ME, "s")
    assert mine is not None
    give_back(mine)

    assert take(3, OTHER, "s") is not None


def test_an_owner_of_this_machine_that_is_dead_is_followed_at_once(machine: FixedClock):
    host = leases.owner_name().split(":")[0]
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)

    assert take(3, f"{host}:{pid}:gone", "s") is not None
    assert take(3, leases.owner_name(), "s") is not None


def test_an_owner_of_this_machine_that_lives_is_not(machine: FixedClock):
    assert take(3, leases.owner_name(), "s") is not None

    assert take(3, OTHER, "s") is None


def test_positions_of_a_lost_stream_mean_nothing_in_the_next(machine: FixedClock):
    mine = take(3, ME, "first stream")
    assert mine is not None
    renew(mine, position=500, snapshot=b"state")

    again = take(3, ME, "second stream")

    assert again is not None
    assert (again.position, again.snapshot_position, again.snapshot) == (0, 0, b"state")


def test_a_machine_clock_that_jumps_back_deposes_nobody(machine: FixedClock):
    """F-13."""
    mine = take(3, ME, "s")
    assert mine is not None
    machine.forward(hours=-1)

    assert renew(mine, position=7).position == 7
    assert take(3, OTHER, "s") is None


def test_an_owner_that_died_before_the_clock_was_set_back_is_followed_after_five_seconds_of_our_own_counting(
    machine: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    """F-13: its lease would else run for as long as the clock was set back."""
    seconds = [0.0]
    monkeypatch.setattr(leases, "time", SimpleNamespace(monotonic=lambda: seconds[0]))
    dead = take(4, ME, "s")
    assert dead is not None
    machine.forward(hours=-1)

    found = []
    for seconds[0] in (0, 2, 4.9, 5.1):
        found.append(take(4, OTHER, "s") is not None)

    assert found == [False, False, False, True]
    with pytest.raises(LeaseLost), book(actor="t"):
        renew(dead, position=9)


def test_an_owner_that_renews_by_a_clock_that_was_set_back_keeps_its_partition(
    machine: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    seconds = [0.0]
    monkeypatch.setattr(leases, "time", SimpleNamespace(monotonic=lambda: seconds[0]))
    mine = take(5, ME, "s")
    assert mine is not None
    machine.forward(hours=-1)

    for seconds[0] in range(20):
        machine.forward(seconds=1)
        mine = renew(mine, position=int(seconds[0]))
        assert take(5, OTHER, "s") is None


def test_a_snapshot_has_the_position_of_its_commit(machine: FixedClock):
    mine = take(3, ME, "s")
    assert mine is not None
    mine = renew(mine, position=10, snapshot=b"ten", ticked_until=T0)
    mine = renew(mine, position=12, ticked_until=T0 + timedelta(seconds=1))

    row = Partition.objects.get(number=3)
    assert (row.position, row.snapshot_position, bytes(row.snapshot or b"")) == (12, 10, b"ten")
    assert (mine.position, mine.snapshot_position) == (12, 10)
    assert row.ticked_until == T0 + timedelta(seconds=1)
