"""What is to be done once a response is in force: a measure per item or run of sentences with one subject; who, when, at which levels."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from watchroom.plans.extraction import measure_words as words
from watchroom.plans.extraction.called import begins_with_order, called_in
from watchroom.plans.extraction.clauses import SENTENCE
from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.found import Action, Deadline, Doubt, LevelCode
from watchroom.plans.extraction.grades import Scale
from watchroom.plans.extraction.introduced import MOST_STARTER, Introduced
from watchroom.plans.extraction.measure_labels import MEASURES_TITLE, Labels
from watchroom.plans.extraction.measure_levels import ForLevels
from watchroom.plans.extraction.measure_lists import (
    Piece,
    by_level,
    is_case,
    last_sentence,
    list_of_measures,
    listed_inline,
    without_tail,
    without_title,
)
from watchroom.plans.extraction.measure_tables import LEAST, Tables
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.units import Names


class Measures:
    """Finds the measures. `scale`: the levels that the plan defines; `enterprise`: authorities are not obliged by it."""

    def __init__(self, reading: Reading, names: Names, *, scale: Scale, enterprise: bool) -> None:
        self.reading, self.names, self.limits = reading, names, Limits(reading.vocabulary)
        self.scale, self.enterprise = scale, enterprise
        table = reading.vocabulary["measuring"]
        told = {use: "|".join(w for e in table if e["use"] == use for w in e["words"]) for use in
                 ("tail", "starting", "describing", "preparing", "top")}  # fmt: skip
        self.tail = re.compile(f"[^,;。]*(?:{told['tail']})[^,;。]*[:：]?$")
        self.starting, self.describing = re.compile(told["starting"]), re.compile(told["describing"])
        self.preparing = re.compile(told["preparing"])
        self.ready = {w for e in table if e["use"] == "ready" for w in e["words"]}
        self.lead: dict[int, tuple[str, ...]] = {}
        self.list_lead: dict[int, tuple[str, ...]] = {}
        self.labels = Labels(reading.outline, scale)
        self.tables = Tables(reading, names, scale, self._subjects)
        self.in_column: dict[int, int] = {}  # which measure a column of the table told last
        self.list_codes: dict[int, list[LevelCode]] = {}
        self.item_names: dict[int | None, tuple[str, ...]] = {}  # who acts in the last item below a part
        self.stepped: dict[int | None, bool] = {}  # whether the items below a part are the steps of a procedure
        self.introduced = Introduced(reading.outline, scale)
        highest = re.compile(told["top"]) if enterprise else None
        self.levels = ForLevels(reading, scale, self.introduced, highest=highest)
        self.begun: set[int | None] = set()  # parts whose list says what is done once the response is started
        self.found: list[Action] = []

    def find(self) -> list[Action]:
        for part in self.reading.body:
            if part.kind == "row":
                self._row(part)
                continue
            self.tables.end()
            self.in_column.clear()
            self.labels.take(part)
            if part.kind != "chapter" or part.says:
                if self._concerns(part):
                    self._part(part)
            elif part.role != "organisation":
                self.levels.build(part, part.span.plain, self.levels.of(part))
                if names := self._heading_names(part) or self._led(part):
                    self.lead[part.index] = names
        return self.levels.taken_over(self.found)

    # Which parts

    def _concerns(self, part: Part) -> bool:
        if self.scale.conditional(part.span.place()) or words.CONDITIONED.match(part.span.plain):
            return False
        if is_case(part, self.reading.outline):
            return False
        if self.labels.answers(part):
            return True
        if any(above.title in self.ready for above in self.reading.outline.above(part)):
            return False
        if part.role in ("response", "procedure") or self.levels.answers_warning(part):
            return True
        if part.role == "conditions" and part.kind == "text":  # `启动应急响应后，…` behind the conditions
            return words.ANY_STARTED.match(part.span.plain) is not None
        if part.role == "warning" and part.kind == "text" and words.WARNED.match(part.span.plain):
            if part.span.plain.rstrip().endswith(":"):
                self.labels.answering.add(part.parent)
            return True
        if part.role == "level_rule":  # `启动县级应急响应后，县防办立即…`, in a chapter on how levels act together
            return words.ONCE_IN_FORCE.match(part.span.plain) is not None
        return part.role in ("reporting", "warning") and any(
            above.role == "response" for above in self.reading.outline.above(part)
        )

    def _heading_names(self, part: Part) -> tuple[str, ...]:
        title = part.span.plain.strip(" :。")
        told = words.THEIR_MEASURES.sub("", title)
        names = self.names.whole(told) if told == title or not told.endswith("指挥") else []  # `现场指挥及程序`: an act
        return tuple(
            words.in_full(n.name, self.names.known) for n in names if not n.general or all(n.general for n in names)
        )

    def _led(self, part: Part) -> tuple[str, ...]:
        """Who is named by a heading that is the sentence before a list: `发生单位接到报告后必须做到:`."""
        return self._subjects(part.span) if part.span.plain.rstrip().endswith(":") else ()

    # One part

    def _part(self, part: Part) -> None:
        span = part.span
        if self.reading.outline.inferred and part.kind == "text" and words.ANY_STARTED.match(span.plain):
            self.levels.at_any_level.add(part.parent)  # the heading that ended the measures of one level is lost
        introduced = self.introduced.take(part)
        if introduced and part.parent is not None:
            names = (n.name for n in self.names.subjects(introduced["who"]) if not n.general)
            self.lead.setdefault(part.parent, tuple(names))
        children = [p for p in self.reading.outline.children(part) if p.kind in ("item", "text")]
        if self._is_heading(part, bool(children)):
            self.levels.build(part, last_sentence(span.plain), self.levels.of(part))
            self.lead[part.index] = self._heading_names(part)
            return
        span = without_title(span, self.names)
        listing = span.plain.rstrip().endswith(":") or words.LISTS.search(span.plain) is not None
        if listing:
            whole = span
            codes = self.scale.of(last_sentence(whole.plain)[: words.MOST_LEAD])
            if not codes and (begun := words.LEVEL_STARTED.match(whole.plain)):
                codes = self.scale.of(begun[0])
            span = without_tail(span, self.tail)
            subjects = self._list_subjects(whole)
            if part.role == "procedure" and words.ONCE_STARTED.search(whole.plain):
                self.begun.add(part.parent)
            if children:
                self.lead[part.index] = subjects
            elif part.parent is not None and subjects and self._over_sections(part):
                self.lead[part.parent] = subjects
            else:
                self.list_lead[self._list_key(part)] = subjects
                self.list_codes[self._list_key(part)] = codes
        elif part.kind == "text":
            self.list_lead.pop(self._list_key(part), None)
            self.list_codes.pop(self._list_key(part), None)
        opened = words.OPENS.match(span.plain) if part.kind == "text" else None
        told = self.scale.of(opened[0]) if opened else []
        span = span.cut(opened.end()) if opened and told else span
        span, told = self._behind_condition(part, span, told)
        if first := words.STARTED_FIRST.match(span.plain):
            span = span.cut(first.end())
        if started := words.STARTS_IT.match(span.plain):
            told, span = told or self.scale.of(started[0]), span.cut(started.end())
        for piece in self._pieces(part, span):
            if introduced and 0 <= piece.span.plain.find(introduced["told"]) <= MOST_STARTER:
                continue
            if self._counts(part, piece, lead=listing):
                self._add(part, piece, told)
        if listing:
            last = last_sentence(part.span.plain)
            self.levels.build(part, last, self.levels.of_lead(part, last))

    def _behind_condition(self, part: Part, span: Span, told: list[LevelCode]) -> tuple[Span, list[LevelCode]]:
        """What stands behind a level's label and its condition, and who decides on it: `三级限流：客流达到70%。由站长决定，…`."""
        condition = self.scale.condition_behind_label(part.span.place())
        label = sum(at < condition.start for at in part.span.at) if condition else 0
        codes = self.scale.of(part.span.plain[:label])
        if condition is None or len(codes) != 1:
            return span, told
        rest = span.cut(sum(at < condition.end for at in span.at))
        decided = words.DECIDED_ON.match(rest.plain)
        return rest.cut(decided.end() if decided else 0), codes

    def _over_sections(self, part: Part) -> bool:
        """Whether a paragraph leads the sections below its own chapter, each of which tells some of the measures."""
        then = self.reading.outline.parts[part.index + 1 : part.index + 2]
        return bool(then) and then[0].kind == "chapter" and then[0].parent == part.parent

    def _list_subjects(self, lead: Span) -> tuple[str, ...]:
        """Who does what a list says: named by the sentence that introduces it, else the body that it says is set up, else
        by the sentence before."""
        plain = lead.plain.rstrip(":。 ")
        last = lead.cut(plain.rfind("。") + 1)
        before = lead.cut(0, plain.rfind("。") + 1)
        if founded := words.FOUNDS.search(last.plain):
            return tuple(n.name for n in self.names.listed(last.plain, founded.end())[0] if not n.general)
        named = self.names.subjects(last.plain)
        if any(not n.general for n in named):
            return tuple(n.name for n in named)
        if started := self._starter(last):
            return started
        if set_up := words.SET_UP.search(before.plain):
            names = tuple(n.name for n in self.names.listed(before.plain, set_up.end())[0] if not n.general)
            return names
        for sentence in reversed(list(SENTENCE.finditer(before.plain))):
            if names := tuple(n.name for n in self.names.subjects(sentence[0]) if not n.general):
                return names
        return ()

    def _list_key(self, part: Part) -> int:
        """A paragraph before a list stands beside its items: what it says of who acts is kept with their parent."""
        return part.parent if part.parent is not None else -1

    def _step(self, part: Part) -> bool:
        if part.kind != "item" or part.role not in ("procedure", "response"):
            return False
        if part.parent not in self.stepped:
            outline, above = self.reading.outline, self.reading.outline.parent(part)
            items = [p for p in outline.children(above) if p.kind == "item"]
            listed = [p.span.plain for p in items]
            if part.role == "procedure":
                self.stepped[part.parent] = words.steps(listed)
            else:
                orders = len(listed) if above and above.style == "step" else sum(map(self._commands, listed))
                leaves = not any(map(outline.children, items))
                self.stepped[part.parent] = leaves and words.bare_steps(listed, orders)
        return self.stepped[part.parent]

    def _is_heading(self, part: Part, children: bool) -> bool:
        plain = part.span.plain.strip()
        if self._step(part):
            return False
        if part.kind == "item" and children and len(plain) <= 30 and not plain.endswith(("。", ";", ".")):
            return True
        if part.kind == "item" and children and plain.endswith("措施。") and not words.STOP.search(plain[:-1]):
            return True
        return len(plain) <= 24 and plain[-1:] not in "。;,:." and not self.names.subjects(plain)

    def _row(self, part: Part) -> None:
        """The measures of a table's row; one that goes on is joined to what the row before told in its column."""
        for told in self.tables.row(part):
            if not told.goes_on:
                self._add(part, told.piece, told.codes, told.limit, told.doubts)
                self.in_column[told.column] = len(self.found) - 1
            elif (at := self.in_column.get(told.column)) is not None:
                before = self.found[at]
                places = [*before.places, told.piece.span.place()]
                self.found[at] = before.model_copy(
                    update={"text": before.text + told.piece.span.text, "places": places}
                )

    # Pieces

    def _pieces(self, part: Part, span: Span) -> Iterator[Piece]:
        """An item is one piece; running text is cut where the subject changes."""
        if (led := words.INLINE.search(span.plain)) and not words.DONE.search(span.plain[: led.start()]) and (names := self._subjects(lead := span.cut(0, led.start()))
                                                    or self._starter(lead)):  # fmt: skip
            yield from listed_inline(span.cut(led.end()), names, self._subjects)
            return
        if part.kind == "item" and not self._heads_section(part):
            yield Piece(span, self._subjects(span))
            return
        run: Piece | None = None
        start = end = 0
        for sentence in SENTENCE.finditer(span.plain):
            cut = span.cut(sentence.start(), sentence.end())
            if words.REFERS.search(cut.plain) or words.ONLY_FORBIDS.fullmatch(cut.plain):
                if run:
                    yield replace(run, span=span.cut(start, end))
                run = None
                continue
            own = self._subjects(cut)
            many = by_level(cut, self.scale, self._subjects) or list_of_measures(cut, self.names, self._subjects)
            if (run and own and set(own) != set(run.names)) or many:
                if run:
                    yield replace(run, span=span.cut(start, end))
                    run = None
                yield from many
            if many:
                start = sentence.end()
                continue
            start = sentence.start() if run is None else start
            end = sentence.end()
            run = run or Piece(cut, own)
        if run:
            yield replace(run, span=span.cut(start, end))

    def _heads_section(self, part: Part) -> bool:
        """Whether an item has the title of a section, and no measure of a list: `1.蓝色预警响应。…`, `（一）先期处置。…` below `五、…`."""
        above = self.reading.outline.parent(part)
        section = part.style == "hanzi_paren" and above is not None and above.style in ("hanzi", "chapter")
        named = MEASURES_TITLE.fullmatch(part.title) or self.scale.of_title(part.title)
        return bool(part.title) and (section or bool(named))

    def _starter(self, span: Span) -> tuple[str, ...]:
        """Who has started the response, where a lead names nobody else: `县水利局启动二级响应时,开展下列工作`."""
        started = words.STARTED_BY.search(span.plain)
        return tuple(n.name for n in self.names.whole(started[1]) if not n.general) if started else ()

    def _subjects(self, span: Span) -> tuple[str, ...]:
        plain = words.DECIDED.sub(lambda m: "〇" * len(m.group()), span.plain)
        names = self.names.subjects(words.FORBIDS.sub(lambda m: "〇" * len(m.group()), plain))
        if self.enterprise:
            own = [n for n in names if not self._outside(n)]
            names = own or names
        told = tuple(dict.fromkeys(n.name for n in names))
        return tuple(name for name in told if name not in words.ITS_HEAD) or told  # `…组立即赶到，由负责人报告`

    def _outside(self, name: Named) -> bool:
        return name.name not in self.names.known and bool(self.names.grammar.outside.search(name.name))

    # Measures

    def _counts(self, part: Part, piece: Piece, *, lead: bool) -> bool:
        plain = piece.span.plain
        if any(only.fullmatch(plain) for only in (words.ONLY_ENDS, words.PREAMBLE, words.MAY_ONLY)):
            return False
        if words.ONLY_STARTS.fullmatch(plain) or all(map(words.ONLY_STARTS.fullmatch, re.split("(?<=;)(?=.)", plain))):
            return False
        if len(plain) < LEAST or (lead and (self._says_nothing(plain) or words.reports_last(plain))):
            return False
        answers = self.labels.answers(part)
        if not answers and not words.LABELLED.match(part.span.plain) and (below := self.labels.below_conditions(part)):
            acted = plain.startswith(piece.names[:1] or "。", words.BEFORE_WHO.match(plain).end())  # type: ignore[union-attr]
            acts = below == "level" and acted and not words.A_CASE.search(plain)
            acts = acts and not self.starting.search(plain)
            return bool(piece.names) and (acts or words.STARTED.match(plain) is not None)
        only_named = {one.name for one in self.names.whole(plain.strip("。;"))}
        if len(words.DECIDED.sub("", plain).strip(",;。 ")) < LEAST or (only_named and only_named >= set(piece.names)):
            return False
        if part.kind != "item":
            if self.preparing.search(plain):
                return False
            if not piece.names and (not self._commands(plain) or words.GRADES.search(plain)):
                return False
            first = plain[: plain.find("。")] if "。" in plain else plain
            told = piece.names and (plain.find(piece.names[0]) < LEAST or words.obliged(plain, piece.names[0]))
            if self.describing.search(first) and not told:
                return False
        if part.role == "procedure" and part.parent not in self.begun:
            if self._step(part):
                return bool(piece.names) or self._commands(plain)
            signed = words.SIGNED.match(plain)
            starts = self.starting.search(plain, signed.end() if signed else 0)
            return bool(piece.names) and (not starts or words.TOLD_PUBLIC.search(plain) is not None)
        if part.role in ("reporting", "warning") and not (answers or self.levels.answers_warning(part)):
            reports = words.REPORTS.search(plain) if not words.ACTS_FIRST.search(plain) else None
            return bool(piece.names) and self.limits.first(plain) is not None and reports is None
        return True

    def _says_nothing(self, lead: str) -> bool:
        """Whether the sentence before a list, without its tail, names nobody in particular, or only says when."""
        return all(n.general for n in self.names.subjects(lead)) or words.WHEN_ONLY.fullmatch(lead) is not None

    def _commands(self, plain: str) -> bool:
        """Whether a sentence without a subject begins with what is to be done."""
        grammar = self.names.grammar
        return bool(grammar.verb.match(plain) or grammar.never.match(plain))

    def _add(
        self, part: Part, piece: Piece, told: list[LevelCode], limit: Deadline | None = None, more: Iterable[Doubt] = ()
    ) -> None:
        """told: the levels that the sentence before it starts (`应对重大灾害，启动Ⅱ级响应。由…`); limit, more: deadline and doubts of a table's row."""
        plain = piece.span.plain
        units = self._who(part, piece)
        before = () if units or not words.HAS_TO_GO_ON.match(plain) else self.item_names.get(part.parent, ())
        if part.kind == "item":
            self.item_names[part.parent] = units or before
        timed = self.limits.first(plain)
        own = (
            told
            or self.levels.of(part)
            or (self.list_codes.get(self._list_key(part), []) if part.kind == "item" else [])
        )
        first = plain[: plain.find(",")] if own and "," in plain else plain
        first = words.LIKE.sub("", first) if own else first
        levels = ([] if "基础上" in first else self.scale.of(first)) or own
        if own and self.levels.build(part, plain, own):
            levels = list(own)
        place = piece.span.place()
        doubts = [] if units else [
            Doubt(code="no_unit", zh="没有写明由谁负责" + "，按上一项" * bool(before),
                  en="It does not say who is responsible" + "; taken from the item before" * bool(before), places=[place])
        ]  # fmt: skip
        units = units or before
        doubts += [*more, *self.reading.doubts(part, place)]
        section = self.reading.outline.section(part)
        group = next((p for p in self.reading.outline.above(part) if p.kind == "item"), None)
        self.found.append(
            Action(
                id=f"action-{len(self.found) + 1}",
                places=[place],
                rule="item" if part.kind == "item" else "sentences",
                doubts=doubts,
                levels=[str(code) for code in levels] or ["*"],
                text=piece.span.text,
                units=list(units),
                deadline=timed.deadline if timed else limit,
                group=group.span.text[:40] if group else None,
                section=(section.number or section.title) if section else None,
            )
        )
        self.levels.told(part, self.found[-1])

    def _who(self, part: Part, piece: Piece) -> tuple[str, ...]:
        """Who does it: those whom the text names; whom the heading obliges where it names nobody, or only those who are
        called in or follow behind an order that nobody is named for."""
        plain, named = piece.span.plain, piece.names
        above = self._inherited_names(part)
        if not named or not above or part.kind != "item":
            return named or above
        if set(named) <= {n.name for n in called_in(self.names, plain)} | words.ANYBODY:
            return above
        led = above if begins_with_order(self.names, plain) else ()
        return tuple(dict.fromkeys([*led, *named]))

    def _inherited_names(self, part: Part) -> tuple[str, ...]:
        """Who is named by the list's first sentence, or by the heading above."""
        if part.kind == "item" and (names := self.list_lead.get(self._list_key(part))):
            return names
        for above in self.reading.outline.above(part):
            if names := self.lead.get(above.index):
                return names
            if above.kind == "item" and (names := self.list_lead.get(self._list_key(above))):
                return names
        return ()
