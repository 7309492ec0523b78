import csv
import io
import json
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.kernel.canonical import NotCanonical, canonical, decimal_text, digest
from watchroom.kernel.clock import from_ms, iso, ms, parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.geometry import GeometryRefused, area_m2, check_geojson, circle, distance_m, shape
from watchroom.kernel.text import cell, unfit
from watchroom.kernel.words import Words, lang_of


class TooWet(Fault):
    status = 422
    text = Words(zh="{what}太湿", en="{what} is too wet")


def test_words_owe_both_languages() -> None:
    with pytest.raises(ValueError, match="both languages"):
        Words(zh="有", en=" ")


def test_a_fact_is_never_read_as_a_template() -> None:
    filled = Words(zh="{a}和{b}", en="{a} and {b}").fill(a="{b}", b="x")
    assert filled == Words(zh="{b}和x", en="{b} and x")


def test_a_missing_fact_stays_visible() -> None:
    assert Words(zh="到{at}", en="until {at}").fill().en == "until {at}"


def test_a_fault_says_what_in_either_language_and_bears_a_code() -> None:
    fault = TooWet(what=Words(zh="雪", en="Snow"))
    assert fault.said("zh") == {"code": "kernel.TooWet", "text": "雪太湿", "facts": {"what": "雪"}}
    assert fault.said("en")["text"] == "Snow is too wet"


@pytest.mark.parametrize(("tag", "lang"), [("en-US", "en"), ("zh_CN.UTF-8", "zh"), ("fr", "zh"), (None, "zh")])
def test_the_language_is_chinese_unless_english_is_asked(tag: str | None, lang: str) -> None:
    assert lang_of(tag) == lang


@given(st.integers(-(2**41), 2**42))
def test_times_survive_text_and_milliseconds(instant: int) -> None:
    at = from_ms(instant)
    assert ms(at) == instant
    assert parse_time(iso(at)) == at == from_ms(ms(at))
    assert parse_time(at.astimezone(timezone(timedelta(hours=8))).isoformat()) == at


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        parse_time("2026-02-06T10:00:00")
    with pytest.raises(ValueError, match="without a zone"):
        iso(datetime(2026, 2, 6))  # noqa: DTZ001


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(plain)
def test_canonical_text_comes_back_as_the_same_value(value: object) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text
    assert text == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest({"a": 1, "ready": value}) == digest({"a": 1}, ready=text)


class Named(NamedTuple):
    one: int


@pytest.mark.parametrize(
    "kept", [2**53 - 1, (1, "x"), Named(1), {"a": Named(1)}, {"a": "\\u0000"}, {"长": "\x7f\u2028"}]
)
def test_what_is_kept_is_written_as_json_writes_it(kept: object) -> None:
    assert canonical(kept) == json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    "refused",
    [
        0.5,
        2**53,
        -(2**53),
        b"x",
        "a\0",
        "\ud800",
        Decimal(1),
        {1: 2},
        {"a\0": 1},
        datetime(2026, 1, 1, tzinfo=UTC),
        uuid4(),
    ],
)
@pytest.mark.parametrize("inside", [lambda one: one, lambda one: {"a": one}, lambda one: [{"a": [one]}]])
def test_what_two_machines_could_write_differently_is_refused(
    refused: object, inside: Callable[[object], object]
) -> None:
    with pytest.raises(NotCanonical):
        canonical(inside(refused))


