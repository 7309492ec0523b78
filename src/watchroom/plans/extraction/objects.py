"""Objects that are counted in a state: `2座以上桥梁中断`, `1座中型或2座以上小型水库发生重大险情`."""

import re
from dataclasses import dataclass, replace

from watchroom.plans.extraction.amounts import NUMBER, Amount, number

_SERVICE = r"(?:(?:通信|通讯|公网|交通|道路|供电|供水|供气|供热|供暖|电力|网络|互联网)(?:信号|服务)?(?:全部|完全|大面积)?(?:中断|瘫痪)|停电|停水|停气|断电|断水|断网)"
_STATES = (
    rf"(?:{_SERVICE}|(?:行车|运行|运营|通行|通航|业务)中断|中断(?:行车|运行|运营|通行|通航|交通)|断航|断行|断交|阻断|受阻|停热|停暖|中断|决口|垮坝|溃坝|漫坝|溃决|溃堤|损毁|冲毁|冲垮|毁坏|受损|损坏|破损|破坏|倒塌|垮塌|坍塌|倾斜|开裂|断裂|沉降|倒伏|瘫痪|停运|封站|关站|停产|停航|停课|停工|停业|停诊"
    r"|关闭|封闭|滞留|泄露|丢失|被盗|失窃|失控|失联|失效|失灵|失火|故障|被困|困人|被淹|受淹|进水|积水|停水|停气|停电|断电|断网|宕机|相撞|追尾|沉没|倾覆|坠毁|脱轨|侧翻|起火|爆炸|泄漏"
    r"|(?:无法|不能)(?:正常)?(?:开启|关闭|启闭|启动|运行|使用|工作|通行|通航|供电|供水|供气|访问)|停止(?:运行|营业|接诊|服务|供电|供水|供气)"
    r"|感染(?:有害程序|恶意程序|计算机病毒|勒索病毒|病毒|木马)|(?:被)?(?:篡改|攻击|入侵|劫持|窃取))"
)
_STATE = re.compile(
    rf"(?!发生|出现|遭受|受到|被|工作日|小时|月|星期|季度|交易日)([\u4e00-\u9fff]{{1,10}}?)(?:等)?(?:同时|相继|全部|均)?(?:发生|出现|遭受|受到|被|因灾)?({_STATES}(?:(?:、|或者?){_STATES}){{0,3}})"
)
# `居民楼3栋以上倾斜`: what is counted stands before the number, its state behind it.
_NOUN_BEFORE = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,12}(?:造成|导致|致使|引发))?(?!连续|同时|先后|累计|分别|至少|共有|发生|出现)(?:有)?([\u4e00-\u9fff]{2,8}?)(?:达到?|超过)?$"
)
_STATE_AFTER = re.compile(rf"(?:同时|相继)?(?:发生|出现|被|因灾)?({_STATES})(?:的|时)?$")
# `有害信息被转发5000次以上`: what is done to it, so many times.
_DONE = re.compile(r"(?:^|造成|导致|致使)([\u4e00-\u9fff]{2,8}?)(被[\u4e00-\u9fff]{2})(?:达到?|超过)?$")
_TIMES, _EVENT_WORDS = "次", ("次", "起", "例")
# `3个以上乡镇通信中断`: what is cut off in so many places.
_CUT_OFF = re.compile(rf"(?:造成|导致|致使|引发)?({_SERVICE})(?:的)?$")
_BEFORE = re.compile(
    r"(?:^|造成|导致|致使)(?:(?P<state>滞留|被困|冲毁|冲垮|损毁|毁坏|损坏|沉没|关闭|停运|停产|停课|泄露|丢失|窃取)(?P<of>[\u4e00-\u9fff]{2,8}?)"
    r"|(?P<first>[\u4e00-\u9fff]{2,8}?)(?P<then>滞留|被困|损毁|受损|沉没|停运|停航|停产|停课|相撞|脱轨|倾覆|坠海|失联|坍塌|倒塌|泄露|丢失|被盗|失窃))(?:数量|数)?(?:达到?|超过|在)?$"
)
_HAPPENS = re.compile(
    r"([\u4e00-\u9fff]{1,12}?)(?:同时|相继|先后)?(?:将|可能|可能会)?(?:发生|出现|遭受|遭遇|存在)(?:了)?([\u4e00-\u9fff\d]{2,22})$"
)
# `同时发生3起以上较大火灾`: events that are counted.
_HAPPEN = re.compile(r"发生(?:了)?$")
_EVENTS = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}(?<![较重特严]大)(?<!严重)的)?((?:[\u4e00-\u9fff]{0,6}(?:[较重特]大|严重)的)?[\u4e00-\u9fff]{0,12}?(?:火灾|事故|事件|灾害|疫情|爆炸))(?:的|时)?$"
)
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
# `2条以上国道因塌方中断6小时以上`: why, and how what it lasts is led in.
_WHY = re.compile(
    r"(?:因|由于)[\u4e00-\u9fff]{1,6}?(?=(?:双向|单向|全部|同时|发生|出现)?(?:交通)?(?:中断|停|断|阻断|受阻|封闭|关闭|瘫痪))"
)
_LASTS = re.compile(r"(?:的?时间|时长|持续|预计|已经?|达到?|超过|在|将){1,4}$")
_EACH = re.compile(
    r"(?:^|造成|导致|致使)(?:[\u4e00-\u9fff]{1,3}内)?([\u4e00-\u9fff]{2,12}[段线路桥站港场厂网渠]|[\u4e00-\u9fff]{2,12}(?:隧道|机场|口岸))(?:或者?|、)$"
)
# `发生2个以上极高风险的堰塞湖`, `出现一座高风险的尾矿库`: how dangerous each of them is.
_AT_RISK = re.compile(
    rf"(?:发生|出现|存在|形成|有)(?P<n>{NUMBER})[个座处](?:及?以上|或以上)?(?:的)?"
    r"(?P<state>(?:极高|较高|高|中等|中|较低|低)(?:风险|危险))(?:等级|级别)?(?:的)?(?P<of>[\u4e00-\u9fff]{2,8})$"
)
_HARM = re.compile(r"影响|损失|威胁|困难")
_MOST = 12  # characters of what is counted


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount, what it counts and the state of that."""

    amount: Amount
    of: str
    state: str | None


def cut_off(text: str) -> str | None:
    """The service that a clause says is cut off, without its number of places."""
    cut = _CUT_OFF.fullmatch(text)
    return cut[1] if cut else None


def at_risk(text: str, nouns: re.Pattern[str]) -> tuple[int, str, str] | None:
    """How many works of which kind are at which risk; so many of them are a lower bound."""
    told = _AT_RISK.search(text)
    return (int(number(told["n"])), told["of"], told["state"]) if told and nouns.search(told["of"]) else None


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


def lasting(found: list[Amount], lasts: list[Amount], text: str, nouns: re.Pattern[str]) -> list[Counted]:
    """The objects that are out of use for so long (`2条以上国道中断6小时以上`), with one that is named before them; empty where
    more is told, or no state between the two."""
    between = _WHY.sub("", _LASTS.sub("", text[: lasts[0].start]))
    if text[lasts[-1].end :].strip("的时") or not bounded(found) or any(one.unit not in ("h", "min") for one in lasts):
        return []
    tail = between[found[-1].end :]
    said = _STATE.fullmatch(tail)
    if said is None:
        return []
    each = counted(found, between, nouns)
    named = _EACH.search(text[: found[0].start]) if each else None
    one = replace(found[0], low=1, high=None, side="lower", strict=False)
    return [*([Counted(one, named[1], each[0].state)] if named else []), *each]


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
        return [Counted(found[0], events[1], None)]
    done = _DONE.search(text[: found[0].start]) if bounded(found) and found[0].word == _TIMES else None
    if done and not tail.strip("的时"):
        return [Counted(one, done[1], done[2]) for one in found]
    noun, state = _NOUN_BEFORE.search(text[: found[0].start]), _STATE_AFTER.match(tail)
    if bounded(found) and noun and state and found[0].word not in _EVENT_WORDS and not _STATE.search(noun[1]):
        return [Counted(one, noun[1], state[1]) for one in found]
    told = _STATE.match(tail) or _HAPPENS.match(tail)
    if told is None or _HARM.search(told[2]):
        return []
    return _sharing(found, text, told, nouns)


def _sharing(found: list[Amount], text: str, told: re.Match[str], nouns: re.Pattern[str]) -> list[Counted]:
    """Each amount with its object; what has no state of its own is in that of the last, and what has no noun has its noun."""
    named = nouns.search(told[1])
    head = named[0] if named else ""
    made = []
    for at, amount in enumerate(found):
        of, state = told[1], told[2]
        if at < len(found) - 1:
            of = _JOINED.sub("", text[amount.end : found[at + 1].start])
            own = _STATE.match(of)
            state = own[2] if own else state
            of = own[1] if own else of if nouns.search(of) else of + head
        if not of or len(of) > _MOST:
            return []
        made.append(Counted(amount, of, state))
    return made
