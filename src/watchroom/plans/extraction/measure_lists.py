"""Runs of sentences with one subject, and sentences that give each of many bodies its own measure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from watchroom.plans.extraction import measure_words as words
from watchroom.plans.extraction.clauses import clauses, conditional
from watchroom.plans.extraction.grades import Scale, without_basis
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.units import Names

type Subjects = Callable[[Span], tuple[str, ...]]  # who acts in a run of text

_CASE = re.compile(r"(?:的|情况|情形|趋势时)[;。]?$")
_CASES = re.compile(r"(?:下列|以下|如下)(?:任一|任何一?种|一种)?(?:情况|情形|条件)[^。]{0,30}$")
MANY = 3  # subjects in a sentence that make it a list


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of sentences with one subject."""

    span: Span
    names: tuple[str, ...]


def without_title(span: Span, names: Names) -> Span:
    """`人员搜救。组织…` begins with what it is about."""
    titled = words.TITLED.match(span.plain)
    if titled and not names.subjects(titled.group(1)) and not names.whole(titled.group(1)):
        return span.cut(titled.end())
    return span


def without_tail(span: Span, tail: re.Pattern[str]) -> Span:
    """A sentence before a list without what only says that it is one: `…，采取以下措施：`, `发布橙色预警后，还应：`."""
    found = tail.search(span.plain.rstrip("。"))
    rest = span.cut(0, found.start() if found else len(span.plain.rstrip(": ")))
    last = len(rest) - len(last_sentence(rest.plain))
    only_when = words.LEVEL_STARTED.fullmatch(rest.plain.rstrip(","), last) or not without_basis(
        rest.plain[last:]
    ).strip(",")
    return rest.cut(0, last) if last and only_when else rest


def last_sentence(lead: str) -> str:
    """The last sentence of a paragraph that leads a list."""
    return lead[lead.rstrip(":。; ").rfind("。") + 1 :]


def is_case(part: Part, outline: Outline) -> bool:
    """Whether an item is one of the cases that the sentence before its list speaks of (`遇下列情况派出工作组：`), and no
    measure."""
    if part.kind != "item" or not _CASE.search(part.span.plain):
        return False
    above = outline.parent(part)
    beside = outline.children(above)
    before = next((p for p in reversed(beside[: beside.index(part)]) if p.kind != "item"), None)
    lead = before or (above if above is not None and above.kind != "chapter" else None)
    return lead is not None and _CASES.search(lead.span.plain) is not None


def list_of_measures(span: Span, names: Names, subjects: Subjects) -> list[Piece]:
    """The measures of a sentence that gives each of many bodies its own; none where it does not."""
    plain = span.plain
    cuts, before = [0], (0, 0)
    for start, end in clauses(plain):
        if start and not conditional(plain[before[0] : before[1]]) and _begins_its_own(plain, start, names):
            cuts.append(start)
        before = (start, end)
    if len(cuts) < MANY:
        return _by_semicolon(span, subjects)
    pieces = [span.cut(a, b) for a, b in zip(cuts, [*cuts[1:], len(plain)], strict=True)]
    if len({subjects(piece) for piece in pieces}) < MANY:
        return _by_semicolon(span, subjects)
    return [Piece(piece, subjects(piece)) for piece in pieces]


def by_level(sentence: Span, scale: Scale, subjects: Subjects) -> list[Piece]:
    """`发布黄色预警后,…;发布红色预警后,…`: the parts of a sentence that are for levels of their own; none where they are not."""
    parts = [sentence.cut(m.start(), m.end()) for m in re.finditer(r"[^;]+;?", sentence.plain)]
    told = [scale.of(p.plain[: p.plain.find(",")]) for p in parts if "," in p.plain]
    apart = len(parts) > 1 and len(told) == len(parts) and all(told) and told[0] != told[-1]
    return [Piece(p, subjects(p)) for p in parts] if apart else []


def listed_inline(span: Span, names: tuple[str, ...], subjects: Subjects) -> Iterator[Piece]:
    """`县水利局采取下列措施:…;县公安局…;…`: runs of parts with one subject, which is that of the lead where none is named."""
    start, run = 0, names
    for part in re.finditer(r"[^;。]+[;。]?", span.plain):
        own = subjects(span.cut(part.start(), part.end())) or names
        if own != run and part.start() > start:
            yield Piece(span.cut(start, part.start()), run)
            start = part.start()
        run = own
    yield Piece(span.cut(start), run)


def _by_semicolon(span: Span, subjects: Subjects) -> list[Piece]:
    """The parts between semicolons where each of many begins with a subject of its own, posts and people too; of two the
    first may tell before when it is done."""
    stops = [at + 1 for at, char in enumerate(span.plain[:-1]) if char == ";"]
    parts = [span.cut(a, b) for a, b in zip([0, *stops], [*stops, len(span)], strict=True)]
    told = [subjects(part) for part in parts]
    each = [names for part, names in zip(parts, told, strict=True) if names and part.plain.startswith(names[0])]
    many = len(each) >= max(MANY, len(parts) - 1) and len(set(each)) >= MANY
    two = len(parts) == 2 and all(told) and told[1] in each and not set(told[0]) & set(told[1])
    two = two and not any(name.startswith("各") for names in told for name in names)
    if not told[0] or not (many or two):
        return []
    return [Piece(part, names) for part, names in zip(parts, told, strict=True)]


def _begins_its_own(plain: str, start: int, names: Names) -> bool:
    listed, after = names.listed(plain, start)
    return bool(listed) and after < len(plain) and not any(n.general or n.kind == "role" for n in listed)
