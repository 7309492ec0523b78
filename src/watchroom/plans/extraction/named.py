"""A name found in a sentence, and how names in a list complete one another."""

import re
from dataclasses import dataclass, replace
from itertools import takewhile

from watchroom.plans.extraction.found import UnitKind

# Who holds a post, behind it: `值班经理王小明到达…`.
_HOLDER = re.compile(
    r"(?<=[长任理挥监官师员记])[王李张刘陈杨黄赵吴周徐孙马朱胡郭林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔钟谭陆汪范金廖贾夏韦傅邹熊孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱覃武戴莫孔汤]"
    r"[\u4e00-\u9fff]{1,2}(?=到达|到场|赶赴|赶到|立即|组织|负责|统一|指挥|接到|宣布|启动|担任|牵头|协调|带领|率领|安排|通知|向|[,、])"
)
# How names go on: groups, places in brackets, short names, those who are named only in general.
ONE_GROUP = re.compile(r"[^、组]{2,14}[和与及][^、组]{2,14}组")
GROUP_NAME = re.compile(r"(?:(?![成设]立|组建|下设|牵头|[由为的是在和及、,;。:])[\u4e00-\u9fff]){3,12}组")
PLACES_TOO = re.compile(r"(?:[市县区乡镇村居州盟旗场、]|街道|园区|社区|办事处|开发区|新区|管委会|农场|林场)+")
ALSO_A = re.compile("[处台办]|中心")  # `学生工作部(处)`, `市气象局(台)`: one body under two names
SHORT = re.compile(r"(?:以下|下文)?(?:统称|简称)(?:为|:)?[“\"「]?([^”\"」,;。()]{1,20})")
AMONG_OTHERS = re.compile(
    r"等[\u4e00-\u9fff]{2,10}(?:单位|企业)$|等(?:\d{1,2}个)?(?:其[他它](?=有关|相关|成员|部门|单位|机构|人员)|现场(?=有关|相关|人员)|有关|相关|涉灾|职能|成员|各|多个|专业)*(?:部门|单位|机构|企业|人员)?"
    r"(?:[和、及](?:有关|相关)?(?:部门|单位|机构|企业|人员))*"
)
AND_OTHERS = re.compile(r"[和及与、](?:[^,;。:()、和及与]{0,8}?)(?:部门|单位)")
ANY_BODY = (
    "部门",
    "单位",
    "机构",
    "企业",
    "地区",
    "人员",
    "各方",
)  # `会同有关部门` names nobody; `会同有关群团组织` does
QUALIFIED = re.compile("(?:有关|相关)$")  # what the last field of a list says of the tail of all
# `消防救援大队` is no `消防` that helps, and `各村转移责任人` are no villages that move.
UNITS_OF = re.compile(r"(?:救援)?(?:[大支总中]队|局|站)|(?:转移|巡查|抢险|预警|防汛|行政|技术|安全|值守)责任人")
# Whom a sentence forbids something beside those who act: `任何部门和个人不得接受采访`.
FORBIDDEN = re.compile(r"(?:^|(?<=[,;。]))(?:任何|其[他它])[^,;。]{0,16}?(?:不得|不准|不能|不可|严禁|禁止)")
OWN_OFFICE = re.compile(r"[局部院厅](?=[^,;。、和及与的向]{0,4}(?:办公室|调度室|值班室|应急办|指挥中心))")  # `局调度室`
# What stands beside a name in a sentence.
OR_POST = re.compile(r"或者?[^,;。()]{1,10}(?:长|主任|指挥|负责人|领导)")  # `总指挥(或副总指挥)`: a post of its own
HOLDS = re.compile(
    r"(?<![主责担兼])任(?:第一|常务|执行)?副?(?:组长|总指挥长?|指挥长?|主任|队长|秘书长|召集人)$"
)  # `处长任组长`
GOES_TO = re.compile("(?<=[长任员局厅部委办指])[到赴](?=.{2,12}现场指挥$)")  # `副指挥长到水库现场指挥`
ITS_HEAD = re.compile("的(?:(?:主要|分管|有关|相关)?负责(?:同志|人)|(?:主要|分管|有关|相关)领导)(?!的)")
OR_HEAD = re.compile("(?:或者?|和|、)(?=(?:主要|分管|有关|相关)(?:负责|领导))")  # `县政府主要领导或分管领导`
ITS_COMMAND = re.compile("(?:应急|防汛|抢险|救援|抗旱|防灾|专项)*(?:指挥机构|指挥部(?!队)|领导小组|工作机构)")
# `市防指指挥主持会商`: who heads a command; `市防指指挥各成员单位` is what it does.
# `市气象局市水务局…`, `省军区武警青石总队…`: the comma between two names is lost.
NEXT_NAME = re.compile("[省市县区州](?![域划场政内直属级城区县州]|市(?![场容]))|武警(?!部队)")
ENDS_BODY = re.compile("[厅局委办]$|军区$|军分区$|人武部$")
COMMANDER = re.compile(
    r"指挥(?=主持|部署|签[发署]|决定|宣布|坐镇|召集|召开|批准|同意|审定|授权|委托|下达|率|带领|赶赴|立即|因|不在"
    r"|[、或和与及]{1,2}(?:第一|常务|执行)?副(?:总?指挥|主任))"
)
# `省委、省政府指定的负责同志`: somebody whom bodies choose, and not these.
CHOSEN = re.compile("(?:指定|委派|指派|授权)的(?:有关|相关|主要)?(?:负责同志|领导同志|负责人|领导|同志|人员)")
# `水务、气象、云岭供电公司等单位`: fields of work among names.
MIXED = re.compile(
    r"(?P<items>[^,;。:()、]{2,12}(?:、[^,;。:()、]{2,12}){2,24})等(?:\d{1,2}个)?(?:有关|相关)?(?:部门|单位)(?!的)"
)
AT_WORK = ("当班人员", "值班人员", "在岗人员", "当值人员")  # of several parts of a house (`工程、客服当班人员`)
PART_OF_HOUSE = re.compile("[\u4e00-\u9fff]{2,4}")
# `码头设前线指挥部`: where a body is set up, before its name.
SET_UP_AT = re.compile("(?<![建架铺敷增创])设(?![施备计区市立想防置])")
DIRECTS = re.compile("组织|协调|指导|指挥|监督|管理|调度|调配|统筹|联系")  # `组织站务员`: who is told, and no name
ATTENDS = re.compile(r"[^,;。]{0,16}(?:参加|参会|列席)(?:会议|会商)?(?=[,;。]|$)")
IN_THE_NAME = re.compile(r"以([^,;。]{2,30}?)(?:的)?名义")
TOGETHER_END = re.compile(r"(?:共同|联合|一起|一道|协同|密切配合)")
# What somebody acts upon, before who does so: `重大险情、灾情市防办立即报告`.
_EVENT = (
    "[^,;。:、()的由向省市县区州和及与或]{0,8}?(?:险情|灾情|汛情|旱情|警情|火情|疫情|舆情|情况|事件|事故|灾害|信息)"
)
UPON = re.compile(
    rf"(?:(?:特别|较)?[重大]{{1,2}}|一般|特殊|突发|重要|紧急|极端|严重)(?:{_EVENT})(?:[、和及与或](?:{_EVENT})){{0,6}}"
    r"(?=[省市县区州](?!域|划|场|政|[省市县区州]*级?(?:以|范围|内)))"
)
SOMEBODY = re.compile(r"(?:设|安排|指定|派|由)(专人|专职人员)")
DOES = re.compile(r"[^人]{2,3}员")  # `疏散引导员`, a post named after what it does
_ASIDE = re.compile(r"\((?!以下|下文|统称|简称)[^()]{0,60}[,由][^()]{2,60}\)")
# On whose behalf somebody acts, and who heads those who are sent: neither acts (`受总指挥委托,副总指挥…`, `由组长带队的工作组`).
_FOR_OTHERS = re.compile(
    r"受(?!灾|影响|伤|困|损|理)[^,;。]{2,20}?(?:委托|授权|指派)|由[^,;。、的]{2,12}?(?:带队|带领|率队|率领)的"
)
_QUOTED = re.compile(r"《[^《》]{0,120}》|“[^“”]{0,120}”")


