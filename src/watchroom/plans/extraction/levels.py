"""The graded levels that a plan defines: response levels and warning levels, each once, with conditions and places."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.clauses import mostly_orders
from watchroom.plans.extraction.conditions import Block, Conditions
from watchroom.plans.extraction.elsewhere import bare, filled, left_to_tables
from watchroom.plans.extraction.english_levels import EnglishLevels
from watchroom.plans.extraction.event_grades import EventGrades
from watchroom.plans.extraction.expressions import Reader, Rules
from watchroom.plans.extraction.found import Condition, Doubt, Level, LevelCode
from watchroom.plans.extraction.heads import (
    Head,
    Kind,
    hazard_heads,
    hazard_over,
    level_name,
    sentence_heads,
    shared,
)
from watchroom.plans.extraction.level_heads import LevelHeads, place_of
from watchroom.plans.extraction.level_marks import alone, colour_of, foreseen, grade_of, scope_of
from watchroom.plans.extraction.level_rows import row_heads, row_parts
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.scales import graded, scales, table_levels, unstated
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import Cell, cells
from watchroom.plans.extraction.titles import MARK_ALONE

_AT_WARNING = re.compile("预警|防御")
_NAMES_KIND = re.compile(r"响应|预警|[Rr]esponse|[Ww]arning|[Aa]lert")
_INTRO = re.compile(
    r"^(?:响应|预警)?(?:启动|触发|判定|发布|分级)(?:条件|标准)[:：]|(?:下列|以下)[^。]{0,12}(?:情形|情况|条件|标准)|之一(?:的|者|时)?[^。]{0,16}[:：]|any of the following"
)
# `遇下列情况派出工作组：`: cases of something else than the level.
_OTHER_CASES = re.compile(
    r"(?:情况|情形|条件)(?:之一)?(?:的|时|者)?[,，]?[^,;。:]{0,16}?(?:派出|派遣|抽调|设立|成立|疏散|撤离|关闭|停止|请求|报告|报请|上报|解除|终止|结束|降低|调整)"
)
_BASED = re.compile(
    r"在(?:启动|采取|落实)?(.{1,14}?)(?:响应)?(?:措施)?(?:的)?基础上|in addition to the actions? (?:of|at) (.{1,14})"
)
MISREAD = ("level_misread", "级别数字疑似识别错误，按上下文读取", "The numeral of the level seems to be misread; it is taken for what fits its neighbours.")  # fmt: skip


class Levels:
    """Finds the levels of one document."""

    def __init__(self, reading: Reading, rules: Rules) -> None:
        self.reading, self.outline = reading, reading.outline
        self.conditions = Conditions(Reader(reading.vocabulary), rules)
        self.english = EnglishLevels(reading, self.conditions)
        self.repeated: list[tuple[str, str, Condition]] = []
        self.heads = LevelHeads(self.outline).found()
        self.named = {head.part.index: head.code for head in self.heads}

    def found(self) -> list[Level]:
        """The levels in the order of the text; those of the body, and of an annex where the body states no condition."""
        body = [head for head in self.heads if head.part.region != "annex"]
        annex = [head for head in self.heads if head.part.region == "annex" and head.defines]
        rows = list(row_heads(self.outline))
        tables = list(cells(self.outline))
        made = self._levels(body)
        stated = [*scales(self.reading), *table_levels(tables)]
        made += unstated(made, stated)
        for kind in ("response", "warning"):
            here = [level for level in made if level.kind == kind]
            whole = len({head.code for head in annex if head.kind == kind and head.opens_list}) > 2
            if left_to_tables(here, {head.code for head in rows if head.kind == kind}) and (
                here or whole or kind == "response"
            ):
                made = filled(made, self._levels([head for head in annex if head.kind == kind]), kind)
                made = filled(made, self._levels([head for head in rows if head.kind == kind]), kind)
                others = {head.part.index for head in rows if head.kind != kind}
                own = [cell for cell in tables if cell.part.index not in others]
                made = [self._tabled(level, own) if level.kind == kind else level for level in made]
            if not any(level.conditions for level in made if level.kind == kind):
                told = sentence_heads(self.reading, set(self.named), kind)
                made = filled(made, self._levels(told), kind)
        named = hazard_heads(self.reading, set(self.named), self.conditions.reader.states)
        made = filled(made, self._levels(named), "response")
        if self.reading.language == "en":
            return self.english.found(made)
        made = graded(self.reading, made)
        return EventGrades(self.reading, self.conditions).given(made)

    def _tabled(self, level: Level, tables: list[Cell]) -> Level:
        """A level without conditions takes those that a table states for it."""
        if level.conditions:
            return level
        of_it = [cell for cell in tables if cell.code == level.code]
        told = [one for cell in of_it if (one := self.conditions.of_cell(cell)).expr is not None or cell.listed]
        grade = next((grade for cell in of_it if (grade := ranks.grade_in(cell.heading))), None) if told else None
        return level.model_copy(update={"conditions": told, "grade": level.grade or grade})

    def _levels(self, heads: list[Head]) -> list[Level]:
        groups: dict[tuple[Kind, LevelCode], list[Head]] = {}
        for head in heads:
            groups.setdefault((head.kind, head.code), []).append(head)
        return [self._level(kind, code, group) for (kind, code), group in groups.items()]

    def _level(self, kind: Kind, code: LevelCode, heads: list[Head]) -> Level:
        conditions: list[Condition] = []
        intros: list[Span] = []
        used: set[int] = set()
        for head in heads:
            block = self._block(head, used)
            known = {bare(condition.text) for condition in conditions}
            fresh = [c for c in block.conditions if bare(c.text) not in known]
            if not conditions or head.part.region == "annex" or self._hazards(block):
                conditions += fresh
            else:
                self.repeated += [(kind, code, condition) for condition in fresh]
            intros += block.intros
        names = sorted(shared([h.name for h in heads]), key=lambda name: (_NAMES_KIND.search(name) is None, len(name)))
        if not conditions:
            texts = (part for head in heads for part in self._below(head)[:3] if part.kind == "text")
            conditions = [c for part in texts if (c := self.conditions.opening(part, "level-event"))][:1]
        if all(head.misread for head in heads):
            names = [*self._well_written(kind, code), *names]
        elif not _NAMES_KIND.search(names[0]) or (kind == "response" and _AT_WARNING.search(names[0])):
            # only `Ⅲ级：` at its heads, or what is done at a warning: the full name that the plan uses most, else the shortest
            told = Counter(n for n in self._well_written(kind, code) if kind == "warning" or not _AT_WARNING.search(n))
            names = [*sorted(told, key=lambda name: (-told[name], len(name)))[:1], *names]
        misread = [h.part.span.place() for h in heads if h.misread][:1]
        below = (part.span.plain for head in heads if head.part.kind == "chapter" for part in self._below(head)[:3])
        marks = [plain for plain in below if MARK_ALONE.fullmatch(plain)]
        doubts = [Doubt(code=MISREAD[0], zh=MISREAD[1], en=MISREAD[2], places=misread)] if misread else []
        return Level(
            id=f"level-{kind}-{code}",
            places=[place_of(head) for head in heads][:8],
            rule="level-head",
            doubts=doubts,
            kind=kind,
            code=code,
            name=names[0],
            grade=next((grade for mark in marks if (grade := ranks.grade_in(mark, ranks.URGENCY))), None)
            or grade_of(code, heads, [*(i.plain for i in intros), *alone(conditions)], self._texts(kind))
            or (foreseen(conditions) if kind == "warning" else None),
            colour=next((ranks.COLOURS[mark[0]] for mark in marks if mark[0] in ranks.COLOURS), None)
            or colour_of(code, heads, self._texts(kind)),
            scope=scope_of(intros),
            conditions=conditions,
            based_on=self._based(heads),
        )

    def _well_written(self, kind: Kind, code: LevelCode) -> Iterable[str]:
        """The level's name from elsewhere in the plan, where it was not misread."""
        for part in self.reading.body:
            for mention in ranks.mentions(part.span.plain) if part.kind != "row" else ():
                name = level_name(part.span.text[mention.start :], part.span.plain[mention.start : mention.end + 16])
                if ranks.counts(part.span.plain, mention):
                    continue
                if mention.code == code and not mention.misread and ("预警" if kind == "warning" else "响应") in name:
                    yield name

    @staticmethod
    def _hazards(block: Block) -> bool:
        return any(condition.hazard for condition in block.conditions)

    def _block(self, head: Head, used: set[int]) -> Block:
        """The conditions that a head defines; what another head has taken is not taken twice."""
        if head.part.kind == "row":
            parts = row_parts(self.outline, head)
            used.update(part.index for part in parts)
            return self.conditions.block(parts, hazard=None, rule="level-row")
        parts = [] if head.alone else [part for part in self._below(head) if part.index not in used]
        if head.kind == "warning" and not head.rest and mostly_orders(p.span.plain for p in parts if not p.bare):
            return Block()  # what is done at that warning
        chapters = [p for p in parts if p.kind == "chapter" and p.role == "conditions"]
        if chapters:
            parts = [p for chapter in chapters for p in self._with_below(chapter) if p.index not in used]
        elif (intro := self._intro(parts)) is not None:
            told = parts[intro]
            parts = self._with_below(told) if told.kind == "chapter" else self._to_chapter(parts[intro:])
        elif head.defines:
            parts = self._to_chapter(parts)
        else:
            return Block()
        if head.rest:
            first = head.part if head.part.kind == "chapter" else None
            parts = [_text_part(head), *(part for part in parts if part is not first)]
        used.update(part.index for part in parts if part.index != head.part.index)
        return self.conditions.block(
            parts, hazard=hazard_over(self.outline, head, self.conditions.reader.states), rule="level-conditions"
        )

    def _with_below(self, chapter: Part) -> list[Part]:
        return [*([] if chapter.bare else [chapter]), *self.outline.under(chapter)]

    @staticmethod
    def _to_chapter(parts: list[Part]) -> list[Part]:
        """The parts up to the first chapter among them."""
        return parts[: next((n for n, part in enumerate(parts) if part.kind == "chapter"), len(parts))]

    @staticmethod
    def _intro(parts: list[Part]) -> int | None:
        """Which of the first parts below a level introduces a list of conditions."""
        for n, part in enumerate(parts[:4]):
            plain = part.span.plain
            if not part.bare and _INTRO.search(plain) and "措施" not in plain and not _OTHER_CASES.search(plain):
                return n
        return None

    def _below(self, head: Head) -> list[Part]:
        """What belongs to a head: everything below it; after a paragraph with a label, what follows up to the next head."""
        if head.part.kind in ("chapter", "item"):
            made = []
            for part in self.outline.under(head.part):
                if self.named.get(part.index, head.code) != head.code:
                    break
                made.append(part)
            return made
        taken: list[Part] = []
        after = self.outline.parts[head.part.index + 1 :]
        unmarked = head.opens_list and after[:1] and after[0].kind == "text"
        for part in after:
            if (
                part.index in self.named
                or part.kind != ("text" if unmarked else "item")
                or part.region != head.part.region
            ):
                break
            taken.append(replace(part, kind="item") if unmarked else part)
        return taken

    # What goes with a level

    def _texts(self, kind: Kind) -> Iterable[str]:
        """The sentences of the body that speak of levels of a kind."""
        word = "预警" if kind == "warning" else "响应"
        for part in self.reading.body:
            for sentence in re.split(r"[。;]", part.span.plain) if part.kind != "row" else ():
                if word in sentence.replace("预警响应", "预警") and "级" in sentence:
                    yield sentence

    def _based(self, heads: list[Head]) -> LevelCode | None:
        for head in heads:
            for part in self._below(head):
                based = _BASED.search(part.span.plain[:60])
                named = ranks.mentions(based[1] or based[2] or "") if based else []
                if named and named[0].code != head.code:
                    return named[0].code
        return None


def _text_part(head: Head) -> Part:
    """The rest of a paragraph with a label, as a part of its own."""
    part = head.part
    return Part(part.index, part.parent, "text", "", "", 0, "", part.depth, head.rest, part.role, part.region)
