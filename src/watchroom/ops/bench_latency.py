"""`watchroom bench latency`: from a reading that was accepted to its alarm's row in an open browser page.

A whole site of its own is started. A device pushes 200 readings a second over HTTP from 200 sensors; about once a
second one of them crosses its limit. The clock starts when the push was answered (the reading is then on the disk)
and stops when the row stands in the console of a signed-in watch officer in a real, headless Chromium.
"""

import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import figures
from watchroom.ops.measured_site import NotUp, site

SENSORS, PER_S, BATCH = 200, 200, 10
ALARMS, QUICK_ALARMS = 100, 10
APART_S = (0.7, 1.5)
LATE_S = 10.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

# Notes the first moment at which each row stands on the page, on the machine's clock.
WATCH = """
() => {
  window.seen = {};
  const look = () => {
    for (const row of document.querySelectorAll("article.alarm")) {
      const hit = /LATENCY-(\\d{3})/.exec(row.textContent);
      if (hit) window.seen[hit[1]] ??= (performance.timeOrigin + performance.now()) / 1000;
    }
  };
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
}
"""


class NoBrowser(Fault):
    status = 503
    text = Words(
        zh="本机没有 Chromium 或 Chrome，不能测量页面。安装：sudo apt install chromium",
        en="No Chromium or Chrome here: the page cannot be measured. Install it: sudo apt install chromium",
    )


class NotBuilt(Fault):
    status = 503
    text = Words(
        zh="页面还没有构建，屏上什么也不会出现。先运行一次：bin/test pages",
        en="The pages are not built: nothing would ever appear on one. Run once before: bin/test pages",
    )


class NothingSeen(Fault):
    status = 500
    text = Words(
        zh="{sent} 个告警中有 {missing} 个没有出现在页面上", en="{missing} of {sent} alarms never appeared on the page"
    )


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises NoBrowser, NotBuilt, NotUp, NothingSeen."""
    from importlib.metadata import version

    count = QUICK_ALARMS if quick else ALARMS
    chromium = os.environ.get("WATCHROOM_CHROMIUM") or next((p for name in BROWSERS if (p := shutil.which(name))), "")
    if not chromium:
        raise NoBrowser
    with ExitStack() as keep:
        data = Path(keep.enter_context(tempfile.TemporaryDirectory(prefix="watchroom-bench-")))
        here = keep.enter_context(site(data, "latency_site", SENSORS))
        key, link = here.said
        page = keep.enter_context(console(chromium, here.address, link))
        sender = Sender(here.address, key)
        keep.callback(sender.stop)
        sender.start()
        accepted = crossings(sender, page, count)
        seen = page.evaluate("() => window.seen")
        rate = sender.rate()
    times = [1000 * (seen[f"{n:03}"] - at) for n, at in accepted.items() if f"{n:03}" in seen]
    if len(times) < len(accepted):
        raise NothingSeen(sent=len(accepted), missing=len(accepted) - len(times))
    found = {
        "readings_per_s": round(rate, 1), "alarms": len(times), "median_ms": round(figures.percentile(times, 0.5), 1),
        "p90_ms": round(figures.percentile(times, 0.9), 1), "p99_ms": round(figures.percentile(times, 0.99), 1),
        "worst_ms": round(max(times), 1),
    }  # fmt: skip
    versions = {name: version(name) for name in ("django", "granian", "uvicorn", "playwright")}
    versions["chromium"] = subprocess.run(
        [chromium, "--version"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return figures.tell("latency", versions, found, json=json)


@contextmanager
def console(chromium: str, address: str, link: str) -> Iterator[Any]:
    """The console of the signed-in watch officer, with its stream open. Raises NotBuilt."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"{address}/sign-in/{link}")
            if page.locator("form button").count():
                page.locator("form button").first.click()
            page.goto(f"{address}/")
            page.wait_for_selector("#pane-alarms", timeout=20_000)
            if not page.evaluate("() => document.styleSheets.length"):
                raise NotBuilt
            page.evaluate(WATCH)
            time.sleep(2)
            yield page
        finally:
            browser.close()


class Sender(threading.Thread):
    """Pushes 20 batches of 10 readings a second; a sensor asked to cross does so in its next batch."""

    def __init__(self, address: str, key: str) -> None:
        super().__init__(name="sender", daemon=True)
        self._address, self._key = address, key
        self._over = threading.Event()
        self._cross: int | None = None
        self._accepted: dict[int, float] = {}
        self._began, self._sent = 0.0, 0
        self._told = threading.Condition()

    def run(self) -> None:
        import httpx

        from watchroom.kernel.clock import SystemClock, iso

        with httpx.Client(timeout=5, headers={"X-Device-Key": self._key}, trust_env=False) as client:
            self._began = time.monotonic()
            for number in range(10**9):
                due = self._began + number * BATCH / PER_S
                if self._over.wait(max(0.0, due - time.monotonic())):
                    return
                first = number * BATCH % SENSORS
                batch = list(range(first, first + BATCH))
                crossing = self._cross if self._cross in batch else None
                values = [60.0 if sensor == crossing else 10.0 + random.random() for sensor in batch]
                body = {
                    "sensor": [f"l{sensor:03}" for sensor in batch],
                    "value": values,
                    "measured_at": iso(SystemClock().now()),
                }
                answer = client.post(f"{self._address}/api/push", json=body)
                accepted = time.time()
                answer.raise_for_status()
                self._sent += BATCH
                if crossing is not None:
                    with self._told:
                        self._accepted[crossing], self._cross = accepted, None
                        self._told.notify_all()

    def cross(self, sensor: int) -> float:
        """Lets a sensor cross its limit; when that reading was accepted."""
        with self._told:
            self._cross = sensor
            if not self._told.wait_for(lambda: sensor in self._accepted, 10):
                raise NotUp(why="no push was accepted in 10 s")
            return self._accepted[sensor]

    def rate(self) -> float:
        return self._sent / (time.monotonic() - self._began)

    def stop(self) -> None:
        self._over.set()
        self.join(5)


def crossings(sender: Sender, page: Any, count: int) -> dict[int, float]:
    """Sensor → when its crossing reading was accepted; returns when the page had time to show the last one."""
    accepted = {}
    for sensor in random.sample(range(SENSORS), count):
        accepted[sensor] = sender.cross(sensor)
        page.wait_for_timeout(1000 * random.uniform(*APART_S))
    until = time.monotonic() + LATE_S
    while time.monotonic() < until and page.evaluate("() => Object.keys(window.seen).length") < count:
        page.wait_for_timeout(100)
    return accepted
