"""The condition of a level as a tree of bounds that a machine can compare.

A text is cut into alternatives (`；`, `，或`), these into parts that must all hold (`，`, `且`), and each part is read for
its numbers, named states, warning signals and levels. What cannot be compared is left out; what is unsure is a doubt.
"""

import re
from dataclasses import dataclass, field, replace

from watchroom.plans.extraction import (
    english_bounds,
    english_conditions,
    gauges,
    going_on,
    grids,
    objects,
    outbreaks,
    ranges,
    stations,
)
from watchroom.plans.extraction.amounts import Amount, amounts, clusters_of, units_of
from watchroom.plans.extraction.context import Context, afresh, aside, at_gauge, take
from watchroom.plans.extraction.cuts import alternatives, parts
from watchroom.plans.extraction.flattened import TIGHT_MARK, each_happens, flat
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Leaf
from watchroom.plans.extraction.grammar import pattern
from watchroom.plans.extraction.ranges import Rules
from watchroom.plans.extraction.states import States, placed
from watchroom.plans.extraction.subjects import Subject, Subjects
from watchroom.plans.extraction.told_twice import told_twice
from watchroom.plans.extraction.trees import (
    OF_WEATHER,
    ahead,
    amended,
    at_their_gauges,
    beside,
    drops,
    gauged,
    harms,
    joined,
    listed,
    of_rain,
    tells,
)
from watchroom.plans.extraction.vocabulary import Vocabulary
from watchroom.plans.extraction.works import narrowed

__all__ = ["Expression", "Reader", "Rules"]

MOST = 1_500  # characters of a condition that is read; a longer text is no condition
_SAYS_OR = re.compile("或|之一|任一|任何一")
_AND = re.compile(r"且|并|其中|\band\b")
_GOES_ON = re.compile(r"持续|继续|仍将|加[剧重强]|上涨|发展|蔓延")
_LEVEL, _FLOW = Subject("water_level", frozenset({"m"})), Subject("flow", frozenset({"m3/s"}))
_BESIDE, _SHORT_OF = re.compile(r"(?:以[上下]|[上下])?(?:达到?|约|超过)?"), re.compile(r"距离?$|[低少]于$|以下$")
_LOWER_BY = re.compile(r"[偏要]?低")  # `比正常蓄水位低8米`: a difference to the mark
# `受雷电天气影响,发布雷电预警信号`: what the signal is for, no condition beside it.
_CAUSED = re.compile(r"(?:^|(?<=[,;。]))受[^,;。]{2,30}影响,(?=[^,;。]{0,16}发布[^,;。]{0,24}预警)")
_AND_COMES = re.compile(r"并(?:将|可能|会|已|同时){0,2}出现")  # in the same places as what stands before it
_DEATH = re.compile(
    r"(?<![未无])(?:出现|发生|有|造成|报告)(?:(?:人员)?死亡病例|(?:游客|人员|员工|学生|乘客|旅客|患者|群众)死亡$)"
)
# `瞬时客流超过最大承载量`: more than the whole of it; `达到核定容量`: the whole of it.
_OVER_CAPACITY = re.compile(
    r"(?<!未)(?<!不)(?:(?P<over>超过|超出|突破|大于)|达到)[^,;。]{0,6}?(?:(?:最大|核定|设计)(?:承载量|容量|客流量|人数|承载力)|核载人数)$"
)
_REACHES = re.compile(r"波及|涉及|扩散(?:到|至)|蔓延(?:到|至)")
_COVERS = re.compile(
    r"(?:且|并)?(?:已|已经)?(?:覆盖|波及|涉及|笼罩|影响)(?:了|到|全市|全省|全县)?"
)  # `且覆盖3个以上县`
# `…公顷的森林火灾或者…公顷的草原火灾`: each alternative is told of another kind of event.
_EVENT_KIND = re.compile(
    r"(?<=[\u4e00-\u9fff])的([\u4e00-\u9fff]{1,6}?(?:火灾|事故|事件|灾害|疫情))(?=,?或者?[^,;。]{0,16}\d|[,;。]|$)"
)
_CAUSES = re.compile(r"(?:造成|导致|致使)$")  # `中毒事故造成3人以上死亡`: what is caused is bounded, not its cause
_OF_A_RESPONSE = re.compile("(?:应急)?响应")  # behind `二级以上`: a level of it, no force of wind
_ONE_EVENT = ("起", "次")  # `1起食物中毒造成10人以上死亡`: the event of which it is told, no bound
_SHARE_OF = re.compile(r"占([^\d,;]{1,24}?)(?:的)?(?:比例|总数)?(?:达到?|超过|在)?$")
_OF_LIMIT = re.compile(r"(?:达到?|超过|为)((?:监测|设计)?(?:控制|报警|预警|允许|设计)值)(?:的)?$")
_NEAR = re.compile(r"(?:接近|逼近)[^,;。\d]{0,10}(?:水位|流量|潮位)")  # how near is for a person to say
# An alternative that says something, and is no rest of one: `国家秘密信息泄露`, `crowd collapse is seen`.
_SAYS_SOMETHING = re.compile(
    r"(?=.*[\u4e00-\u9fff]).{4,300}|(?!issued\b)[a-z][\w'’-]*(?: [\w'’,-]+){2,40}", re.IGNORECASE
)


