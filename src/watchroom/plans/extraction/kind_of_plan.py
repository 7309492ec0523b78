"""What kind of plan it is: of a government, a department or an event, or of one house for itself, for all or one kind of event."""

import re
from dataclasses import dataclass

from watchroom.plans.extraction import covers, english_metadata
from watchroom.plans.extraction.found import Doubt, Place
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.units import Names

_DEPARTMENT = re.compile("(?:厅|局|委|部|署)$|委员会$|监会$")
_FOR_GOVERNMENT = re.compile("应急|人民政府|指挥部|减灾|^(?:国务院|市委|县委|区委|省委)|应对")
_INSTITUTION = re.compile("学校|中学|小学|大学|学院|幼儿园|中心校|医院|卫生院")
_ITSELF = re.compile("[本我](?:公司|厂|矿|项目部|酒店|集团|店|加油站|商场|景区)")
_PLACED_TITLE = re.compile(r"国家|全国|中国|.{2,8}?[省市县区州镇乡]")
_ONE_KIND = re.compile(
    "灭火|疏散|停电|停水|泄漏|防汛|防台|食物中毒|触电|防恐|反恐|防暴|暴力|极端天气|恶劣天气|群体性|交通事故|电梯|断电|溺水"
    "|流感|传染病|疫情|校车|起重|塔吊|脚手架|深基坑|有限空间|受限空间|特种设备|锅炉|压力容器|危险化学品|危化品|燃气|辐射|网络安全|信息系统"
)
_COMPREHENSIVE = re.compile("综合|总体|各类")
_OF_ALL_KINDS = re.compile("综合|总体|各类|生产安全|安全生产|突发事件|突发公共|安全事故")
# Words of a title that say nothing of what the plan is for.
_ANY_PLAN = re.compile(
    "应急|救援|处置|处理|行动|响应|工作|保障|预案|方案|机制|办法|规程|手册|安全|事故|事件|突发|部门|公司|企业|单位|学校|校园|项目部?|与|和|及|报告|制度|\\d+年?度?"
)
_PLACE_TITLE = re.compile("(?:园区|小区|社区|景区|广场|大厦|中心|大楼|车间|工厂|站|场|馆|店)$")
_AGREED = re.compile("(?:人民政府|政府|国务院|党委)[^。;]{0,10}(?:同意|批准|审议通过|审定)(?!后方可)")
OWNERS = f"{covers.HOUSES}|公司|集团|酒店|宾馆|工厂|学校|矿山|中学|小学|大学|学院|幼儿园|医院|卫生院|项目部|煤矿|车站|景区|(?:体育|会展|会议|文化|艺术|展览|购物|游客|服务|活动|演艺|奥体|游泳|训练)中心|管委会|局|厅|委员会"
# Who owns a plan, by its name at the head of the title: `柳溪县人民医院停电应急预案`; and how such a body signs.
_OWNER = re.compile(
    rf"(?![我本各全]|中小学|国家|全国)[^,、。;:()《》]{{1,26}}(?:{OWNERS}|中心校|卫生所)(?![办处长员部]|生(?!产))(?=.)"
)
_ALL_OF_A_KIND = re.compile(
    rf".{{2,8}}[省市县区州镇乡](?:中小)?(?:学校|医院|幼儿园|{covers.HOUSES}|(?:非)?煤矿|矿山|(?:旅游)?景区|酒店|宾馆|工厂|车站|(?:化工|工业|产业|物流)园区)"
)  # of a place: the authority's plan for them
# `某公司车站大客流应急预案`: where of the company, and no house with a name of its own.
_KIND_OF_PLACE = re.compile("(?<=公司|集团)(?:车站|酒店|宾馆|工厂|煤矿|矿山|项目部|学校|医院|幼儿园|景区)$")
_HOUSE = re.compile(f"(?:{covers.HOUSES})$")
_EXPLAINED = re.compile(r"本(?:规范|办法|规程|规定|指引|细则|机制)[^,;。]{0,4}由([^,;。]{2,30}?)(?:负责)?解释")
_OWN_PARTS = re.compile("[局厅委]属各?(?:科室|处室|单位|有关单位)")
_ADMIN = (
    ("enterprise", re.compile("公司|酒店|厂|项目部|集团")),
    ("national", re.compile("^(?:国家|全国|中国|中华)")),
    ("province", re.compile("^.{2,6}?(?:省|自治区)|^(?:北京|天津|上海|重庆)市")),
    ("township", re.compile("^.{2,14}?(?:镇|乡|街道)")),
    ("county", re.compile("^.{2,10}?(?:县|区|旗)")),
    ("prefecture_city", re.compile("^.{2,8}?(?:市|州|盟)")),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A value and where it stands."""

    value: str
    place: Place


class Kind:
    """Reads the kind of a plan from its title, who issued it, and its words.

    front: what stands before the plan; last: the parts that may say who issues and explains it.
    """

    def __init__(self, reading: Reading, names: Names) -> None:
        self.reading, self.names = reading, names
        table = reading.vocabulary["heading"]
        self.words = {use: [w for e in table if e["use"] == use for w in e["words"]] for use in
                      ("event", "enterprise", "authority", "hazard", "institution", "their_authority")}  # fmt: skip
        self.front = covers.front(reading.outline.parts)
        self.last = [
            p for p in reading.outline.parts if p.role in ("management", "other", "general") or p.region == "front"
        ]

    def _kind(self, title: str, issuer: str | None = None) -> str | None:
        if not title and "本预案" not in self.reading.document.text:
            return "department" if self._of_department() else None
        if any(word in title for word in self.words["event"]):
            return "event"
        if title.endswith(("现场处置方案", "现场处置预案")):
            return "on_site"
        enterprise = self._of_enterprise(title) or self._of_institution(title)
        if ("总体应急预案" in title or "总体预案" in title) and not (enterprise and title.startswith("企业")):
            return "overall"
        if enterprise:
            return "enterprise_special" if self._of_one_kind(title) else "enterprise_comprehensive"
        if issuer and self._own_of_department(issuer):
            return "department"
        own = self.names.listed(title)[0]
        if own and own[0].start == 0 and own[0].kind == "department" and len(own[0].name) < len(title):
            return "special" if _ALL_OF_A_KIND.fullmatch(own[0].name) else "department"
        return "special"

    def _kind_guessed(self, title: Seen | None, kind: str | None) -> list[Doubt]:
        """A plan of a house whose title does not say so was taken for one by the words of its text."""
        name = title.value if title else ""
        says = any(word in name for use in ("enterprise", "institution") for word in self.words[use]) or owner_of(name)
        if title is None or not (kind or "").startswith("enterprise") or says or english_metadata.of_enterprise(name):
            return []
        zh = "标题没有写明是单位的预案，按全文用词判断，请核对"
        en = "The title does not say that the plan is a company's or a house's own; the words of the text do, so check it"
        return [Doubt(code="kind_guessed", zh=zh, en=en, places=[title.place])]

    def _own_of_department(self, issuer: str) -> bool:
        """Whether the issuer is a department that does not issue the plan for its government."""
        if not _DEPARTMENT.search(issuer) or _FOR_GOVERNMENT.search(issuer):
            return False
        return not any(_AGREED.search(part.span.plain) for part in (*self.front, *self.last))

    def _of_department(self) -> bool:
        """Whether a text without a title is a department's own: which explains it (`本规范由省水利厅负责解释`), or has parts of
        its own in it (`局属各科室`)."""
        by = self._said(_EXPLAINED, 1)
        return (by is not None and _DEPARTMENT.search(by) is not None) or any(
            _OWN_PARTS.search(part.span.plain) for part in self.reading.body
        )

    def _of_enterprise(self, title: str) -> bool:
        """Whether one house plans for itself; `青石县矿山事故应急预案`, of a place for all of its kind, is the authority's."""
        text = self.reading.document.text
        owner = owner_of(title)
        if owner and _HOUSE.search(owner):
            return True
        if (owner and not _DEPARTMENT.search(owner)) or (_PLACED_TITLE.match(title) and _ITSELF.search(text)):
            return any(word in title for word in self.words["enterprise"])
        if _PLACED_TITLE.match(title):
            return False
        if any(word in title for word in self.words["enterprise"]):
            return True
        return sum(map(text.count, self.words["enterprise"])) > sum(map(text.count, self.words["authority"]))

    def _of_institution(self, title: str) -> bool:
        """Whether a school or a hospital makes the plan for itself, and not the authority above for all of them."""
        owner = owner_of(title)
        if owner and _INSTITUTION.search(owner):
            return True
        if _PLACED_TITLE.match(title):
            return False
        text = self.reading.document.text
        theirs = [*self.words["authority"], *self.words["their_authority"]]
        return sum(map(text.count, self.words["institution"])) > max(2, sum(map(text.count, theirs)))

    def _of_one_kind(self, title: str) -> bool:
        """Whether an enterprise's plan is for one kind of event: `罐区火灾应急预案`."""
        if "专项" in title:
            return True
        about = title.removeprefix(owner_of(title) or "")
        if any(word in about for word in self.words["hazard"]) or _ONE_KIND.search(about):
            return not _COMPREHENSIVE.search(about)
        left = _ANY_PLAN.sub("", about)
        return len(left) > 1 and not _OF_ALL_KINDS.search(about) and not _PLACE_TITLE.search(left)

    @staticmethod
    def _admin_level(title: str, kind: str | None) -> str | None:
        if kind and kind.startswith(("enterprise", "on_site")):
            return "enterprise"
        return next((level for level, pattern in _ADMIN if title and pattern.search(title)), None)

    @staticmethod
    def _jurisdiction(title: str, level: str | None) -> str | None:
        if level == "national":
            return "全国"
        match = re.match(r".{2,10}?(?:自治区|[省市县区州旗镇乡])", title)
        return match.group() if match and level != "enterprise" else None

    def _said(self, pattern: re.Pattern[str], group: int) -> str | None:
        for part in self.last:
            if (match := pattern.search(part.span.plain)) and match[group]:
                return match[group]
        return None


def owner_of(title: str) -> str | None:
    """The enterprise, school or hospital with whose name a title begins."""
    owner = _OWNER.match(title)
    if owner is None or _ALL_OF_A_KIND.fullmatch(owner.group()):
        return None
    kind = _KIND_OF_PLACE.search(owner.group())
    return owner.group()[: kind.start()] if kind else owner.group()
