"""What the report says, as HTML (with a print style) and for paper: the same rows, one language at a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from watchroom.desk import saying
from watchroom.desk.report.gather import OrderRow, Report, gather
from watchroom.desk.report.plot import milestones_svg
from watchroom.desk.report.typeset import pdf
from watchroom.journal.models import Entry
from watchroom.kernel.words import Lang, Words
from watchroom.people.queries import actor_words

HEADS = {
    "milestones": ("what", "when", "since", "entry"),
    "orders": ("task", "post", "sent", "received", "due", "done", "late"),
    "alarms": ("kind", "count"),
    "units": ("when", "what", "entry"),
    "lines": ("when", "what", "who", "entry"),
}
STYLE = Path(__file__).parent.parent / "static" / "report" / "report.css"


def say_map(report: Report, lang: Lang) -> str:
    """The map of the incident as SVG, drawn on the server from the layers of that moment."""
    from watchroom.onemap.svg import incident_map

    return incident_map(report.incident, report.until, lang)


def build(incident: int, lang: Lang, into: Path) -> list[Path]:
    """Writes the report's HTML and PDF into a folder; gives their paths. Raises NothingToReport."""
    report = gather(incident)
    name = f"report-{report.opened.get('number') or incident}-{lang}"
    page, paper = into / f"{name}.html", into / f"{name}.pdf"
    into.mkdir(parents=True, exist_ok=True)
    said = told(report, lang)
    page.write_text(html(said))
    paper.write_bytes(pdf(said))
    return [page, paper]


def html(said: Mapping[str, Any]) -> str:
    """What `told` gave, as a page that stands alone: its style and its pictures are inside it."""
    return render_to_string("desk/report/report.html", {"r": said, "lang": said["lang"], "style": STYLE.read_text()})


def told(report: Report, lang: Lang) -> dict[str, Any]:
    """The report in one language as plain text: what both templates print."""
    zone = settings.SITE_ZONE

    def w(zh: str, en: str) -> str:
        return Words(zh=zh, en=en).text(lang)

    def when(at: datetime | None) -> str:
        return saying.time_text(at, zone, seconds=True) if at else "—"

    return {
        "lang": lang,
        "exercise": report.exercise,
        "banner": w(
            "【演练】本报告全部内容均为演练，不是真实事件。",
            "EXERCISE: everything in this report is an exercise, not a real event.",
        ),
        "heading": w("事后评估报告", "After-action report"),
        "title": report.title.text(lang),
        "number": report.opened.get("number", ""),
        "span": f"{saying.when_text(report.since, report.since, zone, lang, 'full')} – {when(report.until)}",
        "zone": w(
            f"时间均为{saying.zone_name(zone, report.since, lang)}",
            f"All times {saying.zone_name(zone, report.since, lang)}",
        ),
        "made_from": w(
            f"由记事簿第 {report.timeline[0].id} 至 {report.timeline[-1].id} 条自动生成，共 {len(report.timeline)} 条。",
            f"Written from {len(report.timeline)} entries of the journal, numbers {report.timeline[0].id} to {report.timeline[-1].id}.",
        ),
        "summary": _summary(report, lang),
        "sections": (said := _sections(lang)),
        "heads": {name: [said[head] for head in heads] for name, heads in HEADS.items()},
        "map": say_map(report, lang),
        "plot": milestones_svg([(m.words.text(lang), m.since_start.total_seconds()) for m in report.milestones], lang),
        "milestones": [
            [m.words.text(lang), when(m.at), _span(m.since_start, lang), f"#{m.entry}"] for m in report.milestones
        ],
        "orders": [_order_cells(order, lang, when) for order in report.orders],
        "alarms": [[words.text(lang), str(count)] for words, count in report.alarms],
        "units": [[when(e.at), e.say().text(lang), f"#{e.id}"] for e in report.units],
        "warnings": [_line(e, lang, when) for e in report.warnings],
        "advice": [_line(e, lang, when) for e in report.advice],
        "chain": [_line(e, lang, when) for e in report.chain],
        "timeline": [_line(e, lang, when) for e in report.timeline],
    }


def _line(entry: Entry, lang: Lang, when: Any) -> list[str]:
    return [when(entry.at), entry.say().text(lang), actor_words(entry.actor).text(lang), f"#{entry.id}"]


def _order_cells(order: OrderRow, lang: Lang, when: Any) -> list[str]:
    late = _span(order.late_by, lang) if order.late_by else ""
    return [
        order.title.text(lang),
        order.post.text(lang),
        when(order.sent),
        when(order.received),
        when(order.due),
        when(order.done),
        late,
    ]


def _span(span: timedelta | None, lang: Lang) -> str:
    return saying.age_text(span.total_seconds(), lang) if span is not None else "—"


def _summary(report: Report, lang: Lang) -> list[list[str]]:
    """Label and figure: what a chief reads first."""
    done = [order for order in report.orders if order.done]
    receipts = sorted(order.to_receipt for order in report.orders if order.to_receipt is not None)
    middle = receipts[len(receipts) // 2] if receipts else None
    rows = (
        (Words(zh="历时", en="Duration"), _span(report.until - report.since, lang)),
        (Words(zh="告警", en="Alarms"), str(sum(count for _, count in report.alarms))),
        (Words(zh="指令（完成 / 全部）", en="Orders (done / all)"), f"{len(done)} / {len(report.orders)}"),
        (Words(zh="超时指令", en="Orders late"), str(len(report.late))),
        (Words(zh="签收用时（中位数）", en="Time to receipt (median)"), _span(middle, lang)),
        (
            Words(zh="力量派遣", en="Units dispatched"),
            str(sum(e.kind == "dispatch.unit_dispatched" for e in report.units)),
        ),
        (
            Words(zh="发布预警", en="Warnings released"),
            str(sum(e.kind == "warnings.released" for e in report.warnings)),
        ),
    )
    return [[words.text(lang), figure] for words, figure in rows]


def _sections(lang: Lang) -> dict[str, str]:
    words = {
        "summary": Words(zh="概要", en="Summary"),
        "milestones": Words(zh="响应用时", en="Response times"),
        "map": Words(zh="事发位置图（示意）", en="Map (schematic)"),
        "orders": Words(zh="指令执行", en="Orders"),
        "alarms": Words(zh="告警分类", en="Alarms by kind"),
        "units": Words(zh="力量调度", en="Units"),
        "warnings": Words(zh="预警发布", en="Warnings"),
        "advice": Words(zh="辅助决策", en="Advice"),
        "chain": Words(zh="从预警追溯到读数", en="From the warning back to the reading"),
        "timeline": Words(zh="时间线", en="Timeline"),
        "what": Words(zh="事项", en="What"),
        "when": Words(zh="时间", en="Time"),
        "since": Words(zh="距首条记事", en="Since the first entry"),
        "entry": Words(zh="记事号", en="Entry"),
        "who": Words(zh="由谁", en="By"),
        "task": Words(zh="任务", en="Task"),
        "post": Words(zh="岗位", en="Post"),
        "sent": Words(zh="下达", en="Sent"),
        "received": Words(zh="签收", en="Received"),
        "due": Words(zh="时限", en="Due"),
        "done": Words(zh="完成", en="Done"),
        "late": Words(zh="超时", en="Late by"),
        "kind": Words(zh="告警", en="Alarm"),
        "count": Words(zh="次数", en="Count"),
        "none": Words(zh="无", en="None"),
    }
    return {name: said.text(lang) for name, said in words.items()}
