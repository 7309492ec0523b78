"""Reads a plan's test file as strictly as the plan: unknown keys refused, every fault with its line."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from watchroom.incidents.rules import KINDS
from watchroom.kernel.words import Words
from watchroom.plans.check import shape_words
from watchroom.plans.findings import Finding, finding
from watchroom.plans.format import PlanFile
from watchroom.plans.reading import Document, Path, Unreadable, read
from watchroom.plans.terms import seconds
from watchroom.plans.testing_format import Given, PlanTests, Turn
from watchroom.plans.triggers import Judgement, walk

type Remarks = Iterator[tuple[str, Path, dict[str, Any]]]

_OTHER_PLAN = Words(zh="这些测试写的是预案“{name}”", en="these are the tests of the plan {name}")
_BACK = Words(zh="步骤的时间不能早于上一步", en="a step cannot be earlier than the one before it")
_QUESTION = Words(zh="预案没有研判问题“{name}”", en="the plan asks no question {name}")
_VALUE = Words(zh="“{value}”不是事实“{name}”的取值", en="{value} is not a value of the fact {name}")
_ONE_TEXT = Words(zh="task 与 warning 写且只写一个", en="exactly one of task and warning is written")
_UNSTARTED = Words(zh="只有启动（activate）的步骤才有任务和文字", en="only a step that activates has tasks and texts")


def parse_tests(content: bytes, plan: PlanFile) -> tuple[PlanTests | None, Document, list[Finding]]:
    """The tests, if they can be run, and every fault of the file. Never raises for what it holds."""
    try:
        document = read(content)
    except Unreadable as error:
        return None, Document(None), [finding("unreadable", error.line, (), why=error.words)]
    try:
        tests = PlanTests.model_validate(document.data)
    except ValidationError as error:
        return None, document, [_shape(one, document) for one in error.errors(include_url=False)[:100]]
    found = [finding(code, document.line(path), path, **facts) for code, path, facts in _check(plan, tests)]
    return (None if found else tests), document, found


def _shape(error: Any, document: Document) -> Finding:
    path = tuple(error["loc"])
    known = next(path[:n] for n in range(len(path), -1, -1) if path[:n] in document.lines or n == 0)
    at = path[-1] if error["type"] in ("missing", "extra_forbidden") else (known[-1] if known else ".")
    return finding("shape", document.line(path), known, why=shape_words(error, str(at)))


def _check(plan: PlanFile, tests: PlanTests) -> Remarks:
    if tests.plan != plan.code:
        yield "shape", ("plan",), {"why": _OTHER_PLAN.fill(name=tests.plan)}
        return
    for i, case in enumerate(tests.tests):
        if case.incident.kind not in KINDS:
            yield "unknown_kind", ("tests", i, "incident", "kind"), {"name": case.incident.kind}
        last = 0
        for j, turn in enumerate(case.steps):
            path: Path = ("tests", i, "steps", j)
            if seconds(turn.at) < last:
                yield "shape", (*path, "at"), {"why": _BACK}
            last = seconds(turn.at)
            yield from _turn(plan, turn, path)


def _turn(plan: PlanFile, turn: Turn, path: Path) -> Remarks:
    asked = {node.judged for level in plan.levels for _, node in walk(level.when) if isinstance(node, Judgement)} | {
        node.judged for one in plan.sensitive for _, node in walk(one.when) if isinstance(node, Judgement)
    }
    for name, several in turn.given.items():
        yield from _given(plan, name, several, (*path, "given", name))
    for i, name in enumerate(turn.gone):
        if name not in plan.facts:
            yield "unknown_fact", (*path, "gone", i), {"name": name}
    for code in turn.judged:
        if code not in asked:
            yield "shape", (*path, "judged", code), {"why": _QUESTION.fill(name=code)}
    yield from _levels(plan, turn, path)
    yield from _outcomes(plan, turn, path)


def _given(plan: PlanFile, name: str, several: list[Given], path: Path) -> Remarks:
    fact = plan.facts.get(name)
    if fact is None:
        yield "unknown_fact", path, {"name": name}
        return
    for one in several:
        kind = "bool" if isinstance(one.value, bool) else "text" if isinstance(one.value, str) else "number"
        if kind != fact.type or (kind == "text" and fact.values and str(one.value) not in fact.values):
            yield "shape", path, {"why": _VALUE.fill(value=one.value, name=name)}


def _levels(plan: PlanFile, turn: Turn, path: Path) -> Remarks:
    levels = {level.level for level in plan.levels}
    named: list[tuple[int | None, Path]] = [
        *((int(key), (*path, "expect", "levels", key)) for key in turn.expect.levels),
        (turn.expect.proposed if isinstance(turn.expect.proposed, int) else None, (*path, "expect", "proposed")),
        (turn.activate, (*path, "activate")),
    ]
    for level, at in named:
        if level is not None and level not in levels:
            yield "unknown_level", at, {"name": level}


def _outcomes(plan: PlanFile, turn: Turn, path: Path) -> Remarks:
    actions, posts = {one.code for one in plan.actions}, {one.code for one in plan.posts}
    if turn.activate is None and (turn.tasks or turn.texts):
        yield "shape", path, {"why": _UNSTARTED}
    if turn.tasks:
        for i, wanted in enumerate(turn.tasks.has):
            if wanted.post and wanted.post not in posts:
                yield "unknown_post", (*path, "tasks", "has", i, "post"), {"name": wanted.post}
        for key, codes in (("without", turn.tasks.without), ("order", turn.tasks.order)):
            for i, code in enumerate(codes):
                if code not in actions:
                    yield "unknown_action", (*path, "tasks", key, i), {"name": code}
    for i, says in enumerate(turn.texts):
        at: Path = (*path, "texts", i)
        if (says.task is None) == (says.warning is None):
            yield "shape", at, {"why": _ONE_TEXT}
        elif says.task and says.task not in actions:
            yield "unknown_action", (*at, "task"), {"name": says.task}
        elif says.warning and says.warning not in {one.code for one in plan.warnings}:
            yield "unknown_warning", (*at, "warning"), {"name": says.warning}
