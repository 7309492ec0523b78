"""The limit of time in a sentence: within 30 minutes, at once, every 10 days, by 16:00 each day.

及时 and 尽快 are no limit, and neither is being on duty for 24 hours. A limit in numbers goes before 立即.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from watchroom.plans.extraction.found import Deadline
from watchroom.plans.extraction.vocabulary import Entry, Vocabulary

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMBER = r"(?P<number>\d{1,4}(?:\.\d)?|[一二两三四五六七八九十]{1,3}|半)"
_COUNT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH = {w: n for n, w in enumerate(_COUNT, 1)}
_SPOKEN = "(?:" + "|".join(sorted([*_ENGLISH, "an"], key=len, reverse=True)) + ")(?![a-z])"
_MORNING = {"上午": 0, "早上": 0, "早": 0, "晨": 0, "凌晨": 0, "中午": 0, "下午": 12, "晚上": 12, "晚": 12, "午后": 12}
# `每日至少发布3次`: how often a day, at no time that it says.
_OFTEN = re.compile(r"每[日天][^,;。]{0,24}?(?:[2-9]|1\d|[两二三四五六])\s?次")
_MOST_HOURS = 8  # hours of a day in one list
_BASE = re.compile(r"(?:应当|应|须|自|在|于|从|且|并)*([^,;。:()]{2,40}?)(?:之后|以后|后|之日起|之时起|时起|起)$")


@dataclass(frozen=True, slots=True)
class Timed:
    """A limit at `start:end` of the sentence."""

    deadline: Deadline
    start: int
    end: int


def _words(entries: Iterable[Entry], means: str) -> list[str]:
    return sorted((w for e in entries if e["means"] == means for w in e.get("words", ())), key=len, reverse=True)


def chinese(word: str) -> float:
    """三 3, 十二 12, 二十 20, 半 0.5; digits as they are."""
    if word == "半":
        return 0.5
    if word.isascii() and word.isalpha():
        return float(_ENGLISH.get(word.lower(), 1))
    if word[0].isdigit():
        return float(word)
    tens, ten, ones = word.partition("十")
    if not ten:
        return float(_DIGITS.get(word[-1], 0))
    return float(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))


class Limits:
    """Reads limits of time by the table `deadlines`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        table = vocabulary["deadlines"]
        self.units = {word: entry for entry in table if entry["means"] == "unit" for word in entry["words"]}
        unit = "|".join(_words(table, "unit"))
        no = next(e for e in table if e["means"] == "no_limit")
        not_after = "".join(f"(?<!{re.escape(w)})" for w in no["after"])
        not_before = "|".join(re.escape(w) for w in no["before"])
        self._within = re.compile(
            rf"{not_after}(?<![\d.一二两三四五六七八九十]){_NUMBER}\s?(?:个)?(?P<half>半)?(?P<unit>{unit})(?P<and_half>半)?"
            rf"(?!{not_before})(?:之内|以内|内)"
            rf"|(?:不得?超过|不得?[晚迟]于|within|(?:no|not) later than|no more than|at most)(?:[^,;。:()\d]{{0,16}}?(?:后|起))?\s?(?:the\s|the first\s)?(?P<most>\d{{1,4}}"
            rf"|{_SPOKEN}|[一二两三四五六七八九十半]{{1,3}})\s?(?:\(\d{{1,4}}\)\s?)?(?:个)?(?P<most_unit>{unit})"
            r"|\b(?:by|before|on|(?:no|not) later than) (?:(?:the )?(?:end|close) of )?(?:the )?next (?P<next>(?:business|working) day)\b"
            r"|\b(?P<same>(?:(?:within|by the end of) the |(?<!the ))same day)(?=[.;)]?$)",
            re.IGNORECASE,
        )
        self._every = re.compile(
            rf"(?:每隔|每间隔|每|every)\s?(?P<number>\d{{1,3}}|{_SPOKEN}|[一二两三四五六七八九十半]{{1,3}})\s?(?:个)?"
            rf"(?P<unit>{unit})(?!前|以前|之前)"
            r"|每(?P<one>小时|周|旬|月)|\b(?P<hourly>hourly|each hour|every hour)\b|\b(?P<twice>twice (?:daily|a day|per day|each day))\b|每[日天](?:至少|不少于|不得?低于)?(?P<times>[两二三四六八23468])次",
            re.IGNORECASE,
        )
        self._daily = re.compile(
            r"(?:每日|每天)(?P<part>上午|早上|早|凌晨|中午|下午|晚上|晚)?\s?(?P<hour>[012]?\d)"
            r"(?:[时点](?P<minutes>[0-5]\d)?(?:分)?|:(?P<clock>[0-5]\d))"
            r"|by (?P<en_hour>[012]?\d)(?::(?P<en_minutes>[0-5]\d)(?:\s?(?P<half>[ap])\.?m\b)?|\s?(?P<noon>[ap])\.?m\b)(?:\s(?:daily|every day|each day))?"
            r"|(?:by|no later than|not later than) (?P<full>[012]\d)(?P<past>[0-5]\d)(?:\s?(?:hours|hrs|h)\b(?:\s(?:daily|every day|each day))?|\s(?:daily|every day|each day))",
            re.IGNORECASE,
        )
        self._and_again = re.compile(
            r"(?:[前、,和及与]|以及){1,2}(?P<part>上午|早上|早|凌晨|中午|下午|晚上|晚)?\s?(?P<hour>[012]?\d)"
            r"(?:[时点](?!间)(?P<minutes>[0-5]\d)?(?:分)?|:(?P<clock>[0-5]\d))"
        )  # `每日8时和17时`: a further hour of each day
        self._at_once = re.compile("|".join(map(re.escape, _words(table, "at_once"))), re.IGNORECASE)
        day = [e for e in table if e["means"] == "every_day"]
        plain = [w for e in day if "with" not in e for w in e["words"]]
        joined = [f"(?:{'|'.join(e['words'])})[^,;。]{{0,48}}?(?:{'|'.join(e['with'])})" for e in day if "with" in e]
        self._every_day = re.compile("|".join([*map(re.escape, plain), *joined]), re.IGNORECASE)

    def all(self, text: str) -> list[Timed]:
        """Every limit of the sentence: in numbers, then every day, then at once; in order within each."""
        return [*self.numbered(text), *self._immediate(text)]

    def first(self, text: str) -> Timed | None:
        """The limit that counts for the sentence; what is told of each day behind `立即` is about something else."""
        first = next(iter(self.all(text)), None)
        if first and first.deadline.every_minutes and self._every_day.match(text, first.start):
            at_once = next(iter(self._immediate(text)), None)
            return at_once if at_once and at_once.start < first.start else first
        return first

    def numbered(self, text: str) -> list[Timed]:
        found = [timed for m in self._daily.finditer(text) for timed in self._hours(m, text)]
        found += [self._timed(m, self._repeated(m), text) for m in self._every.finditer(text)]
        found += [self._timed(m, self._limit(m), text) for m in self._within.finditer(text)]
        found.sort(key=lambda timed: timed.start)
        days = [
            m
            for m in self._every_day.finditer(text)
            if not any(f.start < m.end() and m.start() < f.end for f in found) and not _OFTEN.match(text, m.start())
        ]
        return [*found, *(self._timed(m, {"every_minutes": 1440}, text) for m in days)]

    def _immediate(self, text: str) -> list[Timed]:
        return [self._timed(m, {"minutes": 0}, text) for m in self._at_once.finditer(text)]

    def _hours(self, match: re.Match[str], text: str) -> list[Timed]:
        """The hour of each day that is told, and those listed behind it."""
        found = [self._timed(match, self._daily_by(match), text)]
        again = self._and_again.match(text, match.end()) if match["hour"] else None
        while again and len(found) < _MOST_HOURS:
            hour = self._timed(again, self._clock(again), text)
            said = (hour.deadline.text or "").lstrip("前、,和及与以")
            found.append(replace(hour, deadline=hour.deadline.model_copy(update={"text": said})))
            again = self._and_again.match(text, again.end())
        return found

    def _daily_by(self, match: re.Match[str]) -> dict[str, object]:
        if match["full"]:
            return {"daily_by": f"{min(int(match['full']), 24):02}:{match['past']}"}
        if match["en_hour"]:
            afternoon = (match["half"] or match["noon"] or "").lower() == "p" and int(match["en_hour"]) < 12
            return {"daily_by": f"{min(int(match['en_hour']) + 12 * afternoon, 24):02}:{match['en_minutes'] or '00'}"}
        return self._clock(match)

    @staticmethod
    def _clock(match: re.Match[str]) -> dict[str, object]:
        hour = int(match["hour"]) + (_MORNING.get(match["part"] or "", 0) if int(match["hour"]) < 12 else 0)
        return {"daily_by": f"{min(hour, 24):02}:{match['minutes'] or match['clock'] or '00'}"}

    def _repeated(self, match: re.Match[str]) -> dict[str, object]:
        if match["times"]:
            return {"every_minutes": round(1440 / chinese(match["times"]))}
        if match["hourly"] or match["twice"]:
            return {"every_minutes": 60 if match["hourly"] else 720}
        if match["one"]:
            return {"every_minutes": self._minutes("1", {"月": "个月"}.get(match["one"], match["one"]))}
        return {"every_minutes": self._minutes(match["number"], match["unit"])}

    def _limit(self, match: re.Match[str]) -> dict[str, object]:
        if match["next"] or match["same"]:
            return {"minutes": 1440, **({"workdays": True} if match["next"] else {})}
        unit = match["unit"] or match["most_unit"]
        minutes = self._minutes(match["number"] or match["most"], unit)
        entry = self._entry(unit)
        if match["number"] and match["number"] != "半" and (match["half"] or match["and_half"]):
            minutes += entry["minutes"] // 2
        return {"minutes": minutes, "workdays": bool(entry.get("workdays"))}

    def _entry(self, unit: str) -> Entry:
        return self.units.get(unit) or self.units[unit.lower()]

    def _minutes(self, number: str, unit: str) -> int:
        return round(chinese(number) * int(self._entry(unit)["minutes"]))

    def _timed(self, match: re.Match[str], what: dict[str, object], text: str) -> Timed:
        before = text[max(0, match.start() - 42) : match.start()].rstrip(",于在应当须")
        base = _BASE.search(before)
        return Timed(
            Deadline.model_validate({**what, "text": match.group(), "base": base.group(1) if base else None}),
            match.start(),
            match.end(),
        )
