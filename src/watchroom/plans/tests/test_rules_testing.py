"""Tests of plans are tests: what is right passes, one changed figure fails, what is untouched is told."""

import json
import re
from pathlib import Path

import pytest

from watchroom.kernel.words import LANGS, Lang, Words
from watchroom.plans import library, schema, testing_command
from watchroom.plans.testing_format import PlanTests
from watchroom.plans.testing_report import report

PLAN = next(path for path in library.files() if path.name == "ski-jump-wind.yaml").read_bytes()
HEAD = "format: watchroom-plan-tests/1\nplan: ski-jump-wind\ntests:\n"
TESTS = (library.tests_of("ski-jump-wind") or Path()).read_bytes()


def case(*steps: str, kind: str = "gale", more: str = "") -> bytes:
    lines = "".join(f"      - {step}\n" for step in steps)
    head = f"  - name: {{zh: 一, en: one}}\n    incident: {{kind: {kind}, place: ski-jump, place_kind: venue}}\n"
    return (HEAD + head + more + "    steps:\n" + lines).encode()


def failures(*steps: str, plan: bytes = PLAN, more: str = "") -> list[tuple[int, str]]:
    told = report(plan, case(*steps, more=more))
    assert told.faults == ()
    return [(told.line(one.path), one.words.en) for result in told.results for one in result.failures]


@pytest.mark.parametrize("path", library.files(), ids=lambda path: path.stem)
def test_every_shipped_plan_passes_its_tests_and_they_touch_every_level_and_condition(path: Path) -> None:
    tests = library.tests_of(path.stem)
    assert tests is not None

    told = report(path.read_bytes(), tests.read_bytes())

    assert [one.en for one in told.faults] == []
    assert [(told.line(one.path), one.words.en) for result in told.results for one in result.failures] == []
    assert told.coverage is not None
    assert told.coverage.levels == ()
    assert [(one.line, one.words.en) for one in told.coverage.missed if not one.held] == []
    assert told.coverage.percent >= 90


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"at_least: 13.9", b"at_least: 15.3"),
        (b"held_for: 10m", b"held_for: 11m"),
        (b"deadline: {within: 4m, of: order_sent}", b"deadline: {within: 5m, of: order_sent}"),
        (b"    after: [hold-competition]\n    title: {zh: \xe8\xbf\x90", b"    title: {zh: \xe8\xbf\x90"),
        (b"equals: orange", b"equals: yellow"),
        (b"place_kinds: [venue]", b"place_kinds: [venue, road]"),
        (b"stale_after: 10m", b"stale_after: 20m"),
    ],
)
def test_one_changed_figure_of_the_plan_is_caught_by_its_tests(old: bytes, new: bytes) -> None:
    assert old in PLAN

    assert not report(PLAN.replace(old, new), TESTS).ok


def test_a_wrong_expectation_fails_on_its_line_and_says_what_is_and_why() -> None:
    told = failures('{given: {wind_gust: 9}, expect: {levels: {"3": fails, "2": holds}, proposed: 2}}')

    assert [line for line, _ in told] == [7, 7, 7]
    assert told[0][1] == "should propose level II, proposes level III"
    assert told[1][1] == "level III should be “fails” and is “holds” (Gust ≥ 8, < 13.9 m/s)"
    assert told[2][1].startswith(
        "level II should be “holds” and is “lacks a fact” (Mean wind ≥ 10.8, < 17.2 m/s, for 5 min: no such fact"
    )


def test_what_decided_is_compared_by_name() -> None:
    assert failures('{given: {wind_gust: 9}, expect: {levels: {"3": {is: holds, by: [wind_gust]}}}}') == []
    told = failures('{given: {wind_gust: 9}, expect: {levels: {"3": {is: holds, by: [wind_mean]}}}}')
    assert told == [(7, "level III should be decided by wind_mean and is by wind_gust")]


def test_a_silent_test_fails_at_the_first_proposal() -> None:
    told = failures("{given: {wind_gust: 3}}", "{at: 1m, given: {wind_gust: 9}}", more="    silent: true\n")

    assert told == [(9, "nothing should be proposed, but level III is")]


