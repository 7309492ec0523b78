"""What is refused about calling people."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchCall(Fault):
    status = 404
    text = Words(zh="没有编号 {call} 的呼叫。", en="There is no call {call}.")


class NoSuchCalled(Fault):
    status = 404
    text = Words(
        zh="叫应名单里没有编号 {called}。请刷新后再试。",
        en="There is no {called} on a list of people called. Load the page again and retry.",
    )


class NotCalled(Fault):
    status = 403
    text = Words(
        zh="指令 {order} 没有叫您，不能由您表示不能执行。没有执行任何操作。",
        en="You were not called for order {order}, so it is not yours to decline. Nothing was done.",
    )


class AlreadyAnswered(Fault):
    status = 409
    text = Words(
        zh="已由{who}于 {at} 应答或结束，本次没有改动。",
        en="It was answered or ended by {who} at {at}; nothing was changed.",
    )


class NothingToAnswer(Fault):
    status = 422
    text = Words(zh="请填写{what}，没有执行任何操作。", en="State {what}; nothing was done.")


class ListWrong(Fault):
    status = 422
    text = Words(
        zh="叫应没有开始：{what}。请改正后再试。", en="The calling was not begun: {what}. Correct it and try again."
    )


class NoSuchAbout(Fault):
    status = 404
    text = Words(
        zh="没有 {about}，叫应没有开始。请从该预警的页面开始叫应。",
        en="There is no {about}; the calling was not begun. Begin it on the page of the warning.",
    )


class NoCallForClosed(Fault):
    status = 409
    text = Words(
        zh="{incident} 已结案，叫应没有开始。请另立事件，或不关联事件直接叫应。",
        en="{incident} is closed; the calling was not begun. Open a new incident, or call without naming one.",
    )


class NoSuchRoll(Fault):
    status = 404
    text = Words(zh="没有叫应名单 {code}。", en="There is no call list {code}.")


class HookRefused(Fault):
    status = 404
    text = Words(zh="没有这个回执地址。", en="There is no such address for reports.")


class HookUnread(Fault):
    status = 422
    text = Words(
        zh="回执读不懂：须为 64 KB 以内的 JSON 或表单，嵌套不超过 8 层。没有执行任何操作。",
        en="The report cannot be read: it is JSON or a form of 64 KB at most, 8 levels deep. Nothing was done.",
    )
