"""What bin/test runs beside what, and what it reads out of what its parts leave: whether two days were the same, and what
could not be tested."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from watchroom.ops.tests.test_bin import ROOT, program

pytestmark = pytest.mark.pure
findings = program("findings")
STEP: dict[str, Any] = {
    "item": 2, "step_en": "An alarm is raised", "subject": "alarm:1", "because": "batch:8", "at": "03:00", "count": 1,
    "entry": 20, "cause": None, "latency_ms": 12.5,
}  # fmt: skip
TESTS = """
import pytest
@pytest.mark.parametrize("n", [1, 2])
def test_an_example(n):
    pytest.skip("no examples here (set WATCHROOM_CAP_EXAMPLES to their folder)")
def test_elsewhere():
    pytest.skip("another database has other locks")
def test_here():
    pass
"""


def story(folder: Path, name: str, *steps: dict[str, Any]) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(steps, ensure_ascii=False), encoding="utf-8")
    return path


def test_two_days_are_the_same_whatever_the_machines_time_and_the_numbers_of_entries(tmp_path: Path) -> None:
    other = STEP | {"entry": 23, "cause": 3, "latency_ms": None}
    assert findings.first_difference(story(tmp_path, "a", STEP, STEP), story(tmp_path, "b", other, STEP)) == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subject": "alarm:2"}, "2. An alarm is raised: subject: 'alarm:1' / 'alarm:2'"),
        ({"at": "03:01"}, "2. An alarm is raised: at: '03:00' / '03:01'"),
        ({"count": 2}, "2. An alarm is raised: count: 1 / 2"),
        ({"because": "batch:9"}, "2. An alarm is raised: because: 'batch:8' / 'batch:9'"),
    ],
)
def test_the_first_difference_is_named(changed: dict[str, Any], said: str, tmp_path: Path) -> None:
    one = story(tmp_path, "a", STEP, STEP, STEP)
    other = story(tmp_path, "b", STEP, STEP | changed, STEP | {"subject": "alarm:9"})
    assert findings.first_difference(one, other) == said


def test_a_step_that_only_one_day_has_is_a_difference_from_either_side(tmp_path: Path) -> None:
    short, long = story(tmp_path, "a", STEP), story(tmp_path, "b", STEP, STEP)
    assert findings.first_difference(short, long).startswith("2. An alarm is raised: ")
    assert findings.first_difference(long, short).startswith("2. An alarm is raised: ")


@pytest.mark.process
def test_tests_skipped_for_want_of_what_a_setting_names_are_found_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    report = tmp_path / "report.xml"
    argv = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "-p", "no:django", f"--junitxml={report}", "."]
    subprocess.run(argv, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)

    found = findings.lacking(report)

    assert sorted(found) == ["test_some::test_an_example[1]", "test_some::test_an_example[2]"]
    assert [(modules, "WATCHROOM_CAP_EXAMPLES" in why) for why, modules in findings.by_reason(found)] == [
        (["test_some (2)"], True)
    ]


def test_a_part_that_left_no_report_lacks_nothing(tmp_path: Path) -> None:
    assert findings.lacking(tmp_path / "none.xml") == {}
    assert findings.by_reason({}) == []


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    monkeypatch.syspath_prepend(str(ROOT / "bin"))
    return program("checks")


def test_what_waits_runs_beside_what_works_which_gives_way(checks: ModuleType, tmp_path: Path) -> None:
    together = threading.Barrier(2)
    gave_way: dict[str, bool] = {}

    def part(name: str, beside: str = "") -> Any:
        def run(_: Any) -> Any:
            together.wait(30)  # broken, and the part with it, when nothing runs beside it
            gave_way[name] = checks.GIVES_WAY.get()
            return checks.Done(0)

        return checks.Part(name, name, name, run, beside=beside)

    results = checks.all_of([part("works"), part("waits", "waits")], SimpleNamespace(scratch=tmp_path))

    assert [(one.name, done.code) for one, done, _ in results] == [("works", 0), ("waits", 0)]
    assert gave_way == {"works": True, "waits": False}


def test_a_day_that_differs_fails_its_part_with_the_first_difference(checks: ModuleType, tmp_path: Path) -> None:
    sqlite, postgresql = tmp_path / "story", tmp_path / "story-postgresql"
    for folder, subject in ((sqlite, "alarm:1"), (postgresql, "alarm:2")):
        folder.mkdir()
        story(folder, "story", STEP | {"subject": subject})

    done = checks.same_story(sqlite, postgresql)
    assert (done.code, done.said) == (
        1,
        "the two days differ (SQLite / PostgreSQL): 1. An alarm is raised: subject: 'alarm:1' / 'alarm:2'",
    )
    assert checks.same_story(sqlite, sqlite).code == 0
    assert checks.same_story(tmp_path / "not played", postgresql).code is None


def test_what_was_not_tested_is_told_at_the_end_and_fails_nothing(
    checks: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    part = next(part for part in checks.PARTS if part.name == "sqlite")
    reason = "the examples are not here (set WATCHROOM_CAP_EXAMPLES to their folder)"
    lacking = {f"src.watchroom.kernel.cap.tests.test_{name}::test_it": reason for name in ("check", "read")}

    assert checks.summary([(part, checks.Done(0), 1.0)], 1.0, lacking) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[-2] == (
        f"not tested, examples are lacking: kernel.cap.tests.test_check (1), kernel.cap.tests.test_read (1) – {reason}"
    )
    assert lines[-1] == "parts: 1 passed, 0 failed"
