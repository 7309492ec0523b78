"""The words of `watchroom dispatch` that are a person's acts. A table; `acting` does them."""

from watchroom.kernel.words import Words
from watchroom.ops.acting import About, Step, Take

LINES, ROADS = "watchroom.ops.dispatch_lines:", "watchroom.dispatch.closing_roads:"
_REASON = Take("--reason", Words(zh="理由", en="the reason"), needed=True)
_TABLE = Take("file", Words(zh="文件", en="the file"), "data", "file", True)
_ENCODING = Take("--encoding", Words(zh="CSV 的编码；不写则自动识别", en="encoding of a CSV; without it, it is found"), choices=("utf-8", "gb18030", "utf-16", "big5"))  # fmt: skip
_FAMILY = Take("family", Words(zh="response 为派遣需求，cover 为最低留守", en="response: what incidents need; cover: what stays behind"), needed=True, choices=("response", "cover"))  # fmt: skip
_INCIDENT = Take("incident", Words(zh="事件编号，如 I-2026-0001", en="the incident's number, such as I-2026-0001"), "", "incident", True)  # fmt: skip
_ANY = Take("incident", Words(zh="事件编号；不写则为全部未结事件", en="the incident's number; without it, all that are open"), "", "incident")  # fmt: skip

_TEAM = Take("team", Words(zh="队伍代码", en="the team's code"), needed=True)
_CALLED = Take(
    "called",
    Words(zh="被叫人的编号，见 teams-out", en="the number of one who is called: see teams-out"),
    "",
    "number",
    True,
)
_MY_CALL = Take("called", Words(zh="编号，见 called-mine", en="the number: see called-mine"), "", "number", True)

TEAMS = (
    Step(
        "teams",
        Words(zh="列出应急队伍和专家组", en="list the emergency teams and expert groups"),
        "watchroom.dispatch.teams.finding:teams",
        "team",
        (
            Take("--field", Words(zh="事件种类或类别的代码", en="code of a kind or class of incidents"), "kind"),
            Take("--text", Words(zh="名称、单位、专长中的字", en="words of their names, agency or skills")),
        ),
        reads=True,
    ),
    Step(
        "teams-fit",
        Words(zh="适合一起事件的队伍和专家，先到的在前", en="teams and experts for an incident, the soonest first"),
        "watchroom.dispatch.teams.finding:options",
        "team_option",
        (_INCIDENT,),
        reads=True,
    ),
    Step(
        "teams-out",
        Words(
            zh="为一起事件呼叫的队伍和专家：谁来、谁到了",
            en="who was called out to an incident, who comes and is there",
        ),
        "watchroom.dispatch.teams.finding:outs",
        "team_called",
        (_INCIDENT,),
        reads=True,
    ),
    Step(
        "call-team",
        Words(zh="呼叫队伍或专家组出动", en="call a team or an expert group out"),
        f"{LINES}call_team",
        "team_called",
        (
            _INCIDENT,
            _TEAM,
            Take(
                "--reason",
                Words(
                    zh="已在别处出动或不能出动而仍要叫的理由", en="the reason, where it is out elsewhere or cannot go"
                ),
                "also",
            ),
        ),
        about=About("incident", "watchroom.incidents.queries:incident", ("incident",)),
    ),
    Step(
        "called-mine",
        Words(zh="叫自己出动的事件", en="the incidents to which one is called out oneself"),
        "watchroom.dispatch.teams.own:own",
        "own_call",
        reads=True,
    ),
    Step(
        "come",
        Words(zh="答复前来", en="answer that one comes oneself"),
        "watchroom.dispatch.teams.own:come",
        "",
        (_MY_CALL, Take("--minutes", Words(zh="几分钟到", en="minutes until one is there"), "", "number")),
    ),
    Step(
        "cannot-come",
        Words(
            zh="答复不能来，答复前来之后也行；队伍随即改叫下一位",
            en="answer that one cannot come, also after one said that one does; of a team the next is called at once",
        ),
        "watchroom.dispatch.teams.own:cannot",
        "",
        (_MY_CALL, Take("--reason", Words(zh="原因", en="why"))),
    ),
    Step(
        "team-came",
        Words(zh="登记到达", en="record that one who was called is there"),
        "watchroom.dispatch.teams.calling_out:came",
        "coming",
        (_CALLED, Take("--people", Words(zh="到场人数", en="with how many"), "", "number")),
    ),
    Step(
        "team-left",
        Words(zh="登记撤离，或不再前来", en="record that one has left, or comes no longer"),
        "watchroom.dispatch.teams.calling_out:left",
        "coming",
        (_CALLED, Take("--reason", Words(zh="不再前来的原因", en="why he comes no longer"))),
    ),
    Step(
        "team-ready",
        Words(zh="说明队伍可否出动", en="say whether a team can be called out"),
        f"{LINES}team_ready",
        "team",
        (_TEAM, Take("--away", Words(zh="不能出动的原因；不写则为可以出动", en="why it cannot; without it, it can"))),
    ),
    Step(
        "team-put",
        Words(zh="登记应急队伍或专家组，或更改", en="enter a team or an expert group, or change it"),
        f"{LINES}team_put",
        "team",
        (
            Take("code", Words(zh="代码", en="its code"), needed=True),
            Take(
                "sort",
                Words(zh="team 为队伍，experts 为专家组", en="team, or experts"),
                needed=True,
                choices=("team", "experts"),
            ),
            Take("zh", Words(zh="名称", en="its Chinese name"), needed=True),
            Take("--en", Words(zh="英文名", en="its English name")),
            Take("--home", Words(zh="驻地的代码", en="code of the place from which it sets out"), needed=True),
            Take(
                "--field",
                Words(zh="事件种类或类别的代码；可写多次", en="code of a kind or class of incidents; again for more"),
                "fields",
                many=True,
            ),
            Take(
                "--member",
                Words(
                    zh="成员账号和职务，如 “lin 队长 / leader”；可写多次，先叫的在前",
                    en="account and title of a member in both languages, such as “lin 队长 / leader”; again for more, in the order of calling",
                ),
                "members",
                many=True,
            ),
            Take("--skills", Words(zh="专长、装备", en="what they know or bring, in Chinese"), "skills_zh"),
            Take("--skills-en", Words(zh="专长、装备的英文", en="the same in English")),
            Take("--agency", Words(zh="单位", en="their agency"), "agency_zh"),
            Take("--agency-en", Words(zh="单位的英文名", en="their agency in English")),
            Take(
                "--ready",
                Words(zh="从叫到出发的分钟数", en="minutes from the call until they set out"),
                "ready_min",
                "number",
            ),
        ),
    ),
)

