"""The outcome of a plan's tests: what failed and where, and what no test has touched. Pure.

Coverage counts outcomes: a part of a condition is covered when one test saw it hold and one saw it fail.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from watchroom.kernel.words import Words
from watchroom.plans.check import parse
from watchroom.plans.findings import Finding
from watchroom.plans.format import PlanFile
from watchroom.plans.judging import State
from watchroom.plans.reading import Document, Path, Unreadable, read
from watchroom.plans.rules import conditions
from watchroom.plans.saying import demanded
from watchroom.plans.testing import Result, run_tests
from watchroom.plans.testing_reading import parse_tests
from watchroom.plans.triggers import Comparison, Leaf, walk

MISSED = {
    (True, False): Words(zh="从未见其不符合", en="never seen to fail"),
    (False, True): Words(zh="从未见其符合", en="never seen to hold"),
    (False, False): Words(zh="没有测试触及", en="touched by no test"),
}
"""What is missing, by whether tests have seen it hold and seen it fail."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A part of a condition for which an outcome was never seen; `line` is the plan's."""

    level: int
    line: int
    words: Words
    held: bool
    failed: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """levels: those that no test has proposed. outcomes: seen of all, two for each part of a condition."""

    levels: tuple[int, ...]
    missed: tuple[Missed, ...]
    seen: int
    of: int

    @property
    def percent(self) -> int:
        return 100 * self.seen // self.of if self.of else 100


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one test file. `faults` are those of the files themselves; then nothing was run."""

    plan: PlanFile | None
    faults: tuple[Finding, ...]
    results: tuple[Result, ...] = ()
    coverage: Coverage | None = None
    document: Document = Document(None)  # noqa: RUF009 — frozen, never written

    @property
    def passed(self) -> int:
        return sum(one.passed for one in self.results)

    @property
    def ok(self) -> bool:
        return not self.faults and self.passed == len(self.results)

    def line(self, path: Path) -> int:
        return self.document.line(path)

    def said(self) -> dict[str, Any]:
        """The form in which the API and `--json` give it."""
        return {
            "plan": self.plan.code if self.plan else None,
            "ok": self.ok,
            "passed": self.passed,
            "of": len(self.results),
            "faults": [one.said() for one in self.faults],
            "tests": [self._result(one) for one in self.results],
            "coverage": self._coverage(),
        }

    def _result(self, one: Result) -> dict[str, Any]:
        failures = [
            {"line": self.line(failure.path), "text_zh": failure.words.zh, "text_en": failure.words.en}
            for failure in one.failures
        ]
        line = self.line(("tests", one.index))
        return {
            "name_zh": one.name.zh,
            "name_en": one.name.en,
            "line": line,
            "passed": one.passed,
            "failures": failures,
        }

    def _coverage(self) -> dict[str, Any] | None:
        if self.coverage is None:
            return None
        missed = [
            {"level": one.level, "line": one.line, "text_zh": one.words.zh, "text_en": one.words.en, "held": one.held, "failed": one.failed}
            for one in self.coverage.missed
        ]  # fmt: skip
        return {
            "percent": self.coverage.percent, "seen": self.coverage.seen, "of": self.coverage.of,
            "levels": list(self.coverage.levels), "missed": missed,
        }  # fmt: skip


def report(plan_content: bytes, tests_content: bytes) -> Report:
    """Runs the tests of a plan, both as their files hold them. Never raises for what they hold."""
    plan, findings = parse(plan_content)
    if plan is None:
        return Report(None, tuple(findings))
    tests, document, faults = parse_tests(tests_content, plan)
    if tests is None:
        return Report(plan, tuple(faults))
    results = run_tests(plan, tests)
    return Report(plan, (), tuple(results), covered(plan, results, _document(plan_content)), document)


def _document(content: bytes) -> Document:
    try:
        return read(content)
    except Unreadable:
        return Document(None)


def covered(plan: PlanFile, results: Sequence[Result], document: Document) -> Coverage:
    proposed = {level for one in results for level in one.proposed}
    missed, seen, of = [], 0, 0
    for level, place, node, keys in _leaves(plan):
        states = {state for one in results for key in keys for state in one.seen.get(key, ())}
        held, failed = State.HOLDS in states, State.FAILS in states
        seen, of = seen + held + failed, of + 2
        if not (held and failed):
            words = demanded(node, plan.facts.get(node.fact)) if isinstance(node, Comparison) else node.words.words
            missed.append(Missed(level, document.line(place), words, held, failed))
    silent = tuple(level.level for level in plan.levels if level.level not in proposed)
    return Coverage(silent, tuple(missed), seen, of)


def _leaves(plan: PlanFile) -> Iterator[tuple[int, Path, Leaf, list[tuple[int, Path]]]]:
    """Every leaf of the plan's conditions: its level, its place in the file, and under which keys tests saw it.

    A sensitive time or place stands in the condition of every level that it lowers; it counts once.
    """
    where = {level.level: i for i, level in enumerate(plan.levels)}
    lowered: dict[Path, tuple[int, Leaf, list[tuple[int, Path]]]] = {}
    for level, when in conditions(plan):
        own = () if when is level.when else ("any", 0)
        for path, node in walk(level.when):
            if isinstance(node, Leaf):
                yield level.level, ("levels", where[level.level], "when", *path), node, [(level.level, (*own, *path))]
        milder = sum(one.level > level.level for one in plan.levels)
        applied = [(k, one) for k, one in enumerate(plan.sensitive) if one.lowers_by <= milder]
        for j, (k, one) in enumerate(applied):
            for path, node in walk(one.when):
                if isinstance(node, Leaf):
                    at: Path = ("sensitive", k, "when", *path)
                    lowered.setdefault(at, (level.level, node, []))[2].append(
                        (level.level, ("any", 1 + j, "all", 0, *path))
                    )
    for place, (number, node, keys) in lowered.items():
        yield number, place, node, keys
