"""How a line of the log is found: one rule for both databases, pure.

`marks` are what the index holds of a line, `wanted` what it is asked for, `found` decides. The index gives every line that
may match and some that do not; what `found` says holds, so that SQLite and PostgreSQL give the same.

A term matches where the line has it as it is written, from the beginning of a word on; letters match Chinese also by its
full syllables (`tingdian`, `ting'dian`) or initials (`td`), by whatever reading a character may have.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise, product

from watchroom.kernel.readings import Style, pinyin

MOST_TEXT, MOST_TERMS = 100, 8
HEADS = (1, 2, 3, 5)  # how many letters of a word's beginning the index keeps; 1 stands for a word of one letter alone
LONGEST_SYLLABLE = 6
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_RUNS = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_LETTERS = re.compile(r"[a-z]+(?:'[a-z]+)*")
type Alternative = frozenset[str]


def plain(text: str) -> str:
    """Width, case and the letter ü made one: as lines and terms are compared."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")


def terms(text: str) -> list[str]:
    """What is asked for, by blanks; a term of signs alone asks for nothing."""
    found = [one for one in plain(text[:MOST_TEXT]).replace("’", "'").split() if _RUNS.search(one)]
    return list(dict.fromkeys(found))[:MOST_TERMS]


@lru_cache(maxsize=20_000)
def readings(char: str) -> tuple[str, ...]:
    """Every reading of a character without its tone; none where nobody knows one."""
    told = pinyin(char, heteronym=True, style=Style.NORMAL, errors="ignore")
    return tuple(dict.fromkeys(plain(one) for row in told for one in row if one))


def marks(text: str) -> set[str]:
    """What the index keeps of a text."""
    found = set[str]()
    for run in _RUNS.findall(plain(text)):
        if _is_chinese(run):
            found |= {f"c{char}" for char in run}
            found |= {f"s{one}" for char in run for one in readings(char)}
            found |= {mark for a, b in pairwise(run) for mark in _pair(a, b)}
        else:
            found |= {_head(run, size) for size in HEADS if size <= len(run) and (size > 1 or len(run) == 1)}
    return found


def of_line(post: str, incident: int | None, at: date) -> set[str]:
    """What the index keeps of whose line it is, and of its day: of the day itself and of its month."""
    found = {post_mark(post), f"d~{at.isoformat()}", f"m~{at:%Y-%m}"}
    return found | ({f"i~{incident}"} if incident is not None else set())


def post_mark(post: str) -> str:
    """A post's code may hold anything: it is spelt in figures. Longer than any code, it is asked for by its beginning."""
    return f"p~{post[:64].encode().hex()}"


def days(first: date, last: date) -> set[str]:
    """Marks of which one is on each line of these days, both included: of whole months, and of the days besides them."""
    found, at = set[str](), first
    while at <= last:
        following = (at.replace(day=1) + timedelta(days=32)).replace(day=1)
        if at.day == 1 and following - timedelta(days=1) <= last:
            found.add(f"m~{at:%Y-%m}")
            at = following
        else:
            found.add(f"d~{at.isoformat()}")
            at += timedelta(days=1)
    return found


def wanted(term: str) -> list[Alternative]:
    """Of which alternatives a line that has the term holds at least one whole; an empty one asks for nothing."""
    runs = _RUNS.findall(term)
    if not _LETTERS.fullmatch(term):
        return [frozenset(mark for run in runs for mark in _as_written(run, alone=len(runs) == 1))]
    word = term.replace("'", "")
    found = [frozenset(_as_written(word, alone=True))] if "'" not in term else [_words_of(runs)]
    if len(word) > 1 and "'" not in term:
        found.append(frozenset(f"n{a}{b}" for a, b in pairwise(word)))
    for syllables in _syllables(term):
        pairs = frozenset(f"b{a}1{b}" for a, b in pairwise(syllables))
        found.append(pairs or frozenset({f"s{syllables[0]}"}))
    return list(dict.fromkeys(found))


def found(term: str, text: str) -> bool:
    """Whether a text, made plain, has the term, made plain."""
    if _written(term, text):
        return True
    if not _LETTERS.fullmatch(term):
        return False
    runs = [run for run in _RUNS.findall(text) if _is_chinese(run)]
    if "'" not in term and len(term) > 1 and any(_by_initials(term, run) for run in runs):
        return True
    return any(_by_syllables(parts, run) for parts in _syllables(term) for run in runs)


def _written(term: str, text: str) -> bool:
    """As it stands, from the beginning of a word on; one letter or figure is a word of its own."""
    at = text.find(term)
    while at >= 0:
        before, behind = text[at - 1 : at], text[at + len(term) : at + len(term) + 1]
        cut_before = _in_word(term[0]) and _in_word(before)
        cut_behind = len(term) == 1 and _in_word(term) and _in_word(behind)
        if not cut_before and not cut_behind:
            return True
        at = text.find(term, at + 1)
    return False


def _in_word(char: str) -> bool:
    return bool(char) and _RUNS.fullmatch(char) is not None and not _is_chinese(char)


def _is_chinese(run: str) -> bool:
    return re.match(rf"[{_CJK}]", run) is not None


def _pair(a: str, b: str) -> Iterator[str]:
    for one, other in product(readings(a), readings(b)):
        yield f"b{one}1{other}"
        yield f"n{one[0]}{other[0]}"


def _head(word: str, size: int) -> str:
    return f"w{word[:size]}"


def _as_written(run: str, *, alone: bool) -> Iterator[str]:
    if _is_chinese(run):
        yield from (f"c{char}" for char in run)
        known = [readings(char)[:1] for char in run]
        yield from (f"b{a[0]}1{b[0]}" for a, b in pairwise(known) if a and b)
    elif alone or len(run) > 1:
        yield _head(run, max(size for size in HEADS if size <= len(run)))


def _words_of(runs: Iterable[str]) -> Alternative:
    return frozenset(mark for run in runs for mark in _as_written(run, alone=False))


@lru_cache(maxsize=1)
def syllabary() -> frozenset[str]:
    """All syllables that characters are read by."""
    from pypinyin.constants import PINYIN_DICT

    told = unicodedata.normalize("NFD", ",".join(set(PINYIN_DICT.values()))).replace("u\u0308", "v")
    return frozenset(re.sub(r"[\u0300-\u036f]", "", told).split(","))


MOST_WAYS = 16


def _syllables(term: str) -> list[tuple[str, ...]]:
    """The ways in which letters are syllables, at most 16: `xian` is one or two. An apostrophe parts them."""
    ways: list[tuple[str, ...]] = [()]
    for part in term.split("'"):
        own = _ways(part)
        ways = [(*way, *more) for way in ways for more in own][:MOST_WAYS]
    return [way for way in ways if way]


@lru_cache(maxsize=1000)
def _ways(letters: str) -> tuple[tuple[str, ...], ...]:
    reached: list[list[tuple[str, ...]]] = [[()], *([] for _ in letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            if letters[start:end] in syllabary():
                reached[end] += [(*way, letters[start:end]) for way in reached[start]]
        reached[end] = sorted(reached[end], key=len)[:MOST_WAYS]
    return tuple(reached[-1])


def _by_initials(term: str, run: str) -> bool:
    return any(
        all(any(one[0] == letter for one in readings(run[at + n])) for n, letter in enumerate(term))
        for at in range(len(run) - len(term) + 1)
    )


def _by_syllables(parts: tuple[str, ...], run: str) -> bool:
    return any(
        all(part in readings(run[at + n]) for n, part in enumerate(parts)) for at in range(len(run) - len(parts) + 1)
    )
