"""Cameras on a map that is drawn on the server: their signs and cones are shapes like any other, and their names are text."""

from watchroom.onemap.svg import svg
from watchroom.people.testing import Cast
from watchroom.sources.cameras.actions import Wanted, put_camera
from watchroom.sources.cameras.layers import cameras


def test_a_camera_and_its_cone_are_drawn_and_its_name_is_escaped(cast: Cast):
    put_camera(
        "cam-c", Wanted(zh="C 口<b>", en="Gate C<b>", lon=115.464, lat=40.9042, simulated=True, bearing=90, view=60)
    )

    drawn = svg([("camera", cameras(cast.lin))], (115.45, 40.89, 115.48, 40.92), lang="en")

    assert "Gate C&lt;b&gt;" in drawn
    assert "<b>" not in drawn
