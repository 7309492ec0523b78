"""Whatever was found in a document becomes a plan file that has the form; what is lacking is said by the check."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from watchroom.plans import check
from watchroom.plans.documents import read
from watchroom.plans.documents.text import Document, plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import (
    Action,
    AllOf,
    AnyOf,
    Chain,
    Condition,
    Deadline,
    Doubt,
    Duty,
    Found,
    Leaf,
    Level,
    Metadata,
    Note,
    Place,
    Report,
    Unit,
)
from watchroom.plans.extraction.to_plan import drafted, incident_kinds
from watchroom.plans.format import PlanFile
from watchroom.plans.triggers import Comparison, Judgement
from watchroom.plans.writing import written

pytestmark = pytest.mark.pure

PLANS = Path(os.environ.get("WATCHROOM_PLANS") or Path(__file__).parents[5] / "shared/data/plans")
DOCUMENT = plain(
    "某市防汛应急预案\n一、总则\n二、响应\n死亡3人以上\n{市应急局}立即转移群众", name="a.txt", digest="0" * 64
)
DOUBT = Doubt(code="x", zh="数字不清", en="the number is unclear")
at: Any = {"places": [Place(start=14, end=20)], "rule": "r"}


def metadata(**given: Any) -> Metadata:
    return Metadata(id="plan", **at, **{"title": "某市防汛应急预案", **given})


def found(**given: Any) -> Found:
    return Found(document="0" * 64, vocabulary="1", **{"metadata": metadata(), **given})


def level(*conditions: Condition, code: str = "I", **given: Any) -> Level:
    return Level.model_validate(
        {"id": f"level-{code}", **at, "kind": "response", "code": code, "name": f"{code}级", "conditions": list(conditions), **given}
    )  # fmt: skip


def condition(expr: Any, text: str = "死亡3人以上") -> Condition:
    return Condition(id=f"c-{text}", **at, text=text, expr=expr)


def made(what: Found, document: Document = DOCUMENT, **given: Any) -> PlanFile:
    """Through the file and the check, as a person's own file goes."""
    plan, findings = check.parse(written(drafted(what, document, **given)).encode())
    assert plan is not None, findings[:3]
    return plan


def test_an_alternative_that_cannot_be_compared_is_asked_beside_those_that_can():
    deaths = Leaf(quantity="deaths", op=">=", value=3, unit="person")
    one = condition(deaths, "死亡3人以上，或者大桥垮塌").model_copy(update={"unread": ["大桥垮塌"]})

    when: Any = made(found(levels=[level(one)])).levels[0].when

    compared, asked = when.any
    assert isinstance(compared, Comparison)
    assert isinstance(asked, Judgement)
    assert asked.words.zh == "大桥垮塌"


def test_bounds_become_comparisons_and_what_cannot_be_compared_is_asked():
    deaths: list[Any] = [
        Leaf(quantity="deaths", op=">=", value=3, unit="person"),
        Leaf(quantity="deaths", op="<", value=10.5, unit="person"),
    ]
    rain = Leaf(quantity="rainfall", op=">=", value=50.0, unit="mm", window_min=1440)
    coming = Leaf(quantity="rainfall", op=">", value=100, unit="mm", window_min=1440, phase="forecast", min_regions=2)
    half = AllOf(all=[Leaf(quantity="water_level", op=">=", mark="警戒水位"), rain])
    signal = Leaf(quantity="warning_signal", op=">=", value="暴雨橙色")
    plan = made(
        found(levels=[level(condition(AllOf(all=deaths)), condition(AnyOf(any=[rain, coming]), "雨"), condition(half, "水位"), condition(signal, "信号"), condition(None, "其他情形"))])
    )  # fmt: skip
    when: Any = plan.levels[0].when
    assert when.any[0].model_dump(include={"fact", "at_least", "below", "unit"}, mode="json") == {
        "fact": "deaths", "at_least": "3", "below": "10.5", "unit": "person",
    }  # fmt: skip
    assert plan.facts["rainfall_1440min"].quantity == "rainfall_24h"
    ahead = plan.facts["rainfall_1440min_forecast"]
    assert (ahead.origin, ahead.forecast, ahead.period, when.any[1].any[1].min_places) == ("report", True, "24h", 2)
    assert isinstance(when.any[2], Judgement), "half a condition is none"
    assert (when.any[3].fact, when.any[3].one_of) == ("rainstorm_signal", ["red", "orange"])
    assert when.any[4].words.zh == "其他情形"
    assert when.source == "document"


def test_every_body_that_has_to_do_something_has_a_post_and_short_names_are_one_with_long_ones():
    command = Unit(
        id="u1",
        **at,
        name="某市防汛抗旱指挥部",
        kind="command",
        abbr="市防指",
        members=["市水务局"],
        duties=[Duty(text="统一指挥")],
    )
    role = Unit(id="u2", **at, name="总指挥", kind="role", duties=[Duty(text="决定启动")])
    action = Action(
        id="action-1", **at, levels=["I"], text="响应启动后，市防指立即转移{低洼}群众", units=["市防指", "市公安局"], supports=["总指挥"],
        deadline=Deadline(minutes=120, base="接到险情报告"), group="市防指",
    )  # fmt: skip
    plan = made(
        found(
            units=[command, role],
            levels=[level(starts=Chain(decided_by="总指挥", proposed_by="市防指"))],
            actions=[action],
        )
    )
    (act,) = plan.actions
    posts = {post.code: post for post in plan.posts}
    assert posts[act.post or ""].unit == plan.units[0].code == act.responsible[0]
    assert posts[act.post or ""].duty.zh == "统一指挥"
    assert [posts[code].title.zh for code in act.supports] == ["市公安局", "总指挥"]
    assert {unit.title.zh for unit in plan.units} == {"某市防汛抗旱指挥部", "市水务局", "市公安局"}, "a post is no body"
    assert (act.title.zh, act.order.zh) == ("市防指立即转移｛低洼｝群众", "响应启动后，市防指立即转移｛低洼｝群众")
    assert act.deadline is not None
    assert (act.deadline.within, act.deadline.of) == ("2h", "incident_opened")
    assert posts[plan.levels[0].chain.decides or ""].title.zh == "总指挥"


