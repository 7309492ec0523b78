"""What a unit answers to make its plan: profile, risks, groups, levels, contacts, resources, reports, review.

The answers are data as well (YAML or JSON), so that they can be kept, corrected and used again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from watchroom.kernel.words import Words
from watchroom.plans.findings import Finding, finding
from watchroom.plans.reading import Document, Path, Unreadable, read
from watchroom.plans.terms import Code, Day, Strict
from watchroom.plans.wizard_risks import RISKS

Said = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Whole = Annotated[int, Field(ge=0, le=10_000_000)]
Decider = Literal["commander", "deputy_commander", "department_head"]
GroupCode = Literal["rescue", "communication", "evacuation", "logistics", "medical", "investigation"]

GROUPS: dict[str, tuple[Words, Words]] = {
    "rescue": (Words(zh="抢险救援组", en="Rescue group"), Words(zh="控制险情，抢救人员和财产。", en="Controls the danger; saves people and property.")),
    "communication": (Words(zh="通讯联络组", en="Communication group"), Words(zh="传达命令，内外联络，信息报送。", en="Passes orders on, keeps contact inside and out, reports.")),
    "evacuation": (Words(zh="警戒疏散组", en="Cordon and evacuation group"), Words(zh="警戒现场，疏散和清点人员，引导救援车辆。", en="Cordons off, evacuates and counts, guides rescue vehicles.")),
    "logistics": (Words(zh="后勤保障组", en="Logistics group"), Words(zh="物资、车辆、电力、生活保障。", en="Supplies, vehicles, power, food and shelter.")),
    "medical": (Words(zh="医疗救护组", en="Medical group"), Words(zh="现场急救，护送伤员。", en="First aid; accompanies the injured.")),
    "investigation": (Words(zh="事故调查组", en="Investigation group"), Words(zh="保护现场，查明原因，总结评估。", en="Keeps the scene, finds the cause, evaluates.")),
}  # fmt: skip
DECIDERS: dict[str, Words] = {
    "commander": Words(zh="总指挥（主要负责人）", en="Commander (head of the unit)"),
    "deputy_commander": Words(zh="副总指挥（分管负责人）", en="Deputy commander"),
    "department_head": Words(zh="部门负责人", en="Head of the department"),
}
SECTORS: dict[str, tuple[Words, str]] = {
    "high_risk": (Words(zh="危险物品、矿山、金属冶炼、建筑施工等", en="Dangerous goods, mines, metallurgy, construction"), "180d"),
    "crowded": (Words(zh="宾馆、商场、娱乐场所、旅游景区等人员密集单位", en="Hotels, malls, entertainment, scenic areas"), "180d"),
    "other": (Words(zh="其他生产经营单位", en="Other units"), "365d"),
}  # fmt: skip
"""Sectors with how often they exercise at the least: order 708 art. 8, measures of the ministry art. 33."""


class Profile(Strict):
    """附件 1: the unit. `language` is the one language in which the answers are written."""

    code: Code
    name: Said
    language: Literal["zh", "en"] = "zh"
    sector: Literal["high_risk", "crowded", "other"] = "other"
    address: Said
    people: Whole
    business: Said
    surroundings: Said | None = None
    number: Said | None = None
    issued: Day
    effective: Day
    filed_with: Said


class Group(Strict):
    code: GroupCode
    lead: Said = Field(description="The department that leads it.")
    members: list[Said] = Field(default_factory=list, max_length=16)


class Levels(Strict):
    """Three levels by who can control: the department, the unit, or only help from outside."""

    department: Decider = "department_head"
    unit: Decider = "deputy_commander"
    outside: Decider = "commander"
    injured_unit: int = Field(1, ge=1, le=999, description="From so many injured the unit responds.")
    injured_outside: int = Field(3, ge=2, le=1000, description="From so many injured help from outside is asked.")


class ContactGiven(Strict):
    title: Said
    of: Said = Field(description="A group's code, commander, deputy_commander, duty_leader, or a department.")
    kind: Literal["telephone", "mobile", "sms", "email", "radio", "fax", "app"] = "telephone"
    address: Said


class ResourceGiven(Strict):
    title: Said
    kind: Code
    quantity: Whole
    unit: Said
    place: Said | None = Field(None, description="Code of the place on the map where it is kept.")
    owner: Said | None = Field(None, description="The department that keeps it.")


class Reports(Strict):
    """Who is told, in minutes. The law gives the head of a unit one hour (order 493 art. 9)."""

    inside_minutes: int = Field(5, ge=1, le=60)
    outside_minutes: int = Field(60, ge=1, le=60)
    to: list[Said] = Field(min_length=1, max_length=16)


class Review(Strict):
    """附: the review of the plan by experts. It passes with two thirds of those present (GB/T 29639-2020, 4.8.3)."""

    day: Day
    present: int = Field(ge=1, le=99)
    agreed: int = Field(ge=0, le=99)
    opinion: Said

    @property
    def passed(self) -> bool:
        return 3 * self.agreed >= 2 * self.present


class Answers(Strict):
    profile: Profile
    risks: list[Code] = Field(min_length=1, max_length=len(RISKS))
    groups: list[Group] = Field(min_length=1, max_length=6)
    levels: Levels = Field(default_factory=lambda: Levels())
    contacts: list[ContactGiven] = Field(min_length=1, max_length=200)
    resources: list[ResourceGiven] = Field(default_factory=list, max_length=200)
    reports: Reports
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the wizard: one part of the answers."""

    code: str
    title: Words
    help: Words


