"""The datums that a caller may name, by the words that name them, and what is said of those that are not converted."""

import re

from watchroom.incidents.intake.words import any_of, by_word, entries
from watchroom.kernel.datum import Datum
from watchroom.kernel.gauss_kruger import OFF_M, Frame
from watchroom.kernel.words import Words

DATUMS: dict[str, Words] = {
    Datum.WGS84: Words(zh="WGS 84（GPS、北斗）", en="WGS 84 (GPS, BeiDou)"),
    Datum.GCJ02: Words(zh="GCJ-02（高德、腾讯）", en="GCJ-02 (AMap, Tencent)"),
    Datum.BD09: Words(zh="BD-09（百度）", en="BD-09 (Baidu)"),
    Frame.CGCS2000: Words(zh="CGCS2000（国家大地坐标系）", en="CGCS2000"),
    Frame.XIAN80: Words(
        zh="西安80，未换算到 WGS 84，可能偏几十米到 {off} 米", en="Xi'an 80, not shifted to WGS 84: off by tens of metres, up to {off} m"
    ).fill(off=OFF_M[Frame.XIAN80]),
    Frame.BEIJING54: Words(
        zh="北京54，未换算到 WGS 84，可能偏几十米到 {off} 米", en="Beijing 54, not shifted to WGS 84: off by tens of metres, up to {off} m"
    ).fill(off=OFF_M[Frame.BEIJING54]),
}  # fmt: skip


def named_datum(text: str, at: int) -> str | None:
    """The datum, a key of `DATUMS`, that the text names nearest to a position; None where it names none."""
    words = by_word(entries("datums"))
    hits = [(abs(hit.start() - at), hit[0]) for hit in re.finditer(any_of(words), text, re.IGNORECASE)]
    return str(words[min(hits)[1].casefold()]["datum"]) if hits else None
