"""The supervisor, with small programs in place of the site's processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from watchroom.ops import children, folder, supervisor
from watchroom.ops.folder import AlreadyRunning, Folder
from watchroom.ops.supervisor import Spec, Supervisor
from watchroom.ops.terminal import CONFIG

pytestmark = [pytest.mark.pure, pytest.mark.process]

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
DEAF = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
)


class Site:
    """A supervisor that the test turns by hand."""

    def __init__(self, data: Path, *specs: Spec) -> None:
        self.said: list[str] = []
        self.folder = Folder(data)
        self.supervisor = Supervisor(self.folder, specs, {"address": "http://test/"}, tell=self.said.append)

    def until(self, holds: Callable[[], object], within_s: float = 60) -> None:
        end = time.monotonic() + within_s
        while not holds():
            assert time.monotonic() < end, f"it did not come about; said: {self.said}"
            self.supervisor.turn()
            time.sleep(0.01)

    def pid(self, name: str) -> int:
        child = next(child for child in self.supervisor.children if child.name == name)
        return child.process.pid if child.process else 0


def gone(pid: int) -> bool:
    """Ended, or at least a zombie that only waits to be read."""
    status = Path(f"/proc/{pid}/stat")
    if sys.platform == "linux" and status.exists():
        return status.read_text().rsplit(")", 1)[1].split()[0] == "Z"
    return not children.alive(pid)


def wait(holds: Callable[[], object], within_s: float = 60) -> None:
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_child_that_is_killed_is_started_again(tmp_path: Path) -> None:
    site = Site(tmp_path, Spec("watch", SLEEP))
    site.until(lambda: site.pid("watch"))
    first = site.pid("watch")

    os.kill(first, signal.SIGKILL)
    site.until(lambda: site.pid("watch") not in (0, first))
    site.supervisor.stop()

    assert any("SIGKILL" in line for line in site.said)


def test_a_child_that_falls_again_and_again_is_waited_for_longer_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "DELAYS_S", (0.01, 0.02, 0.04))
    site = Site(tmp_path, Spec("watch", (sys.executable, "-c", "print('no database'); raise SystemExit(3)")))

    site.until(lambda: site.supervisor.children[0].restarts >= 4)
    site.supervisor.stop()

    falls = [line for line in site.said if "no database" in line]
    assert [delay for line in falls for delay in ("0.01", "0.02", "0.04") if f"{delay} " in line][:4] == [
        "0.01",
        "0.02",
        "0.04",
        "0.04",
    ]


def test_a_child_starts_only_when_those_it_leans_on_are_ready(tmp_path: Path) -> None:
    ready: list[bool] = []
    site = Site(tmp_path, Spec("web", SLEEP, after=("nats",)), Spec("nats", SLEEP, ready=lambda: bool(ready)))

    site.until(lambda: site.pid("nats"))
    for _ in range(5):
        site.supervisor.turn()
    before = site.pid("web")
    ready.append(True)
    site.until(lambda: site.pid("web"))
    site.supervisor.stop()

    assert before == 0


def test_everything_ends_within_five_seconds_even_those_that_will_not_hear(tmp_path: Path) -> None:
    site = Site(tmp_path, Spec("nats", DEAF), Spec("web", DEAF, after=("nats",)), Spec("work", SLEEP, after=("nats",)))
    site.until(
        lambda: (
            all(
                b"deaf" in site.folder.log(name).read_bytes()
                for name in ("nats", "web")
                if site.folder.log(name).exists()
            )
            and site.pid("work")
        )
    )
    site.until(lambda: site.folder.log("web").exists() and b"deaf" in site.folder.log("web").read_bytes())
    pids = [site.pid(name) for name in ("nats", "web", "work")]

    began = time.monotonic()
    site.supervisor.stop()

    assert time.monotonic() - began < 5
    assert all(gone(pid) for pid in pids)


def test_a_wrong_setting_at_the_start_ends_everything_and_says_what_it_is(tmp_path: Path) -> None:
    wrong = (sys.executable, "-c", "print('DATABASE_URL: no such kind'); raise SystemExit(78)")
    site = Site(tmp_path, Spec("web", SLEEP, ready=lambda: False), Spec("watch", wrong))

    site.until(lambda: site.supervisor.code is not None)
    site.supervisor.stop()

    assert site.supervisor.code == CONFIG
    assert any("DATABASE_URL: no such kind" in line for line in site.said)


def test_a_start_that_cannot_be_prepared_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "DELAYS_S", (0.01,))
    tries: list[int] = []

    def begin() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise TimeoutError("no free port")

    site = Site(tmp_path, Spec("nats", SLEEP, begin=begin))
    site.until(lambda: site.pid("nats"))
    site.supervisor.stop()

    assert len(tries) == 3
    assert any("no free port" in line for line in site.said)


def test_a_child_without_a_pulse_is_ended_and_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "HUNG_S", 1.0)
    site = Site(tmp_path, Spec("work", SLEEP))
    site.until(lambda: site.pid("work"))
    first = site.pid("work")
    pulse = tmp_path / "run" / "work.pulse"
    pulse.touch()
    os.utime(pulse, (time.time() - 30, time.time() - 30))

    site.until(lambda: site.pid("work") not in (0, first))
    site.supervisor.stop()


def test_a_clock_that_is_set_on_or_back_ends_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F-13: pulses that come, whatever times they bear."""
    monkeypatch.setattr(supervisor, "HUNG_S", 0.5)
    site = Site(tmp_path, Spec("work", SLEEP))
    site.until(lambda: site.pid("work"))
    first, began, beats = site.pid("work"), time.monotonic(), 0
    pulse = tmp_path / "run" / "work.pulse"

    def beaten() -> bool:
        nonlocal beats
        beats += 1
        pulse.touch()
        at = time.time() - 3600 * (-1) ** beats + beats
        os.utime(pulse, (at, at))
        return time.monotonic() - began > 1.5

    site.until(beaten)
    still = site.pid("work")
    site.supervisor.stop()

    assert still == first


