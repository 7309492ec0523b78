"""The command line's grammar, without a database."""

import pytest

from watchroom.desk.command.grammar import meant, parse, verbs_like
from watchroom.desk.command.known import Known, Thing
from watchroom.desk.command.table import VERBS
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
    assert Known([GATE_C, GATE_D, JUMP]).matching(typed)[0] is JUMP


def test_a_slip_of_the_finger_still_finds() -> None:
    assert Known([GATE_C, GATE_D, JUMP]).matching("Guyangshu Gaet D")[0] is GATE_D


def test_what_is_like_nothing_finds_nothing() -> None:
    assert Known([GATE_C, GATE_D, JUMP]).matching("zzzzqqq") == []


def test_the_exact_name_comes_before_one_that_only_contains_it() -> None:
    longer, exact = thing("C 口外广场", "Plaza at C"), thing("C 口", "C")
    assert Known([longer, exact]).matching("C 口")[0] is exact
    marks = Known([longer, exact]).marks("C 口")
    assert marks[1] > marks[0]


def test_a_place_and_what_happened_there_are_told_apart() -> None:
    assert meant("古杨树C口 有人摔倒", Known([GATE_C, JUMP])) == ([GATE_C], "有人摔倒")


def test_one_of_five_thousand_units_is_found_by_its_code() -> None:
    many = [thing(f"救护 {n}", f"Ambulance {n}", f"AMB-{n}") for n in range(5000)]
    assert Known(many).matching("amb-4999")[0].code == "AMB-4999"


def test_several_that_fit_equally_are_all_given_and_none_is_guessed() -> None:
    gates = Known([GATE_C, GATE_D, JUMP])
    assert meant("Guyangshu a fall", gates) == ([GATE_C, GATE_D], "a fall")
    assert meant("Guyangshu Gate D a fall", gates) == ([GATE_D], "a fall")
    assert meant("nothing of the kind", gates) == ([], "nothing of the kind")


def test_the_whole_name_is_meant_also_where_it_begins_a_longer_one() -> None:
    short, longer = thing("救护一", "Ambulance 1", "AMB-1"), thing("救护十一", "Ambulance 11", "AMB-11")
    assert meant("amb-1 4", Known([longer, short])) == ([short], "4")
    assert meant("amb-1", Known([longer])) == ([longer], "")


def test_one_letter_alone_names_nothing() -> None:
    assert meant("a fall", Known([thing("救护一", "Ambulance 1", "AMB-1")])) == ([], "a fall")


def test_a_number_is_no_part_of_a_longer_one() -> None:
    assert Known([thing("告警", "Alarm", "12")]).marks("I-2026-0012") == {}


def test_no_two_verbs_are_spelled_alike_and_each_has_an_english_a_chinese_and_a_pinyin_spelling() -> None:
    every = [spelling.casefold() for verb in VERBS for spelling in verb.spellings]
    assert len(every) == len(set(every))
    for verb in VERBS:
        english, chinese, pinyin = verb.spellings[:3]
        assert english.isascii()
        assert english == english.upper()
        assert not chinese.isascii()
        assert pinyin.isascii()
        assert pinyin == pinyin.lower()


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("派E01 #12", "disp", "E01 #12"),
        ("daoda e01", "arr", "e01"),
        ("清 E01", "clr", "E01"),
        ("记#12 索道停了", "note", "#12 索道停了"),
        ("yj #12", "warn", "#12"),
        ("交接班", "handover", ""),
        ("预案P3", "plan", "P3"),
        ("留置 E01 爆胎", "hold", "E01 爆胎"),
    ],
)
def test_each_new_verb_is_read(text: str, code: str, rest: str) -> None:
    line = parse(text)
    assert line.verb is not None
    assert (line.verb.code, line.rest) == (code, rest)
