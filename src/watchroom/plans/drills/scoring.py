"""The score of a drill: what was expected of whom by when, and when it was done, read from the journal alone.

Expected are: each alarm acknowledged before its next rung, each level that the drill tries activated, each task received
and done by its deadline, the reports that the plan asks for, the calls of the script taken, and what the script expects.
An evaluator's word on whether it was done holds before the journal's: on a table things are said and not pressed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.kernel.clock import parse_time
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import ROLES, Role
from watchroom.plans.drills.firing import post_words
from watchroom.plans.drills.models import Drill, Mark
from watchroom.plans.drills.queries import script_of
from watchroom.plans.drills.rules import Met, Totals, met, totals
from watchroom.plans.drills.script import Expected, ReportInject, expected
from watchroom.plans.format import PlanFile
from watchroom.plans.loading import load
from watchroom.plans.terms import seconds

PHASES: dict[str, Words] = {
    "warn": Words(zh="预警", en="warning"),
    "notice": Words(zh="接报与研判", en="notice and judgement"),
    "first_response": Words(zh="先期处置", en="first response"),
    "activation": Words(zh="响应启动", en="activation"),
    "response": Words(zh="应急响应", en="response"),
    "reporting": Words(zh="信息报告", en="reporting"),
    "recovery": Words(zh="后期处置", en="recovery"),
}
BY_PLAN = Words(zh="预案规定", en="by the plan")
BY_PLAN_NONE = Words(zh="预案未规定时限", en="the plan sets no time")
BY_SCRIPT = Words(zh="脚本规定", en="by the script")
BY_SCRIPT_NONE = Words(zh="脚本未规定时限", en="the script sets no time")
BY_SITE = Words(zh="告警升级时限", en="before it goes up the ladder")
_REPORTS = {"initial": "first", "follow_up": "follow_up", "final": "final", "verified": "verified"}
_SERVES = {"final": ("final", "verified")}  # either ends the series
_WATCH = ROLES[Role.DUTY_OFFICER]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An expected act: from when, within what time (None: no deadline is set), and when it was done by the journal.

    limit  who sets the time, or that nobody does
    """

    key: str
    what: Words
    post: Words
    phase: str
    since: datetime
    within: timedelta | None
    done: datetime | None
    entry: int | None
    limit: Words


@dataclass(frozen=True, slots=True)
class Item:
    """An expected act, judged. `marks` are the evaluators'; `by_hand`: its outcome is theirs."""

    wanted: Wanted
    met: Met
    took: timedelta | None
    marks: tuple[Mark, ...]
    by_hand: bool

    @property
    def outcome(self) -> tuple[Met, bool]:
        """With whether it had a deadline."""
        return self.met, self.wanted.within is not None


@dataclass(frozen=True, slots=True)
class Score:
    items: tuple[Item, ...]
    whole: Totals
    by_post: tuple[tuple[Words, Totals], ...]
    by_phase: tuple[tuple[Words, Totals], ...]
    entries: tuple[Entry, ...]
    pauses: tuple[tuple[datetime, datetime], ...]


NOTHING = Score((), totals(()), (), (), (), ())


def score(row: Drill) -> Score:
    """Of a drill that has begun; while it runs, as it stands now. Nothing of one that has not."""
    if row.begun_at is None:
        return NOTHING
    own, now = entries_of(row), site_now()
    pauses, marks = _pauses(own, row.ended_at or now), _marks(row)
    items = tuple(_judged(one, marks.get(one.key, ()), row, now, pauses) for one in _wanted(row, own))
    return Score(
        items, totals(one.outcome for one in items), _grouped((one.wanted.post, one.outcome) for one in items),
        _grouped((PHASES.get(one.wanted.phase, _same(one.wanted.phase)), one.outcome) for one in items), tuple(own), pauses,
    )  # fmt: skip


