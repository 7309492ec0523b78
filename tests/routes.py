"""Every address of the site with its methods, found from the code; and how each is asked, with real things in its gaps."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any

import orjson
import yaml
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.rights_scene import PIXEL, Site, mark, red_head, viewer
from watchroom.dispatch.choosing import token_of
from watchroom.dispatch.proposing import propose
from watchroom.incidents.reporting import national
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local

_GAP = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<\w+>[^)]*\)")
_NOT_SERVED = "PROPFIND"  # a method that nothing serves: the answer lists those that are


@lru_cache(maxsize=1)
def patterns() -> tuple[str, ...]:
    return tuple(sorted({"/" + route.removeprefix("^").removesuffix("$") for route in _walk(get_resolver(), "")}))


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


_served: set[str] = set()


def routes(site: Site) -> set[str]:
    """`METHOD /pattern` of everything that the site serves. Asked once: what is in the site makes no difference to it."""
    for pattern in () if _served else patterns():
        answer = Client().generic(_NOT_SERVED, address(f"GET {pattern}", site))
        methods = answer.headers["Allow"].split(", ") if answer.status_code == 405 else ["GET"]
        _served.update(f"{method} {pattern}" for method in methods if method not in ("HEAD", "OPTIONS"))
    return set(_served)


def address(route: str, site: Site) -> str:
    """The address of a route. Which of the site's things stands in a gap is told by the last word before it."""
    pattern = route.partition(" ")[2]
    things = _things(site) | OTHERS.get(route, {})

    def filled(gap: re.Match[str]) -> str:
        words = [part for part in pattern[: gap.start()].split("/") if part and "<" not in part]
        thing = things[words[-1]]
        return str(thing(site) if callable(thing) else thing)  # what is to be looked for is, where it is wanted

    return _GAP.sub(filled, pattern)


def _things(site: Site) -> dict[str, object]:
    return site.tickets | {
        "agencies": "north", "people": "field", "cameras": "cam-gate-c", "pictures": site.kept.pk, "part": "index.m3u8", "activations": site.activation.pk, "advice": site.advice.pk, "alarms": site.alarms[-1].pk, "bulletins": site.bulletin.pk,
        "brief-templates": 1, "calls": site.call.pk, "ties": site.tie.pk, "instructions": site.instruction.pk,
        "phones": site.phone, "refused": site.refused, "distress": site.distress, "media": site.media, "in": "no-such-token-of-a-link",
        "drills": site.drill.pk, "alarm-holds": site.hold.pk, "holds": site.hold.pk, "groups": site.group, "alarm-groups": site.group, "cap": site.released.identifier, "deliveries": site.failed.pk, "incidents": site.incident.pk, "journal": site.entry, "keeping": "wind_mean",
        "layers": "incidents.open", "levels": 2, "notices": site.notice.pk, "cards": "competition_lead", "orders": site.order.pk, "panes": "orders", "parts": "foot", "places": "ski-jump",
        "plans": "ski-jump-wind", "wizard": "profile", "drafts": site.plan_draft.pk, "plan-drafts": site.plan_draft.pk, "elements": site.plan_element,
        "words": site.plan_word.pk, "plan-words": site.plan_word.pk, "proposals": site.proposed.pk, "quarantine": site.quarantined.pk, "report": site.incident.pk, "reports": lambda site: site.told.reports.earliest("pk").pk, "reporting": "accident-hop", "reporting-rules": "accident-hop", "rules": site.alarms[0].rule.code,
        "sensors": "jump-wind", "sign-in": "no-such-token-of-a-link", "sources": "ws-jump", "static": "report/report.css",
        "files": site.attached.pk, "forms": "202", "feed": site.duty.feed, "leave": site.duty.leave, "exchanges": site.duty.exchange, "shifts": site.duty.shift, "rotas": "relief", "posts": "relief",
        "needs": "fire", "cover": "every-station", "response-rules": "fire", "cover-rules": "every-station", "closures": site.closure.pk, "stock": site.stock.pk, "teams": site.team.pk,
        "callings": site.called.call_id, "called": site.called.pk, "call-lists": "villages", "chains": "watch_officer", "ways": 1, "hooks": "no-such-secret", "progress": "0" * 32,
        "todo": site.duty.todo, "strength": 3, "rolls": site.duty.roll, "draws": site.duty.draw, "roll-draws": site.duty.draw, "nightly": site.duty.nightly,
        "units": site.unit.pk, "unit-kinds": "drone", "radio-codes": "99", "versions": 2, "plan-workdays": 2027, "days": site.named_days, "plan-days": site.named_days, "export": "docx", "v1.1": "Things", "warning-deliveries": site.failed.pk, "warnings": site.draft.pk,
    }  # fmt: skip


