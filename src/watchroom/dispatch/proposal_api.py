"""Proposals, choices, the rules on needs and cover, and closed roads over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from watchroom.dispatch import closing_roads, queries, ruling
from watchroom.dispatch.choosing import Choice, choose, token_of
from watchroom.dispatch.models import Closure, DispatchRule
from watchroom.dispatch.needing import CoverRule, ResponseRule
from watchroom.dispatch.orders_out import once_keyed
from watchroom.dispatch.proposing import ForOne, Pick, propose
from watchroom.dispatch.unit_api import UnitOut, _unit
from watchroom.kernel.clock import Instant
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of

router = Router()
Reason = Annotated[str, Field(max_length=500)]


class Said(Schema):
    zh: str
    en: str


class LeftOut(Said):
    """What a cover keeps when this is sent. `firm`: proposals never go below it."""

    left: int
    least: int
    firm: bool


class PickOut(Schema):
    """A unit for a need (its key). Seconds; `road_m` null: no road was used, and `how` says what instead. `counted_s` is what
    the choice counted. `position_at` of the unit tells the age of its position; `caveats`: what to know before it is sent."""

    unit: UnitOut
    need: str
    eta_s: int
    low_s: int
    high_s: int
    counted_s: int
    straight_m: int
    road_m: int | None
    how: Said
    leaves: list[LeftOut]
    caveats: list[Said]


class NeedOut(Said):
    """`lacking`: how many nobody is left for. `order`: the order that asked for it, where no rule did. `least`: it asks for at
    least `n`; more may be sent without a reason."""

    key: str
    n: int
    urgency: int
    lacking: int
    order: int | None
    least: bool


class ThereOut(Schema):
    """A unit that is on the incident already, and the need that it meets."""

    unit: int
    code: str
    need: str | None


class ForOneOut(Schema):
    """`graded` false: nobody graded it, and it counts as ordinary (4). `token` comes back with the choice."""

    incident: int
    number: str
    graded: bool
    rule: str | None
    rule_version: int | None
    needs: list[NeedOut]
    picks: list[PickOut]
    others: list[PickOut]
    there: list[ThereOut]
    token: str


class ProposalOut(Schema):
    """`unplaced`: incidents without a position, for which nothing is proposed. `proven` false: the search met its limit of
    time. `away`: units that would do and cannot be sent, by status. `note`: why roads were not used, where there are any."""

    at: datetime
    incidents: list[ForOneOut]
    unplaced: list[int]
    closures: int
    proven: bool
    away: dict[str, int]
    note: Said | None


class ChoiceIn(Schema):
    """`reason` is owed where the units differ from the proposed ones."""

    incident: int
    units: list[int] = Field(max_length=100)
    token: str = Field(max_length=20_000)
    reason: str = Field(default="", max_length=200)


class ChoicesIn(Schema):
    choices: list[ChoiceIn] = Field(min_length=1, max_length=50)


class SentOut(Schema):
    units: list[UnitOut]


class ResponseRuleOut(Schema):
    """A rule in force. Version 0 came with the platform."""

    version: int
    rule: ResponseRule


class CoverRuleOut(Schema):
    version: int
    rule: CoverRule


class DispatchVersionOut(Schema):
    """`rule` is null where the version withdrew it."""

    version: int
    at: datetime | None
    reason: str
    rule: dict[str, Any] | None


class ResponseRuleIn(Schema):
    rule: ResponseRule
    reason: Reason


class CoverRuleIn(Schema):
    rule: CoverRule
    reason: Reason


class ReasonIn(Schema):
    reason: Reason


class ClosureIn(Schema):
    """A line or an area (GeoJSON) that is closed from `since` (null: now) until `until` (null: until it is lifted)."""

    zh: str = Field(max_length=200)
    en: str = Field(default="", max_length=200)
    geometry: dict[str, Any]
    since: Instant | None = None
    until: Instant | None = None
    reason: Reason


class ClosureOut(Schema):
    id: int
    zh: str
    en: str
    geometry: dict[str, Any]
    since: datetime
    until: datetime | None
    reason: str
    lifted_at: datetime | None
    lifted_reason: str


def _said(words: Words) -> Said:
    return Said(zh=words.zh, en=words.en)


def _pick(pick: Pick) -> PickOut:
    soon = pick.arrival
    return PickOut(
        unit=_unit(pick.unit, pick.position), need=pick.need.key, eta_s=soon.eta_s, low_s=soon.low_s, high_s=soon.high_s,
        counted_s=soon.counted_s, straight_m=soon.straight_m, road_m=soon.road_m, how=_said(soon.how),
        leaves=[LeftOut(zh=one.words.zh, en=one.words.en, left=one.left, least=one.least, firm=one.firm) for one in pick.leaves],
        caveats=[_said(one) for one in pick.caveats],
    )  # fmt: skip


def _for_one(one: ForOne, token: str) -> ForOneOut:
    lacking = {need.key: n for need, n in one.lacking}
    return ForOneOut(
        incident=one.scene.pk, number=one.scene.number, graded=one.graded, rule=one.rule[0].code if one.rule else None,
        rule_version=one.rule[1] if one.rule else None, token=token, picks=[_pick(pick) for pick in one.picks],
        needs=[
            NeedOut(key=need.key, zh=need.words.zh, en=need.words.en, n=need.n, urgency=need.wants.urgency,
                    lacking=lacking.get(need.key, 0), order=need.order, least=need.least)
            for need in one.needs
        ],
        others=[_pick(pick) for pick in one.others],
        there=[ThereOut(unit=unit.pk, code=unit.code, need=need.key if need else None) for unit, need in one.there],
    )  # fmt: skip


@router.get("/unit-proposals", response=ProposalOut, summary="Whom to send, to these incidents or to all that are open")
def proposals(request: HttpRequest, incident: Annotated[list[int], Query(max_length=50)] = []) -> ProposalOut:  # noqa: B006
    made = propose(viewer_of(request), incident)
    return ProposalOut(
        at=made.at, incidents=[_for_one(one, token_of(made, one)) for one in made.incidents], unplaced=[goal.pk for goal in made.unplaced],
        closures=made.closed, proven=made.proven, away={status.value: n for status, n in made.away.items()},
        note=_said(made.note) if made.note else None,
    )  # fmt: skip


@router.post("/unit-choices", response=SentOut, summary="Send the chosen units, all or none (采纳建议、派遣)")
def choices(request: HttpRequest, body: ChoicesIn) -> SentOut | dict[str, object]:
    viewer = viewer_of(request)
    wanted = [Choice(one.incident, tuple(one.units), one.token, one.reason) for one in body.choices]

    def act() -> SentOut:
        return SentOut(units=[_unit(row, queries.at_home(row)) for row in choose(viewer, wanted)])

    return once_keyed(request, body, act)


# ---- rules ----------------------------------------------------------------------------------------------------------


def _version(row: DispatchRule) -> DispatchVersionOut:
    return DispatchVersionOut(version=row.version, at=row.at, reason=row.reason, rule=row.content)


def _versions(request: HttpRequest, family: str, code: str) -> list[DispatchVersionOut]:
    came, rows = ruling.history(viewer_of(request), family, code)
    told = [_version(row) for row in rows]
    if came:
        told.append(DispatchVersionOut(version=0, at=None, reason="", rule=came.model_dump(mode="json")))
    return told


@router.get("/response-rules", response=list[ResponseRuleOut], summary="What incidents need, by code of the rule")
def response_rules(request: HttpRequest) -> list[dict[str, Any]]:
    return [{"version": version, "rule": rule} for rule, version in ruling.seen(viewer_of(request), "response")]


@router.get("/response-rules/{code}", response=list[DispatchVersionOut], summary="Every version of a response rule")
def response_versions(request: HttpRequest, code: str) -> list[DispatchVersionOut]:
    return _versions(request, "response", code)


@router.put(
    "/response-rules/{code}", response=DispatchVersionOut, summary="Put a response rule in force, with a reason"
)
def put_response_rule(request: HttpRequest, code: str, body: ResponseRuleIn) -> DispatchVersionOut:
    content = body.rule.model_dump(mode="json") | {"code": code}
    return _version(ruling.put_rule(viewer_of(request), "response", content, reason=body.reason))


@router.post(
    "/response-rules/{code}/withdraw", response=DispatchVersionOut, summary="Take a response rule out of force"
)
def withdraw_response_rule(request: HttpRequest, code: str, body: ReasonIn) -> DispatchVersionOut:
    return _version(ruling.withdraw_rule(viewer_of(request), "response", code, reason=body.reason))


@router.get("/cover-rules", response=list[CoverRuleOut], summary="What stays behind, by code of the rule")
def cover_rules(request: HttpRequest) -> list[dict[str, Any]]:
    return [{"version": version, "rule": rule} for rule, version in ruling.seen(viewer_of(request), "cover")]


@router.get("/cover-rules/{code}", response=list[DispatchVersionOut], summary="Every version of a cover rule")
def cover_versions(request: HttpRequest, code: str) -> list[DispatchVersionOut]:
    return _versions(request, "cover", code)


@router.put("/cover-rules/{code}", response=DispatchVersionOut, summary="Put a cover rule in force, with a reason")
def put_cover_rule(request: HttpRequest, code: str, body: CoverRuleIn) -> DispatchVersionOut:
    content = body.rule.model_dump(mode="json") | {"code": code}
    return _version(ruling.put_rule(viewer_of(request), "cover", content, reason=body.reason))


@router.post("/cover-rules/{code}/withdraw", response=DispatchVersionOut, summary="Take a cover rule out of force")
def withdraw_cover_rule(request: HttpRequest, code: str, body: ReasonIn) -> DispatchVersionOut:
    return _version(ruling.withdraw_rule(viewer_of(request), "cover", code, reason=body.reason))


# ---- closures -------------------------------------------------------------------------------------------------------


def _closure(row: Closure) -> ClosureOut:
    return ClosureOut(
        id=row.pk, zh=row.zh, en=row.en, geometry=row.geometry, since=row.since, until=row.until, reason=row.reason,
        lifted_at=row.lifted_at, lifted_reason=row.lifted_reason,
    )  # fmt: skip


@router.get(
    "/closures", response=list[ClosureOut], summary="Closed roads: in force and to come, or those that are over"
)
def closures(request: HttpRequest, past: bool = False) -> list[ClosureOut]:
    return [_closure(row) for row in closing_roads.closures(viewer_of(request), past=past)]


@router.post("/closures", response=ClosureOut, summary="Close a line or an area to units (道路封闭)")
def draw(request: HttpRequest, body: ClosureIn) -> ClosureOut | dict[str, object]:
    def act() -> ClosureOut:
        times = {"since": body.since, "until": body.until}
        return _closure(
            closing_roads.draw_closure(viewer_of(request), body.zh, body.en, body.geometry, reason=body.reason, **times)
        )

    return once_keyed(request, body, act)


@router.post("/closures/{closure}/lift", response=ClosureOut, summary="Open it to traffic again")
def lift(request: HttpRequest, closure: int, body: ReasonIn) -> ClosureOut | dict[str, object]:
    return once_keyed(
        request, body, lambda: _closure(closing_roads.lift_closure(viewer_of(request), closure, reason=body.reason))
    )
