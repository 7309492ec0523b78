from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchDrill(Fault):
    status = 404
    text = Words(zh="没有演练 {drill}。请在演练列表中选取。", en="There is no drill {drill}. Choose one from the list.")


class ScriptWrong(Fault):
    status = 422
    text = Words(
        zh="脚本在 {place} 处有误：{why}。请改正后重试；没有任何改动。",
        en="The script is wrong at {place}: {why}. Correct it and try again; nothing was changed.",
    )


class ScriptUnknown(Fault):
    status = 422
    text = Words(
        zh="脚本引用了本站没有的{what}：{names}。请改正脚本，或先建立这些对象。",
        en="The script names what this site does not have, {what}: {names}. Correct it, or set these up first.",
    )


class NoScript(Fault):
    status = 409
    text = Words(
        zh="演练还没有脚本。请先写脚本，或由一次真实事件生成。",
        en="The drill has no script yet. Write one first, or make one from a real incident.",
    )


class DrillNotFilled(Fault):
    status = 422
    text = Words(
        zh="“{what}”没有填好：{why}。请改正后重试。",
        en="“{what}” is not filled in: {why}. Correct it and try again.",
    )


class WrongState(Fault):
    status = 409
    text = Words(
        zh="演练 {drill} 现为“{state}”，不能{act}。请刷新页面查看现状。",
        en="Drill {drill} is {state}; you cannot {act} now. Reload the page to see how things stand.",
    )


class OtherUnderWay(Fault):
    status = 409
    text = Words(
        zh="演练 {other} 正在进行，同一时间只能有一个演练。请先结束它。",
        en="Drill {other} is under way, and only one is at a time. End it first.",
    )


class NotTheDirector(Fault):
    status = 403
    text = Words(
        zh="本演练由{director}导调。请由其操作；发生真实情况时，值守人员可终止演练。",
        en="This drill is directed by {director}, who does this. If something real happens, the watch may stop the drill.",
    )


class NotAnEvaluator(Fault):
    status = 403
    text = Words(
        zh="您不是本演练的评估人员。评估人员由计划人指定：{who}。",
        en="You are not an evaluator of this drill. Those named by its planner are: {who}.",
    )


class HandoverNear(Fault):
    status = 409
    text = Words(
        zh="{at} 交接班，前后 15 分钟内不得开始不通知的演练。请错开时间。",
        en="There is a handover at {at}; a no-notice drill does not begin within 15 minutes of one. Choose another time.",
    )


class SpeedWrong(Fault):
    status = 422
    text = Words(
        zh="速度 {speed} 不在 {low} 至 {high} 倍之间。", en="The speed {speed} lies outside {low} to {high} times."
    )


class NothingLeft(Fault):
    status = 409
    text = Words(zh="脚本已全部注入，没有下一项。", en="The whole script has been fired; there is no next inject.")


class NoSuchReport(Fault):
    status = 404
    text = Words(
        zh="没有待接的电话报告 {code}。请刷新演练页面。",
        en="There is no telephone report {code} to be taken. Reload the drill's page.",
    )


class ReportTaken(Fault):
    status = 409
    text = Words(zh="这个电话已由 {who} 于 {at} 接报。", en="This call was taken by {who} at {at}.")


class NotYourReport(Fault):
    status = 403
    text = Words(
        zh="这个电话打给{post}，您现任岗位不是该岗位。",
        en="This call is for the {post}, a post that you do not hold now.",
    )


class NoSuchItem(Fault):
    status = 404
    text = Words(zh="评估表中没有项目 {item}。请刷新页面。", en="The score sheet has no item {item}. Reload the page.")


class NothingToRepeat(Fault):
    status = 422
    text = Words(
        zh="{what}里没有可作脚本的告警、报告或预警。请换一个事件或日期。",
        en="{what} holds no alarm, report or warning to make a script of. Choose another incident or day.",
    )


class RealIncident(Fault):
    status = 409
    text = Words(
        zh="{number} 是真实事件，演练的报告不能记在它上面。请另立演练事件，或选演练的事件。",
        en="{number} is a real incident; a drill's report is not noted on it. Open one for the drill, or choose the drill's.",
    )
