"""What an incident needs and what must stay behind: rules as dated data. Pure; the site's own are in `ruling.py`.

One response rule holds for an incident: the one that names its kind, before one that names its class, before one for any.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from watchroom.incidents.rules import CLASSES, KINDS
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words

LIBRARY = Path(__file__).parent / "library"
LEAST_GRADE = 4  # an incident that nobody has graded counts as ordinary, and that is said
FAMILIES: Mapping[str, Words] = {
    "response": Words(zh="派遣需求", en="Dispatch needs"),
    "cover": Words(zh="最低留守", en="Minimum cover"),
}
OUR_OWN = Words(
    zh="本平台自拟的起步值，没有国家统一标准；请按当地预案核定",
    en="the platform's own starting values, no national standard; confirm them with the local plans",
)


def _fit(text: str) -> str:
    if unfit(text):
        raise ValueError("control characters are not text")
    return text


Text = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_fit)]
Note = Annotated[str, Field(max_length=300), AfterValidator(_fit)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
UnitKindCode = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=32)]
Grade = Annotated[int, Field(ge=1, le=4)]  # as a key of JSON it is text


class Wants(BaseModel):
    """One line of what is needed.

    kinds      of unit, any of which will do; skills, equipment: a unit must have all of them; one of the three at least
    n          how many by the grade of the event (4 ordinary … 1 extraordinarily serious); a grade left out needs none
    urgency    3 comes before 1 where there is too little, and its minutes weigh more
    zh, en     what it is called; the kinds' names where left out
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    code: Code
    kinds: tuple[UnitKindCode, ...] = Field((), max_length=20)
    skills: tuple[Text, ...] = Field((), max_length=20)
    equipment: tuple[Text, ...] = Field((), max_length=20)
    n: dict[Grade, Annotated[int, Field(ge=0, le=50)]] = Field(min_length=1)
    urgency: int = Field(2, ge=1, le=3)
    zh: Note = ""
    en: Note = ""

    @model_validator(mode="after")
    def _possible(self) -> "Wants":
        if not (self.kinds or self.skills or self.equipment):
            raise ValueError("it names no kind, skill or equipment")
        if bool(self.zh) != bool(self.en):
            raise ValueError("it is named in one language only")
        return self

    def title(self, kinds: Mapping[str, Words]) -> Words:
        """Its name, or what would do, in words."""
        if self.zh:
            return Words(zh=self.zh, en=self.en)
        named = [kinds.get(code, Words(zh=code, en=code)) for code in self.kinds]
        parts = [Words(zh="或".join(n.zh for n in named), en=" or ".join(n.en for n in named))] if named else []
        parts += [*(skill_words(one) for one in self.skills), *(Words(zh=one, en=one) for one in self.equipment)]
        return Words(zh="＋".join(p.zh for p in parts), en=" + ".join(p.en for p in parts))


# Skills that are commonly written as codes, in words; any other is what was typed.
SKILLS: Mapping[str, Words] = {
    "als": Words(zh="高级生命支持", en="advanced life support"),
    "bls": Words(zh="基础生命支持", en="basic life support"),
    "paediatrics": Words(zh="儿科", en="paediatrics"),
    "ski_patrol": Words(zh="雪道救护", en="ski patrol"),
    "traffic": Words(zh="交通疏导", en="traffic control"),
    "salt": Words(zh="撒布融雪剂", en="salt spreading"),
    "tow": Words(zh="牵引", en="towing"),
}  # fmt: skip


def skill_words(skill: str) -> Words:
    return SKILLS.get(skill.casefold(), Words(zh=skill, en=skill))


