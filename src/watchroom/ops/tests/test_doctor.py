"""The doctor: it finds what is wrong, and says what to do."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.db import connection

from watchroom.journal import triggers
from watchroom.journal.models import SetAside
from watchroom.kernel.clock import SystemClock
from watchroom.ops import children, doctor
from watchroom.ops.doctor import Finding
from watchroom.ops.folder import Folder
from watchroom.people import testing


def by_name(findings: Iterator[Finding]) -> dict[str, Finding]:
    return {finding.what.en: finding for finding in findings}


@pytest.mark.pure
def test_a_port_taken_by_a_stranger_is_found_and_another_is_advised(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        folder.write_state({"web": stranger.getsockname()[1], "live": children.free_port()})
        found = by_name(doctor.ports(folder))

    assert found["port (web)"].ok is False
    assert found["port (live)"].ok is True
    assert "--port" in doctor.line(found["port (web)"])


@pytest.mark.pure
def test_a_running_site_must_answer_and_its_processes_must_live_and_stir(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.hold()
    folder.write_state(
        {"web": children.free_port(), "live": children.free_port(),
         "children": [{"name": "work", "pid": None, "restarts": 7, "program": ""}]}
    )  # fmt: skip

    found = by_name(doctor.ports(folder)) | by_name(doctor.processes(folder))
    folder.release()

    assert [found[name].ok for name in ("port (web)", "port (live)", "process work")] == [False, False, False]
    assert "work.log" in doctor.line(found["process work"])


@pytest.mark.pure
def test_a_data_folder_that_others_can_read_is_found(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert by_name(doctor.disk(tmp_path))["rights of the data folder"].ok is False
    tmp_path.chmod(0o700)
    assert by_name(doctor.disk(tmp_path))["rights of the data folder"].ok is True


@pytest.mark.pure
def test_a_full_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHROOM_DISK_LOW_MB", str(10**9 - 1))
    assert by_name(doctor.disk(tmp_path))["disk"].ok is False


@pytest.mark.pure
@pytest.mark.parametrize(
    ("config", "ok"),
    [("jetstream { sync_interval: always }", True), ("jetstream { sync_interval: 2m }", False), (None, None)],
)
def test_our_nats_server_must_write_every_message_to_disk(tmp_path: Path, config: str | None, ok: bool | None) -> None:
    if config is not None:
        (tmp_path / "nats").mkdir()
        (tmp_path / "nats" / "server.conf").write_text(config)
    assert [finding.ok for finding in doctor.nats(tmp_path)] == [ok]


@pytest.mark.pure
def test_an_outside_nats_server_must_be_confirmed_by_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHROOM_NATS_URL", f"nats://127.0.0.1:{children.free_port()}")
    found = by_name(doctor.nats(tmp_path))
    assert found["the outside NATS"].ok is False
    assert found["NATS on disk (sync_interval)"].ok is None
    assert "WATCHROOM_NATS_SYNC=always" in doctor.line(found["NATS on disk (sync_interval)"])

    monkeypatch.setenv("WATCHROOM_NATS_SYNC", "always")
    assert by_name(doctor.nats(tmp_path))["NATS on disk (sync_interval)"].ok is True


@pytest.mark.pure
def test_processes_that_run_as_units_are_known_by_their_pulse_and_their_own_ports_are_not_a_strangers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path)
    folder.write_state({"web": children.free_port(), "live": children.free_port()})  # of a supervisor long gone
    for name in ("watch", "work-2"):
        (folder.run / f"{name}.pulse").touch()
    os.utime(folder.run / "work-2.pulse", (0, 0))
    with answering("/api/me", {"code": "people.NotSignedIn"}) as web, answering("/health", {"head": 1}) as live:
        monkeypatch.setenv("WATCHROOM_WEB_PORT", str(web))
        monkeypatch.setenv("WATCHROOM_LIVE_PORT", str(live))
        found = by_name(doctor.runs(folder)) | by_name(doctor.ports(folder)) | by_name(doctor.processes(folder))

    assert found["running"].said.en == "as units: watch, work-2"
    assert [found[name].ok for name in ("port (web)", "port (live)")] == [True, False]
    assert [found[name].ok for name in ("process watch", "process work-2")] == [True, False]
    assert "watchroom-work@2" in doctor.line(found["process work-2"])
    assert "journalctl -u watchroom-live" in doctor.line(found["port (live)"])


@contextmanager
def answering(path: str, said: dict[str, object]) -> Iterator[int]:
    """A port on which a server says this at this path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(said if self.path == path else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.pure
def test_a_check_that_breaks_is_told_and_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[Finding]:
        raise OSError("the disk does not answer")

    monkeypatch.setattr(doctor, "database", broken)
    monkeypatch.setattr(doctor, "clock", broken)
    monkeypatch.setattr(doctor, "followers", broken)
    lines = [doctor.line(finding) for finding in doctor.look(tmp_path)]

    assert sum("the disk does not answer" in line for line in lines) == 3
    assert any("NATS" in line for line in lines)


def test_a_sound_database_is_found_sound(db: None) -> None:
    found = by_name(doctor.database())
    # The test's own PostgreSQL runs without fsync, and a test's SQLite may live in memory without a log beside it.
    unsafe = {"fsync", "full_page_writes", "PRAGMA journal_mode"}
    assert [name for name, finding in found.items() if finding.ok is not True and name not in unsafe] == []


@pytest.mark.django_db(transaction=True)
def test_missing_triggers_are_found() -> None:
    triggers.lift()
    try:
        found = by_name(doctor.database())["the journal's triggers"]
    finally:
        triggers.install()
    assert found.ok is False
    assert "verify" in doctor.line(found)


def test_a_clock_that_has_gone_back_is_found(cast: testing.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert by_name(doctor.clock())["clock"].ok is True
    earlier = SystemClock().now() - timedelta(hours=1)
    monkeypatch.setattr(SystemClock, "now", lambda self: earlier)
    found = by_name(doctor.clock())["clock"]
    assert found.ok is False
    assert "NTP" in doctor.line(found)


def test_a_scenario_that_drives_the_time_is_told(cast: testing.Cast) -> None:
    assert "scenario" in by_name(doctor.clock())


def test_entries_that_were_set_aside_are_told(db: None) -> None:
    SetAside.objects.create(follower="x", entry=1, subject="alarm:1", error="e", at=SystemClock().now())
    assert by_name(doctor.followers())["entries set aside"].ok is False


@pytest.mark.pure
def test_every_finding_speaks_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "database", lambda: iter(()))
    monkeypatch.setattr(doctor, "clock", lambda: iter(()))
    monkeypatch.setattr(doctor, "followers", lambda: iter(()))
    for lang in ("zh", "en"):
        monkeypatch.setenv("WATCHROOM_LANG", lang)
        lines = [doctor.line(finding) for finding in doctor.look(tmp_path)]
        assert any("Python" in line for line in lines)
    assert connection is not None
