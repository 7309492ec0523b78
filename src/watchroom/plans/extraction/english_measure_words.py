"""The words by which English plans say what is a measure, in which column it stands, and by when it is done."""

import re
from collections.abc import Sequence

LABEL = re.compile(r"(?P<label>[A-Z0-9][^:.;]{1,60}?)(?: ?\([^()]{1,40}\))?(?::| [–—-])(?= |$)")
INFORMS = re.compile(
    r"(?:either|excepting|except|except for|other than|apart from|with the exception of|one of|any of|following|these|include|includes|including|such as|consists? of|are:|is:|are as follows|contain|contains|for example|e\.g\.|examples?)(?:[^:]{0,40}(?:information|details|items|equipment|supplies|numbers|locations|people|persons|hazards|types|examples|questions|factors|sources|channels|methods))?[^:]{0,16}:$|^(?:[\w ]{2,24} )?(?:sources|factors|considerations)(?: of information)?:$",
    re.IGNORECASE,
)
ACTS = re.compile(
    r"\b(?:actions?|steps?|tasks?|measures|procedures?|will|shall|must|should|duties|responsibilities|do|follow)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\(?(?:\b[Tt](?:ime)? ?[+-] ?|first |hours? )?(?:<|within |by |0 ?(?:-|–|to) ?|up to |under |less than )?(?P<n>\d{1,3}) ?\+?(?:st )?(?P<unit>minutes?|mins?|hours?|hrs?|h|days?)\b\)?",
    re.IGNORECASE,
)
# A line of a timeline: `T+12h Governor declares a disaster`.
AFTER = re.compile(
    r"T ?\+ ?~?(?P<n>\d{1,3}) ?(?P<unit>minutes?|mins?|m|hours?|hrs?|h|days?|d)\b ?[:.–—-]?\s*", re.IGNORECASE
)
SPAN = re.compile(
    r"(?P<from>\d{1,3}) ?(?:-|–|to) ?(?P<n>\d{1,3}) ?(?P<unit>minutes?|mins?|hours?|hrs?|h|days?)\b", re.IGNORECASE
)
FIRST = re.compile(r"\bfirst (?P<n>\d{1,3}|hour|day) ?(?P<unit>minutes?|mins?|hours?|hrs?|days?)?\b", re.IGNORECASE)
AHEAD = re.compile(r"\b(?:before|prior|ahead|out|advance|pre-|to landfall|until)\b|[Tt] ?-", re.IGNORECASE)
MINUTES = {"m": 1, "h": 60, "d": 1440}
COLUMN = re.compile(
    r"actions?|tasks?|steps?|activit(?:y|ies)|procedures?|response|what(?: to do)?|description of (?:action|task)",
    re.IGNORECASE,
)
WHO = re.compile(
    r"(?:responsib\w+|lead|agency|department|position|who|owner|team|role|assigned|person|party|by)(?: .{0,24})?",
    re.IGNORECASE,
)
WHEN = re.compile(
    r"(?:when|time|timing|timeframe|time frame|timeline|deadline|target|within|due)(?: .{0,24})?", re.IGNORECASE
)
DESCRIBES = re.compile(
    r"(?:[A-Z][^,.;:]{3,40}, )?[Tt]he following (?:[\w-]+ ){0,4}(?:actions|measures|steps) (?:should|may|can) be considered\b|Emergency (?:operations|management|functions|activities) (?:will|shall|should)? ?(?:include|encompass|consist|comprise|involve|mean)|(?:This|The) (?:plan|section|document|annex|procedure|policy|chapter|purpose|following|table)\b|(?:It|There) (?:is|are)\b|In this plan\b|(?:The|All) (?:actions|measures)\b[^.;:]{2,40} (?:continue|remain in (?:force|place)|apply)\.?"
)
UNREADY = re.compile(
    r"\b(?:annually|quarterly|monthly|yearly|each year|every year|semi-annual\w*|at all times|year-round|in advance|per year|daily operations|(?:each|every|once a|per) (?:month|quarter|year)|twice a year|every \d{1,2} (?:months|years)|be (?:familiar\w*|trained))\b",
    re.IGNORECASE,
)
# What something has to have, or is kept in it: `A rest centre requires:`, `Stored at each hall (year-round):`, `Posted in
# every ward:`.
KEPT = re.compile(
    r"^(?:An?|The|Each|Every) [\w’' -]{2,40} (?:requires?|needs?|has|contains?|holds?):$|\byear-round\b[^:]{0,12}:$"
    r"|^[\w’' -]{2,40} (?:will|shall|must|should) (?:use|have):$|^Ensure [\w’' -]{2,40} (?:has|have):$"
    r"|^(?:Posted|Displayed|Kept|Stored) (?:in|at|on|near) [\w’' -]{2,40}:$|^Designated [\w’' -]{2,24}s:$",
    re.IGNORECASE,
)
EXCEPT = re.compile(r"\b(?:excepting|except(?: for)?|other than|apart from|with the exception of):$")
BARE_LEAD = re.compile(
    r"\b(?:will|shall|must|should|to|for|may|can|is|are)(?: be responsible for)?(?: (?:do|take|perform|complete) the following(?: \w+)?)?:$"
)
OF_PAPER = re.compile(
    r"(?:Document |Plan )?(?:Version|Revision|Last (?:Updated|Reviewed)|Effective Date|Date)\b ?:", re.IGNORECASE
)
HAS_ACTIONS = re.compile(r"\b(?:actions?|tasks?)\b", re.IGNORECASE)
MUST = re.compile(r"\b(?:shall|must)\b|^No (?:one|[\w ]{3,40}?) (?:will|may|should)\b")
ONLY_MAY = re.compile(r"\b(?:may|can)\b(?! not\b)(?!.*\b(?:will|shall|must|should)\b)")
MAY_BE = re.compile(r"^[^,.;:]{3,60}? may be [a-z]+(?:ed|en)\b")
# What is read out or sent: `"This is the warden of … We have an emergency at …"`.
MESSAGE = re.compile(r'["“](?=.{60})|[^.;:]{0,60}_{4,}')
USED_AT = re.compile(
    r"(?:[A-Z][^,.;:]{3,40}, )?[Tt]he following (?:[\w-]+ ){0,4}(?:actions|measures|steps) (?:should|shall|will|may|must) be (?:considered|taken|carried out|implemented) (?:for|at|in|during|under)\b[^.;:]{2,120}\.?|"
    r"[A-Z][^.;:]{3,90}? (?:is|are|may be|will be|can be|should be|shall be|must be) (?:only )?(?:used|ordered|called|applied|activated|carried out|implemented|started|initiated|authori[sz]ed|taken) (?:only )?(?:at|in|during|from|under|upon|after|on)\b[^.;:]{2,120}\.?"
)
EVERYONE = re.compile(
    r"\b(?:everyone|everybody|anyone|all persons|all people) (?:will|shall|must|should)\b", re.IGNORECASE
)


# `High water will occur below the weir.`
WILL_HAPPEN = re.compile(
    r"[A-Z][^.;:]{2,60}? (?:will|may|can|could) (?:[a-z]+ly )?(?:occur|happen|follow|result|begin)\b"
)


def tells(text: str) -> bool:
    """Whether a sentence tells what a paper says, or what comes, and orders nothing."""
    return DESCRIBES.match(text) is not None or WILL_HAPPEN.match(text) is not None


def headings(titles: Sequence[str]) -> bool:
    """Whether the cells of a row are the titles of columns, and tell no measure: `Who | Action | When`."""
    return len(titles) > 1 and all(any(one.fullmatch(title) for one in (WHO, COLUMN, WHEN)) for title in titles)
