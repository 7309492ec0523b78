"""Who may go on listening: rights are looked at while a stream is open, not only when it begins. S-05, S-12, D10."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.ops import live as module
from watchroom.ops.live import Eyes, Live
from watchroom.ops.live_hub import Sees
from watchroom.ops.tests.test_live import Book, Browser, played
from watchroom.people import actions, testing
from watchroom.people.models import Person, Shift
from watchroom.people.rights import Role

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(code: str) -> tuple[Client, str]:
    client = Client()
    client.force_login(Person.objects.get(code=code), backend=BACKEND)
    return client, str(client.session.session_key)


def _signs_out(client: Client, clock: SetClock) -> None:
    client.post("/sign-out")


def _is_disabled(client: Client, clock: SetClock) -> None:
    actions.put_person("lin", "林晓", "Lin Xiao", active=False)


def _gets_another_password(client: Client, clock: SetClock) -> None:
    actions.put_person("lin", "林晓", "Lin Xiao", password="another long enough one")


def _ends_the_shift(client: Client, clock: SetClock) -> None:
    Shift.objects.filter(person__code="lin").update(until=clock.at + timedelta(minutes=5))
    clock.forward(minutes=5)


def _loses_the_posts_rights(client: Client, clock: SetClock) -> None:
    actions.put_post("watch_officer", "值班员", "Watch officer", Role.OUTSIDER)


def _stays_too_long(client: Client, clock: SetClock) -> None:
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")


@pytest.mark.parametrize(
    "happens",
    [_signs_out, _is_disabled, _gets_another_password, _ends_the_shift, _loses_the_posts_rights, _stays_too_long],
)
def test_whoever_may_no_longer_look_is_nobody_at_the_next_look(
    happens: Callable[[Client, SetClock], None], cast: testing.Cast, clock: SetClock
) -> None:
    client, session = signed_in("lin")
    _, other = signed_in("chen")
    assert Eyes().sees(session) is Sees.PERSONAL

    happens(client, clock)

    assert Eyes().sees(session) is None
    assert happens is _stays_too_long or Eyes().sees(other) is Sees.PERSONAL


def test_another_post_shows_at_the_next_look_what_it_may_see(cast: testing.Cast) -> None:
    _, session = signed_in("lin")
    actions.put_post("watch_officer", "值班员", "Watch officer", Role.COMMANDER)
    assert Eyes().sees(session) is Sees.PLAIN


def test_an_account_whose_password_was_changed_is_signed_out_of_the_pages_too(cast: testing.Cast) -> None:
    client, _ = signed_in("lin")
    _gets_another_password(client, SetClock())
    assert client.get("/duty/").status_code == 302


@pytest.mark.pure
def test_the_looks_are_so_close_that_a_stream_ends_within_five_seconds() -> None:
    assert module.RECHECK_S <= 4


@pytest.mark.pure
def test_an_entry_about_people_makes_the_stream_look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECHECK_S", 3600.0)
    book = Book()

    async def story(live: Live) -> None:
        lin, wall = Browser(live), Browser(live, session="wall")
        looking = asyncio.create_task(live.recheck())
        await lin.until(lambda: b"hello" in lin.body and b"hello" in wall.body)
        book.signed_in["lin"] = None
        book.write("people.person_set")
        await lin.until(lin.task.done)
        assert not wall.task.done()
        looking.cancel()

    played(book, story)


@pytest.mark.pure
def test_a_hundred_open_pages_are_all_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECHECK_S", 0.01)
    book = Book()
    book.signed_in |= dict.fromkeys((f"s{n}" for n in range(100)), Sees.PLAIN)

    async def story(live: Live) -> None:
        pages = [Browser(live, session=f"s{n}") for n in range(100)]
        await pages[0].until(lambda: all(b"hello" in page.body for page in pages))
        looking = asyncio.create_task(live.recheck())
        book.signed_in |= dict.fromkeys((f"s{n}" for n in range(100)), None)
        await pages[0].until(lambda: all(page.task.done() for page in pages))
        looking.cancel()

    played(book, story)


@pytest.mark.pure
@pytest.mark.parametrize("kind", ["people.person_set", "people.shift_set", "people.link_made", "people.token_made"])
def test_what_concerns_accounts_is_told_to_the_watch_alone(kind: str) -> None:
    book = Book()

    async def story(live: Live) -> None:
        lin, wall = Browser(live), Browser(live, session="wall")
        await lin.until(lambda: b"hello" in lin.body and b"hello" in wall.body)
        book.write(kind)
        book.write()
        await lin.until(lambda: lin.ids == [1, 2] and wall.ids == [2])
        late = Browser(live, session="wall", query="from=0")
        await late.until(lambda: 2 in late.ids)
        assert late.ids == [2]
        assert kind.encode() not in wall.body + late.body

    played(book, story)
