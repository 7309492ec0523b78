"""What an English plan tells of each of its levels: when it is reached, and what is done then.

A level's text says itself which is which (`Trigger:`, `Criteria`, `Actions:`, the headings of a table); where it does not,
the sentence is asked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from watchroom.plans.extraction.english_doers import does
from watchroom.plans.extraction.english_sentences import MAY_BE_DONE, SENTENCE, event, imperative, modal
from watchroom.plans.extraction.found import Place
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.spans import Span

Mode = Literal["condition", "action", "other"]
_CONDITION = re.compile(
    r"(?:(?:activation|trigger(?:ing)?|level|entry|escalation|declaration|alert|typical|general|possible|event|example) )?"
    r"(?:requirements? for (?:initiation|activation|implementation)|initiation|triggers?|criteri(?:a|on)|definitions?|descriptions?|conditions?|when|examples?|indicators?|thresholds?|situations?|characteristics?|impacts?|meaning|scenarios?|events?|(?:is )?activated (?:when|by|if)|used (?:when|for)|trigger points?|severity|forecast)"
    r"(?: (?:include|includes|for activation|criteria|examples?|conditions?|points?|when|if))*",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"(?:(?:required|immediate|initial|response|key|recommended|emergency|minimum|protective|operational|critical|mandatory|priority|eoc|team|standard|general|necessary|first) )*"
    r"(?:actions?|responses?|procedures?|steps|tasks?|requirements?|staffing|measures|protocols?|activit(?:y|ies)|what to do|notifications?|communications?|operations?|posture|deployments?|preparations?|checklist|activation|notify|restrictions?|evacuation)"
    r"(?: (?:actions?|required|taken|to take|steps|level|plan|needed))*",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r".{0,40}\b(?:authority|decision|decided|approv\w+|escalat\w+|terminat\w+|rescind\w*|rescission|deactivat\w+|stand[- ]?down|duration|time|timeline|timeframe|owner|contacts?|colou?r|notes?|purpose|objectives?|goals?|rationale|example incidents|frequency|references?|cost|probability|likelihood|lead agency|lead|sources|factors|considerations)\b.{0,20}",
    re.IGNORECASE,
)
_LABEL = re.compile(r"([A-Z][\w /&'’-]{1,40}?)(?: \([^()]{1,40}\))?(?::| [–—])(?= |$)")
WHEN = re.compile(r"^(?:(?:this (?:level|phase|stage|condition) |it |the [\w ]{2,40}? |an? [\w ]{2,40}? |(?:\w+ )?(?:level|phase|stage|condition|tier|status|category) \w+ )?(?:is |are |may be |will be |shall be |should be )?(?:set|triggered|activated|initiated|declared|used|reached|implemented|entered|invoked|appropriate) (?:when|if|by|for|upon|in|where)\b|(?:when|if|whenever|where)\b(?![^,.]{2,120}, (?:the |all |each |an? )?[^,.]{2,60} (?:will|shall|must|should)\b))", re.IGNORECASE)  # fmt: skip
_SITUATION = re.compile(
    r"(?:(?:An?|Any|The|No|Some|Two or more|Multiple|Several|Major|Minor|Moderate|Large|Small|Significant|Events?|Incidents?|Emergenc\w+|Disasters?|Situations?|Threats?)\b[^.;]{0,70}?\b)?"
    r"(?:incidents?|events?|emergency|emergencies|disasters?|situations?|threats?|hazards?|storms?|outbreaks?|damage|impacts?|evacuations?)\b(?! (?:management|operations?|services?|response|manager|coordinator|support|center|centre|staff|personnel|command))"
    r"[^.;]{0,80}?\b(?:has|have|is|are|was|may|might|can|could|that|which|requir\w+|exceed\w*|threaten\w*|affect\w*|involv\w*|occur\w*|exists?|likely|beyond|within|with)\b"
)
# `It is an incident that the town cannot cope with alone.`
_IS_ONE = re.compile(
    r"(?:It|This|They) (?:is|are) (?:an? )?(?:[\w-]+ ){0,3}(?:events?|incidents?|emergenc(?:y|ies)|situations?|disasters?|outbreaks?|conditions?) (?:with|that|which|in which|where|beyond|affecting|requiring|involving)\b"
)
# `This situation is not normal, but …`, `This is an urgent situation in which …`.
_SITUATES = re.compile(
    r"This (?:is an? (?:[\w-]+ ){0,3}situation|situation (?:is|has|may|might|can|could))\b(?! (?:be )?(?:manag|handl|resolv))"
)
# `A fire that cannot be put out by the watch`: what a thing is like, and no order.
_SUCH = re.compile(
    r"(?:An?|Any|Several|Two or more) [\w’' /-]{2,60}? (?:that|which|whose [a-z]+) (?:cannot|can|may|might|must|needs?|requires?)\b"
)
_FRAGMENT = re.compile(
    r"(?:An?|Any|No|Some|Multiple|Several|Major|Minor|Moderate|Large|Small|Significant|Severe|Potential|Possible|Actual|Imminent|Confirmed|Suspected|Localized|Localised|Limited|Widespread|Complete|Partial|Loss of|Events?|Incidents?(?! (?:Command|Manage|Response))|Threat|Damage)\b"
)
_NOTHING = re.compile(r"No (?:special )?(?:action|measures?|response|restrictions?)\b")
# What is measured, with a bound and its unit: `Heat index 95–99°F for 2 days`.
_MEASURED = re.compile(
    r"(?:(?:Forecast|Observed|Predicted|Expected|Reservoir|Pool|Lake|Sea|Ground|Groundwater|Tailwater|Daily|Sustained|Average|Mean|Highest|Lowest|Maximum|Max\.?|Minimum|Min\.?|Significant|River|Water|Air|Apparent|Wet[- ]bulb|Storm|Peak|Total|Hourly) )*"
    r"(?:[Hh]eat index|HI|WBGT|[Tt]emperatures?|[Ww]inds?(?: speed)?s?|[Gg]usts?|[Rr]ain(?:fall)?|[Ss]now(?:fall)?|[Ll]evels?|AQI|[Vv]isibility|[Ii]nflows?|[Oo]utflows?|[Ss]eepage|[Dd]ischarges?|[Ww]aves?(?: height)?s?|[Tt]ides?|[Ss]urge|[Ff]low|[Mm]agnitude|[Hh]umidity|[Cc]hill|Tmax|Tmin)"
    r"[^.;]{0,40}?[<>≥≤]?\d[\d.,]* ?(?:(?:–|-|to|and) ?\d[\d.,]* ?)?(?:°|℃|℉|degrees|mm|cm|m\b|mph|knots|km/h|%|inch|in\b|ft|feet|metres|meters|or (?:more|above|higher)|and above|$)"
)
# `Duration: expected to last 2 days or more` is part of what triggers a level; `Duration: 4 hours` need not be.
_LASTS = re.compile(
    r"duration: ?(?:is )?(?:expected|forecast|predicted|lasting|sustained|persist\w*|at least|more than)\b[^.]*\d",
    re.IGNORECASE,
)
# `The clinic will move to Amber where any of the following apply:`, cases for all its `will`.
_CASES = re.compile(
    r"\b(?:when|where|if|whenever|upon|by) (?:any|one|all|either|at least one|some)\b[^.:]{0,20}\b(?:following|these|below)\b[^.:]{0,40}:$",
    re.IGNORECASE,
)
# `More than 10 homes may flood.`
_MANY = re.compile(
    r"(?:More than|Over|At least|Fewer than|Less than|Up to|Between) \d[\d,.]{0,8}\b[^.;]{0,60}?\b(?:may|might|could|are|is|have|has)\b"
)
_STATE = re.compile(
    r"\b(?:is|are|has been|have been|falls?|drops?|rises?|remains?) (?:\w+ )?(?:below|above|between|over|under|at or|at least|less than|more than|greater than|forecast|expected|predicted|imminent|occurring|possible|probable|likely|issued|in effect|declared|reported|confirmed|threatened|affected|anticipated|favou?rable|limited to (?:one|a single))\b"
)
_WARNED = re.compile(
    r"\b(?:watch|warning|advisory|alert)(?:es|s)? (?:is |are |has been |have been )?issued\b", re.IGNORECASE
)
# What is there or draws near, where nobody is told to do anything: `Tropical conditions exist within 500 miles`.
_THERE = re.compile(
    r"\b(?:exists?|begins?|approach(?:es)?|forms?|develops?|occurs?|threatens?|probab\w+|likely|under (?:an? )?[\w ]{2,30} threat)\b|\b\d{1,3} ?(?:-|–|to) ?\d{1,3} hours?\b|\bhours? (?:to|before|prior)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\([^()]{3,40}\)")
_TELLS = re.compile(
    r"(?:following|criteria|conditions?|triggers?|examples?|includ\w+|such as|occurred|anticipated|that|when|if)[^.:]{0,60}:?$",
    re.IGNORECASE,
)
_ORDERS = re.compile(r"\b(?:actions?|tasks?|measures|steps|will|shall|must|should)\b", re.IGNORECASE)


# `On receipt of a trigger for Stage 2:`, over what is done then.
_ONCE_REACHED = re.compile(
    r"(?:On|Upon|After|Following) (?:the )?(?:receipt|receiving|activation|declaration|notification|reaching|confirmation)\b"
)
_SAYS_WHO = re.compile(
    r"\b(?:opens?|opened|staffed|activated|notif\w+|monitors?|provides?|coordinates?|convenes?|deploy\w*)\b"
)
_MAY_DO = re.compile(
    r"(?!This |That |These |It |Such |There )(?:The |All |Each )?[A-Z][\w’' -]{2,50}? (?:may|can) (?!be\b|occur\b|exist\b|affect\b|cause\b)[a-z]+ "
)
_DANGLING = re.compile(r"\b(?:that|which|who|when|if|of|where|by|including|includes?):$")
# The tail of an order that a list goes on with: `The director will open the centre as follows:`.
_ORDER_LEADS = re.compile(
    r"(?<=[a-z]),? (?:as follows|by (?:taking|doing|completing|performing) the following(?: \w+)?|(?:through|with|using|by) the following(?: \w+)?):\s*$"
)
_MANAGED = re.compile(
    r"\b(?:is|are|will be) (?:managed|handled|coordinated|directed|led|controlled|commanded) by (?:the )?[A-Z]"
)


@dataclass(slots=True)
class Told:
    """One level: its number or rank, names, places, conditions, what is done and by whom, and all that is said."""

    number: int
    names: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    conditions: list[Span] = field(default_factory=list)
    does: list[tuple[Span, Span | None]] = field(default_factory=list)
    text: str = ""
    colour: str = ""  # what a column of colours says
    defined: bool = False
    ordered: bool = True  # whether words or bounds say which level is the higher, not the place alone
    measured: dict[int, str] = field(default_factory=dict)  # where a bare band stands, what it is a band of
    paragraphs: list[Span] = field(default_factory=list)  # of what is done, those that may tell of several bodies

    @property
    def name(self) -> str:
        return self.names[0] if self.names else ""

    def call(self, name: str, place: Place, *, defined: bool) -> None:
        """A name that the plan gives the level: that of the place which defines it goes first, else the fuller one."""
        first = (defined and not self.defined) or (defined == self.defined and len(name) > len(self.name))
        self.names.insert(0 if first else len(self.names), name)
        self.places.insert(0 if first else len(self.places), place)
        self.defined = self.defined or defined

    def add(self, span: Span, mode: Mode | None, who: Span | None = None) -> None:
        """A text of its own below the level."""
        self.text += span.text + " "
        if mode == "condition":
            self.conditions.append(span)
        elif mode == "action":
            self.does.append((span, who))

    def prose(self, span: Span, mode: Mode | None) -> None:
        """Sentences of a paragraph: what is done, where nothing says otherwise."""
        self.add(span, mode or "action")
        if (mode or "action") == "action":
            self.paragraphs.append(span)


def mode_of(words: str) -> Mode | None:
    """What a label, a heading or the title of a column says of what belongs to it."""
    words = words.strip(" :*")
    if not words or len(words.split()) > 5:
        return None
    if _CONDITION.fullmatch(words):
        return "condition"
    if re.search(r"\btime\b", words, re.IGNORECASE):
        return "other"
    if _ACTION.fullmatch(words):
        return "action"
    return "other" if _OTHER.fullmatch(words) else None


def labelled(span: Span) -> tuple[str, Span] | None:
    """A label that says what follows it, and the rest."""
    found = _LABEL.match(span.text)
    return (found[1], span.cut(found.end())) if found and mode_of(found[1]) else None


def collect(
    one: Told, parts: Iterable[Part], first: Span | None = None, *, graded: bool = False, doing: bool = False
) -> set[int]:
    """Adds what stands below a level; the indices of the parts that were read. graded: in a chapter that tells how grave
    each level is; doing: in one that tells what is done at each."""
    mode: Mode | None = None
    stated = inline = False
    used: set[int] = set()
    if first is not None and first.text.strip():
        if first.text.rstrip().endswith(":"):
            mode, inline = _lead(first.text.strip(), None), True
        if mode is None or not _DANGLING.search(first.text):
            described = "condition" if graded and mode is None and _describes(first.plain) else mode
            stated = _sentences(one, first, described)
    for part in parts:
        used.add(part.index)
        if part.bare:
            mode = mode_of(part.title)
            continue
        span = part.span
        if inline and part.kind == "text":
            mode, inline = None, False  # what a label says in its own line goes no further than a list below it
        if label := labelled(span):
            own = "condition" if _LASTS.match(span.plain) else mode_of(label[0])
            if label[1]:
                one.add(label[1], own)
            if not label[1] or part.kind != "item":
                mode, inline = own, bool(label[1])
            continue
        text = span.plain.strip()
        if part.kind == "text" and _IN_BRACKETS.fullmatch(text):
            continue  # `(day to day)` below a name
        if part.kind != "item" and (own := mode_of(text)):
            mode = own
            continue
        if part.kind != "item" and text.endswith(":") and (leads := _ORDER_LEADS.search(span.plain)):
            _sentences(one, span.cut(0, leads.start()), mode)
            mode = "action"
            continue
        if text.endswith(":") and part.kind != "item":
            if (cut := span.plain.rfind(". ")) > 0:
                stated = _sentences(one, span.cut(0, cut + 1), mode) or stated
            mode = _lead(text[text.rfind(". ") + 1 :].strip(), mode)
        elif mode is not None:
            one.add(span, mode)
        elif part.kind == "item":
            does = _does(span.text) or stated or (doing and not _reached(span.plain))
            one.add(span, "action" if does else "condition")
        else:
            stated = _sentences(one, span, mode) or stated
    return used


def _lead(text: str, mode: Mode | None) -> Mode | None:
    if _CASES.search(text):
        return "condition"
    if (_ORDERS.search(text) and not WHEN.match(text)) or _ONCE_REACHED.match(text):
        return "action"
    return "condition" if _TELLS.search(text) or WHEN.match(text) else mode


def _does(text: str) -> bool:
    return imperative(text) or _MAY_DO.match(text) is not None or (modal(text) and not WHEN.match(text))


def _reached(plain: str) -> bool:
    """Whether a line of what is done at a level rather begins with when that is reached."""
    return not event(plain) and any(one.match(plain) for one in (WHEN, _MEASURED, _IS_ONE, _SUCH))


def _sentences(one: Told, whole: Span, mode: Mode | None) -> bool:
    """Adds the sentences of a paragraph, those that state one condition as one, those that order something as one; whether there is one."""
    start = end = does = ends = -1
    stated = False
    for match in SENTENCE.finditer(whole.plain):
        span = whole.cut(match.start(), match.end())
        if not span:
            continue
        if mode == "condition" or (mode is None and conditional(span.plain)):
            if does >= 0:
                one.prose(whole.cut(does, ends), mode)
                does = -1
            start, end, stated = start if start >= 0 else match.start(), match.end(), True
            continue
        if start >= 0:
            one.add(whole.cut(start, end), "condition")
            start = -1
        does = match.start() if does < 0 else does
        ends = match.end()
    if start >= 0:
        one.add(whole.cut(start, end), "condition")
    if does >= 0:
        one.prose(whole.cut(does, ends), mode)
    return stated


def _describes(plain: str) -> bool:
    """Whether a paragraph only tells how grave something is: nobody is told to do anything, or does it."""
    told = [one[0].strip() for one in SENTENCE.finditer(plain)]
    return not any(
        (modal(text) and not _SUCH.match(text))
        or imperative(text)
        or _SAYS_WHO.search(text)
        or _MANAGED.search(text)
        or _MAY_DO.match(text)
        or (n > 0 and does(text))
        for n, text in enumerate(told)
    )


def conditional(plain: str) -> bool:
    """Whether a sentence tells when a level is reached, and gives no order."""
    if _MANAGED.search(plain) or MAY_BE_DONE.match(plain):
        return False
    if _NOTHING.match(plain) or (re.match(r"(?:If|When|Whenever|Once)\b", plain) and imperative(plain)):
        return False
    if (_MEASURED.match(plain) or _MANY.match(plain)) and not modal(plain):
        return True
    if WHEN.match(plain) or any(one.match(plain) for one in (_SITUATION, _IS_ONE, _SUCH, _SITUATES)):
        return True
    if imperative(plain):
        return False
    bounded = re.search(r"\d", plain) and re.search(
        r"\b(?:forecast|expected|exceed\w*|above|more than|or more|or greater|reach\w*|between \d)\b", plain
    )
    if _THERE.search(plain) and not modal(plain) and not _SAYS_WHO.search(plain):
        return True
    if (_STATE.search(plain) or _WARNED.search(plain)) and not modal(plain):
        return True
    if bounded or re.search(r"(?:when|if) [^.]{0,80}\d", plain):
        return True
    return _FRAGMENT.match(plain) is not None and not modal(plain)


def pieces(cell: Span) -> Iterator[Span]:
    """The alternatives of a cell: parted by semicolons or by signs of a list."""
    at = 0
    for match in [*re.finditer(r"; ?(?:or )?| ?[•▪●] ?|$", cell.plain)]:
        piece = cell.cut(at, match.start())
        if piece.text.strip():
            yield piece
        at = match.end()
