"""Who may do what, asked of every address that the site serves: A-01, S-11. A new address without a declared right fails."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import orjson
import pytest
from django.db import transaction
from django.test import Client

from tests import rights_scene
from tests.rights_scene import CALLER, LANDLINE, PHONE, TOLD_BY, Site, viewer
from tests.routes import address, body, raw, routes
from watchroom.desk.errors import FORM_HEADER
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.journal.queries import head
from watchroom.kernel.clock import as_local
from watchroom.people.actions import make_api_token
from watchroom.people.models import Person
from watchroom.people.queries import person_by_code
from watchroom.people.rights import RIGHTS, Act
from watchroom.people.viewer import NOBODY, Viewer

pytestmark = [pytest.mark.django_db, pytest.mark.site]
BACKEND = "django.contrib.auth.backends.ModelBackend"

# The whole list of what is open to anybody. Whatever is added here is added on purpose.
PUBLIC = {
    "GET /sign-in", "POST /sign-in", "GET /sign-in/<str:token>", "POST /sign-in/<str:token>", "POST /sign-out", "POST /prefs",
    "GET /duty/feed/<str:token>.ics", "GET /public/", "GET /feed/cap.atom", "GET /feed/cap/<str:identifier>.xml", "GET /api/public/warnings",
    "GET /static/(?P<name>.+)", "GET /api/openapi.json", "GET /api/", "POST /hooks/<str:token>",
    "GET /field/", "GET /field/worker.js", "GET /field/manifest.webmanifest", "GET /field/in/<str:token>", "POST /field/in/<str:token>",
}  # fmt: skip
SIGNED_IN = {
    "GET /api/me", "GET /progress/<str:token>", "GET /duty/mine", "GET /api/duty/mine", "POST /duty/leave", "POST /api/duty/leave", "POST /duty/exchanges",
    "POST /api/duty/exchanges", "POST /duty/leave/<int:pk>/withdraw", "POST /api/duty/leave/<int:pk>/withdraw",
    "POST /duty/exchanges/<int:pk>/answer", "POST /api/duty/exchanges/<int:pk>/answer", "POST /duty/exchanges/<int:pk>/withdraw",
    "POST /api/duty/exchanges/<int:pk>/withdraw", "POST /duty/posts/<slug:code>/give", "POST /api/duty/posts/<code>/give",
    "GET /duty/ways", "GET /api/duty/ways", "POST /duty/ways", "POST /api/duty/ways", "POST /duty/ways/<int:pk>/<slug:act>",
    "POST /api/duty/ways/<int:pk>/<act>", "POST /callings/codes", "POST /api/callings/codes",
    "GET /duty/rolls/bar", "GET /api/duty/rolls/mine", "POST /duty/rolls/<int:pk>/answer", "POST /api/duty/rolls/<int:pk>/answer",
    "GET /field/phones", "GET /api/field/phones", "POST /field/phones/link", "POST /api/field/phones/links", "POST /field/phones/<int:pk>/revoke",
    "POST /api/field/phones/<int:pk>/revoke", "POST /field/acts", "POST /api/field/acts", "POST /field/media", "POST /api/field/media",
    "GET /called/", "GET /api/called/mine", "POST /called/<int:pk>/come", "POST /api/called/<int:called>/come",
    "POST /called/<int:pk>/cannot", "POST /api/called/<int:called>/cannot",
    "POST /duty/feed", "POST /api/duty/feed", "POST /duty/posts/<slug:code>/take", "POST /api/duty/posts/<code>/take",
}  # fmt: skip
DEVICES = {
    "POST /api/push", "GET /api/sensorthings/v1.1/", "GET /api/sensorthings/v1.1/<path:rest>", "POST /api/sensorthings/v1.1/<path:rest>",
}  # fmt: skip
# Either right is enough: a proposal is declined by whoever has it before him, a warning returned by either approver.
EITHER = {
    "POST /plans/proposals/<int:pk>/decline": {Act.FORWARD_PROPOSAL, Act.ACTIVATE_PLAN},
    "POST /api/proposals/<int:pk>/decline": {Act.FORWARD_PROPOSAL, Act.ACTIVATE_PLAN},
    "POST /plans/activations/<int:pk>/sign": {Act.FORWARD_PROPOSAL, Act.ACTIVATE_PLAN},
    "POST /api/activations/<int:pk>/sign": {Act.FORWARD_PROPOSAL, Act.ACTIVATE_PLAN},
    "GET /agencies/": {Act.SEE, Act.ADMIN},
    "GET /api/agencies": {Act.SEE, Act.ADMIN},
    "GET /duty/strength": {Act.SEE, Act.KEEP_ROSTER},
    "GET /api/duty/strength": {Act.SEE, Act.KEEP_ROSTER},
    "POST /warnings/<int:pk>/return": {Act.REVIEW_WARNING, Act.SIGN_WARNING},
    "POST /api/warnings/<int:pk>/return": {Act.REVIEW_WARNING, Act.SIGN_WARNING},
}
NEEDS: dict[Act, str] = {
    Act.SEE: """
        GET /field/state  GET /api/field/state  GET /field/incidents/<int:pk>/map  GET /api/field/incidents/<int:pk>/map
        GET /duty/posts/<slug:code>/handover  GET /api/duty/posts/<code>/handover  GET /api/duty/roster
        GET /duty/roster.xlsx  GET /api/duty/roster.xlsx  GET /duty/roster.csv  GET /api/duty/roster.csv
        GET /  GET /clock  GET /command  POST /command  GET /api/command  POST /api/command  GET /duty/  GET /journal/  GET /journal/line  GET /journal/<int:pk>/causes
        GET /desk/watch  GET /desk/chosen  GET /incidents/<int:pk>/panes/<slug:name>  GET /places/<str:code>
        GET /sensors/  GET /sensors/<str:code>  GET /sensors/<str:code>/plot.json  GET /sensors/<str:code>/calendar  GET /sensors/<str:code>/compare
        GET /sensors/<str:code>/export  GET /history/export  GET /api/history/export  GET /api/sensors/<code>/plot
        GET /api/sensors/<code>/calendar  GET /api/sensors/<code>/compare  GET /bulletins/<int:pk>  GET /alarms/queue  GET /alarms/<int:pk>
        GET /alarms/held  GET /alarms/maintenance  GET /alarms/sound
        GET /bulletins/  GET /bulletins/<int:pk>/document
        GET /incidents/  GET /incidents/list  GET /incidents/<int:pk>  GET /incidents/<int:pk>/summary  GET /incidents/<int:pk>/head
        GET /incidents/<int:pk>/shares  GET /api/incidents/<int:pk>/shares
        GET /incidents/<int:pk>/reports/<int:report>/brief.docx  GET /incidents/<int:pk>/reports/<int:report>/brief.pdf
        GET /api/incidents/<int:pk>/reports/<int:report>/brief.docx  GET /api/incidents/<int:pk>/reports/<int:report>/brief.pdf
        GET /calls/  GET /incidents/<int:pk>/calls  GET /api/calls  GET /api/incidents/<int:pk>/calls  GET /api/incidents/<int:pk>/likely
        GET /api/incidents/<int:pk>/ties  GET /api/incidents/<int:pk>/figures  GET /api/incidents/<int:pk>/instructions
        GET /reporting/  GET /reporting/<slug:code>  GET /api/reporting-rules  GET /api/reporting-rules/<code>
        GET /api/reporting-level  GET /api/incidents/<int:pk>/report-clocks  GET /api/incidents/<int:pk>/sendings
        GET /incidents/<int:pk>/timeline  GET /incidents/<int:pk>/reports  GET /plans/  GET /plans/<str:code>
        GET /plans/<str:code>/source  GET /plans/<str:code>/tests  GET /api/plans/<code>/tests
        GET /plans/proposals/<int:pk>  GET /incidents/<int:pk>/plans  GET /incidents/<int:pk>/response
        GET /incidents/<int:pk>/standing  GET /api/incidents/<int:pk>/statements  GET /dispatch/  GET /incidents/<int:pk>/orders  GET /incidents/<int:pk>/units
        GET /incidents/<int:pk>/advice  GET /warnings/  GET /warnings/<int:pk>  GET /warnings/<int:pk>/parts/<slug:name>
        GET /incidents/<int:pk>/warnings  GET /incidents/<int:pk>/in-force  GET /map/  GET /map/config.json  GET /map/base.geojson
        GET /map/layers/<str:code>.geojson  GET /scenario/
        GET /api/places  GET /api/places/<code>  GET /api/sensors  GET /api/sensors/<code>  GET /api/sensors/<code>/history
        GET /api/alarms  GET /api/alarms/<int:pk>  GET /api/alarms/<int:pk>/similar  GET /api/alarm-holds  GET /api/alarm-sound
        GET /api/rules  GET /api/rules/<code>  GET /api/incidents
        GET /api/incidents/<int:pk>  GET /api/incidents/<int:pk>/reports  GET /api/plans  GET /api/plan-schema  GET /api/plans/<code>
        GET /plans/<str:code>/versions  GET /api/plans/<code>/versions  GET /plans/workdays  GET /api/plan-workdays  GET /api/plan-days
        GET /plans/<str:code>/export/<str:form>  GET /api/plans/<code>/export/<form>  GET /plans/<str:code>/compare  GET /api/plans/<code>/compare
        GET /api/incidents/<int:pk>/proposals  GET /api/incidents/<int:pk>/activations  GET /api/incidents/<int:pk>/assessments
        GET /api/activations/<int:pk>/tasks  GET /api/orders  GET /api/orders/<order>  GET /api/units
        GET /orders/<int:pk>  GET /api/orders/<order>/trail
        GET /units/  GET /units/<int:pk>  GET /api/unit-board  GET /api/units/<unit>  GET /api/incidents/<incident>/runs
        GET /api/unit-kinds  GET /api/radio-codes
        GET /dispatch/proposals/  GET /dispatch/needs/  GET /dispatch/needs/<slug:code>  GET /dispatch/cover/
        GET /dispatch/cover/<slug:code>  GET /dispatch/closures/  GET /api/unit-proposals  GET /api/response-rules
        GET /api/response-rules/<code>  GET /api/cover-rules  GET /api/cover-rules/<code>  GET /api/closures
        GET /teams/  GET /teams/<int:pk>  GET /incidents/<int:pk>/teams  GET /api/teams  GET /api/teams/<int:team>
        GET /api/incidents/<incident>/teams
        GET /stock/  GET /stock/<int:pk>  GET /api/stock  GET /api/stock/<stock>/moves
        GET /api/incidents/<incident>/nearest-units  GET /api/incidents/<incident>/advice  GET /api/advice/<advice>
        GET /api/warnings  GET /api/warnings/<int:pk>  GET /api/warnings/<int:pk>/cap  GET /api/warning-events
        GET /api/warning-channels  GET /api/scenario  GET /api/journal  GET /api/journal/<int:pk>/causes
        GET /api/clock  GET /api/duty  GET /api/bulletins  GET /api/bulletins/<int:pk>  GET /api/map  GET /api/map/base
        GET /api/map/layers/<code>  GET /rules/  GET /rules/signals  GET /rules/<str:code>  GET /api/rules/<code>/versions
        GET /api/rules/<code>/differences  GET /api/detectors  GET /api/warning-signals
        GET /api/bulletins/<int:pk>/document  GET /plans/activations/<int:pk>/order  GET /plans/activations/<int:pk>/order.pdf
        GET /api/activations/<int:pk>/order.pdf  GET /incidents/<int:pk>/run
        GET /activations/<int:pk>/levels/<int:level>  GET /api/activations/<activation>/levels/<level>
        GET /incidents/<int:pk>/cards/<slug:post>  GET /api/activations/<int:pk>  GET /api/incidents/<int:pk>/notices
        GET /api/incidents/<incident>/organisation  GET /api/incidents/<incident>/cards/<post>
        GET /alarms/  GET /alarms/groups/<int:pk>  GET /alarms/kpi  GET /api/alarm-queue  GET /api/alarm-groups
        GET /api/alarm-groups/<int:pk>  GET /api/alarms/kpi
        GET /orders/unanswered  GET /api/unanswered-orders  GET /incidents/<int:pk>/reached  GET /api/callings  GET /callings/
        GET /callings/<int:pk>  GET /callings/<int:pk>.csv  GET /api/callings/<int:call>  GET /api/call-lists
        GET /drills/  GET /drills/bar  GET /drills/<int:pk>  GET /drills/<int:pk>/now  GET /drills/<int:pk>/score
        GET /api/drills  GET /api/drills/<int:pk>  GET /api/drills/<int:pk>/score
        GET /incidents/<int:pk>/board  GET /api/incidents/<incident>/crew-checks
    """,
    Act.SEE_NAMES: """
        GET /incidents/<int:pk>/files  GET /incidents/<int:pk>/files/<int:file>  GET /api/incidents/<int:pk>/files
        GET /api/incidents/<int:pk>/files/<int:file>
        GET /incidents/<int:pk>/media  GET /incidents/<int:pk>/media/<int:media>
        GET /api/incidents/<int:pk>/media  GET /api/incidents/<int:pk>/media/<int:media>
    """,
    Act.SEE_SOURCES: """
        GET /server  GET /sources/  GET /sources/<str:code>  GET /api/server  GET /api/sources  GET /api/sources/<code>
        GET /sources/<str:code>/arrivals.json  GET /sources/<str:code>/lag.json  GET /api/sources/<code>/arrivals
        GET /platform/  GET /api/platform
        GET /quarantine/<int:pk>/bytes  GET /api/quarantine/<int:pk>/bytes
        GET /history/  GET /api/history  GET /cameras/  GET /api/cameras
    """,
    Act.SEE_CAMERAS: """
        GET /cameras/<str:code>  POST /cameras/<str:code>/look  GET /cameras/<str:code>/picture/<str:ticket>
        POST /cameras/<str:code>/live  GET /cameras/<str:code>/live/<str:ticket>/part/<str:name>
        GET /api/cameras/<code>  POST /api/cameras/<code>/look  GET /api/cameras/<code>/picture/<ticket>
        POST /api/cameras/<code>/live  GET /api/cameras/<code>/live/<ticket>/part/<name>
        GET /incidents/<int:pk>/cameras  POST /incidents/<int:pk>/cameras/<str:code>/look  GET /incidents/<int:pk>/pictures
        POST /incidents/<int:pk>/pictures/<int:picture>/look  GET /incidents/<int:pk>/pictures/bytes/<str:ticket>
        GET /api/incidents/<int:pk>/cameras  POST /api/incidents/<int:pk>/cameras/<code>/look
        GET /api/incidents/<int:pk>/pictures  POST /api/incidents/<int:pk>/pictures/<int:picture>/look
        GET /api/incidents/<int:pk>/pictures/bytes/<ticket>
        POST /incidents/<int:pk>/pictures  POST /api/incidents/<int:pk>/pictures
    """,
    Act.READ_REPORT: """
        GET /report/<int:incident>  GET /report/<int:incident>.pdf  GET /report/<int:incident>.html
        GET /api/report/<int:incident>  GET /api/report/<int:incident>.pdf  GET /api/report/<int:incident>.html
        GET /report/duty/<str:day>  GET /report/duty/<str:day>.pdf  GET /report/duty/<str:day>.html  GET /report/duty/<str:day>.docx
        GET /api/report/duty/<day>  GET /api/report/duty/<day>.pdf  GET /api/report/duty/<day>.html  GET /api/report/duty/<day>.docx
        GET /report/alarms/<str:month>  GET /report/alarms/<str:month>.pdf  GET /report/alarms/<str:month>.html
        GET /api/report/alarms/<month>  GET /api/report/alarms/<month>.pdf  GET /api/report/alarms/<month>.html
        GET /report/drills/<int:pk>  GET /report/drills/<int:pk>.pdf  GET /report/drills/<int:pk>.html
        GET /report/drills/<int:pk>.docx  GET /api/report/drills/<int:pk>  GET /api/report/drills/<int:pk>.pdf
        GET /api/report/drills/<int:pk>.html  GET /api/report/drills/<int:pk>.docx
        GET /incidents/<int:pk>/forms  GET /incidents/<int:pk>/forms/<slug:code>  GET /incidents/<int:pk>/forms/<slug:code>.pdf
        GET /api/incidents/<int:pk>/forms  GET /api/incidents/<int:pk>/forms/<code>  GET /api/incidents/<int:pk>/forms/<code>.pdf
    """,
    Act.ACKNOWLEDGE_ALARM: """
        POST /alarms/<int:pk>/acknowledge  POST /alarms/acknowledge  POST /alarms/<int:pk>/reset  POST /alarms/<int:pk>/shelve
        POST /alarms/<int:pk>/unshelve  POST /alarms/<int:pk>/assign
        POST /api/alarms/<int:pk>/acknowledge  POST /api/alarms/acknowledge  POST /api/alarms/<int:pk>/reset
        POST /api/alarms/<int:pk>/shelve  POST /api/alarms/<int:pk>/unshelve  POST /api/alarms/<int:pk>/assign
        POST /alarms/groups/<int:pk>/acknowledge  POST /alarms/groups/<int:pk>/ungroup
        POST /api/alarm-groups/<int:pk>/acknowledge  POST /api/alarm-groups/<int:pk>/ungroup
    """,
    Act.TAKE_OUT_ALARMS: """
        POST /alarms/maintenance  POST /alarms/out-of-service  POST /alarms/holds/<int:pk>/end
        POST /api/alarm-holds/maintenance  POST /api/alarm-holds/out-of-service  POST /api/alarm-holds/<int:pk>/end
    """,
    Act.SILENCE_ALARMS: """
        POST /alarms/sound/silence  POST /alarms/sound/test  POST /api/alarm-sound/silence  POST /api/alarm-sound/test
    """,
    Act.SHARE_INCIDENT: """
        POST /incidents/<int:pk>/share  POST /incidents/<int:pk>/unshare
        POST /api/incidents/<int:pk>/shares  POST /api/incidents/<int:pk>/shares/end
    """,
    Act.OPEN_INCIDENT: """
        POST /drills/<int:pk>/take  POST /api/drills/<int:pk>/take
        GET /incidents/new  POST /incidents/new  POST /incidents/<int:pk>/place
        POST /api/incidents  POST /api/incidents/<int:pk>/place
        POST /incidents/read  POST /api/incident-reading  POST /calls/take  POST /api/calls
    """,
    Act.NOTE_INCIDENT: """
        POST /api/incidents/<int:pk>/media
        POST /incidents/<int:pk>/note  POST /api/incidents/<int:pk>/notes
        POST /incidents/<int:pk>/instructions/<int:instruction>/answer
        POST /api/incidents/<int:pk>/instructions/<int:instruction>/answer
        POST /incidents/<int:pk>/state  POST /api/incidents/<int:pk>/statements
        POST /alarms/<int:pk>/comment  POST /api/alarms/<int:pk>/comment
        POST /incidents/<int:pk>/files  POST /api/incidents/<int:pk>/files
    """,
    Act.REPORT_UP: """
        POST /incidents/<int:pk>/grade  POST /incidents/<int:pk>/report
        POST /incidents/<int:pk>/basis  POST /api/incidents/<int:pk>/basis
        POST /calls/<int:pk>/settle  POST /api/calls/<int:pk>/settle  POST /calls/<int:pk>/move  POST /api/calls/<int:pk>/move  POST /incidents/<int:pk>/ties  POST /api/incidents/<int:pk>/ties
        POST /incidents/<int:pk>/ties/<int:tie>/end  POST /api/incidents/<int:pk>/ties/<int:tie>/end
        POST /incidents/<int:pk>/reports/<int:report>/correct  POST /api/incidents/<int:pk>/reports/<int:report>/corrections
        POST /incidents/<int:pk>/instructions  POST /api/incidents/<int:pk>/instructions  GET /api/incidents/<int:pk>/report-draft
        POST /incidents/<int:pk>/instructions/<int:instruction>/withdraw
        POST /api/incidents/<int:pk>/instructions/<int:instruction>/withdraw
        POST /incidents/<int:pk>/reports/<int:report>/send  POST /api/incidents/<int:pk>/reports/<int:report>/sendings
        POST /api/incidents/<int:pk>/grade  POST /api/incidents/<int:pk>/reports
    """,
    Act.CLOSE_INCIDENT: "POST /incidents/<int:pk>/close  POST /api/incidents/<int:pk>/close",
    Act.FORWARD_PROPOSAL: "POST /plans/proposals/<int:pk>/forward  POST /api/proposals/<int:pk>/forward",
    Act.ACTIVATE_PLAN: """
        POST /plans/proposals/<int:pk>/activate  POST /incidents/<int:pk>/activate
        POST /api/proposals/<int:pk>/activate  POST /api/incidents/<int:pk>/activate
        POST /plans/activations/<int:pk>/level  POST /activations/<int:pk>/levels/<int:level>  POST /plans/activations/<int:pk>/extend
        POST /api/activations/<int:pk>/level  POST /api/activations/<int:pk>/extend
    """,
    Act.STAND_DOWN: """
        POST /plans/activations/<int:pk>/stand-down  POST /api/activations/<int:pk>/stand-down
        POST /plans/activations/<int:pk>/transfer  POST /api/activations/<int:pk>/transfer
    """,
    Act.ACT_ON_ORDER: """
        POST /orders/<int:pk>/receive  POST /orders/<int:pk>/finish  POST /api/orders/<order>/receive  POST /api/orders/<order>/finish
        POST /orders/<int:pk>/finish-last  POST /orders/<int:pk>/progress  POST /orders/<int:pk>/block  POST /orders/<int:pk>/unblock
        POST /orders/<int:pk>/skip  POST /api/orders/<order>/progress  POST /api/orders/<order>/block
        POST /api/orders/<order>/unblock  POST /api/orders/<order>/skip
        POST /plans/notices/<int:pk>/confirm  POST /api/notices/<int:pk>/confirm
        POST /orders/<int:pk>/seen  POST /field/orders/<int:pk>/seen  POST /api/orders/<order>/seen  POST /orders/<int:pk>/decline  POST /api/orders/<order>/decline
    """,
    Act.STEER_TASKS: """
        POST /incidents/<int:pk>/orders/add  POST /api/activations/<activation>/orders
        POST /incidents/<int:pk>/instructions/<int:instruction>/orders
        POST /api/incidents/<int:pk>/instructions/<int:instruction>/orders
        POST /orders/<int:pk>/remind  POST /api/orders/<order>/remind
        POST /orders/<int:pk>/change  POST /api/orders/<order>/change
    """,
    Act.FILL_FORMS: "POST /incidents/<int:pk>/forms/<slug:code>  PUT /api/incidents/<int:pk>/forms/<code>",
    Act.DISPATCH_UNIT: """
        GET /api/field/distress  POST /field/distress/<int:pk>/end  POST /api/field/distress/<int:pk>/end
        GET /api/field/refused  POST /field/refused/<int:pk>/settle  POST /api/field/refused/<int:pk>/settle
        POST /incidents/<int:pk>/units/<int:unit>/dispatch  POST /units/<int:pk>/send  POST /api/units/<unit>/dispatch
        POST /incidents/<int:pk>/crew-checks  PUT /api/incidents/<incident>/crew-checks
        POST /api/dispatch/messages  POST /dispatch/proposals/send  POST /api/unit-choices
        POST /dispatch/closures/  POST /dispatch/closures/<int:pk>/lift  POST /api/closures  POST /api/closures/<closure>/lift
        POST /callings/start  POST /api/callings/start  POST /callings/<int:pk>/end  POST /api/callings/<int:call>/end
        POST /called/<int:pk>/dialled  POST /api/called/<int:called>/dialled
        POST /incidents/<int:pk>/teams/<int:team>/call  POST /api/incidents/<incident>/teams/<team>/call
    """,
    Act.KEEP_UNITS: """
        GET /units/new  POST /units/new  GET /units/import  GET /stock/import  POST /stock/import  POST /api/stock-table  POST /units/import  POST /units/stations  GET /units/<int:pk>/edit
        POST /units/<int:pk>/edit  POST /api/units  POST /api/unit-table  POST /api/stations
        POST /teams/  POST /api/teams
        POST /stock/  POST /stock/<int:pk>/move  POST /api/stock  POST /api/stock/<stock>/moves
    """,
    Act.REPORT_UNIT: """
        POST /teams/<int:pk>/ready  POST /api/teams/<int:team>/ready  POST /called/<int:pk>/came  POST /called/<int:pk>/left
        POST /api/called/<int:called>/came  POST /api/called/<int:called>/left
        POST /units/<int:pk>/status  POST /units/radio  POST /api/units/<unit>/status  POST /api/units/radio
        POST /units/<int:pk>/check  POST /api/units/<unit>/check  POST /field/positions  POST /api/field/positions
    """,
    Act.JUDGE_ADVICE: """
        POST /advice/<int:pk>/accept  POST /advice/<int:pk>/reject  POST /api/advice/<advice>/accept  POST /api/advice/<advice>/reject
    """,
    Act.DRAFT_WARNING: """
        POST /warnings/new  POST /warnings/<int:pk>/edit  POST /api/warnings  PATCH /api/warnings/<int:pk>
    """,
    Act.REVIEW_WARNING: "POST /warnings/<int:pk>/review  POST /api/warnings/<int:pk>/review",
    Act.SIGN_WARNING: "POST /warnings/<int:pk>/sign  POST /api/warnings/<int:pk>/sign",
    Act.CANCEL_WARNING: """
        POST /warnings/<int:pk>/cancel  POST /warnings/deliveries/<int:pk>/retry
        POST /api/warnings/<int:pk>/cancel  POST /api/warning-deliveries/<int:pk>/retry
    """,
    Act.DRAFT_RULE: """
        GET /rules/new  POST /rules/new  POST /rules/settings  POST /rules/try  POST /rules/signals  POST /rules/<str:code>
        POST /rules/<str:code>/drop  POST /rules/<str:code>/back  PUT /api/rules/<code>  POST /api/rules/try
        POST /api/rules/<code>/drop  POST /api/rules/<code>/back  POST /api/warning-signals/rules
    """,
    Act.SET_RULES: """
        POST /reporting/new  POST /reporting/level  POST /reporting/<slug:code>  POST /reporting/<slug:code>/withdraw
        PUT /api/reporting-level  PUT /api/reporting-rules/<code>  POST /api/reporting-rules/<code>/withdraw
        POST /dispatch/needs/<slug:code>  POST /dispatch/needs/<slug:code>/withdraw  POST /dispatch/cover/<slug:code>
        POST /dispatch/cover/<slug:code>/withdraw  PUT /api/response-rules/<code>  POST /api/response-rules/<code>/withdraw
        PUT /api/cover-rules/<code>  POST /api/cover-rules/<code>/withdraw
        POST /rules/<str:code>/live  POST /rules/<str:code>/off  POST /api/rules/<code>/live  POST /api/rules/<code>/off
    """,
    Act.DRAFT_PLAN: """
        PUT /api/plans  POST /api/plan-check  POST /api/plan-test  POST /plans/<str:code>/tests
        GET /plans/wizard/made  POST /plans/wizard/made  GET /plans/wizard/<slug:code>  POST /plans/wizard/<slug:code>
        GET /api/plan-wizard  POST /api/plan-wizard  GET /api/plan-wizard/answers  PUT /api/plan-wizard/answers
        GET /plans/versions/new  POST /plans/versions/new  POST /plans/checks  POST /api/plan-checks
        GET /plans/drafts  POST /plans/drafts  GET /plans/drafts/<int:pk>  POST /plans/drafts/<int:pk>/drop
        GET /plans/drafts/<int:pk>/elements/<str:element>  POST /plans/drafts/<int:pk>/elements/<str:element>
        POST /plans/drafts/<int:pk>/elements/<str:element>/decide  GET /plans/drafts/<int:pk>/plan  POST /plans/drafts/<int:pk>/plan
        GET /plans/drafts/<int:pk>/plan.yaml  GET /plans/words  POST /plans/words  POST /plans/words/<int:pk>
        GET /api/plan-drafts  POST /api/plan-drafts  GET /api/plan-drafts/<int:pk>  POST /api/plan-drafts/<int:pk>/drop
        PUT /api/plan-drafts/<int:pk>/elements/<element>  GET /api/plan-drafts/<int:pk>/plan  POST /api/plan-drafts/<int:pk>/plan
        GET /api/plan-words  POST /api/plan-words  PUT /api/plan-words/<int:pk>  POST /plans/days/name  POST /api/plan-days
        POST /plans/days/<int:pk>/withdraw  POST /api/plan-days/<int:pk>/withdraw
        POST /plans/<str:code>/versions/<int:version>/submit  POST /api/plans/<code>/versions/<int:version>/submit
        POST /plans/<str:code>/versions/<int:version>/filed  POST /api/plans/<code>/versions/<int:version>/filed
        POST /plans/<str:code>/versions/<int:version>/published  POST /api/plans/<code>/versions/<int:version>/published
        POST /plans/<str:code>/causes  POST /api/plans/<code>/causes  POST /plans/<str:code>/evaluations  POST /api/plans/<code>/evaluations
    """,
    Act.REVIEW_PLAN: """
        POST /plans/<str:code>/versions/<int:version>/opinion  POST /api/plans/<code>/versions/<int:version>/opinion
    """,
    Act.APPROVE_PLAN: """
        POST /plans/<str:code>/versions/<int:version>/approve  POST /api/plans/<code>/versions/<int:version>/approve
        POST /plans/<str:code>/versions/<int:version>/in-force  POST /api/plans/<code>/versions/<int:version>/in-force
        POST /plans/<str:code>/versions/<int:version>/withdraw  POST /api/plans/<code>/versions/<int:version>/withdraw
    """,
    Act.PLAN_DRILL: """
        GET /drills/new  POST /drills/new  GET /drills/<int:pk>/edit  POST /drills/<int:pk>/edit  POST /drills/<int:pk>/inject
        POST /drills/<int:pk>/cancel  POST /api/drills  PUT /api/drills/<int:pk>  POST /api/drills/<int:pk>/injects
        POST /api/drills/<int:pk>/cancel  GET /api/drill-script
    """,
    Act.DIRECT_DRILL: "POST /drills/<int:pk>/steer  POST /api/drills/<int:pk>/steer",
    Act.STOP_DRILL: "POST /drills/<int:pk>/stop  POST /api/drills/<int:pk>/stop",
    Act.EVALUATE_DRILL: """
        POST /drills/<int:pk>/mark  POST /drills/<int:pk>/lesson  POST /api/drills/<int:pk>/marks  POST /api/drills/<int:pk>/lessons
    """,
    Act.KEEP_ROSTER: """
        POST /duty/leave/<int:pk>/decide  POST /api/duty/leave/<int:pk>/decide  POST /duty/exchanges/<int:pk>/decide
        POST /api/duty/exchanges/<int:pk>/decide  POST /duty/shifts  POST /api/duty/shifts  POST /duty/shifts/<int:pk>/assign
        POST /api/duty/shifts/<int:pk>/assign  POST /duty/shifts/<int:pk>/drop  POST /api/duty/shifts/<int:pk>/drop
        GET /duty/roster/import  POST /duty/roster/import  POST /api/duty/roster/import
        GET /duty/rotas/new  POST /duty/rotas/new  GET /duty/rotas/<slug:code>  POST /duty/rotas/<slug:code>
        GET /api/duty/rotas/<code>  PUT /api/duty/rotas/<code>  POST /duty/rotas/<slug:code>/end  POST /api/duty/rotas/<code>/end
        GET /duty/contacts  GET /api/duty/contacts  POST /duty/chains/<slug:post>  PUT /api/duty/chains/<post>
        PUT /api/call-lists/<code>/table  POST /callings/lists  PUT /api/call-lists/<code>
        POST /duty/strength  PUT /api/duty/strength/<int:level>
        POST /duty/posts/<slug:code>  POST /api/duty/posts/<code>  POST /plans/workdays/put  PUT /api/plan-workdays/<int:year>
    """,
    Act.KEEP_LOG: "GET /duty/log  POST /duty/log  GET /api/duty/log  POST /api/duty/log  GET /duty/rolls  GET /api/duty/rolls  GET /api/duty/nightly  GET /duty/todo  POST /duty/todo  GET /api/duty/todo  POST /api/duty/todo  POST /duty/todo/<int:pk>/done  POST /api/duty/todo/<int:pk>/done",
    Act.CALL_ROLL: """
        POST /duty/rolls/call  POST /api/duty/rolls  POST /duty/rolls/draw  POST /api/duty/roll-draws
        POST /duty/nightly  POST /api/duty/nightly  POST /duty/nightly/<int:pk>/end  POST /api/duty/nightly/<int:pk>/end
        POST /duty/rolls/draws/<int:pk>/stop  POST /api/duty/roll-draws/<int:pk>/stop
        POST /duty/rolls/<int:pk>/settle  POST /api/duty/rolls/<int:pk>/settle
        GET /duty/rolls/<int:pk>/photo  GET /api/duty/rolls/<int:pk>/photo
    """,
    Act.RUN_SCENARIO: "POST /scenario/steer  POST /api/scenario",
    Act.ADMIN: """
        POST /agencies/put  POST /agencies/posts  POST /agencies/people
        PUT /api/agencies/<code>  PUT /api/agencies/posts/<code>  PUT /api/agencies/people/<code>
        PUT /api/unit-kinds/<code>  PUT /api/radio-codes/<code>
        GET /brief-templates/  POST /brief-templates/  POST /brief-templates/service  GET /brief-templates/<int:number>.docx
        GET /brief-templates/<int:number>/trial.docx  GET /api/brief-templates  POST /api/brief-templates
        GET /api/brief-templates/<int:number>  GET /api/brief-templates/<int:number>/trial
        GET /api/brief-service  PUT /api/brief-service
        POST /quarantine/<int:pk>/replay  POST /api/quarantine/<int:pk>/replay
        POST /history/keeping/<str:quantity>  PUT /api/history/keeping/<quantity>
        GET /sources/<str:code>/files  POST /sources/<str:code>/files
        POST /api/sources/<code>/files  POST /api/sources/<code>/files/report
        GET /cameras/new  POST /cameras/new  GET /cameras/<str:code>/edit  POST /cameras/<str:code>/edit
        POST /cameras/<str:code>/try  POST /api/cameras/<code>/try  PUT /api/cameras/<code>  GET /api/cameras/<code>/settings
        GET /sources/new  POST /sources/new  GET /sources/<str:code>/trial  GET /sources/<str:code>/trial/arrived
        POST /sources/<str:code>/trial/settings  POST /sources/<str:code>/trial/ask  POST /sources/<str:code>/trial/device
        POST /sources/<str:code>/trial/sensor  POST /sources/<str:code>/trial/serve  POST /sources/<str:code>/trial/drop
        GET /api/source-kinds  GET /api/sources/<code>/trial  PUT /api/sources/<code>/trial
        POST /api/sources/<code>/trial/ask  POST /api/sources/<code>/trial/device  POST /api/sources/<code>/trial/sensor
        POST /api/sources/<code>/trial/serve  POST /api/sources/<code>/trial/drop
    """,
}  # fmt: skip


NEEDED: dict[str, set[Act]] = EITHER | {
    route: {act} for act, listed in NEEDS.items() for route in re.split(r"\s{2,}", listed.strip())
}
POSTS = ("lin", "chen", "zhao", "sun")
PEOPLE = (None, "guest", "wall", *POSTS, "zhou", "field", "admin")
# Where the state of things decides besides the right: who may, and is nevertheless told no.
NOT_ALL = {
    "POST /plans/proposals/<int:pk>/decline": {"zhao"},  # it has not been forwarded: it is the duty leader's
    "POST /api/proposals/<int:pk>/decline": {"zhao"},
    "POST /api/incidents/<int:pk>/pictures": {"chen", "zhao"},  # lin was shown it
    "POST /api/orders/<order>/receive": {"zhao", "sun", "zhou", "field"},  # another post's order
    "POST /api/orders/<order>/finish": {"zhao", "sun", "zhou", "field"},
    "POST /api/orders/<order>/progress": {"zhao", "sun", "zhou", "field"},
    "POST /api/orders/<order>/block": {"zhao", "sun", "zhou", "field"},
    "POST /api/orders/<order>/unblock": {"sun", "zhou", "field"},  # whoever steers tasks may say that the way is free
    "POST /api/orders/<order>/skip": {"sun", "zhou", "field"},
    "POST /api/orders/<order>/decline": {"chen", "zhao", "sun", "zhou", "field"},  # lin was called for it
    "POST /api/drills/<int:pk>/steer": {"chen"},  # zhao directs it
    "POST /api/drills/<int:pk>/lessons": {"lin", "chen", "zhou", "field"},  # no evaluators of this drill
    "POST /api/drills/<int:pk>/marks": {"lin", "chen", "zhou", "field"},
    "POST /api/drills/<int:pk>/take": {"zhou", "field"},  # the watch officer was called
    "POST /api/notices/<int:pk>/confirm": {"zhao", "sun", "zhou", "field"},  # another post's notice
    "POST /api/activations/<int:pk>/sign": {"zhao"},  # he decided; it is signed by telephone
    "POST /plans/activations/<int:pk>/sign": {"zhao"},
}

# What a secret of lin's own opens to whoever has it: a wall has none.
BY_SECRET = {"GET /duty/feed/<str:token>.ics", "POST /hooks/<str:token>"}
# What a ticket opens for lin, who was shown it: another who may look is told to look himself.
LIN_S_OWN = {
    "GET /cameras/<str:code>/picture/<str:ticket>", "GET /cameras/<str:code>/live/<str:ticket>/part/<str:name>",
    "GET /incidents/<int:pk>/pictures/bytes/<str:ticket>", "GET /api/cameras/<code>/picture/<ticket>",
    "GET /api/cameras/<code>/live/<ticket>/part/<name>", "GET /api/incidents/<int:pk>/pictures/bytes/<ticket>",
}  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    yield rights_scene.lay()
    rights_scene.leave()


IN_PLACE = {
    FORM_HEADER: "1"
}  # as our own client asks: what is refused is told in a fragment, without the page round it


def browser(code: str | None, **headers: str) -> Client:
    client = Client(headers=headers or None)
    if code:
        client.force_login(Person.objects.get(code=code), backend=BACKEND)
    return client


def program(code: str | None) -> Client:
    return Client(headers={"Authorization": f"Bearer {make_api_token(person_by_code(code))}"} if code else None)


def ask(client: Client, route: str, site: Site, **more: Any) -> Any:
    method, where = route.partition(" ")[0], address(route, site)
    if method == "GET":
        answer: Any = client.get(where, asked(where), **more)
        content(answer)
        return answer
    if file := raw(route, site):
        return client.generic(method, where, file, content_type="application/octet-stream", **more)
    if where.startswith("/api/"):
        return client.generic(method, where, orjson.dumps(body(route, site)), content_type="application/json", **more)
    return client.post(where, body(route, site), **more)


def asked(where: str) -> dict[str, Any]:
    """What an address of the past must be asked with."""
    span = {"since": "2026-12-12T00:00:00Z", "until": "2026-12-12T12:00:00Z"}
    match where.removeprefix("/api").split("/")[1:]:
        case ["sensors", _, "history" | "plot"]:
            return span
        case ["sensors", _, "calendar"]:
            return {"year": 2026}
        case ["sensors", _, "compare"]:
            return {"day": "2026-12-12"}
        case ["drill-script"]:
            return {"day": f"{as_local(site_now(), 'Asia/Shanghai'):%Y-%m-%d}"}
        case ["history", "export"]:
            return span | {"sensor": "jump-wind"}
    return {}


def content(answer: Any) -> bytes:
    """The body; of a file all of it, so that the file is closed."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def code_of(answer: Any) -> str:
    """The fault's code, wherever it was said."""
    if answer.headers.get("X-Fault"):
        return str(answer.headers["X-Fault"])
    return (
        str(answer.json().get("code", ""))
        if "json" in answer.headers.get("Content-Type", "") and answer.status_code >= 400
        else ""
    )


