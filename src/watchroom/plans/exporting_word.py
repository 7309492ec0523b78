"""A written plan as a Word document. Everything goes in as text; headings carry Word's own styles, so that readers find them."""

import io
import re
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from watchroom.plans.exporting import Chapter, Written

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FONT = {"zh": "宋体", "en": "Times New Roman"}


def word(written: Written) -> bytes:
    """The document as a .docx file."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT["zh"])
    document.core_properties.title = _fit(written.title)[:255]
    document.core_properties.author = ""
    _cover(document, written)
    for chapter in written.chapters:
        _chapter(document, chapter)
    made, write = io.BytesIO(), document.save
    write(made)
    return made.getvalue()


def _cover(document: Any, written: Written) -> None:
    title = document.add_heading(_fit(written.title), level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, value in written.cover:
        document.add_paragraph(f"{name}: {_fit(value)}")
    document.add_paragraph(_fit(written.notice))
    document.add_page_break()


def _chapter(document: Any, chapter: Chapter) -> None:
    document.add_heading(_fit(chapter.title), level=chapter.depth)
    for paragraph in chapter.paragraphs:
        document.add_paragraph(_fit(paragraph))
    if not chapter.rows:
        return
    table = document.add_table(rows=len(chapter.rows) + 1, cols=len(chapter.heads))
    table.style = "Table Grid"
    for cells, row in zip(table.rows, (chapter.heads, *chapter.rows), strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = _fit(text)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _fit(text: str) -> str:
    """Without what XML cannot hold."""
    return _UNFIT.sub("", text)
