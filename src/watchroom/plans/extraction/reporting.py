"""Who reports to whom, by when, by which way: one row per sender and limit of time."""

import re
from dataclasses import dataclass, field
from itertools import islice

from watchroom.plans.extraction.clauses import SENTENCE, clauses
from watchroom.plans.extraction.deadlines import Limits, Timed
from watchroom.plans.extraction.found import Deadline, Doubt, Report
from watchroom.plans.extraction.grammar import pattern
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.outline import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.units import Names

MOST = 12  # verbs in one clause whose receivers are looked for
_TOWARDS = re.compile(r"(?<![方指倾走流风导去朝])(?<!(?<!规)定)向(?!导|外|社会|公众|媒体)")
_DECIDES = re.compile(r"(?:决定|宣布|批准|建议)[^,;。]{0,12}(?:启动|终止|响应)")
_UPWARD = re.compile(r"逐级向上(?:一级)?(?:报告|上报|报送)")
_NOT_SAID = re.compile("是否|包括|除.{2,24}外$")
_SIGNS = re.compile(r"由[^,;。]{2,40}(?:签发|审核|审签|审批|批准)")
_INFORMS = re.compile("通报|抄送|抄报")  # with its receiver behind it, where the same clauses report to others
_ADDS = re.compile("并|同时|且|通报|抄")  # a clause that goes on with the report before it
_LATER = re.compile("随后|其后|事后")
_IN_TIME = re.compile("及时|尽快|适时")
_SHARES = re.compile(r"向[^,;。]{2,60}通报[^,;。]{0,12}情况")
_ROLES = ("reporting", "response", "warning", "procedure", "conditions")
_BRACKET = re.compile(r"\([^()]{4,80}\)")
_TO = re.compile(r"至|给| to | ?")
_LOOSE = re.compile("随时|视情|加密|必要时")
_HOW = re.compile(r"(?:逐级|立即|及时|书面|电话|口头|随时)$")
_CONDITION = re.compile(r"(?:时|后|前|的|情况下|期间)$")


@dataclass(slots=True)
class _State:
    """What the clauses before said: who reports, and by when."""

    senders: list[str] = field(default_factory=list)
    timed: Deadline | None = None
    to: list[str] = field(default_factory=list)
    near: bool = False  # the receivers were named before the same semicolon
    above: bool = False  # the senders were named by the paragraph above
    each: dict[str, Deadline | None] = field(default_factory=dict)  # several senders, each with a limit of his own


