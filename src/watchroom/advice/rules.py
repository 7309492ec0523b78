"""How much an answer may be believed: one rule for all models, on plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchroom.advice.envelope import Check, Input, Origin
from watchroom.kernel.words import Words

FRESH_S = 900  # a key input older than a quarter of an hour is a doubt
# No doubt, one, two, more: the numbers are ours; that they fall with each doubt is the point.
BY_DOUBTS = (0.9, 0.6, 0.4, 0.2)

SURE = Words(
    zh="主要输入齐全，实测值不超过 15 分钟，且在模型适用范围内",
    en="key inputs complete, readings under 15 min old, inside the model's range",
)


@dataclass(frozen=True, slots=True)
class Confidence:
    score: float
    reasons: tuple[Words, ...]


def confidence(
    inputs: Sequence[Input], checks: Sequence[Check], key: Sequence[str], also: Sequence[Words] = ()
) -> Confidence:
    """Falls with each doubt: a key input that is assumed, old or undated, a check that failed, and what the model adds.

    key   codes of the inputs on which the answer rests
    also  doubts that only the model can know
    """
    doubts = [doubt for given in inputs if given.code in key for doubt in _doubts(given)]
    doubts += [check.said for check in checks if not check.passed]
    doubts += also
    return Confidence(BY_DOUBTS[min(len(doubts), len(BY_DOUBTS) - 1)], tuple(doubts) or (SURE,))


def _doubts(given: Input) -> list[Words]:
    if given.origin is Origin.ASSUMED:
        return [Words(zh="{label}为假定值", en="{label} is assumed").fill(label=given.label)]
    if given.origin in (Origin.SENSOR, Origin.BATCH):
        if given.age_s is None:
            return [Words(zh="{label}没有观测时间", en="{label} has no time of measurement").fill(label=given.label)]
        if given.age_s > FRESH_S:
            minutes = given.age_s // 60
            return [
                Words(zh="{label}已有 {n} 分钟未更新", en="{label} is {n} min old").fill(label=given.label, n=minutes)
            ]
    return []
