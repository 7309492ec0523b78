"""Another agency's incident is not there: at no address, in no body, for no act, on either door."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests import rights_scene
from tests.rights_scene import Site
from tests.routes import address, routes
from tests.test_rights import BY_SECRET, DEVICES, PUBLIC, ask, browser, code_of, content, may, program, undone
from watchroom.alarms.platform import (
    DELIVERY_FAILED,
    INSTRUCTION_LATE,
    REPORT_LATE,
    UNANSWERED,
    UNIT_LOST,
    raise_about,
)
from watchroom.dispatch.models import Order, Unit
from watchroom.incidents import actions as incidents
from watchroom.incidents import sharing
from watchroom.incidents.models import Incident
from watchroom.journal.clock import site_now
from watchroom.journal.queries import head
from watchroom.kernel.words import Words
from watchroom.people import actions as people
from watchroom.people import agencies, queries, testing
from watchroom.people.models import Post
from watchroom.people.rights import Role

pytestmark = [pytest.mark.django_db, pytest.mark.site]
ROLES = (Role.DUTY_OFFICER, Role.DUTY_LEADER, Role.COMMANDER, Role.INFORMATION_OFFICER)
# What hangs on an incident, as an address names it.
BOUND = re.compile(
    r"/(incidents|activations|orders|proposals|advice|notices|report|warnings|deliveries|warning-deliveries|cap|callings|called|calls)/<"
)
# A call of no incident is nobody's, and everybody's to see to.
NOBODYS = {"POST /calls/<int:pk>/settle", "POST /api/calls/<int:pk>/settle"}


@pytest.fixture
def site() -> Iterator[Site]:
    """All incidents are North's; in South somebody holds every post that decides. The site itself has no officer."""
    laid = rights_scene.lay()
    admin = rights_scene.viewer("admin")
    for code, zh in (("north", "北县"), ("south", "南县")):
        agencies.put_agency(admin, code, zh, f"{code.title()} county", upward="shared")
        people.put_person(f"{code}-all", f"{zh}全岗", f"{code} all", Role.OUTSIDER)
        for role in ROLES:
            post = f"{code}-{role.value.replace('_', '-')}"
            people.put_post(post, f"{zh}{role.value}", f"{code} {role.value}", role)
            people.put_shift(post, f"{code}-all", testing.SINCE, testing.UNTIL)
            agencies.place_post(admin, post, code)
    Incident.objects.update(agency=agencies.agency("north"))
    yield laid
    rights_scene.leave()


def secrets() -> list[str]:
    """Numbers, which nothing else has, and the addresses and subjects of the hidden incidents."""
    numbers, ids = Incident.objects.values_list("number", flat=True), Incident.objects.values_list("pk", flat=True)
    return [
        *map(re.escape, numbers),
        *(rf"incident:{pk}\b" for pk in ids),
        *(rf"/incidents/{pk}\b" for pk in ids),
        *(rf"\"incident\": ?{pk}\b" for pk in ids),
    ]


def client(code: str, route: str) -> Client:
    return program(code) if " /api/" in route else browser(code)


def looks(site: Site) -> list[str]:
    told = [route for route in sorted(routes(site)) if route.startswith("GET ") and route not in BY_SECRET | DEVICES]
    return [route for route in told if may("lin", route) or may("chen", route) or may("zhao", route)]


def test_at_no_address_and_in_no_body_is_anothers_incident(site: Site) -> None:
    secret, found, there = re.compile("|".join(secrets())), [], []
    doors = {api: {code: client(code, f"GET {api}") for code in ("south-all", "north-all")} for api in ("/api/", "/")}
    for route in looks(site):
        south, north = (doors["/api/" if " /api/" in route else "/"][code] for code in ("south-all", "north-all"))
        answer = ask(south, route, site)
        told = content(answer) if not answer.streaming else b""
        said = told.decode("utf-8", "replace").replace(address(route, site), "")
        if match := secret.search(said):
            found.append((route, answer.status_code, said[max(0, match.start() - 80) : match.end() + 40]))
        if BOUND.search(route) and route not in PUBLIC:
            if answer.status_code != 404:
                found.append((route, answer.status_code, "must not be there"))
            there.append(ask(north, route, site).status_code)
    assert not found, "\n".join(map(str, found))
    assert there.count(200) > 50  # they are there for those whose they are


def test_no_act_upon_anothers_incident_is_done_by_either_door(site: Site) -> None:
    wrong, tried = [], 0
    for route in sorted(routes(site)):
        if route.startswith("GET ") or not BOUND.search(route) or route in BY_SECRET | DEVICES | PUBLIC | NOBODYS:
            continue
        south = client("south-all", route)
        with undone():
            before, answer = head(), ask(south, route, site)
            tried += 1
            if head() != before or answer.status_code not in (403, 404, 410):
                wrong.append((route, answer.status_code, code_of(answer), content(answer)[:120].decode()))
    assert not wrong, "\n".join(map(str, wrong))
    assert tried > 60


MATTERS = (REPORT_LATE, INSTRUCTION_LATE, UNANSWERED, DELIVERY_FAILED, UNIT_LOST)


