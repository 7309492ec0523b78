from django.urls import path

from watchroom.dispatch import enrolling_pages, pages, proposal_pages, run_pages, unit_pages

urlpatterns = [
    path("dispatch/", pages.desk, name="dispatch"),
    path("incidents/<int:pk>/orders", pages.board, name="incident-orders"),
    path("incidents/<int:pk>/units", pages.units, name="incident-units"),
    path("incidents/<int:pk>/units/<int:unit>/dispatch", unit_pages.dispatch, name="unit-dispatch"),
    path("orders/<int:pk>/receive", pages.receive, name="order-receive"),
    path("orders/<int:pk>/finish", pages.finish, name="order-finish"),
    path("orders/<int:pk>/finish-last", pages.finish_last, name="order-finish-last"),
    path("orders/<int:pk>/progress", run_pages.progress, name="order-progress"),
    path("orders/<int:pk>/block", pages.block, name="order-block"),
    path("orders/<int:pk>/unblock", pages.unblock, name="order-unblock"),
    path("orders/<int:pk>/skip", pages.skip, name="order-skip"),
    path("incidents/<int:pk>/run", run_pages.run, name="incident-run"),
    path("incidents/<int:pk>/orders/add", run_pages.add, name="order-add"),
    path("activations/<int:pk>/levels/<int:level>", run_pages.level, name="activation-leave"),
    path("incidents/<int:pk>/cards/<slug:post>", run_pages.card, name="post-card"),
    path("units/", unit_pages.board, name="units"),
    path("units/radio", unit_pages.radio, name="units-radio"),
    path("units/new", enrolling_pages.unit_form, name="unit-new"),
    path("units/import", enrolling_pages.table, name="units-import"),
    path("units/stations", enrolling_pages.station, name="station-new"),
    path("units/<int:pk>/edit", enrolling_pages.unit_form, name="unit-edit"),
    path("units/<int:pk>", unit_pages.unit, name="unit"),
    path("units/<int:pk>/status", unit_pages.status, name="unit-status"),
    path("units/<int:pk>/send", unit_pages.send, name="unit-send"),
    path("dispatch/proposals/", proposal_pages.proposals, name="unit-proposals"),
    path("dispatch/proposals/send", proposal_pages.send, name="unit-choices"),
    path("dispatch/needs/", proposal_pages.rule_list("response"), name="dispatch-needs"),
    path("dispatch/needs/<slug:code>", proposal_pages.rule_page("response"), name="dispatch-need"),
    path(
        "dispatch/needs/<slug:code>/withdraw", proposal_pages.rule_withdrawn("response"), name="dispatch-need-withdraw"
    ),
    path("dispatch/cover/", proposal_pages.rule_list("cover"), name="dispatch-covers"),
    path("dispatch/cover/<slug:code>", proposal_pages.rule_page("cover"), name="dispatch-cover"),
    path("dispatch/cover/<slug:code>/withdraw", proposal_pages.rule_withdrawn("cover"), name="dispatch-cover-withdraw"),
    path("dispatch/closures/", proposal_pages.closures, name="closures"),
    path("dispatch/closures/<int:pk>/lift", proposal_pages.lift, name="closure-lift"),
]
