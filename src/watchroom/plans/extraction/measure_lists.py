"""Runs of sentences with one subject, and sentences that give each of many bodies its own measure."""

from collections.abc import Callable
from dataclasses import dataclass

from watchroom.plans.extraction.clauses import clauses, conditional
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.units import Names

MANY = 3  # subjects in a sentence that make it a list


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of sentences with one subject."""

    span: Span
    names: tuple[str, ...]


def list_of_measures(span: Span, names: Names, subjects: Callable[[Span], tuple[str, ...]]) -> list[Piece]:
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


def _by_semicolon(span: Span, subjects: Callable[[Span], tuple[str, ...]]) -> list[Piece]:
    """The parts between semicolons where each of many begins with a subject of its own, posts and people too."""
    stops = [at + 1 for at, char in enumerate(span.plain[:-1]) if char == ";"]
    parts = [span.cut(a, b) for a, b in zip([0, *stops], [*stops, len(span)], strict=True)]
    told = [subjects(part) for part in parts]
    each = [names for part, names in zip(parts, told, strict=True) if names and part.plain.startswith(names[0])]
    if len(each) < max(MANY, len(parts) - 1) or len(set(each)) < MANY or not told[0]:
        return []
    return [Piece(part, names) for part, names in zip(parts, told, strict=True)]


def _begins_its_own(plain: str, start: int, names: Names) -> bool:
    listed, after = names.listed(plain, start)
    return bool(listed) and after < len(plain) and not any(n.general or n.kind == "role" for n in listed)
