from django.urls import path

from watchroom.warnings import pages, public, scale

urlpatterns = [
    path("warnings/", pages.listing, name="warnings"),
    path("warnings/new", pages.draft, name="warning-draft"),
    path("warnings/<int:pk>", pages.warning, name="warning"),
    path("warnings/<int:pk>/parts/<slug:name>", pages.part, name="warning-part"),
    path("warnings/<int:pk>/edit", pages.edit, name="warning-edit"),
    path("warnings/<int:pk>/review", pages.review, name="warning-review"),
    path("warnings/<int:pk>/return", pages.give_back, name="warning-return"),
    path("warnings/<int:pk>/sign", pages.sign, name="warning-sign"),
    path("warnings/<int:pk>/cancel", pages.cancel, name="warning-cancel"),
    path("warnings/deliveries/<int:pk>/retry", pages.send_again, name="warning-delivery-retry"),
    path("incidents/<int:pk>/warnings", pages.of_incident, name="incident-warnings"),
    path("incidents/<int:pk>/in-force", scale.in_force, name="incident-in-force"),
    path("public/", public.page, name="public"),
    path("feed/cap.atom", public.atom, name="cap-feed"),
    path("feed/cap/<str:identifier>.xml", public.document, name="cap-document"),
]
