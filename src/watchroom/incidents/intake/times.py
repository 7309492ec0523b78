"""When: `今天凌晨3点20分`, `11月3日15时许`, `上周五下午3点`, `半小时前`, `at 3:20 pm yesterday`, beside the moment of receipt.

A time says no more than it says: `3点` without a part of the day may be of the night or the afternoon, and is asked;
`15时` is of the clock of 24 hours. What would lie after the receipt is of the day before, unless a day was named. A day without an
hour is the span that it is, from its beginning, and the hour is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from watchroom.incidents.intake import days
from watchroom.incidents.intake.proposals import Choice, Proposal
from watchroom.incidents.intake.words import HANZI, any_of, both, by_word, entries, number
from watchroom.kernel.words import Words

_SMALL = rf"(?:\d{{1,2}}|[{HANZI}]{{1,3}})"
_ENGLISH = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
_MONTHS = "|".join(f"{name}|{name[:3]}" for name in _ENGLISH)
_ZONES = {"北京时间": "Asia/Shanghai", "beijing time": "Asia/Shanghai", "utc": "UTC", "gmt": "UTC", "z": "UTC"}
_ZONE = r"(?P<zone>北京时间|[Bb]eijing time|UTC|GMT|Z(?![A-Za-z])|[+-]\d{2}:?\d{2})"
_YEARS = range(1970, 2101)
_LONGEST_MIN = 366 * 1440
_EARLY = timedelta(minutes=2)  # clocks of two offices differ
_ASKS = Words(zh="是哪个时间？", en="Which of these times?")
_COMES = re.compile(r"(?:每个?|下下?个?)(?:周|星期|礼拜)[一二三四五六日天末]?$|每[天日月年]$|[明后]天$")
_HOUR = Words(zh="没有说几点，请问清；先按这一段的开始", en="no hour was said: ask; until then the beginning of it")
_SPAN = Words(zh="{at} 至 {until}", en="{at} to {until}")
_LATER = Words(zh="晚于接报时间，请核对", en="later than the receipt: check it")


@dataclass(frozen=True, slots=True)
class _Said:
    """What of a time was said. `days` and `hours` are those that it may be; no day where none was named."""

    days: tuple[date, ...]
    hours: tuple[int, ...]
    minute: int
    second: int
    zone: str


def times(text: str, received: datetime, zone: str) -> list[Proposal]:
    """The times of an opened text, in order. `received` aware; `zone` the site's, an IANA name."""
    found = [*_ago(text, received, zone), *_clocks(text, received, zone)]
    rough = [each for each in _days_alone(text, received, zone) if not any(_touch(each, other) for other in found)]
    found.sort(key=lambda each: each.start)
    kept: list[Proposal] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    first: dict[str, Proposal] = {}
    for each, field in zip(kept, _moments(text, kept), strict=True):
        first.setdefault(field, _for(each, field))
    for each, field in zip(rough, _moments(text, rough), strict=True):
        if field == "occurred_at":  # a day without an hour only where no hour was said
            first.setdefault(field, _for(each, field))
    return sorted(first.values(), key=lambda each: each.start)


def _touch(one: Proposal, other: Proposal) -> bool:
    return one.start < other.end and other.start < one.end


def _for(each: Proposal, field: str) -> Proposal:
    choices = tuple(Choice(one.words, {field: one.values["at"]}) for one in each.choices)
    return Proposal(field, each.start, each.end, choices, each.how, each.asks)


def _moments(text: str, found: list[Proposal]) -> Iterator[str]:
    """Of which moment each time is: by the first word behind it that says so, before the next time or the next sentence."""
    words = by_word(entries("times", "moment"))
    pattern = re.compile(any_of(words), re.IGNORECASE)
    for n, each in enumerate(found):
        stop = found[n + 1].start if n + 1 < len(found) else each.end + 40
        behind = re.split(r"[。；;!！?？\n]|\.(?=\s|$)", text[each.end : min(stop, each.end + 40)], maxsplit=1)[0]
        before = re.split(r"[。；;!！?？，,\n]", text[max(0, each.start - 16) : each.start])[-1]
        cue = pattern.search(behind) or pattern.search(before)
        yield str(words[cue[0].casefold()]["field"]) if cue else "occurred_at"


