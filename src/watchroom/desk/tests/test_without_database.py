"""F-06, F-10, F-12: while the database cannot be had a person is told so, keeps what was typed, and needs no restart."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from watchroom.desk.tests.test_pages import as_
from watchroom.incidents.models import Incident
from watchroom.journal.book import _LOCK
from watchroom.journal.models import Entry
from watchroom.people.actions import make_api_token
from watchroom.people.models import Person
from watchroom.people.testing import Cast

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"title_zh": "跳台大风 <b>", "title_en": "Wind", "kind": "gale", "place": ""}


@contextmanager
def another_holds_it() -> Iterator[None]:
    """Another process keeps the database for longer than anybody waits (here a fifth of a second, in life 20 s)."""
    other = connection.copy()
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 200" if sqlite else "SET lock_timeout = '200ms'")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if sqlite else f"SELECT pg_advisory_lock({_LOCK})")
            yield
            cursor.execute("ROLLBACK" if sqlite else f"SELECT pg_advisory_unlock({_LOCK})")
    finally:
        other.close()


@contextmanager
def no_room() -> Iterator[None]:
    """The disk is full for this connection: no page more than there are."""
    if connection.vendor != "sqlite":
        pytest.skip("a full disk of the server cannot be made here; its code is read in journal's tests")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def open_one(client: Client, **headers: str) -> Any:
    return client.post("/incidents/new", FORM, headers=headers)


def fill(client: Client) -> Any:
    """Acts until the room is used up: a write that still fits into a page that is there is done, and rightly."""
    for _ in range(200):
        answer = client.post("/incidents/new", {**FORM, "location": "x" * 250})
        if answer.status_code != 302:
            return answer
    raise AssertionError("it never filled")


def test_a_page_that_cannot_write_says_so_and_keeps_what_was_typed(cast: Cast) -> None:
    client = as_("lin", **{"Accept-Language": "en"})
    before = Entry.objects.count()
    with another_holds_it():
        refused = open_one(client)
        in_place = open_one(client, **{"X-Watchroom-Form": "1"})
        seen = client.get("/incidents/")
    text = refused.content.decode()

    assert (refused.status_code, refused["X-Fault"], refused["Retry-After"]) == (503, "journal.DatabaseBusy", "5")
    assert "nothing was done" in text
    assert "跳台大风 &lt;b&gt;" in text
    assert (in_place.status_code, 'class="refusal"' in in_place.content.decode()) == (503, True)
    assert seen.status_code == 200  # who only looks is not kept waiting
    assert (Incident.objects.count(), Entry.objects.count()) == (0, before)
    assert open_one(client).status_code == 302


def test_the_api_says_it_in_the_programs_form_and_under_a_key_the_same_again_is_done_once(cast: Cast) -> None:
    token = make_api_token(Person.objects.get(code="lin"))
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k-1"}
    given = {"title_zh": "大风", "kind": "gale"}

    def post() -> Any:
        return Client().post("/api/incidents", given, content_type="application/json", headers=headers)

    with another_holds_it():
        refused = post()
    done = [post(), post()]

    assert (refused.status_code, refused.json()["code"]) == (503, "journal.DatabaseBusy")
    assert refused["Retry-After"] == "5"
    assert [one.status_code for one in done] == [200, 200]
    assert done[0].json()["id"] == done[1].json()["id"]
    assert Incident.objects.count() == 1


def test_on_a_full_disk_writing_is_refused_seeing_goes_on_and_it_comes_back_by_itself(cast: Cast) -> None:
    client = as_("lin")
    with no_room():
        refused = fill(client)
        kept = Incident.objects.count()
        pages = {address: client.get(address).status_code for address in ("/", "/incidents/", "/journal/")}
        told = Entry.objects.filter(kind="incidents.opened").count()

    assert (refused.status_code, refused["X-Fault"]) == (503, "journal.DatabaseFull")
    assert "磁盘已满" in refused.content.decode()
    assert pages == {"/": 200, "/incidents/": 200, "/journal/": 200}
    assert kept == told  # no incident without its entry
    assert open_one(client).status_code == 302
    assert Incident.objects.count() == kept + 1


def test_after_the_server_has_cut_all_connections_the_next_request_has_a_new_one(cast: Cast) -> None:
    """F-06: PostgreSQL was restarted. What was under way is told so; nothing is falsely acknowledged."""
    if connection.vendor != "postgresql":
        pytest.skip("there is no server")
    client = as_("lin")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [ours])
    other.close()

    cut = open_one(client)
    connection.close()  # as at the end of each request

    assert (cut.status_code, cut["X-Fault"]) == (503, "journal.DatabaseAway")
    assert open_one(client).status_code == 302
    assert Incident.objects.count() == 1


def test_with_no_database_at_all_every_page_says_so_in_the_readers_language(cast: Cast) -> None:
    client = as_("lin", **{"Accept-Language": "en"})

    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError("the connection is closed")

    with connection.execute_wrapper(gone):
        pages = [client.get(address) for address in ("/", "/incidents/", "/sign-in", "/api/me")]
        signed = Client(raise_request_exception=False).post("/sign-in", {"code": "lin", "password": "x"})

    found = {page.request["PATH_INFO"]: page.status_code for page in [*pages, signed]}
    assert found.pop("/sign-in") == 503
    assert set(found.values()) == {503}
    assert "telephone the administrator" in pages[0].content.decode()
    assert pages[3].json()["code"] == "journal.DatabaseAway"
