"""Who reports to whom, by when, by which way: one row per sender and limit of time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from watchroom.plans.extraction import report_chains, report_senders
from watchroom.plans.extraction import report_words as words
from watchroom.plans.extraction.clauses import SENTENCE, clauses
from watchroom.plans.extraction.deadlines import Limits, Timed
from watchroom.plans.extraction.found import Action, Deadline, Doubt, Place, Report, Unit
from watchroom.plans.extraction.grammar import pattern
from watchroom.plans.extraction.measure_words import THEIR_MEASURES
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.report_receivers import Receivers
from watchroom.plans.extraction.report_rows import ReportRows, limit_of
from watchroom.plans.extraction.report_ways import by_form, each, is_noun, ways
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.units import Names


@dataclass(slots=True)
class _State:
    """What the clauses before said: who reports, and by when."""

    senders: list[str] = field(default_factory=list)
    timed: Deadline | None = None
    to: list[str] = field(default_factory=list)
    before: list[str] | None = None  # the senders with which the sentence began
    near: bool = False  # the receivers were named before the same semicolon
    days: str | None = None  # the days or hours to which the sentence is bound (节假日期间)
    first: int = 0  # rows that were found before the sentence
    above: bool = False  # the senders were named by the paragraph above
    stage: str | None = None  # of the reports that the sentence told of last (首报, 续报)
    each: dict[str, Deadline | None] = field(default_factory=dict)  # several senders, each with a limit of his own
    ahead: Deadline | None = None  # the limit that the clause before ends with, without a sender (`处置结束后3日内，…`)


class Reporting(ReportRows):
    """Finds the rows. `own`: what the plan's own enterprise is called, where the sender goes without saying."""

    def __init__(
        self,
        reading: Reading,
        names: Names,
        *,
        own: str | None = None,
        inside: bool = False,
        units: Sequence[Unit] = (),
        actions: Sequence[Action] = (),
    ) -> None:
        """inside: the plan is of one house, where whom somebody has to tell (`通知校医`) is a report too, and so is what
        the duties of its units say of telling others; units: those; actions: the measures, who of a list's lead acts."""
        super().__init__(reading)
        self.names, self.own, self.inside = names, own, inside
        self.duties = [(duty.places[0], unit.name) for unit in units for duty in unit.duties] if inside else []
        self.acting = {a.places[0].start: a.units for a in actions if a.rule == "item" and len(a.units) == 1}
        self.limits = Limits(reading.vocabulary)
        table = reading.vocabulary["reporting"]
        keys = ("to", "sideways", "alone", "channel", "kind", "tells")
        use = {key: [e for e in table if e["use"] == key] for key in keys}
        self.receivers = Receivers(names, use, inside=inside)
        self.alone = re.compile(r"(?<![息的到送写种类好])(?:" + pattern(use["alone"]) + ")")
        self.channel = re.compile(pattern(use["channel"]))
        self.kinds = [(e["kind"], re.compile("|".join(e["words"]))) for e in use["kind"]]
        self.found: list[Report] = []
        self.count = 0  # rows that were made; a row that is joined to another keeps its number
        self.told: set[tuple[object, ...]] = set()
        self.sender_of: dict[int | None, list[str]] = {}

    def find(self) -> list[Report]:
        for part in self.reading.body:
            duties = part.role == "organisation" and bool(self.duties)
            if part.kind == "row" or not (part.role in words.ROLES or duties or self._watched(part)):
                continue
            if part.kind == "chapter" and not (part.says or part.span.plain.endswith("报告:")):
                continue
            self._part(part)
        return self.found

    def _watched(self, part: Part) -> bool:
        """Whether a part of the preparation is of what is watched and forecast, and so of who tells it to whom."""
        titles = [p.title for p in (part, *self.reading.outline.above(part)) if p.title]
        return part.role == "preparation" and any(words.WATCHED.search(title) for title in titles)

    def _owners(self, place: Place) -> list[str]:
        """Whose duty it is what stands there."""
        return [name for duty, name in self.duties if duty.start < place.end and place.start < duty.end]

    def _part(self, part: Part) -> None:
        if part.role == "organisation":
            for sentence in SENTENCE.finditer(part.span.plain):
                span = part.span.cut(sentence.start(), sentence.end())
                owners = self._owners(span.place())
                if owners and words.SITUATION.search(span.plain):
                    self._sentence(part, span, _State(senders=owners, first=len(self.found)))
            return
        listed = self.inside and part.kind == "item"
        headed = self.acting.get(part.span.place().start, []) if part.role == "response" else []
        above = self.sender_of.get(part.parent, []) if not headed and (part.role == "reporting" or listed) else []
        headed = headed or (self._of_heading(part) if not above else [])
        state = _State(senders=above or headed, above=bool(above))
        for sentence in SENTENCE.finditer(part.span.plain):
            span = part.span.cut(sentence.start(), sentence.end())
            if words.STAGE.fullmatch(span.plain.rstrip("。:;")):
                continue  # the title of what follows: `续报。较大事件每4小时…`
            if not words.GOES_ON.match(span.plain):
                state.timed, state.near, state.stage, state.first = None, False, None, len(self.found)
            state.to, state.days, state.before = [], None, state.senders
            self._sentence(part, span, state)
        told = self.found and self.found[-1].to and self.found[-1].sender in state.senders
        step = part.role == "reporting" and state.senders != above and part.span.plain[-1:] not in "。;:"
        if told or (listed and state.senders and (step or part.role == "response")):
            self._keep(part, state.senders)

    def _of_heading(self, part: Part) -> list[str]:
        """Whose the items of a response are: the one post or group that the heading above names (`（二）值班站长`)."""
        above = self.reading.outline.parent(part) if part.kind == "item" and part.role == "response" else None
        names = self._headed(above) if above else []
        one = len(names) == 1 and not names[0].general and names[0].kind in ("role", "working_group", "expert_group")
        return [names[0].name] if one else []

    def _keep(self, part: Part, senders: list[str]) -> None:
        """Who reports in a paragraph, for those beside it; in an item, for the items behind it."""
        if part.kind == "item" or part.kind == "text":
            self.sender_of[part.parent] = senders

    def _sentence(self, part: Part, span: Span, state: _State) -> None:
        plain = span.plain
        if self.found and (way := by_form(self.channel, plain)):
            self._told_by(part, way)
            return
        if chained := report_chains.told(self.names, plain):
            for sender, to in chained:
                state.senders, state.timed, state.each = [sender], None, {}
                self._emit(part, span, 0, len(plain), state, to)
            return
        if part.role != "reporting" and words.DECIDES.search(plain):
            state.senders = [n.name for n in self.names.opening(plain, conditions=False) if not n.general]
            return
        first = state.first
        for start, end in clauses(plain):
            clause = plain[start:end]
            if plain[start - 1 : start] == ";":
                state.timed, state.near, state.days, state.ahead = None, False, None, None
            if days := words.DAYS.search(clause):
                state.days = days[0]
            if words.BY_WAY.match(clause) and len(self.found) > state.first:
                self._by_way(clause)
                continue
            if words.LATEST.match(clause) and len(self.found) > state.first and self._at_the_latest(clause):
                continue
            other = self._who_and_when(part, plain, start, end, state)
            if words.CONDITION.search(clause) and not self.receivers.of(plain, start, end)[0]:
                continue
            self._rows(part, span, start, end, state)
            state.timed = None if other else state.timed
        daily = {r.sender for r in self.found[first:] if r.to}
        rows = [r for r in self.found[first:] if r.to or not self._said_again(r, daily)]
        self.found[first:] = [row for row in self._together(rows) if self._new(part, row)]

    def _who_and_when(self, part: Part, plain: str, start: int, end: int, state: _State) -> bool:
        """Keeps whom a clause names as sender, by which limit and of which stage; whether its limit is of something else
        than a report (`24小时内派出工作组`), and so none of the reports behind it."""
        clause = plain[start:end]
        if words.NOT_NAMED.match(clause):
            state.senders = []
        own = state.senders if state.senders != state.before else []
        senders = [
            self._in_full(name, part, state) for name in report_senders.named(self.names, plain, start, end, own)
        ]
        if senders and senders != state.senders:
            state.senders, state.timed, state.above, state.each = senders, state.ahead, False, {}
        state.above = state.above and not senders
        timed = self._timed(clause)
        state.ahead = self._ahead(clause, timed, senders, state)
        if timed:
            state.each = each(self.names, self.limits, plain, start, end)
            state.senders = list(state.each) or state.senders
        state.timed = timed.deadline if timed else None if self._apart(clause, state) else state.timed
        state.stage = stage[0] if (stage := words.STAGE.search(clause)) else state.stage
        other = timed is not None and words.OTHER.match(clause, timed.end) is not None
        return other and not self.receivers.any_verb.search(clause)

    @staticmethod
    def _ahead(clause: str, timed: Timed | None, senders: list[str], state: _State) -> Deadline | None:
        """The limit with which a clause without a sender ends (`自事故发生之日起30日内，`); a condition behind it leaves it."""
        if timed and not senders and words.BRACKETED.fullmatch(clause, timed.end):
            return timed.deadline
        return state.ahead if not timed and not senders and words.CONDITION.search(clause) else None

    def _apart(self, clause: str, state: _State) -> bool:
        """Whether a clause has nothing to do with the limit before it: it comes later, is of the next report, or `及时` beside
        another `立即` or towards others."""
        stage = words.STAGE.search(clause)
        before = state.stage or (words.TOLD if len(self.found) > state.first else None)
        if stage and before and before != stage[0]:
            return True
        own = state.timed is not None and (state.timed.minutes == 0 or words.TO_OTHERS.search(clause) is not None)
        return words.LATER.search(clause) is not None or (own and words.IN_TIME.search(clause) is not None)

    def _in_full(self, name: str, part: Part, state: _State) -> str:
        """A post without its body is of the group that the sentence or the heading names (`由负责人向指挥部反馈`); the
        house's own name before one of its bodies says nothing."""
        if name in words.POSTS:
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
        reporting = part.role == "reporting"
        to, sideways = self.receivers.of(plain, start, end, state.senders, near=state.near, chapter=reporting)
        if to:
            if not self._passed_over(part, plain, start, end, state, to, sideways=sideways):
                self._told_to(part, span, start, end, state, to, sideways=sideways)
        elif (own_limit := words.OWN_LIMIT.search(plain, start, end)) and (whole := self._timed(plain[start:end])):
            state.timed = whole.deadline
            if state.near and len(self.found) > state.first and not own_limit.group().startswith("逐级"):
                self.found[-1] = self.found[-1].model_copy(update={"deadline": whole.deadline})
            elif reporting:
                self._emit(part, span, start, end, state, [])
        elif upward := words.UPWARD.search(plain, start, end):
            state.to, state.near = ["上级"], True
            self._emit(part, span, start, upward.end(), state, state.to)
        elif state.to and state.timed and words.AT_ANY_TIME.search(plain, start, end):
            state.timed = None
            self._emit(part, span, start, end, state, state.to)
        elif verb := self.alone.search(plain, start, end):
            self._without_receiver(part, span, start, end, state, verb)

    def _passed_over(
        self, part: Part, plain: str, start: int, end: int, state: _State, to: list[Named], *, sideways: bool
    ) -> bool:
        """Whether a clause that names receivers is no report: it names nobody in earnest, or only informs somebody."""
        reporting = part.role == "reporting"
        anyone = any(words.ANYONE.fullmatch(sender) for sender in state.senders)
        ours = state.near and all(n.kind in words.OWN_KINDS for n in to)
        if all(n.general for n in to) and ((sideways and not ours) or not (reporting or anyone)):
            return True
        timed = self._timed(plain[start:end]) or words.SHARES.search(plain, start, end)
        if sideways and not (reporting or state.near or timed):
            return True
        return words.NOT_SAID.search(plain, start, end) is not None

    def _told_to(
        self, part: Part, span: Span, start: int, end: int, state: _State, to: list[Named], *, sideways: bool
    ) -> None:
        """The rows of a clause that names its receivers."""
        general = all(n.general for n in to) or not sideways  # `向县水利局和有关部门报告`
        state.to = [n.name for n in to if (not n.general or general) and [n.name] != state.senders]
        if not state.to:
            return
        if state.senders == state.before:  # nobody reports to himself
            state.senders = [name for name in state.senders if name not in state.to]
        state.near = True
        if state.timed is None and not sideways and words.SAME_TIME.search(span.plain, start, end):
            first = self.found[state.first].deadline if len(self.found) > state.first else None
            state.timed = first if first and first.minutes is not None else Deadline(minutes=0)
        each_way = ways(self.limits, self.channel, span.plain, start, end)
        for timed, a, b in each_way or [(state.timed, start, end)]:
            state.timed = timed
            self._emit(part, span, a, b, state, state.to)

    def _without_receiver(
        self, part: Part, span: Span, start: int, end: int, state: _State, verb: re.Match[str]
    ) -> None:
        """The rows of a clause that names no receiver (`每2小时续报一次`)."""
        plain = span.plain
        own = self._timed(plain[start:end])
        again = verb.group() in ("报告", "上报")
        if (
            is_noun(self.limits, plain, start, end, verb)
            or not (part.role == "reporting" or state.to or self._said_by_himself(plain, start, end, own))
            or (state.to and not own and again)
            or (not own and words.LOOSE.search(plain, start, end))
        ):
            return
        if again and own and not state.to and self._limited(part, own, plain[start:end], state):
            return
        every = own is not None and own.deadline.every_minutes is not None and "期间" in plain[start:end]
        receivers = state.to if again or state.near or every else self._supplemented(part, verb.group(), state)
        hours = [timed.deadline for timed in self.limits.numbered(plain[start:end]) if timed.deadline.daily_by]
        for limit in hours if len(hours) > 1 else [state.timed]:
            state.timed = limit
            self._emit(part, span, start, end, state, receivers)

    def _said_by_himself(self, plain: str, start: int, end: int, own: Timed | None) -> bool:
        """`发现人员立即报告` among the steps of a house, `县水文站每30分钟报告一次`: no receiver, and yet a report."""
        every = own is not None and own.deadline.every_minutes is not None
        return own is not None and (self.inside or every) and bool(report_senders.named(self.names, plain, start, end))

    def _limited(self, part: Part, own: Timed, clause: str, state: _State) -> bool:
        """`死亡事故必须用电话在2小时内报告`: the limit and the way of the report that was told of before without one."""
        last = self.found[-1] if self.found else None
        at_once = (
            own.deadline is not None and own.deadline.minutes == 0
        )  # said of another case, and no limit of this one
        if not last or not last.to or last.deadline or last.sender not in state.senders or at_once:
            return False
        if not self._same_chapter(part, last):
            return False
        told = {"deadline": own.deadline, "channel": last.channel or self._channel(clause)}
        self.found[-1] = last.model_copy(update=told)
        return True

    def _at_the_latest(self, clause: str) -> bool:
        """`立即报告县防办，最迟不超过30分钟`: the limit in numbers of the report just told of."""
        last, own = self.found[-1], next(iter(self.limits.numbered(clause)), None)
        if own is None or (last.deadline is not None and last.deadline.minutes != 0):
            return False
        self.found[-1] = last.model_copy(update={"deadline": own.deadline})
        return True

    def _supplemented(self, part: Part, verb: str, state: _State) -> list[str]:
        """`情况变化的应当补报`: to those to whom the paragraph has just let the same sender report."""
        last = self.found[-1] if verb == "补报" and self.found else None
        here = last and part.span.place().start <= last.places[0].start
        return list(last.to) if last and here and state.senders == [last.sender] else []

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
            said = (sender, tuple(to), limit_of(limit))
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
            self.found.append(row)

    def _channel(self, clause: str) -> str | None:
        channel = self.channel.search(words.CONTACT.sub("", clause))
        return channel.group() if channel else "电话" if words.BY_CALL.search(clause) else None

    def _by_way(self, clause: str) -> None:
        """`…报告,方式为电话`: the way of the report that was told of before."""
        last = self.found[-1]
        self.found[-1] = last.model_copy(update={"channel": last.channel or self._channel(clause)})

    def _told_by(self, part: Part, way: str) -> None:
        """`报告应采用书面形式`: the way of the report that the chapter told of last."""
        last = self.found[-1]
        if last.to and last.channel is None and self._same_chapter(part, last):
            self.found[-1] = last.model_copy(update={"channel": way})

    def _kind(self, plain: str) -> str | None:
        return next((kind for kind, said in self.kinds if said.search(plain)), None)
