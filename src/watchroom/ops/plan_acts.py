"""The words of `watchroom plan` with which a plan is run: from the proposal to its end. A table; `acting` does them."""

from watchroom.kernel.words import Words
from watchroom.ops.acting import About, Step, Take

RUN, ASK, ORDERS = "watchroom.plans.actions:", "watchroom.plans.queries:", "watchroom.dispatch.actions:"

_REASON = Take("--reason", Words(zh="理由", en="the reason"), needed=True)
_SAID_BY = Take("--said-by", Words(zh="谁来电告知", en="who said so on the telephone"))
_ALL = Take("--all", Words(zh="连同已结束的", en="those that have ended too"), "open_only", "off")
_INCIDENT = Take("incident", Words(zh="事件编号，如 I-2026-0001", en="the incident's number, such as I-2026-0001"), "", "incident", True)  # fmt: skip
_ANY = Take("incident", Words(zh="事件编号；不写则为全部", en="the incident's number; without it, all"), "", "incident")
_PROPOSAL = Take("proposal", Words(zh="建议编号", en="the proposal's number"), "", "number", True)
_RESPONSE = Take("response", Words(zh="响应编号", en="the response's number"), "activation", "number", True)
_NOTICE = Take("notice", Words(zh="通知编号", en="the notice's number"), "", "number", True)
_TASK = Take("task", Words(zh="任务编号，如 T12", en="the task's number, such as T12"), "order", "number", True)
_LEVEL = Words(zh="响应级别，1 最重", en="the level of response, 1 is the gravest")

_OF_PROPOSAL = About("proposal", f"{ASK}proposal", ("proposal",))
_OF_RESPONSE = About("activation", f"{ASK}one_activation", ("activation",))

