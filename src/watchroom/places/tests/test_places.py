"""Places: entered once, checked before they are kept, found by area, shown with their source."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.journal import queries as journal
from watchroom.kernel.faults import Fault
from watchroom.kernel.geometry import GeometryRefused
from watchroom.people import queries as people
from watchroom.people.actions import make_api_token
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast
from watchroom.places import layers, queries
from watchroom.places.actions import put_place
from watchroom.places.faults import NoSuchPlace, NumberWithoutSource, PartOfItself, UnknownKind
from watchroom.places.index import Index
from watchroom.places.models import Place

HILL = {"type": "Point", "coordinates": [115.4665, 40.9067]}


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


ZONE = square(115.40, 40.85, 115.50, 40.95)


def put(code: str = "jump", kind: str = "venue", geometry: Any = HILL, **more: Any) -> Place:
    return put_place(code, kind, f"{code} 中文", f"{code} english", geometry, **more)


def test_a_place_is_entered_once_and_the_journal_holds_it_whole(cast: Cast) -> None:
    place = put(capacity=6000, source="venue handbook", schematic=True)
    put(capacity=6000, source="venue handbook", schematic=True)

    [entry] = journal.of_subject(place.subject)
    assert (entry.kind, entry.facts["capacity"], entry.facts["schematic"]) == ("places.set", 6000, True)
    assert json.loads(entry.facts["geometry"]) == HILL
    assert entry.say().zh == "登记地点：jump 中文（jump）"


def test_a_change_is_a_second_entry_on_the_same_subject(cast: Cast) -> None:
    place = put(capacity=6000, source="a")
    put(capacity=8000, source="b")

    assert [entry.facts["capacity"] for entry in journal.of_subject(place.subject)] == [6000, 8000]
    assert Place.objects.count() == 1


OPEN = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
CROSSING = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
DEEP = '{"type":"Polygon","coordinates":' + "[" * 100_000 + "]" * 100_000 + "}"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"geometry": OPEN}, GeometryRefused),
        ({"geometry": CROSSING}, GeometryRefused),
        ({"geometry": DEEP}, GeometryRefused),
        ({"geometry": {"type": "Point", "coordinates": [40.9, 115.4]}}, GeometryRefused),
        ({"kind": "castle"}, UnknownKind),
        ({"population": 100}, NumberWithoutSource),
        ({"capacity": 100, "source": "  "}, NumberWithoutSource),
        ({"parent": "nowhere"}, NoSuchPlace),
        ({"parent": "jump"}, PartOfItself),
    ],
    ids=[
        "ring open",
        "ring crossing",
        "100,000 levels",
        "axes swapped",
        "kind",
        "no source",
        "blank source",
        "no parent",
        "own parent",
    ],
)
def test_what_is_wrong_with_a_place_is_refused_and_nothing_is_kept(
    cast: Cast, changed: dict[str, Any], fault: type[Fault]
) -> None:
    put("other", geometry=ZONE)
    if "parent" in changed and changed["parent"] == "jump":
        put()
    before = (journal.head(), Place.objects.count())

    with pytest.raises(fault):
        put(**{"geometry": HILL, **changed})

    assert (journal.head(), Place.objects.count()) == before


def test_parents_never_run_in_a_circle(cast: Cast) -> None:
    put("zone", "zone", ZONE)
    put("cluster", "zone", ZONE, parent="zone")

    with pytest.raises(PartOfItself):
        put("zone", "zone", ZONE, parent="cluster")


def test_the_column_itself_refuses_an_unchecked_shape(cast: Cast) -> None:
    with pytest.raises(GeometryRefused), transaction.atomic():
        Place.objects.create(code="x", kind="venue", zh="x", en="x", geometry=OPEN, west=0, south=0, east=1, north=1)


@pytest.mark.parametrize(
    "broken",
    [{"kind": "castle"}, {"population": 5}, {"zh": ""}],
    ids=["unknown kind", "number without source", "one language"],
)
def test_the_database_refuses_nonsense_by_itself(cast: Cast, broken: dict[str, Any]) -> None:
    row = {
        "code": "x",
        "kind": "venue",
        "zh": "x",
        "en": "x",
        "geometry": HILL,
        "west": 0,
        "south": 0,
        "east": 1,
        "north": 1,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(**(row | broken))


def test_an_area_finds_what_it_touches_with_the_share_inside(cast: Cast) -> None:
    put("zone", "zone", ZONE, population=1000, source="made")
    put("jump", geometry=HILL)
    put("far", geometry={"type": "Point", "coordinates": [116.4, 39.9]})

    found = {one.place.code: one.share for one in queries.within(square(115.45, 40.85, 115.50, 40.95))}

    assert found == {"jump": 1.0, "zone": pytest.approx(0.5)}
    assert found == {
        one.place.code: pytest.approx(one.share)
        for one in queries.within(square(115.45, 40.85, 115.50, 40.95), from_rows=True)
    }


def test_only_an_area_can_hold_places(cast: Cast) -> None:
    with pytest.raises(GeometryRefused):
        queries.within(HILL)


def test_the_index_follows_the_journal_and_knows_how_far_it_has_read(cast: Cast) -> None:
    index = Index()
    put("zone", "zone", ZONE)
    first = index.at()
    put("jump", geometry=HILL)

    assert first.position < journal.head()
    assert index.at(first.position) is first
    assert {row.code for row in index.at(journal.head()).rows.values()} == {"zone", "jump"}
    assert index.at().position == journal.head()
    assert {row.code for row in first.rows.values()} == {"zone"}


def test_the_index_sees_a_place_move(cast: Cast) -> None:
    index = Index()
    put("jump", geometry=HILL)
    index.at()

    put("jump", geometry={"type": "Point", "coordinates": [116.4, 39.9]})

    assert index.at().rows[Place.objects.get().pk].geometry["coordinates"] == [116.4, 39.9]


def test_the_index_notices_that_it_looks_at_another_book(cast: Cast) -> None:
    index = Index()
    put("zone", "zone", ZONE)
    known = index.at()
    index._tree = type(known)(known.position + 1000, "hash of another database", {}, {}, (), None)

    assert {row.code for row in index.at().rows.values()} == {"zone"}


def test_other_peoples_entries_do_not_replant_the_tree(cast: Cast, clock: SetClock) -> None:
    index = Index()
    put("zone", "zone", ZONE)
    tree = index.at()

    make_api_token(people.person_by_code("lin"))

    assert index.at().tree is tree.tree
    assert index.at().position == journal.head()


def test_an_outsider_sees_no_place_and_the_wall_does(cast: Cast) -> None:
    put()

    assert [place.code for place in queries.places(cast.wall)] == ["jump"]
    for viewer, fault in ((cast.guest, NotAllowed), (cast.nobody, NotSignedIn)):
        for ask in (
            lambda v: queries.places(v),
            lambda v: queries.seen(v, "jump"),
            lambda v: layers.LAYERS[1].features(v, None),
        ):
            with pytest.raises(fault):
                ask(viewer)


def test_the_map_shows_places_by_layer_and_says_what_is_schematic(cast: Cast) -> None:
    put("jump", schematic=True)
    put("clinic", "hospital", HILL)
    put("zone", "zone", ZONE)

    drawn = {layer.code: layer.features(cast.lin, None)["features"] for layer in layers.LAYERS}

    assert {code: [one["properties"]["en"] for one in features] for code, features in drawn.items()} == {
        "places.zones": ["zone english"], "places.venues": ["jump english"], "places.facilities": ["clinic english"],
    }  # fmt: skip
    assert drawn["places.venues"][0]["properties"]["schematic"] is True
    assert "schematic" not in drawn["places.facilities"][0]["properties"]


def test_the_map_of_the_past_shows_what_was_known_then(cast: Cast, clock: SetClock) -> None:
    put("jump", geometry=HILL)
    then = clock.at
    clock.forward(hours=1)
    put("jump", geometry={"type": "Point", "coordinates": [116.4, 39.9]})
    put("gate", "gate", HILL)

    venues = layers.LAYERS[1].features

    assert [one["geometry"]["coordinates"] for one in venues(cast.lin, then)["features"]] == [HILL["coordinates"]]
    assert len(venues(cast.lin, None)["features"]) == 2
    assert venues(cast.lin, then - timedelta(days=1))["features"] == []


@pytest.fixture
def door(settings: Any) -> Client:
    settings.ROOT_URLCONF = "watchroom.places.urls"
    return Client()


def test_the_panel_says_what_is_known_and_that_the_rest_is_not(cast: Cast, door: Client) -> None:
    put("jump", capacity=6000, source="venue handbook", schematic=True)
    door.force_login(people.person_by_code("lin"), backend="django.contrib.auth.backends.ModelBackend")

    page = door.get("/places/jump", headers={"HX-Request": "true"}).content.decode()

    assert "<!doctype" not in page
    for text in ("jump 中文", "示意", "6000 人", "venue handbook", "不详"):
        assert text in page


def test_whoever_follows_a_link_to_a_place_is_given_a_whole_page(cast: Cast) -> None:
    put("jump", capacity=6000, source="venue handbook")
    client = Client()
    client.force_login(people.person_by_code("lin"), backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/places/jump").content.decode()

    assert page.startswith("<!doctype html>")
    assert "6000 人" in page


def test_the_panel_is_closed_to_an_outsider(cast: Cast, door: Client) -> None:
    put("jump")
    door.force_login(people.person_by_code("guest"), backend="django.contrib.auth.backends.ModelBackend")

    assert door.get("/places/jump").status_code == 403
