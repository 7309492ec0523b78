"""Who acts in an English sentence, who is told, and whom a title or a label names."""

import re

from watchroom.plans.extraction import english_phrases as phrases
from watchroom.plans.extraction.english import English
from watchroom.plans.extraction.english_sentences import SENTENCE, event, imperative, modal
from watchroom.plans.extraction.named import Named

_HAS_TO = re.compile(
    r"(?:also |then |each |jointly |immediately )?(?P<modal>will|shall|must|should|is to|are to|is responsible for|are responsible for|is required to|are required to|has the authority to|have the authority to|may|can)\b"
)
_NAME = r"(?:#\d{1,2}|[A-Z0-9][\w&'’/.-]*|of|for|the|and|on|at|in charge|duty|on-duty|on-call|senior|first|local|all|/|&|-|\([A-Z]{2,8}\))"
_NOUNS = re.compile(rf"(?:(?:[Tt]he|[Aa]ll|[Ee]ach|[Aa]n?|[Aa]ny|[Ee]very) )?(?P<name>{_NAME}(?: {_NAME}){{0,8}}?)$")
_STAFF = r"staff|personnel|employees|occupants|teams|responders|members|volunteers|students|teachers|wardens|supervisors|managers|departments|agencies|officers|crews|leads|leaders|contractors|nurses|visitors|residents|officials|authorities|directors|coordinators|chiefs|partners|hospitals|schools|utilities|operators|commissioners|mayors|owners|stewards|marshals|marshalls|guards|services|providers|organi[sz]ations|councils|municipalities|governments|management|leadership|users|guests|attendees|participants|guardians|parents|principals|administrators|instructors|faculty|drivers|captains|engineers|technicians|tenants|custodians|researchers|committees|groups|units|heads|deputies|designees|representatives|counties|cities|towns|districts|companies|players|coaches|referees|spectators|athletes|campers|patrons|vendors|exhibitors|performers|clubs"
_GROUP = re.compile(rf"(?:(?:[Tt]he|[Aa]ll|[Ee]ach|[Aa]ny|[Ee]very) )?(?P<name>(?:[\w’'/-]+ ){{0,4}}?(?:{_STAFF}))$")
_EVERY = re.compile(rf"(?:all|each|every|any) (?:[\w’'/-]+ ){{0,4}}(?:{_STAFF})$", re.IGNORECASE)
_SPLIT = re.compile(
    r", and |, or | and (?:the |all )?| or (?:the )?|, (?:the )?|; (?:the )?| as well as (?:the )?| in (?:coordination|consultation|collaboration|conjunction) with (?:the )?|, with (?:the )?"
)
_NOBODY = re.compile(
    r"(?:this|that|these|those|it|they|there|he|she|we|you|which|who|what|if|when|where|plan|plans|polic(?:y|ies)|procedures?|emergenc(?:y|ies)|incidents?|events?|alarms?|notifications?|information|reports?|meetings?|equipment|areas?|buildings?|levels?|phases?|stages?|activation|evacuation|communications?|decisions?|priority|priorities|response|operations|warnings?|alerts?|messages?|updates?|drills?|exercises?|training|records?|documents?|documentation|logs?|doors|systems?|site|sites|facility|shelters?|calls?|actions?|steps?|time|section|annex|appendix|table|figure|note|sources?|factors?|criteria|thresholds?|materials?|contents?|schedules?|requirements?|options?|methods?|considerations?|protocols?|targets?|sequences?|rules?|checklists?|guidelines?)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:[Tt]he )?[A-Z][a-z]\w+(?: [A-Z]\w+)? and [A-Z][a-z]\w+(?: [A-Z]\w+){0,3}")
