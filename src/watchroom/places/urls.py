from django.urls import path

from watchroom.places import pages

urlpatterns = [path("places/<str:code>", pages.panel, name="place")]
