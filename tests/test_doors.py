"""How requests come in: pages of others, headers, hosts, redirects, refusals. S-03, S-12, I-13, I-15."""

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests import rights_scene
from tests.rights_scene import Site
from tests.routes import address, body, routes
from tests.test_hostile import live_in
from tests.test_rights import (
    BACKEND,
    BY_SECRET,
    DEVICES,
    IN_PLACE,
    NEEDED,
    POSTS,
    PUBLIC,
    ask,
    browser,
    code_of,
    content,
    may,
    program,
    undone,
)
from watchroom.journal.models import Entry, Once
from watchroom.journal.queries import head
from watchroom.ops.logs import Line
from watchroom.people import actions as people
from watchroom.people.models import Person
from watchroom.people.queries import person_by_code
from watchroom.people.rights import Role
from watchroom.people.testing import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.site]
HOLDERS = (*POSTS, "admin")  # between them they may do everything
SHARES = 4  # of a walk of minutes: no worker is left alone with it at the end
EVIL = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/%0d%0aX: y",
    "/\r\nX: y",
)


@pytest.fixture
def site() -> Iterator[Site]:
    yield rights_scene.lay()
    rights_scene.leave()


# ---- a page of another site -----------------------------------------------------------------------------------------


@pytest.mark.once
def test_no_act_is_done_for_a_cookie_without_the_token_of_our_own_page(site: Site) -> None:
    """Whoever may do it, by his own browser: without the guard it would be done."""
    wrong, before, clients = [], head(), {}
    for code in HOLDERS:
        clients[code] = Client(enforce_csrf_checks=True, headers=IN_PLACE)
        clients[code].force_login(Person.objects.get(code=code), backend=BACKEND)
        clients[code].get("/duty/mine")  # a page of everybody's
    for code, route in holders(r for r in routes(site) - DEVICES - BY_SECRET if not r.startswith("GET ")):
        token = clients[code].cookies["watchroom_csrf"].value
        for headers in ({}, {"Origin": "https://evil.example", "X-CSRFToken": token}):
            answer = ask(clients[code], route, site, headers=headers)
            if answer.status_code != 403 or code_of(answer).startswith("people."):
                wrong.append((code, route, answer.status_code))
    assert wrong == []
    assert head() == before


def test_with_the_token_of_the_page_or_a_bearer_token_the_same_act_is_done(site: Site) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(code="lin"), backend=BACKEND)
    token = re.search(r'name="csrf-token" content="(\w+)"', client.get("/").content.decode())
    assert token is not None
    note = ("POST /incidents/<int:pk>/note", "POST /api/incidents/<int:pk>/notes")
    assert [ask(client, route, site, headers={"X-CSRFToken": token[1]}).status_code for route in note] == [302, 200]
    bearer = Client(
        enforce_csrf_checks=True, headers={"Authorization": f"Bearer {people.make_api_token(person_by_code('lin'))}"}
    )
    assert ask(bearer, note[1], site).status_code == 200


def test_a_wrong_bearer_token_is_not_made_good_by_a_cookie(site: Site) -> None:
    lin = browser("lin")
    for bad in ("Bearer nonsense", "bearer ", "Bearer " + "x" * 5000):
        answer = lin.get("/api/me", headers={"Authorization": bad})
        assert (answer.status_code, code_of(answer)) == (401, "people.NotSignedIn")


# ---- what goes out with an answer ------------------------------------------------------------------------------------


def test_every_answer_carries_its_guards_and_no_page_holds_anything_inline(site: Site) -> None:
    lin, faults = browser("lin"), []
    for route in sorted(route for route in routes(site) if route.startswith("GET ") and "/static/" not in route):
        answer = ask(lin, route, site)
        guards = {
            "nosniff": answer.headers.get("X-Content-Type-Options") == "nosniff",
            "frame": answer.headers.get("X-Frame-Options") == "DENY",
            "referrer": answer.headers.get("Referrer-Policy") == "same-origin",
            "opener": answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
            "policy": _strict(answer.headers.get("Content-Security-Policy", "")),
            "cache": route in PUBLIC or "no-store" in answer.headers.get("Cache-Control", ""),
        }
        faults += [(route, name) for name, there in guards.items() if not there]
        if answer.headers["Content-Type"].startswith("text/html") and "attachment" not in answer.headers.get(
            "Content-Disposition", ""
        ):
            faults += [(route, one) for one in live_in(content(answer).decode())]
    assert faults == []


NOTHING = "default-src 'none'; sandbox"  # of a picture from outside, which is no page and is to be none


def _strict(policy: str) -> bool:
    if policy == NOTHING:
        return True
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    return (
        "unsafe" not in policy and "*" not in policy
        and rules["default-src"] == rules["script-src"] == rules["style-src"] == "'self'"
        and rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    )  # fmt: skip


