"""Pure decisions: what an approval covers, what a warning owes, how an area is read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.kernel.exercise import mark
from watchroom.kernel.geometry import GeometryRefused
from watchroom.kernel.words import Words
from watchroom.warnings import rules
from watchroom.warnings.rules import Content, missing, names, read_area, unfilled

NOW = datetime(2026, 2, 6, 3, 21, tzinfo=UTC)
AREA = {"type": "Polygon", "coordinates": [[[115.46, 40.9], [115.48, 40.9], [115.48, 40.92], [115.46, 40.9]]]}
WHOLE = Content(
    number="W-2026-0001", exercise=False, level=3, category="Met", response_type="Avoid", event_code="gale",
    event=Words(zh="大风", en="Strong wind"), headline=("大风", "Wind"), description=("风大", "It blows"),
    instruction=("请离开", "Leave"), area=AREA, area_name=("跳台", "The hill"), audience=("观众", "spectators"),
    issuer=("指挥部", "HQ"), contact="", channels=("cap_feed",), onset=NOW, expires=NOW + timedelta(hours=2),
)  # fmt: skip
OTHER: dict[str, Any] = {
    "number": "W-2026-0002", "exercise": True, "level": 2, "category": "Safety", "response_type": "Monitor",
    "event_code": "snow", "event": Words(zh="暴雪", en="Heavy snow"), "headline": ("大风", "Wind!"),
    "description": ("风很大", "It blows"), "instruction": ("请离开", "leave"), "area": None,
    "area_name": ("跳台", "The Hill"), "audience": ("大家", "spectators"), "issuer": ("指挥部", "HQ."), "contact": "12345",
    "channels": ("cap_feed", "log_sms"), "onset": NOW + timedelta(seconds=1), "expires": NOW + timedelta(hours=3),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(OTHER))
def test_the_approval_covers_every_single_field(name: str) -> None:
    assert set(OTHER) == set(Content.__dataclass_fields__)
    assert replace(WHOLE, **{name: OTHER[name]}).hash != WHOLE.hash


def test_one_corner_moved_by_a_tenth_of_a_metre_is_another_area_and_noise_is_not() -> None:
    def moved(by: float) -> Content:
        ring = [[115.46, 40.9], [115.48 + by, 40.9], [115.48, 40.92], [115.46, 40.9]]
        return replace(WHOLE, area={"type": "Polygon", "coordinates": [ring]})

    assert moved(2e-6).hash != WHOLE.hash
    assert moved(1e-12).hash == WHOLE.hash


def test_the_fingerprint_is_named_by_its_last_four_or_all_of_it_and_nothing_else() -> None:
    mark = rules.fingerprint(WHOLE.hash)

    assert mark.replace(" ", "") == WHOLE.hash[:20]
    assert all(names(typed, WHOLE.hash) for typed in (mark[-4:], mark, mark.upper(), f" {mark[-4:]} ", WHOLE.hash))
    assert not any(names(typed, WHOLE.hash) for typed in ("", mark[-3:], mark[:4], "0000", WHOLE.hash[-4:] + "x"))


def test_a_whole_warning_owes_nothing() -> None:
    assert missing(WHOLE, NOW) == []
    assert sum(element.by_law for element in rules.ELEMENTS) == 8


@pytest.mark.parametrize(
    ("change", "owed"),
    [
        ({"area": None}, "area"),
        ({"area_name": ("跳台", " ")}, "area"),
        ({"onset": None}, "onset"),
        ({"expires": None}, "expires"),
        ({"expires": NOW}, "expires"),
        ({"expires": NOW + timedelta(days=30)}, "expires"),
        ({"instruction": ("", "Leave")}, "instruction"),
        ({"issuer": ("指挥部", "")}, "issuer"),
        ({"description": ("", "")}, "description"),
        ({"headline": ("大风", "")}, "headline"),
        ({"audience": ("", "x")}, "audience"),
        ({"channels": ()}, "channels"),
        ({"event": None}, "event"),
    ],
)
def test_without_place_time_action_source_or_expiry_something_is_owed(change: dict[str, Any], owed: str) -> None:
    assert [element.code for element in missing(replace(WHOLE, **change), NOW)] == [owed]


@pytest.mark.parametrize("text", ["请从 {gate} 离场", "Wind None m/s", "{{ place }}", "until undefined"])
def test_a_gap_of_a_template_is_found_wherever_it_is(text: str) -> None:
    assert unfilled(replace(WHOLE, instruction=("请离开", text)))
    assert unfilled(WHOLE) == []


def test_an_area_is_read_from_the_map_or_from_typed_lines() -> None:
    lines = "115.46, 40.9\n115.48，40.9\n115.48 40.92\n"

    assert read_area(lines) == AREA
    assert (
        read_area('{"type":"Polygon","coordinates":[[[115.46,40.9],[115.48,40.9],[115.48,40.92],[115.46,40.9]]]}')
        == AREA
    )
    assert read_area("  ") is None


@pytest.mark.parametrize(
    "text",
    [
        "40.9, 115.46\n40.9, 115.48\n40.92, 115.48",
        "115.46, 40.90\n115.48, 40.92\n115.48, 40.90\n115.46, 40.92",
        '{"type":"Polygon","coordinates":[[[115,40],[116,40],[116,41]]]}',
        '{"type":"Point","coordinates":[115,40]}',
        '{"type":"Polygon","coordinates":' + "[" * 100_000 + "]" * 100_000 + "}",
        "115.46, 40.9",
    ],
)
def test_a_swapped_crossing_open_or_bottomless_area_is_refused(text: str) -> None:
    with pytest.raises(GeometryRefused):
        read_area(text)


def test_a_line_that_is_no_position_is_named() -> None:
    with pytest.raises(ValueError, match="gate C"):
        read_area("115.46, 40.9\ngate C")


@given(st.text(min_size=1), st.sampled_from(["zh", "en"]))
def test_the_exercise_mark_comes_first_and_once(text: str, lang: str) -> None:
    sign = "【演练】" if lang == "zh" else "EXERCISE:"
    once = mark(text, True, lang)

    assert once.startswith(sign)
    assert mark(once, True, lang) == once
    assert mark(text, False, lang) == text


def test_two_persons_are_two_by_number() -> None:
    assert rules.same_person(3, [3, None])
    assert not rules.same_person(3, [4, None])
    assert not rules.same_person(None, [None])


def test_an_area_far_beyond_the_incidents_is_wide() -> None:
    assert rules.is_wide(50, 2)
    assert not rules.is_wide(30, 2)
    assert not rules.is_wide(30, None)
    assert rules.is_wide(5_000, None)
