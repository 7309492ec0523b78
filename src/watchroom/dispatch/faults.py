from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchOrder(Fault):
    status = 404
    text = Words(
        zh="没有编号 {order} 的指令。请核对编号，或在事件的指令栏中选取。",
        en="There is no order {order}. Check its number, or choose from the orders of the incident.",
    )


class NotYourOrder(Fault):
    status = 403
    text = Words(
        zh="“{order}”是{post}的任务，只能由该岗在岗人员办理，或由值班员按电话内容代记。没有执行任何操作。",
        en="“{order}” is for {post}: only its holder may answer it, or the duty officer for a telephone call. Nothing was done.",
    )


class WhoSaidIt(Fault):
    status = 422
    text = Words(
        zh="“{order}”不是您岗位的任务。代记电话反馈时，请填写是谁告知的。",
        en="“{order}” is not a task of your post. To record a telephone answer, state who gave it.",
    )


class OrderNotSent(Fault):
    status = 409
    text = Words(
        zh="“{order}”尚未下达，须先完成：{waits}。",
        en="“{order}” has not been sent yet; first must be done: {waits}.",
    )


class OrderAnswered(Fault):
    status = 409
    text = Words(
        zh="“{order}”已于 {at} 由{who}记为{state}，本次没有改动。",
        en="“{order}” was recorded as {state} by {who} at {at}; nothing was changed.",
    )


class ChangeWrong(Fault):
    status = 422
    text = Words(
        zh="指令没有更改：{what}。请改正后再提交。",
        en="The order was not changed: {what}. Correct it and submit again.",
    )


class TextTooLong(Fault):
    status = 422
    text = Words(
        zh="{what}超过 {most} 字，请缩短后再提交。",
        en="{what} is longer than {most} characters; shorten it and submit again.",
    )


class TextOwed(Fault):
    status = 422
    text = Words(zh="请填写{what}。", en="State {what}.")


class ProgressOwed(Fault):
    status = 422
    text = Words(
        zh="请填写进度（0–100 的百分数）或进展说明。", en="State the progress, from 0 to 100 percent or in words."
    )


class WrongNumber(Fault):
    status = 422
    text = Words(zh="“{value}”不是整数。请重新填写。", en="“{value}” is not a whole number. Enter it again.")


class NotBlocked(Fault):
    status = 409
    text = Words(
        zh="“{order}”现为“{state}”，没有受阻，本次没有改动。",
        en="“{order}” is “{state}”, not blocked; nothing was changed.",
    )


class NoSuchPost(Fault):
    status = 422
    text = Words(
        zh="没有岗位 {post}。请从岗位表中选取。", en="There is no post {post}. Choose one of the site's posts."
    )


class OrderedAlready(Fault):
    status = 409
    text = Words(
        zh="批示 N{instruction} 已交{post}办理，尚未办结。请等其反馈，或催办；需要另一岗位时请选别的岗位。",
        en="Instruction N{instruction} is with {post} already and not done. Wait for the answer, or remind them; choose another post for another's part.",
    )


class ResponseEnded(Fault):
    status = 409
    text = Words(
        zh="响应 {activation} 已终止，不能再下达任务。请在运行中的响应下增派。",
        en="Response {activation} has ended and gives no more tasks. Add the task to a response that runs.",
    )


class NoSuchUnit(Fault):
    status = 404
    text = Words(zh="没有编号 {unit} 的力量。", en="There is no unit {unit}.")


class UnknownUnitKind(Fault):
    status = 422
    text = Words(
        zh="力量类别 {kind} 不在目录中，可用：{kinds}。", en="There is no kind of unit {kind}; there are: {kinds}."
    )


class UnitTaken(Fault):
    status = 409
    text = Words(
        zh="{unit} 已于 {at} 派往 {incident}，不能再派。请另选力量，或先将其从该事件撤出。",
        en="{unit} was sent to {incident} at {at} and cannot be sent again. Choose another, or release it there first.",
    )


class UnitElsewhere(Fault):
    status = 409
    text = Words(
        zh="{unit} 正在{whose}的一起事件中，该事件未向您的单位共享，由{whose}调度。请与{whose}联系，或另选力量。",
        en="{unit} is at an incident of {whose} that is not shared with your agency; {whose} directs it. Speak with {whose}, "
        "or choose another unit.",
    )


class UnitOffDuty(Fault):
    status = 409
    text = Words(
        zh="{unit} 停勤，不能派遣。请另选力量，或先恢复其待命。",
        en="{unit} is off duty. Choose another, or make it available first.",
    )


class NoSuchMove(Fault):
    status = 409
    text = Words(
        zh="{unit} 现为“{now}”，不能直接改为“{then}”；可改为：{moves}。",
        en="{unit} is “{now}” and cannot become “{then}”; it may become: {moves}.",
    )


class UnknownStatus(Fault):
    status = 422
    text = Words(
        zh="没有“{status}”这个状态，可用：{statuses}。", en="There is no status “{status}”; there are: {statuses}."
    )


class IncidentClosed(Fault):
    status = 409
    text = Words(
        zh="{incident} 已结案，不能再派力量。如情况再起，请另立事件。",
        en="{incident} is closed; no unit can be sent to it. Open a new incident if it has begun again.",
    )


