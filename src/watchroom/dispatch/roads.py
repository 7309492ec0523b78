"""How long roads take: the engine beside the site's imported map, asked in a process of its own and within a limit of time.

A site without an imported map, or without the package, has no roads: whoever asks gets None and estimates. What the engine
said is kept, by start, goal, way of moving and closures: a unit that has not moved is not asked about again.
"""

import importlib.util
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from watchroom.dispatch.rules import Leg
from watchroom.kernel.geometry import LonLat

LIMIT_S = 3.0  # of one question
START_S = 15.0  # of the first one, which also starts the process
REST_S = 30.0  # after a failure nobody is asked for so long: a dispatcher does not wait for the same failure each time
MOST_KEPT = 50_000
MOST_ANSWER = 32_000_000
PLACES = 4  # decimals of a degree, 11 m: what is nearer than that is the same place
CURRENT = "current.json"


@dataclass(frozen=True, slots=True)
class Profile:
    """How something moves on roads. `top_kmh`: it never goes faster; None: as the roads allow."""

    costing: str = "auto"
    top_kmh: int | None = None


@dataclass(frozen=True, slots=True)
class Avoid:
    """Rings of closed areas, and what names this set of them."""

    name: str = ""
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """`leg` None: no road leads there; `off_road`: one of both ends has no road near it."""

    leg: Leg | None
    off_road: bool = False


class NoAnswer(Exception):
    """The engine failed, or took too long; the text is its own."""


class Engine(Protocol):
    """Whoever can tell times by road. `name` changes with the map, so that nothing of an old one is kept."""

    name: str

    def matrix(
        self, starts: Sequence[LonLat], goals: Sequence[LonLat], profile: Profile, avoid: Avoid
    ) -> list[list[Way]]: ...


@dataclass
class Roads:
    """An engine with its memory."""

    engine: Engine
    _kept: OrderedDict[tuple[Any, ...], Way] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ways(
        self, starts: Sequence[LonLat], goals: Sequence[LonLat], profile: Profile, avoid: Avoid
    ) -> list[list[Way]]:
        """Rows by start, columns by goal. One question for all starts that are not known to every goal. Raises NoAnswer."""
        starts, goals = [_rounded(one) for one in starts], [_rounded(one) for one in goals]
        with self._lock:
            known = {
                (a, b): way
                for a in set(starts)
                for b in goals
                if (way := self._kept.get(self._key(a, b, profile, avoid)))
            }
        missing = list(dict.fromkeys(a for a in starts if any((a, b) not in known for b in goals)))
        if missing:
            wanted = list(dict.fromkeys(goals))
            told = self.engine.matrix(missing, wanted, profile, avoid)
            fresh = {
                (a, b): way for a, row in zip(missing, told, strict=True) for b, way in zip(wanted, row, strict=True)
            }
            known |= fresh
            with self._lock:
                for (a, b), way in fresh.items():
                    self._kept[self._key(a, b, profile, avoid)] = way
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return [[known[a, b] for b in goals] for a in starts]

    def _key(self, a: LonLat, b: LonLat, profile: Profile, avoid: Avoid) -> tuple[Any, ...]:
        return (self.engine.name, a, b, profile, avoid.name)


def _rounded(point: LonLat) -> LonLat:
    return round(point[0], PLACES), round(point[1], PLACES)


class Child:
    """The engine in a process of its own, started at the first question, ended with ours."""

    def __init__(self, tiles: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.name, self.config = tiles.name, tiles / "config.json"
        self._monotonic, self._lock = monotonic, threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner, self._rest_until, self._buffer = 0, 0.0, b""

    def matrix(
        self, starts: Sequence[LonLat], goals: Sequence[LonLat], profile: Profile, avoid: Avoid
    ) -> list[list[Way]]:
        asked = {
            "sources": starts, "targets": goals, "costing": profile.costing, "top_speed": profile.top_kmh, "avoid": avoid.rings,
        }  # fmt: skip
        with self._lock:
            if self._monotonic() < self._rest_until:
                raise NoAnswer("the engine failed a moment ago")
            try:
                told = self._ask(json.dumps(asked).encode() + b"\n")
            except (NoAnswer, OSError) as error:
                self.close()
                self._rest_until = self._monotonic() + REST_S
                raise NoAnswer(str(error)) from error
        if "error" in told:
            raise NoAnswer(str(told["error"]))
        return _ways(told)

    def close(self) -> None:
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()
        self._process, self._buffer = None, b""

    def _ask(self, line: bytes) -> dict[str, Any]:
        limit_s = LIMIT_S
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self.close()
            limit_s = START_S
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()
        return self._line(limit_s)

    def _start(self) -> None:
        self._owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("road_child.py")), str(self.config)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, close_fds=True,
        )  # fmt: skip
        self._line(START_S)

    def _line(self, limit_s: float) -> dict[str, Any]:
        """The next line that the process says. Raises NoAnswer when it does not come in time."""
        assert self._process is not None
        assert self._process.stdout is not None
        until, out = self._monotonic() + limit_s, self._process.stdout.fileno()
        with selectors.DefaultSelector() as waiting:
            waiting.register(out, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                left = until - self._monotonic()
                if left <= 0 or not waiting.select(left):
                    raise NoAnswer(f"no answer within {limit_s:g} s")
                part = os.read(out, 1 << 16)
                if not part or len(self._buffer) > MOST_ANSWER:
                    raise NoAnswer("the engine's process ended")
                self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\n")
        told: dict[str, Any] = json.loads(line)
        return told


def _ways(told: dict[str, Any]) -> list[list[Way]]:
    starts, goals = told["off"]
    return [
        [
            Way(None if time is None else Leg(int(time), int(length)), off_road=off or gone)
            for time, length, gone in zip(times, lengths, goals, strict=True)
        ]
        for times, lengths, off in zip(told["seconds"], told["metres"], starts, strict=True)
    ]


def folder() -> Path:
    return Path(settings.DATA) / "roads"


def imported() -> dict[str, Any] | None:
    """What the site's imported map is: {folder, file, imported_at, bbox, ways, sha256}; None where there is none."""
    try:
        told = json.loads((folder() / CURRENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and (folder() / str(told.get("folder")) / "config.json").is_file() else None


def has_engine() -> bool:
    """Whether the package of the road engine is installed (requirements/roads.txt)."""
    return importlib.util.find_spec("valhalla") is not None


_here: dict[str, Roads] = {}
_instead: list[Roads | None] = []


def roads() -> Roads | None:
    """The roads of the imported map; None where nothing is imported or the package is not there."""
    if _instead:
        return _instead[0]
    told = imported()
    if told is None or not has_engine():
        return None
    name = str(told["folder"])
    if name not in _here:
        for old in _here.values():
            if isinstance(old.engine, Child):
                old.engine.close()
        _here.clear()
        _here[name] = Roads(Child(folder() / name))
    return _here[name]


def use(engine: Engine | None) -> None:
    """For tests and measurements: this engine instead of the site's; None: the site has no roads."""
    _instead[:] = [Roads(engine) if engine else None]


def use_own() -> None:
    """The site's own again."""
    _instead.clear()
