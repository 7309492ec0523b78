"""I-02, I-15, I-16: whatever is sent to the front door, it is answered by a fault in the reader's language, never by a 5xx."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from watchroom.desk.tests.test_pages import as_
from watchroom.incidents.actions import open_incident
from watchroom.incidents.models import Incident
from watchroom.ops.scenario.content import load
from watchroom.ops.scenario.stage import set_up
from watchroom.people import queries as people
from watchroom.people.actions import make_api_token
from watchroom.plans.actions import activate_plan
from watchroom.sources.models import Sensor
from watchroom.sources.tests.scene import PretendedLine
from watchroom.warnings.actions import draft
from watchroom.warnings.models import Warning

pytestmark = pytest.mark.site
RING: list[Any] = [[115, 40], [115.1, 40], [115.1, 40.1], [115, 40.1], [115, 40]]
DEEP = "[" * 100_000
BIDI = "\u202e\u2066gpj.exe"


def ring(points: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [points]}


SHAPES: list[Any] = [
    ring(RING[:-1]),
    ring([RING[0], RING[2], RING[1], RING[3], RING[0]]),
    ring([[lat, lon] for lon, lat in RING]),
    ring([[float("nan"), 1]] * 4),
    ring([[10**400, 1]] * 4),
    ring([RING] * 2),
    {"type": "Polygon", "coordinates": {"0": RING}},
    {"type": ["Polygon"], "coordinates": []},
    {"type": "MultiPolygon", "coordinates": [[]]},
    {"type": "GeometryCollection", "geometries": [ring(RING)]},
]
VALUES: list[Any] = [
    None, True, -1, 1.5, 2**63, 10**30, float("inf"), "", "a\x00b", "\ud800", BIDI, [], {}, [[]], "9" * 5000, "x" * 70_000,
    "9999-12-31T23:59:59-23:59", {"a": {"b": [1]}}, {"\ud800": 1}, {"\x00": 1},
]  # fmt: skip
TEXTS = [
    "\x00", BIDI, "²", "٣", "9" * 19, "9" * 30, "9" * 5000, "-1", "1e999", "nan", "<script>alert(1)</script>", "{{ 7*7 }}",
    "x" * 70_000, "0001-01-01T00:00", "9999-12-31T23:59:59-23:59", DEEP, '{"type":"Polygon","coordinates":' + DEEP,
    *(json.dumps(shape) for shape in SHAPES),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def site(db: None) -> Iterator[tuple[Incident, Warning]]:
    """The exercise day's site with an incident, a running plan and a warning in draft."""
    from watchroom.sources import line

    line.use(PretendedLine())
    set_up(load("zhangjiakou-games"))
    incident = open_incident(_viewer("lin"), title_zh="跳台大风", kind="gale", place="ski-jump")
    running = activate_plan(_viewer("zhao"), incident.pk, "ski-jump-wind", 3, reason="风速仍在上升")
    yield incident, draft(_viewer("sun"), incident=incident.pk, activation=running.pk)
    line.use(None)


def _viewer(code: str) -> Any:
    return people.viewer(people.person_by_code(code))


def told_apart(ask: Callable[[], Any]) -> Any:
    """What a request is answered. What it broke in the database is undone, so that the next one is judged by itself."""
    before = transaction.savepoint_create()
    answer = ask()
    if answer.status_code >= 500:
        transaction.savepoint_rollback(before)
        transaction.set_rollback(False)
    else:
        transaction.savepoint_commit(before)
    return answer


