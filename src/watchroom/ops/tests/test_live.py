"""The live stream, asked as a browser asks it; the application runs in the test's own loop, without a socket."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore

from watchroom.ops import live as module
from watchroom.ops.live import Eyes, Live, cookie_of
from watchroom.ops.live_hub import Sees, Told, Whose
from watchroom.people import actions, testing
from watchroom.people.models import Person

Message = MutableMapping[str, Any]


class Book(Eyes):
    """A journal and people in memory."""

    def __init__(self, entries: int = 0) -> None:
        self.entries = [Told(n, "alarms.raised", f"alarm:{n}", None, False) for n in range(1, entries + 1)]
        self.signed_in: dict[str, Sees | None] = {"lin": Sees.PERSONAL, "wall": Sees.PLAIN}
        self.agencies: dict[str, Whose] = {}
        self.asked = 0

    def head(self) -> int:
        return self.entries[-1].id if self.entries else 0

    def whose(self, session: str) -> Whose:
        return self.agencies.get(session)

    def after(self, position: int, limit: int, whose: frozenset[Whose] = frozenset()) -> list[Told]:
        self.asked += 1
        return [one for one in self.entries if one.id > position][:limit]

    def exercise(self) -> bool:
        return True

    def sees(self, session: str) -> Sees | None:
        return self.signed_in.get(session)

    def write(self, kind: str = "alarms.raised") -> None:
        number = self.head() + 1
        self.entries.append(Told(number, kind, f"alarm:{number}", None, False))


class Browser:
    """One request and what came back."""

    def __init__(self, live: Live, session: str = "lin", path: str = "/live", query: str = "", **headers: str) -> None:
        given = {"host": "127.0.0.1:8601", "cookie": f"watchroom_session={session}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self.scope: Message = {
            "type": "http", "method": "GET", "path": path, "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }  # fmt: skip
        self.status, self.headers, self.body = 0, dict[str, str](), b""
        self.gone = asyncio.Event()
        self.stuck: asyncio.Event | None = None
        self.task = asyncio.create_task(live(self.scope, self._receive, self._send))

    async def _receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if self.stuck:
            await self.stuck.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message["body"]

    @property
    def ids(self) -> list[int]:
        """Of entry events, in the order of their coming."""
        events = [part for part in self.body.split(b"\n\n") if b"event: entry" in part]
        return [int(part.split(b"id: ", 1)[1].split(b"\n")[0]) for part in events]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not holds():
                await asyncio.sleep(0.005)


def live_of(book: Eyes) -> Live:
    return Live(book, hosts=["127.0.0.1"], origins=["https://eoc.example"], web_port=8600, cookie="watchroom_session")


def played(book: Book, story: Callable[[Live], Awaitable[None]]) -> None:
    """Runs a story with the journal's reader beside it."""

    async def play() -> None:
        live = live_of(book)
        await live.begin_at_head()
        reading = asyncio.create_task(live.read())
        try:
            await story(live)
        finally:
            live.close()
            await reading

    asyncio.run(play())


@pytest.mark.pure
def test_an_entry_reaches_the_open_page() -> None:
    book = Book()

    async def story(live: Live) -> None:
        page = Browser(live)
        await page.until(lambda: b"event: hello" in page.body)
        book.write()
        await page.until(lambda: page.ids == [1])
        assert page.status == 200
        assert page.headers["content-type"].startswith("text/event-stream")

    played(book, story)


@pytest.mark.pure
def test_a_page_that_comes_again_resumes_after_its_last_event_without_loss_or_repeat() -> None:
    book = Book(entries=1300)

    async def story(live: Live) -> None:
        page = Browser(live, last_event_id="40", query="from=1")
        await page.until(lambda: len(page.ids) == 1260)
        book.write()
        await page.until(lambda: len(page.ids) == 1261)
        assert page.ids == list(range(41, 1302))

    played(book, story)


@pytest.mark.pure
def test_a_page_resumes_from_the_position_at_which_it_was_rendered() -> None:
    book = Book(entries=10)

    async def story(live: Live) -> None:
        page = Browser(live, query="from=7")
        await page.until(lambda: page.ids == [8, 9, 10])

    played(book, story)


