"""The shipped plans are whole: no remark of the check, everything named exists in the demonstration, the page is true."""

from pathlib import Path

import pytest
import yaml

from watchroom.kernel.words import LANGS, Lang
from watchroom.plans import library, schema
from watchroom.plans.check import parse
from watchroom.plans.format import PlanFile
from watchroom.plans.skeleton import SKELETON

DEMO = Path(__file__).parents[2] / "ops" / "scenario" / "zhangjiakou_games"
FILES = library.files()


def plan(path: Path) -> PlanFile:
    made, _ = parse(path.read_bytes())
    assert made is not None
    return made


def demo(name: str) -> dict[str, list[dict[str, object]]]:
    made: dict[str, list[dict[str, object]]] = yaml.safe_load((DEMO / name).read_text(encoding="utf-8"))
    return made


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_check_has_nothing_to_remark(path: Path) -> None:
    assert [(one.code, one.line) for one in parse(path.read_bytes())[1]] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_posts_are_on_the_roster_and_its_resources_on_the_map_of_the_demonstration(path: Path) -> None:
    posts = {str(one["code"]) for one in demo("people.yaml")["posts"]}
    places = {str(one["code"]) for one in demo("places.yaml")["places"]}
    kinds = {str(one["kind"]) for one in demo("units.yaml")["units"]}

    made = plan(path)

    assert {post.code for post in made.posts} <= posts
    assert {one.place for one in made.resources if one.place} <= places
    assert {kind for action in made.actions for kind in action.units} <= kinds


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_links_lead_to_shipped_plans_and_never_to_a_milder_level(path: Path) -> None:
    plans = {one.stem: plan(one) for one in FILES}

    for link in plan(path).links:
        assert link.plan in plans
        if link.kind == "upper":
            assert {int(level) for level in link.levels} == {one.level for one in plans[link.plan].levels}
            assert all(own <= int(level) for level, own in link.levels.items())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_has_the_grain_of_a_real_plan(path: Path) -> None:
    made = plan(path)

    assert 25 <= len(made.actions) <= 60
    assert len(made.levels) == 4
    assert made.ending is not None
    assert made.units
    assert made.reports
    assert made.resources
    assert made.forms
    assert all(action.deadline and action.done_when for action in made.actions)
    assert {post.unit for post in made.posts} <= {unit.code for unit in made.units}


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_tells_every_plan_with_its_number_of_tasks(lang: Lang) -> None:
    page = (Path(schema.PUBLISHED).parent / lang / "plan-library.md").read_text(encoding="utf-8")

    for path in FILES:
        made = plan(path)
        assert f"| `{made.code}` | {made.title.words.text(lang)} |" in page
        assert f"| {len(made.actions)} |" in next(line for line in page.splitlines() if f"`{made.code}`" in line)


def test_the_shortest_plan_to_begin_with_has_no_errors() -> None:
    made, findings = parse(SKELETON.encode())

    assert made is not None
    assert [one.en for one in findings if one.severity == "error"] == []
