from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class CallIsOver(Fault):
    status = 409
    text = Words(
        zh="接报 C{call} 已经归入事件或已办结，不用再办。请刷新接报记录。",
        en="Call C{call} is with an incident or settled already; nothing is left to do. Load the calls again.",
    )


class NoSuchCall(Fault):
    status = 404
    text = Words(
        zh="没有接报 C{call}。请从接报记录中选取。", en="There is no call C{call}. Choose it from the list of calls."
    )


class AlreadyTied(Fault):
    status = 409
    text = Words(
        zh="{number} 与 {other} 已有关联，或 {other} 已并入别的事件。请先解除原来的关联。",
        en="{number} and {other} are tied already, or {other} is one event with another incident. End that tie first.",
    )


class NotTied(Fault):
    status = 404
    text = Words(
        zh="{number} 没有这项关联（或已解除）。请刷新后再选。",
        en="{number} has no such tie, or it was ended. Reload, and choose again.",
    )


class StaysThere(Fault):
    status = 409
    text = Words(
        zh="接报 C{call} 已经归在 {number}。没有改动。", en="Call C{call} is of {number} already. Nothing was changed."
    )


class MailUnfit(Fault):
    status = 422
    text = Words(
        zh="这封邮件读不出来：{why}。请核对文件，或把正文粘贴到来电原文里。",
        en="The mail cannot be read: {why}. Check the file, or paste its text.",
    )
