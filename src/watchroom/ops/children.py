"""Child processes that never outlive their parent, and the small things that starting a server needs."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

LIFELINE = "WATCHROOM_LIFELINE"
_PR_SET_PDEATHSIG = 1
# Loaded before any fork: looking a library up between fork and exec is not safe.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int | None = None) -> None:
    """Linux: the kernel kills this process when the thread that started it ends, whatever ended it.

    parent  the pid that must still be there: it may have died before the request was made
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if parent is not None and os.getppid() != parent:
            os._exit(1)


def start(
    argv: Sequence[str], *, log: Path, env: Mapping[str, str], lifeline: int | None = None
) -> subprocess.Popen[bytes]:
    """A child in a process group of its own that dies with us; its words go to `log`.

    lifeline  the read end of a pipe whose write end only we hold: its end of file is our death (see `hold_lifeline`)
    """
    parent = os.getpid()
    own = dict(env) | ({LIFELINE: str(lifeline)} if lifeline is not None else {})
    with open(log, "ab", buffering=0) as out:
        return subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=own,
            process_group=0,
            pass_fds=() if lifeline is None else (lifeline,),
            preexec_fn=lambda: die_with_parent(parent),
        )


def hold_lifeline() -> None:
    """In a child: ends this process when the supervisor's end of the pipe closes. Also works where PDEATHSIG does not."""
    number = os.environ.pop(LIFELINE, "")
    if not number.isdigit():
        return

    def wait() -> None:
        try:
            while os.read(int(number), 1):
                pass
        except OSError:
            return
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(3)
        os._exit(1)

    os.set_inheritable(int(number), False)
    threading.Thread(target=wait, name="lifeline", daemon=True).start()


def follow_parent(every_s: float = 1.0) -> None:
    """In a grandchild without a lifeline (a server's worker): end when the parent has gone."""
    die_with_parent()
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every_s)
        os._exit(1)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


def end(group: int, how: signal.Signals) -> None:
    """A signal to a whole process group; silent when it has gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, how)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_of(pid: int) -> str:
    """The command line of a process, or nothing. So that a pid that was given away is not taken for ours."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        if sys.platform == "linux":
            return ""
    try:
        argv = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def port_taken(host: str, port: int) -> bool:
    """Whether a server could not listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def answers(host: str, port: int, within_s: float = 0.3) -> bool:
    try:
        with socket.create_connection((host, port), timeout=within_s):
            return True
    except OSError:
        return False