class Api:
    """One operation as the API describes itself, called by somebody who may."""

    def __init__(
        self, tokens: dict[str, str], path: str, method: str, said: dict[str, Any], parts: dict[str, Any]
    ) -> None:
        self.path, self.method, self.parts = path, method, parts
        self.given = said.get("parameters", [])
        body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        self.schema = parts.get(body.get("$ref", "").split("/")[-1], body) if body else None
        self.plain = _plain(self.schema, parts) if self.schema else None
        self.wrong: list[str] = []
        self.client = Client(raise_request_exception=False)
        self.token = next((t for t in tokens.values() if self._ask(t).status_code != 403), next(iter(tokens.values())))

    def _ask(self, token: str, *, url: str = "", body: Any = None, key: str = "") -> Any:
        data = json.dumps(self.plain if body is None else body).encode()
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept-Language": "en",
            **({"Idempotency-Key": key} if key else {}),
        }
        ask = partial(self.client.generic, self.method.upper(), url or self.url(), data, headers=headers)
        return told_apart(partial(ask, content_type="application/json"))

    def url(self, **given: Any) -> str:
        url, query = self.path, {}
        for one in self.given:
            name = one["name"]
            value = given.get(name, "1" if one["in"] == "path" else None)
            if one["in"] == "path":
                known = {"code": Sensor.objects.values_list("code", flat=True)[0] if "sensors" in self.path else "x"}
                text = str(given.get(name, known.get(name, value)))
                url = url.replace("{" + name + "}", quote(text, safe="", errors="surrogatepass"))
            elif one["in"] == "query" and (value is not None or one.get("required")):
                query[name] = "2026-02-06T00:00:00Z" if value is None else str(value)
        return url + ("?" + urlencode(query, errors="surrogatepass") if query else "")

    def send(self, what: object, **asked: Any) -> None:
        answer = self._ask(self.token, **asked)
        said = f"{self.method} {self.path} {str(what)[:60]}: {answer.status_code}"
        if answer.status_code >= 500:
            self.wrong.append(said)
        elif answer.status_code >= 400:
            told = answer.json() if answer.headers["Content-Type"].startswith("application/json") else {}
            if not told.get("code") or not re.search("[a-z]{3}", told.get("text", "")):
                self.wrong.append(f"{said} {answer.content[:80]!r}")

    def storm(self) -> list[str]:
        for one in self.given:
            for value in VALUES if one["in"] in ("path", "query") else ():
                self.send((one["name"], value), url=self.url(**{one["name"]: value}))
        if self.schema is not None:
            fields = self.schema.get("properties", {})
            for value in VALUES:
                singly = [name for name, kind in fields.items() if _may_hold(kind, value, self.parts)]
                for given in (*({name: value} for name in singly), dict.fromkeys(fields.keys() - set(singly), value)):
                    if given:
                        self.send((", ".join(given), value), body={**(self.plain or {}), **given})
            for shape in SHAPES if "area" in fields else []:
                self.send(("area", shape), body={**(self.plain or {}), "area": shape})
            self.send("unknown", body={**(self.plain or {}), "unknown": 1, "id": 5, "state": "released"})
        for key in ("x" * 300, "\u202e", " "):
            if self.method != "get":
                self.send(("key", key), key=key.encode().decode("latin-1"))
        return self.wrong


def _plain(schema: dict[str, Any], parts: dict[str, Any]) -> Any:
    """The least that the schema takes."""
    if "$ref" in schema:
        return _plain(parts[schema["$ref"].split("/")[-1]], parts)
    for names in ("anyOf", "enum"):
        if names in schema:
            return schema[names][0] if names == "enum" else _plain(schema[names][0], parts)
    if schema.get("type") == "object":
        known = schema.get("properties", {})
        return {name: _plain(known[name], parts) for name in schema.get("required", [])}
    return {"string": "a", "integer": 1, "number": 1.0, "boolean": True, "array": []}.get(str(schema.get("type")))


_TAKES: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int, float, str), "number": (int, float, str), "boolean": (int, float, str),
    "array": (list,), "object": (dict,), "null": (type(None),),
}  # fmt: skip


def _may_hold(kind: dict[str, Any], value: Any, parts: dict[str, Any]) -> bool:
    """Whether such a field may be given the value at all. The others refuse it, each with words of its own, at once."""
    if "$ref" in kind:
        return _may_hold(parts[kind["$ref"].split("/")[-1]], value, parts)
    if ways := kind.get("anyOf") or kind.get("oneOf") or kind.get("allOf"):
        return any(_may_hold(way, value, parts) for way in ways)
    takes = _TAKES.get(str(kind.get("type")))
    return takes is None or isinstance(value, takes) or ("format" in kind and isinstance(value, int | float))


def test_no_request_to_the_api_ends_in_an_error_of_ours(site: tuple[Incident, Warning]) -> None:
    tokens = {code: make_api_token(people.person_by_code(code)) for code in ("lin", "zhao", "sun", "chen")}
    told = json.loads(Client().get("/api/openapi.json").content)
    parts = told["components"]["schemas"]
    wrong: list[str] = []
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            wrong += Api(tokens, path, method, operation, parts).storm()

    assert not wrong, said(wrong)


def said(wrong: list[Any]) -> str:
    return "\n".join(map(str, wrong[:40]))


