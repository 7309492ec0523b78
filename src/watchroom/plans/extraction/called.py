"""Who is made to do something by whoever acts, and whether a text orders something before it names anybody."""

import re
from itertools import islice
from typing import TYPE_CHECKING

from watchroom.plans.extraction.clauses import clauses, conditional
from watchroom.plans.extraction.named import IN_THE_NAME, Named, hidden

if TYPE_CHECKING:
    from watchroom.plans.extraction.units import Names

MOST = 12  # words in one clause after which a name is looked for
# Who is made to do something by whoever acts: `通知疏散组组织撤离`, `调集抢修队赶赴现场`.
_SENT = re.compile(
    r"(?<![总副场由受])(?:调集|调动|调派|通知|指挥(?![部中长官机所员])|派出|派|指令|责成|安排|命令|成立|组建|协调)(?!后)"
)
_ORDERS = ("通知", "命令", "指令", "责成")  # after which a post may stand that does what follows (`通知组长关闭阀门`)
_GOES = re.compile(
    r",?[^,;。、的并]{0,8}?(?:赶赴|前往|赴|到|进行|开展|组织|实施|把|迅速|立即|利用|扑救|控制|协助|疏散|抢修|抢救|救治|维持|维护|切断|关闭|打开|启动|停止|查明|查看|检查|测量|监视|探明|核实|清点)"
)
_GUIDES = re.compile("(?:指导|督导|督查|检查|核查|慰问)组$")
_PLACES = ("灾区", "受灾地区")  # where others are sent, and nobody who is called in
_CALLED_IN = re.compile(r"(?:组织|协调|统筹){1,3}(?!组织|协调)|调动|增派|增调|派出")
_TAKE_PART = re.compile(
    r"(?:[^,;。、]{0,8}(?:队伍|力量))?等?(?:参加|参与|投入|支援|赶赴|前往|,?(?:和广大群众)?开展[^,;。]{0,12}(?:救援|作业|自救互救)|(?:实施)?跨[^,;。]{1,8}(?:支援|增援|参加)|做好[^,;。]{0,4}准备|加强|(?:进行|实施)[^,;。]{0,6}(?:扑救|灭火|抢险|抢修|搜救|救治|救援|处置|监测|检测)|,(?:身着|身穿|穿戴|佩戴|携带))"
)
# Who has started a response and so has to do what the next clause says: `当县水利局启动Ⅳ级响应时,由其组织抢险`.
_STARTER = re.compile(
    r"(?<![^,;。])(?:当|如|若|一旦)?(?P<who>[^,;。:]{2,24}?)(?:决定|宣布)?启动[^,;。]{0,12}(?:响应|预案)(?:时|后),"
    r"(?=由其(?![他它中余])|应(?![急对])|须|必须)"
)


def starter(names: "Names", text: str, start: int, end: int) -> list[Named]:
    """Who has started the response, where the clause behind that names nobody else: told by `由其`, or by `应` alone."""
    told = next((m for m in islice(_STARTER.finditer(text, 0, end), MOST) if m.end() >= start), None)
    return [n for n in names.listed(text, *told.span("who"))[0] if not n.general] if told else []


def sent(names: "Names", text: str, start: int, end: int) -> list[Named]:
    """The groups and posts that are told in a clause what to do."""
    found: list[Named] = []
    for told in islice(_SENT.finditer(text, start, end), MOST):
        listed, after = names.listed(text, told.end(), end)
        if listed and _GOES.match(text, after, end):
            kinds = ("working_group", "expert_group", *(["role"] if told[0] in _ORDERS else []))
            groups = [n for n in listed if not n.general and n.kind in kinds]
            nameless = told[0].startswith("派")  # `派出工作组赴灾区`: who sends it is who acts
            found += [n for n in groups if not (nameless and _is_sent(names, n.name))]
    return found


def _is_sent(names: "Names", name: str) -> bool:
    """Whether a group is one that somebody sends (`工作组`, `防汛技术指导组`), and none that the plan has set up."""
    return names.grammar.sent.fullmatch(name) is not None or _GUIDES.search(name) is not None


def called_in(names: "Names", text: str) -> list[Named]:
    """`协调消防队伍、武警参加抢险`, where nobody is named who does so: those who are called in."""
    calls = (names.listed(text, call.end()) for call in islice(_CALLED_IN.finditer(text), MOST))
    called = [n for listed, after in calls if _TAKE_PART.match(text, after) for n in listed if not n.general]
    return [n for n in called if n.name not in _PLACES]


def begins_with_order(names: "Names", text: str) -> bool:
    """Whether the first clause that says what is to be done begins with it, and names nobody who does it."""
    text = hidden(text)
    for start, end in clauses(text):
        if IN_THE_NAME.match(text, start, end):
            return False
        if not conditional(text[start:end]):
            clause = text[start:end].lstrip(" ")
            orders = names.grammar.verb.match(clause) or names.grammar.never.match(clause)
            return (
                bool(orders)
                and not (clause.startswith("由") or IN_THE_NAME.match(clause))
                and not names.clause_subject(text, start, end)
            )
    return False
