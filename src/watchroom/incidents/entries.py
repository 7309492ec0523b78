"""What this room writes in the book. A change's facts hold the incident as it is after the change."""

from dataclasses import dataclass, field
from typing import Any

import watchroom.incidents.brief_entries
import watchroom.incidents.intake.entries
import watchroom.incidents.report_entries  # noqa: F401  its kinds are this room's
from watchroom.incidents.entry_base import IncidentFacts as IncidentFacts
from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


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
    figures: dict[str, dict[str, int | None]] = field(default_factory=dict)


@entry(
    "incidents.sent",
    say=Words(
        zh="{number} {report_zh}已送达{to}（{channel_zh}）；销号 {met} 项报送时限",
        en="{number}: {report_en} sent to {to} ({channel_en}); {met} reporting limits met",
    ),
)
@dataclass(frozen=True, slots=True)
class Sent(IncidentFacts):
    """A report reached somebody. `clocks` are those that it met; who took it there is not among the facts."""

    report: int = 0
    sending: int = 0
    report_zh: str = ""
    report_en: str = ""
    channel: str = ""
    channel_zh: str = ""
    channel_en: str = ""
    to: str = ""
    edition: int = 1
    met: int = 0
    clocks: list[int] = field(default_factory=list)


@entry(
    "incidents.clocks_started",
    say=Words(
        zh="{number} 新增 {started} 项报送时限，最早一项：{first_zh}",
        en="{number}: reporting limits began ({started}); the first: {first_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class ClocksStarted(IncidentFacts):
    """`clocks` as they began: id, rule, version, channel, count, started_at, due_at."""

    started: int = 0
    first_zh: str = ""
    first_en: str = ""
    clocks: list[dict[str, Any]] = field(default_factory=list)


@entry(
    "incidents.basis_set",
    say=Words(
        zh="{number} 更正报送依据（发生、发现、接报时间，是否敏感），{moved} 项时限随之改动，依据：{reason}",
        en="{number}: times of occurrence, discovery, receipt or sensitivity stated; {moved} limits moved, because: {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class BasisSet(IncidentFacts):
    sensitive: bool | None = None
    occurred_at: str | None = None
    discovered_at: str | None = None
    received_at: str | None = None
    moved: int = 0
    clocks: list[dict[str, Any]] = field(default_factory=list)
    reason: str = ""


@entry(
    "incidents.report_late",
    say=Words(
        zh="{number} {what_zh}超过时限，应报{to_zh}（{source_zh}）",
        en="{number}: {what_en} to {to_en} is overdue ({source_en})",
    ),
)
@dataclass(frozen=True, slots=True)
class ReportLate(IncidentFacts):
    clock: int = 0
    what_zh: str = ""
    what_en: str = ""
    to_zh: str = ""
    to_en: str = ""
    source_zh: str = ""
    source_en: str = ""
    due_at: str = ""


@entry(
    "incidents.reporting_rule_put",
    say=Words(zh="报送规则 {code} 第 {version} 版：{reason}", en="Reporting rule {code}, version {version}: {reason}"),
)
@dataclass(frozen=True, slots=True)
class ReportingRulePut(Facts):
    """`content` None: the rule was withdrawn."""

    code: str
    version: int
    content: dict[str, Any] | None
    reason: str


@entry("incidents.reports_as", say=Words(zh="本中心按{zh}报送", en="This centre reports as: {en}"))
@dataclass(frozen=True, slots=True)
class LevelSet(Facts):
    level: str
    zh: str
    en: str


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


@entry(
    "incidents.file_added",
    say=Words(
        zh="{number} 加入附件（{file_kind}，{size} 字节，SHA-256 {mark}…）",
        en="{number}: file added ({file_kind}, {size} bytes, SHA-256 {mark}…)",
    ),
)
@dataclass(frozen=True, slots=True)
class FileAdded(IncidentFacts):
    """`digest` is the SHA-256 of the file, `mark` its beginning. Its name and what was said of it may tell of persons, and
    are not among the facts."""

    attachment: int = 0
    file_kind: str = ""
    size: int = 0
    digest: str = ""
    mark: str = ""


@entry(
    "incidents.form_kept",
    say=Words(zh="{number} 表格 ICS {form} 第 {version} 版：{form_zh}", en="{number}: form ICS {form}, version {version}: {form_en}"),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class FormKept(IncidentFacts):
    """What was typed is the form's; it may hold names and telephone numbers, and is not among the facts. `digest` vouches for it."""

    form: str = ""
    version: int = 0
    form_zh: str = ""
    form_en: str = ""
    digest: str = ""


@entry(
    "incidents.scene_media_kept",
    say=Words(
        zh="{number} 现场{sort_zh}（SHA-256 {mark}…）{note}",
        en="{number}: {sort_en} from the scene (SHA-256 {mark}…) {note}",
    ),
)
@dataclass(frozen=True, slots=True)
class SceneMediaKept(IncidentFacts):
    """`size` in bytes; `digest` is the SHA-256 of the bytes, `mark` its beginning."""

    media: int = 0
    sort: str = ""
    sort_zh: str = ""
    sort_en: str = ""
    size: int = 0
    digest: str = ""
    mark: str = ""
    taken_at: str = ""
    note: str = ""


@entry("incidents.closed", say=Words(zh="{number} 结案：{reason}", en="{number} closed: {reason}"))
@dataclass(frozen=True, slots=True)
class Closed(IncidentFacts):
    reason: str = ""


@entry(
    "incidents.shared",
    say=Words(zh="{number} 共享给{agency_zh}：{reason}", en="{number} shared with {agency_en}: {reason}"),
)
@dataclass(frozen=True, slots=True)
class Shared(IncidentFacts):
    agency: str = ""
    agency_zh: str = ""
    agency_en: str = ""
    reason: str = ""


@entry(
    "incidents.unshared",
    say=Words(zh="{number} 不再共享给{agency_zh}：{reason}", en="{number} no longer shared with {agency_en}: {reason}"),
)
@dataclass(frozen=True, slots=True)
class Unshared(Shared):
    pass
