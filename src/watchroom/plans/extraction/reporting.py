"""Who reports to whom, by when, by which way: one row per sender and limit of time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from watchroom.plans.extraction.clauses import SENTENCE, clauses
from watchroom.plans.extraction.deadlines import Limits, Timed
from watchroom.plans.extraction.found import Deadline, Doubt, Report
from watchroom.plans.extraction.grammar import pattern
from watchroom.plans.extraction.measure_words import THEIR_MEASURES
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
_ADDS = re.compile("并|同时|同步|且|通报|抄")  # a clause that goes on with the report before it
_LATER = re.compile("随后|其后|事后")
_IN_TIME = re.compile("及时|尽快|适时")
_SHARES = re.compile(r"向[^,;。]{2,60}通报[^,;。]{0,12}情况")
_POSTS = ("负责人", "组长", "副组长", "队长", "联络员")
_COMMANDS = ("command", "field_command", "office")
_OWN_KINDS = ("working_group", "member", "expert_group", "office")  # `各工作组`, of the plan's own organisation
_ROLES = ("reporting", "response", "warning", "procedure", "conditions")
_BRACKET = re.compile(r"\([^()]{4,80}\)")
_TO_DECIDE = re.compile("审定|审批|审核|审签|批准|同意")  # `报指挥部审定后实施`
_TO = re.compile(r"至|给| to | ?")
_LOOSE = re.compile("随时|视情|加密|必要时")
_HOW = re.compile(r"(?:逐级|立即|及时|书面|电话|口头|随时)$")
# `首报在1小时内、逐级上报时间不得超过2小时`: the limit of a report that was told of before.
_OWN_LIMIT = re.compile(r"(?:逐级)?(?:上报|报告|报送|续报|初报|首报)的?(?:总)?(?:时间|时限)[^,;。]{0,14}?不得?[超晚迟]")
# When a report goes to somebody else or by another way: `节假日期间报值班室`.
_DAYS = re.compile(
    r"(?:法定|国家法定)?(?:节假日|双休日|休息日|公休日|周末|工作日(?!内)|夜间|非工作时间|工作时间|上班时间|下班后|正常上班期间)"
    r"(?:(?:和|及|、|或者?|以及)(?:节假日|双休日|休息日|公休日|周末|夜间|非工作时间|下班后))*(?:期间|时间|时段|内)?"
)
_BY_CALL = re.compile(r"拨打|[“\"]?(?:119|120|110)")
_NOT_NAMED = re.compile(r"(?:并|再|同时)?由[xX×*＊某]{2,4}(?![县市区省镇局])")  # a form's blank for who it is
_BY_WAY = re.compile(r"^(?:报告|报警|上报)?(?:方法|方式|途径|形式)(?:为|是|:)")
_CONDITION = re.compile(r"(?:(?<!小)时|后|前|的|情况下|期间)$")


def _limit(deadline: Deadline | None) -> tuple[object, ...] | None:
    """What a limit says, whatever its words."""
    return (deadline.minutes, deadline.every_minutes, deadline.daily_by) if deadline else None


@dataclass(slots=True)
class _State:
    """What the clauses before said: who reports, and by when."""

    senders: list[str] = field(default_factory=list)
    timed: Deadline | None = None
    to: list[str] = field(default_factory=list)
    near: bool = False  # the receivers were named before the same semicolon
    days: str | None = None  # the days or hours to which the sentence is bound (节假日期间)
    first: int = 0  # rows that were found before the sentence
    above: bool = False  # the senders were named by the paragraph above
    each: dict[str, Deadline | None] = field(default_factory=dict)  # several senders, each with a limit of his own


class Reporting:
    """Finds the rows. `own`: what the plan's own enterprise is called, where the sender goes without saying."""

    def __init__(self, reading: Reading, names: Names, *, own: str | None = None, inside: bool = False) -> None:
        """inside: the plan is of one house, where whom somebody has to tell (`通知校医`) is a report too."""
        self.reading, self.names, self.own, self.inside = reading, names, own, inside
        self.limits = Limits(reading.vocabulary)
        table = reading.vocabulary["reporting"]
        keys = ("to", "sideways", "alone", "channel", "kind", "tells")
        use = {key: [e for e in table if e["use"] == key] for key in keys}
        self.verb = re.compile(pattern(use["to"]))
        self.tells = re.compile(pattern(use["tells"]) if inside else r"(?!)")
        self.any_verb = re.compile(pattern([*use["to"], *use["sideways"]]))
        self.sideways = re.compile(pattern(use["sideways"]))
        self.alone = re.compile(r"(?<![息的到送写种类好])(?:" + pattern(use["alone"]) + ")")
        self.channel = re.compile(pattern(use["channel"]))
        self.kinds = [(e["kind"], re.compile("|".join(e["words"]))) for e in use["kind"]]
        self.found: list[Report] = []
        self.count = 0  # rows that were made; a row that is joined to another keeps its number
        self.rows: set[tuple[object, ...]] = set()
        self.told: set[tuple[object, ...]] = set()
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
        listed = self.inside and part.kind == "item"
        above = self.sender_of.get(part.parent, []) if part.role == "reporting" or listed else []
        state = _State(senders=above, above=bool(above))
        for sentence in SENTENCE.finditer(part.span.plain):
            span = part.span.cut(sentence.start(), sentence.end())
            state.timed, state.to, state.near, state.days = None, [], False, None
            state.first = len(self.found)
            self._sentence(part, span, state)
        told = self.found and self.found[-1].to and self.found[-1].sender in state.senders
        if told or (listed and state.senders and part.role == "response"):
            self._keep(part, state.senders)

    def _keep(self, part: Part, senders: list[str]) -> None:
        """Who reports in a paragraph, for those beside it; in an item, for the items behind it."""
        if part.kind == "item":
            self.sender_of[part.parent] = senders
        elif part.kind == "text":
            self.sender_of.setdefault(part.parent, senders)

    def _sentence(self, part: Part, span: Span, state: _State) -> None:
        plain = span.plain
        if part.role != "reporting" and _DECIDES.search(plain):
            state.senders = [n.name for n in self.names.opening(plain, conditions=False) if not n.general]
            return
        first = len(self.found)
        for start, end in clauses(plain):
            clause = plain[start:end]
            if plain[start - 1 : start] == ";":
                state.timed, state.near, state.days = None, False, None
            if days := _DAYS.search(clause):
                state.days = days[0]
            if _BY_WAY.match(clause) and len(self.found) > state.first:
                self._by_way(clause)
                continue
            if _NOT_NAMED.match(clause):
                state.senders = []
            senders = [self._in_full(name, part, state) for name in self._senders(plain, start, end)]
            if senders and senders != state.senders:
                state.senders, state.timed, state.above, state.each = senders, None, False, {}
            timed = self._timed(clause)
            if timed:
                state.each = self._each(plain, start, end)
                state.senders = list(state.each) or state.senders
            state.timed = timed.deadline if timed else None if self._apart(clause, state) else state.timed
            if _CONDITION.search(clause) and not self._to(plain, start, end)[0]:
                continue
            self._rows(part, span, start, end, state)
        daily = {r.sender for r in self.found[first:] if r.to}
        rows = [r for r in self.found[first:] if r.to or not self._said_again(r, daily)]
        self.found[first:] = self._together(part, rows)

    def _together(self, part: Part, rows: list[Report]) -> list[Report]:
        """`向县政府报告，并向市水利局报告` is one row: what one sender tells by one limit, before the next semicolon."""
        made: list[Report] = []
        for row in rows:
            at = next((n for n, earlier in enumerate(made) if self._goes_on(earlier, row)), None)
            if at is None:
                made.append(row)
                continue
            self.rows -= {self._key(part, made[at]), self._key(part, row)}
            made[at] = made[at].model_copy(update={"to": list(dict.fromkeys([*made[at].to, *row.to]))})
            self.rows.add(self._key(part, made[at]))
        return made

    def _goes_on(self, earlier: Report, row: Report) -> bool:
        """Within a limit whoever else is told; without one, where the words go on with 并, 同时 or the like."""
        text, at = self.reading.document.text, row.places[0].start
        same = (earlier.sender, earlier.deadline, earlier.condition) == (row.sender, row.deadline, row.condition)
        if not (same and earlier.to and row.to and (row.channel is None or row.channel == earlier.channel)):
            return False
        within = row.deadline is not None or _ADDS.match(text, at) is not None
        return within and not re.search("[;；]", text[earlier.places[0].end : at])

    @staticmethod
    def _key(part: Part, row: Report) -> tuple[object, ...]:
        """By what a row is known: one chapter on reports may repeat what another says."""
        where = part.index if part.role == "reporting" else 0
        return (where, row.sender, tuple(row.to), _limit(row.deadline), row.channel, row.condition)

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

    def _in_full(self, name: str, part: Part, state: _State) -> str:
        """A post without its body is of the group that the sentence or the heading names (`由负责人向指挥部反馈`); the
        house's own name before one of its bodies says nothing."""
        if name in _POSTS:
            groups = state.senders or [n.name for a in self.reading.outline.above(part) for n in self._headed(a)]
            if groups and self.names.kind(groups[0]) in ("working_group", "expert_group"):
                return groups[0] + name
        rest = name.removeprefix(self.own) if self.own else name
        return rest if any(rest.startswith(known) for known in self.names.known) else name

    def _headed(self, part: Part) -> list[Named]:
        return self.names.whole(THEIR_MEASURES.sub("", part.title.strip(" :。"))) if part.title else []

    def _timed(self, clause: str) -> Timed | None:
        return self.limits.first(clause)

    def _rows(self, part: Part, span: Span, start: int, end: int, state: _State) -> None:
        plain = span.plain
        to, sideways = self._to(plain, start, end, state.senders, near=state.near)
        reporting = part.role == "reporting"
        if to:
            general = all(n.general for n in to)
            ours = state.near and all(n.kind in _OWN_KINDS for n in to)
            if (general and ((sideways and not ours) or not reporting)) or (
                sideways
                and not (reporting or state.near)
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
        elif (own_limit := _OWN_LIMIT.search(plain, start, end)) and (whole := self._timed(plain[start:end])):
            state.timed = whole.deadline
            if state.near and len(self.found) > state.first and not own_limit.group().startswith("逐级"):
                self.found[-1] = self.found[-1].model_copy(update={"deadline": whole.deadline})
            elif reporting:
                self._emit(part, span, start, end, state, [])
        elif upward := _UPWARD.search(plain, start, end):
            self._emit(part, span, start, upward.end(), state, ["上级"])
        elif verb := self.alone.search(plain, start, end):
            own = self._timed(plain[start:end])
            again = verb.group() in ("报告", "上报")
            if self._noun(plain, verb, own) or not (reporting or state.to) or (state.to and not own and again):
                return
            if not own and _LOOSE.search(plain, start, end):
                return
            receivers = state.to if again or state.near else self._supplemented(part, verb.group(), state)
            self._emit(part, span, start, end, state, receivers)

    def _supplemented(self, part: Part, verb: str, state: _State) -> list[str]:
        """`情况变化的应当补报`: to those to whom the paragraph has just let the same sender report."""
        last = self.found[-1] if verb == "补报" and self.found else None
        here = last and part.span.place().start <= last.places[0].start
        return list(last.to) if last and here and state.senders == [last.sender] else []

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

    def _to(
        self, plain: str, start: int, end: int, senders: Sequence[str] = (), *, near: bool = False
    ) -> tuple[list[Named], bool]:
        """The receivers of a clause, and whether it only informs them sideways. `near`: it follows a report to others."""
        found: list[Named] = []
        sideways = False
        for towards in islice(_TOWARDS.finditer(plain, start, end), MOST):
            names, after = self.names.listed(plain, towards.end(), end)
            verb = self.any_verb.search(plain, after, end)
            if names and verb and plain[after : after + 1] != "的":
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
            if names and plain[after : after + 1] != "的" and not _TO_DECIDE.match(plain, after):
                return names, False
        for verb in islice(self.sideways.finditer(plain, start, end), MOST) if near else ():
            names, _ = self.names.listed(plain, verb.end(), end)
            if names:
                return names, True
        if any(self.names.kind(sender) in _COMMANDS or sender.endswith("指挥") for sender in senders):
            return [], False  # whoever commands gives orders
        for verb in islice(self.tells.finditer(plain, start, end), MOST):
            names, after = self.names.listed(plain, verb.end(), end)
            if names and after == end:  # `通知组长组织疏散` is an order
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
        channel = self._channel(span.plain[start:end])
        for sender in senders:
            limit = state.each.get(sender, state.timed)
            said = (sender, tuple(to), _limit(limit))
            if state.above and said in self.told:
                continue  # whoever is only taken from above has been told of with the same limit
            self.told.add(said)
            self.count += 1
            row = Report.model_validate(
                {
                    "id": f"report-{self.count}",
                    "places": [place],
                    "rule": "report",
                    "doubts": doubts,
                    "sender": sender,
                    "to": to,
                    "deadline": limit,
                    "channel": channel,
                    "kind": self._kind(span.plain),
                    "condition": state.days,
                    "text": span.text,
                }
            )
            if self._key(part, row) not in self.rows:
                self.rows.add(self._key(part, row))
                self.found.append(row)

    def _channel(self, clause: str) -> str | None:
        channel = self.channel.search(clause)
        return channel.group() if channel else "电话" if _BY_CALL.search(clause) else None

    def _by_way(self, clause: str) -> None:
        """`…报告,方式为电话`: the way of the report that was told of before."""
        last = self.found[-1]
        self.found[-1] = last.model_copy(update={"channel": last.channel or self._channel(clause)})

    def _kind(self, plain: str) -> str | None:
        return next((kind for kind, words in self.kinds if words.search(plain)), None)
