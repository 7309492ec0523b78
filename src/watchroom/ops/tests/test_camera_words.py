"""`watchroom camera`: cameras of a file, a password that is not shown, a picture asked for and told in words."""

import io
from pathlib import Path
from typing import Any

import pytest

from watchroom.conftest import SetClock
from watchroom.ops import camera_words, cli
from watchroom.sources.cameras import logins
from watchroom.sources.cameras.faults import BadCamera, NoSuchCamera
from watchroom.sources.cameras.models import Camera

FILE = """
cameras:
  - {code: cam-a, name: {zh: 甲, en: A}, point: [115.4, 40.9], snapshot: "http://10.0.0.9/a.jpg", user: watch, datum: gcj02}
  - {code: cam-b, name: {zh: 乙, en: B}, point: [115.41, 40.91], simulated: true}
"""


@pytest.fixture(autouse=True)
def _site(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: SetClock) -> None:
    settings.DATA = tmp_path
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    (tmp_path / "cameras.yaml").write_text(FILE)


def test_cameras_of_a_file_are_registered_listed_and_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert camera_words.load(tmp_path / "cameras.yaml") == 0
    assert camera_words.listed() == 0
    assert camera_words.attempt("cam-b") == 0

    said = capsys.readouterr().out
    assert "2 cameras are registered" in said
    assert "cam-a  A  snapshot" in said
    assert "cam-b: a picture (PNG, 640×360)" in said
    lon, lat = Camera.objects.get(place__code="cam-a").at
    assert 115.39 < lon < 115.396  # it was written as a Chinese map shows it
    assert 40.895 < lat < 40.9


def test_a_file_in_which_one_camera_is_wrong_registers_none(tmp_path: Path):
    (tmp_path / "cameras.yaml").write_text(FILE.replace("simulated: true", "snapshot: 'ftp://x'"))

    with pytest.raises(BadCamera):
        camera_words.load(tmp_path / "cameras.yaml")
    assert not Camera.objects.exists()


def test_a_password_comes_from_a_pipe_and_is_said_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    camera_words.load(tmp_path / "cameras.yaml")
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))

    camera_words.password("cam-a")

    assert logins.kept("cam-a")
    assert "s3cret" not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    with pytest.raises(BadCamera):
        camera_words.password("cam-b")  # it signs in as nobody
    with pytest.raises(NoSuchCamera):
        camera_words.password("cam-x")


@pytest.mark.parametrize(
    "words", [["camera", "list"], ["camera", "load", "x"], ["camera", "try", "x"], ["camera", "password", "x"]]
)
def test_each_word_leads_to_its_act(words: list[str]):
    asked = cli.build().parse_args(words)

    assert callable(asked.run)