def _made(span: tuple[int, int], moments: list[datetime], about: bool, received: datetime, zone: str) -> Proposal:
    local = [at.astimezone(ZoneInfo(zone)) for at in moments]
    how = "about" if about else ""
    words = Words(zh="约 {at}", en="about {at}") if about else Words(zh="{at}", en="{at}")
    choices = tuple(Choice(words.fill(at=f"{at:%Y-%m-%d %H:%M}"), {"at": f"{at:%Y-%m-%dT%H:%M}"}) for at in local)
    asks = _ASKS if len(choices) > 1 else _LATER if moments[0] > received + _EARLY else None
    return Proposal("at", *span, choices, how, asks)


# ---- what lies back ------------------------------------------------------------------------------------------------


@cache
def _ago_pattern() -> tuple[re.Pattern[str], dict[str, int]]:
    units = {str(word): int(row["minutes"]) for row in entries("times", "ago") for word in row["words"]}
    about = any_of(entries("times", "about")[0]["words"])
    unit = any_of(units)
    number_of = rf"(?P<n>\d{{1,3}}(?:\.\d)?|[{HANZI}]{{1,4}}|半|half an?|an?\b)"
    return (
        re.compile(
            rf"(?P<about>{about})?\s?{number_of}\s?(?P<more>[多几来])?(?P<half>个半)?\s?(?P<unit>{unit})(?P<late>半)?(?P<rough>左右|多)?\s?(?:之前|以前|前|ago)(?![往面方])",
            re.IGNORECASE,
        ),
        units,
    )


def _ago(text: str, received: datetime, zone: str) -> Iterator[Proposal]:
    pattern, units = _ago_pattern()
    for match in pattern.finditer(text):
        said = match["n"].casefold()
        word, half = match["unit"], 0.5 if match["half"] or match["late"] else 0.0
        unit = units.get(word) or units[word.casefold()]
        back = [(amount + half) * unit for amount in _amounts(said)]
        if not back or max(back) > _LONGEST_MIN:
            continue
        about = bool(match["about"] or match["more"] or match["rough"] or len(back) > 1)
        yield _made(match.span(), [received - timedelta(minutes=one) for one in back], about, received, zone)
    for match in re.finditer(r"刚刚|刚才|\bjust now\b", text, re.IGNORECASE):
        yield _made(match.span(), [received], True, received, zone)


def _amounts(said: str) -> tuple[float, ...]:
    """How many it may be: `两三` is two or three."""
    if said.startswith(("半", "half")):
        return (0.5,)
    if said in ("a", "an"):
        return (1.0,)
    if re.fullmatch(r"\d{1,3}\.\d", said):
        return (float(said),)
    whole = number(said)
    return (float(whole),) if whole is not None else tuple(map(float, both(said) or ()))


