"""Our own nats-server: what it refuses, what it keeps, and that nothing acknowledged is lost under kill -9."""

import asyncio
import os
import socket
import stat
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.enums import MQTTProtocolVersion

from watchroom.kernel.units import QUANTITIES
from watchroom.ops import children, nats
from watchroom.ops.nats import Server
from watchroom.ops.tests.devices import Device, until
from watchroom.sources import address, stream
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.catalogue import Device as Known_
from watchroom.sources.checking import Known
from watchroom.sources.intake import Bridge
from watchroom.sources.line import ThreadLine
from watchroom.sources.pace import Pace
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.stream import Reader, connect

pytestmark = [pytest.mark.process, pytest.mark.pure, pytest.mark.once]

KEYS = {"ws-1": "key-of-one", "ws-2": "key-of-two"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WATCHROOM_MQTT_LISTEN", f"127.0.0.1:{children.free_port()}")
    nats.write_devices(tmp_path, KEYS)
    return tmp_path


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    with Server(data) as one:
        yield one


def kept(data: Path) -> address.Kept:
    found = address.read(data)
    assert found is not None
    return found


def device(data: Path, name: str = "ws-1", key: str = "", **more: Any) -> Device:
    return Device(name, key or KEYS[name], kept(data).mqtt_port, **more)


def in_devices(data: Path, what: Any) -> Any:
    """Does something over the devices' account."""

    async def done() -> Any:
        client = await connect("test", kept(data).address().devices)
        try:
            return await what(client)
        finally:
            await client.close()

    return asyncio.run(done())


async def _streams(client: Any) -> dict[str, Any]:
    return {info.config.name: info for info in await client.jetstream().streams_info()}


def test_secrets_are_made_and_readable_by_their_owner_alone(
    server: Server, data: Path, tmp_path_factory: pytest.TempPathFactory
):
    """S-01: two sites share no secret."""
    for name in ("nats.json", "users.conf", "server.conf"):
        assert stat.S_IMODE(os.stat(data / "nats" / name).st_mode) == 0o600
    other = nats.prepare(tmp_path_factory.mktemp("other"))

    assert {other.watch, other.bridge}.isdisjoint({kept(data).watch, kept(data).bridge})
    assert len(kept(data).watch) >= 40


def test_it_syncs_always_and_listens_only_here(server: Server, data: Path):
    """F-08."""
    text = (data / "nats" / "server.conf").read_text()

    assert "sync_interval: always" in text
    assert 'listen: "127.0.0.1:' in text


def test_the_gateways_streams_and_the_bridges_consumer_are_there_before_the_first_device(server: Server, data: Path):
    streams = in_devices(data, _streams)
    consumer = in_devices(data, lambda client: client.jetstream().consumer_info(stream.GATEWAY, stream.BRIDGE))

    assert set(streams) == {"$MQTT_msgs", "$MQTT_out", "$MQTT_qos2in", "$MQTT_rmsgs", "$MQTT_sess"}
    assert all(info.config.max_bytes > 0 for info in streams.values())
    assert consumer.config.filter_subject == "$MQTT.msgs.sensors.>"


def test_the_gateway_uses_the_streams_that_it_finds(server: Server, data: Path):
    """Pins an internal of the server: a new version that makes its own would acknowledge what nobody reads."""
    before = set(in_devices(data, _streams))
    with device(data) as one:
        one.send("wind", "4.3", number=1)
        assert one.until(lambda: one.acknowledged == {1})

    after = in_devices(data, _streams)
    assert set(after) == before
    assert after["$MQTT_msgs"].state.messages == 1
    assert after["$MQTT_msgs"].config.max_bytes == stream.GATEWAY_BYTES


def test_a_device_publishes_under_its_own_name_and_nowhere_else(server: Server, data: Path):
    """Acknowledged and dropped: MQTT 3.1.1 has no word for no. Silence tells, and the log."""
    with device(data) as one:
        one.send("wind", "4.3", number=1)
        one.send("wind", "9", number=2, topic="sensors/ws-2/wind")
        one.send("wind", "9", number=3, topic="other/ws-1/wind")
        assert one.until(lambda: one.acknowledged == {1, 2, 3})

    assert in_devices(data, _streams)["$MQTT_msgs"].state.messages == 1
    assert until(lambda: "Publish Violation" in (data / "nats" / "nats.log").read_text())


def test_a_device_cannot_listen(server: Server, data: Path):
    with device(data) as one, device(data, "ws-2") as other:
        heard: list[bytes] = []
        one.client.on_message = lambda _c, _d, message: heard.append(bytes(message.payload))
        assert one.until(lambda: one.connected and other.connected)
        codes: list[bool] = []
        one.client.on_subscribe = lambda _c, _d, _m, reasons, *_: codes.extend(reason.is_failure for reason in reasons)
        one.client.subscribe("sensors/#", qos=1)
        one.client.subscribe("$MQTT/#", qos=1)
        assert one.until(lambda: len(codes) == 2)
        other.send("wind", "4.3", number=1)
        assert other.until(lambda: other.acknowledged == {1})

    assert codes == [True, True]
    assert heard == []


@pytest.mark.parametrize(
    ("more", "log"),
    [
        ({"key": "wrong"}, "authentication error"),
        ({"client_id": "a.b"}, "invalid character in client ID"),
        ({"protocol": MQTTProtocolVersion.MQTTv5}, "unacceptable protocol version"),
    ],
)
def test_a_device_that_is_set_wrongly_is_refused_and_the_log_says_why(
    server: Server, data: Path, more: dict[str, Any], log: str
):
    with device(data, **more) as one:
        assert one.until(lambda: bool(one.refused))
        assert not one.connected
    assert until(lambda: log in (data / "nats" / "nats.log").read_text())


def test_a_message_beyond_the_limit_cuts_the_connection_and_is_not_kept(server: Server, data: Path):
    with device(data) as one:
        one.send("wind", b"9" * 300_000, number=1)
        assert until(lambda: "maximum payload exceeded" in (data / "nats" / "nats.log").read_text())

    assert in_devices(data, _streams)["$MQTT_msgs"].state.messages == 0


def test_retained_messages_cannot_fill_the_disk(server: Server, data: Path):
    """F12: fifty of them filled a store and stopped everything."""
    with device(data) as one:
        for number in range(120):
            one.send("wind", b"9" * 200_000, number=number, retain=True, topic=f"sensors/ws-1/r{number}")
        assert one.until(lambda: len(one.acknowledged) == 120, 20)
        one.send("wind", "4.3", number=1000)
        assert one.until(lambda: 1000 in one.acknowledged)

    streams = in_devices(data, _streams)
    assert streams["$MQTT_rmsgs"].state.bytes <= streams["$MQTT_rmsgs"].config.max_bytes
    assert streams["$MQTT_msgs"].state.messages == 121


def test_a_withdrawn_device_is_cut_at_once_and_the_others_stay(server: Server, data: Path):
    with device(data) as one, device(data, "ws-2") as other:
        assert one.until(lambda: one.connected and other.connected)
        dropped: list[int] = []
        other.client.on_disconnect = lambda *_: dropped.append(1)

        assert nats.write_devices(data, {"ws-2": KEYS["ws-2"]})
        assert nats.reload(data)

        assert one.until(lambda: not one.connected and bool(one.refused))
        other.send("wind", "4.3", number=1)
        assert other.until(lambda: other.acknowledged == {1})
        assert dropped == []


def test_a_new_device_signs_in_after_a_reload(server: Server, data: Path):
    nats.write_devices(data, KEYS | {"ws-3": "key-of-three"})
    nats.reload(data)

    with Device("ws-3", "key-of-three", kept(data).mqtt_port) as one:
        assert one.until(lambda: one.connected)


def test_a_port_that_another_took_is_changed_and_written_down(data: Path):
    first = nats.prepare(data)
    with socket.create_server(("127.0.0.1", first.port)):
        second = nats.prepare(data)

    assert second.port != first.port
    assert kept(data) == second
    assert (second.watch, second.bridge) == (first.watch, first.bridge)


def test_an_outside_server_needs_no_child(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WATCHROOM_NATS_URL", "nats://u:p@elsewhere:4222")

    assert nats.supervised(data) is None
    assert address.address(data).readings == "nats://u:p@elsewhere:4222"
    assert address.address(data).devices == ""


def test_a_line_fails_at_once_while_the_server_is_away_and_then_goes_on(server: Server, data: Path):
    line = ThreadLine("test", lambda: kept(data).address().readings)
    try:
        line.publish([(3, b"one", "a")])
        server.kill()
        assert until(lambda: _refused(line), 5)
        server.start()
        assert until(lambda: not _refused(line), 10)
    finally:
        line.close()


def _refused(line: ThreadLine) -> bool:
    from watchroom.sources.faults import StreamDown

    try:
        line.publish([(3, b"again", "b")], timeout_s=1.0)
    except StreamDown:
        return True
    return False


def test_a_reader_goes_on_in_order_when_the_server_was_killed(server: Server, data: Path):
    async def run() -> list[int]:
        url = kept(data).address().readings
        client = await connect("reader", url)
        js = client.jetstream()
        reader = Reader(client, 3, 0)
        got: list[int] = []
        for number in range(60):
            if number in (20, 40):
                server.kill()
                await asyncio.to_thread(server.start)
            while True:
                try:
                    await stream.publish(js, 3, b"%d" % number, f"n{number}")
                    break
                except stream.GONE:
                    await asyncio.sleep(0.1)
            got += [int(body) for _, body in await _batch(reader)]
        while len(got) < 60:
            got += [int(body) for _, body in await _batch(reader)]
        await reader.close()
        await client.close()
        return got

    assert asyncio.run(asyncio.wait_for(run(), 60)) == list(range(60))


async def _batch(reader: Reader) -> list[tuple[int, bytes]]:
    try:
        return await reader.batch(wait_s=0.05, window_s=0.0)
    except stream.GONE:
        await asyncio.sleep(0.1)
        return []


KNOWN = {"people": Known(0, "people", 1, 5, QUANTITIES["crowd_count"])}


async def bridged(data: Path, stop: asyncio.Event) -> None:
    """The bridge with a catalogue of its own, without a database."""
    at = kept(data).address()
    devices, readings = await connect("bridge", at.devices), await connect("watch", at.readings)
    catalogue = Catalogue(sensors=KNOWN, devices={"ws-1": Known_("ws-1", 1, "", "")})

    async def in_database(act: Any, /, *_args: Any, **_more: Any) -> Any:
        return None

    try:
        await Bridge(devices, readings, catalogue, in_database, Pace(stop=stop)).run()
    finally:
        await devices.close()
        await readings.close()


def stored(data: Path) -> list[int]:
    """The values of all readings in the stream, in its order."""

    async def read() -> list[int]:
        client = await connect("ledger", kept(data).address().readings)
        reader = Reader(client, 5, 0)
        found: list[int] = []
        while got := await reader.batch(wait_s=1.0, window_s=0.0):
            for sequence, body in got:
                message = decode(body, 5, sequence)
                assert isinstance(message, ReadingBatch)
                found += [int(value) for value in message.value]
        await client.close()
        return found

    return asyncio.run(read())


def test_under_kill_9_nothing_that_was_acknowledged_is_lost(server: Server, data: Path):
    """F1: a ledger outside the server, three kills while a device publishes as fast as it may."""
    rounds = int(os.environ.get("WATCHROOM_KILLS", "3"))
    stop = asyncio.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: _run_and_close(loop, bridged(data, stop)), daemon=True)
    thread.start()
    number = 0
    with device(data) as one:
        assert one.until(lambda: one.connected)
        for kill in range(rounds):
            target, enough = number + 400, kill * 400 + 50
            while number < target:
                one.send("people", str(number), number=number)
                number += 1
                if number == target - 100:
                    assert one.acknowledges(enough, 30)
                    server.kill()
                    server.start()
        assert one.until(lambda: len(one.acknowledged) == number, 60)
    assert until(lambda: _pending(data) == 0, 30)
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)

    found = stored(data)
    assert set(found) == set(range(number)) == one.acknowledged
    assert list(dict.fromkeys(found)) == sorted(set(found)), "something overtook what came before it"
    print(f"{number} acknowledged, {len(set(found))} kept, {len(found) - len(set(found))} twice")


