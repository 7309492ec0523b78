"""The words of `watchroom duty`. A table; `acting` does them."""

from watchroom.kernel.words import Words
from watchroom.ops.acting import About, Step, Take

ASK, EXCHANGE, PEOPLE = "watchroom.ops.duty_lines:", "watchroom.ops.exchange_lines:", "watchroom.people."

_POST = Take("post", Words(zh="岗位代码", en="the post's code"), needed=True)
_ONE_POST = Take("--post", Words(zh="只看这个岗位（代码）", en="this post alone (its code)"))
_SINCE = Take(
    "--since",
    Words(zh="自，如 2026-02-04T08:00（站点时区）", en="from, such as 2026-02-04T08:00 (site's zone)"),
    "",
    "moment",
)
_UNTIL = Take("--until", Words(zh="至（不含）", en="until (exclusive)"), "", "moment")
_ROLL = Take("roll", Words(zh="点名编号", en="the roll-call's number"), "", "number", True)
_WHY = Take("reason", Words(zh="事由", en="the reason"), needed=True)
_REFUSE = Take("--refuse", Words(zh="不同意", en="refuse it"), "agree", "off")
_LEAVE = Take("leave", Words(zh="请假编号", en="the leave's number"), "pk", "number", True)
_EXCHANGE = Take("exchange", Words(zh="换班编号", en="the exchange's number"), "pk", "number", True)
_OF_POST = About("post", f"{ASK}post_row", ("post",))

