"""The page of reporting rules, one rule with its versions, and what the watch enters about a report."""

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.incidents import clocks, ruling, sending
from watchroom.incidents.faults import NotFilled, RuleUnfit
from watchroom.incidents.moments import moment
from watchroom.incidents.reporting import BY, LEVELS, OWED, STARTS, ReportRule, span_words
from watchroom.incidents.rules import CLASSES, GRADES, KINDS
from watchroom.incidents.showing import who
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.kernel.yamls import loaded
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

_SAMPLE = {
    "report": "initial", "levels": ["county"], "classes": [], "kinds": [], "grades": [], "sensitive": None, "people": None,
    "to_zh": "", "to_en": "", "starts": "receipt", "within": {"telephone": 20, "written": 40}, "repeated": False,
    "same_day": False, "for_days": None, "source_zh": "", "source_en": "", "since": None, "until": None,
}  # fmt: skip
_MOST = 20_000
_ANY = Words(zh="不限", en="any")


@never_cache
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    at = clocks.level()
    facts = {
        "rules": [(rule, version, shown(rule)) for _, (rule, version) in sorted(clocks.rules().items())],
        "level": LEVELS[at] if at else None,
        "at": at,
        "levels": LEVELS.items(),
        "may": viewer.may(Act.SET_RULES),
        "may_admin": viewer.may(Act.ADMIN),
        "sample": _yaml(_SAMPLE),
    }
    return render(request, "incidents/reporting.html", facts)


@never_cache
@require_POST
def level(request: HttpRequest) -> HttpResponse:
    ruling.set_level(viewer_of(request), request.POST.get("level", ""))
    return redirect("/reporting/")


@never_cache
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """A rule with its versions; whoever may puts the next one, written as YAML. What was typed comes back on an error."""
    viewer = viewer_of(request)
    if request.method == "GET":
        return _rule(request, code, None, None)
    text, reason = request.POST.get("content", "")[:_MOST], request.POST.get("reason", "")
    viewer.must(Act.SET_RULES)
    try:
        ruling.put_rule(viewer, _content(text) | {"code": code}, reason=reason)
    except (RuleUnfit, NotFilled) as fault:
        return _rule(request, code, text, fault)
    return redirect(f"/reporting/{code}")


@never_cache
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """A rule under a code of its own, begun as a copy of one that is there or as an empty one, to be written on its page."""
    viewer = viewer_of(request)
    viewer.must(Act.SET_RULES)
    code, text = request.POST.get("code", "").strip(), request.POST.get("content", "")[:_MOST]
    if code in clocks.rules():
        raise RuleUnfit(
            why=Words(
                zh=f"已有规则“{code[:64]}”，请在它的页面上改",
                en=f"there is a rule {code[:64]} already; change it on its page",
            )
        )
    ruling.put_rule(viewer, _content(text) | {"code": code}, reason=request.POST.get("reason", ""))
    return redirect(f"/reporting/{code}")


@never_cache
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    ruling.withdraw_rule(viewer_of(request), code, reason=request.POST.get("reason", ""))
    return redirect(f"/reporting/{code}")


@never_cache
@require_POST
def send(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("to", "channel", "receiver")}
    sending.send_again(viewer_of(request), pk, report, **given, clocks=ticked(request))
    return redirect(f"/incidents/{pk}")


@never_cache
@require_POST
def basis(request: HttpRequest, pk: int) -> HttpResponse:
    moments = {name: moment(request.POST.get(name, "")) for name in ("occurred_at", "discovered_at", "received_at")}
    sensitive = {"yes": True, "no": False}.get(request.POST.get("sensitive", ""))
    sending.set_basis(viewer_of(request), pk, sensitive=sensitive, **moments, reason=request.POST.get("reason", ""))
    return redirect(f"/incidents/{pk}")


def ticked(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("clocks")[:50] if one.isdecimal() and len(one) < 19]


def shown(one: ReportRule) -> dict[str, Any]:
    """A rule in words: what is owed, by whom, of what, within how long from when."""
    of = [CLASSES[code] for code in one.classes] + [KINDS[code].title for code in one.kinds]
    within = [
        Words(zh="{by} {span}", en="{by}: {span}").fill(by=BY[by], span=span_words(n)) for by, n in one.within.items()
    ]
    conditions = [GRADES[n] for n in one.grades]
    if one.people:
        conditions.append(
            Words(zh="死亡、失踪、被困 {n} 人以上", en="{n} or more dead, missing or trapped").fill(n=one.people)
        )
    if one.sensitive is not None:
        conditions.append(Words(zh="敏感", en="sensitive") if one.sensitive else Words(zh="不敏感", en="not sensitive"))
    return {
        "owed": OWED[one.report], "levels": [LEVELS[at] for at in one.levels], "of": of or [_ANY],
        "conditions": conditions or [_ANY], "within": within, "starts": STARTS[one.starts],
    }  # fmt: skip


def _rule(request: HttpRequest, code: str, typed: str | None, fault: Fault | None) -> HttpResponse:
    viewer = viewer_of(request)
    shipped, rows = ruling.history(viewer, code)
    held = clocks.rules().get(code)
    based = held[0] if held else shipped
    content = based.model_dump(mode="json", exclude={"code"}) if based else (rows[-1].content or {})
    facts = {
        "code": code, "held": held, "shown": shown(held[0]) if held else None, "shipped": shipped,
        "versions": [(row, _yaml(row.content) if row.content else "", who(viewer, row.by)) for row in rows],
        "typed": typed if typed is not None else _yaml(content), "fault": fault, "may": viewer.may(Act.SET_RULES),
    }  # fmt: skip
    return render(request, "incidents/reporting_rule.html", facts, status=fault.status if fault else 200)


def _yaml(content: Any) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def _content(text: str) -> dict[str, Any]:
    try:
        made = loaded(text)
    except ValueError:
        made = None
    if not isinstance(made, dict):
        raise RuleUnfit(why=Words(zh="不是有效的 YAML", en="it is not valid YAML"))
    return {str(name): value for name, value in made.items()}
