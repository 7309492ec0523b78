"""`watchroom source`: from a kind to service on the command line, and what is typed wrongly is named."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from watchroom.conftest import SetClock
from watchroom.ops import cli, source_words
from watchroom.sources import line
from watchroom.sources.models import Source
from watchroom.sources.tests.scene import PretendedLine, Scene, set_scene
from watchroom.sources.tests.test_trial import push, set_up


@pytest.fixture
def scene(clock: SetClock) -> Scene:
    return set_scene()


@pytest.fixture
def pretended() -> Iterator[PretendedLine]:
    one = PretendedLine()
    line.use(one)
    yield one
    line.use(None)


def hill() -> Source:
    return Source.objects.get(code="hill")


def run(*words: str) -> int:
    return cli.main(["source", *words])


def test_from_a_kind_to_service_by_the_command(
    scene: Scene, pretended: PretendedLine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    named = ["--zh", "山", "--en", "Hill"]
    assert run("kinds") == 0
    assert run("try", "hill", "--kind", "http_push", *named) == 0
    assert run("key", "hill", "hill") == 0
    key = capsys.readouterr().out.rsplit(" ", 1)[1].strip()
    push(key, {"sensor": ["hill-wind"], "value": [4.5]})

    assert run("look", "hill") == 0
    assert "not registered: hill-wind" in capsys.readouterr().out
    sensor = ["--place", "jump", "--quantity", "wind_mean", *named]
    assert run("sensor", "hill", "hill-wind", *sensor) == 0
    assert run("look", "hill") == 0
    assert "hill-wind  4.5 m/s" in capsys.readouterr().out
    assert run("list") == 0
    assert "on trial" in capsys.readouterr().out
    assert run("serve", "hill", "--replay") == 0
    assert "1 readings taken" in capsys.readouterr().out
    assert run("drop", "hill", "--yes") == 1
    assert "not on trial" in capsys.readouterr().err


def test_settings_are_typed_or_read_from_a_file_and_what_is_wrong_is_named(
    scene: Scene, pretended: PretendedLine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "snmp.json"
    file.write_text('{"host": "10.0.0.9", "community": "s3cret", "values": [{"sensor": "ups", "oid": "1.3.6.1"}]}')
    begin = ["try", "hill", "--kind", "snmp", "--zh", "山", "--en", "Hill", "--settings", str(file)]

    assert run(*begin, "--set", "port=1161") == 0
    assert (hill().settings["port"], hill().settings["community"]) == (1161, "s3cret")
    assert run(*begin, "--set", "port=many") == 1
    assert "port" in capsys.readouterr().err
    file.write_text("[]")
    assert run(*begin) == 1
    assert run("drop", "hill", "--yes") == 0
    assert not Source.objects.filter(code="hill").exists()


def test_the_command_waits_for_the_answer_and_says_when_nobody_asks(
    scene: Scene, pretended: PretendedLine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    set_up("cap_feed", {"url": "https://alerts.example.org/feed.atom"})
    monkeypatch.setattr(source_words, "WAIT_S", -1.0)

    assert source_words.ask(argparse.Namespace(code="hill")) == 1
    assert "watchroom doctor" in capsys.readouterr().err


def test_one_that_is_still_to_be_asked_says_so(
    scene: Scene, pretended: PretendedLine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    set_up("cap_feed", {"url": "https://alerts.example.org/feed.atom"})

    assert run("look", "hill") == 0
    assert "is to ask it since 2026-02-06 10:00:00 +0800" in capsys.readouterr().out
