"""The names of levels in English plans: `Level 2 – Partial activation`, `SEV-1`, `Code Red`, `Hurricane watch`.

Which of them is the higher one is read from the words of the names, else from what is told of each.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchroom.plans.extraction.found import Colour

_NUMBERS = {
    **{str(n): n for n in range(6)},
    **dict(zip(("I", "II", "III", "IV", "V"), range(1, 6), strict=True)),
    **dict(zip(("one", "two", "three", "four", "five"), range(1, 6), strict=True)),
}
KINDS = "Level|LEVEL|Tier|TIER|Condition|CONDITION|Stage|STAGE|Phase|PHASE|Type|TYPE|Class|CLASS|Severity|Sev|SEV|Category|CATEGORY|Status|Alert|ALERT|Grade|GRADE|Band"
_NUMBER = r"[0-5]|IV|V|I{1,3}|One|Two|Three|Four|Five|ONE|TWO|THREE|FOUR|FIVE"
_LABEL = re.compile(
    rf"(?P<lead>(?:[A-Z][\w/&]*[: ]{{1,2}}){{0,3}})(?P<kind>{KINDS}) ?(?:[-#:] ?)?(?P<n>{_NUMBER})(?![\w.])|(?P<short>SEV|Sev|P)-?(?P<digit>[0-5])(?![\w.])"
)
_MANY = re.compile(rf"\b(?P<kind>{KINDS}|level|stage|tier|phase)s? (?P<n>(?:{_NUMBER})(?:(?:,? (?:and|or|to|through|&) |, ?| ?[/–-] ?)(?:(?:{KINDS}|level) )?(?:{_NUMBER}))*)(?![\w.]\w)(?P<up> (?:and|or) (?:above|higher)|\+)?")  # fmt: skip
NUMBERED = re.compile(rf"{_MANY.pattern}(?: ?\([^()]{{2,48}}\)| [–—-] [\w &]{{2,40}})?")
_KIND = re.compile(r" (?:Activation|Response|Alert|Emergency|Emergencies|Incidents?|Events?|Warning)\b", re.IGNORECASE)
_TITLE = re.compile(
    r" ?(?:\((?P<inside>[^()]{2,48})\)|[:—–-] ?(?P<title>[A-Z\d][\w/&',’;() -]{1,64}?)(?:(?= ?[:—–] | - |: |\. |[.:]$| \([^()]{2,40}\)$)|$))"
)
# What tells of a level in the place of its title: `A major incident that …`, `Hurricane warning issued for the coast`.
_NO_TITLE = re.compile(
    r"(?:An?|Any|The|One|Two|No)\b (?!.*\b(?:activation|alert|watch|warning)$)|\d|.*\b(?:issued|prior to|before|that|which|when|if)\b",
    re.IGNORECASE,
)
# `Level 2 Partial Activation`, without a sign between them.
_CALLED = re.compile(
    r" (?:[A-Z][a-z]+ ){1,3}(?:Activation|Monitoring|Operations|Readiness|Response|Alert|Emergency|Watch|Standby|Conditions?|Warning)"
)
_BRACKET = re.compile(r" ?\([^()]{2,48}\)$")
_NOT_A_LEVEL = re.compile(
    r"\b(?:after|recovery|post-\w+|aftermath|debrief\w*|prevention|mitigation|preparedness)\b", re.IGNORECASE
)
_MOST_TITLE, _MOST_ALONE = 6, 9  # words; of a title behind which nothing is told in its line
COLOURS: dict[str, Colour | None] = {
    "black": None, "purple": None, "red": "red", "orange": "orange", "amber": "orange", "yellow": "yellow", "blue": "blue",
    "green": None, "white": None,
}  # fmt: skip
_SIGNS: dict[str, Colour] = {"🔴": "red", "🟥": "red", "🟠": "orange", "🟧": "orange", "🟡": "yellow", "🟨": "yellow", "🔵": "blue", "🟦": "blue"}  # fmt: skip
COLOUR = re.compile(rf"\b({'|'.join(COLOURS)})\b", re.IGNORECASE)
LEVELS = re.compile(
    r"\b(?:activation|response|alert|incident|emergency|readiness|operational|escalation|risk|severity|threat|warning) (?:levels?|phases|statuses|states|stages|tiers|categories)\b|\b(?:flood|river|drought|storm|heat|fire|response) stages\b"
    r"|\blevels? of (?:activation|response|emergency|alert|readiness|severity)\b|\bclassifications?\b|\b(?:weather|storm|flood|heat|air quality) (?:alerts|warnings)\b",
    re.IGNORECASE,
)
# How grave a word is, from 0 for the daily round to 9 for a catastrophe; the gravest word of a name counts.
_GRAVE: Mapping[int, str] = {
    0: r"daily|normal|routine|steady[ -]state|white|none|negligible|baseline",
    1: r"green|mild|minor|low|non-emergency|incidental|monitor(?:ing)?|minimal|stand-?by|on-call|unusual event|informational|small|local(?:i[sz]ed)?|awareness|outlook",
    2: r"advisory|blue|limited|enhanced|increased|elevated|guarded|caution|alert|heightened",
    3: r"moderate|medium|partial|watch|yellow|significant|intermediate|expanded",
    5: r"high|warning|orange|amber|serious|severe|site(?: area)? emergency|substantial",
    6: r"major|red|full(?:y|-scale)?|maximum|(?<!non-)emergency|large|imminent|urgent",
    7: r"(?:strike|landfall|impact|arrival) (?:is )?(?:expected|imminent|anticipated)|exceptional|critical|disaster|crisis|extreme|general emergency|off-?site emergency|black|purple",
    8: r"major incident",
    9: r"catastroph\w+|existential|evacuate",
}
WARNS = 5  # a word as grave as `warning`; levels that have none beside it are below
_WEIGHTS = [(weight, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for weight, words in _GRAVE.items()]
_WITHIN = re.compile(
    r"\b(?:can be (?:managed|handled|resolved|contained)|(?:managed|handled|resolved) (?:with|by|within)|resources on duty|on-duty|normal operations|local resources|single (?:department|building|unit)|one (?:department|building|unit)|no (?:immediate )?(?:threat|danger|impact)|little or no|isolated|limited|short duration|minimal)\b",
    re.IGNORECASE,
)
_BEYOND = re.compile(
    r"\b(?:exceeds?|exceeding|beyond|overwhelm\w*|mutual aid|outside (?:assistance|help|resources)|external (?:assistance|support|resources)|state (?:or|and) federal|federal|entire|all (?:departments|buildings|staff|positions)|(?<!no )(?<!without )evacuat\w+|multiple (?:buildings|agencies|casualties|deaths)|widespread|life[- ]threatening|fatalit\w+|deaths?|prolonged|cannot be|regional|county-?wide|city-?wide|campus-?wide|24/7)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(\d{1,4}(?:\.\d)?) ?(?:(?:–|-|to) ?\d[\d.]* ?)?(°|degrees|mm|cm|m\b|mph|knots|km/h|inch|ft\b|feet|metres|meters)"
)
# A lower bound of what is counted: `more than 50 residents`.
_MANY_OF = re.compile(
    r"(?:\b(?:more than|over|at least|exceed(?:s|ing)?)|[>≥]=?) ?(?P<n>\d{1,3}(?:,\d{3})+|\d{1,7}) (?P<what>people|persons|residents|homes|households|properties|customers|patients|casualties|deaths|fatalities|injuries|cases|passengers|students)\b",
    re.IGNORECASE,
)
_COLD = re.compile(r"\b(?:below|under|less than|minimum|cold|chill|lows?|visibility|freez\w+)\b", re.IGNORECASE)
_NO_NAME = re.compile(r"\b(?:emergency|alert) (?=level|response|activation|classification)", re.IGNORECASE)
_OF_ALL = re.compile(
    r" (?:emergency|emergencies|disasters?)$", re.IGNORECASE
)  # `Minor emergency` beside `Major emergency`


_KIND_AND_NUMBER = re.compile(rf"^(?:{KINDS}) ?(?:[-#:] ?)?(?:{_NUMBER})(?![\w.])")  # `Alert 2` alone weighs nothing


@dataclass(frozen=True, slots=True)
class Label:
    """A level that a text names at its start: its scale (`level`, `type`), number, name, where that ends, and whether it
    has a title of its own."""

    scale: str
    number: int
    name: str
    end: int
    named: bool


def label(text: str, *, whole: bool = False) -> Label | None:
    """The level with whose number a text begins. whole: the text is a title, and all of it is the name."""
    head = _LABEL.match(text)
    if head is None:
        return None
    end = head.end()
    if kind := _KIND.match(text, end):
        end = kind.end()
    title = _TITLE.match(text, end)
    if title is not None and not title["inside"] and _NO_TITLE.match(title["title"]):
        title = None
    alone = title is not None and not text[title.end() :].strip(" :")
    said = (title["inside"] or title["title"]) if title is not None else ""
    named = bool(said) and len(said.split()) <= (_MOST_ALONE if alone else _MOST_TITLE)
    named = named and (alone or ";" not in said)
    end = title.end() if title and named else end
    if whole and (bracket := _BRACKET.match(text, end)):
        end = bracket.end()
    inside = title is not None and title["inside"] is not None
    if not whole and not inside and not re.match(r" ?(?:[:.—–\t-]|$)", text[end:]):
        return None
    if _NOT_A_LEVEL.search(text, head.end(), end):
        return None
    if whole and not named and (called := _CALLED.fullmatch(text, end)):
        end, named = called.end(), True
    word = head["n"] or head["digit"]
    scale = (head["kind"] or head["short"]).lower()
    number = _NUMBERS[word if word in _NUMBERS else word.lower()]
    return Label({"sev": "severity", "p": "severity"}.get(scale, scale), number, text[:end].strip(), end, named)


_INLINE = re.compile(
    rf"(?:(?<=[.;:] )|^)(?P<label>(?:[A-Z][\w/&]* ){{0,2}}(?:{KINDS}) ?(?:{_NUMBER})(?: ?\([^()]{{2,40}}\))?)(?: ?[:–—-] | (?:is|means|applies|covers)\b)"
)


def several(text: str) -> list[tuple[Label, int, int, int]]:
    """The levels that a paragraph tells one after the other (`Category 1 (yellow): …. Category 2: …`): each with where its
    name begins, where what is told of it begins, and where that ends; none where it tells of one alone."""
    found = [(one, match) for match in _INLINE.finditer(text) if (one := label(match["label"], whole=True))]
    if len({(one.scale, one.number) for one, _ in found}) < 2:
        return []
    ends = [match.start() for _, match in found[1:]] + [len(text)]
    return [(one, match.start("label"), match.end(), end) for (one, match), end in zip(found, ends, strict=True)]


def numbers(text: str, scale: str, most: int) -> list[int]:
    """The numbers of a scale that a text names: `Levels 1 and 2`, `Stage 1, 2 or 3`, `Level 2 and above`."""
    found: list[int] = []
    for match in _MANY.finditer(text):
        kind = match["kind"].lower()
        if {"sev": "severity"}.get(kind, kind) != scale and kind != "level":
            continue
        told = [_NUMBERS[w if w in _NUMBERS else w.lower()] for w in re.findall(rf"\b(?:{_NUMBER})\b", match["n"])]
        if len(told) == 2 and re.search(r"to|through|[–-]", match["n"]):
            told = list(range(min(told), max(told) + 1))
        found += told
    if scale == "severity":
        found += [int(n) for n in re.findall(r"\b(?:SEV|Sev|P)-?([0-5])\b", text)]
    if not found and (one := label(text, whole=True)) and one.scale == scale:
        found = [one.number]
    return [n for n in dict.fromkeys(found) if n <= most]


def upward(text: str) -> bool:
    """Whether a text names a level and all graver ones: `Level 2 and above`."""
    return any(match["up"] for match in _MANY.finditer(text))


def colour_of(name: str, text: str) -> Colour | None:
    """The colour in a level's name, or the coloured sign beside it."""
    told = COLOUR.search(name)
    if told:
        return COLOURS[told[1].lower()]
    return next((colour for sign, colour in _SIGNS.items() if sign in text), None)