class Reporting:
    """Finds the rows. `own`: what the plan's own enterprise is called, where the sender goes without saying."""

    def __init__(self, reading: Reading, names: Names, *, own: str | None = None) -> None:
        self.reading, self.names, self.own = reading, names, own
        self.limits = Limits(reading.vocabulary)
        table = reading.vocabulary["reporting"]
        use = {key: [e for e in table if e["use"] == key] for key in ("to", "sideways", "alone", "channel", "kind")}
        self.verb = re.compile(pattern(use["to"]))
        self.any_verb = re.compile(pattern([*use["to"], *use["sideways"]]))
        self.sideways = re.compile(pattern(use["sideways"]))
        self.alone = re.compile(r"(?<![息的到送写种类好])(?:" + pattern(use["alone"]) + ")")
        self.channel = re.compile(pattern(use["channel"]))
        self.kinds = [(e["kind"], re.compile("|".join(e["words"]))) for e in use["kind"]]
        self.found: list[Report] = []
        self.count = 0  # rows that were made; a row that is joined to another keeps its number
        self.rows: set[tuple[object, ...]] = set()
        self.sender_of: dict[int | None, list[str]] = {}

    def find(self) -> list[Report]:
        for part in self.reading.body:
            if part.kind == "row" or part.role not in _ROLES:
                continue
            if part.kind == "chapter" and not part.span.plain.rstrip().endswith(("。", ";", ".")):
                continue
            self._part(part)
        return self.found

    def _part(self, part: Part) -> None:
        above = self.sender_of.get(part.parent, []) if part.role == "reporting" else []
        state = _State(senders=above, above=bool(above))
        for sentence in SENTENCE.finditer(part.span.plain):
            span = part.span.cut(sentence.start(), sentence.end())
            state.timed, state.to, state.near = None, [], False
            self._sentence(part, span, state)
        if part.kind == "text" and self.found and self.found[-1].to and state.senders:
            self.sender_of.setdefault(part.parent, state.senders)

    def _sentence(self, part: Part, span: Span, state: _State) -> None:
        plain = span.plain
        if part.role != "reporting" and _DECIDES.search(plain):
            return
        first = len(self.found)
        for start, end in clauses(plain):
            clause = plain[start:end]
            if plain[start - 1 : start] == ";":
                state.timed, state.near = None, False
            senders = self._senders(plain, start, end)
            if senders and senders != state.senders:
                state.senders, state.timed, state.above, state.each = senders, None, False, {}
            timed = self._timed(clause)
            if each := self._each(plain, start, end):
                state.senders, state.each = list(each), each
            elif timed:
                state.each = {}
            state.timed = timed.deadline if timed else None if self._apart(clause, state) else state.timed
            if _CONDITION.search(clause) and not self._to(plain, start, end)[0]:
                continue
            before = len(self.found)
            self._rows(part, span, start, end, state)
            if _ADDS.match(clause):
                self._add_to(first, before)
        daily = {r.sender for r in self.found[first:] if r.to}
        self.found[first:] = [r for r in self.found[first:] if r.to or not self._said_again(r, daily)]

    def _each(self, plain: str, start: int, end: int) -> dict[str, Deadline | None]:
        """`县局2日内、市局1日内汇总`: each sender with his own limit; none where there are not two."""
        found: dict[str, Deadline | None] = {}
        at = start
        for _ in range(MOST):
            names = self.names.listed(plain, at, end)[0]
            own = self.limits.numbered(plain[names[-1].end : min(end, names[-1].end + 16)])[:1] if names else []
            if not own or own[0].start > 1:
                break
            found |= {name.name: own[0].deadline for name in names}
            at = names[-1].end + own[0].end
            if plain[at : at + 1] not in ("、", "和"):
                break
            at += 1
        return found if len(set(map(repr, found.values()))) > 1 else {}

    def _add_to(self, first: int, at: int) -> None:
        """One row for a sender and a limit: whom a clause behind 并 adds is a receiver of the report before it.

        first, at  where the rows of the sentence begin, and those of the clause
        """
        for row in self.found[at:]:
            for n, known in enumerate(self.found[first:at], first):
                same = (known.sender, known.deadline) == (row.sender, row.deadline)
                if same and known.to and row.to and row.channel in (None, known.channel):
                    more = [name for name in row.to if name not in known.to]
                    self.found[n] = known.model_copy(update={"to": [*known.to, *more]})
                    self.found.remove(row)
                    break

    @staticmethod
    def _apart(clause: str, state: _State) -> bool:
        """Whether a clause has nothing to do with the limit before it: it comes later, or `及时` beside another `立即`."""
        at_once = state.timed is not None and state.timed.minutes == 0
        return _LATER.search(clause) is not None or (at_once and _IN_TIME.search(clause) is not None)

    @staticmethod
    def _said_again(row: Report, senders: set[str]) -> bool:
        """零报告 of a sender of whom the sentence goes on to say whom he reports to."""
        return row.sender in senders and row.deadline is not None and row.deadline.every_minutes == 1440

    def _senders(self, plain: str, start: int, end: int) -> list[str]:
        if _SIGNS.search(plain, start, end):
            return []
        names = self.names.clause_subject(plain, start, end)
        if len(names) == 2 and plain[names[0].end : names[1].start] == "或":
            return [plain[names[0].start : names[1].end]]
        if names and all(n.general for n in names):
            return ["、".join(n.name for n in names)]
        return [n.name for n in names if not n.general]

    def _timed(self, clause: str) -> Timed | None:
        return self.limits.first(clause)

    def _rows(self, part: Part, span: Span, start: int, end: int, state: _State) -> None:
        plain = span.plain
        to, sideways = self._to(plain, start, end, near=state.near)
        reporting = part.role == "reporting"
        if to:
            general = all(n.general for n in to)
            if (general and (sideways or not reporting)) or (
                sideways
                and not reporting
                and not self._timed(plain[start:end])
                and not _SHARES.search(plain, start, end)
            ):
                return
            if _NOT_SAID.search(plain, start, end):
                return
            named = [n.name for n in to if not n.general or general]
            state.to = [name for name in named if [name] != state.senders]
            if not state.to:
                return
            state.near = True
            for timed, a, b in self._ways(plain, start, end) or [(state.timed, start, end)]:
                state.timed = timed
                self._emit(part, span, a, b, state, state.to)
        elif upward := _UPWARD.search(plain, start, end):
            self._emit(part, span, start, upward.end(), state, ["上级"])
        elif verb := self.alone.search(plain, start, end):
            own = self._timed(plain[start:end])
            again = verb.group() in ("报告", "上报")
            if self._noun(plain, verb, own) or not (reporting or state.to) or (state.to and not own and again):
                return
            if not own and _LOOSE.search(plain, start, end):
                return
            self._emit(part, span, start, end, state, state.to if again or state.near else [])

    def _ways(self, plain: str, start: int, end: int) -> list[tuple[Deadline | None, int, int]]:
        """`30分钟内口头、2小时内书面报告`: each limit of a clause with the words on its way; none where there is one."""
        limits = self.limits.numbered(plain[start:end])
        if len(limits) < 2:
            return []
        brackets = [m.span() for m in _BRACKET.finditer(plain, start, end)]
        starts = [next((a for a, b in brackets if a < start + one.start < b), start + one.start) for one in limits]
        return [(one.deadline, a, b) for one, a, b in zip(limits, starts, [*starts[1:], end], strict=True) if a < b]

    @staticmethod
    def _noun(plain: str, verb: re.Match[str], own: Timed | None) -> bool:
        """报告 without a receiver is a noun, unless it has an adverb of its own or a limit just before it."""
        before = plain[max(0, verb.start() - 6) : verb.start()]
        return verb.group() == "报告" and not (_HOW.search(before) or (own and own.end >= verb.start() - 3 > 0))

    def _to(self, plain: str, start: int, end: int, *, near: bool = False) -> tuple[list[Named], bool]:
        """The receivers of a clause, and whether it only informs them sideways. `near`: it follows a report to others."""
        found: list[Named] = []
        sideways = False
        for towards in islice(_TOWARDS.finditer(plain, start, end), MOST):
            names, after = self.names.listed(plain, towards.end(), end)
            verb = self.any_verb.search(plain, after, end)
            if names and verb:
                found += names
                sideways = bool(self.sideways.match(verb.group()))
        if found:
            return found, sideways
        verbs = [*islice(self.verb.finditer(plain, start, end), MOST)]
        if near and not verbs:
            verbs = [*islice(_INFORMS.finditer(plain, start, end), MOST)]
        for verb in verbs:
            at = _TO.match(plain, verb.end()).end()  # type: ignore[union-attr]
            names, after = self.names.listed(plain, at, end)
            if names and plain[after : after + 1] != "的":
                return names, False
        return [], False

    def _emit(self, part: Part, span: Span, start: int, end: int, state: _State, to: list[str]) -> None:
        doubts: list[Doubt] = []
        senders = state.senders
        place = span.place(start, end)
        if not senders:
            if not self.own or part.role != "reporting" or state.timed is None:
                return
            senders = [self.own]
            state.above = True
        if state.above:
            doubts = [Doubt(code="no_sender", zh="没有写明由谁报告", en="It does not say who reports", places=[place])]
        doubts += self.reading.doubts(part, place)
        clause = span.plain[start:end]
        channel = self.channel.search(clause)
        for sender in senders:
            limit = state.each.get(sender, state.timed)
            row = (part.index if part.role == "reporting" else 0, sender, tuple(to), limit)
            if row in self.rows:
                continue
            self.rows.add(row)
            self.count += 1
            self.found.append(
                Report.model_validate(
                    {
                        "id": f"report-{self.count}",
                        "places": [place],
                        "rule": "report",
                        "doubts": doubts,
                        "sender": sender,
                        "to": to,
                        "deadline": limit,
                        "channel": channel.group() if channel else None,
                        "kind": self._kind(span.plain),
                        "text": span.text,
                    }
                )
            )

    def _kind(self, plain: str) -> str | None:
        return next((kind for kind, words in self.kinds if words.search(plain)), None)
