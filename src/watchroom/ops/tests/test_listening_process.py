"""Real sockets and servers on the loopback: positions over TCP, TLS and UDP, NATS, Modbus, SNMP."""

import asyncio
import os
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from watchroom.kernel.faults import Fault
from watchroom.ops.children import free_port
from watchroom.ops.nats import binary
from watchroom.sources import doors
from watchroom.sources.connector import Came, Heard, Listening
from watchroom.sources.connectors.cot import Cot
from watchroom.sources.connectors.modbus import Modbus
from watchroom.sources.connectors.nats_subject import NatsSubject
from watchroom.sources.connectors.snmp import Snmp
from watchroom.sources.faults import FeedDown, ListenerDown
from watchroom.sources.tests.test_cot_rules import event

pytestmark = [pytest.mark.process, pytest.mark.pure, pytest.mark.once]


class Noting:
    """A hand that notes what comes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.came, self.stands = folder, list[Came](), asyncio.Event()

    async def __call__(self, came: Came) -> Heard:
        self.came.append(came)
        return Heard(1)

    async def well(self) -> None:
        self.stands.set()

    async def unwell(self, fault: Fault) -> None:
        raise AssertionError(fault)

    async def until(self, count: int) -> None:
        while len(self.came) < count:
            await asyncio.sleep(0.01)


def listening(connector: Listening, folder: Path, act: Any) -> Noting:
    hand = Noting(folder)

    async def whole() -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(connector.listen(hand, stop))
        ready = asyncio.create_task(hand.stands.wait())
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            ready.cancel()
            task.result()
        await act(hand)
        stop.set()
        await task

    asyncio.run(asyncio.wait_for(whole(), 30))
    return hand


def cot(**settings: Any) -> Cot:
    return Cot(Cot.Settings.model_validate(settings))


def test_units_come_over_tcp_in_pieces_and_a_bad_connection_is_closed(tmp_path: Path):
    port = free_port("127.0.0.1")

    async def act(hand: Noting) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        for piece in (b"<?xml version='1.0'?>" + event("u-1")[:50], event("u-1")[50:] + b"\n" + event("u-2")):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)
        await hand.until(2)
        reader, bad = await asyncio.open_connection("127.0.0.1", port)
        bad.write(b"\xbf\x01\xbf\x0a")
        assert await reader.read() == b"", "the door parts with who speaks another language"
        writer.close()
        bad.close()

    hand = listening(cot(port=port), tmp_path, act)
    assert [one.body for one in hand.came] == [event("u-1"), event("u-2"), b"\xbf\x01\xbf\x0a"]


def test_units_come_over_udp(tmp_path: Path):
    port = free_port("127.0.0.1")

    async def act(hand: Noting) -> None:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=("127.0.0.1", port)
        )
        transport.sendto(event("u-1"))
        await hand.until(1)
        transport.close()

    assert listening(cot(by="udp", port=port), tmp_path, act).came[0].body == event("u-1")


def certificates(folder: Path) -> None:
    """An authority of our own; the same certificate serves the door and the client."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", folder / doors.KEY, "-out", folder / doors.CERTIFICATE],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / doors.CLIENTS).write_bytes((folder / doors.CERTIFICATE).read_bytes())


def test_over_tls_only_who_has_a_certificate_is_heard(tmp_path: Path):
    certificates(tmp_path)
    port = free_port("127.0.0.1")
    known = ssl.create_default_context(cafile=str(tmp_path / doors.CERTIFICATE))
    stranger = ssl.create_default_context(cafile=str(tmp_path / doors.CERTIFICATE))
    known.load_cert_chain(tmp_path / doors.CERTIFICATE, tmp_path / doors.KEY)

    async def act(hand: Noting) -> None:
        for context in (stranger, known):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="localhost")
                writer.write(event("known" if context is known else "stranger"))
                await writer.drain()
                await asyncio.sleep(0.1)
                writer.close()
            except (ssl.SSLError, ConnectionError):
                assert context is stranger
        await hand.until(1)

    assert [one.body for one in listening(cot(by="tls", port=port), tmp_path, act).came] == [event("known")]


def test_a_door_that_cannot_be_opened_says_why(tmp_path: Path):
    async def never(_hand: Noting) -> None:
        raise AssertionError

    with pytest.raises(ListenerDown, match=r"tls-cert\.pem"):
        listening(cot(by="tls", host="0.0.0.0"), tmp_path, never)
    with pytest.raises(ListenerDown, match=r"10\.255\.255\.254:1"):
        listening(cot(host="10.255.255.254", port=1), tmp_path, never)


# ---- NATS -----------------------------------------------------------------------------------------------------------


class Nats:
    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"nats://127.0.0.1:{port}"
        argv = [
            binary(),
            "-a",
            "127.0.0.1",
            "-p",
            str(port),
            "-js",
            "-sd",
            str(folder / "js"),
            "--user",
            "far",
            "--pass",
            "far away",
        ]
        self.process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    async def client(self) -> Any:
        from nats.aio.client import Client

        client = Client()
        for _ in range(200):
            try:
                await client.connect(
                    self.url, user="far", password="far away", allow_reconnect=False, connect_timeout=1
                )
                return client
            except (OSError, TimeoutError):
                await asyncio.sleep(0.05)
        raise TimeoutError

    def __enter__(self) -> "Nats":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(5)


