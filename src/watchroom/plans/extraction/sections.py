"""Titles of sections inside a plan: `1.启动条件`, `一、组织机构，人员分工`, `四、高温天气应急预案`; and which stand side by side."""

import re
from collections.abc import Sequence
from typing import Protocol

from watchroom.plans.extraction.lines import Line
from watchroom.plans.extraction.markers import Mark, bare_at, mark_at, spaced_at
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.spans import Span, wide
from watchroom.plans.extraction.titles import MEASURES_LABEL, Titles

STOPS = "。；;！？，"
MOST_TITLE = 40  # characters of a chapter's title
MOST_SECTION = 12  # characters of the title of a section below a level
MOST_PAIRED = 20  # characters of a title with a comma in it, or that names a hazard
ORDERS = re.compile(r"每\d|向[^,;。]{2,20}(?:报告|汇报|通报)|立即|及时|应当|须|负责(?!人)")  # a sentence, and no title
_STARTS_LEVEL = re.compile(
    r"(?:视情况?|适时|及时|决定|应当?|可以?|则|即|由[^,;。:]{2,20}){1,2}(?P<title>启动[^,;。:]{0,8}级[^,;。:后时]{0,6}响应)[;:。]?"
)
_OF_LEVEL = ("conditions", "response", "procedure", "termination")
_ONCE_IT_HAPPENS = ("response", "procedure", "reporting", "warning", "termination")
_ANNEX = re.compile(r"附[件录] ?([\d一二三四五六七八九十]{1,2})")
_MEASURES_IN = re.compile(
    r"(?:响应|防御|处置|应对)(?:措施|行动)(?:详?见|参见)附[件录] ?([\d一二三四五六七八九十]{1,2})(?![\d一二三四五六七八九十])"
)
_LEADS_CASES = re.compile(
    r"([^:。;,]{2,20}):(?:出现|符合|具备|发生|达到|有)?(?:下列|以下|如下)[^:。;,]{0,6}(?:情况|情形|条件|标准)[^:。;,]{0,6}:?"
)
_GLUED = re.compile(r"([\u4e00-\u9fff]{2,12})(?:\(1\)|①)")
_NAMES_LEVEL = re.compile(r"[ⅠⅡⅢⅣIV一二三四]{1,3}级(?:应急)?(?:响应|预警)")
MOST_SPACED, LEAST_BEHIND = 16, 10  # characters of the title, and of the text behind it
_HAZARD = re.compile(r"(?:应急预案|应急方案|预案|天气|灾害|险情|事故)$")


class Placed(Protocol):
    """A part of an outline."""

    @property
    def kind(self) -> str: ...
    @property
    def style(self) -> str: ...
    @property
    def depth(self) -> int: ...
    @property
    def role(self) -> str: ...


def first_below(mark: Mark, then: Line | None) -> bool:
    """Whether `2. 组织体系` goes on with 2.1 in the next line, and so heads a chapter."""
    below = mark_at(then.span.plain) if then else None
    return below is not None and below.levels == 2 and below.number.startswith(f"{mark.value}.1")


def undotted(plain: str, last: int, then: Line | None) -> Mark | None:
    """The number of a chapter that lost its dots. last: the number of the last chapter.

    `2 1` stands below it; a bare number heads a short line only if it goes on from it, over a gap (chapters were left out)
    only if the next line is numbered below it.
    """
    spaced = spaced_at(plain)
    if spaced and int(spaced.number.split(".")[0]) == last:
        return spaced
    mark = bare_at(plain)
    if mark is None or len(plain) > MOST_TITLE or any(stop in plain for stop in STOPS) or ":" in plain[:-1]:
        return None
    below = mark_at(then.span.plain) if then else None
    parted = below is not None and below.style == "decimal" and below.number.split(".")[0] == str(mark.value)
    return mark if mark.value in (last + 1, 1) or (parted and mark.value > last) else None


def no_quantity(mark: Mark, rest: Span) -> bool:
    """A decimal number heads a chapter unless it is a quantity at the start of a line."""
    if mark.style == "chapter" or mark.levels > 2:
        return True
    return not rest.plain[:1].isascii() or rest.plain[:1].isalpha() or rest.plain[:1] in "(["


def starts_level(span: Span, then: Line | None) -> int:
    """Where the title begins in `视情启动二级响应；` alone in its line over the measures of that level; 0 where it is none."""
    told = _STARTS_LEVEL.fullmatch(span.plain)
    label = then.span.plain if then else ""
    mark = mark_at(label)
    listed = MEASURES_LABEL.match(label) or (mark and mark.value == 1 and not label.endswith("级响应"))
    return told.start("title") if told and listed else 0