def refused(answer: Any) -> bool:
    """Whether rights said no."""
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
    return to_sign_in or code_of(answer) in ("people.NotAllowed", "people.NotSignedIn", "sources.WrongKey")


def may(code: str | None, route: str) -> bool:
    if route in PUBLIC:
        return True
    if route in SIGNED_IN:
        return code is not None
    return route not in DEVICES and any(_viewer(code).may(act) for act in NEEDED[route])


@cache
def _viewer(code: str | None) -> Viewer:
    """Asked for every address; every laid site gives the same people the same posts."""
    return viewer(code) if code else NOBODY


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is undone: every act is tried on the same site."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# ---- every address -------------------------------------------------------------------------------------------------


def test_every_address_declares_its_right(site: Site) -> None:
    assert routes(site) == PUBLIC | SIGNED_IN | DEVICES | set(NEEDED)


def test_every_right_is_used_and_has_a_holder() -> None:
    used = {act for acts in NEEDED.values() for act in acts}
    # These open no address: they decide what stands in one.
    assert set(Act) - used == {Act.SEE_PERSONAL, Act.HEAR_ALARMS}
    assert set(RIGHTS) == set(Act)


def each(people: tuple[str | None, ...], *on_both: str) -> pytest.MarkDecorator:
    """A walk for each person. A right is the same on either database: the second is walked by those named, who between
    them come to everything that is read or done.
    """
    once = {who: () if who in on_both else pytest.mark.once for who in people}
    return pytest.mark.parametrize("who", [pytest.param(who, marks=marks) for who, marks in once.items()])


