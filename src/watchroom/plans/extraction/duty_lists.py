"""Lists of posts and bodies in which each entry says what one of them does: titles of a list of which some name bodies
(`1.医务室`, `2.生活指导`, each over its duties), and items that begin with people (`（3）现场人员负责…`)."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction.found import UnitKind
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.units import Names

GROUPS = ("working_group", "expert_group", "command", "field_command")
LEAST = 3  # titles in a list
MOST_TITLE = 12  # characters of one
_PLAIN_TITLE = re.compile(r"[\u4e00-\u9fff、]{2,12}")
_POST = re.compile(r"(?:人|员|长|师|者|生|老师|主任|主管|经理|指导|指挥|领导|干部|家属|家长)$")
_SAYS_WHAT_FOLLOWS = re.compile(r"职责|任务|分工|组成|设置|要求|原则|程序|措施|制度|流程|机制|体系|工作$|方案|情况")
# `现场人员、各班组负责人负责…`, `带班人员在遇到险情时，有权…`: who, at the head of an item.
_WHO = re.compile(
    r"(?P<who>[^,;。:()的]{2,36}?)(?=(?:具体|主要|全面)?负责(?!人)|在[^,;。]{2,14}时,|应(?!急|对)|须|有权|有[^,;。]{0,24}权)"
)
_PEOPLE = re.compile(r"(?:[^、]*(?:人员|员工|队员|负责人|组长|队长|班长|主管|主任|者))")
_MEMBER = re.compile(
    r"[\u4e00-\u9fff()/]{2,20}(?:人员|成员|负责人|长|员|工|师|士|医生|教师|主管|主任|经理|部|科|处|室)"
)
_OF_MEMBERS = re.compile(r"((?:小组|全体)?(?:成员|组员|队员))(?:的)?(?:主要|工作|应急)?职责")


def titled(made: Outline, names: Names) -> dict[int, Named]:
    """Who each title of such a list names, by the index of its part, where half of the titles or more name a body."""
    found: dict[int, Named] = {}
    for beside in _lists(made):
        told = {part.index: _title(part) for part in beside}
        if len(told) < LEAST or not all(told.values()):
            continue
        whole = {at: names.whole(title) for at, title in told.items()}
        if 2 * sum(bool(one) and not one[0].general for one in whole.values()) < len(told):
            continue
        for at, title in told.items():
            exact = len(whole[at]) == 1 and whole[at][0].name == title
            found[at] = Named(title, 0, len(title), whole[at][0].kind if exact else _kind(title, names))
    return found


def _lists(made: Outline) -> list[list[Part]]:
    """The items of one list below a heading of the organisation, each with something below it."""
    beside: dict[int | None, list[Part]] = {}
    for part in made.parts:
        if part.kind == "item" and part.style == "digit" and part.role == "organisation" and part.region == "body":
            beside.setdefault(part.parent, []).append(part)
    return [parts for parts in beside.values() if all(made.below.get(part.index) for part in parts)]


def _title(part: Part) -> str:
    """The words of an item that is a title and nothing else, without its colon; empty where it is more."""
    plain = part.span.plain.rstrip(": ")
    title = _PLAIN_TITLE.fullmatch(plain) is not None and not _SAYS_WHAT_FOLLOWS.search(plain)
    return plain if title and len(plain) <= MOST_TITLE else ""


def _kind(title: str, names: Names) -> UnitKind:
    return "role" if _POST.search(title) else names.kind(title)


_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤俞宣卓温康施牛樊葛邢安齐易乔伍庞庄聂"
)
_PERSON = re.compile(f"[{_SURNAMES}][\u4e00-\u9fff×某＊*]{{1,2}}")  # `俞自强`, `蔡×海`
_MOST_PERSON = 14  # characters of one of several who are named


def people(plain: str) -> tuple[list[Named], int]:
    """The people at the head of an item and where their duty begins; none where it begins with anybody else."""
    told = _WHO.match(plain)
    words = told["who"].split("、") if told else []
    if not words or not all(_PEOPLE.fullmatch(word) for word in words):
        return [], 0
    return [Named(word, 0, len(plain), "role") for word in words], told.end()  # type: ignore[union-attr]


def only_people(plain: str) -> list[str]:
    """Who belongs to a body, where a label says nothing else (`抢修小组：各班班长、项目部管理人员。`)."""
    plain = plain.strip("。; ")
    words = plain.split("、")
    if len(words) > 1 and all(_MEMBER.fullmatch(word) for word in words):
        return words
    named = re.split("[、 ]+", plain)
    people = [word for word in named if _PERSON.fullmatch(word)]
    sure = len(people) > 1 and any(len(word) > 2 for word in people)  # `安抚、施救` is what somebody does
    return named if sure and all(len(word) <= _MOST_PERSON for word in named) and 2 * len(people) >= len(named) else []


_GROUPS_BELOW = re.compile(
    r"(?:设立?|成立|组建|组成|分为|分设)[^,;。]{0,6}(?:以下|下列|如下)[^,;。]{0,8}组[^,;。:]{0,4}[:。]?$"
)


def over_groups(made: Outline, part: Part) -> bool:
    """Whether a heading (`现场工作组`) stands over a sentence that sets up the groups below it, and so names none itself."""
    first = made.children(part)[:1]
    return bool(first) and first[0].kind == "text" and _GROUPS_BELOW.search(first[0].span.plain) is not None


def labels_apart(span: Span, labels: Sequence[str]) -> list[Span]:
    """`组长：站长 副组长：安全员 成员：…` in one line, cut where a blank parts a label of the list from what stands before it."""
    one = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    found = re.finditer(f"(?:{one}):", span.plain) if labels else ()
    starts = [m.start() for m in found if m.start() and span.at[m.start()] - span.at[m.start() - 1] > 1]
    return [span.cut(a, b) for a, b in zip([0, *starts], [*starts, len(span.plain)], strict=True)]


# `组长王强，负责…`, `组长王强，组员为各班班长。负责…` behind the label of a group.
_ITS_LEADER = re.compile(
    r"(?:组长|队长|负责人|牵头人)(?P<who>[一-鿿]{2,12}?)[,;。](?:(?:组员|队员|成员)(?:由|为|是|包括)?(?P<members>[^,;。]{2,80}?)(?:组成)?[,;。])?"
    r"(?=(?:主要|具体|全面)?(?:负责|承担|协助))"
)


def led_by(plain: str) -> tuple[str, list[str], int]:
    """Who leads a group and belongs to it, where its duty begins with that, and where the duty itself begins; else nobody
    and 0."""
    told = _ITS_LEADER.match(plain)
    members = re.split("[、和及]", told["members"]) if told and told["members"] else []
    return (told["who"].removeprefix("由").removesuffix("担任"), members, told.end()) if told else ("", [], 0)


def of_members(label: str) -> list[Named]:
    """`成员职责` is said of all who belong to the group."""
    told = _OF_MEMBERS.fullmatch(label)
    return [Named(told[1], 0, len(told[1]), "role")] if told else []


def lists_posts(made: Outline, part: Part, names: Names) -> bool:
    """Whether an item stands in a list in which at least two say what a post does (`组长负责…`)."""
    beside = [p for p in made.children(made.parent(part)) if p.kind == "item" and p.style == part.style]
    heads = [names.listed(p.span.plain)[0] for p in beside if _WHO.match(p.span.plain)]
    return sum(bool(head) and head[0].kind == "role" for head in heads) >= 2
