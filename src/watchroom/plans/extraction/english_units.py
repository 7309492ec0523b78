"""Bodies and posts of English plans with their duties: a title over a list, a label, a sentence, a row of a table; and
those that only the measures name."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from watchroom.plans.extraction.drafts import Draft
from watchroom.plans.extraction.english import English
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_again import AGAIN, Before
from watchroom.plans.extraction.english_agencies import HEAD, agencies, named
from watchroom.plans.extraction.english_phrases import BRACKET, THEY
from watchroom.plans.extraction.english_sentences import SENTENCE, event, imperative, modal
from watchroom.plans.extraction.found import Action, Duty, Unit
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row
from watchroom.plans.extraction.titles import titled_again

_WHO = re.compile(
    r"(?:(?:emergency|response|incident|ics|team|key|primary) )?(?:roles?|positions?|posts?|titles?|members?|agenc(?:y|ies)|departments?|organi[sz]ations?|teams?|units?|who|functions?|sections?|groups?|stakeholders?|part(?:y|ies))(?: ?/ ?\w+)?",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"(?:(?:key|primary|main|core|emergency|roles? and|roles? &) )?(?:functions?|dut(?:y|ies)|responsibilit(?:y|ies)|tasks?|what they do|description|role)(?: .{0,24})?",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"(?!(?:This|As|Its|Is|Has|Was|Plans|Services|Actions|Emergencies|Incidents)\b)[A-Z][a-z]+s\b (?!and\b.{0,20} (?:is|are)\b)"
)
_HOLDS = re.compile(
    r"(?:roles?|responsibilities|responsibility|structure|sections|organi[sz]ation|membership|government|levels?|succession|chain of command|contacts?|members?|roster|composition|decision authority|line of authority)s?$",
    re.IGNORECASE,
)
# A chapter on what the post has to do whose chapter it stands in.
_OF_HOLDER = re.compile(
    r"(?:(?:key|main|primary|general|specific) )?(?:responsibilit(?:y|ies)|dut(?:y|ies)|roles?|tasks|functions)(?: and (?:responsibilities|duties|tasks|functions))?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?P<label>[A-Z][^:.;–—]{1,60}?)(?: ?\([^()]{1,40}\))?(?::| [–—-])(?= |$)")
_PRESENT = re.compile(r"(?:, [^,;.]{2,90},)? (?:then |also )?(?=[a-z]{3,}s\b)")  # between a name and what it does
_MAY = re.compile(r"\b(?:may|can)\b")
_SAYS = re.compile(
    r"(?:also |then )?(?:will|shall|must|should|is to|are to|is responsible for|are responsible for|is required to|are required to|has the authority to|may|can)(?: be responsible for)?(?: also)? ?:?\s*"
)
_MODAL_END = re.compile(r" (?:[Ww]ill|[Ss]hall|[Mm]ust|[Ss]hould)$")
_LABELLED = re.compile(
    r"(?:Coordinator|Lead|Chair|Chairperson|Primary|Lead agency|Primary agency|Supporting agencies|Location|Reports to|Contact): ",
    re.IGNORECASE,
)
# `The Town Engineer (Streets and Drains) shall:`: what else the one is called whose duties follow.
_CALLED = re.compile(r" \((?P<short>[A-Z][A-Za-z &/-]{1,40})\)(?: (?:will|shall|must|should))?:$")
_MEMBERS = re.compile(r"\b(?:members?|includes?|consists?|comprises?|made up|composed)\b[^:]{0,40}:$", re.IGNORECASE)
_STAFF = re.compile(
    r"(?:all|each|any|every|their|his|her|its)\b.*|.*\b(?:staff|personnel|volunteers|employees|occupants|residents|visitors|guests|students|pupils|parents|guardians|families|people)$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Za-z]{2,}[^A-Za-z]+[A-Za-z]+")  # two words
_CAPITALS = re.compile(r"(?!NIMS|ICS|EOP|SOP)[A-Z]{3,8}")  # a body that is called by its letters
_MOST_WORDS = 7
MOST_LABEL = 4  # words of a label that is no name by its last word
_SET_UP = ("command", "field_command", "office", "working_group", "expert_group")
MANY, OFTEN = (
    3,
    2,
)  # bodies that the organisation names; of one more beside them, measures, or else it must be called like one


def describe(reading: Reading, english: English, drafts: dict[str, Draft], short: Mapping[str, str]) -> None:
    """Adds the bodies of the chapters on the organisation, with their duties; short: what short names stand for."""
    found = _Bodies(reading, Actors(english), drafts, short)
    for part in reading.body if reading.language == "en" else ():
        if part.role == "organisation":
            found.take(part)


class _Bodies:
    """Takes part after part; keeps whose duties are listed."""

    def __init__(self, reading: Reading, actors: Actors, drafts: dict[str, Draft], short: Mapping[str, str]) -> None:
        self.reading, self.actors, self.drafts, self.short = reading, actors, drafts, short
        self.holder: dict[int | None, list[Draft]] = {}  # of what stands below a part
        self.who: int | None = None
        self.what: int | None = None
        self.before = Before()
        self.listing: int | None = None  # below which part a list of agencies goes on

    def take(self, part: Part) -> None:
        if part.kind == "row":
            self._row(part)
            return
        self.who = self.what = None
        if part.bare:
            self.before.forget()
            self.listing = None
        if part.bare and _LABELLED.match(part.title):
            self.holder[part.index] = self._titled_before(part)
            return
        if part.bare:
            told = _OF_HOLDER.fullmatch(part.title) is not None
            self.holder[part.index] = self._title(part) or (self._holder(part) if told else [])
            return
        span, plain = part.span, part.span.plain.strip()
        if (members := self._members(part, plain)) is not None:
            for member in members:
                self._draft(member, span, kind="member")
            return
        if part.kind == "chapter" and (units := self.actors.titled(part.title)):
            short = self.actors.english.titled(part.title)
            self.holder[part.index] = [
                self._draft(short[0], span, short[2]) if short and short[2] else self._draft(name, span)
                for name in units
            ]
        if _MEMBERS.search(plain):
            self.holder[part.index if part.kind == "item" else part.parent] = []
            return
        if plain.endswith(":") or (
            part.kind == "item"
            and self.actors.titled(plain)
            and len(plain.split()) <= _MOST_WORDS
            and not (self._holder(part) and (_DOES.match(plain) or self._alone(part)))
        ):
            self._lead(part, plain)
            return
        label = _LABEL.match(span.text)
        names = (self.actors.titled(label["label"]) or self._labelled(part, label)) if label else []
        if label and names and (rest := span.cut(label.end())):
            drafts = [self._draft(name, span) for name in names]
            for sentence in SENTENCE.finditer(rest.plain):
                self._give(drafts, rest.cut(sentence.start(), sentence.end()))
            self.holder[part.index] = drafts
            return
        self._sentences(part, span)

    def _members(self, part: Part, plain: str) -> list[str] | None:
        """The agencies that a line lists behind its label, or an item is below `Primary agencies`; None where it is neither."""
        if part.kind == "text" and HEAD.fullmatch(plain.rstrip(" :")):
            self.listing = part.parent
            return []
        if part.kind != "item":
            self.listing = None
            return agencies(plain, self.actors)
        chapter = self.reading.outline.section(part)
        listed = chapter is not None and HEAD.fullmatch(chapter.title.strip(" :")) is not None
        listed = listed or (self.listing is not None and self.listing == part.parent)
        return [name] if listed and (name := named(plain)) else None

    def _lead(self, part: Part, plain: str) -> None:
        """`The Safety Officer shall:` before a list; `Operations Chief` alone over one."""
        title = titled_again(plain)
        if plain.endswith(":") and ". " in plain:
            plain = plain[plain.rfind(". ") + 2 :].removeprefix("The ")
        names = self.actors.subjects(plain) or self.actors.titled(plain.rstrip(":"))
        names = names or ([title] if title and title == plain.rstrip(":") else [])
        says = _LABEL.match(plain)
        names = names or (self.actors.titled(says["label"]) if says else [])
        names = [name for name in names if not AGAIN.fullmatch(name) or not self._holder(part)]
        called = _CALLED.search(plain) if len(names) == 1 else None
        drafts = [self._draft(name, part.span, called["short"] if called else None) for name in names]
        if part.kind == "chapter" and not drafts and part.index in self.holder:
            return
        if drafts and part.kind == "chapter":
            self.holder[part.index] = drafts
        elif drafts or part.kind == "item":
            self.holder[part.index if part.kind == "item" else part.parent] = drafts or self._holder(part)

    def _alone(self, part: Part) -> bool:
        """Whether an item of a list has nothing below it or, as a heading would, behind it."""
        then = self.reading.outline.parts[part.index + 1 : part.index + 2]
        return not self.reading.outline.children(part) and all(p.kind == "item" and p.depth <= part.depth for p in then)

    def _titled_before(self, part: Part) -> list[Draft]:
        """Whose `Coordinator: …` a line is that stands as a title behind a body's own; what is below it is that body's."""
        before = self.reading.outline.parts[part.index - 1] if part.index else None
        alone = before is not None and before.bare and before.depth == part.depth
        return self._title(before, self.reading.outline.children(part)) if before and alone else []

    def _holder(self, part: Part) -> list[Draft]:
        if part.parent in self.holder:
            return self.holder[part.parent]
        return next((self.holder[a.index] for a in self.reading.outline.above(part) if a.index in self.holder), [])

    def _title(self, part: Part, children: Sequence[Part] | None = None) -> list[Draft]:
        """A title that ends like a body's name, or is known, or over a text that begins with what it does."""
        title = BRACKET.sub("", _MODAL_END.sub("", part.title))
        named = self.actors.english.titled(title)
        title = title if named and named[2] else self.actors.unbracketed(title)
        under = children or self.reading.outline.children(part)
        below = [p for p in under if p.kind in ("item", "text")]
        if not below and any(_OF_HOLDER.fullmatch(p.title) for p in under) and (posted := self.actors.titled(title)):
            told = " ".join(p.span.text for p in self.reading.outline.under(part)[:3])
            short = re.search(rf"{re.escape(posted[0])} \(([A-Z]{{2,8}})\)", told)
            return [self._draft(posted[0], part.span, short[1] if short else None)]
        if not below or len(title.split()) > _MOST_WORDS or _HOLDS.search(title):
            return []
        english = self.actors.english
        if titled := english.titled(title):
            return [self._draft(titled[0], part.span, titled[2])]
        if _CAPITALS.fullmatch(title) and below[0].kind == "item" and self._among_bodies(part):
            return [self._draft(title, part.span)]
        if title in english.known or _DOES.match(below[0].span.plain):
            group = title not in english.known and below[0].kind == "text"
            return [self._draft(title, part.span, kind="working_group" if group else None)]
        return []

    def _among_bodies(self, part: Part) -> bool:
        """Whether most titles beside one name bodies or posts."""
        beside = [p.title for p in self.reading.outline.children(self.reading.outline.parent(part)) if p.bare]
        named = [title for title in beside if self.actors.english.titled(title)]
        return len(named) >= OFTEN and 2 * len(named) > len(beside)

    def _labelled(self, part: Part, label: re.Match[str]) -> list[str]:
        """The name before what it does (`Linen Store: Hands out blankets`), where most labels beside it name bodies or posts."""
        if not _DOES.match(part.span.text[label.end() :].strip()) or len(label["label"].split()) > MOST_LABEL:
            return []
        beside = self.reading.outline.children(self.reading.outline.parent(part))
        labels = [one["label"] for p in beside if p.kind == part.kind and (one := _LABEL.match(p.span.text))]
        named = sum(bool(self.actors.titled(one)) for one in labels)
        return [label["label"]] if named >= OFTEN and 2 * named > len(labels) else []

    def _sentences(self, part: Part, span: Span) -> None:
        """Each sentence gives its subject a duty; without one it is a duty of the heading, an item as a whole."""
        holder = self._holder(part)
        if part.kind == "item" and holder and not self.actors.all(span.plain):
            self._give(holder, span)
            return
        for n, match in enumerate(SENTENCE.finditer(span.plain)):
            text = match[0].strip()
            piece = span.cut(match.start(), match.end())
            if n == 0 and (titled := self._headed(span, match)):
                holder = [self._draft(name, piece) for name in titled]
                continue
            told = [name for name in self.actors.all(text) if not _STAFF.fullmatch(name)]
            again = [name for name in told if AGAIN.fullmatch(name)] if holder else []
            names = self.before.of([name for name in told if name not in again])
            if names or again:
                said = _behind(text, told[0])
                drafts = [self._draft(name, piece) for name in names]
                self._give([*drafts, *(holder if again else [])], piece.cut(said) if said else piece)
                continue
            if told:
                continue  # a body that is not named here
            if holder and (part.kind == "item" or not re.match(r"(?:This|These|There|It|A|An|If|When|In)\b", text)):
                self._give(holder, piece)

    def _headed(self, span: Span, first: re.Match[str]) -> list[str]:
        """The body or post that is all of the first sentence of a paragraph: `Fire Department. The department …`."""
        title = first[0].strip()
        named = title.endswith(".") and span.plain[first.end() :].strip() and len(title.split()) <= _MOST_WORDS
        return self.actors.titled(title.rstrip(".")) if named else []

    def _row(self, part: Part) -> None:
        cells = split_row(part.span)
        if self.who is None or self.what is None or max(self.who, self.what) >= len(cells):
            self.who = next((n for n, cell in enumerate(cells) if _WHO.fullmatch(cell.text.strip())), None)
            self.what = next(
                (n for n, cell in enumerate(cells) if n != self.who and _WHAT.fullmatch(cell.text.strip())), None
            )
            return
        name, does = cells[self.who], cells[self.what]
        if not name or len(name.text.split()) > 9:
            return
        titled = self.actors.english.titled(name.text.strip())
        draft = self._draft(
            titled[0] if titled else name.text.strip(),
            name,
            titled[2] if titled else None,
            kind=None if titled else "role",
        )
        self._give([draft], does)

    def _draft(self, name: str, span: Span, abbr: str | None = None, kind: str | None = None) -> Draft:
        name, abbr = _full(name.strip(), abbr, self.short)
        english = self.actors.english
        low = name.lower()
        made = self.drafts.get(name) or next(
            (d for d in self.drafts.values() if d.abbr == name or d.name.lower() == low), None
        )
        if made is None:
            own = kind or english.known.get(name) or english.kind(name)
            made = self.drafts[name] = Draft(name, own, "described", [span.place()], abbr=abbr)  # type: ignore[arg-type]
        made.abbr = made.abbr or abbr
        return made

    @staticmethod
    def _give(drafts: Sequence[Draft], span: Span) -> None:
        text = re.sub(r"[;,] (?:and|or)$", "", span.text.strip()).rstrip(".;")
        for draft in drafts:
            if _WORDS.search(text) and text not in {duty.text for duty in draft.duties}:
                draft.duties.append(Duty(text=text, places=[span.place()]))


