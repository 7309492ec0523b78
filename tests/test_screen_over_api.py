"""What the screen shows and does a program can: each page has its operation, with the same right, or a reason to have none."""

import re
from collections.abc import Iterator

import pytest

from tests import rights_scene
from tests.rights_scene import Site
from tests.routes import routes
from tests.test_rights import NEEDED, PUBLIC, SIGNED_IN, browser, program
from watchroom.desk.api import api
from watchroom.kernel.words import LANGS
from watchroom.onemap.gathering import layers
from watchroom.people.queries import on_watch
from watchroom.sources.models import Quarantine, Sensor

pytestmark = [pytest.mark.django_db, pytest.mark.site]

# Each page of the screen, and where a program reads what it shows. Several operations: the page is several panes.
SAID: dict[str, str] = {
    "GET /": "GET /api/alarms  GET /api/incidents  GET /api/map  GET /api/duty",
    "GET /clock": "GET /api/clock",
    "GET /command": "GET /api/command",
    "GET /field/state": "GET /api/field/state",
    "GET /field/incidents/<int:pk>/map": "GET /api/field/incidents/<int:pk>/map",
    "GET /field/phones": "GET /api/field/phones  GET /api/field/refused  GET /api/field/distress",
    "GET /incidents/<int:pk>/media": "GET /api/incidents/<int:pk>/media",
    "GET /incidents/<int:pk>/media/<int:media>": "GET /api/incidents/<int:pk>/media/<int:media>",
    "GET /duty/": "GET /api/duty  GET /api/duty/roster",
    "GET /duty/roster.xlsx": "GET /api/duty/roster.xlsx",
    "GET /duty/roster.csv": "GET /api/duty/roster.csv",
    "GET /duty/roster/import": "POST /api/duty/roster/import",
    "GET /duty/log": "GET /api/duty/log",
    "GET /stock/import": "POST /api/stock-table",
    "GET /duty/todo": "GET /api/duty/todo",
    "GET /duty/strength": "GET /api/duty/strength",
    "GET /duty/rolls": "GET /api/duty/rolls  GET /api/duty/nightly",
    "GET /duty/rolls/<int:pk>/photo": "GET /api/duty/rolls/<int:pk>/photo",
    "GET /duty/rolls/bar": "GET /api/duty/rolls/mine",
    "GET /duty/mine": "GET /api/duty/mine",
    "GET /called/": "GET /api/called/mine",
    "GET /duty/ways": "GET /api/duty/ways",
    "GET /duty/contacts": "GET /api/duty/contacts",
    "GET /duty/rotas/new": "GET /api/duty/rotas/<code>",
    "GET /duty/rotas/<slug:code>": "GET /api/duty/rotas/<code>",
    "GET /duty/posts/<slug:code>/handover": "GET /api/duty/posts/<code>/handover",
    "GET /desk/watch": "GET /api/duty  GET /api/sensors  GET /api/warnings",
    "GET /desk/chosen": "GET /api/incidents",
    "GET /journal/": "GET /api/journal",
    "GET /journal/line": "GET /api/journal",
    "GET /journal/<int:pk>/causes": "GET /api/journal/<int:pk>/causes",
    "GET /report/<int:incident>": "GET /api/report/<int:incident>",
    "GET /report/<int:incident>.pdf": "GET /api/report/<int:incident>.pdf",
    "GET /report/<int:incident>.html": "GET /api/report/<int:incident>.html",
    "GET /places/<str:code>": "GET /api/places/<code>",
    "GET /server": "GET /api/server",
    "GET /sources/": "GET /api/sources",
    "GET /sources/<str:code>": "GET /api/sources/<code>",
    "GET /sources/<str:code>/arrivals.json": "GET /api/sources/<code>/arrivals",
    "GET /sources/<str:code>/lag.json": "GET /api/sources/<code>/arrivals",
    "GET /quarantine/<int:pk>/bytes": "GET /api/quarantine/<int:pk>/bytes",
    "GET /sources/new": "GET /api/source-kinds  PUT /api/sources/<code>/trial",
    "GET /sources/<str:code>/trial": "GET /api/sources/<code>/trial",
    "GET /sources/<str:code>/trial/arrived": "GET /api/sources/<code>/trial",
    "GET /sources/<str:code>/files": "POST /api/sources/<code>/files  POST /api/sources/<code>/files/report",
    "GET /sensors/": "GET /api/sensors",
    "GET /sensors/<str:code>": "GET /api/sensors/<code>",
    "GET /sensors/<str:code>/plot.json": "GET /api/sensors/<code>/plot",
    "GET /sensors/<str:code>/calendar": "GET /api/sensors/<code>/calendar",
    "GET /sensors/<str:code>/compare": "GET /api/sensors/<code>/compare",
    "GET /sensors/<str:code>/export": "GET /api/sensors",
    "GET /history/": "GET /api/history",
    "GET /history/export": "GET /api/history/export",
    "GET /bulletins/": "GET /api/bulletins",
    "GET /bulletins/<int:pk>": "GET /api/bulletins/<int:pk>",
    "GET /bulletins/<int:pk>/document": "GET /api/bulletins/<int:pk>/document",
    "GET /cameras/": "GET /api/cameras",
    "GET /cameras/new": "PUT /api/cameras/<code>",
    "GET /cameras/<str:code>": "GET /api/cameras/<code>",
    "GET /cameras/<str:code>/edit": "GET /api/cameras/<code>/settings",
    "GET /cameras/<str:code>/picture/<str:ticket>": "GET /api/cameras/<code>/picture/<ticket>",
    "GET /cameras/<str:code>/live/<str:ticket>/part/<str:name>": "GET /api/cameras/<code>/live/<ticket>/part/<name>",
    "GET /incidents/<int:pk>/cameras": "GET /api/incidents/<int:pk>/cameras",
    "GET /incidents/<int:pk>/pictures": "GET /api/incidents/<int:pk>/pictures",
    "GET /incidents/<int:pk>/pictures/bytes/<str:ticket>": "GET /api/incidents/<int:pk>/pictures/bytes/<ticket>",
    "GET /rules/": "GET /api/rules",
    "GET /rules/new": "PUT /api/rules/<code>",
    "GET /rules/signals": "GET /api/warning-signals",
    "GET /rules/<str:code>": "GET /api/rules/<code>  GET /api/rules/<code>/versions  GET /api/rules/<code>/differences",
    "GET /alarms/<int:pk>": "GET /api/alarms/<int:pk>  GET /api/alarms/<int:pk>/similar",
    "GET /alarms/held": "GET /api/alarms  GET /api/alarm-holds",
    "GET /alarms/maintenance": "GET /api/alarm-holds",
    "GET /alarms/sound": "GET /api/alarm-sound",
    "GET /alarms/": "GET /api/alarms",
    "GET /alarms/queue": "GET /api/alarms  GET /api/alarm-queue  GET /api/alarm-groups",
    "GET /alarms/groups/<int:pk>": "GET /api/alarm-groups/<int:pk>",
    "GET /alarms/kpi": "GET /api/alarms/kpi",
    "GET /report/duty/<str:day>": "GET /api/report/duty/<day>",
    "GET /report/duty/<str:day>.pdf": "GET /api/report/duty/<day>.pdf",
    "GET /report/duty/<str:day>.html": "GET /api/report/duty/<day>.html",
    "GET /report/duty/<str:day>.docx": "GET /api/report/duty/<day>.docx",
    "GET /report/alarms/<str:month>": "GET /api/report/alarms/<month>",
    "GET /report/alarms/<str:month>.pdf": "GET /api/report/alarms/<month>.pdf",
    "GET /report/alarms/<str:month>.html": "GET /api/report/alarms/<month>.html",
    "GET /drills/": "GET /api/drills",
    "GET /drills/bar": "GET /api/drills",
    "GET /drills/new": "POST /api/drills  GET /api/drill-script",
    "GET /drills/<int:pk>": "GET /api/drills/<int:pk>",
    "GET /drills/<int:pk>/now": "GET /api/drills/<int:pk>",
    "GET /drills/<int:pk>/edit": "PUT /api/drills/<int:pk>",
    "GET /drills/<int:pk>/score": "GET /api/drills/<int:pk>/score",
    "GET /report/drills/<int:pk>": "GET /api/report/drills/<int:pk>",
    "GET /report/drills/<int:pk>.pdf": "GET /api/report/drills/<int:pk>.pdf",
    "GET /report/drills/<int:pk>.html": "GET /api/report/drills/<int:pk>.html",
    "GET /report/drills/<int:pk>.docx": "GET /api/report/drills/<int:pk>.docx",
    "GET /incidents/": "GET /api/incidents",
    "GET /incidents/list": "GET /api/incidents",
    "GET /incidents/new": "POST /api/incidents",
    "GET /incidents/<int:pk>": "GET /api/incidents/<int:pk>",
    "GET /incidents/<int:pk>/panes/<slug:name>": "GET /api/incidents/<int:pk>",
    "GET /incidents/<int:pk>/board": "GET /api/incidents/<int:pk>  GET /api/orders  GET /api/units  GET /api/incidents/<incident>/crew-checks  GET /api/incidents/<incident>/organisation  GET /api/journal  GET /api/incidents/<int:pk>/reports",
    "GET /brief-templates/": "GET /api/brief-templates  GET /api/brief-service",
    "GET /brief-templates/<int:number>.docx": "GET /api/brief-templates/<int:number>",
    "GET /brief-templates/<int:number>/trial.docx": "GET /api/brief-templates/<int:number>/trial",
    "GET /incidents/<int:pk>/files": "GET /api/incidents/<int:pk>/files",
    "GET /incidents/<int:pk>/files/<int:file>": "GET /api/incidents/<int:pk>/files/<int:file>",
    "GET /incidents/<int:pk>/forms": "GET /api/incidents/<int:pk>/forms",
    "GET /incidents/<int:pk>/forms/<slug:code>": "GET /api/incidents/<int:pk>/forms/<code>",
    "GET /incidents/<int:pk>/forms/<slug:code>.pdf": "GET /api/incidents/<int:pk>/forms/<code>.pdf",
    "GET /incidents/<int:pk>/summary": "GET /api/incidents/<int:pk>",
    "GET /incidents/<int:pk>/head": "GET /api/incidents/<int:pk>",
    "GET /incidents/<int:pk>/timeline": "GET /api/journal",
    "GET /agencies/": "GET /api/agencies",
    "GET /incidents/<int:pk>/shares": "GET /api/incidents/<int:pk>/shares",
    "GET /incidents/<int:pk>/reports": "GET /api/incidents/<int:pk>/reports  GET /api/incidents/<int:pk>/report-clocks  GET /api/incidents/<int:pk>/figures  GET /api/incidents/<int:pk>/instructions",
    "GET /calls/": "GET /api/calls",
    "GET /incidents/<int:pk>/reports/<int:report>/brief.docx": "GET /api/incidents/<int:pk>/reports/<int:report>/brief.docx",
    "GET /incidents/<int:pk>/reports/<int:report>/brief.pdf": "GET /api/incidents/<int:pk>/reports/<int:report>/brief.pdf",
    "GET /incidents/<int:pk>/calls": "GET /api/incidents/<int:pk>/calls  GET /api/incidents/<int:pk>/ties  GET /api/incidents/<int:pk>/likely",
    "GET /reporting/": "GET /api/reporting-rules  GET /api/reporting-level",
    "GET /reporting/<slug:code>": "GET /api/reporting-rules/<code>",
    "GET /incidents/<int:pk>/plans": "GET /api/incidents/<int:pk>/proposals  GET /api/incidents/<int:pk>/activations",
    "GET /incidents/<int:pk>/response": "GET /api/incidents/<int:pk>/activations",
    "GET /incidents/<int:pk>/standing": "GET /api/incidents/<int:pk>/assessments  GET /api/incidents/<int:pk>/statements",
    "GET /incidents/<int:pk>/orders": "GET /api/orders",
    "GET /incidents/<int:pk>/units": "GET /api/units  GET /api/incidents/<incident>/nearest-units  GET /api/incidents/<incident>/runs",
    "GET /incidents/<int:pk>/advice": "GET /api/incidents/<incident>/advice",
    "GET /incidents/<int:pk>/warnings": "GET /api/warnings",
    "GET /incidents/<int:pk>/in-force": "GET /api/warnings  GET /api/bulletins",
    "GET /plans/drafts": "GET /api/plan-drafts",
    "POST /plans/drafts": "POST /api/plan-drafts",
    "GET /plans/drafts/<int:pk>": "GET /api/plan-drafts/<int:pk>",
    "GET /plans/drafts/<int:pk>/elements/<str:element>": "GET /api/plan-drafts/<int:pk>",
    "POST /plans/drafts/<int:pk>/elements/<str:element>": "PUT /api/plan-drafts/<int:pk>/elements/<element>",
    "POST /plans/drafts/<int:pk>/elements/<str:element>/decide": "PUT /api/plan-drafts/<int:pk>/elements/<element>",
    "GET /plans/drafts/<int:pk>/plan": "GET /api/plan-drafts/<int:pk>/plan",
    "POST /plans/drafts/<int:pk>/plan": "POST /api/plan-drafts/<int:pk>/plan",
    "GET /plans/drafts/<int:pk>/plan.yaml": "GET /api/plan-drafts/<int:pk>/plan",
    "POST /plans/drafts/<int:pk>/drop": "POST /api/plan-drafts/<int:pk>/drop",
    "GET /plans/words": "GET /api/plan-words",
    "POST /plans/words": "POST /api/plan-words",
    "POST /plans/words/<int:pk>": "PUT /api/plan-words/<int:pk>",
    "GET /plans/": "GET /api/plans",
    "GET /plans/<str:code>": "GET /api/plans/<code>",
    "GET /plans/<str:code>/source": "GET /api/plans/<code>",
    "GET /plans/wizard/made": "GET /api/plan-wizard",
    "GET /plans/wizard/<slug:code>": "GET /api/plan-wizard/answers",
    "GET /plans/<str:code>/tests": "GET /api/plans/<code>/tests",
    "GET /plans/<str:code>/versions": "GET /api/plans/<code>/versions",
    "GET /plans/versions/new": "PUT /api/plans",
    "GET /plans/<str:code>/export/<str:form>": "GET /api/plans/<code>/export/<form>",
    "GET /plans/<str:code>/compare": "GET /api/plans/<code>/compare",
    "GET /plans/workdays": "GET /api/plan-workdays  GET /api/plan-days",
    "GET /plans/proposals/<int:pk>": "GET /api/incidents/<int:pk>/proposals",
    "GET /plans/activations/<int:pk>/order": "GET /api/activations/<int:pk>  GET /api/activations/<int:pk>/tasks",
    "GET /plans/activations/<int:pk>/order.pdf": "GET /api/activations/<int:pk>/order.pdf",
    "GET /incidents/<int:pk>/run": "GET /api/orders  GET /api/incidents/<incident>/organisation",
    "GET /incidents/<int:pk>/cards/<slug:post>": "GET /api/incidents/<incident>/cards/<post>",
    "GET /activations/<int:pk>/levels/<int:level>": "GET /api/activations/<activation>/levels/<level>",
    "GET /orders/<int:pk>": "GET /api/orders/<order>  GET /api/orders/<order>/trail  GET /api/callings",
    "GET /orders/unanswered": "GET /api/unanswered-orders",
    "GET /incidents/<int:pk>/reached": "GET /api/callings",
    "GET /callings/": "GET /api/callings  GET /api/call-lists",
    "GET /callings/<int:pk>": "GET /api/callings/<int:call>",
    "GET /callings/<int:pk>.csv": "GET /api/callings/<int:call>",
    "GET /dispatch/": "GET /api/orders  GET /api/units",
    "GET /teams/": "GET /api/teams",
    "GET /teams/<int:pk>": "GET /api/teams/<int:team>",
    "GET /incidents/<int:pk>/teams": "GET /api/incidents/<incident>/teams",
    "GET /stock/": "GET /api/stock",
    "GET /stock/<int:pk>": "GET /api/stock/<stock>/moves",
    "GET /units/new": "POST /api/units  POST /api/stations",
    "GET /units/import": "POST /api/unit-table",
    "GET /units/<int:pk>/edit": "POST /api/units",
    "GET /dispatch/proposals/": "GET /api/unit-proposals",
    "GET /dispatch/needs/": "GET /api/response-rules",
    "GET /dispatch/needs/<slug:code>": "GET /api/response-rules/<code>",
    "GET /dispatch/cover/": "GET /api/cover-rules",
    "GET /dispatch/cover/<slug:code>": "GET /api/cover-rules/<code>",
    "GET /dispatch/closures/": "GET /api/closures",
    "GET /units/": "GET /api/unit-board  GET /api/radio-codes",
    "GET /units/<int:pk>": "GET /api/units/<unit>",
    "GET /warnings/": "GET /api/warnings",
    "GET /warnings/<int:pk>": "GET /api/warnings/<int:pk>  GET /api/warnings/<int:pk>/cap",
    "GET /warnings/<int:pk>/parts/<slug:name>": "GET /api/warnings/<int:pk>",
    "GET /map/": "GET /api/map",
    "GET /map/config.json": "GET /api/map",
    "GET /map/base.geojson": "GET /api/map/base",
    "GET /map/layers/<str:code>.geojson": "GET /api/map/layers/<code>",
    "GET /platform/": "GET /api/platform",
    "GET /scenario/": "GET /api/scenario",
    "GET /public/": "GET /api/public/warnings",
}
# Acts whose operation is not the page's own address under /api.
DONE: dict[str, str] = {
    "POST /brief-templates/": "POST /api/brief-templates",
    "POST /brief-templates/service": "PUT /api/brief-service",
    "POST /field/phones/link": "POST /api/field/phones/links",
    "POST /history/keeping/<str:quantity>": "PUT /api/history/keeping/<quantity>",
    "POST /cameras/new": "PUT /api/cameras/<code>",
    "POST /cameras/<str:code>/edit": "PUT /api/cameras/<code>",
    "POST /sources/new": "PUT /api/sources/<code>/trial",
    "POST /sources/<str:code>/trial/settings": "PUT /api/sources/<code>/trial",
    "POST /rules/new": "PUT /api/rules/<code>",
    "POST /rules/<str:code>": "PUT /api/rules/<code>",
    "POST /rules/signals": "POST /api/warning-signals/rules",
    "POST /alarms/groups/<int:pk>/acknowledge": "POST /api/alarm-groups/<int:pk>/acknowledge",
    "POST /alarms/groups/<int:pk>/ungroup": "POST /api/alarm-groups/<int:pk>/ungroup",
    "POST /agencies/put": "PUT /api/agencies/<code>",
    "POST /agencies/posts": "PUT /api/agencies/posts/<code>",
    "POST /agencies/people": "PUT /api/agencies/people/<code>",
    "POST /incidents/<int:pk>/share": "POST /api/incidents/<int:pk>/shares",
    "POST /incidents/<int:pk>/unshare": "POST /api/incidents/<int:pk>/shares/end",
    "POST /incidents/<int:pk>/note": "POST /api/incidents/<int:pk>/notes",
    "POST /incidents/<int:pk>/crew-checks": "PUT /api/incidents/<incident>/crew-checks",
    "POST /incidents/<int:pk>/forms/<slug:code>": "PUT /api/incidents/<int:pk>/forms/<code>",
    "POST /incidents/<int:pk>/state": "POST /api/incidents/<int:pk>/statements",
    "POST /incidents/read": "POST /api/incident-reading",
    "POST /calls/take": "POST /api/calls",
    "POST /incidents/<int:pk>/reports/<int:report>/correct": "POST /api/incidents/<int:pk>/reports/<int:report>/corrections",
    "POST /reporting/new": "PUT /api/reporting-rules/<code>",
    "POST /reporting/level": "PUT /api/reporting-level",
    "POST /reporting/<slug:code>": "PUT /api/reporting-rules/<code>",
    "POST /reporting/<slug:code>/withdraw": "POST /api/reporting-rules/<code>/withdraw",
    "POST /incidents/<int:pk>/reports/<int:report>/send": "POST /api/incidents/<int:pk>/reports/<int:report>/sendings",
    "POST /incidents/<int:pk>/report": "POST /api/incidents/<int:pk>/reports",
    "POST /incidents/<int:pk>/units/<int:unit>/dispatch": "POST /api/units/<unit>/dispatch",
    "POST /teams/": "POST /api/teams",
    "POST /incidents/<int:pk>/teams/<int:team>/call": "POST /api/incidents/<incident>/teams/<team>/call",
    "POST /stock/": "POST /api/stock",
    "POST /stock/<int:pk>/move": "POST /api/stock/<stock>/moves",
    "POST /units/new": "POST /api/units",
    "POST /units/<int:pk>/edit": "POST /api/units",
    "POST /units/import": "POST /api/unit-table",
    "POST /stock/import": "POST /api/stock-table",
    "POST /units/stations": "POST /api/stations",
    "POST /dispatch/proposals/send": "POST /api/unit-choices",
    "POST /dispatch/needs/<slug:code>": "PUT /api/response-rules/<code>",
    "POST /dispatch/needs/<slug:code>/withdraw": "POST /api/response-rules/<code>/withdraw",
    "POST /dispatch/cover/<slug:code>": "PUT /api/cover-rules/<code>",
    "POST /dispatch/cover/<slug:code>/withdraw": "POST /api/cover-rules/<code>/withdraw",
    "POST /dispatch/closures/": "POST /api/closures",
    "POST /dispatch/closures/<int:pk>/lift": "POST /api/closures/<closure>/lift",
    "POST /units/<int:pk>/send": "POST /api/units/<unit>/dispatch",
    "POST /incidents/new": "POST /api/incidents",
    "POST /alarms/holds/<int:pk>/end": "POST /api/alarm-holds/<int:pk>/end",
    "POST /alarms/maintenance": "POST /api/alarm-holds/maintenance",
    "POST /alarms/out-of-service": "POST /api/alarm-holds/out-of-service",
    "POST /alarms/sound/silence": "POST /api/alarm-sound/silence",
    "POST /alarms/sound/test": "POST /api/alarm-sound/test",
    "POST /plans/checks": "POST /api/plan-checks",
    "POST /plans/wizard/made": "POST /api/plan-wizard",
    "POST /plans/wizard/<slug:code>": "PUT /api/plan-wizard/answers",
    "POST /plans/<str:code>/tests": "POST /api/plan-test",
    "POST /plans/versions/new": "PUT /api/plans",
    "POST /plans/days/name": "POST /api/plan-days",
    "POST /plans/days/<int:pk>/withdraw": "POST /api/plan-days/<int:pk>/withdraw",
    "POST /plans/workdays/put": "PUT /api/plan-workdays/<int:year>",
    "POST /drills/new": "POST /api/drills",
    "POST /drills/<int:pk>/edit": "PUT /api/drills/<int:pk>",
    "POST /drills/<int:pk>/inject": "POST /api/drills/<int:pk>/injects",
    "POST /drills/<int:pk>/mark": "POST /api/drills/<int:pk>/marks",
    "POST /drills/<int:pk>/lesson": "POST /api/drills/<int:pk>/lessons",
    "POST /plans/activations/<int:pk>/stand-down": "POST /api/activations/<int:pk>/stand-down",
    "POST /plans/activations/<int:pk>/sign": "POST /api/activations/<int:pk>/sign",
    "POST /plans/activations/<int:pk>/level": "POST /api/activations/<int:pk>/level",
    "POST /activations/<int:pk>/levels/<int:level>": "POST /api/activations/<int:pk>/level",
    "POST /plans/activations/<int:pk>/extend": "POST /api/activations/<int:pk>/extend",
    "POST /plans/activations/<int:pk>/transfer": "POST /api/activations/<int:pk>/transfer",
    "POST /plans/notices/<int:pk>/confirm": "POST /api/notices/<int:pk>/confirm",
    "POST /incidents/<int:pk>/instructions/<int:instruction>/orders": "POST /api/incidents/<int:pk>/instructions/<int:instruction>/orders",
    "POST /incidents/<int:pk>/orders/add": "POST /api/activations/<activation>/orders",
    "POST /orders/<int:pk>/finish-last": "POST /api/orders/<order>/finish",
    "POST /plans/proposals/<int:pk>/activate": "POST /api/proposals/<int:pk>/activate",
    "POST /plans/proposals/<int:pk>/decline": "POST /api/proposals/<int:pk>/decline",
    "POST /plans/proposals/<int:pk>/forward": "POST /api/proposals/<int:pk>/forward",
    "POST /duty/chains/<slug:post>": "PUT /api/duty/chains/<post>",
    "POST /callings/lists": "PUT /api/call-lists/<code>",
    "POST /duty/strength": "PUT /api/duty/strength/<int:level>",
    "POST /duty/rolls/call": "POST /api/duty/rolls",
    "POST /duty/rolls/draw": "POST /api/duty/roll-draws",
    "POST /duty/rolls/draws/<int:pk>/stop": "POST /api/duty/roll-draws/<int:pk>/stop",
    "POST /duty/rotas/new": "PUT /api/duty/rotas/<code>",
    "POST /duty/rotas/<slug:code>": "PUT /api/duty/rotas/<code>",
    "POST /field/orders/<int:pk>/seen": "POST /api/orders/<order>/seen",
    "POST /scenario/steer": "POST /api/scenario",
    "POST /warnings/<int:pk>/edit": "PATCH /api/warnings/<int:pk>",
    "POST /warnings/deliveries/<int:pk>/retry": "POST /api/warning-deliveries/<int:pk>/retry",
    "POST /warnings/new": "POST /api/warnings",
}
# What has none, and why.
NONE: dict[str, str] = {
    "GET /sign-in": "a person signs in; a program has a token",
    "GET /sign-in/<str:token>": "a person signs in; a program has a token",
    "GET /feed/cap.atom": "itself for programs, and its form is a standard",
    "GET /feed/cap/<str:identifier>.xml": "itself for programs, and its form is a standard",
    "GET /duty/feed/<str:token>.ics": "itself for programs, and its form is a standard",
    "POST /hooks/<str:token>": "itself for programs: where carriers report",
    "GET /progress/<str:token>": "how far the form that this browser just sent has come; a program waits for its answer",
    "GET /static/(?P<name>.+)": "styles and scripts of the pages",
    "POST /rules/settings": "draws the form for another detector; a program reads GET /api/detectors",
    "POST /prefs": "how one browser shows the pages; a program says its language with each request",
    "POST /sign-in": "a person signs in; a program has a token",
    "POST /sign-in/<str:token>": "a person signs in; a program has a token",
    "GET /field/": "the shell of the field app, the same for everybody; a program reads GET /api/field/state",
    "GET /field/worker.js": "what a browser runs so that the field app opens without a network",
    "GET /field/manifest.webmanifest": "how a phone installs the field app",
    "GET /field/in/<str:token>": "a phone is signed in; a program has a token",
    "POST /field/in/<str:token>": "a phone is signed in; a program has a token",
    "POST /sign-out": "a person signs out; a token runs out",
}


