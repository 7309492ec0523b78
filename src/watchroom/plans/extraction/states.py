"""What holds without a number: named states of weather and water, warning signals, who can control it, causes."""

import re
from dataclasses import replace

from watchroom.plans.extraction import gauges, going_on, objects
from watchroom.plans.extraction.amounts import Amount
from watchroom.plans.extraction.context import Context, take
from watchroom.plans.extraction.english_events import Events
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Leaf
from watchroom.plans.extraction.ranks import mentions
from watchroom.plans.extraction.trees import joined
from watchroom.plans.extraction.vocabulary import Vocabulary
from watchroom.plans.extraction.works import Works

_VERB = r"(?:出现|发生|遭受|达到|达|将有|有|将|受|观测到|面临)"
_TAIL = r"(?:天气过程|天气|等级|过程|影响|登陆|时|$)"
_SPREAD = re.compile(r"^(?:成片|分散|大范围|区域性|局部|部分|可能|重大|的)+(?:的)?")
_COLOURS = r"[红橙黄蓝白]色?|[ⅠⅡⅢⅣⅤIV]{1,3}级"
_HARM = re.compile(
    r"(?:造成|产生|带来|引发|导致|受到)[^,;]{0,24}(?:影响|损失|威胁|次生灾害|困难)|可能或者?已经|已经或者?可能"
)
_TWICE = re.compile(r"([\u4e00-\u9fff]{2})([\u4e00-\u9fff]{1,4})或\1")
_BARE_SIGNAL = re.compile(r"(?:发布|启动|达到|进入)了?([红橙黄蓝]色|关注级)(及?以上)?预警(?!量级)")
_COLOUR_ONLY = re.compile(r"发布了?(?=[红橙黄蓝]色预警)")
_STARTED = re.compile(r"(?:已)?启动[^,;。]{0,16}级[^,;。]{0,14}响应")
_OR_ABOVE = re.compile("级[及或]?以上")
_STARTERS = re.compile(r"或者?(?=[^或,;]{2,24}启动)")  # `国家防总启动…响应或两个省份启动…响应`
_STARTER = re.compile(
    r"(?:国家[\u4e00-\u9fff]{0,8}(?:防总|减灾委|委员会|指挥部|部|局)|防总)(?:已)?启动|[省市县区](?:防汛抗旱指挥部|防指|防办|减灾委|指挥部|抗震救灾指挥部|[\u4e00-\u9fff]{2,8}(?:局|厅|委))(?:已)?启动"
)
_MOST_STATE = 22  # characters of a named state
_FALLEN = ("rainfall", "snowfall", "max_temperature", "min_temperature", "temperature_drop")
_BELOW = re.compile(r"(?:低于|不足|未达到?|降至)[^,;]{0,4}$|(?:below|under|less than) (?:the )?$", re.IGNORECASE)
_UNDER = re.compile(r"(?:及|或)?以下")  # behind a mark: it is the upper bound
_PASSED = re.compile(r"(?:超过|超出|高于|突破)$")  # a difference to the mark follows it
_UP_TO = re.compile(r"(?:及?以上)?[、,至到~-](?:但|且)?(?:低于|不足|小于|未达到?|未超过)?")
_BETWEEN = re.compile(r"(?:和|与|至|到|~|-|、)")
_NOT = re.compile(r"(?:没有|不存在|无)[^,;]{0,16}(?:危险|可能|险情)|(?:未|没有)(?:出现|发生|造成)")
_BREAKS_OUT = re.compile(r"发生|发病|出现|发现|波及|涉及|传入|输入|暴发|流行|蔓延|报告|确诊|疑似")
_STRAINS = re.compile(r"菌种|毒种|菌株|毒株|样本|病原(?:微生物|体)|亚型|变异")
# How grave something is, or how many there are, in words that only a person can judge.
_SAID_OF_IT = re.compile(r"^.*影响的(?=.)")  # `对航行有影响的大风`; what it is compared to stays with it
_GRADED = re.compile(r"(?:一般性?|较严重|特别严重|严重|较大|重大|不同程度)(?:的)?(?:洪涝|积水|内涝|灾害)")
_FALLING = re.compile("(?:降雨|降水|降雪)$")  # the name of a spell of it has 过程 behind it
_SEVERE = re.compile("(?:特别|较)?严重|较重|较大|重大")
_ONLY_DANGER = re.compile(r"(?:危险|风险|可能)$")
_OTHER_CASES = re.compile(
    r"等(?:其他|其它)?(?:情况)?,?(?:需要?|应当?)启动[^,;。]{0,8}级[^,;。]{0,6}响应的(?:其他|其它)?情[况形]$"
)
_MAY_REACH = re.compile(r"(?:可能|有可能|或将)(?:达到?|超过?|接近)$")
_TREND = re.compile(r"(?:并|且)(?:仍)?(?:有|呈|呈现)(?:继续|持续|明显|进一步)*(?:上涨|上升)(?:的)?趋势")
_SOME = re.compile(
    r"(?:(?:数|若干|几)(?:座|处|条|个)|多(?:座(?![\u4e00-\u9fff]{0,6}城市)|处|条))(?!流域|地区|省|市|县|区)"
)
_TOGETHER = re.compile(
    r"预警(?:信号|信息)?(?:[^,;。]{0,8})同时(?:发布|生效|有效|挂出|维持|处于|在[^,;。]{0,8}(?:发布|生效))"
)
_MANY_OF_THEM = re.compile(
    r"多(?:座|处|条)(?:同时)?(?:发生|出现)(?:严重|重大|较大|大范围)?"
)  # of what happens, not how grave it is
_ARM = re.compile(r"或者?(?=[^,;或]{2,})")  # where another alternative of the same clause begins
_AHEAD = re.compile(r"预[计报测判]|[将可]|即将|有望")
_MEASURED = re.compile(r"水位|潮位|流量|水深|库容")
_RISES = re.compile(r"^(?:水位)?(?:继续|持续|仍在|仍将|仍|将|正在|快速|迅速|明显|急剧)*(?=上涨|上升)")
_MARKET = re.compile(r"价格|物价|市场|费用|舆情|客流")  # what goes up there is no water
_REACHES = re.compile(r"达到?[^,;]{2,12}等级")
_ARRIVES = re.compile(r"登陆|(?:台风|风暴|热带低压|气旋|冷空气|寒潮)[^,;]{0,8}?(?<![受响])影响(?!较|很|不)")
_DROUGHT = re.compile(r"(特大|特重|极度|严重|重度|中度|轻度)(及?以上)?的?(干旱)(?:灾害)?")


