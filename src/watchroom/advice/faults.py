from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchAdvice(Fault):
    status = 404
    text = Words(zh="没有编号 {advice} 的建议。", en="There is no advice {advice}.")


class AlreadyJudged(Fault):
    status = 409
    text = Words(
        zh="此建议已于 {at} 由{who}{verdict}，本次没有改动。",
        en="This advice was {verdict} by {who} at {at}; nothing was changed.",
    )


class NothingToJudge(Fault):
    status = 409
    text = Words(
        zh="模型没有给出建议（{why}），无可采纳。",
        en="The model gave no advice ({why}), so there is nothing to accept or reject.",
    )


class AdviceReplaced(Fault):
    status = 409
    text = Words(
        zh="此建议已有更新的结果。请看新的一条，再决定是否采纳。",
        en="There is a newer answer. Read that one, then accept or reject it.",
    )


class ReasonNeeded(Fault):
    status = 422
    text = Words(zh="不采纳建议须写明理由。", en="State a reason for rejecting the advice.")


class ReasonTooLong(Fault):
    status = 422
    text = Words(zh="理由超过 {most} 字，请缩短。", en="The reason is longer than {most} characters; shorten it.")
