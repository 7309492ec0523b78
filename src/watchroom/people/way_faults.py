"""What is refused about ways to reach people. No fault repeats an address."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchWay(Fault):
    status = 404
    text = Words(
        zh="没有联系方式 {way}，或已被删除。请刷新后再试。",
        en="There is no way {way} to reach somebody, or it was taken away. Load the page again and retry.",
    )


class NoSuchCarrier(Fault):
    status = 422
    text = Words(zh="没有渠道 {name}，可用：{names}。", en="There is no channel {name}; there are: {names}.")


class AddressWrong(Fault):
    status = 422
    text = Words(
        zh="这不是“{channel}”的地址，没有保存。电话写数字，可带国家码，如 +8613800138000；邮件写 name@example.org；即时通讯写管理员起的名字。",
        en="This is no address of “{channel}”; nothing was saved. A telephone number is digits, perhaps with the country, as in "
        "+8613800138000; mail is name@example.org; chat is the name that the administrator gave it.",
    )


class TooManyWays(Fault):
    status = 409
    text = Words(
        zh="{who}已有 {most} 种联系方式，没有增加。请先删除不用的。",
        en="{who} has {most} ways already; none was added. Take one away first.",
    )


class CodeWrong(Fault):
    status = 422
    text = Words(
        zh="验证码不对或已过期（10 分钟内有效，最多试 5 次），没有验证。请重新获取。",
        en="The code is wrong or too old (it is good for 10 minutes and 5 attempts); nothing was verified. Ask for a new one.",
    )


class CodeTooSoon(Fault):
    status = 429
    text = Words(
        zh="验证码刚刚发出，没有再发。请在 {seconds} 秒后再取。",
        en="A code was sent just now; no other was. Ask again in {seconds} seconds.",
    )


class QuietWrong(Fault):
    status = 422
    text = Words(
        zh="安静时段 {hours} 没有保存。请写起止时刻（如 22:00 和 07:00，两者不同）和时区（如 Asia/Shanghai）。整天都不用请停用该方式。",
        en="The quiet hours {hours} were not saved. Write two different times, such as 22:00 and 07:00, and a zone, such as "
        "Asia/Shanghai. A way that is never wanted is stopped instead.",
    )


class NoCodeHere(Fault):
    status = 409
    text = Words(
        zh="电话不能收验证码。请有权排班的人员拨通核实后记为“电话核实”。",
        en="A telephone takes no code. Somebody who keeps the roster dials it and records that it was answered.",
    )


class ChainWrong(Fault):
    status = 422
    text = Words(
        zh="递补顺序没有保存：{what}。请改正后再提交。",
        en="The order of stand-ins was not saved: {what}. Correct it and submit again.",
    )
