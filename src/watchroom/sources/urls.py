from django.urls import path

from watchroom.sources import arrivals_pages, bulletin_pages, pages, plot_pages, quarantine_pages, upload_pages
from watchroom.sources.cameras import pages as cameras

urlpatterns = [
    path("server", pages.server),
    path("sources/", pages.sources, name="sources"),
    path("sources/<str:code>", pages.source, name="source"),
    path("sources/<str:code>/arrivals.json", arrivals_pages.count, name="source-arrivals"),
    path("sources/<str:code>/lag.json", arrivals_pages.lag, name="source-lag"),
    path("quarantine/<int:pk>/bytes", quarantine_pages.bytes_of, name="quarantine-bytes"),
    path("quarantine/<int:pk>/replay", quarantine_pages.replay, name="quarantine-replay"),
    path("sources/<str:code>/files", upload_pages.files),
    path("sensors/<str:code>", pages.sensor, name="sensor"),
    path("sensors/<str:code>/plot.json", plot_pages.plot, name="sensor-plot"),
    path("sensors/<str:code>/calendar", plot_pages.calendar, name="sensor-calendar"),
    path("sensors/<str:code>/compare", plot_pages.compare, name="sensor-compare"),
    path("sensors/<str:code>/export", plot_pages.files, name="sensor-export"),
    path("history/", plot_pages.kept, name="history"),
    path("history/export", plot_pages.download, name="history-export"),
    path("history/keeping/<str:quantity>", plot_pages.keep, name="history-keep"),
    path("cameras/", cameras.index, name="cameras"),
    path("cameras/new", cameras.new, name="camera-new"),
    path("cameras/<str:code>", cameras.camera, name="camera"),
    path("cameras/<str:code>/edit", cameras.edit, name="camera-edit"),
    path("cameras/<str:code>/try", cameras.attempt, name="camera-try"),
    path("cameras/<str:code>/look", cameras.look, name="camera-look"),
    path("cameras/<str:code>/picture/<str:ticket>", cameras.picture, name="camera-picture"),
    path("cameras/<str:code>/live", cameras.look_live, name="camera-live"),
    path("cameras/<str:code>/live/<str:ticket>/part/<str:name>", cameras.live_part, name="camera-live-part"),
    path("bulletins/", bulletin_pages.bulletins, name="bulletins"),
    path("bulletins/<int:pk>", bulletin_pages.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/document", bulletin_pages.document, name="bulletin-document"),
]
