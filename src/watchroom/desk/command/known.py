"""Things as they may be typed, pure: found by name, code, pinyin or initials, and never guessed where several fit.

The spellings of all things stand in one text, so that five thousand units are searched in a millisecond or two.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, islice, takewhile

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process, utils

from watchroom.kernel.words import LANGS, Lang, Words

ENOUGH = 62.0
MOST = 8
EXACT, BEGINS, WITHIN, HOLDS = 100.0, 95.0, 85.0, 78.0
_LONGEST_SPELLING = 40
FEW, ENOUGH_ROWS = 3 * MOST, 256


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a command may be about.

    key    how a chosen line names it, e.g. `alarm:12`
    also   further names: the number of an incident without its year
    moves  it has a position at every moment, which is asked for when it is wanted
    """

    key: str
    kind: str
    words: Words
    detail: Words
    code: str = ""
    url: str = ""
    lon: float | None = None
    lat: float | None = None
    moves: bool = False
    glyph: str = ""
    level: int | None = None
    also: tuple[str, ...] = ()


@lru_cache(maxsize=60_000)
def spellings(zh: str, en: str, code: str, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    """As a thing may be typed: its names, its code, its pinyin in full and by initials."""
    syllables = [part for one in lazy_pinyin(zh) for part in (one.split() if one.isascii() else [one])]
    full, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables if syllable)
    plain = (zh, en, code, *also, zh.replace(" ", ""), full, initials)
    folded = (utils.default_process(one) for one in plain if one)
    return tuple(dict.fromkeys(one for one in folded if one))


def spelled(thing: Thing) -> tuple[str, ...]:
    return spellings(thing.words.zh, thing.words.en, thing.code, thing.also)


