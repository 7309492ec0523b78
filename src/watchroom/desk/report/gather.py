"""What the report tells, read from the journal alone: no table of any room is asked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from watchroom.journal import queries
from watchroom.journal.models import Entry
from watchroom.kernel.clock import parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.sources.cameras.entries import CameraSeen

# Who saw it, who decided, who went: the moments that a review asks for, in the order of the story.
MILESTONES: tuple[tuple[str, Words], ...] = (
    ("alarms.raised", Words(zh="告警发出", en="Alarm raised")),
    ("alarms.acknowledged", Words(zh="值班员确认", en="Acknowledged by the watch")),
    ("incidents.opened", Words(zh="立案", en="Incident opened")),
    ("plans.proposed", Words(zh="平台提出启动建议", en="Plan proposed by the platform")),
    ("plans.forwarded", Words(zh="带班领导呈报", en="Forwarded by the duty leader")),
    ("plans.activated", Words(zh="指挥长启动响应", en="Activated by the commander")),
    ("dispatch.order_sent", Words(zh="首条指令下达", en="First order sent")),
    ("dispatch.order_done", Words(zh="首项任务完成", en="First task done")),
    ("dispatch.unit_dispatched", Words(zh="首支力量派出", en="First unit dispatched")),
    ("dispatch.unit_on_scene", Words(zh="首支力量到场", en="First unit on scene")),
    ("incidents.reported", Words(zh="首次上报", en="First report upward")),
    ("warnings.drafted", Words(zh="预警制作", en="Warning drafted")),
    ("warnings.signed", Words(zh="预警签发", en="Warning signed")),
    ("warnings.delivered", Words(zh="预警首次送达渠道", en="Warning on its first channel")),
    ("warnings.cancelled", Words(zh="预警解除", en="Warning cancelled")),
    ("plans.stood_down", Words(zh="响应终止", en="Response stood down")),
    ("incidents.closed", Words(zh="结案", en="Incident closed")),
)


class NothingToReport(Fault):
    status = 404
    text = Words(
        zh="记事簿中没有事件 {incident}。请核对事件编号。",
        en="The journal knows no incident {incident}. Check its number.",
    )


@dataclass(frozen=True, slots=True)
class Milestone:
    words: Words
    at: datetime
    entry: int
    since_start: timedelta


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order at the end of its life; `late_by` is how long after its deadline it was done, or still is not."""

    title: Words
    post: Words
    state: str
    sent: datetime | None
    received: datetime | None
    done: datetime | None
    due: datetime | None
    late_by: timedelta | None

    @property
    def to_receipt(self) -> timedelta | None:
        return self.received - self.sent if self.received and self.sent else None


@dataclass(frozen=True, slots=True)
class Report:
    incident: int
    opened: dict[str, Any]
    last: dict[str, Any]
    exercise: bool
    since: datetime
    until: datetime
    milestones: list[Milestone]
    timeline: list[Entry]
    orders: list[OrderRow]
    alarms: list[tuple[Words, int]]
    units: list[Entry]
    advice: list[Entry]
    warnings: list[Entry]
    chain: list[Entry]

    @property
    def title(self) -> Words:
        return Words(zh=self.opened.get("title_zh") or "—", en=self.opened.get("title_en") or "—")

    @property
    def late(self) -> list[OrderRow]:
        return [order for order in self.orders if order.late_by]


def gather(incident: int) -> Report:
    """The report of one incident. Raises NothingToReport."""
    own = [entry for entry in queries.of_incident(incident) if entry.kind != CameraSeen.kind]
    opened = next((e for e in own if e.kind == "incidents.opened"), None)
    if opened is None:
        raise NothingToReport(incident=incident)
    before = queries.chain(opened.id)[:-1]
    alarms = _alarms(before, own)
    timeline = sorted({e.id: e for e in [*before, *alarms, *own]}.values(), key=lambda e: e.id)
    incidents = [e for e in own if e.subject == opened.subject]
    released = [e for e in own if e.kind == "warnings.released"]
    return Report(
        incident=incident,
        opened=opened.facts,
        last=incidents[-1].facts,
        exercise=any(e.exercise for e in timeline),
        since=timeline[0].at,
        until=timeline[-1].at,
        milestones=list(_milestones(timeline)),
        timeline=timeline,
        orders=[_order(facts, timeline[-1].at) for facts in _last_facts(own, "order")],
        alarms=_by_kind(e for e in timeline if e.kind == "alarms.raised"),
        units=[e for e in own if e.kind.startswith("dispatch.unit_")],
        advice=[e for e in own if e.kind.startswith("advice.")],
        warnings=[e for e in own if e.kind.startswith("warnings.")],
        chain=queries.chain(released[0].id) if released else [],
    )


def _alarms(before: list[Entry], own: list[Entry]) -> list[Entry]:
    """Every entry of the alarms that led here or were linked: their life may lie outside the incident."""
    subjects = {e.subject for e in [*before, *own] if e.subject.startswith("alarm:")}
    return [entry for subject in sorted(subjects) for entry in queries.of_subject(subject)]


def _milestones(timeline: list[Entry]) -> Iterable[Milestone]:
    start = timeline[0].at
    for kind, words in MILESTONES:
        first = next((e for e in timeline if e.kind == kind), None)
        if first:
            yield Milestone(words, first.at, first.id, first.at - start)


def _last_facts(entries: list[Entry], noun: str) -> list[dict[str, Any]]:
    """The facts after the last change of each subject of a noun, in the order in which they appeared."""
    last: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if entry.subject.startswith(f"{noun}:"):
            last[entry.subject] = entry.facts
    return list(last.values())


def _time(facts: dict[str, Any], name: str) -> datetime | None:
    text = facts.get(name)
    return parse_time(text) if text else None


def _order(facts: dict[str, Any], end: datetime) -> OrderRow:
    due, done = _time(facts, "due_at"), _time(facts, "done_at")
    running = facts.get("state") not in ("cancelled", "waiting")
    late = (done or (end if running else None)) if due else None
    return OrderRow(
        title=Words(zh=facts.get("title_zh") or "—", en=facts.get("title_en") or "—"),
        post=Words(zh=facts.get("post_zh") or "—", en=facts.get("post_en") or "—"),
        state=str(facts.get("state", "")),
        sent=_time(facts, "sent_at"),
        received=_time(facts, "received_at"),
        done=done,
        due=due,
        late_by=late - due if late and due and late > due else None,
    )


def _by_kind(raised: Iterable[Entry]) -> list[tuple[Words, int]]:
    counted = Counter((e.facts.get("title_zh") or "—", e.facts.get("title_en") or "—") for e in raised)
    return [(Words(zh=zh, en=en), count) for (zh, en), count in counted.most_common()]
