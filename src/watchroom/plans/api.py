"""Plans over the API: the same actions and queries as the screen."""

from datetime import datetime
from typing import Any, Literal, cast

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import JsonValue

from watchroom.incidents.api import KEY, keyed
from watchroom.journal.clock import site_now
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.plans import actions, life_api, lifecycle, queries, standing_api, testing_api, wizard_api
from watchroom.plans.check import parse
from watchroom.plans.drafts import api as drafts_api
from watchroom.plans.drills import api as drills
from watchroom.plans.format import json_schema
from watchroom.plans.loading import load
from watchroom.plans.models import Activation, Plan, Proposal
from watchroom.plans.recording import level_of
from watchroom.plans.rules import Stands, evidence
from watchroom.plans.running_api import router as running_router
from watchroom.plans.snapshot import local_day, thaw

router = Router(tags=["plans"])
for _one in (
    life_api.router,
    standing_api.router,
    testing_api.router,
    wizard_api.router,
    running_router,
    drills.router,
    drafts_api.router,
):
    router.add_router("", _one)


class PlanOut(Schema):
    code: str
    version: int
    title_zh: str
    title_en: str
    kind: str
    levels: list[int]
    digest: str
    imported_at: datetime
    state: Literal["draft", "review", "approved", "in_force", "replaced", "withdrawn"]


class WholePlanOut(PlanOut):
    """`body` is the plan in the documented format; numbers with decimals are text."""

    body: dict[str, JsonValue]


class ProposalOut(Schema):
    """A proposal. `evidence` are the parts of the condition with what was measured; `holds` is whether it holds now."""

    id: int
    incident: int
    plan: str
    plan_version: int
    plan_zh: str
    plan_en: str
    level: int
    level_zh: str
    level_en: str
    state: Literal["proposed", "forwarded", "declined", "activated"]
    holds: bool
    clause: str
    clause_zh: str
    clause_en: str
    decides: str
    met: int
    of: int
    evidence: list[dict[str, JsonValue]]
    raises: int | None
    proposed_at: datetime
    changed_at: datetime
    reason: str


class ActivationOut(Schema):
    id: int
    incident: int
    plan: str
    plan_version: int
    plan_zh: str
    plan_en: str
    level: int
    level_zh: str
    level_en: str
    state: Literal["running", "stood_down", "changed"]
    at: datetime
    until: datetime | None
    measures_zh: str
    measures_en: str
    proposal: int | None
    previous: int | None
    snapshot: str
    ended_at: datetime | None
    reason: str
    ended_reason: str
    templates: list[str]


class TaskOut(Schema):
    """A task that an activation gives. `deadline_s` counts from `base`."""

    code: str
    post: str
    title_zh: str
    title_en: str
    order_zh: str
    order_en: str
    done_when_zh: str
    done_when_en: str
    deadline_s: int | None
    base: Literal["incident_opened", "activation", "order_sent"]
    predecessors: list[str]
    units: list[str]
    warning: str | None
    clause: str
    carried: bool


class LoweredOut(Schema):
    """A sensitive time or place that lowers the bar of a level now."""

    text_zh: str
    text_en: str
    clause: str | None


class LevelStateOut(Schema):
    level: int
    state: Literal["holds", "fails", "lacks"]
    stands: Stands
    met: int
    of: int
    evidence: list[dict[str, JsonValue]]
    lowered: list[LoweredOut]


class AssessmentOut(Schema):
    plan: str
    plan_version: int
    levels: list[LevelStateOut]


class FindingOut(Schema):
    code: str
    severity: Literal["error", "warning"]
    line: int
    place: str
    text_zh: str
    text_en: str
    todo_zh: str
    todo_en: str


class PlanFileIn(Schema):
    content: str = Field(max_length=2_000_000, description="The plan as YAML.")


class ReasonIn(Schema):
    reason: str = Field(max_length=2000)


class ActivateIn(Schema):
    level: int | None = Field(None, ge=1, le=9, description="Another level than the proposed one; needs a reason.")
    reason: str = Field("", max_length=2000)