type Thing = Callable[[Site], object]
_TOLD: dict[str, Thing] = {"incidents": lambda site: site.told.pk}
_OUT: dict[str, Thing] = {"called": lambda site: site.comes.pk}
_ASKED_OUT: dict[str, Thing] = {"called": lambda site: site.asked_out.pk}
_LATCHED: dict[str, Thing] = {"alarms": lambda site: site.latched.pk}
_SHELVED: dict[str, Thing] = {"alarms": lambda site: site.shelved.pk}
_FORWARDED: dict[str, Thing] = {"proposals": lambda site: site.forwarded.pk}
_UNSIGNED: dict[str, Thing] = {"activations": lambda site: site.unsigned.pk}
_THERE: dict[str, Thing] = {"units": lambda site: site.there.pk}
_BLOCKED: dict[str, Thing] = {"orders": lambda site: site.blocked.pk}
_PLANNED: dict[str, Thing] = {"drills": lambda site: site.drill_planned.pk}
_UNDER_WAY: dict[str, Thing] = {"drills": lambda site: site.drill_under_way.pk}
_REVIEWED: dict[str, Thing] = {"warnings": lambda site: site.reviewed.pk}
_RELEASED: dict[str, Thing] = {"warnings": lambda site: site.released.pk}
_LIVE: dict[str, Thing] = {"cameras": lambda site: "cam-live"}
_TRIAL: dict[str, Thing] = {"sources": lambda site: site.trial.code}
_ASKED_TRIAL: dict[str, Thing] = {"sources": lambda site: site.asked_trial.code}
_DRAFTED: dict[str, Thing] = {"plans": lambda site: "drafted", "versions": lambda site: 1}
_IN_REVIEW: dict[str, Thing] = {"plans": lambda site: "reviewed", "versions": lambda site: 1}
_APPROVED: dict[str, Thing] = {"plans": lambda site: "approved", "versions": lambda site: 1}
_DAY: dict[str, Thing] = {"duty": lambda site: f"{as_local(site_now(), 'Asia/Shanghai') - timedelta(days=1):%Y-%m-%d}"}
_MONTH: dict[str, Thing] = {"alarms": lambda site: "2026-02"}
OTHERS: dict[str, dict[str, Thing]] = {
    f"{route.partition(' ')[0]} {base}{route.partition(' ')[2]}": things
    for base in ("", "/api")
    for route, things in {
        "POST /cameras/<str:code>/live": _LIVE,
        "POST /cameras/<code>/live": _LIVE,
        "GET /cameras/<str:code>/live/<str:ticket>/part/<str:name>": _LIVE,
        "GET /cameras/<code>/live/<ticket>/part/<name>": _LIVE,
        "POST /alarms/<int:pk>/reset": _LATCHED,
        "POST /alarms/<int:pk>/unshelve": _SHELVED,
        "POST /duty/rolls/<int:pk>/settle": {"rolls": lambda site: site.duty.missed},
        "GET /duty/rolls/<int:pk>/photo": {"rolls": lambda site: site.duty.answered},
        "POST /calls/<int:pk>/settle": {"calls": lambda site: site.loose.pk},
        "POST /duty/shifts/<int:pk>/drop": {"shifts": lambda site: site.duty.extra},
        "POST /incidents/<int:pk>/close": _TOLD,
        "POST /incidents/<int:pk>/report": _TOLD,
        "POST /incidents/<int:pk>/reports": _TOLD,
        "GET /incidents/<int:pk>/reports": _TOLD,
        "POST /incidents/<int:pk>/reports/<int:report>/send": _TOLD,
        "POST /incidents/<int:pk>/reports/<int:report>/sendings": _TOLD,
        "GET /incidents/<int:pk>/reports/<int:report>/brief.docx": _TOLD,
        "GET /incidents/<int:pk>/reports/<int:report>/brief.pdf": _TOLD,
        "POST /incidents/<int:pk>/reports/<int:report>/correct": _TOLD,
        "POST /incidents/<int:pk>/reports/<int:report>/corrections": _TOLD,
        "POST /proposals/<int:pk>/activate": _FORWARDED,
        "POST /plans/proposals/<int:pk>/activate": _FORWARDED,
        "POST /activations/<int:pk>/sign": _UNSIGNED,
        "POST /plans/activations/<int:pk>/sign": _UNSIGNED,
        "POST /called/<int:pk>/come": _ASKED_OUT,
        "POST /called/<int:called>/come": _ASKED_OUT,
        "POST /called/<int:pk>/cannot": _ASKED_OUT,
        "POST /called/<int:called>/cannot": _ASKED_OUT,
        "POST /called/<int:pk>/came": _OUT,
        "POST /called/<int:called>/came": _OUT,
        "POST /called/<int:pk>/left": _OUT,
        "POST /called/<int:called>/left": _OUT,
        "POST /units/<unit>/check": _THERE,
        "POST /units/<int:pk>/check": _THERE,
        "POST /orders/<order>/unblock": _BLOCKED,
        "POST /orders/<int:pk>/unblock": _BLOCKED,
        "PUT /drills/<int:pk>": _PLANNED,
        "GET /drills/<int:pk>/edit": _PLANNED,
        "POST /drills/<int:pk>/edit": _PLANNED,
        "POST /drills/<int:pk>/inject": _PLANNED,
        "POST /drills/<int:pk>/injects": _PLANNED,
        "POST /drills/<int:pk>/cancel": _PLANNED,
        "POST /drills/<int:pk>/stop": _UNDER_WAY,
        "POST /drills/<int:pk>/take": _UNDER_WAY,
        "POST /warnings/<int:pk>/sign": _REVIEWED,
        "POST /warnings/<int:pk>/cancel": _RELEASED,
        "GET /warnings/<int:pk>/cap": _RELEASED,
        "GET /sources/<str:code>/trial": _TRIAL,
        "GET /sources/<str:code>/trial/arrived": _TRIAL,
        "POST /sources/<str:code>/trial/settings": _TRIAL,
        "POST /sources/<str:code>/trial/ask": _ASKED_TRIAL,
        "POST /sources/<str:code>/trial/device": _TRIAL,
        "POST /sources/<str:code>/trial/sensor": _TRIAL,
        "POST /sources/<str:code>/trial/serve": _TRIAL,
        "POST /sources/<str:code>/trial/drop": _TRIAL,
        "GET /sources/<code>/trial": _TRIAL,
        "PUT /sources/<code>/trial": _TRIAL,
        "POST /sources/<code>/trial/ask": _ASKED_TRIAL,
        "POST /sources/<code>/trial/device": _TRIAL,
        "POST /sources/<code>/trial/sensor": _TRIAL,
        "POST /sources/<code>/trial/serve": _TRIAL,
        "POST /sources/<code>/trial/drop": _TRIAL,
        "POST /plans/<str:code>/versions/<int:version>/submit": _DRAFTED,
        "POST /plans/<code>/versions/<int:version>/submit": _DRAFTED,
        "POST /plans/<str:code>/versions/<int:version>/opinion": _IN_REVIEW,
        "POST /plans/<code>/versions/<int:version>/opinion": _IN_REVIEW,
        "POST /plans/<str:code>/versions/<int:version>/approve": _IN_REVIEW,
        "POST /plans/<code>/versions/<int:version>/approve": _IN_REVIEW,
        "POST /plans/<str:code>/versions/<int:version>/in-force": _APPROVED,
        "POST /plans/<code>/versions/<int:version>/in-force": _APPROVED,
        **{
            f"GET /report/duty/{day}{form}": _DAY
            for day in ("<str:day>", "<day>")
            for form in ("", ".pdf", ".html", ".docx")
        },
        "GET /report/alarms/<str:month>": _MONTH,
        "GET /report/alarms/<str:month>.pdf": _MONTH,
        "GET /report/alarms/<str:month>.html": _MONTH,
        "GET /report/alarms/<month>": _MONTH,
        "GET /report/alarms/<month>.pdf": _MONTH,
        "GET /report/alarms/<month>.html": _MONTH,
    }.items()
}


