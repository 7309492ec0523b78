"""The numbered levels of English plans: `Level 3 - Full activation` over a text, before a list, or in a table.

Which end is the higher one is read from the names, else from what is told: most count down to Level 1, many count up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from watchroom.plans.extraction.found import Place
from watchroom.plans.extraction.outline import Part
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row

_NUMBERS = {
    **{str(n): n for n in range(1, 6)},
    **dict(zip(("I", "II", "III", "IV", "V"), range(1, 6), strict=True)),
    **dict(zip(("one", "two", "three", "four", "five"), range(1, 6), strict=True)),
}
_LABEL = re.compile(
    r"(?:(?:EOC|ECC|EOC/ECC|Activation|Response|Alert|Emergency|Readiness|Operational|Incident|Operations|Escalation)[: ]{1,2}){0,3}"
    r"(?:Level|LEVEL|Tier|Condition|Stage|STAGE|Phase)[ -](?P<n>[1-5]|IV|V|I{1,3}|One|Two|Three|Four|Five|ONE|TWO|THREE|FOUR|FIVE)(?![\w.])"
)
_KIND = re.compile(r" (?:Activation|Response|Alert|Emergency|Incident|Event|Warning)\b", re.IGNORECASE)
_TITLE = re.compile(
    r" ?(?:\((?P<inside>[^()]{2,48})\)|[:—–-] ?(?P<title>[A-Z\d][\w/&',’ -]{1,52}?)(?:(?= ?[:—–] | - |: |\. |[.:]$)|$))"
)
_MOST_TITLE = 6  # words
LEVELS = re.compile(
    r"\b(?:activation|response|alert|incident|emergency|readiness|operational|escalation) (?:levels?|phases|statuses|stages)\b|\b(?:flood|river|drought|storm|heat|fire|response) stages\b|\blevels? of (?:activation|response|emergency|alert|readiness)\b",
    re.IGNORECASE,
)
_LOW = re.compile(
    r"\b(?:daily|normal|routine|on-call|steady|monitor(?:ing)?|watch|minor|stand-?by|low|small|local(?:ised|ized)?|enhanced|increased|green|limited)\b",
    re.IGNORECASE,
)
_HIGH = re.compile(
    r"\b(?:full(?:y|-scale)?|maximum|major|catastrophic|critical|severe|disaster|crisis|large|red|extreme)\b",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"descri|criteri|trigger|condition|definition|meaning|when|threshold|situation|example|impact", re.IGNORECASE
)
_DOES = re.compile(
    r"response|action|requirement|measure|what to do|procedure|activit|staffing|task|operations", re.IGNORECASE
)
_WHO = re.compile(r"responsib|\blead\b|agency|department|position|\bwho\b|owner", re.IGNORECASE)
WHEN = re.compile(r"^(?:(?:this level |it |the [\w ]{2,40}? |level \w+ )?(?:is |are |may be |will be |shall be |should be )?(?:triggered|activated|initiated|declared|used|reached|implemented|entered|invoked|appropriate) (?:when|if|by|for|upon|in|where)\b|(?:when|if|whenever|where)\b)", re.IGNORECASE)  # fmt: skip
_SITUATION = re.compile(
    r"(?:(?:An?|Any|The|No|Some|Two or more|Multiple|Several|Major|Minor|Moderate|Large|Small|Significant|Events?|Incidents?|Emergenc\w+|Disasters?|Situations?|Threats?)\b[^.;]{0,70}?\b)?"
    r"(?:incidents?|events?|emergency|emergencies|disasters?|situations?|threats?|hazards?|storms?|outbreaks?|damage|impacts?|evacuations?)\b(?! (?:management|operations?|services?|response|manager|coordinator|support|center|centre|staff|personnel|command))"
    r"[^.;]{0,80}?\b(?:has|have|is|are|was|may|might|can|could|that|which|requir\w+|exceed\w*|threaten\w*|affect\w*|involv\w*|occur\w*|exists?|likely|beyond|within|with)\b"
)
_TELLS = re.compile(
    r"(?:following|criteria|conditions?|triggers?|examples?|includ\w+|such as)[^.:]{0,30}:?$", re.IGNORECASE
)
_ORDERS = re.compile(r"\b(?:actions?|tasks?|measures|steps|will|shall|must|should)\b", re.IGNORECASE)
_VERB = re.compile(
    r"(?:Activate|Advise|Alert|Appoint|Assess|Assign|Begin|Brief|Call|Check|Close|Conduct|Consider|Contact|Continue|Convene|Coordinate|Declare|Deploy|Develop|Distribute|Document|Ensure|Establish|Evacuate|Hold|Identify|Implement|Inform|Initiate|Issue|Maintain|Make|Meet|Monitor|Move|Notify|Open|Order|Place|Prepare|Provide|Recall|Report|Request|Review|Secure|Send|Set|Staff|Stand|Start|Stop|Support|Test|Track|Update|Verify)\b"
    r"|[^.]{0,60}\b(?:will|shall|must|should|staffed|notified|convened|monitored|continues?|coordinates|coordinating|monitoring|monitors)\b"
)
_SENTENCE = re.compile(r"(?:[^.]|\.(?! [A-Z]|$)){3,600}\.?")


@dataclass(slots=True)
class Told:
    """What a plan tells of one number: its names, the places, the conditions, what is done and by whom, and the text."""

    number: int
    names: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    conditions: list[Span] = field(default_factory=list)
    does: list[tuple[Span, Span | None]] = field(default_factory=list)
    text: str = ""

    @property
    def name(self) -> str:
        return max(self.names, key=len)


def label(text: str) -> tuple[int, str, int, bool] | None:
    """The number with which a text begins, the level's name, where that ends, and whether it has a title of its own."""
    head = _LABEL.match(text)
    if head is None:
        return None
    end = head.end()
    if kind := _KIND.match(text, end):
        end = kind.end()
    title = _TITLE.match(text, end)
    named = title is not None and len((title["inside"] or title["title"]).split()) <= _MOST_TITLE
    end = title.end() if title and named else end
    if not re.match(r" ?(?:[:.—–\t-]|$)", text[end:]):
        return None
    word = head["n"]
    return _NUMBERS[word if word in _NUMBERS else word.lower()], text[:end].strip(), end, named


