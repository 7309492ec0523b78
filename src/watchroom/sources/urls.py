from django.urls import path

from watchroom.sources import pages

urlpatterns = [
    path("server", pages.server),
    path("sources/", pages.sources, name="sources"),
    path("sources/<str:code>", pages.source, name="source"),
    path("sensors/<str:code>", pages.sensor, name="sensor"),
    path("sensors/<str:code>/day.json", pages.day, name="sensor-day"),
    path("bulletins/<int:pk>", pages.bulletin, name="bulletin"),
]
