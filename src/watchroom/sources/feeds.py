"""Asking the sources that must be asked, when they are due by the site's clock."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Q

from watchroom.journal import away
from watchroom.journal.book import book
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import ms
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.sources import actions, bulletins, official, trial_asking
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.checking import check
from watchroom.sources.connector import CONNECTORS, Aside, Asked, Asking, Came, Fetch, Notice
from watchroom.sources.faults import FeedDown, FeedRefused, FeedUnreadable
from watchroom.sources.fetching import Fetcher
from watchroom.sources.intake import packed
from watchroom.sources.models import Health, Quarantine, Source
from watchroom.sources.pace import InDatabase
from watchroom.sources.payloads import Offer
from watchroom.sources.quarantine import MOST_BYTES, apart, bad_of, set_aside
from watchroom.sources.recording import NOTHING, Recording
from watchroom.sources.rules import is_silent

ACTOR = "connector:feed"
MOST_ALIKE = 20
type Write = Callable[[list[tuple[int, bytes]], str], Awaitable[None]]
_log = logging.getLogger(__name__)


def due() -> list[Source]:
    """In the database: the sources that are to be asked now. One asked later than now was, before the clock was set back."""
    now = site_now()
    return list(Source.objects.filter(Q(next_poll_at__lte=now) | Q(polled_at__gt=now, trial=False), retired=False))


@dataclass(frozen=True)
class Answered:
    """What a source answered, or why it did not.

    came  the first document of it, with its address; of what is asked in a protocol of its own the connector's name alone
    all   of a source on trial whatever was answered, as it came
    """

    answer: Asked | Fault
    came: Came = NOTHING
    all: list[Came] = field(default_factory=list)


def took(source: Source, answer: Asked | Fault, came_as: Came = NOTHING) -> None:
    """In the database: takes what a source answered, says how it is, and sets the next time.

    came_as  the list as it was answered, with its address
    One document that cannot be read is set aside and does not keep the others from being taken.
    """
    actor = f"connector:{source.kind}"
    faults: list[Fault] = [answer] if isinstance(answer, Fault) else list(answer.faults)
    came_in: list[bytes | Notice] = [] if isinstance(answer, Fault) else [*answer.documents, *answer.notices]
    for came in came_in:
        fault = _received(source, came, actor)
        if fault is not None:
            faults.append(fault)
            # A document stands for itself; a notice is read again by its connector, out of a list.
            raw = Came(came) if isinstance(came, bytes) else Came(came.listed or came_as.body, came_as.topic)
            _set_aside(source, [Aside("", fault, raw.body)], raw, actor)
    if not isinstance(answer, Fault):
        _unread(source, answer, actor)
    with book(actor=actor) as b:
        period = timedelta(seconds=period_s(source))
        told: dict[str, Any] = {"polled_at": b.now, "next_poll_at": b.now + period}
        if not isinstance(answer, Fault):
            told |= {"memo": answer.memo, "last_seen": b.now}
            if source.kind == official.KIND:
                told["next_poll_at"] = official.next_at(answer.memo, b.now, period)
        Source.objects.filter(pk=source.pk).update(**told)
        if faults:
            actions.failed(source.pk, faults[0], actor=actor)
        else:
            actions.mend(source.pk, b.now, actor=actor)
    if isinstance(answer, Fault):  # first that it failed, then what it answered
        _unreadable(source, answer, came_as, actor)


def _unreadable(source: Source, answer: Fault, came: Came, actor: str) -> None:
    """Sets an answer aside that could not be read at all: once, for it is asked for again and again."""
    told = source.health == Health.UNWELL and (source.fault or {}).get("code") == answer.code
    if came.body and not told and not isinstance(answer, FeedDown | FeedRefused):
        _set_aside(source, [Aside("", answer, came.body)], came, actor)


def _unread(source: Source, answer: Asked, actor: str) -> None:
    """Sets documents aside in which nothing could be read, each once."""
    for document, fault in answer.unread:
        alike = Quarantine.objects.filter(source=source, size=len(document)).order_by("-id")[:MOST_ALIKE]
        if document[:MOST_BYTES] not in [bytes(one.body) for one in alike]:
            _set_aside(source, [Aside("", fault, document)], Came(document), actor)


def _set_aside(source: Source, aside: Sequence[Aside], came: Came, actor: str, at_ms: int | None = None) -> None:
    now_ms = ms(site_now()) if at_ms is None else at_ms
    set_aside(bad_of(aside, came, source=source.pk, door=source.kind, at_ms=now_ms), actor=actor)


def _received(source: Source, came: bytes | Notice, actor: str) -> Fault | None:
    """Takes one document. A document on which we break is a bad one: it must not be met again for ever."""
    try:
        if isinstance(came, bytes):
            bulletins.receive(source.pk, came, actor=actor)
        else:
            bulletins.receive_read(source.pk, came.alert, came.raw, actor=actor)
    except Fault as fault:
        return fault
    except Exception as error:
        if away.fault_of(error):
            raise
        _log.exception("a document of the feed %s could not be taken", source.code)
        return FeedUnreadable(url=source.code, why=type(error).__name__)
    return None


def period_s(source: Source) -> int:
    """How often a source is asked; by what was promised where its settings cannot be read any more."""
    try:
        connector = _connector(source)
    except ValueError:
        return source.expected_every_s
    return connector.period_s if connector else 3600


def overdue(now: datetime) -> list[Source]:
    """In the database: sources that should have been asked and were not for three periods, and are not called silent yet."""
    asked = Source.objects.filter(retired=False, trial=False).exclude(health=Health.SILENT)
    return [one for one in asked if one.polled_at and is_silent(ms(one.polled_at), period_s(one), ms(now))]


def _connector(source: Source) -> Asking | None:
    kind = CONNECTORS.all.get(source.kind)
    if kind is None or not issubclass(kind, Asking):
        return None
    return kind(kind.Settings.model_validate(source.settings))


class Feeds:
    """One process of a site asks; the others do not. Each source is asked in a thread, within its own limits.

    write  puts messages on the stream, by partition, and returns when they are on disk; `mark` names them
    """

    def __init__(self, in_database: InDatabase, catalogue: Catalogue, write: Write) -> None:
        self._in_database, self._catalogue, self._write = in_database, catalogue, write
        self._threads = ThreadPoolExecutor(4, "feed")
        self._asking: dict[int, asyncio.Task[None]] = {}

    async def turn(self) -> None:
        """Begins to ask what is due and not being asked already. Returns at once."""
        self._asking = {pk: task for pk, task in self._asking.items() if not task.done()}
        for source in await self._in_database(due):
            if source.pk not in self._asking:
                self._asking[source.pk] = asyncio.create_task(self._ask(source))

    async def stop(self) -> None:
        for task in self._asking.values():
            task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, source: Source) -> None:
        try:
            answered = await self._answer(source)
            answer = answered.answer
            if source.trial:
                await self._in_database(trial_asking.answered, source, answer, answered.all)
                return
            if isinstance(answer, Asked) and answer.offers:  # before the memo: what is not on disk is asked for again
                await self._put_readings(source, answer.offers, answered.came)
            await self._in_database(took, source, answer, answered.came)
        except Exception:
            _log.exception("feed %s could not be taken", source.code)
            await asyncio.sleep(5)

    async def _put_readings(self, source: Source, offers: Sequence[Offer], came: Came) -> None:
        received_ms = await self._in_database(self._before)
        taken = [check(offer, self._catalogue.sensors, received_ms, source=source.pk, device="") for offer in offers]
        parts = packed([(one, received_ms) for one in taken if len(one)])
        if parts:
            await self._write(parts, f"f{source.pk}.{uuid.uuid4().hex}")
        aside = [one for offer, some in zip(offers, taken, strict=True) for one in apart(came, offer, some.refused)]
        if aside:
            await self._in_database(_set_aside, source, aside, came, f"connector:{source.kind}", received_ms)

    def _before(self) -> int:
        self._catalogue.fresh()
        return ms(site_now())

    async def _answer(self, source: Source) -> Answered:
        try:
            connector = _connector(source)
        except ValueError as error:
            why = Words(
                zh=f"设置无效（{type(error).__name__}）", en=f"its settings are not valid ({type(error).__name__})"
            )
            return Answered(FeedUnreadable(url=source.code, why=why))
        if connector is None:
            why = Words(zh=f"没有 {source.kind} 这种接入方式", en=f"there is no connector {source.kind}")
            return Answered(FeedUnreadable(url=source.code, why=why))
        if source.kind == official.KIND:
            inside = official.Inside(await self._in_database(official.known, source))
            return _asked(connector, inside, dict(source.memo), trial=source.trial)
        loop = asyncio.get_running_loop()
        fetch = Fetcher(loop, private=bool(source.settings.get("private")))
        ask = partial(_asked, connector, fetch, dict(source.memo), trial=source.trial)
        return await loop.run_in_executor(self._threads, ask)


def _asked(connector: Asking, fetch: Fetch, memo: dict[str, Any], *, trial: bool = False) -> Answered:
    recording = Recording(fetch, trial_asking.MOST_CAME if trial else 0)
    answer: Asked | Fault
    try:
        answer = trial_asking.ask(connector, recording) if trial else connector.ask(recording, memo)
    except Fault as fault:
        answer = fault
    except Exception as error:  # a plug-in may break in any way; its source is unwell then, and asked in its own time
        _log.exception("the connector %s broke", connector.name)
        answer = FeedUnreadable(url=connector.name, why=type(error).__name__)
    first = recording.first if recording.first.topic else Came(b"", connector.name)
    return Answered(answer, first, recording.came)
