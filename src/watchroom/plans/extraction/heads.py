"""Where a level is named: at the head of a chapter or a list, or in a sentence that says when it is started."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.found import Colour, Grade, LevelCode
from watchroom.plans.extraction.graded_clauses import graded_clauses
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.states import States

Kind = Literal["response", "warning"]
_NOT_THERE = {"termination", "level_rule", "recovery", "safeguards", "reporting", "resources", "front"}
_SENTENCE = re.compile(r"[^。;]{6,400}")
_STARTS = re.compile(
    r"(?:,(?:相关|有关|所在|受影响)[^,。;]{1,8}(?=自动))?[,:]?(?:分别)?(?:由[^,。;]{2,30})?(?:可以?|应当?|即|则|时)?(?:自动|决定)?(?:启动|发布|进入|实施|为|属于?|构成|列为)(?:[省市县区]级)?(?=(?:[\u4e00-\u9fff]{0,6})?$)"
)
COLOUR_NAME = re.compile(
    r"^(?:(?P<of>[\u4e00-\u9fff]{2,14}?)(?=[红橙黄蓝]色(?:[客人游车]流)?预警(?:的?(?:应急|联动)?响应)?$))?([红橙黄蓝])色(?:[客人游车]流)?(?:\([^()]{1,8}\))?(?:预警|响应|应急响应)"
)
_STARTED = re.compile(
    rf"启动(?P<name>(?:防汛|抗旱|防台风|防风|防凌|防震|抗震|救灾|救助|抢险){{1,2}}(?:{ranks.LEVEL.pattern})(?:应急)?响应)"
)  # `启动防汛二级应急响应`, a heading
_ALONE = re.compile(r"(?:响应|预警)?(?:启动|触发|发布|分级)(?:条件|标准)[:：]")
_RESPONSE_TO = re.compile(
    r"([^（(]{2,10}?)(?:灾害)?(?:天气)?(?:[（(][^（()）]{1,24}[)）])?(?:应急)?响应"
)  # `暴雪灾害应急响应`: the title over its levels
_AFTER = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}?(?:应急)?(?:响应|预警))(?:后|的|时|措施|期间|以上|条件|标准|程序|建议)|后|及?以[上下]"
)


_MAY = re.compile("有权|授权|先行启动|直接启动")  # `通信中断时，所长有权先行启动Ⅲ级响应`: who may, and no condition
_LABELLED = re.compile(r"(?:^|(?<=[;。:]))[^,;。:]{1,20}:")  # `Ⅱ级:` behind the end of what was told of Ⅰ级


@dataclass(frozen=True, slots=True)
class Head:
    """A place where a level is named at the beginning: a chapter, an item, or a paragraph with a label.

    rest   the text that follows the label in the same paragraph; empty for a chapter
    alone  nothing below or after it belongs to it
    opens_list  it says that one of what follows is enough, so that paragraphs behind it are a list that lost its signs
    grade, colour  where it says so in as many words: cells of a table
    """

    part: Part
    code: LevelCode
    kind: Kind
    name: str
    rest: Span
    misread: bool
    defines: bool
    alone: bool = False
    opens_list: bool = False
    grade: Grade | None = None
    colour: Colour | None = None


def told_apart(part: Part) -> list[Part]:
    """A paragraph that labels several levels one behind the other (`Ⅰ级：…；Ⅱ级：…`), cut before each label; else none."""
    if part.kind == "chapter" and part.title:
        return []
    labels = [(m.start(), named) for m in _LABELLED.finditer(part.span.plain) if (named := ranks.mentions(m[0]))]
    codes = [named[0].code for _, named in labels if len(named) == 1]
    if len(codes) < 2 or len(codes) < len(labels) or len(set(codes)) < len(codes):
        return []
    ends = [*(start for start, _ in labels[1:]), len(part.span)]
    return [
        replace(part, kind="text", span=part.span.cut(start, end)) for (start, _), end in zip(labels, ends, strict=True)
    ]


def sentence_heads(reading: Reading, heads: set[int], kind: Kind) -> list[Head]:
    """Sentences of the body that say when a level is started (`应对重大灾害，启动Ⅱ级响应`), outside of what heads rule.

    heads  indexes of the parts that are heads already
    """
    found = []
    for part in reading.body:
        chain = [part, *reading.outline.above(part)]
        if part.bare or part.kind == "row" or any(p.index in heads for p in chain):
            continue
        if any(p.role in _NOT_THERE for p in chain if p.kind == "chapter"):
            continue
        for match in _SENTENCE.finditer(part.span.plain):
            sentence = part.span.cut(match.start(), match.end())
            found += _told(part, sentence, kind) or [
                head
                for clause in re.finditer(r"[^,]+", sentence.plain)
                for head in _told(part, sentence.cut(clause.start(), clause.end()), kind)
            ]
    return found


def hazard_heads(reading: Reading, heads: set[int], states: States) -> list[Head]:
    """Sentences that start a level for one hazard (`发布灰霾预警信号时，自动启动关注级响应`), below a title that names the
    hazard (`灰霾灾害应急响应`) and no level."""
    found: list[Head] = []
    for chapter in reading.body:
        named = _RESPONSE_TO.fullmatch(chapter.title) if chapter.kind == "chapter" else None
        if named is None or not (states.core.search(named[1]) or states.hazard.search(named[1])):
            continue
        below = reading.outline.under(chapter)
        if chapter.index in heads or any(part.index in heads or part.kind in ("chapter", "row") for part in below):
            continue
        for part in below:
            told = [
                head
                for match in _SENTENCE.finditer(part.span.plain)
                for head in _told(part, part.span.cut(match.start(), match.end()), "response")
            ]
            found += [head for head in told if states.issued.search(head.rest.plain)]
    return found


def _told(part: Part, sentence: Span, kind: Kind) -> list[Head]:
    """The heads that a sentence is: it names a level behind a verb that starts it, or several with 分别."""
    plain, word = sentence.plain, "预警" if kind == "warning" else "响应"
    named = ranks.mentions(plain)
    if not named or word not in plain[named[0].start :] or _AFTER.match(plain, named[-1].end):
        return []
    if len({mention.code for mention in named}) == 1:
        named = named[-1:]  # `发生Ⅰ级事件启动Ⅰ级响应`
    if len(named) > 1 and not re.search(r"分别[^,。;]{0,8}$", plain[: named[0].start]):
        return []
    starts = _STARTS.search(plain[: named[0].start])
    if starts is None or starts.start() < 4 or _MAY.search(plain[: named[0].start]):
        return []
    if len(named) > 1 and (told := graded_clauses(sentence.cut(0, named[0].start))):
        return _each_told(part, sentence, kind, told)
    listed = re.search(r"(?:下列|以下|之一)", plain) is not None and plain.endswith(":")
    rest = sentence.cut(0, 0) if listed else sentence.cut(0, starts.start())
    return [
        Head(part, m.code, kind, sentence.text[m.start : m.end] + word, rest, m.misread, defines=True, alone=not listed)
        for m in named
    ]


def _each_told(part: Part, sentence: Span, kind: Kind, told: list[tuple[Grade, Span]]) -> list[Head]:
    """The heads of a sentence that defines grades and starts as many levels for them, one after the other; none where they
    are not as many, for then it does not say which belongs to which."""
    named = [m for m in ranks.listed(sentence.plain) if m.start >= sentence.plain.rfind("分别")]
    if len(named) != len(told):
        return []
    word = "预警" if kind == "warning" else "响应"
    names = (sentence.text[m.start : m.end].removesuffix("级") + "级" + word for m in named)
    return [
        Head(part, m.code, kind, name, rest, m.misread, defines=True, alone=True, grade=grade)
        for m, name, (grade, rest) in zip(named, names, told, strict=True)
    ]


def level_name(text: str, label: str) -> str:
    """The level's name as written: `启动Ⅰ级响应的条件` is Ⅰ级响应."""
    named = ranks.LEVEL.search(label)
    if named is None or COLOUR_NAME.match(label):
        return text
    if starts := _STARTED.fullmatch(label):
        return text[starts.start("name") : starts.end("name")]
    rest = re.match(
        r"(?:\([^()]{1,8}\))?(?:[\u4e00-\u9fff]{0,8}?(?:应急)?(?:预警响应|响应|预警)| [Rr]esponse| [Aa]lert| [Ww]arning)?(?:\([^()]{1,8}\))?",
        label[named.end() :],
    )
    return text[named.start() : named.end() + (rest.end() if rest else 0)]


