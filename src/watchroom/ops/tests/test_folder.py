"""The data folder's small files: a pulse that the supervisor reads, and that systemd hears."""

import socket
from pathlib import Path

import pytest

from watchroom.ops.folder import Folder, Pulse

pytestmark = [pytest.mark.pure, pytest.mark.process, pytest.mark.once]


def test_a_pulse_is_seen_in_the_folder_and_heard_by_systemds_watchdog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        pulse = Pulse(tmp_path, "watch")
        pulse.beat()
        pulse.beat()  # within a second: once is enough
        assert systemd.recv(64) == b"WATCHDOG=1"
        systemd.settimeout(0)
        with pytest.raises(BlockingIOError):
            systemd.recv(64)

    age = folder.pulse_age_s("watch")
    assert age is not None
    assert age < 60


def test_a_pulse_goes_on_when_systemd_does_not_listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    Pulse(tmp_path, "watch").beat()
    assert Folder(tmp_path).pulse_age_s("watch") is not None
