"""The `watch` process: listens to sources, takes readings in, judges the partitions that it holds, keeps the history.

One event loop talks to the network; one thread asks and writes the database, in order; one thread writes the history.
Everything here may fail and come back: the server of streams, the database, the disk. Then it waits; it does not end.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from django.db import DatabaseError, connection
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from watchroom.alarms import actions as alarms
from watchroom.alarms import queries as rules
from watchroom.alarms import snapshots
from watchroom.alarms.judging import Change, Judge
from watchroom.journal import clock
from watchroom.kernel.clock import ms
from watchroom.kernel.words import Words
from watchroom.ops.server import Server
from watchroom.ops.warming import warm
from watchroom.sources import actions as sources
from watchroom.sources import address, drain, keeping, leases, stream
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.door import Door, as_bad
from watchroom.sources.feeds import Feeds
from watchroom.sources.intake import Bridge
from watchroom.sources.leases import KEEPER, Lease, LeaseLost
from watchroom.sources.listeners import Listeners
from watchroom.sources.pace import Pace
from watchroom.sources.partition import ACTOR, Judging, Work
from watchroom.sources.quarantine import set_aside
from watchroom.sources.rules import share
from watchroom.sources.worker import Worker

HERE = "watch.here"
GONE_AFTER_S = 4.0
TIDY_S = 3600.0
FILL_S = 30.0
STOP_S = 1.5
STREAM_NAMES = {
    "readings": Words(zh="读数流", en="The stream of readings"),
    "gateway": Words(zh="MQTT 入口的缓存", en="The MQTT door's store"),
}
_log = logging.getLogger("watchroom.watch")


class AlarmDetection:
    """The room of alarms, as the partitions' work asks for it."""

    def begin(self, partition: int, snapshot: bytes | None) -> Judging:
        if snapshot is not None:
            try:
                judge = Judge(partition, snapshots.unpack(snapshot, partition).rules)
                judge.restore(snapshot)
                return judge
            except (snapshots.Unreadable, KeyError, ValueError) as error:
                _log.warning(
                    "partition %s: the snapshot cannot be used (%s); judging the stream again", partition, error
                )
        judge = Judge(partition, rules.rule_specs(partition))
        judge.seed(rules.standing(partition))
        return judge

    def news(self, partition: int, judge: Judging) -> list[dict[str, Any]] | None:
        assert isinstance(judge, Judge)
        now = rules.rule_specs(partition)
        return None if tuple(now) == judge.asked else [asdict(spec) for spec in now]

    def write(self, changes: Sequence[Change], batch: str) -> None:
        alarms.apply_changes(changes, batch=batch, actor=ACTOR)


