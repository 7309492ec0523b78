"""Levels whose conditions stand elsewhere than at their heads: in an annex, a table, a sentence."""

import re

from watchroom.plans.extraction.found import Condition, Level, LevelCode


def bare(text: str) -> str:
    """A condition's text without what does not tell it from another one."""
    return re.sub(r"[\s。；;，,（）()]|险情", "", text)


def left_to_tables(made: list[Level], tabled: set[LevelCode]) -> bool:
    """Whether the text states no condition, or one alone where a table states those of several levels.

    tabled  the levels of the table's rows
    """
    having = [level.code for level in made if level.conditions]
    return not having or (len(having) == 1 and len(tabled) > 2)


def filled(made: list[Level], more: list[Level], kind: str) -> list[Level]:
    """The levels, those of the kind with what `more` states for them; their own conditions stay."""
    by_code = {level.code: level for level in more}
    has = {level.code for level in made if level.kind == kind}
    found = [
        _with(level, by_code[level.code]) if level.kind == kind and level.code in by_code else level for level in made
    ]
    return found + [level for level in more if level.code not in has]


def _with(level: Level, more: Level) -> Level:
    return level.model_copy(
        update={
            "conditions": _joined(level.conditions, more.conditions),
            "grade": level.grade or more.grade,
            "colour": level.colour or more.colour,
            "places": [*level.places, *more.places],
        }
    )


def _joined(own: list[Condition], more: list[Condition]) -> list[Condition]:
    known = {bare(one.text) for one in more}
    return [*(one for one in own if bare(one.text) not in known), *more]
