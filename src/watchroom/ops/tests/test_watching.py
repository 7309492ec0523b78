"""The whole of `watch` against a real server: from an MQTT device to an alarm, through every fault that a night brings."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from watchroom.alarms import chatter_rules
from watchroom.alarms.models import Alarm
from watchroom.alarms.rule_actions import put_rule
from watchroom.conftest import T0
from watchroom.journal import clock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import SystemClock, ms
from watchroom.ops import children, nats, watching
from watchroom.ops.nats import Server
from watchroom.ops.tests.devices import Device, until
from watchroom.ops.watching import Watch
from watchroom.places.actions import put_place
from watchroom.sources import actions, address, line, queries, stream
from watchroom.sources.line import ThreadLine
from watchroom.sources.models import Partition, Quarantine, Sensor, Source
from watchroom.sources.readings import encode_readings
from watchroom.sources.tests.test_bulletins import cap
from watchroom.sources.tests.test_connectors import atom
from watchroom.sources.tests.test_fetching import serving

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

WORDS: dict[str, Any] = {
    f"{word}_{lang}": word for word in ("title", "cause", "consequence", "action") for lang in ("zh", "en")
}


class Site:
    """A server, a device that is registered, one rule, and `watch` in a thread with a loop of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.server = Server(data)
        put_place(
            "zone",
            "zone",
            "赛区",
            "Zone",
            {"type": "Polygon", "coordinates": [[[115, 40], [116, 40], [116, 41], [115, 41], [115, 40]]]},
        )
        put_place("jump", "venue", "跳台", "Ski jump", {"type": "Point", "coordinates": [115.5, 40.5]}, parent="zone")
        self.source = actions.put_source("ws", "mqtt", "站", "Station", expected_every_s=60)
        self.end: Callable[[], object] = lambda: None  # tells the watch that runs last to end
        self.wind = actions.put_sensor("wind", "ws", "jump", "wind_mean", "风", "Wind")
        _, self.key = actions.put_device("ws", "ws")
        put_rule(
            "strong-wind", detector="threshold", sensor="wind", settings={"limit": 4, "clear": 3.5}, priority=2, **WORDS
        )

    def device(self) -> Device:
        found = address.read(self.data)
        assert found is not None
        return Device("ws", self.key, found.mqtt_port)

    @contextmanager
    def watching(self, *, kill: bool = False) -> Iterator[Watch]:
        """`kill`: it ends as by kill -9, with nothing committed, given back or closed."""
        started = threading.Event()
        found: list[Watch] = []
        over: list[Callable[[], object]] = []

        async def run() -> None:
            watch = Watch(self.data)
            found.append(watch)
            loop = asyncio.get_running_loop()
            main = asyncio.ensure_future(watch.run())
            end = partial(loop.call_soon_threadsafe, watch.pace.stop.set)  # its loop is another thread's
            over.append(partial(loop.call_soon_threadsafe, main.cancel) if kill else end)
            self.end = end
            started.set()
            await asyncio.wait([main])
            if kill:
                watch._book.submit(lambda: connection.close())
            watch._book.shutdown(wait=True)

        thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        thread.start()
        started.wait(5)
        try:
            yield found[0]
        finally:
            with suppress(RuntimeError):  # it has ended by itself
                over[0]()
            thread.join(15)
            assert not thread.is_alive()

    def position(self) -> Partition:
        return Partition.objects.get(number=self.wind.partition)


