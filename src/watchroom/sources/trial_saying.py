"""How what came of a source on trial is said to a person. Pure."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.quarantine import MOST_BYTES
from watchroom.sources.rules import MISSED
from watchroom.sources.saying import period

MOST_RAW, MOST_ROWS, MOST_ROW, MOST_HEX = 4_000, 40, 300, 256

NOTHING = Words(
    zh="还没有收到。请按“接上”的说明让设备发一条；登录被拒的设备列在信息源列表的“在入口被拒的”里。",
    en="Nothing has come. Let the device send something as step 1 says; one whose key was refused is listed on the page of"
    " sources under “Refused at the door”.",
)
WELL = Words(zh="与约定的周期相符。", en="That is the period it was said to have.")
SOME = Words(
    zh="报文还不够，判断不了节奏：至少等三份先后到达的。",
    en="Too few messages to tell how often they come: wait for three, one after another.",
)
LATE = Words(
    zh="已有 {ago} 没有新报文，超过三个周期；投入使用后会按中断告警。请检查设备，或把周期改长。",
    en="Nothing has come for {ago}, more than three periods: in service it would alarm as silent. Check the device or set a"
    " longer period.",
)
RARE = Words(
    zh="约每 {seen} 一份，比约定的 {expected} 慢；投入使用后可能按中断告警。请把周期改为约 {seen}，或调整设备。",
    en="About one every {seen}, slower than the {expected} that was said: in service it may alarm as silent. Set the period to"
    " about {seen}, or change the device.",
)
OFTEN = Words(
    zh="约每 {seen} 一份，比约定的 {expected} 快得多；把周期改短，中断能发现得更早。",
    en="About one every {seen}, far more often than the {expected} that was said: with a shorter period its silence is noticed"
    " sooner.",
)


class CutShort(Fault):
    status = 413
    text = Words(
        zh="报文 {size} 字节，试接时只留前 {most} 字节，不解读，也不能补收。投入使用后会照常收下；要核对请发小一些的。",
        en="The message has {size} bytes; on trial only the first {most} are kept, so it is not read and cannot be offered again."
        " In service it is taken as usual. Send a smaller one to check it.",
    )


def cut_short(size: int) -> CutShort:
    return CutShort(size=size, most=MOST_BYTES)


def rhythm(expected_s: int, seen_s: float | None, ago_s: float | None) -> Words:
    """What how often it comes means: against the period that was said, and since the last message."""
    if ago_s is None:
        return NOTHING
    told = {"expected": period(expected_s)}
    if ago_s > MISSED * expected_s:
        return LATE.fill(ago=period(round(ago_s)), **told)
    if seen_s is None:
        return SOME
    told["seen"] = period(max(1, round(seen_s)))
    if seen_s > 1.5 * expected_s:
        return RARE.fill(**told)
    return OFTEN.fill(**told) if seen_s * 3 < expected_s else WELL


def raw_text(body: bytes) -> str:
    """What came, cut to a limit and made harmless: rows stay rows, bytes that are no text are shown as numbers."""
    some = body[:MOST_RAW]
    text = some.decode("utf-8", "ignore" if len(body) > MOST_RAW else "replace")
    strange = sum(1 for char in text if char == "\ufffd" or (not char.isprintable() and char not in "\r\n\t"))
    if strange > len(text) // 20 + 1:
        return body[:MOST_HEX].hex(" ") + (" …" if len(body) > MOST_HEX else "")
    rows = text.splitlines()
    told = [shown(row.replace("\t", "    "), MOST_ROW) if row else "" for row in rows[:MOST_ROWS]]
    return "\n".join(told) + ("\n…" if len(body) > MOST_RAW or len(rows) > MOST_ROWS else "")
