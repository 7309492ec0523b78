import pytest

from watchroom.incidents import forms
from watchroom.incidents.methane import LETTERS, Methane, read
from watchroom.incidents.rules import CLASSES, KINDS, OF_QUANTITY, next_reports, number, report_words
from watchroom.kernel.units import QUANTITIES


def test_numbers_count_within_the_year() -> None:
    assert number(2026, 7) == "I-2026-0007"
    assert number(2026, 12345) == "I-2026-12345"


def test_the_first_report_comes_first_and_nothing_after_the_final_one() -> None:
    assert next_reports([]) == ("first",)
    assert next_reports(["first"]) == ("follow_up", "nil", "final", "verified")
    assert next_reports(["first", "follow_up", "final"]) == ("verified",)
    assert next_reports(["first", "final", "verified"]) == ()
    assert next_reports(["first", "follow_up", "verified"]) == ()  # of a disaster the verified report is the last one


@pytest.mark.parametrize(
    ("count", "zh"),
    [(1, "续报一"), (10, "续报十"), (11, "续报十一"), (20, "续报二十"), (23, "续报二十三"), (100, "续报100")],
)
def test_follow_ups_are_numbered_as_offices_write_them(count: int, zh: str) -> None:
    assert report_words("follow_up", count).zh == zh
    assert report_words("follow_up", count).en == f"Follow-up report {count}"


def test_first_and_final_reports_bear_no_number() -> None:
    assert report_words("first", 1).zh == "首报"
    assert report_words("final", 1).en == "Final report"


def test_every_kind_belongs_to_a_class_and_every_quantity_of_an_alarm_suggests_a_kind() -> None:
    assert all(kind.event_class in CLASSES for kind in KINDS.values())
    assert set(OF_QUANTITY) <= set(QUANTITIES)
    assert set(OF_QUANTITY.values()) <= set(KINDS)


def test_the_report_asks_in_methane_order() -> None:
    assert "".join(letter for letter, _, _ in LETTERS.values()) == "METHANE"


def test_what_the_caller_said_goes_into_the_book_without_the_caller() -> None:
    report = Methane(type="踩踏", injured=3, caller="丙", phone="139")

    assert report.counts() == {"injured": 3}
    assert "caller" not in report.told()
    assert "phone" not in report.told()


@pytest.mark.parametrize(
    "given", [{"injured": -1}, {"deaths": "many"}, {"type": "x" * 301}, {"surprise": 1}, {"type": "a\x00b"}]
)
def test_a_report_that_cannot_be_right_names_the_field(given: dict[str, object]) -> None:
    report, wrong = read(given)

    assert report is None
    assert set(wrong) == set(given)


def test_an_empty_telephone_form_is_no_report() -> None:
    wanted, wrong = forms.wanted(forms.typed({"title_zh": "风大", "kind": "gale"}))

    assert wanted["report"] is None
    assert wrong == {}


def test_what_is_no_number_is_told_beside_its_field() -> None:
    _, wrong = forms.wanted(forms.typed({"lon": "east", "grade": "high"}))

    assert set(wrong) == {"lon", "grade"}


def test_numbers_of_people_are_told_in_words_and_unknown_ones_are_not_nought() -> None:
    rows = {letter: value for letter, _, value in forms.told({"injured": 2, "deaths": 0})}

    assert rows["N"].zh == "死亡 0 人，受伤 2 人"
    assert {letter: value for letter, _, value in forms.told({"type": "x"})}["N"].en == "not known"
