"""The versions page of a plan: how far each has come, who must act next, what is owed and what the check found."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.incidents.showing import who
from watchroom.journal import queries as journal
from watchroom.people import entering_days
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.people.workdays import SPECIAL_WORDS, days_typed, spans
from watchroom.plans import checking, evaluating, life_queries, lifecycle, naming_days
from watchroom.plans.check import parse
from watchroom.plans.faults import NoSuchPlan, OpinionWrong, PlanHasErrors
from watchroom.plans.life_rules import CAUSES, CONCLUSIONS, STATES
from watchroom.plans.loading import load
from watchroom.plans.locating import place_words
from watchroom.plans.models import Plan
from watchroom.plans.queries import plan as one_plan
from watchroom.plans.queries import plans as plans_in_force
from watchroom.plans.saying import VALUE_WORDS
from watchroom.plans.skeleton import SKELETON

MOST_SHOWN = 100


@never_cache
@require_GET
def life(request: HttpRequest, code: str) -> HttpResponse:
    viewer = _looking(request)
    found = life_queries.life(viewer, code, version_asked(request))
    row = found.chosen
    body = load(row).body()
    context = {
        "life": found, "row": row, "state": STATES[row.state], "may": _may(viewer, row),
        "versions": [(one, STATES[one.state], who(viewer, one.imported_by)) for one in found.versions],
        "drafted_by": who(viewer, row.imported_by), "approved_by": who(viewer, row.approved_by) if row.approved_by else None,
        "opinions": [(one, who(viewer, one.by)) for one in found.opinions],
        "evaluations": [
            (one, CONCLUSIONS[one.conclusion], [(CAUSES[code], it["note"]) for code, it in one.causes.items() if it["holds"]])
            for one in found.evaluations
        ],
        "causes": [(one, CAUSES[one.kind], who(viewer, one.by)) for one in found.causes],
        "cause_choices": CAUSES.items(), "conclusions": CONCLUSIONS.items(),
        "faults": [(one, place_words(body, one.place)) for one in found.faults],
        "findings": [(one, place_words(body, one.place)) for one in found.findings],
        "other": next((one.version for one in found.versions if one.version < row.version), None),
    }  # fmt: skip
    return render(request, "plans/life.html", context)


@never_cache
@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    viewer = _looking(request)
    old, new = (_number(request.GET.get(name, "")) for name in ("old", "new"))
    earlier, later, found = life_queries.differences(viewer, code, old, new)
    versions = life_queries.life(viewer, code).versions
    was, now = load(earlier).body(), load(later).body()
    rows = [(one, place_words(was if one.kind == "removed" else now, one.place)) for one in found]
    context = {"old": earlier, "new": later, "differences": rows, "versions": versions}
    return render(request, "plans/compare.html", context)


def _may(viewer: Viewer, row: Plan) -> dict[str, bool]:
    """The steps that this person may take now: those that the state allows and the rights, with another's hand."""
    state, own = row.state, row.author_id is not None and row.author_id == viewer.person
    draft, approve = viewer.may(Act.DRAFT_PLAN), viewer.may(Act.APPROVE_PLAN)
    return {
        "draft": draft,
        "submit": draft and state == "draft",
        "opinion": viewer.may(Act.REVIEW_PLAN) and state == "review" and not own
        and not row.opinions.filter(person=viewer.person).exists(),
        "approve": approve and state == "review" and not own,
        "in_force": approve and state == "approved",
        "record": draft and state == "in_force",
        "withdraw": (draft and state == "draft") or (approve and state in ("review", "approved", "in_force")),
        "own": own and state == "review",
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A draft as text, from a version that is there or from nothing; what the check finds stands beside it."""
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_PLAN)
    if request.method == "POST":
        content = request.POST.get("content", "").replace("\r\n", "\n")
        try:
            row = lifecycle.put_draft(viewer, content.encode())
        except PlanHasErrors as fault:
            told = {"content": content, "fault": fault.words, "findings": parse(content.encode())[1][:MOST_SHOWN]}
            return render(request, "plans/draft.html", told, status=fault.status)
        return redirect(f"/plans/{row.code}/versions?version={row.version}")
    start = request.GET.get("from", "")
    content = one_plan(viewer, start, version_asked(request)).source if start else SKELETON
    return render(request, "plans/draft.html", {"content": content, "plans": plans_in_force(viewer), "start": start})


@never_cache
@require_POST
def submit(request: HttpRequest, code: str, version: int) -> HttpResponse:
    return _back(lifecycle.submit(viewer_of(request), code, version))


@never_cache
@require_POST
def opinion(request: HttpRequest, code: str, version: int) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.REVIEW_PLAN)
    counts = {name: _count(request.POST.get(name, "")) for name in ("present", "agreed")}
    text = request.POST.get("text", "")
    return _back(lifecycle.give_opinion(viewer, code, version, **counts, text=text).plan)


@never_cache
@require_POST
def approve(request: HttpRequest, code: str, version: int) -> HttpResponse:
    return _back(lifecycle.approve(viewer_of(request), code, version))


@never_cache
@require_POST
def in_force(request: HttpRequest, code: str, version: int) -> HttpResponse:
    issued = request.POST.get("issued_on", "")
    return _back(lifecycle.put_in_force(viewer_of(request), code, version, issued_on=issued))


@never_cache
@require_POST
def filed(request: HttpRequest, code: str, version: int) -> HttpResponse:
    return _back(lifecycle.record_filing(viewer_of(request), code, version, on=request.POST.get("on", "")))


@never_cache
@require_POST
def published(request: HttpRequest, code: str, version: int) -> HttpResponse:
    given = {"on": request.POST.get("on", ""), "withheld": request.POST.get("withheld", "")}
    return _back(lifecycle.record_publishing(viewer_of(request), code, version, **given))


@never_cache
@require_POST
def withdraw(request: HttpRequest, code: str, version: int) -> HttpResponse:
    return _back(lifecycle.withdraw(viewer_of(request), code, version, reason=request.POST.get("reason", "")))


@never_cache
@require_POST
def cause(request: HttpRequest, code: str) -> HttpResponse:
    given = {"kind": request.POST.get("kind", ""), "note": request.POST.get("note", "")}
    evaluating.record_cause(viewer_of(request), code, **given)
    return redirect(f"/plans/{code}/versions")


@never_cache
@require_POST
def evaluation(request: HttpRequest, code: str) -> HttpResponse:
    causes = {
        name: {"holds": request.POST.get(f"holds-{name}") == "yes", "note": request.POST.get(f"note-{name}", "")}
        for name in CAUSES
    }
    evaluating.evaluate(
        viewer_of(request), code, on=request.POST.get("on", ""), causes=causes,
        conclusion=request.POST.get("conclusion", ""), note=request.POST.get("note", ""),
    )  # fmt: skip
    return redirect(f"/plans/{code}/versions")


@never_cache
@require_POST
def check_now(request: HttpRequest) -> HttpResponse:
    checking.check_now(viewer_of(request))
    return redirect("/plans/")


@never_cache
@require_GET
def workdays(request: HttpRequest) -> HttpResponse:
    viewer = _looking(request)
    years = [
        (year, "\n".join(spans(off)), "\n".join(spans(on)), who(viewer, by) if by else None)
        for year, off, on, by in life_queries.work_years(viewer)
    ]
    context = {
        "years": years, "may": viewer.may(Act.KEEP_ROSTER), "kinds": SPECIAL_WORDS.items(),
        "named": [(row, VALUE_WORDS[row.kind]) for row in life_queries.named_days(viewer)], "published": [(one, VALUE_WORDS[one.kind]) for one in life_queries.published_holidays(viewer)],
        "unknown": life_queries.unknown_years(viewer),
    }  # fmt: skip
    return render(request, "plans/workdays.html", context)


@never_cache
@require_POST
def put_workdays(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.KEEP_ROSTER)
    days: dict[str, Any] = {name: days_typed(request.POST.get(name, "")) for name in ("off", "on")}
    entering_days.put_workdays(viewer, _count(request.POST.get("year", "")), **days)
    return redirect("/plans/workdays")


@never_cache
@require_POST
def name_days(request: HttpRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("kind", "first", "last", "zh", "en")}
    naming_days.name_days(viewer_of(request), **given)
    return redirect("/plans/workdays")


@never_cache
@require_POST
def withdraw_days(request: HttpRequest, pk: int) -> HttpResponse:
    naming_days.withdraw_days(viewer_of(request), pk)
    return redirect("/plans/workdays")


def version_asked(request: HttpRequest) -> int | None:
    """The version that the address names; None when it names none. Raises NoSuchPlan for what is no number."""
    return _number(request.GET.get("version", ""))


def _number(given: str) -> int | None:
    if given and not (given.isascii() and given.isdecimal() and len(given) <= 4):
        raise NoSuchPlan(plan=given[:16])
    return int(given) if given else None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise OpinionWrong(present=text[:8] or "—", agreed="—")
    return int(text)


def _back(row: Plan) -> HttpResponse:
    return redirect(f"/plans/{row.code}/versions?version={row.version}")


def _looking(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    setattr(request, "position", journal.head())  # noqa: B010
    return viewer
