"""What a bound speaks of: the quantity named before the number, or after it (`30人以上死亡`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from watchroom.plans.extraction.vocabulary import Entry

_LINK = re.compile(r"(?:人员|人数|人口|的)?(?:或者?|和|及|与|、|以及| or )(?:需要?|造成|因灾|需)?")
_POSSIBLE = re.compile(r"(?:造成|导致|发生|出现|引发)?(或者?|、|及|和)?可能(?:会)?(?:造成|导致|发生|出现|引发|危及)")


@dataclass(frozen=True, slots=True)
class Subject:
    """quantity, the units in which it is counted, the unit it turns into, and whether it stands in a sum (甲和乙共).

    falling  what its word means where only an upper bound is given: `气温低于` speaks of the lowest, `气温超过` of the highest
    """

    quantity: str
    units: frozenset[str]
    turns: str | None = None
    summed: bool = False
    falling: str | None = None


def _whole(word: str) -> str:
    """The pattern of a word: one in Latin letters is no part of a longer one (`ice` is none of `police`)."""
    return rf"(?<![A-Za-z]){re.escape(word)}(?=s?(?![A-Za-z]))" if word.isascii() else re.escape(word)


class Subjects:
    """The table `quantities` of the vocabulary, applied."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.by_word: dict[str, list[Subject]] = {}
        for entry in entries:
            subject = Subject(
                entry["quantity"], frozenset(entry["units"]), entry.get("with"), falling=entry.get("falling")
            )
            for word in entry["words"]:
                self.by_word.setdefault(str(word).lower(), []).append(subject)
        self.every = frozenset(unit for entry in entries for unit in entry["units"])
        self.patterns: dict[frozenset[str], re.Pattern[str]] = {}

    def before(self, text: str, units: set[str]) -> list[Subject]:
        """The quantities that stand last before a number, with those that are linked to the last one."""
        found = self._all(text, units)
        chain: list[tuple[int, int, Subject]] = []
        for one in reversed(found):
            if chain and not _LINK.fullmatch(text, one[1], chain[-1][0]):
                break
            chain.append(one)
        return self._possible(text, chain[::-1])

    def after(self, text: str, units: set[str], before: str) -> tuple[list[Subject], int]:
        """The quantities that stand first after a number, and where they end; `before`: what stands before it."""
        found = self._all(text[:40], units)
        chain: list[tuple[int, int, Subject]] = []
        for one in found:
            if chain and not _LINK.fullmatch(text, chain[-1][1], one[0]):
                break
            chain.append(one)
        return self._maybe(before, [one[2] for one in chain]), chain[-1][1] if chain else 0

    def named(self, text: str) -> bool:
        """Whether a text names any quantity."""
        return bool(self.quantities(text))

    def quantities(self, text: str) -> list[str]:
        """The quantities that a text names, in order."""
        return [self.by_word[found[0].lower()][0].quantity for found in self._pattern(self.every).finditer(text)]

    def _all(self, text: str, units: set[str]) -> list[tuple[int, int, Subject]]:
        """Each word that names a quantity counted in one of the units; where several are, the first of the table."""
        found = []
        for match in self._pattern(frozenset(units)).finditer(text):
            fits = [subject for subject in self.by_word[match[0].lower()] if subject.units & units]
            found += [(match.start(), match.end(), subject) for subject in fits[:1]]
        return found

    def _pattern(self, units: frozenset[str]) -> re.Pattern[str]:
        """The words of what is counted in one of the units: a word of something else hides none of them."""
        if units not in self.patterns:
            fit = [word for word, them in self.by_word.items() if any(one.units & units for one in them)]
            words = "|".join(_whole(word) for word in sorted(fit, key=len, reverse=True))
            self.patterns[units] = re.compile(words or r"(?!)", re.IGNORECASE)
        return self.patterns[units]

    def _possible(self, text: str, chain: list[tuple[int, int, Subject]]) -> list[Subject]:
        """The subjects; where the text speaks of what may still happen, deaths that may still happen."""
        subjects = [one[2] for one in chain]
        summed = len(chain) > 1 and any("和" in text[a[1] : b[0]] for a, b in pairwise(chain))
        if summed:
            subjects = [Subject(s.quantity, s.units, s.turns, True) for s in subjects]
        return self._maybe(text, subjects)

    def _maybe(self, text: str, subjects: list[Subject]) -> list[Subject]:
        possible = _POSSIBLE.search(text)
        if possible and [s.quantity for s in subjects] == ["deaths"]:
            later = Subject("deaths_possible", subjects[0].units)
            return [subjects[0], later] if possible[1] or "造成" in text[: possible.start()] else [later]
        return subjects
