"""An outside NATS server: what its administrator is given works, and nobody is let in before it is safe."""

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from nats.errors import Error as NatsError

from watchroom.ops import doctor, nats_config, nats_outside, prepare
from watchroom.ops.nats_config import Mark
from watchroom.ops.nats_outside import NoDoor, NotSynced, OutsideUsers, Unconfirmed, UsersWait
from watchroom.ops.terminal import CONFIG, OK
from watchroom.ops.tests.devices import Device, until
from watchroom.ops.tests.outside import OutsideServer
from watchroom.sources import stream
from watchroom.sources.address import Address, address
from watchroom.sources.stream import connect

pytestmark = [pytest.mark.process, pytest.mark.pure, pytest.mark.once]
KEYS = {"ws-1": "key-of-one", "ws-2": "key-of-two"}
SYSTEM = "WATCHROOM_NATS_SYS_URL"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OutsideServer]:
    one = OutsideServer(tmp_path / "theirs")
    one.start()
    yield one
    one.kill()


def lay(where: Address) -> None:
    async def done() -> None:
        client = await connect("test", where.devices)
        await stream.lay_gateway(client.jetstream())
        await client.close()

    asyncio.run(done())


def codes(found: dict[str, str], users: OutsideUsers) -> list[str]:
    return [fault.code for fault in asyncio.run(users.keep(found))]


def asked_again(found: dict[str, str], users: OutsideUsers) -> list[str] | None:
    """As the keeper asks, turn after turn; None when the server, which is just reading its users, cuts who signs in."""
    try:
        return codes(found, users)
    except (NatsError, OSError):
        return None


