"""Pure decisions on official warnings: the area of a message, whose codes, which level, what a chain comes to."""

import itertools
import random
from datetime import timedelta
from functools import cache

import pytest
from shapely.geometry import shape

from watchroom.conftest import T0
from watchroom.kernel.cap import read
from watchroom.kernel.cap.faults import CapNoAlert
from watchroom.kernel.cap.model import Alert, Area, Circle, Info, NamedValue, Polygon
from watchroom.kernel.cap.tests import samples
from watchroom.kernel.geometry import MOST_VERTICES, check_geojson, distance_m
from watchroom.sources import rules
from watchroom.sources.areas import round_area, shape_of
from watchroom.sources.geocodes import AreaName, meets, name_of, names_in, stand_ins
from watchroom.sources.rules import Link

pytestmark = pytest.mark.pure


def square(lon: float, lat: float, side: float = 1.0) -> Polygon:
    ring = ((lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side), (lon, lat))
    return Polygon((ring,), "")


# ---- area ----------------------------------------------------------------------------------------------------------


def test_one_outline_stays_as_its_sender_drew_it():
    area, said = shape_of([Area(polygons=(square(115, 40),))])

    assert said == []
    assert area == {
        "type": "MultiPolygon",
        "coordinates": [[[[115.0, 40.0], [116.0, 40.0], [116.0, 41.0], [115.0, 41.0], [115.0, 40.0]]]],
    }


def test_outlines_that_overlap_become_one_sound_area():
    """F01, F11: a MultiPolygon of overlapping parts is no valid geometry, and a circle alone is an area too."""
    circle = Circle(115.0, 40.0, 20.0, "")
    area, _ = shape_of([Area(polygons=(square(115, 40), square(115.5, 40.5)), circles=(circle,))])

    assert area is not None
    whole = shape(check_geojson(area))
    assert whole.is_valid
    assert len(area["coordinates"]) == 1
    assert whole.area == pytest.approx(1.75, abs=0.2)


@pytest.mark.parametrize(
    ("centre", "km", "inside", "outside"),
    [
        ((179.9, 10.0), 50, (-179.9, 10.0), (178.0, 10.0)),
        ((-179.9, -10.0), 50, (179.9, -10.0), (-178.0, -10.0)),
        ((20.0, 89.9), 100, (-160.0, 89.9), (20.0, 85.0)),
        ((20.0, -89.9), 100, (-160.0, -89.9), (20.0, -85.0)),
        ((115.4, 40.9), 2_500, (100.0, 40.0), (60.0, 40.0)),
        ((115.4, 40.9), 20_000, (-65.0, -40.0), None),
    ],
)
def test_a_circle_is_round_on_the_sphere_wherever_it_lies(
    centre: tuple[float, float], km: float, inside: tuple[float, float], outside: tuple[float, float] | None
):
    """D-16 for circles: across the 180° meridian, around a pole, as large as a sender likes."""
    area, _ = shape_of([Area(circles=(Circle(*centre, km, ""),))])

    assert area is not None
    whole = shape(check_geojson(area))
    assert whole.contains(shape({"type": "Point", "coordinates": inside}))
    assert outside is None or not whole.intersects(shape({"type": "Point", "coordinates": outside}))


def test_the_rim_of_a_circle_is_as_far_away_as_it_says():
    for lon, lat in round_area((115.4, 60.0), 300_000).geoms[0].exterior.coords:
        assert distance_m((115.4, 60.0), (lon, lat)) == pytest.approx(300_000, rel=1e-6)


def test_a_point_is_drawn_small_and_said():
    area, said = shape_of([Area(circles=(Circle(115.4, 40.9, 0.0, ""),))])

    assert area is not None
    assert [code for code, _ in said] == ["area.point"]


def test_an_outline_too_fine_to_keep_is_widened_never_narrowed():
    """F03: what lay inside lies inside still."""
    rng = random.Random(1)
    teeth = tuple((115 + i / 9_500, 40 + rng.random() / 1000) for i in range(9_500))
    ring = (*teeth, (116.0, 41.0), (115.0, 41.0), teeth[0])
    area, said = shape_of([Area(polygons=(Polygon((ring,), ""),))])

    assert area is not None
    whole = shape(check_geojson(area))
    assert [code for code, _ in said] == ["area.simplified"]
    assert len(area["coordinates"][0][0]) <= MOST_VERTICES
    assert whole.covers(shape({"type": "Polygon", "coordinates": [ring]}))
    assert whole.area < 1.02