# ---- days and hours ------------------------------------------------------------------------------------------------


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    parts = any_of(by_word(entries("times", "part")))
    day = (
        rf"(?:(?P<year>\d{{4}})\s?年)?(?:(?P<month>{_SMALL})\s?月\s?(?P<mday>{_SMALL})\s?[日号]|(?P<only>{_SMALL})[日号])|{days.chinese()}"
        rf"|(?P<ymd>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})(?=[T\s,，]|\d{{1,2}}[时点:])"
    )
    clock = (
        rf"(?P<hour>{_SMALL})\s?(?:(?P<point>[点时])(?P<whole>整|钟)?(?:(?P<half>半)|(?P<quarter>[一三]刻)|差(?P<less>{_SMALL})\s?分|过?(?P<min>{_SMALL}|零[一二三四五六七八九])\s?分?(?!钟|之))?"
        rf"|(?P<colon>[:：])(?P<cmin>[0-5]\d)(?:[:：](?P<sec>[0-5]\d))?)"
    )
    chinese = (
        rf"(?:{_ZONE}\s?)?(?P<about>约|大约|大概)?\s?(?:(?:{day})(?:T|的|，|,|\s){{0,2}})?(?:{_ZONE.replace('zone', 'zone2')}\s?)?(?P<about2>约|大约|大概)?(?P<part>{parts})?\s?"
        rf"{clock}\s?(?P<after>{parts})?\s?(?P<rough>许|左右|前后|多|来钟|上下)?\s?[（(]?(?:{_ZONE.replace('zone', 'zone3')}[）)]?)?"
    )
    on = rf"(?:(?P<dd>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<mon>{_MONTHS})|(?P<mon2>{_MONTHS})\s(?P<dd2>\d{{1,2}})(?:st|nd|rd|th)?)(?:,?\s(?P<year>\d{{4}}))?"
    hour = r"(?:at\s)?(?P<about>about |around |approximately |some )?(?P<hour>\d{1,2})(?::(?P<cmin>[0-5]\d)(?::(?P<sec>[0-5]\d))?)?\s?(?P<part>am|pm|a\.m\.|p\.m\.)?"
    named = r"today|yesterday|the day before yesterday|this morning|last night|tonight"
    spoken = r"in the morning|in the afternoon|in the evening|at night"
    english = [
        rf"(?:on\s)?{on},?\s(?P<need>{hour})(?:\s(?P<after>{spoken}))?(?:\s?{_ZONE})?",
        rf"(?P<need>{hour})(?:\s(?P<after>{spoken}))?(?:\s?{_ZONE})?\s(?:on\s){on}",
        rf"(?P<word>{named}),?\s(?P<need>{hour})(?:\s?{_ZONE})?",
        rf"(?P<need>{hour})(?:\s(?P<after>{spoken}))?\s(?P<word>{named})(?:\s?{_ZONE})?",
        rf"{days.english()}(?:\s(?P<after>morning|afternoon|evening|night))?,?\s(?P<need>{hour})(?:\s?{_ZONE})?",
        rf"(?P<need>{hour})(?:\s(?P<after>{spoken}))?\s{days.english()}(?:\s?{_ZONE})?",
        rf"(?<![\d:.])(?P<need>(?:at\s)(?P<about>about |around )?(?P<hour>\d{{1,2}})(?::(?P<cmin>[0-5]\d))?\s?(?P<part>am|pm|a\.m\.|p\.m\.)?)(?!\s?(?:°|%|people|persons|km|m\b))(?:\s?{_ZONE})?",
    ]
    whole = (one if one.startswith("(?<!") else rf"\b(?:{one})(?!\d)" for one in english)
    return (*(re.compile(one, re.IGNORECASE) for one in whole), re.compile(chinese))


def _clocks(text: str, received: datetime, zone: str) -> Iterator[Proposal]:
    done: list[tuple[int, int]] = []
    for pattern in _patterns():  # the English ones first: a bare 3:20 is Chinese too
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(a < end and start < b for a, b in done) or _COMES.search(text[max(0, start - 6) : start]):
                continue
            said = _said(match.groupdict(), received, zone)
            if said is None:
                continue
            moments = _placed(said, match.groupdict(), received)
            if not moments:
                continue
            told = match.groupdict()
            about = bool(told.get("about") or told.get("about2") or told.get("rough"))
            lead = len(match[0]) - len(match[0].lstrip())
            tail = len(match[0]) - len(match[0].rstrip(" （("))
            span = (start + lead, end - tail)
            done.append(span)
            yield _made(span, moments, about, received, zone)


def _days_alone(text: str, received: datetime, zone: str) -> Iterator[Proposal]:
    """Days of the past without an hour: each as the span that it is."""
    today = received.astimezone(_tz(zone)).date()
    for pattern in days.alone():
        for match in pattern.finditer(text):
            told = match.groupdict()
            low, high = days.span_of(told.get("word") or "", told.get("part") or "")
            spans = []
            for day in _days(told, today):
                midnight = datetime.combine(day, datetime.min.time(), _tz(zone))
                spans.append((midnight + timedelta(hours=low), midnight + timedelta(hours=high)))
            past = [(start, end) for start, end in spans if start.date() < today]
            if past:
                choices = tuple(_span_choice(start, end) for start, end in past)
                yield Proposal("at", *match.span(), choices, "about", _HOUR)


def _span_choice(start: datetime, end: datetime) -> Choice:
    words = _SPAN.fill(at=f"{start:%Y-%m-%d %H:%M}", until=f"{end:%Y-%m-%d %H:%M}")
    return Choice(words, {"at": f"{start:%Y-%m-%dT%H:%M}"})


def _said(told: dict[str, str | None], received: datetime, zone: str) -> _Said | None:
    zone = _zone(told.get("zone") or told.get("zone2") or told.get("zone3"), zone)
    local = received.astimezone(_tz(zone))
    hour, minute = number(told["hour"] or ""), _minute(told)
    if hour is None or minute is None or hour > 24:
        return None
    try:
        named = _days(told, local.date())
    except ValueError:
        return None
    word = (told.get("word") or "").casefold()
    row = by_word(entries("times", "day")).get(word, {})
    part = told.get("part") or told.get("after") or row.get("part")
    colon = bool(told.get("colon") or told.get("cmin"))
    hours = _hours(
        hour,
        str(part).casefold() if part else "",
        clock24=colon or told.get("point") == "时" or (told["hour"] or "").startswith("0"),
    )
    return _Said(named, hours, minute, int(told.get("sec") or 0), zone) if hours else None


