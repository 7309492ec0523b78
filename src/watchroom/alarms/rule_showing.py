"""A rule as a person sees it: the sheet on which it is written, how versions differ, and what a trial found."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from watchroom.alarms.detection import DETECTORS, Limits
from watchroom.alarms.models import RuleVersion
from watchroom.alarms.rule_actions import whole as with_defaults
from watchroom.alarms.rule_content import TEXTS, Content, Difference, differences, fingerprint, listed
from watchroom.alarms.rule_queries import Whole, own_hand
from watchroom.alarms.rules import PRIORITY_WORDS, missing_words
from watchroom.alarms.saying import number
from watchroom.alarms.trying import Episode, Summary, Trial
from watchroom.kernel import form
from watchroom.kernel.clock import from_ms, ms
from watchroom.kernel.units import Quantity
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import past
from watchroom.sources.models import Sensor

PREFIX = "s-"
PLOT_DAYS = 7
MOST_LISTED = 20
PLAIN = ("code", "detector", "sensor", "priority", "inputs", "latched", "suppressed_by", "note", *TEXTS)
STATE_WORDS = {
    "live": Words(zh="在用", en="live"),
    "draft": Words(zh="草稿", en="draft"),
    "off": Words(zh="未启用", en="not in use"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the form, and what is wrong with it by field. `whole`: wrong with the settings together."""

    typed: Mapping[str, str]
    wrong: Mapping[str, Words] = field(default_factory=dict)
    whole: Words | None = None

    @property
    def detector(self) -> str:
        return self.typed.get("detector", "")

    @property
    def settings(self) -> list[form.Field]:
        """The detector's settings as fields; a detector that nobody knows has none."""
        if self.detector not in DETECTORS:
            return []
        typed = {name: self.typed.get(PREFIX + name, "") for name in DETECTORS[self.detector].Settings.model_fields}
        wrong = {name.removeprefix(PREFIX): why for name, why in self.wrong.items() if name.startswith(PREFIX)}
        return form.fields(DETECTORS[self.detector].Settings, typed, wrong)

    @property
    def inputs(self) -> Words | None:
        """What further inputs the detector wants, in words; None when it wants none."""
        detector = DETECTORS.all.get(self.detector)
        if detector is None or not detector.takes.most:
            return None
        return _INPUT_KINDS[
            "sensor" if detector.takes.of == "sensors" and detector.takes.most == 1 else detector.takes.of
        ]


