from django.urls import path

from watchroom.dispatch import pages

urlpatterns = [
    path("dispatch/", pages.desk, name="dispatch"),
    path("incidents/<int:pk>/orders", pages.board, name="incident-orders"),
    path("incidents/<int:pk>/units", pages.units, name="incident-units"),
    path("incidents/<int:pk>/units/<int:unit>/dispatch", pages.dispatch, name="unit-dispatch"),
    path("orders/<int:pk>/receive", pages.receive, name="order-receive"),
    path("orders/<int:pk>/finish", pages.finish, name="order-finish"),
    path("units/<int:pk>/status", pages.status, name="unit-status"),
]
