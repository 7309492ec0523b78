"""Sentences of English plans: where they end, whether they give an order, to whom they are addressed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.vocabulary import shipped

SENTENCE = re.compile(
    r"(?:[^.!?]|[.!?](?! [A-Z]|$)|(?<=\b[A-Z])\.(?! (?:The|All|Each|It|This|They|If|When|No)\b)|(?<=e\.g)\.|(?<=i\.e)\.){3,900}[.!?]?"
)
_MODAL = re.compile(
    r"\b(?:will|shall|must|should|is to|are to|is responsible|are responsible|is required to|are required to|is advised to|are advised to|is asked to|are asked to|is prohibited|are prohibited|are encouraged to|needs? to|has to|have to|may not|cannot)\b"
)
_EVENT = re.compile(
    r"(?:If|When|Whenever|Once|Where|In case of) (?:[\w’'/-]+ ){2,12}?(?=(?:the|all|each|every|any) (?:[\w’'/-]+ ){1,4}?(?:will|shall|must|should)\b)|(?:At|In|During|Upon|After|Following|Once|On (?=receipt|receiving|notification|activation)) ?(?:[\w-]+ ){1,5}?(?=[Tt]he [^,]{2,40} (?:will|shall|must|should)\b)|(?:If|When|Whenever|Upon|After|Once|During|Following|In (?:the|cases?|an|any|all|coordination|addition)\b|As soon as|Before|Prior to|Within|Where|For|At|On|Until|Unless|As|Under|Should|Due to|Because|With|Based on|Depending on|To|[A-Z][a-z]{3,}ly(?=,))\b(?:[^.;:]{2,200}?|(?<=ly)), (?:then )?"
)

_HEADED = re.compile(r"([A-Z][^:.;,!?]{1,48}?)(?: ?\([^()]{1,40}\))?: (?=[A-Za-z])")
_CASE = re.compile(r"(?:If|When|Whenever|Once|Unless|Until|While|Where|In case of|Upon|After|Before|During) ")
LEAST_WORDS, MOST_LABEL = 2, 5  # of what follows a heading in its line, and of the heading


# `Heat stroke is an emergency — call 911`: what to do behind what is the matter.
_DASHED = re.compile(r"[A-Z][^.;:—–]{3,60} (?:is|are) [^.;:—–]{3,60} [—–] ")


@cache
def _order() -> re.Pattern[str]:
    table = shipped()["orders_english"]
    words = {
        use: "|".join(re.escape(w) for e in table if e["use"] == use for w in e["words"]) for use in ("order", "lead")
    }
    return re.compile(
        rf"[\W\d]*(?:(?:{words['lead']})(?:,| and)? )*(?:{words['order']})(?:/[a-z]+)?(?:,? (?:and|or) [a-z]+)?(?= (?:[^\W\d]|\d{{3}}|9-?1)| ?[,;.:/(“\"@]|$)(?! (?:is|are|was|has|will|shall|must|should|of\b))",
        re.IGNORECASE,
    )


# `A relocation may be ordered by the Warden`: who may decide something, and nobody has to do it.
MAY_BE_DONE = re.compile(
    r"[^.;:]{2,90}? (?:may|can)(?: only)? be (?:declared|ordered|called|activated|authori[sz]ed|invoked|requested|started|lifted|cancell?ed|decided) by\b"
    r"|(?:Stage|Level|Phase|Tier|Category) \w{1,5} (?:is|will be) (?:activated|declared|authori[sz]ed) by\b"
)
# `…, and the board will decide`: a clause with a subject of its own.
_CLAUSE = re.compile(
    r",? and (?=(?:the |all |every |each |any )[\w’'/ ,-]{2,60}? (?:will|shall|must|should|is to|are to)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or a clause of its own, and where it stands."""

    start: int
    end: int
    text: str


def clauses(plain: str) -> Iterator[Piece]:
    """The sentences of a text, those of two orders joined by `and` cut where the second has its own subject."""
    for match in SENTENCE.finditer(plain):
        cut = _CLAUSE.search(match[0])
        if cut is None or not modal(match[0][: cut.start()]) or event(match[0].strip()) > cut.start():
            yield Piece(match.start(), match.end(), match[0])
            continue
        yield Piece(match.start(), match.start() + cut.start(), match[0][: cut.start()])
        yield Piece(match.start() + cut.end(), match.end(), match[0][cut.end() :])


def event(text: str) -> int:
    """Where a sentence goes on behind the clause that says when (`If the pier floods, close it`); 0 where none does."""
    found = _EVENT.match(text)
    return found.end() if found else 0


def imperative(text: str) -> bool:
    """Whether a sentence begins with what is to be done."""
    if _order().match(text) is not None or (bool(at := event(text)) and _order().match(text, at) is not None):
        return True
    dash = _DASHED.match(text)
    return dash is not None and _order().match(text, dash.end()) is not None


def modal(text: str) -> bool:
    """Whether a sentence says that somebody has to do something."""
    return _MODAL.search(text) is not None


def unlabelled(span: Span) -> Span:
    """The text of a measure without the heading in its own line (`Alert others: Notify …`)."""
    label = _HEADED.match(span.text)
    if label is None or modal(label[0]) or len(label[1].split()) > MOST_LABEL:
        return span
    rest = span.cut(label.end())
    goes_on = _CASE.match(label[1]) or imperative(label[1]) or not imperative(rest.text)
    if rest.text[:1].islower() and goes_on:
        return span  # the sentence goes on behind its colon: `If the belt tears: stop the motor`
    return rest if len(rest.text.split()) >= LEAST_WORDS and not rest.text.endswith(":") else span