@pytest.mark.parametrize("times", [24, 300])
def test_what_is_nested_too_deep_is_refused(times: int) -> None:
    value: object = 1
    for _ in range(times + 1):
        value = [value]
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [True, None]}) == digest({"b": [True, None], "a": 1})


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.0, "4"), (0.1 + 0.2, "0.30000000000000004"), (-0.0, "0"), (1e-7, "0.0000001"), (1e21, "1" + "0" * 21)],
)
def test_numbers_become_plain_text(value: float, text: str) -> None:
    assert decimal_text(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises((NotCanonical, ValueError)):
        decimal_text(value)


SQUARE = [[115.0, 40.0], [115.1, 40.0], [115.1, 40.1], [115.0, 40.1], [115.0, 40.0]]


def polygon(ring: list[list[float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (polygon(SQUARE[:-1]), "open"),
        (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]), "crosses"),
        (polygon([[lat, lon] for lon, lat in SQUARE]), "swapped"),
        ({"type": "Point", "coordinates": [float("nan"), 1]}, "finite"),
        ({"type": "Point", "coordinates": ["115", 40]}, "number"),
        ({"type": "Point", "coordinates": [10**400, 40]}, "finite"),
        ({"type": "Point", "coordinates": [math.inf, 40]}, "finite"),
        ({"type": "Point", "coordinates": [True, 40]}, "number"),
        ({"type": "GeometryCollection", "geometries": []}, "not accepted"),
        ({"type": "Polygon", "coordinates": []}, "no coordinates"),
        ('{"type":"Polygon","coordinates":' + "[" * 100_000 + "]" * 100_000 + "}", "JSON"),
        ("[" * 100_000, "JSON"),
        ('"x"' * 500_000, "1 MiB"),
        ({"type": "MultiPoint", "coordinates": [[1, 1]] * 10_001}, "10000"),
        ({"type": "LineString", "coordinates": [[[1, 1]]]}, "number"),
        ({"type": "LineString", "coordinates": [[1, 1]]}, "two different points"),
        ({"type": "LineString", "coordinates": [[1, 1], [1, 1]]}, "two different points"),
        ({"type": "MultiLineString", "coordinates": [[[1, 1], [2, 2]], [[1, 1]]]}, "two different points"),
        (b"\xff\xfe", "JSON"),
    ],
)
def test_a_hostile_or_broken_shape_is_refused_with_its_reason(given: object, why: str) -> None:
    with pytest.raises(GeometryRefused) as refused:
        check_geojson(given)  # type: ignore[arg-type]
    assert why in refused.value.words.en


def test_a_good_shape_passes_and_keeps_only_its_geometry() -> None:
    assert check_geojson({**polygon(SQUARE), "properties": {"x": "<b>"}, "bbox": [0]}) == polygon(SQUARE)


def test_distance_and_area_are_right_on_the_sphere() -> None:
    assert distance_m((115.0, 40.0), (115.0, 41.0)) == pytest.approx(111_195, rel=1e-4)
    assert area_m2(shape(check_geojson(circle((115.4665, 40.9067), 1000, 360)))) == pytest.approx(3.1416e6, rel=2e-3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("大风 wind\n第二行\t😀 𠮷 \u200f", ""),  # rare characters and the plain mark of direction are text
        ("a\x00b", "U+0000"),
        ("a\x1b[31m", "U+001B"),
        ("a\x9bb", "U+009B"),
        ("half \ud83d", "U+D83D"),
        ("photo\u202egpj.exe", "U+202E"),
        ("\u2066x", "U+2066"),
    ],
)
def test_which_characters_are_text(text: str, code: str) -> None:
    assert unfit(text) == code


@given(st.sampled_from(["", " ", "\u3000", "\ufeff "]), st.sampled_from("=+-@\t\r\n＝＋－＠"), st.text(max_size=20))
def test_no_text_is_a_formula_in_a_spreadsheet_and_all_of_it_is_still_there(before: str, first: str, rest: str) -> None:
    """Behind blanks and in wide signs too, after the file was written and read as a table."""
    told = before + first + rest
    file = io.StringIO()
    csv.writer(file).writerow([cell(told)])
    assert next(csv.reader(io.StringIO(file.getvalue(), newline=""))) == [f"'{told}"]


@given(st.text(st.characters(categories=["L", "N", "So"]), max_size=20))
def test_a_name_goes_into_a_table_as_it_is(name: str) -> None:
    assert cell(name) == name
