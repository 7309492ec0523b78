"""The data folder of a running site: its lock, its state file, its logs and its processes' pulses.

<data>/run/lock        held by the one supervisor
<data>/run/state.json  what runs, where: for `doctor`, for tests, for the next start
<data>/run/<name>.pulse  touched by a process that is well
<data>/log/<name>.log  what each process says, turned over at 10 MB
"""

import fcntl
import json
import os
import shutil
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

LOG_BYTES = 10_000_000
LOGS_KEPT = 3


class AlreadyRunning(Exception):
    """Another supervisor holds the folder."""


class Folder:
    def __init__(self, data: Path) -> None:
        self.data = data
        self.run, self.logs = data / "run", data / "log"
        for folder in (data, self.run, self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._held: Any = None

    def hold(self) -> None:
        """Takes the lock until this process ends, however it ends. Raises AlreadyRunning."""
        self._held = (self.run / "lock").open("a+")
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise AlreadyRunning from None

    def release(self) -> None:
        if self._held:
            self._held.close()
            self._held = None

    def held(self) -> bool:
        """Whether some supervisor holds the folder now."""
        with (self.run / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def state(self) -> dict[str, Any]:
        """The last state written; empty when there is none."""
        try:
            return dict(json.loads((self.run / "state.json").read_text()))
        except (OSError, ValueError):
            return {}

    def write_state(self, state: dict[str, Any]) -> None:
        draft = self.run / "state.new"
        draft.write_text(json.dumps(state, ensure_ascii=False, indent=1) + "\n")
        os.replace(draft, self.run / "state.json")

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def last_words(self, name: str) -> str:
        """The last line that a process said."""
        try:
            with self.log(name).open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - 4000))
                lines = file.read().decode("utf-8", "replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1][:300] if lines else ""

    def turn_over(self, name: str) -> None:
        """A log grown large is copied aside and emptied in place: its writer keeps the file that it has open.

        Where there is no room for the copy it is emptied all the same: a full disk must not stay full for our words.
        """
        path = self.log(name)
        if not path.exists() or path.stat().st_size < LOG_BYTES:
            return
        for number in range(LOGS_KEPT - 1, 0, -1):
            older = path.with_suffix(f".log.{number}")
            if older.exists():
                os.replace(older, path.with_suffix(f".log.{number + 1}"))
        try:
            shutil.copyfile(path, path.with_suffix(".log.1"))
        except OSError:
            path.with_suffix(".log.1").unlink(missing_ok=True)
        os.truncate(path, 0)

    def pulse_age_s(self, name: str) -> float | None:
        """Seconds since a process said that it is well; None when it never did."""
        try:
            return max(0.0, time.time() - (self.run / f"{name}.pulse").stat().st_mtime)
        except OSError:
            return None

    def pulse(self, name: str) -> int | None:
        """Changes with every word of a process that it is well; None when it never said so."""
        try:
            return (self.run / f"{name}.pulse").stat().st_mtime_ns
        except OSError:
            return None

    def forget_pulse(self, name: str) -> None:
        (self.run / f"{name}.pulse").unlink(missing_ok=True)


class Pulse:
    """In a process: says now and then that its main loop turns; under systemd to its watchdog, too."""

    def __init__(self, data: Path, name: str, every_s: float = 1.0) -> None:
        self._path = data / "run" / f"{name}.pulse"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._every_s, self._last = every_s, 0.0

    def beat(self) -> None:
        now = time.monotonic()
        if now - self._last >= self._every_s:
            self._last = now
            self._path.touch()
            _tell_watchdog(os.environ.get("NOTIFY_SOCKET", ""))


def _tell_watchdog(address: str) -> None:
    """systemd ends and restarts a unit of whose process it has not heard for long (`WatchdogSec=`)."""
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, suppress(OSError):
            line.sendto(b"WATCHDOG=1", address.replace("@", "\0", 1) if address.startswith("@") else address)
