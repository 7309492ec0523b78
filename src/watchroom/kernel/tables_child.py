"""Run by `tables` as a program of its own: a workbook or a Parquet file comes in, rows of JSON go out; nothing of ours is imported.

Both are read by libraries in other languages that make room for what a file promises; here it may promise what it likes.
"""

import contextlib
import datetime
import json
import math
import resource
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

MEMORY = 1 << 30  # of addresses; a sheet of 200,000 rows takes about 400 MB


def main(kind: str, sheet: str, limit_s: int, most_rows: int, most_cells: int) -> None:
    with contextlib.suppress(ValueError, OSError):  # not every system has every limit
        resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    rows = _parquet(data, most_rows) if kind == "parquet" else _workbook(data, sheet)
    cells = 0
    for count, row in enumerate(rows):
        cells += len(row)
        if count > most_rows or cells > most_cells:
            sys.exit("too many rows")
        sys.stdout.write(json.dumps([_plain(cell) for cell in row], ensure_ascii=False) + "\n")


def _workbook(data: bytes, sheet: str) -> Iterator[list[Any]]:
    import io

    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = book.sheet_names
    if sheet and sheet not in names:
        sys.exit("no sheet of this name")
    page = book.get_sheet_by_name(sheet or names[0])
    yield from page.iter_rows()


def _parquet(data: bytes, most_rows: int) -> Iterator[list[Any]]:
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/table.parquet"
        with open(path, "wb") as file:
            file.write(data)
        base = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "256MB", "temp_directory": ""})
        base.execute("set timezone = 'UTC'")
        (rows,) = base.execute("select sum(num_rows) from parquet_file_metadata(?)", [path]).fetchone() or (0,)
        if rows > most_rows:
            sys.exit("too many rows")
        found = base.execute("select * from read_parquet(?)", [path])
        yield [column[0] for column in found.description or ()]
        while some := found.fetchmany(1000):
            yield from map(list, some)


def _plain(cell: Any) -> Any:
    """Text, number, nothing; a moment as its ISO text in a list of one, so that it is told from other text."""
    if cell is None or isinstance(cell, str | bool | int):
        return cell
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else str(cell)
    if isinstance(cell, datetime.datetime | datetime.date):
        return [cell.isoformat()]
    return str(cell)[:200]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))