@dataclass(frozen=True, slots=True)
class Named:
    """A body or post at `start:end` of the sentence; `general`: such as 有关部门; `short`: the name it is given."""

    name: str
    start: int
    end: int
    kind: UnitKind
    general: bool = False
    short: str | None = None


_POST = re.compile(r"(?:第一|常务|执行)?副?(?:总指挥长?|指挥长?|主任|组长|秘书长)$")
_LEVELS = ("市", "省", "县", "区", "州", "自治区")
# The level at the head of a name, perhaps of two (`区县生态环境局`); `市市场监管局` is a body of one.
_LEVEL = re.compile(r"自治区|(?:[省市县区州](?!场|政|容|民|域|划)){2,3}(?=.)|[省市县区州]")


TIERS = re.compile("[两二三四]级")
_OWN_LEVEL = re.compile(r"(?:自治区|[省市县区州])(?:\([市县区州盟旗、]+\))?")
_SEVERAL_TIERS = re.compile("[省市县区州乡镇、]{2,8}[两二三四]级(?=.)")
_TIER = re.compile(r"(?:[省市县乡镇区]|地市|设区市)级|国家|[省市县](?:\([市县区州盟旗、]+\))?")


_SHORT_TIER = re.compile(
    r"国家|(?:设区的?市|省|市|县|区|州|乡镇|乡|镇|地市|自治区|旗)(?:\([市县区州盟旗地、]+\))?(级)?"
)
_PLACED = re.compile(r"[^省市县区州旗]{0,6}?[省市县区州旗]级?(?=.)")