@cache
def shared_alerts() -> tuple[tuple[str, Alert], ...]:
    folder = samples.shared()
    found: list[tuple[str, Alert]] = []
    for row in samples.index(folder):
        if int(row["bytes"]) < 30_000:  # the largest take long, and are read elsewhere
            try:
                found += [(row["file"], one) for one in read((folder / row["file"]).read_bytes()).alerts]
            except CapNoAlert:
                continue
    some = itertools.islice(samples.mexican(folder), 150)
    found += [(row["n"], one) for row, data in some for one in read(data).alerts]
    return tuple(found)


def test_every_shared_example_that_has_a_shape_gets_a_sound_one():
    shaped = 0
    for file, alert in shared_alerts():
        areas = [area for info in alert.infos for area in info.areas]
        made, _ = shape_of(areas)
        assert (made is not None) == any(area.has_shape for area in areas), file
        if made is not None:
            shaped += 1
            assert shape(check_geojson(made)).is_valid, file
    assert shaped > 200


# ---- codes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [
        ("CPEAS Geographic Code", "130709", AreaName("CPEAS", "130709000000")),
        ("CPEAS Geographic Code", " 130709000000 ", AreaName("CPEAS", "130709000000")),
        ("adcode", "13", AreaName("CPEAS", "130000000000")),
        ("SAME", "024031", AreaName("SAME", "024031")),
        ("FIPS6", "024031", AreaName("SAME", "024031")),
        ("UGC", "mdz504", AreaName("UGC", "MDZ504")),
        ("EMMA_ID", "AT001", AreaName("EMMA", "AT001")),
        ("Amphoe", "1001", AreaName("AMPHOE", "1001")),
        ("CPEAS Geographic Code", "崇礼", None),
        ("CPEAS Geographic Code", "1307", AreaName("CPEAS", "130700000000")),
        ("CPEAS Geographic Code", "1307091", None),
        ("UGC", "MD504", None),
        ("", "1", None),
    ],
)
def test_a_code_is_kept_in_one_form_and_nonsense_is_none(system: str, code: str, name: AreaName | None):
    assert name_of(system, code) == name


def test_several_codes_in_one_value_are_all_found_once():
    areas = [Area(geocodes=(NamedValue("UGC", "MDZ504 MDZ505, MDZ504"), NamedValue("SAME", "024031")))]

    assert [name.code for name in names_in(areas)] == ["MDZ504", "MDZ505", "024031"]


def test_what_stands_in_for_an_area_is_the_nearest_that_holds_it():
    codes = [(one.code, size.en if size else "") for one, size in stand_ins(AreaName("CPEAS", "130709101000"))]

    assert codes == [
        ("130709101000", ""), ("130709000000", "county"), ("130700000000", "city"), ("130000000000", "province"),
    ]  # fmt: skip
    assert [one.code for one, _ in stand_ins(AreaName("SAME", "124031"))] == ["124031", "024031", "024000"]


def test_two_areas_meet_where_one_lies_in_the_other():
    city, county, other = (AreaName("CPEAS", code) for code in ("130700000000", "130709000000", "130702000000"))

    assert meets(city, county)
    assert meets(county, city)
    assert not meets(county, other)
    assert not meets(AreaName("SAME", "130700"), county)


# ---- level ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headline", "parameter", "severity", "level"),
    [
        ("暴雪蓝色预警", "", "Extreme", 4),
        ("Yellow wind warning", "", "Minor", 3),
        ("Orange strong-wind warning", "", "Minor", 2),
        ("Strong wind", "2; yellow; Moderate", "Extreme", 3),
        ("大风", "红色", "Minor", 1),
        ("Wind", "Orange", "Minor", 2),
        ("Flood Warning for the Red River", "", "Moderate", 3),
        ("Red River Flood Warning", "", "Moderate", 3),
        ("Red Flag Warning", "", "Severe", 2),
        ("Blue Alert", "", "Severe", 2),
        ("M 5.0 earthquake: 3 km N of Red Dog Mine, Alaska", "", "Moderate", 3),
        ("Wind", "the river known as Blue Nile is rising fast", "", None),
    ],
)
def test_the_level_is_the_colour_that_is_meant_as_one(headline: str, parameter: str, severity: str, level: int | None):
    told = (NamedValue("x", parameter),) if parameter else ()

    assert rules.level_of(Info(headline=headline, parameters=told, severity=severity)) == level


