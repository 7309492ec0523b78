"""How many: `死亡2人`, `2死3伤`, `3名工人被困`, `约10余人受伤`, `无人员伤亡`, `two people injured`.

What is not said is not proposed: nobody is made nought because nobody was spoken of. `无人员伤亡` is nought; `伤亡情况不明`
and `未接到伤亡报告` are neither.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from watchroom.incidents.intake.proposals import Choice, Proposal, one
from watchroom.incidents.intake.words import NUMBER, any_of, both, by_word, entries, number
from watchroom.incidents.rules import HOW_MANY, MOST_PEOPLE
from watchroom.kernel.words import Words

_CLAUSE = re.compile(r"[^，。；;,！!？?、：:\n()（）]{1,200}")
_SPOKEN = {
    word: n
    for n, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"俩": 2, "仨": 3}
_ASKS = Words(zh="是几人？", en="How many?")
_MORE = Words(zh="{n}（重伤 {a} ＋ 轻伤 {b}）", en="{n} ({a} seriously + {b} slightly)")
_ONLY = Words(zh="{n}（其中重伤 {n}）", en="{n} (seriously {n})")


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    low: int
    high: int
    how: str
    unit: bool


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    row: Mapping[str, Any]


def people(text: str) -> list[Proposal]:
    """The counts of people in an opened text, the first of each kind; in order."""
    found: dict[str, Proposal] = {}
    for match in _CLAUSE.finditer(text):
        for each in _clause(text, match.start(), match.end()):
            if each.field not in found:
                found[each.field] = each
    _slight(found)
    return sorted(found.values(), key=lambda each: each.start)


def _clause(text: str, start: int, end: int) -> Iterator[Proposal]:
    tokens = _tokens(text, start, end)
    if any(token.row["use"] == "unknown" for token in tokens if isinstance(token, _Word)):
        return
    yield from _none(tokens)
    numbers = [token for token in tokens if isinstance(token, _Number)]
    counts = [token for token in tokens if isinstance(token, _Word) and token.row["use"] == "count"]
    if not numbers or not counts:
        return
    behind = numbers[0].start < counts[0].start  # "2人死亡3人受伤", else "死亡2人受伤3人"
    for word in counts:
        near = [n for n in numbers if (n.end <= word.start if behind else n.start >= word.end)]
        fit = (near[-1] if behind else near[0]) if near else None
        if fit is None or not _together(text, fit, word, [c for c in counts if c is not word], behind):
            continue
        if behind and not fit.unit and word.start - fit.end > 1:
            continue
        yield _counted(str(word.row["field"]), fit, (min(fit.start, word.start), max(fit.end, word.end)))


def _together(text: str, fit: _Number, word: _Word, others: list[_Word], behind: bool) -> bool:
    """Whether number and word belong together: near one another, and no other count between them."""
    low, high = (fit.end, word.start) if behind else (word.end, fit.start)
    return high - low <= (24 if text[low:high].isascii() else 12) and not any(low <= o.start < high for o in others)


def _counted(field: str, fit: _Number, span: tuple[int, int]) -> Proposal:
    if fit.low == fit.high:
        return one(field, span, HOW_MANY[fit.how].fill(n=fit.low), str(fit.low), fit.how)
    choices = tuple(
        Choice(Words(zh="{n}", en="{n}").fill(n=n), {field: str(n)} | ({f"how-{field}": fit.how} if fit.how else {}))
        for n in (fit.low, fit.high)
    )
    return Proposal(field, *span, choices, fit.how, _ASKS)


def _none(tokens: list["_Number | _Word"]) -> Iterator[Proposal]:
    """`无人员伤亡`: nought of all; `没有人受伤`, `无人被困`: nought of that."""
    words = [token for token in tokens if isinstance(token, _Word)]
    for denied, named in pairwise(words):
        if denied.row["use"] != "none" or named.start - denied.end > 14:
            continue
        if any(isinstance(token, _Number) and denied.end <= token.start < named.start for token in tokens):
            continue
        fields = named.row.get("fields") or ([named.row["field"]] if named.row["use"] == "count" else [])
        for field in fields:
            yield one(str(field), (denied.start, named.end), Words(zh="0", en="0"), "0")


def _slight(found: dict[str, Proposal]) -> None:
    """Slight and serious injuries as a number of injured, where it was not said: the sum, and that it is one."""
    slight, serious = found.pop("slight", None), found.get("seriously_injured")
    if "injured" in found:
        return
    known = [each for each in (serious, slight) if each is not None and each.values]
    if not known:
        return
    values = [int(each.values[each.field if each is serious else "slight"]) for each in known]
    span = (min(each.start for each in known), max(each.end for each in known))
    how = next((each.how for each in known if each.how), "")
    if len(known) == 2:
        words = _MORE.fill(n=sum(values), a=values[0], b=values[1])
    else:
        words = (_ONLY if serious else HOW_MANY[how]).fill(n=values[0])
    found["injured"] = one("injured", span, words, str(sum(values)), how)


# ---- numbers and words of a clause ---------------------------------------------------------------------------------


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, Mapping[str, Any]]]:
    rows = by_word([row for row in entries("people") if row["use"] in ("count", "skip", "all", "none", "unknown")])
    for row in entries("people", "all"):  # 伤亡 stands in both: as what denial speaks of it counts
        rows |= {str(word).casefold(): row for word in row["words"]}
    how = {str(word): row["how"] for row in entries("people", "how") for word in row["before"]}
    after = [str(word) for row in entries("people", "how") for word in row["after"]]
    inside = [str(word) for row in entries("people", "how") for word in row.get("inside", ())]
    units, nouns = any_of(entries("people", "unit")[0]["words"]), any_of(entries("people", "noun")[0]["words"])
    spoken = "|".join(_SPOKEN)
    amount = (
        rf"(?:(?P<how>{any_of(how)})\s?[有为是达]?)?\s?(?P<n>{NUMBER}(?:\s?[至到~～\-—]\s?{NUMBER})?|(?<![A-Za-z])(?:{spoken})(?![A-Za-z]))"
        rf"\s?(?P<inside>{'|'.join(inside)})?(?P<unit>\s?(?:{units}))?(?P<noun>{nouns})?\s?(?P<after>{any_of(after)})?"
    )
    return re.compile(rf"(?P<word>{any_of(rows)})|{amount}", re.IGNORECASE), rows


def _tokens(text: str, start: int, end: int) -> list["_Number | _Word"]:
    pattern, rows = _pattern()
    found: list[_Number | _Word] = []
    for match in pattern.finditer(text, start, end):
        if match["word"]:
            found.append(_Word(match.start(), match.end(), rows[match["word"].casefold()]))
            continue
        spanned = _amount(match["n"])
        if spanned is None or spanned[1] > MOST_PEOPLE or _else(text, match):
            continue
        begins = match.start() + len(match[0]) - len(match[0].lstrip())
        found.append(
            _Number(
                begins, match.end(), *spanned, _how(match), bool(match["unit"] or match["noun"] or match["n"] in "俩仨")
            )
        )
    return found


def _amount(said: str) -> tuple[int, int] | None:
    if said.casefold() in _SPOKEN:
        return (_SPOKEN[said.casefold()],) * 2
    parts = re.split(r"\s?[至到~～\-—]\s?", said)
    if len(parts) == 2:
        low, high = number(parts[0]), number(parts[1])
        return (low, high) if low is not None and high is not None and low < high else None
    whole = number(said)
    return (whole, whole) if whole is not None else both(said)


def _else(text: str, match: re.Match[str]) -> bool:
    """Whether the number counts something else than people: a floor, an hour, a vehicle, an animal."""
    return not match["unit"] and bool(re.match(r"\s?(?:[年月日号时点分秒层楼米辆度路幢栋元只头匹棵间台部架艘座根块%℃°]|条(?!人命|生命)|公里|平方|千米|小时|km|m\b)", text[match.end() : match.end() + 4]))  # fmt: skip


def _how(match: re.Match[str]) -> str:
    before = (match["how"] or "").casefold()
    for row in entries("people", "how"):
        if before in row["before"] or (match["after"] or "").casefold() in row["after"] or (match["inside"] or "") in row.get("inside", ()):  # fmt: skip
            return str(row["how"])
    return ""
