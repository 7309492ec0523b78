"""The life of plans over the API: the same steps as on the versions page, each with its right."""

from datetime import date, datetime
from typing import Any, Literal, cast

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import JsonValue

from watchroom.people import entering_days
from watchroom.people.queries import viewer_of
from watchroom.people.workdays import Special
from watchroom.plans import checking, evaluating, life_queries, lifecycle, naming_days
from watchroom.plans.life_queries import Life
from watchroom.plans.models import Evaluation, NamedDays, Opinion, Plan, PlanFault, RevisionCause

router = Router(tags=["plans"])

State = Literal["draft", "review", "approved", "in_force", "replaced", "withdrawn"]
Cause = Literal["law", "command", "risk", "resources", "event", "drill_lesson", "other"]


class VersionOut(Schema):
    """A version and how far it has come. Days are of the site's calendar."""

    code: str
    version: int
    title_zh: str
    title_en: str
    state: State
    drafted_at: datetime
    approved_at: datetime | None
    in_force_at: datetime | None
    ended_at: datetime | None
    ended_reason: str
    issued_on: date | None
    filed_on: date | None
    published_on: date | None
    withheld: str


class OpinionOut(Schema):
    at: datetime
    present: int
    agreed: int
    text: str


class OwedOut(Schema):
    """`days_left` is negative when it is overdue; `guessed` are years whose holidays are not entered."""

    what: Literal["filing", "publishing", "evaluation", "drill"]
    day: date
    days_left: int
    guessed: list[int]


class CauseOut(Schema):
    kind: Cause
    note: str
    source: str
    at: datetime
    met_by_version: int | None


class EvaluationOut(Schema):
    version: int
    on: date
    conclusion: Literal["keep", "revise", "amend"]
    note: str
    causes: dict[str, dict[str, bool | str]]


class FaultOut(Schema):
    """A finding of the daily check that stands, with since when."""

    code: str
    severity: Literal["error", "warning"]
    place: str
    text_zh: str
    text_en: str
    todo_zh: str
    todo_en: str
    first_seen: datetime


class LifeOut(Schema):
    chosen: VersionOut
    versions: list[VersionOut]
    opinions: list[OpinionOut]
    evaluations: list[EvaluationOut]
    causes: list[CauseOut]
    owed: list[OwedOut]
    faults: list[FaultOut]
    checked_at: datetime | None


class OpinionIn(Schema):
    """One person's opinion (`present` 1), or that of a panel: how many were present and how many of them agree."""

    agreed: int = Field(ge=0, le=999)
    present: int = Field(1, ge=1, le=999)
    text: str = Field(max_length=2000)


class IssueIn(Schema):
    issued_on: str = Field(max_length=10, description="Day of issue, as 2026-01-05.")


class DayIn(Schema):
    on: str = Field(max_length=10, description="As 2026-01-05.")


class PublishedIn(Schema):
    on: str = Field("", max_length=10)
    withheld: str = Field("", max_length=2000, description="Why it may not be public; then no day is needed.")


class WhyIn(Schema):
    reason: str = Field(max_length=2000)


class CauseIn(Schema):
    kind: Cause
    note: str = Field(max_length=2000)
    source: str = Field("", max_length=64, description="What showed it, such as drill:4; told twice it is one cause.")


class AnswerIn(Schema):
    holds: bool
    note: str = Field("", max_length=2000)


class EvaluationIn(Schema):
    on: str = Field(max_length=10)
    causes: dict[Cause, AnswerIn] = Field(default_factory=dict)
    conclusion: Literal["keep", "revise", "amend"]
    note: str = Field(max_length=2000)


class WorkYearOut(Schema):
    year: int
    off: list[str]
    on: list[str]


class WorkYearIn(Schema):
    off: list[str] = Field(max_length=200)
    on: list[str] = Field(default_factory=list, max_length=60)
    source: str = Field("", max_length=200)


class NamedDaysOut(Schema):
    """`first` and `last` are days of the site's calendar; `last` is one of them."""

    id: int
    kind: Special
    first: date
    last: date
    zh: str
    en: str


