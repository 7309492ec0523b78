"""The page of reporting rules, one rule with its versions, and what the watch enters about a report."""

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.incidents import clocks, rule_form, ruling, sending
from watchroom.incidents.faults import NotFilled, RuleUnfit
from watchroom.incidents.moments import moment
from watchroom.incidents.reporting import BY, LEVELS, OWED, STARTS, ReportRule, clock_face, span_words
from watchroom.incidents.rules import CLASSES, GRADES, KINDS
from watchroom.incidents.showing import who
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.kernel.yamls import loaded
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

_MOST = 20_000
_THERE = Words(zh="已有规则“{code}”，请在它的页面上改", en="there is a rule {code} already; change it on its page")
_DAILY = Words(zh="每天 {at} 前（{by}）", en="by {at} each day ({by})")
_COUNTED = Words(zh="自{start}起：{within}", en="from {start}: {within}")
_ANY = Words(zh="不限", en="any")


@never_cache
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    return _rules(request, rule_form.empty(), None)


def _rules(request: HttpRequest, told: dict[str, Any], fault: Fault | None) -> HttpResponse:
    viewer, at, coming = viewer_of(request), clocks.level(), clocks.coming()
    held = clocks.rules()
    listed = held | {code: one for code, one in coming.items() if code not in held}
    facts = {
        "rules": [(rule, version, shown(rule), coming.get(code)) for code, (rule, version) in sorted(listed.items())],
        "level": LEVELS[at] if at else None,
        "at": at,
        "levels": LEVELS.items(),
        "may": viewer.may(Act.SET_RULES),
        "may_admin": viewer.may(Act.ADMIN),
        "fault": fault,
        **_form(told, fault),
    }
    return render(request, "incidents/reporting.html", facts, status=fault.status if fault else 200)


@never_cache
@require_POST
def level(request: HttpRequest) -> HttpResponse:
    ruling.set_level(viewer_of(request), request.POST.get("level", ""))
    return redirect("/reporting/")


@never_cache
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """A rule with its versions; whoever may puts the next one, by the form or (`content`) as YAML. What was typed comes
    back on an error."""
    viewer = viewer_of(request)
    if request.method == "GET":
        return _rule(request, code, None, None)
    viewer.must(Act.SET_RULES)
    try:
        ruling.put_rule(viewer, _posted(request) | {"code": code}, reason=request.POST.get("reason", ""))
    except (RuleUnfit, NotFilled) as fault:
        return _rule(request, code, request.POST.get("content"), fault)
    return redirect(f"/reporting/{code}")


@never_cache
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """A rule under a code of its own, by the form or (`content`) as YAML. What was typed comes back on an error."""
    viewer = viewer_of(request)
    viewer.must(Act.SET_RULES)
    code = request.POST.get("code", "").strip()
    try:
        if code in clocks.rules() or code in clocks.coming():
            raise RuleUnfit(why=_THERE.fill(code=code[:64]))
        ruling.put_rule(viewer, _posted(request) | {"code": code}, reason=request.POST.get("reason", ""))
    except (RuleUnfit, NotFilled) as fault:
        return _rules(request, rule_form.typed(request.POST), fault)
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
    if one.starts == "day":
        limits = [_DAILY.fill(at=clock_face(n), by=BY[by]) for by, n in one.within.items()]
    else:
        limits = [
            Words(zh="{by} {span}", en="{by}: {span}").fill(by=BY[by], span=span_words(n))
            for by, n in one.within.items()
        ]
    limit = Words(zh="，".join(each.zh for each in limits), en=", ".join(each.en for each in limits))
    conditions = [GRADES[n] for n in one.grades]
    if one.people:
        conditions.append(
            Words(zh="死亡、失踪、被困 {n} 人以上", en="{n} or more dead, missing or trapped").fill(n=one.people)
        )
    if one.sensitive is not None:
        conditions.append(Words(zh="敏感", en="sensitive") if one.sensitive else Words(zh="不敏感", en="not sensitive"))
    return {
        "owed": OWED[one.report], "levels": [LEVELS[at] for at in one.levels], "of": of or [_ANY],
        "conditions": conditions or [_ANY],
        "limit": limit if one.starts == "day" else _COUNTED.fill(start=STARTS[one.starts], within=limit),
    }  # fmt: skip


def _rule(request: HttpRequest, code: str, typed: str | None, fault: Fault | None) -> HttpResponse:
    viewer = viewer_of(request)
    shipped, rows = ruling.history(viewer, code)
    held, coming = clocks.rules().get(code), clocks.coming().get(code)
    last = next((row.content for row in rows if row.content), None)
    based = coming[0] if coming else held[0] if held else ReportRule.model_validate(last) if last else shipped
    content = based.model_dump(mode="json", exclude={"code"}) if based else {}
    told = (
        rule_form.typed(request.POST)
        if fault and typed is None
        else rule_form.filled(based)
        if based
        else rule_form.empty()
    )
    facts = {
        "code": code, "held": held, "shown": shown(held[0]) if held else None, "shipped": shipped,
        "versions": [(row, _yaml(row.content) if row.content else "", who(viewer, row.by)) for row in rows],
        "typed": typed[:_MOST] if typed is not None else _yaml(content), "fault": fault, "may": viewer.may(Act.SET_RULES),
        "coming": coming, "coming_shown": shown(coming[0]) if coming else None, "as_yaml": typed is not None,
        **_form(told, fault),
    }  # fmt: skip
    return render(request, "incidents/reporting_rule.html", facts, status=fault.status if fault else 200)


def _posted(request: HttpRequest) -> dict[str, Any]:
    if "content" in request.POST:
        return _content(request.POST["content"][:_MOST])
    return rule_form.content(rule_form.typed(request.POST))


def _form(told: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
    """What the form shows: what stands in it, what may be chosen, and what is wrong by field."""
    code = told["code"] or "a"  # of a new rule that is not named yet
    return {
        "told": told, "labels": rule_form.LABELS, "owed": OWED.items(), "starts": STARTS.items(), "stages": LEVELS.items(),
        "classes": [(one, words) for one, words in CLASSES.items() if one != "undetermined"],
        "kinds": [(one, kind.title) for one, kind in KINDS.items()],
        "grades": [(str(n), words) for n, words in GRADES.items()],
        "limits": [(by, words, told["within"].get(by, "")) for by, words in BY.items()],
        "wrong": ruling.amiss(rule_form.content(told) | {"code": code}) if fault else {},
    }  # fmt: skip


def _yaml(content: Any) -> str:
    if isinstance(content, dict) and content.get("starts") == "day":
        content = content | {"within": {by: clock_face(n) for by, n in content["within"].items()}}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def _content(text: str) -> dict[str, Any]:
    try:
        made = loaded(text)
    except ValueError:
        made = None
    if not isinstance(made, dict):
        raise RuleUnfit(why=Words(zh="不是有效的 YAML", en="it is not valid YAML"))
    return {str(name): value for name, value in made.items()}