def _minute(told: dict[str, str | None]) -> int | None:
    if told.get("half"):
        return 30
    if told.get("quarter"):
        return 15 if (told["quarter"] or "").startswith("一") else 45
    if told.get("less"):
        less = number(told["less"] or "")
        return -less if less is not None and less < 60 else None
    said = told.get("cmin") or told.get("min")
    minute = number(said.removeprefix("零") if len(said) > 1 else said) if said else 0
    return minute if minute is not None and minute < 60 else None


def _hours(hour: int, part: str, *, clock24: bool) -> tuple[int, ...]:
    """The hours of 0 to 24 that may be meant; none where part and hour do not go together."""
    row = by_word(entries("times", "part")).get(part)
    if row is None:
        return (hour,) if clock24 or hour > 12 or hour == 0 else tuple(dict.fromkeys((hour % 12, hour % 12 + 12)))
    if hour > 12:
        return (hour,)
    if hour == 12:
        return (int(row["twelve"]),)
    if row.get("small") and hour <= int(row["small"]):
        return (hour + 24, hour)  # "昨晚2点" is mostly of the night that follows
    return (hour + (int(row["add"]) if hour <= int(row["adds_to"]) else 0),)


def _days(told: dict[str, str | None], today: date) -> tuple[date, ...]:
    """The days that may be meant; none where none was named. Raises ValueError for no day of the calendar."""
    if told.get("weekday"):
        return days.weekdays(told["weekday"] or "", told.get("week") or told.get("which") or "", today)
    one = _day(told, today)
    return (one,) if one is not None else ()


def _day(told: dict[str, str | None], today: date) -> date | None:
    if told.get("word"):
        return days.named(told["word"] or "", today)
    if told.get("ymd"):
        year, month, day = (int(one) for one in re.split(r"[-/.]", told["ymd"] or ""))
        return _dated(year, month, day)
    if told.get("mon") or told.get("mon2"):
        name = (told.get("mon") or told.get("mon2") or "").casefold()[:3]
        month = next(n for n, known in enumerate(_ENGLISH, 1) if known.startswith(name))
        return _past(told.get("year"), month, int(told.get("dd") or told.get("dd2") or 0), today)
    if told.get("month"):
        month, day = number(told["month"] or "") or 0, number(told["mday"] or "") or 0
        return _past(told.get("year"), month, day, today)
    if told.get("only"):
        day = number(told["only"] or "") or 0
        this = today.replace(day=day) if day <= today.day else None
        return this or (today.replace(day=1) - timedelta(days=1)).replace(day=day)
    return None


def _past(year: str | None, month: int, day: int, today: date) -> date:
    """Without a year, the last such day that is not far ahead."""
    if year:
        return _dated(int(year), month, day)
    this = date(today.year, month, day)
    return this if this <= today + timedelta(days=31) else date(today.year - 1, month, day)


def _dated(year: int, month: int, day: int) -> date:
    """Raises ValueError for a year that no call is about."""
    if year not in _YEARS:
        raise ValueError(year)
    return date(year, month, day)


def _placed(said: _Said, told: dict[str, str | None], received: datetime) -> list[datetime]:
    zone = _tz(said.zone)
    today = received.astimezone(zone).date()
    made = []
    for day in said.days or (today,):
        for hour in said.hours:
            at = datetime.combine(day, datetime.min.time(), zone) + timedelta(
                hours=hour, minutes=said.minute, seconds=said.second
            )
            if not said.days and at > received + _EARLY:
                at -= timedelta(days=1)
            made.append(at)
    past = [at for at in made if at <= received + _EARLY]
    if len(made) > 1 and len(said.days) < 2:  # of several hours the one nearest to the call stands first
        past = sorted(past, reverse=True)[:2]
    return past or made[:1]


def _zone(said: str | None, zone: str) -> str:
    if not said:
        return zone
    return _ZONES.get(said.casefold()) or said


def _tz(zone: str) -> tzinfo:
    offset = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", zone)
    if not offset:
        return ZoneInfo(zone)
    minutes = min(int(offset[2]) * 60 + int(offset[3]), 14 * 60)
    return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
