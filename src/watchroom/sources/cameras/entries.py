"""What the cameras write in the book. An address is in none of it, because it may hold a secret."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class CameraFacts(Facts):
    camera: int
    code: str
    zh: str
    en: str
    simulated: bool


@entry("sources.camera_set", say=Words(zh="登记摄像机“{zh}”（{code}）", en="Camera “{en}” registered ({code})"))
@dataclass(frozen=True, slots=True)
class CameraSet(CameraFacts):
    snapshot: bool
    live: bool
    login: bool
    private: bool
    bearing: str | None
    view: str | None
    reach_m: int
    every_s: int
    retired: bool


@entry(
    "sources.camera_seen",
    say=Words(
        zh="调看摄像机“{zh}”：{what_zh}（事由：{purpose_zh}）",
        en="Looked at camera “{en}”: {what_en} (for: {purpose_en})",
    ),
)
@dataclass(frozen=True, slots=True)
class CameraSeen(CameraFacts):
    """That a person was shown a picture, or a live one. `digest` is the SHA-256 of what was shown; empty when nothing was."""

    what_zh: str
    what_en: str
    purpose_zh: str
    purpose_en: str
    digest: str = ""
    taken_at: str = ""
    live: bool = False
    incident_number: str = ""


@entry(
    "sources.camera_tried",
    say=Words(zh="试取摄像机“{zh}”的画面：{what_zh}", en="Tried the picture of camera “{en}”: {what_en}"),
)
@dataclass(frozen=True, slots=True)
class CameraTried(CameraFacts):
    """By whoever sets it up, who was not shown the picture."""

    what_zh: str
    what_en: str
