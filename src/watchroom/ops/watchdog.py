"""`watchroom watchdog FILE`: the watchdog, on another machine and another line. It hears the platform's beats; when they stop,
it calls people by its own carriers, without the platform, its database or its settings.

    site: {zh: 太子城指挥中心, en: Taizicheng centre}
    key: watchdog.key                       the secret, the same file as the platform's
    silent_s: 120                           after how long without a beat it calls
    again_s: 300                            how often it calls again
    people:
      - {carrier: sms_http, to: "+8613800000000", lang: zh}
    carriers:                               as in carriers.yaml
      sms_http: {url: ..., ...}

What it knows stands in FILE.state, so that a restart neither forgets a silence nor calls anew for one.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import beats

MOST_BEAT, MOST_FILE, MOST_SKEW_S, DOOR_S = 32, 100_000, 60.0, 10.0
_log = logging.getLogger("watchroom.watchdog")

_SILENT = Words(
    zh="【守望看护】{site}：值守平台已 {minutes} 分钟没有心跳，可能已停。请改用电话值守，并立即查看服务器。",
    en="[Watchroom watchdog] {site}: no beat from the platform for {minutes} min; it may have stopped. Keep watch by telephone and look at the server now.",
)
_BACK = Words(
    zh="【守望看护】{site}：心跳已恢复，停了 {minutes} 分钟。请核对这段时间的告警和电话。",
    en="[Watchroom watchdog] {site}: the beat is back after {minutes} min. Check what came in meanwhile.",
)
_TRIAL = Words(
    zh="【守望看护】{site}：试呼，请勿处置。", en="[Watchroom watchdog] {site}: this is a test call; do nothing."
)


class WatchdogFileWrong(Fault):
    status = 400
    text = Words(
        zh="看护文件 {name} 不能用：{why}。请改正后再启动。",
        en="The watchdog's file {name} cannot be used: {why}. Correct it and start again.",
    )


class Called(BaseModel):
    model_config = ConfigDict(extra="forbid")
    carrier: str = Field(max_length=64)
    to: str = Field(max_length=300)
    lang: Literal["zh", "en"] = "zh"


class Kept(BaseModel):
    """The file. Times in seconds."""

    model_config = ConfigDict(extra="forbid")
    site: dict[Literal["zh", "en"], str]
    key: Path
    silent_s: float = Field(120, ge=30, le=180)
    again_s: float = Field(300, ge=60, le=3600)
    people: list[Called] = Field(min_length=1, max_length=50)
    carriers: dict[str, Any]


def read(path: Path) -> Kept:
    """Raises WatchdogFileWrong."""
    try:
        if path.stat().st_size > MOST_FILE:
            raise ValueError("too large")
        kept = Kept.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        return kept.model_copy(update={"key": path.parent / kept.key})
    except ValidationError as error:
        why = "; ".join(".".join(map(str, one["loc"])) for one in error.errors()[:5])
    except (OSError, ValueError, yaml.YAMLError) as error:
        why = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    raise WatchdogFileWrong(name=path.name, why=why)


@dataclass(slots=True)
class State:
    """heard_at  of the last beat, or since when the watchdog listens;  said_ms  what that beat said of its time;  called_at
    when it last called for the silence that lasts;  lost_at  since when that silence is"""

    heard_at: datetime
    said_ms: int = 0
    called_at: datetime | None = None
    lost_at: datetime | None = None


class Watchdog:
    """`call` sends one text in each language to all; it never raises. `now` is the machine's clock."""

    def __init__(
        self,
        kept: Kept,
        secret: bytes,
        now: Callable[[], datetime],
        call: Callable[[Words], None],
        file: Path | None = None,
    ) -> None:
        self.kept, self._secret, self._now, self._call, self._file = kept, secret, now, call, file
        self._lock = threading.Lock()
        self.state = _remembered(file) or State(now())
        self._told, self._lame, self._looked_at = "", False, self.state.heard_at

    def hear(self, said: bytes, given: str) -> bytes | Words:
        """What it answers, to be signed; or why the beat counts for nothing."""
        if not said.isdigit() or len(said) > MOST_BEAT or not beats.signed(self._secret, said, given):
            return Words(zh="签名不符：两边的密钥文件要相同", en="wrong signature: both sides need the same key file")
        now = self._now()
        skew = abs(now.timestamp() * 1000 - int(said)) / 1000
        with self._lock:
            if skew > MOST_SKEW_S:
                return Words(zh="两台机器的时钟相差 {s} 秒", en="the clocks of the two machines differ by {s} s").fill(
                    s=int(skew)
                )
            if int(said) <= self.state.said_ms:
                return Words(zh="这个心跳已经听过", en="this beat was heard before")
            self.state.heard_at, self.state.said_ms = now, int(said)
        return b"answer:" + said

    def look(self) -> None:
        """Calls when the silence has lasted long enough, again while it lasts, and once when it is over.

        What was done is remembered afterwards: killed in between, it calls once more rather than not at all.
        """
        now = self._now()
        with self._lock:
            self._set_back(now)
            told = self._due(now)
        if told is not None:
            _log.warning("%s", told.en)
            self._call(told)
        with self._lock:
            self._remember()

    def _set_back(self, now: datetime) -> None:
        """A clock that was set back takes along what it had told: a silence lasts as long as it has lasted."""
        by, self._looked_at = max(timedelta(), self._looked_at - now), now
        state = self.state
        state.heard_at -= by
        state.called_at = state.called_at - by if state.called_at else None
        state.lost_at = state.lost_at - by if state.lost_at else None

    def _due(self, now: datetime) -> Words | None:
        state, site = self.state, Words(zh=self.kept.site.get("zh", ""), en=self.kept.site.get("en", ""))
        silent_s = (now - state.heard_at).total_seconds()
        if silent_s < self.kept.silent_s and state.lost_at is None:
            return None
        if state.lost_at is not None and state.heard_at > state.lost_at:
            minutes = _minutes((state.heard_at - state.lost_at).total_seconds())
            state.lost_at = state.called_at = None
            return _BACK.fill(site=site, minutes=minutes)
        if state.called_at is not None and (now - state.called_at).total_seconds() < self.kept.again_s:
            return None
        state.lost_at = state.lost_at or state.heard_at
        state.called_at = now
        return _SILENT.fill(site=site, minutes=_minutes(silent_s))

    def try_out(self) -> None:
        self._call(_TRIAL.fill(site=Words(zh=self.kept.site.get("zh", ""), en=self.kept.site.get("en", ""))))

    def _remember(self) -> None:
        if self._file is None:
            return
        held: dict[str, datetime | int | None] = {
            "heard_at": self.state.heard_at, "said_ms": self.state.said_ms, "called_at": self.state.called_at, "lost_at": self.state.lost_at,
        }  # fmt: skip
        told = json.dumps({name: _text(value) for name, value in held.items()})
        if told == self._told:
            return
        new = self._file.with_name(self._file.name + ".new")
        try:
            new.write_text(told)
            new.replace(self._file)
        except OSError as error:  # a full disk is no reason to stop listening
            if not self._lame:
                _log.warning("%s cannot be written: %s", self._file.name, type(error).__name__)
            self._lame = True
            return
        self._told, self._lame = told, False


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))