class NamedDaysIn(Schema):
    kind: Special
    first: str = Field(max_length=10)
    last: str = Field(max_length=10)
    zh: str = Field("", max_length=200, description="A name in one language is used for both.")
    en: str = Field("", max_length=200)


class DifferenceOut(Schema):
    """One node. `place` names parts by their code; `old` and `new` are plain data, None where there is none."""

    kind: Literal["added", "removed", "changed"]
    place: str
    old: JsonValue
    new: JsonValue


class ComparisonOut(Schema):
    code: str
    old: int
    new: int
    differences: list[DifferenceOut]


class CheckedOut(Schema):
    plans: int


@router.get("/plan-workdays", response=list[WorkYearOut], summary="Years whose holidays are known")
def workdays(request: HttpRequest) -> list[WorkYearOut]:
    return [WorkYearOut(year=year, off=off, on=on) for year, off, on, _ in life_queries.work_years(viewer_of(request))]


@router.put("/plan-workdays/{int:year}", response=WorkYearOut, summary="Enter a year's holidays and working weekends")
def put_workdays(request: HttpRequest, year: int, given: WorkYearIn) -> WorkYearOut:
    row = entering_days.put_workdays(viewer_of(request), year, **given.model_dump())
    return WorkYearOut(year=row.year, off=row.off, on=row.on)


@router.get("/plan-days", response=list[NamedDaysOut], summary="Holidays, major events and sensitive periods by name")
def named_days(request: HttpRequest) -> list[NamedDaysOut]:
    return [_named(row) for row in life_queries.named_days(viewer_of(request))]


@router.post("/plan-days", response=NamedDaysOut, summary="Name a holiday, a major event or a sensitive period")
def name_days(request: HttpRequest, given: NamedDaysIn) -> NamedDaysOut:
    return _named(naming_days.name_days(viewer_of(request), **given.model_dump()))


@router.post("/plan-days/{int:pk}/withdraw", response=NamedDaysOut, summary="Withdraw named days")
def withdraw_days(request: HttpRequest, pk: int) -> NamedDaysOut:
    return _named(naming_days.withdraw_days(viewer_of(request), pk))


def _named(row: NamedDays) -> NamedDaysOut:
    return NamedDaysOut(id=row.pk, kind=cast(Any, row.kind), first=row.first, last=row.last, zh=row.zh, en=row.en)


@router.post("/plan-checks", response=CheckedOut, summary="Check every plan in force against the site now")
def check_now(request: HttpRequest) -> CheckedOut:
    return CheckedOut(plans=checking.check_now(viewer_of(request)))


@router.get("/plans/{code}/versions", response=LifeOut, summary="A plan's versions, what is owed, what the check found")
def life(request: HttpRequest, code: str, version: int | None = None) -> LifeOut:
    return _life(life_queries.life(viewer_of(request), code, version))


@router.get("/plans/{code}/compare", response=ComparisonOut, summary="Two versions, node by node")
def compare(request: HttpRequest, code: str, old: int | None = None, new: int | None = None) -> ComparisonOut:
    """Without `new` the version in force, without `old` the one before. What only moved is no difference."""
    earlier, later, found = life_queries.differences(viewer_of(request), code, old, new)
    return ComparisonOut(
        code=code, old=earlier.version, new=later.version,
        differences=[DifferenceOut(kind=one.kind, place=one.place, old=one.old, new=one.new) for one in found],
    )  # fmt: skip


@router.post("/plans/{code}/versions/{int:version}/submit", response=VersionOut, summary="Send a draft for review")
def submit(request: HttpRequest, code: str, version: int) -> VersionOut:
    """422 while the check finds errors."""
    return _version(lifecycle.submit(viewer_of(request), code, version))


@router.post("/plans/{code}/versions/{int:version}/opinion", response=OpinionOut, summary="Give an opinion in review")
def opinion(request: HttpRequest, code: str, version: int, given: OpinionIn) -> OpinionOut:
    """409 for whoever drafted it, and for a second opinion."""
    return _opinion(lifecycle.give_opinion(viewer_of(request), code, version, **given.model_dump()))


