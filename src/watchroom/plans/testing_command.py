"""`watchroom plan test`: runs the tests beside plan files and prints like a test runner, in the reader's language."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from watchroom.kernel.words import Words
from watchroom.plans.reading import MOST_BYTES
from watchroom.plans.saying import numeral
from watchroom.plans.testing_format import SUFFIX
from watchroom.plans.testing_report import MISSED, Report, report

type Text = Callable[[Words], str]

_SUM = Words(zh="{passed} 项通过，{failed} 项未通过", en="{passed} passed, {failed} failed")
_FAULTS = Words(zh="文件有 {n} 处错误，测试未运行", en="{n} faults in the files; the tests were not run")
_NO_FILE = Words(zh="{file}：没有找到文件", en="{file}: no such file")
_NONE = Words(zh="{file}：旁边没有测试文件 {name}", en="{file}: there is no test file {name} beside it")
_COVERAGE = Words(
    zh="条件覆盖 {percent}%（{seen}/{of} 种结果）", en="conditions covered: {percent} % ({seen} of {of} outcomes)"
)
_SILENT = Words(zh="没有测试提出过{n}级", en="no test proposes level {n}")
_MISSED_LINE = Words(zh="{file}:{line}: {n}级 {words}：{what}", en="{file}:{line}: level {n} {words}: {what}")


def run(files: Sequence[str], text: Text, *, coverage: bool = False, as_json: bool = False) -> int:
    """Runs every test file named, found beside a named plan, or in a named folder; 1 when anything is not well."""
    made: list[dict[str, object]] = []
    worst = 0
    for plan_file, tests_file, fault in _pairs(files):
        if fault is not None:
            worst = 1
            made.append({"file": str(plan_file), "ok": False, "fault_zh": fault.zh, "fault_en": fault.en})
            if not as_json:
                print(text(fault))
            continue
        told = report(_bytes(plan_file), _bytes(tests_file))
        worst = max(worst, int(not told.ok))
        made.append({"file": str(tests_file), **told.said()})
        if not as_json:
            for line in _lines(told, plan_file, tests_file, text, coverage):
                print(line)
    if as_json:
        print(json.dumps(made, ensure_ascii=False, indent=1))
    return worst


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _pairs(files: Sequence[str]) -> Iterator[tuple[Path, Path, Words | None]]:
    """Each plan with its tests; a fault in words where one of the two is not there."""
    for name in files:
        path = Path(name)
        for tests in sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [_tests_of(path)]:
            plan = tests.with_name(tests.name.removesuffix(SUFFIX) + ".yaml")
            if not plan.is_file():
                yield plan, tests, _NO_FILE.fill(file=plan)
            elif not tests.is_file():
                yield plan, tests, _NONE.fill(file=plan, name=tests.name)
            else:
                yield plan, tests, None
        if path.is_dir() and not any(path.glob(f"*{SUFFIX}")):
            yield path, path, _NONE.fill(file=path, name=f"*{SUFFIX}")


def _tests_of(path: Path) -> Path:
    return path if path.name.endswith(SUFFIX) else path.with_name(path.name.removesuffix(".yaml") + SUFFIX)


def _lines(told: Report, plan_file: Path, tests_file: Path, text: Text, coverage: bool) -> Iterator[str]:
    yield f"{tests_file}  {text(told.plan.title.words)}" if told.plan else str(tests_file)
    for fault in told.faults:
        file = tests_file if told.plan else plan_file
        yield f"  {file}:{fault.line}: {fault.code} {text(fault.words)}  {text(fault.todo)}"
    if told.faults:
        yield "  " + text(_FAULTS.fill(n=len(told.faults)))
        return
    for one in told.results:
        yield f"  {'✓' if one.passed else '✗'} {text(one.name)}"
        for failure in one.failures:
            yield f"      {tests_file}:{told.line(failure.path)}: {text(failure.words)}"
    yield "  " + text(_SUM.fill(passed=told.passed, failed=len(told.results) - told.passed))
    if coverage and told.coverage:
        yield from _uncovered(told, plan_file, text)


def _uncovered(told: Report, plan_file: Path, text: Text) -> Iterator[str]:
    found = told.coverage
    assert found is not None
    yield "  " + text(_COVERAGE.fill(percent=found.percent, seen=found.seen, of=found.of))
    for level in found.levels:
        yield "    " + text(_SILENT.fill(n=numeral(level)))
    for one in found.missed:
        what = MISSED[(one.held, one.failed)]
        yield "    " + text(
            _MISSED_LINE.fill(file=plan_file, line=one.line, n=numeral(one.level), words=one.words, what=what)
        )
