"""Objects that are counted in a state: `2座以上桥梁中断`, `1座中型或2座以上小型水库发生重大险情`."""

import re
from dataclasses import dataclass

from watchroom.plans.extraction.amounts import Amount

_STATE = re.compile(
    r"([\u4e00-\u9fff]{1,10}?)(?:等)?(?:发生|出现|遭受|受到|被|因灾)?"
    r"(中断|决口|垮坝|溃坝|漫坝|溃决|溃堤|损毁|冲毁|冲垮|毁坏|受损|损坏|倒塌|垮塌|坍塌|瘫痪|停运|停产|停航|停课|停工|关闭|封闭|失控|被困|被淹|受淹|进水|停水|停气|停电|相撞|追尾|沉没|倾覆|坠毁|脱轨|侧翻|起火|爆炸|泄漏)"
)
_BEFORE = re.compile(
    r"(?:^|造成|导致|致使)(?:(?P<state>滞留|被困|冲毁|冲垮|损毁|毁坏|损坏|沉没|关闭|停运|停产|停课)(?P<of>[\u4e00-\u9fff]{2,8}?)"
    r"|(?P<first>[\u4e00-\u9fff]{2,8}?)(?P<then>滞留|被困|损毁|受损|沉没|停运|停航|停产|停课|相撞|脱轨|倾覆|坠海|失联|坍塌|倒塌))(?:数量|数)?(?:达到?|超过|在)?$"
)
_HAPPENS = re.compile(
    r"([\u4e00-\u9fff]{1,12}?)(?:同时|相继|先后)?(?:将|可能|可能会)?(?:发生|出现|遭受|遭遇|存在)(?:了)?([\u4e00-\u9fff\d]{2,22})$"
)
# `同时发生3起以上较大火灾`: events that are counted.
_HAPPEN = re.compile(r"发生(?:了)?$")
_EVENTS = re.compile(r"(?:[\u4e00-\u9fff]{0,8}的)?([\u4e00-\u9fff]{0,12}?(?:火灾|事故|事件|灾害|疫情|爆炸))(?:的|时)?$")
_JOINED = re.compile(r"(?:或者?|[、和及])$")
ANIMALS = ("头", "只", "羽", "匹", "尾")
# `发病畜禽达到500头以上`, `500只以上羊发病`
_LIVESTOCK = (
    r"(?:(?:染疫|易感)?(?:畜禽|家禽|家畜|牲畜|禽畜|畜类|禽类|动物|水产|生猪|[猪牛羊马鸡鸭鹅驴犬]))(?:只|群|类)?"
)
_ILL_BEFORE = re.compile(
    rf"(?P<state>发病|病死|死亡|感染|扑杀)(?:的)?(?P<of>{_LIVESTOCK})(?:数量|数)?(?:累计)?(?:达到?|超过|在)?$|(?P<first>{_LIVESTOCK})(?P<then>发病|病死|死亡|感染)(?:数量|数)?(?:累计)?(?:达到?|超过|在)?$"
)
_ILL = re.compile(rf"(?:的)?(?P<of>{_LIVESTOCK})(?:出现|发生)?(?P<state>发病|病死|死亡|感染)")
# What is counted by itself, for its name says in which state it is.
_SPOTS = re.compile(r"(疫点|疫源地|着火点|起火点|火点)")
_SPOTS_BEFORE = re.compile(rf"{_SPOTS.pattern}(?:数量|数)?(?:达到?|超过|有|在)?$")
_HARM = re.compile(r"影响|损失|威胁|困难")
_MOST = 12  # characters of what is counted


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount, what it counts and the state of that."""

    amount: Amount
    of: str
    state: str | None


def bounded(found: list[Amount]) -> bool:
    """Whether amounts bound one number: one of them, or a lower and an upper bound (`6辆以上、60辆以下`)."""
    return len(found) == 1 or [amount.side for amount in found] == ["lower", "upper"]


def _by_name(found: list[Amount], before: str, after: str) -> list[Counted]:
    """Animals that are ill, and what is counted without a state of its own (`疫点达到6个以上`)."""
    if ill := _ILL_BEFORE.search(before):
        return [Counted(one, ill["of"] or ill["first"], ill["state"] or ill["then"]) for one in found]
    if ill := _ILL.match(after):
        return [Counted(one, ill["of"], ill["state"]) for one in found]
    if spots := _SPOTS_BEFORE.search(before) or _SPOTS.match(after):
        return [Counted(one, spots[1], None) for one in found]
    return []


def counted(found: list[Amount], text: str, nouns: re.Pattern[str]) -> list[Counted]:
    """The objects of a clause that share its state; a noun that only the last one names is that of all.

    Empty where no state is told: a number of objects alone is no bound that can be compared.
    """
    tail = text[found[-1].end :]
    if bounded(found) and (by_name := _by_name(found, text[: found[0].start], tail)):
        return by_name
    ahead = _BEFORE.search(text[: found[0].start]) if bounded(found) and not tail.strip("的时") else None
    if ahead:
        return [Counted(one, ahead["of"] or ahead["first"], ahead["state"] or ahead["then"]) for one in found]
    events = _EVENTS.fullmatch(tail) if len(found) == 1 and _HAPPEN.search(text[: found[0].start]) else None
    if events:
        return [Counted(found[0], events[1], "发生")]
    told = _STATE.match(tail) or _HAPPENS.match(tail)
    if told is None or _HARM.search(told[2]):
        return []
    noun = nouns.search(told[1])
    head = noun[0] if noun else ""
    made = []
    for at, amount in enumerate(found):
        if at == len(found) - 1:
            of = told[1]
        else:
            of = _JOINED.sub("", text[amount.end : found[at + 1].start])
            own = _STATE.match(of)
            of = own[1] if own else of if nouns.search(of) else of + head
        if not of or len(of) > _MOST:
            return []
        made.append(Counted(amount, of, told[2]))
    return made
