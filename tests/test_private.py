"""F49: what is private is private everywhere: pages, fragments, the API, lists, search, files to take away, feeds, the map, the
command line, the log. Each private field holds a mark of its own, and whoever may not see it looks everywhere for it.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any, cast

import pypdfium2
import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from tests import rights_scene
from tests.rights_scene import Site
from tests.routes import address, routes
from tests.test_rights import BY_SECRET, asked, browser, content, may, program
from watchroom.desk.panes import INCIDENT_PANES
from watchroom.incidents.ics import FORMS
from watchroom.journal.facts import KINDS
from watchroom.journal.models import Entry
from watchroom.onemap.gathering import layers
from watchroom.people.queries import person_by_code, viewer
from watchroom.people.rights import Act

pytestmark = [pytest.mark.django_db, pytest.mark.site]

# By model: where a private field is kept, as it is declared there. In JSON: the names in it.
IN_JSON = {"incidents.Incident": "report", "incidents.Call": "told"}
# Who else than the watch sees it: whoever keeps the roster decides on leave and on ways; whoever keeps a log writes it.
ALSO = {
    "people.Absence": Act.KEEP_ROSTER, "people.Exchange": Act.KEEP_ROSTER, "people.ContactWay": Act.ADMIN,
    "people.LogLine": Act.KEEP_LOG, "people.Todo": Act.KEEP_LOG, "people.RollCall": Act.CALL_ROLL,
}  # fmt: skip
SEARCHES = [
    "/api/command?q={}", "/api/teams?q={}", "/stock/?q={}", "/api/stock?q={}", "/units/?q={}", "/api/units?q={}", "/sensors/?q={}",
    "/duty/log?q={}", "/api/duty/log?q={}", "/api/rules?q={}", "/incidents/%d/board?q={}",
]  # fmt: skip
# What stands in a gap of an address and has many names: the one that is walked there, and all of them.
EVERY = {
    "panes": ("orders", [pane.name for pane in INCIDENT_PANES]), "layers": ("incidents.open", list(layers())),
    "forms": ("202", list(FORMS)),
}  # fmt: skip
# A name of a field that tells of a person who called, answered or was reached: declared so.
TELLING = re.compile(r"(^|_)(caller|phone|receiver|said_by|address)$|(received|done|answered|signed|confirmed)_said$")


def private() -> dict[str, frozenset[str]]:
    """Of each model, its private fields."""
    found = {model._meta.label: getattr(model, "personal", frozenset()) for model in apps.get_models()}
    return {label: names for label, names in found.items() if names}


def mark(label: str, name: str) -> str:
    """No number in it, and nothing that a page escapes."""
    return "Qz" + re.sub(r"[^a-z]", "", f"{label}{name}".lower()) + "zQ"


def plant() -> dict[str, str]:
    """Puts a mark into every private field of every row; gives the label of each."""
    marks = {}
    for label, names in private().items():
        model = apps.get_model(label)
        for name in sorted(names):
            marks[mark(label, name)] = label
            if label in IN_JSON and name not in {one.name for one in model._meta.concrete_fields}:
                for row in model._base_manager.all():
                    held = getattr(row, IN_JSON[label])
                    if held:
                        model._base_manager.filter(pk=row.pk).update(
                            **{IN_JSON[label]: held | {name: mark(label, name)}}
                        )
            else:
                field = cast(Any, model._meta.get_field(name))
                model._base_manager.exclude(**{name: ""}).update(**{name: mark(label, name)[: field.max_length]})
    return marks


def whole(answer: Any) -> str:
    """Everything in an answer that can be read."""
    return shown(content(answer)) + "".join(answer.headers.values())


def shown(body: bytes) -> str:
    """Everything in a body that can be read: of a file what a reader of it sees."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as box:
            body = b"\n".join(box.read(name) for name in box.namelist())
    elif body.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(body) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return body.decode("utf-8", "replace")


@pytest.fixture
def site() -> Iterator[Site]:
    yield rights_scene.lay()
    rights_scene.leave()