def test_a_deciding_child_ends_the_site_with_its_own_exit_code(tmp_path: Path) -> None:
    story = Spec("story", (sys.executable, "-c", "raise SystemExit(1)"), once=True, decides=True)
    site = Site(tmp_path, Spec("web", SLEEP), story)

    site.until(lambda: site.supervisor.code is not None)
    site.supervisor.stop()

    assert site.supervisor.code == 1


def test_a_deciding_child_that_is_killed_has_decided_nothing_and_goes_on(tmp_path: Path) -> None:
    site = Site(tmp_path, Spec("story", SLEEP, once=True, decides=True))
    site.until(lambda: site.pid("story"))
    first = site.pid("story")

    os.kill(first, signal.SIGKILL)
    site.until(lambda: site.pid("story") not in (0, first))
    site.supervisor.stop()

    assert site.supervisor.code is None


def test_the_state_file_names_every_child_and_its_process(tmp_path: Path) -> None:
    site = Site(tmp_path, Spec("web", SLEEP), Spec("work", SLEEP))
    site.until(lambda: site.supervisor.all_ready)

    state = Folder(tmp_path).state()
    pids = {child["name"]: child["pid"] for child in state["children"]}
    site.supervisor.stop()

    assert state["address"] == "http://test/"
    assert state["pid"] == os.getpid()
    assert all(pids[name] > 0 for name in ("web", "work"))


def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    first = Folder(tmp_path)
    first.hold()

    with pytest.raises(AlreadyRunning):
        Folder(tmp_path).hold()
    held = Folder(tmp_path).held()
    first.release()

    assert held
    assert not Folder(tmp_path).held()


