"""Every fault that the check knows is planted once and found, at its line; and the plan without a fault is clean."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from watchroom.kernel.words import LANGS
from watchroom.plans import library, schema
from watchroom.plans.check import check_content, check_file, has_errors, main, parse
from watchroom.plans.check_parts import reachable
from watchroom.plans.elements import Channel
from watchroom.plans.findings import FINDINGS
from watchroom.plans.format import PlanFile
from watchroom.plans.law import clocks
from watchroom.plans.tests.samples import action, checked, comparison, content, level, plan, plan_data, text

LIBRARY = library.files()
Data = dict[str, Any]
TODAY = date(2026, 2, 6)


def test_the_sample_without_a_fault_is_clean() -> None:
    assert checked(today=TODAY) == []


def when(data: Data, node: Data) -> Data:
    data["levels"][0]["when"] = node
    return data


def gust(data: Data) -> Data:
    data["facts"]["wind_gust"] = data["facts"]["wind_mean"] | {"quantity": "wind_gust"}
    return data


def two_levels(data: Data, third: Data, second: Data) -> Data:
    data["levels"] = [level(3, third), level(2, second)]
    data["actions"][0]["levels"] = data["actions"][1]["levels"] = data["warnings"][0]["levels"] = [3, 2]
    return data


def grade(number: int, condition: Data | None) -> Data:
    made = {"grade": number, "name": text(f"{number} 级", f"Grade {number}"), "clause": "4.2"}
    return made | ({"when": condition} if condition else {})


def warned(number: int, condition: Data | None, **more: Any) -> Data:
    made = {"level": number, "name": text(f"{number} 级", f"Level {number}"), "clause": "4.2"}
    return made | ({"when": condition} if condition else {}) | more


def sensitive(by: int, condition: Data) -> Data:
    return {"text": text("节假日", "holidays"), "when": condition, "lowers_by": by, "clause": "4.2"}


def unit(code: str, **more: Any) -> Data:
    return {"code": code, "title": text(code, code), "kind": "command"} | more


def contact(*channels: tuple[str, str]) -> Data:
    each = [{"kind": kind, "address": address} for kind, address in channels]
    return {"code": "watch", "title": text("值班室", "Watch"), "post": "duty_leader", "channels": each}


def report(**more: Any) -> Data:
    made: Data = {
        "code": "first",
        "kind": "initial",
        "from": "duty_leader",
        "to": ["市应急局"],
        "deadline": {"within": "30m"},
        "clause": "4.2",
    }
    return made | more


def resource(**more: Any) -> Data:
    return {"code": "plough", "title": text("除雪车", "Plough"), "kind": "vehicle", "place": "depot"} | more


PLANTED: list[tuple[str, str, Callable[[Data], Any]]] = [
    ("shape", "version", lambda d: d.pop("version")),
    ("shape", "levels[0].when", lambda d: when(d, {"wrong": 1})),
    ("shape", "levels[0].when.any[0].at_least", lambda d: when(d, {"any": [comparison(at_least="much")]})),
    ("shape", "levels[0].when", lambda d: when(d, comparison())),
    ("shape", "levels[0].when", lambda d: when(d, comparison(at_least=1, above=1))),
    ("shape", "surprise", lambda d: d.update(surprise=1)),
    ("shape", "actions[0].deadline.within", lambda d: d["actions"][0].update(deadline={"within": "soon"})),
    ("twice", "actions[2]", lambda d: d["actions"].append(action("hold"))),
    ("twice", "clauses[1]", lambda d: d["clauses"].append(d["clauses"][0])),
    ("unknown_kind", "scope.incident_kinds[0]", lambda d: d["scope"].update(incident_kinds=["meteor"])),
    ("unknown_fact", "levels[0].when.fact", lambda d: when(d, comparison("wind_gust", at_least=4))),
    ("unknown_clause", "levels[0].clause", lambda d: d["levels"][0].update(clause="9")),
    ("unknown_clause", "actions[0].clause", lambda d: d["actions"][0].update(clause="9")),
    ("unknown_source", "levels[0].when.source", lambda d: when(d, comparison(at_least=4, source="hearsay"))),
    ("unknown_source", "actions[0].source", lambda d: d["actions"][0].update(source="hearsay")),
    ("unknown_post", "levels[0].chain.decides", lambda d: d["levels"][0]["chain"].update(decides="mayor")),
    ("unknown_post", "actions[0].post", lambda d: d["actions"][0].update(post="mayor")),
    ("unknown_action", "actions[1].after[0]", lambda d: d["actions"][1].update(after=["dance"])),
    ("unknown_level", "actions[0].levels", lambda d: d["actions"][0].update(levels=[3, 1])),
    ("unknown_warning", "actions[1].warning", lambda d: d["actions"][1].update(warning="siren")),
    ("unknown_quantity", "facts.wind_mean.quantity", lambda d: d["facts"]["wind_mean"].update(quantity="wind_mood")),
    ("unknown_event", "facts.signal.event", lambda d: d["facts"].update(signal={"title": text("信号", "S"), "type": "text", "origin": "bulletin", "event": "locusts", "values": ["red"]})),
    ("unknown_site_fact", "facts.moon.quantity", lambda d: d["facts"].update(moon={"title": text("月相", "Moon"), "type": "number", "unit": "d", "origin": "site"})),
    ("unit_of_quantity", "facts.local_hour", lambda d: d["facts"].update(local_hour={"title": text("时", "Hour"), "unit": "min", "origin": "site"})),
    ("unit_of_quantity", "facts.wind_mean.unit", lambda d: d["facts"]["wind_mean"].update(unit="km/h")),
    ("no_unit", "facts.wind_mean", lambda d: d["facts"]["wind_mean"].pop("unit")),
    ("no_unit", "levels[0].when", lambda d: d["levels"][0]["when"].pop("unit")),
    ("unit_mismatch", "levels[0].when.unit", lambda d: d["levels"][0]["when"].update(unit="km/h")),
    ("type_mismatch", "levels[0].when", lambda d: when(d, {"fact": "wind_mean", "one_of": ["strong"]})),
    ("no_decider", "levels[0].chain", lambda d: d["levels"][0]["chain"].pop("decides")),
    ("no_owner", "actions[0]", lambda d: d["actions"][0].pop("post")),
    ("no_values", "facts.signal", lambda d: d["facts"].update(signal={"title": text("信号", "S"), "type": "text", "origin": "bulletin", "event": "gale"})),
    ("no_origin", "facts.wind_mean", lambda d: d["facts"]["wind_mean"].pop("quantity")),
    ("empty_range", "levels[0].when", lambda d: when(d, comparison(at_least=8, below=8))),
    ("beyond_nature", "levels[0].when", lambda d: when(d, comparison(at_least=400))),
    ("unsourced", "levels[0].when", lambda d: d["levels"][0]["when"].pop("source")),
    ("mark_not_in_clause", "levels[0].when.mark", lambda d: d["levels"][0]["when"].update(mark=text("5 m/s 以上", "5 m/s or more"))),
    ("expression", "levels[0].when.expression", lambda d: when(d, {"expression": "size(wind_mean) > 1", "words": text("式", "x")})),
    ("expression", "levels[0].when.expression", lambda d: when(d, {"expression": "gust > 1", "words": text("式", "x")})),
    ("unknown_post", "levels[0].when.by", lambda d: when(d, {"judged": "grave", "words": text("严重吗", "Grave?"), "by": "mayor"})),
    ("level_never", "levels[0].when", lambda d: when(d, {"all": [comparison(at_least=8), comparison(below=4)]})),
    ("level_covered", "levels[0].when", lambda d: two_levels(d, comparison(at_least=8), comparison(at_least=4))),
    ("overlap", "levels[0].when", lambda d: two_levels(d, comparison(at_least=4), comparison(at_least=8))),
    ("gap", "levels", lambda d: two_levels(d, comparison(at_least=4, below=6), comparison(at_least=8))),
    ("not_examined", "levels[0].when", lambda d: when(d, {"all": [{"any": [comparison(at_least=i) for i in range(1, 8)]}] * 4})),
    ("fact_unused", "facts.wind_gust", gust),
    ("same_hand", "levels[0].chain", lambda d: d["levels"][0]["chain"].update(forwards="commander")),
    ("level_idle", "levels[1]", lambda d: d["levels"].append(level(2, comparison(at_least=20)))),
    ("circle", "actions", lambda d: d["actions"][0].update(after=["check"])),
    ("after_elsewhere", "actions[1].after[0]", lambda d: (two_levels(d, comparison(at_least=4, below=8), comparison(at_least=8)), d["actions"][0].update(levels=[2]))),
    ("deadline_impossible", "actions[1].deadline", lambda d: d["actions"][1].update(deadline={"within": "4m"})),
    ("deadline_impossible", "actions[1].deadline", lambda d: d["actions"][1].update(deadline={"within": "4m", "of": "incident_opened"})),
    ("deadline_impossible", "actions[2].deadline", lambda d: d["actions"].append(action("last", after=["check"], deadline={"within": "13m"}))),
    ("post_unused", "posts[3]", lambda d: d["posts"].append({"code": "cook", "title": text("厨师", "Cook"), "duty": text("做饭", "cooks")})),
    ("stray_brace", "actions[0].order", lambda d: d["actions"][0].update(order=text("请暂停{place", "Hold {Place}"))),
    ("unknown_variable", "actions[0].order", lambda d: d["actions"][0].update(order=text("{who}暂停{place}", "{who} hold {place}"))),
    ("unfillable", "variables.place", lambda d: d["variables"].update(place={"from": "incident.smell"})),
    ("unfillable", "warnings[0].variables.wind", lambda d: d["warnings"][0]["variables"]["wind"].update({"from": "fact.gust"})),
    ("no_otherwise", "warnings[0].variables.wind", lambda d: d["warnings"][0]["variables"]["wind"].pop("otherwise")),
    ("variable_unused", "variables.number", lambda d: d["variables"].update(number={"from": "incident.number"})),
    ("warning_unasked", "warnings[0]", lambda d: d["actions"][1].pop("warning")),
    ("warning_elsewhere", "actions[1].warning", lambda d: (two_levels(d, comparison(at_least=4, below=8), comparison(at_least=8)), d["warnings"][0].update(levels=[3]))),
    ("bad_date", "authority.issued", lambda d: d["authority"].update(issued="2026-02-30")),
    ("evaluated_too_seldom", "authority.evaluate_every", lambda d: d["authority"].update(evaluate_every="1200d")),
    ("drilled_too_seldom", "authority.drill_every", lambda d: d["authority"].update(drill_every="1200d")),
    ("level_never", "grades[0].when", lambda d: d.update(grades=[grade(1, {"all": [comparison(at_least=8), comparison(below=4)]})])),
    ("level_covered", "grades[1].when", lambda d: d.update(grades=[grade(1, comparison(at_least=4)), grade(2, comparison(at_least=8))])),
    ("gap", "grades", lambda d: d.update(grades=[grade(1, comparison(at_least=9)), grade(2, comparison(at_least=4, below=8))])),
    ("overlap", "warning_levels[1].when", lambda d: d.update(warning_levels=[warned(1, comparison(at_least=8)), warned(2, comparison(at_least=4, below=9))])),
    ("unknown_fact", "grades[0].when.fact", lambda d: d.update(grades=[grade(1, comparison("deaths", at_least=3))])),
    ("taken_from_no_model", "facts.wind_mean.taken_from", lambda d: d["facts"]["wind_mean"].update(taken_from="exposure")),
    ("unit_mismatch", "sensitive[0].when.unit", lambda d: d.update(sensitive=[sensitive(1, comparison(at_least=3) | {"unit": "kn"})])),
    ("sensitive_too_low", "sensitive[0].lowers_by", lambda d: d.update(sensitive=[sensitive(2, comparison(at_least=3))])),
    ("twice", "grades[1]", lambda d: d.update(grades=[grade(1, None), grade(1, None)])),
    ("mixed_units", "levels[0].when.expression", lambda d: (d["facts"].update(sight={"title": text("能见度", "Sight"), "unit": "m", "origin": "sensor", "quantity": "visibility"}), when(d, {"expression": "wind_mean > 4 && sight * 2 < wind_mean", "words": text("式", "x")}))),
    ("unknown_post", "ending.decides", lambda d: d.update(ending={"text": text("止", "over"), "decides": "mayor", "clause": "4.2"})),
    ("unknown_clause", "ending.clause", lambda d: d.update(ending={"text": text("止", "over"), "clause": "9"})),
    ("unknown_clause", "sensitive[0].clause", lambda d: d.update(sensitive=[sensitive(1, comparison(at_least=3)) | {"clause": "9"}])),
    ("unknown_unit", "units[0].lead", lambda d: d.update(units=[unit("hq", lead="nobody")])),
    ("unknown_unit", "units[0].members[0]", lambda d: d.update(units=[unit("hq", members=["nobody"])])),
    ("unknown_unit", "posts[0].unit", lambda d: d["posts"][0].update(unit="nobody")),
    ("unknown_unit", "actions[0].responsible[0]", lambda d: d["actions"][0].update(responsible=["nobody"])),
    ("unknown_unit", "actions[0].group", lambda d: d["actions"][0].update(group="nobody")),
    ("unit_circle", "units", lambda d: d.update(units=[unit("a", parent="b"), unit("b", parent="a")])),
    ("unknown_body", "reports[0].from", lambda d: d.update(reports=[report(**{"from": "mayor"})])),
    ("unknown_body", "resources[0].owner", lambda d: d.update(resources=[resource(owner="mayor")])),
    ("unknown_body", "warning_levels[0].issued_by", lambda d: d.update(warning_levels=[warned(1, None, issued_by="mayor")])),
    ("unknown_resource", "actions[0].resources[0]", lambda d: d["actions"][0].update(resources=["pump"])),
    ("no_deadline", "actions[0]", lambda d: d["actions"][0].pop("deadline")),
    ("no_deadline", "reports[0]", lambda d: d.update(reports=[report(deadline=None)])),
    ("deadline_unclear", "actions[0].deadline", lambda d: d["actions"][0].update(deadline={"within": "5m", "every": "1h"})),
    ("deadline_unclear", "actions[0].deadline", lambda d: d["actions"][0].update(deadline={})),
    ("order_bare", "actions[0].order", lambda d: d["actions"][0].update(order=d["actions"][0]["title"])),
    ("no_channel", "contacts[0]", lambda d: d.update(contacts=[contact()])),
    ("no_channel", "contacts[0]", lambda d: d.update(contacts=[contact(("telephone", "12"))])),
    ("bad_channel", "contacts[0].channels[1]", lambda d: d.update(contacts=[contact(("telephone", "0313-1234567"), ("mobile", "1381234567"))])),
    ("bad_channel", "contacts[0].channels[0]", lambda d: d.update(contacts=[contact(("email", "watch at example.org"))])),
    ("contact_of_nobody", "contacts[0]", lambda d: d.update(contacts=[contact(("telephone", "119")) | {"post": None}])),
    ("report_to_nobody", "reports[0]", lambda d: d.update(reports=[report(to=[])])),
    ("report_over_law", "reports[0].deadline", lambda d: d.update(reports=[report(deadline={"within": "3h"})])),
    ("report_over_law", "reports[0].deadline", lambda d: d.update(kind="enterprise_special", scope={"incident_kinds": ["fire"]}, reports=[report(deadline={"within": "90m"})])),
    ("report_over_law", "reports[0].deadline", lambda d: d.update(scope={"incident_kinds": ["fire"]}, reports=[report(kind="follow_up", deadline={"every": "2d"})])),
    ("resource_unplaced", "resources[0]", lambda d: d.update(resources=[resource(place=None)])),
    ("doubt", "actions[0]", lambda d: d["actions"][0].update(doubt=text("单位不清", "unit unclear"))),
    ("conflict_open", "conflicts[0]", lambda d: d.update(conflicts=[{"code": "c", "text": text("两处不同", "two differ")}])),
    ("one_language", ".", lambda d: d.update(notice={"zh": "只有中文"})),
    ("cut_outside", "clauses[0].cut", lambda d: (d.update(original={"name": "a.txt", "media": "text", "digest": "0" * 64, "characters": 9}), d["clauses"][0].update(cut={"start": 3, "end": 10}))),
    ("cut_outside", "clauses[0].cut", lambda d: d["clauses"][0].update(cut={"start": 3, "end": 5})),
    ("link_circle", "links[0]", lambda d: d.update(links=[{"kind": "upper", "title": text("上", "Up"), "plan": "test-wind"}])),
    ("unknown_level", "links[0].levels", lambda d: d.update(links=[{"kind": "upper", "title": text("上", "Up"), "levels": {"3": 1}}])),
    ("unknown_level", "links[0].levels", lambda d: d.update(links=[{"kind": "upper", "title": text("上", "Up"), "levels": {"Ⅲ": 3}}])),
    ("bad_date", "resources[0].valid_until", lambda d: d.update(resources=[resource(valid_until="2026-13-01")])),
    ("resource_expired", "resources[0].valid_until", lambda d: d.update(resources=[resource(valid_until="2026-02-05")])),
    ("evaluation_overdue", "authority.evaluated", lambda d: d["authority"].update(issued="2023-02-01")),
    ("evaluation_overdue", "authority.evaluated", lambda d: d["authority"].update(evaluate_every="30d", issued="2023-02-01", evaluated="2026-01-01")),
    ("drill_overdue", "authority.drilled", lambda d: d["authority"].update(issued="2025-02-01", drill_every="180d")),
    ("unknown_value", "levels[0].when", lambda d: (d["facts"].update(signal={"title": text("信号", "S"), "type": "text", "origin": "bulletin", "event": "gale", "values": ["red"]}), when(d, {"any": [comparison(at_least=4), {"fact": "signal", "one_of": ["pink"]}]}))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "place", "plant"), PLANTED, ids=[f"{code}-{place}" for code, place, _ in PLANTED])
def test_a_planted_fault_is_found_where_it_is(code: str, place: str, plant: Callable[[Data], Any]) -> None:
    found = [one for one in checked(plant, TODAY) if one.code == code]

    assert any(one.place.startswith(place) for one in found), [(one.code, one.place) for one in checked(plant, TODAY)]
    for one in found:
        assert one.severity == FINDINGS[code].severity
        assert all(one.words.text(lang) and one.todo.text(lang) for lang in LANGS)
        assert "{" not in one.zh + one.en or code in ("stray_brace", "shape")


def test_a_finding_names_the_line_of_the_file() -> None:
    file = content(lambda d: d["actions"][0].update(post="mayor"))
    (found,) = [one for one in check_content(file) if one.code == "unknown_post"]

    assert b"mayor" in file.splitlines()[found.line - 1]


def test_what_cannot_be_read_is_one_finding_and_no_plan(tmp_path: Path) -> None:
    assert [one.code for one in check_content(b"a: &x 1\nb: *x")] == ["unreadable"]
    assert [one.code for one in check_content(b"")] == ["shape"]
    assert [one.code for one in check_file(tmp_path / "nowhere.yaml")] == ["unreadable"]
    assert [one.code for one in check_file(tmp_path)] == ["unreadable"]


def test_the_command_prints_both_languages_and_fails_on_errors_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, odd, bad = (tmp_path / name for name in ("good.yaml", "odd.yaml", "bad.yaml"))
    good.write_bytes(content())
    odd.write_bytes(content(gust))
    bad.write_bytes(content(lambda d: d["actions"][0].update(post="mayor")))

    assert main([str(good), str(odd)]) == 0
    assert main([str(good), str(bad)]) == 1

    said = capsys.readouterr().out
    assert "good.yaml: 没有发现问题 / nothing found" in said
    assert "警告/warning fact_unused facts.wind_gust" in said
    assert "没有代码为“mayor”的岗位。在 posts 中写入该岗位。" in said
    assert "There is no post with the code mayor. Write that post under posts." in said


def test_errors_come_first_and_only_errors_fail() -> None:
    mixed = checked(lambda d: (gust(d), d["actions"][0].update(post="mayor")))

    assert [one.severity for one in mixed] == sorted((one.severity for one in mixed), key=lambda s: s != "error")
    assert has_errors(mixed)
    assert not has_errors(checked(gust))


def test_a_plan_of_five_thousand_actions_and_a_circle_through_all_is_checked_without_recursion() -> None:
    def grow(data: Data) -> None:
        data["actions"] = [action(f"a{i}", after=[f"a{(i - 1) % 4998}"]) for i in range(4998)] + data["actions"]

    assert "circle" in {one.code for one in checked(grow)}


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_shipped_plan_is_clean(path: Path) -> None:
    assert [one.said() for one in check_file(path)] == []


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_shipped_plan_follows_the_published_schema(path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text()), json.loads(schema.text()))


def test_the_published_schema_is_current() -> None:
    assert schema.PUBLISHED.read_text(encoding="utf-8") == schema.text(), "run: python -m watchroom.plans.schema"


def test_the_schema_is_a_schema_and_refuses_what_we_refuse() -> None:
    made = json.loads(schema.text())
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)

    assert validator.is_valid(plan_data())
    assert not validator.is_valid(plan_data() | {"surprise": 1})
    assert not validator.is_valid(plan_data() | {"kind": "dance"})
    assert validator.is_valid(plan_data() | {"title": {"zh": "只有中文"}})
    assert not validator.is_valid(plan_data() | {"title": {}})


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_a_plan_s_body_gives_back_the_very_plan(path: Path) -> None:
    made, _ = parse(path.read_bytes())
    assert made is not None

    assert PlanFile.model_validate(json.loads(json.dumps(made.body()))) == made


def test_numbers_survive_the_body_exactly() -> None:
    made = plan(lambda d: when(d, comparison(at_least="10.80")))

    assert '"at_least":"10.80"' in made.model_dump_json()


def test_limits_from_the_order_add_up_along_the_longest_chain_of_a_level_and_the_chain_is_named() -> None:
    def chain(data: Data) -> None:
        data["actions"] += [
            action("quick", deadline={"within": "1m", "of": "order_sent"}),
            action("report", after=["check", "quick"], deadline={"within": "14m", "of": "activation"}),
            action("late", after=["report"], deadline={"within": "13m", "of": "activation"}),
        ]

    (late,) = [one for one in checked(chain) if one.code == "deadline_impossible"]

    assert (late.place, late.zh.partition("：")[2]) == ("actions[4].deadline", "report → late")
    assert "hold → check → last" in next(
        one.en
        for one in checked(lambda d: d["actions"].append(action("last", after=["check"], deadline={"within": "13m"})))
        if one.code == "deadline_impossible"
    )


def test_a_chain_that_just_fits_and_one_of_another_level_are_no_fault() -> None:
    def chain(data: Data) -> None:
        two_levels(data, comparison(at_least=4, below=8), comparison(at_least=8))
        data["actions"][0]["deadline"] = {"within": "50m", "of": "order_sent"}
        data["actions"][0]["levels"] = [3]
        data["actions"] += [
            action("fits", after=["check"], levels=[3], deadline={"within": "59m"}),
            action("elsewhere", after=["hold"], levels=[2], deadline={"within": "5m"}),
        ]

    assert "deadline_impossible" not in {one.code for one in checked(chain)}


@pytest.mark.parametrize(
    ("kind", "address", "works"),
    [
        ("telephone", "0313-4567 890", True), ("telephone", "（010）6789 0123转801", True), ("telephone", "119", True),
        ("telephone", "+86 313 4567890", True), ("telephone", "0313-456789O", False), ("telephone", "12", False),
        ("mobile", "138 1234 5678", True), ("mobile", "+8613812345678", True), ("mobile", "12812345678", False), ("sms", "10086", False),
        ("email", "watch@zone.example.org", True), ("email", "watch@zone", False), ("radio", "CH 7", True),
    ],
)  # fmt: skip
def test_a_channel_works_when_its_address_has_the_form_of_its_kind(kind: Any, address: str, works: bool) -> None:
    assert reachable(Channel(kind=kind, address=address)) is works


def test_what_is_due_today_is_not_overdue() -> None:
    def due(data: Data) -> None:
        data["authority"] |= {
            "issued": "2023-02-07",
            "evaluate_every": "1095d",
            "drilled": "2025-08-10",
            "drill_every": "180d",
        }

    assert checked(due, date(2026, 2, 6)) == []
    assert [one.code for one in checked(due, date(2026, 2, 7))] == ["evaluation_overdue", "drill_overdue"]


def test_each_legal_clock_holds_for_who_reports_and_for_what() -> None:
    assert [one.code for one in clocks("special", {"natural_disaster"})] == [
        "disaster-hop",
        "disaster-nil",
        "disaster-verified",
    ]
    assert [one.within for one in clocks("on_site", {"accident"}) if one.report == "initial"] == ["1h"]
    assert clocks("special", {"accident"}, date(2007, 5, 31)) == []


def test_ten_thousand_ways_through_a_condition_cost_no_more_than_their_limit() -> None:
    """Sixty-four groups of alternatives, each against all before it, none of which can hold together."""
    group = {"any": [comparison(at_least=i, below=i + 1) for i in range(1, 33)]}
    wide = {"any": [group] * 8}
    bomb = {"all": [wide] * 64}

    found = {one.code for one in checked(lambda d: when(d, bomb))}

    assert "not_examined" in found
