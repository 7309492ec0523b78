"""The supervisor: starts every process of a site, starts again what falls, and ends all of it together.

A child that ends is started again after 0.2, 0.5, 1, 2, 5, 10, then 30 s; a minute of life makes it new. Nothing but
an order ends the supervisor, except a child that says during the start that its settings are wrong (exit code 78).
Children die with the supervisor, even under kill -9 (Linux: by the kernel; elsewhere: by a pipe that closes).
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType
from typing import Any

from watchroom.kernel.clock import SystemClock, iso
from watchroom.kernel.words import Words
from watchroom.ops import children
from watchroom.ops.folder import Folder
from watchroom.ops.terminal import CONFIG, NOT_OK, OK, text

DELAYS_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
GROWN_UP_S = 60.0
TURN_S = 0.05
HUNG_S = 60.0
GRACE_S = 2.5  # for all, then 1.5 s for those that others lean on: under 5 s in all
LATE_GRACE_S = 1.5

STARTED = Words(zh="{name} 已启动（进程 {pid}）", en="{name} started (process {pid})")
READY = Words(zh="{name} 就绪（{took} 秒）", en="{name} ready ({took} s)")
FELL = Words(
    zh="{name} 意外结束（{why}），{delay} 秒后重启。最后一行：{last}",
    en="{name} ended unexpectedly ({why}); starting it again in {delay} s. Its last line: {last}",
)
NOT_BEGUN = Words(
    zh="{name} 不能启动（{why}），{delay} 秒后再试", en="{name} cannot be started ({why}); trying again in {delay} s"
)
HUNG = Words(
    zh="{name} 已 {age} 秒没有动静，结束后重启", en="{name} has not stirred for {age} s; ending and restarting it"
)
WRONG = Words(zh="{name} 的设置有误，全部停止：{last}", en="{name} has wrong settings, stopping everything: {last}")
STOPPING = Words(zh="正在停止……", en="stopping …")
STOPPED = Words(zh="全部已停止（{took} 秒）", en="everything has stopped ({took} s)")
FINISHED = Words(zh="{name} 完成", en="{name} finished")


@dataclass(frozen=True)
class Spec:
    """One child.

    after   names of children that must be ready before it starts; they are also stopped after it
    ready   asked until it says yes; without it a child is ready when it has started
    once    it ends by itself, and its exit code ends the supervisor when `decides`; killed, it is started again
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    ready: Callable[[], bool] | None = None
    once: bool = False
    decides: bool = False
    begin: Callable[[], object] | None = None


@dataclass
class Child:
    spec: Spec
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    due: float = 0.0
    falls: int = 0
    restarts: int = 0
    ready: bool = False
    done: bool = False
    pulse: int | None = None
    felt: float = 0.0  # when it was felt to change, by our own counting

    @property
    def name(self) -> str:
        return self.spec.name


