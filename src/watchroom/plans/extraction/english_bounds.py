"""Bounds that English plans tell in a way of their own: how far below a top, how many works in a state, at which gauge."""

import re
from dataclasses import dataclass

from watchroom.plans.extraction.found import Leaf

_FRACTIONS = {
    "½": 0.5,
    "¼": 0.25,
    "¾": 0.75,
    "half": 0.5,
    "quarter": 0.25,
    "three-quarters": 0.75,
    "three quarters": 0.75,
}
_LENGTHS = r"(?:inch(?:es)?|in\.|[\"”″]|feet|foot|ft|miles?)"
# `1/4 inch`, `1½ inches`, `one-half inch`, `a quarter of an inch`.
_FRACTION = re.compile(
    rf"(?<![\d/.])(?:(?P<whole>\d{{1,2}})[ -]?)?(?:(?P<n>\d{{1,2}})/(?P<of>\d{{1,2}})|(?P<sign>[½¼¾]))(?=[ -]?{_LENGTHS})"
    rf"|\b(?:(?:one|an?)[ -])?(?P<word>half|quarter|three[ -]quarters)(?: of)?(?: an?)?(?=[ -](?:inch|foot|mile)\b)",
    re.IGNORECASE,
)
# A heat index without a unit: one so high is in Fahrenheit.
_HOT = re.compile(
    r"\b(?P<lead>heat ind(?:ex|ices) (?:[a-z]+ ){0,4})(?P<n>(?:[89]\d|1[0-4]\d)(?: ?(?:-|–|to) ?(?:[89]\d|1[0-4]\d))?)(?![\d.%]| ?(?:-|–|to|and) ?\d| ?(?:°|degrees?\b|deg\b|[CF]\b|percent))",
    re.IGNORECASE,
)
_METRES = {"f": 0.3048, "i": 0.0254, "m": 1.0, "c": 0.01}
# `within 2 feet of the top of the dam`: a number that is counted down from something, and no level of its own.
_NEAR = re.compile(
    r"\bwithin (?P<n>\d{1,3}(?:\.\d{1,2})?) ?(?P<unit>feet|foot|ft|inches|inch|metres?|meters?|cm|m)\b\.? (?:of|from|below) (?:the |its )?(?P<what>[^,.;]{2,50})",
    re.IGNORECASE,
)
_TOP = re.compile(r"(?:[\w’'-]+ ){0,3}(?:top|crest|lip|overtopping|low chord)\b", re.IGNORECASE)
_STATE = (
    r"closed|impassable|blocked|flooded|inundated|washed out|out of service|out of operation|damaged|destroyed|evacuated"
    r"|overwhelmed|unavailable|isolated|cut off|overtopped|breached|activated|disabled|unusable|submerged|under water"
)
_COUNTED = re.compile(
    rf"(?P<sign>at least|more than|over|fewer than|less than)? ?\b(?P<n>\d{{1,4}})(?P<more>\+| or more| or greater)? (?P<of>(?:[a-z][\w-]* ){{0,3}}[a-z]+s) (?:(?:is|are|has been|have been|become|being|remain|will be) )?(?:[a-z]+ly )?(?P<state>{_STATE})\b",
    re.IGNORECASE,
)
_MEASURES = re.compile(
    r"(?:hours?|minutes?|days?|weeks?|inches|feet|miles|percent|people|persons|residents|customers)\b"
)
_SIGNS = {"more than": ">", "over": ">", "fewer than": "<", "less than": "<"}
_NAME = r"[A-Z][\w’']*(?: [A-Z][\w’']*){0,3}"
_GAUGE = re.compile(
    rf"\b(?P<named>{_NAME}) (?:[Gg]aug(?:e|ing station)|[Gg]age)\b|\b(?:[Gg]auge|[Gg]age|[Rr]iver|[Cc]reek|[Ss]tage|[Ll]evel)(?: level)? (?:at|near) (?:the )?(?P<at>{_NAME})"
    rf"|\b(?P<water>(?:River {_NAME}|{_NAME} (?:River|Creek|Brook|Bayou|Fork|Canal)) (?:at|near) (?:the )?{_NAME})"
)
_COMES = r"(?:forecast|expected|predicted|projected|anticipated|likely)"
# `is above flood stage, or is expected to reach it`, but not `exceeds or is expected to exceed 3 m`, which bounds one number.
_OR_AHEAD = re.compile(
    rf"(?<!exceed)(?<!exceeds)(?<!exceeded)(?<!reach)(?<!reaches)(?<!reached)(?<!pass)(?<!passes)(?<!passed),? or (?=(?:is|are) {_COMES} to )",
    re.IGNORECASE,
)
# `or when the wind rises`: a condition of its own, of which nothing said before is said.
_OR_WHEN = re.compile(r",? or (?=(?:when|if|where) )", re.IGNORECASE)
# `temperatures do not fall below 25 degrees`.
_NOT_BELOW = re.compile(
    r"\b(?:do|does|did|will|is|are)(?: not|n['’]t) (?:\w+ to )?(?:fall|drop|go|dip|sink)(?: to)? (?:below|under)(?= -?\d)",
    re.IGNORECASE,
)
_SAYS = r"\b(?:is|are|has|have|was|were|exceeds?|reach(?:es)?|falls?|drops?|remains?)\b"
# `Winds of 40 mph or gusts of 58 mph are expected within 12 hours`: what the end says is said of both.
_ALL_AHEAD = re.compile(
    rf"(?P<first>[^,;.]{{4,120}}?) or [^,;.]{{4,120}}? (?:is|are) {_COMES}\b(?! to)(?:[^,;.]{{0,40}}?within (?P<n>\d{{1,6}}) minutes)?",
    re.IGNORECASE,
)
# `above elevation 412 feet`: a level that is measured from the sea.
_ELEVATION = re.compile(r"\b(?:an )?(?:elevation|El\.|EL)(?: of)? (?=\d)")
# `lightning within 8 miles of the site`: how near something is that happened elsewhere.
_AWAY = re.compile(
    r"\b(?P<what>lightning|earthquake|release|spill|leak|wildfire|explosion|strike)s?\b[^.;,\d]{0,60}?\bwithin (?P<n>\d{1,3}(?:\.\d{1,2})?) ?(?P<unit>miles?|km|kilomet(?:re|er)s?)\b of\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:The|At|When|If) ")