# ---- hosts and ways out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["/", "/sign-in", "/public/", "/feed/cap.atom", "/api/me", "/api/openapi.json"])
def test_a_request_under_another_name_is_refused_and_the_name_not_repeated(where: str, cast: Cast) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example:8600"):
        for client in (Client(), browser("lin")):
            answer = client.get(where, headers={"Host": host})
            assert answer.status_code == 400, host
            assert b"evil" not in answer.content
    forwarded = browser("lin").get("/feed/cap.atom", headers={"X-Forwarded-Host": "evil.example"})
    assert b"evil" not in forwarded.content


def test_no_address_leads_off_the_site_whatever_comes_as_next(site: Site) -> None:
    """Our own client is told where to go by the edge, the same for all acts: each act is asked as it asks every second time."""
    found = []
    acts = {route for route in routes(site) if route.startswith("POST ") and " /api/" not in route}
    clients = {code: browser(code) for code in HOLDERS}
    for at, (code, route) in enumerate(holders(acts)):
        for number, evil in enumerate(EVIL, at):
            client = browser(code) if route == "POST /sign-out" else clients[code]
            with undone():
                sent = {**body(route, site), "next": evil, "back": evil}
                headers = IN_PLACE if number % 2 else {}
                answer = client.post(f"{address(route, site)}?next={evil}", sent, headers=headers)
            to = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or "/"
            if not re.match(r"/(?![/\\])[^\r\n]*$", to) or "X" in answer.headers:
                found.append((code, route, evil, to))
    assert found == []


def holders(acts: Iterable[str]) -> list[tuple[str, str]]:
    """Each act with the first of them that may do it: what is typed is read the same way for all of them."""
    found = ((next((code for code in HOLDERS if may(code, route)), ""), route) for route in sorted(acts))
    return [(code, route) for code, route in found if code]


