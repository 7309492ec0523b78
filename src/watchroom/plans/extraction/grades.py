"""The levels that a heading or a sentence speaks of: `Ⅱ级响应`, `三级以上响应`, `未达到Ⅰ级响应`, `红色预警`."""

import re
from collections.abc import Mapping, Sequence

from watchroom.plans.extraction.controls import as_responses, control_words
from watchroom.plans.extraction.found import Action, Level, LevelCode, Place
from watchroom.plans.extraction.ranks import CODES, GRADE, code_of
from watchroom.plans.extraction.spans import half_width

_COLOURS: dict[str, LevelCode] = {"红": "I", "橙": "II", "黄": "III", "蓝": "IV"}
_ONE = r"(?:[ⅠⅡⅢⅣⅤIVNlW]{1,4}|(?<![第一二三四五六七八九十])[一二三四五]|(?<![\d.])[1-5])"
_LEVEL = re.compile(
    rf"(?P<not>(?:未|没有)(?:达到|启动)|不足|低于)?(?<![A-Za-zⅠ-Ⅻ])"
    rf"(?P<codes>{_ONE}(?:级)?(?:[、,和及与至或~-]{_ONE}(?:级)?){{0,4}})(?<=级)"
    rf"(?P<range>(?:及|或)?以[上下])?(?:\([^()]{{0,20}}\))?(?P<what>应急响应|响应|预警|应急预警|应急|措施|(?:[\u4e00-\u9fff]{{0,8}}?)(?:突发事件|事件|事故|灾害)(?=[时后的,]))"
    rf"(?:\([^()]{{0,20}}\))?(?P<after>(?:及|或)?以[上下])?"
    rf"|(?P<watch>关注)级(?:应急)?(?:响应|预警)"
    rf"|(?P<colour>[红橙黄蓝])色(?P<crange>(?:及|或)?以[上下])?(?:、[红橙黄蓝]色|[和及或][红橙黄蓝]色){{0,3}}(?:[客人游车]流)?预警"
    rf"|(?:level|grade)\s(?P<en>{_ONE}|[1-5])\b",
    re.IGNORECASE,
)
_EVENT_TITLE = re.compile(
    r"(?:应对|发生|处置)?(?:(?:特别重大|重大|较大|一般)级?[、和及与]?){1,4}[\u4e00-\u9fff]{0,14}(?:事件|事故|灾害|灾情|险情|疫情|火灾|突发)(?:的?(?:应急)?(?:响应|处置|应对|措施|处理|行动))*"
    rf"(?:\({_ONE}级?(?:应急)?(?:响应)?\))?"
)
# `Ⅰ级（特别重大）网络安全事件`, `重大（Ⅱ级）事故`: a title alone, of the level of the event.
_GRADED_TITLE = re.compile(
    rf"(?:(?P<level>{_ONE})级(?:\([^()]{{1,8}}\))?|(?:特别重大|重大|较大|一般)\((?P<inner>{_ONE})级\))"
    r"[\u4e00-\u9fff]{0,14}(?:事件|事故|灾害|灾情|险情|疫情|火灾|停电|断电|停水|停气|断网|故障|泄漏|泄露|中毒|拥挤)(?:的?(?:应急)?(?:响应|处置|应对|措施|处理|行动))*"
)
_OF_EVENT = re.compile(
    r"(?:对于?|应对|处置)?(?P<grade>特别重大|重大|较大|一般)(?:级)?(?P<up>(?:及|或)?以上)?(?:的)?[^,;。:、]{0,12}(?:事件|事故|灾害|灾情|险情|疫情|火灾)(?:中的[^,;。:]{2,40})?[:,]"
)
_STAGE = re.compile(r"\b(?:Stage|Phase|Tier)\b(?= [\dIV])")
_ONE_OF = re.compile(_ONE)
MOST_LABEL = 24  # characters of a label before a condition: `三级响应（部门级）：`
_BASIS = re.compile(
    rf"(?:在|除)([^,;。]{{0,16}}?(?:{_ONE}级|[红橙黄蓝]色)[^,;。]{{0,24}}?)(?:(?:的)?基础(?:之)?上|外|(?:的)?同时)"
)


_NUMERAL = re.compile(rf"{_ONE}级|level|grade", re.IGNORECASE)


