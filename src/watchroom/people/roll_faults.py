"""What is refused about roll-calls."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NobodyToCall(Fault):
    status = 409
    text = Words(
        zh="“{post}”现在无人在岗，没有点名。请先安排人员到岗。",
        en="Nobody holds “{post}” now, so nobody was called. Put somebody on the roster first.",
    )


class CalledAlready(Fault):
    status = 409
    text = Words(
        zh="“{post}”正在点名，尚未到时限。请等它应答或过时限后再点。",
        en="“{post}” is being called and its limit has not passed. Wait for the answer or the limit, then call again.",
    )


class NoSuchRoll(Fault):
    status = 404
    text = Words(zh="没有点名 {roll}。请在点名页查看。", en="There is no roll-call {roll}. See the page of roll-calls.")


class NoSuchRollRule(Fault):
    status = 404
    text = Words(
        zh="没有常态化抽查 {rule}。请从点名页的列表中选取。",
        en="There is no standing draw {rule}. Choose it from the list on the page of roll-calls.",
    )


class RollOver(Fault):
    status = 409
    text = Words(
        zh="这次点名已应答或已核实，或这项抽查已结束，没有再记。",
        en="This roll-call is answered or settled already, or the draw is over; nothing more was noted.",
    )


class DrawWrong(Fault):
    status = 422
    text = Words(
        zh="随机抽查没有安排：{what}。请改正后再提交。",
        en="No roll-calls were arranged: {what}. Correct it and submit again.",
    )


class PictureRefused(Fault):
    status = 422
    text = Words(
        zh="照片没有收下：{why}，点名也还没有应答。请另拍一张，或不带照片应答。",
        en="The picture was not taken: {why}, and the call is not answered yet. Take another one, or answer without.",
    )