@pytest.fixture
def site(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    settings.DATA = tmp_path
    monkeypatch.setenv("WATCHROOM_MQTT_LISTEN", f"127.0.0.1:{children.free_port()}")
    one = Site(tmp_path)
    nats.write_devices(tmp_path, {"ws": one.key})
    one.server.start()
    ours = ThreadLine("test", lambda: address.address(tmp_path).readings)
    line.use(ours)
    yield one
    line.use(None)
    ours.close()
    one.server.stop()


@pytest.fixture(autouse=True)
def _a_row_for_each_onset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Onsets lie seconds apart here, where a site would make one row of a minute's: what is counted is what was judged."""
    monkeypatch.setattr(chatter_rules, "ONE_ROW_MS", 0)


def alarms() -> list[tuple[str, float]]:
    return list(Alarm.objects.order_by("id").values_list("state", "value"))


def send(device: Device, *values: float) -> None:
    for value in values:
        before = len(device.acknowledged)
        device.send("wind", str(value), number=before)
        assert device.acknowledges(before)


def test_a_strong_wind_on_mqtt_becomes_one_alarm_and_the_journal_says_from_which_readings(site: Site):
    with site.watching(), site.device() as device:
        send(device, 3.0, 4.6, 4.7, 3.8, 4.9)
        assert until(lambda: alarms() == [("unack", 4.6)])
        send(device, 3.1)
        assert until(lambda: alarms() == [("rtn", 4.6)])
        latest = queries.latest(["wind"])["wind"]
        series = queries.history(
            site.wind, latest.measured_at - timedelta(minutes=5), latest.measured_at + timedelta(minutes=1)
        )

    raised = Entry.objects.get(kind="alarms.raised")
    assert raised.facts["batch"].startswith(f"batch:{site.wind.partition}@")
    assert raised.actor == "watch:detect"
    assert latest.value == 3.1
    assert series.value.tolist() == [3.0, 4.6, 4.7, 3.8, 4.9, 3.1]


def test_everything_bad_is_set_aside_with_its_reason_and_the_good_goes_on(site: Site):
    endless = b'{"value": [NaN, 1' + b"0" * 400 + b"]}"
    bad = [
        endless,
        b"12,5",
        b"NaN",
        b"\xff\xfe4\x00",
        b"{" * 5000,
        b'{"value": 1e308}',
        b"",
        b'{"value": 4.6, "unit": "km/h"}',
    ]
    far = '{"value": 4.6, "measured_at": "2099-01-01T00:00:00Z"}'
    with site.watching(), site.device() as device:
        for number, body in enumerate([*bad, far.encode()]):
            device.send("wind", body, number=number)
        device.send("nobody", "4.6", number=90)
        device.send("wind", "3.2", number=91, topic="sensors/ws/a.b")
        device.send("wind", "3.3", number=99)
        assert device.until(lambda: 99 in device.acknowledged)
        assert until(lambda: Quarantine.objects.count() >= 6)
        assert until(lambda: queries.latest(["wind"]).get("wind") is not None)

    codes = set(Quarantine.objects.values_list("fault__code", flat=True))
    assert {
        f"sources.{name}"
        for name in (
            "NotNumber",
            "NotFinite",
            "NotReadable",
            "TooDeep",
            "OutOfRange",
            "WrongUnit",
            "FromFuture",
            "UnknownSensor",
            "BadTopic",
        )
    } == codes
    assert Source.objects.get().health == "unwell"
    assert alarms() == []


def test_a_reading_six_hours_late_is_recorded_and_is_no_news(site: Site):
    late = SystemClock().now() - timedelta(hours=6)
    with site.watching(), site.device() as device:
        device.send("wind", f'{{"value": 4.9, "measured_at": "{late.isoformat()}"}}', number=1)
        assert until(lambda: Alarm.objects.count() == 1)
        assert queries.history(site.wind, late - timedelta(minutes=1), late + timedelta(minutes=1)).value.tolist() == [
            4.9
        ]

    assert Alarm.objects.get().late
    assert Entry.objects.get(kind="alarms.raised").facts["late"]


def test_readings_twice_late_and_backwards_raise_nothing_twice(site: Site):
    """D-01, D-02."""
    now = SystemClock().now()
    at = [(now - timedelta(seconds=60 - 10 * i)).isoformat() for i in range(6)]
    body = [f'{{"value": {value}, "measured_at": "{at[i]}"}}' for i, value in enumerate([3.0, 4.6, 4.7, 4.8, 4.7, 4.6])]
    with site.watching(), site.device() as device:
        for number, place in enumerate([0, 1, 2, 2, 5, 4, 3, 1, 0, 5]):
            device.send("wind", body[place], number=number)
            assert device.acknowledges(number)
        assert until(lambda: alarms() == [("unack", 4.6)])
        assert until(lambda: site.position().position > 9)

    assert alarms() == [("unack", 4.6)]


def test_the_server_killed_at_night_costs_nothing(site: Site):
    """F-15, D13: watch waits and goes on; no reading lost, no alarm twice."""
    with site.watching(), site.device() as device:
        send(device, 3.0, 4.6)
        assert until(lambda: len(alarms()) == 1)
        for value in (4.7, 4.8):
            site.server.kill()
            site.server.start()
            assert device.until(lambda: device.connected, 15)
            send(device, value)
        send(device, 3.0, 5.1)
        assert until(lambda: alarms() == [("rtn", 4.6), ("unack", 5.1)], 20)


def test_a_watch_that_was_killed_is_followed_and_nothing_is_judged_twice(site: Site, monkeypatch: pytest.MonkeyPatch):
    with site.device() as device:
        with site.watching(kill=True):
            send(device, 3.0, 4.6)
            assert until(lambda: len(alarms()) == 1)
            first = site.position()
        send(device, 4.7, 3.0, 5.2)
        Partition.objects.update(owner="elsewhere:1:dead")
        began = time.monotonic()
        with site.watching():
            assert until(lambda: alarms() == [("rtn", 4.6), ("unack", 5.2)], 15)
            took = time.monotonic() - began
            heir = site.position()

    assert heir.epoch > first.epoch
    assert took < 10  # five seconds of the dead owner's lease, and the start
    assert [entry.kind for entry in Entry.objects.filter(subject__startswith="alarm:").order_by("id")] == [
        "alarms.raised", "alarms.returned", "alarms.raised",
    ]  # fmt: skip


def test_two_watchers_share_the_partitions_and_one_goes_on_for_both(site: Site):
    put_place(
        "other",
        "zone",
        "他区",
        "Other",
        {"type": "Polygon", "coordinates": [[[117, 40], [118, 40], [118, 41], [117, 41], [117, 40]]]},
    )
    actions.put_sensor("far", "ws", "other", "wind_mean", "风", "Wind")

    def owners() -> list[str]:
        return list(Partition.objects.exclude(owner="").values_list("owner", flat=True))

    with site.watching() as first:
        assert until(lambda: owners().count(first.owner) == 3)
        with site.watching() as second:
            assert until(lambda: set(owners()) == {first.owner, second.owner}, 15)
        assert until(lambda: owners().count(first.owner) == 3, 15)


def test_a_database_that_is_locked_for_a_while_delays_and_loses_nothing(site: Site):
    if connection.vendor != "sqlite":
        pytest.skip("another database has other locks")
    with site.watching(), site.device() as device:
        send(device, 3.0)
        assert until(lambda: queries.latest(["wind"]).get("wind") is not None)
        other = connection.copy()
        other.settings_dict["OPTIONS"] = {**other.settings_dict["OPTIONS"], "timeout": 30}
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            send(device, 4.6, 4.7)
            time.sleep(1.5)
            cursor.execute("ROLLBACK")
        other.close()
        assert until(lambda: alarms() == [("unack", 4.6)], 15)


def test_a_stream_that_is_full_lets_go_of_its_oldest_says_so_and_alarms_go_on(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    """F-20. Full while watch is away, too: what is gone is gone, what is there is judged."""
    monkeypatch.setattr(stream, "STREAM_BYTES", 256 * 1024)
    monkeypatch.setattr(watching, "FILL_S", 0.0)
    ballast = encode_readings(
        np.zeros(3000, np.int32), np.zeros(3000), np.zeros(3000, np.int64), np.zeros(3000, np.int64)
    )[0]

    def fill() -> None:
        for number in range(20):
            line.line().publish([(site.wind.partition, ballast, f"ballast {number} {time.monotonic_ns()}")])

    with site.watching(kill=True), site.device() as device:
        send(device, 3.0)
        assert until(lambda: queries.latest(["wind"]).get("wind") is not None)
        fill()
        assert until(lambda: Entry.objects.filter(kind="sources.stream_filled").exists(), 15)
        send(device, 4.6)
        assert until(lambda: alarms() == [("unack", 4.6)], 15)
    fill()
    Partition.objects.update(lease_until=None)
    with site.watching(), site.device() as device:
        send(device, 3.0)
        assert until(lambda: alarms() == [("rtn", 4.6)], 20)
        send(device, 5.2)
        assert until(lambda: alarms() == [("rtn", 4.6), ("unack", 5.2)], 15)


def test_a_changed_rule_judges_from_its_place_in_the_stream(site: Site):
    with site.watching(), site.device() as device:
        send(device, 4.6)
        assert until(lambda: alarms() == [("unack", 4.6)])
        put_rule(
            "strong-wind", detector="threshold", sensor="wind", settings={"limit": 8, "clear": 7}, priority=2, **WORDS
        )
        assert until(lambda: _limit(site) == 8, 15)
        send(device, 5.0)
        assert until(lambda: alarms() == [("rtn", 4.6)])
        send(device, 6.0, 8.5)
        assert until(lambda: alarms() == [("rtn", 4.6), ("unack", 8.5)])


def _limit(site: Site) -> float | None:
    from watchroom.alarms import snapshots
    from watchroom.sources.partition import _unpack

    kept = site.position().snapshot
    judge, _ = _unpack(bytes(kept) if kept else None)
    return snapshots.unpack(judge, site.wind.partition).rules[0].settings["limit"] if judge else None


def test_a_sensor_and_a_device_registered_meanwhile_are_taken_up(site: Site):
    with site.watching():
        actions.put_sensor("late-comer", "ws", "jump", "wind_mean", "风", "Wind")
        _, site.key = actions.put_device("ws", "ws")
        with site.device() as device:
            assert device.until(lambda: device.connected, 15)
            device.send("late-comer", "3.3", number=1)
            assert until(lambda: "late-comer" in queries.latest(["late-comer"]), 15)


def test_in_a_scenario_time_comes_from_its_driver_and_what_is_due_is_known(site: Site):
    clock.start_scenario("test", T0)
    with site.watching(), site.device() as device:
        assert until(lambda: queries.drained(T0) == [], 15), queries.drained(T0)
        device.send("wind", f'{{"value": 4.6, "measured_at": {ms(T0)}}}', number=1)
        assert device.until(lambda: 1 in device.acknowledged)
        assert until(lambda: queries.drained(T0) == [])
        assert alarms() == [("unack", 4.6)]

        then = T0 + timedelta(minutes=1)
        assert any("not ticked" in why for why in queries.drained(then))
        clock.advance(then)
        assert until(lambda: queries.drained(then) == [])
        assert site.position().ticked_until == then

        steps, began = 30, time.monotonic()
        for minute in range(2, 2 + steps):
            at = T0 + timedelta(minutes=minute)
            clock.advance(at)
            device.send("wind", f'{{"value": 4.6, "measured_at": {ms(at)}}}', number=minute)
            assert device.acknowledges(minute - 1)
            while queries.drained(at):
                time.sleep(0.004)
        print(f"{(time.monotonic() - began) / steps * 1000:.0f} ms a scenario step")
    assert Source.objects.get().health == "well"
    assert Alarm.objects.get().raised_at == T0


def test_a_feed_is_asked_when_it_is_due_and_every_answer_has_its_consequence(site: Site):
    """D-06: HTML, an error, nothing and a good answer, by the scenario's clock; the last good content stays."""
    clock.start_scenario("test", T0)
    answers = {"feed": b"<html>oops</html>", "status": b"200 OK"}

    def answer(asked: socket.socket, request: bytes) -> None:
        body = cap("A-00") if b"/a.xml" in request else answers["feed"]
        head = b"HTTP/1.1 " + answers["status"] + b"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        asked.sendall(head + body)

    def after(minutes: int) -> str:
        at = T0 + timedelta(minutes=minutes)
        clock.advance(at)
        assert until(lambda: queries.drained(at) == [], 15)
        return Source.objects.get(code="observatory").health

    with serving(answer) as url, site.watching():
        actions.put_source(
            "observatory", "cap_feed", "气象台", "Observatory", settings={"url": url, "every_s": 60, "private": True}
        )
        found = [after(0)]
        answers["feed"] = atom(("a", "1", "/a.xml"))
        found.append(after(1))
        answers["status"] = b"500 Internal Server Error"
        found.append(after(2))
        answers["status"], answers["feed"] = b"200 OK", b""
        found.append(after(3))
        answers["feed"] = atom(("a", "1", "/a.xml"))
        found.append(after(4))

    assert found == ["unwell", "well", "unwell", "unwell", "well"]
    assert [row.identifier for row in queries.bulletins_in_force(T0 + timedelta(minutes=3))] == ["A-00"]
    told = Entry.objects.filter(
        kind__in=("sources.failed", "sources.came_back"), facts__contains='"code":"observatory"'
    )
    assert [entry.kind.split(".")[1] for entry in told.order_by("id")] == [
        "failed",
        "came_back",
        "failed",
        "failed",
        "came_back",
    ]


def test_a_device_that_asks_for_no_acknowledgement_is_heard_too(site: Site):
    with site.watching(), site.device() as device:
        assert until(lambda: Partition.objects.filter(number=site.wind.partition, position__gt=0).exists())
        assert device.until(lambda: device.connected)
        device.send("wind", "4.6", qos=0)
        assert until(lambda: alarms() == [("unack", 4.6)])


def test_it_ends_and_leaves_all_in_order(site: Site):
    with site.watching(), site.device() as device:
        send(device, 3.0, 4.6)
        assert until(lambda: len(alarms()) == 1)
        site.end()
        assert until(lambda: site.position().owner == "", 15)

    row = site.position()
    assert row.position == row.snapshot_position
    assert Sensor.objects.count() == 1


def test_a_watch_without_a_server_waits_for_one(site: Site):
    site.server.stop()
    with site.watching(), site.device() as device:
        time.sleep(0.5)
        site.server.start()
        assert device.until(lambda: device.connected, 15)
        send(device, 4.6)
        assert until(lambda: len(alarms()) == 1, 15)