def entries_of(row: Drill) -> list[Entry]:
    """Everything that belongs to the drill, from its start on, oldest first: its own entries, and by cause, subject or
    incident what follows from them."""
    own: list[Entry] = []
    ids: set[int] = set()
    subjects, mine = {row.subject}, set[int | None]()
    if row.begun_at is None:
        return []
    since = row.begun_at.replace(microsecond=row.begun_at.microsecond // 1000 * 1000)  # as the book keeps times
    span = {"at__gte": since} | ({"at__lte": row.closed_at} if row.closed_at else {})
    rows = Entry.objects.filter(exercise=True, **span).order_by("id")
    for entry in rows.iterator():
        if entry.cause in ids or entry.subject in subjects or entry.incident in mine:
            own.append(entry)
            ids.add(entry.id)
            subjects.add(entry.subject)
            if entry.incident is not None:
                mine.add(entry.incident)
    return own


def _pauses(own: Iterable[Entry], until: datetime) -> tuple[tuple[datetime, datetime], ...]:
    found, began = [], None
    for entry in own:
        if entry.kind == "plans.drill_paused":
            began = entry.at
        elif entry.kind == "plans.drill_resumed" and began is not None:
            found.append((began, entry.at))
            began = None
    return tuple([*found, (began, until)] if began is not None else found)


def _marks(row: Drill) -> dict[str, tuple[Mark, ...]]:
    told: dict[str, tuple[Mark, ...]] = {}
    for one in row.marks.select_related("person").order_by("pk"):
        told[one.item] = (*told.get(one.item, ()), one)
    return told


def _judged(
    wanted: Wanted, marks: tuple[Mark, ...], row: Drill, now: datetime, pauses: Sequence[tuple[datetime, datetime]]
) -> Item:
    said = [one for one in marks if one.done is not None]
    if said:
        newest = max(said, key=lambda one: (one.at, one.pk))
        wanted = replace(wanted, done=newest.done_at if newest.done else None)
        if not newest.done:
            return Item(wanted, Met.MISSED, None, marks, by_hand=True)
    state, took = met(wanted.since, wanted.done, wanted.within, row.ended_at, now, pauses)
    return Item(wanted, state, took, marks, bool(said))


def _grouped(told: Iterable[tuple[Words, tuple[Met, bool]]]) -> tuple[tuple[Words, Totals], ...]:
    groups: dict[Words, list[tuple[Met, bool]]] = {}
    for name, state in told:
        groups.setdefault(name, []).append(state)
    return tuple((name, totals(states)) for name, states in groups.items())


# ---- what was expected ---------------------------------------------------------------------------------------------


def _wanted(row: Drill, own: Sequence[Entry]) -> Iterator[Wanted]:
    plan = load(row.plan)
    yield from _alarms(own)
    yield from _calls(row, own)
    yield from _levels(row, plan, own)
    yield from _tasks(plan, own)
    yield from _reports(plan, own)
    yield from _of_script(row, own)


def _alarms(own: Sequence[Entry]) -> Iterator[Wanted]:
    for raised in (one for one in own if one.kind == "alarms.raised"):
        seen = _first(own, raised, {"alarms.acknowledged", "alarms.cleared"}, subject=raised.subject)
        what = Words(zh="确认告警：{title}", en="Acknowledge: {title}").fill(title=_both(raised, "title"))
        within = timedelta(seconds=int(settings.ALARM_ESCALATE_S[int(raised.facts["priority"]) - 1]))
        yield Wanted(f"ack/{raised.subject}", what, _WATCH, "notice", raised.at, within, *_at(seen), BY_SITE)


def _calls(row: Drill, own: Sequence[Entry]) -> Iterator[Wanted]:
    """A call has no deadline of its own; the script may set one."""
    for came in (one for one in own if one.kind == "plans.inject_fired" and one.facts["inject_kind"] == "report"):
        taken = next((one for one in own if one.kind == "plans.drill_report_taken" and one.facts["code"] == came.facts["code"]), None)  # fmt: skip
        what = Words(zh="接报：{text}", en="Take the call: {text}").fill(text=_both(came, "text"))
        yield Wanted(
            f"call/{came.facts['code']}",
            what,
            post_words(row, str(came.facts["to"])),
            "notice",
            came.at,
            None,
            *_at(taken),
            BY_SCRIPT_NONE,
        )


def _levels(row: Drill, plan: PlanFile, own: Sequence[Entry]) -> Iterator[Wanted]:
    """From the proposal if there was one, else from the start of the drill."""
    for number in sorted(row.levels, reverse=True):
        level = plan.level(int(number))
        if level is None:
            continue
        started = _of_level(own, "plans.activated", plan.code, level.level)
        proposed = _of_level(own, "plans.proposed", plan.code, level.level) or _of_level(own, "plans.updated", plan.code, level.level)  # fmt: skip
        since = proposed.at if proposed and (started is None or proposed.at <= started.at) else row.begun_at
        assert since is not None
        what = Words(zh="启动{level}", en="Activate {level}").fill(level=level.name.words)
        decides = post_words(row, level.chain.decides) if level.chain.decides else ROLES[Role.COMMANDER]
        within, limit = _by_plan(level.chain.decides_within)
        yield Wanted(f"level/{level.level}", what, decides, "activation", since, within, *_at(started), limit)


def _tasks(plan: PlanFile, own: Sequence[Entry]) -> Iterator[Wanted]:
    phases = {one.code: one.phase for one in plan.actions}
    for sent in (one for one in own if one.kind == "dispatch.order_sent"):
        title, post, code = _both(sent, "title"), _both(sent, "post"), str(sent.facts["code"])
        phase = phases.get(code, "response")
        got = _first(own, sent, {"dispatch.order_received", "dispatch.order_done"}, subject=sent.subject)
        done = _first(own, sent, {"dispatch.order_done"}, subject=sent.subject)
        due = sent.facts.get("due_at")
        within = max(timedelta(), parse_time(str(due)) - sent.at) if due else None
        within_got, limit_got = _by_plan(receives_within(plan, own, sent))
        receive = Words(zh="签收：{title}", en="Receive: {title}").fill(title=title)
        yield Wanted(f"receive/{sent.subject}", receive, post, phase, sent.at, within_got, *_at(got), limit_got)
        finish = Words(zh="完成：{title}", en="Do: {title}").fill(title=title)
        yield Wanted(
            f"done/{sent.subject}", finish, post, phase, sent.at, within, *_at(done), BY_PLAN if due else BY_PLAN_NONE
        )


def _by_plan(span: str | None) -> tuple[timedelta | None, Words]:
    return (timedelta(seconds=seconds(span)), BY_PLAN) if span else (None, BY_PLAN_NONE)


def receives_within(plan: PlanFile, own: Sequence[Entry], sent: Entry) -> str | None:
    """By the level that ran when the order was sent; a task of another plan is not this one's to time."""
    started = (one for one in reversed(own) if one.id < sent.id and one.kind == "plans.activated")
    ran = next((one for one in started if one.facts["activation"] == sent.facts["activation"]), None)
    level = plan.level(int(ran.facts["level"])) if ran and ran.facts["plan"] == plan.code else None
    return level.chain.receives_within if level else None


def _reports(plan: PlanFile, own: Sequence[Entry]) -> Iterator[Wanted]:
    bases = {"incident_opened": "incidents.opened", "activation": "plans.activated", "order_sent": "plans.activated"}
    for rule in plan.reports:
        kind, span = _REPORTS.get(rule.kind), rule.deadline.within if rule.deadline else None
        base = next(
            (one for one in own if one.kind == bases[rule.deadline.of if rule.deadline else "incident_opened"]), None
        )
        if kind is None or base is None:
            continue
        made = next(
            (
                one
                for one in own
                if one.kind == "incidents.reported"
                and one.facts["report_kind"] in _SERVES.get(kind, (kind,))
                and one.id > base.id
            ),
            None,
        )
        names = {"first": Words(zh="首报", en="initial report"), "follow_up": Words(zh="续报", en="follow-up report"), "final": Words(zh="终报", en="final report"), "verified": Words(zh="核报", en="verified report")}  # fmt: skip
        post = plan.post(rule.sender)
        within, limit = _by_plan(span)
        yield Wanted(
            f"report/{rule.code}",
            names[kind],
            post.title.words if post else _WATCH,
            "reporting",
            base.at,
            within,
            *_at(made),
            limit,
        )


def _of_script(row: Drill, own: Sequence[Entry]) -> Iterator[Wanted]:
    script = script_of(row)
    came = {str(one.facts["code"]): one for one in own if one.kind == "plans.inject_fired"}
    for inject, each in expected(script) if script else ():
        start = came.get(inject.code)
        if start is None:
            continue
        done = _shown(own, start, each)
        within = timedelta(seconds=seconds(each.within)) if each.within else None
        post = post_words(row, each.post or (inject.to if isinstance(inject, ReportInject) else "")) if each.post or isinstance(inject, ReportInject) else _ALL  # fmt: skip
        yield Wanted(
            f"expect/{inject.code}/{each.code}",
            each.what.words,
            post,
            each.phase or "response",
            start.at,
            within,
            *_at(done),
            BY_SCRIPT if within else BY_SCRIPT_NONE,
        )


_ALL = Words(zh="全体", en="all")


def _shown(own: Sequence[Entry], start: Entry, each: Expected) -> Entry | None:
    """The first entry after the inject that shows the act; none where only an evaluator can tell."""
    if each.entry is None:
        return None
    return next(
        (one for one in own if one.id > start.id and one.kind == each.entry and _has(one.facts, each.where)), None
    )


def _has(facts: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    return all(facts.get(name) == value for name, value in where.items())


def _of_level(own: Sequence[Entry], kind: str, plan: str, level: int) -> Entry | None:
    return next(
        (one for one in own if one.kind == kind and one.facts["plan"] == plan and one.facts["level"] == level), None
    )


def _first(own: Sequence[Entry], after: Entry, kinds: set[str], *, subject: str) -> Entry | None:
    return next((one for one in own if one.id > after.id and one.subject == subject and one.kind in kinds), None)


def _at(entry: Entry | None) -> tuple[datetime | None, int | None]:
    return (entry.at, entry.id) if entry else (None, None)


def _both(entry: Entry, name: str) -> Words:
    return Words(zh=str(entry.facts.get(f"{name}_zh") or "—"), en=str(entry.facts.get(f"{name}_en") or "—"))


def _same(text: str) -> Words:
    return Words(zh=text, en=text)


def names_of(numbers: Iterable[int]) -> list[Words]:
    found = [people.person(number) for number in numbers]
    return [one.words for one in found if one is not None]
