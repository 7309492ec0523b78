"""What follows a report: corrected figures, their drawing, and leaders' instructions with their answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from watchroom.incidents import correcting, instructing, queries
from watchroom.incidents.carrying import carried, others
from watchroom.incidents.faults import NotFilled
from watchroom.incidents.figures import WHICH, Figures, drawn
from watchroom.incidents.models import Incident, Instruction, Report
from watchroom.incidents.moments import moment
from watchroom.incidents.rules import REPORTED_FACTS, report_words
from watchroom.incidents.showing import who
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

_WHOLE = Words(
    zh="应是不小于 0 的整数；不清楚请留空", en="it is a whole number of 0 or more; leave it empty if unknown"
)


@never_cache
@require_POST
def correct(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """One figure of a report: `figure` is `name.which`, `value` empty where it is not known."""
    name, _, which = request.POST.get("figure", "").partition(".")
    value = whole(request.POST.get("value", ""), REPORTED_FACTS.get(name, Words(zh="人数", en="Figures")))
    given: Figures = {name: {which: value}}
    correcting.correct(viewer_of(request), pk, report, figures=given, reason=request.POST.get("reason", ""))
    return redirect(f"/incidents/{pk}")


@never_cache
@require_POST
def instruct(request: HttpRequest, pk: int) -> HttpResponse:
    told = {name: request.POST.get(name, "") for name in ("leader", "text", "whom", "post")}
    on = request.POST.get("report", "")
    instructing.instruct(
        viewer_of(request), pk, **told, given_at=moment(request.POST.get("given_at", "")),
        due_at=moment(request.POST.get("due_at", "")), report=int(on) if on.isdecimal() and len(on) < 19 else None,
    )  # fmt: skip
    return redirect(f"/incidents/{pk}")


@never_cache
@require_POST
def answer(request: HttpRequest, pk: int, instruction: int) -> HttpResponse:
    instructing.answer(viewer_of(request), pk, instruction, text=request.POST.get("text", ""))
    return redirect(f"/incidents/{pk}")


@never_cache
@require_POST
def withdraw(request: HttpRequest, pk: int, instruction: int) -> HttpResponse:
    instructing.withdraw(viewer_of(request), pk, instruction, reason=request.POST.get("reason", ""))
    return redirect(f"/incidents/{pk}")


def whole(text: str, what: Words) -> int | None:
    """None where nothing was typed: not known. Raises NotFilled."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise NotFilled(what=what, why=_WHOLE)
    return int(text)


def typed_figures(request: HttpRequest) -> Figures:
    """The figures of a report as the form posts them: `running-deaths`, `cumulative-deaths`, …"""
    made: Figures = {}
    for name, words in REPORTED_FACTS.items():
        for which in WHICH:
            value = whole(request.POST.get(f"{which}-{name}", ""), words)
            if value is not None:
                made.setdefault(name, {})[which] = value
    return made


def figure_facts(viewer: Viewer, reports: list[Report]) -> dict[str, Any]:
    """The table of figures, report by report, each with what it said before; and the drawing over time."""
    standing = [(one, correcting.standing(one), correcting.changes(one)) for one in reports]
    names = [name for name in REPORTED_FACTS if any(name in held for _, held, _ in standing)]
    rows = [
        {
            "report": one, "title": report_words(one.kind, one.count), "edition": correcting.edition_of(one),
            "cells": [(_cell(one, name, "running", held), _cell(one, name, "cumulative", held)) for name in names],
            "changes": [(change, REPORTED_FACTS[change.name], WHICH[change.which], who(viewer, change.by)) for change in changes],
        }
        for one, held, changes in standing
    ]  # fmt: skip
    return {
        "figure_names": [REPORTED_FACTS[name] for name in names], "figure_rows": rows,
        "figure_choices": [(f"{name}.{which}", words, said) for name, words in REPORTED_FACTS.items() for which, said in WHICH.items()],
        "drawing": drawn([(one.at, held) for one, held, _ in standing]), "figure_inputs": list(REPORTED_FACTS.items()),
    }  # fmt: skip


def _cell(one: Report, name: str, which: str, held: Figures) -> dict[str, int | None]:
    """`now`: what holds; `was`: what was sent, where it is something else."""
    sent, now = one.figures.get(name, {}).get(which), held.get(name, {}).get(which)
    return {"now": now, "was": sent if sent != now else None}


def instruction_facts(viewer: Viewer, row: Incident) -> dict[str, Any]:
    held = queries.instructions(viewer, row.pk)
    orders = carried([one.pk for one in held])
    return {
        "instructions": [
            (one, _answers(one), who(viewer, one.entered_by), who(viewer, one.answered_by), orders[one.pk]) for one in held
        ],
        "may_steer": viewer.may(Act.STEER_TASKS) and row.is_open,
        "posts": [(one.code, one.words) for one in people.posts()],
        "others": others(),
        "may_answer": viewer.may(Act.NOTE_INCIDENT),
    }  # fmt: skip


def _answers(one: Instruction) -> Words:
    post = people.post(one.post) if one.post else None
    other = dict(others()).get(one.post) if one.post and post is None else None
    return post.words if post else other or Words(zh=one.whom, en=one.whom)
