"""Markdown: headings, paragraphs, lists and tables; signs of emphasis and links give way to their words."""

import html
import math
import re
from collections.abc import Iterator

from watchroom.plans.documents.formulas import spoken
from watchroom.plans.documents.pieces import Piece
from watchroom.plans.documents.piped import bare_rows
from watchroom.plans.documents.wording import joined

HANGING = 6  # blanks before a line that goes on with an entry above it (`T+12h   The governor …`)
MOST_CELLS = 200  # of a row; what is more stays with the last

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_BULLET = re.compile(r"\s*[-*+]\s+(?:\[[ xX]\]\s+)?")
_NUMBERED = re.compile(
    r"\s*(?:\d{1,4}[.)）、]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[①-⑳]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百\d]{1,4}[章节条])\s*"
)
# Chinese is seldom broken over lines by hand: behind its stop the next line is another paragraph.
_STOPPED = re.compile(r"[。；：！？][”’」』）]?\s*$")
_CHINESE = re.compile(r"[\u4e00-\u9fff。；：！？，、）》”’」』]\s*$")
_LONG, _SOME = 80, 3  # so many lines of more characters than that: no line is broken
_SHORT, _LEAST = 2 / 3, 24  # of the longest line, where that has so many characters: a shorter line ends by itself
_LABEL = re.compile(
    r"\s*(?:\*\*|__)[^*_]{1,60}(?:[:：](?:\*\*|__)|(?:\*\*|__)\s*[:：])"
)  # `**Date:** …`, a line of its own
# `**Safety Officer**`, alone between two blank lines or over its list: a title below the last heading.
_BOLD = re.compile(r"\s{0,3}\*\*[A-Z][^*.!?:|]{1,70}\*\*(?:\s*\([^()]{1,60}\))?\s*")
_OVER = re.compile(r"\s*|\s*(?:[-*+]|\d{1,2}[.)])\s.*")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*")
_DIVIDER = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,1000}(?:\s+\"[^\"]{0,200}\")?\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)(.{0,300}?\S)\1|\*(?=\S)([^*]{0,300}?[^\s*])\*")
_CODE = re.compile(r"(`{1,3})(.{1,300}?)\1")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


def pieces(text: str) -> Iterator[Piece]:
    lines = _without_comments(text).split("\n")
    waiting: list[str] = []
    listed = False  # whether what waits is an item of a list with signs
    depth = 0  # of the last heading
    tables, in_table, fenced = -1, False, False
    bare = bare_rows(lines)
    full = _full(lines)
    for at, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
            line = ""
        following = lines[at + 1] if at + 1 < len(lines) else ""
        starts = ((_DIVIDER.fullmatch(following) and "|" in line) or at in bare) and not fenced
        if starts or (in_table and "|" in line):
            if waiting:
                yield _piece(waiting, listed)
            tables, in_table, waiting = tables + (not in_table), True, []
            if not _DIVIDER.fullmatch(line):
                yield Piece(_cells(line), "row", table=tables)
            continue
        in_table = False
        heading = None if fenced else _HEADING.fullmatch(line)
        under = None if fenced or not waiting else _UNDERLINE.fullmatch(line)
        own = (fenced and not _hangs(lines[at - 1] if waiting else "", line)) or any(
            mark.match(line) for mark in (_BULLET, _NUMBERED, _LABEL)
        )
        own = own or (
            bool(waiting)
            and (lines[at - 1].endswith(("  ", "\\")) or (line[:2] != "  " and _ends(lines[at - 1], full)))
        )
        if under:
            yield Piece(_plain(joined(*waiting)), "heading", 1 if "=" in under[1] else 2)
            waiting = []
            continue
        if waiting and (heading or own or not line.strip() or _RULE.fullmatch(line)):
            yield _piece(waiting, listed)
            waiting = []
        if heading:
            depth = len(heading[1])
            yield Piece(_plain(heading[2]), "heading", depth)
        elif depth and not (fenced or waiting) and _BOLD.fullmatch(line) and _OVER.fullmatch(following):
            yield Piece(_plain(line), "heading", min(6, depth + 1))
        elif line.strip() and not _RULE.fullmatch(line):
            bullet = None if fenced else _BULLET.match(line)
            listed = bullet is not None if not waiting else listed
            words = line if fenced else line[bullet.end() if bullet else 0 :].lstrip("> \u3000")
            waiting.append(words.strip().removesuffix("\\"))
    if waiting:
        yield _piece(waiting, listed)


def _full(lines: list[str]) -> float:
    """From how many characters on a line of Chinese may go on in the next; where lines are not broken, none does."""
    lengths = [len(line) for line in lines if _CHINESE.search(line[:400])]
    longest = max(lengths, default=0)
    unbroken = sum(length > _LONG for length in lengths) >= _SOME
    return math.inf if unbroken else _SHORT * longest if longest >= _LEAST else 0


def _ends(line: str, full: float) -> bool:
    """Whether the line ends a paragraph of Chinese though no blank line follows."""
    return _STOPPED.search(line) is not None or (len(line) < full and _CHINESE.search(line) is not None)


def _hangs(before: str, line: str) -> bool:
    """Whether a line of a block that is shown as typed goes on with the one before: it stands further in, and has no
    columns of its own."""
    inward = len(line) - len(line.lstrip(" "))
    first = len(before) - len(before.lstrip(" "))
    return bool(before.strip()) and inward >= HANGING and inward >= first and "   " not in line.strip()


def _piece(lines: list[str], listed: bool) -> Piece:
    return Piece(_plain(joined(*lines)), "item" if listed else "paragraph")


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    return first + "".join(one.partition("-->")[2] if "-->" in one else f"<!--{one}" for one in others)


def _cells(line: str) -> str:
    cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"), maxsplit=MOST_CELLS)
    return "\t".join(_plain(cell.strip()) for cell in cells)


def _plain(text: str) -> str:
    text = _TAG.sub("", _LINK.sub(r"\1", spoken(text)))
    text = _CODE.sub(r"\2", _STRONG.sub(lambda found: found[2] or found[3], text))
    return html.unescape(_ESCAPED.sub(r"\1", text)).replace("\t", " ").strip()
