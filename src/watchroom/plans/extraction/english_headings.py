"""The headings of English files whose own styles say them (`## 3.1 Level 2 – Partial activation`): number, title, depth."""

import re
from collections.abc import Sequence
from typing import Protocol

from watchroom.plans.extraction.english_scale import weight
from watchroom.plans.extraction.lines import Line
from watchroom.plans.extraction.markers import Mark
from watchroom.plans.extraction.sections import Placed
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.titles import Titles, english_title, names_level, names_post

LEAST = 3  # headings of a file that has styles for them; a line without one is then no title
_NUMBER = re.compile(
    r"(?:(?:Section|Chapter|Part|Tab|Step|SECTION|CHAPTER|PART) )?"
    r"(?:(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})[.):]?|(?P<letter>[A-Z]|[IVX]{2,4})[.):])(?: ?[-–—:])?\s+(?=\S)"
)
_SIGNS = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+")  # pictures before and behind a title
_FIELD = re.compile(r"[A-Z][\w /&()-]{1,40}: ?\S.{0,120}")  # `Effective date: 1 May 2024`
_PLAN = re.compile(
    r"\b(?:plan|plans|procedures?|playbook|framework|protocols?|manual|handbook|guide|guidelines?|guidance|policy|sop|runbook|program(?:me)?|management|template)\b",
    re.IGNORECASE,
)
LONG = 40  # characters
LEAST_CAPITALS, MANY_CAPITALS = 6, 4  # letters of a title in capitals; such titles of a text
_COUNT = re.compile(r"\b(?:\d{1,2}|[IVX]{1,4}|One|Two|Three|Four|Five)\b(?! ?[%°])")
_LATIN = re.compile(r"[\u0000-\u024f\u2000-\u2bff\ufe0f\u200d\U0001f000-\U0001faff§]+")


