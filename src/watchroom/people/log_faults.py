"""What is refused about the duty log."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class LogLineWrong(Fault):
    status = 422
    text = Words(
        zh="没有记入值班日志：{what}。请改正后再记。",
        en="Nothing was written in the log: {what}. Correct it and write again.",
    )


class NoSuchLine(Fault):
    status = 404
    text = Words(
        zh="值班日志没有 L{line} 这一行。请在值班日志页查找。",
        en="The log has no line L{line}. Look for it on the log's page.",
    )


class NoSuchTie(Fault):
    status = 422
    text = Words(
        zh="没有事件“{number}”，没有记入值班日志。请核对编号；不是指事件时，请写成“3 号”。",
        en="There is no incident “{number}”, and nothing was written in the log. Check the number; where no "
        "incident is meant, write “No. 3”.",
    )