def _text(value: datetime | int | None) -> str | int | None:
    return value.isoformat() if isinstance(value, datetime) else value


def _remembered(file: Path | None) -> State | None:
    """What stood in the file; nothing where it cannot be read: then the watchdog listens from now on."""
    try:
        held: Mapping[str, Any] = json.loads(file.read_text()) if file else {}
        when = {
            name: datetime.fromisoformat(held[name]).astimezone(UTC) if held[name] else None
            for name in ("called_at", "lost_at")
        }
        return State(
            datetime.fromisoformat(held["heard_at"]).astimezone(UTC),
            int(held["said_ms"]),
            when["called_at"],
            when["lost_at"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


# ---- the door ---------------------------------------------------------------------------------------------------------


class Door(BaseHTTPRequestHandler):
    """One beat a request. What it refuses it says in both languages: it is read by whoever sets it up."""

    timeout = DOOR_S
    dog: Watchdog
    secret: bytes

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/beat" or not length.isdigit() or not 0 < int(length[:9]) <= MOST_BEAT:
            self._answer(400, b"a beat is a POST to /beat of at most 32 bytes")
            return
        said = self.rfile.read(int(length))
        heard = self.dog.hear(said, self.headers.get(beats.HEADER, ""))
        if isinstance(heard, Words):
            self._answer(403, f"{heard.zh} | {heard.en}".encode())
            return
        self._answer(200, b'{"watches": true}', beats.signature(self.secret, heard))

    def _answer(self, status: int, body: bytes, signature: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if signature:
            self.send_header(beats.HEADER, signature)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return None


def door(dog: Watchdog, secret: bytes, host: str, port: int) -> ThreadingHTTPServer:
    handler = type("ThisDoor", (Door,), {"dog": dog, "secret": secret})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    return server