_ITS_SHORT = re.compile(r"(?P<name>[A-Z][^()]{3,60}) \((?P<short>[A-Z][A-Z&/-]{1,7})\)")


def _full(name: str, abbr: str | None, short: Mapping[str, str]) -> tuple[str, str | None]:
    """A body's name in full, and the short name that the plan explains for it."""
    if bracketed := _ITS_SHORT.fullmatch(name):  # `Air Traffic Control Tower (ATCT)`
        name, abbr = bracketed["name"], abbr or bracketed["short"]
    if name in short:
        return short[name], name
    return name, abbr or next((one for one, full in short.items() if full.lower() == name.lower()), None)


def _said(text: str) -> int:
    """Where a sentence goes on behind `The Safety Officer shall`."""
    at = event(text)
    found = _SAYS.search(text, at, at + 200)
    return found.end() if found and (modal(text[: found.end()]) or _MAY.search(found[0])) else 0


def _does(text: str, name: str, actors: Actors) -> list[str]:
    """What the sentences of a measure give a body or post to do; all of it where none of them names it."""
    told = [match[0].strip() for match in SENTENCE.finditer(text)]
    own = [one for one in told if name in actors.subjects(one)]
    return [one[_behind(one, name) :].rstrip(".;").lstrip(", ") for one in own] or [text.rstrip(".;")]


