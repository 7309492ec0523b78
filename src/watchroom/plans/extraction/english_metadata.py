"""What the first pages of an English plan say of it: title, kind, who issued it, and when."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction.english_acronyms import initials
from watchroom.plans.extraction.parts import Part

_TITLE = re.compile(
    r"(?P<title>(?:[A-Z\d][^.;:\t]{0,80}? )?(?:Plan|Procedures?|Framework|Guidelines?|Protocol|Playbook|Handbook|Manual|PLAN|PROCEDURES?|FRAMEWORK))(?:\s?[([–—-].{0,40})?"
)
NAMES = re.compile(
    r"\b(?:plans?|procedures?|playbook|framework|protocols?|manual|handbook|guide|guidelines?|guidance|policy|sop|runbook|program(?:me)?|arrangements|strategy)\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?:(?:TITLE|Title|SUBJECT|Subject) ?(?=:)|[A-Z]{2,6}[- ]?\d[\d.-]*|(?:TEMPLATE|Template|DRAFT|Draft))(?: ?[:–—-])? +"
)
_FIELD = re.compile(r"(?P<label>[A-Z][\w /&()-]{1,40}?): ?(?P<value>\S.{0,100})")
_ISSUER_FIELD = re.compile(
    r"(?:issu(?:ed by|er|ing (?:body|authority|office))|plan owner|document owner|owner|organi[sz]ation|department|company|agency|facility|institution|prepared by|published by|maintained by|responsible (?:office|department|party))",
    re.IGNORECASE,
)
_DATE_FIELD = re.compile(
    r"(?:(?:issued?|effective|publication|published|approval|approved|adopted|revision|version|document|last)? ?(?:date|updated|revised|reviewed|issued)|effective|issued|published|adopted|date of issue)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[|<|TBD|N/A|_{2,}|Enter |Insert ", re.IGNORECASE)
_OWNER = re.compile(
    r"(?:(?:The )?(?:City|County|Town|Village|Borough|State|University|District|Port|Diocese|Parish|Township) of [A-Z][\w'’ -]{1,40}"
    r"|[A-Z][\w'’. -]{1,50} (?:County|City|Council|Borough|University|College|Hospital|Airport|District|Township|Parish|Authority|Department|Trust|School|Schools|Shire|Region|Home|House|Centre|Center|Church|Museum|Library|Clinic|Association|Institute|Corporation|Company|Inc\.?|Ltd\.?|plc))(?!\w)"
)
_BY = re.compile(
    r"(?:[Ii]ssued|[Pp]ublished|Prepared|Produced|[Aa]dopted|Developed|Maintained|Owned|[Pp]romulgated|Written)(?: (?:on |in )?[\w ,]{3,18} \d{4})? by(?: the)?:?\s+(?P<who>[A-Z][^.;\n\t]{2,90}?)(?=$|[.;]| on | in |,? (?:Revision|Version|Edition|Date|Adopted|Approved|Effective|Issued|Reviewed|Revised|Updated|Published|Last|Next|Page)\b|,? (?:in )?(?:\d{1,2}(?:st|nd|rd|th)? )?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?,? \d|,? \d{1,4}[/-]\d|, (?:in )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
    r"|(?:Plan owner|Owner|Document owner|Author|Issuer|Organisation|Organization|Issuing (?:body|authority)):?\s+(?P<owner>[A-Z][^.;:\n\t]{2,60})$"
)
# `A flood warning is issued by …`: what is issued is no plan.
_ISSUES_OTHERS = re.compile(
    r"\b(?:warnings?|watch(?:es)?|advisor(?:y|ies)|alerts?|orders?|declarations?|forecasts?|bulletins?|statements?|permits?)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_ISSUES = re.compile(
    r"(?:Issued|Adopted|Effective|Approved|Published|Revised|Updated|Dated?|Issue|Version|Revision|Last)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"supersed|replac|previous|next review|review (?:date|due)|expir|establish|revised date", re.IGNORECASE
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = (
    "(?P<{0}>" + "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in _MONTHS) + "|Sept)"
)
_DATES = (
    re.compile(rf"\b{_MONTH.format('m')}\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH.format('m')},? (?P<y>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    re.compile(r"\b(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)\d\d)\b"),
    re.compile(rf"\b{_MONTH.format('m')},? (?P<y>(?:19|20)\d\d)\b"),
    re.compile(r"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)\b"),
)  # fmt: skip
_GOVERNMENT = re.compile(
    r"\b(?:county|city|town|borough|council|state|district|region\w*|national|parish|township|shire|municipal\w*|village|government|province)\b",
    re.IGNORECASE,
)
_ENTERPRISE = re.compile(
    r"\b(?:company|corporation|inc|ltd|plc|hospital|clinic|surgery|nursery|academy|care home|university|college|campus|school|airport|terminal|port|plant|factory|mine|hotel|site|facility|museum|station|refinery|red cross|charity)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:employees?|co-?workers?|campus|facility|our (?:company|organi[sz]ation|office|premises|staff|team|members|site)|organi[sz]ation's|company|workplace|tenants?|supervisors?|office building|patients?|managers?|students?|team members|premises|human resources|HR|the building)\b",
    re.IGNORECASE,
)
MANY = 3  # such words
MOST_TITLE = 110
_COVER = 8  # lines of a cover, as far as the name of an annex stands in it
_MOST_NAME = 7  # words of that name
_ANNEX = re.compile(
    r"(?:(?:ESF )?(?:Annex|Appendix|Tab|Attachment|Incident Annex|Hazard Annex)) (?:[A-Z]{1,2}|\d{1,2}|[IVX]{1,5})(?:-\d{1,2})?(?: ?[:–—-] ?(?P<name>[A-Z][\w ,&/’'-]{2,60}))?",
    re.IGNORECASE,
)
_IN_FULL = re.compile(r"(?P<long>(?:[A-Z][\w&’'-]*(?: (?:of|for|and|the))? ){2,8})\((?P<short>[A-Z]{3,8})\)")
_PAST_NAME = 4  # characters between the name of the issuer and the date
_FEW_WORDS = 3  # of a title without the name of its owner
_OVERALL = re.compile(
    r"\b(?:emergency operations|emergency management|major (?:emergency|incident)|comprehensive|all[- ]hazards?|emergency response|emergency|disaster|civil (?:emergency|defence)|disaster management|municipal emergency(?: management)?|emergency response and recovery|general emergency)(?: and [a-z]+)? (?:plan|framework|arrangements)$",
    re.IGNORECASE,
)
_HAZARD = re.compile(
    r"\b(?:flood\w*|wind|storms?|hurricanes?|earthquakes?|fires?|wildfires?|bushfires?|heat\w*|snow|winter|weather|tsunami|pandemic|influenza|outbreaks?|spills?|oil|hazmat|evacuation|drought|power|cyber|shooter|tornado|landslide|volcan\w+|chemical|radiolog\w+|nuclear|hazardous|heatwave|coastal|surge|dam|avalanche|communicable|infectious|cold)\b",
    re.IGNORECASE,
)


def title(parts: Sequence[Part]) -> tuple[str, Part] | None:
    """The line that names a plan: with its owner's line before it, where it has no name of its own."""
    if told := _above_fields(parts):
        return told, parts[0]
    if annexed := _annexed(parts):
        return annexed
    if headed := _headed(parts):
        return headed
    best: tuple[str, Part] | None = None
    for at, part in enumerate(parts[:24]):
        text = re.sub(r"\s+", " ", part.title if part.kind == "chapter" else part.span.text).strip()
        match = _TITLE.fullmatch(text) if 4 <= len(text) <= 110 and len(text.split()) <= 14 else None
        if match is None:
            continue
        name = match["title"].strip()
        own = len(name.split()) > 3 or _OWNER.match(name)
        if not own and at:
            before = parts[at - 1].span.text.strip()
            name = f"{before} {name}" if _owner(before) and before not in name else name
        if best is None:
            best = (name, part)
        if own or " " in name:
            return name, part
    return best


