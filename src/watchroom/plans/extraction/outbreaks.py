"""Outbreaks of a disease that a condition names first: in how many places it broke out, how many animals are ill.

`口蹄疫在14日内,有2个以上县发生疫情,或者疫点达到6个以上`: all that follows is told of that disease.
"""

import re
from dataclasses import dataclass

from watchroom.plans.extraction.context import Context
from watchroom.plans.extraction.found import AnyOf, Expr, Leaf
from watchroom.plans.extraction.states import placed
from watchroom.plans.extraction.trees import joined

_CLASS = r"[一二三](?:、[一二三]){0,2}类动物疫病"
_TOLD = re.compile(
    r"(?:发生|暴发|出现)[^,;。]{0,6}疫情|疫点|暴发流行|发病(?:畜|禽|羊|猪|牛|动物)|(?:畜禽|动物|羊|猪|牛)[^,;。]{0,4}发病"
)
_BREAKS_OUT = re.compile(r"(?<!未)(?<!没有)(?:发生|暴发|出现|流行)")
_NOTHING = re.compile(r"(?:在|有|涉及|波及|全[省市县区]|本[省市县区])?(?:范围)?内?")
_OR = re.compile(r"(?<![,;、。])或者?")


@dataclass(frozen=True, slots=True)
class Head:
    """The diseases that a sentence names first, and what it tells of them."""

    names: tuple[str, ...]
    rest: str

    def of(self, topic: str) -> Expr | None:
        """The diseases as alternatives; None where the whole plan is about them."""
        if all(name in topic for name in self.names):
            return None
        return joined([Leaf(quantity="hazard", op="==", value=name) for name in self.names], AnyOf)


class Outbreaks:
    """Finds such heads, with the diseases of one vocabulary."""

    def __init__(self, diseases: str) -> None:
        one = rf"(?:{_CLASS}|{diseases})"
        self.one = re.compile(one)
        self.first = re.compile(
            rf"^(?:[^,;。]{{0,4}}发生的?)?(?P<names>{one}(?:[、和及或]{{1,2}}{one}){{0,7}})(?:疫情)?(?:在|于|,)?(?!等)(?=疫点|\d{{1,3}}[日天个]|[一两二三]个|[^,;。]{{0,6}}\d{{1,3}}个)"
        )

    def sentences(self, text: str) -> list[Head]:
        """The sentences of a text, each with the diseases that it names first; the whole text where none does."""
        parts = [part for part in re.split(r"[;。](?:或者?)?", text) if part.strip()]
        heads = [self._head(part) for part in parts]
        return heads if any(head.names for head in heads) else [Head((), text)]

    def _head(self, text: str) -> Head:
        first = self.first.match(text)
        rest = text[first.end() :] if first else ""
        if first is None or not _TOLD.search(rest):
            return Head((), text)
        names = dict.fromkeys(one[0] for one in self.one.finditer(first["names"]))
        return Head(tuple(names), _OR.sub(",或", rest.replace("行政区域", "")))


def told(text: str, rest: str, context: Context) -> Expr | None:
    """In how many regions the disease broke out; `rest`: the clause without them, of which nothing may be left
    (`在2个以上市或者5个以上县发生疫情`)."""
    if not context.regions or not (_BREAKS_OUT.search(text) or _NOTHING.fullmatch(rest)):
        return None
    value = "暴发流行" if "暴发流行" in text else "疫情"
    return placed(Leaf(quantity="phenomenon", op="==", value=value), context)
