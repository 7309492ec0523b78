"""The words around the names of those who act in English sentences, and of those who are told."""

import re

HAS_TO = re.compile(
    r"(?:also |then |each |jointly |immediately )?(?P<modal>will|shall|must|should|is to|are to|is responsible for|are responsible for|is required to|are required to|has the authority to|have the authority to|may|can)\b"
)
NAME = r"(?:#\d{1,2}|[A-Z0-9][\w&'’/.-]*|of|for|the|and|on|at|in charge|duty|on-duty|on-call|senior|first|local|all|/|&|-|\([A-Z]{2,8}\))"
NOUNS = re.compile(rf"(?:(?:[Tt]he|[Aa]ll|[Ee]ach|[Aa]n?|[Aa]ny|[Ee]very) )?(?P<name>{NAME}(?: {NAME}){{0,8}}?)$")
STAFF = r"staff|personnel|employees|occupants|teams|responders|members|volunteers|students|teachers|wardens|supervisors|managers|departments|agencies|officers|crews|leads|leaders|contractors|nurses|visitors|residents|officials|authorities|directors|coordinators|chiefs|partners|hospitals|schools|utilities|operators|commissioners|mayors|owners|stewards|marshals|marshalls|guards|services|providers|organi[sz]ations|councils|municipalities|governments|management|leadership|users|guests|attendees|participants|guardians|parents|principals|administrators|instructors|faculty|drivers|captains|engineers|technicians|tenants|custodians|researchers|committees|groups|units|heads|deputies|designees|representatives|counties|cities|towns|districts|companies|players|coaches|referees|spectators|athletes|campers|patrons|vendors|exhibitors|performers|clubs|liaisons|ESFs"
GROUP = re.compile(rf"(?:(?:[Tt]he|[Aa]ll|[Ee]ach|[Aa]ny|[Ee]very) )?(?P<name>(?:[\w’'/-]+ ){{0,4}}?(?:{STAFF}))$")
EVERY = re.compile(
    rf"(?:all|each|every|any) (?:[\w’'/-]+ ){{0,4}}(?:{STAFF})$|(?:each|every) (?:partner |member |responding )?(?:agency|department|organi[sz]ation|service|authority|council|responder|partner)$",
    re.IGNORECASE,
)
SPLIT = re.compile(
    r", and |, or | and (?:the |all )?| or (?:the )?|, (?:the )?|; (?:the )?| as well as (?:the )?| in (?:coordination|consultation|collaboration|conjunction) with (?:the )?|, with (?:the )?"
)
NOBODY = re.compile(
    r"(?:this|that|these|those|it|they|there|he|she|we|you|which|who|what|if|when|where|plan|plans|polic(?:y|ies)|procedures?|emergenc(?:y|ies)|incidents?|events?|alarms?|notifications?|information|reports?|meetings?|equipment|areas?|buildings?|levels?|phases?|stages?|activation|evacuation|communications?|decisions?|priority|priorities|response|operations|warnings?|alerts?|messages?|updates?|drills?|exercises?|training|records?|documents?|documentation|logs?|doors|systems?|site|sites|facility|shelters?|calls?|actions?|steps?|time|section|annex|appendix|table|figure|note|sources?|factors?|criteria|thresholds?|materials?|contents?|schedules?|requirements?|options?|methods?|considerations?|protocols?|targets?|sequences?|rules?|checklists?|guidelines?)",
    re.IGNORECASE,
)
JOINED = re.compile(r"(?:[Tt]he )?[A-Z][a-z]\w+(?: [A-Z]\w+)? and [A-Z][a-z]\w+(?: [A-Z]\w+){0,3}")
# `Parks, Recreation and Culture Department`, `Department of Roads and Bridges`: one body with several fields.
_BODY = "Department|Division|Directorate|Agency|Office|Bureau|Ministry|Commission|Authority|Board"
LISTED_FIELDS = re.compile(
    rf"(?P<heads>[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)?){{1,3}},? and [A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:{_BODY})"
)
OF_FIELD = re.compile(rf"(?:[A-Z][\w’'-]+ ){{0,3}}(?:{_BODY}) (?:of|for) [A-Z][a-z]+(?: [A-Z][a-z]+)?")
FIELD = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?")
SHARED_FIELD = re.compile(r"(?:Human|Social|Family|Community|Environmental) Services")
OF_JOINED = re.compile(rf"{OF_FIELD.pattern} and {FIELD.pattern}")
ALL_DO = re.compile(rf"(?P<np>(?:[Aa]ll|[Ee]very) (?:[\w’'/-]+ ){{0,3}}?(?:{STAFF})) (?=[a-z])")
TOLD_OF = re.compile(r"[A-Z][a-z]+s [A-Za-z]")
POST = re.compile(
    r"(?P<np>(?:Shift|Staff|Lead|Watch|Transport|Support|Supply|Search|Control|Record|Test|Command|Site|Field|Plan|Post|Triage|Rescue|Safety|Treatment|Work|Log|Store|Ground|Guide|Fire|Power|Process|Production|Release|Review|Test)(?: [A-Z][\w/]+){1,4}) [a-z]"
)
AT_POST = ("on Call", "on call", "on Duty", "on duty", "in Charge", "in charge")
BEFORE = re.compile(r"([A-Z0-9][^.;:]{0,48}): (?=[A-Za-z])")  # a label before a sentence
BODIES = re.compile(
    r"Operations|Communications|Response|Training|Systems|Facility|Site|Security|Information|Documentation|Shelters?|Alerts?"
)
SECTION = re.compile(
    r"(?:.* )?(?:Operations|Plans|Planning|Logistics|Finance|Administration|Intelligence|Finance/Administration) Section"
)
PRONOUN = re.compile(
    r"(?:this|that|these|those|it|they|there|he|she|we|you|which|who|what|if|when|where|while|how|why|one|two|three|four|five|several|many|most|some|both|more|everyone|anyone|nobody|someone|each|its|their|any|such|includes?|including|no|in|on|at|for|to|from|by|and|or|all)",
    re.IGNORECASE,
)
AGENT = re.compile(
    r"\bby (?:the )?(?P<who>[A-Z][^.,;:()]{2,60}?)(?= (?:by|within|when|if|as|to|in|on|at|for|using|via|through|and|after|before|upon|with|immediately)\b|[.,;:()]|$)"
)
STAFFED = re.compile(
    r"\bstaffed (?:with|by) (?:the )?(?P<who>[^.,;:()]{4,120}?)(?= as (?:needed|required|necessary)|[.,;:()]|$)"
)
SMALL_AGENT = re.compile(
    r"\bby (?:the |an? )?(?P<who>[a-z][\w’'/-]*(?: [\w’'/-]+){0,3}?)(?= (?:by|within|when|if|as|to|in|on|at|for|using|via|through|and|after|before|upon|with|immediately)\b|[.,;:()]|$)"
)
AGENT_INSIDE = re.compile(r"\bby (?:the )?[\w ]{3,30} \(([A-Z][^()]{4,80})\)")  # `by county (Chair or Director)`
UNDER = re.compile(r" (?:under|with|by|on) .*$")
BARE_PASSIVE = re.compile(
    r"[A-Z][\w ,-]{4,60}? (?:declared|issued|approved|activated|ordered|opened|signed|requested) by\b"
)
PASSIVE = re.compile(
    r"(?:also |then |[a-z]+ly )?be (?!responsible|prepared|ready|available|in charge|on|at|the|able|alert|aware)[a-z]+(?:ed|en|t|de|ld|nt|ght|un|id|ut|ft|pt)\b|be (?:made|done|given|taken|set|held|sent|put|kept|led|built|begun|run)\b"
)
PRESENT = re.compile(
    r"(?: (?:also|then|immediately|promptly))? (?!is\b|was\b|has\b|does\b|grounds\b|premises\b|this\b|its\b|includes\b|consists\b|means\b|as\b)[a-z]+(?:s|es)\b(?!,| (?:will|shall|must|should|may|can|is|are)\b)"
)
RECEIVERS = re.compile(
    r"(?<![\w-])(?P<verb>notif(?:y|ies|ied|ying)|inform(?:s|ed)?|alerts?|advis(?:e|es|ed)|contacts?|calls?(?! out\b)|rings?|phones?|briefs?|updates?|tells?|page|pages|(?<!by )(?<!via )(?<!or )(?<!and )(?:telephones?|e-?mails?|radios?)|(?:reports?|confirms?)(?: [\w -]{0,40}?)? to|gives? (?:[\w-]+ ){0,3}(?:assessments?|estimates?|numbers|figures|counts|readings|updates?|reports?|status|information|details) to|escalates?(?: [\w -]{0,40}?)? to|relays?(?: [\w -]{0,40}?)? to|submits? [\w ,/-]{2,60}? to|sends? (?!(?:an? |their |its |the )?(?:[\w-]+ ){0,2}(?:representatives?|advis[eo]rs?|liaisons?|staff|crews?|teams?|personnel|units?|resources|equipment|members?|volunteers)\b)[\w ,/-]{2,60}? to|provides? [\w ,/-]{2,60}?(?:reports?|updates?|briefings?|status|notification|information|awareness)[\w ,/-]{0,30}? to|pass(?:es)? (?:it|them|this|these|that) (?:on )?to|forwards?(?! and\b) [\w ,/-]{2,60}? to|reach(?:es)? out to|routes? [\w ,/-]{2,60}? (?:to|through))(?: (?:the|all|both|his|her|their))*\s+",
    re.IGNORECASE,
)
UNTIL = re.compile(
    r"(?<!\w)(?:\(|(?<!member )(?<!members )of\b(?! (?:the )?[A-Z])|that\b|when\b|if\b|within\b|by\b|via\b|immediately\b|same day\b|about\b|as soon\b|using\b|through\b|for\b(?! [A-Z])|at\b|with\b|to\b|on\b(?! (?:[Cc]all|[Dd]uty))|in\b(?! [Cc]h)|upon\b|regarding\b|after\b|before\b|every\b|daily\b|hourly\b|weekly\b|no later\b|once\b|who\b|and (?:[a-z]+ (?:the|a|an|all|any)\b|[a-z]+s\b(?! [A-Z]))|directly\b|promptly\b|–|—|-\s)|[.;:]"
)
PUBLIC = re.compile(
    r"\b(?:public(?! (?:safety|works|health|information|affairs|relations|services?))|residents|community|media|famil(?:y|ies)|visitors|guests|customers|citizens|everyone|neighbou?rs?|people|persons|passengers|occupants)\b",
    re.IGNORECASE,
)
TO_PLACE = re.compile(
    r"to (?:the |its |their )?(?:[A-Z]|[a-z]+ (?:scene|site|room|post|gate)\b)"
)  # `calls the crew to Gate 3`
# `Public Works opens …`, `Supervisors report …`: names that end in no word of bodies, before what they do.
NP = r"(?P<np>(?:The |All )?(?:(?:911|9-1-1|999) )?[A-Z][\w&/’'-]*(?: (?:and |of |for |& |of the |to the |for the )?[A-Z][\w&/’'-]*){0,4})"
# `After the alarm the Duty Manager`, `call the Ward Manager`: what stands before the name; not `clerk to the Council`.
LED_TO = re.compile(
    r"^(?=[a-z]|(?:After|Before|During|Upon|Once|On|At|When)\b)[^,]{1,60}?(?<! of)(?<! to)(?<! for)(?<! in) the (?=[A-Z])"
)
DOES = re.compile(rf"{NP} (?:then |also |immediately )?(?P<verb>[a-z-]{{2,}}s)\b(?! (?:is|are|was|were)\b)")
DO = re.compile(
    r"(?P<np>(?:The |All )?(?:[A-Z][\w&/’'-]* ){0,3}(?:[A-Z]?[\w&/’'-]+s|[Ss]taff|[Pp]ersonnel|[Cc]rew|[Ff]aculty|[Pp]olice)) (?:then |also |immediately )?(?P<verb>[a-z-]{3,})\b"
)
BOTH_DO = re.compile(r"(?P<np>(?:The )?[A-Z][^,.;:]{1,60}? and (?:the )?[A-Z][^,.;:]{2,50}?) (?P<verb>[a-z]{3,})\b")
# `AWC, NRS and the Coast Watch attend …`
MANY_DO = re.compile(
    r"(?P<np>(?:The |[A-Z]?[a-z]+ representatives of |Representatives of )?[A-Z][\w&/’'-]*(?: [A-Z][\w&/’'-]*){0,4}(?:, (?:the )?[A-Z][\w&/’'-]*(?: [A-Z][\w&/’'-]*){0,4}){1,6},? and (?:the )?[A-Z][\w&/’'-]*(?: [A-Z][\w&/’'-]*){0,4}) (?P<verb>[a-z]{3,})\b"
)
# `The stage manager and the lighting crew stop …`, small letters and all.
SMALL_BOTH_DO = re.compile(
    r"(?P<np>(?:The|Each|All) [a-z][\w’' -]{2,40}? (?:and|or) (?:the )?[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2}?) (?P<verb>[a-z]{3,})\b"
)
# `The crane driver moves the load`.
SMALL_DOES = re.compile(
    r"(?:The|Each|Every|An?) (?P<np>[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2}) (?P<verb>[a-z]{3,}s) (?!(?:is|are|was|were|will|shall|must|should)\b)"
)
# A title that tells of a case, and names nobody: `If Pupils Cannot Return to the School`.
CASE = re.compile(
    r"(?:If|When|Whenever|Once|Unless|Until|While|IF|WHEN|ONCE|UNTIL|WHILE) |[A-Z][^.;:]{2,40} (?:During|While|Without|Due to) "
)
# `Guests in the pool: lifeguard clears the water`, `Staff quickly close the doors`.
SMALL_POST_DOES = re.compile(
    r"(?P<np>[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2}?) (?P<verb>[a-z]{3,}s) (?!(?:is|are|was|were)\b)"
)
STAFF_DO = re.compile(r"(?P<np>Staff|Crew|Faculty|Guards) (?:[a-z]+ly|also|then) (?=[a-z])")
# `Real-time updates on all platforms`: words that are verbs only where somebody or something follows at once.
NOUNS_TOO = (
    "alerts",
    "updates",
    "reports",
    "calls",
    "checks",
    "visits",
    "tests",
    "tours",
    "notices",
    "patrols",
    "releases",
    "grounds",
)
OBJECT = re.compile(r" (?:(?:the|an?|all|each|any|every|its|their|his|her)\b|to the\b|[A-Z])")
SHORT_NAME = re.compile(r"[A-Z]{2,5}")
NO_BODY = (
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
    "AMBER",
    "GREEN",
    "BLUE",
    "BLACK",
    "WHITE",
    "AM",
    "PM",
    "FIRE",
    "ALL",
    "STOP",
    *("IF", "IN", "AT", "BY", "OR", "NO", "TO", "ON", "OK", "ID", "TV", "US", "UK", "EU"),
    *("RULE", "RULES", "KEY", "TEL", "FAX"),
)
# What is named like a body and is a way of working, or a paper.
NO_ACTOR = re.compile(
    r"(?:NIMS|ICS|NRF|NDRF|EOPs?|SOPs?|COOPs?|MOUs?)(?:/(?:NIMS|ICS))?|(?:Unified|Incident|Area) command"
)
IS_DONE = re.compile(r"^[A-Z][a-z]+s\b|\b[a-z]+ed\b")
