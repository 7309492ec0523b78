"""What a plan mentions beside its rules: other plans, telephone numbers, supplies, forms, drills. Kept as found."""

import re
from collections.abc import Iterator

from watchroom.plans.extraction.found import Note, Place
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading

MOST = 400  # notes of one kind
_PLAN = re.compile(r"《([^《》]{3,60}?(?:预案|处置方案|应急计划))(?:\([^()《》]*\))?》")
_PHONE = re.compile(
    r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|[2-9]\d{6,7})(?!\d)|【电话】|(?<!\d)1(?:10|19|20|22)(?!\d)"
)
_CONTACTS = re.compile("联系(?:方式|电话|表)|通讯录|通讯(?:方式|表)|电话(?:表|一览)|contacts", re.IGNORECASE)
_SUPPLIES = re.compile("物资|装备|器材|equipment|supplies", re.IGNORECASE)
_FORM = re.compile("表$|表[\\(:]|报告单|记录|登记|格式|样式|令$|form$", re.IGNORECASE)
_DRILL = re.compile(r"[^,;。]{0,40}每[^,;。]{0,6}(?:年|月|季度)[^,;。]{0,20}(?:演练|演习)[^,;。]{0,30}")


def mentions(reading: Reading, own_title: str | None) -> list[Note]:
    """The notes, in the order of the document within each kind."""
    found: list[Note] = []
    for kind, finder in (
        ("link", _links(reading, own_title)),
        ("contact", _rows(reading, _CONTACTS, _PHONE)),
        ("resource", _rows(reading, _SUPPLIES, re.compile(r"\d"))),
        ("form", _forms(reading)),
        ("drill", _drills(reading)),
    ):
        for n, (text, place) in enumerate(finder, 1):
            if n > MOST:
                break
            found.append(
                Note.model_validate({"id": f"{kind}-{n}", "places": [place], "rule": kind, "kind": kind, "text": text})
            )
    return found


def _links(reading: Reading, own: str | None) -> Iterator[tuple[str, Place]]:
    seen = {own}
    for part in reading.outline.parts:
        for match in _PLAN.finditer(part.span.plain):
            if match[1] not in seen:
                seen.add(match[1])
                yield part.span.text[match.start(1) : match.end(1)], part.span.place(match.start(1), match.end(1))


def _rows(reading: Reading, chapter: re.Pattern[str], content: re.Pattern[str]) -> Iterator[tuple[str, Place]]:
    """Rows and lines below a chapter of that title, or in a table whose first row says so."""
    tables: set[int] = set()
    for part in reading.outline.parts:
        if (
            part.kind == "row"
            and part.table is not None
            and chapter.search(part.span.plain)
            and "电话" in part.span.plain
        ):
            tables.add(part.table)
        listed = part.kind == "row" and part.table in tables
        if (listed or _below(reading, part, chapter)) and content.search(part.span.plain):
            place = part.span.place()
            yield " ".join(reading.document.quote(place.start, place.end).split()), place


def _below(reading: Reading, part: Part, chapter: re.Pattern[str]) -> bool:
    if part.kind == "chapter" or (part.kind != "row" and part.region != "annex"):
        return False
    return any(p.kind == "chapter" and chapter.search(p.title) for p in reading.outline.above(part))


def _forms(reading: Reading) -> Iterator[tuple[str, Place]]:
    for part in reading.outline.parts:
        if part.region == "annex" and part.kind == "chapter" and _FORM.search(part.title):
            yield part.title, part.span.place()


def _drills(reading: Reading) -> Iterator[tuple[str, Place]]:
    for part in reading.outline.parts:
        if "演" not in part.span.plain:
            continue
        for match in _DRILL.finditer(part.span.plain):
            yield part.span.text[match.start() : match.end()], part.span.place(match.start(), match.end())
