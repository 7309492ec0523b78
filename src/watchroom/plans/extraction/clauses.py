"""A sentence cut into clauses, and which of them say when or if, and not what is to be done."""

import re
from collections.abc import Iterable, Iterator

_CLAUSE = re.compile(r"(?:[^,;。:!?()]|(?<=\d):(?=\d))*(?:\([^()]{0,80}\)(?:[^,;。:!?()]|(?<=\d):(?=\d))*)*")
CONDITION_END = re.compile(
    r"(?:(?<![及适随按同准届])时|时候|后|前|期间|过程中|情况下|条件下|的同时|基础上|的|以来|阶段|情形|之一)(?:[((][^()]*[))])?$"
)
_CONDITION_START = re.compile(
    r"(?:当|如|若|一旦|因|遇|凡|对|为|根据|按照|依据|依照|结合|在(?!岗|场人|场教|职|校师|校教)|经|针对|随着|鉴于|按|除|自|接|从|以|遵循|通过|"
    r"(?i:when|if|after|once|before|upon|during|until) |"
    r"(?:灾害|事故|事件|突发事件|险情|响应|预案)(?:发生|启动)后?)"
)
# `根据需要市水利局派出…`: says nothing of a condition, and goes on with who acts.
_AS_NEEDED = re.compile(r"根据(?:工作|实际|抢险|救援|现场)?(?:需要|情况)(?=[^,;。]{6})")
# `列车发生火灾`: to whom it happens.
_HAPPENS_TO = re.compile(
    r"(?:(?!应|要|须|若|如)[^,;。:、]){2,8}(?:发生|遭遇)(?:任何)?[^,;。:]{0,14}(?:事故|事件|火灾|险情|爆炸|碰撞|灾害|故障|伤亡|泄漏)"
)
# `本单位力量无法控制`: when somebody else has to act.
_CANNOT = re.compile(
    r"(?:(?!应(?!急)|须|立即|不得|禁止)[^,;。:])*(?:力量|能力|手段)(?:(?!应(?!急))[^,;。:]){0,6}(?:无法|不能|不足以|难以)(?:(?!应(?!急))[^,;。:])*"
)
IS_TOLD = re.compile(r"(?:接到|收到|获取|获悉|得知|接|集中|集合|到位|到场|到达|抵达|赶到)[^,;。]{0,20}(?:后|时)$")
SENTENCE = re.compile(r"(?:[^。!?.]|\.(?! ))+[。!?.]?")


def conditional(clause: str) -> bool:
    """Whether a clause says when or if, and not what is to be done."""
    if CONDITION_END.search(clause) or _HAPPENS_TO.fullmatch(clause) or _CANNOT.fullmatch(clause):
        return True
    return _CONDITION_START.match(clause) is not None and _AS_NEEDED.match(clause) is None


_DOES = "做好|加强|检查|组织|通知|提醒|停止|暂停|安排|关闭|切断|实行|采取|落实|启动|及时|立即|密切|巡查|疏散|清理|转移|停课|推迟|妥善|联系|看护|安置|拨打|报告|撤离|救治|抢救"
_WHEN = re.compile(r"[^,。;]{2,40}(?:时|后|前|情况下|的),")  # `遇到雷雨时,`
_ORDERED = re.compile(rf"(?:[^,。;:]{{2,14}}?(?:应(?!急|对)|(?<![主重需必])要|须|负责|到岗|值班|{_DOES})|(?:{_DOES}))")
_HAPPENS = re.compile(r"达|超过|以上|以下|可能|出现|发生|将有|预计|预报|造成|导致|条件|标准")


def orders(plain: str) -> bool:
    """Whether a text says what is to be done, and nothing of what happens."""
    when = _WHEN.match(plain)
    told = plain[when.end() if when else 0 :]
    return _ORDERED.match(told) is not None and _HAPPENS.search(told[:30]) is None


def mostly_orders(texts: Iterable[str]) -> bool:
    """Whether most of two texts or more say what is to be done."""
    told = [orders(text) for text in texts]
    return len(told) > 1 and sum(told) * 2 > len(told)


def clauses(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        end = max(_CLAUSE.match(text, at).end(), at)  # type: ignore[union-attr]
        if end > at:
            yield at, end
        at = end + 1
