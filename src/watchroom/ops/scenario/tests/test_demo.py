"""`bin/demo`: what it may empty, what it tells the person, and that it goes on where it was."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from watchroom.ops import children
from watchroom.ops.folder import AlreadyRunning, Folder
from watchroom.ops.scenario import demo
from watchroom.ops.scenario.content import load
from watchroom.ops.tests.test_site import WATCHROOM, database, until
from watchroom.ops.up import Where

pytestmark = pytest.mark.pure
WHERE = Where("127.0.0.1", 8610, 8611)
POSTS = ("Watch officer", "Duty leader", "Commander", "Information officer")
LINK = re.compile(r"^  (.+): (http://127\.0\.0\.1:\d+/sign-in/\S+)$", re.MULTILINE)
CLOCK = "import django; django.setup(); from watchroom.journal import clock; print(clock.site_now().isoformat())"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", "en")


def held(data: Path) -> list[str]:
    return sorted(str(path.relative_to(data)) for path in data.rglob("*"))


def filled(data: Path) -> Folder:
    """A folder in which a site has kept something."""
    folder = Folder(data)
    (data / "watchroom.sqlite3").write_text("a site's")
    (data / "history" / "1").mkdir(parents=True)
    (data / "history" / "1" / "part.parquet").write_text("readings")
    (folder.run / "links.json").write_text("[]")
    (data / "secret.key").write_text("secret")
    return folder


def test_a_folder_that_the_demo_did_not_make_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(tmp_path)
    before = held(tmp_path)
    assert demo._emptied(tmp_path) is False
    assert held(tmp_path) == before
    assert f"{tmp_path} is no data folder of the demo" in capsys.readouterr().err


@pytest.mark.parametrize("asked", [{"fresh": True}, {"check": True}])
def test_neither_a_fresh_start_nor_a_check_touches_a_real_sites_folder(
    asked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path)
    before = held(tmp_path)
    monkeypatch.setenv("WATCHROOM_DATA", str(tmp_path))
    monkeypatch.delenv("WATCHROOM_NATS_URL", raising=False)
    assert demo.main(WHERE, **asked) == 1
    assert held(tmp_path) in (before, sorted([*before, "run/lock"]))


def test_the_demos_own_folder_is_emptied_but_for_the_lock_that_is_held(tmp_path: Path) -> None:
    folder = filled(tmp_path)
    (tmp_path / demo.MARK).write_text("{}")
    folder.hold()
    try:
        assert demo._emptied(tmp_path) is True
        assert held(tmp_path) == ["log", "run", "run/lock"]
        with pytest.raises(AlreadyRunning):
            Folder(tmp_path).hold()
    finally:
        folder.release()


def test_a_folder_in_which_nothing_was_kept_needs_no_mark(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.log("prepare").write_text("it failed")
    assert demo._emptied(tmp_path) is True
    assert held(tmp_path) == ["log", "run"]


def test_four_links_are_told_once_each_with_its_post_and_then_how_to_get_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Folder(tmp_path)
    links = [
        {"name": {"zh": f"甲{n}", "en": f"Jia {n}"}, "post": {"zh": "岗", "en": post}, "token": f"token{n}"}
        for n, post in enumerate(POSTS)
    ]
    (folder.run / "links.json").write_text(json.dumps(links))

    demo._ready(folder, WHERE, check=False)

    told = capsys.readouterr().out
    assert LINK.findall(told) == [
        (f"{post} Jia {n}", f"http://127.0.0.1:8610/sign-in/token{n}") for n, post in enumerate(POSTS)
    ]
    assert "good for 15 minutes, once each" in told
    assert "http://127.0.0.1:8610/scenario/" in told
    assert not (folder.run / "links.json").exists()

    demo._ready(folder, WHERE, check=False)

    again = capsys.readouterr().out
    assert "sign-in/" not in again
    assert f"WATCHROOM_DATA={os.path.relpath(tmp_path)}" in again
    assert "people link lin" in again


def test_a_check_tells_no_links(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Folder(tmp_path)
    (folder.run / "links.json").write_text("[]")
    demo._ready(folder, WHERE, check=True)
    assert capsys.readouterr().out == "playing the whole day headless, as fast as it goes …\n"


# ---- as a person starts it -----------------------------------------------------------------------------------------


@dataclass
class Demo:
    env: dict[str, str]
    folder: Folder
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def ready(self) -> bool:
        assert self.process.poll() is None, self.said
        return "Speed, pause and the autopilot's switch" in self.said

    def begun(self) -> bool:
        """The day is set up and the first process is on its way."""
        assert self.process.poll() is None, self.said
        return self.folder.state().get("pid") == self.process.pid

    def tokens(self) -> set[str]:
        """Of the sign-in links that were told, or lie ready to be."""
        try:
            ready = json.loads((self.folder.run / "links.json").read_text())
        except OSError:
            ready = []
        return {url.rpartition("/")[2] for _, url in LINK.findall(self.said)} | {link["token"] for link in ready}

    def clock(self) -> datetime:
        done = subprocess.run([sys.executable, "-c", CLOCK], env=self.env, capture_output=True, text=True, check=True)
        return datetime.fromisoformat(done.stdout.strip())

    def clock_after(self, moment: datetime) -> datetime:
        """The scenario's time, once it has moved on from a moment."""
        seen = moment

        def moved() -> bool:
            nonlocal seen
            seen = self.clock()
            return seen > moment

        until(moved)
        return seen


@contextmanager
def playing(
    data: Path, named: dict[str, str], *words: str, when: Callable[[Demo], bool] = Demo.ready
) -> Iterator[Demo]:
    """The demo as slow as it goes; ended as with Ctrl-C."""
    port, live, mqtt = children.free_port(), children.free_port(), children.free_port()
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WATCHROOM_NATS_URL")} | named
    env |= {"WATCHROOM_DATA": str(data), "WATCHROOM_MQTT_LISTEN": f"127.0.0.1:{mqtt}"}
    argv = [*WATCHROOM, "demo", "--speed", "1", "--port", str(port), "--live-port", str(live), *words]
    log = data.with_name("demo.log")
    with log.open("wb") as out:
        process = subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    here = Demo(env, Folder(data), process, log)
    try:
        until(lambda: when(here))
        yield here
    finally:
        here.process.send_signal(signal.SIGINT)
        here.process.wait(30)
    assert here.process.returncode == 0, here.said


@pytest.mark.process
def test_it_starts_with_four_links_goes_on_where_it_was_and_begins_anew_when_asked(tmp_path: Path) -> None:
    data, starts = tmp_path / "demo", load(demo.SCENARIO).head.starts
    data.mkdir(0o700)
    with database() as named:
        with playing(data, named) as first:
            links = dict(LINK.findall(first.said))
            assert [post for post in POSTS if any(who.startswith(post) for who in links)] == list(POSTS)
            assert all(httpx.get(url, trust_env=False, timeout=30).status_code == 200 for url in links.values())
            old, stood = first.tokens(), first.clock_after(starts)

        with playing(data, named) as second:
            assert "Going on where it was" in second.said
            assert LINK.findall(second.said) == []
            assert second.clock() >= stood

    # On PostgreSQL a day that begins anew wants an empty database.
    with database() as empty, playing(data, empty, "--fresh", when=Demo.begun) as third:
        new = third.tokens()
    assert (len(old), len(new), len(old | new)) == (4, 4, 8)