LOOK_ON_BOTH = ("lin", "chen", "sun", "admin")
ACT_ON_BOTH = (*POSTS, "admin")


def test_whoever_walks_on_both_databases_comes_to_everything(site: Site) -> None:
    for looks, people in ((True, LOOK_ON_BOTH), (False, ACT_ON_BOTH)):
        some = {route for route in NEEDED if route.startswith("GET ") is looks}
        assert [route for route in some if not any(may(who, route) for who in people)] == []


@each(PEOPLE, *LOOK_ON_BOTH)
def test_whoever_may_look_is_shown_and_nobody_else_and_looking_changes_nothing(site: Site, who: str | None) -> None:
    """A-01; N-09: whatever opens an address, such as a scanner of mails, has answered nothing."""
    looks, wrong = sorted(route for route in routes(site) if route.startswith("GET ")), []
    page, api = browser(who), program(who)
    before = head()
    for route in looks:
        answer = ask(api if " /api/" in route else page, route, site)
        if may(who, route) and route in LIN_S_OWN and who != "lin":
            well = code_of(answer) in ("sources.PictureGone", "incidents.NoSuchPicture")
        elif may(who, route):
            well = answer.status_code == (404 if route == "GET /api/" else 200)
        else:
            well = refused(answer) and answer.status_code in (302, 401, 403)
        if not well:
            wrong.append((route, answer.status_code, code_of(answer)))
    assert wrong == []
    assert head() == before, "looking wrote into the book"


