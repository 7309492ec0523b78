"""Levels that English plans call by words whose weight rises or falls: titles, labels, rows, or neighbours of a list."""

import re
from collections.abc import Iterator, Sequence

from watchroom.plans.extraction.english_cells import cells as cells_of
from watchroom.plans.extraction.english_runs import Run, runs
from watchroom.plans.extraction.english_scale import LEVELS, weight
from watchroom.plans.extraction.english_told import Told, collect, labelled, mode_of
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.ranks import CODES
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row

_GRADING = re.compile(r"level|severity|categor|classification|stage|status|alert|tier|class|priority", re.IGNORECASE)
_NO_LEVEL = re.compile(
    r"\b(?:authority|deactivat\w+|procedures?|overview|table|who|de-?escalation|matrix)\b", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r" ?\([^()]{1,40}\)")
_NAMED = re.compile(r"([A-Z][\w /&'-]{2,40}?)(?: \([^()]{1,40}\))?(?::| [–—-])(?= |$)")

_ACTIVATED = 4  # the weight of an activation of which it is not said how far it goes
type Named = tuple[str, Part, list[Part], Span | None]  # name, where, what stands below, what stands beside


class Worded:
    """Finds the levels. read: the indices of the parts that tell of them."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.read: set[int] = set()

    def found(self, body: Sequence[Part]) -> list[Told]:
        """Titles, labels of a list, or rows below a chapter on levels, whose words rise or fall in weight."""
        best: list[Told] = []
        read: set[int] = set()
        for told in self._tried(body):
            if _worth(told) > _worth(best):
                best, read = told, self.read
            self.read = set()
        self.read = read
        return best

    def _tried(self, body: Sequence[Part]) -> Iterator[list[Told]]:
        """What may be the levels; `read` holds what each of them was read from until the next is asked for."""
        for chapter in body:
            if chapter.kind != "chapter" or (chapter.role != "conditions" and not LEVELS.search(chapter.title)):
                continue
            yield self._titles(chapter)
            yield self._labels(chapter)
            yield self._rows(chapter)
        for row in runs(self.outline):
            yield self._in_row(row)

    def _in_row(self, row: Sequence[Run]) -> list[Told]:
        """Levels that stand side by side; none where one of them is a body or what the text is about is over."""
        if any(not self._read_here(one.part) for one in row):
            return []
        made = self._weighed([(one.name, one.part, one.below, one.rest) for one in row])
        when = {one.part.span.place().start: one.when for one in row}
        for told in made:
            if said := when.get(told.places[0].start):
                told.conditions.insert(0, said)
        return made

    @staticmethod
    def _read_here(part: Part) -> bool:
        return part.region in ("front", "body") and part.role not in (
            "recovery",
            "management",
            "safeguards",
            "organisation",
        )

    def _titles(self, chapter: Part) -> list[Told]:
        parts = [p for p in self.outline.children(chapter) if p.kind == "chapter" and p.title]
        parts = [p for p in parts if not _NO_LEVEL.search(p.title)]
        graded = [p for p in parts if weight(p.title) is not None and self._triggered(p)]
        if len(graded) > 1 and parts[: len(graded)] == graded and not any(map(self._triggered, parts[len(graded) :])):
            parts = graded  # what stands behind the last level with a trigger of its own is no level
        named = [(_IN_BRACKETS.sub("", p.title), p, self.outline.under(p), None) for p in parts]
        return self._weighed(named) or (self._in_order(named) if LEVELS.search(chapter.title) else [])

    def _triggered(self, part: Part) -> bool:
        """Whether a list below a title says what triggers it."""
        below = (labelled(p.span) for p in self.outline.under(part) if p.kind in ("item", "text"))
        return any(label and mode_of(label[0]) == "condition" for label in below)

    def _labels(self, chapter: Part) -> list[Told]:
        found = []
        for part in self.outline.under(chapter):
            named = _NAMED.match(part.span.text) if part.kind in ("item", "text") else None
            if named and not mode_of(named[1]) and len(named[1].split()) <= 5:
                rest = part.span.cut(named.end())
                found.append((named[1], part, [] if rest else self._list(part), rest))
        return self._weighed([one for one in found if weight(one[0]) is not None])

    def _list(self, part: Part) -> list[Part]:
        made = []
        for p in self.outline.parts[part.index + 1 :]:
            if p.kind != "item" or _NAMED.match(p.span.text) or p.depth < part.depth:
                break
            made.append(p)
        return made

    def _rows(self, chapter: Part) -> list[Told]:
        rows = [split_row(p.span) for p in self.outline.under(chapter) if p.kind == "row"]
        parts = [p for p in self.outline.under(chapter) if p.kind == "row"]
        if len(rows) < 3 or not _GRADING.search(rows[0][0].text):
            return []
        made = self._weighed(
            [(row[0].text.strip(), part, [], None) for row, part in zip(rows[1:], parts[1:], strict=True)]
        )
        by_place = {one.places[0].start: one for one in made}
        for row, part in zip(rows[1:], parts[1:], strict=True):
            if one := by_place.get(part.span.place().start):
                cells_of(one, rows[0], row)
        return made

    def _weighed(self, named: Sequence[Named]) -> list[Told]:
        """The levels from the highest, where all names have words of weight that only rise, or only fall."""
        weights = [weight(name) for name, *_ in named]
        told = [w for w in weights if w is not None]
        if not 2 <= len(named) <= len(CODES) or len(told) < len(named) or len(set(told)) < len(told):
            return []
        if told not in (sorted(told), sorted(told, reverse=True)):
            return []
        return self._told(named, [-w for w in told], ordered=True)

    def _in_order(self, named: Sequence[Named]) -> list[Told]:
        """The levels from the highest, where most names have words of weight, none lighter (or none graver) than the one
        before: of those that weigh the same the place says which is the higher, which is a doubt."""
        weights = [weight(name) or (_ACTIVATED if "activation" in name.lower() else None) for name, *_ in named]
        told = [w for w in weights if w is not None]
        if not 2 <= len(named) <= len(CODES) or 2 * len(told) <= len(named) or told[0] == told[-1]:
            return []
        if told not in (sorted(told), sorted(told, reverse=True)):
            return []
        sign = -1 if told[0] < told[-1] else 1
        return self._told(named, [sign * at for at in range(len(named))], ordered=False)

    def _told(self, named: Sequence[Named], numbers: Sequence[int], *, ordered: bool) -> list[Told]:
        made = []
        for (name, part, below, first), number in zip(named, numbers, strict=True):
            one = Told(number, ordered=ordered)
            one.call(name.strip(), part.span.place(), defined=True)
            self.read.update({part.index} | collect(one, below, first))
            made.append(one)
        return sorted(made, key=lambda one: one.number)


def _worth(told: Sequence[Told]) -> tuple[int, int]:
    """More levels go first, then those of which more is said when they are reached."""
    return len(told), sum(bool(one.conditions) for one in told)