_ALL_DO = re.compile(rf"(?P<np>(?:[Aa]ll|[Ee]very) (?:[\w’'/-]+ ){{0,3}}?(?:{_STAFF})) (?=[a-z])")
_TOLD_OF = re.compile(r"[A-Z][a-z]+s [A-Za-z]")
_POST = re.compile(
    r"(?P<np>(?:Shift|Staff|Lead|Watch|Transport|Support|Supply|Search|Control|Record|Test|Command|Site|Field|Plan|Post|Triage|Rescue|Safety|Treatment|Work|Log|Store|Ground|Guide|Fire|Power|Process|Production|Release|Review|Test)(?: [A-Z][\w/]+){1,4}) [a-z]"
)
_AT_POST = ("on Call", "on call", "on Duty", "on duty", "in Charge", "in charge")
_BEFORE = re.compile(r"([A-Z0-9][^.;:]{0,48}): (?=[A-Z])")  # a label before a sentence
_BODIES = re.compile(
    r"Operations|Communications|Response|Training|Systems|Facility|Site|Security|Information|Documentation|Shelters?|Alerts?"
)
_SECTION = re.compile(
    r"(?:.* )?(?:Operations|Plans|Planning|Logistics|Finance|Administration|Intelligence|Finance/Administration) Section"
)
_PRONOUN = re.compile(
    r"(?:this|that|these|those|it|they|there|he|she|we|you|which|who|what|if|when|where|while|how|why|one|two|three|four|five|several|many|most|some|both|more|everyone|anyone|nobody|someone|each|its|their|any|such|includes?|including|no|in|on|at|for|to|from|by|and|or|all)",
    re.IGNORECASE,
)
_AGENT = re.compile(
    r"\bby (?:the )?(?P<who>[A-Z][^.,;:()]{2,60}?)(?= (?:by|within|when|if|as|to|in|on|at|for|using|via|through|and|after|before|upon|with|immediately)\b|[.,;:()]|$)"
)
_STAFFED = re.compile(
    r"\bstaffed (?:with|by) (?:the )?(?P<who>[^.,;:()]{4,120}?)(?= as (?:needed|required|necessary)|[.,;:()]|$)"
)
_SMALL_AGENT = re.compile(
    r"\bby (?:the |an? )?(?P<who>[a-z][\w’'/-]*(?: [\w’'/-]+){0,3}?)(?= (?:by|within|when|if|as|to|in|on|at|for|using|via|through|and|after|before|upon|with|immediately)\b|[.,;:()]|$)"
)
_AGENT_INSIDE = re.compile(r"\bby (?:the )?[\w ]{3,30} \(([A-Z][^()]{4,80})\)")  # `by county (Chair or Director)`
_UNDER = re.compile(r" (?:under|with|by|on) .*$")
_BARE_PASSIVE = re.compile(
    r"[A-Z][\w ,-]{4,60}? (?:declared|issued|approved|activated|ordered|opened|signed|requested) by\b"
)
_PASSIVE = re.compile(
    r"(?:also |then |[a-z]+ly )?be (?!responsible|prepared|ready|available|in charge|on|at|the|able|alert|aware)[a-z]+(?:ed|en|t|de|ld|nt|ght|un|id|ut|ft|pt)\b|be (?:made|done|given|taken|set|held|sent|put|kept|led|built|begun|run)\b"
)
_PRESENT = re.compile(
    r"(?: (?:also|then|immediately|promptly))? (?!is\b|was\b|has\b|does\b|this\b|its\b|includes\b|consists\b|means\b|as\b)[a-z]+(?:s|es)\b(?!,| (?:will|shall|must|should|may|can|is|are)\b)"
)
_RECEIVERS = re.compile(
    r"(?<![\w-])(?P<verb>notif(?:y|ies|ied|ying)|inform(?:s|ed)?|alerts?|advis(?:e|es|ed)|contacts?|calls?|rings?|phones?|briefs?|updates?|tells?|page|pages|(?:reports?|confirms?)(?: [\w -]{0,40}?)? to|gives? (?:[\w-]+ ){0,2}(?:numbers|figures|counts|readings|updates?|reports?|status|information|details) to|escalates?(?: [\w -]{0,40}?)? to|relays?(?: [\w -]{0,40}?)? to|submits? [\w ,/-]{2,60}? to|sends? (?!(?:an? |their |its |the )?(?:[\w-]+ ){0,2}(?:representatives?|liaisons?|staff|crews?|teams?|personnel|units?|resources|equipment|members?|volunteers)\b)[\w ,/-]{2,60}? to|provides? [\w ,/-]{2,60}?(?:reports?|updates?|briefings?|status|notification|information|awareness)[\w ,/-]{0,30}? to|forwards? [\w ,/-]{2,60}? to|reach(?:es)? out to|routes? [\w ,/-]{2,60}? (?:to|through))(?: (?:the|all|both|his|her|their))*\s+",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?<!\w)(?:\(|(?<!member )(?<!members )of\b(?! (?:the )?[A-Z])|that\b|when\b|if\b|within\b|by\b|via\b|immediately\b|about\b|as soon\b|using\b|through\b|for\b(?! [A-Z])|at\b|with\b|to\b|on\b(?! (?:[Cc]all|[Dd]uty))|in\b(?! [Cc]h)|upon\b|regarding\b|after\b|before\b|every\b|daily\b|hourly\b|weekly\b|no later\b|once\b|who\b|and (?:[a-z]+ (?:the|a|an|all|any)\b|[a-z]+s\b(?! [A-Z]))|directly\b|promptly\b|–|—|-\s)|[.;:]"
)
_PUBLIC = re.compile(
    r"\b(?:public(?! (?:safety|works|health|information|affairs|relations|services?))|residents|community|media|famil(?:y|ies)|visitors|guests|customers|citizens|everyone|neighbou?rs?|people|persons|passengers|occupants)\b",
    re.IGNORECASE,
)


