"""What is written in the book of the life of plans: drafts, reviews, approvals, evaluations, causes, the daily check."""

from dataclasses import dataclass, field

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class VersionFacts(Facts):
    """A version of a plan after a step of its life. `days` are ISO dates of issue, filing and publishing."""

    plan: str
    version: int
    zh: str
    en: str
    digest: str
    state: str
    errors: int = 0
    warnings: int = 0
    issued_on: str | None = None
    filed_on: str | None = None
    published_on: str | None = None
    reason: str = ""


@entry(
    "plans.drafted",
    say=Words(zh="起草预案《{zh}》第 {version} 版", en="Plan drafted: {en}, version {version}"),
)
@dataclass(frozen=True, slots=True)
class Drafted(VersionFacts):
    pass


@entry(
    "plans.submitted",
    say=Words(zh="送审预案《{zh}》第 {version} 版", en="Plan sent for review: {en}, version {version}"),
)
@dataclass(frozen=True, slots=True)
class Submitted(VersionFacts):
    pass


@entry(
    "plans.opinion_given",
    say=Words(
        zh="评审预案《{zh}》第 {version} 版：{present} 人中 {agreed} 人同意。{reason}",
        en="Opinion on {en}, version {version}: {agreed} of {present} agree. {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class OpinionGiven(VersionFacts):
    present: int = 1
    agreed: int = 0


@entry(
    "plans.approved",
    say=Words(zh="批准预案《{zh}》第 {version} 版", en="Plan approved: {en}, version {version}"),
)
@dataclass(frozen=True, slots=True)
class Approved(VersionFacts):
    pass


@entry(
    "plans.put_in_force",
    say=Words(zh="预案《{zh}》第 {version} 版开始施行", en="Plan put in force: {en}, version {version}"),
)
@dataclass(frozen=True, slots=True)
class PutInForce(VersionFacts):
    pass


@entry(
    "plans.filed",
    say=Words(
        zh="预案《{zh}》第 {version} 版已于 {filed_on} 备案", en="Plan filed on {filed_on}: {en}, version {version}"
    ),
)
@dataclass(frozen=True, slots=True)
class Filed(VersionFacts):
    pass


@entry(
    "plans.published",
    say=Words(zh="登记预案《{zh}》第 {version} 版的公布", en="Publication recorded: {en}, version {version}"),
)
@dataclass(frozen=True, slots=True)
class Published(VersionFacts):
    pass


@entry(
    "plans.replaced",
    say=Words(
        zh="预案《{zh}》第 {version} 版被新的版本替代", en="Plan replaced by a new version: {en}, version {version}"
    ),
)
@dataclass(frozen=True, slots=True)
class Replaced(VersionFacts):
    pass


@entry(
    "plans.withdrawn",
    say=Words(
        zh="撤回预案《{zh}》第 {version} 版：{reason}", en="Plan withdrawn: {en}, version {version}, because: {reason}"
    ),
)
@dataclass(frozen=True, slots=True)
class Withdrawn(VersionFacts):
    pass


@entry(
    "plans.evaluated",
    say=Words(
        zh="评估预案《{zh}》第 {version} 版：{conclusion_zh}。{reason}",
        en="Plan evaluated: {en}, version {version}: {conclusion_en}. {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class Evaluated(VersionFacts):
    on: str = ""
    conclusion: str = ""
    conclusion_zh: str = ""
    conclusion_en: str = ""
    causes: list[str] = field(default_factory=list)


@entry(
    "plans.revision_caused",
    say=Words(
        zh="登记预案 {plan} 的修订事由：{cause_zh}。{note}", en="Cause for revision of plan {plan}: {cause_en}. {note}"
    ),
)
@dataclass(frozen=True, slots=True)
class RevisionCaused(Facts):
    """`source` says where it came from, such as `drill:4`."""

    plan: str
    cause: str
    cause_zh: str
    cause_en: str
    note: str
    source: str = ""


@entry(
    "plans.workdays_put",
    say=Words(zh="录入 {year} 年节假日安排", en="Holidays of {year} entered"),
)
@dataclass(frozen=True, slots=True)
class WorkdaysPut(Facts):
    year: int
    off: list[str]
    on: list[str]
    source: str = ""


@dataclass(frozen=True, slots=True)
class NamedDaysFacts(Facts):
    """`first` and `last` as ISO dates of the site's calendar; `last` is one of them."""

    days_kind: str
    kind_zh: str
    kind_en: str
    first: str
    last: str
    zh: str
    en: str


@entry(
    "plans.days_named",
    say=Words(zh="{kind_zh}：{zh}，{first} 至 {last}", en="{kind_en}: {en}, {first} to {last}"),
)
@dataclass(frozen=True, slots=True)
class DaysNamed(NamedDaysFacts):
    pass


@entry(
    "plans.days_withdrawn",
    say=Words(zh="撤回{kind_zh}：{zh}，{first} 至 {last}", en="Withdrawn, {kind_en}: {en}, {first} to {last}"),
)
@dataclass(frozen=True, slots=True)
class DaysWithdrawn(NamedDaysFacts):
    pass


@entry(
    "plans.checked",
    say=Words(
        zh="预案《{zh}》第 {version} 版体检：{errors} 处错误，{warnings} 处警告",
        en="Plan checked: {en}, version {version}: {errors} errors, {warnings} warnings",
    ),
)
@dataclass(frozen=True, slots=True)
class Checked(Facts):
    """What the check against the site found, written when something appeared or was mended.

    new, mended  code and place of each;  worst  the first error in both languages, empty without one
    """

    plan: str
    version: int
    zh: str
    en: str
    errors: int
    warnings: int
    new: list[str]
    mended: list[str]
    worst_zh: str = ""
    worst_en: str = ""
