"""Addresses of operations' own pages."""

from django.urls import path

from watchroom.ops import pages

urlpatterns = [
    path("platform/", pages.platform, name="platform"),
    path("scenario/", pages.scenario, name="scenario"),
    path("scenario/steer", pages.steer, name="scenario-steer"),
]