@router.post("/plans/{code}/versions/{int:version}/approve", response=VersionOut, summary="Approve what was reviewed")
def approve(request: HttpRequest, code: str, version: int) -> VersionOut:
    """409 for whoever drafted it, and while the review has not passed."""
    return _version(lifecycle.approve(viewer_of(request), code, version))


@router.post("/plans/{code}/versions/{int:version}/in-force", response=VersionOut, summary="Put a version in force")
def in_force(request: HttpRequest, code: str, version: int, given: IssueIn) -> VersionOut:
    return _version(lifecycle.put_in_force(viewer_of(request), code, version, issued_on=given.issued_on))


@router.post("/plans/{code}/versions/{int:version}/filed", response=VersionOut, summary="Record that it was filed")
def filed(request: HttpRequest, code: str, version: int, given: DayIn) -> VersionOut:
    return _version(lifecycle.record_filing(viewer_of(request), code, version, on=given.on))


@router.post("/plans/{code}/versions/{int:version}/published", response=VersionOut, summary="Record its publication")
def published(request: HttpRequest, code: str, version: int, given: PublishedIn) -> VersionOut:
    return _version(lifecycle.record_publishing(viewer_of(request), code, version, **given.model_dump()))


@router.post("/plans/{code}/versions/{int:version}/withdraw", response=VersionOut, summary="Take a version back")
def withdraw(request: HttpRequest, code: str, version: int, given: WhyIn) -> VersionOut:
    return _version(lifecycle.withdraw(viewer_of(request), code, version, reason=given.reason))


@router.post("/plans/{code}/causes", response=CauseOut, summary="Record a cause for revision")
def cause(request: HttpRequest, code: str, given: CauseIn) -> CauseOut:
    return _cause(evaluating.record_cause(viewer_of(request), code, **given.model_dump()))


@router.post("/plans/{code}/evaluations", response=EvaluationOut, summary="Record an evaluation")
def evaluation(request: HttpRequest, code: str, given: EvaluationIn) -> EvaluationOut:
    """Each of the seven causes with yes or no; what is left out is no."""
    return _evaluation(evaluating.evaluate(viewer_of(request), code, **given.model_dump()))


def _life(found: Life) -> LifeOut:
    return LifeOut(
        chosen=_version(found.chosen),
        versions=[_version(row) for row in found.versions],
        opinions=[_opinion(one) for one in found.opinions],
        evaluations=[_evaluation(one) for one in found.evaluations],
        causes=[_cause(one) for one in found.causes],
        owed=[
            OwedOut(what=cast(Any, o.what), day=o.day, days_left=o.left, guessed=list(o.guessed)) for o in found.owed
        ],
        faults=[_fault(one) for one in found.faults],
        checked_at=found.checked_at,
    )


def _opinion(row: Opinion) -> OpinionOut:
    return OpinionOut(at=row.at, present=row.present, agreed=row.agreed, text=row.text)


def _evaluation(row: Evaluation) -> EvaluationOut:
    return EvaluationOut(
        version=row.plan.version, on=row.on, conclusion=cast(Any, row.conclusion), note=row.note, causes=row.causes
    )


def _cause(row: RevisionCause) -> CauseOut:
    met = row.met_by.version if row.met_by else None
    return CauseOut(kind=cast(Any, row.kind), note=row.note, source=row.source, at=row.at, met_by_version=met)


def _version(row: Plan) -> VersionOut:
    return VersionOut(
        code=row.code, version=row.version, title_zh=row.zh, title_en=row.en, state=cast(Any, row.state),
        drafted_at=row.imported_at, approved_at=row.approved_at, in_force_at=row.in_force_at, ended_at=row.ended_at,
        ended_reason=row.ended_reason, issued_on=row.issued_on, filed_on=row.filed_on, published_on=row.published_on,
        withheld=row.withheld,
    )  # fmt: skip


def _fault(one: PlanFault) -> FaultOut:
    return FaultOut(
        code=one.code, severity=cast(Any, one.severity), place=one.place, text_zh=one.zh, text_en=one.en,
        todo_zh=one.todo_zh, todo_en=one.todo_en, first_seen=one.first_seen,
    )  # fmt: skip
