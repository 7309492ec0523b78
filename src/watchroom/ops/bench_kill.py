"""`watchroom bench kill`: the whole day again and again, each time with `kill -9` of one process at one random moment.

First the day is played untouched; its alarms, orders and deliveries are what every later run must show: none missing,
none twice, the book verified, the story whole. The supervisor restarts what was killed. The seed is printed.
"""

import json as jsons
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import children, figures
from watchroom.ops.folder import Folder
from watchroom.ops.terminal import complain

RUNS, QUICK_RUNS = 50, 3
LIMIT_S = 1800.0
VICTIMS = ("web", "live", "watch", "work", "nats", "scenario")
# What makes one of a kind the same as in another run: never a number that the order of writing gave.
KEYS = {
    "alarms.raised": ("rule", "onset"),
    "dispatch.order_sent": ("code", "post", "sent_at"),
    "warnings.delivered": ("number", "delivery_kind", "channel"),
}
STORY = re.compile(r"^story: (\d+) of (\d+) steps$", re.MULTILINE)

PLAYED = Words(
    zh="第 {number} 次：{killed}，{steps} 步中完成 {whole} 步，丢失 {lost}，重复 {doubled}，{took} 秒",
    en="run {number}: {killed}, {whole} of {steps} steps, {lost} lost, {doubled} doubled, {took} s",
)
UNTOUCHED = Words(zh="未受干扰", en="untouched")


class NoStory(Fault):
    status = 500
    text = Words(zh="未受干扰的一天没有完整播完：{why}", en="The untouched day did not come out whole: {why}")


class NotTheSame(Fault):
    status = 500
    text = Words(
        zh="{runs} 次中 {whole} 次完整，丢失 {lost}，重复 {doubled}；应全部完整，无一丢失或重复。种子 {seed}。",
        en="{whole} of {runs} runs came out whole, {lost} lost, {doubled} doubled; all must be whole, none lost or doubled. Seed {seed}.",
    )


@dataclass
class Outcome:
    code: int
    whole: int
    steps: int
    took_s: float
    day_s: float = 0.0
    found: Counter[tuple[str, ...]] = field(default_factory=Counter)
    said: str = ""
    killed: str = ""


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises NoStory when even the untouched day does not come out whole; NotTheSame, after the figures were told."""
    seed = int(os.environ.get("WATCHROOM_BENCH_SEED") or random.randrange(1 << 30))
    chance = random.Random(seed)
    base = _play(None)
    if base.code or base.whole != base.steps or not base.steps:
        raise NoStory(why=base.said[-500:])
    _tell(0, base, base)
    runs = QUICK_RUNS if quick else int(os.environ.get("WATCHROOM_BENCH_RUNS") or RUNS)
    outcomes: list[Outcome] = []
    for number in range(1, runs + 1):
        outcomes.append(_play((chance.choice(VICTIMS), chance.uniform(0.02, 0.95) * base.day_s)))
        _tell(number, outcomes[-1], base)
    lost, doubled = (sum(_differs(one, base)[side] for one in outcomes) for side in (0, 1))
    found: dict[str, Any] = {
        "runs": runs, "whole": sum(one.code == 0 and one.whole == one.steps for one in outcomes), "lost": lost,
        "doubled": doubled, "seed": seed, "steps": base.steps, "things": sum(base.found.values()),
        "untouched_s": round(base.took_s, 1), "median_s": round(figures.percentile([one.took_s for one in outcomes], 0.5), 1),
    }  # fmt: skip
    found |= {f"killed.{name}": sum(one.killed.startswith(name) for one in outcomes) for name in VICTIMS}
    told = figures.tell("kill", {}, found, json=json)
    must_be_the_same(found)
    return told


def must_be_the_same(found: Mapping[str, Any]) -> None:
    """Raises NotTheSame when a run was not whole (its story, its book, its CAP), or differed from the untouched day."""
    if found["whole"] != found["runs"] or found["lost"] or found["doubled"]:
        raise NotTheSame(**{name: found[name] for name in ("runs", "whole", "lost", "doubled", "seed")})


def _play(kill: tuple[str, float] | None) -> Outcome:
    """One headless day in a folder of its own; `kill` names the victim and the seconds after the day began."""
    with tempfile.TemporaryDirectory(prefix="watchroom-kill-") as scratch:
        data, out = Path(scratch) / "data", Path(scratch) / "out"
        log = Path(scratch) / "log"
        port, live = children.free_port(), children.free_port()
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WATCHROOM_NATS_URL")}
        env |= {"WATCHROOM_DATA": str(data), "WATCHROOM_MQTT_LISTEN": f"127.0.0.1:{children.free_port()}"}
        words = ("demo", "--check", "--port", str(port), "--live-port", str(live), "--out", str(out))
        day = children.start([sys.executable, "-m", "watchroom.ops", *words], log=log, env=env)
        try:
            began, day_s, killed = _watch(day, data, kill)
            took = time.monotonic() - began
        finally:
            children.end(day.pid, signal.SIGKILL)
        said = log.read_text(errors="replace")
        whole, steps = (int(number) for number in (STORY.findall(said) or [("0", "0")])[-1])
        return Outcome(day.returncode, whole, steps, took, day_s, _things(out / "journal.jsonl"), said, killed)


def _watch(day: "subprocess.Popen[bytes]", data: Path, kill: tuple[str, float] | None) -> tuple[float, float, str]:
    """Waits for the end, killing on the way: when the day began, how long it was played, who was killed when."""
    until, began, played, killed = time.monotonic() + LIMIT_S, 0.0, 0.0, ""
    while day.poll() is None and time.monotonic() < until:
        pids, now = _pids(data), time.monotonic()
        if pids.get("scenario"):
            began = began or now
            played = now - began
        if kill and not killed and began and now - began >= kill[1] and pids.get(kill[0]):
            children.end(pids[kill[0]], signal.SIGKILL)
            killed = f"{kill[0]} @ {kill[1]:.1f} s"
        time.sleep(0.02)
    return began or time.monotonic(), played, killed


def _pids(data: Path) -> dict[str, int]:
    if not (data / "run" / "state.json").exists():
        return {}
    return {child["name"]: child["pid"] or 0 for child in Folder(data).state().get("children", [])}


def _things(journal: Path) -> Counter[tuple[str, ...]]:
    """The alarms, orders and deliveries of a day, by what makes them the same as another day's.

    What the platform noticed about itself is the kill's and not the day's: an alarm that is `about` something.
    """
    found: Counter[tuple[str, ...]] = Counter()
    if not journal.exists():
        return found
    for line in journal.read_text(encoding="utf-8").splitlines():
        entry = jsons.loads(line)
        if entry["kind"] in KEYS and not entry["facts"].get("about"):
            found[entry["kind"], *(str(entry["facts"].get(name)) for name in KEYS[entry["kind"]])] += 1
    return found


def _differs(one: Outcome, base: Outcome) -> tuple[int, int]:
    return (base.found - one.found).total(), (one.found - base.found).total()


def _tell(number: int, one: Outcome, base: Outcome) -> None:
    lost, doubled = _differs(one, base)
    complain(
        PLAYED, number=number, killed=one.killed or UNTOUCHED, steps=one.steps, whole=one.whole, lost=lost, doubled=doubled,
        took=f"{one.took_s:.1f}",
    )  # fmt: skip
    if one.code and number:
        complain(Words(zh="{said}", en="{said}"), said=one.said[-1500:])