class Scale:
    """The levels of a plan, for reading what a heading or a sentence is for, and where their conditions stand.

    codes  that measures may be for
    """

    def __init__(self, codes: Sequence[LevelCode], levels: Sequence[Level]) -> None:
        self.codes = tuple(codes)
        own = [level for level in levels if level.code in self.codes and level.grade]
        kinds = {level.kind for level in own}
        kind = "response" if "response" in kinds else next(iter(kinds), "")
        self.by_grade: dict[str, LevelCode] = {str(one.grade): one.code for one in own if one.kind == kind}
        self.controls = control_words([level for level in levels if level.code in self.codes])
        self.staged = any(_STAGE.match(level.name) for level in levels)
        self.conditions: list[Place] = [c.places[0] for level in levels for c in level.conditions if c.places]

    def of(self, plain: str) -> list[LevelCode]:
        """The codes that a text speaks of; a stage is a level where the plan's levels are called so."""
        plain = as_responses(self.controls, plain) if self.controls else plain
        if not self.codes and not _NUMERAL.search(plain):
            return []  # a colour is a warning of somebody else, where the plan has no levels of its own
        return levels_in(_STAGE.sub("level", plain) if self.staged else plain, self.codes)

    def of_title(self, title: str) -> list[LevelCode]:
        """The codes that a title speaks of, by a level or by the grade of an event (`6.2 重大地震灾害`)."""
        if codes := self.of(title):
            return codes
        words = half_width(title).strip(" :。")
        graded = _GRADED_TITLE.fullmatch(words)
        own = code_of(graded["level"] or graded["inner"]) if graded else None
        if own in self.codes:
            return [own]
        named = _EVENT_TITLE.fullmatch(words)
        return [code for word in GRADE.findall(words) if (code := self.by_grade.get(word))] if named else []

    def of_event(self, plain: str) -> list[LevelCode]:
        """The codes of the events that an item's label or the beginning of a sentence is for, where the plan ties its levels
        to their grades: `一般道路交通事故：…`, `对于较大火灾中的敏感事故，…`, `重大及以上事故，…`."""
        told = _OF_EVENT.match(plain) if self.by_grade else None
        code = self.by_grade.get(told["grade"]) if told else None
        if not told or code is None:
            return []
        return [c for c in self.codes if CODES.index(c) <= CODES.index(code)] if told["up"] else [code]

    def condition_behind_label(self, place: Place) -> Place | None:
        """The condition that stands in a place behind a level's label, where measures follow it."""
        behind = (c for c in self.conditions if place.start < c.start <= place.start + MOST_LABEL and c.end < place.end)
        return next(behind, None)

    def conditional(self, place: Place) -> bool:
        """Whether what stands at a place is a condition of a level."""
        return any(place.start < c.end and c.start < place.end and _most(c, place) for c in self.conditions)


def _most(condition: Place, place: Place) -> bool:
    """Whether a condition is most of what stands at a place."""
    shared = min(condition.end, place.end) - max(condition.start, place.start)
    return shared * 3 >= 2 * (place.end - place.start)


def levels_in(plain: str, known: tuple[LevelCode, ...]) -> list[LevelCode]:
    """The codes that a text speaks of, in order; of those that the plan knows where a range or a denial is meant."""
    found: list[LevelCode] = []
    for match in _LEVEL.finditer(plain):
        found += _of(match, known or CODES[:4])
    return list(dict.fromkeys(found))


def basis_of(plain: str) -> list[LevelCode]:
    """`在Ⅲ级响应的基础上`, `除落实蓝色、黄色预警措施外`: the levels whose measures are taken over."""
    match = _BASIS.search(plain)
    told = match[1] if match else ""
    return levels_in(told, ()) or [code for one in re.findall(rf"({_ONE})级", told) if (code := code_of(one))]


def _of(match: re.Match[str], known: tuple[LevelCode, ...]) -> list[LevelCode]:
    codes: list[LevelCode]
    if match["watch"]:
        codes, span = ["V"], ""
    elif match["colour"]:  # `蓝色、黄色预警` are two
        codes, span = [_COLOURS[c] for c in re.findall("[红橙黄蓝](?=色)", match[0])], match["crange"] or ""
    elif match["en"]:
        codes, span = [c for c in [code_of(match["en"])] if c], ""
    else:
        words = match["codes"]
        codes = [c for w in _ONE_OF.findall(words) if (c := code_of(w))]
        span = match["range"] or match["after"] or ""
        if len(codes) == 2 and re.search("[至~-]", words):
            low, high = sorted(CODES.index(c) for c in codes)
            codes = list(CODES[low : high + 1])
    if not codes:
        return []
    at = CODES.index(codes[0])
    if "上" in span:
        codes = [c for c in known if CODES.index(c) <= at]
    elif "下" in span:
        codes = [c for c in known if CODES.index(c) >= at]
    if match["not"]:
        codes = [c for c in known if CODES.index(c) > at]
    return codes


def without_basis(plain: str) -> str:
    """A text without what it says of the levels whose measures are taken over."""
    return _BASIS.sub("", plain)


def takers_of(basis: Mapping[LevelCode, Sequence[LevelCode]]) -> dict[str, list[str]]:
    """The levels that take over the measures of each. basis: of a level those on whose measures it builds."""
    takers: dict[str, list[str]] = {}
    for level in basis:
        seen, waiting = {level}, [*basis[level]]
        while waiting:
            if (at := waiting.pop(0)) not in seen:
                seen.add(at)
                takers.setdefault(at, []).append(level)
                waiting += basis.get(at, ())
    return takers


def taken_over(action: Action, takers: Mapping[str, Sequence[str]]) -> Action:
    """A measure, with the higher levels that take it over."""
    own = action.levels
    inherited = dict.fromkeys(t for code in own for t in takers.get(code, ()) if t not in own)
    return action.model_copy(update={"inherited": list(inherited)}) if inherited else action
