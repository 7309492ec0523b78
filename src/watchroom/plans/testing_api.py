"""The tests of plans over the API: the same as `watchroom plan test` and the page."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.plans.faults import NoTests
from watchroom.plans.testing_queries import MOST_CHARACTERS, run_given, run_shipped
from watchroom.plans.testing_report import report

router = Router(tags=["plans"])


class FaultOut(Schema):
    code: str
    severity: Literal["error", "warning"]
    line: int
    place: str
    text_zh: str
    text_en: str
    todo_zh: str
    todo_en: str


class FailureOut(Schema):
    line: int
    text_zh: str
    text_en: str


class TestOut(Schema):
    name_zh: str
    name_en: str
    line: int
    passed: bool
    failures: list[FailureOut]


class MissedOut(Schema):
    """A part of a condition; `held` and `failed` say which outcomes tests have seen. `line` is the plan's."""

    level: int
    line: int
    text_zh: str
    text_en: str
    held: bool
    failed: bool


class CoverageOut(Schema):
    """levels: those that no test has proposed. seen of `of` outcomes, two for each part of a condition."""

    percent: int
    seen: int
    of: int
    levels: list[int]
    missed: list[MissedOut]


class TestReportOut(Schema):
    """`faults` are those of the files; then nothing was run."""

    plan: str | None
    ok: bool
    passed: int
    of: int
    faults: list[FaultOut]
    tests: list[TestOut]
    coverage: CoverageOut | None


class TestsIn(Schema):
    plan: str = Field("", max_length=64, description="Code of a kept plan; or give `content`.")
    content: str = Field("", max_length=2_000_000, description="The plan as YAML, where it is not kept yet.")
    tests: str = Field(max_length=MOST_CHARACTERS, description="The test file as YAML.")


@router.get("/plans/{code}/tests", response=TestReportOut, summary="Run the tests that came with a plan")
def shipped(request: HttpRequest, code: str) -> dict[str, Any]:
    """404 where no tests came with it."""
    told = run_shipped(viewer_of(request), code)
    if told is None:
        raise NoTests(plan=code[:64])
    return told.said()


@router.post("/plan-test", response=TestReportOut, summary="Run a test file against a plan; nothing is kept")
def given(request: HttpRequest, given: TestsIn) -> dict[str, Any]:
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_PLAN)
    if given.content:
        return report(given.content.encode(), given.tests.encode()).said()
    return run_given(viewer, given.plan, given.tests).said()
