"""Proposals on the screen, with one press to send; the rules that they are made from; closed roads."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.dispatch import closing_roads, roads, ruling
from watchroom.dispatch.choosing import Choice, accept, choose, token_of
from watchroom.dispatch.faults import TextOwed, TextTooLong, TimeUnread
from watchroom.dispatch.kinds import kinds
from watchroom.dispatch.moves import site_time
from watchroom.dispatch.needing import FAMILIES, CoverRule, Rule, skill_words
from watchroom.dispatch.pages import looking, typed
from watchroom.dispatch.proposing import away_words, propose
from watchroom.dispatch.response_faults import DispatchRuleUnfit
from watchroom.dispatch.teams.finding import fit
from watchroom.dispatch.unit_pages import number
from watchroom.incidents.rules import CLASSES, GRADES, KINDS
from watchroom.incidents.showing import who
from watchroom.journal.clock import site_now
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.kernel.yamls import loaded
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_RULE, MOST_SHAPE = 20_000, 200_000
MOST_TEAMS_FOR = 10  # incidents of one page for which teams are looked for too
PAGES = {"response": "needs", "cover": "cover"}


@never_cache
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Whom to send: to the incidents that are named, or to all that are open."""
    viewer = looking(request)
    wanted = [pk for text in request.GET.getlist("incident")[:60] if (pk := number(text)) is not None]
    proposal = propose(viewer, wanted)
    found = [
        {
            "one": one,
            "token": token_of(proposal, one),
            "teams": fit(viewer, one.scene.pk) if at < MOST_TEAMS_FOR else [],
        }
        for at, one in enumerate(proposal.incidents)
    ]
    context = {
        "proposal": proposal, "found": found, "sendable": any(one.picks or one.others for one in proposal.incidents), "away": away_words(proposal.away), "roads": roads.imported() if roads.roads() else None,
        "may_dispatch": viewer.may(Act.DISPATCH_UNIT), "address": request.get_full_path(),
        "to_send": sum(len(one.picks) for one in proposal.incidents),
    }  # fmt: skip
    return render(request, "dispatch/proposals.html", context)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Sends what is ticked, for every incident of the page, all or none; or to one of them what was proposed for it."""
    whole = number(typed(request, "accept"))
    if whole is not None:
        accept(viewer_of(request), whole, typed(request, f"token-{whole}"))
        return redirect(f"/incidents/{whole}")
    choices = []
    for text in request.POST.getlist("incident")[:60]:
        pk = number(text)
        if pk is not None:
            units = tuple(n for one in request.POST.getlist(f"units-{pk}")[:200] if (n := number(one)) is not None)
            choices.append(Choice(pk, units, typed(request, f"token-{pk}"), typed(request, f"reason-{pk}")))
    choose(viewer_of(request), choices)
    sent = [one.incident for one in choices if one.units]
    return redirect(f"/incidents/{sent[0]}" if len(sent) == 1 else "/dispatch/")


# ---- rules ----------------------------------------------------------------------------------------------------------


def rule_list(family: str) -> Callable[[HttpRequest], HttpResponse]:
    @never_cache
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        viewer = looking(request)
        rules = [(rule, version, shown(rule)) for rule, version in ruling.seen(viewer, family)]
        context = {"rules": rules, "family": family, "page": PAGES[family], "title": FAMILIES[family], "may": viewer.may(Act.SET_RULES)}  # fmt: skip
        return render(request, "dispatch/rules.html", context)

    return view


def rule_page(family: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """A rule with its versions; whoever may puts the next one, as YAML. What was typed comes back on an error."""

    @never_cache
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, code: str) -> HttpResponse:
        viewer = looking(request)
        if request.method == "GET":
            return _rule(request, viewer, family, code, None, None)
        viewer.must(Act.SET_RULES)
        text = typed(request, "content")[:MOST_RULE]
        try:
            ruling.put_rule(viewer, family, rule_content(text) | {"code": code}, reason=typed(request, "reason"))
        except (DispatchRuleUnfit, TextOwed, TextTooLong) as fault:
            return _rule(request, viewer, family, code, text, fault)
        return redirect(f"/dispatch/{PAGES[family]}/{code}")

    return view


def rule_withdrawn(family: str) -> Callable[[HttpRequest, str], HttpResponse]:
    @require_POST
    def view(request: HttpRequest, code: str) -> HttpResponse:
        ruling.withdraw_rule(viewer_of(request), family, code, reason=typed(request, "reason"))
        return redirect(f"/dispatch/{PAGES[family]}/{code}")

    return view


def _rule(
    request: HttpRequest, viewer: Viewer, family: str, code: str, text: str | None, fault: Fault | None
) -> HttpResponse:
    try:
        came, rows = ruling.history(viewer, family, code)
    except Fault:
        if not viewer.may(Act.SET_RULES):
            raise
        came, rows = None, []  # a code that is not there yet: whoever may writes its first version here
    held = ruling.rules(family).get(code)
    based = held[0] if held else came
    content = based.model_dump(mode="json", exclude={"code"}) if based else (rows[0].content or {} if rows else {})
    context = {
        "code": code, "family": family, "page": PAGES[family], "title": FAMILIES[family], "held": held, "came": came,
        "shown": shown(held[0]) if held else None, "versions": [(row, _yaml(row.content) if row.content else "", who(viewer, row.by)) for row in rows],
        "typed": text if text is not None else _yaml(content), "fault": fault, "may": viewer.may(Act.SET_RULES),
        "kinds": [(kind.code, kind.title) for kind in kinds().values()],
    }  # fmt: skip
    return render(request, "dispatch/rule.html", context, status=fault.status if fault else 200)


def shown(rule: Rule) -> dict[str, Any]:
    """A rule in words: of which events, and how many of what by grade; or how many of what stay where."""
    named = {code: kind.title for code, kind in kinds().items()}
    if isinstance(rule, CoverRule):
        what = [named.get(code, Words(zh=code, en=code)) for code in rule.kinds]
        return {"what": [*what, *(skill_words(one) for one in rule.skills)], "places": rule.places}
    of = [CLASSES[code] for code in rule.classes] + [KINDS[code].title for code in rule.kinds]
    needs = [(one.title(named), [one.n.get(grade, 0) for grade in (4, 3, 2, 1)], one) for one in rule.needs]
    return {"of": of, "needs": needs, "grades": [GRADES[grade] for grade in (4, 3, 2, 1)]}


def _yaml(content: Any) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def rule_content(text: str) -> dict[str, Any]:
    """What was written as YAML. Raises DispatchRuleUnfit."""
    try:
        made = loaded(text)
    except ValueError:
        made = None
    if not isinstance(made, dict):
        raise DispatchRuleUnfit(why=Words(zh="不是有效的 YAML", en="it is not valid YAML"))
    return {str(name): value for name, value in made.items()}


# ---- closures -------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def closures(request: HttpRequest) -> HttpResponse:
    """Closed roads: those in force and to come, a map to draw one on, and those that are over."""
    viewer = looking(request)
    fault: Fault | None = None
    if request.method == "POST":
        try:
            _draw(request, viewer)
            return redirect("/dispatch/closures/")
        except Fault as told:
            if told.status == 403:
                raise
            fault = told
    now = site_now()
    rows = [
        (row, closing_roads.span(row), who(viewer, row.by), row.since <= now) for row in closing_roads.closures(viewer)
    ]
    over = [
        (row, closing_roads.span(row), who(viewer, row.lifted_by)) for row in closing_roads.closures(viewer, past=True)
    ]
    context = {
        "rows": rows, "over": over, "fault": fault, "given": request.POST, "may": viewer.may(Act.DISPATCH_UNIT),
        "roads": roads.imported() if roads.roads() else None,
    }  # fmt: skip
    return render(request, "dispatch/closures.html", context, status=fault.status if fault else 200)


def _draw(request: HttpRequest, viewer: Viewer) -> None:
    since, until = (_moment(typed(request, name)) for name in ("since", "until"))
    if until is not None and until <= site_now() and len(typed(request, "until").strip()) < len("2026-02-06"):
        until += timedelta(days=1)  # a time of day alone: the next one, for an end
    name, shape = typed(request, "name"), typed(request, "geometry")[:MOST_SHAPE]
    closing_roads.draw_closure(
        viewer, name, typed(request, "name_en"), shape, reason=typed(request, "reason"), since=since, until=until
    )


def _moment(text: str) -> datetime | None:
    """A time of the site; None where it was left empty. Raises TimeUnread."""
    at = site_time(text.strip(), site_now(), settings.SITE_ZONE) if text.strip() else None
    if text.strip() and at is None:
        raise TimeUnread(value=text.strip()[:40])
    return at


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    closing_roads.lift_closure(viewer_of(request), pk, reason=typed(request, "reason"))
    return redirect("/dispatch/closures/")