def addresses(site: tuple[Incident, Warning]) -> list[str]:
    """Every address of a page, with things that exist in the place of its arguments."""
    incident, warning = site
    found = []
    for pattern in sorted(set(_patterns(get_resolver()))):
        if pattern.startswith(("api/", "sign-out")) or "static" in pattern:
            continue
        pk = warning.pk if pattern.startswith("warnings") else incident.pk
        code = {"plans": "ski-jump-wind", "sensors": Sensor.objects.values_list("code", flat=True)[0]}
        named = re.sub(r"<str:\w+>", code.get(pattern.split("/")[0], "a"), re.sub(r"<int:\w+>", str(pk), pattern))
        found.append("/" + re.sub(r"<slug:\w+>", "plan", named))
    return found


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern)
        else:
            yield from _patterns(one, before + str(one.pattern))


def test_no_page_ends_in_an_error_of_ours_whatever_is_asked(site: tuple[Incident, Warning]) -> None:
    client = as_("lin")
    client.raise_request_exception = False
    names = (
        "q",
        "chosen",
        "subject",
        "before",
        "incident",
        "at",
        "show",
        "alarm",
        "version",
        "choice",
        "next",
        "since",
    )
    wrong = []
    for address in addresses(site):
        for value in (
            "",
            "\x00",
            "²",
            "9" * 18,
            "9" * 5000,
            "9999-12-31T23:59:59-23:59",
            "0001-01-01T00:00:00+14:00",
            BIDI,
        ):
            answer = told_apart(partial(client.get, address + "?" + urlencode(dict.fromkeys(names, value))))
            if answer.status_code >= 500:
                wrong.append((address, value[:20], answer.status_code))

    assert not wrong, said(wrong)


@pytest.mark.parametrize(
    ("code", "address", "names"),
    [
        ("lin", "/incidents/new", "title_zh kind place grade alarm lon lat deaths phone location"),
        ("sun", "/warnings/{warning}/edit", "area level onset expires channels event headline_zh contact"),
    ],
)
def test_no_great_form_ends_in_an_error_of_ours_whatever_is_typed_in_one_field(
    site: tuple[Incident, Warning], code: str, address: str, names: str
) -> None:
    """The other fields being right; what is typed in all fields of any form is tried where the doors are."""
    wrong: list[Any] = []
    client = as_(code)
    client.raise_request_exception = False
    for name in names.split():
        for text in TEXTS:
            given = {"title_zh": "大风", "kind": "gale", "channels_shown": "1", name: text}
            answer = client.post(address.format(warning=site[1].pk), given)
            if answer.status_code >= 500:
                wrong.append((code, address, name, text[:20], answer.status_code))

    assert not wrong, said(wrong)


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (ring(RING[:-1]), "环没有闭合"),
        (ring([RING[0], RING[2], RING[1], RING[3], RING[0]]), "自相交"),
        (ring([[lat, lon] for lon, lat in RING]), "经纬度可能颠倒"),
        ('{"type":"Polygon","coordinates":' + "[" * 9_000 + "]" * 9_000 + "}", "不是有效的 JSON"),
    ],
)
def test_a_shape_that_cannot_be_is_refused_with_its_reason_and_what_was_typed_is_kept(
    site: tuple[Incident, Warning], shape: Any, why: str
) -> None:
    """D-16."""
    text = shape if isinstance(shape, str) else json.dumps(shape)
    page = as_("sun").post(f"/warnings/{site[1].pk}/edit", {"area": text, "headline_zh": "大风 <b>预警"})
    typed = page.content.decode()

    assert page.status_code == 422
    assert why in typed
    assert "大风 &lt;b&gt;预警" in typed
    assert text[:200].replace('"', "&quot;") in typed
    site[1].refresh_from_db()
    assert site[1].area == Warning.objects.get().area


def test_characters_that_turn_a_text_round_are_refused_and_what_was_typed_is_kept(
    site: tuple[Incident, Warning],
) -> None:
    """I-13."""
    client = as_("lin")
    opened = client.post("/incidents/new", {"title_zh": f"大风{BIDI}", "kind": "gale", "location": "东看台"})
    noted = client.post(f"/incidents/{site[0].pk}/note", {"text": f"现场{BIDI}"})

    assert (opened.status_code, noted.status_code) == (422, 422)
    assert "东看台" in opened.content.decode()
    assert "控制字符" in noted.content.decode()
    assert BIDI not in client.get("/incidents/").content.decode()