def test_the_configuration_is_written_once_and_its_secrets_are_its_owners(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from watchroom.ops import cli

    folder = tmp_path / "theirs"
    asked = ["nats", "config", str(folder), "--host", "10.0.0.5", "--place", "/etc/nats", "--mqtt-port", "1883"]
    first, before = cli.main(asked), (folder / "server.conf").read_text()

    assert (first, cli.main(asked)) == (0, 1)
    assert (folder / "server.conf").read_text() == before
    assert 'listen: "0.0.0.0:1883"' in before
    assert "sync_interval: always" in before
    assert 'store_dir: "/etc/nats/streams"' in before
    environment = folder / "watchroom.env"
    assert stat.S_IMODE(environment.stat().st_mode) == 0o600
    assert "WATCHROOM_NATS_MQTT=10.0.0.5:1883" in environment.read_text()
    assert "WATCHROOM_NATS_USERS" not in environment.read_text()  # it lies on another machine
    assert "/etc/nats/users.conf" in capsys.readouterr().out


def test_its_system_account_says_whether_every_message_is_on_disk(
    server: OutsideServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.join(monkeypatch)
    assert asyncio.run(nats_outside.sync_fault(address(tmp_path))) is None
    assert prepare.streams() == OK

    server.kill()
    config = server.folder / "server.conf"
    config.write_text(config.read_text().replace("sync_interval: always", 'sync_interval: "2m"'))
    server.start()
    assert isinstance(asyncio.run(nats_outside.sync_fault(address(tmp_path))), NotSynced)
    assert prepare.streams() == CONFIG
    assert "sync_interval" in capsys.readouterr().err


def test_without_a_system_account_a_person_must_confirm_it(
    server: OutsideServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.join(monkeypatch, SYSTEM)
    assert isinstance(asyncio.run(nats_outside.sync_fault(address(tmp_path))), Unconfirmed)
    assert prepare.streams() == OK
    monkeypatch.setenv("WATCHROOM_NATS_SYNC", "always")
    assert asyncio.run(nats_outside.sync_fault(address(tmp_path))) is None


def test_the_system_account_may_ask_and_reload_and_nothing_else(
    server: OutsideServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.join(monkeypatch)

    async def ask(subject: str) -> None:
        client = await connect("test", address(tmp_path).system)
        try:
            await client.request(subject, b"{}", timeout=0.5)
        finally:
            await client.close()

    asyncio.run(ask("$SYS.REQ.SERVER.PING.JSZ"))
    with pytest.raises((NatsError, TimeoutError)):
        asyncio.run(ask("$SYS.REQ.SERVER.PING.CONNZ"))


def test_no_device_has_a_user_before_the_bridges_consumer_is_there(
    server: OutsideServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the gateway acknowledges is kept for that consumer and for nobody else."""
    server.join(monkeypatch)
    users = OutsideUsers(tmp_path, address(tmp_path))
    with Device("ws-1", KEYS["ws-1"], server.mqtt_port) as device:
        with pytest.raises(ConnectionError):
            asyncio.run(users.keep(KEYS))
        assert device.until(lambda: bool(device.refused))
        assert "ws-1" not in (server.folder / "users.conf").read_text()

        lay(address(tmp_path))
        assert codes(KEYS, users) == []
        assert device.until(lambda: device.connected)
        device.send("wind", "4.3", number=1)
        assert device.until(lambda: device.acknowledged == {1})


def test_a_withdrawn_device_is_cut_and_the_others_stay(
    server: OutsideServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.join(monkeypatch)
    lay(address(tmp_path))
    users = OutsideUsers(tmp_path, address(tmp_path))
    assert codes(KEYS, users) == []
    with Device("ws-1", KEYS["ws-1"], server.mqtt_port) as one, Device("ws-2", KEYS["ws-2"], server.mqtt_port) as other:
        assert one.until(lambda: one.connected and other.connected)
        assert codes({"ws-2": KEYS["ws-2"]}, users) == []
        assert one.until(lambda: not one.connected and bool(one.refused))
        assert other.connected


def test_without_a_system_account_it_is_said_until_the_administrator_has_reloaded(
    server: OutsideServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(nats_outside, "LOOK_S", 0.0)
    server.join(monkeypatch, SYSTEM)
    where = address(tmp_path)
    lay(where)
    users = OutsideUsers(tmp_path, where)

    assert codes(KEYS, users) == [UsersWait().code]
    server.reload()
    assert until(lambda: asked_again(KEYS, users) == [])

    found = {finding.what.en: finding.ok for finding in doctor.nats(tmp_path)}
    assert found == {
        "the outside NATS": True,
        "NATS on disk (sync_interval)": None,
        "the MQTT bridge": True,
        "users of MQTT devices": True,
    }


@pytest.mark.parametrize("after", [b"CONNECT", b"PING"])
def test_a_server_that_hangs_up_has_not_said_that_it_read_the_users(after: bytes) -> None:
    async def hang_up(heard: asyncio.StreamReader, said: asyncio.StreamWriter) -> None:
        said.write(b'INFO {"server_id": "S", "version": "2.11.0", "max_payload": 1048576, "auth_required": true}\r\n')
        while (line := await heard.readline()) and not line.startswith(after):
            pass
        said.close()

    async def ask() -> bool:
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await nats_outside.has_read(Address("", f"nats://a:b@127.0.0.1:{port}"), Mark("mark", "m"))

    with pytest.raises(ConnectionError):
        asyncio.run(ask())


def test_a_file_that_the_administrator_put_aside_is_missed_by_its_mark(
    server: OutsideServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.join(monkeypatch)
    where = address(tmp_path)
    _, old = nats_config.users(nats_outside.user_of(where.devices), {})
    _, new = nats_config.users(nats_outside.user_of(where.devices), KEYS)

    assert asyncio.run(nats_outside.has_read(where, old))
    assert not asyncio.run(nats_outside.has_read(where, new))


def test_devices_without_an_account_for_them_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WATCHROOM_NATS_URL", "nats://watch:w@127.0.0.1:1")
    users = OutsideUsers(tmp_path, address(tmp_path))
    assert codes({}, users) == []
    assert codes(KEYS, users) == [NoDoor().code]


@pytest.mark.parametrize("said", ["10.0.0.5", "10.0.0.5:", ":8602", "10.0.0.5:door"])
def test_a_door_without_host_or_port_is_refused(said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WATCHROOM_NATS_URL", "nats://watch:w@127.0.0.1:1")
    monkeypatch.setenv("WATCHROOM_NATS_MQTT", said)
    with pytest.raises(ValueError, match="host:port"):
        address(tmp_path)
