"""What is refused about the to-do list of the watch."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class TodoWrong(Fault):
    status = 422
    text = Words(
        zh="待办没有记下：{what}。请改正后再提交。",
        en="The matter to do was not written down: {what}. Correct it and submit again.",
    )


class NoSuchTodo(Fault):
    status = 404
    text = Words(
        zh="没有待办 D{todo}。请刷新待办页。",
        en="There is no matter to do D{todo}. Load the page of what is to do again.",
    )


class TodoOver(Fault):
    status = 409
    text = Words(
        zh="待办 D{todo} 已由{who}于 {at} 办结，不用再办。",
        en="D{todo} was done already by {who} at {at}; nothing is left to do.",
    )
