"""Where a plan names a level at the beginning of a chapter, an item or a paragraph, and whether conditions are told there."""

import re
from dataclasses import replace

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.controls import control_heads
from watchroom.plans.extraction.found import LevelCode, Place
from watchroom.plans.extraction.heads import COLOUR_NAME, Head, Kind, below_label, level_name, told_apart
from watchroom.plans.extraction.parts import Outline, Part

_NOT_THERE = {"termination", "level_rule", "recovery", "safeguards", "reporting", "resources", "front"}
_OF_EVENTS = re.compile(r"(?:事件|事故|灾害|灾情|险情|突发事件)(?:等级|级别)?(?:分级|级别|等级)")
_MEASURES = re.compile(r"措施|行动|响应|指引|防御|处置|measures|actions")
_NAMES_KIND = re.compile(r"响应|预警|[Rr]esponse|[Ww]arning|[Aa]lert")
_LABEL = re.compile(r"[:：]|。")
# What is done at a warning that the plan defines elsewhere, and no level of its own.
_AT_WARNING = re.compile(r"[红橙黄蓝]色预警(?:信号)?(?:的?(?:应急)?响应)?(?:措施|行动)")
_DEFINES = re.compile(r"条件|标准|启动等级|分级(?!响应|负责|处置|管理)|情形|criteria|trigger", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]{1,12}\)")
_SIGNAL = re.compile(r"预警信号")
_TOGETHER = re.compile(
    r"(?:启动)?(?:[ⅠⅡⅢⅣⅤIVXNlW一二三四五]{1,4}级?[、和及与~-]){1,3}[ⅠⅡⅢⅣⅤIVXNlW一二三四五]{1,4}级(?:应急)?(?:响应|预警)(?:的)?(?:措施|行动|程序|启动)?"
)
_GRADED_EVENT = re.compile(r"(?:特别重大|重大|较大|一般)[\u4e00-\u9fff]{0,10}\(")  # `特别重大事件(Ⅰ级):`
_LETTER = re.compile(
    r"关于.{2,30}的(?:通知|公告|通告|函|请示|报告)"
)  # a form to be filled in, which only speaks of a level
# `有下列情形之一的，启动Ⅱ级响应：` over a list.
_ONE_OF = re.compile(
    r"(?:当|若|如)?(?:有|符合|出现|发生|具备|达到|满足)?(?:下列|以下)(?:任一|任何一种)?(?:情形|情况|条件|标准)(?:之一)?(?:的|时|者)?[,，]?(?:可|应|即|应当)?(?:立即)?(?:启动|发布|宣布|进入|为|属于?)"
)
_LEAD = re.compile(r"[在当达接到向对为按经由]|启动后")
_TAIL = re.compile(
    r"\)?(?:\([^()]{1,8}\))?(?:[\u4e00-\u9fff]{0,8}?(?:应急)?(?:响应|预警)| [Rr]esponse| [Aa]lert| [Ww]arning)?"
    r"(?:\([^()]{1,10}\))?(?:的)?(?:启动)?(?:条件|标准|情形|分级标准)?(?:为|是)?"
)