_STOCK = Take("stock", Words(zh="编号，见 stock", en="its number: see stock"), "", "number", True)
_N = Take("n", Words(zh="数量", en="how many"), "", "number", True)

# Units and supplies.
FLEET = (
    Step(
        "units", Words(zh="列出力量：状态、所在事件、驻地", en="list the units: status, incident, station"), f"{LINES}units", "unit",
        (_ANY,), reads=True,
    ),
    Step(
        "radio", Words(zh="按电台原话登记力量状态，如 “amb-1 4”“amb-1 到场 03:12”", en="record a unit's status as the radio said it, such as “amb-1 4”, “amb-1 on scene 03:12”"),
        "watchroom.dispatch.reporting:radio", "unit",
        (Take("line", Words(zh="一句话", en="the line"), needed=True), Take("--said-by", Words(zh="谁说的", en="who said so"))),
    ),
    Step(
        "stock", Words(zh="列出物资：哪里有多少", en="list the supplies: how many of what lie where"), "watchroom.dispatch.stocking:stock", "stock",
        (Take("--place", Words(zh="地点代码", en="a place's code")), Take("--text", Words(zh="名称中的字", en="words of a name"))), reads=True,
    ),
    Step(
        "stock-moves", Words(zh="一项物资的出入库记录", en="what came in and went out of one"), "watchroom.dispatch.stocking:moves", "stock_move",
        (_STOCK,), reads=True,
    ),
    Step(
        "stock-in", Words(zh="物资入库", en="supplies came in"), f"{LINES}stock_in", "stock",
        (
            Take("place", Words(zh="地点代码", en="the place's code"), needed=True), Take("zh", Words(zh="物资名称", en="what it is"), needed=True), _N,
            Take("--en", Words(zh="英文名", en="its name in English")), Take("--measure", Words(zh="计量单位；不写则为件", en="what is counted; 件 without it")),
            Take("--least", Words(zh="最低存量", en="below this somebody should see to it"), "", "number"), _REASON,
        ),
    ),
    Step(
        "units-in", Words(zh="登记力量（CSV、Excel）：有一行不对就都不登记", en="enter units from a table (CSV, Excel): all of it or none"), f"{LINES}units_in", "units_taken",
        (_TABLE, _ENCODING),
    ),
    Step(
        "stock-table", Words(zh="物资出入库登记表（CSV、Excel）：有一行不对就都不登记", en="enter what came in and went out from a table (CSV, Excel): all of it or none"),
        f"{LINES}stock_table", "", (_TABLE, _ENCODING, Take("--reason", Words(zh="理由：表中没有写的行用它", en="the reason of the lines that give none"))),
    ),
    Step(
        "stock-out", Words(zh="物资出库，可写明用于哪起事件", en="supplies went out, for an incident perhaps"), "watchroom.dispatch.stocking:give_out", "stock",
        (_STOCK, _N, Take("--incident", Words(zh="事件编号", en="the incident's number"), "", "incident"), _REASON),
    ),
    Step(
        "stock-to", Words(zh="物资调到另一处", en="supplies went to another place"), f"{LINES}stock_to", "stock",
        (_STOCK, Take("to", Words(zh="调入地点的代码", en="the other place's code"), needed=True), _N, _REASON),
    ),
)  # fmt: skip

