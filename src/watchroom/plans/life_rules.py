"""Pure decisions on the life of a plan: what a review needs, when filing and publishing are due, why a plan is revised.

Source: measures for managing emergency plans, State Council office document 5 of 2024, art. 26, 28, 34 and 35; for
enterprises GB/T 29639-2020, 4.8.3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from watchroom.kernel.words import Words
from watchroom.people.workdays import Calendar
from watchroom.plans.law import ENTERPRISE, FILE_WITHIN, PUBLISH_WITHIN
from watchroom.plans.naming import Remarks

STATES: Mapping[str, Words] = {
    "draft": Words(zh="草稿", en="draft"),
    "review": Words(zh="评审中", en="in review"),
    "approved": Words(zh="已批准，待施行", en="approved, not yet in force"),
    "in_force": Words(zh="现行", en="in force"),
    "replaced": Words(zh="已被替代", en="replaced"),
    "withdrawn": Words(zh="已撤回", en="withdrawn"),
}
CAUSES: Mapping[str, Words] = {
    "law": Words(zh="法律、标准或上级预案有变化", en="the law, a standard or an upper plan has changed"),
    "command": Words(zh="指挥机构或职责有重大调整", en="the command or its duties have changed"),
    "risk": Words(zh="面临的风险有重大变化", en="the risk has changed"),
    "resources": Words(zh="重要应急资源有重大变化", en="key resources have changed"),
    "event": Words(zh="实际应对中发现问题", en="a real event has shown a fault"),
    "drill_lesson": Words(zh="演练中发现问题", en="a drill has shown a fault"),
    "other": Words(zh="编制单位认为应当修订的其他情况", en="another reason of the authority"),
}
CONCLUSIONS: Mapping[str, Words] = {
    "keep": Words(zh="暂不修订", en="keep as it is"),
    "revise": Words(zh="重新修订", en="revise"),
    "amend": Words(zh="重新修订，不再审核", en="amend without a new review"),
}


@dataclass(frozen=True, slots=True)
class Vote:
    """How many were present, and how many of them agreed."""

    present: int
    agreed: int


def passes(kind: str, votes: Iterable[Vote]) -> bool:
    """Whether a review is enough for approval: two thirds of the experts for enterprises, an opinion for the rest."""
    each = list(votes)
    present, agreed = sum(one.present for one in each), sum(one.agreed for one in each)
    return present > 0 and (kind not in ENTERPRISE or agreed * 3 >= present * 2)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a version's life. `withheld`: it may not be public, for a reason that is recorded.

    causes  open causes for revision, oldest first: since when, which, in whose words
    """

    issued_on: date | None = None
    filed_on: date | None = None
    published_on: date | None = None
    withheld: bool = False
    causes: tuple[tuple[date, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is owed by a day. `guessed`: years reckoned by weekends only."""

    what: str
    day: date
    guessed: tuple[int, ...] = ()


def owed(life: Standing, calendar: Calendar) -> list[Due]:
    """Filing and publishing that are still owed after issue."""
    if life.issued_on is None:
        return []
    made = []
    if life.filed_on is None:
        made.append(_due("filing", life.issued_on, FILE_WITHIN, calendar))
    if life.published_on is None and not life.withheld:
        made.append(_due("publishing", life.issued_on, PUBLISH_WITHIN, calendar))
    return made


def _due(what: str, issued: date, days: int, calendar: Calendar) -> Due:
    last = calendar.after(issued, days)
    return Due(what, last, tuple(calendar.unknown(issued, last)))


def check_life(life: Standing, today: date, calendar: Calendar) -> Remarks:
    """What is overdue in a version's life on a day of the site's calendar."""
    guessed: set[int] = set()
    for due in owed(life, calendar):
        guessed |= set(due.guessed)
        if due.day < today:
            yield f"{due.what}_overdue", ("authority",), {"day": due.day}
    for year in sorted(guessed):
        yield "workdays_unknown", ("authority",), {"year": year}
    for since, kind, note in life.causes:
        why = Words(zh="{kind}：{note}", en="{kind}: {note}").fill(kind=CAUSES[kind], note=note)
        yield "revision_owed", ("authority",), {"day": since, "why": why}


def causes_of(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The form of an evaluation: every cause with yes or no and a note. Raises ValueError for a yes without a note."""
    made = {}
    for code in CAUSES:
        one = given.get(code) or {}
        holds, note = bool(one.get("holds")), str(one.get("note", "")).strip()
        if holds and not note:
            raise ValueError(code)
        made[code] = {"holds": holds, "note": note[:2000]}
    return made