# ---- broken and bad requests -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["/duty/", "/api/places"])
def test_a_fault_of_ours_tells_nothing_of_how_we_are_built(
    where: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser("lin")
    client.raise_request_exception = False

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("SECRET in /srv/watchroom")

    monkeypatch.setattr("watchroom.people.viewer.Viewer.must", breaks)
    answer = client.get(where)
    assert answer.status_code == 500
    for told in ("Traceback", "RuntimeError", "SECRET", "site-packages", "watchroom/"):
        assert told not in answer.content.decode()


BAD_QUERIES = ("%ff%fe", "%0d%0aX-Evil:%201", "٣", "1e999")  # what the front door's own test cannot write
_DEEP = '{"type":"Polygon","coordinates":' + "[" * 20_000  # as a form may hold it: written with % it says the same
BAD_TEXTS = (
    "%00", "%e2%80%aegpj.exe", "²", "٣", "9" * 19, "9" * 5000, "-1", "1e999", "NaN", "../../etc/passwd", "%ff%fe",
    "%f0%9f%92%a9", "';--", "%3Cscript%3Ealert(1)%3C/script%3E", "{{7*7}}", "%25s%25n", "%0d%0aX-Evil:%201", "x" * 70_000,
    "0001-01-01T00:00", "9999-12-31T23:59:59-23:59", _DEEP,
)  # fmt: skip


@pytest.mark.parametrize("share", range(SHARES))
def test_no_address_breaks_whatever_stands_in_its_gaps_and_questions(site: Site, share: int) -> None:
    """I-16 in small: every parameter of every address that is looked at, with everything bad."""
    lin, api, broken = browser("lin"), program("lin"), []
    names = ("incident", "before", "subject", "at", "q", "chosen", "show", "version", "alarm", "place", "kind", "limit", "after", "open", "state", "lang", "next", "since", "until")  # fmt: skip
    looks = [
        route for route in routes(site) if route.startswith("GET ") and "/static/" not in route and ".pdf" not in route
    ]
    for client in (lin, api):
        client.raise_request_exception = False
    for route in sorted(looks)[share::SHARES]:
        client = api if " /api/" in route else lin
        asked = [f"{address(route, site)}?{'&'.join(f'{name}={bad}' for name in names)}" for bad in BAD_QUERIES]
        if "<" in route:
            pattern = route.partition(" ")[2]
            asked += [
                re.sub(r"<[^>]+>", bad, pattern)
                for bad in BAD_TEXTS
                if len(bad) < 6_000 and ("int:" not in pattern or bad.isdigit())
            ]
        for where in asked:
            answer = client.get(where)
            if answer.status_code >= 500 or "X-Evil" in answer.headers:
                broken.append((where, answer.status_code))
    assert broken == []


BAD_JSON = (
    b"", b"{", b"[]", b"null", b'"x"', b"NaN", b'{"a":NaN}', b'{"title_zh": NaN}', b"[" * 100_000, b'{"a":' * 50_000, b"9" * 5000,
    b'{"a":1,"a":2}', b'{"reason":"\\u0000"}', b'{"text":"\\ud800"}', b'"\\ud800"', b"\xff\xfe", b'{"incident":' + b"9" * 5000 + b"}",
    b"x" * (2 << 20), ("{" + ",".join(f'"k{i}":1' for i in range(60_000)) + "}").encode(),
)  # fmt: skip


@pytest.mark.parametrize("share", range(SHARES))
def test_no_act_breaks_whatever_is_sent_and_nothing_is_done(site: Site, share: int) -> None:
    broken = []
    programs = {code: program(code) for code in HOLDERS}
    browsers = {code: browser(code, **IN_PLACE) for code in HOLDERS}
    before = head()
    for code, route in holders(route for route in NEEDED if not route.startswith("GET "))[share::SHARES]:
        for bad in BAD_JSON if " /api/" in route else BAD_TEXTS:
            with undone():
                answer = _send((programs if " /api/" in route else browsers)[code], route, site, bad)
            if answer.status_code >= 500:
                broken.append((route, bad[:30], answer.status_code))
    assert head() == before
    assert broken == []


def _send(client: Client, route: str, site: Site, bad: Any) -> Any:
    client.raise_request_exception = False
    method, where = route.partition(" ")[0], address(route, site)
    if isinstance(bad, bytes):
        return client.generic(method, where, bad, content_type="application/json")
    names = {
        *body(route, site),
        "incident",
        "activation",
        "level",
        "order",
        "status",
        "choice",
        "grade",
        "alarm",
        "lon",
        "deaths",
        "onset",
        "speed",
    }
    form = "&".join(f"{name}={bad}" for name in names)
    return client.post(where, form, content_type="application/x-www-form-urlencoded")


def test_a_nul_is_refused_with_words(cast: Cast) -> None:
    answer = browser("lin").get("/journal/?subject=a%00b")
    assert (answer.status_code, "空字符（NUL）" in answer.content.decode()) == (400, True)
    assert program("lin").get("/api/places?kind=%00").json()["code"] == "desk.400"
    said = program("lin").post("/api/incidents", b'{"title_zh":"a\\u0000"}', content_type="application/json")
    assert (said.status_code, said.json()["code"]) == (400, "desk.400")


def test_what_a_stranger_asks_for_is_one_line_of_the_log_without_the_token_of_a_link(
    cast: Cast,
    caplog: pytest.LogCaptureFixture,
) -> None:
    token = people.make_sign_in_link(person_by_code("chen"))
    with caplog.at_level(logging.INFO):
        Client().get("/no-such%0d%0a2026-02-06 02:00:00,000 INFO watchroom all is well%1b[2J")
        Client(enforce_csrf_checks=True).post(f"/sign-in/{token}")
        Client().post("/sign-in", {"code": "a\r\nforged\x1b[1m", "password": "secret-password"})
    lines = [Line().format(record) for record in caplog.records if record.exc_info is None]
    assert len(lines) >= 3
    for line in lines:
        assert "\n" not in line
        assert line.isprintable()
        assert token not in line
        assert "secret-password" not in line


# ---- keys and secrets ------------------------------------------------------------------------------------------------


def test_a_key_of_idempotency_is_its_persons_own(site: Site) -> None:
    """The same key from another person is another act; neither learns what the other was answered."""
    keyed = {"Idempotency-Key": "k-1"}
    route = "POST /api/incidents/<int:pk>/notes"
    one, again = (ask(program("lin"), route, site, headers=keyed) for _ in range(2))
    other = ask(program("chen"), route, site, headers=keyed)
    assert [answer.status_code for answer in (one, again, other)] == [200, 200, 200]
    notes = Entry.objects.filter(kind="incidents.noted", subject=site.told.subject) | Entry.objects.filter(
        kind="incidents.noted", subject=site.incident.subject
    )
    assert [entry.actor.partition(":")[0] for entry in notes.order_by("id")][-2:] == ["watch_officer", "duty_leader"]
    assert Once.objects.filter(key="k-1").count() == 2
    refused = ask(program("guest"), route, site, headers=keyed)
    assert (refused.status_code, code_of(refused)) == (403, "people.NotAllowed")


@pytest.mark.parametrize(
    "route",
    ["POST /api/orders/<order>/receive", "POST /api/advice/<advice>/accept", "POST /api/warnings/<int:pk>/review"],
)
def test_an_answer_kept_under_a_key_is_not_given_to_who_has_lost_his_post(route: str, site: Site) -> None:
    code = "chen" if "review" in route else "lin"
    api, keyed = program(code), {"Idempotency-Key": "k-2"}
    assert ask(api, route, site, headers=keyed).status_code == 200
    for post in ("watch_officer", "duty_leader"):
        people.put_post(post, "岗", "Post", Role.OUTSIDER)
    again = ask(api, route, site, headers=keyed)
    assert (again.status_code, code_of(again)) == (403, "people.NotAllowed")