STEPS = (
    *TEAMS,
    *FLEET,
    Step("propose", Words(zh="派遣建议：派谁、多久到、依据是什么", en="whom to send, how soon they arrive, and how that is known"), f"{LINES}propose", "dispatch_proposal", (_ANY,), reads=True),
    Step(
        "send", Words(zh="派出建议的力量，或另选（须写理由）", en="send the proposed units, or others, with a reason"), f"{LINES}send", "unit",
        (
            _INCIDENT, Take("--unit", Words(zh="力量代号，可写多次；不写则按建议", en="code of a unit, again for more; without it, as proposed"), "units", many=True),
            Take("--reason", Words(zh="与建议不同时的理由", en="the reason, where it differs from what is proposed")),
        ),
        about=About("incident", "watchroom.incidents.queries:incident", ("incident",)), more=f"{LINES}would_send",
    ),
    Step("rules", Words(zh="列出派遣需求或最低留守的规则", en="list the rules on needs or on cover"), f"{LINES}rules", "dispatch_rule", (_FAMILY,), reads=True),
    Step(
        "rule-put", Words(zh="施行一条规则（YAML 文件）", en="put a rule in force, from a file of YAML"), f"{LINES}rule_put", "dispatch_version",
        (_FAMILY, Take("content", Words(zh="规则文件", en="the rule's file"), "", "file", True), _REASON),
    ),
    Step(
        "rule-withdraw", Words(zh="停用一条规则", en="take a rule out of force"), f"{LINES}rule_withdraw", "dispatch_version",
        (_FAMILY, Take("code", Words(zh="规则代码", en="the rule's code"), needed=True), _REASON),
    ),
    Step("closures", Words(zh="列出封闭的道路", en="list the closed roads"), f"{ROADS}closures", "closure", (), reads=True),
    Step(
        "close-road", Words(zh="封闭一条道路或一片区域（文件）", en="close a road or an area, from a file"), f"{LINES}close_road", "closure",
        (
            Take("geometry", Words(zh="线或面的文件：GeoJSON，或每行一对“经度, 纬度”", en="a file with a line or an area: GeoJSON, or “longitude, latitude” line by line"), "", "file", True),
            Take("--name", Words(zh="名称", en="its name"), "zh", needed=True), Take("--name-en", Words(zh="英文名", en="its name in English"), "en"), _REASON,
            Take("--since", Words(zh="自何时起；不写则为现在", en="from when; without it, now"), "", "moment"),
            Take("--until", Words(zh="至何时；不写则为解除为止", en="until when; without it, until it is lifted"), "", "moment"),
        ),
    ),
    Step(
        "open-road", Words(zh="恢复通行", en="open a closed road again"), f"{ROADS}lift_closure", "closure",
        (Take("closure", Words(zh="封闭的编号", en="the closure's number"), "", "number", True), _REASON),
    ),
    Step("distress", Words(zh="外勤求助：谁、在哪里、是否已确认", en="calls for help from the field: who, where, acknowledged or not"), "watchroom.dispatch.field.distress:listed", "distress", reads=True),
    Step(
        "distress-end", Words(zh="写明核实情况，解除一次外勤求助", en="end a call for help, with what was found out"), "watchroom.dispatch.field.distress:end", "distress",
        (Take("pk", Words(zh="求助编号", en="its number"), "", "number", True), Take("note", Words(zh="核实情况", en="what was found out"), needed=True)),
    ),
)  # fmt: skip