class Known(Sequence[Thing]):
    """Things in their order, the pressing ones first, with what finds them. What finds them is made when first asked."""

    def __init__(self, things: Sequence[Thing] = (), like: "Known | None" = None) -> None:
        """like  the same things as they were before: if none was renamed, what finds them holds on"""
        self._things = tuple(things)
        self._rows = [spelled(thing) for thing in self._things]
        if like is not None and like._rows == self._rows:
            for name in ("_flat", "_sorted", "_exact", "_text", "_starts", "_by_letter"):
                if name in like.__dict__:
                    self.__dict__[name] = like.__dict__[name]

    def __len__(self) -> int:
        return len(self._things)

    def __getitem__(self, at: int) -> Thing:  # type: ignore[override]
        return self._things[at]

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._things)

    @cached_property
    def by_key(self) -> dict[str, Thing]:
        return {thing.key: thing for thing in self._things}

    @cached_property
    def _flat(self) -> list[tuple[str, int]]:
        return [(spelling, index) for index, row in enumerate(self._rows) for spelling in row]

    @cached_property
    def _exact(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for spelling, index in self._flat:
            found.setdefault(spelling, []).append(index)
        return found

    @cached_property
    def _sorted(self) -> list[tuple[str, int]]:
        return sorted(self._flat)

    @cached_property
    def _text(self) -> str:
        return "".join(f"\n{spelling}" for spelling, _ in self._flat)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each spelling begins in the text."""
        return [0, *accumulate(len(spelling) + 1 for spelling, _ in self._flat)]

    @cached_property
    def _by_letter(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        for spelling, index in self._flat:
            found.setdefault(spelling[0], []).append((spelling, index))
        return found

    def ready(self) -> "Known":
        """Makes what finds them now: before the first letter is typed."""
        for made in (self._sorted, self._exact, self._text, self._starts):
            assert made is not None
        return self

    def marks(self, typed: str) -> dict[int, float]:
        """How well things are meant, 0-100, by their place: exactly, by its beginning, within, or named in the text.

        Of very many that fit only some are given: two letters typed on five thousand units name none of them yet.
        """
        wanted = utils.default_process(typed)
        if not wanted or "\n" in wanted:
            return {}
        found = dict.fromkeys(self._exact.get(wanted, ()), EXACT)
        for spelling, index in self._beginning(wanted):
            mark = BEGINS - min(len(spelling) - len(wanted), 10) * 0.5
            found[index] = max(found.get(index, 0.0), mark)
        if len(found) < FEW:
            for index, offset in self._within(wanted):
                found[index] = max(found.get(index, 0.0), WITHIN - min(offset, 10) * 0.5)
        if not found:
            found = dict.fromkeys(self._held(wanted), HOLDS)
        return found

    def _beginning(self, wanted: str) -> Iterator[tuple[str, int]]:
        at = bisect_left(self._sorted, (wanted,))
        return takewhile(lambda row: row[0].startswith(wanted), islice(self._sorted, at, at + ENOUGH_ROWS))

    def _within(self, wanted: str) -> Iterator[tuple[int, int]]:
        at = self._text.find(wanted)
        for _ in range(ENOUGH_ROWS):
            if at < 0:
                return
            row = bisect_right(self._starts, at) - 1
            yield self._flat[row][1], at - self._starts[row] - 1
            at = self._text.find(wanted, at + 1)

    def _held(self, wanted: str) -> Iterator[int]:
        """Things of which a whole name stands in the text."""
        for since in range(len(wanted)):
            for until in range(since + 2, min(len(wanted), since + _LONGEST_SPELLING) + 1):
                if _whole(wanted, since, until):
                    yield from self._exact.get(wanted[since:until], ())

    def named(self, typed: str) -> list[Thing]:
        """All that the text names equally well: exactly, else by their beginning, else within. Empty: none."""
        marks = self.marks(typed)
        best = max(marks.values(), default=0.0)
        least = next((one for one in (EXACT, BEGINS - 5, WITHIN - 5) if best >= one), None)
        if least is None or (least < EXACT and len(typed.strip()) < 2 and typed.isascii()):
            return []
        return [self._things[index] for index in sorted(marks) if marks[index] >= least]

    def exactly(self, typed: str) -> list[Thing]:
        return [self._things[index] for index in dict.fromkeys(self._exact.get(utils.default_process(typed), ()))]

    def matching(self, typed: str, limit: int = MOST) -> list[Thing]:
        """The things meant, best first. Without anything typed the first ones as they are."""
        if not typed.strip():
            return list(self._things[:limit])
        marks = self.marks(typed) or self._nearly(typed, limit)
        best = sorted(marks, key=lambda index: (-marks[index], index))[:limit]
        return [self._things[index] for index in best]

    def _nearly(self, typed: str, limit: int) -> dict[int, float]:
        """A slip of the fingers: a letter too many, too few or wrong."""
        wanted = utils.default_process(typed)
        if len(wanted) < 3:
            return {}
        table = [row for row in self._by_letter.get(wanted[0], ()) if abs(len(row[0]) - len(wanted)) <= 3]
        found = process.extract(
            wanted, [spelling for spelling, _ in table], scorer=fuzz.QRatio, limit=limit * 3, score_cutoff=ENOUGH
        )
        best: dict[int, float] = {}
        for _, mark, row in found:
            index = table[row][1]
            best[index] = max(best.get(index, 0.0), mark)
        return best

    def only(self, *keep: str, **of: Sequence[str]) -> "Known":
        """Those whose fields hold one of the values, e.g. `glyph=("unack",)`; without a condition those of these kinds."""
        things = [t for t in self._things if all(getattr(t, name) in values for name, values in of.items())]
        return Known([thing for thing in things if not keep or thing.kind in keep])

    def first(self, key: str) -> "Known":
        """The thing at hand before all others."""
        return Known(sorted(self._things, key=lambda thing: thing.key != key))

    def naming(self, thing: Thing) -> Words:
        """As a line names it in each language: by its name, or by its code where that name means another one too."""
        return Words(*(self._naming(thing, lang) for lang in LANGS))

    def _naming(self, thing: Thing, lang: Lang) -> str:
        name = thing.words.text(lang)
        same = dict.fromkeys(self._exact.get(utils.default_process(name), ()))
        alone = len(same) == 1 and self._things[next(iter(same))] is thing
        return name if alone or not thing.code else thing.code


def _whole(text: str, since: int, until: int) -> bool:
    """Whether the piece is no part of a longer word or number; Chinese has no blanks to say so."""
    around = f" {text} "
    return not text[since:until].isascii() or around[since] == around[until + 1] == " "
