"""Times, ages and states in words."""

from datetime import UTC, datetime, timedelta

import pytest

from watchroom.desk import saying

AT = datetime(2026, 2, 6, 3, 21, 7, tzinfo=UTC)


def test_today_only_the_clock_is_said_and_another_day_with_its_date() -> None:
    later = AT + timedelta(days=1)
    assert saying.when_text(AT, AT, "Asia/Shanghai", "zh") == "11:21"
    assert saying.when_text(AT, later, "Asia/Shanghai", "zh") == "2 月 6 日 11:21"
    assert saying.when_text(AT, later, "Asia/Shanghai", "en", "s") == "6 Feb 11:21:07"


def test_the_full_form_names_year_and_zone() -> None:
    assert saying.when_text(AT, AT, "Asia/Shanghai", "zh", "full") == "2026 年 2 月 6 日 11:21:07 北京时间"
    assert saying.when_text(AT, AT, "Asia/Shanghai", "en", "full") == "6 Feb 2026 11:21:07 UTC+8"


def test_the_day_is_the_sites_not_greenwichs() -> None:
    late = datetime(2026, 2, 6, 17, 0, tzinfo=UTC)
    assert saying.day_text(late, "Asia/Shanghai", "en") == "7 Feb"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [(41, "41 秒", "41 s"), (82, "1 分 22 秒", "1 min 22 s"), (60, "1 分", "1 min"), (845, "14 分", "14 min"), (7500, "2 小时 5 分", "2 h 5 min"), (259200, "3 天", "3 d"), (-3, "0 秒", "0 s")],
)  # fmt: skip
def test_an_age_is_said_to_two_figures(seconds: float, zh: str, en: str) -> None:
    assert (saying.age_text(seconds, "zh"), saying.age_text(seconds, "en")) == (zh, en)


def test_a_count_down_goes_below_nought_with_a_true_minus() -> None:
    assert [saying.clock_text(s) for s in (408, 4520, -160, 0)] == ["06:48", "1:15:20", "−02:40", "00:00"]


def test_a_deadline_is_soon_under_a_fifth_of_what_was_given_and_late_after_it() -> None:
    due = AT + timedelta(minutes=10)
    assert saying.clock_state(AT, due, AT) == ""
    assert saying.clock_state(AT + timedelta(minutes=9), due, AT) == "soon"
    assert saying.clock_state(AT + timedelta(minutes=11), due, AT) == "late"


def test_roman_numerals_are_han_wide_in_chinese_and_letters_in_english() -> None:
    assert [saying.roman(n, "zh") for n in (1, 4, 7)] == ["Ⅰ", "Ⅳ", "7"]
    assert saying.roman(3, "en") == "III"


def test_every_glyph_has_words_in_both_languages() -> None:
    for glyph in {*saying.UNIT_GLYPHS.values(), *saying.TASK_GLYPHS.values()}:
        assert saying.GLYPH_WORDS[glyph].zh
