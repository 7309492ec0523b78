"""What the dispatcher made of a proposal: the units that go, all or none, and his reason where they are not the proposed ones.

What was proposed comes back signed, as it was shown: the book keeps what the dispatcher saw, not what would be proposed now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core import signing

from watchroom.dispatch.faults import NoSuchUnit
from watchroom.dispatch.fleet import MOST_REASON, dispatch_unit
from watchroom.dispatch.models import Unit
from watchroom.dispatch.proposing import ForOne, Proposal
from watchroom.dispatch.queries import arrivals_of
from watchroom.dispatch.response_entries import UnitsChosen
from watchroom.dispatch.response_faults import (
    ChosenTwice,
    DifferenceReasonOwed,
    NothingChosen,
    ProposalStale,
    TooManyChosen,
)
from watchroom.dispatch.rules import Arrival
from watchroom.dispatch.telling import short
from watchroom.dispatch.upstream import hold, scene
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso, parse_time
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

GOOD_FOR = timedelta(minutes=10)
MOST_CHOSEN = 100
_SALT = "watchroom.dispatch.proposal"
_REASON = Words(zh="理由", en="the reason")
_NONE = Words(zh="无", en="none")


@dataclass(frozen=True, slots=True)
class Choice:
    """The units for one incident. `token`: the proposal that was shown for it (`token_of`); `reason` where they differ."""

    incident: int
    units: tuple[int, ...]
    token: str
    reason: str = ""


def token_of(proposal: Proposal, one: ForOne) -> str:
    """What was proposed for one incident, signed: it comes back with the choice."""
    shown = {
        "incident": one.scene.pk, "at": iso(proposal.at), "units": [pick.unit.pk for pick in one.picks],
        "orders": {str(pick.unit.pk): pick.need.order for pick in one.picks if pick.need.order},
        "rule": one.rule[0].code if one.rule else "", "version": one.rule[1] if one.rule else 0,
        "least": sorted({kind for need in one.needs if need.least for kind in need.wants.kinds}),
        "lacking": [{"zh": need.words.zh, "en": need.words.en, "n": n} for need, n in one.lacking],
    }  # fmt: skip
    return signing.dumps(shown, salt=_SALT, compress=True)


def choose(viewer: Viewer, choices: Sequence[Choice]) -> list[Unit]:
    """Sends the units that were chosen, all or none, and records what had been proposed. The dispatcher's choice rules.

    An incident for which nothing is ticked is left as it is, if something is ticked for another.
    Raises NothingChosen, TooManyChosen, ChosenTwice, ProposalStale, DifferenceReasonOwed; and of each unit what `dispatch_unit` raises:
    a unit that somebody else has sent meanwhile is refused, and says by which incident.
    """
    viewer.must(Act.DISPATCH_UNIT)
    wanted = [replace(one, units=tuple(dict.fromkeys(one.units))) for one in choices if one.units]
    if not wanted:
        raise NothingChosen
    if sum(len(one.units) for one in wanted) > MOST_CHOSEN:
        raise TooManyChosen(most=MOST_CHOSEN)
    shown = [_shown(one) for one in wanted]
    units = _units(wanted)
    for one, told in zip(wanted, shown, strict=True):
        if _differs(one, told, units) and not short(one.reason, MOST_REASON, _REASON):
            raise DifferenceReasonOwed(number=scene(one.incident).number)
    estimates = {one.incident: arrivals_of(viewer, one.units, one.incident) for one in wanted}
    with book(actor=viewer.actor) as b:
        # One order of locking for everybody: two dispatchers with the same units wait for one another, and never in a ring.
        hold(one.incident for one in wanted)
        list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk").values_list("pk"))
        sent = []
        for one, told in zip(wanted, shown, strict=True):
            sent += _send(b, viewer, one, told, units, estimates)
    return sent


def accept(viewer: Viewer, incident: int, token: str) -> list[Unit]:
    """Sends to one incident what was proposed for it, whole; the book keeps the rule that it follows from.

    Raises what `choose` raises.
    """
    viewer.must(Act.DISPATCH_UNIT)
    told = _shown(Choice(incident, (), token))
    return choose(viewer, [Choice(incident, tuple(told["units"]), token)])


def _send(
    b: Book, viewer: Viewer, one: Choice, told: Mapping[str, Any], units: Mapping[int, Unit],
    estimates: Mapping[int, Mapping[int, Arrival]],
) -> list[Unit]:  # fmt: skip
    goal = scene(one.incident)
    opened = journal.last(f"incident:{one.incident}", "incidents.opened")
    said = b.record(
        _facts(goal.number, one, told, units), subject=f"choice:{one.incident}", incident=one.incident,
        cause=opened.id if opened else None,
    )  # fmt: skip
    return [
        dispatch_unit(
            viewer, pk, one.incident, order=told["orders"].get(str(pk)), estimate=estimates[one.incident].get(pk), because=said
        )
        for pk in one.units
    ]  # fmt: skip


def _shown(one: Choice) -> dict[str, Any]:
    """What the token says was proposed. Raises ProposalStale for one that is not ours, of another incident, or too old."""
    minutes = int(GOOD_FOR.total_seconds() // 60)
    try:
        told: dict[str, Any] = signing.loads(one.token[:20_000], salt=_SALT)
    except signing.BadSignature:
        raise ProposalStale(minutes=minutes) from None
    if told["incident"] != one.incident or site_now() - parse_time(told["at"]) > GOOD_FOR:
        raise ProposalStale(minutes=minutes)
    return told


def _units(wanted: Sequence[Choice]) -> dict[int, Unit]:
    """The chosen units by number. Raises ChosenTwice, NoSuchUnit."""
    chosen = [pk for one in wanted for pk in one.units]
    known = Unit.objects.in_bulk(chosen)
    for pk in chosen:
        if pk not in known:
            raise NoSuchUnit(unit=pk)
        if chosen.count(pk) > 1:
            first, second, *_ = (scene(one.incident).number for one in wanted if pk in one.units)
            raise ChosenTwice(unit=known[pk].words, first=first, second=second)
    return known


def _differs(one: Choice, told: Mapping[str, Any], units: Mapping[int, Unit]) -> bool:
    """Whether it is not what was proposed. More units of a kind of which an order asks for at least so many are no difference."""
    proposed, chosen = set(told["units"]), set(one.units)
    return not proposed <= chosen or any(units[pk].kind not in told.get("least", ()) for pk in chosen - proposed)


def _facts(number: str, one: Choice, told: Mapping[str, Any], units: Mapping[int, Unit]) -> UnitsChosen:
    known = {**Unit.objects.in_bulk(told["units"]), **units}
    proposed = sorted(known[pk].code for pk in told["units"] if pk in known)
    sent = sorted(known[pk].code for pk in one.units)
    differs = _differs(one, told, units)
    reason = short(one.reason, MOST_REASON, _REASON) if differs else ""
    lacking = list(told["lacking"])
    short_zh = "、".join(f"{line['zh']} {line['n']}" for line in lacking)
    short_en = ", ".join(f"{line['n']} × {line['en']}" for line in lacking)
    return UnitsChosen(
        number=number, proposed=proposed, sent=sent, differs=differs, proposed_at=told["at"], rule=told["rule"],
        version=told["version"], reason=reason, lacking=lacking, proposed_zh="、".join(proposed) or _NONE.zh,
        proposed_en=", ".join(proposed) or _NONE.en, sent_zh="、".join(sent), sent_en=", ".join(sent),
        why_zh=f"；不同于建议：{reason}" if differs else "", why_en=f"; it differs: {reason}" if differs else "",
        short_zh=f"；缺 {short_zh}" if lacking else "", short_en=f"; lacking {short_en}" if lacking else "",
    )  # fmt: skip
