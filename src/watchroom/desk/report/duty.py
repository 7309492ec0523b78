"""The duty report of a day (值班日报): what every room tells of it, as page, PDF and Word.

It is set as the report of a drill is: one shape of tables, one paper, one Word document.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from watchroom.desk import saying
from watchroom.desk.report import drill
from watchroom.journal.clock import now_and_exercise
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Lang, Words
from watchroom.people.daily import BEGINS, Cell, Span, Table, day_of, parts
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

html, paper, word = drill.html, drill.paper, drill.word
_BANNER = Words(zh="【演练】本日报全部内容均为演练。", en="EXERCISE: everything in this report is an exercise.")
_TITLE = Words(zh="值班日报 {day}", en="Duty report, {day}")
_SO_FAR = Words(zh="截至 {at}，当日未完", en="as of {at}; the day is not over")


class NoSuchDay(Fault):
    status = 422
    text = Words(
        zh="没有 {day} 的值班日报：日期写作 2026-02-04，不晚于今天；起始时间写作 08:00。",
        en="There is no duty report of {day}: write the day like 2026-02-04, not later than today, and its beginning like 08:00.",
    )


def of_day(viewer: Viewer, day: str, lang: Lang, begins: str = "") -> dict[str, Any]:
    """The report of a day of the site, from `begins` (08:00) to the same on the next. Raises NotAllowed, NoSuchDay."""
    viewer.must(Act.READ_REPORT)
    now, exercise = now_and_exercise()
    try:
        if len(day) != 10:
            raise ValueError(day)
        since, until = day_of(
            date.fromisoformat(day), settings.SITE_ZONE, time.fromisoformat(begins) if begins else BEGINS
        )
        if since > now or since.year < 2000:
            raise ValueError(day)
    except (ValueError, OverflowError):
        raise NoSuchDay(day=f"{day} {begins}".strip()[:40]) from None
    return told(viewer, Span(since, until, now, exercise), day, lang)


def told(viewer: Viewer, span: Span, day: str, lang: Lang) -> dict[str, Any]:
    """The report in one language as plain text: what page, paper and Word print."""
    found = parts(viewer, span)
    whole = span.until <= span.now
    said = f"{_when(span.since, lang)} – {_when(span.until, lang)}"
    so_far = "" if whole else "  ·  " + _SO_FAR.fill(at=_when(span.now, lang)).text(lang)
    return {
        "lang": lang,
        "exercise": span.exercise,
        "banner": _BANNER.text(lang) if span.exercise else "",
        "heading": Words(zh="应急值守", en="Emergency duty").text(lang),
        "title": _TITLE.fill(day=day).text(lang),
        "number": day,
        "span": said + so_far,
        "zone": Words(zh="时间均为{zone}", en="All times {zone}").fill(zone=saying.zone_name(settings.SITE_ZONE, span.since, lang)).text(lang),
        "none": Words(zh="无", en="None").text(lang),
        "summary": [[words.text(lang), str(count)] for one in found for words, count in one.figures],
        "tables": [_table(table, lang) for one in found for table in one.tables],
    }  # fmt: skip


def build(viewer: Viewer, day: str, lang: Lang, into: Path, begins: str = "") -> list[Path]:
    """Writes the report as HTML, PDF and Word into a folder; gives their paths. Raises NoSuchDay, NotTypeset."""
    said = of_day(viewer, day, lang, begins)
    into.mkdir(parents=True, exist_ok=True)
    made: Mapping[str, bytes] = {"html": html(said).encode(), "pdf": paper(said), "docx": word(said)}
    paths = []
    for kind, content in made.items():
        paths.append(into / f"duty-{day}-{lang}.{kind}")
        paths[-1].write_bytes(content)
    return paths


def _table(table: Table, lang: Lang) -> dict[str, Any]:
    return {
        "title": table.title.text(lang),
        "heads": [one.text(lang) for one in table.heads],
        "widths": list(table.widths),
        "rows": [[_cell(cell, lang) for cell in row] for row in table.rows],
    }


def _cell(cell: Cell, lang: Lang) -> str:
    if isinstance(cell, datetime):
        return _when(cell, lang)
    said = cell.text(lang) if isinstance(cell, Words) else "" if cell is None else str(cell)
    return "".join(char for char in said if not unfit(char)) or "—"


def _when(at: datetime, lang: Lang) -> str:
    return saying.when_text(at, at - timedelta(days=400), settings.SITE_ZONE, lang)
