"""Compares what a plan said in a test with what was expected, and says the difference in both languages. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchroom.kernel.words import Words
from watchroom.plans.filling import Unfilled, fill
from watchroom.plans.format import Action, PlanFile
from watchroom.plans.judging import State, Verdict
from watchroom.plans.reading import Path
from watchroom.plans.rules import Assessed, conditions
from watchroom.plans.saying import numeral
from watchroom.plans.testing_format import Expected, LevelExpected, Outcome, Says, TaskExpected, TasksExpected, Turn
from watchroom.plans.triggers import Comparison, Expression, Judgement, Step, Trigger, walk


@dataclass(frozen=True, slots=True)
class Failure:
    """What was not as expected; `path` is where the expectation stands in the file."""

    path: Path
    words: Words


OUTCOMES: dict[Outcome, Words] = {
    "holds": Words(zh="符合", en="holds"),
    "in_part": Words(zh="部分符合", en="holds in part"),
    "fails": Words(zh="不符合", en="fails"),
    "lacks": Words(zh="缺数据", en="lacks a fact"),
}
_LEVEL = Words(zh="{n}级应为“{want}”，实为“{got}”（{why}）", en="level {n} should be “{want}” and is “{got}” ({why})")
_BY = Words(zh="{n}级应由 {want} 决定，实由 {got} 决定", en="level {n} should be decided by {want} and is by {got}")
_PROPOSED = Words(zh="应建议{want}，实为{got}", en="should propose {want}, proposes {got}")
_SILENT = Words(zh="不应有任何建议，实际建议{got}", en="nothing should be proposed, but {got} is")
_NONE = Words(zh="“无”", en="nothing")
_FITS = Words(zh="该预案应适用于这一事件，实际不适用", en="the plan should be for this incident and is not")
_FITS_NOT = Words(zh="该预案不应适用于这一事件，实际适用", en="the plan should not be for this incident and is")
_EASED = Words(zh="条件应已不再满足，实际仍满足", en="the condition should have eased and still holds")
_EASED_NOT = Words(zh="条件应仍满足，实际已不再满足", en="the condition should still hold and has eased")
_NO_TASK = Words(zh="没有下达任务“{code}”", en="the task {code} is not given")
_A_TASK = Words(zh="不应下达任务“{code}”", en="the task {code} should not be given")
_TASK = Words(
    zh="任务“{code}”的 {key} 应为 {want}，实为 {got}", en="{key} of the task {code} should be {want} and is {got}"
)
_ORDER = Words(zh="任务“{code}”不等待“{before}”完成", en="the task {code} does not wait for {before}")
_TEXT = Words(zh="“{code}”的文字里没有“{want}”：{got}", en="the text of {code} does not say “{want}”: {got}")
_GAP = Words(zh="“{code}”的文字填不上：{why}", en="the text of {code} cannot be filled: {why}")


def compare_proposal(
    turn: Turn, silent: bool, fit: bool, proposed: int | None, holds: bool, at: Path
) -> Iterator[Failure]:
    expect, where = turn.expect, (*at, "expect")
    if expect.fits is not None and expect.fits is not fit:
        yield Failure((*where, "fits"), _FITS if expect.fits else _FITS_NOT)
    if expect.proposed is not None:
        wanted = None if expect.proposed == "none" else expect.proposed
        if wanted != proposed:
            said = _PROPOSED.fill(want=_level_words(wanted), got=_level_words(proposed))
            yield Failure((*where, "proposed"), said)
    elif silent and proposed is not None:
        yield Failure(at, _SILENT.fill(got=_level_words(proposed)))
    if expect.eased is not None and expect.eased is holds:
        yield Failure((*where, "eased"), _EASED if expect.eased else _EASED_NOT)


def compare_levels(expect: Expected, plan: PlanFile, assessed: Sequence[Assessed], at: Path) -> Iterator[Failure]:
    levels, trees = {one.level.level: one for one in assessed}, {one.level: when for one, when in conditions(plan)}
    for key, wanted in expect.levels.items():
        path: Path = (*at, "expect", "levels", key)
        found = levels[int(key)]
        if not _is(wanted.is_, found):
            got = OUTCOMES["in_part" if wanted.is_ != found.state.value and _in_part(found) else _state(found)]
            said = _LEVEL.fill(n=numeral(int(key)), want=OUTCOMES[wanted.is_], got=got, why=why(found.verdict))
            yield Failure(path, said)
        elif wanted.by is not None and set(wanted.by) != (by := decided_by(found, trees[int(key)], wanted)):
            got_by = ", ".join(sorted(by)) or "—"
            yield Failure(path, _BY.fill(n=numeral(int(key)), want=", ".join(sorted(wanted.by)), got=got_by))


def _state(found: Assessed) -> Outcome:
    outcomes: dict[State, Outcome] = {State.HOLDS: "holds", State.FAILS: "fails", State.LACKS: "lacks"}
    return outcomes[found.state]


def _in_part(found: Assessed) -> bool:
    return found.state is not State.HOLDS and found.met > 0


def _is(wanted: Outcome, found: Assessed) -> bool:
    return _in_part(found) if wanted == "in_part" else wanted == found.state.value


def decided_by(found: Assessed, when: Trigger, wanted: LevelExpected) -> set[str]:
    """The facts that made the level what it is: those that hold, when it holds in part."""
    if wanted.is_ == "in_part":
        leaves = [leaf for leaf in found.verdict.leaves if leaf.state is State.HOLDS]
    else:
        leaves = found.verdict.reasons
    return {_asked(when, leaf.path) for leaf in leaves}


def _asked(when: Trigger, path: Step) -> str:
    """What a part of the condition asks for: a fact, a question, or the text of an expression."""
    match dict(walk(when))[path]:
        case Comparison(fact=name):
            return name
        case Judgement(judged=code):
            return f"judged.{code}"
        case Expression(expression=text):
            return text
        case other:
            raise TypeError(f"not a leaf of a condition: {other!r}")


def why(verdict: Verdict) -> Words:
    """The parts that decided, with what was lacking."""
    said = [
        Words(zh="{w}：{y}", en="{w}: {y}").fill(w=leaf.words, y=leaf.why) if leaf.why else leaf.words
        for leaf in verdict.reasons[:4]
    ]
    return Words(zh="；".join(one.zh for one in said), en="; ".join(one.en for one in said))


def _level_words(level: int | None) -> Words:
    return _NONE if level is None else Words(zh="{n}级", en="level {n}").fill(n=numeral(level))


def compare_tasks(
    wanted: TasksExpected, given: Sequence[Action], before: Collection[str], at: Path
) -> Iterator[Failure]:
    """before: codes of tasks that an earlier level gave; nobody waits for them here."""
    codes = {action.code: action for action in given}
    for i, one in enumerate(wanted.has):
        action = codes.get(one.code)
        if action is None:
            yield Failure((*at, "has", i), _NO_TASK.fill(code=one.code))
        else:
            yield from _task(one, action, before, (*at, "has", i))
    if wanted.only:
        for code in codes.keys() - {one.code for one in wanted.has}:
            yield Failure((*at, "only"), _A_TASK.fill(code=code))
    for i, code in enumerate(wanted.without):
        if code in codes:
            yield Failure((*at, "without", i), _A_TASK.fill(code=code))
    for i, (first, then) in enumerate(zip(wanted.order, wanted.order[1:], strict=False)):
        if not _waits(then, first, codes):
            yield Failure((*at, "order", i + 1), _ORDER.fill(code=then, before=first))


def _task(wanted: TaskExpected, action: Action, before: Collection[str], at: Path) -> Iterator[Failure]:
    deadline = action.deadline
    got: dict[str, object] = {
        "post": action.post,
        "within": deadline.within if deadline else None,
        "every": deadline.every if deadline else None,
        "of": deadline.of if deadline else None,
        "after": sorted(set(action.after) - set(before)),
    }
    for key, value in got.items():
        want = getattr(wanted, key)
        if want is not None and (sorted(want) if key == "after" else want) != value:
            yield Failure((*at, key), _TASK.fill(code=action.code, key=key, want=_plain(want), got=_plain(value)))


def _plain(value: object) -> str:
    return ", ".join(value) or "—" if isinstance(value, list) else str(value or "—")


def _waits(code: str, first: str, codes: Mapping[str, Action], depth: int = 0) -> bool:
    """Whether the task waits for the other one, directly or through others. The check refuses circles."""
    action = codes.get(code)
    if action is None or first not in codes or depth > len(codes):
        return False
    return first in action.after or any(_waits(one, first, codes, depth + 1) for one in action.after)


def compare_texts(texts: Sequence[Says], plan: PlanFile, values: Mapping[str, Words], at: Path) -> Iterator[Failure]:
    for i, says in enumerate(texts):
        path: Path = (*at, "texts", i)
        code = says.task or says.warning or ""
        try:
            text = _filled(says, plan, values)
        except Unfilled as error:
            yield Failure(path, _GAP.fill(code=code, why=error))
            continue
        for want, got in ((says.zh, text.zh), (says.en, text.en)):
            if want and want not in got:
                yield Failure(path, _TEXT.fill(code=code, want=want, got=got))


def _filled(says: Says, plan: PlanFile, values: Mapping[str, Words]) -> Words:
    if says.task:
        action = next(one for one in plan.actions if one.code == says.task)
        return fill(action.order, plan.variables, values)
    template = next(one for one in plan.warnings if one.code == says.warning)
    return fill(getattr(template, says.part), template.variables, values)
