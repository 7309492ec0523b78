from django.urls import path

from watchroom.incidents import evidence_pages, pages, reporting_pages, scene_media_pages

urlpatterns = [
    path("incidents/", pages.index, name="incidents"),
    path("incidents/list", pages.pane, name="incident-list"),
    path("incidents/new", pages.new, name="incident-new"),
    path("incidents/<int:pk>", pages.incident, name="incident"),
    path("incidents/<int:pk>/summary", pages.summary, name="incident-summary"),
    path("incidents/<int:pk>/head", pages.head, name="incident-head"),
    path("incidents/<int:pk>/timeline", pages.timeline, name="incident-timeline"),
    path("incidents/<int:pk>/reports", pages.reports, name="incident-reports"),
    path("incidents/<int:pk>/cameras", evidence_pages.cameras, name="incident-cameras"),
    path("incidents/<int:pk>/cameras/<str:code>/look", evidence_pages.look, name="incident-camera-look"),
    path("incidents/<int:pk>/pictures", evidence_pages.pictures, name="incident-pictures"),
    path("incidents/<int:pk>/pictures/<int:picture>/look", evidence_pages.open_kept, name="incident-picture-look"),
    path("incidents/<int:pk>/pictures/bytes/<str:ticket>", evidence_pages.picture, name="incident-picture"),
    path("incidents/<int:pk>/media", scene_media_pages.pane, name="incident-media"),
    path("incidents/<int:pk>/media/<int:media>", scene_media_pages.media, name="incident-media-bytes"),
    path("incidents/<int:pk>/note", pages.note, name="incident-note"),
    path("incidents/<int:pk>/grade", pages.grade, name="incident-grade"),
    path("incidents/<int:pk>/place", pages.place, name="incident-place"),
    path("incidents/<int:pk>/report", pages.report, name="incident-report"),
    path("incidents/<int:pk>/basis", reporting_pages.basis, name="incident-basis"),
    path("incidents/<int:pk>/reports/<int:report>/send", reporting_pages.send, name="incident-report-send"),
    path("reporting/", reporting_pages.rules, name="reporting"),
    path("reporting/level", reporting_pages.level, name="reporting-level"),
    path("reporting/<slug:code>", reporting_pages.rule, name="reporting-rule"),
    path("reporting/<slug:code>/withdraw", reporting_pages.withdraw, name="reporting-rule-withdraw"),
    path("incidents/<int:pk>/close", pages.close, name="incident-close"),
]
