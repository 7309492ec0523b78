"""Conditions in English made ready for the reader of bounds: numbers in words, periods, warnings of the weather service."""

import re

from watchroom.plans.extraction import english_bounds
from watchroom.plans.extraction.found import Leaf

_WORDS = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen",
         "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "a hundred", "one hundred"),
        (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 40, 50, 60, 100, 100, 100),
        strict=True,
    )
)  # fmt: skip
_SPELLED = re.compile(
    rf"\b(?:(?P<led>(?:at least|more than|over|fewer than|less than) (?!one of))|)(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?: \(\d{{1,3}}\))?(?(led)\b|(?= (?:or (?:more|greater|fewer)|and above|to \w+|people|persons|deaths|fatalities|casualties|injur\w+|patients|(?:(?:consecutive|straight|successive) )?(?:hours?|days?)|minutes?|inch\w*|feet|foot|miles?|homes|households|cases|(?!of )(?:[a-z][\w-]* ){{0,3}}[a-z]+s (?:are|have|is|has))\b|-(?:hour|day)\b))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\bbetween (\d[\d.]{0,8})(?: ?(?:%|percent)| (?P<unit>feet|ft|inches|miles|metres|meters|m|mm|cm)(?= and \d[\d.]{0,8} (?P=unit)\b))? and (?=\d)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PERIOD = re.compile(
    r"\b(?:(?:within|in|over|during|for|across)(?: a| an| any| the)?(?: (?P<first>next|past|last|previous|coming|following))?|(?<!to )(?:the )?(?P<alone>next|past|last|previous|coming))"
    r" (?P<n>\d{1,3})(?: ?(?:-|to) ?(?P<to>\d{1,3}))?[ -](?:(?:consecutive|straight|successive) )?(?P<unit>hours?|hrs?|minutes?|mins?|days?|weeks?)(?: (?:period|window|timeframe|of)\b)?",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"\b(?P<n>\d{1,3})-?(?: )?(?P<unit>hour|day|minute)(?= (?:rain|snow|precip|total|accum)\w*)", re.IGNORECASE
)
_FAHRENHEIT = re.compile(
    r"(?P<low>-?\d{1,3}(?:\.\d)?)(?: ?(?P<sign>-|to|and) ?(?P<high>-?\d{1,3}(?:\.\d)?))? ?(?:° ?F|℉|degrees? (?:F\b|Fahrenheit)|deg\.? F\b|F\b)"
)
# `12 in. of snow`, `3-6" snow`: the abbreviation before what it measures, or with its full stop.
_INCHES = re.compile(
    r"(?<=\d) ?(?:in\.(?=[ ,;)]|$)|in(?= of (?:snow|rain|ice|sleet|hail|water|precip))|[\"”″](?= (?:of )?(?:snow|rain|ice|sleet|hail|precip)))"
)
_BOUND = re.compile(r"(?<!within )(?<![\d.])\d")
_TOLD_WHEN = re.compile(r"\b(?:within \d|forecast|expected|predicted|anticipated|projected|observed)", re.IGNORECASE)
_AND_MORE = re.compile(r"(\d[\d.]{0,8})\+(?= (?:days?|hours?|minutes?|people|persons|households|homes)\b)")
# `6 or more contaminated patients`: what has become of those who are counted, before them.
_BECOME = re.compile(
    r"(\d(?: or (?:more|fewer|less)| and above)?) (contaminated|exposed|injured|trapped|missing|displaced|stranded) (people|persons|patients|residents|passengers|students|workers|employees|visitors)\b",
    re.IGNORECASE,
)
_MINUTES = {"h": 60, "m": 1, "d": 1440, "w": 10080}
_SIGNS = {"<": "<", "less than": "<", "under": "<", ">": ">", "more than": ">", "over": ">", "≤": "<=", "≥": ">="}
_AHEAD, _BEHIND = ("next", "coming", "following"), ("past", "last", "previous")
_HAZARDS = (
    r"(?:severe |flash |coastal |river |areal |minor )?flood(?:ing)?|tornado|hurricane|typhoon|cyclone|tropical storm|tropical cyclone|winter storm|winter weather"
    r"|ice storm|blizzard|severe thunderstorm|thunderstorm|(?:high |extreme )?wind|(?:wind )?chill|freeze|frost|red flag|fire weather|(?:excessive |extreme )?heat"
    r"|snow(?: event)?|snow squall|storm surge|dense fog|dust storm|tsunami|avalanche|earthquake|air quality|gale|storm"
    r"|(?:red|amber|yellow) (?:national )?(?:severe )?weather|severe weather"
)
_GRADES = r"advisor(?:y|ies)|watch(?:es)?|warnings?|alerts?"
_SIGNAL = re.compile(
    rf"\b(?P<hazard>{_HAZARDS})(?P<grades> (?:{_GRADES})(?:(?:/| or | and | and/or |, )(?:{_GRADES})\b){{0,3}})",
    re.IGNORECASE,
)
# `an Amber or Red warning`, `a Yellow warning of wind or rain`.
_COLOURS = r"(?:Yellow|Amber|Orange|Red)"
_WEATHER = r"(?:snow|ice|winds?|rain|thunderstorms?|thunder|fog|(?:extreme )?heat|(?:extreme )?cold|lightning|flooding|floods?|storms?|hail|frost)"
_COLOURED = re.compile(
    rf"\b(?P<colours>{_COLOURS}(?:(?:,? or | and |, |/){_COLOURS}){{0,2}}) warnings?\b(?! (?:lights?|signs?|tape|lamps?|flags?|system|triangles?)\b)"
    rf"(?: (?:of|for) (?P<hazards>{_WEATHER}(?:(?:,? or |,? and |, ){_WEATHER}){{0,4}})\b)?"
)
_LEAD = re.compile(
    r"(?:\b(?P<ahead>landfall|strike|arrival|onset|impact)\b[^.;,\d<>]{0,20})?(?P<op>[<>≤≥]|\b(?:less than|under|within|more than|over) )? ?(?P<n>\d{1,3})(?: ?(?:–|-|to) ?(?P<to>\d{1,3}))?[ -]?(?:hours?|hrs?|h)\b(?: (?:period|window))?"
    r"(?(ahead)(?: (?:out|away|ahead|or less))?| (?:to|before|prior to|ahead of|until|from|out from|of) (?:the )?(?:\w+ ){0,3}?(?:landfall|strike|arrival|onset|impact|storm\w*|hurricane\w*|winds?)\b)",
    re.IGNORECASE,
)