def placed(leaf: Leaf, context: Context) -> Expr:
    """A leaf in its context; several regions are alternatives."""
    elsewhere = context.named and not context.told and leaf.quantity not in _FALLEN
    made = leaf.model_copy(
        update={
            "window_min": None if elsewhere else context.window_min,
            "phase": context.phase,
            "extent": context.extent,
            "same_area": context.same_area,
        }
    )
    each: list[Expr] = [
        made.model_copy(update={"min_regions": r.least, "max_regions": r.most, "region_kind": r.kind})
        for r in context.regions
    ]
    return (AnyOf(any=each) if len(each) > 1 else each[0]) if each else made


def _named(value: str) -> Leaf:
    """A named state; a degree of drought is a grade of its own (`中度以上干旱`)."""
    if drought := _DROUGHT.fullmatch(value):
        return Leaf(quantity="drought_grade", op=">=" if drought[2] else "==", value=drought[1] + drought[3])
    return Leaf(quantity="phenomenon", op="==", value=value)


def _only_graded(value: str, counted: bool) -> bool:
    """Whether only a person can judge how grave it is; in so many regions (counted) a severe disaster is a named state."""
    return _GRADED.match(value) is not None and not (counted and _SEVERE.match(value))


def _between(text: str, marks: list[re.Match[str]], at: int) -> bool:
    """Whether a mark is the upper end of a range that begins at the mark before it (`警戒水位与保证水位之间`)."""
    between = _BETWEEN.fullmatch(text, marks[at - 1].end(), marks[at].start())
    return between is not None and text.startswith("之间", marks[at].end())


