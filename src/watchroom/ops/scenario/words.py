"""`watchroom scenario …`: set up, play, tell; and steer the one that is being played."""

import json
from pathlib import Path

from watchroom.kernel.words import Words
from watchroom.ops.terminal import OK, say

STAGED = Words(zh="情景“{title}”已就绪：{notice}", en="Scenario “{title}” is set up: {notice}")
STEERED = Words(
    zh="速度 {speed} 倍，{paused}，自动演示{autopilot}", en="speed {speed}×, {paused}, autopilot {autopilot}"
)
PAUSED = {True: Words(zh="已暂停", en="paused"), False: Words(zh="播放中", en="playing")}
SWITCH = {True: Words(zh="已开启", en="on"), False: Words(zh="已关闭", en="off")}


def stage(scenario: str, speed: float | None, *, new: bool = False) -> int:
    """Sets the site up; sign-in links of a first start are left for whoever prints them when the site is ready."""
    import django

    django.setup()
    from django.conf import settings

    from watchroom.ops.scenario import content, stage, steering
    from watchroom.sources.address import private

    day = content.load(scenario)
    links = stage.set_up(day, new=new)
    if speed is not None:
        steering.set_steering(stage.ACTOR, speed=speed)
    if links:
        told = [{"name": _both(link.name), "post": _both(link.post), "token": link.token} for link in links]
        private(Path(settings.DATA) / "run" / "links.json", json.dumps(told, ensure_ascii=False))
        say(STAGED, title=day.head.title.words, notice=day.head.notice.words)
    return OK


def play(*, at_once: bool) -> int:
    from watchroom.ops.scenario import play

    return play.main(at_once=at_once)


def tell(out: Path) -> int:
    """The story of the day from the book, and its results in a folder."""
    import django

    django.setup()
    from watchroom.ops.scenario import results

    return results.report(out)


def steer(*, speed: float | None, paused: bool | None, autopilot: bool | None) -> int:
    """Changes how the scenario is played; without a change, says how. Raises NoScenario, SpeedOutOfRange."""
    import django

    django.setup()
    from watchroom.ops.scenario.steering import set_steering

    now = set_steering("ops:command", speed=speed, paused=paused, autopilot=autopilot)
    say(STEERED, speed=f"{now.speed:g}", paused=PAUSED[now.paused], autopilot=SWITCH[now.autopilot])
    return OK


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
