"""Whatever people and strangers write stays text: on every page, in every fragment, feed, layer, drawing and report. I-04."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from lxml import etree

from tests import rights_scene
from tests.rights_scene import Site, viewer
from tests.routes import address, routes
from tests.test_rights import browser, content, program
from watchroom.alarms.models import Rule
from watchroom.alarms.rule_actions import TEXTS, put_rule
from watchroom.desk.report.gather import gather
from watchroom.desk.report.page import html, told
from watchroom.dispatch.actions import put_unit
from watchroom.dispatch.models import Unit
from watchroom.kernel.words import LANGS
from watchroom.onemap.gathering import layers
from watchroom.onemap.svg import incident_map
from watchroom.people.actions import put_person, put_post
from watchroom.people.models import Person, Post
from watchroom.people.rights import Role
from watchroom.places.actions import put_place
from watchroom.places.models import Place
from watchroom.plans.actions import put_plan
from watchroom.sources.actions import put_sensor, put_source
from watchroom.sources.models import Quarantine, Sensor, Source

pytestmark = [pytest.mark.django_db, pytest.mark.site]
MARK = "alert(7)"
BAD = "</p></textarea></title><script>alert(7)</script>\"'><img src=x onerror=alert(7)>"
SHORT = "<b onclick=alert(7)>\"'>"  # where a name has little room


def hostile(words: str) -> str:
    return words + BAD


@pytest.fixture
def site() -> Iterator[Site]:
    laid = rights_scene.lay(hostile)
    _names()
    yield laid
    rights_scene.leave()


def _names() -> None:
    """The names that an administrator, a file or a device gave, as badly as they can be given."""
    for place in Place.objects.filter(code__in=("ski-jump", "gate-c", "jump-weather-post")):
        parent = place.parent.code if place.parent else None
        put_place(
            place.code,
            place.kind,
            hostile(place.zh)[:128],
            hostile(place.en)[:128],
            place.geometry,
            source=hostile("x"),
            parent=parent,
        )
    for unit in Unit.objects.all():
        zh, en = hostile(unit.zh)[:128], hostile(unit.en)[:128]
        put_unit(unit.code, unit.kind, zh, en, unit.home.code, skills=tuple(unit.skills))
    for source in Source.objects.exclude(kind="cap_feed"):
        put_source(
            source.code, source.kind, hostile(source.zh), hostile(source.en), expected_every_s=source.expected_every_s
        )
    for sensor in Sensor.objects.filter(code__startswith="jump-"):
        put_sensor(
            sensor.code, sensor.source.code, sensor.place.code, sensor.quantity, hostile(sensor.zh), hostile(sensor.en)
        )
    for rule in Rule.objects.filter(sensor__isnull=False):
        told: dict[str, Any] = {name: hostile(getattr(rule, name))[:128] for name in TEXTS}
        put_rule(
            rule.code,
            detector=rule.detector,
            sensor=rule.watched.code,
            settings=rule.settings,
            priority=rule.priority,
            **told,
        )
    for person in Person.objects.all():
        put_person(person.code, person.zh + SHORT, person.en + SHORT, Role(person.standing))
    for post in Post.objects.all():
        put_post(post.code, post.zh + SHORT, post.en + SHORT, Role(post.role))
    fault = {"code": "x", "zh": BAD, "en": BAD}
    Quarantine.objects.create(
        at="2026-12-12T00:00:00Z", source=None, device=SHORT, sensor=SHORT, fault=fault, sample=BAD
    )


OUR_PICTURE = re.compile(
    r"/incidents/\d+/media/\d+"
)  # judged by its bytes, and given out with a policy that runs nothing


class Reader(HTMLParser):
    """What a browser would make of a page: scripts of no file, handlers, and addresses that are programs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.live: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not str(given.get("src", "")).startswith("/static/"):
            self.live.append("<script>")
        ours = tag == "img" and OUR_PICTURE.fullmatch(str(given.get("src", "")))
        if not ours and tag in ("img", "iframe", "object", "embed", "base", "style", "foreignobject"):
            self.live.append(f"<{tag}>")
        for name, value in attrs:
            program = re.match(r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE) and value != "data:,"
            if name.startswith("on") or name == "style" or program:
                self.live.append(f"{name}={value}")


def live_in(text: str) -> list[str]:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader.live