STEPS = (
    Step(
        "who", Words(zh="谁在岗：现在，或某一时刻", en="who is on watch: now, or at a moment"), f"{ASK}who", "on_watch",
        (Take("--at", Words(zh="哪一时刻，如 2026-02-04T22:00（站点时区）", en="at which moment, such as 2026-02-04T22:00 (site's zone)"), "", "moment"), _ONE_POST),
        reads=True,
    ),
    Step("roster", Words(zh="值班表；不写时间则为今后七天", en="the roster; without times, of the next seven days"), f"{ASK}roster", "shift", (_SINCE, _UNTIL), reads=True),
    Step("gaps", Words(zh="今后三十天的空档和其他问题", en="gaps and what else is wrong with the next thirty days"), f"{ASK}gaps", "trouble", reads=True),
    Step("matters", Words(zh="一个岗位的未了事项", en="what is open when a post changes hands"), f"{ASK}matters", "matter", (_POST,), reads=True),
    Step(
        "give", Words(zh="交班签字", en="sign off: the holder hands the post over"), f"{PEOPLE}handover:give", "signed",
        (_POST, Take("--equipment", Words(zh="设备状况", en="how the equipment is")), Take("--remarks", Words(zh="交代事项", en="remarks"))),
    ),
    Step(
        "take", Words(zh="逐项看过未了事项，签字接班", en="read each open matter, sign and take over"), f"{PEOPLE}handover:take", "signed",
        (_POST, Take("--alone", Words(zh="没有人交班时，写明接班理由", en="why, where nobody has handed it over"))),
        about=_OF_POST, more=f"{ASK}to_take",
    ),
    Step("todo", Words(zh="待办：没有办的", en="what the watch has to do and has not done"), f"{PEOPLE}todo_queries:open_todos", "todo", (Take("--post", Words(zh="只看这个岗位，可写多次", en="of this post alone, again for more"), "posts", many=True),), reads=True),
    Step(
        "todo-add", Words(zh="记一项待办；写 #12 即关联该号事件", en="write down what a post has to do; #12 in it ties it to that incident"), f"{PEOPLE}todo_actions:add", "todo",
        (
            _POST, Take("text", Words(zh="事项", en="what is to be done"), needed=True),
            Take("--at", Words(zh="何时，如 2026-02-04T22:00（站点时区）", en="when, such as 2026-02-04T22:00 (site's zone)"), "due_at", "moment"),
            Take("--daily", Words(zh="每天这个时间", en="each day at this time"), "daily", "on"),
        ),
    ),
    Step(
        "todo-done", Words(zh="待办已办", en="say that it is done"), f"{PEOPLE}todo_actions:done", "todo",
        (Take("todo", Words(zh="待办编号，如 D5", en="its number, such as D5"), "", "number", True), Take("--note", Words(zh="办理情况", en="what was done"))),
    ),
    Step(
        "roster-out", Words(zh="把一个月的值班表写成 Excel 或 CSV", en="write the roster of a month as Excel or CSV"), f"{ASK}roster_out", "file",
        (
            Take("file", Words(zh="写入这个文件：.xlsx 或 .csv", en="the file to write: .xlsx or .csv"), needed=True),
            Take("--month", Words(zh="哪个月，如 2026-12；不写为本月", en="the month, such as 2026-12; without it, the one that runs")),
        ),
        reads=True,
    ),
    Step(
        "roster-in", Words(zh="导入值班表（Excel、CSV、.ics）：有一行不对就都不导入", en="take a roster in (Excel, CSV, .ics): all of it or none"), f"{ASK}roster_in", "taken",
        (
            Take("file", Words(zh="文件", en="the file"), "data", "file", True),
            Take("--check", Words(zh="只检查", en="only check it"), "check", "on"),
            Take("--post", Words(zh="日历排给哪个岗位", en="whose shifts a calendar's events are")),
            Take("--encoding", Words(zh="CSV 的编码；不写则自动识别", en="encoding of a CSV; without it, it is found"), choices=("utf-8", "gb18030", "utf-16", "big5")),
        ),
    ),
    Step("mine", Words(zh="本人今后的班次", en="one's own shifts to come"), f"{EXCHANGE}shifts", "shift", reads=True),
    Step("leaves", Words(zh="请假：本人的，和待本人批准的", en="leave: one's own, and what waits for one's consent"), f"{EXCHANGE}leaves", "leave", reads=True),
    Step(
        "leave-ask", Words(zh="请假", en="ask for leave"), f"{PEOPLE}asking:ask_leave", "leave",
        (Take("--since", _SINCE.words, "", "moment", True), Take("--until", _UNTIL.words, "", "moment", True), _WHY),
    ),
    Step("leave-withdraw", Words(zh="撤回本人的请假，已批准的也可", en="withdraw one's own leave, also after it was agreed"), f"{PEOPLE}asking:withdraw_leave", "leave", (_LEAVE,)),
    Step("leave-decide", Words(zh="批准他人的请假，或不同意", en="agree to somebody's leave, or refuse it"), f"{PEOPLE}asking:decide_leave", "leave", (_LEAVE, _REFUSE)),
    Step("exchanges", Words(zh="换班：本人提出的、请本人接的、待本人批准的", en="exchanges: asked by oneself, of oneself, and what waits for one's consent"), f"{EXCHANGE}exchanges", "exchange", reads=True),
    Step(
        "exchange-ask", Words(zh="请人替班，或换班", en="ask somebody to take one's own shift, or to exchange"), f"{PEOPLE}asking:ask_exchange", "exchange",
        (
            Take("shift", Words(zh="本人班次的编号", en="the number of one's own shift"), "", "number", True),
            Take("taker", Words(zh="请谁接（账号）", en="who is asked (account)"), needed=True), _WHY,
            Take("--other", Words(zh="换对方哪一班（编号）", en="which shift is given in return (its number)"), "", "number"),
            Take("--since", Words(zh="只替一段：自", en="a part of it alone: from"), "", "moment"), Take("--until", _UNTIL.words, "", "moment"),
        ),
    ),
    Step(
        "exchange-answer", Words(zh="答应接班，或不接", en="accept to take somebody's shift, or decline"), f"{PEOPLE}asking:answer_exchange", "exchange",
        (_EXCHANGE, Take("--decline", Words(zh="不接", en="decline"), "accept", "off")),
    ),
    Step("exchange-withdraw", Words(zh="撤回本人提出的换班", en="withdraw one's own request"), f"{PEOPLE}asking:withdraw_exchange", "exchange", (_EXCHANGE,)),
    Step("exchange-decide", Words(zh="批准双方已同意的换班，或不同意", en="agree to an accepted exchange, or refuse it"), f"{PEOPLE}asking:decide_exchange", "exchange", (_EXCHANGE, _REFUSE)),
    Step("strength", Words(zh="各响应级别的值班力量和现状", en="how strong the watch must be at each response level, and is"), f"{ASK}strength", "strength", reads=True),
    Step(
        "report", Words(zh="写出一天的值班日报：网页、PDF、Word，中英文", en="write the duty report of a day: HTML, PDF and Word, in both languages"), f"{ASK}report", "file",
        (
            Take("day", Words(zh="哪一天，如 2026-02-04", en="the day, such as 2026-02-04"), needed=True),
            Take("--out", Words(zh="写到这个文件夹", en="write into this folder"), needed=True),
            Take("--begins", Words(zh="自几点起（默认 08:00）", en="from which hour (default: 08:00)")),
        ),
        reads=True,
    ),
    Step("rolls", Words(zh="点名记录，最近三十天", en="roll-calls of the last thirty days"), f"{ASK}rolls", "roll", reads=True),
    Step(
        "call", Words(zh="点名：在岗人须在时限内应答", en="call whoever holds a post; he has to answer within the limit"), f"{PEOPLE}roll_actions:call", "roll",
        (_POST, Take("--minutes", Words(zh="时限，分钟（默认 5）", en="the limit in minutes (default: 5)"), "limit_s", "minutes")),
    ),
    Step(
        "answer", Words(zh="应答点名", en="answer a roll-call: I am here"), f"{PEOPLE}roll_actions:answer", "roll",
        (_ROLL, Take("--note", Words(zh="说明", en="a note"))),
    ),
    Step(
        "settle", Words(zh="写明未应答的点名核实情况", en="say what was found out about a missed roll-call"), f"{PEOPLE}roll_actions:settle", "roll",
        (_ROLL, Take("why", Words(zh="核实情况", en="what was found out"), needed=True)),
    ),
    Step(
        "draw", Words(zh="安排时段内的随机抽查", en="arrange roll-calls at random times of a window"), f"{PEOPLE}roll_actions:draw", "roll_draw",
        (
            Take("--since", _SINCE.words, "", "moment", True), Take("--until", _UNTIL.words, "", "moment", True),
            Take("--post", Words(zh="岗位代码，可写多次", en="a post's code, again for more"), "posts", needed=True, many=True),
            Take("--count", Words(zh="共几次", en="how many calls in all"), "", "number", True),
            Take("--minutes", Words(zh="时限，分钟（默认 5）", en="the limit in minutes (default: 5)"), "limit_s", "minutes"),
        ),
    ),
    Step(
        "stop", Words(zh="停止一次随机抽查", en="no more calls of a draw"), f"{PEOPLE}roll_actions:stop", "roll_draw",
        (Take("draw", Words(zh="抽查编号", en="the draw's number"), "", "number", True),),
    ),
    Step("nightly", Words(zh="常态化抽查：每晚自动抽的规则", en="standing draws: the rules that call each night by themselves"), f"{PEOPLE}nightly:rules", "nightly", reads=True),
    Step(
        "nightly-put", Words(zh="设定一条常态化抽查", en="set a standing draw"), f"{PEOPLE}nightly:put", "nightly",
        (
            Take("--begins", Words(zh="每晚自几点，如 22:00（站点时区）", en="each night from, such as 22:00 (site's zone)"), needed=True),
            Take("--ends", Words(zh="至几点，如 06:00；可跨午夜", en="until, such as 06:00; may cross midnight"), needed=True),
            Take("--post", Words(zh="岗位代码，可写多次", en="a post's code, again for more"), "posts", needed=True, many=True),
            Take("--count", Words(zh="每晚几次", en="how many calls a night"), "", "number", True),
            Take("--minutes", Words(zh="时限，分钟（默认 5）", en="the limit in minutes (default: 5)"), "limit_s", "minutes"),
        ),
    ),
    Step("nightly-end", Words(zh="停止一条常态化抽查", en="end a standing draw"), f"{PEOPLE}nightly:end", "nightly", (Take("rule", Words(zh="规则编号", en="the rule's number"), "", "number", True),)),
    Step(
        "strength-put", Words(zh="设定一个响应级别要多少岗位在岗，取代原有要求；不写 --rule 则不再要求", en="set how many posts a response level wants held, in place of what it wanted; without --rule, none"),
        f"{ASK}strength_put", "strength",
        (
            Take("level", Words(zh="0 为日常，1 至 6 为响应级别", en="0: every day; 1 to 6: a response level"), "", "number", True),
            Take("--rule", Words(zh="如 1:watch_officer,duty_leader（两岗至少一人），可写多次", en="such as 1:watch_officer,duty_leader (one of the two), again for more"), "rules", many=True),
        ),
    ),
    Step(
        "log", Words(zh="查值班日志：汉字、全拼、首字母、英文词", en="search the duty log: characters, pinyin, initials, words"), f"{ASK}log", "log_line",
        (
            Take("text", Words(zh="要找的话；不写则为最新的记录", en="what is looked for; without it, the newest lines")), _SINCE, _UNTIL, _ONE_POST,
            Take("--incident", Words(zh="事件编号", en="an incident's number")),
            Take("--before", Words(zh="只看更早的：编号，如 L120", en="older ones only: a line's number, such as L120"), "", "number"),
            Take("--limit", Words(zh="最多几条（默认 50）", en="how many at most (default: 50)"), "", "number"),
        ),
        reads=True,
    ),
    Step(
        "write", Words(zh="记一条值班日志；写 #12 即关联该号事件", en="write a line in the duty log; #12 in it ties it to that incident"),
        f"{PEOPLE}log_actions:write", "log_line",
        (
            Take("text", Words(zh="一句话", en="the line"), needed=True), Take("--incident", Words(zh="事件编号", en="an incident's number")),
            Take("--corrects", Words(zh="更正哪一条，如 L120；原记录保留", en="which line it corrects, such as L120; that stays as it is"), "", "number"),
        ),
    ),
)  # fmt: skip