def _behind(text: str, name: str) -> int:
    """Where a sentence goes on behind the body or post that has to do it; 0 where that stands at its end."""
    if they := THEY.search(text):
        return they.end()
    said, at = _said(text), text.lower().find(name.lower())
    does = _PRESENT.match(text, at + len(name)) if at >= 0 else None
    if text[:at] in ("", "The ", "All ") and imperative(text[at + len(name) :].lstrip()):
        return at + len(name)  # `Stewards close the gate`
    return does.end() if does else said if at < said else 0


def _of_one(name: str, drafts: Mapping[str, Draft]) -> bool:
    """Whether a name of two words or more is the end of that of one body that the organisation names."""
    return " " in name and sum(draft.name.endswith(f" {name}") for draft in drafts.values()) == 1


def _by_name(draft: Draft, known: Collection[str]) -> bool:
    """Whether one that acts once is called by a name of its own (`Orrin Fire Department`): none in small letters (`the ward
    nurse`), not many together (`Electric utilities`), and no other form of one that is `known` (`Sheriff` of the `Sheriff’s
    Office`)."""
    name = draft.name
    several = draft.kind == "department" and re.search(r"(?:tments|ies|als|ools|ables|cts|ers)$", name) is not None
    low = [one.lower().rstrip("s") for one in known]
    other = any(
        one == name.lower().rstrip("s") or re.match(rf"{re.escape(name.lower())}(?: |[’']s )", one) for one in low
    )
    return name[:1].isupper() and not several and not other and not _STAFF.match(name)