@each(PEOPLE, *ACT_ON_BOTH)
def test_whoever_has_the_right_is_not_refused_and_everybody_else_is_before_anything_is_done(
    site: Site, who: str | None
) -> None:
    acts, wrong = sorted(route for route in routes(site) if not route.startswith("GET ")), []
    page, api = browser(who, **IN_PLACE), program(who)
    for route in acts:
        before = head()
        with undone():
            client = api if " /api/" in route else browser(who) if route == "POST /sign-out" else page
            answer = ask(client, route, site)
            done = head() - before
        if may(who, route):
            told_no = refused(answer) and route not in PUBLIC and who not in NOT_ALL.get(route, ())
            well = answer.status_code < 500 and not told_no
        else:
            well = refused(answer) and answer.status_code in (401, 403) and done == 0
        if not well:
            wrong.append((route, answer.status_code, code_of(answer), done))
    assert wrong == []


@each((*POSTS, "zhou", "field"), *POSTS)
def test_each_post_can_do_over_the_api_exactly_what_its_rights_say(site: Site, who: str) -> None:
    """Both ways: what a post may is really done, down to the answer; what it may not is refused for that reason."""
    acts, wrong = sorted(route for route in NEEDED if " /api/" in route and not route.startswith("GET ")), []
    api = program(who)
    for route in acts:
        with undone():
            answer = ask(api, route, site)
        if may(who, route):
            well = answer.status_code in ((403, 409, 410) if who in NOT_ALL.get(route, ()) else (200,))
        else:
            well = (answer.status_code, code_of(answer)) == (403, "people.NotAllowed")
        if not well:
            wrong.append((route, answer.status_code, answer.content.decode()[:200]))
    assert wrong == []