@pytest.mark.pure
def test_entries_written_while_a_page_catches_up_are_neither_lost_nor_doubled() -> None:
    book = Book(entries=2000)

    async def story(live: Live) -> None:
        page = Browser(live, query="from=0")
        for _ in range(200):
            book.write()
            await asyncio.sleep(0.001)
        await page.until(lambda: len(page.ids) >= 2200)
        assert page.ids == list(range(1, 2201))

    played(book, story)


@pytest.mark.pure
def test_a_page_far_behind_is_told_to_load_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FURTHEST", 50)
    book = Book(entries=100)

    async def story(live: Live) -> None:
        page = Browser(live, last_event_id="3")
        await page.until(lambda: b"event: reset" in page.body)
        book.write()
        await page.until(lambda: page.ids == [101])

    played(book, story)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("session", "headers", "status"),
    [
        ("guest", {}, 401),
        ("", {}, 401),
        ("lin", {"origin": "http://127.0.0.1:8600"}, 200),
        ("lin", {"origin": "https://eoc.example"}, 200),
        ("lin", {"origin": "http://127.0.0.1:9999"}, 403),
        ("lin", {"origin": "http://evil.example:8600"}, 403),
        ("lin", {"host": "evil.example"}, 403),
        ("lin", {"origin": "null"}, 403),
    ],
)
def test_only_the_signed_in_and_only_our_own_pages_are_served(
    session: str, headers: dict[str, str], status: int
) -> None:
    async def story(live: Live) -> None:
        page = Browser(live, session=session, **headers)
        await page.until(lambda: page.status != 0)
        assert page.status == status
        if status == 200:
            assert page.headers["access-control-allow-origin"] == headers["origin"]
            assert page.headers["access-control-allow-credentials"] == "true"

    played(Book(), story)


@pytest.mark.pure
@pytest.mark.parametrize("given", ["x", "-1", "9" * 30, "1;2", "０"])
def test_a_place_that_is_no_number_begins_at_the_end(given: str) -> None:
    async def story(live: Live) -> None:
        page = Browser(live, query=f"from={given}".encode("utf-8", "replace").decode("latin-1"))
        await page.until(lambda: b"event: hello" in page.body)
        assert page.ids == []

    played(Book(entries=5), story)


@pytest.mark.pure
def test_signing_out_ends_the_stream_at_the_next_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECHECK_S", 0.01)
    book = Book()

    async def story(live: Live) -> None:
        lin, wall = Browser(live), Browser(live, session="wall")
        looking = asyncio.create_task(live.recheck())
        await lin.until(lambda: b"hello" in lin.body and b"hello" in wall.body)
        book.signed_in["lin"] = None
        await lin.until(lin.task.done)
        assert not wall.task.done()
        looking.cancel()

    played(book, story)


@pytest.mark.pure
def test_rights_lost_while_the_stream_is_open_hide_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECHECK_S", 0.01)
    book = Book()

    async def story(live: Live) -> None:
        page = Browser(live)
        looking = asyncio.create_task(live.recheck())
        await page.until(lambda: b"hello" in page.body)
        book.write("people.shift_set")
        await page.until(lambda: page.ids == [1])
        book.signed_in["lin"] = Sees.PLAIN
        await page.until(lambda: {stream.sees for stream in live.hub.streams} == {Sees.PLAIN})
        book.write("people.shift_set")
        book.write()
        await page.until(lambda: 3 in page.ids)
        assert page.ids == [1, 3]
        looking.cancel()

    played(book, story)


@pytest.mark.pure
def test_a_database_that_is_away_signs_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECHECK_S", 0.01)
    book = Book()

    async def story(live: Live) -> None:
        page = Browser(live)
        await page.until(lambda: b"hello" in page.body)
        tries: list[str] = []

        def away(session: str) -> Sees | None:
            tries.append(session)
            raise OSError("the database is away")

        monkeypatch.setattr(book, "sees", away)
        looking = asyncio.create_task(live.recheck())
        await page.until(lambda: len(tries) > 2)
        assert not page.task.done()
        looking.cancel()

    played(book, story)


