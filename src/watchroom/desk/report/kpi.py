"""The month's alarm KPIs as a report: the page's figures as plain text in one language, for HTML and for paper."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from watchroom.alarms import kpi
from watchroom.alarms.kpi_pages import showing
from watchroom.alarms.kpi_rules import Kpis
from watchroom.desk import saying
from watchroom.desk.report.page import STYLE
from watchroom.desk.report.typeset import pdf
from watchroom.kernel.words import Lang, Words

TEMPLATE = "kpi.typ"
SECTIONS = {
    "load": Words(zh="告警负荷", en="Alarm load"),
    "figures": Words(zh="指标与目标", en="Figures and targets"),
    "mix": Words(zh="优先级构成", en="Mix of priorities"),
    "acknowledging": Words(zh="确认用时", en="Time to acknowledge"),
    "floods": Words(zh="洪泛", en="Floods"),
    "frequent": Words(zh="最频繁的 10 条规则", en="The 10 most frequent"),
    "chattering": Words(zh="抖动和一闪而过", en="Chattering and fleeting"),
    "stale": Words(zh="长期不消", en="Stale"),
    "none": Words(zh="无", en="None"),
}
HEADS = {
    "figures": (
        Words(zh="指标", en="KPI"), Words(zh="本月", en="This month"), Words(zh="目标", en="Target"),
        Words(zh="是否达标", en="Met"), Words(zh="含义", en="What it means"),
    ),
    "shares": (
        Words(zh="优先级", en="Priority"), Words(zh="条数", en="Count"), Words(zh="占比", en="Share"),
        Words(zh="目标", en="Target"),
    ),
    "acknowledging": (
        Words(zh="优先级", en="Priority"), Words(zh="已确认", en="Acknowledged"), Words(zh="中位数", en="Median"),
        Words(zh="P95", en="P95"),
    ),
    "floods": (
        Words(zh="开始", en="Began"), Words(zh="结束", en="Ended"), Words(zh="历时", en="Lasted"),
        Words(zh="条数", en="Alarms"), Words(zh="最密的一分钟", en="Worst minute"),
    ),
    "frequent": (
        Words(zh="告警", en="Alarm"), Words(zh="规则", en="Rule"), Words(zh="条数", en="Count"), Words(zh="占比", en="Share"),
    ),
    "chattering": (
        Words(zh="告警", en="Alarm"), Words(zh="规则", en="Rule"), Words(zh="情形", en="How"), Words(zh="次数", en="Count"),
    ),
    "stale": (Words(zh="告警", en="Alarm"), Words(zh="自", en="Since")),
}  # fmt: skip
_MET = {None: Words(zh="—", en="—"), True: Words(zh="达标", en="met"), False: Words(zh="未达标", en="not met")}
_CHATTERING, _FLEETING = Words(zh="抖动", en="chattering"), Words(zh="一闪而过", en="fleeting")
_BANNER = Words(
    zh="【演练】本报告只统计演练中的告警。", en="EXERCISE: this report counts the alarms of exercises only."
)


def of_month(month: str, lang: Lang, *, exercise: bool = False) -> dict[str, Any]:
    """The report of a month, written `2026-11`. Raises NoSuchRange."""
    since, until = kpi.period("month", kpi.local_day(month))
    return told(kpi.of_period(since, until, exercise=exercise), month, lang, exercise, kpi.in_exercises(since, until))


def told(found: Kpis, month: str, lang: Lang, exercise: bool, in_exercises: int) -> dict[str, Any]:
    zone = settings.SITE_ZONE
    apart = Words(
        zh="只计实战告警；另有演练告警 {n} 条，不计入。",
        en="Real alarms only; {n} alarms of exercises are not counted.",
    )
    ours = Words(zh="只计演练中的告警。", en="Alarms of exercises only.")
    return {
        "lang": lang,
        "exercise": exercise,
        "banner": _BANNER.text(lang),
        "heading": Words(zh="告警月报", en="Monthly alarm report").text(lang),
        "title": Words(zh="告警指标 {month}", en="Alarm KPIs, {month}").fill(month=month).text(lang),
        "span": f"{_when(found.since, lang)} – {_when(found.until, lang)}",
        "zone": Words(zh="时间均为{zone}", en="All times {zone}")
        .text(lang)
        .replace("{zone}", saying.zone_name(zone, found.since, lang)),
        "note": (ours if exercise else apart.fill(n=in_exercises)).text(lang),
        "sections": {name: words.text(lang) for name, words in SECTIONS.items()},
        "heads": {name: [head.text(lang) for head in heads] for name, heads in HEADS.items()},
    } | _tables(found, lang)


def _tables(found: Kpis, lang: Lang) -> dict[str, Any]:
    shown = showing(found, lang)
    return {
        "plot": str(shown["plot"]),
        "mix": str(shown["mix"]),
        "figures": [
            [each.text(lang) for each in (one.title, one.value, one.target, _MET[one.well], one.means)]
            for one in shown["figures"]
        ],
        "shares": [
            [name, str(count), share.text(lang), target.text(lang)] for name, count, share, target in shown["shares"]
        ],
        "acknowledging": [
            [words.text(lang), str(count), median.text(lang), p95.text(lang)]
            for words, count, median, p95 in shown["acknowledging"]
        ],
        "floods": [
            [
                _when(row.since, lang),
                _when(row.until, lang),
                lasted.text(lang),
                str(row.count),
                f"{_when(row.worst_at, lang)} · {row.worst}",
            ]
            for row, lasted in shown["floods"]
        ],
        "frequent": [
            [row.title.text(lang), row.point, str(row.count), share.text(lang)] for row, share in shown["frequent"]
        ],
        "chattering": [
            [row.title.text(lang), row.point, how.text(lang), str(row.count)]
            for how, rows in ((_CHATTERING, found.chattering), (_FLEETING, found.fleeting))
            for row in rows
        ],
        "stale": [[row.title.text(lang), _when(row.raised_at, lang)] for row in found.stalest],
    }


def html(said: Mapping[str, Any]) -> str:
    """What `told` gave, as a page that stands alone."""
    return render_to_string("desk/report/kpi.html", {"r": said, "lang": said["lang"], "style": STYLE.read_text()})


def paper(said: Mapping[str, Any]) -> bytes:
    """What `told` gave, on A4 pages. Raises NotTypeset."""
    return pdf(said, TEMPLATE)


def build(month: str, lang: Lang, into: Path, *, exercise: bool = False) -> list[Path]:
    """Writes a month's report as HTML and PDF into a folder; gives their paths. Raises NoSuchRange, NotTypeset."""
    said = of_month(month, lang, exercise=exercise)
    name = f"alarms-{month}{'-exercise' if exercise else ''}-{lang}"
    into.mkdir(parents=True, exist_ok=True)
    page, printed = into / f"{name}.html", into / f"{name}.pdf"
    page.write_text(html(said))
    printed.write_bytes(paper(said))
    return [page, printed]


def _when(at: datetime, lang: Lang) -> str:
    return saying.when_text(at, at - timedelta(days=400), settings.SITE_ZONE, lang)