def ends_conditions(span: Span, then: Line | None, chapters: Sequence[Placed]) -> bool:
    """Whether a label of measures stands beside `启动条件` below a level, before a list that begins anew."""
    if len(chapters) < 2 or then is None or not MEASURES_LABEL.fullmatch(span.plain.strip()):
        return False
    below = mark_at(then.span.plain)
    told = chapters[-1].role == "conditions" and not chapters[-1].style and chapters[-2].role == "response"
    return told and below is not None and below.value == 1


def heads_section(mark: Mark, rest: Span, then: Line | None, titles: Titles) -> bool:
    """Whether `1.启动条件` or `（2）响应措施` is a section with a list or a text of its own below it, and no item."""
    if mark.style not in ("digit", "paren", "hanzi_paren", "half") or then is None or then.kind == "row":
        return False
    below = mark_at(then.span.plain)
    if below is not None and (below.style == mark.style or below.value > 1):
        return False
    title = rest.text.rstrip("：")
    short = 0 < len(title) <= MOST_SECTION and not any(stop in title for stop in STOPS + "：:")
    return short and titles.role(title) in _OF_LEVEL


def leads_cases(span: Span) -> int:
    """Where the colon stands in `Ⅲ级响应（一般）：出现下列情况之一：`, a title with what introduces the list below it; 0 where
    there is none."""
    told = _LEADS_CASES.fullmatch(span.plain)
    return told.end(1) if told else 0


def paired(mark: Mark, span: Span, titles: Titles) -> bool:
    """`一、组织机构，人员分工` heads a chapter for all its comma."""
    first, comma, rest = span.text.partition("，")
    known = bool(comma) and mark.style == "hanzi" and titles.role(first) is not None
    return known and len(span.text) <= MOST_PAIRED and not any(stop in rest for stop in STOPS)


def of_hazard(title: str, above: str) -> str:
    """The role of `四、高温天气应急预案` inside a plan: it says what is done then."""
    inside = above in ("other", "warning", "conditions") and _HAZARD.search(title)
    return "response" if inside and len(title) <= MOST_PAIRED else above


def title_glued(plain: str, titles: Titles) -> int:
    """Where (1) stands behind the title to which it was glued (`启动条件（1）全省…`); 0 where no known title stands there."""
    told = _GLUED.match(plain)
    return told.end(1) if told and titles.role(told[1]) is not None else 0


def title_spaced(span: Span, titles: Titles) -> int:
    """Where the text begins behind a title that only a blank parts from it (`编制目的　为了…`); 0 where it is one text."""
    text, at = span.text, span.at
    for n in range(2, min(MOST_SPACED, len(text) - LEAST_BEHIND)):
        if text[n] in STOPS + "：:（(" or not wide(text[n - 1]):
            return 0
        if at[n] - at[n - 1] > 1 and wide(text[n]):
            known = titles.role(text[:n]) is not None or _NAMES_LEVEL.fullmatch(text, 0, n) is not None
            return n if known or at[n] - at[n - 1] > 2 else 0
    return 0


def among_measures(parent: Part, mark: Mark | None, role: str) -> bool:
    """Whether a title without number below a numbered `响应措施` only parts its measures (`灾情信息管理`)."""
    numbered = mark is not None and bool(mark.style)
    return role == "reporting" and not numbered and bool(parent.style) and parent.title.endswith(("措施", "行动"))


def referred(plain: str) -> list[str]:
    """The numbers of the annexes to which a text leaves the measures of the response (`应急响应措施详见附件1`)."""
    return [told[1] for told in _MEASURES_IN.finditer(plain)]


def annex_number(title: str) -> str | None:
    """`附件1 各灾种分册` is 1."""
    found = _ANNEX.match(title)
    return found[1] if found else None


def left_for(outer: Sequence[Placed], title: str, titles: Titles) -> int:
    """The depth of a title without number that ends the chapter on the plan or its organisation that is open, which has
    none either: what is done once something happens stands beside it. 0 where it ends none."""
    before = [part.depth for part in outer if part.style == "" and part.role in ("general", "organisation")]
    begins = before and not titles.family(title) and titles.role(title) in _ONCE_IT_HAPPENS
    return before[0] if begins else 0


def above_list[P: Placed](open_: list[P], span: Span, then: Line | None) -> list[P]:
    """What stays open above a label that heads the next list (`断电时：` before `1.`): not the items of the list before it."""
    mark = mark_at(then.span.plain) if then else None
    if mark is None or mark.value != 1 or not span.plain.endswith(":") or len(span.plain) > MOST_SECTION + 4:
        return open_
    last = next((at for at, part in enumerate(open_) if part.kind == "item" and part.style == mark.style), len(open_))
    return open_[:last]


def beside(last: Placed, before: Placed, then: Line | None) -> bool:
    """Whether a title without number stands beside the one before: each of the two heads a list from 1.

    last    the part before the title; before: the chapter that is open; then: the line behind the title
    """
    mark = mark_at(then.span.plain) if then else None
    listed = mark is not None and mark.value == 1 and last.kind == "item" and last.style == mark.style
    return listed and before.style == "" and last.depth == before.depth + 1
