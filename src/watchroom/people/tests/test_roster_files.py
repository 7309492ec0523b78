"""The roster out as Excel and CSV and in again."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
import xlsxwriter

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import as_local
from watchroom.kernel.table_faults import BadFile, FileTooLarge, NoFile
from watchroom.kernel.tables import read_sheet
from watchroom.kernel.words import Lang
from watchroom.people import actions, roster_file, roster_taking, rostering
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Shift
from watchroom.people.rights import Role
from watchroom.people.roster_rows import Known, day_of, minutes_of, named, read
from watchroom.people.testing import Cast

ZONE = "Asia/Shanghai"
HEAD = ["日期", "开始", "结束", "岗位", "人员"]
KNOWN = Known(named([(1, "desk", "值班席", "Desk")]), named([(7, "amy", "艾米", "Amy"), (8, "amy2", "艾米", "Amy Wu")]))


def test_a_turn_across_midnight_ends_on_the_next_day_and_24_00_is_midnight() -> None:
    rows = [HEAD, ["2026/12/1", "20:00", "8:00", "值班席", "amy"], ["2026年12月2日", "08:00", "24:00", "desk", "Amy"]]
    found = read(rows, KNOWN, ZONE)
    assert found.wrong == []
    first, second = found.lines
    assert (first.since, first.until) == (datetime(2026, 12, 1, 12, tzinfo=UTC), datetime(2026, 12, 2, 0, tzinfo=UTC))
    assert (second.since, second.until) == (datetime(2026, 12, 2, 0, tzinfo=UTC), datetime(2026, 12, 2, 16, tzinfo=UTC))


def test_each_row_says_what_is_wrong_with_it_in_both_languages() -> None:
    rows = [
        ["十二月值班表"], HEAD, ["2026-02-30", "08:00", "20:00", "desk", "amy"], ["2026-12-01", "08:00", "25:00", "desk", "amy"],
        ["2026-12-01", "08:00", "20:00", "desk", "艾米"], ["2026-12-01", "08:00", "20:00", "塔台", "nobody"], [""] * 5,
        ["2026-12-02", "08:00", "20:00", "desk", "amy"], ["2026-12-02", "19:00", "21:00", "desk", "amy2"],
    ]  # fmt: skip
    told = [(one.row, one.words.zh, one.words.en) for one in read(rows, KNOWN, ZONE).wrong]
    assert told == [
        (3, "日期“2026-02-30”看不懂", "date “2026-02-30” cannot be read"),
        (4, "结束“25:00”看不懂", "until “25:00” cannot be read"),
        (5, "人员“艾米”有 2 个，请写代码或账号", "2 have the person “艾米”: write the code"),
        (6, "没有岗位“塔台”", "there is no post “塔台”"),
        (6, "没有人员“nobody”", "there is no person “nobody”"),
        (9, "与第 8 行的时间重叠", "it lies over row 8"),
    ]


def test_a_head_may_name_the_zone_and_a_sheet_without_heads_is_refused() -> None:
    head = ["date", "from (Europe/Berlin)", "until", "post", "person"]
    [line] = read([head, ["2026-07-01", "08:00", "20:00", "desk", "amy"]], KNOWN, ZONE).lines
    assert line.since == datetime(2026, 7, 1, 6, tzinfo=UTC)
    [wrong] = read([["a", "b"], ["2026-07-01", "x"]], KNOWN, ZONE).wrong
    assert wrong.words.en == "these columns are missing: date, from, until, post, person"
    assert [day_of(text) for text in ("9999-12-31", "0001-01-01", "2026-2-29")] == [None] * 3
    assert [minutes_of(text) for text in ("24:00", "24:01", "9:60", "")] == [1440, None, None, None]


def workbook(*rows: list[str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD, *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def taken(cast: Cast, data: bytes, *, check: bool = False) -> roster_taking.Taken:
    rows = read_sheet(data, roster_file.TABLE).rows
    return roster_taking.take(cast.chen, data, read(rows, roster_taking.known(), ZONE), check=check)


def desk() -> date:
    actions.put_post("desk", "值班席", "Desk", Role.FIELD)
    actions.put_person("amy", "=1+1", "Amy")
    actions.put_person("ben", "本", "Ben")
    return as_local(T0, ZONE).date() + timedelta(days=1)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_goes_out_comes_in_as_it_was_and_a_changed_name_moves_a_shift(
    cast: Cast, clock: SetClock, form: str, lang: Lang
) -> None:
    day = desk()
    first = [f"{day}", "20:00", "08:00", "desk", "amy"]
    assert taken(cast, workbook(first)).made == 1
    out = roster_file.month_out(cast.lin, day, ZONE, lang, form)
    rows = read_sheet(out, roster_file.TABLE).rows
    assert next(row for row in rows if "desk" in row)[-2:] == ["amy", "=1+1" if lang == "zh" else "Amy"]
    if form == "csv":
        assert out.startswith(b"\xef\xbb\xbf")
        assert lang == "en" or b",'=1+1" in out
    else:
        assert b"<f>" not in b"".join(_parts(out))
    again = taken(cast, out)
    assert (again.made, again.moved, again.done, again.wrong) == (0, 0, True, [])
    first[-1] = "本"
    assert taken(cast, workbook(first)).moved == 1
    assert Shift.objects.get(post__code="desk").person.code == "ben"


def _parts(data: bytes) -> list[bytes]:
    import zipfile

    package = zipfile.ZipFile(io.BytesIO(data))
    return [package.read(name) for name in package.namelist()]


def test_one_wrong_row_leaves_everything_as_it_was(cast: Cast, clock: SetClock) -> None:
    day = desk()
    since = T0 + timedelta(days=3)
    rostering.put_by_hand(cast.chen, "desk", "amy", since, since + timedelta(hours=8), "x")
    shifts, wrote = Shift.objects.count(), Entry.objects.count()
    local = as_local(since + timedelta(hours=1), ZONE)
    over = [f"{local:%Y-%m-%d}", f"{local:%H:%M}", f"{local + timedelta(hours=1):%H:%M}", "desk", "ben"]
    found = taken(cast, workbook([f"{day}", "08:00", "20:00", "desk", "ben"], over))
    assert ([one.row for one in found.wrong], found.done) == ([3], False)
    assert (Shift.objects.count(), Entry.objects.count()) == (shifts, wrote)
    with pytest.raises(NotAllowed):
        roster_taking.take(cast.lin, b"", read([HEAD], roster_taking.known(), ZONE))


def test_what_is_no_table_is_refused(db: None) -> None:
    for data, fault in (
        (b"", NoFile),
        (b"PK\x03\x04" + bytes(2000), BadFile),
        (b"x\0", BadFile),
        (bytes(9 << 20), FileTooLarge),
    ):
        with pytest.raises(fault):
            read_sheet(data, roster_file.TABLE)
    [wrong] = read(read_sheet(b"date,from\n", roster_file.TABLE).rows, KNOWN, ZONE).wrong
    assert wrong.words.en == "these columns are missing: until, post, person"


def test_a_month_of_five_hundred_people_is_taken_in_one_entry(cast: Cast, clock: SetClock) -> None:
    day = desk()
    for number in range(20):
        actions.put_post(f"p{number}", f"岗{number}", f"Post {number}", Role.FIELD)
    rows = [
        [f"{day + timedelta(days=at)}", "08:00", "08:00", f"p{number}", ("amy", "ben")[at % 2]]
        for at in range(25) for number in range(20)
    ]  # fmt: skip
    found = taken(cast, workbook(*rows))
    assert (found.made, found.wrong) == (500, [])
    entry = Entry.objects.get(kind="people.roster_taken")
    assert len(entry.facts["shifts"]) == 500


def test_one_person_on_two_posts_at_once_is_taken_and_said(cast: Cast, clock: SetClock) -> None:
    actions.put_post("desk", "值班席", "Desk", Role.DUTY_OFFICER)
    actions.put_post("radio", "电台席", "Radio", Role.DUTY_OFFICER)
    actions.put_person("amy", "艾米", "Amy")
    rows = [
        HEAD, ["2026-12-01", "08:00", "20:00", "desk", "amy"], ["2026-12-01", "19:00", "23:00", "radio", "amy"],
        ["2026-12-02", "08:00", "20:00", "radio", "amy"],
    ]  # fmt: skip
    found = roster_taking.take(cast.chen, b"x", read(rows, roster_taking.known(), ZONE))
    assert (found.done, found.made, list(found.wrong)) == (True, 3, [])
    assert [(one.row, one.words.en) for one in found.warned] == [
        (2, "Amy has Radio at the same time"), (3, "Amy has Desk at the same time"),
    ]  # fmt: skip
    again = [HEAD, ["2026-12-02", "10:00", "11:00", "desk", "amy"]]
    [warned] = roster_taking.take(cast.chen, b"y", read(again, roster_taking.known(), ZONE), check=True).warned
    assert warned.words.zh == "艾米同时还值电台席"
