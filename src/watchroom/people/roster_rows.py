"""Rows of a roster that somebody filled in, read into shifts. Pure: what is wrong is said row by row, in both languages."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from watchroom.kernel.words import Words

COLUMNS = {
    "day": Words(zh="日期", en="date"),
    "start": Words(zh="开始", en="from"),
    "end": Words(zh="结束", en="until"),
    "post": Words(zh="岗位", en="post"),
    "post_name": Words(zh="岗位名称", en="post name"),
    "person": Words(zh="人员", en="person"),
    "name": Words(zh="姓名", en="name"),
}
NEEDED = ("day", "start", "end", "post", "person")
YEARS = range(1970, 3000)
HEADS_WITHIN = 20  # rows before the heads: titles, a line on what it is
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0{1,2}:00(?::00)?)?")
_TIME = re.compile(r"(?:\d{4}-\d{1,2}-\d{1,2}[ T])?(\d{1,2})[:：](\d{2})(?::00)?")
_ZONE = re.compile(r"[(（]([A-Za-z]+(?:/[A-Za-z0-9_+-]+)*)[)）]")


@dataclass(frozen=True, slots=True)
class Line:
    """One shift that a row asks for. `row`: its number in the file, from 1; post and person are keys; times in UTC."""

    row: int
    post: int
    person: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Wrong:
    row: int
    words: Words


@dataclass(slots=True)
class Read:
    lines: list[Line] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """How posts and people may be named, each name with all that bear it."""

    posts: Mapping[str, Sequence[int]]
    people: Mapping[str, Sequence[int]]


def named(rows: Sequence[tuple[int, str, str, str]]) -> dict[str, list[int]]:
    """Names of things by number, code, zh, en: a code means its own thing alone, whatever others are called."""
    found = defaultdict[str, set[int]](set)
    for pk, _, zh, en in rows:
        found[key(zh)].add(pk)
        found[key(en)].add(pk)
    return {name: sorted(pks) for name, pks in found.items()} | {key(code): [pk] for pk, code, _, _ in rows}


def key(text: str) -> str:
    """How names are compared: 张 三 is 张三, Li  Na is li na."""
    plain = " ".join(text.split()).casefold()
    return plain if plain.isascii() else plain.replace(" ", "")


def read(rows: Sequence[Sequence[str]], known: Known, zone: str) -> Read:
    """Shifts of a sheet whose heads are the names of `COLUMNS`, in either language and any order.

    zone  of the times, unless a head names one: `开始（Asia/Shanghai）`
    An end that is not after the start lies on the next day; 24:00 is the end of the day.
    """
    found = Read()
    head, places, zone = _heads(rows, zone)
    missing = [COLUMNS[name] for name in NEEDED if name not in places]
    if missing:
        said = Words(zh="表头缺少：{what}", en="these columns are missing: {what}")
        found.wrong.append(Wrong(head + 1, said.fill(what=_listed(missing))))
        return found
    try:
        local = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        said = Words(zh="没有时区“{zone}”", en="there is no time zone “{zone}”")
        found.wrong.append(Wrong(head + 1, said.fill(zone=zone[:40])))
        return found
    for number, row in enumerate(rows[head + 1 :], head + 2):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
        if any(cells[name] for name in NEEDED):
            _line(found, number, cells, known, local)
    return finished(found)


def finished(found: Read) -> Read:
    """With what rows say against one another, in the order of the rows."""
    found.wrong += _over_one_another(found.lines)
    found.wrong.sort(key=lambda one: one.row)
    return found


def _heads(rows: Sequence[Sequence[str]], zone: str) -> tuple[int, dict[str, int], str]:
    """Which row names the columns, where each is, and the zone that it says."""
    best = (0, dict[str, int](), zone)
    for number, row in enumerate(rows[:HEADS_WITHIN]):
        places, said = dict[str, int](), zone
        for at, cell in enumerate(row):
            told = _ZONE.search(cell)
            bare = key(_ZONE.sub("", cell))
            for name, words in COLUMNS.items():
                if bare in (key(words.zh), key(words.en)):
                    places.setdefault(name, at)
                    said = told[1] if told else said
        if len(places) > len(best[1]):
            best = (number, places, said)
    return best


def _line(found: Read, number: int, cells: Mapping[str, str], known: Known, zone: ZoneInfo) -> None:
    wrong = list[Words]()
    day, start, end = day_of(cells["day"]), minutes_of(cells["start"]), minutes_of(cells["end"])
    for name, value in (("day", day), ("start", start), ("end", end)):
        if value is None:
            said = Words(zh="{column}“{text}”看不懂", en="{column} “{text}” cannot be read")
            wrong.append(said.fill(column=COLUMNS[name], text=cells[name][:40]))
    post = one_of(known.posts, cells["post"], COLUMNS["post"], wrong)
    person = one_of(known.people, cells["person"], COLUMNS["person"], wrong)
    found.wrong += [Wrong(number, one) for one in wrong]
    if day is None or start is None or end is None or post is None or person is None:
        return
    last = end if end > start else end + 24 * 60
    found.lines.append(Line(number, post, person, _instant(day, start, zone), _instant(day, last, zone)))


def day_of(text: str) -> date | None:
    """A day as people and Excel write it: 2026-12-01, 2026/12/1, 2026年12月1日."""
    fits = _DAY.fullmatch(text)
    try:
        return date(*map(int, fits.groups())) if fits and int(fits[1]) in YEARS else None
    except ValueError:
        return None


def minutes_of(text: str) -> int | None:
    """Minutes since midnight of 08:00, 8:00 or 24:00."""
    fits = _TIME.fullmatch(text)
    minutes = int(fits[1]) * 60 + int(fits[2]) if fits and int(fits[2]) < 60 else None
    return minutes if minutes is not None and minutes <= 24 * 60 else None


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A wall time as an instant: an hour that the clocks skip is read as the hour after."""
    days, rest = divmod(minutes, 24 * 60)
    at = time(rest // 60, rest % 60)
    return datetime.combine(day + timedelta(days=days), at, tzinfo=zone).astimezone(UTC)


def one_of(names: Mapping[str, Sequence[int]], text: str, column: Words, wrong: list[Words]) -> int | None:
    found = names.get(key(text), ()) if text else ()
    if len(found) == 1:
        return found[0]
    if found:
        said = Words(
            zh="{column}“{text}”有 {n} 个，请写代码或账号", en="{n} have the {column} “{text}”: write the code"
        )
    elif text:
        said = Words(zh="没有{column}“{text}”", en="there is no {column} “{text}”")
    else:
        said = Words(zh="没有填写{column}", en="the {column} is missing")
    wrong.append(said.fill(column=column, text=text[:40], n=len(found)))
    return None


def _over_one_another(lines: Sequence[Line]) -> Iterator[Wrong]:
    """Each row that lies over one before it at the same post."""
    by_post = defaultdict[int, list[Line]](list)
    for line in sorted(lines, key=lambda one: (one.since, one.row)):
        by_post[line.post].append(line)
    said = Words(zh="与第 {row} 行的时间重叠", en="it lies over row {row}")
    for own in by_post.values():
        last = own[0]
        for line in own[1:]:
            if line.since < last.until:
                yield Wrong(max(line.row, last.row), said.fill(row=min(line.row, last.row)))
            last = max(last, line, key=lambda one: one.until)


def _listed(words: Sequence[Words]) -> Words:
    return Words(zh="、".join(one.zh for one in words), en=", ".join(one.en for one in words))
