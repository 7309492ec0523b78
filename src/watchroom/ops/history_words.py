"""The commands about the history: `history files`, `history kept`, `history export`."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from watchroom.kernel.words import Words
from watchroom.ops.terminal import complain, lang, text

ROWS = Words(
    zh="{folder}  {first} 至 {last}  {rows} 条  {files} 个文件  {mb} MB",
    en="{folder}  {first} to {last}  {rows} rows  {files} files  {mb} MB",
)
KEPT = Words(
    zh="{title}（{quantity}）：读数 {readings_days} 天，一刻钟概要 {quarters_days} 天",
    en="{title} ({quantity}): readings {readings_days} days, quarters {quarters_days} days",
)
WRITTEN = Words(zh="已写入 {file}（{mb} MB）", en="Written: {file} ({mb} MB)")
SO_FAR = Words(zh="已导出 {percent}%", en="{percent} % exported")


class Span(NamedTuple):
    """As they were typed."""

    since: str
    until: str


def files(*, quarters: bool = False) -> int:
    """One path a line, for DuckDB and others."""
    _set_up()
    from django.conf import settings

    from watchroom.sources import history

    for path in history.files(settings.DATA, folder=history.QUARTERS if quarters else history.FOLDER):
        print(path)
    return 0


def kept() -> int:
    """What is held, how long, and what was let go lately."""
    _set_up()
    from watchroom.sources import keeping

    told = keeping.held()
    for table in told["tables"]:
        shown: dict[str, Any] = {name: "—" if value is None else value for name, value in table.items()}
        print(text(ROWS, **shown, mb=round(table["bytes"] / 1e6, 1)))
    for one in told["keeping"]:
        print(text(KEPT, **one))
    for entry in told["let_go"]:
        print(f"{entry.at:%Y-%m-%d %H:%M}Z {text(entry.say())}")
    return 0


def export(sensors: Sequence[str], span: Span, form: str, *, mark: bool, to: Path | None) -> int:
    """Writes the file beside its name first, so that a file that is there is whole. Raises WrongSpan, WrongExport."""
    _set_up()
    from watchroom.sources import export as exporting

    asked = exporting.wanted(sensors, _instant(span.since), _instant(span.until), form, mark=mark, lang=lang())
    out = to or Path(asked.name)
    half = out.with_name(out.name + ".part")
    told = _Told()
    try:
        match form:
            case "csv":
                with half.open("wb") as file:
                    file.writelines(exporting.csv_bytes(asked, told))
            case "xlsx":
                exporting.xlsx_to(asked, str(half), told)
            case _:
                exporting.parquet_to(asked, half, told)
        os.replace(half, out)
    finally:
        half.unlink(missing_ok=True)
    complain(WRITTEN, file=out, mb=round(out.stat().st_size / 1e6, 1))
    return 0


class _Told:
    """Says how far it is at each tenth, on the other channel than the data."""

    def __init__(self) -> None:
        self.tenths = 0

    def __call__(self, share: float) -> None:
        if int(share * 10) > self.tenths:
            self.tenths = int(share * 10)
            complain(SO_FAR, percent=self.tenths * 10)
            sys.stderr.flush()


def _instant(typed: str) -> datetime:
    from django.conf import settings

    from watchroom.sources.faults import WrongSpan

    try:
        at = datetime.fromisoformat(typed)
    except ValueError as error:
        raise WrongSpan(since=typed, until="—", most=3660) from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.SITE_ZONE))


def _set_up() -> None:
    import django

    django.setup()
