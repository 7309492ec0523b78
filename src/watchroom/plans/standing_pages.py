"""The standing list of an incident: what every plan says of it now and why, and what people may state about it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.incidents import queries as incidents
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.plans import actions, queries
from watchroom.plans.judging import Verdict
from watchroom.plans.loading import current, load
from watchroom.plans.models import Statement
from watchroom.plans.pages import looking
from watchroom.plans.queries import Held
from watchroom.plans.rules import STANDS, Assessed, Stands, evidence
from watchroom.plans.saying import amount_words, unit_words
from watchroom.plans.showing import test_row
from watchroom.plans.site_facts import OF_DAYS
from watchroom.plans.stating import Asked, askable

STANDS_WORDS: dict[Stands, Words] = {
    "holds": Words(zh="符合", en="met"),
    "part": Words(zh="部分符合", en="met in part"),
    "lacks": Words(zh="缺数据", en="lacks facts"),
    "fails": Words(zh="不符合", en="not met"),
}
GLYPHS: dict[Stands, str] = {"holds": "done", "part": "doing", "lacks": "waiting", "fails": "todo"}


@dataclass(frozen=True)
class Question:
    """Something that people may state, with what they last stated."""

    asked: Asked
    told: Statement | None

    @property
    def unit(self) -> Words | None:
        return unit_words(self.asked.fact.unit) if self.asked.fact.unit else None

    @property
    def value(self) -> Words | None:
        return amount_words(self.told.value, self.told.unit) if self.told and self.told.value is not None else None

    @property
    def choices(self) -> list[tuple[str, Words]]:
        """What may be answered, where it is not a number."""
        if self.asked.fact.type == "bool":
            return [("yes", amount_words(True)), ("no", amount_words(False))]
        return [(value, amount_words(value)) for value in self.asked.fact.values or ()]


@never_cache
@require_GET
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Every plan for the incident, those that hold first; the commander's direct start below."""
    viewer = looking(request)
    row = incidents.incident(viewer, pk)
    told = queries.statements(viewer, pk)
    may_state = viewer.may(Act.NOTE_INCIDENT) and row.is_open
    held = sorted((_shown(one, told) for one in queries.assessments(viewer, pk)), key=lambda one: one["order"])
    by_hand = [load(one) for one in current()] if viewer.may(Act.ACTIVATE_PLAN) and row.is_open else []
    context = {"incident": row, "held": held, "by_hand": by_hand, "may_state": may_state}
    return render(request, "plans/_standing.html", context)


def _shown(held: Held, told: dict[str, Statement]) -> dict[str, Any]:
    levels = [_level(one) for one in held.levels]
    best = min(levels, key=lambda one: (STANDS.index(one["stands"]), one["level"].level), default=None)
    return {
        "plan": held.plan, "levels": levels, "best": best,
        "questions": [Question(asked, told.get(asked.name)) for asked in askable(held.plan)],
        "order": (STANDS.index(best["stands"]), best["level"].level) if best else (len(STANDS), 0),
    }  # fmt: skip


def _level(one: Assessed) -> dict[str, Any]:
    tests = [test_row(leaf) for leaf in evidence(one.verdict)]
    lacking = [leaf["demanded"] for leaf in tests if leaf["state"] == "lacks"]
    return {
        "level": one.level, "stands": one.stands, "words": STANDS_WORDS[one.stands], "glyph": GLYPHS[one.stands],
        "lowered": [_lowered(part) for part in one.lowered],
        "met": one.met, "of": one.of, "tests": tests, "lacking": lacking if one.stands in ("part", "lacks") else [],
    }  # fmt: skip


def _lowered(part: Verdict) -> dict[str, Any]:
    """Why the bar is lower now, with the names of the days where it is for them."""
    known = [leaf.known for leaf in part.parts[0].reasons if leaf.known and leaf.known.name in OF_DAYS]
    names = [one.origin_words for one in known if one.origin_words]
    return {"words": part.words, "names": names, "clause": part.clause}


@never_cache
@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    given = request.POST
    actions.state(
        viewer_of(request), pk, given.get("name", ""), given.get("value", ""), said_by=given.get("said_by", ""),
        from_model=given.get("from_model") == "1",
    )  # fmt: skip
    return redirect(f"/incidents/{pk}#pane-plans")
