"""Sources that we listen to: one task each in the process that keeps the site, begun and ended as they are registered.

A listener hands in what comes and waits until it is on disk, so that what it acknowledges to its sender is kept. One
that falls is begun again, ever more slowly; its source is unwell meanwhile, which is said once.
"""

import asyncio
import hashlib
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from watchroom.journal import clock
from watchroom.kernel.clock import ms
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources import actions, stream
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.checking import Taken, check
from watchroom.sources.connector import CONNECTORS, Aside, Came, Heard, Listening
from watchroom.sources.faults import ListenerDown, NotReadable
from watchroom.sources.intake import packed
from watchroom.sources.models import Health, Source
from watchroom.sources.pace import InDatabase
from watchroom.sources.payloads import Offer
from watchroom.sources.quarantine import apart, bad_of, set_aside
from watchroom.sources.trial_faults import OnTrial

FIRST_WAIT_S, MOST_WAIT_S = 1.0, 60.0
FRESH_S = 0.5
AGAIN_S = 0.2
FOLDER = "listen"
WELL = "well"
SAID_OF_CONNECTIONS = ("sources.ListenerDown", "sources.NeedsExtra")
SMALL = 16 * 1024
ASIDE_S, MOST_ASIDE = 5.0, 5000
TRIAL_S = 0.2

type Write = Callable[[list[tuple[int, bytes]], str], Awaitable[None]]
_log = logging.getLogger(__name__)


def wait_s(falls: int, chance: float) -> float:
    """How long before a listener that fell so many times in a row is begun again; `chance` 0..1 keeps many apart."""
    return min(MOST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(falls, 10)) * (0.5 + chance / 2)


def heard(
    connector: Listening, came: Came, source: int, catalogue: Catalogue, now_ms: int
) -> tuple[Taken | None, Heard]:
    """What of a message is taken, and what not. Raises nothing for any message."""
    try:
        offer = connector.offered(came)
        taken = check(offer, catalogue.sensors, now_ms, source=source, device="")
    except Fault as fault:
        return None, _nothing_of(came, fault)
    except Exception as error:
        _log.exception("a message broke the connector %s", connector.name)
        return None, _nothing_of(came, NotReadable(why=type(error).__name__))
    refused = [(_place(offer, one.place), one.sensor, one.fault) for one in taken.refused]
    return taken, Heard(len(taken), refused, apart(came, offer, taken.refused))


def _nothing_of(came: Came, fault: Fault) -> Heard:
    return Heard(0, [("", "", fault)], [Aside("", fault, came.body)])


def _place(offer: Offer, place: int) -> str:
    return offer.places[place] if offer.places else str(place)


@dataclass
class _Running:
    """A listener's task, with what it was begun for: another kind or other settings begin another."""

    what: str
    stop: asyncio.Event
    task: asyncio.Task[None]


class Listeners:
    """write  puts messages on the stream, by partition, and returns when they are on disk; `mark` names them"""

    def __init__(self, in_database: InDatabase, catalogue: Catalogue, write: Write, data: Path) -> None:
        self.in_database, self.catalogue, self.write, self.data = in_database, catalogue, write, data
        self.threads = ThreadPoolExecutor(2, "listen")
        self._running: dict[int, _Running] = {}

    async def turn(self) -> None:
        """Begins what is registered and not running, ends what is no longer registered so. Returns soon."""
        wanted = {
            source: json.dumps([name, settings], sort_keys=True)
            for source, (name, settings) in self.catalogue.kinds.items()
            if issubclass(CONNECTORS.all.get(name, object), Listening)
        }
        for source, one in list(self._running.items()):
            if wanted.get(source) != one.what or one.task.done():
                await self._end(self._running.pop(source))
        for source in wanted.keys() - self._running.keys():
            stop = asyncio.Event()
            task = asyncio.create_task(self._keep(source, stop))
            self._running[source] = _Running(wanted[source], stop, task)

    async def stop(self) -> None:
        """Ends all; what was being handed in is handed in again when it begins anew."""
        running, self._running = list(self._running.values()), {}
        await asyncio.gather(*(self._end(one) for one in running))

    async def _end(self, one: _Running, within_s: float = 1.0) -> None:
        one.stop.set()
        await asyncio.wait({one.task}, timeout=within_s)
        one.task.cancel()

    async def _keep(self, source: int, stop: asyncio.Event) -> None:
        hand = Handing(self, source, stop)
        falls = 0
        while not stop.is_set():
            began = time.monotonic()
            try:
                await self._listened(source, hand, stop)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                fault = error if isinstance(error, Fault) else _fallen(self.catalogue.names.get(source, "?"), error)
                if not isinstance(error, Fault | OSError):
                    _log.exception("the listener of source %s fell", source)
                await self._say(hand.unwell(fault))
            if stop.is_set():
                return
            falls = 0 if time.monotonic() - began > MOST_WAIT_S else falls + 1
            await pause(stop, wait_s(falls, random.random()))

    async def _listened(self, source: int, hand: "Handing", stop: asyncio.Event) -> None:
        name, settings = self.catalogue.kinds[source]
        kind = CONNECTORS[name]
        assert issubclass(kind, Listening)
        try:
            hand.connector = kind(kind.Settings.model_validate(settings))
        except ValueError as error:
            why = Words(
                zh=f"设置无效（{type(error).__name__}）", en=f"its settings are not valid ({type(error).__name__})"
            )
            raise ListenerDown(what=self.catalogue.names.get(source, name), why=why) from error
        await hand.connector.listen(hand, stop)

    async def _say(self, what: Awaitable[None]) -> None:
        """The database may be away as well; what is so is said when it is back, for it is still so then."""
        try:
            await what
        except Exception as error:
            _log.warning("cannot say how a listener is: %s: %s", type(error).__name__, error)


