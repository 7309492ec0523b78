"""Supplies that come in and go out by a table: a line each, checked whole before any of it is entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchroom.dispatch.enrolling import refused
from watchroom.dispatch.faults import TableCut
from watchroom.dispatch.models import Stock
from watchroom.dispatch.stocking import MOST_AT_ONCE, Item, give_out, take_in
from watchroom.kernel.faults import Fault
from watchroom.kernel.progress import each
from watchroom.kernel.tables import Most, read_sheet
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.roster_rows import key, named
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

TABLE = Most(4 << 20, rows=5000, columns=40)
COLUMNS: Mapping[str, str] = {
    "place": "place", "地点": "place", "仓库": "place", "zh": "zh", "item": "zh", "物资": "zh", "名称": "zh", "en": "en", "英文名": "en",
    "measure": "measure", "计量单位": "measure", "单位": "measure", "n": "n", "number": "n", "数量": "n", "least": "least", "最低存量": "least",
    "reason": "reason", "理由": "reason",
}  # fmt: skip
NEEDED = ("place", "zh", "n")
_MOST_TEXT = {"zh": 64, "en": 64, "measure": 16, "reason": 200}


@dataclass(frozen=True, slots=True)
class Move:
    """`n` below nought goes out."""

    line: int
    place: str
    item: Item
    n: int
    reason: str


def take_table(viewer: Viewer, data: bytes, *, reason: str, encoding: str = "") -> int:
    """How many movements were entered. `reason`: of the lines that give none.

    A line that another movement made impossible meanwhile ends it: it is said how many lines before it were entered.
    Raises NotAllowed, TableRefused, which names lines and reasons, TableCut, and what a table that cannot be read raises.
    """
    viewer.must(Act.KEEP_UNITS)
    moves, reasons = _read(viewer, read_sheet(data, TABLE, encoding=encoding).rows, reason.strip())
    reasons += _short(moves)
    if reasons:
        raise refused(sorted(reasons, key=lambda one: one[0]))
    for done, one in enumerate(each(moves, len(moves))):  # an act each: nobody else waits while a long table is entered
        try:
            _enter(viewer, one)
        except Fault as fault:
            raise TableCut(n=done, line=one.line, why=fault.words) from None
    return len(moves)


def _enter(viewer: Viewer, one: Move) -> None:
    if one.n > 0:
        take_in(viewer, one.place, one.item, one.n, reason=one.reason)
    else:
        row = Stock.objects.get(place__code=one.place, zh=one.item.zh)
        give_out(viewer, row.pk, -one.n, reason=one.reason)


def _read(viewer: Viewer, rows: Sequence[Sequence[str]], reason: str) -> tuple[list[Move], list[tuple[int, Words]]]:
    columns = {
        COLUMNS[name]: at for at, cell in enumerate(rows[0] if rows else ()) if (name := cell.casefold()) in COLUMNS
    }
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        named_ones = ", ".join(missing)
        return [], [(1, Words(zh=f"缺少这些列：{named_ones}", en=f"these columns are missing: {named_ones}"))]
    known = {one.pk: one for one in places.places(viewer)}
    names = named([(one.pk, one.code, one.zh, one.en) for one in known.values()])
    moves, reasons = list[Move](), list[tuple[int, Words]]()
    for line, row in enumerate(rows[1:], 2):
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        if not any(cells.values()):
            continue
        wrong = [what for name, most in _MOST_TEXT.items() if (what := _unfit(name, cells.get(name, ""), most))]
        found = names.get(key(cells["place"]), [])
        n, least = _whole(cells["n"]), _whole(cells.get("least", "")) if cells.get("least") else None
        if len(found) != 1:
            wrong.append(
                Words(zh="没有这个地点，或有几个：{text}", en="there is no such place, or several: {text}").fill(
                    text=cells["place"][:40]
                )
            )
        if not n:
            wrong.append(
                Words(zh="数量应是不为 0 的整数：{text}", en="the number is a whole one and not 0: {text}").fill(
                    text=cells["n"][:20]
                )
            )
        if cells.get("least") and (least is None or least < 0):
            wrong.append(
                Words(zh="最低存量不对：{text}", en="the least is wrong: {text}").fill(text=cells["least"][:20])
            )
        if not cells["zh"]:
            wrong.append(Words(zh="没有写物资名称", en="the item is missing"))
        if not (cells.get("reason") or reason):
            wrong.append(Words(zh="没有写理由", en="the reason is missing"))
        reasons += [(line, one) for one in wrong]
        if not wrong and n:
            item = Item(cells["zh"], cells.get("en", ""), cells.get("measure") or "件", least)
            moves.append(Move(line, known[found[0]].code, item, n, cells.get("reason") or reason))
    return moves, reasons


def _short(moves: Sequence[Move]) -> list[tuple[int, Words]]:
    """Lines that take out more than there would be, or count by another measure."""
    there = {(row.place.code, row.zh): row for row in Stock.objects.select_related("place")}
    left = {of: row.n for of, row in there.items()}
    measures = {of: row.measure for of, row in there.items()}
    wrong = []
    for one in moves:
        of = (one.place, one.item.zh)
        left[of] = left.get(of, 0) + one.n
        if left[of] < 0:
            wrong.append(
                (one.line, Words(zh="没有这么多：还差 {n}", en="there is not so much: {n} lack").fill(n=-left[of]))
            )
            left[of] = 0
        if one.n > 0 and measures.setdefault(of, one.item.measure) != one.item.measure:
            said = Words(zh="计量单位应为 {one}", en="the measure is {one}").fill(one=measures[of])
            wrong.append((one.line, said))
    return wrong


def _unfit(name: str, text: str, most: int) -> Words | None:
    if len(text) <= most and not unfit(text):
        return None
    return Words(zh="{name} 过长或含有不能用的字符", en="{name} is too long or has a character that is no text").fill(
        name=name
    )


def _whole(text: str) -> int | None:
    """A whole number with or without sign: `12`, `-3`, as Excel writes them too. None for anything else."""
    digits = text.lstrip("+-") if text[:1] in "+-" else text
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 8 and len(text) - len(digits) < 2):
        return None
    n = int(text)
    return n if abs(n) <= MOST_AT_ONCE else None
