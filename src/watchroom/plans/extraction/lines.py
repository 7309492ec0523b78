"""The lines of a document as paragraphs: page numbers and the table of contents gone, broken sentences joined."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from watchroom.plans.documents.text import Block, Document
from watchroom.plans.extraction import boxes
from watchroom.plans.extraction.dumps import parted
from watchroom.plans.extraction.frameless import without_cells
from watchroom.plans.extraction.markers import bare_at, lettered_at, mark_at, spaced_at
from watchroom.plans.extraction.page_numbers import without_numbers
from watchroom.plans.extraction.spans import Span, airy, read, wide
from watchroom.plans.extraction.titles import MEASURES_LABEL, Titles, english_title, named_below
from watchroom.plans.extraction.typed_pages import Column, Wrapped, without_margins

_RULE = re.compile(r"={3,}|-{3,}|~{3,}|_{3,}")  # a line that underlines the one above
_CONTENTS = re.compile(r"目\s*[录次錄]|contents|table of contents", re.IGNORECASE)
_LEADER = re.compile(r"[.…·。\s]*\s?\d{0,3}\s*$")
_ENDS = "。；;！？!?：:”"
_GOES_ON = "，。、；：）)》”,.;:"
_LAST_WORD = re.compile(r"[\u4e00-\u9fff]{1,4}[。；](?!\d)")  # the end of a sentence that a line break cut
_GRADED = re.compile(
    r"[^，,；;。]{0,8}(?:[ⅠⅡⅢⅣIV一二三四]级|特别重大|重大|较大|一般)[^，,；;。]{0,24}"
)  # a title that names a level
_LEVEL_LINE = re.compile(
    r"(?:启动[\u4e00-\u9fff]{0,6}?)?(?:[ⅠⅡⅢⅣIV]{1,4}|[一二三四]) ?级(?:应急)?(?:预警|响应)?|[红橙黄蓝]色(?:预警|响应)?"
)  # a level alone in its line
_LATIN = re.compile(r"[\u0000-\u024f\u2000-\u206f\u20a0-\u27bf§]+")
_LABELLED = re.compile(r"\d{1,2} ?[\u4e00-\u9fff（）()]{3,24} ?[：:]")  # `12省财政厅：`, a number that lost its dot
_COUNTS = re.compile(r"\d{1,2} [a-z]")  # `12 hours.`, a line that goes on with what is counted
_PEOPLE = re.compile(r"(?:(?:常务)?副?(?:组\s*长|总指挥|指挥长|主\s*任)|成\s*员|组\s*员)(?:单位)?\s*[:：]")
_NOT_PEOPLE = re.compile(r"[^、，。：:]{0,12}(?:下设|设在|职责|负责|办公室设)")
_FIELD = re.compile(
    r"[\u4e00-\u9fff](?:[ \u3000]*[\u4e00-\u9fff]){1,7} ?[：:]"
)  # `审批人：`, `校    办：`, the label of a line in a form
_TITLE_LINE = re.compile(
    r"[\u4e00-\u9fff（）()\s]{6,40}预\s?案|[\u4e00-\u9fff]{1,10}[〔\[（(](?:19|20)\d\d[〕\]）)]\d{1,4}号"
)  # the title or the number of a paper, below the fields of its cover
_ALONE = re.compile(r"[\u4e00-\u9fff]{3,14}[:：]")  # a label alone in its line heads what follows
_ENGLISH_LABEL = re.compile(r"[A-Z][A-Za-z]*(?: (?:and )?[a-z]+){0,3} (?:actions|triggers|criteria|measures|tasks):")
_RUN_IN = re.compile(
    r"(?:^|(?<=[。；;]))\s{0,3}[(（]?(\d{1,2})[)）.．、](?![\d.．])"
)  # an item's number, in a line too
_UNCLOSED = re.compile(r"[(（][^()（）]*$")  # a bracket that the line break cut
_FRONT_FIELD = re.compile(r"[A-Z][A-Za-z]*(?: [A-Za-z]+){0,3}: \S")  # `Department: Public Health` above `Author: …`
_ANNEX_LABEL = re.compile(r"附\s?[件录表]\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[A-Z])?\s?[:：]?")
_STOPS = re.compile("[。；;！？，,：:]|^附")
_LABEL_ALONE = re.compile(r"[A-Z][A-Za-z]+(?: [A-Za-z]+){0,3}:")
MOST_LINE = 20  # characters: a shorter line without a stop is a title or a list, not a broken sentence
MOST_ENGLISH_LINE = 48  # the same for English lines
MOST_CONTENTS = 60  # characters of an entry in the table of contents


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a row. depth: of a heading, as the file's own styles say; 0 elsewhere. listed: an item of a list."""

    span: Span
    kind: Literal["line", "row"] = "line"
    depth: int = 0
    table: int | None = None
    listed: bool = False


