"""Alarm rules: the list, the page on which a rule is written, tried, compared and put in force, and the published criteria."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.alarms import from_signal, rule_drafting, rule_queries, trying
from watchroom.alarms.detection import DETECTORS
from watchroom.alarms.faults import (
    CodeTaken,
    LimitOutOfRange,
    NoSuchSensor,
    NoSuchVersion,
    TrialBusy,
    WrongCode,
    WrongInputs,
    WrongPriority,
    WrongQuantity,
    WrongSuppressor,
)
from watchroom.alarms.rule_content import MOST_TEXT, MOST_TITLE, Content, VersionState
from watchroom.alarms.rule_queries import Wanted, Whole
from watchroom.alarms.rule_showing import (
    PLOT_DAYS,
    STATE_WORDS,
    Given,
    Sheet,
    approval,
    blank_sheet,
    condition,
    differ,
    other_detector,
    plotted,
    priorities,
    read_sheet,
    sheet_of,
    trial_shown,
    versions,
)
from watchroom.alarms.signals import COLOURS, WHY_NOT, all_signals
from watchroom.alarms.told_values import judged
from watchroom.journal.clock import site_now
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import queries as sources

# Which field a refusal is about, so that it stands beside what must be changed.
_FIELDS: dict[type[Fault], str] = {
    WrongCode: "code", CodeTaken: "code", NoSuchSensor: "sensor", WrongQuantity: "detector", WrongPriority: "priority",
    LimitOutOfRange: "s-limit", WrongInputs: "inputs", WrongSuppressor: "suppressed_by",
}  # fmt: skip


@never_cache
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    viewer, asked = viewer_of(request), request.GET
    wanted = Wanted(*(asked.get(name, "").strip()[:64] for name in ("q", "state", "detector", "sensor", "place")))
    rows = rule_queries.listing(viewer, wanted)
    titles = _titles()
    told = {
        "rows": [
            {"one": one, "state": STATE_WORDS[one.state], "condition": condition(one.shown) if one.shown else None,
             "detector": titles.get(one.rule.detector)}
            for one in rows
        ],
        "wanted": wanted, "may_draft": viewer.may(Act.DRAFT_RULE), "titles": titles,
    }  # fmt: skip
    if "HX-Request" in request.headers:
        return render(request, "alarms/_rules.html", told)
    sensors = sources.sensors()
    places = {one.place.code: one.place for one in sensors}
    told |= {"states": STATE_WORDS.items(), "sensors": sensors, "places": places.values()}
    return render(request, "alarms/rules.html", told)


@never_cache
@require_GET
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule as it is written now; with `?version=` an older one, to read and to go back to."""
    viewer = viewer_of(request)
    found = rule_queries.whole(viewer, code)
    number = request.GET.get("version", "")
    if number:
        if not number.isdecimal() or len(number) > 9:
            raise NoSuchVersion(rule=code, version=number[:9])
        return _old(request, viewer, found, int(number))
    newest = found.newest
    sheet = sheet_of(newest, code) if newest else blank_sheet(found.rule.watched.code, found.rule.detector)
    return _page(request, viewer, found, sheet)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new rule: an empty sheet, or one that was typed and could not be taken."""
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_RULE)
    if request.method == "POST":
        return _write(request, viewer, None)
    asked = request.GET
    return _page(request, viewer, None, blank_sheet(asked.get("sensor", "")[:64], asked.get("detector", "")[:64]))


@never_cache
@require_POST
def write(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_RULE)
    return _write(request, viewer, rule_queries.whole(viewer, code))


@require_http_methods(["GET", "POST"])
def rule_or_write(request: HttpRequest, code: str) -> HttpResponse:
    return write(request, code) if request.method == "POST" else rule(request, code)


def _write(request: HttpRequest, viewer: Viewer, found: Whole | None) -> HttpResponse:
    given = read_sheet(request.POST.dict())
    sheet = given.sheet
    code = found.rule.code if found else sheet.typed["code"].strip()
    if given.content is not None:
        try:
            rule_drafting.write(viewer, code, given.content, note=sheet.typed["note"], new=found is None)
            return redirect(f"/rules/{code}")
        except Fault as fault:
            sheet = _told(sheet, fault)
    return _page(request, viewer, found, sheet, status=422)


def _told(sheet: Sheet, fault: Fault) -> Sheet:
    """The refusal beside its field; one that is about no field stands above the settings. Rights are no matter of a field."""
    if fault.status in (401, 403, 503):
        raise fault
    name = _FIELDS.get(type(fault), "")
    if name and (not name.startswith("s-") or name in sheet.typed):
        return Sheet(sheet.typed, {**sheet.wrong, name: fault.words}, sheet.whole)
    return Sheet(sheet.typed, sheet.wrong, fault.words)


@never_cache
@require_POST
def settings(request: HttpRequest) -> HttpResponse:
    """The settings of the detector that was chosen, in the sheet as it is typed."""
    viewer_of(request).must(Act.DRAFT_RULE)
    return render(request, "alarms/_rule_settings.html", {"sheet": other_detector(request.POST.dict()), "again": True})


@never_cache
@require_POST
def live(request: HttpRequest, code: str) -> HttpResponse:
    number = request.POST.get("version", "")
    version = int(number) if number.isdecimal() and len(number) < 10 else 0
    rule_drafting.put_live(viewer_of(request), code, version, fingerprint=request.POST.get("fingerprint", ""))
    return redirect(f"/rules/{code}")


@never_cache
@require_POST
def off(request: HttpRequest, code: str) -> HttpResponse:
    rule_drafting.stop(viewer_of(request), code)
    return redirect(f"/rules/{code}")


@never_cache
@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    rule_drafting.drop(viewer_of(request), code)
    return redirect(f"/rules/{code}")


@never_cache
@require_POST
def back(request: HttpRequest, code: str) -> HttpResponse:
    number = request.POST.get("version", "")
    if not number.isdecimal() or len(number) > 9:
        raise NoSuchVersion(rule=code[:64], version=number[:9])
    rule_drafting.go_back(viewer_of(request), code, int(number))
    return redirect(f"/rules/{code}")


# ---- trying ------------------------------------------------------------------------------------------------------------


@never_cache
@require_POST
def attempt(request: HttpRequest) -> HttpResponse:
    """What the sheet as it is typed would have raised over so many days. The answer asks for the next longer time by
    itself, so that the first figures are there at once.
    """
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_RULE)
    asked = request.POST.get("days") or request.GET.get("days", "")
    days = int(asked) if asked in map(str, trying.DAYS) else trying.DAYS[0]
    following = next((one for one in trying.DAYS if one > days), None)
    told: dict[str, Any] = {"days": days, "following": following, "first": days == trying.DAYS[0]}
    given = read_sheet(request.POST.dict())
    try:
        told |= _trial(viewer, given, request.POST.get("code", ""), days) if given.content else {"wanting": True}
    except TrialBusy as fault:
        told |= {"busy": fault.words}
    except Fault as fault:
        told |= {"refused": fault.words}
    return render(request, "alarms/_trial.html" if told["first"] else "alarms/_trial_row.html", told)


def _trial(viewer: Viewer, given: Given, code: str, days: int) -> dict[str, Any]:
    content = given.content
    assert content is not None
    sensor = sources.sensor(content.sensor)
    if sensor is None:
        raise NoSuchSensor(sensor=content.sensor[:64])
    rule_drafting.must_be_right(code or "trial", content, sensor)
    trial = trying.tried(content, sensor, site_now(), days, _present(viewer, code))
    quantity = judged(content.detector, content.inputs).own or sensor.measured
    told: dict[str, Any] = {
        "trial": trial_shown(trial, quantity),
        "unit": quantity.unit_words,
        "sensor": sensor,
    }
    if days == PLOT_DAYS:
        name = Words(zh=content.told.get("title_zh") or "本规则", en=content.told.get("title_en") or "this rule")
        told["plot"] = json.dumps(plotted(viewer, sensor, trial, content, name), ensure_ascii=False)
    return told


def _present(viewer: Viewer, code: str) -> Content | None:
    row = rule_queries.in_force(viewer, code)
    return row.content if row else None


# ---- published criteria -------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def signals(request: HttpRequest) -> HttpResponse:
    """The published criteria, and for one sensor which of them it can hold; a draft is made of one at the press of a button."""
    viewer = viewer_of(request)
    if request.method == "POST":
        asked = request.POST
        made = from_signal.draft_from(
            viewer, *(asked.get(name, "")[:64] for name in ("kind", "colour", "sensor", "source"))
        )
        return redirect(f"/rules/{made.rule.code}")
    viewer.must(Act.SEE)
    sensor = sources.sensor(request.GET.get("sensor", "")[:64])
    rows = [
        {
            "s": one, "colour": COLOURS[one.colour], "level": one.level,
            "fits": one.fitting(sensor.quantity) if sensor else None,
            "why": one.why_not(sensor.quantity) if sensor else one.never,
        }
        for one in all_signals()
    ]  # fmt: skip
    told = {
        "rows": sorted(rows, key=lambda row: row["fits"] is None) if sensor else rows, "sensor": sensor,
        "sensors": sources.sensors(), "sources": list({one.source.code: one.source for one in all_signals()}.values()),
        "may_draft": viewer.may(Act.DRAFT_RULE), "forecast": WHY_NOT["forecast"],
    }  # fmt: skip
    return render(request, "alarms/signals.html", told)


# ---- the page ----------------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, viewer: Viewer, found: Whole | None, sheet: Sheet, status: int = 200) -> HttpResponse:
    told: dict[str, Any] = {
        "found": found, "sheet": sheet, "titles": _titles(), "sensors": sources.sensors(), "priorities": priorities(),
        "may_draft": viewer.may(Act.DRAFT_RULE), "may_set": viewer.may(Act.SET_RULES), "states": dict(STATE_WORDS),
        "most_title": MOST_TITLE, "most_text": MOST_TEXT,
        "wrong_count": len(sheet.wrong) + (sheet.whole is not None),
    }  # fmt: skip
    if found:
        told |= {
            "rule": found.rule, "versions": versions(viewer, found), "approval": approval(viewer, found),
            "condition": condition(found.newest) if found.newest else None,
        }  # fmt: skip
    return render(request, "alarms/rule.html", told, status=status)


def _old(request: HttpRequest, viewer: Viewer, found: Whole, number: int) -> HttpResponse:
    version = found.version(number)
    newest = found.newest
    told = {
        "found": found, "rule": found.rule, "v": version, "sheet": sheet_of(version, found.rule.code),
        "titles": _titles(), "priorities": priorities(), "condition": condition(version), "may_draft": viewer.may(Act.DRAFT_RULE),
        "is_newest": newest is not None and newest.number == number,
        "differences": differ(version, newest) if newest and newest.number != number else [], "latest": newest,
        "retired": version.state == VersionState.RETIRED,
    }  # fmt: skip
    return render(request, "alarms/rule_version.html", told)


def _titles() -> dict[str, Words]:
    return {name: DETECTORS[name].title for name in sorted(DETECTORS.all)}
