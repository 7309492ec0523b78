"""The levels of English plans: numbered, named by colours, or by words of rising weight, in titles, lists and tables."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from watchroom.plans.extraction import english_colours as colours
from watchroom.plans.extraction.conditions import Conditions
from watchroom.plans.extraction.english_bands import bands
from watchroom.plans.extraction.english_cells import GRADING, grades_rows, kind_of, level_behind
from watchroom.plans.extraction.english_cells import cells as cells_of
from watchroom.plans.extraction.english_columns import across
from watchroom.plans.extraction.english_groups import header_of
from watchroom.plans.extraction.english_scale import (
    COLOUR,
    LEVELS,
    NUMBERED,
    Label,
    colour_of,
    label,
    numbers,
    rising,
    several,
    short_name,
    upward,
    weight,
    whole_names,
)
from watchroom.plans.extraction.english_told import Told, collect, conditional
from watchroom.plans.extraction.english_watches import watches
from watchroom.plans.extraction.english_worded import Worded
from watchroom.plans.extraction.found import Condition, Doubt, Level, LevelCode
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.ranks import CODES
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row

_NAMED_SCALES = ("watch", "colour", "word", "band")  # whose levels have names and no numbers
# `Condition 2 is set when …`, `Phase 1: 72 hours before landfall`.
_SET = re.compile(
    r"\b(?:is|are|will be|may be) (?:set|initiated|declared|entered|reached|activated|triggered|implemented)\b|\b(?:watch|warning|advisory) (?:is |has been )?issued\b|\d{1,3} ?[- ]?(?:hours?|hrs?)\b[^.;]{0,20}\b(?:before|prior|to landfall|until|of landfall)",
    re.IGNORECASE,
)
_WITH_CONTEXT = ("phase", "type", "class", "category", "condition", "status", "stage")  # scales of other things too
_MEASURES = re.compile(r"\b(?:actions?|measures|checklists?|tasks)\b", re.IGNORECASE)
_DOING = re.compile(r"\b(?:actions?|procedures?|checklist|staffing|tasks|notifications?)\b", re.IGNORECASE)


# `Heat advisory`, `Flood watch`, as weather services name their warnings.
_WARNS = re.compile(
    r"\b(?:heat|cold|chill|freeze|frost|wind|flood|storm|hurricane|tornado|snow|ice|blizzard|surge|fog|fire weather|air quality) (?:advisory|watch|warning)$",
    re.IGNORECASE,
)
_UNORDERED = (
    "原文没有写明各级的高低，按编号或列出的先后排列，请核对",
    "The text does not say which level is the higher; they stand by their numbers or in the order in which they are listed, so check it.",
)
# `In addition to the measures at Level 2:` adds to what is done there, and is for a level above.
_ADDED_TO = re.compile(
    r"\b(?:in addition to|on top of|as well as|besides|beyond|building on)\b[^.:;,]{0,80}", re.IGNORECASE
)
_UNNAMED = (
    "原文没有给各级命名，按表中所列的数值区间读作各级，请核对",
    "The text gives these levels no names; each band of the table is read as one, so check it.",
)
MANY = 2  # titles of one scale that are surely levels, and make the others so


class EnglishLevels:
    """Finds the levels of a plan in English. measures: what is done at each, and by whom; used: the parts that were read
    for that."""

    def __init__(self, reading: Reading, conditions: Conditions) -> None:
        self.reading, self.outline, self.conditions = reading, reading.outline, conditions
        self.measures: list[tuple[LevelCode, Span, Span | None]] = []
        self.used: set[int] = set()
        self.paragraphs: set[int] = set()  # where measures begin that a paragraph tells
        self.scale = ""
        self.codes: dict[int, LevelCode] = {}  # of the numbers of the scale
        self.names: dict[str, LevelCode] = {}  # of colours and other names, in small letters
        self._read: dict[str, set[int]] = {}
        self._above: dict[int, str] = {}

    def found(self, known: list[Level]) -> list[Level]:
        """The levels from the highest to the lowest; those that are `known` where they say as much."""
        body = [part for part in self.outline.parts if part.region in ("front", "body")]
        for part in body:
            over = [p.title for p in self.outline.above(part) if p.kind == "chapter"]
            self._above[part.index] = " / ".join(over[:3])
        columns = across(body)
        self._read = {scale: set(columns.read) for scale in columns.numbered}
        body = [part for part in body if part.index not in columns.read]
        scales = self._numbered(body, columns.numbered)
        worded = Worded(self.outline)
        watched, self._read["watch"] = watches(body)
        hued, self._read["colour"] = colours.coloured(body, self._below, columns.hued)
        self._read["colour"] |= columns.read if columns.hued else set()
        for name, told in (("watch", watched), ("colour", hued), ("word", worded.found(body))):
            if len(told) >= 2:
                scales[name] = dict(enumerate(told))
        self._read["word"] = worded.read
        if not scales and not known:
            told, self._read["band"] = bands(self.outline, body, self.conditions.reader)
            scales = {"band": dict(enumerate(told))} if told else {}
        scales = {name: told for name, told in scales.items() if 2 <= len(told) <= len(CODES) + 1}
        if not scales:
            self.codes = {CODES.index(level.code) + 1: level.code for level in known}
            self.scale = "level"
            return known
        self.scale = max(scales, key=lambda name: self._worth(name, scales[name]))
        return self._made(scales[self.scale], known)

    def codes_of(self, text: str) -> list[LevelCode]:
        """The levels that a title or a sentence is for, but for one to whose measures it adds."""
        text = _ADDED_TO.sub("", text)
        if self.names:
            coloured = colours.FOR.search(text) or colours.TITLE.fullmatch(text[:90])
            named = COLOUR.findall(coloured[0]) if coloured else []
            whole = whole_names(list(self.names), text.lower())
            found = [self.names[word.lower()] for word in [*named, *whole] if word.lower() in self.names]
        else:
            found = [self.codes[n] for n in numbers(text, self.scale, 9) if n in self.codes]
            if len(found) == 1 and upward(text):
                found = [code for code in self.codes.values() if CODES.index(code) <= CODES.index(found[0])]
        return sorted(dict.fromkeys(found), key=CODES.index)

    @staticmethod
    def _worth(name: str, told: dict[int, Told]) -> tuple[int, int, int]:
        return sum(bool(one.conditions) for one in told.values()), name not in _NAMED_SCALES, len(told)

    def _made(self, told: dict[int, Told], known: list[Level]) -> list[Level]:
        ordered = sorted(told)
        if self.scale not in _NAMED_SCALES:
            up = rising([_weighed_by(told[n]) for n in ordered])
            ordered = ordered[::-1] if up else ordered
            for one in told.values():
                one.ordered = up is not None
        ordered = ordered[: len(CODES)]
        straight = ordered == sorted(ordered) and ordered[0] == 1 and self.scale not in _NAMED_SCALES
        self.codes = {n: CODES[n - 1] if straight and n <= len(CODES) else CODES[at] for at, n in enumerate(ordered)}
        if self.scale in _NAMED_SCALES:
            self.names = {name.lower(): self.codes[n] for n in ordered for name in told[n].names}
            for n in ordered:  # `Amber` of `AMBER – Elevated`
                self.names.update(
                    {short_name(name): self.codes[n] for name in told[n].names if short_name(name) not in self.names}
                )
            for hue, n in colours.only(told).items():  # `Red` of `Emergency level: RED`
                self.names.setdefault(hue, self.codes[n])
        whole = known and all(level.conditions for level in known) and len(known) >= len(ordered)
        if whole and not any(":" in told[n].name or " - " in told[n].name or "–" in told[n].name for n in ordered):
            turned = {CODES[n - 1]: code for n, code in self.codes.items() if 0 < n <= len(CODES)}
            return self._turned(known, turned)
        self.used = self._read.get(self.scale, set())
        called = self.scale == "word" and sum(_WARNS.search(told[n].name) is not None for n in ordered)
        called = called >= MANY and 2 * called > len(ordered)
        warns = self.scale == "watch" or called
        return _apart([self._level(told[n], self.codes[n], "warning" if warns else "response") for n in ordered])

    @staticmethod
    def _turned(levels: list[Level], turned: dict[LevelCode, LevelCode]) -> list[Level]:
        made = []
        for level in levels:
            code = turned.get(level.code, level.code)
            made.append(level.model_copy(update={"code": code, "id": f"level-{level.kind}-{code}"}))
        return (
            sorted(made, key=lambda level: CODES.index(level.code)) if any(a != b for a, b in turned.items()) else made
        )

    def _level(self, one: Told, code: LevelCode, kind: Literal["response", "warning"]) -> Level:
        self.measures += [(code, span, who) for span, who in one.does]
        self.paragraphs |= {span.place().start for span in one.paragraphs}
        return Level(
            id=f"level-{kind}-{code}",
            places=one.places[:8],
            rule="english-level",
            kind=kind,
            code=code,
            name=one.name,
            colour=colour_of(
                one.colour or one.name, " ".join(self.reading.document.quote(p.start, p.end + 4) for p in one.places)
            ),
            conditions=[self._condition(span, one) for span in one.conditions],
            doubts=self._doubts(one),
        )

    @staticmethod
    def _doubts(one: Told) -> list[Doubt]:
        said = {"order_unsaid": (_UNORDERED, not one.ordered), "name_unsaid": (_UNNAMED, not one.names)}
        return [
            Doubt(code=code, zh=zh, en=en, places=one.places[:1]) for code, ((zh, en), is_so) in said.items() if is_so
        ]

    def _condition(self, span: Span, one: Told) -> Condition:
        if measured := one.measured.get(span.place().start):
            return self.conditions.of_band(span, measured, "english-level")
        return self.conditions.stated(span, "english-level")

    # Numbers

    def _numbered(self, body: Sequence[Part], scales: dict[str, dict[int, Told]]) -> dict[str, dict[int, Told]]:
        """The levels of each scale of numbers, added to those that are known."""
        header: list[Span] = []
        above: Told | None = None  # whose row a table goes on with
        read_at = {
            part.index: read
            for part in body
            if part.kind != "row" and (read := label(part.title if part.bare else part.span.text, whole=part.bare))
        }
        told = Counter(
            read.scale for part in body if (read := read_at.get(part.index)) and self._in_context(read, part)
        )
        states = {
            (read.scale, read.number)
            for at, part in enumerate(body)
            if (read := read_at.get(part.index)) and _triggers(part, body[at + 1 : at + 2])
        }
        triggered = Counter(scale for scale, _ in states)
        for at, part in enumerate(body):
            if part.kind == "row":
                header, above = self._table_row(scales, header, above, part)
                continue
            header, above = header_of(header, part, body[at + 1 : at + 2]), None
            if part.kind == "text" and (inline := self._several(part, read_at)):
                self._inline(scales, part, inline)
                continue
            read = read_at.get(part.index)
            if read is None or not (
                self._in_context(read, part)
                or (part.bare and read.named and told[read.scale] >= MANY)
                or triggered[read.scale] >= MANY
            ):
                continue
            one = scales.setdefault(read.scale, {}).setdefault(read.number, Told(read.number))
            before = len(one.conditions)
            graded = part.role == "conditions" or LEVELS.search(self._above[part.index]) is not None
            doing = part.bare and _MEASURES.search(self._nearest(part)) is not None
            used = collect(one, self._below(part, body, at), _said(part, read.end), graded=graded, doing=doing)
            self._read.setdefault(read.scale, set()).update({part.index} | used)
            one.call(read.name, part.span.place(), defined=len(one.conditions) > before)
        return scales

    @staticmethod
    def _several(part: Part, read_at: Mapping[int, Label]) -> list[tuple[Label, int, int, int]]:
        """The levels that one paragraph tells; where it begins with one, only if none of the others has a place of its own."""
        inline = several(part.span.text)
        own = {(one.scale, one.number) for at, one in read_at.items() if at != part.index}
        begins = part.index in read_at
        return [] if begins and any((one.scale, one.number) in own for one, *_ in inline) else inline

    def _nearest(self, part: Part) -> str:
        """The title of the chapter that a part stands in, empty where that is one on levels."""
        over = self.outline.parent(part)
        return over.title if over is not None and not LEVELS.search(over.title) else ""

    def _inline(
        self, scales: dict[str, dict[int, Told]], part: Part, inline: Sequence[tuple[Label, int, int, int]]
    ) -> None:
        """The levels that one paragraph tells."""
        for read, named, begins, ends in inline:
            one = scales.setdefault(read.scale, {}).setdefault(read.number, Told(read.number))
            before = len(one.conditions)
            collect(one, [], part.span.cut(begins, ends))
            one.call(read.name, part.span.place(named, begins), defined=len(one.conditions) > before)
            self._read.setdefault(read.scale, set()).add(part.index)

    def _in_context(self, read: Label, part: Part) -> bool:
        graded = part.role == "conditions" or LEVELS.search(self._above.get(part.index, "")) is not None
        if read.scale in _WITH_CONTEXT and not (read.named and weight(read.name) is not None):
            return graded and not (part.bare and _DOING.search(part.title))
        return graded or (read.named and not (part.bare and _DOING.search(part.title)))

    def _table_row(
        self, scales: dict[str, dict[int, Told]], header: list[Span], above: Told | None, part: Part
    ) -> tuple[list[Span], Told | None]:
        """The heads of the columns behind a row, and the level that it tells of: that `above` where the cell of the level
        stands over several rows."""
        cells = split_row(part.span)
        if above and header and not cells[0].text.strip():
            cells_of(above, header, cells)
            for read in self._read.values():
                if part.index - 1 in read:
                    read.add(part.index)
            return header, above
        if scale := self._number_row(scales, header, cells, part):
            told = scales[scale].values()
            return header, next((one for one in told if part.span.place() in one.places), None)
        return cells, None

    def _number_row(self, scales: dict[str, dict[int, Told]], header: list[Span], cells: list[Span], part: Part) -> str:
        """The scale of whose levels a row tells one, added there; empty where it tells of none."""
        first = cells[0].text.strip() if cells else ""
        read = label(first, whole=True)
        bare = re.fullmatch(r"[0-5]", first) if header and GRADING.search(header[0].text) else None
        if not read and not bare:
            behind = level_behind(scales, header, cells, part)
            self._read.setdefault(behind, set()).add(part.index)
            return behind
        kind = kind_of(header[0].text if header else "")
        scale, number = (read.scale, read.number) if read else (kind, int(first))
        one = scales.setdefault(scale, {}).setdefault(number, Told(number))
        name = first if read else f"{kind.capitalize()} {first}"
        before = len(one.conditions)
        cells_of(one, header, cells)
        self._read.setdefault(scale, set()).add(part.index)
        one.call(name, part.span.place(), defined=len(one.conditions) > before)
        return scale

    def _below(self, part: Part, body: Sequence[Part], at: int) -> list[Part]:
        """What belongs to a level: everything below its title; behind its paragraph a list, or what follows a bare one."""
        if part.kind == "chapter":
            under = self.outline.under(part)
            ends = (n for n, p in enumerate(under) if (p.bare and label(p.title, whole=True)) or grades_rows(p))
            stop = next(ends, len(under))
            return under[:stop]
        if part.kind == "text" and (owned := self._owned(part)) is not None:
            return owned
        listed: list[Part] = []
        alone = len(part.span.text.split()) <= 8
        for then in body[at + 1 :]:
            if then.kind not in ("item", "text") or label(then.span.text) or (then.kind == "text" and not alone):
                break
            if part.kind == "item" and then.kind == "item" and then.depth <= part.depth:
                break
            if colours.TITLE.fullmatch(then.span.text[:90]):
                break
            listed.append(then)
        return listed

    def _owned(self, part: Part) -> list[Part] | None:
        """What stands between a paragraph that tells of a level and the next that does; below the last one as much as below
        another. None where the chapter does not tell of one after the other, or of this one alone."""
        chapter = self.outline.parent(part)
        beside = self.outline.children(chapter)
        starts = [n for n, p in enumerate(beside) if p.kind == "text" and label(p.span.text)]
        at = beside.index(part)
        if at not in starts or (len(starts) == 1 and at > 0) or chapter is None:
            return None
        if len(starts) > 1 and chapter.role != "conditions" and not LEVELS.search(chapter.title):
            return None
        ends = [*starts[1:], len(beside)]
        most = max((end - n for n, end in zip(starts[:-1], ends[:-1], strict=True)), default=len(beside))
        end = min(ends[starts.index(at)], at + most)
        stop = next((n for n in range(at + 1, end) if beside[n].kind in ("chapter", "row")), end)
        return [p for one in beside[at + 1 : stop] for p in (one, *self.outline.under(one))]


def names_level(text: str) -> bool:
    """Whether a short text is the name of a level and nothing else: `Levels 1 and 2`, `AMBER alert`."""
    return colours.TITLE.fullmatch(text) is not None or NUMBERED.fullmatch(text) is not None


def _apart(levels: list[Level]) -> list[Level]:
    """The levels without a colour that several share: `Code Orange Internal` and `Code Orange External` are none."""
    many = Counter(level.colour for level in levels)
    return [level.model_copy(update={"colour": None}) if many[level.colour] > 1 else level for level in levels]


def _weighed_by(one: Told) -> tuple[int, str, str]:
    """The number and name of a level, and what says how grave it is: when it is reached, else all that is told of it."""
    return one.number, one.name, " ".join(span.text for span in one.conditions) or one.text


def _triggers(part: Part, then: Sequence[Part]) -> bool:
    """Whether a line that begins with a numbered state, or the one behind it, says when that is reached."""
    texts = [part.span.plain, *(one.span.plain for one in then if one.kind == "text")]
    return any(_SET.search(text) for text in texts)


def _said(part: Part, end: int) -> Span | None:
    """What a paragraph says behind the level's name, and a title where that tells when the level is reached."""
    rest = _behind(part.span, end)
    return rest if not part.bare or (rest.text and (_SET.search(rest.plain) or conditional(rest.plain))) else None


def _behind(span: Span, end: int) -> Span:
    rest = span.cut(end)
    lead = re.match(r"[\s:.—–-]*", rest.text)
    return rest.cut(lead.end() if lead else 0)
