"""Checks the time limits: that they are stated, that they can be kept along the longest chain, that the law allows them.

A task with predecessors is ordered when they are done. So a limit that counts from its order adds up along the chain,
and one that counts from the activation (or from the opening of the incident, which lies before) stands against it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from watchroom.incidents.rules import KINDS
from watchroom.kernel.words import Words
from watchroom.plans.elements import Deadline
from watchroom.plans.format import Action, PlanFile
from watchroom.plans.law import clocks
from watchroom.plans.naming import Names, Remarks
from watchroom.plans.reading import Path
from watchroom.plans.terms import duration_words, seconds, span_words

_MOST_NAMED = 12


def check_deadlines(plan: PlanFile, names: Names) -> Remarks:
    for i, action in enumerate(plan.actions):
        yield from _stated(action.deadline, action.title.words, ("actions", i))
    where: dict[str, Path] = {action.code: ("actions", i, "deadline") for i, action in enumerate(plan.actions)}
    told: set[str] = set()
    for level in sorted(names.levels):
        for late in _late({action.code: action for action in plan.actions if level in action.levels}):
            if late.code not in told:
                told.add(late.code)
                facts = {
                    "level": level, "name": late.code, "limit": span_words(late.limit),
                    "needed": duration_words(late.ready.seconds), "chain": " → ".join([*late.ready.chain, late.code]),
                }  # fmt: skip
                yield "deadline_impossible", where[late.code], facts
    yield from _reports(plan)


def _stated(deadline: Deadline | None, name: Words | str, path: Path) -> Remarks:
    if deadline is None:
        yield "no_deadline", path, {"name": name}
    elif sum(one is not None for one in (deadline.within, deadline.every, deadline.daily_by)) != 1:
        yield "deadline_unclear", (*path, "deadline"), {"name": name}


@dataclass(frozen=True, slots=True)
class _Ready:
    """How long it may take until a task is done, at most; `before` is the one that keeps it waiting longest."""

    seconds: int = 0
    code: str = ""
    before: "_Ready | None" = None

    @property
    def chain(self) -> list[str]:
        """The tasks that take the time, in order; of a long chain its end."""
        codes: list[str] = []
        at: _Ready | None = self
        while at is not None and at.code:
            if len(codes) == _MOST_NAMED:
                codes.append("…")
                break
            codes.append(at.code)
            at = at.before
        return codes[::-1]


@dataclass(frozen=True, slots=True)
class _Late:
    code: str
    limit: str
    ready: _Ready


def _late(actions: Mapping[str, Action]) -> Iterator[_Late]:
    """The tasks of one level whose limit runs out before those that must be done first are due."""
    done: dict[str, dict[str, _Ready]] = {}
    for action in _in_order(actions):
        ready = _joined(done[code] for code in action.after if code in done)
        deadline = action.deadline
        if deadline is None or deadline.within is None or deadline.workdays:
            done[action.code] = ready
        elif deadline.of == "order_sent":
            start = ready if any(code in done for code in action.after) else {"activation": _Ready()}
            added = seconds(deadline.within)
            done[action.code] = {at: _Ready(one.seconds + added, action.code, one) for at, one in start.items()}
        else:
            # The incident is opened before the activation: what counts from there ends no later than from here.
            against = ("incident_opened", "activation") if deadline.of == "incident_opened" else ("activation",)
            longest = max((ready[at] for at in against if at in ready), key=lambda one: one.seconds, default=_Ready())
            if longest.seconds > seconds(deadline.within):
                yield _Late(action.code, deadline.within, longest)
            done[action.code] = {deadline.of: _Ready(seconds(deadline.within), action.code)}


def _joined(each: Iterable[Mapping[str, _Ready]]) -> dict[str, _Ready]:
    made: dict[str, _Ready] = {}
    for one in each:
        for clock, ready in one.items():
            if clock not in made or ready.seconds > made[clock].seconds:
                made[clock] = ready
    return made


def _in_order(actions: Mapping[str, Action]) -> Iterator[Action]:
    """Predecessors first; what goes in a circle is left out."""
    waits = {code: {before for before in action.after if before in actions} for code, action in actions.items()}
    followers: dict[str, list[str]] = {}
    for code, before in waits.items():
        for one in before:
            followers.setdefault(one, []).append(code)
    free = [code for code, before in waits.items() if not before]
    while free:
        code = free.pop()
        yield actions[code]
        for following in followers.get(code, ()):
            waits[following].discard(code)
            if not waits[following]:
                free.append(following)


def _reports(plan: PlanFile) -> Remarks:
    owed = clocks(plan.kind, {KINDS[kind].event_class for kind in plan.scope.incident_kinds if kind in KINDS})
    for i, report in enumerate(plan.reports):
        path: Path = ("reports", i)
        yield from _stated(report.deadline, report.code, path)
        if not report.to:
            yield "report_to_nobody", path, {"name": report.code}
        given = allowance(report.deadline)
        for clock in owed:
            if clock.report == report.kind and given is not None and given > seconds(clock.within):
                facts = {
                    "name": report.code, "given": duration_words(given), "limit": span_words(clock.within),
                    "law": clock.title,
                }  # fmt: skip
                yield "report_over_law", (*path, "deadline"), facts
                break


def allowance(deadline: Deadline | None) -> int | None:
    """How long a report may take at most, or be apart from the next one, in seconds; None when nothing says so.

    Working days are no days that can be counted here: five of them may be nine.
    """
    if deadline is None or deadline.workdays:
        return None
    if deadline.daily_by:
        return 86400
    span = deadline.within or deadline.every
    return seconds(span) if span else None
