"""The `live` process: the live stream as server-sent events, on uvicorn, without the page stack.

    GET /live?from=<journal position>     entry events, numbered by the entry's id; `values` events without number
    GET /health                           how many streams, how far the journal was read

One reader of the journal, woken by NATS and by a poll; a stream never touches the database after it has begun. Who
is signed in, and what he may see, is looked up when a stream begins, again every four seconds, and at once after an
entry about people: whoever signs out, is disabled or leaves his post sees nothing more within five.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable, Collection, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http.cookies import CookieError, SimpleCookie
from itertools import batched
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from watchroom.kernel.loading import loading
from watchroom.ops import children, settings
from watchroom.ops.folder import Pulse
from watchroom.ops.live_hub import HEARTBEAT, Hub, Sees, Stream, Told, Whose, event

if TYPE_CHECKING:
    from watchroom.people.viewer import Viewer

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

POLL_S = 0.1
TICK_S = 0.03  # two readings of the journal are never closer than this
RECHECK_S = 4.0
RECHECKED = 32  # sessions that are looked up together; a new stream never waits behind more
HEARTBEAT_S = 10.0
SEND_S = 20.0  # a browser that takes nothing for so long has gone
STREAMS = 5000
PAGE = 500
FURTHEST = 5000  # a browser further behind is told to load its page anew
LONGEST_VALUES = 256 * 1024
_log = logging.getLogger("watchroom.live")


class Eyes:
    """What the stream needs of the database. Called in threads; raises what the database raises."""

    def head(self) -> int:
        from watchroom.journal import queries

        return queries.head()

    def after(self, position: int, limit: int, whose: frozenset[Whose] = frozenset()) -> list[Told]:
        """Entries younger than a position, oldest first, and which of these eyes see the incident of each."""
        from watchroom.journal.models import Entry

        rows = Entry.objects.filter(id__gt=position).order_by("id")
        told = [Told(*row) for row in rows.values_list("id", "kind", "subject", "incident", "exercise")[:limit]]
        seen = {eyes: self._seen(eyes, {one.incident for one in told}) for eyes in whose if eyes is not None}
        if not seen:
            return told
        return [
            replace(one, asked=whose, seen_by=frozenset(eyes for eyes, ids in seen.items() if one.incident in ids))
            for one in told
        ]

    def _seen(self, whose: tuple[int | None, ...], incidents: Collection[int | None]) -> set[int | None]:
        from watchroom.incidents.sharing import seen_by

        ids = {one for one in incidents if one is not None}
        rows = seen_by(whose) if ids else None
        return set(ids if rows is None else rows.filter(pk__in=ids).values_list("pk", flat=True))

    def whose(self, session: str) -> Whose:
        """The agencies of this session's person, where there are any; None where everybody sees every incident."""
        from watchroom.people.agencies import any_agency

        return self._viewer(session).agencies if any_agency() else None

    def exercise(self) -> bool:
        from watchroom.journal import clock

        return clock.exercise()

    def sees(self, session: str) -> Sees | None:
        """What the person of this session may be told of now; None for nobody."""
        from watchroom.people.rights import Act

        viewer = self._viewer(session)
        if not viewer.may(Act.SEE):
            return None
        return Sees.PERSONAL if viewer.may(Act.SEE_PERSONAL) else Sees.PLAIN

    def _viewer(self, session: str) -> "Viewer":
        from importlib import import_module

        from django.conf import settings as site
        from django.contrib.auth import get_user
        from django.http import HttpRequest

        from watchroom.people.queries import viewer_of

        request = HttpRequest()
        request.session = import_module(site.SESSION_ENGINE).SessionStore(session)
        request.user = get_user(request)
        return viewer_of(request)


