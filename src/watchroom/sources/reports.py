"""What was not taken of a file, row by row, as a CSV that a spreadsheet opens in either language."""

import csv
import io

from watchroom.kernel.text import cell
from watchroom.sources.connector import Heard

MOST_LINES = 20_000
HEAD = ("位置 Place", "传感器 Sensor", "代码 Code", "原因", "Reason")


def report_csv(heard: Heard) -> bytes:
    """UTF-8 with its mark, so that a Chinese Excel reads it; no cell begins like a formula."""
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(HEAD)
    write.writerow(
        (
            "",
            "",
            "",
            f"已收 {heard.taken} 条，未收 {len(heard.refused)} 条",
            f"{heard.taken} taken, {len(heard.refused)} not taken",
        )
    )
    for place, sensor, fault in heard.refused[:MOST_LINES]:
        write.writerow([cell(said) for said in (place, sensor, fault.code, fault.words.zh, fault.words.en)])
    return "\ufeff".encode() + text.getvalue().encode("utf-8", "replace")
