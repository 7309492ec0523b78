"""A call list from a table: a line each, who is called and who stands in, by account, code or a name that only one has."""

import re
from collections.abc import Mapping, Sequence

from watchroom.dispatch.enrolling import refused
from watchroom.kernel.progress import each
from watchroom.kernel.tables import Most, read_sheet
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.roster_rows import HEADS_WITHIN, key, named

TABLE = Most(4 << 20, rows=10_000, columns=40)
_WHO = frozenset({"被叫人", "who", "人员", "person"})
_NEXT = re.compile(r"(递补|stand-?in)\s*\d{0,2}", re.IGNORECASE)
_OWNER = re.compile(r"(person|post):[A-Za-z0-9._-]{1,64}")


def lines_of_table(data: bytes, encoding: str = "") -> list[list[str]]:
    """As `put_roll` takes them: `[["person:lin", "post:duty_leader"], ...]`. One wrong line keeps all of it out.

    Raises TableRefused, which names lines and reasons, and what a table that cannot be read raises.
    """
    rows = read_sheet(data, TABLE, encoding=encoding).rows
    head, places = _heads(rows)
    if not places:
        raise refused([(1, Words(zh="缺少“被叫人”这一列", en="the column “who” is missing"))])
    known, lines, reasons = _known(), list[list[str]](), list[tuple[int, Words]]()
    for number, row in enumerate(each(rows[head + 1 :], len(rows) - head - 1), head + 2):
        cells = [row[at] for at in places if at < len(row) and row[at]]
        line = [_owner(known, cell, number, reasons) for cell in cells]
        if line:
            lines.append(line)
    if reasons:
        raise refused(reasons)
    if not lines:
        raise refused([(0, Words(zh="表中没有人", en="nobody is in the table"))])
    return lines


def _heads(rows: Sequence[Sequence[str]]) -> tuple[int, list[int]]:
    """Which row names the columns, and where whoever is called first stands, and those who stand in."""
    for number, row in enumerate(rows[:HEADS_WITHIN]):
        first = next((at for at, cell in enumerate(row) if key(cell) in _WHO), None)
        if first is not None:
            return number, [first, *(at for at, cell in enumerate(row) if _NEXT.fullmatch(cell))]
    return 0, []


def _known() -> Mapping[str, Sequence[str]]:
    """Owners by every name that they have."""
    found = dict[str, list[str]]()
    for kind, rows in (("person", [one for one in people.people() if one.is_active]), ("post", people.posts())):
        codes = {one.pk: one.code for one in rows}
        for name, pks in named([(one.pk, one.code, one.zh, one.en) for one in rows]).items():
            found.setdefault(name, []).extend(f"{kind}:{codes[pk]}" for pk in pks)
    return found


def _owner(known: Mapping[str, Sequence[str]], cell: str, line: int, reasons: list[tuple[int, Words]]) -> str:
    found = [cell] if _OWNER.fullmatch(cell) else known.get(key(cell), ())
    if len(found) == 1:
        return found[0]
    said = (
        Words(
            zh="“{text}”有 {n} 个，请写 person:账号 或 post:岗位代码",
            en="{n} are called “{text}”: write person:ACCOUNT or post:CODE",
        )
        if found
        else Words(zh="没有“{text}”", en="there is no “{text}”")
    )
    reasons.append((line, said.fill(text=cell[:40], n=len(found))))
    return cell
