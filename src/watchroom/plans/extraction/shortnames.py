"""Short names that a document gives to bodies: `苏州市减灾委员会（以下简称市减灾委）`."""

import re
from collections.abc import Iterator

from watchroom.plans.extraction.english_acronyms import explained, initials
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.units import Names

_NAMED_SHORT = re.compile(r"\((?:以下|下文)?(?:统称|简称)(?:为|:)?[“\"]?([^”\"」,;。()]{1,20})[”\"]?[^()]{0,20}\)")


def short_names(reading: Reading) -> Iterator[tuple[str, str]]:
    """Short name and full name of every `…（以下简称…）` that follows a body."""
    names = Names(reading.vocabulary)
    if reading.language == "en":
        yield from acronyms(reading, names)
    seen: set[str] = set()
    for part in reading.outline.parts:
        if part.region == "other_plan":
            continue
        plain = part.span.plain
        for bracket in _NAMED_SHORT.finditer(plain):
            long = _name_before(names, plain, bracket.start(), together="统称" in bracket[0])
            short = bracket.group(1)
            if long and len(short) > len(long) and short.endswith(long):
                short, long = long, short  # `下设办公室（以下简称县指挥部办公室）`
            if long and short not in seen and short != long and not short.startswith("本预案"):
                seen.add(short)
                yield short, long


# `Critical Incident Tactical Group (CITG)`: a name whose capital letters are the short name's.
_ACRONYM = re.compile(r"((?:[A-Z][\w&'-]*(?: (?:of|for|and|the|on))? ){1,8})\(([A-Z]{2,8})\)")


def acronyms(reading: Reading, names: Names) -> Iterator[tuple[str, str]]:
    """Short name and full name of every acronym that an English document explains for a body."""
    for part in reading.outline.parts:
        if (told := explained(part.span.text)) and names.english.titled(told[1]):
            yield told
        for match in _ACRONYM.finditer(part.span.text):
            words = match[1].split()
            ends = [" ".join(words[n:]) for n in range(len(words)) if initials(words[n:]) == match[2]]
            if ends and names.english.titled(ends[0]):
                yield match[2], ends[0]


_BEFORE_NAME = re.compile(r"(?:[,。;:、由在向于是和及与为]|设立|成立|组建|建立|下设|加挂)$")


def _name_before(names: Names, plain: str, end: int, *, together: bool = False) -> str | None:
    """The longest name of a body that ends at `end`; together: all that are named in a row (`以下统称…`)."""
    start = max(0, end - 40)
    for at in range(start, end - 1):
        if at and not _BEFORE_NAME.search(plain, max(0, at - 2), at):
            continue
        listed, after = names.listed(plain, at, end)
        if listed and after >= end:
            return plain[at:end] if together and len(listed) > 1 else listed[-1].name
    return None