def test_no_page_fragment_or_answer_holds_anything_that_runs(site: Site) -> None:
    found, seen = [], set()
    looks = sorted(route for route in routes(site) if route.startswith("GET ") and "/static/" not in route)
    api = program("lin")
    for headers in ({}, {"HX-Request": "true"}):
        lin = browser("lin", **headers)
        for route in looks:
            for where in _near(route, site):
                answer = (api if " /api/" in route else lin).get(where)
                kind, said = answer.headers["Content-Type"].partition(";")[0], content(answer)
                if MARK.encode() in said:
                    seen.add(route)
                found += [(where, one) for one in _live(kind, said, answer.headers)]
    assert found == []
    assert len(seen) > 60, sorted(set(looks) - seen)


def _near(route: str, site: Site) -> list[str]:
    where = address(route, site)
    more = [where + ("?since=2026-12-12T00:00:00Z&until=2026-12-12T12:00:00Z" if where.endswith("/history") else "")]
    if "/layers/" in route:
        more = [f"/map/layers/{code}.geojson" for code in layers()]
    if "/warnings/<" in route:
        more += [where.replace(f"/{site.draft.pk}", f"/{row.pk}", 1) for row in (site.reviewed, site.released)]
    if "/incidents/<" in route:
        more.append(where.replace(f"/{site.incident.pk}", f"/{site.told.pk}", 1))
    if route == "GET /command":
        more += [f"/command?q={typed}" for typed in ("跳", "派", "确认", "%3Cimg src=x onerror=alert(7)%3E")]
    return more


def _live(kind: str, said: bytes, headers: Any) -> list[str]:
    """What would run if a browser were given this answer as it is declared."""
    if kind == "text/html" and "attachment" not in headers.get("Content-Disposition", ""):
        return live_in(said.decode())
    if kind.endswith("xml"):
        names = {str(one.tag).rpartition("}")[2].lower() for one in etree.fromstring(said).iter()}
        return sorted(names & {"script", "img", "iframe", "svg"})
    if kind.endswith("json"):
        json.loads(said)
    return [] if headers.get("X-Content-Type-Options") == "nosniff" else [f"{kind} may be sniffed"]


def test_a_refusal_gives_back_what_was_typed_as_text(site: Site) -> None:
    lin, found = browser("lin"), []
    acts = (
        "/incidents/new",
        f"/incidents/{site.told.pk}/note",
        f"/alarms/{site.alarms[0].pk}/acknowledge",
        "/command",
        "/sign-in",
        "/prefs",
    )
    for where in acts:
        for headers in ({}, {"HX-Request": "true"}, {"X-Watchroom-Form": "1"}):
            typed = dict.fromkeys(
                ("title_zh", "kind", "place", "line", "code", "next", "caller", "phone", BAD[:40]), BAD
            )
            answer = lin.post(where, typed, headers=headers)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                found += [(where, one) for one in live_in(answer.content.decode())]
    assert found == []


def test_the_report_and_its_drawings_hold_nothing_that_runs(site: Site) -> None:
    for lang in LANGS:
        whole = html(told(gather(site.incident.pk), lang))
        assert MARK in whole
        assert [one for one in live_in(whole) if one != "<style>"] == []
        drawing = incident_map(site.incident.pk, None, lang)
        tags = {str(one.tag).rpartition("}")[2] for one in etree.fromstring(drawing.encode()).iter()}
        assert tags <= {"svg", "rect", "path", "text", "circle", "g"}


def test_a_plan_with_hostile_texts_is_kept_and_shown_as_text(site: Site) -> None:
    text = site.plan_file.replace("code: gate-crowd", "code: hostile", 1)
    bad = "<script>alert(7)</script><img src=x onerror=alert(7)>"
    titled, count = re.subn(
        r"(?m)^(\s+zh: )(?!['\"{\[|>])(.+)$",
        lambda line: f"{line[1]}{json.dumps(line[2] + bad, ensure_ascii=False)}",
        text,
    )
    assert count > 10
    put_plan(titled, actor=viewer("chen").actor)
    for where in ("/plans/", "/plans/hostile", "/plans/hostile/source", f"/incidents/{site.told.pk}/standing"):
        answer = browser("lin").get(where)
        assert answer.status_code == 200
        if "source" in where:
            assert answer.headers["Content-Type"].startswith("text/plain")
        else:
            assert live_in(answer.content.decode()) == []
    assert MARK in browser("lin").get("/plans/hostile").content.decode()
