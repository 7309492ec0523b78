"""Drafts on the screen: bring a document, go through it beside what was found, make a plan of it; words that a site learns."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.check import has_errors
from watchroom.plans.documents.faults import DocumentTooLarge
from watchroom.plans.documents.reading import MOST_FILE
from watchroom.plans.drafts import actions, queries
from watchroom.plans.drafts.elements import Item, changed
from watchroom.plans.drafts.faults import CorrectionWrong, NoDocumentSent, NotADecision, WordWrong
from watchroom.plans.drafts.fields import DEADLINE_HELP, FIELDS, OPS, bounds, value_written, written
from watchroom.plans.drafts.models import Draft, SiteWord
from watchroom.plans.drafts.queries import Whole
from watchroom.plans.drafts.showing import (
    DRAFT_STATES,
    ROLE_WORDS,
    WORD_FIELDS,
    WORD_STATES,
    counts,
    groups,
    say,
    sections,
    shown,
)
from watchroom.plans.drafts.wording import SIGNS, quantity_choices, quantity_words, unit_choices
from watchroom.plans.locating import place_words
from watchroom.plans.saying import unit_words

MOST_FINDINGS = 200
_ACTS = {"confirm": actions.confirm, "reject": actions.reject, "reopen": actions.reopen}


@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The drafts, and where a document is sent up."""
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_PLAN)
    told: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            return redirect(f"/plans/drafts/{_brought(request, viewer).pk}")
        except Fault as fault:
            told, status = {"fault": fault.words}, fault.status
    rows = [{"row": row, "state": DRAFT_STATES[row.state], "n": counts(row)} for row in queries.drafts(viewer)]
    told |= {"drafts": rows, "most_mb": MOST_FILE >> 20}
    return render(request, "plans/drafts.html", told, status=status)


def _brought(request: HttpRequest, viewer: Viewer) -> Draft:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise NoDocumentSent()
    if (file.size or 0) > MOST_FILE:
        raise DocumentTooLarge(name=str(file.name)[:200], size=file.size, most=MOST_FILE)
    return actions.bring(viewer, str(file.name), file.read())


@never_cache
@require_GET
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The document on the left, what was found on the right."""
    one = queries.draft(viewer_of(request), pk)
    document = queries.document(one.row)
    told = {
        "draft": one.row, "state": DRAFT_STATES[one.row.state], "open": one.row.state == Draft.State.OPEN,
        "n": counts(one.row), "groups": groups(one, document), "sections": list(sections(one, document)),
    }  # fmt: skip
    return render(request, "plans/beside.html", told)


@never_cache
@require_POST
def decide(request: HttpRequest, pk: int, element: str) -> HttpResponse:
    """Confirms, rejects or reopens an element; in place, the element as it is now comes back."""
    do = request.POST.get("do", "")
    if do not in _ACTS:
        raise NotADecision(given=do[:40], choices=", ".join(_ACTS))
    return _element(request, _ACTS[do](viewer_of(request), pk, element), element)


@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, element: str) -> HttpResponse:
    """The form of an element's fields, and what was written into it."""
    viewer = viewer_of(request)
    typed: dict[str, str] = {}
    fault: Fault | None = None
    if request.method == "POST":
        typed = {name: str(value) for name, value in request.POST.items()}
        try:
            return _element(request, actions.correct(viewer, pk, element, typed), element)
        except CorrectionWrong as wrong:
            fault = wrong
    one = queries.draft(viewer, pk)
    item = one.item(element)
    told = {"draft": one.row, "item": item, "fault": fault.words if fault else None, **_form(one, item, typed)}
    if "HX-Request" not in request.headers:
        return render(request, "plans/draft_form.html", told, status=fault.status if fault else 200)
    if fault is None:
        return render(request, "plans/_draft_form.html", told)
    told |= {"one": shown(one, item, queries.document(one.row)), "open": True}
    return render(request, "plans/_draft_element.html", told)  # in the place of the element, with what was typed


