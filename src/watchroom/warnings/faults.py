"""What this room refuses, and what to do then."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchWarning(Fault):
    status = 404
    text = Words(zh="没有预警 {warning}。请核对编号。", en="There is no warning {warning}. Check its number.")


class NotNow(Fault):
    status = 409
    text = Words(
        zh="预警 {number} 现为“{state}”（{by}，{at}），不能{act}。没有任何改动。",
        en="Warning {number} is {state} ({by}, {at}); it is too late, or too early, to {act}. Nothing was changed.",
    )


class SamePerson(Fault):
    status = 409
    text = Words(
        zh="此预警的{before}就是您本人。制作、审核、签发须由不同的人完成，换账号或换岗位也不例外。请交另一人{act}。",
        en="You yourself {before} this warning. Drafting, reviewing and signing need different persons, whatever the account or post. "
        "Have somebody else {act} it.",
    )


class Incomplete(Fault):
    status = 422
    text = Words(
        zh="还缺：{what}。缺一项都不能提交，请补齐。",
        en="Still missing: {what}. It cannot be submitted without; fill them in.",
    )


class GapsLeft(Fault):
    status = 422
    text = Words(
        zh="文稿中还有未填的内容：{what}。请改成实际文字。",
        en="The texts still hold gaps: {what}. Put real words in their place.",
    )


class Unsuitable(Fault):
    status = 422
    text = Words(zh="渠道“{channel}”不能照此发送：{why}。", en="The channel {channel} cannot send it like this: {why}.")


class TextTooLong(Fault):
    status = 422
    text = Words(
        zh="{field} 超过 {limit} 个字。请压缩文字。", en="{field} is longer than {limit} characters. Shorten it."
    )


class TextUnusable(Fault):
    status = 422
    text = Words(
        zh="文字中有不可见的控制字符 {code}，发出后会损坏。请删除后重新填写。",
        en="A text holds the control character {code}, which would break on its way. Delete it.",
    )


class Unknown(Fault):
    status = 422
    text = Words(
        zh="{field} 不能是“{value}”；可选：{choices}。", en="{field} cannot be {value}; choose from: {choices}."
    )


class AreaUnreadable(Fault):
    status = 422
    text = Words(
        zh="范围的这一行不是“经度, 纬度”：{line}。请改正，或在图上画出。",
        en="This line of the area is not “longitude, latitude”: {line}. Correct it, or draw it on the map.",
    )


class TimesCross(Fault):
    status = 422
    text = Words(
        zh="失效时间必须晚于起始时间。请改正时间。", en="The warning must expire after it starts. Correct the times."
    )


class Changed(Fault):
    status = 409
    text = Words(
        zh="您看到的内容之后又有改动：当前指纹是 {fingerprint}，与您输入的不符。请重新核对全文后再{act}。",
        en="It is not what you saw: the fingerprint is now {fingerprint}, not the one that you typed. Read it again before you {act} it.",
    )


class NotApproved(Fault):
    status = 409
    text = Words(
        zh="预警 {number} 没有对当前内容有效的审核：审核之后内容有改动，原审核已失效。请先重新审核。",
        en="Warning {number} has no review of what it now says: it was changed afterwards and the review is void. Have it reviewed again.",
    )


class TypeTheHazard(Fault):
    status = 422
    text = Words(
        zh="{colour}预警签发前，请输入灾种“{hazard}”，以确认没有选错模板。",
        en="Before a warning at {colour} is signed, type its hazard, “{hazard}”: it shows that the template is the right one.",
    )


class WideArea(Fault):
    status = 409
    text = Words(
        zh="预警范围约 {area} 平方千米，远大于事件所在范围。如确需如此，请勾选“确认扩大范围”后再签发。",
        en="The area is about {area} km², far more than the incident's. If that is meant, confirm the wide area and sign again.",
    )


class NoSuchDelivery(Fault):
    status = 404
    text = Words(zh="没有这条发送记录：{delivery}。", en="There is no delivery {delivery}.")


class NotFailed(Fault):
    status = 409
    text = Words(
        zh="渠道“{channel}”的发送没有失败（现为“{state}”），不需要重发。",
        en="The delivery to {channel} has not failed (it is {state}), so there is nothing to send again.",
    )


class ReasonOwed(Fault):
    status = 422
    text = Words(
        zh="请写明原因（中文和英文各一句）。", en="State the reason, one sentence in Chinese and one in English."
    )


class NoTemplate(Fault):
    status = 404
    text = Words(
        zh="启动记录 {activation} 的预案中没有预警模板 {template}。",
        en="The plan of activation {activation} has no warning template {template}.",
    )


class NoSuchTime(Fault):
    status = 422
    text = Words(
        zh="时间“{value}”无法识别。请按 2026-02-06 11:20 的样式填写；没有任何改动。",
        en="The time {value} cannot be read. Write it like 2026-02-06 11:20; nothing was changed.",
    )
