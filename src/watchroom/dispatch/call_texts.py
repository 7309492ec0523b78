"""What a person reads of a call, as it leaves: short, whole, with its time's zone, and how to answer."""

from datetime import datetime

from watchroom.dispatch.call_models import Call, Called
from watchroom.dispatch.call_rules import CallKind
from watchroom.dispatch.teams.coming import is_call_out
from watchroom.kernel.clock import as_local
from watchroom.kernel.exercise import mark
from watchroom.kernel.words import Lang, Words

_HEAD = {
    CallKind.ORDER: Words(zh="守望指令 {n}", en="Watchroom order {n}"),
    CallKind.RECALL: Words(zh="守望撤回", en="Watchroom recall"),
    CallKind.REMINDER: Words(zh="守望催办", en="Watchroom reminder"),
    CallKind.ROLL: Words(zh="守望叫应 {n}", en="Watchroom call {n}"),
    CallKind.CODE: Words(zh="守望验证码", en="Watchroom code"),
}
_POST = Words(zh="（{post}）", en=" ({post})")
_DUE = Words(zh="限 {at}。", en=" Due {at}.")
_AT = Words(zh="{at}（{zone}）", en="{at} ({zone})")
_ANSWER = Words(zh="回复 1 {n} 签收，回复 2 {n} 不能执行。", en=" Answer 1 {n} to accept, 2 {n} if you cannot.")
_CONFIRM = Words(zh="回复 1 {n} 确认收到。", en=" Answer 1 {n} to confirm.")
_COME = Words(
    zh="回复 1 {n} 到场（可加几分钟到，如 1 {n} 30），回复 2 {n} 不能到场。",
    en=" Answer 1 {n} if you come (1 {n} 30: within 30 minutes), 2 {n} if you cannot.",
)
_REPEAT = Words(zh="（可能重复）", en=" (possibly a repeat)")
_AGAIN = Words(zh="【催办】", en="REMINDER: ")
_RECALLED = Words(zh="已撤回，请勿执行：{title}。{why}", en="Recalled, do not carry out: {title}. {why}")
_OFF_HEAD = Words(zh="守望解除", en="Watchroom: over")
_OFF = Words(
    zh="“{title}”不再有效，不必再照办。{why}",
    en="“{title}” is not in force any more; nothing need be done about it. {why}",
)


def subject_of(call: Call, called: Called, lang: Lang, *, exercise: bool) -> str:
    text = _head(call).fill(n=called.pk).text(lang)
    return mark(f"{text}: {call.words.text(lang)}"[:150], exercise, lang)


def _head(call: Call) -> Words:
    kind = CallKind(call.kind)
    return _OFF_HEAD if kind is CallKind.RECALL and call.order_id is None else _HEAD[kind]


def text_of(
    call: Call, called: Called, lang: Lang, *, exercise: bool, repeat: bool = False, zone: str, own_zone: str = ""
) -> str:
    """Whole, marked where it is an exercise's or may be a repeat. Times are the site's, `zone`; and whoever has said that he
    lives in another, `own_zone`, reads them in that one too.
    """
    kind, title, text = CallKind(call.kind), call.words.text(lang), call.text.text(lang)
    colon, stop = ("：", "。") if lang == "zh" else (": ", ".")
    if kind is CallKind.RECALL:
        how = _RECALLED if call.order_id is not None else _OFF
        said = how.fill(title=call.words, why=call.text).text(lang)
    else:
        said = (
            title
            if text.strip() in ("", title) or title in text
            else f"{title}{stop}{'' if lang == 'zh' else ' '}{text}"
        )
        said = text if title in text and text != title else said
    post = called.post_words
    told = _head(call).fill(n=called.pk).text(lang) + colon + said
    told += _POST.fill(post=post).text(lang) if post and kind in (CallKind.ORDER, CallKind.REMINDER) else ""
    told += "" if told.endswith(("。", ".", "）", ")", "！", "!")) and not post else stop
    due = call.order.due_at if call.order is not None and kind in (CallKind.ORDER, CallKind.REMINDER) else None
    told += _DUE.fill(at=_moment(due, zone, own_zone, lang)).text(lang) if due else ""
    if call.asks:
        how = _ANSWER if kind is CallKind.ORDER else _COME if is_call_out(call) else _CONFIRM
        told += how.fill(n=called.pk).text(lang)
    told = (_AGAIN.text(lang) if called.reminders and call.asks else "") + told + (_REPEAT.text(lang) if repeat else "")
    return mark(told, exercise, lang)


def _moment(at: datetime, zone: str, own_zone: str, lang: Lang) -> str:
    zones = (
        [zone, own_zone]
        if own_zone and as_local(at, own_zone).utcoffset() != as_local(at, zone).utcoffset()
        else [zone]
    )
    said = [_AT.fill(at=f"{as_local(at, one):%m-%d %H:%M}", zone=one).text(lang) for one in zones]
    return ("，即 " if lang == "zh" else ", that is ").join(said)
