"""The words of `watchroom incident` and `watchroom report`. Tables; `acting` does them, by the actions of the screen."""

from watchroom.kernel.words import Words
from watchroom.ops.acting import Step, Take

_ASK, _CALL, _TOLD = (
    "watchroom.ops.incident_lines:",
    "watchroom.incidents.intake.actions:",
    "watchroom.incidents.instructing:",
)
_REASON = Take("--reason", Words(zh="依据或原因", en="the reason"), needed=True)
_INCIDENT = Take("incident", Words(zh="事件编号，如 I-2026-0001", en="the incident's number, such as I-2026-0001"), "", "incident", True)  # fmt: skip
_ANY = Take("incident", Words(zh="事件编号；不写则为全部", en="the incident's number; without it, all"), "", "incident")
_RECEIVED = Take("--received", Words(zh="接报时间（站点时区）；不写为现在", en="when it was received (site's zone); without it, now"), "received_at", "moment")  # fmt: skip
_BY = Take("--channel", Words(zh="来源", en="by what"), choices=("telephone", "message", "mail", "form", "field"))
_N = Take("instruction", Words(zh="批示编号，如 N3", en="the instruction's number, such as N3"), "", "number", True)
_REPORT = Take("report", Words(zh="报告编号", en="the report's number"), "", "number", True)
_VERSION = Take("number", Words(zh="模板版本", en="the template's version"), "", "number", True)
_CHANNEL = Take("--channel", Words(zh="方式", en="by telephone or in writing"), needed=True, choices=("telephone", "written"))  # fmt: skip
_TO = Take("--to", Words(zh="报给谁", en="to whom"), needed=True)
_RECEIVER = Take("--receiver", Words(zh="接收人；销号时必填", en="who took it; owed where it meets a limit"))
_CLOCKS = Take("--clock", Words(zh="这次销号的时限编号，可写多次", en="number of a limit that it meets; again for more"), "clocks", "numbers", many=True)  # fmt: skip
_FIGURES = Take("--figure", Words(zh="人数：名称.running=数 或 名称.cumulative=数，可写多次；= 后留空为不明", en="a figure: name.running=N or name.cumulative=N, again for more; nothing after = is not known"), "figures", "figures", many=True)  # fmt: skip

INCIDENTS = (
    Step(
        "read", Words(zh="读一段来电或一封邮件，列出建议，什么也不写", en="read a call or a mail into proposals; nothing is written"), f"{_ASK}read", "reading",
        (
            Take("text", Words(zh="来电原文", en="what was said")),
            Take("--mail", Words(zh="邮件文件（.eml）", en="a mail as a file (.eml)"), "", "file"), _RECEIVED,
        ),
        reads=True,
    ),
    Step(
        "call", Words(zh="记一次接报", en="keep a call"), f"{_ASK}take", "call",
        (
            Take("text", Words(zh="来电原文", en="what was said"), needed=True),
            Take("--incident", Words(zh="归到哪起事件", en="the incident that it is about"), "", "incident"), _BY, _RECEIVED,
            Take("--caller", Words(zh="报告人", en="who called")), Take("--phone", Words(zh="回拨电话", en="number to call back")),
        ),
    ),
    Step(
        "calls", Words(zh="列出接报", en="list the calls"), f"{_ASK}calls", "call",
        (_ANY, Take("--loose", Words(zh="只列未归事件的", en="only those of no incident"), "", "on")), reads=True,
    ),
    Step(
        "move", Words(zh="把接报改归另一事件；不写 --to 为分出", en="put a call to another incident; without --to, part it"), f"{_ASK}move", "call",
        (Take("call", Words(zh="接报编号，如 C5", en="the call's number, such as C5"), "", "number", True), Take("--to", Words(zh="事件编号", en="the incident's number"), "", "incident"), _REASON),
    ),
    Step("settle", Words(zh="接报不归事件，已办结", en="say that a call is of no incident and dealt with"), f"{_ASK}settle", "call", (Take("call", Words(zh="接报编号，如 C5", en="the call's number, such as C5"), "", "number", True), _REASON)),
    Step("likely", Words(zh="列出可能是同一事件的，逐项给分", en="list what may be the same event, with each part of the score"), f"{_ASK}find_likely", "likely", (_INCIDENT,), reads=True),
    Step("ties", Words(zh="列出一起事件的关联", en="list what an incident is tied to"), "watchroom.incidents.intake.queries:ties", "tie", (_INCIDENT,), reads=True),
    Step(
        "tie", Words(zh="认定两起是同一事件或相关：以前一起为准", en="say that two incidents are one event, or related; the first goes on"), f"{_CALL}tie", "tie",
        (
            _INCIDENT, Take("other", Words(zh="另一起的编号", en="the other's number"), "", "incident", True),
            Take("--sort", Words(zh="same 为同一事件，related 为相关", en="same event, or related"), needed=True, choices=("same", "related")), _REASON,
        ),
    ),
    Step(
        "untie", Words(zh="解除关联", en="end a tie"), f"{_CALL}untie", "tie",
        (_INCIDENT, Take("tie", Words(zh="关联编号", en="the tie's number"), "number", "number", True), _REASON),
    ),
    Step("instructions", Words(zh="列出领导批示", en="list leaders' instructions"), "watchroom.incidents.queries:instructions", "instruction", (Take("incident", _INCIDENT.words, "pk", "incident", True),), reads=True),
    Step(
        "instruct", Words(zh="登记领导批示", en="enter a leader's instruction"), f"{_TOLD}instruct", "instruction",
        (
            _INCIDENT, Take("text", Words(zh="批示内容", en="the instruction"), needed=True), Take("--leader", Words(zh="批示领导", en="the leader"), needed=True),
            Take("--post", Words(zh="承办：岗位代码、unit:力量代码或 agency:单位代码", en="who answers: a post's code, unit:CODE or agency:CODE")), Take("--whom", Words(zh="承办（不是本站岗位时）", en="who answers, if no post of ours")),
            Take("--given", Words(zh="批示时间", en="when it was given"), "given_at", "moment"), Take("--due", Words(zh="办理时限", en="time limit"), "due_at", "moment"),
            Take("--report", Words(zh="批在哪份报告上", en="the report that it was given on"), "", "number"),
        ),
    ),
    Step(
        "order", Words(zh="把批示交另一岗位、力量或单位办理", en="give an instruction to one more post, to a unit or an agency"), "watchroom.dispatch.actions:order_instruction", "order",
        (
            _INCIDENT, _N, Take("post", Words(zh="岗位代码、unit:力量代码或 agency:单位代码", en="the post's code, unit:CODE or agency:CODE"), needed=True),
            Take("--text", Words(zh="具体要求；不写为批示原文", en="what exactly; without it, the words of the instruction")),
            Take("--due", Words(zh="办理时限；不写为批示的时限", en="time limit; without it, that of the instruction"), "due_at", "moment"),
        ),
    ),
    Step("answer", Words(zh="登记批示的反馈", en="answer an instruction"), f"{_TOLD}answer", "instruction", (_INCIDENT, _N, Take("text", Words(zh="反馈内容", en="the answer"), needed=True))),
    Step("withdraw", Words(zh="撤回批示", en="withdraw an instruction"), f"{_TOLD}withdraw", "instruction", (_INCIDENT, _N, _REASON)),
)  # fmt: skip

