"""The root of all addresses: each room's own, gathered by name, beside the desk's."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from watchroom.desk import command, field_pages, pages, phone_pages, prefs, serving, sign_in
from watchroom.desk.api import api
from watchroom.desk.board import pages as board
from watchroom.desk.ics import views as ics
from watchroom.desk.report import brief_views, order_views, plan_views
from watchroom.desk.report import drill_views as drill_report
from watchroom.desk.report import duty_views as duty_report
from watchroom.desk.report import kpi_views as kpi_report
from watchroom.desk.report import views as report
from watchroom.desk.routing import by_first_word

_ROOMS_WITH_PAGES = [room for room in settings.ROOMS if room != "desk" and find_spec(f"watchroom.{room}.urls")]

_operations, _app, _named = api.urls
_all: list[URLPattern | URLResolver] = [
    path("", pages.console, name="console"),
    path("prefs", prefs.change),
    path("clock", pages.clock),
    path("command", command.answer),
    path("journal/", pages.journal_page, name="journal"),
    path("journal/line", pages.journal_line),
    path("journal/<int:pk>/causes", pages.causes, name="causes"),
    path("desk/watch", pages.watch_line),
    path("desk/chosen", pages.chosen),
    path("incidents/<int:pk>/board", board.board, name="incident-board"),
    path("incidents/<int:pk>/forms", ics.index, name="incident-forms"),
    path("incidents/<int:pk>/forms/<slug:code>", ics.form, name="incident-form"),
    path("incidents/<int:pk>/forms/<slug:code>.pdf", ics.form_pdf, name="incident-form-pdf"),
    path("incidents/<int:pk>/panes/<slug:name>", pages.incident_pane, name="incident-pane"),
    path("plans/<str:code>/export/<str:form>", plan_views.export, name="plan-export"),
    path("plans/activations/<int:pk>/order.pdf", order_views.order, name="activation-order-pdf"),
    path("incidents/<int:pk>/reports/<int:report>/brief.docx", brief_views.word, name="incident-brief-docx"),
    path("incidents/<int:pk>/reports/<int:report>/brief.pdf", brief_views.paper, name="incident-brief-pdf"),
    path("report/<int:incident>", report.page, name="report"),
    path("report/<int:incident>.pdf", report.paper, name="report-pdf"),
    path("report/<int:incident>.html", report.whole, name="report-html"),
    path("report/drills/<int:pk>", drill_report.page, name="drill-report"),
    path("report/drills/<int:pk>.pdf", drill_report.paper, name="drill-report-pdf"),
    path("report/drills/<int:pk>.html", drill_report.whole, name="drill-report-html"),
    path("report/drills/<int:pk>.docx", drill_report.word, name="drill-report-docx"),
    path("report/duty/<str:day>.pdf", duty_report.paper, name="duty-report-pdf"),
    path("report/duty/<str:day>.html", duty_report.whole, name="duty-report-html"),
    path("report/duty/<str:day>.docx", duty_report.word, name="duty-report-docx"),
    path("report/duty/<str:day>", duty_report.page, name="duty-report"),
    path("report/alarms/<str:month>.pdf", kpi_report.paper, name="kpi-report-pdf"),
    path("report/alarms/<str:month>.html", kpi_report.whole, name="kpi-report-html"),
    path("report/alarms/<str:month>", kpi_report.page, name="kpi-report"),
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-in/<str:token>", sign_in.by_link, name="sign-in-link"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("field/", field_pages.shell, name="field"),
    path("field/worker.js", field_pages.worker, name="field-worker"),
    path("field/manifest.webmanifest", field_pages.manifest, name="field-manifest"),
    path("field/in/<str:token>", field_pages.pair, name="field-pair"),
    path("field/state", field_pages.taken_along, name="field-state"),
    path("field/incidents/<int:pk>/map", field_pages.kept_map, name="field-map"),
    path("field/orders/<int:pk>/seen", field_pages.seen, name="field-order-seen"),
    path("field/acts", field_pages.acts, name="field-acts"),
    path("field/media", field_pages.media, name="field-media"),
    path("field/positions", field_pages.share, name="field-positions"),
    path("field/phones", phone_pages.index, name="phones"),
    path("field/phones/link", phone_pages.link, name="phone-link"),
    path("field/phones/<int:pk>/revoke", phone_pages.revoke, name="phone-revoke"),
    path("field/distress/<int:pk>/end", phone_pages.end_distress, name="distress-end"),
    path("field/refused/<int:pk>/settle", phone_pages.settle, name="field-settle"),
    path("api/", (by_first_word(_operations), _app, _named)),
    re_path(r"^static/(?P<name>.+)$", serving.static_file),
    *(path("", include(import_module(f"watchroom.{room}.urls"))) for room in _ROOMS_WITH_PAGES),
]
urlpatterns = by_first_word(_all)

handler400 = "watchroom.desk.errors.bad"
handler403 = "watchroom.desk.errors.refused"
handler404 = "watchroom.desk.errors.not_found"
handler500 = "watchroom.desk.errors.broken"
