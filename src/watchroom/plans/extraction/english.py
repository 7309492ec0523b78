"""The names of bodies and posts in English sentences: `the duty officer and the Public Works Department`."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction.found import UnitKind
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.vocabulary import Entry

_SMALL = "of|for|the|duty|shift|site|field|public|local|county|city|town|safety|emergency|incident|fire|health|on-call"
_JOIN = re.compile(r",? and |, | or ")


class English:
    """Reads names by their last word; what stands before it is written with capitals or is a small word of names."""

    def __init__(self, table: Sequence[Entry]) -> None:
        self.kinds: dict[str, UnitKind] = {word.lower(): entry["kind"] for entry in table for word in entry["ends"]}
        ends = "|".join(re.escape(word) for word in sorted(self.kinds, key=len, reverse=True))
        self._name = re.compile(
            rf"(?:the |all |each )?(?P<name>(?:(?:(?-i:[A-Z])[\w&'-]*|{_SMALL}) ){{0,6}}?(?P<end>{ends}))(?![\w-])"
            rf"(?! (?:{ends})(?![\w-]))(?:,? \((?P<short>[A-Z]{{2,8}})\))?",
            re.IGNORECASE,
        )

    def listed(self, text: str, at: int, end: int) -> tuple[list[Named], int]:
        """As `Names.listed`."""
        found: list[Named] = []
        while name := self._name.match(text, at, end):
            found.append(
                Named(name["name"], name.start(), name.end(), self.kinds[name["end"].lower()], short=name["short"])
            )
            join = _JOIN.match(text, name.end(), end)
            if not join:
                break
            at = join.end()
        return found, found[-1].end if found else at

    def kind(self, name: str) -> UnitKind:
        """As `Names.kind`."""
        match = self._name.fullmatch(name)
        return self.kinds[match["end"].lower()] if match else "department"