class Watch:
    def __init__(self, data: Path, beat: Callable[[], None] = lambda: None) -> None:
        self.data, self.pace = data, Pace()
        self.owner = leases.owner_name()
        self.workers: dict[int, Worker] = {}
        self.catalogue = Catalogue()
        self._beat = beat
        self._book = ThreadPoolExecutor(1, "book")
        self._archive = ThreadPoolExecutor(1, "history")
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._keeper: Lease | None = None
        self._others: dict[str, float] = {}
        self._hurry = asyncio.Event()
        self._feeds = Feeds(self.in_database, self.catalogue, self._write)
        self._listeners = Listeners(self.in_database, self.catalogue, self._write, data)
        self._door = Door(data / "nats" / "nats.log")
        self._server = Server(data, self.in_database)
        self._tidied = self._measured = time.monotonic()
        self._streams: tuple[JetStreamContext, JetStreamContext | None] | None = None
        self._bridge: Bridge | None = None
        self._bridging: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Until `pace.stop`. A session ends when the server of streams is away for long, and the next begins."""
        told = False
        while not self.pace.stop.is_set():
            self._beat()
            try:
                await self._session()
                told = False
            except Exception as error:
                if not told:
                    _log.warning("watch waits: %s: %s", type(error).__name__, error)
                told = True
                await self._pause(0.5)
        await self._listeners.stop()
        await self._feeds.stop()
        self._book.submit(_let_go)
        self._book.shutdown(wait=False)
        self._archive.submit(_let_go)
        self._archive.shutdown(wait=False)

    async def in_database[**P, T](self, act: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._book, partial(_healed, act, *args, **kwargs))

    async def _session(self) -> None:
        where = address.address(self.data)
        client = await stream.connect("watch", where.readings)
        devices = await stream.connect("bridge", where.devices) if where.devices else None
        tasks: list[asyncio.Task[None]] = []
        try:
            await stream.lay_readings(client.jetstream())
            if devices is not None:  # before any device has a user: see nats_outside
                await stream.lay_gateway(devices.jetstream())
            self._streams = client.jetstream(), devices.jetstream() if devices else None
            made = (await stream.stream_state(client.jetstream())).made
            await self.in_database(self.catalogue.fresh)
            await client.subscribe(stream.HURRY, cb=self._hurried)
            await client.subscribe(HERE, cb=self._met)
            await client.subscribe(drain.STATE, cb=self._tell_bridge, queue="watch")
            loops: list[Coroutine[Any, Any, None]] = [
                self._lease(client, made),
                self._ticks(),
                self._frames(client),
                self._keep(),
            ]
            if devices is not None:
                self._bridge = Bridge(devices, client, self.catalogue, self.in_database, self.pace)
            tasks = [asyncio.create_task(loop) for loop in loops]
            await self._until_over(client, devices, tasks)
        finally:
            await self._close(tasks, client, devices)

    async def _until_over(self, client: Client, devices: Client | None, tasks: list[asyncio.Task[None]]) -> None:
        readings, gateway = client.jetstream(), devices.jetstream() if devices else None
        laid, returns = await stream.laid(readings, gateway), _returns(client, devices)
        while not self.pace.stop.is_set():
            if client.is_closed or (devices is not None and devices.is_closed):
                raise ConnectionError("the server of streams has been away for long")
            if returns != (now := _returns(client, devices)) and await _still(laid, readings, gateway):
                returns = now
            for task in tasks:
                if task.done():
                    task.result()
            await self._pause(0.2)

    async def _close(self, tasks: list[asyncio.Task[None]], client: Client, devices: Client | None) -> None:
        """Workers end by themselves when told to stop; when a session breaks, they are cut off and begin anew."""
        working = list(self._tasks.values())
        if not self.pace.stop.is_set():
            for task in working:
                task.cancel()
        tasks = [*tasks, *([self._bridging] if self._bridging else [])]
        for task in tasks:
            task.cancel()
        await asyncio.wait([*tasks, *working], timeout=STOP_S) if tasks or working else None
        if self._keeper is not None and self.pace.stop.is_set():
            await self._try(self.in_database(leases.give_back, self._keeper))
        await self._try(self._listeners.stop())
        self.workers, self._tasks = {}, {}
        self._keeper, self._bridge, self._bridging = None, None, None
        for one in (client, devices):
            if one is not None and not one.is_closed:
                await self._try(asyncio.wait_for(one.close(), 0.3))

    # ---- whose is what ----------------------------------------------------------------------------------------------

    async def _lease(self, client: Client, made: str) -> None:
        await self._warmed()
        while not self.pace.stop.is_set():
            self._beat()
            await self._try(client.publish(HERE, self.owner.encode()))
            try:
                await self._share(client, made)
            except DatabaseError as error:
                _log.warning("leases wait for the database: %s", error)
            await self._pause(1.0)

    async def _warmed(self) -> None:
        """A compile takes as long as a lease, so none is taken before it; devices are acknowledged meanwhile."""
        warming = asyncio.get_running_loop().run_in_executor(self._archive, warm)
        while not warming.done() and not self.pace.stop.is_set():
            self._beat()
            await asyncio.wait({warming}, timeout=0.5)

    async def _share(self, client: Client, made: str) -> None:
        await self.in_database(self.catalogue.fresh)
        worked = self.catalogue.partitions() | {KEEPER}
        for number, task in list(self._tasks.items()):
            if task.done():
                self._ended(number, task)
        mine = set(self._tasks) | ({KEEPER} if self._keeper else set())
        others = await self.in_database(leases.held_by_others, self.owner)
        free, surplus = share(worked, mine, others, 1 + len(self._watchers()))
        for number in free:
            lease = await self.in_database(leases.take, number, self.owner, made)
            if lease is not None:
                self._begin(client, lease)
        for number in sorted(set(self._tasks), reverse=True)[:surplus]:
            self.workers[number].released = True

    def _begin(self, client: Client, lease: Lease) -> None:
        if lease.number == KEEPER:
            self._keeper = lease
            return
        work = Work(lease, AlarmDetection(), self.catalogue, self.data)
        worker = Worker(client, work, self.pace, self.in_database, self._archive)
        self.workers[lease.number] = worker
        self._tasks[lease.number] = asyncio.create_task(worker.run())

    def _ended(self, number: int, task: asyncio.Task[None]) -> None:
        self.workers.pop(number, None)
        self._tasks.pop(number, None)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, LeaseLost):
            _log.warning("%s", error)
        elif error is not None:
            _log.error("partition %s fell and begins anew", number, exc_info=error)

    def _watchers(self) -> list[str]:
        now = time.monotonic()
        self._others = {owner: at for owner, at in self._others.items() if now - at < GONE_AFTER_S}
        return list(self._others)

    async def _met(self, message: Msg) -> None:
        owner = message.data.decode("utf-8", "replace")[:64]
        if owner != self.owner:
            self._others[owner] = time.monotonic()

    # ---- time -------------------------------------------------------------------------------------------------------

    async def _ticks(self) -> None:
        """A tick a second of the site's time to each partition; in a scenario whenever its driver moved the clock."""
        ticked: dict[int, int] = {}
        while not self.pace.stop.is_set():
            try:
                now_ms, self.pace.scenario = await self.in_database(_time)
                at = now_ms if self.pace.scenario else now_ms // 1000 * 1000
                due = [worker for number, worker in self.workers.items() if ticked.get(number) != at]
                await asyncio.gather(*(worker.tick(at) for worker in due))
                ticked |= {worker.work.partition: at for worker in due}
            except (*stream.GONE, DatabaseError) as error:
                _log.debug("no tick: %s", error)
            await self._hurried_within(0.05 if self.pace.scenario else 1.0 - time.time() % 1.0 + 0.001)

    async def _hurried(self, _message: Msg) -> None:
        """Wakes who waits now; whoever comes later waits for the next."""
        rung, self._hurry = self._hurry, asyncio.Event()
        rung.set()

    async def _hurried_within(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), seconds)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.pace.stop.wait(), seconds)

    # ---- what is told -----------------------------------------------------------------------------------------------

    async def _frames(self, client: Client) -> None:
        """Values that changed, to all screens, at most once a second."""
        while not self.pace.stop.is_set():
            try:
                now_ms, _ = await self.in_database(_time)
            except DatabaseError:  # whoever must write says so; the screens wait
                await self._pause(1.0)
                continue
            told: dict[str, Any] = {"now": now_ms, "sensors": {}, "positions": {}}
            for worker in list(self.workers.values()):
                some = worker.frame(now_ms)
                told["sensors"] |= some["sensors"]
                told["positions"] |= some["positions"]
            if told["sensors"]:
                await self._try(client.publish(stream.VALUES, orjson.dumps(told)))
            await self._pause(1.0)

    async def _tell_bridge(self, message: Msg) -> None:
        gateway = self._streams[1] if self._streams else None
        pending = await stream.before_bridge(gateway) if gateway else 0
        await message.respond(orjson.dumps({"pending": pending}))

    # ---- what one process of a site does ----------------------------------------------------------------------------

    async def _keep(self) -> None:
        kept_up = 0.0
        while not self.pace.stop.is_set():
            await self._hurried_within(0.5)
            self._bridge_if_keeper()
            if self._keeper is None:
                await self._listeners.stop()
                continue
            try:
                await self._feeds.turn()
                await self._listeners.turn()
                if time.monotonic() - kept_up >= 1.0:
                    kept_up = time.monotonic()
                    self._server.heal()  # first: a full disk keeps all that follows from being done
                    await self.in_database(leases.hold, self._keeper)
                    await self._upkeep()
            except LeaseLost:
                self._keeper = None
                self._bridge_if_keeper()
            except (DatabaseError, OSError) as error:
                _log.warning("upkeep waits: %s", error)

    def _bridge_if_keeper(self) -> None:
        """One process of the site reads what the gateway took: two would overtake one another."""
        if self._keeper is None and self._bridging is not None:
            self._bridging.cancel()
            self._bridging = None
        elif self._keeper is not None and self._bridge is not None and self._bridging is None:
            self._bridging = asyncio.create_task(self._bridge.run())

    async def _upkeep(self) -> None:
        await self._server.keep(self.catalogue.mqtt_users())
        refused = self._door.refusals()
        if refused:
            sources = {device.code: device.source for device in self.catalogue.devices.values()}
            bad = [as_bad(device, fault, sources) for device, fault in refused]
            await self.in_database(set_aside, bad, actor="connector:mqtt")
        if time.monotonic() - self._measured > FILL_S:
            self._measured = time.monotonic()
            await self._try(self._measure())
        if time.monotonic() - self._tidied > TIDY_S:
            self._tidied = time.monotonic()
            tidied = asyncio.get_running_loop().run_in_executor(self._archive, _healed, keeping.hourly, self.data)
            await self._try(tidied)

    async def _write(self, parts: list[tuple[int, bytes]], mark: str) -> None:
        """Messages by partition onto the stream, on disk when it returns. Raises one of GONE."""
        if self._streams is None:
            raise ConnectionError("the server of streams is away")
        js = self._streams[0]
        await asyncio.gather(*(stream.publish(js, *part, f"{mark}.{i}") for i, part in enumerate(parts)))

    async def _measure(self) -> None:
        """F-20: a stream that fills is told of at seventy per cent, not when it is full."""
        for name, fill in (await stream.fills(*self._streams)).items() if self._streams else ():
            await self.in_database(sources.stream_filled, name, STREAM_NAMES[name], fill, actor="watch:sources")

    async def _try(self, what: Any) -> None:
        """For what is tried again anyway, or no longer matters."""
        try:
            await what
        except Exception as error:
            _log.info("%s: %s", type(error).__name__, error)


def _returns(client: Client, devices: Client | None) -> int:
    """How often the server has come back to us."""
    return sum(int(one.stats["reconnects"]) for one in (client, devices) if one is not None)


async def _still(laid: tuple[str, ...], readings: JetStreamContext, gateway: JetStreamContext | None) -> bool:
    """Whether the server that came back has what we had laid; False while it does not answer yet.

    Raises ConnectionError when it has lost it: then all is laid again, and nothing that a device says is lost for long.
    """
    try:
        now = await stream.laid(readings, gateway)
    except NotFoundError:
        now = ()
    except stream.GONE:
        return False
    if now != laid:
        raise ConnectionError("the server of streams came back without what we had laid there")
    return True


def _time() -> tuple[int, bool]:
    """In the database: the site's time in milliseconds, and whether a scenario moves it."""
    row = clock.scenario()
    return (ms(row.now), True) if row and row.now else (ms(clock.site_now()), False)


def _let_go() -> None:
    """In the book's thread: its connection is its own, and nobody else could give it back."""
    connection.close()


def _healed[**P, T](act: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """A thread keeps its connection; after a fault the next call makes a new one."""
    try:
        return act(*args, **kwargs)
    except DatabaseError:
        connection.close()
        raise
