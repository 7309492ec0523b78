"""Where a paragraph is cut into items, and what numbers an item that could be something else."""

import re
from collections.abc import Sequence
from typing import Protocol

from watchroom.plans.extraction.markers import Mark, Style, lettered_at, mark_at
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.titles import english_title

_CIRCLED = re.compile("(?:^|(?<=[;。 ]))[\u2460-\u2473]")
_SPLIT_AFTER = "。；;：:！.．"
_COUNTED_ITEM = re.compile(
    r"(\d{1,2})[.、](?=\d{1,4}[个]?(?:起|例|人|名|户|座|处|条|艘|架|家|所|次|辆|间|小时|天|日|个|万|亿|%|毫米|米|公里|公顷|级以))"
)
_GLUED = re.compile(
    r"(\d{1,2})[\u4e00-\u9fff]{2,12}(?:组|队|部|室|处|科|中心|办公室|指挥部|委员会|人员|职责|措施|程序|要求)"
)


class Before(Protocol):
    """The part of an outline before a line."""

    @property
    def kind(self) -> str: ...
    @property
    def style(self) -> str: ...
    @property
    def value(self) -> int: ...
    @property
    def span(self) -> Span: ...


def counts_on(plain: str, last: Before | None) -> Mark | None:
    """`2.1起事故…` behind item 1 is item 2, which begins with a number, and no chapter 2.1."""
    told = _COUNTED_ITEM.match(plain)
    if told is None or last is None:
        return None
    value = int(told[1])
    follows = last.kind == "item" and last.style == "digit" and last.value + 1 == value
    begins = value == 1 and last.span.plain.endswith(":")
    return Mark("digit", told[0], value, told.end()) if follows or begins else None


def glued(plain: str, open_: Sequence[Before]) -> Mark | None:
    """`2抢修队` alone in its line goes on from the item 1 that is open: the sign behind its number was lost."""
    told = _GLUED.fullmatch(plain)
    value = int(told[1]) if told else 0
    follows = any(part.style == "digit" and part.value + 1 == value for part in open_)
    return Mark("digit", told[1], value, told.end(1)) if told and follows else None


def lettered_heading(
    span: Span, then: Span | None, open_: Sequence[Before], last: Before | None
) -> tuple[Mark, int] | None:
    """`II. ORGANIZATION`, `B. Sheriff's Office` of an English text, with its depth: a title, and no item of a list.

    then   the next line; open_: the parts that are open; last: the part before
    """
    chapters = [part for part in open_ if part.kind == "chapter"]
    mark = lettered_at(span.text, chapters)
    if mark is None or not english_title(span.text[mark.end :].rstrip(":")):
        return None
    following = mark_at(then.plain) if then else None
    letter = mark.style == "letter"
    if letter and following and following.style == "letter" and following.value == mark.value + 1:
        return None
    if letter and last and last.kind == "item" and last.style == "letter" and last.value + 1 == mark.value:
        return None
    return mark, 2 if letter and any(part.style == "roman" for part in chapters) else 1


def circled(span: Span) -> list[Span]:
    """The items of a list that stands in one line or cell (`①…；②…`); none where it is no such list."""
    starts = [m.start() for m in _CIRCLED.finditer(span.plain)]
    if len(starts) < 2 or starts[0]:
        return []
    return [span.cut(a + 1, b) for a, b in zip(starts, [*starts[1:], len(span)], strict=True)]


def split(span: Span, then: Span | None = None) -> list[tuple[Mark | None, Span]]:
    """A paragraph cut before each mark that opens an item: at its start, after a sentence, and where a list goes on.

    then  the next line, where the list may go on
    """
    plain = span.plain
    cuts: list[tuple[int, Mark | None]] = [(0, mark_at(plain))]
    last: dict[Style, int] = {cuts[0][1].style: cuts[0][1].value} if cuts[0][1] else {}
    for at in range(1, len(plain)):
        before = plain[at - 1]
        if before == " " and at > 1:
            before = plain[at - 2]
        stopped = before in _SPLIT_AFTER
        if (
            not _may_open(plain, at, last)
            if not stopped
            else plain[at] == " " or (cuts[-1][1] and at < cuts[-1][1].end)
        ):
            continue
        mark = mark_at(plain, at)
        title = (cuts[-1][1].end if cuts[-1][1] else 0, at)
        if not stopped and not (_goes_on(mark, plain, before, last) or _first(mark, plain, title, last, then)):
            continue
        if mark and (_opens(mark, last, before) or _begins_behind_the_first(mark, last, plain)):
            cuts.append((at, mark))
            _close(last, mark)
    ends = [at for at, _ in cuts[1:]] + [len(plain)]
    return [(mark, span.cut(mark.end if mark else at, end)) for (at, mark), end in zip(cuts, ends, strict=True)]