class ByHandIn(Schema):
    plan: str = Field(max_length=64)
    level: int = Field(ge=1, le=9)
    reason: str = Field(max_length=2000)


@router.get("/plans", response=list[PlanOut], summary="The version in force of every plan")
def plans(request: HttpRequest) -> list[PlanOut]:
    return [PlanOut(**_plan(row)) for row in queries.plans(viewer_of(request))]


@router.get("/plan-schema", response=dict[str, JsonValue], summary="The JSON Schema of the plan file")
def schema(request: HttpRequest) -> dict[str, Any]:
    viewer_of(request).must(Act.SEE)
    return json_schema()


@router.post("/plan-check", response=list[FindingOut], summary="Check a plan without importing it")
def check(request: HttpRequest, given: PlanFileIn) -> list[dict[str, Any]]:
    viewer_of(request).must(Act.DRAFT_PLAN)
    return [found.said() for found in parse(given.content.encode(), local_day(site_now()))[1]]


@router.put("/plans", response=PlanOut, summary="Put a draft of a plan; the same content again changes nothing")
def put_plan(request: HttpRequest, given: PlanFileIn) -> PlanOut:
    """The draft comes in force by review and approval. 422 when it is no plan file; a number that is taken becomes the next."""
    return PlanOut(**_plan(lifecycle.put_draft(viewer_of(request), given.content.encode())))


@router.get("/plans/{code}", response=WholePlanOut, summary="One plan, whole")
def plan(request: HttpRequest, code: str, version: int | None = None) -> WholePlanOut:
    row = queries.plan(viewer_of(request), code, version)
    return WholePlanOut(**_plan(row), body=load(row).body())


@router.get(
    "/incidents/{int:pk}/proposals", response=list[ProposalOut], summary="Proposals for an incident, open ones first"
)
def proposals(request: HttpRequest, pk: int) -> list[ProposalOut]:
    return [_proposal(row) for row in queries.proposals(viewer_of(request), pk)]


@router.get(
    "/incidents/{int:pk}/activations",
    response=list[ActivationOut],
    summary="Activations of an incident, running ones first",
)
def activations(request: HttpRequest, pk: int) -> list[ActivationOut]:
    return [_activation(row) for row in queries.activations(viewer_of(request), pk)]


@router.get(
    "/incidents/{int:pk}/assessments",
    response=list[AssessmentOut],
    summary="Every level of every plan against what is known",
)
def assessments(request: HttpRequest, pk: int) -> list[AssessmentOut]:
    return [_held(one) for one in queries.assessments(viewer_of(request), pk)]


@router.post(
    "/proposals/{int:pk}/forward", response=ProposalOut, summary="Forward a proposal to whom the plan lets decide"
)
def forward(request: HttpRequest, pk: int, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)
    return keyed(viewer, key, f"plans.forward:{pk}", None, lambda: _proposal(actions.forward(viewer, pk)))


@router.post("/proposals/{int:pk}/decline", response=ProposalOut, summary="Decline a proposal, with a reason")
def decline(request: HttpRequest, pk: int, given: ReasonIn, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)
    asked = given.model_dump()
    return keyed(viewer, key, f"plans.decline:{pk}", asked, lambda: _proposal(actions.decline(viewer, pk, **asked)))


@router.post(
    "/proposals/{int:pk}/activate", response=ActivationOut, summary="Start the plan that was proposed and forwarded"
)
def activate(request: HttpRequest, pk: int, given: ActivateIn | None = None, key: str | None = KEY) -> Any:
    """409 when it was decided before; the fault says by whom and when."""
    viewer, asked = viewer_of(request), (given.model_dump() if given else {})
    return keyed(viewer, key, f"plans.activate:{pk}", asked, lambda: _activation(actions.activate(viewer, pk, **asked)))


