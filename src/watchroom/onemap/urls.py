from django.urls import path

from watchroom.onemap import pages

urlpatterns = [
    path("map/", pages.full, name="map"),
    path("map/config.json", pages.config, name="map-config"),
    path("map/base.geojson", pages.ground, name="map-base"),
    path("map/layers/<str:code>.geojson", pages.features, name="map-layer"),
]