def _annexed(parts: Sequence[Part]) -> tuple[str, Part] | None:
    """`ANNEX F` above `FLOOD` on the cover of one part of a plan; none where several are listed, as in a table of contents."""
    front = [(part, re.sub(r"\s+", " ", part.span.text).strip()) for part in parts[:_COVER]]
    found = [at for at, (_, text) in enumerate(front) if _ANNEX.fullmatch(text)]
    if len({front[at][1].lower() for at in found}) != 1:
        return None
    part, text = front[found[0]]
    annex = _ANNEX.fullmatch(text)
    if annex and annex["name"]:
        return text, part
    name = front[found[0] + 1][1] if found[0] + 1 < len(front) else ""
    named = 0 < len(name.split()) <= _MOST_NAME and name[0].isalpha() and not re.search(r"[.;:]|\d{2}", name)
    return (f"{_cased(text)} {_cased(name)}", part) if named else None


def _cased(line: str) -> str:
    """A line in capitals as it would be written elsewhere."""
    small = {"And", "Of", "For", "The", "In", "On", "At", "To", "Or"}
    if not line.isupper():
        return line
    return " ".join(word.lower() if at and word in small else word for at, word in enumerate(line.title().split()))


def _above_fields(parts: Sequence[Part]) -> str | None:
    """The first line where it names a plan and the labels of a front follow it (`Date: …`, `Department: …`)."""
    first = parts[0].span.text.strip() if len(parts) > 1 and parts[0].kind != "row" else ""
    named = NAMES.search(first) is not None and len(first) <= MOST_TITLE and not _fields_of(first)
    return (_CODE.sub("", first) or first) if named and _fields(parts[1]) else None