@pytest.fixture
def site() -> Iterator[Site]:
    yield rights_scene.lay()
    rights_scene.leave()


def pages(served: set[str]) -> set[str]:
    return {route for route in served if not route.partition(" ")[2].startswith("/api/")}


def operations(page: str, served: set[str]) -> list[str]:
    """Those that stand above; of an act else the one of the same address under /api."""
    if page in SAID:
        return re.split(r"\s{2,}", SAID[page])
    if page in DONE:
        return [DONE[page]]
    own = plain(page.replace(" /", " /api/", 1))
    return [route for route in served if not route.startswith("GET ") and plain(route) == own]


def plain(route: str) -> str:
    """An address whatever its gaps are called."""
    return re.sub(r"<[^>]*>", "<>", route)


def documented() -> set[str]:
    """`METHOD /pattern` of every operation in the API's own description."""
    paths = api.get_openapi_schema()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_each_page_has_an_operation_or_a_reason_to_have_none(site: Site) -> None:
    served = routes(site)
    without = {page for page in pages(served) if not operations(page, served)}
    assert without == set(NONE)
    assert all(NONE.values())
    assert set(SAID) | set(DONE) <= pages(served), "a page that is there no more"


def test_each_operation_is_documented_and_asks_for_the_right_of_its_page(site: Site) -> None:
    served, known, wrong = routes(site), documented(), []
    for page in pages(served):
        for one in operations(page, served):
            if re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one) not in known:
                wrong.append((page, one, "not documented"))
            if page not in PUBLIC | SIGNED_IN and NEEDED.get(one) != NEEDED[page]:
                wrong.append((page, one, "another right"))
    assert wrong == []


