from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchPlan(Fault):
    status = 404
    text = Words(
        zh="没有预案 {plan}。请在预案列表中选取。", en="There is no plan {plan}. Choose one from the list of plans."
    )


class NoSuchProposal(Fault):
    status = 404
    text = Words(
        zh="没有启动建议 {proposal}。请刷新事件页面。",
        en="There is no proposal {proposal}. Reload the incident's page.",
    )


class NoSuchActivation(Fault):
    status = 404
    text = Words(
        zh="没有响应 {activation}。请刷新事件页面。",
        en="There is no activation {activation}. Reload the incident's page.",
    )


class NoSuchLevel(Fault):
    status = 422
    text = Words(
        zh="《{plan}》没有 {level} 级。可选级别：{levels}。",
        en="{plan} has no level {level}. Its levels: {levels}.",
    )


class NoSuchFact(Fault):
    status = 422
    text = Words(
        zh="没有预案问及“{name}”。请在事件的启动条件中选取要说明的项目。",
        en="No plan asks for {name}. Choose what to state among the incident's conditions.",
    )


class ValueUnfit(Fault):
    status = 422
    text = Words(
        zh="“{given}”不能作为{title}的值：{wanted}。请改正后重新提交。",
        en="{given} cannot be the value of {title}: {wanted}. Correct it and send it again.",
    )


class NotYoursToJudge(Fault):
    status = 403
    text = Words(
        zh="这一项由{post}研判。代为记录的，请写明由谁电话告知。",
        en="This is for the {post} to judge. To record it for them, say who told you on the telephone.",
    )


class PlanHasErrors(Fault):
    status = 422
    text = Words(
        zh="预案没有导入：检查发现 {count} 处错误，第一处在第 {line} 行：{why}。请用 plan check 逐条改正。",
        en="The plan was not imported: the check found {count} errors, the first on line {line}: {why}. Correct them with plan check.",
    )


class VersionTaken(Fault):
    status = 409
    text = Words(
        zh="《{plan}》第 {version} 版已于 {at} 导入，内容不同。版本不可更改；修改后的预案请用新的版本号。",
        en="Version {version} of {plan} was imported at {at} with other content. A version never changes; give the changed plan a new number.",
    )


class VersionOlder(Fault):
    status = 409
    text = Words(
        zh="《{plan}》已有第 {newest} 版，不能再导入较旧的第 {version} 版。",
        en="{plan} is already at version {newest}; the older version {version} cannot be imported.",
    )


class AlreadyForwarded(Fault):
    status = 409
    text = Words(
        zh="这项建议已由 {who} 于 {at} 呈报，等待指挥长决定。",
        en="This proposal was forwarded by {who} at {at} and awaits the commander's decision.",
    )


class AlreadyDecided(Fault):
    status = 409
    text = Words(
        zh="这项建议已由 {who} 于 {at} {what}。请查看事件页面上的现状。",
        en="This proposal was {what} by {who} at {at}. See the incident's page for how things stand.",
    )


class NotForwarded(Fault):
    status = 409
    text = Words(
        zh="这项建议尚未呈报。请先由带班领导呈报；情况紧急时，指挥长可在预案页面直接启动并写明理由。",
        en="This proposal has not been forwarded yet. The duty leader forwards it first; in urgent cases the commander may start the plan directly, with a reason.",
    )


class AlreadyRunning(Fault):
    status = 409
    text = Words(
        zh="《{plan}》{level}已由 {who} 于 {at} 启动。",
        en="{plan}, {level}, was started by {who} at {at}.",
    )


class NotRunning(Fault):
    status = 409
    text = Words(
        zh="《{plan}》的响应已由 {who} 于 {at} 终止或改级。",
        en="The response under {plan} was ended or changed by {who} at {at}.",
    )


class NotTheDecider(Fault):
    status = 403
    text = Words(
        zh="按预案，{level}由{decides}决定；您现任岗位不是该岗位。请交由{decides}处理。",
        en="By the plan, {level} is decided by the {decides}, a post that you do not hold now. Pass it to the {decides}.",
    )


