"""The names of bodies and posts in English sentences: `the duty officer and the Public Works Department`."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction.found import UnitKind
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.vocabulary import Entry

_SMALL = "school|senior|deputy|head|night|ward|security|classroom|nearest|of|for|the|duty|shift|site|field|public|local|county|city|town|safety|emergency|incident|fire|health|on-call"
_SHORT = re.compile(r" \(([A-Z][A-Za-z&]{1,9})\)$")
_FUNCTION = re.compile(r"(?:ESF|Emergency Support Function)[ -]?#? ?\d{1,2}\b.*", re.IGNORECASE)
_JOIN = re.compile(r",? and |, | or ")


class English:
    """Reads names by their last word; what stands before it is written with capitals or is a small word of names."""

    def __init__(self, table: Sequence[Entry], known: dict[str, UnitKind] | None = None) -> None:
        self.known = {name: kind for name, kind in (known or {}).items() if name.isascii()}
        names = "|".join(re.escape(name) for name in sorted(self.known, key=len, reverse=True))
        self._known = re.compile(
            rf"(?:[Tt]he |[Aa]ll |[Ee]ach |[Aa]n? )?(?P<name>{names or '(?!)'})(?![\w-])(?! [A-Z])"
        )
        self.kinds: dict[str, UnitKind] = {word.lower(): entry["kind"] for entry in table for word in entry["ends"]}
        ends = self._ends = "|".join(re.escape(word) for word in sorted(self.kinds, key=len, reverse=True))
        self._name = re.compile(
            rf"(?:the |all |each |an? )?(?![a-z]+ (?:the|all|each) |(?:this|that|these|those|any|other|another|following|during|upon|its?)\b)(?P<name>(?:(?:(?-i:[A-Z])[\w&'-]*|#\d{{1,2}}|{_SMALL}) ){{0,6}}?(?P<end>{ends})s?)(?![\w-])"
            rf"(?! (?:{ends})s?(?![\w-]))(?! (?-i:[A-Z][a-z]))(?:,? \((?P<short>[A-Z]{{2,8}})\))?",
            re.IGNORECASE,
        )

    def listed(self, text: str, at: int, end: int) -> tuple[list[Named], int]:
        """As `Names.listed`."""
        found: list[Named] = []
        while name := self._one(text, at, end):
            found.append(name)
            join = _JOIN.match(text, name.end, end)
            if not join:
                break
            at = join.end()
        return found, found[-1].end if found else at

    def _one(self, text: str, at: int, end: int) -> Named | None:
        if known := self._known.match(text, at, end):
            return Named(known["name"], known.start(), known.end(), self.known[known["name"]])
        name = self._name.match(text, at, end)
        if name is None:
            return None
        return Named(name["name"], name.start(), name.end(), self.kinds[name["end"].lower()], short=name["short"])

    def titled(self, title: str) -> tuple[str, UnitKind, str | None] | None:
        """The body that a title names by its last word (`Incident tactical (Silver) group`), its kind and short name."""
        title = title.removeprefix("The ")
        short = _SHORT.search(title)
        name = title[: short.start()] if short else title
        last = re.search(rf"(?:^|[ )/])({self._ends})s?$", name, re.IGNORECASE)
        if last is None and (
            of := re.match(r"(?P<head>[A-Z][\w/’'-]*(?: [A-Z][\w/’'-]*){0,2}) (?:of|for|OF|FOR) [A-Z]", name)
        ):
            last = re.search(rf"(?:^|[ )/])({self._ends})s?$", of["head"], re.IGNORECASE)  # `Director of Public Safety`
        first = re.search(rf"(?:^|[ )])({self._ends})$", re.split(r"[,/]", name)[0], re.IGNORECASE) if last else None
        if first and self.kinds[first[1].lower()] == "role":
            last = first  # `Chairman, Board of Commissioners/Mayor of the Town`
        if last is None and _FUNCTION.fullmatch(name):
            return name, "working_group", short[1] if short else None
        return (name, self.kinds[last[1].lower()], short[1] if short else None) if last else None

    def kind(self, name: str) -> UnitKind:
        """As `Names.kind`."""
        match = self._name.fullmatch(name)
        titled = self.titled(name) or self.titled(re.split(r" (?:of|for|on|in|OF|FOR) ", name)[0])
        return self.kinds[match["end"].lower()] if match else titled[1] if titled else "department"
