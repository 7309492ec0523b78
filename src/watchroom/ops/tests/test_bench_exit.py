"""How a measurement ends: its figures are told in any case, and the exit code says whether the promise held."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from watchroom.ops import bench_intake, bench_journal, bench_kill, bench_scale, cli, private_postgres
from watchroom.ops.bench_kill import Outcome

pytestmark = pytest.mark.pure
KEPT = {"lost": 0, "doubled": 0, "findings": 0}
DAY = Counter({("alarms.raised", "wind", "03:00"): 1, ("dispatch.order_sent", "hold", "", "03:05"): 1})
WHOLE = Outcome(0, 47, 47, 60.0, 55.0, DAY)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    monkeypatch.delenv("WATCHROOM_BENCH_POSTGRES", raising=False)
    monkeypatch.delenv("WATCHROOM_BENCH_RUNS", raising=False)


def journal(monkeypatch: pytest.MonkeyPatch, **measured: dict[str, int]) -> int:
    """The exit code of the measurement with these figures of each database."""

    @contextmanager
    def server(**_: object) -> Iterator[str]:
        yield "postgresql://nowhere/"

    def measure(name: str, *_: object) -> dict[str, Any]:
        return {f"{name}.{what}": count for what, count in (KEPT | measured.get(name, {})).items()}

    monkeypatch.setattr(private_postgres, "private_postgres", server)
    monkeypatch.setattr(bench_journal, "_measure", measure)
    return cli.main(["bench", "journal", "--quick", "--json"])


def kill(monkeypatch: pytest.MonkeyPatch, *days: Outcome) -> int:
    """The exit code of the measurement with this untouched day and these three killed ones."""
    outcomes = iter(days)
    monkeypatch.setattr(bench_kill, "_play", lambda _: next(outcomes))
    return cli.main(["bench", "kill", "--quick", "--json"])


def told(capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    """The figures and the complaint."""
    heard = capsys.readouterr()
    return json.loads(heard.out.splitlines()[-1])["figures"], heard.err


def test_a_journal_that_kept_everything_ends_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert journal(monkeypatch) == 0
    assert told(capsys)[1] == ""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("what", ["lost", "doubled", "findings"])
def test_one_entry_lost_or_doubled_or_one_finding_ends_with_1_and_the_figures_are_told(
    database: str, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert journal(monkeypatch, **{database: {what: 1}}) == 1
    found, said = told(capsys)
    assert found[f"{database}.{what}"] == 1
    assert said.startswith(f"{database}: ")
    assert f"1 {what}" in said


def test_days_that_came_out_as_the_untouched_one_end_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kill(monkeypatch, WHOLE, WHOLE, WHOLE, WHOLE) == 0
    found, _ = told(capsys)
    assert (found["runs"], found["whole"], found["lost"], found["doubled"]) == (3, 3, 0, 0)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (
            Outcome(0, 47, 47, 60.0, 55.0, DAY - Counter([next(iter(DAY))])),
            "3 of 3 runs came out whole, 1 lost, 0 doubled",
        ),
        (
            Outcome(0, 47, 47, 60.0, 55.0, DAY + Counter([next(iter(DAY))])),
            "3 of 3 runs came out whole, 0 lost, 1 doubled",
        ),
        (Outcome(0, 46, 47, 60.0, 55.0, DAY), "2 of 3 runs came out whole, 0 lost, 0 doubled"),
        (
            Outcome(1, 47, 47, 60.0, 55.0, DAY, "the book does not verify"),
            "2 of 3 runs came out whole, 0 lost, 0 doubled",
        ),
    ],
    ids=["lost", "doubled", "a step did not happen", "the book does not verify"],
)
def test_one_day_that_did_not_ends_with_1_and_names_the_seed(
    day: Outcome, why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kill(monkeypatch, WHOLE, WHOLE, day, WHOLE) == 1
    found, said = told(capsys)
    assert f"{why};" in said
    assert f"Seed {found['seed']}" in said


def test_without_a_whole_untouched_day_there_is_nothing_to_compare_with(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kill(monkeypatch, Outcome(1, 46, 47, 60.0, 55.0, DAY, "story: 46 of 47 steps")) == 1
    assert "story: 46 of 47 steps" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["lost", "alarms_lost", "alarms_doubled"])
def test_one_acknowledged_reading_or_its_alarm_missing_or_doubled_is_no_intake(what: str) -> None:
    whole = {"lost": 0, "alarms_lost": 0, "alarms_doubled": 0}
    bench_intake.must_be_taken(whole)
    with pytest.raises(bench_intake.NotTaken):
        bench_intake.must_be_taken(whole | {what: 1})


@pytest.mark.parametrize("bad", [{"takeover_s": 10.0}, {"lost": 1}, {"doubled": 1}])
def test_partitions_that_wait_for_ten_seconds_or_alarms_that_differ_are_not_shared(bad: dict[str, Any]) -> None:
    whole = {"takeover_s": 9.9, "lost": 0, "doubled": 0}
    bench_scale.must_be_shared(whole)
    with pytest.raises(bench_scale.NotShared):
        bench_scale.must_be_shared(whole | bad)


def test_the_ledger_tells_what_was_accepted_in_the_wake_of_a_kill() -> None:
    ledger = bench_intake.Ledger(kills=[100.0])
    assert [at for at in (98.0, 99.5, 105.0, 111.0) if ledger.disturbed(at)] == [99.5, 105.0]