def _upper(text: str, marks: list[re.Match[str]], at: int) -> bool:
    """Whether a mark bounds from above: `低于死水位`, `校核洪水位以下`, the second one of a range."""
    before = text[max(0, marks[at].start() - 14) : marks[at].start()]
    under = _UNDER.match(text, marks[at].end()) is not None and not _PASSED.search(before)
    return _BELOW.search(before) is not None or under or (at > 0 and _between(text, marks, at))


class States:
    """The tables `phenomena` and `control` of the vocabulary, applied."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        table: dict[str, list[str]] = {}
        for entry in vocabulary["phenomena"]:
            for key, listed in entry.items():
                if key not in ("example", "hazard", "words"):
                    table.setdefault(key, []).extend(listed)
        self.hazards = [(e["hazard"], tuple(e["words"])) for e in vocabulary["phenomena"] if "hazard" in e]
        words = {key: "|".join(sorted(map(re.escape, listed), key=len, reverse=True)) for key, listed in table.items()}
        self.core = re.compile(words["core"])
        self.named = re.compile(rf"(?:{words['degree']}){{0,3}}(?:{words['core']})")
        self.several = re.compile(rf"(?:{self.named.pattern}){{2,4}}")
        self.listed = re.compile(rf"(?:{self.named.pattern})(?:(?:[、和及]|或者?)(?:{self.named.pattern})){{0,5}}")
        self.phrase = re.compile(rf"{_VERB}([^,;]{{1,40}}?){_TAIL}")
        self.already = re.compile(
            rf"((?:{self.named.pattern})(?:[、和](?:{self.named.pattern})){{0,3}})(?:天气)?已经?(?:出现|发生|对|造成|导致)"
        )
        self.comes = re.compile(rf"出现[^,;]{{0,30}}的({self.named.pattern})天气")
        self.goes_on = going_on.pattern(self.named.pattern)
        self.disease = re.compile(words["disease"])
        self.kind_of = re.compile(rf"(?:{words['disease']})等(?![\d两二三四五六七八九十])")
        self.says = [re.compile(pattern) for pattern in table["state"]]
        self.mark = gauges.marks(table["mark"])
        self.nouns = re.compile(rf"(?:{words['works']})$")
        self.disaster = re.compile(f"{words['core']}|{words['disaster']}")
        self.hazard = re.compile(words["signal"])
        hazards = rf"(?:{words['signal']})(?:天气)?(?:[、或和]{{1,2}}(?:{words['signal']})(?:天气)?){{0,5}}"
        one = rf"(?:{hazards})?(?:{_COLOURS})"
        self.signals = re.compile(
            rf"{hazards}(?:{_COLOURS})(?:(?:[及或]?以上)?[、或和及]{{1,2}}(?:者)?{one}){{0,8}}(?:级别?)?((?:及|或)?以上)?(?:任一级别)?(?:灾害)?(?:气象)?预警(?:信号|信息)?(以上)?"
        )
        self.ungraded = re.compile(
            rf"((?:(?:{words['signal']})(?:灾害)?(?:天气)?[、和与及或]{{1,2}}){{0,5}}(?:{words['signal']}))(?:灾害)?(?:天气)?预警信号"
        )  # a hazard whose signal has no colours
        self.weather = re.compile(rf"({words['signal']})天气")
        self.issued = re.compile(rf"发布[^,;。]{{0,12}}(?:{words['signal']})[^,;。]{{0,8}}预警")
        self.works = Works(words)
        self.events = Events(vocabulary["events_english"])
        self.control = [(e["value"], [re.compile(p) for p in e["patterns"]]) for e in vocabulary["control"]]

    def cause(self, text: str, topic: str) -> Leaf | None:
        """The disaster that a condition is bound to (`干旱灾害造成…`), unless the whole plan is about it."""
        for hazard, words in self.hazards:
            for word in words:
                if re.match(rf"(?:因|由于)?{word}(?:灾害|灾)?(?:造成|导致|引发|致使)", text) and hazard not in topic:
                    return Leaf(quantity="hazard", op="==", value=hazard)
        return None

    def alone(self, text: str) -> Expr | None:
        """What a whole condition is where nothing in it is measured: the name of an event, or who can control it."""
        return self.events.named(text) or self.controller(text)

    def controller(self, text: str) -> Expr | None:
        """Who can control it, where the level is told by that."""
        for value, patterns in self.control:
            if any(pattern.search(text) for pattern in patterns):
                return Leaf(quantity="controllable_by", op="==", value=value)
        return None

    def signal(self, text: str, context: Context) -> Expr | None:
        """Warning signals: each hazard with each of its colours is an alternative."""
        found: list[Expr] = []
        of: dict[str, list[Expr | None]] = {}  # by hazard
        for match in self.signals.finditer(text):
            op, hazards, fresh = (">=" if match[1] or match[2] else "=="), [""], True
            for part in re.finditer(rf"({self.hazard.pattern})|({_COLOURS})([及或]?以上)?", match[0]):
                if part[1]:
                    hazards, fresh = [part[1]] if fresh else [*hazards, part[1]], False
                    continue
                fresh = True
                word = part[2] + ("" if part[2][-1] in "色级" else "色")
                for hazard in hazards:
                    own = ">=" if part[3] else op
                    leaf = Leaf.model_validate({"quantity": "warning_signal", "op": own, "value": hazard + word})
                    found.append(placed(leaf, context))
                    of.setdefault(hazard, []).append(found[-1])
        if not found:
            named = dict.fromkeys(h[0] for m in self.ungraded.finditer(text) for h in self.hazard.finditer(m[1]))
            found = [placed(Leaf(quantity="warning_signal", op="==", value=name), context) for name in named]
            of = {name: [leaf] for name, leaf in zip(named, found, strict=True)}
        if len(of) > 1 and _TOGETHER.search(text):  # one signal of each hazard
            return joined([joined(each, AnyOf) for each in of.values()], AllOf)
        if not found and (bare := _BARE_SIGNAL.search(text)):
            op = ">=" if bare[2] else "=="
            found = [placed(Leaf.model_validate({"quantity": "warning_signal", "op": op, "value": bare[1]}), context)]
        return (AnyOf(any=found[:64]) if len(found) > 1 else found[0]) if found else None

    def completed(self, text: str, hazard: str | None) -> str:
        """A signal that is called by its colour only, with the hazard that the text is about: the only one whose weather
        it names (`发布橙色预警信号,并预计高温天气持续`), else that of the title above it."""
        bare = _COLOUR_ONLY.search(text)
        if bare is None:
            return text
        named = {match[1] for match in self.weather.finditer(text)}
        above = self.hazard.match(hazard or "")
        of = named.pop() if len(named) == 1 else above[0] if above and not named else ""
        return text[: bare.end()] + of + text[bare.end() :]

    def harm(self, text: str) -> bool:
        """Whether a clause tells of harm done, which only a person can judge."""
        return _HARM.search(text) is not None

    def _some(self, text: str) -> bool:
        """Whether it says in words how many there are; not where it only tells that ice or weather comes in several places."""
        many = _MANY_OF_THEM.search(text)
        natural = many is not None and self.named.match(text, many.end()) and not self.works.built.search(text)
        return _SOME.search(text) is not None and not natural

    def marked(self, text: str, context: Context, told: str = "") -> Expr | None:
        """The named bounds that are passed, or come near (`逼近警戒水位`); several are alternatives. told: the clause with
        its words of time: what it forecasts of one alternative does not hold for the next one, which names what is measured."""
        each: list[Expr] = []
        arm = max((m.end() for m in _ARM.finditer(told)), default=0)
        if arm and _MEASURED.search(told, arm) and not _MEASURED.search(told[:arm]) and not _AHEAD.search(told, arm):
            context = replace(context, phase="observed")
        marks = list(self.mark.finditer(text))
        for at, mark in enumerate(marks):
            leaf = Leaf(quantity=gauges.measured(mark[0]), op="<" if _upper(text, marks, at) else ">=", mark=mark[0])
            ahead = _MAY_REACH.search(text, max(0, mark.start() - 10), mark.start())
            one = placed(leaf, replace(context, phase="forecast") if ahead else context)
            below = each and leaf.op == "<" and _UP_TO.fullmatch(text, marks[at - 1].end(), mark.start())
            if below or (at and _between(text, marks, at)):
                one = AllOf(all=[each.pop(), one])
            each.append(one)
        if not each:
            return None
        made = AnyOf(any=each[:8]) if len(each) > 1 else each[0]
        if not _TREND.search(text):
            return made
        rises = placed(Leaf(quantity="phenomenon", op="==", value="水位上涨"), replace(context, phase="forecast"))
        return AllOf(all=[made, rises])

    def level_elsewhere(self, text: str, context: Context) -> Expr | None:
        """A response that has been started elsewhere: in so many regions, or by a body that is named; each body that
        may start one is an alternative."""
        parts = _STARTERS.split(text)
        if len(parts) > 1 and all(_STARTED.search(part) for part in parts):
            told = [self.level_elsewhere(part, take(part, context)[1]) for part in parts]
            each = [one for one in told if one is not None]
            return (AnyOf(any=each[:8]) if len(each) > 1 else each[0]) if each else None
        started = _STARTED.search(text)
        named = (
            mentions(_OR_ABOVE.sub("级", started[0])) if started and not self.harm(text) and "持续" not in text else []
        )
        if not named or not (context.regions or _STARTER.search(text)):
            return None
        op = ">=" if started and _OR_ABOVE.search(started[0]) else "=="
        return placed(Leaf.model_validate({"quantity": "response_level", "op": op, "value": named[0].code}), context)

    def state(self, rest: str, text: str, context: Context) -> Expr | None:
        """A mark that is passed, or a named state of weather, water or works."""
        if _NOT.search(text) or _MARKET.search(text) or self._some(text) or _OTHER_CASES.search(text):
            return None
        if marked := self.marked(rest, context, text):
            return marked
        if started := self.level_elsewhere(text, context):
            return started
        if limit := gauges.monitored(rest):
            return placed(limit, context)
        if (already := self.already.search(rest)) and not _REACHES.search(rest, already.end()):
            values = [part[0] for part in self.named.finditer(already[1])]
        elif self.harm(text):
            comes = self.comes.search(rest)
            values = [comes[1]] if comes else []
        elif (works := self.works.told(rest)) is not None:
            return joined([placed(one, context) for one in works], AnyOf)
        else:
            if ill := self.spread(self.diseases(text), context):
                return ill
            values = self._ahead(rest, context) or self._each_says(rest)
            values = values or self._phrases(rest, counted=bool(context.regions)) or self._says(rest)
            if not values and _ARRIVES.search(rest) and (comes := self.listed.search(rest)):
                values = [one[0] for one in self.named.finditer(comes[0])]
            values = [value for value in values if not _ONLY_DANGER.search(value)]
        each = [placed(_named(value), context) for value in values]
        return (AnyOf(any=each) if len(each) > 1 else each[0]) if each else None

    def diseases(self, text: str) -> list[str]:
        """The diseases that a clause says break out or reach a place; none where they are but examples of a kind
        (`炭疽等人畜共患病`) or only germs and variants of them are told of."""
        if _STRAINS.search(text) or self.kind_of.search(text):
            return []
        return list(dict.fromkeys(m[0] for m in self.disease.finditer(text))) if _BREAKS_OUT.search(text) else []

    def spread(self, names: list[str], context: Context) -> Expr | None:
        """Diseases where they are; several are alternatives."""
        each = [placed(Leaf(quantity="event_type", op="==", value=name), context) for name in names]
        return (AnyOf(any=each[:8]) if len(each) > 1 else each[0]) if each else None

    def _phrases(self, rest: str, *, counted: bool) -> list[str]:
        """The names after the last verb that brings one: `将有强台风、超强台风登陆` gives two."""
        cores = list(self.core.finditer(rest))
        core = cores[-1] if cores else None
        verbs = [m for m in re.finditer(_VERB, rest) if core and m.end() <= core.start()]
        for verb in reversed(verbs):
            match = self.phrase.match(rest, verb.start())
            phrase = _SPREAD.sub("", match[1]) if match else ""
            if match and _FALLING.search(phrase) and rest.startswith("过程", match.end(1)):
                phrase += "过程"
            if match and self.core.search(phrase) and len(phrase) <= _MOST_STATE:
                if self.several.fullmatch(phrase):
                    return [one[0] for one in self.named.finditer(phrase)]
                phrase = _SAID_OF_IT.sub("", phrase)
                parts = re.split(r"(?<!以[上下])[、和]|或者?", re.sub(r"^([^等]*、[^、等]+)等.*$", r"\1", phrase))
                return [part for part in parts if self.core.search(part) and not _only_graded(part, counted)]
            if core and (named := self.named.search(rest, verb.end())):
                return [named[0]]
        return []

    def _ahead(self, rest: str, context: Context) -> list[str]:
        """The weather that is forecast to go on."""
        said = self.goes_on.fullmatch(rest) if context.phase == "forecast" else None
        return [one[0] for one in self.named.finditer(said["names"])] if said else []

    def _each_says(self, rest: str) -> list[str]:
        """`旱情加剧或受旱范围扩大`: two things said, each with a word of its own for how it goes on."""
        parts = re.split("或者?", rest)
        said = [self._says(part) for part in parts] if len(parts) > 1 else []
        return [value for values in said for value in values] if all(said) else []

    def _says(self, rest: str) -> list[str]:
        for pattern in self.says:
            if match := pattern.search(rest):
                value = re.sub(r"(?:仍|可能|仍可能|将|仍将|并)", "", _TWICE.sub(r"\1\2或", match[0]))
                value = _RISES.sub("水位", value)
                return [value.strip("、")] if len(value) <= _MOST_STATE else []
        return []

    def lasting(self, clusters: list[list[Amount]], text: str, context: Context) -> Expr | None:
        """Objects out of use for so long: the period is that of the bound, where it has no upper end."""
        if len(clusters) != 2 or len(clusters[1]) != 1 or clusters[1][0].side == "upper":
            return None
        lasts = clusters[1][0]
        minutes = int(lasts.low * (60 if lasts.unit == "h" else 1))
        each = objects.lasting(clusters[0], clusters[1], text, self.nouns)
        return self._of_objects(each, replace(context, window_min=minutes, named=False, told=True))

    def at_risk(self, text: str, context: Context) -> Expr | None:
        """Works that are counted by how dangerous they are."""
        told = objects.at_risk(text, self.nouns)
        if told is None:
            return None
        least, of, state = told
        return placed(Leaf(quantity="object_count", op=">=", value=least, unit="count", of=of, state=state), context)

    def counted(self, found: list[Amount], text: str, context: Context) -> Expr | None:
        """Objects in a state, each kind of object an alternative."""
        return self._of_objects(objects.counted(found, text, self.nouns), context)

    @staticmethod
    def _of_objects(found: list[objects.Counted], context: Context) -> Expr | None:
        each: list[Expr] = []
        for one in found:
            leaf = Leaf(quantity="object_count", op=">=", value=int(one.amount.low), unit="count", of=one.of)
            leaf = leaf.model_copy(update={"state": one.state, "op": "<" if one.amount.side == "upper" else ">="})
            each.append(placed(leaf, context))
        if len(each) > 1 and isinstance(each[0], Leaf) and isinstance(each[1], Leaf) and each[0].of == each[1].of:
            return AllOf(all=each)
        return (AnyOf(any=each) if len(each) > 1 else each[0]) if each else None