class IncidentNowhere(Fault):
    status = 409
    text = Words(
        zh="{incident} 没有位置，无法估计到达时间。请先在事件页标出位置。",
        en="{incident} has no position, so no arrival can be estimated. Mark its place on the incident's page first.",
    )


class KindWrong(Fault):
    status = 422
    text = Words(
        zh="{what}“{value}”不合要求：代码只用小写英文、数字、下划线，名称中英文都要填，图标和色调从目录选，车速 1–1000 km/h。请改后再提交。",
        en="{what} “{value}” is not fit: a code has small letters, digits and underscores, both names are given, icon and tone are "
        "chosen from the list, the speed is 1 to 1000 km/h. Change it and submit again.",
    )


class EquipmentWrong(Fault):
    status = 422
    text = Words(
        zh="{unit}的人员或装备填写不合要求：人数 0–500；每件装备要有中英文名和 1–10000 的数量。请改后再提交。",
        en="Crew or equipment of {unit} is not fit: 0 to 500 people; each thing has both names and a number of 1 to 10000. Change it and submit again.",
    )


class AheadOfTime(Fault):
    status = 422
    text = Words(
        zh="{at} 还没有到（现在 {now}），没有记录。请核对时间。",
        en="{at} has not come yet (it is {now}); nothing was recorded. Check the time.",
    )


class BeforeItsStatus(Fault):
    status = 409
    text = Words(
        zh="{unit} 自 {since} 起为“{now}”，不能在更早的 {at} 改为“{then}”，没有记录。请核对时间，或先更正后一状态。",
        en="{unit} has been “{now}” since {since} and cannot have become “{then}” before, at {at}; nothing was recorded. Check the time.",
    )


class NoSuchRun(Fault):
    status = 404
    text = Words(
        zh="{unit} 在 {at} 没有派往该事件的出动记录，状态“{then}”无处可记。请核对力量、事件和时间。",
        en="{unit} was on no run to that incident at {at}, so “{then}” belongs nowhere. Check the unit, the incident and the time.",
    )


class AlreadyTimed(Fault):
    status = 409
    text = Words(
        zh="{unit} 这次出动的“{then}”已记为 {at}，没有改动。如要更正，请写明理由。",
        en="“{then}” of this run of {unit} is recorded as {at}; nothing was changed. To correct it, give a reason.",
    )


class ReasonOwed(Fault):
    status = 422
    text = Words(
        zh="{unit}：请写明{what}的理由，没有执行任何操作。", en="{unit}: give the reason for {what}. Nothing was done."
    )


class SameIncident(Fault):
    status = 409
    text = Words(
        zh="{unit} 已在 {incident}，不必再派。", en="{unit} is on {incident} already and need not be sent again."
    )


class RadioLineUnread(Fault):
    status = 422
    text = Words(
        zh="看不懂“{line}”。请写：力量 状态或代码 [时间]，如 E32 4 03:12。",
        en="“{line}” cannot be read. Write: unit, status or code, and perhaps the time, as in E32 4 03:12.",
    )


class NoUnitOfCode(Fault):
    status = 404
    text = Words(
        zh="没有代号为 {unit} 的力量。请核对，或在力量页按名称查找。",
        en="There is no unit called {unit}. Check it, or look for its name on the units' page.",
    )


class TimeUnread(Fault):
    status = 422
    text = Words(
        zh="时间“{value}”读不懂。请写成 03:12 或 2026-02-06 03:12（站点时间）。",
        en="The time “{value}” cannot be read. Write 03:12 or 2026-02-06 03:12, in the site's time.",
    )


class HubRefused(Fault):
    status = 422
    text = Words(
        zh="报文不予接收：{why}。没有执行任何操作，请发送方改正后重发。",
        en="The message is refused: {why}. Nothing was done; its sender must correct it and send it again.",
    )


class NotOnScene(Fault):
    status = 409
    text = Words(
        zh="{unit}现在没有报到场，不能点名。请先报到场，再点名。",
        en="{unit} is not reported on scene, so its crew cannot be checked there. Report it on scene first.",
    )


class CrewWrong(Fault):
    status = 422
    text = Words(
        zh="{people} 不能用：应是不超过 {most} 的数（间隔至少 60 秒）。没有改动，请改正后再报。",
        en="{people} will not do: it is a number of {most} at most (an interval is 60 s or more). Nothing was changed; correct it.",
    )


class UnitWrong(Fault):
    status = 422
    text = Words(
        zh="{what}“{value}”不符合要求，没有登记。请改正后重新提交。",
        en="{what} “{value}” will not do; nothing was recorded. Correct it and submit again.",
    )


class UnitIncomplete(Fault):
    status = 422
    text = Words(
        zh="没有填{what}，没有登记。请补上后重新提交。",
        en="{what} is not filled in; nothing was recorded. Fill it in and submit again.",
    )


class TableCut(Fault):
    status = 409
    text = Words(
        zh="表格只登记了前 {n} 行，第 {line} 行起没有登记：{why} 请把其余各行另存后再导入。",
        en="Only the first {n} lines were entered; line {line} and those behind it were not: {why} Save the rest as another file and import it.",
    )


class TableRefused(Fault):
    status = 422
    text = Words(
        zh="表格没有登记，一行也没有：{why}。请改正后重新导入。",
        en="Nothing of the table was entered: {why}. Correct it and import it again.",
    )