def looks(code: str | None, site: Site) -> list[str]:
    found = [one for one in routes(site) if one.startswith("GET ") and may(code, one) and one not in BY_SECRET]
    wheres = {address(one, site): asked(address(one, site)) for one in found}
    told = {where.replace(f"/{site.incident.pk}", f"/{site.told.pk}", 1): more for where, more in wheres.items() if "/incidents/" in where}  # fmt: skip
    for part, one, names in ((f"/{gap}/", walked, every) for gap, (walked, every) in EVERY.items()):
        for listed in (wheres, told):
            listed |= {
                where.replace(f"{part}{one}", f"{part}{name}", 1): more
                for where, more in listed.copy().items()
                if where.endswith((f"{part}{one}", f"{part}{one}.geojson")) for name in names
            }  # fmt: skip
    return [f"{where}?{'&'.join(f'{k}={v}' for k, v in more.items())}" for where, more in (wheres | told).items()]


def allowed(code: str | None, label: str) -> bool:
    return label in ALSO and code is not None and viewer(person_by_code(code)).may(ALSO[label])


def leaks(code: str | None, site: Site, marks: dict[str, str]) -> list[tuple[str, str]]:
    forbidden = {one for one, label in marks.items() if not allowed(code, label)}
    page, api, found = browser(code), program(code), []
    for where in looks(code, site):
        said = whole((api if where.startswith("/api/") else page).get(where))
        found += [(where, one) for one in forbidden if one in said]
    return sorted(set(found))


@pytest.mark.once
@pytest.mark.parametrize("code", ["wall", "zhao", "field", "admin"])
def test_what_is_private_is_nowhere_for_whoever_may_not_see_it(
    site: Site, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    marks = plant()
    with caplog.at_level(logging.DEBUG):
        assert leaks(code, site, marks) == []
    assert [one for one in marks if one in caplog.text] == []


@pytest.mark.once
def test_the_watch_sees_what_is_private_so_the_search_above_can_find_it(site: Site) -> None:
    marks = plant()
    found = {one for _, one in leaks("chen", site, dict.fromkeys(marks, ""))}
    assert len(found) >= 8, found


def found(client: Client, search: str, text: str) -> str:
    """What a search shows, without what was typed and what is another each time."""
    answer = client.get(search.format(text))
    assert answer.status_code in (200, 403), (search, answer.status_code)
    said = re.sub(text, "", content(answer).decode(), flags=re.IGNORECASE)
    return re.sub(r'(content|value|nonce)="[A-Za-z0-9+/=_-]{16,}"', "", said)


@pytest.mark.once
def test_nobody_finds_by_a_search_what_he_may_not_see(site: Site) -> None:
    marks = plant()
    client, forbidden = browser("field"), [one for one, label in marks.items() if not allowed("field", label)]
    assert len(forbidden) >= 10
    for search in [one % site.told.pk if "%" in one else one for one in SEARCHES]:
        without = found(client, search, "Qznothingatallzq")
        for one in forbidden:
            assert found(client, search, one) == without, (search, one)


@pytest.mark.once
def test_what_is_private_in_the_book_is_left_out_of_it_and_of_what_is_read_from_it(site: Site) -> None:
    """By declaration: the journal's own fields that tell of a person are the same for all that shows an entry."""
    personal = {kind: facts.personal for kind, (facts, _) in KINDS.items() if facts.personal}
    held = [
        row for row in Entry.objects.filter(kind__in=personal) if any(row.facts.get(one) for one in personal[row.kind])
    ]
    assert held
    for row in held:
        for name in personal[row.kind]:
            value = str(row.facts.get(name) or "")
            if len(value) > 3:
                assert value not in str(row.told()), (row.kind, name)
                assert value not in str(row.say()), (row.kind, name)


@pytest.mark.once
def test_every_field_that_tells_of_a_caller_or_of_who_answered_is_declared() -> None:
    told = {
        f"{model._meta.label}.{one.name}"
        for model in apps.get_models()
        if model.__module__.startswith("watchroom.")
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField) and TELLING.search(one.name)
    }
    declared = {f"{label}.{name}" for label, names in private().items() for name in names}
    assert told - declared == set()
    assert len(told) >= 8
