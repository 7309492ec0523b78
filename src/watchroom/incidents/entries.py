"""What this room writes in the book. A change's facts hold the incident as it is after the change."""

from dataclasses import dataclass
from typing import Any

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class IncidentFacts(Facts):
    """The incident after the change. `reported` are counts of people; who called is not among the facts."""

    incident: int
    number: str
    title_zh: str
    title_en: str
    incident_kind: str
    kind_zh: str
    kind_en: str
    place: str | None
    place_zh: str
    place_en: str
    lon: str | None
    lat: str | None
    grade: int | None
    state: str
    opened_at: str
    alarm: int | None
    reported: dict[str, int]


@entry(
    "incidents.opened",
    say=Words(zh="立案 {number}：{title_zh}（{place_zh}）", en="Incident {number} opened: {title_en} ({place_en})"),
)
@dataclass(frozen=True, slots=True)
class Opened(IncidentFacts):
    report: dict[str, Any] | None = None


@entry("incidents.noted", say=Words(zh="{number} 记录：{text}", en="{number} noted: {text}"))
@dataclass(frozen=True, slots=True)
class Noted(IncidentFacts):
    text: str = ""
    counted: dict[str, int] | None = None


@entry(
    "incidents.graded",
    say=Words(zh="{number} 事件分级定为{grade_zh}，依据：{reason}", en="{number} graded {grade_en}, because: {reason}"),
)
@dataclass(frozen=True, slots=True)
class Graded(IncidentFacts):
    grade_zh: str = ""
    grade_en: str = ""
    before: int | None = None
    reason: str = ""


@entry(
    "incidents.located",
    say=Words(
        zh="{number} 定位：{where_zh}；原为：{before_zh}；依据：{reason}",
        en="{number} located: {where_en}; before: {before_en}; because: {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class Located(IncidentFacts):
    where_zh: str = ""
    where_en: str = ""
    before_place: str | None = None
    before_zh: str = ""
    before_en: str = ""
    before_lon: str | None = None
    before_lat: str | None = None
    reason: str = ""


@entry(
    "incidents.reported",
    say=Words(zh="{number} {report_zh}已报{to}（{channel_zh}）", en="{number}: {report_en} to {to} ({channel_en})"),
)
@dataclass(frozen=True, slots=True)
class Reported(IncidentFacts):
    report: int = 0
    report_kind: str = ""
    report_zh: str = ""
    report_en: str = ""
    channel: str = ""
    channel_zh: str = ""
    channel_en: str = ""
    to: str = ""
    text: str = ""


@entry(
    "incidents.picture_kept",
    say=Words(
        zh="{number} 留存“{camera_zh}”的画面（{size}，SHA-256 {mark}…）{note}",
        en="{number}: picture of “{camera_en}” kept ({size}, SHA-256 {mark}…) {note}",
    ),
)
@dataclass(frozen=True, slots=True)
class PictureKept(IncidentFacts):
    """`digest` is the SHA-256 of the picture, `mark` its beginning, by which people tell it."""

    picture: int = 0
    camera: str = ""
    camera_zh: str = ""
    camera_en: str = ""
    size: str = ""
    digest: str = ""
    mark: str = ""
    taken_at: str = ""
    simulated: bool = False
    note: str = ""


@entry(
    "incidents.picture_seen",
    say=Words(
        zh="查看 {number} 留存的“{camera_zh}”画面（SHA-256 {mark}…）",
        en="{number}: kept picture of “{camera_en}” looked at (SHA-256 {mark}…)",
    ),
)
@dataclass(frozen=True, slots=True)
class PictureSeen(Facts):
    """That a person looked at a kept picture. It is of the picture, and does not stand in the incident's timeline."""

    picture: int
    number: str
    camera_zh: str
    camera_en: str
    digest: str
    mark: str


@entry("incidents.closed", say=Words(zh="{number} 结案：{reason}", en="{number} closed: {reason}"))
@dataclass(frozen=True, slots=True)
class Closed(IncidentFacts):
    reason: str = ""