_INPUT_KINDS = {
    "sensors": Words(
        zh="其他传感器的代码，按顺序，用逗号分开", en="codes of further sensors, in order, with commas between"
    ),
    "sensor": Words(zh="另一个传感器的代码", en="code of the other sensor"),
    "rules": Words(zh="其他规则的代码，用逗号分开", en="codes of other rules, with commas between"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """A posted form, read. `content` is None while something is wrong with it."""

    sheet: Sheet
    content: Content | None


def read_sheet(posted: Mapping[str, str]) -> Given:
    """What a person typed, as a rule's content; whatever is wrong is told beside its field, and nothing is lost."""
    typed = {name: posted.get(name, "") for name in PLAIN}
    typed |= {name: value for name, value in posted.items() if name.startswith(PREFIX)}
    wrong: dict[str, Words] = {}
    if typed["detector"] not in DETECTORS:
        wrong["detector"] = form.NO_CHOICE
    if not typed["sensor"]:
        wrong["sensor"] = form.NO_CHOICE
    if typed["priority"] not in ("1", "2", "3", "4"):
        wrong["priority"] = form.NO_CHOICE
    told = form.Read({})
    if "detector" not in wrong:
        asked = {name.removeprefix(PREFIX): value for name, value in typed.items() if name.startswith(PREFIX)}
        told = form.read(DETECTORS[typed["detector"]].Settings, asked)
        wrong |= {PREFIX + name: why for name, why in told.wrong.items()}
    sheet = Sheet(typed, wrong, told.whole)
    if wrong or told.whole:
        return Given(sheet, None)
    inputs = tuple(part for part in typed["inputs"].replace("，", ",").replace(",", " ").split() if part)
    texts = {name: typed[name].strip() for name in TEXTS}
    content = Content(
        typed["detector"],
        typed["sensor"],
        told.given,
        int(typed["priority"]),
        texts,
        inputs,
        typed["latched"] == form.ON,
        typed["suppressed_by"].strip(),
    )
    return Given(sheet, content)


def sheet_of(version: RuleVersion, code: str) -> Sheet:
    typed = {
        "code": code, "detector": version.detector, "sensor": version.sensor.code, "priority": str(version.priority),
        "inputs": ", ".join(version.inputs), "note": "", "latched": form.ON if version.latched else "",
        "suppressed_by": version.suppressed_by, **version.told,
    }  # fmt: skip
    if version.detector in DETECTORS:
        settings = form.typed_of(DETECTORS[version.detector].Settings, version.settings)
        typed |= {PREFIX + name: text for name, text in settings.items()}
    return Sheet(typed)


def blank_sheet(sensor: str, detector: str) -> Sheet:
    detector = detector if detector in DETECTORS else "threshold"
    defaults = form.defaults(DETECTORS[detector].Settings)
    return Sheet(
        {"detector": detector, "sensor": sensor, "priority": "3"}
        | {PREFIX + name: text for name, text in defaults.items()}
    )


def other_detector(posted: Mapping[str, str]) -> Sheet:
    """The same sheet after another detector was chosen: what both ask for is kept, the rest has its default."""
    detector = posted.get("detector", "")
    typed = {name: value for name, value in posted.items() if name in PLAIN or name.startswith(PREFIX)}
    if detector not in DETECTORS:
        return Sheet(typed)
    defaults = form.defaults(DETECTORS[detector].Settings)
    return Sheet({PREFIX + name: text for name, text in defaults.items()} | typed)


# ---- versions ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version in the list: who, when, and in what it differs from the one it was written from."""

    v: RuleVersion
    written_by: Words
    approved_by: Words | None
    fingerprint: str
    since: int | None
    differences: tuple[Difference, ...]


def versions(viewer: Viewer, found: Whole) -> list[VersionShown]:
    by_number = {one.number: one for one in found.versions}
    rows = []
    for one in found.versions:
        base = by_number.get(one.base or 0)
        rows.append(
            VersionShown(
                one, people.who(viewer, one.written_by), people.who(viewer, one.approved_by) if one.approved_by else None,
                fingerprint(one.content.hash), base.number if base else None, tuple(differ(base, one)) if base else (),
            )
        )  # fmt: skip
    return rows


def differ(before: RuleVersion, after: RuleVersion) -> list[Difference]:
    """Settings that were left to their default count as written: only what judges differently differs."""
    titles: dict[str, Words] = {}
    if after.detector in DETECTORS:
        titles = {one.name: one.title for one in form.fields(DETECTORS[after.detector].Settings)}
    return differences(_whole(before), _whole(after), titles)


def _whole(version: RuleVersion) -> Content:
    one = version.content
    settings = with_defaults(one.detector, one.settings)
    return replace(one, settings=settings)


@dataclass(frozen=True, slots=True)
class Approval:
    """What stands between a draft and its going live, for this viewer."""

    draft: RuleVersion
    hash: str
    fingerprint: str
    owed: Words | None
    own: bool
    may: bool
    against: int | None
    differences: tuple[Difference, ...]


def approval(viewer: Viewer, found: Whole) -> Approval | None:
    draft = found.draft
    if draft is None:
        return None
    owed, live, content_hash = missing_words(draft.told), found.live, draft.content.hash
    return Approval(
        draft, content_hash, fingerprint(content_hash), listed(owed) if owed else None, own_hand(viewer, found, draft),
        viewer.may(Act.SET_RULES), live.number if live else None, tuple(differ(live, draft)) if live else (),
    )  # fmt: skip


def condition(version: RuleVersion) -> Words | None:
    """The limit in words, `平均风速 4 m/s 及以上`; None when the detector has no line to draw."""
    if version.detector not in DETECTORS:
        return None
    line = _line(version.detector, version.settings)
    if line is None:
        return None
    quantity = DETECTORS[version.detector].measure or version.sensor.measured
    text = {"l": number(line.limit, quantity), "u": quantity.unit_words}
    if line.above:
        return Words(zh="{l} {u} 及以上", en="{l} {u} or more").fill(**text)
    return Words(zh="低于 {l} {u}", en="below {l} {u}").fill(**text)


def _line(detector: str, settings: Mapping[str, Any]) -> Limits | None:
    plugin = DETECTORS[detector]
    try:
        return plugin().limits(plugin.Settings.model_validate(dict(settings)))
    except ValueError:
        return None


# ---- trials ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EpisodeShown:
    raised: datetime
    ended: datetime | None
    lasted: Words
    peak: str


@dataclass(frozen=True, slots=True)
class TrialShown:
    """A trial in words. `compared`: the version in force over the same time; `hidden`: alarms that are not listed."""

    t: Trial
    per_day: str
    total: Words
    longest: Words
    compared: Words | None
    episodes: tuple[EpisodeShown, ...]
    hidden: int
    took: str

    @property
    def silent(self) -> str:
        return ", ".join(self.t.silent)


def trial_shown(trial: Trial, quantity: Quantity) -> TrialShown:
    newest = trial.episodes[::-1][:MOST_LISTED]
    until = ms(trial.upto or trial.until)
    return TrialShown(
        trial, f"{trial.summary.per_day:.1f}", duration(trial.summary.total_s), duration(trial.summary.longest_s),
        compared(trial.summary, trial.present) if trial.present else None,
        tuple(_episode(one, until, quantity) for one in newest), len(trial.episodes) - len(newest),
        f"{trial.took_ms / 1000:.1f}",
    )  # fmt: skip


def _episode(one: Episode, until_ms: int, quantity: Quantity) -> EpisodeShown:
    end = one.ended_ms if one.ended_ms is not None else until_ms
    ended = from_ms(one.ended_ms) if one.ended_ms is not None else None
    return EpisodeShown(
        from_ms(one.raised_ms), ended, duration((end - one.raised_ms) / 1000), number(one.peak, quantity)
    )


def compared(mine: Summary, present: Summary) -> Words:
    """The version in force over the same time, and the difference."""
    apart = mine.alarms - present.alarms
    how = (
        Words(zh="相同", en="the same")
        if apart == 0
        else Words(zh=f"多 {apart}", en=f"{apart} more")
        if apart > 0
        else Words(zh=f"少 {-apart}", en=f"{-apart} fewer")
    )
    return Words(zh="{n} 次（{how}），{t}", en="{n} ({how}), {t}").fill(
        n=present.alarms, how=how, t=duration(present.total_s)
    )


def duration(seconds: float) -> Words:
    """`3 小时 20 分`: the two largest units."""
    whole = round(seconds)
    days, hours, minutes = whole // 86_400, whole % 86_400 // 3_600, whole % 3_600 // 60
    parts = [(days, "天", "d"), (hours, "小时", "h"), (minutes, "分", "min"), (whole % 60, "秒", "s")]
    first = next((at for at, part in enumerate(parts) if part[0]), len(parts) - 1)
    told = [part for part in parts[first : first + 2] if part[0] or (part is parts[-1] and first == len(parts) - 1)]
    return Words(zh=" ".join(f"{n} {zh}" for n, zh, _ in told), en=" ".join(f"{n} {en}" for n, _, en in told))


def plotted(viewer: Viewer, sensor: Sensor, trial: Trial, content: Content, name: Words) -> dict[str, Any]:
    """The last days as the plot takes them: the readings, the rule's limit, and where it would have raised."""
    assert trial.series is not None
    since = trial.until - timedelta(days=min(trial.days, PLOT_DAYS))
    told = past.of_series(sensor, trial.series, since, trial.until)
    line = None if DETECTORS[content.detector].measure else _line(content.detector, content.settings)
    drawn = [{"value": line.limit, "level": content.priority, "zh": name.zh, "en": name.en}] if line else []
    if line and line.clear != line.limit:
        drawn.append({"value": line.clear, "zh": "恢复值", "en": "clears at"})
    standing = [one for one in trial.episodes if one.ended_ms is None or one.ended_ms > ms(since)]
    told["limits"] = drawn
    told["stands"] = [(max(one.raised_ms, ms(since)), one.ended_ms or ms(trial.until)) for one in standing]
    told["marks"] = [
        {"at": one.raised_ms, "level": content.priority, "zh": name.zh, "en": name.en}
        for one in standing
        if one.raised_ms >= ms(since)
    ]
    return told


def priorities() -> list[tuple[int, Words]]:
    return list(PRIORITY_WORDS.items())
