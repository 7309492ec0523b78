"""The whole of `watch` on an outside server, alone and two at once: it makes what it needs there and says what it cannot."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from pytest_django.fixtures import Settings

from watchroom.journal.models import Entry
from watchroom.kernel.clock import SystemClock, ms
from watchroom.ops import server as keeping
from watchroom.ops.tests.devices import Device, until
from watchroom.ops.tests.outside import OutsideServer
from watchroom.ops.tests.test_watching import Site, alarms, send
from watchroom.sources import address, line, queries, stream
from watchroom.sources.line import ThreadLine
from watchroom.sources.models import Partition

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


class OutsideSite(Site):
    """`theirs` is the administrator's server; nothing was made on it yet."""

    def __init__(self, data: Path, theirs: OutsideServer) -> None:
        super().__init__(data)
        self.theirs = theirs

    def device(self) -> Device:
        return Device("ws", self.key, self.theirs.mqtt_port)


@pytest.fixture
def site(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[OutsideSite]:
    settings.DATA = tmp_path / "ours"
    settings.DATA.mkdir()
    theirs = OutsideServer(tmp_path / "theirs")
    theirs.join(monkeypatch)
    ours = ThreadLine("test", lambda: address.address(settings.DATA).readings)
    line.use(ours)
    try:
        theirs.start()
        yield OutsideSite(settings.DATA, theirs)
    finally:
        line.use(None)
        ours.close()
        theirs.kill()


def test_it_makes_its_streams_lets_the_device_in_and_raises_the_alarm(site: OutsideSite):
    with site.device() as device:
        assert device.until(lambda: bool(device.refused))
        with site.watching():
            assert device.until(lambda: device.connected, 15)
            send(device, 3.0, 4.6)
            assert until(lambda: alarms() == [("unack", 4.6)])

    assert queries.server_trouble() is None
    assert not Entry.objects.filter(kind="sources.server_checked").exists()


def test_what_needs_the_administrator_is_said_in_the_book_until_he_has_done_it(
    site: OutsideSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeping, "LOOK_S", 0.2)
    monkeypatch.delenv("WATCHROOM_NATS_SYS_URL")
    with site.watching():
        assert until(lambda: queries.server_trouble() is not None, 15)
        trouble = queries.server_trouble()
        assert trouble is not None
        assert "sync_interval" in trouble.en
        assert "users.conf" in trouble.zh

        monkeypatch.setenv("WATCHROOM_NATS_SYNC", "always")
        site.theirs.reload()
        assert until(lambda: queries.server_trouble() is None, 30)
    told = Entry.objects.filter(kind="sources.server_checked").order_by("id")
    assert told.last().facts["faults"] == []  # type: ignore[union-attr]
    assert {entry.actor for entry in told} == {"watch:server"}


def test_a_server_that_lost_its_streams_is_given_them_again(site: OutsideSite):
    with site.watching(), site.device() as device:
        assert device.until(lambda: device.connected, 15)
        send(device, 4.6)
        assert until(lambda: alarms() == [("unack", 4.6)])
        mine = Partition.objects.filter(number=site.wind.partition)
        lost = mine.get().stream
        site.theirs.kill()
        shutil.rmtree(site.theirs.folder / "streams")
        site.theirs.start()
        assert until(lambda: "$MQTT_msgs" in _streams(site) and "READINGS" in _streams(site), 20)
        # It is judged again once all is laid; before that the gateway acknowledges, and nobody keeps what it took.
        assert until(lambda: mine.exclude(stream__in=["", lost]).exists(), 20)
        assert device.until(lambda: device.connected, 15)
        send(device, 3.0)
        assert until(lambda: alarms() == [("rtn", 4.6)], 15)


def _streams(site: OutsideSite) -> set[str]:
    return {path.name for path in (site.theirs.folder / "streams").glob("jetstream/*/streams/*")}


def test_two_watchers_take_once_what_nobody_promised_to_keep(site: OutsideSite):
    """QoS 0 comes to whoever listens: two bridges must not both write it."""
    now = ms(SystemClock().now())

    def said(second: int) -> str:
        return f'{{"value": 3.{second}, "measured_at": {now - 10_000 + 1000 * second}}}'

    with site.watching(), site.watching(), site.device() as device:
        assert until(
            lambda: _shares() == [1, 1], 30
        )  # whoever takes a partition over is not asked for what came before
        assert device.until(lambda: device.connected, 15)
        for second in range(1, 5):
            device.send("wind", said(second), qos=0)
        device.send("wind", said(5), number=5)
        assert device.until(lambda: 5 in device.acknowledged)
        assert until(lambda: len(_recent(site)) >= 5, 20)
        device.send("wind", said(6), number=6)
        assert until(lambda: 3.6 in _recent(site), 20)

        assert sorted(_recent(site)) == [3.1, 3.2, 3.3, 3.4, 3.5, 3.6]


def _shares() -> list[int]:
    """How many partitions each process holds: that of the readings, and that of a site's one keeper."""
    held = Partition.objects.exclude(owner="").values_list("owner", flat=True)
    return sorted(Counter(held).values())


def _recent(site: OutsideSite) -> list[float]:
    """The values that `watch` has had of late, each as often as it came."""
    answer = line.line().ask(f"{stream.RECENT}.{site.wind.partition}", str(site.wind.number).encode())
    return [round(float(value), 3) for value in orjson.loads(answer)["value"]] if answer else []