def acting(
    actions: Sequence[Action], english: English, drafts: dict[str, Draft], short: Mapping[str, str]
) -> Iterator[Unit]:
    """The bodies and posts that the measures oblige, behind those that the organisation names: where
    it names many, those that act more than once."""
    known = {name for draft in drafts.values() for name in (draft.name, draft.abbr) if name}
    made: dict[str, Draft] = {}
    actors = Actors(english)
    for action in actions:
        for name in action.units:
            kind = english.kind(short.get(name, name))
            posted = action.rule == "posted" and kind not in _SET_UP
            if (
                name in known
                or _of_one(name, drafts)
                or _STAFF.fullmatch(name)
                or len(name.split()) > _MOST_WORDS
                or posted
                or name in actors.along(action.text)
            ):
                continue
            full, abbr = _full(name, None, short)
            draft = made.setdefault(full.lower(), Draft(full, kind, "acting", list(action.places), abbr=abbr))
            if action.rule != "posted":
                told = {duty.text for duty in draft.duties}
                does = [text for text in _does(action.text, name, actors) if text not in told]
                draft.duties += [Duty(text=text, places=action.places) for text in does]
    charged = sum(bool(draft.duties) for draft in drafts.values())
    often = [
        draft
        for draft in made.values()
        if charged < MANY or len(draft.duties) >= OFTEN or (draft.duties and _by_name(draft, known))
    ]
    for n, draft in enumerate(often, len(drafts) + 1):
        yield draft.unit(n)
