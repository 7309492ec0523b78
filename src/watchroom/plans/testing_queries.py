"""Runs a kept plan's tests for whoever asks: those that came with it, or a file that a lead gives."""

from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import library, queries
from watchroom.plans.faults import TestsTooLong
from watchroom.plans.testing_report import Report, report

MOST_CHARACTERS = 500_000


def shipped_tests(code: str) -> str:
    """The test file that came with a plan; empty where none did."""
    path = library.tests_of(code)
    return path.read_text(encoding="utf-8") if path else ""


def run_shipped(viewer: Viewer, code: str) -> Report | None:
    """The tests that came with the plan, against its newest version; None where none did. Raises NoSuchPlan."""
    row = queries.plan(viewer, code)
    tests = shipped_tests(code)
    return report(row.source.encode(), tests.encode()) if tests else None


def run_given(viewer: Viewer, code: str, tests: str) -> Report:
    """A test file against the newest version of a plan. Keeps nothing. Raises NoSuchPlan, TestsTooLong."""
    viewer.must(Act.DRAFT_PLAN)
    row = queries.plan(viewer, code)
    if len(tests) > MOST_CHARACTERS:
        raise TestsTooLong(most=MOST_CHARACTERS)
    return report(row.source.encode(), tests.encode())
