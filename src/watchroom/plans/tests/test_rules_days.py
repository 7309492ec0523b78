"""On a holiday the bar is lower where the plan says so, by the holiday's name; a year that nobody entered lacks the fact."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from watchroom.kernel.words import Words
from watchroom.people.workdays import Calendar, Named, calendar_of, published
from watchroom.plans.format import PlanFile
from watchroom.plans.judging import Known, Scene
from watchroom.plans.rules import Assessed, assess
from watchroom.plans.site_facts import site_values
from watchroom.plans.tests.samples import comparison, level, plan, text

pytestmark = pytest.mark.pure

GAMES = Named("major_event", date(2027, 1, 10), date(2027, 1, 12), Words(zh="雪联赛", en="Snow games"))
KNOWN = Calendar(published().years, (*published().named, GAMES))


def on(asked: str, value: str) -> PlanFile:
    def change(data: dict[str, Any]) -> None:
        data["facts"][asked] = {"title": text("当天", "The day"), "type": "text", "origin": "site", "values": [value]}
        data["levels"] = [level(2, comparison(at_least=8)), level(3, comparison(at_least=4))]
        bar = {"text": text("特殊日子", "On such days"), "when": {"fact": asked, "equals": value}, "clause": "4.2"}
        data["sensitive"] = [bar]

    return plan(change)


HOLIDAY, EVENT = on("day_kind", "holiday"), on("special_period", "major_event")


def gravest(one: PlanFile, now: datetime) -> Assessed:
    (asked,) = (name for name, fact in one.facts.items() if fact.origin == "site")
    told = site_values(asked, now, "Asia/Shanghai", kinds=(), places=(), place_kinds=(), calendar=KNOWN)
    day = [Known(asked, v.value, "", now, "site", standing=True, origin_words=v.words, lacking=v.lacking) for v in told]
    wind = Known("wind_mean", Decimal(5), "m/s", now, "sensor:jump", ("jump",))
    return assess(one, Scene.of([*day, wind], now, {"jump"}))[0]


def test_on_a_holiday_the_milder_condition_is_enough_and_the_holiday_is_named() -> None:
    found = gravest(HOLIDAY, datetime(2026, 10, 2, 1, tzinfo=UTC))

    assert found.stands == "holds"
    (lowered,) = found.lowered
    assert (lowered.words.zh, lowered.clause) == ("特殊日子", "4.2")
    (day,) = lowered.parts[0].reasons
    assert day.known is not None
    assert day.known.origin_words == Words(zh="国庆节", en="National Day")


def test_a_holiday_ends_at_midnight_of_the_site() -> None:
    last, after = datetime(2026, 10, 7, 15, 59, tzinfo=UTC), datetime(2026, 10, 7, 16, 0, tzinfo=UTC)

    assert [gravest(HOLIDAY, at).stands for at in (last, after)] == ["holds", "part"]
    assert gravest(HOLIDAY, after).lowered == []


def test_in_a_year_that_nobody_entered_the_fact_is_lacking_and_says_why() -> None:
    found = gravest(HOLIDAY, datetime(2031, 1, 1, 4, tzinfo=UTC))

    assert found.state.value == "lacks"
    assert found.lowered == []
    (why,) = [leaf.why for leaf in found.verdict.leaves if leaf.fact == "day_kind"]
    assert why is not None
    assert "2031" in why.zh
    assert "2031" in why.en


def test_a_major_event_counts_from_its_first_day_to_its_last() -> None:
    days = [datetime(2027, 1, day, 4, tzinfo=UTC) for day in (9, 10, 12, 13)]

    assert [bool(gravest(EVENT, day).lowered) for day in days] == [False, True, True, False]


def test_days_are_holidays_weekends_or_working_days_and_a_holiday_on_which_one_works_is_none() -> None:
    kinds = {
        date(2026, 2, 17): "holiday", date(2026, 2, 14): "workday", date(2026, 3, 7): "weekend", date(2026, 3, 9): "workday",
    }  # fmt: skip
    assert {day: found[0] for day in kinds if (found := KNOWN.day_kind(day))} == kinds
    entered = calendar_of([(2026, ["2026-02-16"], [])])
    assert entered.day_kind(date(2026, 2, 17)) == ("workday", Words(zh="工作日", en="working day"))


def test_the_published_names_cover_every_published_day_off() -> None:
    for year in published().years.values():
        assert all(any(one.first <= day <= one.last for one in published().named) for day in year.off)
