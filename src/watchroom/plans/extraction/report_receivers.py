"""Who is told in a clause of a report: behind 向 or behind the verb, and who is let know besides. All offsets are into the
sentence."""

import re
from collections.abc import Sequence
from itertools import islice

from watchroom.plans.extraction import report_words as words
from watchroom.plans.extraction.grammar import pattern
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import Entry


class Receivers:
    """Finds them by the table `reporting`. `inside`: within one house, telling somebody is a report too (`通知校医`)."""

    def __init__(self, names: Names, use: dict[str, list[Entry]], *, inside: bool) -> None:
        self.names = names
        self.verb = re.compile(pattern(use["to"]))
        self.tells = re.compile(pattern(use["tells"]) if inside else r"(?!)")
        self.any_verb = re.compile(pattern([*use["to"], *use["sideways"]]))
        self.sideways = re.compile(pattern(use["sideways"]))

    def of(
        self,
        plain: str,
        start: int,
        end: int,
        senders: Sequence[str] = (),
        *,
        near: bool = False,
        chapter: bool = False,
    ) -> tuple[list[Named], bool]:
        """The receivers of a clause, and whether it only informs them sideways. `near`: it follows a report to others;
        `chapter`: it stands in a chapter on reports, where who is only informed is told of too."""
        if towards := self._towards(plain, start, end):
            return towards
        if behind := self._reported(plain, start, end):
            return behind, False
        if near and (copied := self._copied(plain, start, end)):
            return copied, False
        if (near or chapter) and (informed := self._informed(plain, start, end, near=near)):
            return informed, True
        if any(self.names.kind(sender) in words.COMMANDS or sender.endswith("指挥") for sender in senders):
            return [], False  # whoever commands gives orders
        for verb in islice(self.tells.finditer(plain, start, end), words.MOST):
            names, after = self.names.listed(plain, verb.end(), end)
            if names and after == end:  # `通知组长组织疏散` is an order
                return names, False
        return [], False

    def _towards(self, plain: str, start: int, end: int) -> tuple[list[Named], bool] | None:
        """`向县政府报告`, and whether it is `向县公安局通报`."""
        found: list[Named] = []
        sideways = False
        for towards in islice(words.TOWARDS.finditer(plain, start, end), words.MOST):
            names, after = self.names.listed(plain, towards.end(), end)
            if not names and (above := words.SUPERIORS.match(plain, towards.end(), end)):
                names, after = [Named("上级", towards.end(), above.end(), "department")], above.end()
            verb = self.any_verb.search(plain, after, end)
            if names and verb and plain[after : after + 1] != "的":
                found += names
                sideways = bool(self.sideways.match(verb.group()))
        return (found + self._informed_too(plain, found[-1].end, end), sideways) if found else None

    def _reported(self, plain: str, start: int, end: int) -> list[Named]:
        """`报县政府`, and not `报县教育局备案` or `报县长批准`."""
        for verb in islice(self.verb.finditer(plain, start, end), words.MOST):
            names, after = self._behind(plain, verb.end(), end)
            filed = words.FILED.match(plain, after) and not words.OUTCOME.search(plain, start, verb.start())
            if names and not filed and plain[after : after + 1] != "的" and not words.TO_DECIDE.match(plain, after):
                return names + self._informed_too(plain, after, end)
        return []

    def _copied(self, plain: str, start: int, end: int) -> list[Named]:
        """`抄送县水利局` or `通报县公安局` behind a report to others."""
        verb = words.INFORMS.search(plain, start, end)
        if verb is None or self.verb.search(plain, start, end):
            return []
        names, after = self._behind(plain, verb.end(), end)
        return _somebody(names, verb[0]) if plain[after : after + 1] != "的" else []

    def _informed(self, plain: str, start: int, end: int, *, near: bool) -> list[Named]:
        """`通报县公安局` where no report to others goes before: the clause has to end with it."""
        for verb in islice(self.sideways.finditer(plain, start, end), words.MOST):
            names, after = self.names.listed(plain, verb.end(), end)
            if (near or (verb[0] == "通报" and after == end)) and (told := _somebody(names, verb[0])):
                return told
        return []

    def _behind(self, plain: str, at: int, end: int) -> tuple[list[Named], int]:
        """Who is named behind a verb, and where the names end."""
        return self.names.listed(plain, words.TO.match(plain, at).end(), end)  # type: ignore[union-attr]

    def _informed_too(self, plain: str, at: int, end: int) -> list[Named]:
        """`向县防指报告并通报县公安局`: whom the same clause lets know besides."""
        verb = words.AND_INFORMS.search(plain, at, end)
        names = self.names.listed(plain, verb.end(), end)[0] if verb else []
        return [n for n in _somebody(names, "通报") if not n.general]


def _somebody(names: list[Named], verb: str) -> list[Named]:
    """Without `有关部门` and the like where they are only informed (通报): that names nobody."""
    return [n for n in names if verb != "通报" or not words.NOBODY.match(n.name)]