class Live:
    """The ASGI application and its reader."""

    def __init__(self, eyes: Eyes, *, hosts: Iterable[str], origins: Iterable[str], web_port: int, cookie: str) -> None:
        self.hub = Hub()
        self.stop = asyncio.Event()
        self.wake = asyncio.Event()
        self.turned = asyncio.Event()  # something changed about people
        self._eyes, self._cookie = eyes, cookie
        self._hosts, self._origins, self._web_port = set(hosts), set(origins), web_port
        # One thread reads the journal, so that its order is one; the others look people up and catch streams up.
        self._reader = ThreadPoolExecutor(1, "journal")
        self._lookers = ThreadPoolExecutor(3, "viewers")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["path"] == "/health":
            await answer(
                send, 200, {"head": self.hub.head, "streams": len(self.hub.streams), "dropped": self.hub.dropped}
            )
        elif scope["path"] != "/live" or scope["method"] != "GET":
            await answer(send, 404, {"code": "live.NotHere"})
        elif not self._welcome(headers):
            await answer(send, 403, {"code": "live.WrongOrigin"})
        elif len(self.hub.streams) >= STREAMS:
            await answer(send, 503, {"code": "live.Full"})
        else:
            await self._serve(scope, headers, receive, send)

    def _welcome(self, headers: dict[str, str]) -> bool:
        """Asked for under one of our names, by a page of ours: another site's page gets nothing of a signed-in person."""
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if not self._ours(host):
            return False
        origin = headers.get("origin")
        if origin is None or origin in self._origins:
            return True
        parts = urlsplit(origin)
        return (
            self._ours(parts.hostname or "")
            and (parts.port or {"http": 80, "https": 443}.get(parts.scheme)) == self._web_port
        )

    def _ours(self, host: str) -> bool:
        return "*" in self._hosts or host in self._hosts or f"[{host}]" in self._hosts

    async def _serve(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        origin = headers.get("origin", "")
        session = cookie_of(headers.get("cookie", ""), self._cookie)
        sees = await self._look(self._eyes.sees, session) if session else None
        if sees is None:
            await answer(send, 401, {"code": "live.NotSignedIn"}, origin)
            return
        asked = (
            headers.get("last-event-id")
            or (parse_qs(scope.get("query_string", b"").decode("latin-1")).get("from") or [""])[0]
        )
        stream = Stream(session, sees, await self._look(self._eyes.whose, session), asyncio.current_task())
        gone = asyncio.create_task(until_gone(receive, stream))
        self.hub.streams.add(stream)
        try:
            await begin(send, origin)
            await self._flow(stream, int(asked) if asked.isdecimal() and len(asked) < 19 else self.hub.head, send)
        except (asyncio.CancelledError, TimeoutError):
            pass  # signed out, gone, too slow, or the process ends: the browser comes again if it may
        finally:
            self.hub.streams.discard(stream)
            gone.cancel()

    async def _flow(self, stream: Stream, position: int, send: Send) -> None:
        position = min(position, self.hub.head)
        exercise = await self._look(self._eyes.exercise)
        hello = event("hello", {"head": self.hub.head, "exercise": exercise}, position)
        await push(send, b"retry: 2000\n" + hello)
        if self.hub.head - position > FURTHEST:
            position = self.hub.head
            await push(send, event("reset", {"head": position}, position))
        while position < (self.hub.floor() if stream.whose is None else self.hub.head):
            told = await self._look(self._eyes.after, position, PAGE, frozenset({stream.whose} - {None}))
            if not told:
                break
            mine = [one for one in told if one.seen(stream.whose)]
            shown = b"".join(one.frame() for one in mine if stream.sees is Sees.PERSONAL or not one.personal)
            position = told[-1].id
            await push(send, shown)
        stream.place = self.hub.place_of(position)
        while found := await self.hub.next(stream, position):
            some, position = found
            if some:
                await push(send, some)

    async def _look[**P, T](self, what: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(
            self._lookers, lambda: healed(lambda: what(*args, **kwargs))
        )

    # ---- what goes on in the background -----------------------------------------------------------------------------

    async def read(self, beat: Callable[[], None] = lambda: None) -> None:
        """Reads the journal until `stop`. A fault is logged when it begins; reading goes on where it was."""
        loop, faulty = asyncio.get_running_loop(), False
        while not self.stop.is_set():
            try:
                told = await loop.run_in_executor(
                    self._reader, partial(healed, partial(self._eyes.after, self.hub.head, PAGE, self.hub.whose))
                )
                faulty = False
            except Exception:
                if not faulty:
                    _log.exception("the journal cannot be read")
                faulty, told = True, []
            self.hub.tell(told)
            if any(one.personal for one in told):
                self.turned.set()
            beat()
            if len(told) < PAGE:
                await asyncio.sleep(TICK_S)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.wake.wait(), POLL_S - TICK_S)
                self.wake.clear()

    async def begin_at_head(self, beat: Callable[[], None] = lambda: None) -> None:
        """The journal's end as it is now; waits for a database that is not there yet."""
        while not self.stop.is_set():
            beat()
            try:
                self.hub.head = await self._look(self._eyes.head)
                return
            except Exception:
                _log.exception("the journal cannot be read yet")
                await asyncio.sleep(1)

    async def recheck(self) -> None:
        """Ends the streams of those who signed out or lost their rights; changes what the others see."""
        while not self.stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.turned.wait(), RECHECK_S)
            self.turned.clear()
            for some in batched({stream.session for stream in self.hub.streams}, RECHECKED):
                await asyncio.gather(*(self._recheck(session) for session in some))

    async def _recheck(self, session: str) -> None:
        with contextlib.suppress(Exception):  # a database that is away signs nobody out
            sees, whose = await self._look(self._eyes.sees, session), await self._look(self._eyes.whose, session)
            for stream in [one for one in self.hub.streams if one.session == session]:
                stream.sees, stream.whose = sees or stream.sees, whose
                if sees is None:
                    stream.end()

    async def heartbeat(self) -> None:
        while not self.stop.is_set():
            await asyncio.sleep(HEARTBEAT_S)
            self.hub.tell_all(HEARTBEAT)

    async def hear(self, connect: Callable[[], Awaitable[Any]], wake_subject: str) -> None:
        """NATS: woken by commits, and the latest values passed on as they come."""
        while not self.stop.is_set():
            try:
                client = await connect()
                await client.subscribe(wake_subject, cb=self._woken)
                await client.subscribe("live.values", cb=self._values)
                while not client.is_closed and not self.stop.is_set():
                    await asyncio.sleep(1)
            except Exception:
                _log.info("no NATS server yet: living by the poll")
            await asyncio.sleep(1)

    async def _woken(self, _message: Any) -> None:
        self.wake.set()

    async def _values(self, message: Any) -> None:
        data = bytes(message.data)
        if len(data) <= LONGEST_VALUES and b"\n" not in data and b"\r" not in data:
            self.hub.tell_all(b"event: values\ndata: " + data + b"\n\n")

    def close(self) -> None:
        self.stop.set()
        self.wake.set()
        self.turned.set()
        for stream in list(self.hub.streams):
            stream.end()