class Supervisor:
    """Runs the children of a folder until it is told to stop. `about` goes into the state file as it is."""

    def __init__(
        self, folder: Folder, specs: Sequence[Spec], about: Mapping[str, Any], *, tell: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self.children = [Child(spec) for spec in specs]
        self.about = dict(about)
        self.code: int | None = None
        self.all_ready = False
        self.on_ready: Callable[[], None] | None = None
        self._tell = tell
        self._env = dict(os.environ) | {"PYTHONUNBUFFERED": "1"}
        self._lifeline, self._our_end = os.pipe()
        self._hurry = False
        self._turned = 0.0

    def run(self) -> int:
        """Until a signal, a wrong setting or a deciding child ends it. The exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._signalled)
        self._end_leftovers()
        try:
            while self.code is None:
                self.turn()
                time.sleep(TURN_S)
        finally:
            self.stop()
        return self.code if self.code is not None else NOT_OK

    def turn(self) -> None:
        """Looks after every child once. A disk that is full or cannot be written ends none of them."""
        now = time.monotonic()
        for child in self.children:
            self._look_after(child, now)
        if not self.all_ready and all(child.ready or child.done for child in self.children):
            self.all_ready = True
            if self.on_ready:
                self.on_ready()
        if now - self._turned > 10:
            self._turned = now
            for child in self.children:
                with contextlib.suppress(OSError):
                    self.folder.turn_over(child.name)

    def stop(self) -> None:
        """Ends every child, those that others lean on last."""
        began = time.monotonic()
        self._say(STOPPING)
        leaned_on = {name for child in self.children for name in child.spec.after}
        self._end([c for c in self.children if c.name not in leaned_on], GRACE_S)
        self._end([c for c in self.children if c.name in leaned_on], LATE_GRACE_S)
        with contextlib.suppress(OSError):
            for child in self.children:
                self.folder.forget_pulse(child.name)
        self._write_state()
        self._say(STOPPED, took=f"{time.monotonic() - began:.1f}")

    def _signalled(self, _number: int, _frame: FrameType | None) -> None:
        self._hurry = self.code is not None
        self.code = OK

    def _look_after(self, child: Child, now: float) -> None:
        if child.done:
            return
        if child.process is None:
            if now >= child.due and self._may_start(child):
                self._start(child, now)
        elif child.process.poll() is not None:
            self._fell(child, now)
        elif not child.ready:
            self._ask(child, now)
        else:
            self._feel(child, now)

    def _may_start(self, child: Child) -> bool:
        ready = {other.name for other in self.children if other.ready}
        return set(child.spec.after) <= ready

    def _start(self, child: Child, now: float) -> None:
        """What fails on the way, the disk or what must be done before, is tried again later like a fallen child."""
        try:
            self.folder.forget_pulse(child.name)
            if child.spec.begin:
                child.spec.begin()
            child.process = children.start(
                child.spec.argv,
                log=self.folder.log(child.name),
                env=self._env | dict(child.spec.env) | {"WATCHROOM_PROCESS": child.name},
                lifeline=self._lifeline,
            )
        except Exception as error:
            delay = self._put_off(child, now)
            self._say(NOT_BEGUN, name=child.name, why=f"{type(error).__name__}: {error}", delay=delay)
            return
        child.began, child.ready = now, child.spec.ready is None
        self._say(STARTED, name=child.name, pid=child.process.pid)
        self._write_state()

    def _put_off(self, child: Child, now: float) -> float:
        child.falls = 0 if now - child.began > GROWN_UP_S else child.falls + 1
        delay = DELAYS_S[min(max(child.falls - 1, 0), len(DELAYS_S) - 1)]
        child.due, child.restarts = now + delay, child.restarts + 1
        return delay

    def _ask(self, child: Child, now: float) -> None:
        if child.spec.ready and child.spec.ready():
            child.ready = True
            self._say(READY, name=child.name, took=f"{now - child.began:.1f}")
            self._write_state()

    def _feel(self, child: Child, now: float) -> None:
        """The times of the pulses are not asked: a machine's clock that is set on would else end every process."""
        pulse = self.folder.pulse(child.name)
        if pulse is None or pulse != child.pulse:
            child.pulse, child.felt = pulse, now
        elif child.process and now - child.felt > HUNG_S:
            self._say(HUNG, name=child.name, age=round(now - child.felt))
            children.end(child.process.pid, signal.SIGKILL)

    def _fell(self, child: Child, now: float) -> None:
        process = child.process
        assert process is not None
        children.end(process.pid, signal.SIGKILL)  # what it may have left of its group
        child.process, child.ready = None, False
        if child.spec.once and process.returncode >= 0:
            child.done = True
            self._say(FINISHED, name=child.name)
            if child.spec.decides:
                self.code = process.returncode
        elif process.returncode == CONFIG and not self.all_ready:
            self._say(WRONG, name=child.name, last=self.folder.last_words(child.name))
            self.code = CONFIG
        else:
            delay = self._put_off(child, now)
            last = self.folder.last_words(child.name)
            self._say(FELL, name=child.name, why=_why(process.returncode), delay=delay, last=last)
        self._write_state()

    def _end(self, some: list[Child], grace_s: float) -> None:
        running = [child for child in some if child.process and child.process.poll() is None]
        for child in running:
            children.end(_pid(child), signal.SIGTERM)
        until = time.monotonic() + grace_s
        while any(_pid(c) and c.process and c.process.poll() is None for c in running):
            if self._hurry or time.monotonic() > until:
                break
            time.sleep(0.02)
        for child in some:
            if child.process:
                children.end(_pid(child), signal.SIGKILL)
                child.process.wait()
                child.process, child.ready = None, False

    def _end_leftovers(self) -> None:
        """Children of a supervisor that was killed where the kernel could not take them along."""
        for left in self.folder.state().get("children", []):
            pid, program = left.get("pid"), left.get("program", "")
            if pid and program and children.alive(pid) and program in children.command_of(pid):
                children.end(pid, signal.SIGKILL)

    def _write_state(self) -> None:
        with contextlib.suppress(OSError):  # it is told, not needed
            self.folder.write_state(self._state())

    def _state(self) -> dict[str, Any]:
        return {
            **self.about,
            "pid": os.getpid(),
            "written_at": iso(_now()),
            "children": [
                {
                    "name": child.name,
                    "pid": child.process.pid if child.process else None,
                    "program": " ".join(child.spec.argv[1:4]),
                    "ready": child.ready,
                    "restarts": child.restarts,
                }
                for child in self.children
            ],
        }

    def _say(self, words: Words, **facts: object) -> None:
        self._tell(text(words, **facts))


def _pid(child: Child) -> int:
    return child.process.pid if child.process else 0


def _why(code: int) -> str:
    return f"{signal.Signals(-code).name}" if code < 0 else f"code {code}"


def _now() -> datetime:
    return SystemClock().now()
