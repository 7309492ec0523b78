"""Reporting rules: what holds, what does not, and what turns on something that nobody knows yet."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from watchroom.incidents.reporting import Case, ReportRule, depends_on, due, for_level, national, span_words

_AT = datetime(2026, 2, 6, 2, 0, tzinfo=UTC)


def test_what_is_not_known_neither_holds_nor_fails() -> None:
    rule = national()["accident-telephone"]

    assert depends_on(rule, Case("fire", grade=3)) == ()
    assert depends_on(rule, Case("fire", grade=4)) is None
    assert depends_on(rule, Case("fire")) == ("grade",)
    assert depends_on(rule, Case("other", grade=1)) == ("event_class",)
    assert depends_on(national()["disaster-ten"], Case("flood")) == ("people",)
    assert depends_on(national()["disaster-ten"], Case("flood", people=9)) is None


def test_a_rule_holds_only_between_its_days() -> None:
    codes = {one.code for one in for_level(national().values(), "unit", date(2008, 2, 6))}

    assert codes == {"accident-unit"}  # the measures of 2009 were not in force


def test_what_is_owed_the_same_day_is_due_before_the_day_ends() -> None:
    rule, ends = national()["accident-casualties"], _AT + timedelta(hours=14)

    assert due(rule, "any", _AT, ends) == ends
    assert due(national()["accident-hop"], "any", _AT, ends) == _AT + timedelta(hours=2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"within": {}}, {"within": {"any": 0}}, {"within": {"fax": 30}}, {"levels": []}, {"classes": ["weather"]},
        {"kinds": ["comet"]}, {"grades": [5]}, {"since": "2026-02-06", "until": "2026-02-05"}, {"repeated": True},
        {"starts": "change"}, {"to_zh": "a\u0000b"}, {"more": 1},
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_kept_is_refused(wrong: dict[str, object]) -> None:
    told = national()["accident-hop"].model_dump(mode="json")

    assert ReportRule.model_validate(told) == national()["accident-hop"]
    with pytest.raises(ValidationError):
        ReportRule.model_validate(told | wrong)


def test_every_national_rule_says_its_source_in_both_languages_and_its_day_where_the_text_bears_one() -> None:
    dated = {one.code for one in national().values() if one.since}

    assert all(one.source.zh.startswith("《") and one.source.en for one in national().values())
    assert {code for code in national() if code.startswith("accident-")} == dated


def test_a_limit_is_said_in_the_largest_whole_unit() -> None:
    said = [span_words(n).zh for n in (60, 90, 120, 720, 1440, 2880, 10080)]
    assert said == ["60 分钟", "90 分钟", "120 分钟", "12 小时", "24 小时", "2 天", "7 天"]
