from datetime import date, timedelta

from watchroom.people.workdays import NAMES, Calendar, calendar_of, published

LAST = max(year for year, one in published().years.items() if one.announced)


def test_every_published_day_off_has_a_name_in_both_languages() -> None:
    named = {one.first + timedelta(days=n) for one in published().named for n in range((one.last - one.first).days + 1)}
    assert all(set(year.off) <= named for year in published().years.values())
    assert len(published().years) > 20
    assert all(one.zh and one.en for one in NAMES.values())


def test_the_moved_days_of_the_spring_festival_of_2026_are_known() -> None:
    calendar = calendar_of([])
    worked = [calendar.works(date(2026, 2, day)) for day in (13, 14, 15, 16, 23, 24, 28)]
    assert worked == [True, True, False, False, False, True, True]
    names = [calendar.holiday(day) for day in (date(2026, 2, 17), date(2026, 2, 14), date(2026, 3, 1))]
    assert names == [NAMES["Spring Festival"], None, None]


def test_a_year_not_announced_is_known_by_statute_and_said_to_be_so() -> None:
    calendar, turn = calendar_of([]), (date(LAST, 12, 1), date(LAST + 1, 1, 31))
    assert calendar.holiday(date(LAST + 1, 10, 1)) == NAMES["National Day"]
    assert calendar.day_kind(date(LAST + 1, 3, 8)) is None
    assert calendar.unknown(*turn) == [LAST + 1]
    assert calendar_of([(LAST + 1, [f"{LAST + 1}-10-01"], [f"{LAST + 1}-10-09"])]).unknown(*turn) == []


def test_a_year_that_nobody_knows_is_reckoned_by_weekends_and_never_fails() -> None:
    calendar, day = calendar_of([]), date(2099, 1, 1)
    assert [calendar.works(day + timedelta(days=n)) for n in range(4)] == [True, True, False, False]
    assert Calendar().after(date(2027, 1, 1), 1) == date(2027, 1, 4)
