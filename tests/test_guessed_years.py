"""A year whose moved working days nobody entered is said wherever duty is planned, until somebody enters them."""

from datetime import UTC, date, datetime

from django.test import Client

from watchroom.conftest import SetClock
from watchroom.ops.duty_lines import taken_line
from watchroom.people import actions, coverage, rostering
from watchroom.people.entering_days import put_workdays
from watchroom.people.queries import person_by_code
from watchroom.people.rights import Role
from watchroom.people.roster_pages import any_taken
from watchroom.people.testing import Cast

SHANGHAI = "Asia/Shanghai"
SAID = "2027 年调休安排未公布或未录入"
ROWS = "日期,开始,结束,岗位,人员\n2027-01-04,08:00,20:00,watch_officer,lin\n".encode()


def pages(code: str) -> dict[str, bool]:
    """Whether each page on which duty is planned says it."""
    client = Client()
    client.force_login(person_by_code(code))
    asked = ("/duty/", "/duty/?from=2026-12-30", "/duty/?from=2026-11-30", "/duty/rotas/new", "/duty/roster/import")
    return {path: SAID in client.get(path).content.decode() for path in asked}


def test_it_is_said_on_each_page_whether_or_not_a_rota_counts_working_days(cast: Cast, clock: SetClock) -> None:
    clock.set(datetime(2026, 12, 10, 2, tzinfo=UTC))
    assert [one.kind for one in coverage.troubles(clock.at, SHANGHAI) if one.kind == "year"] == ["year"]
    assert all(said for path, said in pages("chen").items() if path != "/duty/?from=2026-11-30")

    put_workdays(cast.chen, 2027, off=["2027-01-01"], on=[])
    assert not any(pages("chen").values())
    assert not [one for one in coverage.troubles(clock.at, SHANGHAI) if one.kind == "year"]


def test_it_is_not_said_of_days_that_are_known(cast: Cast, clock: SetClock) -> None:
    clock.set(datetime(2026, 10, 10, 2, tzinfo=UTC))

    assert rostering.guessed(date(2026, 10, 10), date(2026, 12, 31)) == []
    told = pages("chen")
    assert (told["/duty/"], told["/duty/?from=2026-12-30"]) == (False, True)  # the week that is looked at counts


def test_a_roster_that_is_taken_in_says_it_of_its_own_days(cast: Cast, clock: SetClock) -> None:
    clock.set(datetime(2026, 10, 10, 2, tzinfo=UTC))
    actions.put_post("watch_officer", "值班员", "Watch officer", Role.DUTY_OFFICER)

    checked, _ = any_taken(cast.chen, "", ROWS, check=True)

    assert [one.zh[:4] for one in checked.guessed] == ["2027"]
    assert SAID in taken_line(checked).zh
    assert "not known" in taken_line(checked).en
