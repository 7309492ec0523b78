"""One partition's work: whatever dies in between, the same is judged once, and what stands stands."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import OperationalError

from watchroom.conftest import T0
from watchroom.journal.book import book
from watchroom.journal.models import Entry
from watchroom.kernel.clock import ms
from watchroom.sources import actions, faults, leases, partition
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.leases import Lease, LeaseLost
from watchroom.sources.models import Partition, Source
from watchroom.sources.partition import Work
from watchroom.sources.readings import (
    ReadingBatch,
    RulesChanged,
    Run,
    Tick,
    decode,
    encode_readings,
    encode_rules,
    encode_tick,
)
from watchroom.sources.tests.scene import Scene

AT = ms(T0)


class Counting:
    """A judge that changes something at every fifth reading and every third tick, by what it has seen so far."""

    def __init__(self, seen: int = 0, ticks: int = 0) -> None:
        self.seen, self.ticks = seen, ticks

    def judge(self, batch: Any, /) -> list[Any]:
        if isinstance(batch, ReadingBatch):
            found = [f"reading {n}" for n in range(self.seen + 1, self.seen + len(batch) + 1) if n % 5 == 0]
            self.seen += len(batch)
            return found
        if isinstance(batch, Tick):
            self.ticks += 1
            return [f"tick {self.ticks}"] if self.ticks % 3 == 0 else []
        return []

    def snapshot(self) -> bytes:
        return json.dumps([self.seen, self.ticks]).encode()


@dataclass
class Paper:
    """Writes each change once, as the room of alarms does; may fail. `mark`: the source of whose rows it also writes."""

    written: list[str] = field(default_factory=list)
    fail: int = 0
    mark: int | None = None

    def begin(self, partition: int, snapshot: bytes | None) -> Counting:
        return Counting(*json.loads(snapshot)) if snapshot else Counting()

    def news(self, partition: int, judge: Any) -> list[dict[str, Any]] | None:
        return None

    def write(self, changes: Sequence[Any], batch: str) -> None:
        if self.fail:
            self.fail -= 1
            raise OperationalError("database is locked")
        self.written += changes
        if self.mark is not None:
            actions.refused(self.mark, faults.NotFinite(value="x"), actor="t")


@pytest.fixture
def paper() -> Paper:
    return Paper()


def stream_of(scene: Scene, n: int = 40) -> list[tuple[int, bytes]]:
    """Readings, a tick after every third, sequences with gaps: other partitions' messages lie between."""
    found: list[tuple[int, bytes]] = []
    for i in range(n):
        at = np.array([AT + i * 1000], np.int64)
        found.append(
            (2 * i + 1, encode_readings(np.array([scene.wind.number], np.int32), np.array([float(i)]), at, at)[0])
        )
        if i % 3 == 2:
            found.append((2 * i + 2, encode_tick(AT + i * 1000 + 500)))
    return found


def work_of(scene: Scene, paper: Paper, data: Path, owner: str = "elsewhere:1:a") -> Work:
    lease = leases.take(scene.partition, owner, "s")
    assert lease is not None
    return Work(lease, paper, Catalogue(), data)


def run(work: Work, messages: Sequence[tuple[int, bytes]], size: int, *, now: bool = True) -> None:
    """From where the work stands, in bunches."""
    after = work.begin()
    left = [one for one in messages if one[0] > after]
    for start in range(0, len(left), size):
        got = left[start : start + size]
        work.judge(work.absorb(got), work.sequence, now=now)


def sequences(runs: Sequence[Run]) -> list[int]:
    return [sequence for run in runs for sequence, _ in run.by_message()]


def whole(scene: Scene) -> list[str]:
    judge = Counting()
    return [
        change for sequence, data in stream_of(scene) for change in judge.judge(decode(data, scene.partition, sequence))
    ]


def test_bunches_of_any_size_are_judged_to_the_same_end(scene: Scene, paper: Paper, tmp_path: Path):
    run(work_of(scene, paper, tmp_path), stream_of(scene), 7)

    assert paper.written == whole(scene)
    assert Partition.objects.get(number=scene.partition).position == stream_of(scene)[-1][0]


@pytest.mark.parametrize("kept", range(0, 54, 3))
def test_a_death_after_any_message_changes_nothing_twice_and_loses_nothing(
    scene: Scene, paper: Paper, tmp_path: Path, kept: int
):
    """F3: the snapshot is older than the position; what lies between is judged again with writing off."""
    messages = stream_of(scene)
    first = work_of(scene, paper, tmp_path)
    first.begin()
    for at, one in enumerate(messages[:kept]):
        first._snapshot_due = at % 11 == 5
        first.judge(first.absorb([one]), first.sequence, now=at % 2 == 0)

    heir = work_of(scene, paper, tmp_path)
    run(heir, messages, 4)

    assert paper.written == whole(scene)
    assert heir._judge.snapshot() == json.dumps([40, 13]).encode()