def _headed(parts: Sequence[Part]) -> tuple[str, Part] | None:
    """The first heading of a file that has styles for them, where it names a plan or is the only one at the top; what
    numbers the document is left away (`SOP-12: …`)."""
    heads = [part for part in parts[:24] if part.kind == "chapter"]
    if not heads or heads[0].index > 2 or heads[0].depth != 1 or heads[0].number:
        return None
    name = heads[0].title.strip()
    before = [p.span.text.strip() for p in parts[: heads[0].index]]
    if told := next((line for line in before if _TITLE.fullmatch(line) and name.startswith(line)), None):
        return told, parts[before.index(told)]  # `Storm plan` above `Storm plan – Condition 2`
    if not NAMES.search(name) and any(_TITLE.fullmatch(p.span.text.strip()) for p in parts[: heads[0].index]):
        return None  # the title stands in a line before, which is no heading
    if not NAMES.search(name):
        second = heads[1] if len(heads) > 1 and heads[1].index <= heads[0].index + 2 else None
        if (
            second is not None
            and second.depth == 2
            and not second.number
            and NAMES.search(second.title)
            and " " in second.title
        ):
            own = _owner(name) and name not in second.title
            return (f"{name} {second.title}" if own else second.title), second
        named = heads[0].index + 1 < len(parts) and _TITLE.fullmatch(parts[heads[0].index + 1].span.text.strip())
        if len(name.split()) < 2 or named:
            return None  # `Storm plan` below the line of its house
    name = _CODE.sub("", name) or name
    if before and len(name.split()) <= _FEW_WORDS and _owner(before[-1]) and before[-1] not in name:
        name = f"{before[-1]} {name}"  # `Marlow County` above `Emergency Operations Plan`
    return name, heads[0]


def _owner(line: str) -> bool:
    """Whether a line is a body that may own a plan, also in capitals alone."""
    return _OWNER.fullmatch(line.title().replace(" Of ", " of ") if line.isupper() else line) is not None


def issuer(parts: Sequence[Part], name: str) -> tuple[str, Part] | None:
    """Who issues it, as a line of the front says; else the body whose line stands alone there, or with which the title begins."""
    for part in parts[:32]:
        for label, value in _fields(part):
            if _ISSUER_FIELD.fullmatch(label) and not _PLACEHOLDER.search(value) and _names(value):
                return re.sub(r" \([^()]{1,40}\)$", "", value.strip(" .")), part
    for part in parts[:32]:
        if match := _issued_by(part.span.text[:400]):
            return (match["who"] or match["owner"]).strip(" ,:"), part
        labelled = re.fullmatch(r"(?:Issued|Prepared|Published|Produced|Adopted) by:?", part.span.text.strip())
        if labelled and part.index + 1 < len(parts) and len(parts[part.index + 1].span.text) <= 80:
            return parts[part.index + 1].span.text.strip(), parts[part.index + 1]
    for part in parts[:10]:
        if _owner(part.span.text.strip()) and (part.kind != "chapter" or (part.depth == 1 and part.index < 3)):
            return part.span.text.strip(), part
    short = re.match(r"(?P<short>[A-Z]{3,8})\b", name)
    for part in parts[:12] if short else ():
        for match in _IN_FULL.finditer(part.span.text):
            if short and match["short"] == short["short"] and initials(match["long"].split()).endswith(short["short"]):
                return _tail(match["long"].split(), short["short"]), part
    front = [(part.span.text.strip(), part) for part in parts[:_COVER]]
    for line, part in [*((name, part) for part in parts[:1]), *((line, p) for line, p in front if NAMES.search(line))]:
        if owner := _OWNER.match(line.title() if line.isupper() else line):
            return _before_dash(line, owner[0].strip()), part
    return None


def _issued_by(text: str) -> re.Match[str] | None:
    """Where a text says who issues the plan: `Promulgated by the Harbour Board`."""
    found = _BY.search(text)
    return found if found and not _ISSUES_OTHERS.search(text[: found.start()]) else None


