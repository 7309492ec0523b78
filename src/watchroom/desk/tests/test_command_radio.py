"""The radio on the command line: what it says beforehand, what it does, and what it asks."""

from datetime import timedelta

import pytest
from django.conf import settings as site

from watchroom.conftest import SetClock
from watchroom.desk.tests.test_command import as_, palette
from watchroom.dispatch.actions import dispatch_unit, put_unit
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.kernel.clock import as_local
from watchroom.people.testing import Cast
from watchroom.sources import line as stream_line


@pytest.fixture
def unit(cast: Cast, clock: SetClock) -> Unit:
    stream_line.use(Readings())
    put_zone()
    row = put_unit("E32", "fire_engine", "消防 32", "Engine 32", "station")
    return dispatch_unit(cast.lin, row.pk, open_gale(cast.lin).pk)


def test_a_line_of_the_radio_is_said_and_then_done(clock: SetClock, unit: Unit) -> None:
    began = clock.at
    clock.forward(minutes=10)
    hhmm = f"{as_local(began + timedelta(minutes=4), site.SITE_ZONE):%H:%M}"

    assert "报告 消防 32：到场" in palette(as_("lin"), "报 E32 4")
    assert f"report Engine 32: en route, at {hhmm}" in palette(as_("lin", "en"), f"STAT E32 3 {hhmm}")
    assert as_("lin").post("/command", {"line": f"stat unit:{unit.pk} on_scene"}).status_code == 200
    assert as_("lin").post("/command", {"line": f"stat unit:{unit.pk} en_route {hhmm}"}).status_code == 200

    run = Run.objects.get()
    assert (run.on_scene_at, run.en_route_at) == (
        clock.at,
        (began + timedelta(minutes=4)).replace(second=0, microsecond=0),
    )
    assert Unit.objects.get().status == "on_scene"


def test_a_unit_alone_offers_what_may_follow_and_nonsense_does_nothing(unit: Unit) -> None:
    offered = palette(as_("lin"), "报 E32")

    assert all(f"消防 32：{words}" in offered for words in ("途中", "到场", "转运中", "已送达", "待命"))
    assert "消防 32：停勤" not in offered
    assert as_("lin").post("/command", {"line": f"stat unit:{unit.pk} flying"}).status_code == 409
    assert as_("guest").post("/command", {"line": f"stat unit:{unit.pk} on_scene"}).status_code in (403, 409)
    assert Unit.objects.get().status == "dispatched"
