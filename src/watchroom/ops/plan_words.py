"""`watchroom plan import`: reads a plan document and says what was found, what is unsure and why, what contradicts itself."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.terminal import OK, complain, say
from watchroom.plans.documents.text import Document
from watchroom.plans.extraction.found import Element, Found

MOST_TOLD = 40

READ = Words(
    zh="{name}：{characters} 字，{blocks} 段{pages}。{title}", en="{name}: {characters} characters, {blocks} blocks{pages}. {title}"
)  # fmt: skip
PAGES = Words(zh="，{n} 页", en=", {n} pages")
FOUND = Words(
    zh="找到：章节 {chapters}，级别 {levels}，启动条件 {conditions}（可比较 {compared}），机构 {units}，措施 {actions}（有时限 {limited}），信息报送 {reports}，其他 {notes}",
    en="Found: {chapters} chapters, {levels} levels, {conditions} conditions ({compared} that can be compared), {units} bodies, {actions} actions ({limited} with a time limit), {reports} reports, {notes} others",
)
LEVEL = Words(zh="  {name}：条件 {n} 条，措施 {actions} 项", en="  {name}: {n} conditions, {actions} actions")
UNSURE = Words(zh="存疑 {n} 处：", en="{n} unsure:")
DOUBT = Words(zh="  第 {line} 行 {what}：{why}", en="  line {line}, {what}: {why}")
CONFLICTS = Words(zh="自相矛盾 {n} 处：", en="{n} contradictions:")
CONFLICT = Words(zh="  第 {lines} 行：{what}", en="  lines {lines}: {what}")
MORE = Words(zh="  ……还有 {n} 处", en="  … and {n} more")
PICTURES = Words(
    zh="第 {pages} 页是图片，没有读到文字。请装文字识别程序 tesseract 及 chi_sim 数据，或导入原 Word 文件。",
    en="Pages {pages} are pictures and were not read. Install tesseract with its data chi_sim, or bring the Word file.",
)
RECOGNISED = Words(
    zh="第 {pages} 页由图片识别，请逐字核对。", en="Pages {pages} were recognised from pictures; compare them word by word."
)  # fmt: skip
NEXT = Words(
    zh="写成结构化预案草稿：watchroom plan import {file} --format yaml -o plan.yaml",
    en="To write a draft of the structured plan: watchroom plan import {file} --format yaml -o plan.yaml",
)
WRITTEN = Words(zh="已写入 {file}", en="Written to {file}")


class NoDocument(Fault):
    status = 404
    text = Words(zh="打不开文件 {file}（{why}）。", en="The file {file} cannot be opened ({why}).")


def brought(file: Path, form: str, out: Path | None, *, as_the_site: bool = False) -> int:
    """`as_the_site`: read with the words that were accepted there. Raises NoDocument and the faults of `documents`."""
    from watchroom.plans.documents import read
    from watchroom.plans.extraction.bounded import found_in

    document = read(_content(file), file.name)
    found = found_in(document, _site_words() if as_the_site else None)
    if not form:
        for words, facts in summary(document, found):
            say(words, **facts)
        say(NEXT, file=file)
        return OK
    text = _text(form, found, document)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
        complain(WRITTEN, file=out)
    return OK


def _site_words() -> Mapping[tuple[str, str], str]:
    import django

    django.setup()
    from watchroom.plans.drafts import queries

    return queries.site_words()


def _content(file: Path) -> bytes:
    from watchroom.plans.documents.reading import MOST_FILE

    try:
        with file.open("rb") as opened:
            return opened.read(MOST_FILE + 1)
    except OSError as error:
        raise NoDocument(file=file, why=error.strerror) from error


def _text(form: str, found: Found, document: Document) -> str:
    from watchroom.plans.extraction.score import scored
    from watchroom.plans.extraction.to_plan import drafted
    from watchroom.plans.writing import written

    if form == "yaml":
        return written(drafted(found, document))
    data = scored(found, document) if form == "score" else found.model_dump(mode="json", exclude_none=True)
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def summary(document: Document, found: Found) -> Iterator[tuple[Words, dict[str, Any]]]:
    """Line by line: what was read, what was found, what is unsure and why, and what contradicts itself."""
    pages = PAGES.fill(n=document.pages) if document.pages else ""
    yield READ, {
        "name": document.name, "characters": len(document.text), "blocks": len(document.blocks), "pages": pages,
        "title": found.metadata.title or "",
    }  # fmt: skip
    conditions = [one for level in found.levels for one in level.conditions]
    yield FOUND, {
        "chapters": len(found.chapters), "levels": len(found.levels), "conditions": len(conditions),
        "compared": sum(one.expr is not None for one in conditions), "units": len(found.units),
        "actions": len(found.actions), "limited": sum(one.deadline is not None for one in found.actions),
        "reports": len(found.reports), "notes": len(found.notes),
    }  # fmt: skip
    for level in found.levels:
        own = sum(level.code in (*one.levels, *one.inherited) or "*" in one.levels for one in found.actions)
        yield LEVEL, {"name": level.name or level.code, "n": len(level.conditions), "actions": own}
    for words, numbers in ((PICTURES, document.pictures), (RECOGNISED, document.recognised)):
        if numbers:
            yield words, {"pages": ", ".join(map(str, numbers))}
    yield from _unsure(document, found)
    yield from _conflicts(document, found)


def elements(found: Found) -> list[Element]:
    """Every element, a level before its conditions, in the order of the document."""
    conditions = [one for level in found.levels for one in level.conditions]
    return [found.metadata, *found.levels, *conditions, *found.units, *found.actions, *found.reports, *found.notes]


def _unsure(document: Document, found: Found) -> Iterator[tuple[Words, dict[str, Any]]]:
    unsure = [(one, doubt) for one in elements(found) for doubt in one.doubts]
    if unsure:
        yield UNSURE, {"n": len(unsure)}
    for one, doubt in unsure[:MOST_TOLD]:
        place = one.places[0]
        what = " ".join(document.quote(place.start, min(place.end, place.start + 40)).split())
        yield DOUBT, {"line": document.line(place.start), "what": what, "why": Words(zh=doubt.zh, en=doubt.en)}
    if len(unsure) > MOST_TOLD:
        yield MORE, {"n": len(unsure) - MOST_TOLD}


def _conflicts(document: Document, found: Found) -> Iterator[tuple[Words, dict[str, Any]]]:
    conflicts = [note for note in found.notes if note.kind == "conflict"]
    if conflicts:
        yield CONFLICTS, {"n": len(conflicts)}
    for note in conflicts[:MOST_TOLD]:
        lines = ", ".join(str(document.line(place.start)) for place in note.places)
        yield CONFLICT, {"lines": lines, "what": note.text}
