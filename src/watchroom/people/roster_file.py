"""The roster as a table: a month goes out as Excel or CSV, rows come in. What a file is read by is `kernel.tables`."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from watchroom.kernel.tables import Most, written
from watchroom.kernel.words import Lang, Words
from watchroom.people.models import Shift
from watchroom.people.rights import Act
from watchroom.people.roster_rows import COLUMNS
from watchroom.people.viewer import Viewer

TABLE = Most(8 << 20, rows=20_000, columns=40)
_ABOUT = Words(
    zh="值班表 {month}；时间为 {zone}；结束不晚于开始的，结束在次日。改后可整表导入。",
    en="Roster of {month}; times are {zone}; an end that is not after the start lies on the next day. It can be imported again.",
)
_TITLE = Words(zh="值班表", en="Roster")


def month_out(viewer: Viewer, month: date, zone: str, lang: Lang, form: str = "xlsx") -> bytes:
    """The shifts that begin in a month, a row each, by day and post. `form`: of `tables.FORMS`.

    Names and accounts are empty for whoever may see no names.
    """
    viewer.must(Act.SEE)
    names, local = viewer.may(Act.SEE_NAMES), ZoneInfo(zone)
    heads = [
        f"{words.text(lang)} ({zone})" if name in ("start", "end") else words.text(lang)
        for name, words in COLUMNS.items()
    ]
    rows = [_cells(row, local, lang, names=names) for row in _of_month(month, local)]
    about = _ABOUT.fill(month=f"{month:%Y-%m}", zone=zone).text(lang)
    return written(form, [[about], heads, *rows], _TITLE.text(lang))


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
