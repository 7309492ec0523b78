"""Two pages that edit one record: whoever saves second is told who wrote what since, and covers nothing unseen."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests import rights_scene
from tests.rights_scene import Site
from tests.routes import address, body
from tests.test_rights import browser, code_of, may, program, undone
from watchroom.dispatch.models import Unit
from watchroom.journal.queries import head

pytestmark = [pytest.mark.django_db]
TEMPLATES = Path(__file__).parent.parent / "src" / "watchroom"
WHO = ("chen", "zhao", "lin", "sun", "admin")

# Every form that writes a record anew, with what its second writer changes.
EDITS: dict[str, dict[str, Any]] = {
    "POST /units/<int:pk>/edit": {"zh": "又改"},
    "POST /teams/": {"zh": "又改"},
    "POST /duty/rotas/<slug:code>": {"keep": "2"},
    "POST /duty/shifts/<int:pk>/assign": {"person": "zhao"},
    "POST /duty/posts/<slug:code>": {"always": "1"},
    "POST /duty/chains/<slug:post>": {"steps": "commander"},
    "POST /duty/strength": {"at_least": "1"},
    "POST /rules/<str:code>": {"title_zh": "又改"},
    "POST /dispatch/needs/<slug:code>": {"content": "kinds: [fire]\nneeds: [{code: engines, kinds: [fire_engine], n: {4: 3}}]\n"},
    "POST /dispatch/cover/<slug:code>": {"content": "kinds: [ambulance]\nleast: 2\n"},
    "POST /reporting/<slug:code>": {"reason": "又改"},
    "POST /callings/lists": {"zh": "又改"},
    "POST /cameras/<str:code>/edit": {"zh": "又改"},
    "POST /agencies/put": {"zh": "又改"},
    "POST /agencies/posts": {"agency": "north"},
    "POST /agencies/people": {"agency": "north"},
    "POST /incidents/<int:pk>/grade": {"grade": 2},
    "POST /incidents/<int:pk>/place": {"place": "athletes-village"},
    "POST /incidents/<int:pk>/basis": {"dead": "2"},
    "POST /incidents/<int:pk>/crew-checks": {"minutes": "12"},
    "POST /warnings/<int:pk>/edit": {"headline_zh": "又改"},
    "POST /orders/<int:pk>/change": {"text": "又改"},
    "POST /drills/<int:pk>/edit": {"title_zh": "又改"},
    "POST /plans/workdays/put": {"off": "2027-01-02"},
    "POST /sources/<str:code>/trial/settings": {"zh": "又改"},
    "POST /history/keeping/<str:quantity>": {"readings_days": 600},
}  # fmt: skip
# What the first one writes, where the scene's own body would change nothing.
FIRST: dict[str, dict[str, Any]] = {"POST /duty/posts/<slug:code>": {"always": "1", "by_signature": "1"}}


@pytest.fixture
def site() -> Iterator[Site]:
    yield rights_scene.lay()
    rights_scene.leave()


@pytest.mark.site
@pytest.mark.parametrize("route", EDITS)
def test_who_saves_second_is_told_what_the_first_has_written(site: Site, route: str) -> None:
    who = next(code for code in WHO if may(code, route))
    client, where = browser(who), address(route, site)
    with undone():
        read = head()
        first = client.post(where, body(route, site) | FIRST.get(route, {}) | {"as_of": read})
        assert first.status_code < 400, first.content.decode()[-900:]
        written = head()
        assert written > read
        second = client.post(where, body(route, site) | EDITS[route] | {"as_of": read}, HTTP_ACCEPT_LANGUAGE="en")
        said = second.content.decode()
        assert (second.status_code in (409, 422), head()) == (True, written), said[-900:]
        assert "Not saved:" in said, said[:3000]
        third = client.post(where, body(route, site) | EDITS[route] | {"as_of": written})
        assert third.status_code < 400, third.content.decode()[-900:]


@pytest.mark.site
def test_a_program_says_by_a_header_what_it_has_read(site: Site) -> None:
    chen, read = program("chen"), head()
    where, given = f"/api/incidents/{site.told.pk}/grade", {"grade": 3, "reason": "试"}

    def ask(grade: int, **more: str) -> Any:
        return chen.post(where, orjson.dumps(given | {"grade": grade}), content_type="application/json", headers=more or None)  # fmt: skip

    assert ask(3, **{"X-Watchroom-As-Of": str(read)}).status_code == 200
    refused = ask(2, **{"X-Watchroom-As-Of": str(read)})
    assert (refused.status_code, code_of(refused)) == (409, "journal.ChangedMeanwhile")
    assert "陈" in refused.json()["text"]
    assert ask(2).status_code == 200  # who says nothing of what he has read is not asked
    assert ask(1, **{"X-Watchroom-As-Of": "²"}).status_code == 200


@pytest.mark.site
def test_a_page_bears_what_it_has_read_and_a_new_record_covers_none_that_is_there(site: Site) -> None:
    lin = browser(next(code for code in WHO if may(code, "POST /units/new")))
    unit = Unit.objects.order_by("pk")[0]
    page = lin.get(f"/units/{unit.pk}/edit").content.decode()
    (read,) = re.findall(r'name="as_of" value="(\d+)"', page)
    assert int(read) == head()
    new = lin.get("/units/new").content.decode()
    assert set(re.findall(r'name="as_of" value="(\d+)"', new)) == {"0"}
    sent = {"code": unit.code, "kind": unit.kind, "zh": "顶替", "home": unit.home.code, "as_of": "0"}
    answer = lin.post("/units/new", sent)
    assert answer.status_code == 409
    assert "顶替" in answer.content.decode()  # what was typed is still there
    unit.refresh_from_db()
    assert unit.zh != "顶替"


@pytest.mark.site
def test_whatever_is_not_the_same_matter_is_in_nobodys_way(site: Site) -> None:
    """A note on the incident, a unit's status: the record that is edited was not written by anybody."""
    lin, read = browser("lin"), head()
    with undone():
        assert lin.post(f"/incidents/{site.told.pk}/note", {"text": "试"}).status_code < 400
        assert lin.post(f"/incidents/{site.told.pk}/grade", {"grade": 3, "reason": "试", "as_of": read}).status_code < 400  # fmt: skip


FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
FILLED = re.compile(r'<input(?![^>]*type="(?:hidden|checkbox|radio|file)")[^>]*\bvalue="\{\{|<textarea[^>]*>\{\{')
"""Fields that come filled from what is there."""

# What these are filled with was typed, proposed or chosen a moment ago, or is one's own: no record that another may have written
# since. What is new under a code or the next number covers nothing either; an ICS form says which version it follows (`after`).
OTHERS = {
    "/alarms/maintenance", "/sign-in", "/callings/start", "/dispatch/closures/", "/stock/", "/stock/import",
    "/incidents/{{ incident.pk }}/report", "/incidents/new", "/reporting/new", "/duty/log", "/duty/posts/{{ post.code }}/give",
    "/duty/rolls/draw", "/duty/todo", "/drills/{{ d.row.pk }}/steer", "/plans/{{ row.code }}/tests", "/plans/wizard/{{ step.code }}",
    "/plans/wizard/made", "/plans/words", "/sources/{{ source.code }}/trial/device", "/sources/{{ source.code }}/trial/sensor",
    "/plans/versions/new", "/incidents/{{ incident.pk }}/forms/{{ form.code }}",
}  # fmt: skip


@pytest.mark.pure
def test_every_form_that_comes_filled_with_a_record_says_what_it_has_read() -> None:
    found = []
    for path in sorted(TEMPLATES.glob("*/templates/**/*.html")):
        name = str(path.relative_to(path.parents[1]))
        for form in FORM.findall(path.read_text(encoding="utf-8")):
            action = "".join(re.findall(r'action="([^"]*)"', form)[:1])
            if FILLED.search(form) and "{% as_of" not in form:
                found.append((name, action))
    assert {action for _, action in found} == OTHERS, found