def lines_of(document: Document, titles: Titles) -> list[Line]:
    """The paragraphs of a document in order."""
    whole = [
        block for run in document.blocks for line in boxes.parted(document, run) for block in parted(document, line)
    ]
    blocks = _without_contents(document, without_margins(document, without_numbers(document, whole)))
    column, wrapped = Column(document, blocks), Wrapped(document, blocks)
    blocks, cells = without_cells(document, blocks)
    made: list[Line] = []
    pieces: list[Block] = []
    mended = airy(document.text)
    for block in _annexed(document, _underlined(document, blocks)):
        if pieces and not (
            _broken(document, column, pieces[-1], block, titles, unbroken=wrapped.unbroken)
            or _wrapped(document, wrapped, pieces[-1], block)
        ):
            made.append(_line(document, pieces, cells, mended))
            pieces = []
        pieces.append(block)
    return made + ([_line(document, pieces, cells, mended)] if pieces else [])


def _annexed(document: Document, blocks: list[Block]) -> list[Block]:
    """The blocks with the title below `附件2` alone in its line as a heading: no sentence that the next line goes on with."""
    made = list(blocks)
    for at in range(1, len(made) - 1):
        label, text, then = (document.text[b.start : b.end].strip() for b in made[at - 1 : at + 2])
        titled = len(text) <= MOST_CONTENTS and not _STOPS.search(text) and mark_at(text) is None
        if made[at].kind == "paragraph" and titled and _ANNEX_LABEL.fullmatch(label) and not _ANNEX_LABEL.match(then):
            made[at] = replace(made[at], kind="heading", depth=2)
    return made


def _underlined(document: Document, blocks: list[Block]) -> list[Block]:
    """The blocks without the lines that rule off a title; the title above one, or between two, is a heading, `===` over
    `---`."""
    made: list[Block] = []
    over = before = ""  # the rule above the last block, and the last rule while nothing stands below it
    for block in blocks:
        ruled = _RULE.fullmatch(document.text[block.start : block.end].strip()) if block.kind == "paragraph" else None
        if not ruled:
            made.append(block)
            over, before = before, ""
            continue
        title = made[-1] if made else None
        text = document.text[title.start : title.end].strip() if title else ""
        between = over == ruled[0] and len(text) <= len(over)
        fits = between or abs(len(text) - len(ruled[0])) < 4
        if title and title.kind == "paragraph" and english_title(text) and fits and not before:
            made[-1] = replace(title, kind="heading", depth=1 if ruled[0][0] == "=" else 2)
            over = before = ""
        else:
            before = ruled[0]
    return made


def _line(document: Document, pieces: list[Block], cells: list[tuple[int, int]], mended: bool) -> Line:
    first = pieces[0]
    row = first.kind == "row"
    parts = [part for block in pieces for part in _around(block, cells)]
    span = read(document.text, parts, cells=row, mended=mended and not row)
    if first.kind == "row":
        return Line(span, "row", table=first.table)
    return Line(span, depth=first.depth if first.kind == "heading" else 0, listed=first.kind == "item")


