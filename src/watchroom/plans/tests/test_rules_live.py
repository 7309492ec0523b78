"""Each fault between a plan and its site is planted in a frozen view of the site; and a site without a fault is clean."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from watchroom.kernel.words import Words
from watchroom.people.workdays import calendar_of
from watchroom.plans.check_live import Around, Gap, check_live, holes
from watchroom.plans.findings import FINDINGS, finding
from watchroom.plans.format import PlanFile
from watchroom.plans.life_rules import Standing
from watchroom.plans.tests.samples import NOW, comparison, level, plan, text
from watchroom.plans.tests.test_rules_check import PLANTED as IN_THE_FILE
from watchroom.plans.tests.test_rules_check import report, resource, when
from watchroom.plans.tests.test_rules_life import LIFE

Data = dict[str, Any]
POSTS = frozenset({"duty_leader", "commander", "competition_lead"})


def upper(**more: Any) -> PlanFile:
    def change(data: Data) -> None:
        data.update(code="zone", reports=[report(deadline={"within": "20m"})], **more)
        data["levels"][0]["chain"]["signs"] = "commander"

    return plan(change)


def signed(one: Data) -> Data:
    one["chain"]["signs"] = "commander"
    return one


def linked(data: Data, **levels: int) -> Data:
    levels = levels or {"3": 3}
    data["links"] = [{"kind": "upper", "title": text("总体", "Zone"), "plan": "zone", "levels": levels}]
    data["levels"][0]["chain"]["signs"] = "commander"
    return data


SAME = Words(zh="2 月 9 日 08:00", en="08:00 on 9 Feb")
WELL = Around(
    today=date(2026, 2, 6), known=POSTS, places=frozenset({"depot", "ski-jump"}), plans={"zone": upper()}, calendar=calendar_of([])
)  # fmt: skip

PLANTED: list[tuple[str, str, Callable[[Data], Any], Around]] = [
    ("post_vacant", "posts[0]", lambda d: None, replace(WELL, gaps={"duty_leader": (Gap(SAME, True),)})),
    ("post_vacant", "posts[2]", lambda d: None, replace(WELL, known=POSTS - {"competition_lead"})),
    ("post_gap", "posts[1]", lambda d: None, replace(WELL, gaps={"commander": (Gap(SAME, False),)})),
    ("not_on_map", "resources[0].place", lambda d: d.update(resources=[resource(place="moon")]), WELL),
    ("not_on_map", "scope.places[1]", lambda d: d["scope"].update(places=["depot", "moon"]), WELL),
    ("not_on_map", "levels[0].when.place", lambda d: when(d, comparison(at_least=4, place="moon")), WELL),
    ("upper_unknown", "links[0]", linked, replace(WELL, plans={})),
    ("upper_level_unknown", "links[0].levels.2", lambda d: linked(d, **{"3": 3, "2": 3}), WELL),
    ("upper_level_open", "links[0].levels", linked, replace(WELL, plans={"zone": upper(levels=[level(3, comparison(at_least=4)), level(2, comparison(at_least=8))])})),
    ("level_below_upper", "links[0].levels.3", lambda d: (linked(d, **{"3": 4}), d["levels"].append(signed(level(4, comparison(at_least=3, below=4))))), WELL),
    ("report_over_upper", "reports[0].deadline", lambda d: linked(d).update(reports=[report(deadline={"within": "25m"})]), WELL),
    ("deciding_looser", "links[0].levels.3", lambda d: linked(d)["levels"][0]["chain"].pop("signs"), WELL),
    ("deciding_looser", "links[0].levels.3", lambda d: linked(d)["levels"][0]["chain"].update(automatic=True), WELL),
    ("link_circle", "links", linked, replace(WELL, plans={"zone": upper(links=[{"kind": "upper", "title": text("区", "Hill"), "plan": "test-wind", "levels": {"3": 3}}])})),
    ("resource_expired", "resources[0].valid_until", lambda d: d.update(resources=[resource(valid_until="2026-02-05")]), WELL),
    ("holidays_unknown", "facts.day_kind", lambda d: d["facts"].update(day_kind={"title": text("当天", "The day"), "type": "text", "origin": "site", "values": ["holiday"]}), replace(WELL, today=date(2026, 12, 5))),
    ("evaluation_overdue", "authority.evaluated", lambda d: d["authority"].update(issued="2022-01-01", drilled="2026-01-01"), WELL),
    ("filing_overdue", "authority", lambda d: None, replace(WELL, lives={"test-wind": Standing(issued_on=date(2025, 12, 1), withheld=True)})),
]  # fmt: skip


def remarks(change: Callable[[Data], Any], around: Around) -> list[tuple[str, str]]:
    found = [finding(code, 1, path, **facts) for code, path, facts in check_live(plan(change), around)]
    assert all("{" not in one.zh + one.en for one in found)
    return [(one.code, one.place) for one in found]


def test_a_plan_that_fits_its_site_is_clean() -> None:
    assert remarks(lambda d: linked(d).update(reports=[report(deadline={"within": "20m"})]), WELL) == []


@pytest.mark.parametrize(
    ("code", "place", "plant", "around"), PLANTED, ids=[f"{code}-{place}" for code, place, _, _ in PLANTED]
)
def test_a_planted_fault_is_found_where_it_is(
    code: str, place: str, plant: Callable[[Data], Any], around: Around
) -> None:
    assert remarks(plant, around) == [(code, place)]


def test_every_code_of_every_check_has_a_planted_fault() -> None:
    planted = {one[0] for one in (*IN_THE_FILE, *PLANTED, *LIFE)}

    assert planted | {"unreadable"} == set(FINDINGS)


def test_what_the_platform_recorded_counts_where_it_is_later() -> None:
    old = lambda d: d["authority"].update(issued="2022-01-01", drilled="2022-02-01")  # noqa: E731

    assert [code for code, _ in remarks(old, WELL)] == ["evaluation_overdue", "drill_overdue"]
    kept = {"test-wind": date(2025, 6, 1)}
    assert remarks(old, replace(WELL, evaluated=kept, drilled=kept)) == []


def test_holes_of_a_roster_are_what_no_shift_covers() -> None:
    hour = timedelta(hours=1)
    day = [(NOW + a * hour, NOW + b * hour) for a, b in ((8, 16), (0, 8), (18, 20), (15, 17), (30, 40))]

    assert holes(day, NOW, NOW + 24 * hour) == [
        (NOW + 17 * hour, NOW + 18 * hour),
        (NOW + 20 * hour, NOW + 24 * hour),
    ]
    assert holes([], NOW, NOW + hour) == [(NOW, NOW + hour)]
    assert holes([(NOW - hour, NOW + 2 * hour)], NOW, NOW + hour) == []


def test_two_hundred_plans_that_hang_under_one_another_are_held_to_the_site_in_linear_time() -> None:
    plans = {f"p{i}": plan(chained(i)) for i in range(200)}
    around = replace(WELL, plans=plans)

    assert {code for one in plans.values() for code, _, _ in check_live(one, around)} <= {"upper_unknown"}


def chained(number: int) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        data["code"] = f"p{number}"
        data["links"] = [{"kind": "upper", "title": text("上", "Up"), "plan": f"p{number + 1}", "levels": {"3": 3}}]

    return change
