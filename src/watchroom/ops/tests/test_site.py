"""The whole site as `watchroom up` starts it: real processes, a real NATS server, on ports of the test's own."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from watchroom.ops import children
from watchroom.ops.folder import Folder
from watchroom.ops.tests.test_supervisor import gone

pytestmark = [pytest.mark.pure, pytest.mark.process]

WATCHROOM = (sys.executable, "-m", "watchroom.ops")
SIGN_IN = """
import django; django.setup()
from watchroom.people import testing
from watchroom.ops.tests.test_live import session_of
print(session_of(testing.cast().lin.person))
"""
NOTE = """
import django; django.setup()
from watchroom.ops import waker
from watchroom.people import actions
from watchroom.people.rights import Role
actions.put_post("test", "试", "Test", Role.WALL)
"""


def until(holds: Callable[[], object], within_s: float = 150) -> None:
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@dataclass
class Site:
    data: Path
    port: int
    live: int
    env: dict[str, str]
    process: "subprocess.Popen[bytes]"

    @property
    def folder(self) -> Folder:
        return Folder(self.data)

    def pids(self) -> dict[str, int]:
        return {child["name"]: child["pid"] for child in self.folder.state().get("children", [])}

    def ready(self) -> bool:
        assert self.process.poll() is None, (self.data / "up.log").read_text()
        kids = self.folder.state().get("children", [])
        return bool(kids) and all(child["ready"] for child in kids)

    def python(self, words: str) -> str:
        done = subprocess.run([sys.executable, "-c", words], env=self.env, capture_output=True, text=True, check=True)
        return done.stdout.strip()


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """The variable that names the site's database: its own file, or an own database on the suite's PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    name = f"site_{os.getpid()}_{secrets.token_hex(3)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield {"DATABASE_URL": url.rpartition("/")[0] + f"/{name}"}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def started(data: Path) -> Iterator[Site]:
    data.chmod(0o700)
    port, live, mqtt = children.free_port(), children.free_port(), children.free_port()
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
        "WATCHROOM_DATA": str(data), "WATCHROOM_MQTT_LISTEN": f"127.0.0.1:{mqtt}", "WATCHROOM_LANG": "en",
        "DJANGO_SETTINGS_MODULE": "watchroom.ops.settings",
    }  # fmt: skip
    argv = [*WATCHROOM, "up", "--port", str(port), "--live-port", str(live)]
    with database() as named, (data / "up.log").open("wb") as log:
        process = subprocess.Popen(argv, env=env | named, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        here = Site(data, port, live, env | named, process)
        try:
            until(here.ready)
            yield here
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for the tests that leave it running, in whatever order they come."""
    with started(tmp_path_factory.mktemp("site")) as here:
        yield here


def test_the_pages_answer_and_an_outsider_is_shown_the_door(site: Site) -> None:
    answer = httpx.get(f"http://127.0.0.1:{site.port}/", trust_env=False, timeout=30)
    assert answer.status_code in (302, 401, 403)
    assert "content-security-policy" in answer.headers


def test_senders_who_never_end_leave_the_pages_to_the_others(site: Site) -> None:
    with ExitStack() as lines:
        for _ in range(40):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", site.port), timeout=60))
            line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\ncode=")
        assert httpx.get(f"http://127.0.0.1:{site.port}/sign-in", trust_env=False, timeout=120).status_code == 200
    assert httpx.get(f"http://127.0.0.1:{site.port}/sign-in", trust_env=False, timeout=120).status_code == 200


def test_an_entry_written_by_another_process_reaches_the_open_stream(site: Site) -> None:
    session = site.python(SIGN_IN)
    url = f"http://127.0.0.1:{site.live}/live"
    cookies = {"watchroom_session": session}
    with httpx.Client(cookies=cookies, timeout=60, trust_env=False) as client, client.stream("GET", url) as stream:
        lines = stream.iter_lines()
        for line in lines:
            if line == "event: hello":
                break
        site.python(NOTE)
        told = next(line for line in lines if '"subject":"post:' in line)
    assert '"kind":"people.post_set"' in told


def test_the_stream_is_closed_to_whoever_is_not_signed_in(site: Site) -> None:
    assert httpx.get(f"http://127.0.0.1:{site.live}/live", trust_env=False, timeout=30).status_code == 401


def test_the_doctor_finds_a_running_site_well(site: Site) -> None:
    done = subprocess.run(
        [*WATCHROOM, "doctor"], env=site.env, capture_output=True, text=True, check=False, timeout=120
    )
    # The suite's own PostgreSQL runs without fsync, and the doctor is right to say so.
    bad = [
        line
        for line in done.stdout.splitlines()
        if line.startswith("✗") and not line.startswith(("✗ fsync", "✗ full_page"))
    ]
    assert bad == [], done.stdout
    assert "✓ process work" in done.stdout


def test_a_second_start_on_the_same_data_is_refused_and_told_where_the_first_one_is(site: Site) -> None:
    done = subprocess.run([*WATCHROOM, "up"], env=site.env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 3
    assert str(site.port) in done.stderr


def test_a_port_that_is_taken_is_named_with_another_to_use(site: Site, tmp_path: Path) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        env = site.env | {"WATCHROOM_DATA": str(tmp_path)}
        done = subprocess.run(
            [*WATCHROOM, "up", "--port", str(port)], env=env, capture_output=True, text=True, check=False, timeout=120
        )
    assert done.returncode == 69
    assert f"Port {port} is taken" in done.stderr


@pytest.mark.parametrize("name", ["web", "live", "watch", "work", "nats"])
def test_any_process_that_is_killed_comes_back(site: Site, name: str) -> None:
    before = site.pids()[name]
    os.kill(before, signal.SIGKILL)
    until(lambda: site.pids()[name] not in (None, before))
    until(site.ready)
    assert gone(before)


def test_the_book_is_whole_after_all_that(site: Site) -> None:
    done = subprocess.run(
        [*WATCHROOM, "verify"], env=site.env, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout


def test_ctrl_c_ends_every_process(tmp_path: Path) -> None:
    """On a site of its own: the tests come in any order, and the shared one must outlive them all."""
    with started(tmp_path) as site:
        pids = site.pids()
        site.process.send_signal(signal.SIGINT)
        site.process.wait(30)
    assert site.process.returncode == 0
    assert [name for name, pid in pids.items() if pid and not gone(pid)] == []
