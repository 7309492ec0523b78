"""What operations write in the book. Imported at the start, so that every kind has its sentence."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words
from watchroom.ops.scenario.entries import ScenarioBegun, ScenarioEnded, ScenarioSteered

__all__ = ["DiskFilled", "ScenarioBegun", "ScenarioEnded", "ScenarioSteered", "Supervision"]


@entry(
    "ops.disk_filled",
    say=Words(
        zh="{zh}所在磁盘还剩 {free_mb} MB（已用 {percent}%，报警线 {limit_mb} MB）",
        en="The disk of {en} has {free_mb} MB left ({percent} % used; the alarm is at {limit_mb} MB)",
    ),
)
@dataclass(frozen=True, slots=True)
class DiskFilled(Facts):
    """A disk that is short of room, or has room again (`short` false). `disk` names what of ours lies on it, foremost."""

    disk: str
    zh: str
    en: str
    free_mb: int
    percent: int
    limit_mb: int
    short: bool


@entry(
    "ops.supervision",
    say=Words(zh="平台外部看护：{said_zh}", en="The platform's watchdog: {said_en}"),
)
@dataclass(frozen=True, slots=True)
class Supervision(Facts):
    """Nobody outside has heard the platform's beats for two minutes (`alone`), or somebody does again."""

    alone: bool
    said_zh: str
    said_en: str
