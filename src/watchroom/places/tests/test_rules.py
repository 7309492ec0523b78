"""Areal weighting: exact on made cases, and true in general."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box
from shapely.ops import unary_union

from watchroom.kernel.geometry import circle, shape
from watchroom.places.rules import Part, Peopled, covered, flat, parts, share_inside, spread

ZONE = box(115.40, 40.85, 115.50, 40.95)


def test_half_a_square_holds_half_its_people() -> None:
    cell, half = box(0, 0, 2, 2), box(0, 0, 1, 2)

    assert share_inside(cell, half) == pytest.approx(0.5, abs=1e-12)
    assert spread([Part("cell", cell, 100)], half).expected == pytest.approx(50, abs=1e-9)


def test_a_circle_of_one_kilometre_on_a_thousand_per_square_kilometre_holds_3141_people() -> None:
    ground = flat(ZONE)
    around = flat(shape(circle((115.45, 40.90), 1_000, corners=720)))
    people = 1_000 * ground.area / 1e6

    held = spread([Part("ground", ground, people)], around).expected

    assert held == pytest.approx(math.pi * 1_000, rel=2e-4)


def test_degrees_are_never_taken_for_metres() -> None:
    """At 41° N a degree of longitude is a quarter shorter: a computation in degrees would be 25 % off."""
    square = box(115, 40.99, 115.02, 41.01)

    true_km2 = flat(square).area / 1e6
    as_if_square = (0.02 * 111.195) ** 2

    assert true_km2 == pytest.approx(as_if_square * math.cos(math.radians(41)), rel=1e-3)


def test_a_ring_counts_without_its_hole() -> None:
    hole = box(4, 4, 6, 6)
    ring = Polygon(box(0, 0, 10, 10).exterior, [hole.exterior])

    assert spread([Part("people", box(0, 0, 10, 10), 100)], ring).expected == pytest.approx(96)
    assert share_inside(Point(5, 5), ring) == 0


def test_a_point_on_the_edge_is_inside_and_a_line_counts_by_length() -> None:
    area = box(0, 0, 1, 1)

    assert share_inside(Point(1, 0.5), area) == 1
    assert share_inside(LineString([(0.5, 0.5), (2.5, 0.5)]), area) == pytest.approx(0.25)
    assert share_inside(MultiPoint([(0.5, 0.5), (3, 3)]), area) == 0.5


def test_a_touching_neighbour_is_not_inside() -> None:
    assert share_inside(box(1, 0, 2, 1), box(0, 0, 1, 1)) == 0


def test_the_village_is_not_counted_twice_with_its_district() -> None:
    district = Peopled("district", box(0, 0, 10, 10), 1_000)
    village = Peopled("village", box(0, 0, 1, 1), 300, parent="district")

    all_of_it = spread(parts([district, village]), box(0, 0, 10, 10))
    village_only = spread(parts([district, village]), box(0, 0, 1, 1))

    assert (all_of_it.expected, all_of_it.low, all_of_it.high) == (1_000, 1_000, 1_000)
    assert village_only.expected == pytest.approx(300)


def test_when_the_parts_sum_to_more_than_the_whole_the_parts_hold() -> None:
    district = Peopled("district", box(0, 0, 10, 10), 200)
    village = Peopled("village", box(0, 0, 1, 1), 300, parent="district")

    assert spread(parts([district, village]), box(0, 0, 10, 10)).expected == 300


@pytest.mark.parametrize("parent", ["itself", "nobody"])
def test_a_place_that_names_itself_or_nobody_known_as_parent_still_counts(parent: str) -> None:
    alone = Peopled("itself", box(0, 0, 1, 1), 10, parent=parent)

    assert spread(parts([alone]), box(0, 0, 1, 1)).expected == 10


def test_how_much_of_an_area_is_known_is_a_share() -> None:
    assert covered(box(0, 0, 2, 1), [box(0, 0, 1, 1)]) == pytest.approx(0.5)
    assert covered(box(0, 0, 2, 1), [box(0, 0, 3, 3), box(0, 0, 1, 1)]) == 1
    assert covered(box(0, 0, 2, 1), [Point(0, 0)]) == 0


numbers = st.floats(min_value=-500, max_value=500, allow_nan=False)
sizes = st.floats(min_value=1, max_value=400)


@st.composite
def blobs(draw: st.DrawFn) -> Polygon:
    """A polygon with three to nine corners around a centre: never crossing itself."""
    corners = draw(st.integers(3, 9))
    radii = draw(st.lists(sizes, min_size=corners, max_size=corners))
    x, y = draw(numbers), draw(numbers)
    turns = [2 * math.pi * i / corners for i in range(corners)]
    return Polygon([(x + r * math.cos(t), y + r * math.sin(t)) for r, t in zip(radii, turns, strict=True)])


@given(blobs(), blobs(), numbers)
@settings(max_examples=80, deadline=None)
def test_an_area_cut_in_two_holds_together_what_it_holds_whole(place: Polygon, area: Polygon, at: float) -> None:
    assume(place.area > 1)
    left, right = area.intersection(box(-2_000, -2_000, at, 2_000)), area.intersection(box(at, -2_000, 2_000, 2_000))
    people = [Part("place", place, 1_000)]

    whole = spread(people, area).expected
    halves = spread(people, left).expected + spread(people, right).expected

    assert halves == pytest.approx(whole, abs=1e-5)


@given(st.lists(st.tuples(blobs(), st.integers(0, 5_000)), max_size=6), blobs())
@settings(max_examples=60, deadline=None)
def test_the_expected_number_lies_in_its_range_and_nobody_is_invented(
    places: list[tuple[Polygon, int]], area: Polygon
) -> None:
    of = [Part(str(i), shape, people) for i, (shape, people) in enumerate(places)]

    held = spread(of, area)

    assert 0 <= held.low <= held.expected + 1e-9
    assert held.expected <= held.high + 1e-9 <= sum(part.people for part in of) + 1e-8


@given(st.lists(st.tuples(blobs(), st.integers(0, 5_000)), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_an_area_round_everything_holds_everybody_and_says_so_without_a_range(
    places: list[tuple[Polygon, int]],
) -> None:
    of = [Part(str(i), shape, people) for i, (shape, people) in enumerate(places)]
    around = unary_union([part.shape for part in of]).envelope.buffer(10)

    held = spread(of, around)

    assert held.low == held.high == pytest.approx(held.expected) == pytest.approx(sum(part.people for part in of))


@given(blobs(), blobs(), numbers, numbers)
@settings(max_examples=60, deadline=None)
def test_where_on_the_plane_it_lies_does_not_matter(place: Polygon, area: Polygon, dx: float, dy: float) -> None:
    moved = [affinity.translate(one, dx, dy) for one in (place, area)]

    assert share_inside(*moved) == pytest.approx(share_inside(place, area), abs=1e-6)


@given(st.integers(0, 1_000), st.integers(0, 1_000), st.integers(0, 1_000))
@settings(max_examples=60, deadline=None)
def test_parts_never_lose_or_invent_people(district: int, village: int, hamlet: int) -> None:
    assume(village >= hamlet)
    assume(district >= village)
    of = parts(
        [
            Peopled("district", box(0, 0, 9, 9), district),
            Peopled("village", box(0, 0, 3, 3), village, parent="district"),
            Peopled("hamlet", box(0, 0, 1, 1), hamlet, parent="village"),
        ]
    )

    assert sum(part.people for part in of) == district