def weight(name: str) -> int | None:
    """How grave the words of a name are; None where it has no word that says so."""
    bare = _NO_NAME.sub(" ", name)
    for text in (_OF_ALL.sub("", bare), bare):
        if found := [grave for grave, words in _WEIGHTS if words.search(text)]:
            return max(found)
    return None


def _told(text: str) -> int | None:
    """How grave what is told of a level is."""
    cues = sum(len(words.findall(text)) * grave for words, grave in ((_BEYOND, 3), (_WITHIN, -3)))
    weighed = weight(text)
    return None if weighed is None and not cues else cues + (weighed or 0)


def _counted(levels: Sequence[tuple[int, str, str]]) -> bool | None:
    """Whether the numbers rise with how many people, homes or cases are told of, where two levels count the same and no
    two disagree."""
    told: dict[str, list[tuple[int, float]]] = {}
    for n, _, text in levels:
        for match in _MANY_OF.finditer(text):
            told.setdefault(match["what"].lower(), []).append((n, float(match["n"].replace(",", ""))))
    ways = {
        (b[1] - a[1]) * (b[0] - a[0]) > 0
        for counts in told.values()
        for i, a in enumerate(counts)
        for b in counts[i + 1 :]
        if a[0] != b[0] and a[1] != b[1]
    }
    return ways.pop() if len(ways) == 1 else None