class Headed(Protocol):
    """A chapter of an outline."""

    @property
    def title(self) -> str: ...
    @property
    def depth(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def style(self) -> str: ...


def filed(lines: Sequence[Line]) -> bool:
    """Whether the file's own styles say what its headings are."""
    return sum(line.depth > 0 for line in lines) >= LEAST


def latin(text: str) -> bool:
    return _LATIN.fullmatch(text) is not None


def heading(line: Line) -> tuple[Mark, Span] | None:
    """The number of an English heading and its title; None for a line that the file does not call one."""
    if not line.depth or not latin(line.span.text):
        return None
    span = bare(line.span)
    found = _NUMBER.match(span.text)
    if found is None or not span.text[found.end() :].strip():
        return Mark("", "", 0, 0), span
    number = found["number"] or found["letter"]
    value = int(number.split(".")[-1]) if found["number"] else ord(number[0]) - 64
    levels = number.count(".") + 1
    return Mark("decimal" if found["number"] else "letter", number, value, found.end(), levels), span.cut(found.end())


def digit_depth(open_: Sequence[Placed]) -> int:
    """The depth of `1. Sheriff`: beside the open chapter with such a number, else below `A. Duties` and `IV. ORGANIZATION`."""
    chapters = [part for part in open_ if part.kind == "chapter"]
    beside = next((part.depth for part in chapters if part.style == "digit"), 0)
    return beside or 1 + max((part.depth for part in chapters if part.style in ("roman", "letter")), default=0)


def next_chapter(mark: Mark, last: int, open_: Sequence[Placed]) -> bool:
    """Whether `3.` goes on behind chapter 2 whose sections are 2.1 and 2.2, and counts no list; last: of that chapter."""
    counted = any(part.kind == "item" and part.style == "digit" for part in open_)
    parted = any(part.kind == "chapter" and part.style == "decimal" for part in open_)
    return mark.style == "digit" and 0 < last == mark.value - 1 and parted and not counted


def again(text: str, chapters: Sequence[Headed]) -> bool:
    """Whether a line is the title of an open chapter with another number: `Storm plan – Condition 4`."""
    form = _COUNT.sub("#", text)
    return (
        "#" in form
        and latin(text)
        and any(form == _COUNT.sub("#", part.title) and text != part.title for part in chapters)
    )


def _capital(text: str) -> bool:
    return (
        text.isupper()
        and not _FAMILY.match(text)
        and len(re.sub(r"[^A-Z]", "", text)) >= LEAST_CAPITALS
        and english_title(text)
    )


def in_capitals(lines: Sequence[str]) -> bool:
    """Whether a text without numbers calls its outermost chapters in capitals, and what stands below them not."""
    return sum(map(_capital, lines)) >= MANY_CAPITALS


def over(text: str, then: str) -> bool:
    """Whether a line in capitals is the title of a chapter that begins with another title: `THE RESPONSE` above `Step 1`."""
    return _capital(text) and not _capital(then) and english_title(then)


def capital_depth(title: str, depth: int, chapters: Sequence[Headed]) -> int:
    """The depth of a title where the outermost chapters are called in capitals; `depth` by what else is known."""
    if _capital(title):
        return 1
    outer = chapters[0] if chapters else None
    return max(depth, 2) if outer is not None and outer.depth == 1 and _capital(outer.title) else depth


def bare(span: Span) -> Span:
    """A title without the pictures around it and the colon at its end."""
    text = span.text
    first = _SIGNS.match(text)
    span = span.cut(first.end()) if first else span
    last = re.search(_SIGNS.pattern + r"\s*$", span.text)
    span = span.cut(0, last.start()) if last else span
    return span.cut(0, len(span.text.rstrip(" :")))


def names_plan(title: str) -> bool:
    """Whether a title names a whole plan."""
    return _PLAN.search(title) is not None


def begins(text: str) -> bool:
    """Whether a paragraph of the front begins the plan itself, and is no label with its value."""
    return len(text) >= LONG and latin(text) and _FIELD.fullmatch(text) is None


# Titles of levels: those of one family stand side by side.
_FAMILY = re.compile(
    r"(?P<kind>(?i:Phase|Stage|Level|Tier|Condition|Category|Step|Status|Action card))s? (?:\d|I{1,3}|IV|V|One|Two|Three|Four)\b|(?P<colour>(?i:Red|Amber|Orange|Yellow|Green|Blue|Purple|Black|White))\b(?= ?$| ?[(:–—-]| (?:[Aa]lert|[Ww]arning|[Ll]evel|[Ss]tage|[Pp]hase|[Ss]tatus|[Dd]ay|[Cc]ondition)s?\b)"
)
_TELLS = re.compile(
    r"Response|(?:(?:Initial|Immediate|First|Key|Typical|Activation|Response|Required) )?(?:(?i:Triggers?|Actions?|Criteria|Conditions?|Definition|Description)|Examples)"
)


def _level_above(chapters: Sequence[Headed]) -> int:
    """The depth of the level that is open, also where one of the titles of what it tells (`Triggers`) is; else 0."""
    over = next((part for part in reversed(chapters[-2:]) if not _TELLS.fullmatch(part.title)), None)
    return over.depth if over is not None and _FAMILY.match(over.title) else 0


def _kind(named: re.Match[str]) -> str:
    return (named["kind"] or "").lower()


def _beside(title: str, chapters: Sequence[Headed]) -> int | None:
    """The depth of the last level, for a title that names another level of its family."""
    own = _FAMILY.match(title)
    for part in reversed(chapters) if own else ():
        other = _FAMILY.match(part.title)
        if own and other and _kind(own) == _kind(other):
            return part.depth
    return None


def below_level(title: str, chapters: Sequence[Headed], titles: Titles) -> int | None:
    """The depth of a title without number right below `D. Level 3`, or beside another such: it says who acts at that level."""
    over = next((part for part in reversed(chapters[-2:]) if part.style), None)
    if over is None or not _FAMILY.match(over.title) or _TELLS.fullmatch(title) or _FAMILY.match(title):
        return None
    return over.depth + 1 if names_post(title) or titles.role(title) is None else None


def depth_of(title: str, chapters: Sequence[Headed], before: Sequence[Headed], titles: Titles) -> int:
    """A title that the vocabulary knows stands beside the last one that it knows; any other stands below that."""
    last = before[-1] if before else None
    ruling = [p for p in chapters if p.title.startswith("§") or titles.role(p.title)]
    ruling = [p for p in ruling if not (p.title.startswith("Example") or names_post(p.title))]
    grading = next((p for p in ruling if titles.role(p.title) == "conditions"), None)
    known = grading or (ruling[-1] if ruling else None)
    if title.startswith("§"):
        return 1
    if known is None:
        return chapters[-1].depth if chapters else 1
    if (at := below_level(title, chapters, titles)) is not None:
        return at
    if _TELLS.fullmatch(title) and (depth := _level_above(chapters)):
        return depth + 1
    if (beside := _beside(title, chapters)) is not None:
        return beside
    if known.role == "organisation" and names_post(title):
        return next((p.depth for p in chapters if names_post(p.title)), known.depth + 1)
    direct = last is known
    role = titles.role(title)
    own = role is not None and not known.title.startswith("§")
    if known.role == "conditions" and (names_level(title) or _FAMILY.match(title)):
        own = False  # the levels below `Activation levels`
    if not own and not direct and _FAMILY.match(known.title):
        return known.depth  # behind the last level
    if (
        known.role == "conditions"
        and not (direct or names_level(title) or _FAMILY.match(title))
        and weight(title) is None
    ):
        return known.depth  # behind the levels
    return known.depth if own and not direct else known.depth + 1
