"""A script out of what really happened: the alarms, reports and warnings of an incident or of a day, at their times."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from django.conf import settings

from watchroom.alarms.exercising import PREFIX
from watchroom.incidents import queries as incidents
from watchroom.incidents.faults import NoSuchIncident
from watchroom.incidents.rules import REPORTED_FACTS
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.kernel.clock import parse_time
from watchroom.kernel.exercise import EXERCISE_MARK
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.drills.faults import NothingToRepeat
from watchroom.plans.drills.script import (
    FORMAT,
    LEVELS,
    MOST_INJECTS,
    AlarmInject,
    Inject,
    NormalInject,
    ReportInject,
    Script,
    WarningInject,
)
from watchroom.plans.terms import Text
from watchroom.sources.exercising import CODE as DRILL_SOURCE
from watchroom.sources.models import Bulletin

BEFORE = timedelta(hours=1)  # a warning that came so long before the incident belongs to its story
_COLOUR = {number: name for name, number in LEVELS.items()}
_KINDS = (
    "alarms.raised", "alarms.repeated", "alarms.returned", "alarms.latched", "alarms.cleared", "incidents.opened", "incidents.noted",
    "sources.bulletin_received",
)  # fmt: skip


def of_incident(viewer: Viewer, number: str) -> Script:
    """A past incident once more. Raises NotAllowed, NoSuchIncident, NothingToRepeat."""
    viewer.must(Act.PLAN_DRILL)
    row = incidents.by_number(viewer, number)
    if row is None:
        raise NoSuchIncident(incident=number[:32])
    own = journal.of_incident(row.pk)
    opened = next(one for one in own if one.kind == "incidents.opened")
    told = [*journal.chain(opened.id)[:-1], *own]
    subjects = {one.subject for one in told if one.subject.startswith("alarm:")}
    told += [entry for subject in sorted(subjects) for entry in journal.of_subject(subject)]
    since, until = min(one.at for one in told), max(one.at for one in told)
    told += Entry.objects.filter(kind="sources.bulletin_received", at__gte=since - BEFORE, at__lte=until)
    named = Words(zh="重演 {number} {title}", en="{number} once more: {title}").fill(number=row.number, title=row.words)
    return _script(told, named)


def of_day(viewer: Viewer, day: date) -> Script:
    """Everything that came in on a day of the site. Raises NotAllowed, NothingToRepeat."""
    viewer.must(Act.PLAN_DRILL)
    since = datetime.combine(day, time(), ZoneInfo(settings.SITE_ZONE))
    rows = Entry.objects.filter(kind__in=_KINDS, at__gte=since, at__lt=since + timedelta(days=1)).order_by("id")
    named = Words(zh="重演 {day} 全天", en="The day of {day} once more").fill(day=day.isoformat())
    return _script(rows[: 20 * MOST_INJECTS], named)


def _script(entries: Iterable[Entry], named: Words) -> Script:
    found = sorted({one.id: one for one in entries if one.kind in _KINDS}.values(), key=lambda one: one.id)
    told = [(one, inject) for one in found for inject in _injects(one)]
    if not told:
        raise NothingToRepeat(what=named)
    start = told[0][0].at
    injects: list[Inject] = []
    for entry, inject in told[:MOST_INJECTS]:
        offset = round((entry.at - start).total_seconds())
        injects.append(inject.model_copy(update={"at": _span(offset)}))
    return Script(format=cast(Literal["watchroom-drill/1"], FORMAT), title=_text(named.zh, named.en), source=_text(named.zh, named.en), injects=injects)  # fmt: skip


def _injects(entry: Entry) -> Iterator[Inject]:
    facts, code = entry.facts, f"e{entry.id}"
    match entry.kind:
        case "alarms.raised" | "alarms.repeated" if facts["sensor"]:
            yield AlarmInject(code=code, at="0s", kind="alarm", rule=_bare(facts["rule"]), value=_value(facts))
        case "alarms.returned" | "alarms.latched" | "alarms.cleared" if facts["sensor"] and _ends(entry):
            yield NormalInject(code=code, at="0s", kind="normal", rule=_bare(facts["rule"]))
        case "sources.bulletin_received":
            yield from _warning(facts, code)
        case "incidents.opened" if facts.get("report"):
            yield _report(entry, code, _said(facts["report"]), {})
        case "incidents.noted" if facts.get("counted"):
            yield _report(entry, code, str(facts["text"]), facts["counted"])


def _ends(entry: Entry) -> bool:
    """An alarm that was acknowledged after it had returned is cleared then, and its condition ended before."""
    before = [one.kind for one in journal.of_subject(entry.subject) if one.id < entry.id]
    raised = max((n for n, kind in enumerate(before) if kind in ("alarms.raised", "alarms.repeated")), default=0)
    return not {"alarms.returned", "alarms.latched", "alarms.cleared"} & set(before[raised:])


def _bare(rule: str) -> str:
    return rule.removeprefix(PREFIX)


def _value(facts: dict[str, Any]) -> float:
    """The figure as it was told; a word such as a colour stands for what is just past the limit."""
    for text in (facts["value"], facts["limit"]):
        found = re.match(r"-?\d+(\.\d+)?", str(text))
        if found:
            return float(found[0])
    return 0.0


def _warning(facts: dict[str, Any], code: str) -> Iterator[Inject]:
    row = Bulletin.objects.filter(pk=facts["bulletin"]).defer("document").first()
    wanted = row is not None and row.area is not None and row.level and facts["msg_type"] in ("Alert", "Update")
    if row is None or not wanted or facts["source"] == DRILL_SOURCE or _holed(row.area):
        return
    lasts = max(60, round((parse_time(str(facts["expires"])) - row.sent).total_seconds()))
    yield WarningInject(
        code=code, at="0s", kind="warning", event=_text(facts["event_zh"], facts["event_en"]),
        headline=_text(facts["headline_zh"] or facts["event_zh"], facts["headline_en"] or facts["event_en"]),
        level=cast(Any, _COLOUR[row.level or 4]), lasts=_span(lasts), area=dict(row.area or {}),
    )  # fmt: skip


def _holed(area: Any) -> bool:
    if area["type"] not in ("Polygon", "MultiPolygon"):
        return True
    parts = [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    return any(len(rings) > 1 for rings in parts)


def _report(entry: Entry, code: str, text: str, counts: dict[str, int]) -> Inject:
    """To the post that took it then."""
    facts, post = entry.facts, entry.actor.partition(":")[0]
    return ReportInject(
        code=code, at="0s", kind="report", to=post, text=_text(text, text), title=_text(facts["title_zh"], facts["title_en"]),
        incident_kind=facts["incident_kind"], place=facts["place"], counts={n: v for n, v in counts.items() if n in REPORTED_FACTS},
    )  # fmt: skip


def _said(report: Any) -> str:
    """A METHANE report as it was told to the book, which never holds who called."""
    if not isinstance(report, dict):
        return str(report)
    parts: Sequence[str] = [str(value) for value in report.values() if value not in (None, "", False, 0, True)]
    return "；".join(parts)[:2000] or "—"


def _text(zh: str, en: str) -> Text:
    """Without the mark: what is played is marked anew."""
    zh, en = (
        text.removeprefix(EXERCISE_MARK.zh).removeprefix(EXERCISE_MARK.en).strip() for text in (zh or en, en or zh)
    )
    return Text(zh=(zh or "—")[:4000], en=(en or zh or "—")[:4000])


def _span(seconds: int) -> str:
    """The shortest span text that holds whole seconds; beyond 9999 s whole minutes."""
    if seconds <= 9999:
        return f"{seconds}s"
    return f"{round(seconds / 60)}m"
