"""The levels of English plans that have no numbers: named by colours, or by titles below `Activation levels`.

What a level's text says is told apart sentence by sentence: when it is reached, and what is done then.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from watchroom.plans.extraction.conditions import Conditions
from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.english_numbers import Numbered, Told, rising
from watchroom.plans.extraction.found import Action, Colour, Condition, Level, LevelCode, Place
from watchroom.plans.extraction.outline import Part
from watchroom.plans.extraction.ranks import CODES
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import Vocabulary

# Colours from the highest level to the lowest; black stands above red where a plan has it.
_COLOURS: dict[str, Colour | None] = {
    "black": None, "purple": None, "red": "red", "orange": "orange", "amber": "orange", "yellow": "yellow", "blue": "blue",
    "green": None, "white": None,
}  # fmt: skip
_ORDER = {"black": 0, "purple": 0, "red": 1, "orange": 2, "amber": 2, "yellow": 3, "blue": 4, "green": 5, "white": 6}
_COLOUR = re.compile(rf"\b({'|'.join(_COLOURS)})\b", re.IGNORECASE)
_COLOUR_TITLE = re.compile(
    rf"(?:(?:examples?|criteria|definition|triggers?|conditions?) (?:of|for) (?:an? |the )?)?(?P<name>(?P<colour>{'|'.join(_COLOURS)}))"
    r"(?: \([^()]{1,24}\))?(?: (?:alert|level|status|incidents?|warning|response|activation|phase|emergency|code)){0,2}(?: (?:include|includes|are|is|means|criteria))?(?: [—–-] [\w &]{2,40})?:?",
    re.IGNORECASE,
)
_LEVELS = re.compile(
    r"\b(?:activation|response|alert|incident|emergency|readiness|operational|escalation) (?:levels?|phases|statuses|stages)\b|\blevels of (?:activation|response|emergency|alert)\b",
    re.IGNORECASE,
)
_LOW = re.compile(r"\b(?:daily|normal|routine|on-call|steady|monitor(?:ing)?|watch|minor|standby|low)\b", re.IGNORECASE)
_HIGH = re.compile(r"\b(?:full|maximum|major|catastrophic|critical|severe|emergency)\b", re.IGNORECASE)
_DEFINES = re.compile(
    r"descri|criteria|trigger|condition|definition|meaning|when|threshold|situation|characteristic", re.IGNORECASE
)
_DOES = re.compile(r"response|action|requirement|measure|what to do|procedure|activities|staffing|task", re.IGNORECASE)
_FOR_COLOURS = re.compile(
    rf"\b(?:{'|'.join(_COLOURS)})(?:(?:, | or | and |/)(?:{'|'.join(_COLOURS)}))* (?:[\w-]+ )?(?:incident|alert|level|status|warning|response|emergency|phase)",
    re.IGNORECASE,
)
_NO_LEVEL = re.compile(r"\b(?:authority|deactivat\w+|procedures?|overview|table|who)\b", re.IGNORECASE)
_WHEN = re.compile(r"^(?:(?:this level |it |the [\w ]{2,40}? )?(?:is |are |may be |will be )?(?:triggered|activated|initiated|declared|used|reached|implemented|entered|invoked) (?:when|if|by|for|upon|in)\b|(?:when|if|whenever)\b)", re.IGNORECASE)  # fmt: skip
_SENTENCE = re.compile(r"(?:[^.]|\.(?! [A-Z]|$)){3,600}\.?")


@dataclass(slots=True)
class _Scale:
    """A level while it is read: its name, its rank (the lower the higher), what defines it and what is done."""

    name: str
    rank: int
    colour: Colour | None
    places: list[Place]
    conditions: list[Condition]
    does: list[Span]


class EnglishLevels:
    """Finds the levels of a plan in English; `measures` are what is done at each."""

    def __init__(self, reading: Reading, conditions: Conditions) -> None:
        self.reading, self.outline, self.conditions = reading, reading.outline, conditions
        self.measures: list[tuple[LevelCode, Span, Span | None]] = []
        self.turned: dict[LevelCode, LevelCode] = {}  # for numbers that rise: the code of each

    def found(self) -> list[Level]:
        """The levels of the response from the highest to the lowest; at least two, or none."""
        told = self._coloured()
        told = told if len(told) >= 2 else self._titled()
        if len(told) < 2 or len(told) > len(CODES):
            return []
        made = []
        for code, one in zip(CODES, sorted(told, key=lambda one: one.rank), strict=False):
            self.measures += [(code, span, None) for span in one.does]
            made.append(
                Level(
                    id=f"level-response-{code}",
                    places=one.places[:8],
                    rule="english-level",
                    kind="response",
                    code=code,
                    name=one.name,
                    colour=one.colour,
                    conditions=one.conditions,
                )
            )
        return made

    def numbered(self, known: list[Level]) -> list[Level]:
        """The levels that have numbers, from the highest; those `known` where they say as much."""
        under: dict[int, list[Part]] = {}
        above: dict[int, str] = {}
        body = [part for part in self.outline.parts if part.region in ("front", "body")]
        for part in body:
            over = [p.title for p in self.outline.above(part) if p.kind == "chapter"]
            above[part.index] = " / ".join(over[:3])
            if part.kind == "chapter":
                under[part.index] = self.outline.under(part)
        told = Numbered(body, under).told(above)
        if len(told) < 2:
            return known
        if rising({n: (one.name, one.text) for n, one in told.items()}):
            top = max(told)
            self.turned = {CODES[n - 1]: CODES[top - n] for n in range(1, top + 1)}
        whole = known and all(level.conditions for level in known) and len(known) >= len(told)
        if whole and not any(":" in one.name or " - " in one.name or "–" in one.name for one in told.values()):
            return self.turn(known)
        return self.turn([self._numbered(told[n]) for n in sorted(told)])

    def turn(self, levels: list[Level]) -> list[Level]:
        """The levels from the highest, with the codes that their numbers stand for."""
        codes = [self.turned.get(level.code, level.code) for level in levels]
        made = [
            level.model_copy(update={"code": code, "id": f"level-{level.kind}-{code}"})
            for code, level in zip(codes, levels, strict=True)
        ]
        return sorted(made, key=lambda level: CODES.index(level.code)) if self.turned else made

    def turn_actions(self, actions: list[Action]) -> list[Action]:
        """Measures below a number that rises, with the codes of their levels."""
        turned: dict[str, str] = {str(code): str(then) for code, then in self.turned.items()}
        return (
            [one.model_copy(update={"levels": [turned.get(c, c) for c in one.levels]}) for one in actions]
            if turned
            else actions
        )

    def _numbered(self, one: Told) -> Level:
        code = CODES[one.number - 1]
        colour = _COLOUR.search(one.name)
        self.measures += [(self.turned.get(code, code), span, who) for span, who in one.does]
        return Level(
            id=f"level-response-{code}",
            places=one.places[:8],
            rule="english-level",
            kind="response",
            code=code,
            name=one.name,
            colour=_COLOURS[colour[0].lower()] if colour else None,
            conditions=[self._condition(span) for span in one.conditions],
        )

    def _coloured(self) -> list[_Scale]:
        """Levels whose names are colours: rows of a table, and titles or labels over lists."""
        made: dict[str, _Scale] = {}
        header: list[Span] = []
        for part in self.reading.body:
            if part.kind == "row":
                cells = split_row(part.span)
                colour = _COLOUR.fullmatch(cells[0].text.strip()) or _COLOUR_TITLE.fullmatch(cells[0].text.strip())
                if colour is None:
                    header = cells
                    continue
                self._row(self._scale(made, _COLOUR.search(cells[0].text), part), header, cells)
            elif (title := _COLOUR_TITLE.fullmatch(part.span.text[:90])) and part.kind in ("chapter", "text"):
                one = self._scale(made, _COLOUR.search(title["name"]), part)
                one.conditions += [self._condition(item.span) for item in self._list(part)]
        return list(made.values())

    @staticmethod
    def _scale(made: dict[str, _Scale], colour: re.Match[str] | None, part: Part) -> _Scale:
        word = colour[0].lower() if colour else ""
        one = made.setdefault(word, _Scale(word.capitalize(), _ORDER[word], _COLOURS[word], [], [], []))
        one.places.append(part.span.place())
        return one

    def _row(self, one: _Scale, header: list[Span], cells: list[Span]) -> None:
        """The cells of a row: what their headings say they are; without headings the first text defines the level."""
        for n, cell in enumerate(cells[1:], 1):
            title = header[n].text if n < len(header) else ""
            if not cell:
                continue
            if _DOES.search(title) or (not _DEFINES.search(title) and one.conditions):
                one.does.append(cell)
            else:
                one.conditions.append(self._condition(cell))

    def _list(self, part: Part) -> list[Part]:
        """The items below a title, or behind a paragraph."""
        if part.kind == "chapter":
            return [p for p in self.outline.children(part) if p.kind == "item"]
        made = []
        for p in self.outline.parts[part.index + 1 :]:
            if p.kind != "item":
                break
            made.append(p)
        return made

    def _titled(self) -> list[_Scale]:
        """The titles right below a chapter on levels, where its first or its last says which end is the lower one."""
        for chapter in self.reading.body:
            if chapter.kind != "chapter" or not _LEVELS.search(chapter.title):
                continue
            titles = [
                p for p in self.outline.children(chapter) if p.kind == "chapter" and not _NO_LEVEL.search(p.title)
            ]
            if not 2 <= len(titles) <= len(CODES):
                continue
            first, last = titles[0].title, titles[-1].title
            rising = _LOW.search(first) is not None or (_HIGH.search(last) is not None and not _HIGH.search(first))
            if not rising and not (_LOW.search(last) or _HIGH.search(first)):
                continue
            return [self._told(p, -n if rising else n) for n, p in enumerate(titles)]
        return []

    def _told(self, part: Part, rank: int) -> _Scale:
        one = _Scale(part.title, rank, None, [part.span.place()], [], [])
        for below in self.outline.under(part):
            for match in _SENTENCE.finditer(below.span.plain) if below.kind in ("text", "item") else ():
                span = below.span.cut(match.start(), match.end())
                lead = len(span.plain) - len(span.plain.lstrip())
                span = span.cut(lead)
                if _WHEN.match(span.plain):
                    one.conditions.append(self._condition(span))
                elif span:
                    one.does.append(span)
        return one

    def _condition(self, span: Span) -> Condition:
        return self.conditions.stated(span, "english-level")


def coloured_actions(actions: list[Action], levels: list[Level]) -> list[Action]:
    """Measures for every level, where their text names the colours that they are for (`if an AMBER or RED incident …`)."""
    codes = {level.name.lower(): level.code for level in levels if level.rule == "english-level"}
    made = []
    for action in actions:
        named = _FOR_COLOURS.search(action.text) if codes and action.levels == ["*"] else None
        told = [codes[word.lower()] for word in _COLOUR.findall(named[0]) if word.lower() in codes] if named else []
        made.append(action.model_copy(update={"levels": sorted(told)}) if told else action)
    return made


def english_actions(
    measures: list[tuple[LevelCode, Span, Span | None]], names: Names, known: list[Action], vocabulary: Vocabulary
) -> Iterator[Action]:
    """What is done at each level, as measures; what is known already is not repeated."""
    texts = {action.text for action in known}
    limits = Limits(vocabulary)
    for n, (code, span, who) in enumerate(measures, 1):
        if span.text in texts:
            continue
        units, _ = names.listed(who.plain if who else span.plain, 0)
        timed = limits.first(span.plain)
        yield Action(
            id=f"action-level-{n}",
            places=[span.place()],
            rule="english-level",
            levels=[code],
            text=span.text,
            units=[unit.name for unit in units] or ([who.text] if who else []),
            deadline=timed.deadline if timed else None,
        )
