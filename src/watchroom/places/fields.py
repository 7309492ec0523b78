"""A column of GeoJSON that cannot hold an unchecked shape: it is checked on the way into the database."""

from typing import Any

from django.db import models

from watchroom.kernel.geometry import check_geojson


class GeoJSONField(models.JSONField):
    """A GeoJSON geometry in WGS 84, lon/lat. Saving anything else raises GeometryRefused."""

    description = "GeoJSON geometry"

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return super().get_prep_value(check_geojson(value))