class IncidentClosed(Fault):
    status = 409
    text = Words(
        zh="{number} 已结案，不能再说明情况或启动预案。如情况再起，请另立事件。",
        en="{number} is closed; nothing more can be stated and no plan started for it. Open a new incident if it has begun again.",
    )


class ReasonOwed(Fault):
    status = 422
    text = Words(
        zh="请写明理由（不超过 {most} 字）。此项决定将与理由一并记入记事簿。",
        en="State a reason of at most {most} characters. The decision goes into the journal with it.",
    )


class NoSuchTemplate(Fault):
    status = 404
    text = Words(
        zh="《{plan}》没有预警模板 {code}。可选模板：{codes}。",
        en="{plan} has no warning template {code}. Its templates: {codes}.",
    )


class NotToSign(Fault):
    status = 409
    text = Words(
        zh="《{plan}》的启动令已经签发或无需另行签发，本次没有改动。",
        en="The activation order of {plan} is signed already, or needs no other signature; nothing was changed.",
    )


class NotLater(Fault):
    status = 422
    text = Words(
        zh="新的预计终止时间须晚于 {at}。请重新填写；如需提前结束，请直接终止响应。",
        en="The new expected end must be later than {at}. Enter it again; to end earlier, stand the response down.",
    )


class AlreadyTransferred(Fault):
    status = 409
    text = Words(
        zh="指挥已由 {who} 于 {at} 移交{to}，本次没有改动。",
        en="The lead was handed to {to} by {who} at {at}; nothing was changed.",
    )


class WordsOwed(Fault):
    status = 422
    text = Words(zh="请填写{what}（不超过 {most} 字）。", en="State {what}, in at most {most} characters.")


class NoSuchNotice(Fault):
    status = 404
    text = Words(
        zh="没有通知 {notice}。请刷新事件页面。", en="There is no notice {notice}. Reload the incident's page."
    )


class NotYourNotice(Fault):
    status = 403
    text = Words(
        zh="这项通知发给{post}，只能由该岗在岗人员确认，或由值守人员按电话内容代记。",
        en="This notice is for the {post}: its holder confirms it, or the watch records a telephone call.",
    )


class WhoSaidIt(Fault):
    status = 422
    text = Words(
        zh="您不在{post}岗。代记电话确认时，请填写是谁告知的。",
        en="You do not hold the post {post}. To record a telephone answer, state who gave it.",
    )


class NoticeOver(Fault):
    status = 409
    text = Words(
        zh="这项发给{post}的通知已于 {at} 不再等待确认：{why}。本次没有改动；请确认其后的通知。",
        en="This notice to the {post} is not awaited any more since {at}: {why}. Nothing was changed; confirm the notice that "
        "followed it.",
    )


class AlreadyConfirmed(Fault):
    status = 409
    text = Words(
        zh="这项通知已由 {who} 于 {at} 确认，本次没有改动。",
        en="This notice was confirmed by {who} at {at}; nothing was changed.",
    )


class NoSuchTime(Fault):
    status = 422
    text = Words(zh="“{value}”不是时间。请从日历中选取。", en="“{value}” is not a time. Choose one from the calendar.")


class NoTests(Fault):
    status = 404
    text = Words(
        zh="预案 {plan} 没有附带测试。可用 POST /api/plan-test 运行自己的测试文件。",
        en="No tests came with the plan {plan}. Run a file of your own with POST /api/plan-test.",
    )


class TestsTooLong(Fault):
    status = 422
    text = Words(
        zh="测试文件超过 {most} 字。请拆成几个文件分别运行。",
        en="The test file is longer than {most} characters. Split it and run the parts.",
    )


class WrongStep(Fault):
    status = 409
    text = Words(
        zh="《{plan}》第 {version} 版现为{state}，不能这样做。请刷新预案的版本页面，按当前状态办理。",
        en="Version {version} of {plan} is {state}, so this cannot be done. Reload its page and go on from there.",
    )


