"""The desk's pages through the front door: who may, in which language, and what a refusal looks like."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from watchroom.desk.tests.test_command import raised
from watchroom.journal import queries as journal
from watchroom.people import actions
from watchroom.people.models import Person
from watchroom.people.rights import Role
from watchroom.people.testing import Cast

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGES = ["/", "/duty/", "/journal/", "/journal/line", "/clock", "/command", "/desk/watch", "/desk/chosen", "/map/"]
OPEN = {"/prefs", "/sign-in", "/sign-out"}


def as_(code: str, **headers: str) -> Client:
    client = Client(headers=headers or None)
    client.force_login(Person.objects.get(code=code), backend=BACKEND)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_for_the_watch_and_refuses_an_outsider_and_a_stranger(address: str, cast: Cast) -> None:
    assert as_("lin").get(address).status_code == 200
    assert as_("guest").get(address).status_code == 403
    stranger = Client().get(address)
    assert (stranger.status_code, stranger["Location"].partition("?")[0]) == (302, "/sign-in")
    assert Client().get(address, headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("address", ["/", "/duty/", "/journal/", "/command", "/sign-in"])
def test_a_page_is_said_in_either_language(address: str, cast: Cast) -> None:
    zh, en = (as_("lin", **{"Accept-Language": lang}).get(address) for lang in ("zh-CN", "en-GB"))
    assert (zh["Content-Language"], en["Content-Language"]) == ("zh-CN", "en")
    assert zh.content != en.content


def test_every_address_without_arguments_refuses_a_stranger_or_is_meant_for_all(cast: Cast) -> None:
    """A page added later is asked here too."""
    public = {
        "/public/",
        "/feed/cap.atom",
        "/api/",
        "/api/public/warnings",
        "/api/openapi.json",
        "/api/docs",
        "/health",
        *OPEN,
    }
    public |= {"/field/", "/field/worker.js", "/field/manifest.webmanifest"}  # a shell that holds nothing of anybody
    asked = {"/" + where for where in _addresses(get_resolver()) if "<" not in where and "(" not in where}
    assert len(asked) > 100
    told = {where: Client().get(where, headers={"HX-Request": "1"}).status_code for where in sorted(asked - public)}
    assert {where: status for where, status in told.items() if status not in (401, 403, 405)} == {}


def _addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern)
        else:
            yield from _addresses(one, before + str(one.pattern))


def test_the_console_goes_on_live_from_the_entry_that_it_was_drawn_at(cast: Cast) -> None:
    page = as_("lin").get("/").content.decode()
    assert f'name="wr-position" content="{journal.head()}"' in page
    assert ":8601/live" in page
    assert 'name="csrf-token"' in page


def test_the_console_is_quiet_only_while_no_alarm_stands(cast: Cast) -> None:
    assert "当前平稳" in as_("lin").get("/").content.decode()
    alarm = raised()

    for address in ("/", "/desk/chosen"):
        page = as_("lin").get(address).content.decode()
        assert "平稳" not in page
        assert "1 条告警未确认" in page
        assert f'<a href="/alarms/{alarm.pk}">' in page


def test_nobody_is_shown_the_way_to_a_page_that_would_refuse_him(cast: Cast) -> None:
    for code, seen in (("lin", True), ("wall", False)):
        page = as_(code).get("/").content.decode()
        assert ('href="/sources/"' in page) is seen
        assert (as_(code).get("/sources/").status_code == 200) is seen
        kpis = as_(code).get("/alarms/kpi?range=month").content.decode()
        assert ('href="/report/alarms/' in kpis) is seen


def test_the_wall_sees_the_watch_without_names(cast: Cast) -> None:
    assert "陈立" in as_("lin").get("/duty/").content.decode()
    wall = as_("wall").get("/duty/").content.decode()
    assert "陈立" not in wall
    assert "带班领导" in wall


def test_entries_about_people_are_shown_to_the_watch_alone(cast: Cast) -> None:
    assert "people.person" in " ".join(entry.kind for entry in journal.newest(50))
    assert as_("lin").get("/journal/").content.decode().count("/causes") > as_("zhao").get(
        "/journal/"
    ).content.decode().count("/causes")


def test_the_causes_of_an_entry_are_shown_and_of_none_are_not(cast: Cast) -> None:
    client = as_("lin")
    page = client.get(f"/journal/{journal.head()}/causes").content.decode()
    assert 'aria-current="step"' in page
    assert client.get("/journal/999999/causes").status_code == 404


def test_no_page_has_inline_script_or_style_and_the_policy_forbids_them(cast: Cast) -> None:
    for address in ("/", "/duty/", "/journal/", "/sign-in"):
        answer = as_("lin").get(address)
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert " style=" not in answer.content.decode()


# ---- refusals ------------------------------------------------------------------------------------------------------


def test_a_refused_act_is_told_in_place_for_our_client_and_keeps_what_was_typed_for_a_plain_form(cast: Cast) -> None:
    told = as_("lin").post("/command", {"line": "ack alarm:999"}, headers={"HX-Request": "true"})
    assert (told.status_code, told["X-Fault"]) == (409, "desk.NothingChosen")
    assert 'class="refusal"' in told.content.decode()
    plain = as_("lin").post("/command", {"line": "ack alarm:999", "note": "现场 <风> 很大"})
    assert "现场 &lt;风&gt; 很大" in plain.content.decode()


def test_an_error_page_speaks_the_readers_language_and_a_machine_gets_json(cast: Cast) -> None:
    assert "没有这个页面" in Client().get("/no-such").content.decode()
    assert "no such page" in Client(headers={"Accept-Language": "en"}).get("/no-such").content.decode()
    machine = Client().get("/no-such", headers={"Accept": "application/json"})
    assert machine.json()["code"] == "desk.404"


def test_a_fault_of_ours_says_so_without_a_traceback(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_("lin")
    client.raise_request_exception = False
    monkeypatch.setattr("watchroom.desk.pages.watch_facts", lambda viewer: 1 / 0)
    broken = client.get("/desk/watch")
    assert broken.status_code == 500
    assert "系统出错" in broken.content.decode()
    assert "Traceback" not in broken.content.decode()


def test_a_form_in_a_pane_works_on_the_very_first_visit(cast: Cast) -> None:
    """Pane and page are drawn by different rooms, but carry one token."""
    alarm = raised()
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(code="lin"), backend=BACKEND)
    page = client.get("/").content.decode()
    pane = page[page.index(f'action="/alarms/{alarm.pk}/acknowledge"') :]
    token = pane.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    done = client.post(f"/alarms/{alarm.pk}/acknowledge", {"csrfmiddlewaretoken": token, "next": "/"})
    assert done.status_code == 302


def test_the_token_of_a_form_is_demanded(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(code="lin"), backend=BACKEND)
    assert client.post("/command", {"line": "lang lang:en"}).status_code == 403


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "页面可能停留过久"), ("en", "the page may have been open too long")]
)
def test_a_page_open_too_long_says_so_in_the_readers_language_and_keeps_what_was_typed(
    cast: Cast, lang: str, words: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(code="lin"), backend=BACKEND)
    client.cookies["watchroom_lang"] = lang
    page = client.post("/incidents/new", {"title_zh": "东门 <b>积水</b>", "csrfmiddlewaretoken": "gone"})
    assert (page.status_code, page["X-Fault"]) == (403, "desk.StalePage")
    assert words in page.content.decode()
    assert "东门 &lt;b&gt;积水" in page.content.decode()
    in_place = client.post("/incidents/new", {"title_zh": "积水"}, headers={"X-Watchroom-Form": "1"})
    assert words in in_place.content.decode()
    assert "<html" not in in_place.content.decode()


def test_a_page_is_given_its_token_anew_with_the_name_of_whose_it_is_now(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(code="lin"), backend=BACKEND)
    told = client.get("/clock?token=1").json()
    assert told["whose"] == "lin"
    done = client.post("/command", {"line": "lang lang:en"}, headers={"X-CSRFToken": told["csrf"]})
    assert done.json() == {"pref": {"name": "lang", "value": "en"}}
    assert set(client.get("/clock").json()) == {"now", "exercise", "head"}, "only whoever asks is given one"
    assert Client().get("/clock?token=1", headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "超过 1024 KB，没有任何改动，也没有截短"), ("en", "larger than 1024 KB; nothing was changed")],
)
def test_ten_megabytes_that_were_pasted_are_refused_by_their_size_and_not_as_unreadable(
    cast: Cast, lang: str, words: str
) -> None:
    before = journal.head()
    for headers in ({}, {"X-Watchroom-Form": "1"}):
        page = as_("lin", **{"Accept-Language": lang, **headers})
        answer = page.post("/incidents/new", f"title_zh={'x' * 10_000_000}", "application/x-www-form-urlencoded")
        assert (answer.status_code, words in answer.content.decode()) == (413, True)
    assert journal.head() == before


# ---- signing in ----------------------------------------------------------------------------------------------------


def test_a_password_signs_in_and_leads_to_where_one_wanted(cast: Cast) -> None:
    actions.put_person("li", "李", "Li", password="a long enough one")
    client = Client()
    done = client.post("/sign-in", {"code": "li", "password": "a long enough one", "next": "/duty/"})
    assert (done.status_code, done["Location"]) == (302, "/duty/")
    assert client.post("/sign-out").status_code == 302
    assert client.get("/duty/").status_code == 302


@pytest.mark.parametrize(
    "after", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere"]
)
def test_signing_in_never_leads_off_the_site(after: str, cast: Cast) -> None:
    actions.put_person("li", "李", "Li", password="a long enough one")
    done = Client().post("/sign-in", {"code": "li", "password": "a long enough one", "next": after})
    assert done["Location"] == "/"


def test_five_wrong_passwords_lock_the_account_and_the_form_says_what_now(cast: Cast) -> None:
    actions.put_person("li", "李", "Li", password="a long enough one")
    answers = [Client().post("/sign-in", {"code": "li", "password": f"wrong {n}"}) for n in range(6)]
    assert [answer.status_code for answer in answers[:4]] == [401] * 4
    assert answers[-1].status_code == 429
    assert "锁定" in answers[-1].content.decode()
    right = Client().post("/sign-in", {"code": "li", "password": "a long enough one"})
    assert right.status_code == 429


def test_a_link_signs_in_by_its_button_once_and_opening_it_spends_nothing(cast: Cast) -> None:
    token = actions.make_sign_in_link(Person.objects.get(code="chen"))
    client = Client()
    for _ in range(2):
        assert client.get(f"/sign-in/{token}").status_code == 200
    assert client.post(f"/sign-in/{token}")["Location"] == "/"
    assert client.get("/duty/").status_code == 200
    again = Client().post(f"/sign-in/{token}")
    assert again.status_code == 410
    assert "失效" in again.content.decode()


# ---- switches ------------------------------------------------------------------------------------------------------


def test_language_theme_and_density_are_switched_for_the_device(cast: Cast) -> None:
    client = as_("lin", **{"Accept-Language": "zh"})
    for name, value in (("lang", "en"), ("theme", "night"), ("density", "roomy")):
        assert client.post("/prefs", {name: value, "next": "/duty/"})["Location"] == "/duty/"
    page = client.get("/duty/").content.decode()
    assert '<html lang="en" data-theme="night" data-density="roomy"' in page


def test_an_unknown_choice_changes_nothing(cast: Cast) -> None:
    answer = Client().post("/prefs", {"theme": "<script>", "lang": "fr"})
    assert answer.cookies == {}


# ---- the API's root --------------------------------------------------------------------------------------------------


def test_a_token_speaks_for_its_person_and_a_wrong_one_for_nobody(cast: Cast) -> None:
    token = actions.make_api_token(Person.objects.get(code="zhao"))
    assert Client().get("/api/me", headers={"Authorization": f"Bearer {token}"}).json()["role"] == "commander"
    wrong = Client().get("/api/me", headers={"Authorization": "Bearer nonsense", "Accept-Language": "en"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "people.NotSignedIn")
    assert set(wrong.json()) == {"code", "text", "facts"}


def test_the_api_describes_itself_with_every_rooms_operations(cast: Cast) -> None:
    spec = as_("lin").get("/api/openapi.json").json()
    assert spec["openapi"].startswith("3.")
    assert "/api/me" in spec["paths"]


def test_an_administrator_comes_to_the_sources_and_finds_the_way_there_in_the_bar(cast: Cast) -> None:
    person = actions.put_person("root", "系统管理员", "Administrator", Role.ADMIN, password="a long pass phrase")
    client = Client()
    assert client.post(f"/sign-in/{actions.make_sign_in_link(person)}")["Location"] == "/sources/"
    bar = client.get("/sources/").content.decode().partition('class="tabs"')[2].partition("</nav>")[0]
    assert bar.count("<a ") == 1
    assert 'href="/sources/"' in bar

    by_password = {"code": "root", "password": "a long pass phrase"}
    assert Client().post("/sign-in", by_password)["Location"] == "/sources/"
    assert Client().post("/sign-in", by_password | {"next": "/platform/"})["Location"] == "/platform/"


@pytest.mark.parametrize(
    ("url", "tab"), [("/teams/", "/dispatch/"), ("/units/", "/dispatch/"), ("/called/", "/"), ("/duty/", "/duty/")]
)
def test_a_page_marks_the_tab_that_it_belongs_to(cast: Cast, url: str, tab: str) -> None:
    page = as_("lin").get(url).content.decode()
    assert re.findall(r'<a href="([^"]*)" aria-current="page">', page) == [tab]