@router.post(
    "/incidents/{int:pk}/activate", response=ActivationOut, summary="Start a plan that nobody proposed, with a reason"
)
def activate_plan(request: HttpRequest, pk: int, given: ByHandIn, key: str | None = KEY) -> Any:
    viewer, asked = viewer_of(request), given.model_dump()
    return keyed(
        viewer, key, f"plans.by_hand:{pk}", asked, lambda: _activation(actions.activate_plan(viewer, pk, **asked))
    )


@router.post("/activations/{int:pk}/stand-down", response=ActivationOut, summary="End a response, with a reason")
def stand_down(request: HttpRequest, pk: int, given: ReasonIn, key: str | None = KEY) -> Any:
    viewer, asked = viewer_of(request), given.model_dump()
    return keyed(
        viewer, key, f"plans.stand_down:{pk}", asked, lambda: _activation(actions.stand_down(viewer, pk, **asked))
    )


@router.get("/activations/{int:pk}/tasks", response=list[TaskOut], summary="The tasks that an activation gives")
def tasks(request: HttpRequest, pk: int) -> list[TaskOut]:
    viewer_of(request).must(Act.SEE)
    return [
        TaskOut(
            code=one.code, post=one.post, title_zh=one.title.zh, title_en=one.title.en, order_zh=one.zh, order_en=one.en,
            done_when_zh=one.done_when.zh, done_when_en=one.done_when.en, deadline_s=one.deadline_s, base=cast(Any, one.base),
            predecessors=list(one.predecessors), units=list(one.units), warning=one.warning, clause=one.clause, carried=one.carried,
        )
        for one in queries.actions_of(pk, carried=True)
    ]  # fmt: skip


def _held(one: queries.Held) -> AssessmentOut:
    levels = [
        LevelStateOut(
            level=level.level.level, state=level.state.value, stands=level.stands, met=level.met, of=level.of,
            evidence=evidence(level.verdict),
                lowered=[LoweredOut(text_zh=one.words.zh, text_en=one.words.en, clause=one.clause) for one in level.lowered],
        )
        for level in one.levels
    ]  # fmt: skip
    return AssessmentOut(plan=one.row.code, plan_version=one.row.version, levels=levels)


def _plan(row: Plan) -> dict[str, Any]:
    return {
        "code": row.code, "version": row.version, "title_zh": row.zh, "title_en": row.en, "kind": row.kind,
        "levels": [level.level for level in load(row).levels], "digest": row.digest, "imported_at": row.imported_at, "state": row.state,
    }  # fmt: skip


def _proposal(row: Proposal) -> ProposalOut:
    plan = load(row.plan)
    level = level_of(plan, row.level)
    clause = plan.clause(level.clause)
    return ProposalOut(
        id=row.pk, incident=row.incident_id, plan=row.plan_code, plan_version=row.plan.version, plan_zh=row.plan.zh,
        plan_en=row.plan.en, level=row.level, level_zh=level.name.zh, level_en=level.name.en, state=cast(Any, row.state), holds=row.holds,
        clause=level.clause, clause_zh=clause.text.zh if clause else "", clause_en=clause.text.en if clause else "",
        decides=level.chain.decides or "", met=row.met, of=row.of, evidence=row.evidence, raises=row.raises_id,
        proposed_at=row.proposed_at, changed_at=row.changed_at, reason=row.reason,
    )  # fmt: skip


def _activation(row: Activation) -> ActivationOut:
    plan = thaw(row.snapshot).plan
    level = level_of(plan, row.level)
    return ActivationOut(
        id=row.pk, incident=row.incident_id, plan=row.plan_code, plan_version=row.version, plan_zh=plan.title.zh,
        plan_en=plan.title.en, level=row.level, level_zh=level.name.zh, level_en=level.name.en, state=cast(Any, row.state), at=row.at,
        until=row.until, measures_zh=level.measures.zh, measures_en=level.measures.en, proposal=row.proposal_id,
        previous=row.previous_id, snapshot=row.snapshot_digest, ended_at=row.ended_at, reason=row.reason,
        ended_reason=row.ended_reason, templates=[one.code for one in plan.warnings if row.level in one.levels],
    )  # fmt: skip