@dataclass(slots=True)
class Expression:
    """The tree, or None where nothing can be compared; `doubts` are codes of table `DOUBTS`; `unread`: the alternatives
    beside it in which nothing could be compared."""

    expr: Expr | None = None
    doubts: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class Reader:
    """Reads conditions with one vocabulary; holds no state between two of them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.units = units_of(vocabulary["units"])
        self.counted = {word for word, entry in self.units.items() if entry.get("count")}
        self.subjects = Subjects(vocabulary["quantities"])
        self.states = States(vocabulary)
        self.outbreaks = outbreaks.Outbreaks(self.states.disease.pattern)
        self.meant = {word: entry["means"] for entry in vocabulary["misread"] for word in entry["words"]}
        self.misread = re.compile(pattern(vocabulary["misread"]))

    def read(self, plain: str, rules: Rules) -> Expression:
        """The expression of a condition; `plain` is the plain form of its span."""
        if len(plain) > MOST:
            return Expression(None, ["long"])
        mended = self.misread.sub(lambda match: self.meant[match[0]], plain)
        timed, ahead = english_conditions.lead_time(mended)
        told, signals = english_conditions.signals(english_conditions.ready(timed))
        told, left = english_bounds.below_top(english_bounds.parted(told))
        told, away = english_bounds.near(told)
        signals = [*signals, *left]
        text = _CAUSED.sub("", flat(told).rstrip("。;,. "))
        grid, text = grids.kind(text)
        run = _Run(self, rules)
        if run.kinds(text):
            text = _EVENT_KIND.sub(r"\g<0>,", text)
        hazard = self.states.cause(text, rules.topic)
        read = joined([self._sentence(run, head) for head in self.outbreaks.sentences(text)], AnyOf)
        read = grids.of_kind(read, grid)
        made = joined([*signals, _as_told(read, text) if text.isascii() else read], AnyOf)
        made = joined([made or joined([*english_bounds.works(told)], AnyOf), *away, *ahead], AllOf)
        if made is not None and hazard is not None:
            made = joined([hazard, made], AllOf)
        if read is not None and run.waiting:
            run.doubts.append("part_unread")
        if made is not None and _NEAR.search(text):
            run.doubts.append("near")
        return Expression(
            made or self.states.alone(plain),
            run.doubts if mended == plain or made is None else [*run.doubts, "word_misread"],
            [] if made is None else run.unread,
        )

    def _sentence(self, run: "_Run", head: outbreaks.Head) -> Expr | None:
        """The alternatives of a text, all of the diseases that it names first."""
        run.outbreak = bool(head.names)
        read = joined([self._alternative(run, sentence, at) for at, sentence in alternatives(head.rest)], AnyOf)
        return joined([head.of(run.rules.topic), read], AllOf) if head.names and read is not None else read

    def _alternative(self, run: "_Run", text: str, sign: str) -> Expr | None:
        """What is compared, and who can control it (`泄漏不足100kg，车间能够处置的`)."""
        made, copes = run.group(text, sign), self.states.controller(text)
        if isinstance(made, Leaf) and made.quantity == "restoration_time" and made.op in ("<", "<="):
            made = None  # how soon it is over only narrows what happened, which could not be read
        if made is not None and copes is not None and not _AND.search(text):
            run.doubts.append("both_unsaid")
        read = joined([made, copes], AllOf)
        if read is None and _SAYS_SOMETHING.fullmatch(text.strip(" ,;。")):
            run.unread.append(text.strip(" ,;。").replace(",", "，" if not text.isascii() else ","))
        return read


def _as_told(made: Expr | None, text: str) -> Expr | None:
    """An English tree where all is ahead if the end says so of all, and all is at the one gauge that is named."""
    shared = english_bounds.shared_forecast(text)
    made = amended(ahead(made), window_min=shared.minutes) if shared else made
    at = english_bounds.gauges_of(text)
    return gauged(made, at[0]) if at else made


class _Run:
    """One condition being read: what goes on from clause to clause."""

    def __init__(self, reader: Reader, rules: Rules) -> None:
        self.reader, self.rules = reader, rules
        self.context = Context()
        self.subjects: list[Subject] = []
        self.doubts: list[str] = []
        self.unread: list[str] = []  # alternatives in which nothing could be compared
        self.waiting: list[tuple[int, list[Amount], Context]] = []
        self.stations: list[str] = []
        self.own: list[str] = []  # the gauges that the clause itself names
        self.opens_ahead = False  # whether the alternative before began as a forecast
        self.kind = False  # whether each alternative names the kind of event that it is told of
        self.ill: list[str] = []  # the diseases named last
        self.grid: str | None = None
        self.told = ""  # the clause before
        self.outbreak = False  # whether the text tells of the diseases that it names first
        self.rain = False  # whether rain and nothing else was told last
        self.sign = ""  # what stands before the alternative
        self.bounds = False  # whether the clause has numbers that say which bound they are
        self.lost = False  # whether a part of the alternative has bounds that could not be read

    def kinds(self, text: str) -> bool:
        """Whether the text tells bounds for different kinds of events."""
        self.kind = len({match[1] for match in _EVENT_KIND.finditer(text)}) > 1
        return self.kind

    def group(self, text: str, sign: str) -> Expr | None:
        """One alternative; the stations that it names first are those of all its levels and flows."""
        if sign.startswith(";"):
            self.grid = None
        if sign.startswith((";", "。")) or (sign and not self.opens_ahead):
            self.context = afresh(self.context)
        self.stations, self.own, self.sign, self.lost = [], [], sign, False
        clauses: list[Expr | None] = []
        own: list[list[str]] = []
        for at, clause in enumerate(parts(text)):
            self.own = []
            self.clause(clause.strip(" "), clauses)
            own += [[]] * (len(clauses) - len(own) - 1) + [self.own] if len(clauses) > len(own) else []
            self.opens_ahead = self.opens_ahead if at else self.context.phase == "forecast"
        if self.lost and any(clause is not None for clause in clauses):
            self.doubts.append("part_unread")
        both = _AND.search(text) is not None
        placed = at_their_gauges(clauses, own, both=both)
        if placed is not None and isinstance(placed, AnyOf) and not _SAYS_OR.search(text):
            self.doubts.append("or_unsaid")
        if placed is None and not both and harms(clauses, sign):
            self.doubts.append("or_unsaid")
            made = joined(clauses, AnyOf)
        else:
            made = placed or joined(clauses if both else beside(clauses), AllOf)
        if self.kind and made is not None and (kind := _EVENT_KIND.search(text)):
            made = joined([Leaf(quantity="event_type", op="==", value=kind[1]), made], AllOf)
        if placed is not None or not self.stations:
            return made
        return joined([gauged(made, at) for at in self.stations], AnyOf)

    def clause(self, text: str, before: list[Expr | None]) -> None:
        """Adds what a clause says to what the clauses before it in the same alternative said."""
        if not text.strip():
            return
        lasts = going_on.lasts(text.strip())
        if lasts and before and (not lasts.what or tells(before[-1], lasts.what)):
            before[-1] = amended(before[-1], window_min=lasts.minutes)
            return
        if lasts and (named := self.reader.states.named.fullmatch(lasts.what)):
            _, self.context = take(text, self.context)
            weather = Leaf(quantity="phenomenon", op="==", value=named[0])
            before.append(placed(weather, replace(self.context, window_min=lasts.minutes)))
            return
        if english_conditions.trails(self.told) and self.reader.subjects.named(text):
            self.context = Context()
        self.told = text
        text, twice = told_twice(text)
        text = each_happens(text)
        self.bounds, waiting = False, len(self.waiting)
        told = joined([self._clause(piece, before) for piece in text.split(TIGHT_MARK)], AnyOf)
        told = joined([told, ahead(told)], AnyOf) if twice else told
        self.rain = self.rain if told is None else of_rain(told)
        if before and drops(told, before[-1]):
            before.pop()
        if before and told is None and narrowed(text, before[-1]):
            before[-1] = None
        self.lost = self.lost or self._lost(told, text, waits=len(self.waiting) > waiting)
        before.append(told)

    def _lost(self, told: Expr | None, text: str, *, waits: bool) -> bool:
        """Whether a clause says something to be compared that could not be read, and that nothing behind it can tell."""
        return told is None and not waits and (self.bounds or going_on.unnamed(text))

    def _clause(self, text: str, before: list[Expr | None]) -> Expr | None:
        earlier = self.context
        rest, self.context = take(text, earlier)
        rest = going_on.changes(rest)
        if self.rain:
            self.context = at_gauge(text, self.context)
        if grid := grids.SIZE.search(text):
            self.grid = grid[0]
        named = gauges.stations(rest) or self._uncalled(rest) or (gauges.elsewhere(rest) if self.stations else [])
        self.own = self.own or named
        self.stations = self.stations or named
        signal = self.reader.states.signal(text, self.context)
        if signal is not None:
            if self.context.told and self.context.ahead is None:  # `连续两天发布…预警`: for how long it has stood
                self.context = replace(self.context, window_min=earlier.window_min, ahead=earlier.ahead)
            return signal
        if (counted := stations.told(text, self.context) or self.reader.states.at_risk(text, self.context)) is not None:
            return counted
        bounds = [
            one
            for one in amounts(rest, self.reader.units)
            if (one.given or one.low != 1 or one.word not in _ONE_EVENT) and not _OF_A_RESPONSE.match(rest, one.end)
        ]
        clusters = clusters_of(bounds, rest)
        self.bounds = self.bounds or any(one.given for one in bounds)
        if self.outbreak and not clusters and (broke_out := outbreaks.told(text, rest, self.context)) is not None:
            return broke_out
        ill = self.reader.states.diseases(text)
        self.ill = ill or self.ill
        if not clusters:
            if not ill and self.ill and self.context.regions and _REACHES.search(text):
                return self.reader.states.spread(self.ill, replace(self.context, window_min=None))
            if _DEATH.search(text):
                return Leaf(quantity="deaths", op=">=", value=1, unit="person")
            if full := _OVER_CAPACITY.search(text):
                return Leaf(quantity="capacity_share", op=">" if full["over"] else ">=", value=100, unit="percent")
            harm = self.reader.states.harm(text)
            if self.context.regions and (harm or _COVERS.fullmatch(rest)) and before:
                region = self.context.regions[0]
                only = None if harm else OF_WEATHER
                before[-1] = amended(before[-1], only=only, min_regions=region.least, region_kind=region.kind)
            if self.context.regions and (cut := objects.cut_off(rest)):
                return placed(Leaf(quantity="phenomenon", op="==", value=cut), self.context)
            if still := going_on.again(rest, before, self.context):
                return still
            there = earlier.regions if _AND_COMES.match(text) else ()
            state = self.reader.states.state(rest, text, replace(self.context, regions=self.context.regions or there))
            if state is not None and _GOES_ON.search(text):
                self.context = aside(self.context, earlier)
            return state
        every = [amount for cluster in clusters for amount in cluster]
        things = all(amount.word in self.reader.counted for amount in every)
        if all(amount.word in self.reader.counted for amount in clusters[0]):
            out_of_use = self.reader.states.lasting(clusters, rest, self.context)
            if out_of_use is not None:
                return out_of_use
        if things and (of_objects := self.reader.states.counted(every, rest, self.context)):
            return of_objects
        if any(amount.word in objects.ANIMALS for amount in every):  # none of them is a person
            return None
        made: list[tuple[str, Expr | None]] = []
        at = used = 0
        for index, cluster in enumerate(clusters):
            end = clusters[index + 1][0].start if index + 1 < len(clusters) else len(rest)
            word = cluster[-1].word
            last = cluster[-1]
            base = rest.rfind(word, last.start, last.end) if word.isascii() and len(word) > 3 else last.end
            ahead, after = rest[at : cluster[0].start], rest[base:end]
            lasts = cluster[0].unit in ("h", "min")  # `5000户停水24小时`: the same word says what lasts
            lead = ahead if lasts else rest[max(at, used) : cluster[0].start]
            expr, used = self._bounded(cluster, lead, after, before)
            made.append((ahead, expr))
            self.lost = self.lost or (expr is None and word in self.reader.counted and last.low > 1)
            used += base
            at = cluster[-1].end
        either = any("或" in ahead or " or " in ahead for ahead, _ in made[1:])
        if not either and listed(made, self.sign):
            either = True
            self.doubts.append("or_unsaid")
        told = joined([expr for _, expr in made], AnyOf if either else AllOf)
        if self.grid:
            told = amended(told, only=grids.SHARES, of=self.grid)
        if ill and isinstance(told, Leaf) and told.quantity == "cases":
            told = joined([self.reader.states.spread(ill, Context()), told], AllOf)
        return told

    def _against(self, mark: re.Match[str], before: str, after: str, cluster: list[Amount]) -> Expr | None:
        """A mark with a number beside it: a difference to it, or its own height; with the mark that bounds from above."""
        states = self.reader.states
        if _LOWER_BY.match(before, mark.end()) or _SHORT_OF.search(before[: mark.start()]):
            return None
        under = cluster[-1].side == "upper" and len(cluster) == 1
        top = states.mark.search(after[:20])
        below = states.marked(after, self.context) if top and after.startswith("以下", top.end()) else None
        return joined([states.marked(before + ("以下" if under else ""), self.context), below], AllOf)

    def _uncalled(self, text: str) -> list[str]:
        names = gauges.uncalled(text)
        if names and "gauge_unsaid" not in self.doubts:
            self.doubts.append("gauge_unsaid")
        return names

    def _bounded(
        self, cluster: list[Amount], before: str, after: str, earlier: list[Expr | None]
    ) -> tuple[Expr | None, int]:
        """The expression of a cluster of amounts, and how much of the text after it was read as its subject."""
        units = {amount.unit for amount in cluster}
        found, used = self.reader.subjects.after(after, units, before) if _CAUSES.search(before) else ([], 0)
        if not found:
            found, used = self.reader.subjects.before(before, units), 0
        if not found:
            found, used = self.reader.subjects.after(after, units, before)
        if not found and units & {"m", "m3/s"} and gauges.stations(before):
            found = [_FLOW if "m3/s" in units else _LEVEL]
        if not found:
            found = [subject for subject in self.subjects if subject.units & units]
        if not found:
            self.waiting.append((len(earlier), cluster, self.context))
            return None, used
        self.subjects = found
        for at, waits, context in self.waiting:
            late = [ranges.leaves(subject, waits, None, context, self.rules, self.doubts) for subject in found]
            late = [one for one in late if one is not None]
            if late and at < len(earlier):
                earlier[at] = joined([earlier[at], *late], AnyOf)
        self.waiting = []
        if any(subject.summed for subject in found):
            self.doubts.append("sum_or_each")
        share = _SHARE_OF.search(before) or _OF_LIMIT.search(before)
        context = self.context  # a daily mean has its period in its name
        if "日平均" in before and not context.told:
            context = replace(context, window_min=None)
        exprs = [
            ranges.leaves(subject, cluster, share[1] if share else None, context, self.rules, self.doubts)
            for subject in found
        ]
        mark = self.reader.states.mark.search(before) if found[0].quantity in gauges.QUANTITIES else None
        if mark and (_LOWER_BY.match(before, mark.end()) or _BESIDE.fullmatch(before, mark.end())):
            self.doubts.append("mark_and_number")
            return self._against(mark, before, after, cluster), used
        return amended(joined(exprs, AnyOf), mark=mark[0] if mark else None), used