@pytest.mark.parametrize(
    ("signature", "must", "acts"),
    [
        ("valid", True, True), ("valid", False, True), ("none", False, True), ("none", True, False), ("invalid", False, False),
        ("unknown_certificate", False, False), ("unverified", False, False),
    ],
)  # fmt: skip
def test_only_what_can_be_vouched_for_may_act(signature: str, must: bool, acts: bool):
    """D-13."""
    assert rules.may_act(signature, must) is acts


def test_when_the_event_ends_is_told_apart_from_when_the_message_does():
    """F09."""
    told = Info(
        parameters=(NamedValue("eventEndingTime", "2026-02-07T18:00:00+08:00"), NamedValue("eventEndingTime", "?"))
    )
    alert = Alert(None, "a", "b", T0, "", "Actual", "Alert", infos=(told,))

    ends = rules.event_ends(alert)
    assert ends is not None
    assert ends.isoformat() == "2026-02-07T10:00:00+00:00"


# ---- chain ---------------------------------------------------------------------------------------------------------


def chain(*told: tuple[str, int, tuple[int, ...]]) -> list[Link]:
    """Messages numbered from 1: type, minute of sending, what it refers to."""
    return [
        Link(number, kind, T0 + timedelta(minutes=minute), frozenset(refers))
        for number, (kind, minute, refers) in enumerate(told, 1)
    ]


@pytest.mark.parametrize(
    ("messages", "states"),
    [
        ([("Alert", 0, ()), ("Cancel", 10, (1,))], "cancelled notice"),  # F06
        ([("Alert", 0, ()), ("Update", 5, (1,)), ("Update", 9, (1, 2)), ("Cancel", 10, (3,))],  # F08
         "superseded superseded cancelled notice"),
        ([("Alert", 0, ()), ("Update", 5, (1,)), ("Cancel", 10, (1,))], "cancelled cancelled notice"),  # F08: by its first
        ([("Alert", 0, ()), ("Cancel", 5, (1,)), ("Update", 9, (1,))], "cancelled notice in_force"),  # taken up again
        ([("Alert", 0, ()), ("Alert", 1, ()), ("Alert", 2, ()), ("Cancel", 5, (1, 2)), ("Cancel", 9, (1, 2, 3))],  # F07
         "cancelled cancelled cancelled notice notice"),
        ([("Alert", 0, ()), ("Update", 5, (1,)), ("Update", 5, (1,)), ("Cancel", 9, (2,))],  # one part of a split
         "superseded cancelled in_force notice"),
        ([("Update", 0, (2,)), ("Update", 5, (1,))], "superseded in_force"),  # they refer to each other: never neither
        ([("Update", 5, (1,))], "in_force"),  # to itself
        ([("Alert", 0, ()), ("Ack", 5, (1,)), ("Error", 9, ())], "in_force notice notice"),
    ],
)  # fmt: skip
def test_a_chain_comes_to_the_same_end_however_its_messages_stand(
    messages: list[tuple[str, int, tuple[int, ...]]], states: str
):
    links = chain(*messages)
    for order in itertools.islice(itertools.permutations(links), 24):
        found = rules.chain_states(order)
        assert " ".join(found[link.number][0] for link in links) == states


def test_real_chains_come_to_one_end_in_any_order_and_never_lose_their_newest_warning():
    alerts = [alert for _, alert in shared_alerts() if alert.sent and alert.msg_type in ("Alert", "Update", "Cancel")]
    numbers: dict[tuple[str, str], list[int]] = {}
    for number, alert in enumerate(alerts):
        numbers.setdefault((alert.sender, alert.identifier), []).append(number)
    links = [
        Link(number, alert.msg_type, alert.sent, frozenset(
            other for one in alert.references for other in numbers.get((one.sender, one.identifier), ()) if other != number
        ))
        for number, alert in enumerate(alerts) if alert.sent
    ]  # fmt: skip
    first = rules.chain_states(links)

    for seed in range(3):
        shuffled = list(links)
        random.Random(seed).shuffle(shuffled)
        assert rules.chain_states(shuffled) == first
    assert sum(state == "superseded" for state, _ in first.values()) > 40
    for number, (state, ender) in first.items():
        assert state != "superseded" or (ender is not None and links[ender].sent >= links[number].sent)