def lead_time(text: str) -> tuple[str, list[Leaf]]:
    """The text without the hours that are left until what comes (`48–72 hours before landfall`), and their bounds."""
    found = _LEAD.search(text)
    if found is None:
        return text, []
    low, high = int(found["n"]), int(found["to"] or found["n"])
    sign = (found["op"] or "").strip().lower()
    bounds = [(">=", min(low, high)), ("<=", max(low, high))] if found["to"] else [(_SIGNS.get(sign, "<="), low)]
    leaves = [
        Leaf.model_validate({"quantity": "time_to_landfall", "op": op, "value": n, "unit": "h"}) for op, n in bounds
    ]
    return text[: found.start()] + " " + text[found.end() :], leaves


# `6 or more P1 casualties`: those of the first priority, of whom none but they are counted.
_GRAVELY = re.compile(
    r"\b(?:P ?1|T ?1|Priority (?:1|One)|Category (?:1|One)) (?:casualt(?:y|ies)|patients?)\b", re.IGNORECASE
)


def ready(text: str) -> str:
    """The condition with its numbers in digits, and its periods as `within 24 hours`, forecast or observed."""
    text = _GRAVELY.sub("seriously injured", text)
    text = _SPELLED.sub(lambda match: (match["led"] or "") + str(_WORDS[match["word"].lower()]), text)
    text = _AND_MORE.sub(r"at least \1", _INCHES.sub(" inches", english_bounds.spelled(text)))
    text = _FAHRENHEIT.sub(_celsius, _BETWEEN.sub(r"\1 to ", _THOUSANDS.sub("", text)))
    text = _ADJECTIVE.sub(r"within \g<n> \g<unit>s", text)
    return _PERIOD.sub(_period, _BECOME.sub(r"\1 \3 \2", text))


def _celsius(match: re.Match[str]) -> str:
    low, high = ((float(match[key]) - 32) * 5 / 9 if match[key] else None for key in ("low", "high"))
    return _exact(low) + (f" to {_exact(high)}" if high is not None else "") + "°C"


def _exact(value: float | None) -> str:
    """A number as fine as amounts are kept: what is measured at the very bound must not fall short of it."""
    return f"{value or 0:.6f}".rstrip("0").rstrip(".")


def trails(text: str) -> bool:
    """Whether a clause tells its period or that it is forecast behind what it bounds, and so of that alone (`6 inches of
    snow within 24 hours`)."""
    bound, told = _BOUND.search(text), _TOLD_WHEN.search(text)
    return bound is not None and told is not None and bound.start() < told.start()


def _period(match: re.Match[str]) -> str:
    word = (match["first"] or match["alone"] or "").lower()
    minutes = int(match["to"] or match["n"]) * _MINUTES[match["unit"][0].lower()]
    told = " expected" if word in _AHEAD else " observed" if word in _BEHIND else ""
    return f"{told.lstrip() + ' ' if told else ''}within {minutes} minutes"


def signals(text: str) -> tuple[str, list[Leaf]]:
    """The text without the warnings that it names, and each of them (`flood watch/warning` are two)."""
    found: list[Leaf] = []
    for match in _SIGNAL.finditer(text):
        for grade in re.findall(_GRADES, match["grades"], re.IGNORECASE):
            one = re.sub(r"ies$", "y", grade) if grade.lower().endswith("ies") else re.sub(r"(?<=h)es$|s$", "", grade)
            leaf = Leaf.model_validate({"quantity": "warning_signal", "op": "==", "value": f"{match['hazard']} {one}"})
            found += [leaf] if leaf not in found else []
    found += [leaf for match in _COLOURED.finditer(text) for leaf in _coloured(match)]
    return (_COLOURED.sub(" ", _SIGNAL.sub(" ", text)), found[:24]) if found else (text, found)


def _coloured(match: re.Match[str]) -> list[Leaf]:
    """The warnings of each colour, of each hazard where some are named."""
    colours = re.findall(_COLOURS, match["colours"])
    hazards = [f" of {one}" for one in re.split(r",? or |,? and |, ", match["hazards"])] if match["hazards"] else [""]
    values = [f"{colour} warning{hazard}" for colour in colours for hazard in hazards]
    return [Leaf.model_validate({"quantity": "warning_signal", "op": "==", "value": value}) for value in values]
