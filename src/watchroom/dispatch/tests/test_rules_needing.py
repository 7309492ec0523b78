"""Rules on what incidents need and what stays behind: which holds, and whom it fits."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from watchroom.dispatch.kinds import SHIPPED_KINDS
from watchroom.dispatch.needing import CoverRule, ResponseRule, Wants, able, rule_for, serves, shipped
from watchroom.incidents.rules import KINDS

DAY = date(2026, 2, 6)
ONE = {"code": "a", "kinds": ["ambulance"], "n": {4: 1}}


def rule(code: str, **more: Any) -> ResponseRule:
    return ResponseRule.model_validate({"code": code, "needs": [ONE], **more})


def test_every_kind_of_incident_has_a_shipped_rule_and_names_units_that_exist() -> None:
    rules = [(one, 0) for one in shipped("response").values()]

    for kind in KINDS:
        found = rule_for(rules, kind, DAY)
        assert found is not None
        for need in found[0].needs:
            assert set(need.kinds) <= set(SHIPPED_KINDS)
            counts = [need.n.get(grade, 0) for grade in (4, 3, 2, 1)]
            assert counts == sorted(counts), f"{kind}: a graver event needs less of {need.code}"
    assert all(set(one.kinds) <= set(SHIPPED_KINDS) for one in shipped("cover").values())


def test_the_closest_rule_holds_then_the_sites_own_then_the_later() -> None:
    rules = [
        (rule("any"), 0), (rule("class", classes=["accident"]), 0), (rule("kind", kinds=["fire"]), 0), (rule("ours", kinds=["fire"]), 3),
        (rule("later", classes=["accident"], since=date(2026, 2, 1)), 0), (rule("over", kinds=["lift"], until=date(2026, 2, 5)), 1),
    ]  # fmt: skip

    def code(kind: str, on: date = DAY) -> str:
        found = rule_for(rules, kind, on)
        assert found is not None
        return found[0].code

    assert (code("fire"), code("traffic"), code("gale")) == ("ours", "later", "any")
    assert code("traffic", date(2026, 1, 31)) == "class"  # before its first day it does not hold
    assert (code("lift", date(2026, 2, 5)), code("lift")) == ("over", "later")
    assert rule_for([(rule("kind", kinds=["fire"]), 0)], "gale", DAY) is None


def test_a_unit_serves_with_its_kind_and_all_skills_and_things_in_either_language() -> None:
    unit = able("ambulance", ["ALS"], [{"zh": "呼吸机", "en": "Ventilator", "n": 1}])

    def wants(**more: Any) -> Wants:
        return Wants.model_validate({"code": "x", "n": {4: 1}, **more})

    assert serves(unit, wants(kinds=["ambulance"], skills=["als"], equipment=["呼吸机"]))
    assert serves(unit, wants(equipment=["ventilator"]))
    assert not serves(unit, wants(kinds=["fire_engine"]))
    assert not serves(unit, wants(kinds=["ambulance"], skills=["rope rescue"]))
    assert not serves(unit, wants(kinds=["ambulance"], equipment=["stretcher"]))


@pytest.mark.parametrize(
    "content",
    [
        {"code": "x", "needs": []},
        {"code": "x", "kinds": ["volcano"], "needs": [ONE]},
        {"code": "x", "needs": [ONE, ONE]},
        {"code": "x", "needs": [{"code": "a", "n": {4: 1}}]},
        {"code": "x", "needs": [{**ONE, "n": {5: 1}}]},
        {"code": "x", "needs": [{**ONE, "n": {4: -1}}]},
        {"code": "x", "needs": [{**ONE, "zh": "只有中文"}]},
        {"code": "x", "needs": [ONE], "since": "2026-02-02", "until": "2026-02-01"},
        {"code": "X y", "needs": [ONE]},
        {"code": "x", "needs": [ONE], "surprise": 1},
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ResponseRule.model_validate(content)


def test_a_rule_survives_the_way_through_json() -> None:
    for one in shipped("response").values():
        assert ResponseRule.model_validate(one.model_dump(mode="json")) == one
    with pytest.raises(ValidationError):
        CoverRule.model_validate({"code": "x", "least": 1})