def _run_and_close(loop: asyncio.AbstractEventLoop, what: Coroutine[Any, Any, None]) -> None:
    try:
        loop.run_until_complete(what)
    finally:
        loop.close()


def _pending(data: Path) -> int:
    info = in_devices(data, lambda client: client.jetstream().consumer_info(stream.GATEWAY, stream.BRIDGE))
    return int(info.num_pending + info.num_ack_pending)


def test_a_consumer_of_the_older_kind_is_replaced_and_no_message_before_it_is_lost(server: Server, data: Path):
    """To the older kind everything was sent unasked; a kill in the middle of replacing it leaves nothing behind."""

    async def older(client: Any) -> None:
        js = client.jetstream()
        await js.delete_consumer(stream.GATEWAY, stream.BRIDGE)
        wanted = {
            "deliver_subject": "bridge.delivered",
            "deliver_group": "bridge",
            "filter_subject": stream.GATEWAY_SUBJECTS,
        }
        for name in (stream.BRIDGE, "bridge-meanwhile"):
            more = wanted if name == stream.BRIDGE else {"filter_subject": stream.GATEWAY_SUBJECTS}
            await js.add_consumer(stream.GATEWAY, durable_name=name, ack_policy="explicit", **more)

    in_devices(data, older)
    with device(data) as one:
        for number in range(20):
            one.send("people", str(number), number=number)
        assert one.until(lambda: len(one.acknowledged) == 20)
    for _ in range(2):
        in_devices(data, lambda client: stream.lay_gateway(client.jetstream()))

    consumers = in_devices(data, lambda client: client.jetstream().consumers_info(stream.GATEWAY))
    assert [(one.name, one.config.deliver_subject) for one in consumers] == [(stream.BRIDGE, None)]

    async def live() -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(bridged(data, stop))
        while await asyncio.to_thread(_pending, data):
            await asyncio.sleep(0.2)
        stop.set()
        await task

    asyncio.run(asyncio.wait_for(live(), 30))
    assert list(dict.fromkeys(stored(data))) == list(range(20))


def _in_hand(data: Path) -> int:
    info = in_devices(data, lambda client: client.jetstream().consumer_info(stream.GATEWAY, stream.BRIDGE))
    return int(info.delivered.consumer_seq)


def test_a_bridge_that_dies_between_writing_and_acknowledging_loses_nothing(server: Server, data: Path):
    """What it had in hand comes again, before all that came since; the readings are then in the stream twice at most, and
    change nothing twice."""

    def send(numbers: range) -> None:
        with device(data) as one:
            for number in numbers:
                one.send("people", str(number), number=number)
            assert one.until(lambda: len(one.acknowledged) == len(numbers))

    async def die_halfway() -> None:
        task = asyncio.create_task(bridged(data, asyncio.Event()))
        while not await asyncio.to_thread(_in_hand, data):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

    async def live() -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(bridged(data, stop))
        while await asyncio.to_thread(_pending, data):
            await asyncio.sleep(0.2)
        stop.set()
        await task

    send(range(50))
    asyncio.run(die_halfway())
    send(range(50, 80))
    asyncio.run(asyncio.wait_for(live(), 30))

    assert list(dict.fromkeys(stored(data))) == list(range(80))