_TO_PLACE = re.compile(
    r"to (?:the |its |their )?(?:[A-Z]|[a-z]+ (?:scene|site|room|post|gate)\b)"
)  # `calls the crew to Gate 3`

# `Public Works opens …`, `Supervisors report …`: names that end in no word of bodies, before what they do.
_NP = r"(?P<np>(?:The |All )?[A-Z][\w&/’'-]*(?: (?:and |of |for |& )?[A-Z][\w&/’'-]*){0,4})"
_DOES = re.compile(rf"{_NP} (?:then |also |immediately )?(?P<verb>[a-z-]{{2,}}s)\b(?! (?:is|are|was|were)\b)")
_DO = re.compile(
    r"(?P<np>(?:The |All )?(?:[A-Z][\w&/’'-]* ){0,3}(?:[A-Z]?[\w&/’'-]+s|[Ss]taff|[Pp]ersonnel|[Cc]rew|[Ff]aculty|[Pp]olice)) (?:then |also |immediately )?(?P<verb>[a-z-]{3,})\b"
)


_BOTH_DO = re.compile(r"(?P<np>(?:The )?[A-Z][^,.;:]{2,60}? and (?:the )?[A-Z][^,.;:]{2,50}?) (?P<verb>[a-z]{3,})\b")
# `The stage manager and the lighting crew stop …`, small letters and all.
_SMALL_BOTH_DO = re.compile(
    r"(?P<np>(?:The|Each|All) [a-z][\w’' -]{2,40}? (?:and|or) (?:the )?[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2}?) (?P<verb>[a-z]{3,})\b"
)


# `Real-time updates on all platforms`: words that are verbs only where somebody or something follows at once.
_NOUNS_TOO = ("alerts", "updates", "reports", "calls", "checks", "visits", "tests", "tours", "notices", "patrols")
_OBJECT = re.compile(r" (?:(?:the|an?|all|each|any|every|its|their|his|her)\b|to the\b|[A-Z])")


