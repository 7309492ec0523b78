"""The activation order on paper: what the law wants in it (matter, level, period, measures), who does what by when.

It stands at the desk and not with the plans because it is set on paper here, as every report is.
Source: art. 72 of the Emergency Response Law of China (2024 revision), and the fields of an order in FIELD.md.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from watchroom.desk import saying
from watchroom.desk.report.typeset import pdf
from watchroom.journal.exercises import in_exercise
from watchroom.kernel.exercise import EXERCISE_MARK
from watchroom.kernel.words import Lang, Words
from watchroom.people.viewer import Viewer
from watchroom.plans import queries
from watchroom.plans.showing_running import ShownOrder, shown_order

_BANNER = Words(
    zh="{mark}本启动令为演练所用，不启动真实的应急响应。",
    en="{mark}this order belongs to an exercise; it starts no real response.",
)
_UNSIGNED = Words(
    zh="已决定，待{who}签发。签发前只下达先期处置任务。",
    en="Decided, to be signed by the {who}. Until then only the first response goes out.",
)
_OPEN = Words(zh="至另行通知", en="until further notice")
_HEADS = (
    Words(zh="岗位", en="Post"),
    Words(zh="任务", en="Task"),
    Words(zh="时限", en="By when"),
    Words(zh="条款", en="Clause"),
)


def paper(viewer: Viewer, activation: int, lang: Lang) -> bytes:
    """The PDF on A4 pages. Raises NoSuchActivation, NotTypeset."""
    shown = shown_order(viewer, queries.one_activation(viewer, activation))
    return pdf(told(shown, lang), "order.typ")


def told(o: ShownOrder, lang: Lang) -> dict[str, Any]:
    """The order in one language as plain text: what the paper prints."""
    exercise = bool(in_exercise({o.row.subject}))
    mark = Words(zh=EXERCISE_MARK.zh, en=EXERCISE_MARK.en)
    zone = saying.zone_name(settings.SITE_ZONE, o.row.at, lang)
    return {
        "lang": lang,
        "exercise": exercise,
        "banner": _BANNER.fill(mark=mark).text(lang),
        "authority": o.plan.authority.name.words.text(lang),
        "title": (mark.text(lang) if exercise else "") + Words(zh="应急响应启动令", en="Activation order").text(lang),
        "number": f"{o.incident.number}-{o.row.pk}",
        "unsigned": _UNSIGNED.fill(who=o.signer).text(lang) if o.row.awaits_signature else "",
        "rows": [(name.text(lang), _said(value, lang)) for name, value in _rows(o, lang) if value],
        "tasks": Words(zh="任务", en="Tasks").text(lang),
        "none": Words(zh="本级没有任务。", en="This level has no tasks.").text(lang),
        "heads": [one.text(lang) for one in _HEADS],
        "lines": [
            (
                line.task.post_words.text(lang), line.task.title.text(lang), line.task.order.text(lang),
                line.deadline.text(lang), line.task.clause,
            )
            for line in o.lines
        ],
        "date": _when(o.row.in_force_at, lang),
        "zone": Words(zh="时间均为{zone}", en="All times {zone}").fill(zone=zone).text(lang),
        "snapshot": Words(zh="快照", en="Snapshot").text(lang) + " " + o.row.snapshot_digest,
    }  # fmt: skip


def _rows(o: ShownOrder, lang: Lang) -> Iterator[tuple[Words, Words | str | None]]:
    row, where = o.row, o.incident.place_words
    matter = Words(zh="{title}，{where}", en="{title}, {where}") if where else Words(zh="{title}", en="{title}")
    yield Words(zh="事项", en="Matter"), matter.fill(title=o.incident.words, where=where or "")
    yield Words(zh="依据", en="Basis"), _basis(o)
    yield Words(zh="响应级别", en="Response level"), o.level.name.words
    until = Words(zh="预计至 {at}", en="expected until {at}").fill(at=_when(row.until, lang)) if row.until else _OPEN
    period = Words(zh="自 {since}起，{until}", en="from {since}, {until}")
    yield Words(zh="起止时间", en="Period"), period.fill(since=_when(row.in_force_at, lang), until=until)
    yield Words(zh="措施", en="Measures"), o.level.measures.words
    yield Words(zh="决定", en="Decided by"), _by(o.by, _when(row.at, lang), row.reason)
    if row.signer:
        waiting = Words(zh="待{who}签发", en="to be signed by the {who}").fill(who=o.signer)
        signed = _by(o.signed_by, _when(row.signed_at, lang), "") if row.signed_at else waiting
        yield Words(zh="签发", en="Signed by"), signed
    else:
        yield Words(zh="签发", en="Signed by"), Words(zh="由决定人签发", en="by who decided")
    yield Words(zh="通知", en="Told"), _listed(o.told)
    if row.transferred_to:
        said = Words(zh="{to}，{at}。我方保留：{stays}", en="{to}, {at}. Ours remains: {stays}")
        moved = said.fill(to=row.transferred_to, at=_when(row.transferred_at, lang), stays=row.stays)
        yield Words(zh="指挥移交", en="Lead handed to"), moved


def _basis(o: ShownOrder) -> Words:
    said = Words(zh="《{plan}》第 {v} 版 § {clause}{text}", en="{plan}, version {v}, § {clause}{text}")
    text = Words(zh="：{text}", en=": {text}").fill(text=o.clause.text.words) if o.clause else ""
    return said.fill(plan=o.plan.title.words, v=o.row.version, clause=o.level.clause, text=text)


def _by(who: Words | None, at: str, reason: str) -> Words:
    why = Words(zh="。理由：{why}", en=". Reason: {why}").fill(why=reason) if reason else ""
    return Words(zh="{who}，{at}{why}", en="{who}, {at}{why}").fill(who=who or "—", at=at, why=why)


def _listed(posts: list[Words]) -> Words | None:
    if not posts:
        return None
    return Words(zh="、".join(one.zh for one in posts), en=", ".join(one.en for one in posts))


def _when(at: datetime | None, lang: Lang) -> str:
    return saying.when_text(at, at, settings.SITE_ZONE, lang, "full") if at else "—"


def _said(value: Words | str | None, lang: Lang) -> str:
    return value.text(lang) if isinstance(value, Words) else value or ""