def test_children_of_a_killed_supervisor_that_are_left_over_are_ended_at_the_next_start(tmp_path: Path) -> None:
    left = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)", "watchroom-left-over"], process_group=0
    )
    here = Folder(tmp_path)
    here.write_state(
        {
            "children": [
                {"name": "watch", "pid": left.pid, "program": "-c import time; time.sleep(60) watchroom-left-over"}
            ]
        }
    )
    site = Site(tmp_path)
    wait(lambda: "left-over" in children.command_of(left.pid))  # the kernel shows it a moment after the start

    site.supervisor._end_leftovers()

    assert left.wait(5) == -signal.SIGKILL


def test_a_stranger_that_was_given_a_left_over_number_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(SLEEP, process_group=0)
    here = Folder(tmp_path)
    here.write_state({"children": [{"name": "watch", "pid": stranger.pid, "program": "-m watchroom.ops watch"}]})

    site = Site(tmp_path)
    wait(lambda: "time.sleep" in children.command_of(stranger.pid))
    site.supervisor._end_leftovers()

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


KILLED = """
import sys, os
from pathlib import Path
from watchroom.ops.folder import Folder
from watchroom.ops.supervisor import Spec, Supervisor
# As a page server does: a master that makes a worker, and neither would end by itself.
worker = '''
import os, time
from watchroom.ops import children
children.hold_lifeline()
if os.fork() == 0:
    children.follow_parent(0.1)
open(os.getenv("PIDS") + "/" + str(os.getpid()), "w").close()
time.sleep(60)
'''
Supervisor(Folder(Path(sys.argv[1])), [Spec("web", (sys.executable, "-c", worker))], {}, tell=print).run()
"""


def test_kill_9_of_the_supervisor_leaves_no_child_and_no_grandchild(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    pids.mkdir()
    over = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], env=os.environ | {"PIDS": str(pids)}, stdout=subprocess.DEVNULL
    )
    wait(lambda: len(list(pids.iterdir())) == 2)

    over.kill()
    over.wait()

    wait(lambda: all(gone(int(path.name)) for path in pids.iterdir()))


def test_ctrl_c_ends_the_supervisor_well(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    pids.mkdir()
    over = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], env=os.environ | {"PIDS": str(pids)}, stdout=subprocess.DEVNULL
    )
    wait(lambda: len(list(pids.iterdir())) == 2)

    over.send_signal(signal.SIGINT)

    assert over.wait(5) == 0
    assert all(gone(int(path.name)) for path in pids.iterdir())


def test_a_log_grown_large_is_turned_over_and_its_writer_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "LOG_BYTES", 10)
    here = Folder(tmp_path)
    with here.log("web").open("ab", buffering=0) as writer:
        for number in range(5):
            writer.write(b"a line of many words %d\n" % number)
            here.turn_over("web")
        writer.write(b"the newest\n")

    assert here.log("web").read_bytes() == b"the newest\n"
    assert sorted(path.name for path in here.logs.iterdir()) == ["web.log", "web.log.1", "web.log.2", "web.log.3"]
    assert here.last_words("web") == "the newest"


def test_a_disk_without_room_ends_no_child_and_a_child_that_cannot_begin_keeps_no_other_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(28, "No space left on device")
    start = children.start

    def refused(argv: Sequence[str], **more: Any) -> Any:
        if more["log"].stem == "web":
            raise full
        return start(argv, **more)

    def no_room(*_: object) -> None:
        raise full

    monkeypatch.setattr(children, "start", refused)
    monkeypatch.setattr(Folder, "write_state", no_room)
    monkeypatch.setattr("watchroom.ops.folder.shutil.copyfile", no_room)
    monkeypatch.setattr(folder, "LOG_BYTES", 10)
    site = Site(tmp_path, Spec("web", SLEEP), Spec("watch", SLEEP))
    site.folder.log("watch").write_text("more than ten bytes\n")
    site.until(lambda: site.pid("watch"))
    site.supervisor._turned = -100.0
    site.supervisor.turn()

    assert not gone(site.pid("watch"))
    assert site.pid("web") == 0
    assert any("No space left" in line for line in site.said)
    assert site.folder.log("watch").stat().st_size < 10
    site.supervisor.stop()
