"""What was not taken of a file, row by row, as a CSV that a spreadsheet opens in either language."""

from watchroom.kernel.tables import written
from watchroom.sources.connector import Heard

MOST_LINES = 20_000
HEAD = ("位置 Place", "传感器 Sensor", "代码 Code", "原因", "Reason")


def report_csv(heard: Heard) -> bytes:
    taken, refused = heard.taken, len(heard.refused)
    count = ("", "", "", f"已收 {taken} 条，未收 {refused} 条", f"{taken} taken, {refused} not taken")
    rows = [
        (place, sensor, fault.code, fault.words.zh, fault.words.en)
        for place, sensor, fault in heard.refused[:MOST_LINES]
    ]
    return written("csv", [HEAD, count, *rows])
