"""The grade and the colour that a plan ties to a level: at its heads, in its introductions, in a sentence on the scale."""

import re
from collections.abc import Iterable, Sequence

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.found import Colour, Condition, Grade, LevelCode
from watchroom.plans.extraction.heads import COLOUR_NAME, Head
from watchroom.plans.extraction.spans import Span

_AMOUNTS_TO = re.compile(r"为(特别重大|重大|较大|一般)[^,;。、和与及或]{0,16}(?:事件|事故|灾害|灾情|险情|疫情|火灾)")
_HAPPENS = re.compile(r"(?:发生|出现|应对)了?([^,。]{2,10}?)(?:自然)?(?:灾害|火灾|疫情|事故|事件|突发|灾情)")

_EVENT_OF_GRADE = re.compile(
    r"(?:发生|出现)(?:特别重大|重大|较大|一般)(?:[^,，。;；、和与及或]{0,16}?)(?:事件|事故|灾害|灾情|险情|疫情|火灾)的?"
)
_AND_ABOVE = re.compile(rf"(?:{ranks.GRADE.pattern})[及或]?以上")
# `情况紧急，可能发生或引发较大燃气事故`: the event that a warning is for.
_FORESEEN = re.compile(
    rf"(?:[^,，。;；]{{2,16}}[,，])?(?:预[计测判]|研判)?(?:将要?|即将|有?可能)(?:会|要)?(?:发生|出现)(?:或者?(?:引发|造成|导致|发生))?"
    rf"(?P<grade>{ranks.GRADE.pattern})(?![及或]?以上)[^,，。;；、和与及或]{{0,16}}(?:事件|事故|灾害|灾情|险情|疫情|火灾)"
)


def foreseen(conditions: Sequence[Condition]) -> Grade | None:
    """The grade of the event that the first condition of a warning expects."""
    told = _FORESEEN.match(conditions[0].text) if conditions else None
    return ranks.grade_in(told["grade"]) if told else None


def grade_of(code: LevelCode, heads: Sequence[Head], said: Sequence[str], texts: Iterable[str]) -> Grade | None:
    """The grade of a level.

    said   introductions of its conditions, and its only condition
    texts  sentences that speak of levels of its kind
    """
    if told := next((head.grade for head in heads if head.grade), None):
        return told
    for text in [*(head.part.span.plain[:30] for head in heads), *texts]:
        for inside in ranks.in_brackets(text, code):
            if grade := ranks.grade_in(inside, ranks.URGENCY):
                return grade
    leads = [told for head in heads if head.part.kind == "text" for told in _of(code, head.part.span.plain)]
    for text in [*said[:-1], *leads, *said[-1:]]:
        happens = _HAPPENS.search(text) or _AMOUNTS_TO.search(text)
        if happens and not _AND_ABOVE.search(happens[1]) and (grade := ranks.grade_in(happens[1])):
            return grade
    return None


def _of(code: LevelCode, text: str) -> list[str]:
    """The sentences of a text that speak of the level; the whole text where it speaks of no other one."""
    if len({mention.code for mention in ranks.mentions(text)}) <= 1:
        return [text]
    return [one for one in re.split("(?<=[。;])", text) if {m.code for m in ranks.mentions(one)} == {code}]


def colour_of(code: LevelCode, heads: Sequence[Head], texts: Iterable[str]) -> Colour | None:
    """The colour of a level. `texts`: sentences that speak of levels of its kind."""
    if told := next((head.colour for head in heads if head.colour), None):
        return told
    for head in heads:
        label = head.part.span.plain[:24]
        for inside in [*ranks.in_brackets(label, code), *(m[0] for m in [COLOUR_NAME.match(label)] if m)]:
            if found := ranks.COLOUR.search(inside):
                return ranks.COLOURS[found[1]]
    for text in texts:
        if colour := ranks.listed_colours(text).get(code):
            return colour
        for inside in ranks.in_brackets(text, code):
            if found := re.fullmatch(r"([红橙黄蓝])色?", inside):
                return ranks.COLOURS[found[1]]
    return None


def alone(conditions: list[Condition]) -> list[str]:
    """The text of the only condition of a level, or of the first where it says nothing but that an event of a grade happens."""
    first = conditions[0].text.rstrip("。；;，,") if conditions else ""
    return [conditions[0].text] if len(conditions) == 1 or _EVENT_OF_GRADE.fullmatch(first) else []


def scope_of(intros: list[Span]) -> str | None:
    """Where and over which time it counts, as the introductions say it."""
    kept = [
        intro.text.rstrip("：:，,") for intro in intros if re.search(r"范围|区域|过程|境内|全[省市县国]", intro.plain)
    ]
    return "；".join(dict.fromkeys(kept)) or None
