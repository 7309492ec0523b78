"""Who comes in and for how long: passwords, locks, links, sessions, cookies, tokens. S-03, S-12, I-13."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.test_rights import browser, program
from watchroom.desk import sign_in
from watchroom.journal.models import Entry
from watchroom.journal.queries import head
from watchroom.kernel.clock import FixedClock, SystemClock
from watchroom.people import actions as people
from watchroom.people.models import ApiToken, SignInLink
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.site]
PASSWORD = "a long enough one"


def test_signing_in_takes_only_what_was_given_to_this_browser(cast: Cast) -> None:
    people.put_person("li", "李", "Li", password=PASSWORD)
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post("/sign-in", {"code": "li", "password": PASSWORD}).status_code == 403
    token = people.make_sign_in_link(person_by_code("chen"))
    assert Client(enforce_csrf_checks=True).post(f"/sign-in/{token}").status_code == 403
    assert SignInLink.objects.get().used_at is None


# ---- signing in ------------------------------------------------------------------------------------------------------


def wrong(code: str, times: int, address: str = "198.51.100.7", **headers: str) -> list[int]:
    doors = (Client(REMOTE_ADDR=address, headers={"User-Agent": f"agent {n}", **headers}) for n in range(times))
    return [door.post("/sign-in", {"code": code, "password": "wrong"}).status_code for door in doors]


def right(code: str, address: str, **headers: str) -> int:
    door = Client(REMOTE_ADDR=address, headers=headers or None)
    return door.post("/sign-in", {"code": code, "password": PASSWORD}).status_code


def test_five_wrong_passwords_lock_the_account_at_that_address_and_at_no_other(cast: Cast) -> None:
    for code in ("li", "hu"):
        people.put_person(code, code, code, password=PASSWORD)
    assert wrong("li", 6) == [401, 401, 401, 401, 429, 429]
    assert right("li", "198.51.100.7") == 429
    assert right("hu", "198.51.100.7") == 302
    assert right("li", "198.51.100.8") == 302, "an outsider does not lock the commander out"
    token = people.make_sign_in_link(person_by_code("li"))
    assert Client(REMOTE_ADDR="198.51.100.7").post(f"/sign-in/{token}").status_code == 302


def test_the_lock_ends_after_fifteen_minutes(cast: Cast) -> None:
    from axes.models import AccessAttempt

    people.put_person("li", "李", "Li", password=PASSWORD)
    wrong("li", 5)
    AccessAttempt.objects.update(
        attempt_time=AccessAttempt.objects.latest("attempt_time").attempt_time - timedelta(minutes=16)
    )
    assert right("li", "198.51.100.7") == 302


def test_who_tries_one_account_after_another_is_stopped_at_his_address(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "MOST_WRONG", 6)
    people.put_person("li", "李", "Li", password=PASSWORD)
    assert [wrong(f"nobody-{n}", 1)[0] for n in range(8)] == [401] * 6 + [429] * 2
    assert right("li", "198.51.100.7") == 429
    assert right("li", "198.51.100.8") == 302


def test_a_forwarded_address_counts_only_from_our_own_proxies(cast: Cast, settings: Any) -> None:
    people.put_person("li", "李", "Li", password=PASSWORD)
    wrong("li", 5, "10.0.0.1", **{"X-Forwarded-For": "203.0.113.1"})
    assert right("li", "10.0.0.1", **{"X-Forwarded-For": "203.0.113.2"}) == 429, "anybody can write this header"
    settings.PROXIES = 1
    wrong("li", 5, "10.0.0.1", **{"X-Forwarded-For": "1.1.1.1, 203.0.113.1"})
    assert right("li", "10.0.0.1", **{"X-Forwarded-For": "9.9.9.9, 203.0.113.1"}) == 429
    assert right("li", "10.0.0.1", **{"X-Forwarded-For": "1.1.1.1, 203.0.113.2"}) == 302
    assert right("li", "10.0.0.2", **{"X-Forwarded-For": "no address"}) == 302


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(cast: Cast) -> None:
    people.put_person("li", "李", "Li", password=PASSWORD)
    answers = [Client().post("/sign-in", {"code": code, "password": "wrong"}) for code in ("li", "nobody")]
    pages = [
        re.sub(r'(csrf[\w-]*" (?:value|content)=")\w+|value="(?:li|nobody)"', "", one.content.decode())
        for one in answers
    ]
    assert pages[0] == pages[1]


def test_a_link_is_spent_by_its_button_alone_once_and_within_a_quarter_of_an_hour(cast: Cast) -> None:
    token = people.make_sign_in_link(person_by_code("chen"))
    for method in ("get", "head", "options", "put", "delete"):
        getattr(Client(), method)(f"/sign-in/{token}")
    link = SignInLink.objects.get()
    assert link.used_at is None
    assert timedelta(minutes=15) == people.LINK_LIVES
    answers = [Client().post(f"/sign-in/{token}").status_code for _ in range(3)]
    assert answers == [302, 410, 410]
    late = people.make_sign_in_link(person_by_code("chen"))
    SignInLink.objects.update(expires_at=link.expires_at - timedelta(minutes=16))
    assert Client().post(f"/sign-in/{late}").status_code == 410


def test_the_book_says_who_signed_in_how_and_who_signed_out(cast: Cast) -> None:
    people.put_person("li", "李", "Li", password=PASSWORD)
    before, client = head(), Client()
    wrong("li", 1)
    client.post("/sign-in", {"code": "li", "password": PASSWORD})
    client.post("/sign-out")
    Client().post("/sign-out")
    token = people.make_sign_in_link(person_by_code("li"))
    Client().post(f"/sign-in/{token}")
    told = [(one.kind, one.facts.get("how", "")) for one in Entry.objects.filter(id__gt=before).order_by("id")]
    assert told == [
        ("people.signed_in", "password"), ("people.signed_out", ""), ("people.link_made", ""), ("people.signed_in", "link"),
    ]  # fmt: skip
    assert PASSWORD not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_signing_in_gives_a_new_session_and_leaves_nothing_of_another_persons(cast: Cast) -> None:
    client = browser("lin")
    before = client.session.session_key
    token = people.make_sign_in_link(person_by_code("chen"))
    client.post(f"/sign-in/{token}")
    assert client.session.session_key != before
    assert client.get("/api/me").json()["code"] == "chen"


def test_cookies_are_for_this_site_and_not_for_scripts(cast: Cast) -> None:
    people.put_person("li", "李", "Li", password=PASSWORD)
    client = Client()
    client.get("/sign-in")
    client.post("/sign-in", {"code": "li", "password": PASSWORD})
    client.post("/prefs", {"lang": "en", "theme": "night"})
    assert {"watchroom_session", "watchroom_csrf", "watchroom_lang", "watchroom_theme"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", ""), cookie.key


def test_a_token_ends_with_its_time_its_withdrawal_and_its_person(cast: Cast) -> None:
    for ends in (
        lambda: ApiToken.objects.update(expires_at="2020-01-01T00:00:00Z"),
        lambda: ApiToken.objects.update(revoked_at="2020-01-01T00:00:00Z"),
        lambda: people.put_person("zhao", "赵岩", "Zhao Yan", active=False),
    ):
        api = program("zhao")
        assert api.get("/api/me").status_code == 200
        ends()
        assert api.get("/api/me").status_code == 401


def test_who_holds_a_post_stays_signed_in_while_the_screen_is_used_and_nobody_else_does(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shift is as long as a session: nobody is put out in the middle of an incident."""
    began = SystemClock().now()
    clients = {code: browser(code) for code in ("lin", "wall", "guest")}

    def hours(n: float) -> None:
        monkeypatch.setattr("watchroom.desk.middleware._MACHINE", FixedClock(began + timedelta(hours=n)))

    def ends(code: str) -> datetime:
        return Session.objects.get(pk=clients[code].cookies["watchroom_session"].value).expire_date

    hours(0)
    for client in clients.values():
        client.get("/duty/")
    first = {code: ends(code) for code in clients}
    hours(0.5)
    for client in clients.values():
        client.get("/duty/")
    assert {code: ends(code) for code in clients} == first, "not written at every look"
    hours(2)
    for client in clients.values():
        client.get("/duty/")
    assert [ends(code) > first[code] for code in clients] == [True, True, False]
