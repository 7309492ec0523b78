"""The tests of a plan on the screen: those that came with it run when the page opens, others are pasted and run."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from watchroom.people.rights import Act
from watchroom.plans import queries
from watchroom.plans.models import Plan
from watchroom.plans.pages import looking
from watchroom.plans.saying import numeral
from watchroom.plans.testing_queries import MOST_CHARACTERS, run_given, run_shipped, shipped_tests
from watchroom.plans.testing_report import MISSED, Report


@never_cache
@require_http_methods(["GET", "POST"])
def tests(request: HttpRequest, code: str) -> HttpResponse:
    """A lead may run a test file of his own against the plan; nothing is kept."""
    viewer = looking(request)
    row = queries.plan(viewer, code)
    given = request.POST.get("tests", "") if request.method == "POST" else ""
    may_run = viewer.may(Act.DRAFT_PLAN)
    told = run_given(viewer, code, given) if request.method == "POST" else run_shipped(viewer, code)
    return render(request, "plans/tests.html", _context(row, told, given or shipped_tests(code), may_run))


def _context(row: Plan, told: Report | None, typed: str, may_run: bool) -> dict[str, Any]:
    coverage = told.coverage if told else None
    results = (
        [
            {"one": one, "failures": [(told.line(failure.path), failure.words) for failure in one.failures]}
            for one in told.results
        ]
        if told
        else []
    )
    return {
        "row": row,
        "told": told,
        "results": results,
        "coverage": coverage,
        "missed": [
            {"one": one, "level": numeral(one.level), "what": MISSED[(one.held, one.failed)]}
            for one in (coverage.missed if coverage else ())
        ],
        "silent": [numeral(level) for level in (coverage.levels if coverage else ())],
        "typed": typed,
        "may_run": may_run,
        "most": MOST_CHARACTERS,
    }
