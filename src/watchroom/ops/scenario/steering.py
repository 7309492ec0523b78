"""How a scenario is played: speed, pause, autopilot. The last entry that says so holds, for the driver and for the page."""

from dataclasses import dataclass

from watchroom.journal import clock, queries
from watchroom.journal.book import book
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.scenario.entries import ScenarioSteered
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

SLOWEST, FASTEST, USUAL = 1.0, 120.0, 30.0


class NoScenario(Fault):
    status = 404
    text = Words(
        zh="现在没有演练情景在播放。用 bin/demo 启动一个。",
        en="No exercise scenario is being played. Start one with bin/demo.",
    )


class SpeedOutOfRange(Fault):
    status = 422
    text = Words(
        zh="速度 {speed} 不在 {low} 至 {high} 倍之间。", en="The speed {speed} lies outside {low} to {high} times."
    )


@dataclass(frozen=True, slots=True)
class Steering:
    speed: float = USUAL
    paused: bool = False
    autopilot: bool = True

    @property
    def pace(self) -> float:
        return 0.0 if self.paused else self.speed


def subject(scenario: str) -> str:
    return f"scenario:{scenario}"


def steering(scenario: str) -> Steering:
    last = queries.last(subject(scenario), ScenarioSteered.kind)
    if last is None:
        return Steering()
    return Steering(float(last.facts["speed"]), bool(last.facts["paused"]), bool(last.facts["autopilot"]))


def steer(
    viewer: Viewer, *, speed: float | None = None, paused: bool | None = None, autopilot: bool | None = None
) -> Steering:
    """A person changes how the running scenario is played; what is not named stays. Raises NotAllowed, NoScenario, SpeedOutOfRange."""
    viewer.must(Act.RUN_SCENARIO)
    return set_steering(viewer.actor, speed=speed, paused=paused, autopilot=autopilot)


def set_steering(
    actor: str, *, speed: float | None = None, paused: bool | None = None, autopilot: bool | None = None
) -> Steering:
    with book(actor=actor) as b:
        running = clock.scenario()
        if running is None:
            raise NoScenario
        if speed is not None and not SLOWEST <= speed <= FASTEST:
            raise SpeedOutOfRange(speed=decimal_text(speed, 2), low=decimal_text(SLOWEST), high=decimal_text(FASTEST))
        before = steering(running.scenario)
        after = Steering(
            before.speed if speed is None else speed,
            before.paused if paused is None else paused,
            before.autopilot if autopilot is None else autopilot,
        )
        if after != before:
            b.record(_facts(running.scenario, after), subject=subject(running.scenario))
    return after


def _facts(scenario: str, now: Steering) -> ScenarioSteered:
    paused = Words(zh="已暂停", en="paused") if now.paused else Words(zh="播放中", en="playing")
    autopilot = Words(zh="已开启", en="on") if now.autopilot else Words(zh="已关闭", en="off")
    return ScenarioSteered(
        scenario=scenario, speed=decimal_text(now.speed, 2), paused=now.paused, autopilot=now.autopilot,
        paused_zh=paused.zh, paused_en=paused.en, autopilot_zh=autopilot.zh, autopilot_en=autopilot.en,
    )  # fmt: skip
