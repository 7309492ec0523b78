"""A part of the work in a process of its own, with bounds on its memory and its time: for whatever strangers send.

The child is a module that is run as a program: it calls `bind` before anything else of ours, reads bytes, writes JSON.
"""

import contextlib
import json
import resource
import signal
import subprocess
import sys
from typing import Any

# Of addresses, libraries included: what is resident is never more, so that it stays under 300 MB.
MEMORY = 272 << 20


class Overrun(Exception):
    """The child took more time or memory than it may have, and was ended."""


class Failed(Exception):
    """The child ended with an error, whose last line this is."""


def bind(seconds: int, *, largest: int = MEMORY) -> None:
    """Binds this process. `seconds` of processor time; `largest`: bytes that a program which it starts may ask for."""
    for what, bounds in (
        (resource.RLIMIT_CPU, (seconds, seconds)), (resource.RLIMIT_CORE, (0, 0)), (resource.RLIMIT_AS, (MEMORY, largest)),
    ):  # fmt: skip
        with contextlib.suppress(ValueError, OSError):  # not every system has every limit
            resource.setrlimit(what, bounds)


def begin(seconds: float) -> None:
    """From here on so many seconds of processor time, whatever getting ready took. The system ends the program then."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def apart(module: str, *words: str, data: bytes, seconds: int) -> Any:
    """What a child says of `data`. `seconds` until it is ended, whatever it does. Raises Overrun, Failed."""
    done = ended((sys.executable, "-I", "-m", module, *words), data, seconds)
    last = done.stderr[-4000:].decode("utf-8", "replace").strip().rpartition("\n")[2]
    if done.returncode < 0 or last.startswith("MemoryError"):
        raise Overrun
    if done.returncode:
        raise Failed(last or f"exit {done.returncode}")
    return json.loads(done.stdout)


def ended(argv: tuple[str, ...], data: bytes, seconds: float) -> "subprocess.CompletedProcess[bytes]":
    """A child that was given `data` and has ended, well or not. Raises Overrun when it has not within so many seconds."""
    try:
        return subprocess.run(argv, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise Overrun from error
