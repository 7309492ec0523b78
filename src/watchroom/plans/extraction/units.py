"""Who is named in a sentence: bodies and posts, the subject of a clause, those who act together with it.

A name is read from its ending (局, 部门, 指挥部); what one ending closes for several is completed for each. All places are offsets into the sentence given, in the plain form of a span.
"""

import re
from dataclasses import replace
from itertools import islice

from watchroom.plans.extraction import named as naming
from watchroom.plans.extraction.called import called_in, sent, starter
from watchroom.plans.extraction.clauses import CONDITION_END, IS_TOLD, clauses, conditional
from watchroom.plans.extraction.named import (
    Named,
    acting,
    completed,
    distinct,
    hidden,
    unheld,
)
from watchroom.plans.extraction.one_name import JOIN, MOST, OneName

_AFTER = re.compile(
    r"(?:During|Upon|After|Following|Once) (?:[\w-]+ ){1,5}?(?=[Tt]he )|[^,;。:]{1,30}?(?:后(?!勤|备|方|续|厨|台)|期间|过程中|(?<![及适随按同准届小临])时(?!间)前?)"
)
_BY = re.compile(r"(?<![自缘事因])(?<!(?<![处治管办受审])理)由")
_NOT_ACTING = re.compile(r"[^,;。]{0,24}?(?:参加|组成|担任|兼任|构成|参会|代表)")
_OF = re.compile("[的内]|之(?!间)")
_DOERS = ("组", "队", "指挥部", "指挥中心")
_SENT = ("working_group", "expert_group", "role")