class _Dated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    code: Code
    source_zh: Note = ""
    source_en: Note = ""
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "_Dated":
        if self.since and self.until and self.until < self.since:
            raise ValueError("it ends before it begins")
        if bool(self.source_zh) != bool(self.source_en):
            raise ValueError("its source is named in one language only")
        return self

    @property
    def source(self) -> Words:
        return Words(zh=self.source_zh, en=self.source_en) if self.source_zh else OUR_OWN

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class ResponseRule(_Dated):
    """What incidents of some kinds or classes need; without either it is for any. First and last day in force."""

    kinds: tuple[str, ...] = Field((), max_length=50)
    classes: tuple[str, ...] = Field((), max_length=10)
    needs: tuple[Wants, ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _known(self) -> "ResponseRule":
        if set(self.kinds) - set(KINDS) or set(self.classes) - set(CLASSES):
            raise ValueError("a class or kind that does not exist")
        if len({one.code for one in self.needs}) < len(self.needs):
            raise ValueError("two needs of one code")
        return self

    def closeness(self, kind: str) -> int | None:
        """2 where it names the kind, 1 its class, 0 where it is for any; None where it is for others."""
        if not self.kinds and not self.classes:
            return 0
        if kind in self.kinds:
            return 2
        return 1 if KINDS[kind].event_class in self.classes else None


class CoverRule(_Dated):
    """What stays behind: at least so many available units of these kinds at each of these places.

    places   codes of stations (units at home there) or areas (units at home within); none: every station with such units
    worth_s  each unit below it must bring a need of urgency 1 so many seconds, one of urgency 3 a third of them; None:
             proposals never go below it
    """

    kinds: tuple[UnitKindCode, ...] = Field((), max_length=20)
    skills: tuple[Text, ...] = Field((), max_length=20)
    places: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] = Field((), max_length=200)
    least: int = Field(ge=1, le=100)
    worth_s: int | None = Field(None, ge=0, le=7200)

    @model_validator(mode="after")
    def _something(self) -> "CoverRule":
        if not (self.kinds or self.skills):
            raise ValueError("it names no kind and no skill")
        return self


type Rule = ResponseRule | CoverRule
type Numbered[R] = tuple[R, int]
MODELS: Mapping[str, type[ResponseRule] | type[CoverRule]] = {"response": ResponseRule, "cover": CoverRule}


@cache
def shipped(family: str) -> Mapping[str, Any]:
    """The rules that come with the platform, by code: of what `MODELS` names for the family."""
    content = yaml.safe_load((LIBRARY / f"{family}.yaml").read_text(encoding="utf-8"))
    rules = [MODELS[family].model_validate(one) for one in content["rules"]]
    return {one.code: one for one in rules}


def rule_for(rules: Iterable[Numbered[ResponseRule]], kind: str, on: date) -> Numbered[ResponseRule] | None:
    """The one rule that holds for an incident of a kind on a day: the closest; of equally close ones the site's before a
    shipped one, the later begun before the earlier, then the first by code."""
    fit = [
        (near, version > 0, rule.since or date.min, rule, version)
        for rule, version in rules
        if rule.in_force(on) and (near := rule.closeness(kind)) is not None
    ]
    if not fit:
        return None
    best = max(one[:3] for one in fit)
    return min(((rule, version) for *rank, rule, version in fit if tuple(rank) == best), key=lambda one: one[0].code)


@dataclass(frozen=True, slots=True)
class Able:
    """What of a unit decides whether it serves a need; all names folded."""

    kind: str
    skills: frozenset[str]
    equipment: frozenset[str]


def able(kind: str, skills: Iterable[str], equipment: Iterable[Mapping[str, Any]]) -> Able:
    """`equipment` as a unit's row keeps it, [{zh, en, n}]: either name will do."""
    things = frozenset(str(one[lang]).casefold() for one in equipment for lang in ("zh", "en"))
    return Able(kind, frozenset(one.casefold() for one in skills), things)


def serves(unit: Able, wants: Wants | CoverRule) -> bool:
    """Whether a unit is what is wanted: of one of the kinds, with all skills and equipment."""
    if wants.kinds and unit.kind not in wants.kinds:
        return False
    if any(one.casefold() not in unit.skills for one in wants.skills):
        return False
    return not isinstance(wants, Wants) or all(one.casefold() in unit.equipment for one in wants.equipment)