# ---- what they say -------------------------------------------------------------------------------------------------


def test_who_is_on_watch_is_told_by_post_and_to_a_wall_without_the_person(site: Site) -> None:
    held = {one.post: one for one in on_watch(rights_scene.site_now())}
    told = {one["post"]: one for one in program("lin").get("/api/duty").json()}
    assert set(told) == set(held)
    assert told["watch_officer"]["person_zh"] == held["watch_officer"].name.zh
    wall = browser("wall").get("/api/duty").json()
    assert {one["post"] for one in wall} == set(held)
    assert {one[name] for one in wall for name in ("person", "person_zh", "person_en")} == {None}


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_says_what_its_page_says(site: Site, lang: str) -> None:
    where = f"/report/{site.incident.pk}"
    client = browser("lin", **{"Accept-Language": lang})
    said, page = client.get(f"/api{where}").json(), client.get(where).content.decode()
    assert said["lang"] == lang
    assert said["timeline"]
    for line in [said["heading"], said["number"], *(row[0] for row in said["summary"] + said["timeline"])]:
        assert line in page, line
    assert client.get(f"/api{where}.pdf").content[:5] == b"%PDF-"
    assert said["heading"] in client.get(f"/api{where}.html").content.decode()
    nothing = client.get("/api/report/999999")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "incidents.NoSuchIncident")


