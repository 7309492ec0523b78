"""What the book says of teams and experts: a team whole after each change, each call-out, who came and left."""

from dataclasses import dataclass, field
from typing import ClassVar

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class TeamFacts(Facts):
    """members  persons by number, in the order in which they are called
    skills   in Chinese
    """

    code: str
    sort: str
    sort_zh: str
    sort_en: str
    zh: str
    en: str
    fields: list[str]
    skills: str
    agency_zh: str
    agency_en: str
    home: str
    ready_min: int
    away: str
    n: int
    members: list[int] = field(default_factory=list)
    skills_en: str = ""


@entry("dispatch.team_put", say=Words(zh="登记{sort_zh}“{zh}”，{n} 人", en="{sort_en} “{en}” entered, {n} people"))
@dataclass(frozen=True, slots=True)
class TeamPut(TeamFacts):
    pass


@entry("dispatch.team_ready", say=Words(zh="“{zh}”可以出动", en="“{en}” can be called out"))
@dataclass(frozen=True, slots=True)
class TeamReady(TeamFacts):
    pass


@entry("dispatch.team_away", say=Words(zh="“{zh}”不能出动：{away}", en="“{en}” cannot be called out: {away}"))
@dataclass(frozen=True, slots=True)
class TeamIsAway(TeamFacts):
    pass


@dataclass(frozen=True, slots=True)
class CallOutFacts(Facts):
    """A call-out after the change.

    coming, there  how many said that they come; how many of those that were asked are there
    people         how many came with the one of whom this tells
    why            why he comes no longer
    """

    personal: ClassVar[frozenset[str]] = frozenset({"why", "why_zh", "why_en"})

    team: str
    zh: str
    en: str
    number: str
    coming: int = 0
    there: int = 0
    people: int | None = None
    minutes: int | None = None
    minutes_zh: str = ""
    minutes_en: str = ""
    people_zh: str = ""
    people_en: str = ""
    also: str = ""
    also_zh: str = ""
    also_en: str = ""
    why: str = ""
    why_zh: str = ""
    why_en: str = ""


@entry(
    "dispatch.team_called",
    say=Words(zh="呼叫“{zh}”赴 {number} 出动{also_zh}", en="“{en}” called out to {number}{also_en}"),
)
@dataclass(frozen=True, slots=True)
class TeamCalled(CallOutFacts):
    pass


@entry("dispatch.team_coming", say=Words(zh="“{zh}”答复到场{minutes_zh}", en="“{en}” is coming{minutes_en}"))
@dataclass(frozen=True, slots=True)
class TeamComing(CallOutFacts):
    pass


@entry("dispatch.team_came", say=Words(zh="“{zh}”到达{people_zh}", en="“{en}” has arrived{people_en}"))
@dataclass(frozen=True, slots=True)
class TeamCame(CallOutFacts):
    pass


@entry("dispatch.team_left", say=Words(zh="“{zh}”撤离{people_zh}", en="“{en}” has left{people_en}"))
@dataclass(frozen=True, slots=True)
class TeamLeft(CallOutFacts):
    pass


@entry(
    "dispatch.team_called_off",
    say=Words(zh="“{zh}”答复前来后又不能来{why_zh}", en="“{en}” had said that it comes and no longer does{why_en}"),
)
@dataclass(frozen=True, slots=True)
class TeamCalledOff(CallOutFacts):
    pass
