"""The way of a report drawn with arrows: `发现人→当班班长→站长`, each telling the next."""

import re
from itertools import pairwise

from watchroom.plans.extraction.units import Names

_ARROW = re.compile(r" ?(?:→|⇒|➔|➜|⟶|[-—–=]{1,3}[>〉》]) ?")
_AHEAD = re.compile(r"^[^:→]{0,16}:")  # `报告程序:`, `一般情况:` before the first of them
_ASIDE = re.compile(r"\([^()]{0,40}\)")
_FIRST = re.compile(r"(?:第一|最先|最初|首先|首个)?(?:发现|目击|报警|报告|报案|当事|知情)(?:事故|险情|火情)?[人者]")
_MOST = 12  # members of one chain


def chain(names: Names, plain: str) -> list[list[str]]:
    """Who stands at each step of a chain, the first one first; empty where the text is none, or a step names nobody.

    `值班员→站长→镇应急办、镇派出所。` gives [["值班员"], ["站长"], ["镇应急办", "镇派出所"]].
    """
    steps = _ARROW.split(_AHEAD.sub("", plain.rstrip("。;,. ")))
    if not 2 <= len(steps) <= _MOST:
        return []
    told = [_ASIDE.sub("", step).strip() for step in steps]
    each = [[name.name for name in names.whole(step)] for step in told]
    if _FIRST.fullmatch(told[0]):
        each[0] = [told[0]]
    return each if all(each) else []


def told(names: Names, plain: str) -> list[tuple[str, list[str]]]:
    """Each sender of a chain with those whom he tells."""
    return [(sender, after) for before, after in pairwise(chain(names, plain)) for sender in before]
