"""Scales that a plan states in one sentence only: `预警级别分为一级、二级、三级和四级，分别用红、橙、黄、蓝标示`."""

import re
from typing import Literal

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.found import Level, LevelCode
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span

_SCALE = re.compile(r"(?:分为|划分为|设定为?|设为|设立|设有?|分成|实行)")
_SENTENCE = re.compile(r"[^。;]{6,300}")
_KINDS: tuple[tuple[Literal["warning", "response"], str], ...] = (("warning", "预警"), ("response", "响应"))


def scales(reading: Reading) -> list[Level]:
    """The levels of each scale that one sentence of the body states, without conditions; the first sentence counts."""
    made: dict[tuple[str, LevelCode], Level] = {}
    for part in reading.body:
        for match in _SENTENCE.finditer(part.span.plain) if part.kind != "row" else ():
            sentence = part.span.cut(match.start(), match.end())
            kind = next((kind for kind, word in _KINDS if word in sentence.plain), None)
            if kind is None or not _SCALE.search(sentence.plain):
                continue
            named = _listed(sentence)
            if len(named) >= 3 and not any(known == kind for known, _ in made):
                made |= {(kind, level.code): level for level in _levels(sentence, kind, named)}
    return list(made.values())


def _listed(sentence: Span) -> list[ranks.Mention]:
    """The levels that a sentence lists, each once."""
    first: dict[LevelCode, ranks.Mention] = {}
    for mention in ranks.mentions(sentence.plain):
        first.setdefault(mention.code, mention)
    return list(first.values())


def _levels(sentence: Span, kind: Literal["warning", "response"], named: list[ranks.Mention]) -> list[Level]:
    colours = ranks.listed_colours(sentence.plain)
    made = []
    for mention in named:
        inside = [ranks.grade_in(text) for text in ranks.in_brackets(sentence.plain, mention.code)]
        made.append(
            Level(
                id=f"level-{kind}-{mention.code}",
                places=[sentence.place(mention.start, mention.end)],
                rule="level-scale",
                kind=kind,
                code=mention.code,
                name=sentence.text[mention.start : mention.end] + ("预警" if kind == "warning" else "响应"),
                grade=next((grade for grade in inside if grade), None),
                colour=colours.get(mention.code),
            )
        )
    return made
