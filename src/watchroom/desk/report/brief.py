"""A report upward on paper (信息快报): under a red head, as a Word document or as PDF. It says what was sent, nothing else.

A correction stands beside the figure that it corrects, and the paper bears its edition, so that two papers of one report
are told apart.
"""

import io
import re
from typing import Any

from django.conf import settings
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from watchroom.desk import saying
from watchroom.incidents import briefs, queries
from watchroom.incidents.correcting import changes, edition_of, standing
from watchroom.incidents.faults import NoSuchReport
from watchroom.incidents.figures import words as figure_words
from watchroom.incidents.models import Report
from watchroom.incidents.rules import REPORTED_FACTS, report_words
from watchroom.journal.exercises import in_exercise
from watchroom.kernel.exercise import EXERCISE_MARK
from watchroom.kernel.words import Lang, Words
from watchroom.people.viewer import Viewer

_RED = RGBColor(0xC0, 0x00, 0x00)
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD = Words(zh="信息快报", en="Situation brief")
_UNSTATED = Words(zh="未报", en="not stated")
_HEADS = (Words(zh="人数", en="Figures"), Words(zh="本次", en="This report"), Words(zh="累计", en="In all"))


def told(viewer: Viewer, incident: int, report: int, lang: Lang) -> dict[str, Any]:
    """A report in one language as plain text: what the paper prints. Raises NoSuchIncident, NoSuchReport."""
    row = queries.incident(viewer, incident)
    made = next((one for one in queries.reports(viewer, incident) if one.pk == report), None)
    if made is None:
        raise NoSuchReport(number=row.number, report=report)
    mark = EXERCISE_MARK.text(lang) if in_exercise({row.subject}) else ""
    what = report_words(made.kind, made.count)
    sent = [
        f"{one.to}  {_when(one.at, lang)}" for one in queries.sendings(viewer, incident) if one.report_id == made.pk
    ]
    number = Words(zh="{number} {what} 第 {n} 稿", en="{number} {what}, edition {n}")
    return {
        "lang": lang,
        "mark": mark,
        "head": mark + _HEAD.text(lang),
        "kind": what.text(lang),
        "number": number.fill(number=row.number, what=what, n=edition_of(made)).text(lang),
        "date": _when(made.at, lang),
        "title": row.words.text(lang),
        "where": row.where_words.text(lang),
        "to": Words(zh="报：{to}", en="To: {to}").fill(to=made.to).text(lang),
        "text": [line for line in made.text.splitlines() if line.strip()],
        "heads": [one.text(lang) for one in _HEADS],
        "figures": _figures(made, lang),
        "corrections": _corrections(made, lang),
        "sent": sent,
        "zone": Words(zh="时间均为{zone}", en="All times {zone}").fill(zone=saying.zone_name(settings.SITE_ZONE, made.at, lang)).text(lang),
    }  # fmt: skip


def word(said: dict[str, Any]) -> bytes:
    """The brief as a .docx file: out of the site's own template, else in our form. Raises TemplateNotFilled."""
    template = briefs.in_service()
    return briefs.written(template, values(said)) if template else _our_form(said)


def values(said: dict[str, Any]) -> dict[str, str | list[str]]:
    """What is put into the places of a template (`incidents.brief_places`)."""
    line = Words(zh="{what}：本次 {now}，累计 {all}", en="{what}: this report {now}, in all {all}")
    figures = [line.fill(what=what, now=now, all=whole).text(said["lang"]) for what, now, whole in said["figures"]]
    one_to_one = ("head", "number", "date", "to", "where", "kind", "text", "corrections", "sent", "zone")
    return {name: said[name] for name in one_to_one} | {"title": said["mark"] + said["title"], "figures": figures}


def _our_form(said: dict[str, Any]) -> bytes:
    """Everything goes in as text."""
    paper = Document()
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    paper.core_properties.title, paper.core_properties.author = _fit(said["title"])[:255], ""
    head = paper.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    letters = head.add_run(_fit(said["head"]))
    letters.font.size, letters.font.color.rgb, letters.bold = Pt(32), _RED, True
    line = paper.add_paragraph(f"{_fit(said['number'])}    {said['date']}")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _ruled(line)
    title = paper.add_heading(_fit(said["title"]), level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in (said["where"], said["to"], *said["text"]):
        paper.add_paragraph(_fit(text))
    if said["figures"]:
        table = paper.add_table(rows=0, cols=3)
        table.style = "Table Grid"
        for cells in (said["heads"], *said["figures"]):
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = _fit(text)
    for text in (*said["corrections"], *said["sent"], said["zone"]):
        paper.add_paragraph(_fit(text))
    made, write = io.BytesIO(), paper.save
    write(made)
    return made.getvalue()


def _ruled(line: Any) -> None:
    """The red rule under the head."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().append(borders)


def _figures(made: Report, lang: Lang) -> list[tuple[str, str, str]]:
    held = standing(made)

    def said(name: str, which: str) -> str:
        value = held.get(name, {}).get(which)
        return _UNSTATED.text(lang) if value is None else str(value)

    return [
        (words.text(lang), said(name, "running"), said(name, "cumulative")) for name, words in REPORTED_FACTS.items() if name in held
    ]  # fmt: skip


def _corrections(made: Report, lang: Lang) -> list[str]:
    said = Words(
        zh="更正（第 {n} 稿，{at}）：{what} {before} → {after}，原因：{why}",
        en="Corrected (edition {n}, {at}): {what} {before} → {after}, because: {why}",
    )
    return [
        said.fill(
            n=one.edition, at=_when(one.at, lang), what=figure_words(one.name, one.which), why=one.why,
            before=_UNSTATED if one.before is None else one.before, after=_UNSTATED if one.after is None else one.after,
        ).text(lang)
        for one in changes(made)
    ]  # fmt: skip


def _when(at: Any, lang: Lang) -> str:
    return saying.when_text(at, at, settings.SITE_ZONE, lang, "full")


def _fit(text: str) -> str:
    """Without what XML cannot hold."""
    return _UNFIT.sub("", text)
