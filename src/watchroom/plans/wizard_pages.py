"""The wizard on the screen: a page for each part of the answers; leaving and coming back finds them as they were.

What was answered stays with the person's session until the plans are kept as drafts, and can be taken along as a file.
"""

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.plans.check import parse
from watchroom.plans.faults import NoSuchStep
from watchroom.plans.findings import Finding
from watchroom.plans.reading import Unreadable, read
from watchroom.plans.wizard import made
from watchroom.plans.wizard_actions import MOST_CHARACTERS, keep_drafts
from watchroom.plans.wizard_answers import STEPS, Answers, check_answers
from watchroom.plans.wizard_forms import shown, typed_part
from watchroom.plans.wizard_risks import RISKS

KEPT = "plan-wizard"
CODES = [step.code for step in STEPS]


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, code: str) -> HttpResponse:
    """One page. A post keeps what was typed and goes on; nothing is checked before the last page."""
    viewer_of(request).must(Act.DRAFT_PLAN)
    if code not in CODES:
        raise NoSuchStep(step=code[:32], steps=", ".join(CODES))
    answers = dict(request.session.get(KEPT, {}))
    at = CODES.index(code)
    if request.method == "POST":
        part = typed_part(code, lambda name: request.POST.get(name, "")[:400], request.POST.getlist("risk"))
        answers = {key: value for key, value in answers.items() if key != code} | ({} if part is None else {code: part})
        request.session[KEPT] = answers
        return redirect(f"/plans/wizard/{CODES[at + 1]}" if at + 1 < len(CODES) else "/plans/wizard/made")
    context = {
        "steps": [(one, one.code in answers) for one in STEPS], "step": STEPS[at], "rows": shown(code, answers),
        "risks": [(risk, risk.code in answers.get("risks", [])) for risk in RISKS.values()] if code == "risks" else [],
    }  # fmt: skip
    return render(request, "plans/wizard.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def result(request: HttpRequest) -> HttpResponse:
    """What the answers make: the plans with the check's remarks, or what is still wrong and on which page.

    A post keeps the plans as drafts, or takes answers in that were kept as a file.
    """
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_PLAN)
    if request.method == "POST" and "answers" in request.POST:
        return _take_in(request)
    answers, faults = check_answers(dict(request.session.get(KEPT, {})))
    if answers is not None and request.method == "POST":
        rows = keep_drafts(viewer, answers)
        request.session.pop(KEPT, None)
        return redirect(f"/plans/{rows[0].code}/versions")
    if "file" in request.GET:
        return _download(request.GET["file"], request.session.get(KEPT, {}), answers)
    return render(request, "plans/wizard_made.html", _context(answers, faults, request.session.get(KEPT, {})))


def _context(answers: Answers | None, faults: list[Finding], kept: dict[str, Any]) -> dict[str, Any]:
    plans = []
    for code, content in made(answers).items() if answers else ():
        plan, found = parse(content.encode())
        plans.append({"code": code, "plan": plan, "found": found})
    return {
        "steps": [(one, one.code in kept) for one in STEPS],
        "plans": plans,
        "faults": [(one, one.place.split("[")[0].split(".")[0]) for one in faults],
        "kept": _as_yaml(kept),
        "most": MOST_CHARACTERS,
    }


def _take_in(request: HttpRequest) -> HttpResponse:
    """Answers from a file replace those of the session; parts that are no parts of the answers are left out."""
    try:
        data = read(request.POST["answers"][:MOST_CHARACTERS].encode()).data
    except Unreadable:
        data = None
    parts = data if isinstance(data, dict) else {}
    request.session[KEPT] = {code: _plain(parts[code]) for code in CODES if code in parts}
    return redirect("/plans/wizard/made")


def _plain(value: Any) -> Any:
    """As the session can keep it: exact numbers become text, and the check says what is wrong with them."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | bool | None) else str(value)


def _download(name: str, kept: dict[str, Any], answers: Answers | None) -> HttpResponse:
    files = made(answers) if answers else {}
    content = files.get(name, _as_yaml(kept))
    answer = HttpResponse(content, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name if name in files else "answers"}.yaml"'
    return answer


def _as_yaml(kept: dict[str, Any]) -> str:
    return str(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)) if kept else ""