def rising(levels: dict[int, tuple[str, str]]) -> bool:
    """Whether the numbers rise with what happens; by number the name and the text of each level."""
    for texts in ({n: name for n, (name, _) in levels.items()}, {n: text[:400] for n, (_, text) in levels.items()}):
        weight = {n: bool(_HIGH.search(text)) - bool(_LOW.search(text)) for n, text in texts.items()}
        first, last = weight[min(weight)], weight[max(weight)]
        if first != last:
            return last > first
    return False


class Numbered:
    """Collects what a plan tells of its numbered levels."""

    def __init__(self, body: list[Part], under: dict[int, list[Part]]) -> None:
        self.body, self.under, self.made = body, under, dict[int, Told]()

    def told(self, above: dict[int, str]) -> dict[int, Told]:
        """By number; `above`: the titles that each part stands below, joined."""
        header: list[Span] = []
        for at, part in enumerate(self.body):
            if part.kind == "row":
                cells = split_row(part.span)
                if not self._row(header, cells, part):
                    header = cells
                continue
            header = []
            read = label(part.span.text)
            if read is None:
                continue
            number, name, end, named = read
            if not named and part.role != "conditions" and not LEVELS.search(above.get(part.index, "")):
                continue
            one = self._one(number, name, part)
            rest = part.span.cut(end)
            lead = re.match(r"[\s:.—–-]*", rest.text)
            self._texts(one, [rest.cut(lead.end() if lead else 0)], items=False)
            self._below(one, part, at, bool(rest.text.strip(" :.—–-")))
        return self.made

    def _one(self, number: int, name: str, part: Part) -> Told:
        one = self.made.setdefault(number, Told(number))
        one.names.append(name)
        one.places.append(part.span.place())
        return one

    def _row(self, header: list[Span], cells: list[Span], part: Part) -> bool:
        """Whether a row tells of a level; its cells are what their headings say they are."""
        first = cells[0].text.strip() if cells else ""
        read = label(first)
        bare = header and re.search(r"level", header[0].text, re.IGNORECASE) and _NUMBERS.get(first)
        if not read and not bare:
            return False
        one = self._one(read[0] if read else int(bare or 0), first if read else f"Level {first}", part)
        titles = [header[n].text if n < len(header) else "" for n in range(len(cells))]
        who = next(
            (cells[n] for n, title in enumerate(titles) if n and _WHO.search(title) and not _DOES.search(title)), None
        )
        for n, cell in enumerate(cells[1:], 1):
            if not cell or cell is who:
                continue
            one.text += cell.text + " "
            if _WHAT.search(titles[n]) or (not _DOES.search(titles[n]) and not one.conditions):
                one.conditions += _pieces(cell)
            else:
                one.does.append((cell, who))
        return True

    def _below(self, one: Told, part: Part, at: int, has_text: bool) -> None:
        """What belongs to a label: everything below a title; behind a paragraph its list, or the paragraphs after a bare one."""
        listed: list[Part] = []
        if part.kind == "chapter":
            listed = self.under.get(part.index, [])
        else:
            for then in self.body[at + 1 :]:
                if then.kind not in ("item", "text") or label(then.span.text) or (then.kind == "text" and has_text):
                    break
                listed.append(then)
        told: bool | None = None
        stated = False
        for then in listed:
            if then.kind == "chapter" and label(then.span.text):
                break
            text = then.span.plain.strip()
            if (
                then.kind == "item"
            ):  # behind a paragraph that states the condition, a list without a lead is what is done
                self._item(one, then.span, False if told is None and stated else told)
            elif then.kind in ("text", "chapter"):
                told = None
                if text.endswith(":") or then.bare:
                    told = (
                        False
                        if _ORDERS.search(text) and not WHEN.match(text)
                        else True
                        if _TELLS.search(text) or WHEN.match(text)
                        else None
                    )
                else:
                    before = len(one.conditions)
                    self._texts(one, [then.span], items=False)
                    stated = stated or (part.kind == "chapter" and len(one.conditions) > before)

    def _item(self, one: Told, span: Span, told: bool | None) -> None:
        one.text += span.text + " "
        if told or (told is None and not _VERB.match(span.text)):
            one.conditions.append(span)
        else:
            one.does.append((span, None))

    def _texts(self, one: Told, spans: list[Span], *, items: bool) -> None:
        for whole in spans:
            one.text += whole.text + " "
            for match in _SENTENCE.finditer(whole.plain):
                span = whole.cut(match.start(), match.end())
                span = span.cut(len(span.plain) - len(span.plain.lstrip()))
                if not span:
                    continue
                if (
                    WHEN.match(span.plain)
                    or _SITUATION.match(span.plain)
                    or re.search(r"(?:when|if) [^.]{0,80}\d", span.plain)
                    or _bounded(span.plain)
                ):
                    one.conditions.append(span)
                else:
                    one.does.append((span, None))


def _bounded(plain: str) -> bool:
    """Whether a sentence states a measure that is forecast or exceeded, and no order."""
    return bool(
        re.search(r"\d", plain)
        and re.search(r"\b(?:forecast|expected|exceed\w*|above|more than|or more|or greater|reach\w*)\b", plain)
    ) and not _VERB.match(plain)


def _pieces(cell: Span) -> Iterator[Span]:
    """The alternatives of a cell: parted by semicolons or by signs of a list."""
    at = 0
    for match in [*re.finditer(r"; ?(?:or )?| ?[•▪●] ?|$", cell.plain)]:
        piece = cell.cut(at, match.start())
        if piece.text.strip():
            yield piece.cut(len(piece.plain) - len(piece.plain.lstrip()))
        at = match.end()