@pytest.mark.once
def test_a_device_key_opens_its_own_door_and_no_other(site: Site) -> None:
    push = {"X-Device-Key": site.device_key}
    assert ask(Client(headers=push), "POST /api/push", site).status_code == 202
    for headers in (push, {"Authorization": f"Bearer {site.device_key}"}):
        stranger = Client(headers=headers)
        opened = [r for r in NEEDED if not refused(ask(stranger, r, site))]
        assert opened == []
    token = make_api_token(person_by_code("lin"))
    for headers in ({"X-Device-Key": token}, {"Authorization": f"Bearer {token}"}):
        assert ask(Client(headers=headers), "POST /api/push", site).status_code == 401


# ---- the wall screen -----------------------------------------------------------------------------------------------


def personal() -> set[str]:
    """Every name of the cast but the wall's own and the guest's, which is a word for outsiders, and every number planted."""
    people = Person.objects.exclude(code__in=("wall", "guest"))
    return {name for one in people for name in (one.zh, one.en)} | {CALLER, TOLD_BY, PHONE, LANDLINE}


@pytest.mark.once  # what is left out is left out of what was read, whatever read it
def test_the_wall_may_look_and_is_shown_no_name_and_no_number_in_any_body(site: Site) -> None:
    secret, found = personal(), []
    looks = [
        route for route in routes(site) if route.startswith("GET ") and may("wall", route) and route not in BY_SECRET
    ]
    for headers in ({}, {"HX-Request": "true"}):
        for lang in ("zh", "en"):
            page = browser("wall", **headers, **{"Accept-Language": lang})
            for route in looks:
                for where in _near(route, site):
                    said = content(page.get(where)).decode("utf-8", "replace")
                    said += re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), said)
                    found += [(where, one) for one in secret if one in said]
    assert found == []