def _base(verb: str) -> str:
    """`opens` is open, `notifies` is notify, `switches` is switch."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz)es$", verb):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


_SHORT_NAME = re.compile(r"[A-Z]{2,5}")
_NO_BODY = (
    "NOTE",
    "TIP",
    "WHEN",
    "WHO",
    "WHAT",
    "WHERE",
    "WHY",
    "HOW",
    "DO",
    "RED",
    "AM",
    "PM",
    "FIRE",
    "ALL",
    "STOP",
    "IF",
)
# What is named like a body and is a way of working, or a paper.
_NO_ACTOR = re.compile(
    r"(?:NIMS|ICS|NRF|NDRF|EOPs?|SOPs?|COOPs?|MOUs?)(?:/(?:NIMS|ICS))?|(?:Unified|Incident|Area) command"
)
_IS_DONE = re.compile(r"^[A-Z][a-z]+s\b|\b[a-z]+ed\b")


class Actors:
    """Reads the names; `english` knows how names of bodies and posts end."""

    def __init__(self, english: English) -> None:
        self.english = english

    def subjects(self, text: str) -> list[str]:
        """Who has to do what a sentence says; none where it does not say."""
        if label := _BEFORE.match(text):
            if titled := self.labelled(label[1], text[label.end() :]):
                return titled
            text = text[label.end() :]
        when = event(text)
        clause = phrases.BESIDE.sub("", phrases.ASIDE.sub(" ", phrases.spoken(text[when:])))
        if (again := phrases.THEY.search(text)) and (before := self._mentioned(text[: again.start()])):
            clause = " and ".join(before) + text[again.end("who") :]
        ordered = phrases.ORDERED.match(clause)
        if ordered and imperative(clause[ordered.end() :]) and self.english.titled(ordered["np"]):
            return self.names(ordered["np"])
        if done := phrases.STATED.match(clause):
            return self.names(done["np"])
        if (told := phrases.ASKED.search(clause)) and (names := self.names(told["who"])):
            return names
        if rests := phrases.RESTS.search(clause):
            return self.names(rests["who"])
        if imperative(clause) and not self._begins(clause):
            return []
        for has_to in re.finditer(rf"\b{_HAS_TO.pattern}", clause[:220]):
            names = self._led(clause[: has_to.start()].strip())
            if phrases.HAPPENS.match(clause, has_to.end()):
                break  # `Breaks should occur …`, `Water should be readily available`
            if not names or (has_to["modal"] in ("may", "can") and not all(map(self.acts, names))):
                break
            if _PASSIVE.match(clause, has_to.end() + 1):
                return self.agent(clause)
            return names
        if _TOLD_OF.match(clause) and self._tells(clause):
            return []  # `Monitors hospital admissions`, a duty of somebody named before
        named, end = self.english.listed(clause, 0, len(clause))
        if named and not imperative(clause) and _PRESENT.match(clause, end):
            return [one.name for one in named if not _NOBODY.fullmatch(one.name)]
        everybody = _ALL_DO.match(clause)
        if everybody and imperative(clause[everybody.end() :].strip()):
            return self.names(everybody["np"])
        if len(named) > 1 and imperative(clause[end:].strip()):
            return [one.name for one in named]
        plural = re.match(
            r"(?:[Tt]he |[Aa]ll )?(?P<np>[A-Z][\w/’' -]{2,60}?s) (?=(?:also |immediately )?[a-z])", clause
        )
        if plural and imperative(clause[plural.end() :]) and self.english.titled(plural["np"]):
            return self.names(plural["np"])
        both = _SMALL_BOTH_DO.match(clause)
        both = both if both and all(map(self.acts, self.names(both["np"]))) else None
        for told in (_DOES.match(clause), _DO.match(clause), _BOTH_DO.match(clause), both):
            acts = told and imperative(f"{_base(told['verb'])} it") and not imperative(clause)
            if told and told["verb"] in _NOUNS_TOO and not _OBJECT.match(clause, told.end()):
                continue
            if told and acts and not _NOBODY.fullmatch(told["np"].split()[-1]) and (who := self.names(told["np"])):
                return who
        leading = re.match(
            r"(?P<np>[A-Z][\w/’' -]{2,60}?(?: [A-Z][\w/’']+| team| staff))(?= [a-z]+s? (?:a|an|the|all|with|to|in)\b)",
            clause,
        )
        if leading and _PRESENT.match(clause, leading.end()):
            return self.names(leading["np"])
        done = (
            re.search(r"\b(?:is|are|be) [a-z]+(?:ed|en)(?: [a-z]+){0,2} by\b", clause)
            or _STAFFED.search(clause)
            or _BARE_PASSIVE.match(clause)
        )
        return self.agent(clause) if done else []

    def _tells(self, clause: str) -> bool:
        """Whether a clause begins with what somebody named before does; a name that ends there is a body's own."""
        verb, _, rest = clause.partition(" ")
        named = rest[:1].isupper() and self.english.titled(" ".join(clause.split()[:2])) is not None
        return not named and any(imperative(f"{one} {rest}") for one in (_base(verb), verb[:-1], verb[:-2]))

    def labelled(self, label: str, rest: str) -> list[str]:
        """Whom a label names that does what follows it: `Wardens: Clear the floor`, `HR: call list updated`."""
        if _SHORT_NAME.fullmatch(label) and label not in _NO_BODY and len(rest.split()) > 2:
            return [label]
        kind = self.english.titled(label)
        does = imperative(rest) or modal(rest) or _IS_DONE.search(rest) or (kind is not None and kind[1] == "role")
        return [name for one in self.titled(label) for name in self.names(one) or [one]] if does else []

    def all(self, text: str) -> list[str]:
        """Who has to do what a text of several sentences says, each once."""
        told = [(one, self.subjects(one)) for one in (match[0].strip() for match in SENTENCE.finditer(text))]
        does = [names for one, names in told if names and not self.receivers(one)]
        found = [name for names in (does or [names for _, names in told]) for name in names]
        if not found and (behind := phrases.BRACKETED.search(text.strip())):
            named = self.names(behind["who"])
            found = named if named and all(map(self.acts, named)) else []
        partners = [name for match in phrases.PARTNERS.finditer(text) if found for name in self.names(match["who"])]
        return list(dict.fromkeys([*found, *partners, *(self.along(text) if found else ())]))

    def along(self, text: str) -> list[str]:
        """With whom a text says that something is decided or done together."""
        return [name for match in phrases.ALONG.finditer(text) for name in self.names(match["who"])]

    def _led(self, text: str) -> list[str]:
        """The names before a verb, also with what says more of them (`wardens not on duty`, `the chief, or the deputy,`)."""
        if names := self.names(re.sub(r"^[A-Z][a-z]+ (?=the [A-Z])", "", text)):
            return names  # `Calls the Radio Operator should pass on`
        apposed = re.match(r"[\w ]{3,60}, (?:which|who|that) (?:is|are|means) (?P<who>[^,]{3,90}),?$", text)
        if apposed:
            return self.names(apposed["who"])
        more = phrases.MORE.search(text)
        return self.names(text[: more.start()].strip(" ,")) if more and more.start() > 2 else []

    def _mentioned(self, text: str) -> list[str]:
        """The bodies and posts that a clause names, in order."""
        return list(
            dict.fromkeys(found[0] for found in phrases.CAPITALS.finditer(text) if self.english.titled(found[0]))
        )

    def _begins(self, clause: str) -> bool:
        """Whether a word that may give an order begins the name of a post: `Shift Managers call their crews`."""
        found = _POST.match(clause) or phrases.HAS_POST.match(clause)
        return found is not None and self.english.titled(found["np"]) is not None

    def agent(self, clause: str) -> list[str]:
        """By whom it is done, where a sentence says what is to be done to something."""
        inside = _AGENT_INSIDE.search(clause)
        if inside and (names := self.names(_UNDER.sub("", inside[1]))):
            return names
        clause = re.split(r" (?:until|unless) ", clause)[0]
        if (staff := _STAFFED.search(clause)) and (names := self.names(staff["who"])):
            return names
        found = (self.names(by["who"]) for by in _AGENT.finditer(clause))
        small = (by["who"] for by in _SMALL_AGENT.finditer(clause) if self.english.titled(by["who"]))
        return next((names for names in found if names), []) or [*small][:1]

    def names(self, text: str) -> list[str]:
        """The bodies and posts of a text that is nothing but names; none where one of its words is something else."""
        text = re.sub(
            r"^(?:each|any|all|both|either|one|some|members) of (?:the )?", "", text.strip(), flags=re.IGNORECASE
        )
        text = re.sub(
            r"^(?:only |both |either |another |then |immediately |at (?:this|that) time,? )+",
            "",
            text.strip(" ,*"),
            flags=re.IGNORECASE,
        )
        text = re.sub(
            r",? (?:or|and)(?:/or)? (?:his|her|their|an?|the|his/her|his or her|other)? ?(?:appointed |authori[sz]ed )?(?:designees?|designates?|alternates?|delegates?|representative)$",
            "",
            text,
        )
        if not text or len(text) > 160 or ":" in text:
            return []
        found: list[str] = []
        if shared := phrases.SHARED.fullmatch(text.removeprefix("The ").removeprefix("the ")):
            return [f"{head} {shared['tail']}" for head in re.split(r",? and |, ", shared["heads"])]
        if slashed := phrases.SLASHED_SHARED.fullmatch(text):
            return [f"{slashed[head]} {slashed['tail']}" for head in ("one", "other")]
        pieces = self._pieces(text)
        if len(pieces) > 1:
            pieces[0] = re.sub(r"^(?:all|both) ", "", pieces[0], flags=re.IGNORECASE)  # of each of them
        for piece in pieces:
            both = phrases.SLASHED.fullmatch(piece)
            for name in both.groups() if both and all(map(self._post, both.groups())) else [piece]:
                one = self._one(name)
                if one is None:
                    return []
                found.append(one)
        return list(dict.fromkeys(found))

    def acts(self, name: str) -> bool:
        """Whether a name is surely one of somebody who acts."""
        return self._known(name) or self.english.titled(name) is not None or _GROUP.fullmatch(name.lower()) is not None

    def _post(self, word: str) -> bool:
        """Whether a word alone names a post (`Managers/Supervisors` are two)."""
        titled = self.english.titled(word)
        return titled is not None and titled[1] == "role"

    def _pieces(self, text: str) -> list[str]:
        """The names of a list; `Health and Safety Executive` is one."""
        made: list[str] = []
        for piece in _SPLIT.split(text):
            last = made[-1] if made else ""
            joined = f"{last} and {piece}"
            if (
                last
                and joined in text
                and last[0].isupper()
                and len(last.split()) <= 2
                and (len(last.split()) == 1 or len(piece.split()) > 1)
                and not self.english.titled(last)
                and last not in phrases.SERVICES
                and piece not in phrases.SERVICES
            ):
                made[-1] = joined
            else:
                made.append(piece.strip())
        return made

    def _one(self, text: str) -> str | None:
        """The name that a text is, without its article."""
        if (
            not text
            or len(text.split()) > 9
            or (_SPLIT.search(text) and not self._known(text) and not _JOINED.fullmatch(text))
        ):
            return None
        if _EVERY.fullmatch(text):
            return text[0].upper() + text[1:] if text[0].islower() else text
        group = _GROUP.fullmatch(text)
        if group:
            return group["name"]
        bare = re.sub(r"^(?:the|an?|each|any|every|all|another|some|other) ", "", text, flags=re.IGNORECASE)
        if self._known(bare):
            return bare
        if self.english.titled(re.sub(r" (?:on|in) (?:[Cc]all|[Dd]uty|[Cc]harge)$", "", bare)) and bare.endswith(
            _AT_POST
        ):
            return bare
        last = bare.split()[-1].rstrip(")") if bare.split() else ""
        if re.fullmatch(r"[A-Z][a-z]{3,}ly", bare):
            return None
        many = len(bare.split()) > 1 and bare.split()[-1][0].isupper()
        if (
            not last
            or (_NOBODY.fullmatch(last) and not (many and _BODIES.fullmatch(last)) and not _SECTION.fullmatch(bare))
            or _PRONOUN.fullmatch(bare.split()[0])
            or _NO_ACTOR.fullmatch(bare)
        ):
            return None
        if (
            self.english.titled(bare)
            and len(bare.split()) <= 7
            and not re.search(r"\b(?:is|are|be|has|have|that|which)\b", bare)
        ):
            return re.sub(r" \([A-Z]{2,8}\)$", "", bare)
        found = _NOUNS.fullmatch(text)
        return found["name"] if found and bare[0].isupper() and len(bare) > 2 else None

    def _known(self, text: str) -> bool:
        return text in self.english.known or re.sub(r"^[Tt]he ", "", text) in self.english.known

    def titled(self, title: str) -> list[str]:
        """The body or post that a heading or a label is."""
        title = re.sub(
            r" (?:responsibilities|duties|actions|tasks|role|checklist|procedures?|will|shall|must|should)$",
            "",
            phrases.BRACKET.sub("", title.strip(" :")),
            flags=re.IGNORECASE,
        )
        if title in self.english.known:
            return [title]
        if "=" in title or _NO_ACTOR.fullmatch(title) or phrases.WITH_SOMEBODY.match(title):
            return []  # `R = Rescue`
        lower = [word for word in title.split()[:-1] if len(word) > 3 and word[0].islower()]
        if lower and len(title.split()) > 2:
            return []
        return (
            [title]
            if len(title.split()) <= 7
            and self.english.titled(title)
            and (not _NOBODY.fullmatch(title.split()[-1]) or _SECTION.fullmatch(title))
            else []
        )

    def receivers(self, text: str) -> list[tuple[list[str], int]]:
        """Who is told by a sentence, for each verb that says so with its place; the public is nobody."""
        told: list[tuple[list[str], int]] = []
        for verb in _RECEIVERS.finditer(phrases.WITHIN_BRACKETS.sub(lambda match: " " * len(match[0]), text)):
            stop = _UNTIL.search(text, verb.end())
            named = text[verb.end() : stop.start() if stop else len(text)].strip(" ,")
            called = (
                stop is not None and verb["verb"].lower() in ("call", "calls") and _TO_PLACE.match(text, stop.start())
            )
            if not named or _PUBLIC.search(named) or called:
                continue
            found = [one for piece in self._pieces(named) if (one := self._told(piece))]
            if found:
                told.append((list(dict.fromkeys(found)), verb.start()))
        return told

    def told(self, text: str) -> list[str]:
        """Those whom a passive sentence says to be told."""
        if _PUBLIC.search(text):
            return []
        found = [one for piece in self._pieces(text) if (one := self._told(piece))]
        return list(dict.fromkeys(found))

    def _told(self, text: str) -> str | None:
        if re.fullmatch(r"9-?1-?1|999|112|000|emergency services", text, re.IGNORECASE):
            return text
        one = self._one(re.sub(r" (?:concerned|affected|involved|responsible)$", "", text))
        if one is None or re.match(r"(?:all|any) ", one, re.IGNORECASE):
            return None
        if one[0].islower() and re.search(
            r"(?:authorities|officials|agencies|management|leadership|departments|supervisors?|counties|cities|towns|municipalities)$",
            one,
        ):
            return re.sub(
                r"^(?:(?:the|all|any|appropriate|relevant|proper|other|affected|necessary|responsible) )+", "", one
            )
        return one if one[0].isupper() or self.english.titled(one) else None

    def named(self, name: str) -> Named:
        return Named(name, 0, len(name), self.english.kind(name))
