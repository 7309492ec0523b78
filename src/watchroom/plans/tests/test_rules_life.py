"""Working days, the clocks of filing and publishing, and what a review needs: without a database."""

from datetime import date
from typing import Any

import pytest

from watchroom.people.workdays import Calendar, calendar_of, days_typed, published, spans
from watchroom.plans.life_rules import Due, Standing, Vote, check_life, owed, passes

KNOWN = calendar_of([])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-13", True), ("2026-02-14", True), ("2026-02-15", False), ("2026-02-23", False), ("2026-02-24", True),
        ("2026-02-28", True), ("2026-03-01", False), ("2026-10-10", True), ("2026-10-07", False), ("2025-10-08", False),
    ],
)  # fmt: skip
def test_holidays_and_working_weekends_are_known(day: str, works: bool) -> None:
    assert KNOWN.works(date.fromisoformat(day)) is works


def test_twenty_working_days_reach_over_the_spring_festival() -> None:
    """From 6 February 2026: 9 to 14 are six days, 24 to 28 five, 2 to 6 March five, 9 to 12 March four."""
    assert KNOWN.after(date(2026, 2, 6), 20) == date(2026, 3, 12)


def test_a_year_not_announced_is_reckoned_by_public_holidays_and_weekends_and_said_to_be() -> None:
    issued = date(2026, 12, 20)

    assert owed(Standing(issued_on=issued, filed_on=issued), KNOWN) == [Due("publishing", date(2027, 1, 18), (2027,))]
    entered = calendar_of([(2027, ["2027-01-01"], ["2027-01-02"])])
    assert owed(Standing(issued_on=issued, filed_on=issued), entered) == [Due("publishing", date(2027, 1, 15))]
    assert Calendar().after(date(2027, 1, 1), 1) == date(2027, 1, 4)


LIFE: list[tuple[str, dict[str, Any], date]] = [
    ("filing_overdue", {"issued_on": date(2026, 2, 6), "withheld": True}, date(2026, 3, 13)),
    ("publishing_overdue", {"issued_on": date(2026, 2, 6), "filed_on": date(2026, 2, 9)}, date(2026, 3, 13)),
    ("revision_owed", {"causes": ((date(2026, 2, 1), "law", "新条例"),)}, date(2026, 2, 6)),
    ("workdays_unknown", {"issued_on": date(2026, 12, 20), "withheld": True}, date(2026, 12, 21)),
]


@pytest.mark.parametrize(("code", "life", "today"), LIFE, ids=[code for code, _, _ in LIFE])
def test_what_is_owed_in_a_version_s_life_is_a_finding(code: str, life: dict[str, Any], today: date) -> None:
    assert [one for one, _, _ in check_life(Standing(**life), today, KNOWN)] == [code]


def test_on_the_last_day_nothing_is_overdue() -> None:
    life = Standing(issued_on=date(2026, 2, 6))

    assert list(check_life(life, date(2026, 3, 12), KNOWN)) == []
    assert list(check_life(Standing(), date(2030, 1, 1), KNOWN)) == []


def test_governments_need_an_opinion_and_enterprises_two_thirds() -> None:
    assert not passes("special", [])
    assert passes("special", [Vote(1, 0)])
    assert not passes("on_site", [Vote(3, 1), Vote(2, 2)])
    assert passes("on_site", [Vote(3, 2)])


def test_days_off_are_shown_and_typed_as_spans_and_what_is_no_day_stays_to_be_refused() -> None:
    off = sorted(map(str, published().years[2026].off))

    shown = spans(off)

    assert shown[1] == "2026-02-15—2026-02-23"
    assert days_typed(" ".join(shown)) == off
    assert days_typed("2027-01-01，2027-01-02~2027-01-03 2027-02-05至2027-02-06") == [
        "2027-01-01", "2027-01-02", "2027-01-03", "2027-02-05", "2027-02-06",
    ]  # fmt: skip
    for wrong in ("2027-13-01", "2027-01-05—2027-01-01", "2020-01-01—2027-01-01", "春节"):
        assert days_typed(wrong) == [wrong]
