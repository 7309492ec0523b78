"""`watchroom bench flood`: 2,000 readings a second and 600 alarms in ten minutes, with a watch officer's page open.

The site, the device and the page are those of `bench latency`; the device pushes 2,000 readings a second. Of 600 rules
that alarm, one in fifty is life safety (priority 1), at even distances. Counted: every reading accepted, every alarm in
the table and in the journal (none lost, none doubled), the lines that the page ever showed, and for life safety the time
from the answer to the push until its row stands on the page. WATCHROOM_BENCH_MINUTES shortens the ten minutes; the
number of alarms shrinks with them, so that the rate stays.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import figures
from watchroom.ops.bench_latency import BROWSERS, NoBrowser, console
from watchroom.ops.measured_site import site

MINUTES, QUICK_MINUTES = 10.0, 1.0
ALARMS_A_MINUTE = 60
READINGS_PER_S, BATCH = 2000, 500
ONE_IN = 50
SETTLE_S = 15.0
LIMIT_MS = 2000
COUNT = "import django; django.setup(); from watchroom.ops import flood_site; print(flood_site.counted())"

# Notes when each row of life safety first stands on the page, and the most rows that stood at once.
WATCH = """
() => {
  window.seen = {}; window.most = 0;
  const look = () => {
    const rows = document.querySelectorAll("article.alarm");
    window.most = Math.max(window.most, rows.length);
    for (const row of rows) {
      const hit = /LIFE-(\\d{4})/.exec(row.textContent);
      if (hit) window.seen[hit[1]] ??= (performance.timeOrigin + performance.now()) / 1000;
    }
  };
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
}
"""


class NotKept(Fault):
    status = 500
    text = Words(
        zh="应有 {wanted} 条告警，表中 {alarms} 条、记事 {entries} 条；生命安全告警 {life} 条，页面上见到 {seen} 条。",
        en="{wanted} alarms were wanted; {alarms} are in the table, {entries} in the journal; of {life} of life safety {seen} were seen on the page.",
    )


class TooSlow(Fault):
    status = 500
    text = Words(
        zh="生命安全告警到页面的 p99 为 {p99} 毫秒，应小于 {limit} 毫秒。",
        en="Life safety reached the page in {p99} ms (p99); it must be less than {limit} ms.",
    )


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises NoBrowser, NotBuilt, NotUp, NotKept, TooSlow; the last two after the figures were told."""
    from importlib.metadata import version

    minutes = float(os.environ.get("WATCHROOM_BENCH_MINUTES") or (QUICK_MINUTES if quick else MINUTES))
    wanted = max(ONE_IN, round(minutes * ALARMS_A_MINUTE))
    chromium = os.environ.get("WATCHROOM_CHROMIUM") or next((p for name in BROWSERS if (p := shutil.which(name))), "")
    if not chromium:
        raise NoBrowser
    with ExitStack() as keep:
        data = Path(keep.enter_context(tempfile.TemporaryDirectory(prefix="watchroom-bench-")))
        here = keep.enter_context(site(data, "flood_site", wanted))
        key, link = here.said
        page = keep.enter_context(console(chromium, here.address, link))
        page.evaluate(WATCH)
        device = Device(here.address, key, wanted, minutes)
        device.start()
        while device.is_alive():
            page.wait_for_timeout(500)
        page.wait_for_timeout(1000 * SETTLE_S)
        seen, most = page.evaluate("() => [window.seen, window.most]")
        alarms, entries = (int(one) for one in _child(here.env, COUNT).split())
    if device.fault:
        raise device.fault
    times = [1000 * (seen[f"{n:04}"] - at) for n, at in device.life.items() if f"{n:04}" in seen]
    p99 = round(figures.percentile(times, 0.99), 1) if times else float("inf")
    found = {
        "minutes": minutes, "readings_per_s": round(device.sent / device.took_s, 1), "readings": device.sent,
        "alarms": alarms, "lost": wanted - alarms, "most_lines": most, "life_safety": len(times),
        "life_p50_ms": round(figures.percentile(times, 0.5), 1) if times else 0.0, "life_p99_ms": p99,
        "life_worst_ms": round(max(times), 1) if times else 0.0,
    }  # fmt: skip
    told = figures.tell(
        "flood", {name: version(name) for name in ("django", "granian", "playwright")}, found, json=json
    )
    if (alarms, entries, len(times)) != (wanted, wanted, len(device.life)):
        raise NotKept(wanted=wanted, alarms=alarms, entries=entries, life=len(device.life), seen=len(times))
    if p99 >= LIMIT_MS:
        raise TooSlow(p99=p99, limit=LIMIT_MS)
    return told


def _child(env: dict[str, str], code: str) -> str:
    """Runs a few lines beside the site that is up."""
    done = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()[-1]


class Device(threading.Thread):
    """Pushes four batches of 500 readings a second; every alarm's sensor crosses its limit once, at its moment."""

    def __init__(self, address: str, key: str, alarms: int, minutes: float) -> None:
        super().__init__(name="device", daemon=True)
        self._address, self._key, self._alarms = address, key, alarms
        self._batches = round(minutes * 60 * READINGS_PER_S / BATCH)
        self.sent, self.took_s = 0, 0.0
        self.life: dict[int, float] = {}
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            self._push()
        except Exception as error:
            self.fault = error

    def _push(self) -> None:
        import httpx

        from watchroom.kernel.clock import SystemClock, iso

        began, crossed = time.monotonic(), 0
        with httpx.Client(timeout=10, headers={"X-Device-Key": self._key}, trust_env=False) as client:
            for number in range(self._batches):
                time.sleep(max(0.0, began + number * BATCH / READINGS_PER_S - time.monotonic()))
                due = round((number + 1) * self._alarms / self._batches)
                rising = list(range(crossed, due))
                quiet = [f"q{sensor:04}" for sensor in range(BATCH - len(rising))]
                body = {
                    "sensor": [f"f{one:04}" for one in rising] + quiet,
                    "value": [60.0] * len(rising) + [10.0 + number % 7] * len(quiet),
                    "measured_at": iso(SystemClock().now()),
                }
                answer = client.post(f"{self._address}/api/push", json=body)
                accepted = time.time()
                answer.raise_for_status()
                self.sent += BATCH
                self.life |= {one: accepted for one in rising if one % ONE_IN == 0}
                crossed = due
        self.took_s = time.monotonic() - began
