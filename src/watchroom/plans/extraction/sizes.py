"""Plans of geological hazards grade by size (特大型, 大型, 中型, 小型), and mean the four grades of events.

Such a word is read as the grade it stands for, and shown as the plan writes it: a mark stands in the text for its last
character, and the plain form of the marked word is the grade, as long as it was.
"""

import re
from array import array
from dataclasses import replace

from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.parts import Outline
from watchroom.plans.extraction.spans import SIZE, SIZE_PAD, Span

_BY_SIZE = re.compile(r"特大型(?:突发性?)?地质灾害|特大型[(（]?[ⅠI一]级")
_ILL = r"(?:突发性?)?(?:地质灾害|灾[害情]|险情)"
_GRADE = re.compile(
    rf"(特大|(?<!特)大|中|小)型(?=(?:及?以上|以下)?{_ILL}|[(（][ⅠⅡⅢⅣIV一二三四]{{1,3}}级?[)）]|级"
    r"|[、和及或]+(?:大型|中型|小型)|[四4]个?(?:等)?级|[：:]|$)"
)


def read_sizes(outline: Outline) -> bool:
    """Marks the sizes that are grades, where the plan grades by size; whether it does."""
    texts = [part.span.text for part in outline.parts]
    if not any(map(_BY_SIZE.search, texts)) or any(SIZE in text or SIZE_PAD in text for text in texts):
        return False  # a text with our own marks in it is left as it is
    outline.parts[:] = [replace(p, title=_marked(p.title), span=_of(p.span)) for p in outline.parts]
    return True


def as_written(found: Found) -> Found:
    """What was found, with its sizes as the plan writes them."""
    return Found.model_validate_json(found.model_dump_json().replace(SIZE_PAD, "").replace(SIZE, "型"))


def _marked(text: str) -> str:
    return _GRADE.sub(lambda match: match[1] + SIZE + SIZE_PAD * (match[1] == "特大"), text)


def _of(span: Span) -> Span:
    text = _marked(span.text)
    at, source = array("l"), iter(span.at)
    for char in text:
        at.append(at[-1] if char == SIZE_PAD else next(source))
    return Span(text, at)
