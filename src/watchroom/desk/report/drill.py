"""The report of a drill: what was expected and how it came out, what was found, the timeline; as page, PDF and Word.

It stands at the desk and not with the plans because it is set on paper here, as every report is.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from docx import Document
from docx.document import Document as Paper
from docx.shared import Pt

from watchroom.desk import saying
from watchroom.desk.report.page import STYLE
from watchroom.desk.report.typeset import pdf
from watchroom.kernel.exercise import marked
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Lang, Words
from watchroom.people.queries import actor_words
from watchroom.plans.drills import showing
from watchroom.plans.drills.firing import post_words
from watchroom.plans.drills.models import Drill
from watchroom.plans.drills.rules import AIMS, FORMS, Totals
from watchroom.plans.drills.scoring import PHASES, names_of, score
from watchroom.plans.loading import load

TEMPLATE = "drill.typ"
_BANNER = Words(
    zh="【演练】本报告全部内容均为演练，不是真实事件。",
    en="EXERCISE: everything in this report is an exercise, not a real event.",
)


class DrillNotHeld(Fault):
    status = 409
    text = Words(
        zh="演练 {number} 还没有结束，没有报告。请先结束演练。",
        en="Drill {number} has not ended, so there is no report yet. End it first.",
    )


def told(row: Drill, lang: Lang) -> dict[str, Any]:
    """The report in one language as plain text: what page, paper and Word print. Raises DrillNotHeld."""
    if row.begun_at is None or row.ended_at is None:
        raise DrillNotHeld(number=row.number)
    zone = settings.SITE_ZONE
    sheet = showing.sheet_of(score(row), row.lessons.order_by("pk"))
    since = saying.when_text(row.begun_at, row.begun_at, zone, lang, "full")
    return {
        "lang": lang,
        "exercise": True,
        "banner": _BANNER.text(lang),
        "heading": Words(zh="应急演练报告", en="Report of an exercise").text(lang),
        "title": marked(row.words).text(lang),
        "number": row.number,
        "span": f"{since} – {_when(row.ended_at)}",
        "zone": Words(zh="时间均为{zone}", en="All times {zone}")
        .fill(zone=saying.zone_name(zone, row.begun_at, lang))
        .text(lang),
        "none": Words(zh="无", en="None").text(lang),
        "summary": _summary(sheet.score.whole, lang),
        "tables": [_about(row, lang), *_results(sheet, lang), _findings(sheet, lang), _timeline(sheet, lang)],
    }


def html(said: Mapping[str, Any]) -> str:
    """What `told` gave, as a page that stands alone."""
    return render_to_string("desk/report/drill.html", {"r": said, "lang": said["lang"], "style": STYLE.read_text()})


def paper(said: Mapping[str, Any]) -> bytes:
    """What `told` gave, on A4 pages. Raises NotTypeset."""
    return pdf(said, TEMPLATE)


def word(said: Mapping[str, Any]) -> bytes:
    """What `told` gave, as a Word document that can be written on in."""
    document = Document()
    document.styles["Normal"].font.size = Pt(10)
    document.sections[0].header.paragraphs[0].text = str(said["banner"]) if said["exercise"] else ""
    document.add_paragraph(f"{said['heading']}  {said['number']}")
    document.add_heading(str(said["title"]), 1)
    document.add_paragraph(f"{said['span']}  ·  {said['zone']}")
    document.add_paragraph("；".join(f"{label}：{figure}" for label, figure in said["summary"]))
    for table in said["tables"]:
        _add(document, table, str(said["none"]))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def build(row: Drill, lang: Lang, into: Path) -> list[Path]:
    """Writes the report as HTML, PDF and Word into a folder; gives their paths. Raises DrillNotHeld, NotTypeset."""
    said = told(row, lang)
    into.mkdir(parents=True, exist_ok=True)
    made = {"html": html(said).encode(), "pdf": paper(said), "docx": word(said)}
    paths = []
    for kind, content in made.items():
        paths.append(into / f"drill-{row.number}-{lang}.{kind}")
        paths[-1].write_bytes(content)
    return paths


def _add(document: Paper, table: Mapping[str, Any], none: str) -> None:
    document.add_heading(str(table["title"]), 2)
    if not table["rows"]:
        document.add_paragraph(none)
        return
    made = document.add_table(rows=1, cols=len(table["heads"]))
    made.style = "Table Grid"
    for cell, text in zip(made.rows[0].cells, table["heads"], strict=True):
        cell.text = str(text)
    for cells in table["rows"]:
        for cell, text in zip(made.add_row().cells, cells, strict=True):
            cell.text = str(text)


def _table(
    title: Words, heads: tuple[Words, ...], widths: list[int], rows: list[list[str]], lang: Lang
) -> dict[str, Any]:
    """`widths`: 1 for a column that takes the room that is left, 0 for one as wide as its text."""
    return {"title": title.text(lang), "heads": [one.text(lang) for one in heads], "widths": widths, "rows": rows}


def _summary(whole: Totals, lang: Lang) -> list[list[str]]:
    rows = (
        (Words(zh="按时率", en="On time"), "—" if whole.share is None else f"{whole.share}%"),
        (Words(zh="按时", en="On time"), str(whole.on_time)),
        (Words(zh="超时", en="Late"), str(whole.late)),
        (Words(zh="未做", en="Missed"), str(whole.missed)),
        (Words(zh="已做（无时限）", en="Done, no deadline"), str(whole.done)),
    )
    return [[label.text(lang), figure] for label, figure in rows]


def _about(row: Drill, lang: Lang) -> dict[str, Any]:
    plan = load(row.plan)
    levels = [one.name.words for number in row.levels if (one := plan.level(int(number)))]
    posts = [post_words(row, code) for code in row.participants]
    notice = Words(zh="事先通知", en="announced") if row.announced else Words(zh="不通知（双盲）", en="no notice")
    facts = [
        (Words(zh="预案", en="Plan"), Words(zh="{plan} 第 {n} 版", en="{plan}, v{n}").fill(plan=plan.title.words, n=row.plan.version)),
        (Words(zh="级别", en="Levels"), _all(levels)),
        (Words(zh="形式和目的", en="Form and aim"), Words(zh="{a}，{b}，{c}", en="{a}, {b}, {c}").fill(a=FORMS[row.form], b=AIMS[row.aim], c=notice)),
        (Words(zh="导调", en="Director"), row.director.words),
        (Words(zh="评估", en="Evaluators"), _all(names_of(row.evaluators))),
        (Words(zh="参演岗位", en="Participants"), _all(posts)),
        (Words(zh="结果", en="Outcome"), showing.state_words(row)),
    ]  # fmt: skip
    rows = [[label.text(lang), words.text(lang)] for label, words in facts]
    if row.reason:
        rows.append([Words(zh="理由", en="Reason").text(lang), row.reason])
    return _table(
        Words(zh="演练概况", en="The exercise"),
        (Words(zh="项目", en="Item"), Words(zh="内容", en="Content")),
        [0, 1],
        rows,
        lang,
    )


def _results(sheet: showing.Sheet, lang: Lang) -> list[dict[str, Any]]:
    acts = [
        [
            one.item.wanted.what.text(lang), one.item.wanted.post.text(lang),
            PHASES.get(one.item.wanted.phase, _same(one.item.wanted.phase)).text(lang), one.within.text(lang), one.took, one.met.text(lang),
            "; ".join(f"{who.text(lang)} {verdict.text(lang) if verdict else ''} {note}".strip() for who, verdict, note in one.marks),
        ]
        for one in sheet.lines
    ]  # fmt: skip
    heads = (
        Words(zh="期望行动", en="Expected act"), Words(zh="岗位", en="Post"), Words(zh="阶段", en="Phase"), Words(zh="时限", en="Allowed"),
        Words(zh="用时", en="Took"), Words(zh="结果", en="Outcome"), Words(zh="评定", en="Marks"),
    )  # fmt: skip
    found = [_table(Words(zh="逐项结果", en="Act by act"), heads, [1, 0, 0, 0, 0, 0, 0], acts, lang)]
    for title, groups in (
        (Words(zh="按岗位", en="By post"), sheet.by_post),
        (Words(zh="按阶段", en="By phase"), sheet.by_phase),
    ):
        rows = [
            [
                name.text(lang),
                str(t.on_time),
                str(t.late),
                str(t.missed),
                str(t.done),
                "—" if t.share is None else f"{t.share}%",
            ]
            for name, t in groups
        ]
        names = (title, Words(zh="按时", en="On time"), Words(zh="超时", en="Late"), Words(zh="未做", en="Missed"), Words(zh="已做", en="Done"), Words(zh="按时率", en="Share"))  # fmt: skip
        found.append(_table(title, names, [1, 0, 0, 0, 0, 0], rows, lang))
    return found


def _findings(sheet: showing.Sheet, lang: Lang) -> dict[str, Any]:
    yes = Words(zh="应修订预案", en="revise the plan").text(lang)
    rows = [[one.finding, one.advice or "—", yes if one.revises else "—"] for one in sheet.lessons]
    heads = (Words(zh="问题", en="Finding"), Words(zh="改进", en="To do"), Words(zh="修订", en="Revision"))
    return _table(Words(zh="发现的问题和改进", en="Findings and lessons"), heads, [1, 1, 0], rows, lang)


def _timeline(sheet: showing.Sheet, lang: Lang) -> dict[str, Any]:
    rows = [
        [_when(one.at), one.say().text(lang), actor_words(one.actor).text(lang), f"#{one.id}"]
        for one in sheet.score.entries
    ]
    heads = (
        Words(zh="时间", en="Time"),
        Words(zh="事项", en="What"),
        Words(zh="由谁", en="By"),
        Words(zh="记事号", en="Entry"),
    )
    return _table(Words(zh="时间线", en="Timeline"), heads, [0, 1, 0, 0], rows, lang)


def _when(at: datetime) -> str:
    return saying.time_text(at, settings.SITE_ZONE, seconds=True)


def _all(words: list[Words]) -> Words:
    if not words:
        return Words(zh="—", en="—")
    return Words(zh="、".join(one.zh for one in words), en=", ".join(one.en for one in words))


def _same(text: str) -> Words:
    return Words(zh=text, en=text)