def test_a_doubt_stands_until_a_person_has_settled_the_element():
    what = found(
        levels=[level(condition(None), doubts=[DOUBT])],
        reports=[Report(id="r1", **at, sender="市水务局", to=["国务院"])],
    )
    plan = made(what)
    assert plan.levels[0].doubt is not None
    assert (plan.levels[0].doubt.zh, plan.levels[0].doubt.en) == ("数字不清", "the number is unclear")
    assert plan.reports[0].to == ["国务院"]
    settled = made(what, settled=frozenset({"level-I", "r1"}))
    assert (settled.levels[0].doubt, settled.reports[0].doubt) == (None, None)


def test_a_plan_that_grades_only_its_warnings_acts_by_them_and_says_so():
    action = Action(id="a", **at, levels=["II"], text="值守", units=["市气象局"])
    plan = made(found(levels=[level(condition(None), code="II", kind="warning", colour="orange")], actions=[action]))
    assert [one.level for one in plan.levels] == [one.level for one in plan.warning_levels] == [2]
    assert plan.levels[0].doubt is not None
    assert plan.actions[0].levels == [2]


def _strange() -> Found:
    """What no rule should find, and a person may write into a form all the same."""
    leaf = Leaf(quantity="死亡 x", op="==", value="其他", unit=" ")
    deep: Any = leaf
    for _ in range(12):
        deep = AllOf(all=[deep, Leaf(quantity="q", op=">=", value=1e-12)])
    many = [condition(leaf, f"第{n}种") for n in range(200)]
    huge = condition(
        AnyOf(
            any=[
                Leaf(quantity="flow", op="==", value=float("inf"), unit="m3/s"),
                Leaf(quantity="b", op="==", value=True),
            ]
        )
    )
    return found(
        metadata=metadata(title=" ", issuer=" ", doc_no=" ", issued_date="2024", review_every_months=100_000, event_types=[" "]),
        levels=[level(*many, condition(deep), huge), level(code="I", kind="response"), level(code="V", kind="warning")],
        units=[Unit(id="u", **at, name="", kind="member", lead="", members=["", ""]), Unit(id="v", **at, name="{x}", kind="role")],
        actions=[
            Action(id="A 1", **at, levels=["X"], text="。" * 9000, deadline=Deadline(minutes=10**9)),
            Action(id="A 1", **at, levels=[], text=" ", deadline=Deadline(daily_by="25:00")),
            Action(id="É", **at, levels=["*"], text="x\n{y}", units=["", "{x}"], deadline=Deadline(every_minutes=61)),
        ],
        reports=[Report(id="r", **at, sender=" ", to=[" "], condition=" ")],
        notes=[Note(id=f"n{kind}", **at, kind=kind, text=" 甲 ", value="?") for kind in ("conflict", "link", "form", "resource", "termination")],
    )  # fmt: skip


@pytest.mark.parametrize("what", [found(), found(language="en"), _strange()], ids=["nothing", "English", "strange"])
def test_whatever_was_found_has_the_form_of_a_plan(what: Found):
    assert made(what).posts
    assert made(what, plain("", name="空", digest="0" * 64)).clauses


def test_the_kinds_of_incident_are_those_of_the_title_before_those_of_the_scope():
    assert incident_kinds(metadata(event_types=["地震"])) == ["flood"]
    assert incident_kinds(metadata(title="自然灾害救助预案", event_types=["地震", "暴雨洪涝"])) == [
        "flood",
        "rainstorm",
        "earthquake",
    ]
    assert incident_kinds(metadata(title="总体应急预案")) == ["other"]


def _texts() -> list[Path]:
    return sorted(PLANS.glob("*.txt"))


@pytest.mark.parametrize("path", _texts() or [None], ids=lambda path: path.stem if path else "absent")
def test_every_public_plan_becomes_a_plan_file(path: Path | None):
    if path is None:
        pytest.skip(f"no public plans at {PLANS}")
    document = read(path.read_bytes(), path.name)
    what = extract(document)
    plan = made(what, document)
    assert plan.original is not None
    assert plan.original.characters == len(document.text)
    assert len(plan.actions) == len(what.actions)
    graded: list[Any] = [*(one.when for one in plan.levels), *(one.when for one in plan.warning_levels if one.when)]
    held = sum(isinstance(leaf, Comparison) for when in graded for leaf in _leaves(when))
    told = [leaf for lv in what.levels for one in lv.conditions if one.expr for leaf in _leaves(one.expr)]
    assert held or all(leaf.quantity == "warning_signal" for leaf in told), "a warning of no kind is asked of a person"
    doubtful = {one.id for one in [*what.levels, *what.units, *what.actions, *what.reports, *what.notes] if one.doubts}
    shapes = Counter(one.code for one in check.check_plan(made(what, document, settled=frozenset(doubtful))))
    assert not shapes["cut_outside"], json.dumps(shapes)


def _leaves(node: Any) -> list[Any]:
    parts = getattr(node, "all", None) or getattr(node, "any", None)
    return [leaf for part in parts for leaf in _leaves(part)] if parts else [node]