def _around(block: Block, cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a block around the cells that stand within it."""
    inside = [cell for cell in cells if block.start <= cell[0] < block.end]
    starts, ends = [block.start, *(end for _, end in inside)], [*(start for start, _ in inside), block.end]
    return list(zip(starts, ends, strict=True))


def _key(text: str) -> str:
    """A heading without blanks, dots and page number, as it is compared with its entry in the table of contents."""
    return re.sub(r"[\s.…·．]", "", _LEADER.sub("", text.strip()))


def _without_contents(document: Document, blocks: list[Block]) -> list[Block]:
    """The blocks without tables of contents: runs of short lines each of which comes again later."""
    texts = [document.text[b.start : b.end].strip() for b in blocks]
    keys = [_key(t) if len(t) <= MOST_CONTENTS and t[-1:] not in "。；;" else "" for t in texts]
    left = Counter(k for k in keys if k)
    drop: set[int] = set()
    run: list[int] = []
    at = 0
    while at < len(blocks):
        if _CONTENTS.fullmatch(texts[at]) and (end := _end_of_contents(texts, at)):
            drop.update(range(at, end))
            run, at = [], end
            continue
        left[keys[at]] -= 1
        listed = bool(keys[at]) and (left[keys[at]] > 0 or _leads(texts[at])) and blocks[at].kind != "row"
        if listed:
            run.append(at)
        if not listed or at + 1 == len(blocks):
            drop.update(run if _is_contents(run, texts) else ())
            run = []
        at += 1
    return [b for i, b in enumerate(blocks) if i not in drop]


def _leads(text: str) -> bool:
    """An entry with dots that lead to its page number."""
    return re.search(r"(\.{3,}|…+|·{3,})\s*\d{1,3}$", text) is not None


def _is_contents(run: list[int], texts: list[str]) -> bool:
    """At least six entries in a row, most of which are numbered or lead to a page."""
    numbered = sum(_leads(texts[i]) or bool(mark_at(texts[i]) or bare_at(texts[i])) for i in run)
    return len(run) >= 6 and numbered * 2 >= len(run)


def _end_of_contents(texts: list[str], at: int) -> int:
    """Where the text begins that a table of contents lists: at the line which its first entry names, in whatever
    letters (`Purpose and Scope 2`, `PURPOSE AND SCOPE`). 0: nowhere."""
    first = next((i for i in range(at + 1, min(at + 4, len(texts))) if texts[i]), 0)
    entry = re.sub(r"[\s.…·．]", "", texts[first]).lower() if first else ""
    for i in range(first + 1, min(len(texts), first + 400)) if entry else ():
        key = re.sub(r"[\s.…·．]", "", texts[i]).lower()
        if len(key) >= 2 and entry.startswith(key) and len(texts[i]) <= MOST_CONTENTS:
            return i
    return 0


def _broken(document: Document, column: Column, before: Block, block: Block, titles: Titles, *, unbroken: bool) -> bool:
    """Whether a block goes on with the sentence of the block before it; unbroken: English lines end where paragraphs do."""
    if before.kind != "paragraph" or block.kind != "paragraph":
        return False
    text, then = document.text[before.start : before.end].strip(), document.text[block.start : block.end].strip()
    if not text or not then or text[-1] in _ENDS:
        return False
    below = document.text[before.end : block.start].count("\n") == 1
    if text[-1] in "(（《“" or (below and named_below(text, then)):
        return True
    if _TITLE_LINE.fullmatch(then) and _FIELD.match(text):
        return False
    if (
        _ALONE.fullmatch(then)
        or _ENGLISH_LABEL.fullmatch(then)
        or (text[-1].isdigit() and len(then) <= MOST_LINE and titles.role(then))
    ):
        return False  # a title is none of the sentence that ends in a telephone's number
    if (_PEOPLE.match(text) and _NOT_PEOPLE.match(then)) or (_FIELD.match(text) and _FIELD.match(then)):
        return False
    if _LEVEL_LINE.fullmatch(then) or _PEOPLE.match(then) or (then[-1] in ":：" and MEASURES_LABEL.fullmatch(then)):
        return False
    if then[0] in _GOES_ON or (_LAST_WORD.match(then) and mark_at(then) is None and not then.startswith("职责")):
        return True
    if mark_at(Span(then, read(then, []).at).plain) or (
        bare_at(then) and len(then) <= MOST_LINE and then[-1] not in "。；" and not _COUNTS.match(then)
    ):
        return False
    if _counts_on(text, then) or text[-1] in "、，," or _UNCLOSED.search(text[-MOST_LINE:]):
        return True
    if text.isascii() or _LATIN.fullmatch(
        text
    ):  # an English paragraph ends at an empty line; a short line stands alone
        apart = (
            unbroken
            or document.media in ("docx", "html", "markdown")
            or "\n\n" in document.text[before.end : block.start].replace("\r", "").replace(" ", "")
        )
        if apart or len(text) < MOST_ENGLISH_LINE:
            return False
    if _labels(text, then):
        return False
    if _LABELLED.match(then) or spaced_at(" ".join(then.split())):
        return False
    if column.filled(document.text[before.start : before.end]):
        return True
    own = document.media not in ("docx", "html")
    if len("".join(text.split())) < (MOST_LINE if own else 2 * MOST_LINE) or _CONTENTS.fullmatch(then):
        return False
    return wide(text[-1]) or text[-1].isalnum() if _opens_sentence(text, titles) else False


def _wrapped(document: Document, wrapped: Wrapped, before: Block, block: Block) -> bool:
    """Whether a block goes on with the paragraph of the block before it, also where a sentence ended at the line's end."""
    then = document.text[block.start : block.end].strip()
    marked = mark_at(Span(then, read(then, []).at).plain) or lettered_at(then, [])
    ends = document.text[before.start : before.end].rstrip()[-1:]
    if _labels(document.text[before.start : before.end].strip(), then):
        return False
    return marked is None and ends != ":" and wrapped.goes_on(document, before, block)


def _labels(text: str, then: str) -> bool:
    """Whether two English lines begin with labels, as those of a form do: `Lead agency: Police` above `Duties:`."""
    return _FRONT_FIELD.match(text) is not None and (
        _FRONT_FIELD.match(then) is not None or _LABEL_ALONE.fullmatch(then) is not None
    )


def _counts_on(text: str, then: str) -> bool:
    """Whether the number behind the last one of a line stands within the next: `1．…救治` above `伤员。2．…`."""
    numbers = _RUN_IN.findall(text)
    return bool(numbers) and any(int(one) == int(numbers[-1]) + 1 for one in _RUN_IN.findall(then[1:]))


def _opens_sentence(text: str, titles: Titles) -> bool:
    """Whether a line without a stop at its end is a sentence that was cut, not a heading."""
    mark = mark_at(text)
    heading = mark is not None and mark.style in ("decimal", "chapter") and len(text) <= 2 * MOST_LINE
    graded = mark is not None and _GRADED.fullmatch(text) is not None
    return not heading and not graded and re.search(r"(的通知|预案|目录|[:：])$", text) is None
