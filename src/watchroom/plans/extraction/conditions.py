"""The conditions of a level: one for each numbered item below `有下列情况之一的`, with what the introduction adds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from watchroom.plans.extraction.expressions import Expression, Reader, Rules
from watchroom.plans.extraction.found import AllOf, Condition, Doubt, Expr
from watchroom.plans.extraction.items import circled
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import Cell
from watchroom.plans.extraction.titles import MARK_ALONE
from watchroom.plans.extraction.trees import joined

_INTRO = re.compile(
    r"之一|下列|以下(?:情形|情况|条件)|(?:情形|情况|条件|标准)(?:的|时)?[:：,，]?$|[:：—-]$|one of the following|any of the following"
)
_PROCEDURE = re.compile(
    r"^由[^,;。]{2,30}(?:启动|决定|组织|提出)|(?:决定|宣布|批准|自动|行动|负责)[^,;。]{0,12}启动|采取[^,;。]{0,10}措施|启动[^,;。]{0,14}响应(?:后|的建议)|组织实施"
    r"|响应行动|^(?:启动|发布)程序"
)
_STARTS = re.compile(
    r"[,，](?:即|应当?|可|立即|及时|自行|自动|由[^,;。]{2,20}?|向[^,;。]{2,8}?){0,2}(?:启动|发布|进入|为)[^,;。]{0,20}(?:响应|预警)[^,;。]{0,4}[。.]?$"
)
# `…的突发事件，由市交通局在市政府领导下启动并实施…响应`: who starts it, behind the condition.
_STARTED_BY = re.compile(
    r"[,，]由[^,，;；。]{2,40}?(?:予以确认[,，])?(?:启动|决定|负责|组织|确认)[^;；。]{0,40}?响应[^。；;]{0,60}[。.]?$|[,，]由[^;；。]{2,60}?启动[^;；。]{0,20}响应[^。]{0,60}[。.]?$"
    r"|(?<=时)[,，]由[^,，;；。]{2,20}?(?:决定|批准|宣布|下令)(?:启动|实施|执行)[^;；。]{0,120}[。.]?$"
)
_COMMANDS = re.compile(r"组织指挥|先期响应|启动响应|指挥实施|协助。?[;]?$|负责[^,;。]{0,8}(?:指挥|处置)")
_JUDGED = re.compile(
    r"(?:决定|认定|认为|研判)[^,;。]{0,12}(?:其他|其它|需要|有必要)|其他(?:需要|情况|情形|事项|应当|符合)|其它(?:需要|情况|情形)|^其[他它]|deems|considers|other situations"
)
_MEASURES = re.compile(r"(?:措施|行动|程序|流程|职责)[^。;:,]{0,6}[:]$|(?:应急|响应|处置)?(?:措施|行动|程序|流程):")
_NEXT = re.compile(
    r"(?:启动|响应|应急|处置|发布){0,2}(?:程序|措施|行动|流程)[:。]"
)  # an item behind `（1）启动条件：…`
_NOTE = re.compile(r"注[:：]|备注|说明[:：]")  # below a table
_LABEL = re.compile(r"(?:响应|预警)?(?:启动|触发|判定|适用|发布|分级)?(?:条件|标准|情形)[:：]")
_HAZARD = re.compile(r"([\u4e00-\u9fff、()]{1,8})[:：]")
_EVENT = re.compile(
    r"((?:当|如|一旦)?(?:初判|初步判断|经研判)?(?:发生|出现|达到|符合)[^,。;]{4,60}?)(?:后|时|的)?[,，]"
)
_DECIDED = re.compile(r"[^,;。\d]{2,16}(?:决定|认定|认为)[^,;。\d]{0,8}其[他它][^,;。\d]{2,24}[。;]?$")
_CLOSING = re.compile(rf"[。;](?={_DECIDED.pattern})")
_SENTENCE = re.compile(r"[。!！]")
# A cell of the table beside it, which stands within a condition where a table lost its lines: `30 Ⅱ级 橙色 人以下`.
_CELL = re.compile(
    r" ?(?:[ⅠⅡⅢⅣ]|I{1,3}|IV)级[红橙黄蓝]色(?!预警|信号|警) ?|(?<=[;。])(?:[ⅠⅡⅢⅣ]|I{1,3}|IV)级(?=[\u4e00-\u9fff])(?!响应|预警|应急|以[上下]|[及或和的])"
    r"|(?<=以)\((?:特别重大|重大|较大|一般)\)(?=[上下])|(?<=\d)\((?:特别重大|重大|较大|一般)\)(?=[人户间万亿])"
)
_ACTS = re.compile(
    r"报告|立即|应当|负责|指挥|响应后|派出|措施|启动[^,;。]{0,16}响应[。;]?$|部署|加强"
)  # no condition says so
_HARM = re.compile(
    r"(?:造成|导致)[^,;。]{0,16}(?:特别重大|重大|较大|一定|严重|一般)[^,;。]{0,8}(?:损失|影响|危害|伤亡)"
)
DOUBTS = {
    "cell_inside": ("条件中夹有表格另一栏的字（级别、颜色），已略去后读取，请核对", "Words of another column (level, colour) stand within the condition; it is read without them, so check it."),
    "bound_lost": ("上限不高于下限，数字可能在原文中缺损，未写入条件", "The upper bound is not above the lower one; a figure may be damaged in the text, so it is left out."),
    "bound_unsaid": ("未写明“以上”或“以下”，按“以上”读取", "The text does not say whether this is a lower or an upper bound; it is read as a lower one."),
    "sum_or_each": ("“甲和乙”合计还是分别计算，原文未写明，按分别计算读取", "Whether the two are counted together or each for itself is not said; each is read for itself."),
    "mark_and_number": ("数字紧接特征水位（或流量），可能是差值，只按该特征值读取", "The number follows a named level or flow and may be a difference to it; only the named one is read."),
    "gauge_unsaid": ("水位、流量前的名称按测站读取，原文没有写“站”，请核对", "The name before a level or a flow is read as a gauge, which the text does not call one; check it."),
    "near": ("“接近”“逼近”没有给出差多少，按达到该特征水位（流量）读取", "How near to the named level or flow is not said; it is read as reached."),
    "or_unsaid": ("并列的条件之间原文未写“且”或“或”，按其一即可读取，请核对", "Whether the conditions side by side are needed together or each alone is not said; each is read as enough alone, so check it."),
    "both_unsaid": ("数字与由谁能够处置并列，原文未写“且”，按须同时满足读取，请核对", "A figure stands beside who can cope, and whether both are needed is not said; both are read as needed, so check it."),
    "part_unread": ("须同时满足的一部分（数字或“仍将持续”）未能读出，比较式比原文宽，请补充", "A part that is needed with the rest (a number, or that something goes on) could not be read, so the comparison is wider than the text; add it."),
    "word_misread": ("有字疑似识别错误（如“早”与“旱”），按常见用词读取", "A character looks misread (as 早 for 旱); it is read as the usual word."),
    "long": ("条件过长，未作比较式读取", "The condition is too long to be read as a comparison."),
    "nothing_compared": ("有数字，但未能读出可比较的条件", "There is a number in it, but nothing could be read that can be compared."),
}  # fmt: skip


@dataclass(slots=True)
class Block:
    """What is found in the parts of one level: its conditions, the introductions before them."""

    conditions: list[Condition] = field(default_factory=list)
    intros: list[Span] = field(default_factory=list)


def _apart(span: Span) -> list[Span]:
    """An item, and behind it the closing sentence on cases that somebody decides: a condition of its own; a list that
    stands in one cell (`①…；②…`) item by item."""
    if listed := circled(span):
        return listed
    closing = _CLOSING.search(span.plain)
    return [span.cut(0, closing.end()), span.cut(closing.end())] if closing else [span]


class Conditions:
    """Reads conditions of levels; numbers their ids through the document."""

    def __init__(self, reader: Reader, rules: Rules) -> None:
        self.reader, self.rules, self.count = reader, rules, 0

    def block(self, parts: Iterable[Part], *, hazard: str | None = None, rule: str) -> Block:
        """The conditions in parts that stand in order; ends where the text goes on to who starts the level."""
        listed = self._commands(list(parts))
        parents = {part.parent for part in listed}
        made = Block()
        shared: Expr | None = None
        inner_hazard, open_list = hazard, False
        for at, part in enumerate(listed):
            span = part.span
            if part.bare:
                inner_hazard = part.title if self.reader.states.core.search(part.title) else inner_hazard
                continue
            if part.kind == "row" or MARK_ALONE.fullmatch(span.plain):
                continue
            if made.conditions and part.kind == "item" and _NEXT.match(span.plain):
                break
            if part.kind == "text" and (_MEASURES.search(span.plain[-16:]) or _MEASURES.match(span.plain[:10])):
                break
            if made.conditions and _NOTE.match(span.plain):
                break
            if self._introduces(part, part.index in parents, listed[at + 1 :]):
                made.intros.append(span)
                shared = self._alternative(span, inner_hazard, made, rule)
                open_list = True
                continue
            if part.kind in ("text", "chapter") and not (open_list and self._goes_on(listed, at)):
                if made.conditions and not (part.kind == "text" and self._numberless(span)):
                    break
                if made.conditions:
                    made.conditions.append(self._condition(span, inner_hazard, shared, rule))
                    continue
                if not (span := self._first(span)):
                    break
            if made.conditions and _PROCEDURE.search(span.plain) and part.kind != "item":
                break
            made.conditions += [self._condition(one, inner_hazard, shared, rule) for one in _apart(span)]
        return made

    @staticmethod
    def _commands(parts: list[Part]) -> list[Part]:
        """Without a first list that only says who commands (`（1）…组织指挥；`), where a second one begins at 1 again."""
        again = next(
            (n for n, p in enumerate(parts) if n and p.kind == "item" and p.value == 1 and parts[n - 1].kind == "item"),
            0,
        )
        first = parts[:again]
        told = (
            bool(first) and all(_COMMANDS.search(p.span.plain) for p in first) and first[0].style == parts[again].style
        )
        return parts[again:] if told else parts

    def _introduces(self, part: Part, has_items: bool, after: list[Part]) -> bool:
        """Whether a part only introduces the items after it."""
        plain = part.span.plain
        follows = after and after[0].kind in ("item", "text")
        return bool(has_items or (follows and _INTRO.search(plain[-24:]) and plain[-1] in ":,的时—-"))

    def _goes_on(self, listed: list[Part], at: int) -> bool:
        """Whether a paragraph without a number goes on with a list: after an introduction, after an item with
        `；`, or with other cases that somebody decides."""
        before = listed[at - 1].span.plain[-1:] if at else ""
        return before in ":;" or listed[at].span.plain[-1:] == ";" or _DECIDED.match(listed[at].span.plain) is not None

    def _numberless(self, span: Span) -> bool:
        """Whether a paragraph is one more condition of a list that has no numbers, or lost them."""
        plain = span.plain
        if _ACTS.search(plain):
            return False
        named = _HAZARD.match(span.text)
        if named and self.reader.states.disaster.search(named[1]):
            return True
        return _HARM.search(plain) is not None or self.reader.read(plain, self.rules).expr is not None

    def _first(self, span: Span) -> Span:
        """The sentence of a paragraph that is the condition, without who starts the level."""
        plain = span.plain
        stop = _SENTENCE.search(plain)
        first = span.cut(0, stop.end() if stop else None)
        if _PROCEDURE.search(first.plain) and not (_STARTS.search(first.plain) or _STARTED_BY.search(first.plain)):
            return span.cut(0, 0)
        starts = _STARTS.search(first.plain) or _STARTED_BY.search(first.plain)
        return span.cut(0, starts.start()) if starts else first

    def _alternative(self, intro: Span, hazard: str | None, made: Block, rule: str) -> Expr | None:
        """`甲；或者乙，并出现下列情形之一`: 甲 is a condition of its own, 乙 must hold with each item."""
        parts = re.search(r"[;。]或者?", intro.plain)
        if parts is None:
            return None
        made.conditions.append(self._condition(intro.cut(0, parts.start()), hazard, None, rule))
        rest = intro.plain[parts.end() :].split(",")[0]
        return self.reader.read(rest, self.rules).expr

    def _condition(self, span: Span, hazard: str | None, shared: Expr | None, rule: str) -> Condition:
        if label := _LABEL.match(span.text):
            span = span.cut(label.end())
        named = _HAZARD.match(span.text)
        if named and self.reader.states.disaster.search(named[1]) and len(span.text) > named.end() + 2:
            hazard, span = named[1], span.cut(named.end())
        text = span.text.rstrip("；;，,")
        plain = span.plain
        judged = _JUDGED.search(plain) is not None
        starts = _STARTS.search(plain)
        told = plain[: starts.start()] if starts and plain[starts.start() - 1] in "时的者一" else plain
        read = self.reader.read(self.reader.states.completed(_CELL.sub("", told), hazard), self.rules)
        if _CELL.search(told):
            read.doubts.append("cell_inside")
        expr = joined([shared, read.expr], AllOf) if shared is not None and read.expr is not None else read.expr
        self.count += 1
        return Condition(
            id=f"condition-{self.count}",
            places=[span.place()],
            rule=rule,
            text=text,
            hazard=hazard,
            expr=expr,
            judgement=judged and expr is None,
            unread=read.unread if expr is not None else [],
            doubts=self._doubts(span, read, judged),
        )

    def opening(self, part: Part, rule: str) -> Condition | None:
        """The event with which a procedure begins (`发生特别重大事件后，由…`), where nothing else tells the condition."""
        event = _EVENT.match(part.span.plain)
        return self._condition(part.span.cut(0, event.end(1)), None, None, rule) if event else None

    def stated(self, span: Span, rule: str) -> Condition:
        """The condition that a text of its own states."""
        return self._condition(span, None, None, rule)

    def of_band(self, span: Span, measured: str, rule: str) -> Condition:
        """The condition that a band alone in its cell states of what its column measures."""
        one = self._condition(span, measured, None, rule)
        return one.model_copy(
            update={"expr": self.reader.read(f"{measured}: {span.plain}", self.rules).expr, "doubts": []}
        )

    def of_cell(self, cell: Cell) -> Condition:
        """The condition that a cell of a grading table states."""
        read = self.reader.read(cell.read, self.rules)
        self.count += 1
        place = [cell.place]
        return Condition(
            id=f"condition-{self.count}",
            places=place,
            rule="level-table",
            text=cell.text,
            expr=read.expr,
            unread=read.unread,
        )

    def _doubts(self, span: Span, read: Expression, judged: bool) -> list[Doubt]:
        codes = list(dict.fromkeys(read.doubts))
        if read.expr is None and not judged and re.search(r"\d", span.plain):
            codes.append("nothing_compared")
        return [Doubt(code=code, zh=DOUBTS[code][0], en=DOUBTS[code][1], places=[span.place()]) for code in codes]
