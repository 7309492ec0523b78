"""The grades of events that a plan defines apart from its levels: `特别重大事件主要包括：…`, `造成…的，为重大事故`.

Where the levels of the response only refer to them (`发生特别重大事件时启动一级响应`), these are their conditions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.conditions import Conditions
from watchroom.plans.extraction.found import Condition, Grade, Level, LevelCode, Place
from watchroom.plans.extraction.graded_clauses import graded_clauses
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span, half_width
from watchroom.plans.extraction.tables import cells

CODE_OF: dict[Grade, LevelCode] = {"特别重大": "I", "重大": "II", "较大": "III", "一般": "IV"}
_GRADE = r"(?:特别重大|重大|较大|一般)"
GRADE_OF: dict[str, Grade] = {code: grade for grade, code in CODE_OF.items()}
_WORD = ranks.GRADE
_SENTENCE = re.compile(r"[^。;]{4,400}[。;]?")
_NUMERAL = r"[ⅠⅡⅢⅣIV一二三四]{1,3}级"
_EVENT = r"(?:[\u4e00-\u9fff、()]{0,24}?(?:事件|事故|灾害|灾情|险情|疫情|火灾|突发环境事件|污染|舆情)(?:险情|灾情|[和或及、])*)"
_NAMED = rf"(?:{_NUMERAL}{_EVENT}(?:\({_GRADE}\))?|(?:{_NUMERAL})?\(?{_GRADE}\)?级?(?:\({_NUMERAL}\))?{_EVENT}?(?:\((?:{_NUMERAL}|{_GRADE})\))?)"
_LEAD = r"(?:其中[,:]?)?(?:本(?:预案|市|省|县|区)?(?:所称)?(?:的)?)?"
# A title or a label that names one grade, and what introduces its definition.
_TITLE = re.compile(rf"{_LEAD}{_NAMED}(?:分级)?(?:标准|条件|情形)?")
_LABEL = re.compile(
    rf"{_LEAD}{_NAMED}(?:分级)?(?:的?标准|条件|情形)?(?:[:]|,?(?:主要)?(?:是指|包括|指的?是|系指|指|为)[:,]?|。(?=[^。]))"
)
# Below a chapter on the grades of events a numeral alone names one: `Ⅰ级：造成…`, `（一）Ⅰ级（特别重大）`.
_BARE_LABEL = re.compile(
    rf"{_NUMERAL}{_EVENT}?(?:\({_GRADE}{_EVENT}?\))?(?:分级)?(?:标准|条件)?(?:[:]|,?(?:是指|为)|。(?=[^。]))"
)
_AMONG = re.compile(
    rf"(?:有|符合|具有|具备|出现|发生|达到|属于|凡)[^。;]{{0,12}}(?:下列|(?<![级人元户间%例时])以下|如下)[^。;]{{0,24}}(?:的|者)?,?(?:即|均|可)?(?:认定|判定|确定|划分|定|列)?(?:为|属于?|是)(?P<named>{_NAMED})[:。,]?$"
)
_STATED = re.compile(
    rf"(?:的|时|者|情况|情形|灾情|险情|事件|事故)?,?(?:即|均)?(?:认定|判定|定|列)?(?:为|属于?|是){_NAMED}[。;]?$"
)
_SCALE = re.compile(r"(?:分为|划分为|分成|划为|分|为)[^。]{0,60}")
_ELSEWHERE = re.compile(
    r"响应(?!分级|等级|级别)|预警|处置|报告|报送|应对|措施|职责|保障|恢复|调查|信息(?!安全|系统|网络|基础设施|通信|技术|化)|终止|结束|启动"
)
_GRADING = re.compile(r"(?:事件|事故|灾害|灾情|险情|疫情|火灾|突发)[^,。;]{0,8}(?:分级|等级|级别)|分级标准")
_DOES = re.compile(
    r"^(?:发生后)?,?由[^,。;]{2,40}(?:负责|组织|处置|应对|启动|实施|指挥|处理)|启动[^,。;]{0,8}响应|应急响应"
)
_REFERS = re.compile(
    rf"({_GRADE}|{_NUMERAL}(?!应急响应|响应))[^,。;]{{0,24}}(?:事件|事故|灾害|灾情|险情|疫情|火灾|突发)|(?:事件|事故|灾害)[^,。;]{{0,8}}({_GRADE})"
)
_CORRESPONDS = re.compile(
    r"响应[^。;]{0,16}(?:与|和|按照?)[^。;]{0,24}(?:等级|级别|分级|级)[^。;]{0,6}(?:相?对应|一致|相应)|与[^。;]{0,24}(?:等级|级别|分级)[^。;]{0,6}对应[^。;]{0,12}响应"
)
_LISTS = re.compile(r"(?:下列|以下|如下)[^。;:]{0,16}:$")  # `符合下列情形之一的:`, below a grade and over its list
_AMOUNT = re.compile(r"\d|以[上下]")
_NOTE = re.compile(r"注[:：]|备注|上述|本预案|以上所称|若|法律")
_MOST_LABEL = 44  # characters
_ROLES = {"termination", "recovery", "safeguards", "reporting", "resources", "front", "response", "management"}


@dataclass(frozen=True, slots=True)
class GradeHead:
    """Where a part names one grade at its beginning: its label, and the text after it."""

    part: Part
    code: LevelCode
    grade: Grade | None
    label: str
    rest: Span


@dataclass(slots=True)
class Defined:
    """One grade: how it is named, where, and what makes an event one of it."""

    grade: Grade | None
    name: str
    place: Place
    conditions: list[Condition] = field(default_factory=list)


class EventGrades:
    """Finds the definitions of the grades of events, and gives them to the levels that refer to them."""

    def __init__(self, reading: Reading, conditions: Conditions) -> None:
        self.reading, self.outline, self.conditions = reading, reading.outline, conditions

    def found(self) -> dict[LevelCode, Defined]:
        """The grades that the plan defines, by the code of the level that they correspond to."""
        made: dict[LevelCode, Defined] = {}
        heads = list(self._heads())
        named = {head.part.index for head in heads}
        told_by = [(head, told) for head in heads if (told := self._conditions(head, named))]
        bound = {head.part.parent for head, told in told_by if any(c.expr is not None for c in told)}
        for head, told in told_by:
            if not bound or head.part.parent in bound or any(c.expr is not None for c in told):
                known = made.setdefault(head.code, Defined(head.grade, head.label, head.part.span.place()))
                texts = {condition.text for condition in known.conditions}
                known.conditions += [condition for condition in told if condition.text not in texts]
        return made or self._of_tables()

    def _of_tables(self) -> dict[LevelCode, Defined]:
        """What a table states for grades that its headings name."""
        made: dict[LevelCode, Defined] = {}
        for cell in cells(self.outline):
            grade = ranks.grade_in(cell.heading)
            if grade is None or self._elsewhere(cell.part) or _ELSEWHERE.search(cell.heading + cell.label):
                continue
            told = self.conditions.of_cell(cell)
            if told.expr is not None or cell.listed:
                made.setdefault(cell.code, Defined(grade, cell.heading, cell.place)).conditions.append(told)
        return made

    def given(self, levels: list[Level]) -> list[Level]:
        """The levels, those of the response with the definitions that they refer to; where the plan has none of the
        response, the grades themselves are its levels."""
        responses = [level for level in levels if level.kind == "response"]
        if all(any(c.expr is not None for c in level.conditions) for level in responses) and responses:
            return levels
        defined = self.found()
        if not responses:
            return [*levels, *self._own(defined)]
        graded = self._by_correspondence(responses)
        return [self._level(level, defined, graded) if level.kind == "response" else level for level in levels]

    def _level(self, level: Level, defined: dict[LevelCode, Defined], graded: bool) -> Level:
        told = [_referred(condition, level.code) for condition in level.conditions]
        code = next((code for code in told if code), None)
        grade = level.grade or GRADE_OF.get(code or (level.code if graded else "V"))
        refers = all(told) or (graded and not any(c.expr is not None for c in level.conditions))
        own = defined.get(code or (CODE_OF.get(grade, level.code) if grade else level.code)) if refers else None
        if own is None:
            return level.model_copy(update={"grade": grade})
        return level.model_copy(
            update={
                "conditions": own.conditions,
                "grade": grade or own.grade or self._tied(level.code),
                "places": [*level.places, own.place][:8],
            }
        )

    def _tied(self, code: LevelCode) -> Grade | None:
        """The grade that a sentence ties to the numeral of a level: `分为Ⅰ级（特别重大）、Ⅱ级（重大）…`."""
        for part in self.reading.body:
            for inside in ranks.in_brackets(part.span.plain, code) if part.kind != "row" else ():
                if grade := ranks.grade_in(inside):
                    return grade
        return None

    def _by_correspondence(self, responses: list[Level]) -> bool:
        """Whether the plan says that its levels of response go with the grades of events, four with four."""
        if len(responses) != len(CODE_OF):
            return False
        plain = [part.span.plain for part in self.reading.body if part.kind != "row"]
        return any(_CORRESPONDS.search(text) for text in plain) and any(len(_scale(text)) == 4 for text in plain)

    def _own(self, defined: dict[LevelCode, Defined]) -> Iterator[Level]:
        """The scale of events as the levels of a plan that has no others."""
        if not any(len(one.conditions) > 1 or one.conditions[0].expr is not None for one in defined.values()):
            return
        named: dict[Grade, tuple[str, Place]] = {}
        for part in self.reading.body:
            scale = _scale(part.span.plain) if part.kind != "row" else []
            if len(scale) >= 3 and not named:
                named = {grade: (part.span.text[a:b], part.span.place(a, b)) for grade, a, b in scale}
        numerals = _numerals(defined)
        for grade, code in CODE_OF.items():
            own = defined.get(code)
            if numerals and own is None:
                continue  # a scale of its own numerals has the grades that it defines
            if own is None and grade not in named:
                continue
            name, place = named.get(grade) or ((own.name, own.place) if own else ("", None))
            code = numerals.get(code, code)
            yield Level(
                id=f"level-response-{code}",
                places=[place] if place else [],
                rule="event-grade",
                kind="response",
                code=code,
                name=name,
                grade=grade if grade in named or (own and own.grade) else None,
                conditions=own.conditions if own else [],
            )

    # Heads

    def _heads(self) -> Iterator[GradeHead]:
        """Where the plan defines a grade: in a part, or in a sentence of it."""
        for part in self.outline.parts:
            if part.kind == "row" or part.region in ("front", "other_plan") or self._elsewhere(part):
                continue
            sentences = [part.span.cut(m.start(), m.end()) for m in _SENTENCE.finditer(part.span.plain)]
            several = [
                GradeHead(part, CODE_OF[grade], grade, "", told)
                for one in sentences
                for grade, told in graded_clauses(one)
            ]
            if not several and len(sentences) > 1:
                several = [head for one in sentences if (head := self._head(part, one))]
            one_item = part.kind == "item" and ";" not in part.span.plain and len({h.code for h in several}) == 1
            if len(several) > 1 and not one_item:
                yield from several
            elif head := self._head(part, part.span):
                yield head

    def _elsewhere(self, part: Part) -> bool:
        """Whether a part stands in a chapter on something else; the nearest one that is about grades decides."""
        for above in self.outline.above(part):
            if above.kind != "chapter":
                continue
            if _GRADING.search(above.title) and not _ELSEWHERE.search(above.title):
                return False
            if above.role in _ROLES or _ELSEWHERE.search(above.title):
                return True
        return False

    def _graded(self, part: Part) -> bool:
        """Whether the nearest chapter with a title is about the grades of events."""
        title = next((p.title for p in self.outline.above(part) if p.kind == "chapter" and p.title), "")
        return _GRADING.search(title) is not None and not _ELSEWHERE.search(title)

    def _head(self, part: Part, span: Span) -> GradeHead | None:
        plain = span.plain
        if part.bare or (part.kind == "item" and len(plain) <= _MOST_LABEL):
            title = _TITLE.fullmatch(plain.rstrip(":。;"))
            if title and not _ELSEWHERE.search(plain):
                return _made(part, plain, plain.rstrip(":。;"), span.cut(0, 0))
        label = _LABEL.match(plain)
        if label and len(label[0]) <= _MOST_LABEL and not _ELSEWHERE.search(label[0]):
            rest = span.cut(label.end())
            if not _DOES.search(rest.plain):
                return _made(part, label[0], span.text[: label.end()].rstrip("：:，,。"), rest)
        if (bare := _BARE_LABEL.match(plain)) and self._graded(part):
            return _made(part, bare[0], span.text[: bare.end()].rstrip("：:。"), span.cut(bare.end()))
        if among := _AMONG.search(plain[:160].rstrip(" ")):
            return _made(part, among["named"], "", span.cut(0, 0))
        if (stated := _STATED.search(plain[-80:])) and _AMOUNT.search(plain):
            return _made(part, stated[0], "", span)
        return None

    # What defines a grade

    def _conditions(self, head: GradeHead, heads: set[int]) -> list[Condition]:
        """The conditions behind a head: the rest of its paragraph, and what stands below it or goes on with it."""
        part, rest = head.part, head.rest
        parts = [self._item(part, rest)] if rest.plain.strip(" :。") and not rest.plain.endswith(":") else []
        if not (parts and not head.label) and part.span.plain.endswith(rest.plain):
            parts += [self._item(p, p.span) if p.kind == "text" and _says(p) else p for p in self._below(part, heads)]
        block = self.conditions.block(parts, rule="event-grade")
        return [c for c in block.conditions if not _DOES.search(c.text)]

    def _below(self, part: Part, heads: set[int]) -> Iterator[Part]:
        following = self.outline.under(part) if part.kind == "chapter" else self._after(part)
        for p in following:
            if p.index in heads and not self._whole(p):
                return
            if p.kind != "row" and not _NOTE.match(p.span.plain):
                yield p

    def _whole(self, part: Part) -> bool:
        """Whether a part states its condition in full (`…的，为重大事故`), below the head of the same grade."""
        head = self._head(part, part.span)
        return head is not None and not head.label and bool(head.rest)

    def _after(self, part: Part) -> Iterator[Part]:
        """What goes on with an item or a paragraph: what is below it, then items, up to the next of its own kind."""
        listed = False
        for p in self.outline.parts[part.index + 1 :]:
            if p.kind == "chapter" or p.region != part.region:
                return
            if part.kind == "item" and p.kind == "item" and p.style == part.style:
                return
            if p.kind == "text" and not listed and _LISTS.search(p.span.plain):
                continue
            if p.kind == "text" and (listed or not _says(p)):
                return
            listed = listed or p.kind == "item"
            yield p

    @staticmethod
    def _item(part: Part, span: Span) -> Part:
        return replace(part, kind="item", style="", number="", value=0, title="", span=span, table=None)


def _says(part: Part) -> bool:
    """Whether a paragraph without a number tells a bound, or names a grade that it defines."""
    return _AMOUNT.search(part.span.plain) is not None and not _DOES.search(part.span.plain)


def _made(part: Part, named: str, label: str, rest: Span) -> GradeHead | None:
    """The head of the one grade that a text names, by its word or else by its numeral."""
    grade = ranks.grade_in(named)
    codes = {mention.code for mention in ranks.mentions(named)} if grade is None and not _WORD.search(named) else set()
    code = CODE_OF.get(grade) if grade else codes.pop() if len(codes) == 1 else None
    return GradeHead(part, code, grade, label, rest) if code else None


def _numerals(defined: dict[LevelCode, Defined]) -> dict[LevelCode, LevelCode]:
    """The levels as the plan numbers its grades itself (`Ⅲ级（一般）` of three), where it does so throughout and otherwise
    than by their words."""
    written = {code: {mention.code for mention in ranks.mentions(one.name)} for code, one in defined.items()}
    own = {code: named.pop() for code, named in written.items() if len(named) == 1}
    apart = len(own) == len(defined) == len(set(own.values()))
    return own if apart and any(code != numeral for code, numeral in own.items()) else {}


def _referred(condition: Condition, level: LevelCode) -> LevelCode | None:
    """The grade of events that a condition names instead of defining it: the one, or that of the level itself."""
    told = half_width(condition.text)
    if condition.expr is not None or len(told) > 80 or not _REFERS.search(told):
        return None
    codes = {CODE_OF[word] for word in CODE_OF if word in _WORD.findall(told)}
    codes = codes or {mention.code for mention in ranks.mentions(told)}
    return level if level in codes else codes.pop() if len(codes) == 1 else None


def _scale(plain: str) -> list[tuple[Grade, int, int]]:
    """The grades that a sentence lists (`划分为特别重大（Ⅰ级）、重大（Ⅱ级）…`), each with its place and numeral."""
    for told in _SCALE.finditer(plain):
        found = [
            (grade, told.start() + m.start(), told.start() + m.end())
            for m in re.finditer(rf"(?:{_NUMERAL})?\(?{_GRADE}\)?(?:\({_NUMERAL}\))?", told[0])
            if (grade := ranks.grade_in(m[0]))
        ]
        if len({grade for grade, _, _ in found}) >= 3:
            return found
    return []
