"""Figures and their corrections, drafts of reports, and leaders' instructions over the API."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.incidents import correcting, drafting, instructing, queries
from watchroom.incidents.carrying import Carried, carried
from watchroom.incidents.models import Correction, Instruction, Report
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of

router = Router(tags=["incidents"])
Figure = dict[str, dict[Literal["running", "cumulative"], int | None]]


class CorrectionIn(Schema):
    """`figures`: {name: {running, cumulative}}; null: not stated any more. What is left out stays."""

    figures: Figure
    reason: str = Field(max_length=500)


class CorrectionOut(Schema):
    report: int
    edition: int
    name: str
    which: Literal["running", "cumulative"]
    before: int | None
    after: int | None
    at: datetime
    why: str


class FiguresOut(Schema):
    """`sent`: as the report was made; `figures`: what holds after its corrections. What is not there is not stated."""

    report: int
    at: datetime
    edition: int
    sent: Figure
    figures: Figure
    corrections: list[CorrectionOut]


class DraftOut(Schema):
    """The next report as it could be made from what is known; nothing is written."""

    kind: Literal["first", "follow_up", "nil", "final", "verified"]
    text_zh: str
    text_en: str
    figures: Figure
    to: list[str]


class InstructionIn(Schema):
    """`post`: a post of the site that is to answer; without one, `whom` says who is."""

    leader: str = Field(max_length=120)
    text: str = Field(max_length=4000)
    post: str = Field("", max_length=64)
    whom: str = Field("", max_length=120)
    given_at: Instant | None = None
    due_at: Instant | None = None
    report: int | None = None


class AnswerIn(Schema):
    text: str = Field(max_length=4000)


class WithdrawnIn(Schema):
    reason: str = Field(max_length=500)


class CarriedOut(Schema):
    """An order by which the instruction is carried out. `late`: it is open past its deadline; `note`: what its post said last."""

    order: int
    post: str
    post_zh: str
    post_en: str
    state: str
    sent_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    late: bool
    note: str


class InstructionOut(Schema):
    """`orders`: those that carry it out, oldest first; the one to `post` is sent as soon as the instruction is entered."""

    id: int
    incident: int
    report: int | None
    leader: str
    text: str
    post: str
    whom: str
    given_at: datetime
    due_at: datetime | None
    late_at: datetime | None
    answered_at: datetime | None
    answer: str
    withdrawn_at: datetime | None
    withdrawn_why: str
    orders: list[CarriedOut]


@router.get("/incidents/{int:pk}/figures", response=list[FiguresOut], summary="The figures of an incident's reports")
def figures(request: HttpRequest, pk: int) -> list[FiguresOut]:
    viewer = viewer_of(request)
    queries.incident(viewer, pk)
    return [_figures(one) for one in queries.reports(viewer, pk)]


@router.post(
    "/incidents/{int:pk}/reports/{int:report}/corrections",
    response=list[CorrectionOut],
    summary="Correct figures of a report that was made",
)
def correct(request: HttpRequest, pk: int, report: int, given: CorrectionIn) -> list[CorrectionOut]:
    told = {name: {str(which): value for which, value in both.items()} for name, both in given.figures.items()}
    rows = correcting.correct(viewer_of(request), pk, report, figures=told, reason=given.reason)
    return [_correction(one) for one in rows]


@router.get(
    "/incidents/{int:pk}/report-draft", response=DraftOut, summary="The next report, drafted from what is known"
)
def draft(request: HttpRequest, pk: int) -> DraftOut:
    return draft_out(drafting.draft(viewer_of(request), pk))


@router.get(
    "/incidents/{int:pk}/instructions", response=list[InstructionOut], summary="Leaders' instructions on an incident"
)
def instructions(request: HttpRequest, pk: int) -> list[InstructionOut]:
    viewer = viewer_of(request)
    queries.incident(viewer, pk)
    rows = queries.instructions(viewer, pk)
    held = carried([one.pk for one in rows])
    return [instruction_out(one, held[one.pk]) for one in rows]


@router.post("/incidents/{int:pk}/instructions", response=InstructionOut, summary="Enter a leader's instruction")
def instruct(request: HttpRequest, pk: int, given: InstructionIn) -> InstructionOut:
    return instruction_out(instructing.instruct(viewer_of(request), pk, **given.model_dump()))


@router.post(
    "/incidents/{int:pk}/instructions/{int:instruction}/answer",
    response=InstructionOut,
    summary="Answer an instruction",
)
def answer(request: HttpRequest, pk: int, instruction: int, given: AnswerIn) -> InstructionOut:
    return instruction_out(instructing.answer(viewer_of(request), pk, instruction, text=given.text))


@router.post(
    "/incidents/{int:pk}/instructions/{int:instruction}/withdraw",
    response=InstructionOut,
    summary="Withdraw an instruction, with a reason",
)
def withdraw(request: HttpRequest, pk: int, instruction: int, given: WithdrawnIn) -> InstructionOut:
    return instruction_out(instructing.withdraw(viewer_of(request), pk, instruction, reason=given.reason))


def draft_out(made: drafting.Draft) -> DraftOut:
    return DraftOut.model_validate({
        "kind": made.kind, "text_zh": made.text.zh, "text_en": made.text.en, "figures": made.figures,
        "to": [one.zh for one in made.to],
    })  # fmt: skip


def instruction_out(one: Instruction, orders: list[Carried] | None = None) -> InstructionOut:
    """`orders`: those that carry it out, if they are at hand."""
    held = carried([one.pk])[one.pk] if orders is None else orders
    return InstructionOut(
        id=one.pk, incident=one.incident_id, report=one.report_id, leader=one.leader, text=one.text, post=one.post,
        whom=one.whom, given_at=one.given_at, due_at=one.due_at, late_at=one.late_at, answered_at=one.answered_at,
        answer=one.answer, withdrawn_at=one.withdrawn_at, withdrawn_why=one.withdrawn_why,
        orders=[
            CarriedOut(
                order=each.order, post=each.post, post_zh=each.who.zh, post_en=each.who.en, state=each.state, sent_at=each.sent_at,
                due_at=each.due_at, done_at=each.done_at, late=each.late, note=each.note,
            )
            for each in held
        ],
    )  # fmt: skip


def _figures(one: Report) -> FiguresOut:
    return FiguresOut.model_validate({
        "report": one.pk, "at": one.at, "edition": correcting.edition_of(one), "sent": one.figures,
        "figures": correcting.standing(one), "corrections": [_correction(row).model_dump() for row in one.corrections.all()],
    })  # fmt: skip


def _correction(one: Correction) -> CorrectionOut:
    return CorrectionOut.model_validate({
        "report": one.report_id, "edition": one.edition, "name": one.name, "which": one.which, "before": one.before,
        "after": one.after, "at": one.at, "why": one.why,
    })  # fmt: skip
