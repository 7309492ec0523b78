"""A real browser before real pages and a real live stream, on the loopback. Skipped where there is no browser or no build."""

import asyncio
import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.browser.chromium import CHROMIUM, DESK, FLAGS
from watchroom.conftest import _flush_lifts_triggers, cast, clock  # noqa: F401 (the same cast and clock as in the rooms)
from watchroom.desk import assets
from watchroom.onemap import pages
from watchroom.people.models import Person

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in the tests' thread

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no chromium on this machine")
    if not assets.built():
        pytest.skip("the pages are not built (frontend: npm run build)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Stream:
    """The live stream of the tests: its address, and how to cut it."""

    port: int
    _loop: asyncio.AbstractEventLoop
    _server: Any
    live: Any
    _thread: threading.Thread
    again: Callable[[], "Stream"]

    def cut(self) -> None:
        """The server goes away with every connection, as by a pulled cable."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop)
            self._thread.join(10)

    def watched(self) -> None:
        """Waits until a screen listens."""
        asyncio.run_coroutine_threadsafe(self._listener(), self._loop).result(30)

    async def _listener(self) -> None:
        while not self.live.hub.streams:
            await asyncio.sleep(0.01)

    def values(self, frame: dict[str, Any]) -> None:
        """Tells the screens new values, as the process `watch` does over NATS."""
        message = SimpleNamespace(data=json.dumps(frame).encode())
        asyncio.run_coroutine_threadsafe(self.live._values(message), self._loop).result(10)

    def _stop(self) -> None:
        self.live.close()
        self._server.should_exit = True
        self._server.force_exit = True


def _start_stream(port: int, web_port: int, cookie: str) -> Stream:
    import uvicorn

    from watchroom.ops.live import Eyes, Live

    ready = threading.Event()
    made: list[Stream] = []

    async def main() -> None:
        live = Live(Eyes(), hosts=["127.0.0.1", "localhost"], origins=[], web_port=web_port, cookie=cookie)
        await live.begin_at_head()
        config = uvicorn.Config(live, host="127.0.0.1", port=port, lifespan="off", log_level="error", access_log=False)
        server = uvicorn.Server(config)
        made.append(
            Stream(
                port, asyncio.get_running_loop(), server, live, thread, lambda: _start_stream(port, web_port, cookie)
            )
        )
        reader = asyncio.create_task(live.read())
        serving = asyncio.create_task(server.serve(sockets=None))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        ready.set()
        await serving
        live.stop.set()
        reader.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    ready.wait(10)
    return made[0]


def _free_port() -> int:
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture
def stream(live_server: Any, settings: Any) -> Iterator[Stream]:
    port, web_port = _free_port(), int(live_server.url.rsplit(":", 1)[1])
    settings.LIVE_URL = f"http://localhost:{port}/live"
    settings.SECURE_CSP = {**settings.SECURE_CSP, "connect-src": ["'self'", f"http://localhost:{port}"]}
    started = _start_stream(port, web_port, settings.SESSION_COOKIE_NAME)
    yield started
    started.cut()


@pytest.fixture
def page_of(browser: Any, live_server: Any, stream: Stream, settings: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page as one of the cast: page_of("lin", lang="en", theme="light", viewport=PHONE)."""
    pages.SHARED.clear()  # a map's layer of the test before may have stood at the same entry
    contexts: list[Any] = []

    def open_as(
        code: str | None = "lin", *, lang: str = "zh", theme: str = "dark", viewport: dict[str, int] = DESK
    ) -> Any:
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", locale="zh-CN")
        contexts.append(context)
        cookies = {"watchroom_lang": lang, "watchroom_theme": theme}
        if code:
            client = Client()
            client.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        base = live_server.url
        context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda message: page.problems.append(message.text) if _bad(message) else None)
        return page

    yield open_as
    for context in contexts:
        context.close()


def _bad(message: Any) -> bool:
    """What the browser complains of and we may not leave: refused by the policy, broken scripts. Lost connections are told."""
    return message.type == "error" and "Failed to load resource" not in message.text and "ERR_" not in message.text
