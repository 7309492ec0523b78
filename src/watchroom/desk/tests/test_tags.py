"""The template tags, in both languages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template import Context, Template

from watchroom.kernel.words import Words

NOW = datetime(2026, 2, 6, 3, 21, 7, tzinfo=UTC)


def drawn(source: str, lang: str = "zh", **context: Any) -> str:
    return Template("{% load wr %}" + source).render(
        Context({"lang": lang, "now": NOW, "zone": "Asia/Shanghai", **context})
    )


def test_words_are_said_in_the_readers_language_with_escaped_facts() -> None:
    source = '{% w "还有 {n} 分" "{n} minutes left" n=n %}'
    assert drawn(source, n=5) == "还有 5 分"
    assert drawn(source, "en", n="<b>5</b>") == "&lt;b&gt;5&lt;/b&gt; minutes left"


def test_a_fact_is_never_read_as_a_template() -> None:
    assert drawn('{% w "甲{a}" "x {a}" a=a b=b %}', a="{b}", b="!") == "甲{b}"


def test_data_is_said_from_words_or_from_its_two_columns() -> None:
    row = type("Row", (), {"zh": "跳台", "en": "Jump", "title_zh": "大风", "title_en": "Wind"})()
    assert drawn("{% say a %}{% say b %}{% say b 'title' %}", "en", a=Words(zh="甲", en="A"), b=row) == "AJumpWind"
    assert drawn("{% say a %}", "zh", a="<i>") == "&lt;i&gt;"


def test_a_time_carries_its_instant_and_its_zone() -> None:
    html = drawn("{% when now %}")
    assert 'datetime="2026-02-06T03:21:07.000Z"' in html
    assert "北京时间" in html
    assert ">11:21<" in html
    assert drawn("{% when nothing %}", nothing=None) == "—"


def test_an_old_value_is_hatched_and_a_fresh_one_is_not() -> None:
    at = NOW - timedelta(seconds=400)
    assert 'class="age stale"' in drawn("{% age at 300 %}", at=at)
    assert 'class="age"' in drawn("{% age at 600 %}", at=at)


def test_a_clock_that_ran_out_says_so() -> None:
    html = drawn("{% clock due since %}", due=NOW - timedelta(seconds=160), since=NOW - timedelta(seconds=600))
    assert 'data-s="late"' in html
    assert "−02:40" in html


@pytest.mark.parametrize(("lang", "said"), [("zh", "橙色（Ⅱ 级）"), ("en", "level II, orange")])
def test_a_level_is_a_shape_with_words_for_those_who_hear_it(lang: str, said: str) -> None:
    html = drawn("{% level 2 %}", lang)
    assert 'href="#lv2"' in html
    assert said in html
    assert drawn("{% level None %}") == ""


def test_unit_and_task_states_fill_different_shapes() -> None:
    assert 'href="#st-moving"' in drawn('{% state_glyph "en_route" %}')
    assert 'href="#st-order"' in drawn('{% state_glyph "sent" "task" %}')
    assert 'href="#st-sent"' in drawn('{% state_glyph "dispatched" %}')


def test_a_grade_is_neutral_steps_and_a_word() -> None:
    assert drawn("{% grade 4 %}").count("data-on") == 1
    assert drawn("{% grade 1 %}").count("data-on") == 4
    assert "not graded" in drawn("{% grade None %}", "en")
