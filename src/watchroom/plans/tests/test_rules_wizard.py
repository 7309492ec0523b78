"""A unit's answers make plans that the check lets pass; a wrong answer is told where it stands, and nothing is made."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from watchroom.incidents.rules import KINDS
from watchroom.kernel.words import LANGS, Lang, Words
from watchroom.plans import schema, wizard_command
from watchroom.plans.check import has_errors, parse
from watchroom.plans.format import PlanFile
from watchroom.plans.testing_report import report
from watchroom.plans.wizard import made
from watchroom.plans.wizard_answers import GROUPS, Answers, check_answers, parse_answers
from watchroom.plans.wizard_risks import RISKS
from watchroom.plans.wizard_sample import SAMPLE

TESTS = """
format: watchroom-plan-tests/1
plan: snow-hotel-fire
tests:
  - name: {zh: 三级, en: three levels}
    incident: {kind: fire, place: hotel, place_kind: community, place_name: {zh: 客房楼, en: the rooms}}
    steps:
      - {judged: {department-controls: true}, given: {injured: 0, deaths: 0}, expect: {proposed: 3}}
      - {at: 5m, given: {injured: 1}, expect: {levels: {"2": {is: holds, by: [injured]}}, proposed: 2}}
      - at: 9m
        given: {injured: 3}
        expect: {levels: {"1": {is: holds, by: [injured]}}, proposed: 1}
        activate: 1
        tasks: {has: [{code: take, post: watch_officer, within: 5m, of: incident_opened}, {code: report-out, post: commander, within: 60m}, {code: fire-attack, post: rescue_lead, within: 5m}], order: [cordon, count]}
        texts: [{task: cordon, zh: 请在客房楼设置警戒}]
"""


def sample(**changes: Any) -> dict[str, Any]:
    return {**yaml.safe_load(SAMPLE), **changes}


def answered(**changes: Any) -> Answers:
    answers, faults = check_answers(sample(**changes))
    assert [one.en for one in faults] == []
    assert answers is not None
    return answers


def plans(answers: Answers) -> dict[str, PlanFile]:
    found = {}
    for code, content in made(answers).items():
        plan, findings = parse(content.encode())
        assert [one.en for one in findings if one.severity == "error"] == [], code
        assert plan is not None
        found[code] = plan
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_risk_makes_a_special_plan_under_the_comprehensive_one_without_an_error(language: str) -> None:
    given = sample()
    found = plans(answered(risks=list(RISKS), profile=given["profile"] | {"language": language}))

    head = found.pop("snow-hotel")
    assert head.kind == "enterprise_comprehensive"
    assert {link.plan for link in head.links} == set(found)
    assert len(found) == len(RISKS)
    for plan in found.values():
        assert (plan.kind, [link.plan for link in plan.links]) == ("enterprise_special", ["snow-hotel"])
        assert {level.level for level in plan.levels} == {1, 2, 3}
        assert all(plan.actions_at(level) for level in (1, 2, 3))
        assert set(plan.scope.incident_kinds) <= KINDS.keys()
    assert getattr(head.authority.name, language) == "雪原酒店"
    assert head.authority.name.only == language


def test_what_the_unit_answered_stands_in_its_plan() -> None:
    given = sample()
    head = plans(answered(levels=given["levels"] | {"department": "deputy_commander", "injured_outside": 7}))[
        "snow-hotel"
    ]

    decided = {level.level: level.chain.decides for level in head.levels}
    assert decided == {3: "deputy_commander", 2: "deputy_commander", 1: "commander"}
    grading = head.clause("1.2")
    assert grading is not None
    assert "受伤 7 人以上" in grading.text.zh
    assert "7 or more injured" in grading.text.en
    assert [one.title.zh for one in head.resources] == ["灭火器", "急救箱"]
    assert head.authority.drill_every == "180d"  # a hotel exercises every half year
    review = head.clause("评审")
    assert review is not None
    assert "同意 4 人，通过" in review.text.zh
    assert {report.kind for report in head.reports} == {"internal", "initial", "follow_up"}


def test_a_group_that_the_unit_does_not_have_is_stood_in_for_by_its_first_one() -> None:
    found = plans(answered(groups=[{"code": "evacuation", "lead": "保安部"}], contacts=[{"title": "值班", "of": "保安部", "address": "0313-0000000"}], resources=[]))  # fmt: skip

    assert {action.post for action in found["snow-hotel-fire"].actions} == {
        "watch_officer", "duty_leader", "commander", "evacuation_lead",
    }  # fmt: skip


def test_the_plans_that_are_made_hold_in_tests_of_plans() -> None:
    told = report(made(answered())["snow-hotel-fire"].encode(), TESTS.encode())

    assert [one.en for one in told.faults] == []
    assert [failure.words.en for result in told.results for failure in result.failures] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("lead: 后勤部", "leader: 后勤部", "code: logistics", "groups.3.lead is missing"),
        ("leak, lift", "leek, lift", "leek", "there is no risk leek"),
        ("injured_outside: 3", "injured_outside: 1", "injured_outside", "levels.injured_outside is not as required"),
        ("injured_unit: 1", "injured_unit: 3", "injured_outside", "must begin at more injured"),
        ("of: 工程部", "of: 财务部", "财务部", "财务部 is no group, no post and no department given"),
        ("outside_minutes: 60", "outside_minutes: 61", "outside_minutes", "reports.outside_minutes is not as required"),
        ("code: medical", "code: rescue", "人力资源部", "rescue is written twice"),
    ],
)
def test_a_wrong_answer_is_told_with_its_line(old: str, new: str, line: str, said: str) -> None:
    content = SAMPLE.replace(old, new, 1)

    answers, faults = parse_answers(content.encode())

    assert answers is None
    assert any(said in one.en and line in content.splitlines()[one.line - 1] for one in faults), [
        (one.line, one.en) for one in faults
    ]


def test_the_command_writes_the_plans_and_its_exit_code_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def en(words: Words) -> str:
        return words.en

    assert wizard_command.run("", str(tmp_path), en) == 0
    answers = tmp_path / "answers.yaml"
    answers.write_text(capsys.readouterr().out, encoding="utf-8")

    assert wizard_command.run(str(answers), str(tmp_path / "plans"), en) == 0
    files = sorted((tmp_path / "plans").glob("*.yaml"))
    assert len(files) == 8
    assert not any(has_errors(parse(file.read_bytes())[1]) for file in files)
    answers.write_text("profile: {}\n", encoding="utf-8")
    assert wizard_command.run(str(answers), str(tmp_path), en) == 1
    assert "profile.name is missing" in capsys.readouterr().out


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_names_every_answer_and_every_risk(lang: Lang) -> None:
    page = (Path(schema.PUBLISHED).parent / lang / "plan-wizard.md").read_text(encoding="utf-8")
    made_of = Answers.model_json_schema()
    keys = {key for part in (made_of, *made_of["$defs"].values()) for key in part["properties"]}

    assert sorted((keys | RISKS.keys() | GROUPS.keys()) - set(re.findall(r"`([^`\s]+)`", page))) == []