def test_tasks_posts_deadlines_order_and_texts_are_compared() -> None:
    step = (
        "{given: {wind_gust: 9}, activate: 3, tasks: {has: [{code: hold-competition, post: venue_security, within: 6m}, {code: clear-stands}],"
        " without: [watch-wind], order: [draft-warning, watch-wind]}, texts: [{task: watch-wind, en: no such words}]}"
    )

    told = [words for _, words in failures(step)]

    assert told[:5] == [
        "post of the task hold-competition should be venue_security and is competition_lead",
        "within of the task hold-competition should be 6m and is 5m",
        "the task clear-stands is not given",
        "the task watch-wind should not be given",
        "the task watch-wind does not wait for draft-warning",
    ]
    assert told[5].startswith("the text of watch-wind does not say “no such words”: Wind over the limit at ski-jump")


@pytest.mark.parametrize(
    ("step", "line", "said"),
    [
        ("{given: {wind: 3}}", 7, "The fact wind is not declared"),
        ("{given: {gale_signal: purple}}", 7, "purple is not a value of the fact gale_signal"),
        ("{given: {wind_gust: strong}}", 7, "strong is not a value of the fact wind_gust"),
        ('{expect: {levels: {"5": holds}}}', 7, "The plan has no level 5"),
        ("{judged: {crush: true}}", 7, "the plan asks no question crush"),
        ("{expects: {proposed: 3}}", 7, "there is no such key as expects"),
        ("{activate: 3, tasks: {has: [watch-wind]}}", 7, "0 must be a map"),
        ("{tasks: {without: [watch-wind]}}", 7, "only a step that activates"),
        ("{activate: 3, texts: [{task: nothing, en: x}]}", 7, "nothing does not exist"),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_line_and_nothing_is_run(step: str, line: int, said: str) -> None:
    told = report(PLAN, case(step))

    assert (told.results, told.ok) == ((), False)
    assert [(one.line, said in one.en) for one in told.faults] == [(line, True)]


def test_what_no_test_has_touched_is_told_with_the_line_of_the_plan() -> None:
    told = report(PLAN, case("{given: {wind_gust: 9}}"))

    assert told.coverage is not None
    assert told.coverage.levels == (4, 2, 1)
    gust = [one for one in told.coverage.missed if one.words.en == "Gust ≥ 13.9, < 20.8 m/s"]
    assert [(one.level, one.held, one.failed) for one in gust] == [(2, False, True)]
    assert PLAN.splitlines()[gust[0].line - 1].strip() == b"- fact: wind_gust"
    assert told.coverage.of == 22


def test_the_command_runs_a_folder_prints_like_a_test_runner_and_its_exit_code_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_bytes(PLAN)
    (tmp_path / "a.tests.yaml").write_bytes(case("{given: {wind_gust: 9}, expect: {proposed: 3}}"))

    def zh(words: Words) -> str:
        return words.zh

    assert testing_command.run([str(tmp_path)], zh, coverage=True) == 0
    out = capsys.readouterr().out
    assert "✓ 一" in out
    assert "1 项通过，0 项未通过" in out
    assert "没有测试提出过Ⅱ级" in out

    (tmp_path / "a.tests.yaml").write_bytes(case("{given: {wind_gust: 9}, expect: {proposed: 2}}"))
    assert testing_command.run([str(tmp_path / "a.yaml")], zh) == 1
    assert f"{tmp_path / 'a.tests.yaml'}:7: 应建议Ⅱ级，实为Ⅲ级" in capsys.readouterr().out
    assert testing_command.run([str(tmp_path / "a.yaml")], zh, as_json=True) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["passed"], told["of"], told["tests"][0]["failures"][0]["line"]) == (0, 1, 7)
    assert testing_command.run([str(tmp_path / "b.yaml")], zh) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_names_every_key_of_the_test_file(lang: Lang) -> None:
    page = (Path(schema.PUBLISHED).parent / lang / "plan-tests.md").read_text(encoding="utf-8")
    made = PlanTests.model_json_schema(by_alias=True)
    keys = {key for part in (made, *made["$defs"].values()) for key in part.get("properties", {})}

    assert sorted(keys - {"zh", "en", "format"} - set(re.findall(r"`([^`\s]+)`", page))) == []