def test_a_subject_is_heard_and_a_stream_keeps_what_comes_while_we_are_away(tmp_path: Path):
    (tmp_path / "nats-secret.txt").write_text("far away\n")
    with Nats(tmp_path, free_port("127.0.0.1")) as server:
        told = {"url": server.url, "user": "far", "subject": "hill.>"}

        async def prepare() -> None:
            client = await server.client()
            await client.jetstream().add_stream(name="HILL", subjects=["hill.>"])
            await client.jetstream().publish("hill.before", b"1")
            await client.close()

        async def one(hand: Noting, number: int) -> None:
            client = await server.client()
            await client.publish("hill.wind", b"%d" % number)
            await hand.until(2 if number == 2 else 1)
            await client.close()

        asyncio.run(prepare())
        kept = NatsSubject(NatsSubject.Settings.model_validate(told | {"stream": "HILL"}))
        passing = NatsSubject(NatsSubject.Settings.model_validate(told | {"queue": "q"}))
        assert [one_.body for one_ in listening(kept, tmp_path, lambda hand: one(hand, 2)).came] == [b"1", b"2"]
        assert [(one_.topic, one_.body) for one_ in listening(passing, tmp_path, lambda hand: one(hand, 3)).came] == [
            ("hill.wind", b"3")
        ]
        assert [one_.body for one_ in listening(kept, tmp_path, lambda hand: hand.until(1)).came] == [b"3"]
        (tmp_path / "nats-secret.txt").write_text("wrong")
        with pytest.raises(ListenerDown, match=r"(?i)authorization"):
            listening(kept, tmp_path, lambda hand: hand.until(1))
    with pytest.raises(ListenerDown):
        listening(kept, tmp_path, lambda hand: hand.until(1))


# ---- Modbus and SNMP ------------------------------------------------------------------------------------------------

MODBUS = """
import asyncio, sys
from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.server import StartAsyncTcpServer
block = ModbusSequentialDataBlock(1, [0, 0x4060, 0b1000, 7])
device = ModbusDeviceContext(hr=block, ir=block, co=block, di=block)
asyncio.run(StartAsyncTcpServer(ModbusServerContext(devices=device, single=True), address=("127.0.0.1", int(sys.argv[1]))))
"""


def polled(kind: Any, settings: dict[str, Any]) -> Any:
    """The first answer of a server that takes its time to start."""
    import time

    until = time.monotonic() + 20
    while True:
        try:
            return kind(kind.Settings.model_validate(settings)).ask(None, {}).offers[0]
        except FeedDown:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_registers_are_read_from_pymodbuss_own_server():
    pytest.importorskip("pymodbus")
    port = free_port("127.0.0.1")
    registers = [
        {"sensor": "level", "address": 0, "form": "float32", "order": "CDAB"}, {"sensor": "pump", "address": 2, "form": "bit", "bit": 3},
        {"sensor": "input", "table": "input", "address": 3}, {"sensor": "far", "address": 900},
    ]  # fmt: skip
    server = subprocess.Popen([sys.executable, "-W", "ignore", "-c", MODBUS, str(port)], env=os.environ)
    try:
        offer = polled(Modbus, {"host": "127.0.0.1", "port": port, "registers": registers})
    finally:
        server.terminate()
        server.wait(5)
    assert list(offer.value[:3]) == [3.5, 1.0, 7.0]
    assert "xception" in offer.value[3]
    with pytest.raises(FeedDown):
        Modbus(Modbus.Settings.model_validate({"host": "127.0.0.1", "port": port, "registers": registers})).poll()


AGENT = """
import asyncio, sys
from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config, engine
from pysnmp.entity.rfc3413 import cmdrsp, context
at = engine.SnmpEngine()
config.add_transport(at, udp.DOMAIN_NAME, udp.UdpTransport().open_server_mode(("127.0.0.1", int(sys.argv[1]))))
config.add_v1_system(at, "area", "public")
config.add_vacm_user(at, 2, "area", "noAuthNoPriv", (1, 3, 6, 1, 2, 1))
cmdrsp.GetCommandResponder(at, context.SnmpContext(at))
at.transport_dispatcher.job_started(1)
at.open_dispatcher()
"""


def test_values_are_read_from_an_snmp_agent():
    pytest.importorskip("pysnmp")
    port = free_port("127.0.0.1")
    values = [
        {"sensor": "services", "oid": "1.3.6.1.2.1.1.7.0", "scale": 2},
        {"sensor": "none", "oid": "1.3.6.1.2.1.99.0"},
    ]
    server = subprocess.Popen([sys.executable, "-W", "ignore", "-c", AGENT, str(port)], env=os.environ)
    try:
        offer = polled(Snmp, {"host": "127.0.0.1", "port": port, "values": values})
    finally:
        server.terminate()
        server.wait(5)
    assert isinstance(offer.value[0], int | float)
    assert isinstance(offer.value[1], str)
