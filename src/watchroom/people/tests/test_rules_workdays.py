from datetime import date, timedelta

from watchroom.people.workdays import NAMES, Calendar, calendar_of, published


def test_every_announced_day_off_has_a_name_in_both_languages() -> None:
    assert all(set(year.names) == set(year.off) for year in published().values())
    assert len(published()) > 20
    assert all(one.zh and one.en for one in NAMES.values())


def test_the_moved_days_of_the_spring_festival_of_2026_are_known() -> None:
    calendar = calendar_of([])
    assert [calendar.works(date(2026, 2, day)) for day in (13, 14, 15, 16, 23, 24, 28)] == [
        True, True, False, False, False, True, True,
    ]  # fmt: skip
    assert str(calendar.holiday(date(2026, 2, 17)).zh) == "春节"  # type: ignore[union-attr]
    assert calendar.holiday(date(2026, 2, 14)) is None
    assert calendar.holiday(date(2026, 3, 1)) is None


def test_a_year_not_announced_is_known_by_statute_and_said_to_be_so() -> None:
    last = max(year for year, one in published().items() if one.announced)
    calendar = calendar_of([])
    assert not calendar.works(date(last + 1, 10, 1))
    assert calendar.unknown(date(last, 12, 1), date(last + 1, 1, 31)) == [last + 1]
    entered = calendar_of([(last + 1, [f"{last + 1}-10-01"], [f"{last + 1}-10-09"])])
    assert entered.unknown(date(last, 12, 1), date(last + 1, 1, 31)) == []


def test_a_year_that_the_library_does_not_know_is_reckoned_by_weekends_and_never_fails() -> None:
    calendar, day = calendar_of([]), date(2099, 1, 1)
    assert [calendar.works(day + timedelta(days=n)) for n in range(4)] == [True, True, False, False]
    assert Calendar().after(date(2027, 1, 1), 1) == date(2027, 1, 4)