def test_an_alarm_about_a_matter_of_anothers_incident_is_not_there_either(site: Site) -> None:
    """Its title and words name what is late or lacks; a sensor's alarm is everybody's, and so is a call for help."""
    row, at = site.incident, site_now()
    words = Words(zh=f"{row.number} 泄密记号", en=f"{row.number} tell-tale")
    entry = head()
    made = [raise_about(code, f"matter:{code}", words, words, at, entry=entry, actor="t", incident=row.pk) for code in MATTERS]  # fmt: skip
    sensed = site.alarms[-1]
    for code, seen in (("south-all", False), ("north-all", True)):
        page, api = browser(code), program(code)
        told = "".join(
            door.get(url).content.decode()
            for door, url in (
                (page, "/alarms/queue"), (page, "/alarms/"), (page, "/"), (page, "/desk/handover"), (page, "/duty/log"), (api, "/api/alarms"), (api, "/api/alarms?all=true"),
                (api, "/api/journal?limit=500"), (api, f"/api/journal?limit=500&after={entry}"),
            )
        )  # fmt: skip
        assert ("泄密记号" in told or "tell-tale" in told) is seen, code
        for one in made:
            assert page.get(f"/alarms/{one.pk}").status_code == (200 if seen else 404)
            assert api.get(f"/api/alarms/{one.pk}").status_code == (200 if seen else 404)
        assert page.get(f"/alarms/{sensed.pk}").status_code == 200
    with undone():
        answer = browser("south-all").post(f"/alarms/{made[0].pk}/acknowledge")
        assert answer.status_code == 404


def test_shared_it_is_there_and_no_longer_when_that_ends(site: Site) -> None:
    row, south = site.incident, browser("south-all")
    north = queries.viewer(queries.person_by_code("north-all"))
    assert south.get(f"/incidents/{row.pk}").status_code == 404

    sharing.share(north, row.pk, "south", reason="支援")
    page = south.get(f"/incidents/{row.pk}")
    assert page.status_code == 200
    assert row.number in page.content.decode()
    assert south.get(f"/incidents/{site.told.pk}").status_code == 404

    sharing.unshare(north, row.pk, "south", reason="毕")
    assert south.get(f"/incidents/{row.pk}").status_code == 404


def test_an_order_to_a_post_shows_what_it_is_about_to_that_posts_agency(site: Site) -> None:
    south = browser("south-all")
    post = Post.objects.get(code="south-duty-officer")
    Order.objects.filter(pk=site.order.pk).update(post=post.code)

    assert south.get(f"/incidents/{site.incident.pk}").status_code == 200
    assert south.get(f"/incidents/{site.told.pk}").status_code == 404


def test_a_unit_at_anothers_incident_is_not_moved_from_there_and_whose_it_is_is_said(site: Site) -> None:
    busy, own = Unit.objects.exclude(incident=None)[0], incidents.open_incident(
        queries.viewer(queries.person_by_code("south-all")), title_zh="滑坡", title_en="Landslide", kind="fire"
    )  # fmt: skip
    south, hidden = program("south-all"), secrets()
    before = head()
    for act, body in (
        ("dispatch", {"incident": own.pk}),
        ("dispatch", {"incident": own.pk, "divert": True, "reason": "急"}),
        ("status", {"status": "on_scene"}),
        ("status", {"status": "available"}),
    ):
        answer = south.post(f"/api/units/{busy.pk}/{act}", body, content_type="application/json")
        assert (answer.status_code, code_of(answer)) == (409, "dispatch.UnitElsewhere"), (act, body)
        assert "北县" in answer.json()["text"]
        assert not [one for one in hidden if re.search(one, answer.content.decode())]
    assert head() == before


def test_the_crew_that_was_sent_sees_where_it_goes_and_reports_from_there(site: Site) -> None:
    busy = Unit.objects.exclude(incident=None)[0]
    admin = rights_scene.viewer("admin")
    people.put_person("south-crew", "南县队员", "South crew", Role.FIELD)
    agencies.place_person(admin, "south-crew", "south")
    assert program("south-crew").get(f"/api/incidents/{busy.incident_id}").status_code == 404

    busy.members.add(queries.person_by_code("south-crew"))
    crew = program("south-crew")
    assert crew.get(f"/api/incidents/{busy.incident_id}").status_code == 200
    told = crew.post(f"/api/units/{busy.pk}/status", {"status": "on_scene"}, content_type="application/json")
    assert told.status_code == 200, told.content


def test_a_unit_at_anothers_incident_is_busy_for_all_and_where_is_said_to_those_who_see_it(site: Site) -> None:
    busy = Unit.objects.exclude(incident=None).get(pk=site.unit.pk) if site.unit.incident_id else None
    busy = busy or Unit.objects.exclude(incident=None)[0]
    told: dict[str, Any] = {
        code: next(
            one for one in program(code).get("/api/units").json() if one["code"] == busy.code
        )
        for code in ("north-all", "south-all")
    }  # fmt: skip

    assert told["south-all"]["status"] == told["north-all"]["status"] != "available"
    assert told["north-all"]["incident"] is not None
    assert told["south-all"]["incident"] is None
