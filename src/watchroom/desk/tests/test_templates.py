"""What all templates owe: both languages, no inline script or style, and that they compile."""

import re
from pathlib import Path

import pytest
from django.template import engines

from watchroom.desk import lint

TEMPLATES = sorted(lint.ROOT.glob("*/templates/**/*.html"))
STANDS_ALONE = {
    "report/report.html",
    "report/kpi.html",
    "report/drill.html",
}  # a file that is sent away carries its own style
INLINE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)


def test_no_template_holds_text_in_one_language_only() -> None:
    assert [str(finding) for finding in lint.findings()] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_compiles_and_holds_no_inline_script_or_style(path: Path) -> None:
    source = path.read_text("utf-8")
    engines["django"].from_string(source)
    if f"{path.parent.name}/{path.name}" not in STANDS_ALONE:
        assert INLINE.findall(source) == []


@pytest.mark.parametrize(
    "source",
    ['<input value="{{ until|date:"Y-m-d\\TH:i" }}">', "{{ at|time }}", '{{ at|date:"c" }}', "{{ at|date }}"],
)
def test_the_linter_sees_a_time_that_a_filter_says_in_utc(source: str) -> None:
    assert lint.clocks(f"<p>\n{source}")[0][0] == 2


@pytest.mark.parametrize(
    "source", ['{{ day|date:"Y-m-d" }}', '{% when at "s" %}', "{% w '{d}' '{d}' d=day|date:'Y' %}"]
)
def test_the_linter_lets_days_pass(source: str) -> None:
    assert lint.clocks(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello there</p>",
        "<p>告警</p>",
        '<button title="Close">x</button>',
        '<input type="submit" value="Send">',
        "{% if a %}yes{% endif %}",
    ],
)
def test_the_linter_sees_bare_text(source: str) -> None:
    assert lint.bare_texts(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% w "告警" "Alarm" %}</p>',
        "<kbd>Enter</kbd>",
        '<p title="{% w "甲" "A" %}">{{ x }} · 12 %</p>',
        "{# a note #}",
        "{% comment %}words{% endcomment %}",
    ],
)
def test_the_linter_lets_translated_text_pass(source: str) -> None:
    assert lint.bare_texts(source) == []


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    """One that is not there is drawn as a blank, and nobody sees that it is missing."""
    drawn = set(
        re.findall(r'id="i-([a-z0-9-]+)"', (lint.ROOT / "desk/static/desk/sprite.svg").read_text(encoding="utf-8"))
    )
    named = {
        (name, file.name)
        for file in TEMPLATES
        for name in re.findall(r'{% icon "([^"]+)"', file.read_text(encoding="utf-8"))
    }

    assert len(named) > 50
    assert [one for one in sorted(named) if one[0] not in drawn] == []