class Names(OneName):
    """Reads names in sentences. `known`: names and short names that the document itself defines, with their kinds."""

    def listed(self, text: str, at: int = 0, end: int | None = None) -> tuple[list[Named], int]:
        """The bodies that are listed from `at` on, and where the list ends; none where no name begins there."""
        end = len(text) if end is None else end
        if text[at : at + 1].isascii() and text[at : at + 1].isalpha():
            return self.english.listed(text, at, end)
        found: list[Named] = []
        while not text.startswith("作为", at):  # what a body is, and no name
            quoted = text[at : at + 1] in ("“", "「")
            names, after = self._one(text, at + quoted, end)
            if not names:
                return completed(found), (found[-1].end if found else at)
            if chosen := naming.CHOSEN.match(text, after, end):
                return self._chosen(text, [*found, *names], chosen.end()), chosen.end()
            found += names
            after = self._others(text, after + (quoted and text[after : after + 1] in ("”", "」")), end)
            after += len(found) > len(names) and text[found[-len(names)].start - 2 : found[-len(names)].start] == "(或"
            found[-1] = replace(found[-1], end=after)
            join = JOIN.match(text, after, end)
            if not join and not self._glued(text, found[-1], after, end):
                return completed(found), after
            at = join.end() if join else after
        return found, at

    @staticmethod
    def _chosen(text: str, names: list[Named], end: int) -> list[Named]:
        """`总指挥或省委、省政府指定的负责同志`: 总指挥, and one whom the two choose."""
        first = len(names) - 1
        while (
            first
            and not text.endswith("或", 0, names[first].start)
            and not text.endswith("或者", 0, names[first].start)
        ):
            first -= 1
        start = names[first].start
        return [*completed(names[:first]), Named(text[start:end], start, end, "role")]

    def _glued(self, text: str, before: Named, at: int, end: int) -> bool:
        """Whether a name follows without the comma that was between: a body of the same level, or the armed police."""
        if not naming.NEXT_NAME.match(text, at, end) or not naming.ENDS_BODY.search(before.name):
            return False
        if text[at : at + 2] != "武警" and text[at] != before.name[0]:
            return False
        names, _ = self._one(text, at, end)
        return bool(names) and names[0].kind == "department" and not names[0].general

    def subjects(self, text: str) -> list[Named]:
        """Who acts in a sentence: the subjects of its clauses, those named by 由, and partners (会同, 与…共同)."""
        text = hidden(text)
        found, fallback = list[Named](), list[Named]()
        told = list[Named]()  # who has just been told, and so does what the next clause says
        for start, end in clauses(text):
            clause = text[start:end]
            names = self._subject(text, start, end)
            if conditional(clause):
                fallback = fallback or names
                told = [n for n in names if not n.general] if IS_TOLD.search(clause) else []
                if not names and not CONDITION_END.search(clause):
                    found += self._named_inside(text, start, end)
                continue
            names, told = names or self._after_event(text, start, end) or told, []
            found += acting(names, self._named_inside(text, start, end))
            told = sent(self, text, start, end)
            found = [n for n in found if not any(n.start < one.start and n.end == one.end for one in told)] + told
        if not found:
            found = (
                fallback
                or starter(self, text, 0, len(text))
                or called_in(self, text)
                or [Named(m.group(1), m.start(1), m.end(1), "role", True) for m in naming.SOMEBODY.finditer(text)]
            )
        forbidden = [m.span() for m in islice(naming.FORBIDDEN.finditer(text), MOST)]
        return distinct([n for n in found if not any(a <= n.start < b for a, b in forbidden)] or found)

    def whole(self, text: str) -> list[Named]:
        """The bodies of a text that is nothing but names, as a label or a heading; none where it is more."""
        if naming.ONE_GROUP.fullmatch(text) and (name := self._whole_name(text, 0, len(text))):
            return [name]
        names, end = self.listed(text)
        if names and end >= len(text):
            return names
        if text.endswith("组") and "、" not in text and (name := self._whole_name(text, 0, len(text))):
            return [name]
        found = []
        for start, stop in self._items(text):
            name = self._whole_name(text, start, stop)
            if name is None:
                return []
            found.append(name)
        return found

    def _whole_name(self, text: str, start: int, stop: int) -> Named | None:
        word = text[start:stop]
        if naming.HOLDS.search(word) or naming.GOES_TO.search(word):
            return None
        if not 2 <= len(word) <= 30 or (self.grammar.never.search(word) and not naming.GROUP_NAME.fullmatch(word)):
            return None
        if self.grammar.verb.match(word) and not (
            word.endswith(("组", "队", "指挥部")) and self.grammar.grouping.match(word)
        ):
            return None
        if self._acts(word):
            return None
        for ending in self.grammar.ending.finditer(word):  # the last one decides
            if ending.end() == len(word) and ending.start() > 0:
                return Named(word, start, stop, self.kind(word))
        return None

    def _acts(self, word: str) -> bool:
        """`场馆部支援分馆`: what a body does, and no name of another."""
        inner = next((e for e in self.grammar.ending.finditer(word) if e.start() > 0 and e.end() < len(word)), None)
        verb = self.grammar.verb.match(word, inner.end()) if inner else None
        return verb is not None and len(verb[0]) > 1 and not word.endswith(_DOERS)

    def opening(self, text: str, *, conditions: bool) -> list[Named]:
        """Who the first clauses of a sentence speak of: its subject, or those named by 由; also in conditions or not."""
        text = hidden(text)
        for start, end in clauses(text):
            if not conditions and CONDITION_END.search(text[start:end]):
                continue
            names = self._subject(text, start, end)
            if names or (names := self._by(text, start, end)):
                return names
        return []

    def clause_subject(self, text: str, start: int, end: int) -> list[Named]:
        """The subject of one clause, also of one that says when (`市应急管理局接到报告后`)."""
        text = unheld(text)
        return self._subject(text, start, end) or self._after_event(text, start, end) or self._by(text, start, end)

    def _by(self, text: str, start: int, end: int) -> list[Named]:
        found: list[Named] = []
        for by in islice(_BY.finditer(text, start, end), MOST):
            names, after = self.listed(text, by.end(), end)
            if not _OF.match(text, after) and not _NOT_ACTING.match(text, after, end):
                found += names
        return found

    def _subject(self, text: str, at: int, end: int) -> list[Named]:
        at += text.startswith(" ", at)  # behind the comma of an English sentence
        first = at
        at = upon.end() if (upon := naming.UPON.match(text, at, end)) else at
        while lead := self.grammar.lead.match(text, at, end):
            at = lead.end()
            first = at if len(lead.group()) > 1 else first
        if at > first and not self.listed(text, at, end)[0]:
            at = first
        names, after = self.listed(text, at, end)
        attends = naming.ATTENDS.match(text, after, end)
        return names if names and not _OF.match(text, after) and not attends else []

    def _after_event(self, text: str, at: int, end: int) -> list[Named]:
        """`灾害发生后市政府…` without a comma."""
        event = _AFTER.match(text, at, end)
        return self._subject(text, event.end(), end) if event else []

    def _named_inside(self, text: str, start: int, end: int) -> list[Named]:
        found = self._by(text, start, end)
        for partner in islice(self.grammar.partner.finditer(text, start, end), MOST):
            partners = self.listed(text, partner.end(), end)[0]
            found += [
                replace(n, general=False) for n in partners if not (n.general and n.name.endswith(naming.ANY_BODY))
            ]
        for taking in islice(self.grammar.taking.finditer(text, start, end), MOST):
            taken = self.listed(text, taking.end(), end)[0]  # `率工作组` says only with whom he comes
            told = [n for n in taken if not n.general or n.name.endswith("成员单位")]
            found += [n for n in told if n.kind not in _SENT and not n.name.endswith("队")]
        for name in islice(naming.IN_THE_NAME.finditer(text, start, end), MOST):
            found += self.whole(name.group(1))
        for partner in islice(re.compile("与").finditer(text, start, end), MOST):
            names, after = self.listed(text, partner.end(), end)
            if names and naming.TOGETHER_END.match(text, after, end):
                found += [n for n in names if not n.general]
        return found

    def _others(self, text: str, at: int, end: int) -> int:
        """Behind `等有关部门` and a second general tail."""
        others = naming.AMONG_OTHERS.match(text, at, end)
        return others.end() if others else at