def raw(route: str, site: Site) -> bytes | None:
    """The file that an operation takes as its whole body; None for all others."""
    if route == "POST /api/brief-templates":
        return red_head()
    return {
        "POST /api/duty/roster/import": site.duty.workbook,
        "POST /api/incidents/<int:pk>/files": b"as it came",
        "POST /api/unit-table": "代号,类别,名称,驻地\nn-2,patrol,试,gate-c\n".encode(),
        "POST /api/stock-table": "地点,物资,计量单位,数量,理由\ngate-c,毛毯,条,5,试\n".encode(),
        "PUT /api/call-lists/<code>/table": "被叫人,递补\nlin,duty_leader\n".encode(),
        "POST /api/incidents/<int:pk>/media": PIXEL,
        "POST /api/field/media": PIXEL,
    }.get(route)


def body(route: str, site: Site) -> dict[str, Any]:
    """What is sent along so that the act could be done: without it a refusal would prove nothing about rights."""
    made = BODIES.get(route) or BODIES.get(route.replace(" /api/", " /"))
    return made(site) if made else {}


def _rule(site: Site) -> dict[str, Any]:
    rule = site.alarms[0].rule
    texts = ("title", "cause", "consequence", "action")
    told = {f"{name}_{lang}": getattr(rule, f"{name}_{lang}") for name in texts for lang in ("zh", "en")}
    return told | {
        "detector": rule.detector, "sensor": rule.watched.code, "settings": rule.settings, "priority": 1, "live": True,
    }  # fmt: skip


def _sheet(site: Site) -> dict[str, Any]:
    """A rule as its form posts it."""
    told = _rule(site)
    settings = {f"s-{name}": str(value) for name, value in told.pop("settings").items()}
    return told | settings | {"code": "jump-new", "title_zh": "试"}


def _draft(site: Site) -> dict[str, Any]:
    """The draft that the scene holds, as a second person has read it."""
    draft = site.alarms[0].rule.versions.get(state="draft")
    return {"version": draft.number, "fingerprint": draft.content.hash}


_SOURCE = {"kind": "http_push", "zh": "试", "en": "Trial"}
_SENSOR = {"sensor": "trial-wind", "place": "gate-c", "quantity": "wind_mean"}
_SIGNAL = {"kind": "gale", "colour": "red", "sensor": "jump-wind"}
_WHY = {"reason": "试"}
_WORK = {"since": "2026-12-30T08:00+08:00", "until": "2026-12-30T10:00+08:00"}
_CAMERA = {"zh": "试", "en": "Trial", "lon": 115.46, "lat": 40.9, "simulated": True}
_DRILL = {
    "title_zh": "试",
    "plan": "ski-jump-wind",
    "planned_for": "2026-12-30T08:00+08:00",
    "form": "tabletop",
    "aim": "check",
}
_INJECT = {"at": "1m", "kind": "message", "to": "watch_officer", "text": {"zh": "试"}}
_SHIFT = {
    "post": "stand_by",
    "person": "sun",
    "since": "2026-12-20T00:00:00+08:00",
    "until": "2026-12-21T00:00:00+08:00",
    "why": "试",
}
_ROTA_FORM = {
    "code": "relief", "post": "relief", "zone": "Asia/Shanghai", "turns": "全天/day 08:00-08:00", "members": "lin\nsun", "keep": "1",
    "first": "2026-02-06", "days": "all",
}  # fmt: skip
_ROTA = {
    "post": "relief", "turns": [{"zh": "全天", "en": "day", "start": "08:00", "end": "08:00"}], "members": ["lin", "sun"],
    "cycle": [[0], [1]], "first": "2026-02-06",
}  # fmt: skip
_UNIT = {"code": "n-1", "kind": "ambulance", "zh": "试", "home": "gate-c"}
_TEAM = {"code": "probe", "sort": "team", "zh": "试", "home": "gate-c", "ready_min": 5}
_STORED = {"place": "gate-c", "zh": "毛毯", "measure": "条", "n": 5, "reason": "试"}
_STATION = {"code": "new-station", "kind": "station", "zh": "试", "lon": 115.46, "lat": 40.9}
_NEEDS = {"kinds": ["fire"], "needs": [{"code": "engines", "kinds": ["fire_engine"], "n": {"4": 2}}]}
_COVER = {"kinds": ["ambulance"], "least": 1}
_SHUT = {"type": "LineString", "coordinates": [[115.46, 40.9], [115.47, 40.9]]}