def shared(names: list[str]) -> list[str]:
    """The names; where heads name the hazard before one colour (`台风红色预警`, `暴雨红色预警`), the level is what they share."""
    coloured = [match for name in names if (match := COLOUR_NAME.match(name))]
    if len({match["of"] for match in coloured}) <= 1:
        return names
    return [name[match.end("of") :] if (match := COLOUR_NAME.match(name)) and match["of"] else name for name in names]


def below_label(outline: Outline, part: Part) -> bool:
    """Whether a label alone in its line (`启动条件：`) stands over the headings beside which a heading stands."""
    beside = [p for p in outline.children(outline.parent(part)) if p.index < part.index]
    last = next((p for p in reversed(beside) if p.kind == "text"), None)
    return last is not None and _ALONE.fullmatch(last.span.plain) is not None


def hazard_over(outline: Outline, head: Head, states: States) -> str | None:
    """The hazard that a level is told for: the title above it, where that names one."""
    for above in outline.above(head.part):
        if above.kind != "chapter" or ranks.mentions(above.span.plain):
            continue
        if above.role == "conditions" and len(above.title) <= 8 and states.core.search(above.title):
            return above.title
        if (of := _RESPONSE_TO.fullmatch(above.title)) and (states.core.search(of[1]) or states.hazard.search(of[1])):
            return of[1]
    return None
