"""The roster as a workbook: a month goes out, rows come in. A file is read by a process of its own, within bounds."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from watchroom.kernel.apart import Failed, Overrun, apart
from watchroom.kernel.words import Lang, Words
from watchroom.people.duty_faults import RosterFileBad
from watchroom.people.models import Shift
from watchroom.people.rights import Act
from watchroom.people.roster_rows import COLUMNS
from watchroom.people.viewer import Viewer

MOST_BYTES = 8 << 20
MOST_ROWS, MOST_COLUMNS = 20_000, 40
SECONDS, BUSY = 8, 4  # of processor time; how many times as long it may take while others work
CHILD = "watchroom.people.roster_child"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_ABOUT = Words(
    zh="值班表 {month}；时间为 {zone}；结束不晚于开始的，结束在次日。改后可整表导入。",
    en="Roster of {month}; times are {zone}; an end that is not after the start lies on the next day. It can be imported again.",
)
_TITLE = Words(zh="值班表", en="Roster")


def month_out(viewer: Viewer, month: date, zone: str, lang: Lang) -> bytes:
    """The shifts that begin in a month, a row each, by day and post. What looks like a formula stays text.

    Names and accounts are empty for whoever may see no names.
    """
    import xlsxwriter

    viewer.must(Act.SEE)
    names, local, out = viewer.may(Act.SEE_NAMES), ZoneInfo(zone), io.BytesIO()
    with xlsxwriter.Workbook(out, _TEXT_ONLY) as book:
        sheet = book.add_worksheet(_TITLE.text(lang))
        sheet.set_column(0, len(COLUMNS), 18)
        sheet.write_string(0, 0, _ABOUT.fill(month=f"{month:%Y-%m}", zone=zone).text(lang))
        for at, (name, words) in enumerate(COLUMNS.items()):
            sheet.write_string(1, at, f"{words.text(lang)} ({zone})" if name in ("start", "end") else words.text(lang))
        for number, row in enumerate(_of_month(month, local), 2):
            for at, cell in enumerate(_cells(row, local, lang, names=names)):
                sheet.write_string(number, at, cell)
    return out.getvalue()


def _of_month(month: date, zone: ZoneInfo) -> list[Shift]:
    since = datetime.combine(month.replace(day=1), time(), tzinfo=zone)
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    until = datetime.combine(after, time(), tzinfo=zone)
    rows = Shift.objects.filter(since__gte=since, since__lt=until).select_related("post", "person")
    return sorted(rows, key=lambda one: (one.since.astimezone(zone).date(), one.post_id, one.since))


def _cells(row: Shift, zone: ZoneInfo, lang: Lang, *, names: bool) -> list[str]:
    since, until = row.since.astimezone(zone), row.until.astimezone(zone)
    who = [row.person.code, row.person.words.text(lang)] if names else ["", ""]
    return [f"{since:%Y-%m-%d}", f"{since:%H:%M}", f"{until:%H:%M}", row.post.code, row.post.words.text(lang), *who]


def rows_of(data: bytes) -> Sequence[Sequence[str]]:
    """The rows of a workbook's first sheet as text. Raises RosterFileBad."""
    if len(data) > MOST_BYTES:
        raise RosterFileBad(why=Words(zh="超过 8 MB", en="it is larger than 8 MB"))
    if not zipfile.is_zipfile(io.BytesIO(data)) and data[:4] != b"\xd0\xcf\x11\xe0":
        raise RosterFileBad(why=Words(zh="不是 Excel 文件", en="it is no Excel file"))
    try:
        told = apart(CHILD, str(SECONDS), str(MOST_ROWS), str(MOST_COLUMNS), data=data, seconds=BUSY * SECONDS)
    except (Overrun, Failed):
        raise RosterFileBad(why=Words(zh="文件损坏或过大", en="it is broken or too large")) from None
    if told.get("more"):
        raise RosterFileBad(why=Words(zh="超过 2 万行", en="it has more than 20,000 rows"))
    rows: Sequence[Sequence[str]] = told["rows"]
    return rows
