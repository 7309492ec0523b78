"""A video analytics box as Frigate is one, on our own MQTT door: its events become readings, the rest harms nobody."""

import json
import time
from pathlib import Path

import pytest

from watchroom.ops import nats
from watchroom.ops.tests.devices import Device, until
from watchroom.ops.tests.test_watching import Site, site  # noqa: F401 (the fixture)
from watchroom.sources import actions, address, queries
from watchroom.sources.models import Quarantine, Source

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


def event(kind: str, at: float) -> bytes:
    """In the form of frigate/events; what is before matters to nobody here."""
    seen = {
        "id": f"{at}-x",
        "camera": "gate-c",
        "label": "person",
        "frame_time": at,
        "score": 0.81,
        "current_zones": [],
    }
    return json.dumps({"type": kind, "before": seen, "after": seen}).encode()


def test_frigate_on_our_mqtt_door_gives_readings_of_its_events_and_stays_well(site: Site, tmp_path: Path):  # noqa: F811
    names = {"gate-c/person": "gate-c-person"}
    actions.put_source(
        "frigate", "webhook", "视频分析", "Video analytics", settings={"preset": "frigate", "sensors": names}
    )
    actions.put_sensor("gate-c-person", "frigate", "jump", "count", "C 口有人", "A person at gate C")
    _, key = actions.put_device("frigate-1", "frigate")
    nats.write_devices(tmp_path, {"ws": site.key, "frigate-1": key})
    found = address.read(tmp_path)
    assert found is not None
    now = time.time() - 20

    with site.watching(), Device("frigate-1", key, found.mqtt_port, client_id="frigate") as box:
        assert until(lambda: box.connected, 20)
        box.client.subscribe("sensors/frigate-1/+/detect/set")  # as it does, and as a device may not
        box.send("available", b"online", number=1, retain=True)
        box.send("stats", b'{"cpu_usages": {}}', number=2)
        box.send("", b"2", number=3, topic="sensors/frigate-1/gate-c/person")
        box.send(
            "", b"\xff\xd8\xff" + bytes(20_000), number=4, topic="sensors/frigate-1/gate-c/person/snapshot", retain=True
        )
        box.send("events", event("new", now), number=5)
        box.send("events", event("end", now + 9.5), number=6)
        assert box.until(lambda: {5, 6} <= box.acknowledged, 20)
        assert until(
            lambda: (one := queries.latest(["gate-c-person"]).get("gate-c-person")) is not None and one.value == 0.0, 20
        )
        latest = queries.latest(["gate-c-person"])["gate-c-person"]

    assert latest.measured_at.timestamp() == pytest.approx(now + 9.5, abs=0.001)
    assert not Quarantine.objects.filter(source__code="frigate").exclude(fault__code="sources.AtTheDoor").exists()
    assert Source.objects.get(code="frigate").health == "well"
