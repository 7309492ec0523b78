"""`watchroom rule`: what it lists, tries and drafts, and that a bad file is refused in words."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from watchroom.alarms.faults import LimitOutOfRange, NoSuchRule, NoSuchSignal, WrongInput
from watchroom.alarms.models import RuleVersion
from watchroom.alarms.tests.scene import wind_rule
from watchroom.conftest import SetClock
from watchroom.ops import cli, rule_words
from watchroom.ops.rule_words import NotARule
from watchroom.sources.actions import put_sensor

GOOD = "detector: threshold\nsensor: jump-wind\nsettings: {limit: 4, hold_s: 300}\n"


@pytest.fixture(autouse=True)
def _empty_history(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr("watchroom.sources.queries.line", lambda: SimpleNamespace(ask=lambda *_, **__: None))
    monkeypatch.setenv("WATCHROOM_LANG", "en")


def test_rules_are_listed_tried_and_drafted(clock: SetClock, tmp_path: Path, capsys: Any) -> None:
    wind_rule()
    file = tmp_path / "rule.yaml"
    file.write_text(GOOD)

    assert rule_words.from_signal("gale", "blue", "jump-wind") == 0
    assert RuleVersion.objects.get(state="draft").author is None
    assert rule_words.listed() == 0
    assert rule_words.attempt("jump-wind-4", 7) == 0
    assert cli.main(["rule", "try", str(file), "--days", "1"]) == 0
    said = capsys.readouterr().out
    assert "Drafted jump-wind-gale-blue, version 1" in said
    assert "jump-wind-4  P2  live v1  jump-wind" in said
    assert "jump-wind-gale-blue  P4  draft v1" in said
    assert said.count("no readings in this time") == 3  # one and seven days of the rule, one of the file


def test_a_rule_over_several_sensors_is_tried_from_a_file(clock: SetClock, tmp_path: Path, capsys: Any) -> None:
    wind_rule()
    put_sensor("near", "jump-station", "ski-jump", "wind_mean", "旁边", "Beside it", position=(115.475, 40.905))
    file = tmp_path / "rule.yaml"
    file.write_text("detector: neighbour\nsensor: jump-wind\nsettings: {limit: 4, neighbours: 1}\ninputs: [near]\n")

    assert cli.main(["rule", "try", str(file), "--days", "1"]) == 0
    assert "last 1 d: 0 alarms" in capsys.readouterr().out
    file.write_text(file.read_text().replace("near", "nowhere"))
    with pytest.raises(WrongInput):
        rule_words.attempt(str(file), 1)


def test_what_does_not_exist_or_cannot_be_right_is_said(clock: SetClock, tmp_path: Path) -> None:
    wind_rule()
    file = tmp_path / "rule.yaml"
    with pytest.raises(NoSuchRule):
        rule_words.attempt("no-such-rule", 1)
    with pytest.raises(NoSuchSignal):
        rule_words.from_signal("hail", "blue", "jump-wind")
    for bad in (
        "",
        "[1]",
        "detector: threshold",
        GOOD + "priority: x",
        "a: &a [1]\nb: *a",
        "\x00",
        "x" * 70_000,
        "settings: 4",
    ):
        file.write_text(bad)
        with pytest.raises(NotARule):
            rule_words.attempt(str(file), 1)
    file.write_text(GOOD.replace("limit: 4", "limit: 400"))
    with pytest.raises(LimitOutOfRange):
        rule_words.attempt(str(file), 1)


def test_the_published_criteria_are_listed_with_what_no_sensor_can_hold(capsys: Any) -> None:
    assert rule_words.signals() == 0
    said = capsys.readouterr().out
    assert said.count(" signal: ") == 44
    assert "red rainstorm signal: Rainfall in 3 h at or over 100 mm" in said
    assert said.count("cannot be a sensor rule") == 8  # heat yellow, drought, lightning, hail
