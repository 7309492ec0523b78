"""How times, ages, levels and states are said to a person, in either language. Pure: no request, no database."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watchroom.kernel.clock import parse_time
from watchroom.kernel.words import Lang, Words

LEVELS = {
    1: Words(zh="红色", en="red"),
    2: Words(zh="橙色", en="orange"),
    3: Words(zh="黄色", en="yellow"),
    4: Words(zh="蓝色", en="blue"),
}
GRADES = {
    1: Words(zh="特别重大", en="Extraordinary"),
    2: Words(zh="重大", en="Serious"),
    3: Words(zh="较大", en="Major"),
    4: Words(zh="一般", en="Ordinary"),
}
ROMAN = {"zh": "ⅠⅡⅢⅣ", "en": ("I", "II", "III", "IV")}
WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Units are circles and tasks squares; both fill from empty to solid. The rooms' words map onto the shapes.
UNIT_GLYPHS = {
    "available": "idle",
    "dispatched": "sent",
    "en_route": "moving",
    "on_scene": "here",
    "transporting": "carry",
    "at_destination": "there",
    "returning": "back",
    "off": "off",
    "out": "out",
}
TASK_GLYPHS = {
    "waiting": "todo",
    "proposed": "todo",
    "draft": "todo",
    "sent": "order",
    "sending": "order",
    "received": "doing",
    "blocked": "fail",
    "skipped": "off",
    "forwarded": "doing",
    "reviewed": "doing",
    "signed": "doing",
    "overdue": "doing",
    "failed": "fail",
    "declined": "fail",
    "cancelled": "fail",
    "activated": "done",
    "released": "done",
}
GLYPH_WORDS = {
    "idle": Words(zh="待命", en="free"),
    "moving": Words(zh="途中", en="moving"),
    "here": Words(zh="在场", en="on scene"),
    "carry": Words(zh="转运", en="transporting"),
    "there": Words(zh="已送达", en="at destination"),
    "back": Words(zh="返程可派", en="free, on radio"),
    "out": Words(zh="停用", en="out of service"),
    "off": Words(zh="退出", en="off duty"),
    "todo": Words(zh="未开始", en="to do"),
    "order": Words(zh="已下达", en="sent"),
    "doing": Words(zh="在办", en="running"),
    "done": Words(zh="完成", en="done"),
    "fail": Words(zh="未成", en="failed"),
    "sent": Words(zh="已派", en="sent"),
}


def instant(given: datetime | str) -> datetime:
    return parse_time(given) if isinstance(given, str) else given


def roman(level: int, lang: Lang) -> str:
    return ROMAN[lang][level - 1] if 1 <= level <= 4 else str(level)


def zone_name(zone: str, at: datetime, lang: Lang) -> str:
    """How the site's zone is named beside a clock: 北京时间 for China's one zone, else the offset."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    if zone == "Asia/Shanghai" and lang == "zh":
        return "北京时间"
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def day_text(at: datetime, zone: str, lang: Lang, *, year: bool = False) -> str:
    local = at.astimezone(ZoneInfo(zone))
    if lang == "zh":
        return (f"{local.year} 年 " if year else "") + f"{local.month} 月 {local.day} 日"
    return f"{local.day} {MONTHS[local.month - 1]}" + (f" {local.year}" if year else "")


def weekday_text(at: datetime, zone: str, lang: Lang) -> str:
    day = WEEKDAYS[lang][at.astimezone(ZoneInfo(zone)).weekday()]
    return f"周{day}" if lang == "zh" else day


def time_text(at: datetime, zone: str, *, seconds: bool = False) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S" if seconds else "%H:%M")


def when_text(at: datetime, now: datetime, zone: str, lang: Lang, style: str = "") -> str:
    """A time as short as it can be said without doubt: today only the clock, another day with its date.

    style  "" short, "s" with seconds, "hm" the clock alone, "day" date only, "full" date, year, seconds and zone
    """
    if style == "hm":
        return time_text(at, zone)
    if style == "day":
        return day_text(at, zone, lang)
    if style == "full":
        return f"{day_text(at, zone, lang, year=True)} {time_text(at, zone, seconds=True)} {zone_name(zone, at, lang)}"
    clock = time_text(at, zone, seconds=style == "s")
    same_day = at.astimezone(ZoneInfo(zone)).date() == now.astimezone(ZoneInfo(zone)).date()
    return clock if same_day else f"{day_text(at, zone, lang)} {clock}"


def age_text(seconds: float, lang: Lang) -> str:
    """How long ago, to two figures: 41 秒, 1 分 22 秒, 14 分, 2 小时 5 分, 3 天. Mirrored in frontend/src/ages.ts."""
    whole = max(0, int(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if lang == "zh":
        s, m, h, d = " 秒", " 分", " 小时", " 天"
    else:
        s, m, h, d = " s", " min", " h", " d"
    if whole < 60:
        return f"{whole}{s}"
    if whole < 600 and whole % 60:
        return f"{minutes}{m} {whole % 60}{s}"
    if whole < 3600:
        return f"{minutes}{m}"
    if hours < 24:
        return f"{hours}{h} {minutes % 60}{m}" if minutes % 60 else f"{hours}{h}"
    return f"{days}{d}"


def clock_text(seconds: float) -> str:
    """A count-down: 06:48, 1:15:20, and −02:40 when it has run out."""
    whole = int(abs(seconds)) if seconds < 0 else int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    sign = "−" if seconds < 0 else ""
    return f"{sign}{hours}:{minutes:02}:{rest:02}" if hours else f"{sign}{minutes:02}:{rest:02}"


def clock_state(now: datetime, due: datetime, since: datetime | None) -> str:
    """`late` when it has run out, `soon` under a fifth left (or under two minutes), else nothing."""
    left = (due - now).total_seconds()
    if left < 0:
        return "late"
    given = (due - since).total_seconds() if since else 600.0
    return "soon" if left < given / 5 else ""