_WHERE = re.compile(r"(?:[^省市县区州乡镇、]{1,6}地|[^、]{1,6}所在)的?(?=[省市县区州乡镇设])")


def same_tier(words: list[str]) -> list[str]:
    """`县级、地市级应急管理` is 县级应急管理 and 地市级应急管理; `市、县级疾控` is 市级疾控 and 县级疾控.

    Where they are holds for all of them (`所在地县、市级教育`)."""
    if (where := _WHERE.match(words[0])) and tiers(words):
        return [where.group() + word for word in same_tier([words[0][where.end() :], *words[1:]])]
    last = _TIER.match(words[-1]) or _SHORT_TIER.match(words[-1])
    if not last or not all(_TIER.fullmatch(w) or _SHORT_TIER.fullmatch(w) for w in words[:-1]):
        return words
    grade = "级" if last.group().endswith("级") else ""
    return [w + ("" if w.endswith(("级", "国家")) else grade) + words[-1][last.end() :] for w in words[:-1]] + words[
        -1:
    ]


def tiers(words: list[str]) -> bool:
    """Whether a list names nothing but levels of government before its last word: `市、县应急指挥`."""
    first = words[0][where.end() :] if (where := _WHERE.match(words[0])) else words[0]
    return bool(_SHORT_TIER.match(words[-1])) and all(_SHORT_TIER.fullmatch(w) for w in (first, *words[1:-1]))


_OWN_UNITS = ("水文中心", "气象台", "疾控中心", "急救中心", "消防救援支队", "消防救援大队", "消防救援总队")
_OWN_PLACE = re.compile(
    r"(?!各|有关|相关|所有|所在|事发|受灾|全|本|该)[^省市县区州镇乡]{1,8}(?<!乡)[镇乡县区州市旗](?<!地区)|[^省市县区州镇乡]{2,8}街道"
)


def places(words: list[str]) -> bool:
    """Whether a list names places, each with a body of its own (`青石镇、下湾镇` before 人民政府)."""
    return len(words) > 1 and all(_OWN_PLACE.fullmatch(word) for word in words)


_STANDS = re.compile("当地|属地|本级|同级|上级|下级|事发地|灾区|各级|地方各级|基层")


def same_place(words: list[str], fields: frozenset[str]) -> list[str]:
    """`云岭区应急、规划资源` is 云岭区应急 and 云岭区规划资源, where all are fields of work."""
    if (stands := _STANDS.match(words[0])) and words[0][stands.end() :].split("(")[0] in fields:
        alike = all(word.split("(")[0] in fields for word in words[1:])
        return words[:1] + [stands.group() + word for word in words[1:]] if alike else words
    placed = next((p.group() for p in _PLACED.finditer(words[0]) if words[0][p.end() :] in fields), None)
    placed = placed and words[0][: words[0].find(placed) + len(placed)]
    return words[:1] + [placed + w for w in words[1:]] if placed and all(w in fields for w in words[1:]) else words


# Where a government stands to whoever is spoken of, before its name; and what is named behind a comma as if alone.
_STANDING = re.compile(r"上一级|上级|本级|同级|当地|属地")
_GOVERNMENTS = ("政府", "人民政府")
_ALONE = ("政府", "人民政府", "党委", "党委政府", "主管部门")


def completed(names: list[Named]) -> list[Named]:
    """`市气象局、水务局` is 市气象局 and 市水务局: the first name's level goes on, for names of two to six characters, and so
    do both of `市、县气象局、水务局`.

    `市防指总指挥或副总指挥` is two posts of one body; `上级防指、政府` is 上级防指 and 上级政府.
    """
    names = _stood(_posts(names))
    if len(names) < 2 or not names[0].name.startswith(_LEVELS):
        return names
    levels, at = _leading_levels(names)
    told = {level for n in names[at:] if (level := _level_of(n)) and level not in levels}
    if told:  # `市气象局、县水利局、公安局`: of which level is nowhere said
        levels = [""]
    return names[:at] + [
        replace(n, name=level + n.name) for n in names[at:] for level in (levels if _lacks_level(n) else [""])
    ]


def _leading_levels(names: list[Named]) -> tuple[list[str], int]:
    """The levels of the body that a list names first, perhaps at several of them (`市、县气象局、水务局`), and how many
    names it has there."""
    if several := _SEVERAL_TIERS.match(names[0].name):
        return [several[0]], 1
    level = _LEVEL.match(names[0].name)[0]  # type: ignore[index]
    body, levels = names[0].name[len(level) :], [level]
    shares_ending = names[0].end - names[0].start < len(names[0].name)
    for name in names[1:] if shares_ending else ():
        own = name.name.removesuffix(body)
        if own == name.name or not _OWN_LEVEL.fullmatch(own):
            break
        levels.append(own)
    return levels, len(levels)


