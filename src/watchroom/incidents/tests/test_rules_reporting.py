"""Reporting rules: what holds, what does not, and what turns on something that nobody knows yet."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from pydantic import ValidationError

from watchroom.incidents import rule_form
from watchroom.incidents.reporting import (
    ANSWERED_BY,
    Case,
    ReportRule,
    depends_on,
    due,
    for_level,
    national,
    next_daily,
    span_words,
)

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
        {"starts": "change"}, {"starts": "day"}, {"report": "daily"}, {"within": {"any": "25:00"}}, {"to_zh": "a\u0000b"}, {"more": 1},
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


DAILY = {
    "code": "daily", "report": "daily", "levels": ["county"], "to_zh": "市局", "to_en": "the city", "starts": "day",
    "within": {"any": "16:00"}, "repeated": True, "source_zh": "值班规定", "source_en": "Rules of the watch",
}  # fmt: skip


def test_a_daily_report_is_owed_by_a_time_of_the_day_written_as_it_is_said() -> None:
    rule = ReportRule.model_validate(DAILY)

    assert rule.within == {"any": 960}
    assert ReportRule.model_validate(rule.model_dump(mode="json")) == rule
    for wrong in (
        {"within": {"any": "24:30"}}, {"within": {"any": "4 pm:"}}, {"within": {"any": 1441}}, {"same_day": True},
        {"repeated": False}, {"report": "follow_up"},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            ReportRule.model_validate(DAILY | wrong)
    assert "verified" in ANSWERED_BY["daily"] & ANSWERED_BY["follow_up"] & ANSWERED_BY["nil"]


@pytest.mark.parametrize(
    ("zone", "after", "minutes", "at"),
    [
        ("Asia/Shanghai", "2026-02-06T10:00", 960, "2026-02-06T16:00+08:00"),
        ("Asia/Shanghai", "2026-02-06T16:00", 960, "2026-02-07T16:00+08:00"),  # strictly after
        ("Asia/Shanghai", "2026-02-06T23:59", 1440, "2026-02-07T00:00+08:00"),
        ("Asia/Shanghai", "2026-02-06T00:00", 1440, "2026-02-07T00:00+08:00"),
        ("Europe/Zurich", "2026-03-28T17:00", 960, "2026-03-29T16:00+02:00"),  # a day of 23 hours: the face counts
        ("Europe/Zurich", "2026-10-24T17:00", 960, "2026-10-25T16:00+01:00"),
    ],
)
def test_the_next_time_of_day_is_of_the_sites_clock(zone: str, after: str, minutes: int, at: str) -> None:
    start = datetime.fromisoformat(after).replace(tzinfo=ZoneInfo(zone))

    assert next_daily(minutes, start).timestamp() == datetime.fromisoformat(at).timestamp()


@pytest.mark.parametrize("code", sorted(national()))
def test_every_rule_stands_in_the_form_as_it_is(code: str) -> None:
    rule = national()[code]

    assert ReportRule.model_validate(rule_form.content(rule_form.filled(rule)) | {"code": code}) == rule


def test_what_is_typed_into_the_form_is_a_rule() -> None:
    posted = QueryDict(mutable=True)
    posted.update({"report": "daily", "to_zh": "市局", "starts": "day", "within-any": "16:00", "source_zh": "值班规定"})
    posted.setlist("levels", ["county", "city"])
    posted.setlist("grades", ["1", "2"])

    rule = ReportRule.model_validate(rule_form.content(rule_form.typed(posted)) | {"code": "daily"})

    assert (rule.within, rule.levels, rule.grades, rule.repeated) == ({"any": 960}, ("county", "city"), (1, 2), True)
    assert (rule.to_en, rule.source_en) == ("市局", "值班规定")  # the English may be left out
    assert rule_form.filled(rule)["within"] == {"telephone": "", "written": "", "any": "16:00"}
