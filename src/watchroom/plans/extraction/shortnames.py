"""Short names that a document gives to bodies: `苏州市减灾委员会（以下简称市减灾委）`."""

import re
from collections.abc import Iterator

from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.units import Names

_NAMED_SHORT = re.compile(r"\((?:以下|下文)?(?:统称|简称)(?:为|:)?[“\"]?([^”\"」,;。()]{1,20})[”\"]?[^()]{0,20}\)")


def short_names(reading: Reading) -> Iterator[tuple[str, str]]:
    """Short name and full name of every `…（以下简称…）` that follows a body."""
    names = Names(reading.vocabulary)
    seen: set[str] = set()
    for part in reading.outline.parts:
        if part.region == "other_plan":
            continue
        plain = part.span.plain
        for bracket in _NAMED_SHORT.finditer(plain):
            long = _name_before(names, plain, bracket.start())
            short = bracket.group(1)
            if long and short not in seen and short != long and not short.startswith("本预案"):
                seen.add(short)
                yield short, long


_BEFORE_NAME = re.compile(r"(?:[,。;:、由在向于是和及与为]|设立|成立|组建|下设)$")


def _name_before(names: Names, plain: str, end: int) -> str | None:
    """The longest name of a body that ends at `end`."""
    start = max(0, end - 40)
    for at in range(start, end - 1):
        if at and not _BEFORE_NAME.search(plain, max(0, at - 2), at):
            continue
        listed, after = names.listed(plain, at, end)
        if listed and after >= end:
            return listed[-1].name
    return None
