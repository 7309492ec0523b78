"""Reporting rules, clocks and sendings over the API: the same actions and queries as the screen."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.incidents import clocks, queries, ruling, sending
from watchroom.incidents.models import Incident, ReportClock, Sending
from watchroom.incidents.reporting import ReportRule
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

router = Router(tags=["incidents"])


class RuleOut(Schema):
    """A rule in force. Version 0 came with the platform."""

    version: int
    rule: ReportRule


class VersionOut(Schema):
    """`rule` is null where the version withdrew it."""

    version: int
    at: datetime | None
    reason: str
    rule: dict[str, Any] | None


class RuleIn(Schema):
    rule: ReportRule
    reason: str = Field(max_length=500)


class WithdrawIn(Schema):
    reason: str = Field(max_length=500)


class LevelIn(Schema):
    level: Literal["unit", "county", "city", "province"]


class LevelOut(Schema):
    level: str | None


class ClockOut(Schema):
    """A limit. `met_at`: when the sending that met it was entered; `late_at`: when it was said to be overdue."""

    id: int
    rule: str
    version: int
    report: str
    channel: str
    count: int
    to_zh: str
    to_en: str
    base: str
    base_known: bool
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    late_at: datetime | None
    ended_at: datetime | None


class SendingIn(Schema):
    """Whom a report reached, and the limits that this meets."""

    to: str = Field(max_length=120)
    channel: Literal["telephone", "written"]
    receiver: str = Field("", max_length=120, description="Who took it; owed where it meets a limit.")
    clocks: list[int] = Field(default_factory=list, max_length=50)


class SendingOut(Schema):
    """`receiver` is null for whoever may not see personal data."""

    id: int
    report: int
    to: str
    channel: str
    receiver: str | None
    edition: int
    at: datetime


class BasisIn(Schema):
    """What the limits turn on; what is left out is not known any more. Times carry their offset."""

    sensitive: bool | None = None
    occurred_at: Instant | None = None
    discovered_at: Instant | None = None
    received_at: Instant | None = None
    reason: str = Field(max_length=500)


class BasisOut(Schema):
    sensitive: bool | None
    occurred_at: datetime | None
    discovered_at: datetime | None
    received_at: datetime | None


@router.get("/reporting-rules", response=list[RuleOut], summary="Reporting rules in force, by code")
def rules(request: HttpRequest) -> list[RuleOut]:
    viewer_of(request).must(Act.SEE)
    return [RuleOut(version=version, rule=rule) for _, (rule, version) in sorted(clocks.rules().items())]


@router.get("/reporting-rules/{code}", response=list[VersionOut], summary="Every version of a reporting rule")
def versions(request: HttpRequest, code: str) -> list[VersionOut]:
    shipped, rows = ruling.history(viewer_of(request), code)
    told = [VersionOut(version=row.version, at=row.at, reason=row.reason, rule=row.content) for row in rows]
    if shipped:
        told.append(VersionOut(version=0, at=None, reason="", rule=shipped.model_dump(mode="json")))
    return told


@router.put("/reporting-rules/{code}", response=VersionOut, summary="Put a reporting rule in force, with a reason")
def put_rule(request: HttpRequest, code: str, given: RuleIn) -> VersionOut:
    content = given.rule.model_dump(mode="json") | {"code": code}
    row = ruling.put_rule(viewer_of(request), content, reason=given.reason)
    return VersionOut(version=row.version, at=row.at, reason=row.reason, rule=row.content)


@router.post("/reporting-rules/{code}/withdraw", response=VersionOut, summary="Take a reporting rule out of force")
def withdraw(request: HttpRequest, code: str, given: WithdrawIn) -> VersionOut:
    row = ruling.withdraw_rule(viewer_of(request), code, reason=given.reason)
    return VersionOut(version=row.version, at=row.at, reason=row.reason, rule=None)


@router.get("/reporting-level", response=LevelOut, summary="At which level this centre reports")
def level(request: HttpRequest) -> LevelOut:
    viewer_of(request).must(Act.SEE)
    return LevelOut(level=clocks.level())


@router.put("/reporting-level", response=LevelOut, summary="Say at which level this centre reports")
def set_level(request: HttpRequest, given: LevelIn) -> LevelOut:
    return LevelOut(level=ruling.set_level(viewer_of(request), given.level).level)


@router.get("/incidents/{int:pk}/report-clocks", response=list[ClockOut], summary="The reporting limits of an incident")
def report_clocks(request: HttpRequest, pk: int) -> list[ClockOut]:
    viewer = viewer_of(request)
    queries.incident(viewer, pk)
    return [_clock(row) for row in queries.report_clocks(viewer, pk)]


@router.post("/incidents/{int:pk}/basis", response=BasisOut, summary="State the moments that limits count from")
def basis(request: HttpRequest, pk: int, given: BasisIn) -> Incident:
    return sending.set_basis(viewer_of(request), pk, **given.model_dump())


@router.post(
    "/incidents/{int:pk}/reports/{int:report}/sendings",
    response=SendingOut,
    summary="Enter that a report reached somebody",
)
def send(request: HttpRequest, pk: int, report: int, given: SendingIn) -> SendingOut:
    viewer = viewer_of(request)
    return _sending(viewer, sending.send_again(viewer, pk, report, **given.model_dump()))


@router.get(
    "/incidents/{int:pk}/sendings", response=list[SendingOut], summary="Whom the reports of an incident reached"
)
def sendings(request: HttpRequest, pk: int) -> list[SendingOut]:
    viewer = viewer_of(request)
    queries.incident(viewer, pk)
    return [_sending(viewer, row) for row in queries.sendings(viewer, pk)]


def _sending(viewer: Viewer, row: Sending) -> SendingOut:
    receiver = row.receiver if viewer.may(Act.SEE_PERSONAL) else None
    return SendingOut(
        id=row.pk,
        report=row.report_id,
        to=row.to,
        channel=row.channel,
        receiver=receiver,
        edition=row.edition,
        at=row.at,
    )


def _clock(row: ReportClock) -> ClockOut:
    return ClockOut(
        id=row.pk, rule=row.rule, version=row.version, report=row.report, channel=row.channel, count=row.count,
        to_zh=row.to_zh, to_en=row.to_en, base=row.base, base_known=row.base_known, started_at=row.started_at,
        due_at=row.due_at, met_at=row.met.at if row.met else None, late_at=row.late_at, ended_at=row.ended_at,
    )  # fmt: skip
