from django.urls import path

from watchroom.sources import arrivals_pages, pages, quarantine_pages

urlpatterns = [
    path("server", pages.server),
    path("sources/", pages.sources, name="sources"),
    path("sources/<str:code>", pages.source, name="source"),
    path("sources/<str:code>/arrivals.json", arrivals_pages.count, name="source-arrivals"),
    path("sources/<str:code>/lag.json", arrivals_pages.lag, name="source-lag"),
    path("quarantine/<int:pk>/bytes", quarantine_pages.bytes_of, name="quarantine-bytes"),
    path("quarantine/<int:pk>/replay", quarantine_pages.replay, name="quarantine-replay"),
    path("sensors/<str:code>", pages.sensor, name="sensor"),
    path("sensors/<str:code>/day.json", pages.day, name="sensor-day"),
    path("bulletins/<int:pk>", pages.bulletin, name="bulletin"),
]
