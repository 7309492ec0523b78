"""What is to be done by an English plan, in lists, paragraphs, tables and levels; who does it, at which levels, by when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from watchroom.plans.extraction import english_measure_words as words
from watchroom.plans.extraction import english_phrases as phrases
from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_addressed import addressed_in, one_order
from watchroom.plans.extraction.english_again import Before
from watchroom.plans.extraction.english_groups import header_of
from watchroom.plans.extraction.english_headings import names_plan
from watchroom.plans.extraction.english_leads import Lead, Leads
from watchroom.plans.extraction.english_level_duties import at_levels
from watchroom.plans.extraction.english_levels import EnglishLevels
from watchroom.plans.extraction.english_report_rows import call
from watchroom.plans.extraction.english_reports import EnglishReports
from watchroom.plans.extraction.english_sentences import MAY_BE_DONE, SENTENCE, clauses, imperative, modal, unlabelled
from watchroom.plans.extraction.english_staffed import staffed
from watchroom.plans.extraction.english_told import labelled, mode_of
from watchroom.plans.extraction.found import Action, Deadline, Doubt
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row
from watchroom.plans.extraction.titles import names_level

_DOING = ("response", "procedure", "other", "warning", "reporting")
_SURE = ("response", "procedure")  # chapters in which whatever is listed is to be done
LEAST_WORDS = 3
MOST_NAME, MANY_NAMES = 4, 2  # words of a title that is no name by its last word; of those beside it that are
LEAST = 8  # characters of a measure


class EnglishMeasures:
    """Finds the measures. levels: which parts tell of levels, and what is done at each."""

    def __init__(self, reading: Reading, actors: Actors, levels: EnglishLevels, own: str | None = None) -> None:
        self.reading, self.actors, self.levels = reading, actors, levels
        self.limits = Limits(reading.vocabulary)
        self.leads = Leads(self.limits, actors, levels.codes_of)
        self.before = Before()
        self.reports = EnglishReports(reading, actors, self.before, own)
        self.lead: dict[int, Lead] = {}
        self.list_lead: dict[int | None, Lead] = {}
        self.telling: dict[int | None, int] = {}  # measures that the list below a part goes on with
        self.found: list[Action] = []

    def find(self) -> list[Action]:
        for code, whole, who in self.levels.measures:
            prose = who is None and whole.place().start in self.levels.paragraphs
            for span in self._by_subject(whole) if prose else self._by_clause(whole):
                self._of_level(str(code), span, who)
        for told in at_levels(self.reading, self.levels.codes_of):
            self._add(told.part.span, Lead(tuple(self.actors.titled(told.chapter.title)), told.codes))
        header: list[Span] = []
        for at, part in enumerate(self.reading.body):
            if part.kind != "row":
                header = header_of(header, part, self.reading.body[at + 1 : at + 2])
            if part.index in self.levels.used:
                continue
            if part.kind == "row":
                header = self._row(part, header) if part.role in _DOING else []
            elif part.bare:
                self._heading(part)
            elif self._concerns(part):
                self._part(part)
        return self.found

    def _of_level(self, code: str, span: Span, who: Span | None) -> None:
        units = self.actors.names(who.text) or [who.text] if who else []
        posted = [] if units or imperative(span.text) or modal(span.text) else staffed(span.text, self.actors)
        rule = "posted" if posted else "english-level"
        self._add(span, Lead(tuple(units or posted), (code,)), rule=rule, told=bool(posted))

    def _by_clause(self, whole: Span) -> list[Span]:
        """The parts of a cell between semicolons of which each says who acts: `Guard closes the gate; Nurse opens the ward`."""
        cuts = [match.end() for match in re.finditer(r"; (?=[A-Z])", whole.plain)]
        made = [whole.cut(start, end) for start, end in zip([0, *cuts], [*cuts, len(whole.plain)], strict=True)]
        parted = [span.cut(0, len(span.text.rstrip("; "))) for span in made]
        return parted if all(self.actors.subjects(span.text.strip()) for span in parted) else [whole]

    def _by_subject(self, whole: Span) -> list[Span]:
        """The sentences of a level's text that follow one another, joined while they are for the same."""
        made: list[tuple[int, int, list[str]]] = []
        for match in SENTENCE.finditer(whole.plain):
            own = self.actors.subjects(match[0].strip())
            if MAY_BE_DONE.match(match[0].strip()) or words.tells(match[0].strip()):
                continue
            if not own and words.ONLY_MAY.search(match[0]) and not imperative(match[0].strip()):
                continue
            if made and made[-1][1] == match.start() and (not own or own == made[-1][2]):
                made[-1] = (made[-1][0], match.end(), made[-1][2])
            else:
                made.append((match.start(), match.end(), own))
        only_may = any(one.match(whole.plain.strip()) for one in (MAY_BE_DONE, words.DESCRIBES, words.WILL_HAPPEN))
        return [whole.cut(start, end) for start, end, _ in made] or ([] if only_may else [whole])

    def _concerns(self, part: Part) -> bool:
        if part.role in _DOING:
            return True
        lead = self.list_lead.get(part.parent) if part.kind == "item" else None
        return lead is not None and not lead.informs

    # Headings and leads

    def _heading(self, part: Part) -> None:
        above = self._inherited(part)
        self.before.forget()
        units = tuple(
            self.actors.titled(part.title) or self._beside_names(part) or addressed_in(part.title, self.actors)
        )
        self.before.note(units)
        plan = part.depth == 1 and part.index < 4 and names_plan(part.title)
        codes = () if plan else tuple(map(str, self.levels.codes_of(part.title)))
        self.lead[part.index] = Lead(
            units or above.units, codes or above.codes, self.leads.time(part.title) or above.deadline
        )
        self.list_lead.pop(part.index, None)

    def _beside_names(self, part: Part) -> list[str]:
        """A title over a list of orders (`Linen Store`), where most titles beside it name bodies or posts."""
        below = self.reading.outline.children(part)
        if (
            len(part.title.split()) > MOST_NAME
            or names_level(part.title)
            or not below
            or not all(p.kind == "item" and imperative(p.span.text) for p in below)
        ):
            return []
        beside = [p.title for p in self.reading.outline.children(self.reading.outline.parent(part)) if p.bare]
        named = sum(bool(self.actors.titled(title)) for title in beside)
        return [part.title] if named >= MANY_NAMES and 2 * named > len(beside) else []

    def _inherited(self, part: Part) -> Lead:
        if part.kind == "item" and (lead := self.list_lead.get(part.parent)):
            return lead
        for above in self.reading.outline.above(part):
            if lead := self.lead.get(above.index):
                return lead
        return Lead()

    # Parts

    def _part(self, part: Part) -> None:
        above, span = self._inherited(part), part.span
        span, above = self.leads.at_level(span, above)
        if after := words.AFTER.match(span.plain):
            minutes = int(after["n"]) * words.MINUTES[after["unit"][0].lower()]
            limit = Deadline(minutes=minutes, text=after[0].strip(" :.–—-"))
            self._add(span.cut(after.end()), replace(above, deadline=limit))
            return
        plain = span.plain.strip()
        if part.kind == "item" and above.informs:
            self._told(part, span)
            return
        if words.MESSAGE.match(plain):
            return
        if plain.endswith(":"):
            if part.kind == "text" and (cut := plain.rfind(". ")) > 0:
                self._text(part, span.cut(0, cut + 1), above)
                span = span.cut(cut + 1)
                plain = span.plain.strip()
            lead = self.leads.of_sentence(part, span, above)
            if part.kind in ("item", "chapter"):
                self.lead[part.index] = lead
                self.list_lead[part.index] = lead
            else:
                self.list_lead[part.parent] = lead
            says = imperative(plain) or (
                modal(plain) and not re.search(r"\b(?:will|shall|must|should|to|for):$", plain)
            )
            says = says or bool(
                part.kind == "item" and self.actors.subjects(plain) and not words.BARE_LEAD.search(plain)
            )
            listed = part.index if part.kind in ("item", "chapter") else part.parent
            self.telling.pop(listed, None)
            before = len(self.found)
            if part.kind == "item" and says and len(plain.split()) > 2:
                self._add(span, replace(above, units=tuple(self.actors.subjects(plain)) or above.units))
            elif part.kind != "item" and modal(plain) and lead.informs and (lead.units or words.EXCEPT.search(plain)):
                self._add(span, lead)
            if lead.informs and len(self.found) > before:
                self.telling[listed] = before
            return
        if part.kind == "text":
            self.list_lead.pop(part.parent, None)
            self._used_at(part, plain)
        if part.kind != "item":
            self._text(part, span, above)
            return
        self._item(part, span, above)

    def _used_at(self, part: Part, plain: str) -> None:
        """The levels at which all is done that a chapter tells, where its first sentence says so: `The siren is used at Red.`"""
        chapter = self.reading.outline.parent(part)
        if chapter is None or part.index != chapter.index + 1 or not (used := words.USED_AT.match(plain)):
            return
        lead = self.lead.get(chapter.index, Lead())
        codes = tuple(map(str, self.levels.codes_of(used[0])))
        self.lead[chapter.index] = replace(lead, codes=lead.codes or codes)

    def _told(self, part: Part, span: Span) -> None:
        """A line of the list that says with what, or but for what, the measure before it is done; it belongs to that."""
        over = (above.index for above in self.reading.outline.above(part) if above.kind == "item")
        at = next((self.telling[i] for i in (part.parent, *over) if i in self.telling), None)
        if at is not None:
            one = self.found[at]
            self.found[at] = one.model_copy(
                update={"text": f"{one.text} - {span.text}", "places": [*one.places, span.place()]}
            )

    def _text(self, part: Part, span: Span, above: Lead) -> None:
        if span:
            self.reports.handed(span, above.units)
            at = [(one.start, told) for one in clauses(span.plain) if (told := self.leads.codes_told(one.text.strip()))]
            runs = list(self._runs(part, span, told=bool(above.codes) and part.role in _SURE))
            for start, end, names in one_order(span, runs) if part.style == "decimal" else runs:
                piece = span.cut(start, end)
                text = piece.text.strip()
                spoken_to = imperative(text) or phrases.SPOKEN_TO.match(text)
                codes = above.codes or next((told for begins, told in at[::-1] if begins <= start), ())
                lead = replace(above, units=names or (above.units if spoken_to else ()), codes=codes)
                self._add(piece, lead, role=part.role)

    def _item(self, part: Part, span: Span, above: Lead) -> None:
        label = words.LABEL.match(span.text)
        units: tuple[str, ...] = ()
        rest = span
        if label and (rest := span.cut(label.end())) and not imperative(label["label"]):
            units = tuple(
                self._labelled(part, label["label"], rest)
                or (
                    self.actors.names(label["label"])
                    if part.role in _SURE
                    and imperative(rest.text)
                    and self.actors.titled(label["label"].split(" and ")[-1])
                    else ()
                )
            )
            above = replace(above, deadline=self.leads.time(span.text[: label.end()]) or above.deadline)
            known = labelled(span)
            if known and mode_of(known[0]) == "condition":
                return
            does = len(rest.text.split()) >= 3 and (imperative(rest.text) or modal(rest.text))
            rest = rest if units or does else span
        else:
            rest = span
        own = tuple(self.actors.all(rest.text))
        orders = bool(own) or imperative(rest.text) or (modal(rest.text) and not words.DESCRIBES.match(rest.text))
        lead = self.list_lead.get(part.parent)
        if (
            not orders
            and not (part.role in _SURE and (len(rest.text.split()) >= 3 or lead))
            and not ((lead and lead.units) or (above.codes and above.units))
            and not (lead and lead.codes and words.MAY_BE.search(rest.text))
        ):
            return
        self._add(span, replace(above, units=own or units or above.units), role=part.role)

    def _labelled(self, part: Part, name: str, rest: Span) -> list[str]:
        """The body or post that a label names, where what follows is done by it, or the labels beside it name some too."""
        said = part.span.text[len(name) : len(name) + 1] == ":"
        if titled := self.actors.labelled(name, rest.text) if said or not name.isupper() else []:
            return titled
        titled = self.actors.titled(name)
        beside = [
            words.LABEL.match(p.span.text) for p in self.reading.outline.children(self.reading.outline.parent(part))
        ]
        labels = [label["label"] for label in beside if label]
        return titled if 2 * sum(bool(self.actors.titled(one)) for one in labels) > len(labels) else []

    def _runs(self, part: Part, span: Span, *, told: bool) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Where sentences stand that order something, and whom, joined while they have one subject; told: all of them do, below the heading of a
        level."""
        start = end = -1
        names: tuple[str, ...] = ()
        for match in clauses(span.plain):
            text = unlabelled(span.cut(match.start, match.end)).text.strip()
            own = tuple(self.before.of(self.actors.subjects(text)))
            orders = (
                own or told or imperative(text) or (modal(text) and (part.role in _SURE or words.MUST.search(text)))
            )
            if not orders or (self._only_may(text, own)) or words.DESCRIBES.match(text) or text.endswith(":"):
                if start >= 0:
                    yield start, end, names
                start = -1
                continue
            other = (own and own != names) or words.EVERYONE.search(text) or self.leads.codes_told(text)
            if start >= 0 and other:
                yield start, end, names
                start = -1
            if start < 0:
                start, names = match.start, own
            end = match.end
        if start >= 0:
            yield start, end, names

    def _only_may(self, text: str, own: Sequence[str]) -> bool:
        """Whether a sentence only allows something, and names nobody who surely acts."""
        return (
            words.ONLY_MAY.search(text) is not None
            and not imperative(text)
            and (MAY_BE_DONE.match(text) is not None or not (own and all(map(self.actors.acts, own))))
        )

    def _row(self, part: Part, header: list[Span]) -> list[Span]:
        cells = split_row(part.span)
        if not header or words.headings([cell.text.strip(" :") for cell in cells]):
            return cells
        if called := call(header, cells):
            self.reports.called(part.span, called, self.leads.time(f"({called.within})"))
            return header
        titles = [cell.text.strip(" :") for cell in header]
        columns = [
            n for n, title in enumerate(titles) if words.COLUMN.fullmatch(title) or words.HAS_ACTIONS.search(title)
        ]
        what = max(columns, key=lambda n: len(cells[n].text) if n < len(cells) else 0, default=len(cells))
        if what >= len(cells) or not cells[what]:
            return header
        who = next((n for n, title in enumerate(titles) if n != what and words.WHO.fullmatch(title)), None)
        when = next((n for n, title in enumerate(titles) if n != what and words.WHEN.fullmatch(title)), None)
        units = phrases.BRACKET.sub("", cells[who].text.strip()) if who is not None and who < len(cells) else ""
        told = cells[when].text if when is not None and when < len(cells) else ""
        above = self._inherited(part)
        names = tuple(self.actors.names(units) or ([units] if units else []))
        codes = tuple(str(code) for cell in cells for code in self.levels.codes_of(cell.text) if len(cell.text) < 40)
        self._add(
            cells[what],
            Lead(names or above.units, codes or above.codes, self.leads.time(f"({told})") or above.deadline),
        )
        return header

    # Measures

    def _add(self, span: Span, lead: Lead, *, rule: str = "order", role: str = "", told: bool = False) -> None:
        """told: the text as a whole says who it is."""
        text = span.text.strip()
        if (
            len(text) < LEAST
            or words.UNREADY.search(text)
            or words.OF_PAPER.match(text)
            or words.MESSAGE.match(text)
            or re.match(r"No (?:special )?(?:action|measures?)\b", text)
        ):
            return
        timed = self.limits.first(span.plain)
        if timed and phrases.COUNTED_BACK.match(span.plain, timed.end):
            timed = None
        short = re.search(r"\((?:0 ?[-–] ?|<|within )?\d{1,3} ?(?:minutes?|mins?|hours?|hrs?)\)", span.plain)
        own = timed.deadline if timed else self.leads.time(short[0]) if short else None
        own_units = tuple(self.before.of(self.actors.all(text), lead.units))
        units = (lead.units if told else ()) or own_units or lead.units
        units += tuple(name for name in self.actors.along(text) if units and name not in units)
        alone = len(SENTENCE.findall(span.plain)) == 1
        reported = self.reports.add(span, lead.units, (own if alone else None) or lead.deadline)
        if reported and role == "reporting":
            return
        codes = lead.codes or self.leads.codes_told(text)
        span = unlabelled(span)
        place = span.place()
        zh, en = "没有写明由谁负责", "It does not say who is responsible"
        self.found.append(
            Action(
                id=f"action-{len(self.found) + 1}",
                places=[place],
                rule=rule,
                doubts=[] if units else [Doubt(code="no_unit", zh=zh, en=en, places=[place])],
                levels=list(codes) or ["*"],
                text=span.text,
                units=list(dict.fromkeys(units)),
                deadline=own or lead.deadline,
            )
        )
