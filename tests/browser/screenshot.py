"""Makes the README's picture: `.venv/bin/python -m tests.browser.screenshot`.

Plays the exercise day in a folder of its own until the given time of day, stops the clock there, signs the watch officer
in through his link and takes the console at 1366x768.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.chromium import CHROMIUM, DESK, FLAGS

ROOT = Path(__file__).parents[2]
PORT = 8690


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--until", default="11:09", help="time of day at which the picture is taken (site's zone)")
    parser.add_argument("--lang", default="zh", choices=("zh", "en"))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "console.png")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="watchroom-shot-") as data:
        env = os.environ | {"WATCHROOM_DATA": data, "LANG": "zh_CN.UTF-8", "WATCHROOM_LANG": "zh"}
        watchroom = [str(Path(sys.executable).with_name("watchroom"))]
        site = subprocess.Popen(
            [*watchroom, "demo", "--fresh", "--port", str(PORT), "--speed", "60"],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert site.stdout is not None
            links = (re.search(r"(http://\S+/sign-in/\S+)", line) for line in site.stdout)
            shoot(next(found[1] for found in links if found), asked, [*watchroom, "scenario", "steer", "--pause"], env)
        finally:
            site.terminate()
            site.wait(20)
    return 0


def shoot(link: str, asked: argparse.Namespace, pause: list[str], env: dict[str, str]) -> None:
    from playwright.sync_api import sync_playwright

    base = link.split("/sign-in/")[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport=DESK).new_page()
        page.goto(link)
        page.click("form[action^='/sign-in/'] button")
        page.wait_for_url(base + "/")
        page.context.add_cookies([{"name": "watchroom_lang", "value": asked.lang, "url": base}])
        while (said := page.request.get(base + "/clock").json()["now"]) and local(said) < asked.until:
            time.sleep(1)
        subprocess.run(pause, env=env, check=True)
        page.goto(base + "/")
        page.wait_for_timeout(8000)  # the map's own drawing; nothing else is waited for
        page.screenshot(path=asked.out)
        browser.close()


def local(instant: str) -> str:
    """`2026-12-12T03:09:00.000Z` as the site's time of day."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(instant).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M")


if __name__ == "__main__":
    raise SystemExit(main())