def _near(route: str, site: Site) -> list[str]:
    """The address, and where there are several of a kind those that tell the most of persons."""
    where = address(route, site)
    more = [where]
    if "/incidents/<" in route:
        more.append(where.replace(f"/{site.incident.pk}", f"/{site.told.pk}", 1))
    if "/warnings/<" in route:
        more += [where.replace(f"/{site.draft.pk}", f"/{row.pk}", 1) for row in (site.reviewed, site.released)]
    if "/journal/<" in route:
        one_a_kind = {entry.kind: entry.id for entry in Entry.objects.all()}.values()
        more = [where.replace(f"/{site.entry}/", f"/{number}/") for number in one_a_kind]
    if route == "GET /api/journal":
        more = [f"{where}?limit=500"]
    return [
        f"{one}?since=2026-12-12T00:00:00Z&until=2026-12-12T12:00:00Z" if "/history" in one else one for one in more
    ]


def test_callers_are_for_the_watch_and_colleagues_names_for_all_who_work_here(site: Site) -> None:
    """The same things are there to be seen: the test above can fail."""
    pages = [
        f"/incidents/{site.told.pk}",
        f"/incidents/{site.incident.pk}/orders",
        f"/warnings/{site.released.pk}",
        "/journal/",
    ]
    for code in ("lin", "chen", "zhao", "sun", "zhou", "field"):
        client, watch = browser(code), code in ("lin", "chen")
        said = "".join(client.get(page).content.decode() for page in pages)
        said += str(program(code).get("/api/journal?limit=500").json())
        assert [CALLER in said, TOLD_BY in said] == [watch, watch], code
        for name in ("陈立", "赵岩", "孙宁", LANDLINE):
            assert name in said, (code, name)


def test_the_wall_does_nothing_by_the_command_line_either(site: Site) -> None:
    wall, before = browser("wall"), head()
    for line in (
        f"ack alarm:{site.alarms[-1].pk}",
        f"new alarm:{site.alarms[-1].pk}",
        "new place:1 试",
        f"disp unit:{site.unit.pk} incident:{site.incident.pk}",
    ):
        assert wall.post("/command", {"line": line}).status_code in (403, 409), line
    assert head() == before