def _form(one: Whole, item: Item, typed: dict[str, str]) -> dict[str, Any]:
    """Every field with what was typed, else as it was corrected, else as it was found."""
    decision = one.decisions.get(item.element.id)
    if decision is not None and decision.fields:
        item = Item(item.kind, changed(item.element, decision.fields), item.level)
    fields = [
        {
            "field": field, "value": typed.get(field.name, written(item, field)),
            "choices": [(code, say(code)) for code in field.choices],
            "help": DEADLINE_HELP if field.name == "deadline" else None,
        }
        for field in FIELDS[item.kind]
    ]  # fmt: skip
    rows = [
        {
            "n": bound.number, "quantity": quantity_words(bound.leaf), "units": _units(bound.leaf.unit), "op": typed.get(f"bound.{bound.number}.op", bound.leaf.op),
            "value": typed.get(f"bound.{bound.number}.value", value_written(bound.leaf)),
            "unit": typed.get(f"bound.{bound.number}.unit", bound.leaf.unit or ""),
        }
        for bound in bounds(item)
    ]  # fmt: skip
    new = {name: typed.get(f"new.{name}", "") for name in ("quantity", "op", "value", "unit")}
    return {
        "fields": fields, "bounds": rows, "new": new, "ops": [(op, SIGNS[op]) for op in OPS], "is_condition": item.kind == "condition",
        "quantities": quantity_choices(), "units": unit_choices(),
    }  # fmt: skip


def _units(own: str | None) -> list[tuple[str, Words]]:
    """The units to choose from, with the one that stands there whatever it is."""
    choices = unit_choices()
    return choices if own is None or own in dict(choices) else [(own, unit_words(own)), *choices]


def _element(request: HttpRequest, one: Whole, element: str) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect(f"/plans/drafts/{one.row.pk}#e-{element}")
    row = shown(one, one.item(element), queries.document(one.row))
    told = {"one": row, "draft": one.row, "open": True, "tally": counts(one.row)}
    return render(request, "plans/_draft_element.html", told)


@never_cache
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan file that the draft makes, with what the check finds; and its handing in."""
    viewer = viewer_of(request)
    fault: Fault | None = None
    if request.method == "POST":
        try:
            made = actions.make(viewer, pk)
            return redirect(f"/plans/{made.code}/versions")
        except Fault as wrong:
            if wrong.status not in (409, 422):
                raise
            fault = wrong
    one = queries.draft(viewer, pk)
    text, made_of, findings = queries.checked(one)
    body = made_of.body() if made_of else {}
    told = {
        "draft": one.row, "open": one.row.state == Draft.State.OPEN, "text": text,
        "findings": [(found, place_words(body, found.place)) for found in findings[:MOST_FINDINGS]],
        "more": max(len(findings) - MOST_FINDINGS, 0), "errors": has_errors(findings), "fault": fault.words if fault else None,
    }  # fmt: skip
    return render(request, "plans/draft_plan.html", told, status=fault.status if fault else 200)


@never_cache
@require_GET
def plan_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan file as plain text, to be worked on elsewhere."""
    one = queries.draft(viewer_of(request), pk)
    answer = HttpResponse(queries.plan_text(one), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="draft-{pk}.yaml"'
    return answer


@never_cache
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop(viewer_of(request), pk)
    return redirect("/plans/drafts")


@never_cache
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """What people corrected, to be accepted for every document from now on, or dropped; headings are added here."""
    viewer = viewer_of(request)
    fault: Fault | None = None
    title, role = request.POST.get("title", ""), request.POST.get("role", "")
    if request.method == "POST":
        try:
            actions.propose_heading(viewer, title, role)
            return redirect("/plans/words")
        except WordWrong as wrong:
            fault = wrong
    rows = [
        {
            "row": row, "state": WORD_STATES[row.state], "field": WORD_FIELDS.get(row.field) or say(row.field),
            "before": say(row.before), "after": _after(row),
        }
        for row in queries.words(viewer)
    ]  # fmt: skip
    told = {
        "words": rows, "roles": ROLE_WORDS, "title": title, "role": role, "fault": fault.words if fault else None,
    }  # fmt: skip
    return render(request, "plans/words.html", told, status=fault.status if fault else 200)


def _after(row: SiteWord) -> Words:
    """What is read instead, in words where it is a kind or a known word."""
    return ROLE_WORDS.get(row.after) or say(row.after)


@never_cache
@require_POST
def word(request: HttpRequest, pk: int) -> HttpResponse:
    do = request.POST.get("do", "")
    if do not in ("accept", "drop"):
        raise NotADecision(given=do[:40], choices="accept, drop")
    actions.settle_word(viewer_of(request), pk, accept=do == "accept")
    return redirect("/plans/words")