STEPS = (
    Step(
        "proposals", Words(zh="列出启动建议", en="list the proposals to start a plan"), f"{ASK}proposals", "proposal",
        (_ANY, _ALL), reads=True,
    ),
    Step("forward", Words(zh="呈报一条建议", en="forward a proposal to whom the plan lets decide"), f"{RUN}forward", "proposal", (_PROPOSAL,)),
    Step("decline", Words(zh="暂不启动", en="decline a proposal, with a reason"), f"{RUN}decline", "proposal", (_PROPOSAL, _REASON)),
    Step(
        "activate", Words(zh="按呈报的建议启动预案", en="start the plan that was proposed and forwarded"), f"{RUN}activate", "activation",
        (
            _PROPOSAL,
            Take("--level", Words(zh="另选级别，须写理由", en="another level than the proposed one, with a reason"), "", "number"),
            Take("--reason", _REASON.words),
        ),
        about=_OF_PROPOSAL,
    ),
    Step(
        "start", Words(zh="没有建议时启动预案，须写理由", en="start a plan that nobody proposed, with a reason"), f"{RUN}activate_plan", "activation",
        (_INCIDENT, Take("plan", Words(zh="预案代码", en="the plan's code"), needed=True), Take("level", _LEVEL, "", "number", True), _REASON),
        about=About("incident", "watchroom.incidents.queries:incident", ("incident",)),
    ),
    Step(
        "responses", Words(zh="列出响应", en="list the responses"), f"{ASK}activations", "activation",
        (_ANY, Take("--all", _ALL.words, "running_only", "off")), reads=True,
    ),
    Step(
        "sign", Words(zh="签发启动令，或代记电话签发", en="sign an activation order, or record a signature by telephone"), f"{RUN}sign", "activation",
        (_RESPONSE, _SAID_BY), about=_OF_RESPONSE,
    ),
    Step(
        "level", Words(zh="升级或降级；只属于原级别的任务默认继续执行", en="raise or lower a response; tasks that only the old level has go on unless they are ended"),
        f"{RUN}change_level", "activation",
        (
            _RESPONSE, Take("level", _LEVEL, "", "number", True), _REASON,
            Take("--end", Words(zh="随级别终止的任务代码，可写多次；unreceived 为尚无人签收的，all 为全部", en="code of a task that ends with the level, again for more; unreceived for those that nobody has received, all for all"), "ends", many=True),
        ),
        about=_OF_RESPONSE, more="watchroom.ops.plan_lines:left_behind",
    ),
    Step(
        "extend", Words(zh="延长预计终止时间", en="set a later expected end"), f"{RUN}extend", "activation",
        (_RESPONSE, Take("--until", Words(zh="新的预计终止时间，如 2026-02-06T22:00（站点时区）", en="the new expected end, such as 2026-02-06T22:00 (in the site's zone)"), "", "moment", True), _REASON),
    ),
    Step(
        "transfer", Words(zh="指挥移交上级", en="hand the lead to a higher authority"), f"{RUN}transfer", "activation",
        (
            _RESPONSE, Take("--to", Words(zh="移交给谁", en="to whom"), needed=True),
            Take("--stays", Words(zh="我方保留的工作", en="what stays ours"), needed=True), _REASON,
        ),
        about=_OF_RESPONSE,
    ),
    Step(
        "stand-down", Words(zh="终止响应", en="stand a response down"), f"{RUN}stand_down", "activation",
        (_RESPONSE, _REASON), about=_OF_RESPONSE,
    ),
    Step(
        "order", Words(zh="把启动令写成 PDF 文件", en="write an activation order as a PDF"), "watchroom.ops.plan_versions:order", "",
        (_RESPONSE, Take("--out", Words(zh="写入这个文件；不写则为 order-编号.pdf", en="the file to write; without it, order-NUMBER.pdf"))), reads=True,
    ),
    Step("notices", Words(zh="列出启动、终止通知和确认", en="list who was told, and who has confirmed"), f"{ASK}notices", "notice", (_INCIDENT,), reads=True),
    Step("confirm", Words(zh="确认知悉，或代记电话确认", en="confirm a notice, or record a call that does"), f"{RUN}confirm", "notice", (_NOTICE, _SAID_BY)),
    Step(
        "tasks", Words(zh="列出任务：状态、岗位、时限、进度", en="list the tasks: state, post, deadline, progress"), "watchroom.dispatch.queries:orders",
        "order", (_ANY, _ALL), reads=True,
    ),
    Step("receive", Words(zh="签收任务", en="receive a task"), f"{ORDERS}receive_order", "order", (_TASK, _SAID_BY)),
    Step(
        "progress", Words(zh="报任务进展", en="report a task's progress"), f"{ORDERS}progress_order", "order",
        (_TASK, Take("--percent", Words(zh="完成百分数", en="percent done"), "", "number"), Take("--said", Words(zh="进展说明", en="in words")), _SAID_BY),
    ),
    Step(
        "block", Words(zh="报任务受阻", en="report a task blocked"), f"{ORDERS}block_order", "order",
        (_TASK, _REASON, Take("--on", Words(zh="须由谁解决", en="who must act"), needed=True), _SAID_BY),
    ),
    Step(
        "unblock", Words(zh="受阻的任务恢复", en="a blocked task goes on"), f"{ORDERS}unblock_order", "order",
        (_TASK, Take("--said", Words(zh="进展说明", en="in words")), _SAID_BY),
    ),
    Step(
        "done", Words(zh="报任务完成", en="report a task done"), f"{ORDERS}finish_order", "order",
        (_TASK, Take("--note", Words(zh="完成情况", en="how it went")), Take("--last", Words(zh="重复的任务不再重复", en="a task that repeats is done for good"), "", "on"), _SAID_BY),
    ),
    Step("skip", Words(zh="任务不适用", en="leave a task out as not applicable"), f"{ORDERS}skip_order", "order", (_TASK, _REASON, _SAID_BY)),
    Step(
        "add", Words(zh="下达预案之外的任务", en="give a task outside the plan"), f"{ORDERS}add_order", "order",
        (
            _RESPONSE, Take("post", Words(zh="岗位代码，或 unit:代码、agency:代码", en="the post's code, or unit:CODE, agency:CODE"), needed=True), Take("title", Words(zh="任务", en="the task"), needed=True),
            Take("--text", Words(zh="指令全文", en="the whole order")),
            Take("--minutes", Words(zh="时限，分钟", en="within so many minutes"), "within_s", "minutes"), _REASON,
        ),
    ),
    Step(
        "change", Words(zh="更改指令的内容或时限，告知收到的人", en="word an order anew or set another deadline; whoever has it is told"),
        "watchroom.dispatch.changing:change_order", "order",
        (
            _TASK, Take("--text", Words(zh="指令全文", en="the whole order")),
            Take("--due", Words(zh="新的时限（站点时区）", en="the new deadline (site's zone)"), "due_at", "moment"), _REASON,
        ),
    ),
    Step(
        "trail", Words(zh="一项指令到哪一步：下达、送达、已阅、签收、完成，各由谁、何时", en="how far an order is: sent, delivered, read, accepted, done, by whom and when"),
        "watchroom.dispatch.trail:trail", "stage", (_TASK,), reads=True,
    ),
    Step("standing", Words(zh="对照各预案：哪些级别符合、部分符合、缺什么", en="hold the plans to an incident: what is met, in part, lacking"), f"{ASK}assessments", "held", (_INCIDENT,), reads=True),
    Step(
        "state", Words(zh="说明传感器不知道的情况，或答复预案的提问", en="state what no sensor knows, or answer a plan's question"), f"{RUN}state", "statement",
        (
            _INCIDENT, Take("name", Words(zh="事实名，或 judged.预案.问题", en="a fact's name, or judged.plan.question"), needed=True),
            Take("value", Words(zh="数、词、是或否；空为收回", en="a number, a word, yes or no; empty takes it back"), needed=True), _SAID_BY,
        ),
    ),
)  # fmt: skip