def healed[T](what: Callable[[], T]) -> T:
    """A database call in a thread that keeps its connection; after a fault the next call makes a new one."""
    from django.db import connection

    try:
        return what()
    except Exception:
        connection.close()
        raise


def cookie_of(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found and found.value.isalnum() and len(found.value) <= 64 else ""


async def until_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def begin(send: Send, origin: str) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        *cors(origin),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def push(send: Send, some: bytes) -> None:
    async with asyncio.timeout(SEND_S):
        await send({"type": "http.response.body", "body": some, "more_body": True})


async def answer(send: Send, status: int, said: object, origin: str = "") -> None:
    import orjson

    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), *cors(origin)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(said)})


def cors(origin: str) -> list[tuple[bytes, bytes]]:
    """The page comes from another port of this host, with its cookie. Only called for origins that are ours."""
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


def main(host: str = "127.0.0.1", port: int = 8601) -> int:
    """Serves until SIGTERM or SIGINT."""
    import django

    children.hold_lifeline()
    with loading():
        django.setup()
    asyncio.run(_main(host, port))
    return 0


async def _main(host: str, port: int) -> None:
    import uvicorn

    from watchroom.ops import waker
    from watchroom.sources import stream

    live = Live(
        Eyes(),
        hosts=settings.ALLOWED_HOSTS,
        origins=os.environ.get("WATCHROOM_WEB_ORIGINS", "").split(","),
        web_port=int(os.environ.get("WATCHROOM_WEB_PORT", "8600")),
        cookie=settings.SESSION_COOKIE_NAME,
    )
    pulse = Pulse(settings.DATA, os.environ.get("WATCHROOM_PROCESS", "live"))
    await live.begin_at_head(pulse.beat)
    config = uvicorn.Config(
        live, host=host, port=port, lifespan="off", access_log=False, log_level="warning", timeout_graceful_shutdown=2,
        server_header=False, date_header=False, h11_max_incomplete_event_size=16384,
    )  # fmt: skip
    server = uvicorn.Server(config)
    background = [
        asyncio.create_task(work)
        for work in (
            live.read(pulse.beat),
            live.recheck(),
            live.heartbeat(),
            live.hear(lambda: stream.connect("live"), waker.SUBJECT),
            _close_with(server, live),
        )
    ]
    await server.serve()
    live.close()
    for task in background:
        task.cancel()


async def _close_with(server: Any, live: Live) -> None:
    """uvicorn waits for open answers: ours never end by themselves."""
    while not server.should_exit:
        await asyncio.sleep(0.1)
    live.close()