class Handing:
    """`Hand` for one source."""

    def __init__(self, all_: Listeners, source: int, stop: asyncio.Event) -> None:
        self._all, self._source, self._stop = all_, source, stop
        self.connector: Listening
        self._now: tuple[float, int | None] = (-1e9, None)
        self._told = ""
        self._aside: dict[tuple[str, str], tuple[float, int]] = {}
        self._unkept, self._kept_at = 0, -1e9

    @property
    def folder(self) -> Path:
        """`<data>/listen/<source>`, readable by its owner alone."""
        folder = self._all.data / FOLDER / self._all.catalogue.names[self._source]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    async def __call__(self, came: Came) -> Heard:
        now_ms = await self._now_ms()
        if self._source in self._all.catalogue.trials:
            return await self._on_trial(came, now_ms)
        judge = (self.connector, came, self._source, self._all.catalogue, now_ms)
        if len(came.body) <= SMALL:
            taken, found = heard(*judge)
        else:  # a file of a hundred thousand rows must not keep the readings of others waiting
            taken, found = await asyncio.get_running_loop().run_in_executor(self._all.threads, heard, *judge)
        if taken is not None and len(taken):
            await self._on_disk(packed([(taken, now_ms)]), came)
        news = {(one.sensor, one.fault.code) for one in found.aside}
        news = {alike for alike in news if self._is_news(alike)}
        aside = [one for one in found.aside if (one.sensor, one.fault.code) in news]
        if aside:
            door = self.connector.name
            bad = bad_of(aside, came, source=self._source, door=door, at_ms=now_ms)
            await self._all.in_database(set_aside, bad, actor=self._actor)
        return found

    async def _on_trial(self, came: Came, now_ms: int) -> Heard:
        """Nothing is taken. A few a second are kept to be looked at, with how many came between them."""
        fault = OnTrial(code=self._all.catalogue.names[self._source])
        self._unkept += 1
        if time.monotonic() - self._kept_at >= TRIAL_S:
            aside = [Aside("", fault, came.body)]
            bad = bad_of(aside, came, source=self._source, door=self.connector.name, at_ms=now_ms)
            bad = [replace(one, count=self._unkept) for one in bad]
            await self._all.in_database(set_aside, bad, actor=self._actor)
            self._unkept, self._kept_at = 0, time.monotonic()
        return Heard(0, [("", "", fault)])

    def _is_news(self, alike: tuple[str, str]) -> bool:
        """A stranger who says where he is once a second is set aside once in a while, not once a second."""
        now = time.monotonic()
        if len(self._aside) >= MOST_ASIDE:
            self._aside = {key: told for key, told in self._aside.items() if now - told[0] < ASIDE_S}
        since, count = self._aside.get(alike, (now, 0))
        if now - since >= ASIDE_S:
            since, count = now, 0
        self._aside[alike] = since, count + 1
        return count < self.connector.most_alike

    async def well(self) -> None:
        if self._told != WELL:
            await self._all.in_database(_mended, self._source, self._actor)
            self._told = WELL

    async def unwell(self, fault: Fault) -> None:
        if self._told != fault.code:
            await self._all.in_database(actions.failed, self._source, fault, actor=self._actor)
            self._told = fault.code

    @property
    def _actor(self) -> str:
        return f"connector:{self._all.catalogue.kinds.get(self._source, ('listener', {}))[0]}"

    async def _now_ms(self) -> int:
        """The site's time; the database is asked for it, and for what is registered, at most twice a second."""
        asked, scenario_ms = self._now
        if time.monotonic() - asked > FRESH_S:
            scenario_ms = await self._all.in_database(self._before)
            self._now = (time.monotonic(), scenario_ms)
        return time.time_ns() // 1_000_000 if scenario_ms is None else scenario_ms

    def _before(self) -> int | None:
        self._all.catalogue.fresh()
        row = clock.scenario()
        return ms(row.now) if row and row.now else None

    async def _on_disk(self, parts: list[tuple[int, bytes]], came: Came) -> None:
        """The same message again within two minutes bears the same name, so that it is there once."""
        told = f"{self._source}\0{came.topic}\0".encode()
        mark = f"l{hashlib.sha256(told + came.body).hexdigest()[:32]}"
        while True:
            try:
                await self._all.write(parts, mark)
                return
            except (*stream.GONE, ConnectionError):
                await asyncio.sleep(AGAIN_S)


def _mended(source: int, actor: str) -> None:
    """Only what a listener said of its connection is taken back; refused data and silence are others' to end."""
    row = Source.objects.filter(pk=source, health=Health.UNWELL).first()
    if row is not None and (row.fault or {}).get("code") in SAID_OF_CONNECTIONS:
        actions.mend(source, clock.site_now(), actor=actor)


def _fallen(what: str, error: Exception) -> ListenerDown:
    return ListenerDown(what=what, why=shown(str(error) or type(error).__name__, 120))


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Waits, but no longer than until `stop`."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