def test_the_position_may_lag_and_what_it_lags_by_is_judged_again(scene: Scene, paper: Paper, tmp_path: Path):
    """No commit for a batch that changes nothing, until a second has gone by."""
    work = work_of(scene, paper, tmp_path)
    work.begin()
    got = stream_of(scene)[:3]

    work.judge(work.absorb(got), work.sequence, now=False)

    assert Partition.objects.get(number=scene.partition).position == 0
    assert work.latest.of([scene.wind.number])["value"] == [2.0]


def test_a_change_is_committed_at_once_with_its_position(scene: Scene, paper: Paper, tmp_path: Path):
    run(work_of(scene, paper, tmp_path), stream_of(scene)[:6], 1, now=False)

    assert paper.written == ["reading 5"]
    assert Partition.objects.get(number=scene.partition).position == stream_of(scene)[5][0]


def test_while_the_database_cannot_be_written_changes_are_owed_and_then_written_once(
    scene: Scene, paper: Paper, tmp_path: Path
):
    """The database locked for a while."""
    work = work_of(scene, paper, tmp_path)
    work.begin()
    paper.fail = 3

    for attempt in range(4):
        try:
            work.judge(work.absorb(stream_of(scene)[:8]), work.sequence, now=True) if attempt == 0 else work.commit()
        except OperationalError:
            assert Partition.objects.get(number=scene.partition).position == 0

    assert paper.written == ["reading 5"]
    assert Partition.objects.get(number=scene.partition).position == stream_of(scene)[7][0]


def test_the_deposed_owner_writes_nothing(scene: Scene, paper: Paper, tmp_path: Path):
    """What it judged in the meantime goes with its transaction."""
    paper.mark = scene.station.pk
    old = work_of(scene, paper, tmp_path)
    old.begin()
    leases.give_back(old.lease)
    heir = work_of(scene, Paper(), tmp_path, "elsewhere:2:b")

    with pytest.raises(LeaseLost):
        old.judge(old.absorb(stream_of(scene)), old.sequence, now=True)

    assert not Entry.objects.filter(kind="sources.refused").exists()
    assert Partition.objects.get(number=scene.partition).owner == heir.lease.owner


def test_changed_rules_make_a_snapshot_at_their_own_place(scene: Scene, paper: Paper, tmp_path: Path):
    work = work_of(scene, paper, tmp_path)
    work.begin()
    got = [*stream_of(scene)[:2], (50, encode_rules([{"rule": 1}]))]

    steps = work.absorb(got)
    work.judge(steps, work.sequence, now=False)

    assert isinstance(steps[-1].message, RulesChanged)
    assert Partition.objects.get(number=scene.partition).snapshot_position == 50


def test_values_survive_in_the_snapshot(scene: Scene, paper: Paper, tmp_path: Path):
    work = work_of(scene, paper, tmp_path)
    run(work, stream_of(scene), 9)
    work.finish()

    heir = work_of(scene, paper, tmp_path)
    heir.begin()

    assert heir.latest.of([scene.wind.number]) == {
        "sensor": [0], "value": [39.0], "measured_ms": [AT + 39_000], "received_ms": [AT + 39_000],
    }  # fmt: skip