class LevelHeads:
    """Finds the heads of one outline."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline

    def found(self) -> list[Head]:
        """The heads in the order of the text."""
        found: list[Head] = []
        for part in self.outline.parts:
            if part.region in ("front", "other_plan") or part.kind == "row" or self._elsewhere(part):
                continue
            if apart := self._apart(part, found):
                found += apart
                continue
            head = self._head(part, found)
            found += [head] if head else self._several(part)
        warned = {head.code for head in found if head.kind == "warning"}
        found = [h for h in found if h.code not in warned or not _AT_WARNING.fullmatch(_IN_BRACKETS.sub("", h.name))]
        controls = {} if any(head.kind == "response" for head in found) else control_heads(self.outline)
        return self._mended([*(head for head in found if head.part.index not in controls), *controls.values()])

    def _apart(self, part: Part, before: list[Head]) -> list[Head]:
        """The levels of one paragraph that labels each; the items behind it belong to the last."""
        pieces = told_apart(part)
        heads = [head for piece in pieces if (head := self._head(piece, before))]
        if not heads or len(heads) < len(pieces):
            return []
        return [*(replace(head, alone=True) for head in heads[:-1]), heads[-1]]

    def _elsewhere(self, part: Part) -> bool:
        chain = [part, *self.outline.above(part)]
        return any(p.role in _NOT_THERE or _LETTER.fullmatch(p.title) for p in chain if p.kind == "chapter")

    def _head(self, part: Part, before: list[Head]) -> Head | None:
        plain = part.span.plain
        label = _label(part)
        if not label or _SIGNAL.search(label):
            return None
        named = ranks.mentions(label)
        lost = re.match(r"级(?:应急)?响应", label) if part.kind == "chapter" and not named else None
        coloured = COLOUR_NAME.match(label)
        if lost and before and (last := ranks.CODES.index(before[-1].code)):
            code: LevelCode = ranks.CODES[last - 1]
        elif coloured and not named:
            code = ranks.by_colour(ranks.COLOURS[coloured[2]])
        elif len({m.code for m in named}) == 1 and self._leads(part, label, named[0]):
            code = named[0].code
        else:
            return None
        kind = self._kind(part, label)
        if kind is None:
            return None
        rest = part.span.cut(len(label) + 1) if len(label) < len(plain) else part.span.cut(0, 0)
        misread = bool(lost) or any(m.misread for m in named)
        return Head(
            part,
            code,
            kind,
            level_name(part.span.text[: len(label)], label),
            rest,
            misread,
            self._defines(part, label, kind),
            opens_list=named != [] and not rest and _ONE_OF.fullmatch(label[: named[0].start]) is not None,
        )

    def _several(self, part: Part) -> list[Head]:
        """The levels that one chapter heads together (`Ⅱ级、Ⅰ级响应`): they are there, and are defined elsewhere."""
        named = ranks.mentions(part.title) if part.kind == "chapter" else []
        if len({m.code for m in named}) < 2 or (kind := self._kind(part, part.title)) is None:
            return []
        if not _TOGETHER.fullmatch(_IN_BRACKETS.sub("", part.span.plain[: len(part.title)])):
            return []
        word = "预警" if kind == "warning" else "响应"
        nothing = part.span.cut(0, 0)
        return [
            Head(
                part,
                m.code,
                kind,
                part.span.text[m.start : m.end] + word,
                nothing,
                m.misread,
                defines=False,
                alone=True,
            )
            for m in named
        ]

    def _leads(self, part: Part, label: str, named: ranks.Mention) -> bool:
        """Whether a label names the level, and does not only speak of it (`在三级响应的基础上：`, `响应分为三级：`)."""
        if label[: named.start].endswith(("分为", "分成", "分", "共")):
            return False
        if _GRADED_EVENT.fullmatch(label[: named.start]):
            return True
        if part.kind != "chapter" and _ONE_OF.fullmatch(label[: named.start]):
            return True
        if part.kind == "chapter":
            return named.start <= 6 or _NAMES_KIND.search(label) is not None
        return named.start <= 6 and _LEAD.match(label) is None and _TAIL.fullmatch(label, named.end) is not None

    def _kind(self, part: Part, label: str) -> Kind | None:
        """Of the response or of a warning: its own name says so, else the titles above it, else the text beside it."""
        above = [p for p in self.outline.above(part) if p.kind == "chapter"]
        for text in (_IN_BRACKETS.sub("", title) or title for title in [label, *(p.title for p in above)]):
            warns, responds = "预警" in text or "warning" in text.lower(), "响应" in text or "response" in text.lower()
            if responds and not warns:
                return "response"
            if warns:
                return "response" if re.search(r"预警.{0,2}响应", text) else "warning"
            if _OF_EVENTS.search(text):
                return None
        beside = [p for p in self.outline.children(above[0] if above else None) if p.kind == "text"]
        leads = [p for p in beside if p.index < part.index and p.span.plain.endswith(":")][-1:]
        said = "".join(p.span.plain for p in leads or beside)[-400 if leads else 0 :][:400]
        return "response" if "响应" in said else "warning" if "预警" in said else None

    def _defines(self, part: Part, label: str, kind: Kind) -> bool:
        """Whether conditions are told here, and not measures."""
        chain = [p for p in (part, *self.outline.above(part)) if p.kind == "chapter"]
        if kind == "warning" and not any(_MEASURES.search(p.title) for p in chain):
            return True
        told = (
            _DEFINES.search(label)
            or _ONE_OF.match(label)
            or (part.kind == "chapter" and below_label(self.outline, part))
        )
        return bool(told) or any(p.role == "conditions" or _DEFINES.search(p.title) for p in chain)

    def _mended(self, heads: list[Head]) -> list[Head]:
        """`V级` beside I, II and III, where no level IV is named, is a misread IV."""
        peers: dict[tuple[str, str], set[LevelCode]] = {}
        for head in heads:
            peers.setdefault((head.kind, head.part.region), set()).add(head.code)
        return [
            replace(head, code="IV", misread=True)
            if head.code == "V" and "关注" not in head.name and "IV" not in peers[head.kind, head.part.region]
            else head
            for head in heads
        ]


def _label(part: Part) -> str:
    """The words that may name a level: a chapter's title, or what stands before the colon of an item or a paragraph."""
    plain = part.span.plain
    if part.kind == "chapter":
        return plain[: len(part.title)] if part.title else ""
    stop = _LABEL.search(plain, 0, 32)
    if stop is None:
        return plain if len(plain) <= 16 and part.kind == "item" else ""
    return plain[: stop.start()] if stop.start() <= 24 else ""


def place_of(head: Head) -> Place:
    """Where the level is named."""
    length = len(_label(head.part)) or len(head.part.span.text)
    return head.part.span.place(0, length)
