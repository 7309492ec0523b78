"""Grades that one sentence defines clause by clause: `死亡30人以上为特别重大，死亡10人以上30人以下为重大，…`."""

import re

from watchroom.plans.extraction.found import Grade
from watchroom.plans.extraction.ranks import GRADE, grade_in
from watchroom.plans.extraction.spans import Span

LEAST = 3  # grades in one sentence
_CLAUSE = re.compile(
    rf"(?P<told>[^,;。:为]{{2,80}}(?:,(?:或者?)?[^,;。:为]{{2,60}}){{0,4}}?)(?:的|时)?,?(?:定|划分|认定)?(?:为|属于?)(?P<grade>{GRADE.pattern})级?"
    r"(?:[\u4e00-\u9fff]{0,12}?(?:事件|事故|灾害|灾情|险情|火灾))?(?:\([^()]{1,8}\))?(?=[,;。]|$)"
)
_AMOUNT = re.compile(r"\d|以[上下]")


def graded_clauses(sentence: Span) -> list[tuple[Grade, Span]]:
    """Each grade that a sentence defines with what makes an event one of it; empty where it does not tell several apart.

    `死亡3人以上为较大，死亡3人以下为一般，…` gives `死亡3人以上` and `死亡3人以下`.
    """
    found: list[tuple[Grade, Span]] = []
    for match in _CLAUSE.finditer(sentence.plain):
        grade = grade_in(match["grade"])
        if grade is None or not _AMOUNT.search(match["told"]) or GRADE.search(match["told"]):
            return []
        found.append((grade, sentence.cut(match.start("told"), match.end("told"))))
    return found if len({grade for grade, _ in found}) == len(found) >= LEAST else []
