"""Levels of control: `三级客流控制`, `橙色限流`. They are a plan's own where several label what they are for and nothing else
is graded as a response."""

import re

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.found import Level, LevelCode
from watchroom.plans.extraction.heads import Head
from watchroom.plans.extraction.parts import Outline, Part

_NOT_THERE = {"recovery", "safeguards", "management", "termination"}
LEAST = 2  # levels of a scale
_CONTROL = r"(?:控制|管控|限流|限行|管制|截流|疏导|戒备)"
# Of what measures are kept in grades at all times, and nothing is started: `一级风险管控`, `三级安全管控`, `三级质量控制`.
_STANDING = re.compile("风险|隐患|安全|质量|成本|环境|污染|水质|区域|权限|感染|预算")
_LABEL = re.compile(
    rf"(?:(?P<numeral>[ⅠⅡⅢⅣⅤ]|I{{1,3}}|IV|[一二三四五])级|(?P<colour>[红橙黄蓝])色)"
    rf"(?P<what>[\u4e00-\u9fff]{{0,6}}?{_CONTROL})(?:措施)?(?:\([^()]{{1,16}}\))?(?=[:。]|$)"
)
_HAPPENS = re.compile(r"达到?|超过|大于|高于|不足|低于|以上|以下|出现|发生|持续|[^,;。]{4}时,")
_MOST_TOLD = 120  # characters behind a label in which the condition is told


def control_heads(outline: Outline) -> dict[int, Head]:
    """The heads of the one scale of control, by part: labels side by side, of what the same word names, that tell when."""
    scales: dict[tuple[int | None, str], list[tuple[Part, LevelCode, re.Match[str]]]] = {}
    for part in outline.parts:
        label = _LABEL.match(part.span.plain) if part.kind in ("chapter", "item", "text") else None
        if label is None or part.region != "body" or part.role in _NOT_THERE or _STANDING.search(label["what"]):
            continue
        if part.kind == "chapter" and part.title and label.end() < len(part.title.rstrip(":：")):
            continue
        code = ranks.code_of(label["numeral"]) if label["numeral"] else ranks.by_colour(ranks.COLOURS[label["colour"]])
        if code is not None:
            scales.setdefault((part.parent, label["what"]), []).append((part, code, label))
    for told in scales.values():
        if len({code for _, code, _ in told}) >= LEAST and all(_tells_when(outline, part, m) for part, _, m in told):
            return {part.index: _head(outline, part, code, label) for part, code, label in told}
    return {}


def _tells_when(outline: Outline, part: Part, label: re.Match[str]) -> bool:
    behind = part.span.plain[label.end() :].strip(":。 ")
    below = outline.under(part)[:2]
    told = behind or " ".join(one.span.plain for one in below)
    return _HAPPENS.search(told[:_MOST_TOLD]) is not None


def _head(outline: Outline, part: Part, code: LevelCode, label: re.Match[str]) -> Head:
    rest = part.span.cut(label.end() + 1)
    below = outline.under(part)[:1]
    tells = not rest and below != [] and below[0].kind == "text" and below[0].span.plain.endswith("。")
    rest = below[0].span if tells else rest
    name = part.span.text[: label.end("what")]
    # what stands behind a sentence with the condition is what is done
    return Head(part, code, "response", name, rest, misread=False, defines=True, alone=tells)


def control_words(levels: list[Level]) -> re.Pattern[str] | None:
    """What the plan's levels of control are called behind their numeral or colour."""
    named = [label for level in levels if level.kind == "response" and (label := _LABEL.fullmatch(level.name))]
    words = "|".join(sorted({re.escape(label["what"]) for label in named}))
    return re.compile(f"(?<=[级色])(?:{words})") if words else None


def as_responses(words: re.Pattern[str], plain: str) -> str:
    """The text with its levels of control called responses or, where they are colours, warnings, as other plans call them."""
    return words.sub(lambda match: "预警" if plain[match.start() - 1] == "色" else "响应", plain)
