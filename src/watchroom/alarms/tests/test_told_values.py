"""The value of an alarm is what its rule judges: of a unit a distance or a speed, told and drawn where the unit was."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import orjson
import pytest
from django.conf import settings as site

from watchroom.alarms import layers, queries
from watchroom.alarms.detectors.geofence import BOX
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rule_actions import put_rule
from watchroom.alarms.showing import shown
from watchroom.alarms.tests.scene import TOLD, Watch, hill
from watchroom.alarms.tests.test_rule_pages import browser, text
from watchroom.conftest import SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import ms
from watchroom.people.testing import Cast
from watchroom.sources import history
from watchroom.sources.actions import put_sensor
from watchroom.sources.models import Sensor
from watchroom.sources.readings import ReadingBatch

SPEED = {"limit": 60, "clear": 50, "accuracy_m": 0}


@pytest.fixture
def unit(clock: SetClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Sensor, Sensor]:
    """A shuttle that reports where it is. What `watch` would answer is the newest that was read."""
    monkeypatch.setattr(site, "DATA", tmp_path)
    hill()
    lon, lat = (
        put_sensor(f"bus-{axis}", "jump-station", "ski-jump", axis, f"摆渡车 {axis}", f"Shuttle {axis}")
        for axis in ("lon", "lat")
    )
    newest = {lon.number: 115.469, lat.number: 40.908}

    def ask(subject: str, body: bytes) -> bytes | None:
        if ".latest." not in f".{subject}.".lower():
            return None
        numbers = [one for one in orjson.loads(body) if one in newest]
        at = [ms(clock.at)] * len(numbers)
        return orjson.dumps(
            {"sensor": numbers, "value": [newest[one] for one in numbers], "measured_ms": at, "received_ms": at}
        )

    monkeypatch.setattr("watchroom.sources.queries.line", lambda: SimpleNamespace(ask=ask))
    return lon, lat


def put(code: str, detector: str, settings: dict[str, Any], *inputs: str) -> Rule:
    return put_rule(code, detector=detector, sensor="bus-lon", settings=settings, priority=2, inputs=inputs, **TOLD)


def drive(unit: tuple[Sensor, Sensor], clock: SetClock, tmp_path: Path, *spots: tuple[float, float]) -> None:
    """One position a minute, judged as it comes, and kept in the history."""
    lon, lat = unit
    watch = Watch(lon, clock.at)
    numbers = np.array([lon.number, lat.number], np.int32)
    for minute, spot in enumerate(spots):
        at = np.full(2, watch.since + minute * 60_000, np.int64)
        watch.sequence += 1
        batch = ReadingBatch(watch.name, numbers, np.array(spot), at, at + 500)
        watch.write(batch)
        history.append(tmp_path, "test", lon.partition, [(watch.sequence, batch)], watch.sequence)


def test_a_geofence_tells_how_far_across_the_line_the_unit_is(
    unit: tuple[Sensor, Sensor], cast: Cast, clock: SetClock, tmp_path: Path
) -> None:
    put("closed", "geofence", {"fence": BOX, "accuracy_m": 5}, "bus-lat")
    drive(unit, clock, tmp_path, (115.455, 40.905), (115.4604, 40.905))
    row = Alarm.objects.select_related("rule", "sensor__place", "sensor__source").get()

    (one,) = shown(cast.lin, [row])
    assert (one.value, one.unit, one.quantity.en, one.live) == ("34", one.unit, "Distance past the boundary", False)
    assert getattr(one.unit, "en", one.unit) == "m"
    told = Entry.objects.get(kind="alarms.raised").facts
    assert (told["value"], told["unit"], told["quantity"]) == ("34", "m", "past_boundary")
    page = browser("lin", "en").get(f"/alarms/{row.pk}")
    assert "34 m" in text(page)
    assert "40.90500, 115.46040" in text(page)
    assert "where it is" in text(page).lower()
    assert 'class="live-value"' not in page.content.decode()
    assert "34 m" in text(browser("lin", "en").get("/alarms/queue"))


def test_speed_is_told_in_its_unit_with_its_limit_and_drawn_into_no_plot_of_longitudes(
    unit: tuple[Sensor, Sensor], cast: Cast, clock: SetClock, tmp_path: Path
) -> None:
    rule = put("fast", "speed", SPEED, "bus-lat")
    drive(unit, clock, tmp_path, (115.460, 40.90), (115.477, 40.90))
    (one,) = shown(cast.lin, list(Alarm.objects.select_related("rule", "sensor__place", "sensor__source")))

    assert (one.value, one.raised_value, one.limit) == ("85.7", "85.7", "60")
    assert one.condition.en == "60 km/h or more"
    assert queries.limits_of(cast.lin, "bus-lon") == []
    assert queries.quantities([one.alarm])[one.alarm.pk].unit == "km/h"
    both = put_rule(
        "both", detector="composite", sensor="bus-lon", priority=2, inputs=("fast", put("in", "geofence", {"fence": BOX}, "bus-lat").code),
        settings={"when": "fast && inside", "names": ["fast", "inside"]}, **TOLD,
    )  # fmt: skip
    assert queries.quantities([Alarm(pk=1, rule=both, sensor=rule.sensor)])[1].code == "speed"


def test_on_the_map_it_stands_where_the_unit_is_and_in_the_past_where_it_was(
    unit: tuple[Sensor, Sensor], cast: Cast, clock: SetClock, tmp_path: Path
) -> None:
    put("closed", "geofence", {"fence": BOX, "accuracy_m": 5}, "bus-lat")
    drive(unit, clock, tmp_path, (115.455, 40.905), (115.4604, 40.905))
    clock.at = clock.at.replace(minute=clock.at.minute + 2)

    (now,), (then,) = (layers.features(cast.lin, at)["features"] for at in (None, clock.at))
    assert now["geometry"]["coordinates"] == [115.469, 40.908]
    assert then["geometry"]["coordinates"] == [115.4604, 40.905]
    assert [one["properties"]["value"] for one in (now, then)] == ["34", "34"]
    assert [one["properties"]["unit_en"] for one in (now, then)] == ["m", "m"]
