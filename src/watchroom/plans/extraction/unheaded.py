"""What the paragraphs of a plan are about where its headings are lost: read from what they say, in the order in which
plans keep their chapters."""

import re
from collections.abc import Sequence
from dataclasses import replace

from watchroom.plans.extraction.clauses import mostly_orders
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.vocabulary import Entry

LEAST = 0.3  # share of the body's text below no known heading from which on its paragraphs are read
WELL_HEADED = 4  # parts to a numbered heading, at most, of a text whose headings are there, known or not
LISTED = 3  # items, at least, of a paper that is one list
MOST_READ = 1200  # characters of a paragraph
_ITEMS = 0.3  # weight of an item beside the paragraph that leads its list
_PURPOSE = re.compile(r"(?:为|根据|依据|按照|本预案)[^:]{8}")  # how the first paragraph of a plan begins
_FIXED = 8.0  # weight of a heading that is known
_ON, _BACK, _BESIDE = 1.2, 4.0, 1.6  # the price of going on to a later chapter, back, or between reports and measures


class Cues:
    """The table `cues` of the vocabulary, applied."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.roles = [str(e["role"]) for e in entries]
        self.words = [[re.compile(word) for word in e["words"]] for e in entries]

    def apply(self, made: Outline) -> None:
        """Gives a role to the parts of the body that stand below no known heading, where there are many of them."""
        body = [part for part in made.parts if part.region == "body"]
        lost = sum(len(part.span) for part in body if part.role == "other")
        numbered = sum(part.kind == "chapter" and part.style != "" for part in body)
        if not body or numbered * WELL_HEADED > len(body) or lost < LEAST * sum(len(part.span) for part in body):
            return
        groups = _groups(body)
        for group, role in zip(groups, self._best([self._scores(group) for group in groups]), strict=True):
            for part in group:
                if role and part.role == "other":
                    made.parts[part.index] = replace(part, role=role)
                    made.inferred.add(part.index)

    def _scores(self, group: list[Part]) -> list[float]:
        """How much speaks for each role."""
        if group[0].role in self.roles:
            return [_FIXED * (role == group[0].role) for role in self.roles]
        if group[0].role != "other":
            return [0.0 for _ in self.roles]
        scores = [self._said(group[0], words) for words in self.words]
        for part in group[1:]:
            scores = [s + _ITEMS * self._said(part, words) for s, words in zip(scores, self.words, strict=True)]
        return scores

    @staticmethod
    def _said(part: Part, words: list[re.Pattern[str]]) -> float:
        plain = part.span.plain[:MOST_READ]
        return float(sum(word.search(plain) is not None for word in words))

    def _best(self, scores: list[list[float]]) -> list[str]:
        """The run of roles for which most speaks, going on from chapter to chapter; none where nothing speaks."""
        count, trail = len(self.roles), []
        total = [scores[0][n] - 0.5 * n for n in range(count)]
        for row in scores[1:]:
            came = [max(range(count), key=lambda a, b=b: total[a] - self._price(a, b)) for b in range(count)]  # type: ignore[misc]
            total = [total[a] - self._price(a, b) + row[b] for b, a in enumerate(came)]
            trail.append(came)
        at = max(range(count), key=total.__getitem__)
        path = [at]
        for came in reversed(trail):
            path.append(at := came[at])
        return [self.roles[n] for n in reversed(path)] if any(map(any, scores)) else ["" for _ in scores]

    def _price(self, before: int, then: int) -> float:
        if before == then:
            return 0.0
        if {self.roles[before], self.roles[then]} == {"reporting", "response"}:
            return _BESIDE
        return _ON if then > before else _BACK


def _groups(body: list[Part]) -> list[list[Part]]:
    """Each paragraph or heading with the items and rows that follow it."""
    groups: list[list[Part]] = []
    for part in body:
        if groups and part.kind in ("item", "row") and groups[-1][0].role == part.role:
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def unfronted(made: Outline) -> Outline:
    """Where the first heading that is left numbers a later chapter (`3.1 指挥部`), the chapters before it have lost theirs:
    what stands behind the front's title is the body."""
    first = next((part for part in made.parts if part.region == "body"), None)
    if first is None or first.style != "decimal" or int(re.split(r"\D", first.number)[0]) < 2:
        return made
    begins = next(
        (p.index for p in made.parts[: first.index] if p.kind == "item" or _PURPOSE.match(p.span.plain)), None
    )
    for part in made.parts[begins : first.index] if begins is not None else ():
        made.parts[part.index] = replace(part, region="body")
    return made


def one_list(made: Outline) -> None:
    """A paper that is nothing but its title and a list of what is to be done tells the response."""
    body = [part for part in made.parts if part.region == "body"]
    items = [part for part in body if part.kind == "item"]
    headed = [part for part in body if part.kind == "chapter"]
    if len(headed) > 1 or any(part.style for part in headed) or any(p.role not in ("general", "other") for p in items):
        return
    if len(items) >= LISTED and mostly_orders(part.span.plain for part in items):
        for part in body[body.index(items[0]) :]:
            made.parts[part.index] = replace(part, role="response")
            made.inferred.add(part.index)
