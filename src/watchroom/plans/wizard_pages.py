"""The wizard on the screen: a page for each part of the answers; leaving and coming back finds them as they were.

What was answered stays with the person until the plans are kept as drafts, and can be taken along as a file.
"""

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.plans.check import parse
from watchroom.plans.faults import NoSuchStep
from watchroom.plans.findings import Finding
from watchroom.plans.reading import Unreadable, read
from watchroom.plans.wizard import made
from watchroom.plans.wizard_actions import CODES, MOST_CHARACTERS, finish, keep_part, take_answers
from watchroom.plans.wizard_answers import STEPS, Answers, check_answers
from watchroom.plans.wizard_forms import named, shown, typed_part
from watchroom.plans.wizard_queries import earlier, unfinished
from watchroom.plans.wizard_risks import RISKS


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, code: str) -> HttpResponse:
    """One page. A post keeps what was typed and goes on; nothing is checked before the last page."""
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_PLAN)
    if code not in CODES:
        raise NoSuchStep(step=code[:32], steps=", ".join(CODES))
    at = CODES.index(code)
    if request.method == "POST":
        part = typed_part(code, lambda name: request.POST.get(name, "")[:400], request.POST.getlist("risk"))
        keep_part(viewer, code, part)
        return redirect(f"/plans/wizard/{CODES[at + 1]}" if at + 1 < len(CODES) else "/plans/wizard/made")
    row = unfinished(viewer)
    answers = row.answers if row else {}
    on_map = {one.code: one.words for one in places.names(viewer)} if code == "resources" else {}
    context = {
        "steps": [(one, one.code in answers) for one in STEPS], "step": STEPS[at], "rows": shown(code, answers, on_map), "kept": row,
        "risks": [(risk, risk.code in _listed(answers.get(code))) for risk in RISKS.values()] if code == "risks" else [],
        "earlier": earlier(viewer) if row is None else [],
    }  # fmt: skip
    return render(request, "plans/wizard.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def result(request: HttpRequest) -> HttpResponse:
    """What the answers make: the plans with the check's remarks, or what is still wrong and on which page.

    A post keeps the plans as drafts, or takes answers in that were kept as a file or of which plans were made before.
    """
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_PLAN)
    if request.method == "POST" and {"answers", "again"} & request.POST.keys():
        return _take_in(request, viewer)
    row = unfinished(viewer)
    kept = row.answers if row else {}
    answers, faults = check_answers(kept, named=named)
    if answers is not None and request.method == "POST":
        plans = finish(viewer, answers)
        return redirect(f"/plans/{plans[0].code}/versions")
    if "file" in request.GET:
        return _download(request.GET["file"], kept, answers)
    return render(request, "plans/wizard_made.html", _context(answers, faults, kept) | {"row": row})


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


def _take_in(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Answers from a file, or earlier ones, replace those that are there; a file that cannot be read changes nothing."""
    fault: Words | None = None
    typed = request.POST.get("answers", "")
    if "again" in request.POST:
        again = request.POST["again"]
        data: Any = next((row.answers for row in earlier(viewer) if str(row.pk) == again), None)
    else:
        try:
            data = read(typed[:MOST_CHARACTERS].encode()).data
        except Unreadable as error:
            data, fault = None, _AT_LINE.fill(n=error.line, why=error.words)
    if isinstance(data, dict):
        take_answers(viewer, data)
        return redirect("/plans/wizard/made")
    row = unfinished(viewer)
    kept = row.answers if row else {}
    told = _context(*check_answers(kept, named=named), kept) | {
        "row": row,
        "kept": typed,
        "fault": fault or _NO_ANSWERS,
    }
    return render(request, "plans/wizard_made.html", told, status=400)


_AT_LINE = Words(
    zh="第 {n} 行：{why}。原来的答卷没有改动。", en="Line {n}: {why}. The answers that were kept are unchanged."
)
_NO_ANSWERS = Words(
    zh="这里没有答卷：应是 YAML，各页为一个键（profile、risks 等）。原来的答卷没有改动。",
    en="There are no answers in it: YAML is expected, with a key for each page (profile, risks and so on). The answers that were kept are unchanged.",
)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _download(name: str, kept: dict[str, Any], answers: Answers | None) -> HttpResponse:
    files = made(answers) if answers else {}
    content = files.get(name, _as_yaml(kept))
    answer = HttpResponse(content, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name if name in files else "answers"}.yaml"'
    return answer


def _as_yaml(kept: dict[str, Any]) -> str:
    return str(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)) if kept else ""