REPORTS = (
    Step("due", Words(zh="列出正在计时的报送时限", en="list the reporting limits that run"), f"{_ASK}due", "clock", (_ANY,), reads=True),
    Step("list", Words(zh="列出一起事件的报告和人数", en="list the reports of an incident and their figures"), "watchroom.incidents.queries:reports", "report", (Take("incident", _INCIDENT.words, "pk", "incident", True),), reads=True),
    Step("draft", Words(zh="由已知情况起草下一份报告，什么也不写", en="draft the next report from what is known; nothing is written"), "watchroom.incidents.drafting:draft", "draft", (_INCIDENT,), reads=True),
    Step(
        "send", Words(zh="记一次报送", en="note a report that was made"), "watchroom.incidents.sending:report_up", "report",
        (
            _INCIDENT, Take("--kind", Words(zh="种类", en="which kind"), needed=True, choices=("first", "follow_up", "nil", "final", "verified")), _TO,
            Take("--text", Words(zh="内容", en="the text"), needed=True), _CHANNEL, _RECEIVER, _CLOCKS, _FIGURES,
        ),
    ),
    Step(
        "receipt", Words(zh="登记报告送达另一处，或以另一种方式", en="enter that a report reached another, or by the other channel"), "watchroom.incidents.sending:send_again", "sending",
        (_INCIDENT, _REPORT, _TO, _CHANNEL, Take("--receiver", _RECEIVER.words, needed=True), _CLOCKS),
    ),
    Step("templates", Words(zh="列出快报的 Word 模板", en="list the Word templates for briefs"), "watchroom.incidents.briefs:versions", "brief_template", reads=True),
    Step(
        "template", Words(zh="检查并放入一份快报模板（.docx）；不随即启用", en="check and put in a template for briefs (.docx); it is not in service yet"), f"{_ASK}put_template", "brief_template",
        (Take("file", Words(zh="Word 文件", en="the Word file"), "data", "file", True), Take("--note", Words(zh="说明", en="a note"))),
    ),
    Step(
        "template-trial", Words(zh="用模板试写一份假想的报告，写成 Word 文件", en="write a made-up report out of a template, as a Word file"), f"{_ASK}try_template", "",
        (_VERSION, Take("--out", Words(zh="写入这个文件；不写则为 template-版本.docx", en="the file to write; without it, template-VERSION.docx"))), reads=True,
    ),
    Step("template-use", Words(zh="启用一版快报模板；0 为平台自己的版式", en="make briefs from this version; 0: the platform's own form"), f"{_ASK}use_template", "brief_service", (_VERSION, _REASON)),
    Step("correct", Words(zh="更正一份报告的人数", en="correct figures of a report"), "watchroom.incidents.correcting:correct", "correction", (_INCIDENT, _REPORT, Take("--figure", _FIGURES.words, "figures", "figures", True, True), _REASON)),
)  # fmt: skip