def test_a_source_is_told_with_its_sensors_and_devices_but_no_key(site: Site) -> None:
    answer = program("lin").get("/api/sources/ws-jump")
    told = answer.json()
    assert {one["code"] for one in told["sensors"]} == set(
        Sensor.objects.filter(source__code="ws-jump").values_list("code", flat=True)
    )
    assert next(one["value"] for one in told["sensors"] if one["code"] == "jump-wind") == 4.6
    assert "probe" in {one["code"] for one in told["devices"]}
    assert set(told["devices"][0]) == {"code", "made_at", "withdrawn_at"}
    assert site.device_key not in answer.content.decode()
    assert len(told["not_taken"]) == min(50, Quarantine.objects.filter(source__code="ws-jump").count())
    assert program("lin").get("/api/sources/nobody").json()["code"] == "sources.NoSuchSource"


def test_official_warnings_are_told_as_they_were_received(site: Site) -> None:
    (told,) = program("sun").get("/api/bulletins").json()
    whole = program("sun").get(f"/api/bulletins/{site.bulletin.pk}").json()
    assert told == {name: value for name, value in whole.items() if name in told}
    assert whole["chain"] == [site.bulletin.pk]
    assert program("sun").get("/api/bulletins?state=cancelled").json() == []
    raw = program("sun").get(f"/api/bulletins/{site.bulletin.pk}/document")
    assert raw.content.startswith(b"<alert")
    assert raw["Content-Disposition"].startswith("attachment")
    assert (told["identifier"], told["headline_zh"], told["in_force"]) == ("B-1", "暴雪蓝色预警", True)
    assert told["area"]["type"] == "MultiPolygon"
    assert program("sun").get("/api/bulletins/999999").status_code == 404


def test_the_map_is_told_in_layers_as_the_screen_draws_them(site: Site) -> None:
    lin, screen = program("lin"), browser("lin")
    told = lin.get("/api/map").json()
    assert [one["code"] for one in told["layers"]] == list(layers())
    assert told["bbox"] == screen.get("/map/config.json").json()["bbox"]
    for one in told["layers"]:
        assert (
            lin.get(f"/api/map/layers/{one['code']}").json() == screen.get(f"/map/layers/{one['code']}.geojson").json()
        )
    long_ago = lin.get("/api/map/layers/incidents.open", {"at": "2020-01-01T00:00:00Z"}).json()
    assert long_ago["features"] == []
    assert lin.get("/api/map/base").json()["features"]
    for where, code in (("layers/nope", "onemap.NoSuchLayer"), ("base?at=yesterday", "onemap.NotAMoment")):
        assert lin.get(f"/api/map/{where}").json()["code"] == code


def test_the_clock_says_that_the_day_is_an_exercise(site: Site) -> None:
    told = program("lin").get("/api/clock").json()
    assert told["exercise"] is True
    assert told["head"] > site.entry
