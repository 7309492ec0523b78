"""What the check of a plan can find: one row a code, with its weight, what is wrong, and what to do about it."""

from dataclasses import dataclass
from typing import Any, Literal

from watchroom.kernel.words import Words

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark. `line` is where it is in the file, `place` the same as a path of keys."""

    code: str
    line: int
    place: str
    severity: Severity
    words: Words
    todo: Words

    @property
    def zh(self) -> str:
        return self.words.zh

    @property
    def en(self) -> str:
        return self.words.en

    def said(self) -> dict[str, Any]:
        """The form in which the API and `--json` give it."""
        return {
            "code": self.code, "severity": self.severity, "line": self.line, "place": self.place,
            "text_zh": self.words.zh, "text_en": self.words.en, "todo_zh": self.todo.zh, "todo_en": self.todo.en,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    severity: Severity
    words: Words
    todo: Words


def _k(severity: Severity, zh: str, en: str, todo_zh: str, todo_en: str) -> Kind:
    return Kind(severity, Words(zh=zh, en=en), Words(zh=todo_zh, en=todo_en))


FINDINGS: dict[str, Kind] = {
    "unreadable": _k("error", "读不出来：{why}", "Cannot be read: {why}", "按格式说明改正后重新检查。", "Correct it as the format page says and check again."),
    "shape": _k("error", "格式不符：{why}", "Not in the format: {why}", "对照格式说明改正此处。", "Compare this place with the format page and correct it."),
    "twice": _k("error", "“{name}”出现了两次", "{name} appears twice", "改用不同的编号或删去一处。", "Give one of them another code, or delete it."),
    "unknown_fact": _k("error", "未声明的事实“{name}”", "The fact {name} is not declared", "在 facts 中声明，或改正名称。", "Declare it under facts, or correct the name."),
    "unknown_clause": _k("error", "没有编号为“{name}”的条款", "There is no clause numbered {name}", "在 clauses 中写入该条款原文。", "Write that clause under clauses."),
    "unknown_source": _k("error", "没有代码为“{name}”的出处", "There is no source with the code {name}", "在 sources 中写入该出处。", "Write that source under sources."),
    "unknown_post": _k("error", "没有代码为“{name}”的岗位", "There is no post with the code {name}", "在 posts 中写入该岗位。", "Write that post under posts."),
    "unknown_action": _k("error", "前项“{name}”不存在", "The predecessor {name} does not exist", "改正前项代码。", "Correct the predecessor's code."),
    "unknown_level": _k("error", "预案没有 {name} 级", "The plan has no level {name}", "改正级别，或补写该级别。", "Correct the level, or write that level."),
    "unknown_warning": _k("error", "没有代码为“{name}”的预警模板", "There is no warning template {name}", "在 warnings 中写入该模板。", "Write that template under warnings."),
    "unknown_kind": _k("error", "平台没有“{name}”这类事件", "The platform knows no kind of incident {name}", "用格式说明所列的事件类别代码。", "Use one of the codes that the format page lists."),
    "unknown_quantity": _k("error", "平台没有监测量“{name}”", "The platform listens to no quantity {name}", "用格式说明所列的监测量。", "Use one of the quantities that the format page lists."),
    "unknown_site_fact": _k("error", "平台不知道时间、地点的“{name}”，可用：{known}", "The platform knows no {name} of time or place; it knows: {known}", "改用所列的名称。", "Use one of those names."),
    "unknown_event": _k("error", "平台不认识官方预警种类“{name}”", "The platform knows no kind of official warning {name}", "用格式说明所列的预警种类代码。", "Use one of the codes that the format page lists."),
    "unit_of_quantity": _k("error", "{name} 的单位是 {unit}，这里写的是 {given}", "The unit of {name} is {unit}, not {given}", "改成该监测量的单位，数值一并换算。", "Use the quantity's own unit and convert the numbers."),
    "no_unit": _k("error", "数值“{name}”没有写单位", "The number {name} has no unit", "写明单位。", "State the unit."),
    "unit_mismatch": _k("error", "条件的单位 {given} 与事实“{name}”的单位 {unit} 不符", "The condition's unit {given} is not {unit}, the unit of {name}", "改用相同单位，数值一并换算。", "Use the same unit and convert the numbers."),
    "type_mismatch": _k("error", "事实“{name}”的类型是 {type}，不能这样比较", "The fact {name} is {type} and cannot be compared like this", "数值用上下限，文字用 one_of，真假用 equals。", "Numbers take bounds, text takes one_of, true or false takes equals."),
    "no_values": _k("error", "文字事实“{name}”没有列出可能的取值", "The text fact {name} lists no possible values", "在 values 中列出全部取值。", "List every value under values."),
    "no_decider": _k("error", "{level} 级没有写明由谁呈报、由谁决定", "Level {level} does not say who forwards and who decides", "在 chain 中写明 forwards 与 decides。", "Write forwards and decides under chain."),
    "no_owner": _k("error", "任务“{name}”没有责任岗位", "The action {name} has no post that owns it", "写明 post：任务归岗位，不归个人。", "Write post: a task belongs to a post, not to a person."),
    "no_origin": _k("error", "事实“{name}”没有写明取自何处（quantity 或 event）", "The fact {name} does not say what feeds it (quantity or event)", "监测量写 quantity，官方预警写 event。", "Write quantity for sensors, event for bulletins."),
    "unknown_value": _k("error", "“{value}”不是事实“{name}”的取值", "{value} is not a value of the fact {name}", "改用 values 中的取值。", "Use one of its values."),
    "empty_range": _k("error", "下限 {low} 不低于上限 {high}，没有数值能满足", "The lower bound {low} is not under the upper bound {high}: nothing satisfies it", "核对上下限。", "Check the bounds."),
    "beyond_nature": _k("warning", "界限 {value} 超出“{name}”可能的范围（{low} 至 {high}）", "The bound {value} is outside what {name} can be ({low} to {high})", "核对数值和单位。", "Check the number and its unit."),
    "unsourced": _k("error", "界限没有写明出处", "The bounds state no source", "写明 source（本处或其上一层）。", "State a source, here or on the part above."),
    "mark_not_in_clause": _k("error", "摘引的字句不在条款“{name}”的原文里", "The marked words are not in the text of clause {name}", "按条款原文逐字摘引。", "Quote the clause word for word."),
    "expression": _k("error", "表达式不能用：{why}", "The expression cannot be used: {why}", "改写，或改用 all、any 与比较。", "Rewrite it, or use all, any and comparisons."),
    "level_never": _k("error", "{level}的条件自相矛盾，任何情况都不成立", "The condition of {level} contradicts itself: nothing satisfies it", "核对各项上下限与“同时满足”。", "Check the bounds and the parts that must hold together."),
    "level_covered": _k("error", "凡满足{level}时也满足更高的{by}，{level}永远不会用到", "Whenever {level} holds, the graver {by} holds too, so {level} is never reached", "给{level}加上限，或提高{by}的下限。", "Bound {level} above, or raise the lower bound of {by}."),
    "overlap": _k("warning", "{level}与{by}对“{name}”的条件重叠：{shared}", "The conditions of {level} and {by} overlap on {name}: {shared}", "上限不含本数、下限含本数，使相邻级别首尾相接。", "Let neighbouring levels meet: upper bound excluded, lower bound included."),
    "gap": _k("warning", "“{name}”在 {missing} 之间不属于任何级别", "{name} in {missing} belongs to no level", "核对相邻级别的上下限。", "Check the bounds of the neighbouring levels."),
    "not_examined": _k("warning", "{level}的条件分支过多，未做重叠与空档检查", "The condition of {level} has too many branches to be checked for overlaps and gaps", "把条件拆简。", "Make the condition simpler."),
    "fact_unused": _k("warning", "事实“{name}”没有任何条件或文字用到", "The fact {name} is used by no condition and no text", "删去，或补写条件。", "Delete it, or write the condition that needs it."),
    "same_hand": _k("error", "{level} 级由同一岗位呈报并决定", "At level {level} one post both forwards and decides", "呈报与决定应由不同岗位承担。", "Let two different posts forward and decide."),
    "level_idle": _k("error", "{level} 级没有任何行动", "Level {level} has no action", "写明该级别的行动，或删去该级别。", "Write its actions, or delete the level."),
    "circle": _k("error", "前后项成环：{name}", "The predecessors go in a circle: {name}", "断开其中一处前项。", "Break the circle at one place."),
    "after_elsewhere": _k("error", "{level} 级中的行动“{name}”要等“{other}”，而后者不在该级别", "At level {level} the action {name} waits for {other}, which that level does not have", "把前项列入该级别，或去掉这个前项。", "Add the predecessor to that level, or drop it."),
    "deadline_impossible": _k("error", "{level} 级中，行动“{name}”须在 {limit} 内完成，前项按各自时限依次做完却要 {needed}：{chain}", "At level {level} the action {name} is due within {limit}, but what must be done first may take {needed}: {chain}", "放宽时限，或收紧前项时限。", "Give it more time, or its predecessor less."),
    "post_unused": _k("warning", "岗位“{name}”没有任何任务", "The post {name} has nothing to do", "写明其行动，或删去。", "Write its actions, or delete it."),
    "stray_brace": _k("error", "花括号不成对，或名称不合规则", "A brace is alone, or the name in it is not a name", "写成 {name}，名称用小写字母、数字和下划线。", "Write {name} with lower-case letters, digits and underscores."),
    "unknown_variable": _k("error", "文字里的“{name}”没有声明", "The variable {name} in the text is not declared", "在 variables 中声明它的来处。", "Declare under variables what fills it."),
    "unfillable": _k("error", "变量“{name}”的来处“{given}”不存在", "Nothing fills the variable {name}: {given} does not exist", "用 incident.、activation. 或 fact. 开头的来处。", "Let it come from incident., activation. or fact."),
    "no_otherwise": _k("error", "变量“{name}”取自事实，但没有写事实不明时的用语（otherwise）", "The variable {name} comes from a fact and has no wording for when that is not known (otherwise)", "补写 otherwise。", "Write otherwise."),
    "variable_unused": _k("warning", "变量“{name}”没有用到", "The variable {name} is not used", "删去，或补入文字。", "Delete it, or use it in a text."),
    "warning_unasked": _k("warning", "预警模板“{name}”没有哪项行动要求制作", "No action asks for the warning template {name}", "在某项行动中写 warning。", "Name it as the warning of an action."),
    "warning_elsewhere": _k("error", "行动“{name}”在 {level} 级制作预警“{other}”，该模板不用于这一级", "At level {level} the action {name} drafts the warning {other}, which is not meant for that level", "在模板的 levels 中加入该级别。", "Add the level to the template's levels."),
    "bad_date": _k("error", "日期“{name}”不存在", "The date {name} does not exist", "改正日期。", "Correct the date."),
    "evaluated_too_seldom": _k("warning", "评估周期长于三年", "The plan is evaluated less often than every three years", "政府及其部门预案每三年评估一次。", "Government plans are evaluated every three years."),
    "drilled_too_seldom": _k("warning", "演练周期长于三年", "The plan is exercised less often than every three years", "专项与部门预案至少每三年演练一次。", "Special and departmental plans are exercised at least every three years."),
    "unknown_unit": _k("error", "没有代码为“{name}”的机构", "There is no unit with the code {name}", "在 units 中写入该机构。", "Write that unit under units."),
    "unknown_body": _k("error", "没有代码为“{name}”的机构或岗位", "There is no unit and no post with the code {name}", "在 units 或 posts 中写入，或改正代码。", "Write it under units or posts, or correct the code."),
    "unknown_resource": _k("error", "没有代码为“{name}”的资源", "There is no resource with the code {name}", "在 resources 中写入该资源。", "Write that resource under resources."),
    "unit_circle": _k("error", "机构的隶属关系成环：{name}", "The units belong to one another in a circle: {name}", "改正其中一处 parent。", "Correct one parent of them."),
    "sensitive_too_low": _k("error", "敏感时段、地点降低 {by} 级，而预案只有 {count} 个级别", "The sensitive case lowers the bar by {by} levels, but the plan has {count}", "减小 lowers_by，或补写较低的级别。", "Lower lowers_by, or write the milder levels."),
    "mixed_units": _k("warning", "表达式混用了单位 {name}，数值不会自动换算", "The expression mixes the units {name}; numbers are not converted", "核对换算，或让各事实使用同一单位。", "Check the conversion, or give the facts one unit."),
    "no_deadline": _k("warning", "“{name}”没有规定时限", "{name} has no time limit", "写明 deadline；没有时限的任务不会超时提醒。", "State its deadline: without one nobody is told that it is late."),
    "deadline_unclear": _k("error", "“{name}”的时限应写 within、every、daily_by 三者之一", "The time limit of {name} is not exactly one of within, every and daily_by", "只写其中一项。", "State just one of them."),
    "order_bare": _k("warning", "行动“{name}”的指令只重复了名称", "The order of the action {name} only repeats its title", "写明做什么、在哪里、做到什么程度。", "Write what is to be done, where, and how far."),
    "no_channel": _k("error", "联系对象“{name}”没有可用的联系方式", "The contact {name} has no working channel", "补写电话等联系方式。", "Write a telephone number or another channel."),
    "bad_channel": _k("error", "“{name}”不是有效的{kind}", "{name} is not a valid {kind}", "改正号码或地址。", "Correct the number or address."),
    "contact_of_nobody": _k("warning", "联系对象“{name}”没有写明属于哪个机构或岗位", "The contact {name} belongs to no unit and no post", "写明 unit 或 post。", "State its unit or post."),
    "report_to_nobody": _k("warning", "报告“{name}”没有写明报给谁", "The report {name} does not say to whom", "写明 to。", "State to."),
    "report_over_law": _k("error", "报告“{name}”的时限 {given} 长于规定的 {limit}（{law}）", "The report {name} is due within {given}, the rules demand {limit} ({law})", "把时限改到规定以内。", "Bring the time limit within the rule."),
    "resource_unplaced": _k("warning", "资源“{name}”没有写明存放地点", "The resource {name} has no place", "写明 place，即地图上的地点代码。", "State its place by the code that the map has."),
    "resource_expired": _k("error", "资源“{name}”已于 {day} 过期", "The resource {name} expired on {day}", "更新资源，改写 valid_until。", "Renew it and correct valid_until."),
    "doubt": _k("error", "“{name}”尚有存疑未确认：{why}", "{name} has a doubt that nobody has settled: {why}", "对照原文确认后删去 doubt。", "Compare it with the document, then delete doubt."),
    "conflict_open": _k("warning", "预案内部有一处矛盾尚未处理：{why}", "The plan contradicts itself and nobody has decided: {why}", "由编制单位确认采用哪一处，再删去该条。", "Let the authority decide which holds, then delete the entry."),
    "one_language": _k("warning", "有 {zh} 段文字只有中文，{en} 段只有英文", "{zh} texts are in Chinese only, {en} in English only", "补写另一种语言。", "Write the other language."),
    "cut_outside": _k("error", "原文位置 {start}–{end} 不在原文件之内", "The place {start}–{end} is not within the original document", "重新从原文件摘取。", "Take it from the document again."),
    "link_circle": _k("error", "预案的上下级关系成环：{name}", "The plans hang under one another in a circle: {name}", "改正其中一处衔接关系。", "Correct one of the links."),
    "evaluation_overdue": _k("warning", "应在 {day} 前评估，已过期", "It should have been evaluated by {day}", "组织评估并登记结论。", "Evaluate the plan and record the conclusion."),
    "drill_overdue": _k("warning", "应在 {day} 前演练，已过期", "It should have been exercised by {day}", "组织演练并登记。", "Hold a drill and record it."),
    "post_vacant": _k("error", "岗位“{name}”现在无人在岗", "Nobody holds the post {name} now", "在值班表中安排人员。", "Put somebody on the roster."),
    "post_gap": _k("warning", "今后 30 天内，{count} 个岗位自 {since} 起无人值守：{name}", "In the next 30 days {count} posts have nobody from {since}: {name}", "补齐值班表。", "Complete the roster."),
    "not_on_map": _k("error", "地图上没有代码为“{name}”的地点", "The map has no place with the code {name}", "改正代码，或在地图上登记该地点。", "Correct the code, or enter the place on the map."),
    "upper_unknown": _k("warning", "平台上没有上级预案“{name}”，无法核对衔接", "The platform does not hold the upper plan {name}, so the link cannot be checked", "导入该预案，或改正代码。", "Import that plan, or correct the code."),
    "upper_level_unknown": _k("error", "上级预案“{name}”没有 {level} 级", "The upper plan {name} has no level {level}", "按上级预案改正级别对应。", "Correct the levels by the upper plan."),
    "upper_level_open": _k("warning", "上级预案“{name}”的 {level} 级在本预案中没有对应级别", "Nothing says which level answers to level {level} of the upper plan {name}", "在 levels 中写明对应级别。", "State it under levels."),
    "level_below_upper": _k("error", "上级预案“{name}”启动 {level} 级时，本预案只到较低的 {own} 级", "When the upper plan {name} is at level {level}, this plan only goes to the milder level {own}", "对应级别不得低于上级启动的级别。", "The level must be no milder than the one that the superior has started."),
    "report_over_upper": _k("error", "报告“{name}”的时限 {given} 长于上级预案“{upper}”的 {limit}", "The report {name} is due within {given}, the upper plan {upper} demands {limit}", "把时限改到上级预案的要求以内。", "Bring the time limit within that of the upper plan."),
    "deciding_looser": _k("error", "{own} 级的启动程序比上级预案“{name}”的 {level} 级宽：{why}", "Level {own} is decided more loosely than level {level} of the upper plan {name}: {why}", "按上级预案补齐启动程序。", "Complete the chain as the upper plan has it."),
    "filing_overdue": _k("error", "应在 {day} 前备案，已过期", "It should have been filed by {day}", "报送备案并登记。", "File it and record that."),
    "publishing_overdue": _k("error", "应在 {day} 前公布，已过期", "It should have been published by {day}", "公布并登记；不宜公开的写明原因。", "Publish it and record that; if it may not be public, say why."),
    "revision_owed": _k("warning", "自 {day} 起有修订事由尚未落实：{why}", "A cause for revision stands since {day}: {why}", "起草修订版。", "Draft the revision."),
    "taken_from_no_model": _k("error", "事实“{name}”不是模型结果，却写了 taken_from", "The fact {name} is no result of a model, and yet states taken_from", "改 origin 为 model，或删去 taken_from。", "Let its origin be model, or drop taken_from."),
    "holidays_unknown": _k("warning", "没有 {year} 年的放假安排，预案中看节假日的条件届时无法判断", "The holidays of {year} are not known: what the plan makes depend on holidays cannot be judged then", "在“工作日”页录入该年的放假安排。", "Enter that year's holidays on the page of working days."),
    "workdays_unknown": _k("warning", "没有 {year} 年的调休安排，工作日只按法定节假日和周末推算", "The moved working days of {year} are not known: working days are reckoned by public holidays and weekends only", "补录该年的放假和调休安排。", "Enter that year's holidays and working weekends."),
}  # fmt: skip


def finding(code: str, line: int, path: tuple[str | int, ...], **facts: object) -> Finding:
    kind = FINDINGS[code]
    said = kind.words.fill(**facts)
    return Finding(code, line, _place(path), kind.severity, said, kind.todo.fill(**facts))


def _place(path: tuple[str | int, ...]) -> str:
    made = ""
    for step in path:
        made += f"[{step}]" if isinstance(step, int) else f".{step}" if made else step
    return made or "."
