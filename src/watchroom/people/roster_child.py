"""Run by `roster_excel` as a program of its own: a workbook comes in, the rows of its first sheet go out as JSON."""

import datetime
import json
import sys
from typing import Any

from watchroom.kernel.apart import bind


def main(limit_s: int, most_rows: int, most_columns: int) -> dict[str, Any]:
    bind(limit_s)
    import io

    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    rows = list[list[str]]()
    for row in book.get_sheet_by_index(0).iter_rows():
        if len(rows) > most_rows:
            return {"more": True}
        rows.append([_text(cell) for cell in row[:most_columns]])
    return {"rows": rows}


def _text(cell: Any) -> str:
    """As somebody would write it: `2026-12-01`, `08:00`. A number that Excel shows as whole is whole."""
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, datetime.time):
        return cell.isoformat("minutes")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()[:200]


if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:4])), sys.stdout, ensure_ascii=False)