@pytest.mark.pure
def test_a_browser_that_takes_nothing_is_dropped_and_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SEND_S", 0.05)
    book = Book()

    async def story(live: Live) -> None:
        stuck, well = Browser(live), Browser(live)
        await well.until(lambda: b"hello" in stuck.body and b"hello" in well.body)
        stuck.stuck = asyncio.Event()
        book.write()
        await well.until(stuck.task.done)
        book.write()
        await well.until(lambda: well.ids == [1, 2])
        assert len(live.hub.streams) == 1

    played(book, story)


@pytest.mark.pure
def test_a_browser_that_leaves_is_forgotten() -> None:
    async def story(live: Live) -> None:
        page = Browser(live)
        await page.until(lambda: b"hello" in page.body)
        page.gone.set()
        await page.until(page.task.done)
        assert not live.hub.streams

    played(Book(), story)


@pytest.mark.pure
def test_many_open_pages_ask_the_journal_no_more_often_than_one() -> None:
    book = Book()

    async def story(live: Live) -> None:
        pages = [Browser(live) for _ in range(50)]
        await pages[-1].until(lambda: all(b"hello" in page.body for page in pages))
        before = book.asked
        book.write()
        live.wake.set()
        await pages[-1].until(lambda: all(page.ids == [1] for page in pages))
        assert book.asked - before < 50

    played(book, story)


@pytest.mark.pure
def test_the_latest_values_are_passed_on_as_they_come_and_never_as_two_events() -> None:
    class Said:
        def __init__(self, data: bytes) -> None:
            self.data = data

    async def story(live: Live) -> None:
        page = Browser(live)
        await page.until(lambda: b"hello" in page.body)
        await live._values(Said(b'{"s1":4.1}'))
        await live._values(Said(b'{}\n\nevent: entry\ndata: {"id":1}'))
        await live._values(Said(b"x" * (module.LONGEST_VALUES + 1)))
        await page.until(lambda: b"event: values" in page.body)
        assert page.body.count(b"event: ") == 2
        assert b'event: values\ndata: {"s1":4.1}\n\n' in page.body

    played(Book(), story)


@pytest.mark.pure
def test_a_journal_that_cannot_be_read_for_a_while_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book()

    async def story(live: Live) -> None:
        page = Browser(live)
        await page.until(lambda: b"hello" in page.body)
        read, tries = book.after, [0]

        def away(position: int, limit: int, whose: frozenset[Whose]) -> list[Told]:
            tries[0] += 1
            if tries[0] < 4:
                raise OSError("the database is away")
            return read(position, limit, whose)

        monkeypatch.setattr(book, "after", away)
        book.write()
        await page.until(lambda: page.ids == [1])

    played(book, story)


@pytest.mark.pure
@pytest.mark.parametrize(
    "header", ["", "watchroom_session", "watchroom_session=a/../b", "watchroom_session=" + "a" * 65, "\x00=;"]
)
def test_a_cookie_that_cannot_be_a_session_is_nobodys(header: str) -> None:
    assert cookie_of(header, "watchroom_session") == ""


def session_of(person: int) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    account = Person.objects.get(pk=person)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def test_the_stream_knows_the_signed_in_by_their_session_and_the_outsider_gets_nothing(cast: testing.Cast) -> None:
    eyes = Eyes()
    lin, wall, guest = (session_of(viewer.person or 0) for viewer in (cast.lin, cast.wall, cast.guest))

    assert (eyes.sees(lin), eyes.sees(wall), eyes.sees(guest)) == (Sees.PERSONAL, Sees.PLAIN, None)
    assert eyes.sees("nosuchsession") is None


def test_a_disabled_account_and_a_session_that_has_ended_get_nothing(cast: testing.Cast) -> None:
    eyes = Eyes()
    lin, chen = session_of(cast.lin.person or 0), session_of(cast.chen.person or 0)
    actions.put_person("lin", "林晓", "Lin Xiao", active=False)
    SessionStore(chen).flush()

    assert (eyes.sees(lin), eyes.sees(chen)) == (None, None)


def test_the_stream_reads_the_journal_in_order_and_only_what_it_may_tell(cast: testing.Cast) -> None:
    eyes = Eyes()

    entries = eyes.after(0, 3)

    assert [one.id for one in entries] == [1, 2, 3]
    assert entries[0].kind == "people.person_set"
    assert eyes.head() >= 3
