from django.urls import path

from watchroom.dispatch import pages, run_pages, unit_pages

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
    path("units/<int:pk>", unit_pages.unit, name="unit"),
    path("units/<int:pk>/status", unit_pages.status, name="unit-status"),
    path("units/<int:pk>/check", unit_pages.check, name="unit-check"),
    path("incidents/<int:pk>/crew-checks", unit_pages.checks, name="crew-checks"),
    path("units/<int:pk>/send", unit_pages.send, name="unit-send"),
]
