"""Scales that a plan states in one sentence only: `预警级别分为一级、二级、三级和四级，分别用红、橙、黄、蓝标示`."""

import re
from typing import Literal

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.found import Grade, Level, LevelCode
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import Cell

_SCALE = re.compile(r"(?:分为|划分为|设定为?|设为|设立|设有?|分成|实行)")
_SENTENCE = re.compile(r"[^。;]{6,300}")
_EACH_STARTS = re.compile(
    r"(?:发生|出现)(?P<grades>[^,;。]{4,40}?)时?,[^;。]{0,30}?分别启动(?P<levels>[^,;。]{4,40}?)响应"
)
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
            if any(known == kind for known, _ in made):
                continue
            named = ranks.listed(sentence.plain)
            told = _levels(sentence, kind, named) if len(named) >= 3 else _coloured(sentence, kind)
            made |= {(kind, level.code): level for level in told}
    return list(made.values())


def table_levels(cells: list[Cell]) -> list[Level]:
    """The levels that only the headings of a grading table name; those of the response where it does not say."""
    made: dict[LevelCode, Level] = {}
    for cell in cells:
        kind: Literal["warning", "response"] = "warning" if "预警" in cell.heading else "response"
        if not re.search(r"响应|预警", cell.heading):
            continue
        level = Level(
            id=f"level-{kind}-{cell.code}",
            places=[cell.place],
            rule="level-table",
            kind=kind,
            code=cell.code,
            name=cell.heading,
        )
        made.setdefault(cell.code, level)
    return list(made.values())


def graded(reading: Reading, made: list[Level]) -> list[Level]:
    """Responses without a grade take that of the event for which one sentence starts several, told one after the other
    (`发生特别重大、重大事件时,由…分别启动Ⅰ级、Ⅱ级响应`)."""
    told: dict[LevelCode, Grade] = {}
    for part in reading.body:
        for match in _EACH_STARTS.finditer(part.span.plain) if part.kind != "row" else ():
            grades, codes = ranks.GRADE.findall(match["grades"]), ranks.listed(match["levels"])
            if len(grades) == len(codes) == len(set(grades)):
                told |= {mention.code: grade for mention, grade in zip(codes, grades, strict=True)}
    return [
        one.model_copy(update={"grade": told.get(one.code)}) if one.kind == "response" and not one.grade else one
        for one in made
    ]


def _coloured(sentence: Span, kind: Literal["warning", "response"]) -> list[Level]:
    """A scale whose levels are colours (`分为红色、橙色、黄色三级`)."""
    listed = re.search(r"(?:[红橙黄蓝]色(?:预警)?[、和及]?){3,5}", sentence.plain)
    if listed is None or "级" not in sentence.plain:
        return []
    made = []
    for match in re.finditer(r"([红橙黄蓝])色", listed[0]):
        colour = ranks.COLOURS[match[1]]
        code = ranks.by_colour(colour)
        place = sentence.place(listed.start() + match.start(), listed.start() + match.end())
        name = match[0] + ("预警" if kind == "warning" else "响应")
        ident = f"level-{kind}-{code}"
        made.append(Level(id=ident, places=[place], rule="level-scale", kind=kind, code=code, name=name, colour=colour))
    return made


def _levels(sentence: Span, kind: Literal["warning", "response"], named: list[ranks.Mention]) -> list[Level]:
    colours = ranks.listed_colours(sentence.plain)
    made = []
    for mention in named:
        inside = [ranks.grade_in(text, ranks.URGENCY) for text in ranks.in_brackets(sentence.plain, mention.code)]
        made.append(
            Level(
                id=f"level-{kind}-{mention.code}",
                places=[sentence.place(mention.start, mention.end)],
                rule="level-scale",
                kind=kind,
                code=mention.code,
                name=_named(sentence.text[mention.start : mention.end], kind),
                grade=next((grade for grade in inside if grade), None),
                colour=colours.get(mention.code),
            )
        )
    return made


def _named(written: str, kind: str) -> str:
    """The level's name: as written, completed by what it is a level of."""
    return written + ("" if written.endswith("级") else "级") + ("预警" if kind == "warning" else "响应")


def unstated(made: list[Level], stated: list[Level]) -> list[Level]:
    """Of the levels that a sentence states those which no head names; a scale that does not have all that heads name is
    another one."""
    more: list[Level] = []
    for kind in ("response", "warning"):
        known = {level.code for level in made if level.kind == kind}
        scale = [level for level in stated if level.kind == kind]
        if known <= {level.code for level in scale}:
            new = {level.code: level for level in reversed(scale) if level.code not in known}
            more += [level for level in scale if new.get(level.code) is level]  # a sentence goes before a table
    return more
