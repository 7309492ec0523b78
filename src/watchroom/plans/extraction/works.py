"""Works in a state: dikes that breach, reservoirs in danger, each with the place of which it is told.

`大江大河干流堤防出现重大险情` is the state `堤防重大险情` of `大江大河干流堤防`; of several works that share one state
(`水库、涵闸出现险情`) the state alone is named.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from watchroom.plans.extraction.found import Expr, Leaf

_COMES = "出现|发生|遭遇"
_MOST = 40  # characters of works and their state
_MOST_STATE = 12
_HOW = re.compile(r"(?:同时|相继|先后|已经?|正在|可能|即将|将|会|了)+$")
_GRADED = "(?:特别重大|重大|较大|严重|较重|一般)险情$"
# A danger whose measure only a person knows: `危及下游的险情`, `不同程度险情`, one of an open list of works.
_JUDGED = re.compile(
    rf"(?:的|不同程度)险情$|的{_GRADED}|等(?:或者?[^,;。]{{1,30}})?(?:{_COMES}){_GRADED}|有[^,;。]{{0,8}}危险$"
)
# What makes a danger one of those that a person judges, behind it: `并严重危及下游安全`, `但没有垮坝的危险`.
_NARROWS = re.compile(r"(?:并|且|并且)?(?:严重|直接)?(?:危及|威胁)|但(?:没有|无|未|不)")
_SEVERAL = re.compile("[、和及与]")


def narrowed(text: str, before: Expr | None) -> bool:
    """Whether a clause tells what a graded danger before it must threaten, so that only a person can judge the two."""
    danger = isinstance(before, Leaf) and re.search(_GRADED, str(before.value)) is not None
    return danger and _NARROWS.match(text) is not None


class Works:
    """The words for works and for how they fail, applied."""

    def __init__(self, words: Mapping[str, str]) -> None:
        works, failure = words["works"], words["failure"]
        self.built = re.compile(works)
        self.fails = re.compile(
            rf"[^,;。]{{0,{_MOST}}}(?:{works})[^,;。]{{0,6}}(?:{_COMES})[^,;。]{{0,14}}(?:{failure})"
        )
        self.each_fails = re.compile(
            rf"(?P<works>[^,;。]{{1,80}}?)(?P<comes>{_COMES})(?P<states>[\u4e00-\u9fff]{{0,6}}(?:{failure})(?:(?:、|或者?)[\u4e00-\u9fff]{{0,6}}?(?:{failure}))+)"
        )
        self.failed = re.compile(rf"(?:{works})[^,;。]{{0,6}}(?:{failure})$")
        self.run = re.compile(rf"(?:{works})+")
        self.one = re.compile(
            rf"(?P<where>[^,;。]{{1,{_MOST}}}?)(?:(?:{_COMES})(?P<state>[^,;。]{{1,{_MOST_STATE}}})|(?P<bare>(?:{failure})))"
        )

    def told(self, text: str) -> list[Leaf] | None:
        """What a clause says of works; None where it does not tell of any that fail, and nothing where a person has to
        judge one of the states."""
        said = self.fails.search(text)
        if said is None:
            return None
        if any(_JUDGED.search(one) for one in [said[0], *re.split("或者?", said[0])]):
            return []
        each = [self._leaf(one) for one in self._each(said[0])]
        return [leaf for leaf in each if leaf is not None]

    def _each(self, text: str) -> list[str]:
        """Works in a state; where only the last of several names the state, it is that of all; where several states are
        named, each of the works may be in each."""
        several = self.each_fails.fullmatch(text)
        if several and not self.built.search(several["states"]):
            states, works = re.split("、|或者?", several["states"]), re.split("或者?", several["works"])
            each = [one + several["comes"] + state for one in works for state in states]
            return [one for one in each if len(one) <= _MOST][:8]
        parts = re.split(r"或者?", text)
        told = re.search(rf"(?:{_COMES}).*$", parts[-1])
        if not told and self.failed.search(parts[-1]):
            return parts  # `堤防出现险情或支流堤防决口`: each has a state of its own
        ends = [part if re.search(_COMES, part) else part + told[0] for part in parts if told]
        return [part for part in ends if len(part) <= _MOST] or [text]

    def _leaf(self, text: str) -> Leaf | None:
        """`重点大型水库发生垮坝` is `水库垮坝` of `重点大型水库`."""
        told = self.one.fullmatch(text)
        if told is None:
            return None
        where = _HOW.sub("", told["where"])
        nouns = list(self.run.finditer(where))
        shared = len(nouns) > 1 and any(_SEVERAL.search(where, a.end(), b.start()) for a, b in pairwise(nouns))
        noun = nouns[-1][0] if nouns and not shared else ""
        return Leaf(quantity="phenomenon", op="==", value=noun + (told["state"] or told["bare"]), where=where)
