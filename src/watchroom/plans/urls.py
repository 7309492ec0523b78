from django.urls import path

from watchroom.plans import pages, running_pages, standing_pages, testing_pages

urlpatterns = [
    path("plans/", pages.index, name="plans"),
    path("plans/<str:code>", pages.plan, name="plan"),
    path("plans/<str:code>/source", pages.source, name="plan-source"),
    path("plans/<str:code>/tests", testing_pages.tests, name="plan-tests"),
    path("plans/proposals/<int:pk>", pages.proposal, name="proposal"),
    path("plans/proposals/<int:pk>/forward", pages.forward, name="proposal-forward"),
    path("plans/proposals/<int:pk>/activate", pages.activate, name="proposal-activate"),
    path("plans/proposals/<int:pk>/decline", pages.decline, name="proposal-decline"),
    path("plans/activations/<int:pk>/stand-down", pages.stand_down, name="activation-stand-down"),
    path("plans/activations/<int:pk>/order", running_pages.order, name="activation-order"),
    path("plans/activations/<int:pk>/sign", running_pages.sign, name="activation-sign"),
    path("plans/activations/<int:pk>/level", running_pages.level, name="activation-level"),
    path("plans/activations/<int:pk>/extend", running_pages.extend, name="activation-extend"),
    path("plans/activations/<int:pk>/transfer", running_pages.transfer, name="activation-transfer"),
    path("plans/notices/<int:pk>/confirm", running_pages.confirm, name="notice-confirm"),
    path("incidents/<int:pk>/plans", pages.pane, name="incident-plans"),
    path("incidents/<int:pk>/response", pages.response, name="incident-response"),
    path("incidents/<int:pk>/standing", standing_pages.standing, name="incident-standing"),
    path("incidents/<int:pk>/state", standing_pages.state, name="incident-state"),
    path("incidents/<int:pk>/activate", pages.start_by_hand, name="incident-activate"),
]