def test_a_message_that_cannot_be_read_is_passed_over(
    scene: Scene, paper: Paper, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    messages = stream_of(scene)
    messages[3] = (messages[3][0], b"\xffnot ours")

    run(work_of(scene, paper, tmp_path), messages, 5)

    assert Partition.objects.get(number=scene.partition).position == messages[-1][0]
    assert "passed over" in caplog.text


def silence(scene: Scene, minutes: Sequence[float], spoke_at: float = 0.0) -> Source:
    """A reading at `spoke_at` minutes, then ticks at these."""
    lease = leases.take(scene.partition, "elsewhere:1:a", "s")
    assert lease is not None
    work = Work(lease, Paper(), Catalogue(), Path("/nowhere"))
    work.begin()
    at = np.array([AT + round(spoke_at * 60_000)], np.int64)
    first = lease.position + 1
    got = [(first, encode_readings(np.array([scene.wind.number], np.int32), np.array([3.0]), at, at)[0])]
    got += [(first + 1 + i, encode_tick(AT + round(m * 60_000))) for i, m in enumerate(minutes)]
    for one in got:
        work.judge(work.absorb([one]), work.sequence, now=True)
    return Source.objects.get()


def test_a_source_is_silent_on_the_tick_after_three_periods(scene: Scene):
    """D-08: seen by time passing, not by a reading that does not come."""
    assert silence(scene, [1, 2, 3]).health == "well"
    assert Entry.objects.filter(kind="sources.went_silent").count() == 0


def test_silence_is_told_once_and_ended_by_a_reading(scene: Scene):
    assert silence(scene, [1, 2, 3, 3.1, 4, 5]).health == "silent"
    assert Entry.objects.filter(kind="sources.went_silent").count() == 1

    assert silence(scene, [], spoke_at=6).health == "well"
    assert Entry.objects.filter(kind="sources.came_back").count() == 2


def test_time_in_which_we_were_away_is_nobodys_silence(scene: Scene):
    """After an hour without us every source would else be called silent."""
    assert silence(scene, [1, 61, 62]).health == "well"
    assert silence(scene, [63, 64, 64.1], spoke_at=62).health == "well"


def test_the_lease_is_held_while_the_past_is_judged_again(
    scene: Scene, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run(work_of(scene, paper, tmp_path), stream_of(scene), 9)
    Partition.objects.update(snapshot=None, snapshot_position=0)
    heir = work_of(scene, paper, tmp_path)
    heir.begin()
    before = Partition.objects.get(number=scene.partition).lease_until
    monkeypatch.setattr(partition, "COMMIT_S", 0.0)

    heir.judge(heir.absorb(stream_of(scene)[:3]), heir.sequence, now=False)

    row = Partition.objects.get(number=scene.partition)
    assert row.position == stream_of(scene)[-1][0]
    assert before is not None
    assert row.lease_until is not None
    assert row.lease_until > before


def test_what_is_not_in_the_history_yet_is_answered_from_memory(scene: Scene, paper: Paper, tmp_path: Path):
    work = work_of(scene, paper, tmp_path)
    run(work, stream_of(scene), 9)
    taken = list(work.young)
    stored = [value for part in taken[:8] for value in part.batch.value.tolist()]
    work.append(taken[:8])
    work.appended(taken[7].last)

    assert 0 < len(stored) < 40
    assert work.recent(scene.wind.number)["value"] == [float(i) for i in range(len(stored), 40)]
    assert work.recent(None)["sensor"] == [scene.wind.number] * (40 - len(stored))
    assert work.rows == 40 - len(stored)


def test_after_a_death_the_history_goes_on_where_it_was(scene: Scene, paper: Paper, tmp_path: Path):
    """Its position is its own: here it is behind the snapshot's."""
    work = work_of(scene, paper, tmp_path)
    run(work, stream_of(scene), 9)
    taken = list(work.young)
    work.append(taken[:4])
    work.finish()

    heir = work_of(scene, paper, tmp_path)
    assert heir.begin() == taken[3].last
    heir.judge(heir.absorb([one for one in stream_of(scene) if one[0] > taken[3].last]), heir.sequence, now=True)

    assert sequences(heir.young) == sequences(taken[4:])
    assert paper.written == whole(scene)


def test_a_lease_is_a_lease_of_one_row(scene: Scene):
    lease = leases.take(scene.partition, "elsewhere:1:a", "s")
    assert isinstance(lease, Lease)
    with book(actor="t"):
        assert leases.renew(lease, position=4, ticked_until=T0 + timedelta(seconds=1)).position == 4


def test_a_source_with_sensors_in_two_partitions_is_not_silent_while_one_of_them_speaks(
    scene: Scene, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The home partition hears of the others' readings by the database, and takes back what it thought."""
    monkeypatch.setattr(partition, "COMMIT_S", 0.0)
    work = work_of(scene, paper, tmp_path)
    at = np.array([AT], np.int64)
    spoke = encode_readings(np.array([scene.wind.number], np.int32), np.array([1.0]), at, at)[0]
    run(work, [(1, spoke), (2, encode_tick(AT + 200_000))], 1)
    assert Source.objects.get(pk=scene.station.pk).health == "silent"

    actions.heard(scene.station.pk, T0 + timedelta(seconds=230), actor="watch:sources")  # by another partition
    work.refresh_health()
    for n, second in enumerate((240, 250, 260), start=3):
        work.judge(work.absorb([(n, encode_tick(AT + second * 1000))]), work.sequence, now=True)

    assert Source.objects.get(pk=scene.station.pk).health == "well"
    assert Entry.objects.filter(kind="sources.went_silent").count() == 1


def test_a_history_that_cannot_be_read_keeps_nothing_from_being_judged(scene: Scene, paper: Paper, tmp_path: Path):
    log = tmp_path / "history" / "_delta_log"
    log.mkdir(parents=True)
    (log / "00000000000000000000.json").write_text('{"add":')

    run(work_of(scene, paper, tmp_path), stream_of(scene), 7)

    assert paper.written == whole(scene)


def test_what_waits_for_a_history_that_cannot_be_written_is_bounded(
    scene: Scene, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(partition, "MOST_YOUNG", 10)
    work = work_of(scene, paper, tmp_path)
    run(work, stream_of(scene), 7)

    assert work.rows == sum(len(one.batch) for one in work.young)
    assert 8 <= work.rows <= 10
    assert work.young[-1].last == max(n for n, data in stream_of(scene) if isinstance(decode(data, 0, n), ReadingBatch))


def test_sensors_that_nobody_registered_belong_to_no_source() -> None:
    catalogue = Catalogue(source_of=np.array([7, -1, 3, 7], np.int64))

    assert catalogue.sources_of(np.array([-1, 3, 0, 1, 4, 2**31 - 1], np.int32)) == [7]
    assert catalogue.sources_of(np.array([2, 3], np.int32)) == [3, 7]
    assert Catalogue().sources_of(np.array([0], np.int32)) == []