def spelled(text: str) -> str:
    """Parts of an inch or a mile as decimal numbers, a high heat index with its unit, what does not fall below as at least."""
    text = _NOT_BELOW.sub("remain at least", text)
    return _ELEVATION.sub("", _HOT.sub(r"\g<lead>\g<n>°F", _FRACTION.sub(_decimal, text)))


def _decimal(match: re.Match[str]) -> str:
    part = _FRACTIONS[word] if (word := (match["sign"] or match["word"] or "").lower()) else None
    if part is None:
        if not int(match["of"]):
            return match[0]
        part = int(match["n"]) / int(match["of"])
    return f"{int(match['whole'] or 0) + part:.4f}".rstrip("0").rstrip(".")


def below_top(text: str) -> tuple[str, list[Leaf]]:
    """The text without what is counted down from something, and how much is left below a top or crest. Of another mark
    (`within 1 foot of flood stage`) nothing is kept: neither number nor mark is what has to be reached."""
    found: list[Leaf] = []
    for match in _NEAR.finditer(text):
        value = float(match["n"]) * _METRES[match["unit"][0].lower()]
        if _TOP.match(match["what"]):
            bound = {"quantity": "freeboard", "op": "<=", "value": round(value, 6), "unit": "m"}
            found.append(Leaf.model_validate(bound))
    return _NEAR.sub(" ", text), found


def near(text: str) -> tuple[str, list[Leaf]]:
    """The text without how near something is that happened elsewhere, and the bound on that."""
    found: list[Leaf] = []
    for match in _AWAY.finditer(text):
        quantity = "lightning_distance" if match["what"].lower() in ("lightning", "strike") else "distance"
        value = round(float(match["n"]) * (1.609344 if match["unit"][0] in "mM" else 1), 6)
        found.append(Leaf.model_validate({"quantity": quantity, "op": "<=", "value": value, "unit": "km"}))
    return _AWAY.sub(lambda match: f"{match['what']} of", text), found


def parted(text: str) -> str:
    """The text with an alternative that is only forecast, or has a `when` of its own, set apart from the one before it."""
    return _OR_WHEN.sub("; ", _OR_AHEAD.sub("; ", text))


@dataclass(frozen=True, slots=True)
class Shared:
    """What the end of a text says of all its alternatives: they are forecast, over so many minutes."""

    minutes: int | None


def shared_forecast(text: str) -> Shared | None:
    """What is forecast as a whole; None where the first alternative has a verb of its own."""
    match = _ALL_AHEAD.match(text)
    if match is None or re.search(_SAYS, match["first"], re.IGNORECASE):
        return None
    return Shared(int(match["n"]) if match["n"] else None)


def works(text: str) -> list[Leaf]:
    """What is counted in a state: `2 or more bridges are closed`."""
    made = []
    for match in _COUNTED.finditer(text):
        if _MEASURES.search(match["of"]):
            continue
        op = _SIGNS.get((match["sign"] or "").lower(), ">=")
        bound = {"quantity": "object_count", "op": op, "value": int(match["n"]), "unit": "count"}
        made.append(Leaf.model_validate({**bound, "of": match["of"], "state": match["state"].lower()}))
    return made


def gauges_of(text: str) -> list[str]:
    """The gauge or the place on a river that a text names."""
    match = _GAUGE.search(text)
    if match is None:
        return []
    name = f"{match['named']} gauge" if match["named"] else match["at"] or match["water"]
    return [_ARTICLE.sub("", name)]
