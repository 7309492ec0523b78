"""What a scenario writes in the book about itself: begun, steered, ended."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@entry(
    "ops.scenario_begun",
    say=Words(zh="演练情景“{title_zh}”开始：{notice_zh}", en="Exercise scenario “{title_en}” begins: {notice_en}"),
)
@dataclass(frozen=True, slots=True)
class ScenarioBegun(Facts):
    scenario: str
    title_zh: str
    title_en: str
    notice_zh: str
    notice_en: str
    starts: str
    ends: str


@entry(
    "ops.scenario_steered",
    say=Words(
        zh="演练情景：速度 {speed} 倍，{paused_zh}，自动演示{autopilot_zh}",
        en="Exercise scenario: speed {speed}×, {paused_en}, autopilot {autopilot_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class ScenarioSteered(Facts):
    """How the scenario is to be played from here on; the last such entry holds."""

    scenario: str
    speed: str
    paused: bool
    autopilot: bool
    paused_zh: str
    paused_en: str
    autopilot_zh: str
    autopilot_en: str


@entry("ops.scenario_ended", say=Words(zh="演练情景“{title_zh}”结束", en="Exercise scenario “{title_en}” ends"))
@dataclass(frozen=True, slots=True)
class ScenarioEnded(Facts):
    scenario: str
    title_zh: str
    title_en: str