def _before_dash(line: str, owner: str) -> str:
    """All that stands before the dash of a title, where the name of its owner ends there (`Elm Clinic Derby – Fire plan`)."""
    head, dash, rest = re.sub(r" [—–-] ", "\t", line, count=1).partition("\t")
    more = head.startswith(owner) and head.removeprefix(owner).istitle() and len(head.split()) <= _MOST_NAME
    return head if dash and more and NAMES.search(rest) and not NAMES.search(head) else owner


def _tail(words: list[str], short: str) -> str:
    """The words at the end of a text whose capitals spell a short name."""
    return next(" ".join(words[n:]) for n in range(len(words) - 1, -1, -1) if initials(words[n:]) == short)


def issued(parts: Sequence[Part]) -> tuple[str, Part] | None:
    """The date of issue in ISO form: one that says so, else the first one of the front that belongs to no earlier edition."""
    first: tuple[str, Part] | None = None
    for part in parts[:32]:
        for label, value in _fields(part):
            if _DATE_FIELD.fullmatch(label) and not _EARLIER.search(label) and (date := _date(value)):
                return date, part
    for at, part in enumerate(parts[:32]):
        text = part.span.text[:300]
        for pattern in _DATES:
            for match in pattern.finditer(text):
                before = text[max(0, match.start() - 40) : match.start()]
                above = parts[at - 1].span.text[-20:] if at and len(before.strip()) < 3 else ""
                if _EARLIER.search(before) or _EARLIER.search(above):
                    continue
                told = _ISSUES.search(before[-24:]) or _ISSUES.search(above)
                by = _issued_by(text)
                if told or (by and 0 <= match.start() - by.end() <= _PAST_NAME):
                    return _iso(match), part
                if first is None and len(text) <= 60:
                    first = _iso(match), part
    return first


def _fields(part: Part) -> list[tuple[str, str]]:
    """The labels of a line of the front with their values: one, or several parted by bars."""
    text = part.span.text[:300].replace("\t", ": ", 1) if part.kind == "row" else part.span.text[:300]
    found = [_FIELD.fullmatch(piece.strip()) for piece in re.split(r" ?[|•] ?", text)]
    return [(one["label"].strip(), one["value"]) for one in found if one]


def _names(value: str) -> bool:
    """Whether a value is a name, and no sentence: most of its longer words begin with a capital letter."""
    words = [word for word in re.findall(r"[\w’'-]+", value) if len(word) > 3]
    return bool(2 * sum(word[0].isupper() for word in words) >= len(words))


def _fields_of(line: str) -> bool:
    """Whether a line is a label that a plan's front has, with its value."""
    found = _FIELD.fullmatch(line)
    return (
        found is not None
        and (_ISSUER_FIELD.fullmatch(found["label"]) or _DATE_FIELD.fullmatch(found["label"])) is not None
    )


def _date(text: str) -> str | None:
    return next((_iso(match) for pattern in _DATES if (match := pattern.search(text))), None)


def inside(parts: Sequence[Part]) -> bool:
    """Whether a plan whose title does not say so is for a house or a company: it speaks of its own people and rooms."""
    text = " ".join(part.span.text for part in parts)
    own, public = len(_OWN.findall(text)), len(_GOVERNMENT.findall(text))
    return own >= MANY and own > 2 * public


def of_enterprise(name: str) -> bool:
    """Whether a title says that the plan is a company's or a house's."""
    return _ENTERPRISE.search(name) is not None


def kind(name: str, parts: Sequence[Part] = ()) -> str:
    """overall, special, or one of an enterprise."""
    if not _GOVERNMENT.search(name) and not _ENTERPRISE.search(name) and inside(parts):
        return "enterprise_special" if _HAZARD.search(name) else "enterprise_comprehensive"
    fields = {label.lower(): value for part in parts[:12] for label, value in _fields(part)}
    if (office := fields.get("department")) and not _ENTERPRISE.search(f"{name} {office}"):
        return "department"
    if _ENTERPRISE.search(name) and not _GOVERNMENT.search(name):
        return "enterprise_special" if _HAZARD.search(name) else "enterprise_comprehensive"
    if _HAZARD.search(name):
        return "special"
    return "overall" if _OVERALL.search(name.strip()) else "special"


def _iso(match: re.Match[str]) -> str:
    month = match["m"]
    number = int(month) if month.isdigit() else next(n for n, one in enumerate(_MONTHS, 1) if one[:3] == month[:3])
    day = match.groupdict().get("d")
    return f"{match['y']}-{number:02}" + (f"-{int(day):02}" if day else "")
