"""What an incident lacks because a unit that was sent to it will not arrive: it was diverted, called off, is out of service, or was
free again without having reported on scene.

What lacked from the first, because nobody could be sent, the dispatcher saw when he sent the others: it is not told here again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchroom.dispatch.allocating import Demand, allocate
from watchroom.dispatch.kinds import kinds
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.moves import OUTCOME_WORDS, Outcome, UnitStatus
from watchroom.dispatch.needing import Able, able, serves
from watchroom.dispatch.proposing import Need, asking, needs_of
from watchroom.dispatch.ruling import response_rules
from watchroom.dispatch.upstream import open_cases
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words

LOST = frozenset({Outcome.DIVERTED, Outcome.CANCELLED, Outcome.NEVER_ARRIVED})
MOST_NAMED = 5
ANY = Words(zh="已无力量在途或在场", en="no unit is on its way or there")
_OUT, _OUT_WHY = Words(zh="停用", en="out of service"), Words(zh="停用（{why}）", en="out of service ({why})")
_ONE = Words(zh="{unit}：{how}", en="{unit}: {how}")
_LACKS = Words(zh="{what} {n}", en="{n} {what}")
_SAID = Words(zh="{lost}。现缺：{lacks}。", en="{lost}. Lacking now: {lacks}.")


@dataclass(frozen=True, slots=True)
class Shortfall:
    """names  the incident in words;  detail  who was lost and what lacks"""

    names: Words
    detail: Words


def shortfall(incident: int) -> Shortfall | None:
    """None where nothing lacks that a lost unit would have met, or the incident is closed. Raises NoSuchIncident."""
    runs = list(Run.objects.filter(incident=incident).select_related("unit").order_by("dispatched_at", "pk"))
    gone = [one for one in runs if one.outcome in LOST]
    if not gone:
        return None
    ((row, goal),) = open_cases([incident])
    if goal.closed:
        return None
    known = {code: kind.title for code, kind in kinds().items()}
    needs = needs_of(row, goal, response_rules(), asking([incident]).get(incident, ()), site_now(), known).needs
    what = {one.unit_id: able(one.unit.kind, one.unit.skills, one.unit.equipment) for one in runs}
    lacks = _lacks(needs, runs, gone, what)
    if not lacks:
        return None
    lost = [one for one in gone if any(need is None or serves(what[one.unit_id], need.wants) for need, _ in lacks)]
    detail = _SAID.fill(lost=_lost(lost), lacks=_joined(_LACKS.fill(what=n.words, n=k) if n else ANY for n, k in lacks))
    names = Words(zh=f"{goal.number} {goal.words.zh}", en=f"{goal.number} {goal.words.en}")
    return Shortfall(names, detail)


def unreplaced(lost: Iterable[datetime], sent: Iterable[datetime]) -> int:
    """How many of those lost nobody was sent for since. Who was sent before a loss does not make up for it."""
    debt = 0
    for _, is_sent in sorted([(at, False) for at in lost] + [(at, True) for at in sent]):
        debt = max(0, debt - 1) if is_sent else debt + 1
    return debt


def _lacks(
    needs: Sequence[Need], runs: Sequence[Run], gone: Sequence[Run], what: dict[int, Able]
) -> list[tuple[Need | None, int]]:
    """By need, what lacks of it by these losses; (None, 1) where nobody is left whom no need names."""
    held = [one for one in runs if one.outcome not in LOST]  # under way, there, or was there and has done its work
    meets = {need.key: {one.unit_id: 0 for one in held if serves(what[one.unit_id], need.wants)} for need in needs}
    short = allocate([Demand(one.key, one.n, one.wants.urgency, meets[one.key]) for one in needs]).short
    found: list[tuple[Need | None, int]] = []
    for need in needs:
        lost = [one.ended_at for one in gone if one.ended_at and serves(what[one.unit_id], need.wants)]
        sent = [one.dispatched_at for one in held if one.unit_id in meets[need.key]]
        if n := min(short.get(need.key, 0), unreplaced(lost, sent)):
            found.append((need, n))
    unasked = any(one.outcome != Outcome.CANCELLED for one in gone)
    return found or ([(None, 1)] if unasked and not held else [])


def _lost(runs: Sequence[Run]) -> Words:
    """The last of them first."""
    last = sorted(runs, key=lambda one: (one.ended_at or one.dispatched_at, one.pk), reverse=True)[:MOST_NAMED]
    return _joined(_ONE.fill(unit=one.unit.words, how=_how(one, one.unit)) for one in last)


def _how(run: Run, unit: Unit) -> Words:
    if unit.status == UnitStatus.OUT and unit.since == run.ended_at:
        return _OUT_WHY.fill(why=run.reason) if run.reason else _OUT
    return OUTCOME_WORDS[Outcome(run.outcome)]


def _joined(parts: Iterable[Words]) -> Words:
    told = list(parts)
    return Words(zh="、".join(one.zh for one in told), en=", ".join(one.en for one in told))
