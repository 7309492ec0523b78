"""Lists and tables of members with their duties, wherever a plan keeps them: `市公安局：负责…` one after another."""

import re
from collections.abc import Iterator

from watchroom.plans.extraction.found import Place
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span, read
from watchroom.plans.extraction.units import Names

type Member = tuple[Part, list[Named], Span]
LABEL = re.compile(r"([^:。;,\t]{1,60}):")
NUMBERS = re.compile(r"[\d\s()、,/;+-]+")
NUMBER = re.compile(r"^\d{1,2}(?: \d{1,2})* ?(?=[\u4e00-\u9fff])")  # before a label, where it lost its dot
# All bodies of one kind, which are a member together (`各街道办事处`).
OF_ONE_KIND = re.compile(
    "各(?:[^有相]{0,6}(?:街道办事处|人民政府|街道办|村委会|居委会|管委会|街道|乡镇|镇|乡|企业|公司))"
)
LEAST_MEMBERS = 3  # labels in a row that make a list of members outside the chapter on the organisation


class Members:
    """Finds the lists. `act`: words that a duty begins with."""

    def __init__(self, reading: Reading, names: Names, act: re.Pattern[str]) -> None:
        self.reading, self.names, self.act = reading, names, act

    def runs(self, parts: list[Part]) -> Iterator[list[Member]]:
        """Labels in a row that name bodies and give their duties, outside the chapter on the organisation."""
        run: list[Member] = []
        for part in parts:
            entry = None
            if part.role in ("management", "annex", "organisation", "other") and part.region != "other_plan":
                entry = (
                    self._label(part) if part.role != "organisation" or part.region not in ("body", "annex") else None
                )
            if entry:
                run.append(entry)
                continue
            if len(run) >= LEAST_MEMBERS and sum(
                bool(self.names.whole(names[0].name)) for _, names, _ in run
            ) * 2 > len(run):
                yield run
            if part.kind in ("chapter", "item", "row"):
                run = []
        if len(run) >= LEAST_MEMBERS:
            yield run

    def _label(self, part: Part) -> Member | None:
        if part.kind == "row":
            cells = cells_of(self.reading.document.text, part.span.place())
            for at, cell in enumerate(cells[:-1]):
                names = self.names.whole(cell.plain)
                whom = names and not any(n.general and not OF_ONE_KIND.fullmatch(n.name) for n in names)
                if whom and len(cells[at + 1].text) > 6:
                    return part, names, cells[at + 1]
            return None
        label = LABEL.match(part.span.plain)
        if not label or len(label.group(1)) > 40 or len(part.span.text) < label.end() + 6:
            return None
        word, rest = NUMBER.sub("", label.group(1)), part.span.cut(label.end())
        names = self.names.whole(word) or [
            Named(piece, 0, len(word), "department") for piece in word.split("、") if 2 <= len(piece) <= 20
        ]
        return (part, names, rest) if names and self.act.search(rest.plain[:40]) else None


def cells_of(text: str, place: Place, *, empty: bool = False) -> list[Span]:
    """The cells of a row that say something, or all of them."""
    cells, at = [], place.start
    for cell in text[place.start : place.end].split("\t"):
        if cell.strip() or empty:
            cells.append(read(text, [(at, at + len(cell))]))
        at += len(cell) + 1
    return cells