def _level_of(name: Named) -> str | None:
    """The level with which the name of a department begins (`县水利局`); `市场监管局` and `区域指挥部` begin with none."""
    level = (
        _LEVEL.match(name.name) if name.kind == "department" and name.name.endswith(("局", "委", "厅", "办")) else None
    )
    return level[0] if level and not re.match("[域场政容划]", name.name[level.end() :]) else None


def _lacks_level(name: Named) -> bool:
    """Whether a name is of a body whose level only the first of the list tells."""
    return (
        name.name.endswith(("局", "委", "厅", "办", *_OWN_UNITS))
        and len(name.name) <= 12
        and (not name.name.startswith(_LEVELS) or name.name.startswith(("市场", "市政", "市容")))
        and not name.name.startswith(("国", "中", "各", "团", "全", "武", "有", "相"))
        and name.kind == "department"
        and not _PLACE.match(name.name)
    )


def _posts(names: list[Named]) -> list[Named]:
    made = names[:1]
    for name in names[1:]:
        post = _POST.search(made[-1].name)
        if post and post.start() > 1 and _POST.fullmatch(name.name):
            name = replace(name, name=made[-1].name[: post.start()] + name.name)
        made.append(name)
    return made


def _stood(names: list[Named]) -> list[Named]:
    made = names[:1]
    for name in names[1:]:
        standing = _STANDING.match(made[-1].name)
        if name.name in _GOVERNMENTS and (of := _party_heads(made)):
            made += [replace(name, name=head + name.name) for head in of]
        else:
            made.append(replace(name, name=standing.group() + name.name) if standing and name.name in _ALONE else name)
    return made


def _party_heads(names: list[Named]) -> list[str]:
    """Whose the committees at the end of a list are: `市级、县级党委和政府` are also 市级政府 and 县级政府."""
    last = takewhile(lambda n: n.name.endswith("党委") and n.name != "党委", reversed(names))
    return [name.name.removesuffix("党委") for name in last][::-1]


def as_relative(words: str) -> str:
    """`相应的` says nothing of its own, and what somebody knows (`熟悉机舱的`) is no part of a name."""
    return (
        ""
        if words == "相应的"
        or words.startswith("熟悉")
        or words.endswith(("区域的", "部位的", "楼层的", "地点的", "班级的"))
        else words
    )


_OWN = ("working_group", "member", "expert_group")
_ANYBODY = ("有关人员", "相关人员")
_MANY = re.compile(r"(?:另外?|其中)?(?:[一二两三四五六]|\d{1,2})名(?=..)")
_PLACE = re.compile(r".{1,4}[市省县区州]")


def distinct(names: list[Named]) -> list[Named]:
    """Each name once, without how many of a post there are (`一名引导员`)."""
    kept: dict[str, Named] = {}
    for name in names:
        if name.kind == "role" and (many := _MANY.match(name.name)):
            name = replace(name, name=name.name[many.end() :])
        kept.setdefault(name.name, name)
    return list(kept.values())


def specific(names: list[Named]) -> list[Named]:
    """Without general names (有关部门, 有关人员), unless there are no others; `各成员单位` are the plan's own."""
    return [n for n in names if (not n.general or n.kind == "member" or _own(n)) and n.name not in _ANYBODY] or names


def _own(name: Named) -> bool:
    return name.name.startswith("各") and (name.kind in _OWN or name.name.endswith("成员单位"))


def acting(subject: list[Named], inside: list[Named]) -> list[Named]:
    """The bodies of a clause's subject, also those named in general (`县政府和有关部门`), and those named besides."""
    own = [n for n in subject if n.name not in _ANYBODY]
    return own + [n for n in specific(subject + inside) if n not in own]


def hidden(text: str) -> str:
    """A sentence without what names nobody who acts: titles and quotations, and the persons who hold posts."""
    text = _FOR_OTHERS.sub(lambda m: "\t" * len(m.group()), _QUOTED.sub(lambda m: "〇" * len(m.group()), text))
    return unheld(_ASIDE.sub(_masked, text))


def _masked(aside: re.Match[str]) -> str:
    """A remark in brackets that has a sentence of its own (`(不在岗的,由主管代替)`), as brackets around nothing."""
    return "(" + "〇" * (len(aside.group()) - 2) + ")"


def unheld(text: str) -> str:
    """A sentence with blanks for the persons behind their posts."""
    return _HOLDER.sub(lambda m: "\t" * len(m.group()), text)
