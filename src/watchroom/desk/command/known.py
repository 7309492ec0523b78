"""Things as they may be typed, pure: found by name, code, pinyin or initials, and never guessed where several fit.

The spellings of all things stand in one text, so that five thousand units are searched in a millisecond or two.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain, islice
from unicodedata import normalize

from rapidfuzz import fuzz, process, utils

from watchroom.kernel.readings import lazy_pinyin
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


def narrow(text: str) -> str:
    """As a keyboard of Latin letters writes it: `＃１２` is `#12`. For what names something, never for what is kept."""
    return text if text.isascii() else normalize("NFKC", text)


def plain(text: str) -> str:
    """Letters and figures alone, in small letters."""
    return utils.default_process(narrow(text))


@lru_cache(maxsize=60_000)
def spellings(zh: str, en: str, code: str, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    """As a thing may be typed: its names, its code, its pinyin in full and by initials."""
    syllables = [part for one in lazy_pinyin(zh) for part in (one.split() if one.isascii() else [one])]
    full, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables if syllable)
    written = (zh, en, code, *also, zh.replace(" ", ""), full, initials)
    folded = (plain(one) for one in written if one)
    return tuple(dict.fromkeys(one for one in folded if one))


def spelled(thing: Thing) -> tuple[str, ...]:
    return spellings(thing.words.zh, thing.words.en, thing.code, thing.also)


class _Finder:
    """What finds some things by their spellings, by their place among them. It holds as long as none is renamed."""

    def __init__(self, keys: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
        self.keys, self.rows = keys, rows

    def same(self, other: "_Finder") -> bool:
        return self.keys == other.keys and self.rows == other.rows

    @cached_property
    def places(self) -> dict[str, int]:
        return {key: index for index, key in enumerate(self.keys)}

    @cached_property
    def exact(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for spelling, index in self._flat:
            found.setdefault(spelling, []).append(index)
        return found

    @cached_property
    def _flat(self) -> list[tuple[str, int]]:
        return [(spelling, index) for index, row in enumerate(self.rows) for spelling in row]

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
    def _by_letter(self) -> dict[str, tuple[list[str], list[int]]]:
        found: dict[str, tuple[list[str], list[int]]] = {}
        for spelling, index in self._flat:
            spellings, places = found.setdefault(spelling[0], ([], []))
            spellings.append(spelling)
            places.append(index)
        return found

    def ready(self) -> None:
        for made in (self._sorted, self.exact, self._text, self._starts, self._by_letter, self.places):
            assert made is not None

    def beginning(self, wanted: str) -> Iterator[tuple[int, float]]:
        at = bisect_left(self._sorted, (wanted,))
        for spelling, index in islice(self._sorted, at, at + ENOUGH_ROWS):
            if not spelling.startswith(wanted):
                return
            yield index, BEGINS - min(len(spelling) - len(wanted), 10) * 0.5

    def within(self, wanted: str) -> Iterator[tuple[int, float]]:
        at = self._text.find(wanted)
        for _ in range(ENOUGH_ROWS):
            if at < 0:
                return
            row = bisect_right(self._starts, at) - 1
            yield self._flat[row][1], WITHIN - min(at - self._starts[row] - 1, 10) * 0.5
            at = self._text.find(wanted, at + 1)

    def nearly(self, wanted: str, limit: int) -> Iterator[tuple[int, float]]:
        """A slip of the fingers: a letter too many, too few or wrong."""
        spellings, places = self._by_letter.get(wanted[0], ([], []))
        near = {row: one for row, one in enumerate(spellings) if abs(len(one) - len(wanted)) <= 3}
        found = process.extract(wanted, near, scorer=fuzz.QRatio, limit=limit, score_cutoff=ENOUGH)
        return ((places[row], mark) for _, mark, row in found)


class Known(Sequence[Thing]):
    """Things in their order, the pressing ones first, with what finds them. What finds them is made when first asked."""

    def __init__(self, things: Sequence[Thing] = (), like: "Known | None" = None) -> None:
        """like  the same things as they were before: if none was renamed, what finds them holds on"""
        self._things = tuple(things)
        made = _Finder(tuple(thing.key for thing in things), tuple(spelled(thing) for thing in things))
        before = like._finders[0][1] if like is not None and len(like._finders) == 1 else made
        self._finders: tuple[tuple[int, _Finder], ...] = ((0, before if before.same(made) else made),)

    @classmethod
    def joined(cls, parts: "Sequence[Known]") -> "Known":
        """All of these, one part behind the other, each with what finds it already."""
        made = cls()
        made._things = tuple(chain.from_iterable(part._things for part in parts))
        starts = accumulate((len(part) for part in parts), initial=0)
        made._finders = tuple(
            (start + since, finder)
            for start, part in zip(starts, parts, strict=False)
            for since, finder in part._finders
        )
        return made

    def again(self, changed: Collection[Thing]) -> "Known | None":
        """With these as they are now; None if one of them is new or renamed. Of a list that was not joined."""
        ((_, finder),) = self._finders
        things = list(self._things)
        for thing in changed:
            index = finder.places.get(thing.key)
            if index is None or finder.rows[index] != spelled(thing):
                return None
            things[index] = thing
        made = type(self)()
        made._things, made._finders = tuple(things), self._finders
        return made

    def __len__(self) -> int:
        return len(self._things)

    def __getitem__(self, at: int) -> Thing:  # type: ignore[override]
        return self._things[at]

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._things)

    @cached_property
    def by_key(self) -> dict[str, Thing]:
        return {thing.key: thing for thing in self._things}

    def ready(self) -> "Known":
        """Makes what finds them now: before the first letter is typed."""
        for _, finder in self._finders:
            finder.ready()
        return self

    def marks(self, typed: str) -> dict[int, float]:
        """How well things are meant, 0-100, by their place: exactly, by its beginning, within, or named in the text.

        Of very many that fit only some are given: two letters typed on five thousand units name none of them yet.
        """
        wanted = plain(typed)
        if not wanted or "\n" in wanted:
            return {}
        found = dict.fromkeys(self._exact(wanted), EXACT)
        self._add(found, (finder.beginning(wanted) for _, finder in self._finders))
        if len(found) < FEW:
            self._add(found, (finder.within(wanted) for _, finder in self._finders))
        return found or dict.fromkeys(self._held(wanted), HOLDS)

    def _exact(self, wanted: str) -> list[int]:
        return [since + index for since, finder in self._finders for index in finder.exact.get(wanted, ())]

    def _add(self, found: dict[int, float], told: Iterable[Iterable[tuple[int, float]]]) -> None:
        """What each of the finders tells, in their order; of several marks of one thing the best."""
        for (since, _), one in zip(self._finders, told, strict=True):
            for index, mark in one:
                found[since + index] = max(found.get(since + index, 0.0), mark)

    def _held(self, wanted: str) -> Iterator[int]:
        """Things of which a whole name stands in the text."""
        for since in range(len(wanted)):
            for until in range(since + 2, min(len(wanted), since + _LONGEST_SPELLING) + 1):
                if _whole(wanted, since, until):
                    yield from self._exact(wanted[since:until])

    def named(self, typed: str) -> list[Thing]:
        """All that the text names equally well: exactly, else by their beginning, else within. Empty: none."""
        marks = self.marks(typed)
        best = max(marks.values(), default=0.0)
        least = next((one for one in (EXACT, BEGINS - 5, WITHIN - 5) if best >= one), None)
        if least is None or (least < EXACT and len(typed.strip()) < 2 and typed.isascii()):
            return []
        return [self._things[index] for index in sorted(marks) if marks[index] >= least]

    def exactly(self, typed: str) -> list[Thing]:
        return [self._things[index] for index in dict.fromkeys(self._exact(plain(typed)))]

    def matching(self, typed: str, limit: int = MOST) -> list[Thing]:
        """The things meant, best first. Without anything typed the first ones as they are."""
        if not typed.strip():
            return list(self._things[:limit])
        marks = self.marks(typed) or self._nearly(typed, limit)
        best = sorted(marks, key=lambda index: (-marks[index], index))[:limit]
        return [self._things[index] for index in best]

    def _nearly(self, typed: str, limit: int) -> dict[int, float]:
        wanted, found = plain(typed), dict[int, float]()
        if len(wanted) >= 3:
            self._add(found, (finder.nearly(wanted, limit * 3) for _, finder in self._finders))
        return found

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
        same = dict.fromkeys(self._exact(plain(name)))
        alone = len(same) == 1 and self._things[next(iter(same))] is thing
        return name if alone or not thing.code else thing.code


def _whole(text: str, since: int, until: int) -> bool:
    """Whether the piece is no part of a longer word or number; Chinese has no blanks to say so."""
    around = f" {text} "
    return not text[since:until].isascii() or around[since] == around[until + 1] == " "