STEPS: tuple[Step, ...] = (
    Step("profile", Words(zh="单位概况", en="The unit"), Words(zh="名称、规模、主要业务和周边，写入附件一。", en="Name, size, business and surroundings; annex 1.")),
    Step("risks", Words(zh="风险", en="Risks"), Words(zh="勾选风险评估得出的事故类型；每一类生成专项预案、现场处置方案和应急处置卡。", en="Tick the kinds of accident that the risk assessment found; each makes a special plan, an on-site procedure and action cards.")),
    Step("groups", Words(zh="应急组织", en="Organisation"), Words(zh="各应急小组由哪个部门牵头、哪些部门参加。", en="Which department leads each group, which take part.")),
    Step("levels", Words(zh="响应分级", en="Levels"), Words(zh="按谁能控制分三级：部门能控制为Ⅲ级，单位能控制为Ⅱ级，须请求外部支援为Ⅰ级；各级由谁决定。", en="Three levels by who can control: the department III, the unit II, only with help from outside I; and who decides each.")),
    Step("contacts", Words(zh="联系方式", en="Contacts"), Words(zh="岗位和部门的值班电话，不写私人信息。", en="Duty telephones of posts and departments; nothing private.")),
    Step("resources", Words(zh="物资装备", en="Resources"), Words(zh="种类、数量、存放地点、保管部门。", en="Kind, quantity, place, who keeps them.")),
    Step("reports", Words(zh="信息报告", en="Reports"), Words(zh="单位负责人接报后 1 小时内向县级以上应急管理等部门报告。", en="The head of the unit reports to the authorities within 1 hour.")),
    Step("review", Words(zh="评审", en="Review"), Words(zh="评审后再填；出席评审人员三分之二以上同意为通过。", en="Filled in after the review; two thirds of those present must agree.")),
)  # fmt: skip


type Wrong = tuple[Path, Words]
type Named = Callable[[Path], Words]
"""How an answer is called: by its keys in a file, by its page and field on the screen."""


def by_keys(path: Path) -> Words:
    said = ".".join(str(step) for step in path) or "."
    return Words(zh=said, en=said)


def parse_answers(content: bytes) -> tuple[Answers | None, list[Finding]]:
    """The answers of a YAML or JSON file, or the faults with their lines. Never raises for what it holds."""
    try:
        document = read(content)
    except Unreadable as error:
        return None, [finding("unreadable", error.line, (), why=error.words)]
    return check_answers(document.data, document)


def check_answers(
    data: Any, document: Document | None = None, named: Named = by_keys
) -> tuple[Answers | None, list[Finding]]:
    document = document or Document(None)
    try:
        answers = Answers.model_validate(data)
    except ValidationError as error:
        return None, [_fault(one, document, named) for one in error.errors(include_url=False)[:100]]
    faults = [
        finding("shape", document.line(path), path, why=why)
        for path, why in [*_risks(answers.risks), *_twice(answers.groups), *_bounds(answers.levels), *_owners(answers)]
    ]
    return (None if faults else answers), faults


def _fault(error: Any, document: Document, named: Named) -> Finding:
    path = tuple(error["loc"])
    why = _MISSING if error["type"] == "missing" else _WRONG.get(error["type"], _OTHER)
    said = why.fill(at=named(path), given=str(error.get("input"))[:40])
    return finding("shape", document.line(path), path, why=said)


_MISSING = Words(zh="缺少“{at}”", en="{at} is missing")
_OTHER = Words(zh="“{at}”不合要求：{given}", en="{at} is not as required: {given}")
_WRONG = {
    "extra_forbidden": Words(zh="没有“{at}”这一项", en="there is no such answer as {at}"),
    "too_short": Words(zh="“{at}”至少要填一项", en="{at} needs at least one"),
    "string_too_short": Words(zh="“{at}”不能为空", en="{at} must not be empty"),
    "int_parsing": Words(zh="“{at}”应是整数：{given}", en="{at} must be a whole number: {given}"),
    "int_type": Words(zh="“{at}”应是整数：{given}", en="{at} must be a whole number: {given}"),
}
_NO_RISK = Words(zh="没有名为“{name}”的风险", en="there is no risk {name}")
_SAME = Words(zh="“{name}”写了两次", en="{name} is written twice")
_ORDER = Words(
    zh="请求外部支援的受伤人数应多于单位响应的人数",
    en="help from outside must begin at more injured than the unit's response",
)
_NOBODY = Words(zh="“{name}”不是小组、岗位或已填的部门", en="{name} is no group, no post and no department given")


def _risks(risks: Sequence[str]) -> list[Wrong]:
    unknown: list[Wrong] = [
        (("risks", i), _NO_RISK.fill(name=code)) for i, code in enumerate(risks) if code not in RISKS
    ]
    return unknown + [(("risks", i), _SAME.fill(name=code)) for i, code in enumerate(risks) if code in risks[:i]]


def _twice(groups: Sequence[Group]) -> list[Wrong]:
    codes = [group.code for group in groups]
    return [(("groups", i), _SAME.fill(name=code)) for i, code in enumerate(codes) if code in codes[:i]]


def _bounds(levels: Levels) -> list[Wrong]:
    return [(("levels", "injured_outside"), _ORDER)] if levels.injured_outside <= levels.injured_unit else []


def departments(answers: Answers) -> list[str]:
    """Every department that is named, in the order in which it is."""
    named = [name for group in answers.groups for name in (group.lead, *group.members)]
    return list(dict.fromkeys(named))


POSTS = ("commander", "deputy_commander", "duty_leader", "watch_officer", "department_head")


def _owners(answers: Answers) -> list[Wrong]:
    known = {*POSTS, *GROUPS, *departments(answers)}
    contacts = [(("contacts", i, "of"), one.of) for i, one in enumerate(answers.contacts)]
    owners = [(("resources", i, "owner"), one.owner or "commander") for i, one in enumerate(answers.resources)]
    return [(path, _NOBODY.fill(name=name)) for path, name in [*contacts, *owners] if name not in known]
