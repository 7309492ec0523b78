"""The loop of one partition: read, take in, judge, commit; answer who asks for values; keep the history."""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
from django.db import DatabaseError
from nats.aio.client import Client
from nats.aio.msg import Msg

from watchroom.kernel.canonical import digest
from watchroom.sources import leases, stream
from watchroom.sources.latest import frame
from watchroom.sources.pace import IDLE_S, InDatabase, Pace
from watchroom.sources.partition import Step, Work
from watchroom.sources.readings import Run, encode_rules, encode_tick

UPKEEP_S = 1.0
RULES_AGAIN_S = 3.0
MOST_AT_THE_END = 50_000  # rows stored before we go; more would take too long, and the stream still has them
_log = logging.getLogger(__name__)


class Worker:
    def __init__(
        self, client: Client, work: Work, pace: Pace, in_database: InDatabase, archive: ThreadPoolExecutor
    ) -> None:
        self.work = work
        self.released = False
        self._client, self._pace, self._in_database, self._archive = client, pace, in_database, archive
        self._asked_rules_at = 0.0
        self._kept_up_at = 0.0
        self._storing: asyncio.Future[None] | None = None
        self._store_failed = False

    async def run(self) -> None:
        """Until told to stop, released, or the lease is lost (LeaseLost)."""
        partition = self.work.partition
        after = await self._in_database(self.work.begin)
        reader = stream.Reader(self._client, partition, after)
        answers = [
            await self._client.subscribe(f"{stream.LATEST}.{partition}", cb=self._tell_latest),
            await self._client.subscribe(f"{stream.RECENT}.{partition}", cb=self._tell_recent),
        ]
        _log.info("partition %s: from %s, committed up to %s", partition, after, self.work.lease.position)
        try:
            while not self._pace.stop.is_set() and not self.released:
                await self._turn(reader)
            await self._finish()
        finally:
            for subscription in answers:
                await _quietly(subscription)
            await reader.close()

    async def tick(self, at_ms: int) -> None:
        """Puts the present instant into the stream. Raises one of GONE."""
        name = f"tick.{self.work.partition}.{self.work.lease.epoch}.{time.monotonic_ns()}"
        await stream.publish(self._client.jetstream(), self.work.partition, encode_tick(at_ms), name)

    def frame(self, now_ms: int) -> dict[str, Any]:
        """Values that changed since this was asked last."""
        return frame(self.work.latest, self.work.latest.changes(), self.work.catalogue, now_ms)

    async def _turn(self, reader: stream.Reader) -> None:
        try:
            got = await reader.batch(wait_s=self._pace.idle_s, window_s=self._pace.window_s)
        except stream.GONE:
            got = []
            await asyncio.sleep(IDLE_S)
        steps = self.work.absorb(got)
        if got or time.monotonic() - self._kept_up_at >= UPKEEP_S:
            await self._judge(steps, now=self._pace.scenario)
        if time.monotonic() - self._kept_up_at >= UPKEEP_S:
            self._kept_up_at = time.monotonic()
            await self._keep_rules()
            self._keep_history()

    async def _judge(self, steps: list[Step], *, now: bool) -> None:
        """What has been judged is committed, however long the database takes to come back; nothing is read meanwhile."""
        try:
            await self._in_database(self.work.judge, steps, self.work.sequence, now=now)
            return
        except DatabaseError as error:
            _log.warning("partition %s: the database cannot be written (%s); trying on", self.work.partition, error)
        while not self._pace.stop.is_set():
            await asyncio.sleep(IDLE_S)
            try:
                await self._in_database(self.work.commit)
                return
            except DatabaseError:
                continue

    async def _keep_rules(self) -> None:
        """Changed rules go into the stream, so that they change at the same place in every replay."""
        if time.monotonic() - self._asked_rules_at < RULES_AGAIN_S and self._asked_rules_at:
            return
        try:
            rules = await self._in_database(self.work.rules_news)
            if rules is None:
                return
            self._asked_rules_at = time.monotonic()
            name = f"rules.{self.work.partition}.{digest(orjson.dumps(rules).decode())[:16]}.{self.work.sequence}"
            await stream.publish(self._client.jetstream(), self.work.partition, encode_rules(rules), name)
        except (*stream.GONE, DatabaseError) as error:
            _log.info("partition %s: changed rules wait: %s", self.work.partition, error)

    def _keep_history(self) -> None:
        if self._storing is not None and not self._storing.done():
            return
        if self.work.history_due():
            self._storing = asyncio.ensure_future(self._store(self.work.to_store()))

    async def _store(self, taken: list[Run]) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._archive, self.work.append, taken)
        except Exception:
            if not self._store_failed:
                _log.exception("partition %s: the history cannot be written; it is tried again", self.work.partition)
            self._store_failed = True
            return
        self._store_failed = False
        self.work.appended(taken[-1].last)

    async def _finish(self) -> None:
        """A clean end: position, snapshot and history up to here, and the partition free for the next."""
        await self._in_database(self.work.finish)
        if self.work.young and self.work.rows <= MOST_AT_THE_END:
            await self._store(self.work.to_store())
        await self._in_database(leases.give_back, self.work.lease)

    async def _tell_latest(self, message: Msg) -> None:
        numbers = orjson.loads(message.data or b"[]")
        wanted = numbers if numbers else range(self.work.latest.value.size)
        await message.respond(orjson.dumps(self.work.latest.of(wanted)))

    async def _tell_recent(self, message: Msg) -> None:
        await message.respond(orjson.dumps(self.work.recent(orjson.loads(message.data))))


async def _quietly(subscription: Any) -> None:
    try:
        await subscription.unsubscribe()
    except Exception as error:
        _log.debug("unsubscribe: %s", error)