def _close(last: dict[Style, int], mark: Mark) -> None:
    """The lists that stand below a list which goes on are at their end."""
    styles = list(last)
    for below in styles[styles.index(mark.style) + 1 :] if mark.style in last else ():
        del last[below]
    last[mark.style] = mark.value


def _may_open(plain: str, at: int, last: dict[Style, int]) -> bool:
    """Whether the next item may begin at a character though the one before it has no stop."""
    char = plain[at]
    if char.isascii() and char.isdigit():
        return "half" in last or plain[at : at + 2] in ("1.", "1、")
    return char == "(" or "\u2460" <= char <= "\u2473"


def _goes_on(mark: Mark | None, plain: str, before: str, last: dict[Style, int]) -> bool:
    """Whether (2), 2) or ② follows the item before it whose stop was lost, and is no reference (`第(2)项`)."""
    if mark is None or mark.style not in ("paren", "half", "circle") or before.isdigit():
        return False
    referred = before in "第、和及或至按(" or plain[mark.end : mark.end + 1] in ("项", "款", "条", "类")
    return mark.value > 1 and mark.value == last.get(mark.style, 0) + 1 and not referred


_TITLE = re.compile(
    r"[^,;。:()]{2,24}(?:\([^()]{1,12}\))?(?<!附件)(?<!附表)(?<![图表式注见第、和及或至按])"
)  # may precede (1)
_BARE_TITLE = re.compile(r"[\u4e00-\u9fff]{2,16}(?<!附件)(?<!附表)(?<![图表式注见第和及或至按])")  # may precede 1.
_SECOND = {
    "paren": re.compile(r"\(2\)"),
    "circle": re.compile(r"②"),
    "digit": re.compile(r"[。;]\s?2 ?[.、](?! ?\d)"),
}


def _first(mark: Mark | None, plain: str, title: tuple[int, int], last: dict[Style, int], then: Span | None) -> bool:
    """Whether (1) or 1. follows a title to which it was glued (`5.1 Ⅳ级响应（1）市水务局…（2）…`)."""
    if mark is None or mark.style not in _SECOND or mark.value != 1 or mark.style in last:
        return False
    second = _SECOND[mark.style].search(plain, mark.end) is not None
    goes_on = mark_at(then.plain) if then and not second else None
    second = second or (goes_on is not None and (goes_on.style, goes_on.value) == (mark.style, 2))
    return second and (_BARE_TITLE if mark.style == "digit" else _TITLE).fullmatch(plain, *title) is not None


def _begins_behind_the_first(mark: Mark, last: dict[Style, int], plain: str) -> bool:
    """Whether a list goes on in a paragraph that has lost its beginning: `…等工作。3．…。4．…`."""
    if mark.style != "digit" or mark.style in last or mark.value < 2:
        return False
    return re.search(rf"[。;]\s?{mark.value + 1} ?[.、](?! ?\d)", plain[mark.end :]) is not None


def _opens(mark: Mark, last: dict[Style, int], before: str) -> bool:
    """Whether a mark inside a line opens an item. What could be a number or a letter must go on from the one before."""
    if before in ".．" or mark.style in ("decimal", "chapter"):
        return False
    if mark.style in ("paren", "circle", "hanzi_paren"):
        return bool(mark.value)
    if mark.style == "dash":
        return mark.number in ("--", "•", "●", "■", "◆", "▪", "☐", "□", "➢")
    return mark.value == last.get(mark.style, 0) + 1