class NotToEnd(Fault):
    status = 422
    text = Words(
        zh="任务 {task} 不随级别终止：它没有下达，或新级别也有。可随级别终止的：{left}。其他任务请由岗位反馈，或标为不适用。",
        en="Task {task} does not end with the level: it was not given, or the new level has it too. Those that may: {left}. Let its post report others, or leave them out.",
    )


class NotTwoHands(Fault):
    status = 409
    text = Words(
        zh="《{plan}》第 {version} 版由你本人起草，须由另一人评审、批准。",
        en="You drafted version {version} of {plan} yourself; another person must review and approve it.",
    )


class OpinionGivenBefore(Fault):
    status = 409
    text = Words(
        zh="你已对《{plan}》第 {version} 版提过意见；意见不能改写。",
        en="You have given your opinion on version {version} of {plan}; it is not rewritten.",
    )


class NotReviewed(Fault):
    status = 409
    text = Words(
        zh="《{plan}》第 {version} 版评审未通过：{agreed}/{present} 人同意。生产经营单位预案须三分之二以上专家同意，其他预案至少要有一份意见。",
        en="Version {version} of {plan} has not passed its review: {agreed} of {present} agree. Plans of enterprises need two thirds of the experts, others at least one opinion.",
    )


class PlanNotReady(Fault):
    status = 422
    text = Words(
        zh="《{plan}》第 {version} 版还有 {count} 处错误，不能送审或批准；第一处：{why}。请改正后另存新的版本。",
        en="Version {version} of {plan} has {count} errors and cannot be reviewed or approved; the first: {why}. Correct them in a new version.",
    )


class DayWrong(Fault):
    status = 422
    text = Words(
        zh="日期“{day}”不对：请写 2026-01-05 这样的日期，且不晚于今天。",
        en="The day {day} is wrong: write it like 2026-01-05, and not after today.",
    )


class DaysUnfit(Fault):
    status = 422
    text = Words(
        zh="这段时间不能录入：{why}。请写明类别、名称、首日和末日，末日不早于首日。",
        en="These days cannot be entered: {why}. State kind, name, first and last day, the last not before the first.",
    )


class NoSuchDays(Fault):
    status = 404
    text = Words(
        zh="没有编号为 {pk} 的特殊时段，或已撤回。", en="There are no named days {pk}, or they were withdrawn."
    )


class BeforeIssue(Fault):
    status = 422
    text = Words(
        zh="日期 {day} 早于印发日期 {issued}：印发以后才能备案、公布。请核对日期。",
        en="The day {day} is before the day of issue, {issued}: a plan is filed and published after it. Check the day.",
    )


class OpinionWrong(Fault):
    status = 422
    text = Words(
        zh="人数不对：出席 {present} 人，同意 {agreed} 人。出席至少 1 人，同意不多于出席。",
        en="The numbers are wrong: {present} present, {agreed} agree. At least one is present, and no more agree.",
    )


class NoSuchCause(Fault):
    status = 422
    text = Words(zh="没有修订事由 {cause}。可选：{causes}。", en="There is no cause {cause}. Choose one of {causes}.")


class NoSuchConclusion(Fault):
    status = 422
    text = Words(
        zh="没有评估结论 {conclusion}。可选：{conclusions}。",
        en="There is no conclusion {conclusion}. Choose one of {conclusions}.",
    )


class CauseUnsaid(Fault):
    status = 422
    text = Words(
        zh="修订事由“{cause}”选了“是”，请写明情况。", en="You answered yes to this: {cause}. Say what has happened."
    )


class NothingInForce(Fault):
    status = 409
    text = Words(
        zh="预案 {plan} 没有现行版本。请先批准并施行一个版本。",
        en="No version of plan {plan} is in force. Approve one and put it in force first.",
    )


class NoSuchFormat(Fault):
    status = 404
    text = Words(
        zh="不能导出 {format}。可选：yaml、docx、pdf。", en="There is no export as {format}. Choose yaml, docx or pdf."
    )


class NoSuchStep(Fault):
    status = 404
    text = Words(
        zh="向导没有“{step}”这一步。可选：{steps}。", en="The wizard has no step {step}. Choose one of {steps}."
    )