def rising(levels: Sequence[tuple[int, str, str]]) -> bool | None:
    """Whether the numbers rise with what happens, None where nothing says so; of each level its number, its name, and what
    is told of it."""
    if (counted := _counted(levels)) is not None:
        return counted
    named = [(n, weight(_KIND_AND_NUMBER.sub("", name))) for n, name, _ in levels]
    for weights in (named, [(n, _told(text[:600])) for n, _, text in levels]):
        grave = any(w is not None and w >= WARNS for _, w in weights) and weights is not named
        weighed = [(n, w if w is not None else 1) for n, w in weights if w is not None or grave]
        slope = sum((b[0] - a[0]) * (b[1] - a[1]) for i, a in enumerate(weighed) for b in weighed[i + 1 :])
        if slope:
            return slope > 0
    bounds = [
        (n, float(bound[1]), bound[2])
        for n, _, text in levels
        if (bound := _BOUND.search(text)) and not _COLD.search(text)
    ]
    values = [value for _, value, _ in sorted(bounds)]
    if len({unit for *_, unit in bounds}) != 1 or values not in (sorted(values), sorted(values, reverse=True)):
        return None
    return values[0] < values[-1] if values[0] != values[-1] else None


def short_name(name: str) -> str:
    """What a level is called without what a dash or a colon says of it, in small letters."""
    return re.split(r" [–—-] |: ", name.lower())[0]


def whole_names(names: list[str], text: str) -> list[str]:
    """The longer names of levels that a text has; one that stands inside another (`off-site emergency`) is not meant."""
    made = []
    for name in sorted((one for one in names if len(one) > 6), key=len, reverse=True):
        if name in text or shares(name, text):
            made.append(name)
            text = text.replace(name, "|")
    return made


def shares(name: str, text: str) -> bool:
    """Whether a text names a level with its last word behind that of another: `Partial or full activation`."""
    first, _, last = name.rpartition(" ")
    joined = rf"\b{re.escape(first)}(?:, | (?:and|or|to|through) | ?[/&–-] ?)[\w -]{{2,24}}? {re.escape(last)}s?\b"
    return bool(first) and re.search(joined, text, re.IGNORECASE) is not None
