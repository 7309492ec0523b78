"""What this room writes in the book. A change's facts hold the plan, proposal or activation as it is after the change."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

import watchroom.plans.drafts.entries
import watchroom.plans.drills.entries
import watchroom.plans.wizard_entries  # noqa: F401  its kinds are this room's
from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words
from watchroom.plans import life_entries as life_entries


@entry("plans.imported", say=Words(zh="导入预案《{zh}》第 {version} 版", en="Plan imported: {en}, version {version}"))
@dataclass(frozen=True, slots=True)
class Imported(Facts):
    plan: str
    version: int
    zh: str
    en: str
    digest: str
    levels: list[int]
    warnings: int


@entry(
    "plans.stated",
    say=Words(zh="说明{title_zh}：{value_zh}", en="{title_en} stated: {value_en}"),
)
@dataclass(frozen=True, slots=True)
class Stated(Facts):
    """What was stated about the incident for the plans; who said it on the telephone stays out of the book."""

    name: str
    value: str | bool | None
    unit: str
    origin: str
    title_zh: str
    title_en: str
    value_zh: str
    value_en: str


@entry(
    "plans.computed",
    say=Words(
        zh="模型计算：{title_zh} {value_zh}{range_zh}", en="Computed by a model: {title_en} {value_en}{range_en}"
    ),
)
@dataclass(frozen=True, slots=True)
class Computed(Facts):
    """A model's figure that the plans take by itself; `value` None: no longer. `name` is `computed.<model>[.<figure>]`.

    origin  `computed`, or `model` once a person has accepted it
    """

    name: str
    value: str | None
    unit: str
    origin: str
    title_zh: str
    title_en: str
    value_zh: str
    value_en: str
    range_zh: str = ""
    range_en: str = ""


@dataclass(frozen=True, slots=True)
class ProposalFacts(Facts):
    """The proposal after the change. `evidence` are the parts of the condition with the facts that were held to them."""

    proposal: int
    number: str
    plan: str
    plan_version: int
    plan_zh: str
    plan_en: str
    level: int
    level_zh: str
    level_en: str
    state: str
    holds: bool
    clause: str
    clause_zh: str
    clause_en: str
    decides: str
    met: int
    of: int
    evidence: list[dict[str, Any]]
    raises: int | None = None
    reason: str = ""


@entry(
    "plans.proposed",
    say=Words(
        zh="建议启动《{plan_zh}》{level_zh}：依据 {clause}，条件符合 {met}/{of}",
        en="Proposed: {plan_en}, {level_en}, by clause {clause}; criteria met {met} of {of}",
    ),
)
@dataclass(frozen=True, slots=True)
class Proposed(ProposalFacts):
    pass


@entry(
    "plans.updated",
    say=Words(
        zh="启动建议改为《{plan_zh}》{level_zh}：依据 {clause}，条件符合 {met}/{of}",
        en="Proposal changed to {plan_en}, {level_en}, by clause {clause}; criteria met {met} of {of}",
    ),
)
@dataclass(frozen=True, slots=True)
class Updated(ProposalFacts):
    pass


@entry(
    "plans.eased",
    say=Words(
        zh="《{plan_zh}》{level_zh}的启动条件现已不满足",
        en="The condition of {plan_en}, {level_en}, is no longer met",
    ),
)
@dataclass(frozen=True, slots=True)
class Eased(ProposalFacts):
    pass


@entry(
    "plans.forwarded",
    say=Words(zh="呈报启动建议：《{plan_zh}》{level_zh}", en="Proposal forwarded: {plan_en}, {level_en}"),
)
@dataclass(frozen=True, slots=True)
class Forwarded(ProposalFacts):
    pass


@entry(
    "plans.declined",
    say=Words(zh="暂不启动《{plan_zh}》{level_zh}：{reason}", en="Declined: {plan_en}, {level_en}, because: {reason}"),
)
@dataclass(frozen=True, slots=True)
class Declined(ProposalFacts):
    pass


@entry(
    "plans.adopted",
    say=Words(zh="启动建议已采纳：《{plan_zh}》{level_zh}", en="Proposal adopted: {plan_en}, {level_en}"),
)
@dataclass(frozen=True, slots=True)
class Adopted(ProposalFacts):
    pass


@dataclass(frozen=True, slots=True)
class ActivationFacts(Facts):
    """The activation after the change, with what the law wants in the order: matter, level, duration, measures.

    signer     the post that has to sign; empty where who decides also signs
    said_by    who gave the signature on the telephone
    ends       tasks of the level before that end with it
    """

    personal: ClassVar[frozenset[str]] = frozenset({"said_by"})

    activation: int
    number: str
    plan: str
    plan_version: int
    plan_zh: str
    plan_en: str
    level: int
    level_zh: str
    level_en: str
    state: str
    at: str
    until: str | None
    measures_zh: str
    measures_en: str
    clause: str
    told: list[str]
    actions: list[str]
    snapshot: str
    proposal: int | None
    previous: int | None
    reason: str = ""
    signer: str = ""
    signer_zh: str = ""
    signer_en: str = ""
    signed_at: str | None = None
    said_by: str = ""
    transferred_to: str = ""
    transferred_at: str | None = None
    stays: str = ""
    to_level: int | None = None
    to_zh: str = ""
    to_en: str = ""
    until_zh: str = ""
    until_en: str = ""
    ends: list[str] = field(default_factory=list)


@entry(
    "plans.activated",
    say=Words(
        zh="启动《{plan_zh}》{level_zh}：{measures_zh}{signer_zh}",
        en="{plan_en}, {level_en}, started: {measures_en}{signer_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class Activated(ActivationFacts):
    pass


@entry(
    "plans.changed",
    say=Words(zh="《{plan_zh}》{level_zh}改级，{to_zh}", en="{plan_en}, {level_en}, {to_en}"),
    without=(
        "to_zh",
        Words(zh="《{plan_zh}》{level_zh}改级，由新的级别接替", en="{plan_en}, {level_en}, gave way to another level"),
    ),
)
@dataclass(frozen=True, slots=True)
class Changed(ActivationFacts):
    pass


@entry(
    "plans.stood_down",
    say=Words(zh="终止《{plan_zh}》{level_zh}：{reason}", en="{plan_en}, {level_en}, stood down: {reason}"),
)
@dataclass(frozen=True, slots=True)
class StoodDown(ActivationFacts):
    pass


@entry(
    "plans.signed",
    say=Words(zh="签发启动令：《{plan_zh}》{level_zh}", en="Activation order signed: {plan_en}, {level_en}"),
)
@dataclass(frozen=True, slots=True)
class Signed(ActivationFacts):
    pass


@entry(
    "plans.extended",
    say=Words(
        zh="《{plan_zh}》{level_zh}预计终止时间改为{until_zh}：{reason}",
        en="{plan_en}, {level_en}, is now expected to end at {until_en}: {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class Extended(ActivationFacts):
    pass


@entry(
    "plans.ending",
    say=Words(
        zh="《{plan_zh}》{level_zh}将于{until_zh}到期，请决定延长或终止",
        en="{plan_en}, {level_en}, runs out at {until_en}: extend it or stand it down",
    ),
)
@dataclass(frozen=True, slots=True)
class Ending(ActivationFacts):
    pass


@entry(
    "plans.transferred",
    say=Words(
        zh="《{plan_zh}》{level_zh}的指挥移交{transferred_to}，我方保留：{stays}",
        en="The lead of {plan_en}, {level_en}, went to {transferred_to}; ours remains: {stays}",
    ),
)
@dataclass(frozen=True, slots=True)
class Transferred(ActivationFacts):
    pass


@dataclass(frozen=True, slots=True)
class NoticeFacts(Facts):
    """The notice after the change. `matter`: whether a response was started or ended."""

    personal: ClassVar[frozenset[str]] = frozenset({"said_by", "said_zh", "said_en"})

    activation: int
    plan_zh: str
    plan_en: str
    level_zh: str
    level_en: str
    matter: str
    matter_zh: str
    matter_en: str
    post: str
    post_zh: str
    post_en: str
    sent_at: str
    confirmed_at: str | None = None
    said_by: str = ""
    said_zh: str = ""
    said_en: str = ""
    lapsed_at: str | None = None
    lapsed_why: str = ""
    lapsed_zh: str = ""
    lapsed_en: str = ""


@entry(
    "plans.notified",
    say=Words(
        zh="通知{post_zh}：《{plan_zh}》{level_zh}{matter_zh}",
        en="Told the {post_en}: {plan_en}, {level_en}, {matter_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class Notified(NoticeFacts):
    pass


@entry(
    "plans.confirmed",
    say=Words(
        zh="{post_zh}确认知悉：《{plan_zh}》{level_zh}{matter_zh}{said_zh}",
        en="The {post_en} knows: {plan_en}, {level_en}, {matter_en}{said_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class Confirmed(NoticeFacts):
    pass


@entry(
    "plans.notice_lapsed",
    say=Words(
        zh="{post_zh}始终未确认《{plan_zh}》{level_zh}{matter_zh}的通知：{lapsed_zh}，不再等待",
        en="The {post_en} never confirmed that {plan_en}, {level_en}, {matter_en}: {lapsed_en}, so it is not awaited any more",
    ),
)
@dataclass(frozen=True, slots=True)
class NoticeLapsed(NoticeFacts):
    pass
