"""The command line's grammar, without a database."""

import pytest

from watchroom.desk.command.grammar import VERBS, Thing, matching, parse, score, split_object, verbs_like
from watchroom.kernel.words import Words


def thing(zh: str, en: str, code: str = "") -> Thing:
    return Thing(f"place:{code or en}", "place", Words(zh=zh, en=en), Words(zh="地点", en="place"), code)


GATE_C, GATE_D, JUMP = (
    thing("古杨树 C 口", "Guyangshu Gate C"),
    thing("古杨树 D 口", "Guyangshu Gate D"),
    thing("国家跳台滑雪中心", "National Ski Jumping Centre", "ski-jump"),
)


@pytest.mark.parametrize("text", ["ACK 12", "ack 12", "确认 12", "确认12", "queren 12", "qr 12"])
def test_a_verb_is_known_in_english_chinese_and_pinyin(text: str) -> None:
    line = parse(text)
    assert line.verb is not None
    assert (line.verb.code, line.rest) == ("ack", "12")


def test_a_line_without_a_verb_is_what_is_looked_for() -> None:
    assert parse("古杨树") == parse("  古杨树  ")
    assert parse("古杨树").verb is None


def test_an_empty_line_offers_every_verb_and_a_letter_those_that_begin_with_it() -> None:
    assert verbs_like("") == list(VERBS)
    assert [verb.code for verb in verbs_like("fi")] == ["find"]


@pytest.mark.parametrize("typed", ["跳台", "gjtt", "guojiatiaotai", "ski jump", "SKI-JUMP", "National Ski"])
def test_a_place_is_found_by_part_of_its_name_by_pinyin_and_by_initials(typed: str) -> None:
    assert matching(typed, [GATE_C, GATE_D, JUMP])[0] is JUMP


def test_a_slip_of_the_finger_still_finds() -> None:
    assert matching("Guyangshu Gaet D", [GATE_C, GATE_D, JUMP])[0] is GATE_D


def test_what_is_like_nothing_finds_nothing() -> None:
    assert matching("zzzzqqq", [GATE_C, GATE_D, JUMP]) == []


def test_the_exact_name_comes_before_one_that_only_contains_it() -> None:
    longer, exact = thing("C 口外广场", "Plaza at C"), thing("C 口", "C")
    assert matching("C 口", [longer, exact])[0] is exact
    assert score("C 口", exact) > score("C 口", longer)


def test_a_place_and_what_happened_there_are_told_apart() -> None:
    assert split_object("古杨树C口 有人摔倒", [GATE_C, JUMP]) == (GATE_C, "有人摔倒")


def test_one_of_five_thousand_units_is_found_by_its_code() -> None:
    many = [thing(f"救护 {n}", f"Ambulance {n}", f"AMB-{n}") for n in range(5000)]
    assert matching("amb-4999", many)[0].code == "AMB-4999"