def _chosen(site: Site) -> dict[str, Any]:
    """Another unit than the proposed, with the reason."""
    proposal = propose(viewer("lin"), [site.incident.pk])
    token = token_of(proposal, proposal.incidents[0])
    return {"incident": site.incident.pk, "units": [site.unit.pk], "token": token, **_WHY}


def _chosen_form(site: Site) -> dict[str, Any]:
    """The same as its form posts it."""
    told = _chosen(site)
    pk = told.pop("incident")
    return {"incident": pk, **{f"{name}-{pk}": value for name, value in told.items()}}


_REPORTING = {"rule": national()["accident-hop"].model_dump(mode="json"), **_WHY}
_SENT = {"to": "市局", "channel": "written"}
_SPOT = {"lon": 115.46, "lat": 40.9, "ago_s": 0}
BODIES: dict[str, Callable[[Site], dict[str, Any]]] = {
    "POST /agencies/put": lambda site: {"code": "south", "zh": "南县", "en": "South", "upward": "grade", "grade": "2"},
    "PUT /agencies/<code>": lambda site: {"zh": "北县", "en": "North", "upward": "shared"},
    "POST /agencies/posts": lambda site: {"post": "relief", "agency": "south"},
    "PUT /agencies/posts/<code>": lambda site: {"agency": "south"},
    "POST /agencies/people": lambda site: {"person": "field", "agency": "south"},
    "PUT /agencies/people/<code>": lambda site: {"agency": "south"},
    "POST /incidents/<int:pk>/share": lambda site: {"agency": "south", **_WHY},
    "POST /incidents/<int:pk>/shares": lambda site: {"agency": "south", **_WHY},
    "POST /incidents/<int:pk>/unshare": lambda site: {"agency": "north", **_WHY},
    "POST /incidents/<int:pk>/shares/end": lambda site: {"agency": "north", **_WHY},
    "POST /field/acts": lambda site: {
        "sent_at": "2026-12-12T02:00:00Z",
        "acts": [
            {
                "key": "trial-0001",
                "kind": "note",
                "at": "2026-12-12T02:00:00Z",
                "incident": site.incident.pk,
                "text": "试",
            }
        ],
    },
    "POST /field/distress/<int:pk>/end": lambda site: {"note": "已电话联系，人员安全"},
    "POST /field/positions": lambda site: {"unit": site.afoot, "points": [_SPOT]},
    "POST /incidents/<int:pk>/basis": lambda site: _WHY,
    "POST /incidents/read": lambda site: {"text": "C 区入口有人摔倒"},
    "POST /incident-reading": lambda site: {"text": "C 区入口有人摔倒"},
    "POST /calls/take": lambda site: {"text": "C 区入口有人摔倒"},
    "POST /calls": lambda site: {"text": "C 区入口有人摔倒"},
    "POST /calls/<int:pk>/move": lambda site: {"to": "", **_WHY},
    "POST /api/calls/<int:pk>/move": lambda site: {"incident": None, **_WHY},
    "POST /incidents/<int:pk>/ties": lambda site: {"other": site.proposed.incident.number, "sort": "related", **_WHY},
    "POST /api/incidents/<int:pk>/ties": lambda site: {"other": site.proposed.incident_id, "sort": "related", **_WHY},
    "POST /incidents/<int:pk>/ties/<int:tie>/end": lambda site: _WHY,
    "POST /incidents/<int:pk>/reports/<int:report>/correct": lambda site: {
        "figure": "deaths.cumulative",
        "value": "1",
        **_WHY,
    },
    "POST /incidents/<int:pk>/reports/<int:report>/corrections": lambda site: {
        "figures": {"deaths": {"cumulative": 1}},
        **_WHY,
    },
    "POST /incidents/<int:pk>/instructions": lambda site: {"leader": "试", "text": "试", "post": "watch_officer"},
    "POST /incidents/<int:pk>/instructions/<int:instruction>/answer": lambda site: {"text": "试"},
    "POST /brief-templates/service": lambda site: {"number": "1", **_WHY},
    "PUT /brief-service": lambda site: {"number": 1, **_WHY},
    "POST /incidents/<int:pk>/instructions/<int:instruction>/orders": lambda site: {"post": "duty_leader"},
    "POST /incidents/<int:pk>/instructions/<int:instruction>/withdraw": lambda site: _WHY,
    "POST /reporting/new": lambda site: {"code": "ours", "content": orjson.dumps(_REPORTING["rule"]).decode(), **_WHY},
    "POST /incidents/<int:pk>/reports/<int:report>/send": lambda site: _SENT,
    "POST /incidents/<int:pk>/reports/<int:report>/sendings": lambda site: _SENT,
    "POST /reporting/level": lambda site: {"level": "county"},
    "PUT /reporting-level": lambda site: {"level": "county"},
    "POST /reporting/<slug:code>": lambda site: {
        "content": orjson.dumps(_REPORTING["rule"]).decode(),
        **_WHY,
    },
    "PUT /reporting-rules/<code>": lambda site: _REPORTING,
    "POST /reporting/<slug:code>/withdraw": lambda site: _WHY,
    "POST /reporting-rules/<code>/withdraw": lambda site: _WHY,
    "POST /incidents": lambda site: {"title_zh": "试", "kind": "medical", "place": "gate-c"},
    "POST /incidents/new": lambda site: {"title_zh": "试", "kind": "medical", "place": "gate-c"},
    "POST /incidents/<int:pk>/pictures": lambda site: {"camera": "cam-gate-c", "ticket": site.tickets["picture"]},
    "PUT /cameras/<code>": lambda site: _CAMERA,
    "POST /cameras/new": lambda site: _CAMERA | {"code": "cam-new"},
    "POST /cameras/<str:code>/edit": lambda site: _CAMERA,
    "POST /incidents/<int:pk>/note": lambda site: {"text": "试"},
    "POST /incidents/<int:pk>/notes": lambda site: {"text": "试"},
    "POST /incidents/<int:pk>/state": lambda site: {"name": "injured", "value": "1"},
    "POST /incidents/<int:pk>/statements": lambda site: {"name": "injured", "value": "1"},
    "POST /incidents/<int:pk>/grade": lambda site: {"grade": 3, **_WHY},
    "POST /incidents/<int:pk>/place": lambda site: {"place": "gate-c", **_WHY},
    "POST /incidents/<int:pk>/report": lambda site: {
        "kind": "follow_up",
        "to": "市局",
        "text": "试",
        "channel": "written",
    },
    "POST /incidents/<int:pk>/reports": lambda site: {"kind": "follow_up", "to": "市局", "text": "试"},
    "POST /incidents/<int:pk>/close": lambda site: _WHY,
    "POST /incidents/<int:pk>/activate": lambda site: {
        "plan": "ski-jump-wind",
        "level": 2,
        "choice": "ski-jump-wind:2",
        **_WHY,
    },
    "POST /proposals/<int:pk>/decline": lambda site: _WHY,
    "POST /plans/proposals/<int:pk>/decline": lambda site: _WHY,
    "POST /activations/<int:pk>/stand-down": lambda site: _WHY,
    "POST /plans/activations/<int:pk>/stand-down": lambda site: _WHY,
    **{
        f"POST {base}/activations/<int:pk>/{act}": lambda site, given=given: given
        for base in ("", "/plans")
        for act, given in {
            "sign": {"said_by": "试"},
            "level": {"level": 2, **_WHY},
            "extend": {"until": "2027-01-01T00:00:00Z", **_WHY},
            "transfer": {"to": "试", "stays": "试", **_WHY},
        }.items()
    },
    "POST /activations/<int:pk>/levels/<int:level>": lambda site: _WHY,
    "POST /notices/<int:pk>/confirm": lambda site: {"said_by": "试"},
    "POST /plans/notices/<int:pk>/confirm": lambda site: {"said_by": "试"},
    **{
        f"POST /orders/{gap}/{act}": lambda site, given=given: {"said_by": "试", **given}
        for gap in ("<order>", "<int:pk>")
        for act, given in {
            "progress": {"percent": 50},
            "block": {"on": "试", **_WHY},
            "unblock": {},
            "skip": _WHY,
            "finish-last": {},
            "decline": _WHY,
        }.items()
    },
    "POST /callings/start": lambda site: {"title": "试", "lines": "person:lin, post:duty_leader"},
    "POST /api/callings/start": lambda site: {"title": "试", "lines": [["person:lin", "post:duty_leader"]]},
    "POST /callings/lists": lambda site: {"code": "villages", "zh": "试", "lines": "person:lin"},
    "PUT /call-lists/<code>": lambda site: {"zh": "试", "lines": [["person:lin"]]},
    "POST /callings/codes": lambda site: {"way": 1},
    "POST /called/<int:pk>/dialled": lambda site: {"outcome": "no_answer"},
    "POST /called/<int:called>/dialled": lambda site: {"outcome": "no_answer"},
    "POST /duty/ways": lambda site: {"channel": "phone", "address": "13811112222"},
    "POST /duty/chains/<slug:post>": lambda site: {"steps": "duty_leader"},
    "PUT /duty/chains/<post>": lambda site: {"steps": ["duty_leader"]},
    "POST /activations/<activation>/orders": lambda site: {"post": "duty_leader", "title": "试", **_WHY},
    "POST /incidents/<int:pk>/orders/add": lambda site: {
        "activation": site.activation.pk,
        "post": "duty_leader",
        "title": "试",
        **_WHY,
    },
    "POST /plan-check": lambda site: {"content": "code: x"},
    "POST /plans/wizard/made": lambda site: {"answers": "risks: [fire]"},
    "POST /plan-wizard": lambda site: {"answers": "risks: [fire]"},
    "PUT /plan-wizard/answers": lambda site: {"answers": "risks: [fire]"},
    "POST /plan-test": lambda site: {"plan": "ski-jump-wind", "tests": "plan: ski-jump-wind"},
    "POST /plans/<str:code>/tests": lambda site: {"tests": "plan: ski-jump-wind"},
    "PUT /plans": lambda site: {"content": site.plan_file},
    "POST /plans/versions/new": lambda site: {"content": site.plan_file},
    "POST /plans/drafts/<int:pk>/elements/<str:element>/decide": lambda site: {"do": "confirm"},
    "PUT /plan-drafts/<int:pk>/elements/<element>": lambda site: {"state": "confirmed"},
    "POST /plans/words": lambda site: {"title": "雪务专班架构", "role": "organisation"},
    "POST /plan-words": lambda site: {"title": "雪务专班架构", "role": "organisation"},
    "POST /plans/words/<int:pk>": lambda site: {"do": "accept"},
    "PUT /plan-words/<int:pk>": lambda site: {"state": "accepted"},
    "POST /duty/leave": lambda site: {"since": _SHIFT["since"], "until": _SHIFT["until"], "reason": "试"},
    "POST /duty/exchanges": lambda site: {"shift": site.duty.shift, "taker": "sun", "reason": "试"},
    "POST /duty/exchanges/<int:pk>/answer": lambda site: {"accept": True},
    "POST /duty/exchanges/<int:pk>/decide": lambda site: {"agree": True},
    "POST /duty/leave/<int:pk>/decide": lambda site: {"agree": True},
    "POST /duty/todo": lambda site: {"post": "watch_officer", "text": "试线"},
    "POST /calls/<int:pk>/settle": lambda site: _WHY,
    "POST /duty/strength": lambda site: {"level": "3", "posts": ["watch_officer", "duty_leader"], "at_least": "2"},
    "PUT /duty/strength/<int:level>": lambda site: {"rules": [{"posts": ["watch_officer"], "at_least": 1}]},
    "POST /duty/nightly": lambda site: {"begins": "22:00", "ends": "06:00", "posts": ["watch_officer"], "count": "2"},
    "POST /duty/rolls/call": lambda site: {"post": "commander", "minutes": "5"},
    "POST /duty/rolls": lambda site: {"post": "commander"},
    "POST /duty/rolls/draw": lambda site: {
        "since": "2099-01-01T20:00",
        "until": "2099-01-02T06:00",
        "posts": ["watch_officer"],
        "count": "2",
        "minutes": "5",
    },
    "POST /duty/roll-draws": lambda site: {
        "since": "2099-01-01T20:00:00Z",
        "until": "2099-01-02T06:00:00Z",
        "posts": ["watch_officer"],
        "count": 2,
    },
    "POST /duty/rolls/<int:pk>/settle": lambda site: {"why": "已电话确认"},
    "POST /duty/log": lambda site: {"text": "两部电话已测试"},
    "POST /duty/shifts": lambda site: _SHIFT,
    "POST /duty/shifts/<int:pk>/assign": lambda site: {"person": "sun", "why": "试"},
    "POST /duty/shifts/<int:pk>/drop": lambda site: {"why": "试"},
    "POST /duty/rotas/new": lambda site: _ROTA_FORM,
    "POST /duty/rotas/<slug:code>": lambda site: _ROTA_FORM,
    "PUT /duty/rotas/<code>": lambda site: _ROTA,
    "POST /duty/rotas/<slug:code>/end": lambda site: {"last": "2026-12-20"},
    "POST /duty/rotas/<code>/end": lambda site: {"last": "2026-12-20"},
    "POST /duty/posts/<slug:code>": lambda site: {"always": True, "by_signature": True},
    "POST /duty/posts/<code>": lambda site: {"always": True, "by_signature": True},
    "PUT /plan-workdays/<int:year>": lambda site: {"off": ["2027-01-01"], "on": []},
    "POST /plan-days": lambda site: {"kind": "holiday", "first": "2027-01-01", "last": "2027-01-03", "zh": "元旦"},
    "POST /plans/days/name": lambda site: {
        "kind": "holiday",
        "first": "2027-01-01",
        "last": "2027-01-03",
        "zh": "元旦",
    },
    "POST /plans/workdays/put": lambda site: {"year": 2027, "off": "2027-01-01"},
    "POST /plans/<code>/versions/<int:version>/opinion": lambda site: {"agreed": 1, "present": 1, "text": "试"},
    "POST /plans/<str:code>/versions/<int:version>/opinion": lambda site: {"agreed": 1, "present": 1, "text": "试"},
    "POST /plans/<code>/versions/<int:version>/in-force": lambda site: {"issued_on": "2026-02-06"},
    "POST /plans/<str:code>/versions/<int:version>/in-force": lambda site: {"issued_on": "2026-02-06"},
    "POST /plans/<code>/versions/<int:version>/filed": lambda site: {"on": "2026-02-06"},
    "POST /plans/<str:code>/versions/<int:version>/filed": lambda site: {"on": "2026-02-06"},
    "POST /plans/<code>/versions/<int:version>/published": lambda site: {"on": "2026-02-06"},
    "POST /plans/<str:code>/versions/<int:version>/published": lambda site: {"on": "2026-02-06"},
    "POST /plans/<code>/versions/<int:version>/withdraw": lambda site: _WHY,
    "POST /plans/<str:code>/versions/<int:version>/withdraw": lambda site: _WHY,
    "POST /plans/<code>/causes": lambda site: {"kind": "law", "note": "试"},
    "POST /plans/<str:code>/causes": lambda site: {"kind": "law", "note": "试"},
    "POST /plans/<code>/evaluations": lambda site: {"on": "2026-02-06", "conclusion": "keep", "note": "试"},
    "POST /plans/<str:code>/evaluations": lambda site: {"on": "2026-02-06", "conclusion": "keep", "note": "试"},
    "PUT /rules/<code>": _rule,
    "POST /api/rules/try": _rule,
    "POST /rules/try": _sheet,
    "POST /rules/settings": _sheet,
    "POST /rules/new": _sheet,
    "POST /rules/<str:code>": _sheet,
    "POST /rules/<str:code>/live": _draft,
    "POST /rules/<code>/live": _draft,
    "POST /rules/<str:code>/back": lambda site: {"version": 1},
    "POST /rules/<code>/back": lambda site: {"version": 1},
    "POST /rules/signals": lambda site: _SIGNAL,
    "POST /warning-signals/rules": lambda site: _SIGNAL,
    "POST /alarms/acknowledge": lambda site: {"alarm": site.alarms[-1].pk, "alarms": [site.alarms[-1].pk]},
    "POST /alarms/<int:pk>/shelve": lambda site: {"minutes": 5, **_WHY},
    "POST /alarms/<int:pk>/assign": lambda site: {"person": "chen"},
    "POST /alarms/<int:pk>/comment": lambda site: {"text": "试"},
    "POST /alarms/out-of-service": lambda site: {"thing": "sensor:jump-wind", **_WHY},
    "POST /alarm-holds/out-of-service": lambda site: {"sensor": "jump-wind", **_WHY},
    "POST /alarms/maintenance": lambda site: {"thing": "place:gate-c", **_WORK, **_WHY},
    "POST /alarm-holds/maintenance": lambda site: {"place": "gate-c", **_WORK, **_WHY},
    "POST /alarms/sound/silence": lambda site: {"minutes": 5},
    "POST /alarm-sound/silence": lambda site: {"minutes": 5},
    "POST /orders/<order>/change": lambda site: {"text": "改后的内容", **_WHY},
    "POST /orders/<int:pk>/change": lambda site: {"text": "改后的内容", **_WHY},
    "POST /orders/<order>/receive": lambda site: {"said_by": "试"},
    "POST /orders/<order>/finish": lambda site: {"said_by": "试"},
    "POST /orders/<int:pk>/receive": lambda site: {"said_by": "试"},
    "POST /orders/<int:pk>/finish": lambda site: {"said_by": "试"},
    "POST /units/<int:pk>/send": lambda site: {"incident": site.incident.pk},
    "POST /units/radio": lambda site: {"line": f"{site.unit.code} off"},
    "POST /dispatch/messages": lambda site: {
        "resourcesStatus": {
            "caseId": "c",
            "resourceId": "r.A1",
            "state": {"status": "ARRIVEE", "datetime": "2026-02-06T03:12:00+01:00"},
        }
    },
    "POST /units/new": lambda site: _UNIT,
    "POST /units/<int:pk>/edit": lambda site: _UNIT,
    "POST /api/units": lambda site: _UNIT | {"skills": [], "equipment": [], "crew": 2},
    "POST /teams/": lambda site: _TEAM | {"members": "sun 队长", "fields": ["gale"]},
    "POST /api/teams": lambda site: _TEAM | {"members": [{"person": "sun", "title": "队长"}], "fields": ["gale"]},
    "POST /teams/<int:pk>/ready": lambda site: {"away": "试"},
    "POST /teams/<int:team>/ready": lambda site: {"away": "试"},
    "POST /called/<int:pk>/come": lambda site: {"minutes": 15},
    "POST /called/<int:called>/come": lambda site: {"minutes": 15},
    "POST /called/<int:pk>/cannot": lambda site: {"reason": "在外地"},
    "POST /called/<int:called>/cannot": lambda site: {"reason": "在外地"},
    "POST /called/<int:pk>/came": lambda site: {"people": 3},
    "POST /called/<int:called>/came": lambda site: {"people": 3},
    "POST /stock/": lambda site: _STORED,
    "POST /stock": lambda site: _STORED,
    "POST /stock/<int:pk>/move": lambda site: {"way": "out", "n": 1, **_WHY},
    "POST /stock/<stock>/moves": lambda site: {"way": "out", "n": 1, **_WHY},
    "POST /units/stations": lambda site: _STATION,
    "POST /stations": lambda site: _STATION,
    "POST /dispatch/proposals/send": _chosen_form,
    "POST /unit-choices": lambda site: {"choices": [_chosen(site)]},
    "POST /dispatch/needs/<slug:code>": lambda site: {"content": yaml.safe_dump(_NEEDS), **_WHY},
    "POST /dispatch/needs/<slug:code>/withdraw": lambda site: _WHY,
    "PUT /response-rules/<code>": lambda site: {"rule": {**_NEEDS, "code": "fire"}, **_WHY},
    "POST /response-rules/<code>/withdraw": lambda site: _WHY,
    "POST /dispatch/cover/<slug:code>": lambda site: {"content": yaml.safe_dump(_COVER), **_WHY},
    "POST /dispatch/cover/<slug:code>/withdraw": lambda site: _WHY,
    "PUT /cover-rules/<code>": lambda site: {"rule": {**_COVER, "code": "every-station"}, **_WHY},
    "POST /cover-rules/<code>/withdraw": lambda site: _WHY,
    "POST /dispatch/closures/": lambda site: {"geometry": orjson.dumps(_SHUT).decode(), "name": "试", **_WHY},
    "POST /closures": lambda site: {"geometry": _SHUT, "zh": "试", **_WHY},
    "POST /dispatch/closures/<int:pk>/lift": lambda site: _WHY,
    "POST /closures/<closure>/lift": lambda site: _WHY,
    "PUT /unit-kinds/<code>": lambda site: {"zh": "无人机组", "en": "Drone team", "speed_kmh": 60},
    "PUT /radio-codes/<code>": lambda site: {"status": "off"},
    "POST /units/<unit>/dispatch": lambda site: {"incident": site.incident.pk},
    "PUT /incidents/<incident>/crew-checks": lambda site: {"every_s": 600},
    "POST /incidents/<int:pk>/crew-checks": lambda site: {"minutes": "10"},
    "PUT /incidents/<int:pk>/forms/<code>": lambda site: {"content": {"objectives": "试"}},
    "POST /incidents/<int:pk>/forms/<slug:code>": lambda site: {"objectives": "试"},
    "POST /units/<unit>/status": lambda site: {"status": "off"},
    "POST /units/<int:pk>/status": lambda site: {"status": "off"},
    "POST /advice/<advice>/accept": lambda site: _WHY,
    "POST /advice/<advice>/reject": lambda site: _WHY,
    "POST /advice/<int:pk>/reject": lambda site: _WHY,
    "POST /warnings": lambda site: {"incident": site.incident.pk},
    "POST /warnings/new": lambda site: {"incident": site.incident.pk},
    "PATCH /warnings/<int:pk>": lambda site: {"headline_zh": "试"},
    "POST /warnings/<int:pk>/edit": lambda site: {"headline_zh": "试"},
    "POST /warnings/<int:pk>/review": lambda site: {"fingerprint": mark(site.draft)},
    "POST /warnings/<int:pk>/return": lambda site: _WHY,
    "POST /warnings/<int:pk>/sign": lambda site: {"fingerprint": mark(site.reviewed), "wide": True},
    "POST /warnings/<int:pk>/cancel": lambda site: {"reason_zh": "试"},
    "POST /drills": lambda site: _DRILL,
    "PUT /drills/<int:pk>": lambda site: _DRILL,
    "POST /drills/new": lambda site: _DRILL,
    "POST /drills/<int:pk>/edit": lambda site: _DRILL,
    "POST /drills/<int:pk>/injects": lambda site: {"inject": _INJECT},
    "POST /drills/<int:pk>/inject": lambda site: {
        "at": "1m",
        "kind": "message",
        "to": "watch_officer",
        "text_zh": "试",
    },
    "POST /drills/<int:pk>/cancel": lambda site: _WHY,
    "POST /drills/<int:pk>/steer": lambda site: {"act": "evaluated"},
    "POST /drills/<int:pk>/stop": lambda site: _WHY,
    "POST /drills/<int:pk>/take": lambda site: {"code": "call"},
    "POST /drills/<int:pk>/mark": lambda site: {"item": "call/call", "verdict": "good"},
    "POST /drills/<int:pk>/marks": lambda site: {"item": "call/call", "verdict": "good"},
    "POST /drills/<int:pk>/lesson": lambda site: {"finding": "试"},
    "POST /drills/<int:pk>/lessons": lambda site: {"finding": "试"},
    "POST /scenario": lambda site: {"paused": True},
    "POST /scenario/steer": lambda site: {"paused": "on"},
    "POST /history/keeping/<str:quantity>": lambda site: {"readings_days": 500, "quarters_days": 2000},
    "PUT /history/keeping/<quantity>": lambda site: {"readings_days": 500, "quarters_days": 2000},
    "POST /sources/new": lambda site: {**_SOURCE, "code": "trial-new", "expected_every_s": "60"},
    "PUT /sources/<code>/trial": lambda site: _SOURCE,
    "POST /sources/<str:code>/trial/settings": lambda site: {**_SOURCE, "expected_every_s": "60"},
    "POST /sources/<str:code>/trial/device": lambda site: {"device": "trial-box"},
    "POST /sources/<code>/trial/device": lambda site: {"device": "trial-box"},
    "POST /sources/<str:code>/trial/sensor": lambda site: {**_SENSOR, "sensor_zh": "试", "sensor_en": "Trial"},
    "POST /sources/<code>/trial/sensor": lambda site: {**_SENSOR, "zh": "试", "en": "Trial"},
    "POST /sources/<code>/trial/serve": lambda site: {"replay": True},
    "POST /command": lambda site: {"line": "find page:/duty/"},
    "POST /api/command": lambda site: {"line": "find page:/duty/"},
    "POST /sensorthings/v1.1/<path:rest>": lambda site: {"name": "ws-jump"},
    "POST /push": lambda site: {"sensor": ["jump-wind"], "value": [4.2]},
}
