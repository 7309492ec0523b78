"""The bodies that a plan sets up or gives duties to: from chapters on the organisation, tables and lists of members.

Who a duty belongs to is read from the sentence itself, else from the heading or the label above it.
"""

import re
from itertools import islice

from watchroom.plans.extraction.drafts import Draft
from watchroom.plans.extraction.found import Unit, UnitKind
from watchroom.plans.extraction.grammar import pattern
from watchroom.plans.extraction.groups import groups_in, led_by
from watchroom.plans.extraction.members import LABEL, NUMBER, Members, cells_of
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.outline import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.register import Register
from watchroom.plans.extraction.spans import Span

_FOUNDED = re.compile(r"成立|设立|组建")
_SENTENCE = re.compile(r"(?:[^。;!?.]|\.(?! ))+[。;!?.]?")
_MEMBERS = re.compile(r"成员(?:单位)?(?:有|包括|主要包括|主要有|为|由)$")
_WARNS = re.compile(r"(?<!级)预警(?:信息|信号)?由(?=[^,;。启]{2,24}?(?:制作|发布))")
_MADE_UP = re.compile(
    r"(?:由[^;。:]{2,160}?(?:组成|构成)"
    r"|(?:副?组长|负责人|召集人|联络员|成员|组员|牵头|配合|参加|责任)(?:单位|部门)?(?::|由|为)[^;。,]{1,80}?(?:担任|兼任|组成)?(?=[,。;]))[,。;]"
)
_ITS_OFFICE = re.compile(r"([^,;。:由]{0,20}?)(?:下设|内设|设立?)(?:立)?(?:日常)?办公室(?=[,。(])")
_THEN = re.compile(r",(?:主要|具体)?(?=负责|承担)")
_WHO_LEADS = re.compile(r",(?:由|总指挥|组长|下设|成员)")
_SET_UP = ("command", "office", "field_command", "expert_group", "working_group")
_OFFICES = ("办公室", "领导小组", "指挥部", "工作组")
_GROUP = re.compile(r"[^,;。:、和及]{1,12}组(?![织成建合长员团装])")
_COMPOSED = re.compile(r"成员(?:单位)?(?:主要)?(?:由|包括|有|为)([^。;:]{4,600}?)(?:组成|担任|$|(?=[。;]))")
_CALLED = re.compile(r"(?:要|应|应当)?(?:认真|切实)?履行[^,;。]{0,8}职责")
_DAILY_WORK = re.compile(r"承担[^,;。]{1,24}(?:日常|具体)工作")
_DUTIES = re.compile(r"(?:^|(?<=[。;,!]))([^。;,:]{0,16}?)(?:的)?(?:主要)?(?:工作)?职责(?:任务)?(?:是|为|包括|如下)?:")
_GLUED_DUTIES = re.compile(r"(?:主要|工作)?职责:")
MOST = 12  # words in one sentence that are tried
MOST_HEADING = 20
ENOUGH = 14  # characters that say what is to be done without what stands before the name


class Organisation(Register):
    """What a document says of its bodies: the units, and all names that it defines."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        table = reading.vocabulary["organising"]
        self.tail = re.compile(f"(?:{'|'.join(self.words['tail'])})$")
        self.setup = re.compile("|".join(self.words["setup"]))
        self.about = re.compile("|".join(self.words["about"]))
        self.act = re.compile(pattern(e for e in table if e["use"] == "act"))
        self.members_chapter = False

    def find(self) -> None:
        parts = self.reading.outline.parts
        for part in parts:
            if part.role == "organisation" and part.region == "body":
                self._part(part)
        for part in self.reading.body:
            if part.role in ("warning", "preparation", "response") and part.kind != "chapter":
                self._elsewhere(part)
        for run in Members(self.reading, self.names, self.act).runs(parts):
            for part, names, rest in run:
                self._give(names, part.span, rest, "label_list", member=True)
        self._settle_kinds()

    def units(self) -> list[Unit]:
        """What was found, in the order of the text."""
        return [draft.unit(n) for n, draft in enumerate(self.drafts.values(), 1)]

    def known(self) -> dict[str, UnitKind]:
        """Every name and short name, with its kind, for reading the rest of the document."""
        found = dict(self.names.known)
        for draft in self.drafts.values():
            found[draft.name] = draft.kind
            if draft.abbr:
                found[draft.abbr] = draft.kind
        return {name: kind for name, kind in found.items() if len(name) > 1}

    def _elsewhere(self, part: Part) -> None:
        """Who issues warnings, and whom a sentence tells to do its office, where the chapter on bodies is silent."""
        plain = part.span.plain
        if part.role == "response" and self.setup.search(plain):
            for group in groups_in(plain, self.names, self.setup):
                self._draft(group, part.span.place(group.start, group.end), "set_up")
        found = [(m.end(), m.end()) for m in islice(_WARNS.finditer(plain), MOST) if part.role != "response"]
        found += [(m.start(), 0) for m in islice(_CALLED.finditer(plain), MOST)]
        for at, after in found:
            start = plain.rfind("。", 0, at) + 1
            names, end = self.names.listed(plain, after or start)
            new = all(self._single(n) and n.name not in self.drafts and n.name not in self.short for n in names)
            if not names or not new or (after == 0 and end != at):
                continue
            duty = part.span.cut(*((start, _end(plain, end, ",。")) if after else (end, _end(plain, end, "。"))))
            self._give(names, part.span.cut(start, end), duty, "told_elsewhere", member=False)

    def _part(self, part: Part) -> None:
        if part.kind == "row":
            self._row(part)
        elif part.kind == "chapter" and not part.span.plain.rstrip().endswith(("。", ";", ".")):
            self._chapter(part)
        else:
            self._text(part)

    def _chapter(self, part: Part) -> None:
        plain = part.span.plain
        self.members_chapter = "成员单位" in plain
        if label := LABEL.match(plain):
            if len(plain) > label.end() or _FOUNDED.search(label[1]):
                self._text(part)
                return
            plain = label.group(1)
        self.holder = self._heading(plain, part.span)

    def _heading(self, plain: str, span: Span) -> list[Draft]:
        """The units that a heading names: `总指挥职责`, `抢险救援组`; none where it only says what follows."""
        plain = self.tail.sub("", plain.strip(" :。"))
        if not plain:
            return self.holder  # `主要职责` alone
        names = self.names.whole(plain)
        if any(n.general or n.kind == "member" or self._vague(n.name) for n in names):
            return []
        return [self._draft(n, span.place(), "heading") for n in names]

    def _vague(self, name: str) -> bool:
        """A heading that names no single body."""
        if name in self.names.known:
            return False
        return name in self.words["collective"] or name.endswith(tuple(self.words["vague"]))

    def _text(self, part: Part) -> None:
        span, plain = part.span, part.span.plain
        if title := self._titled(plain, span):
            span = span.cut(title)
            plain = span.plain
        label = LABEL.match(plain)
        if label and self._label(span, label):
            return
        if len(plain) <= MOST_HEADING and self.tail.search(plain):
            self.holder = self._heading(plain, span)
            return
        duties = _DUTIES.search(plain)
        if duties and (group := self._group_ahead(plain)):
            self.holder = [self._draft(group, span.place(group.start, group.end), "label")]
        for sentence in _SENTENCE.finditer(plain, 0, duties.start() if duties else len(plain)):
            for piece in self._by_subject(span.cut(sentence.start(), sentence.end())):
                self._sentence(piece)
        if duties:
            named = self.names.whole(duties.group(1)) if duties.group(1) else []
            self.holder = [self._draft(n, span.place(), "label") for n in named] or self._holders()
            self._duties(self.holder, span.cut(duties.end()))

    def _titled(self, plain: str, span: Span) -> int:
        """`抢险救援组` alone, or before a full stop, is the heading of what follows; where that begins."""
        stop = plain.find("。")
        title = plain if stop < 0 else plain[:stop]
        if len(title) > MOST_HEADING:
            return 0
        names = self.names.whole(title)
        if not names or any(n.general or self._vague(n.name) for n in names):
            return 0
        self.holder = [self._draft(n, span.place(), "heading") for n in names]
        return len(title) + 1

    def _group_ahead(self, plain: str) -> Named | None:
        """The group with which a paragraph on its people and duties begins: `抢险组由县水利局局长任组长。主要职责：…`."""
        known = max((n for n in self.drafts if plain.startswith(n)), key=len, default="")
        names = [Named(known, 0, len(known), self.drafts[known].kind)] if known else self.names.listed(plain)[0][:1]
        group = names and names[0].start == 0 and names[0].kind in ("working_group", "expert_group", "field_command")
        return names[0] if group else None

    def _by_subject(self, span: Span) -> list[Span]:
        """A sentence cut before each clause that begins with a body of its own."""
        plain, cuts = span.plain, [0]
        for comma in re.finditer("[,;]", plain):
            names, end = self.names.listed(plain, comma.end())
            if (
                names
                and not any(n.general for n in names)
                and self.act.match(plain, end)
                and "由" not in plain[: comma.end()]
            ):
                cuts.append(comma.end())
        return [span.cut(a, b) for a, b in zip(cuts, [*cuts[1:], len(plain)], strict=True)]

    def _label(self, span: Span, match: re.Match[str]) -> bool:
        """`总指挥:市长`, `成员单位:…`, `主要职责:…`, `市气象局:负责…`; False where the words are none of these."""
        label, rest = NUMBER.sub("", match.group(1).strip()), span.cut(match.end())
        gives = self._gives_duty(rest.plain)
        if label in self.words["duty"]:
            self.holder = self.holder or ([self.command] if self.command else [])
            self._duties(self.holder, rest)
            return True
        if label in self.words["lead"] and not gives:
            for draft in self._holders():
                draft.lead = draft.lead or (rest.text[:80] or None)
            return True
        if _MEMBERS.search(label):
            label = "成员单位"
        if label in self.words["members"] and not gives:
            duties = _GLUED_DUTIES.search(rest.plain)
            self._members(
                rest.cut(0, duties.start()) if duties else rest, is_list=label in ("成员单位", "组成单位", "成员")
            )
            self._duties(self._holders() if duties else [], rest.cut(duties.end() if duties else 0))
            return True
        names = self.names.whole(self.tail.sub("", label))
        if not names or any(n.general for n in names):
            return False
        self.holder = self._give(names, span, rest, "label", member=self.members_chapter)
        return True

    def _gives_duty(self, plain: str) -> bool:
        """Whether what follows a label begins with what is to be done."""
        grammar = self.names.grammar
        if self.about.search(plain) and not self.act.search(plain):
            return False
        return bool(self.act.match(plain) or grammar.never.match(plain) or grammar.verb.match(plain))

    def _give(self, names: list[Named], span: Span, rest: Span, rule: str, *, member: bool) -> list[Draft]:
        drafts = [self._draft(n, span.place(), rule) for n in names]
        leads = rest.plain.startswith("由") or rest.plain.startswith(
            "牵头", self.names.listed(rest.plain)[1] or len(rest)
        )
        rest = rest.cut((self._led(rest, drafts) if leads else 0) or self._people(rest.plain))
        for draft in drafts:
            if member and draft.kind in ("department", "local_government", "office") and draft.rule == rule:
                draft.kind = "member"
        self._duties(drafts, rest)
        return drafts

    # Sentences

    def _sentence(self, span: Span) -> None:
        plain = span.plain
        groups = groups_in(plain, self.names, self.setup)
        for group in groups:
            draft = self._draft(group, span.place(group.start, group.end), "set_up")
            if draft.kind == "expert_group" and any(g.kind == "working_group" for g in groups):
                draft.kind = "working_group"
        if composed := _COMPOSED.search(plain):
            self._members(span.cut(composed.start(1), composed.end(1)), is_list=True)
        if self.holder and (people := self._people(plain)):
            self._duties(self.holder, self._acting(span.cut(people), 0))
            return
        if office := self._office(plain, span):
            self._duties([office], self._acting(span.cut(plain.find(",") + 1), 0) if "," in plain else span.cut(0, 0))
            return
        if led := self._led(span, self.holder):
            self._duties(self.holder, span.cut(led))
            return
        if new := self._new_body(plain, span):
            self._duties([new[0]], span.cut(new[1]))
            if not self.names.opening(plain, conditions=False) or not self.holder:
                return
        if (holder := self._set_up(plain)) is not None:
            self._duties(holder, self._acting(span.cut(plain.find(",") + 1), 0))
            return
        found = self.names.opening(plain, conditions=not self.holder)
        own = [n for n in found if self._single(n)]
        if any(n.general for n in found) and not own:
            return
        acting = self._acting(span, self._after_subject(plain, own))
        if not acting:
            return
        if (groups or self.setup.search(plain)) and not self.act.search(_GROUP.sub("", acting.plain)):
            return
        if not own:
            self._duties(self.holder, acting)
            return
        drafts = [self._draft(self._of_holder(n), span.place(n.start, n.end), "sentence") for n in own]
        if _DAILY_WORK.search(plain):
            for draft in drafts:
                draft.kind = "office" if draft.kind == "department" else draft.kind
        self._duties(drafts, acting)

    def _led(self, span: Span, holder: list[Draft]) -> int:
        """Who leads the bodies of the heading, and who belongs to them; where the words on that end, 0 without any."""
        led = led_by(span.plain) if holder else None
        if not led:
            return 0
        for draft in holder:
            draft.lead = draft.lead or led.lead
            draft.members = draft.members or list(led.members)
        return led.end

    def _set_up(self, plain: str) -> list[Draft] | None:
        """The body of the heading, where the sentence says who sets it up: `县森防指设立专家组，为…提供咨询`."""
        for draft in self.holder:
            if draft.kind not in ("expert_group", "field_command", "working_group", "command"):
                continue
            for setup in islice(self.setup.finditer(plain), MOST):
                name = draft.name if draft.kind == "command" else draft.name[-3:]
                named = plain.find(name, setup.end(), setup.end() + 24)
                if named >= 0:
                    return [draft] if "," in plain[named:] else None
        return None

    @staticmethod
    def _people(plain: str) -> int:
        """Where what is said of a body's people ends: `由生产部人员组成,组长由生产部经理担任,负责…`; 0 without any."""
        end = 0
        while people := _MADE_UP.match(plain, end):
            end = people.end()
        return end

    def _office(self, plain: str, span: Span) -> Draft | None:
        """The office of the command: `领导小组下设办公室,设在保卫科,负责…`."""
        told = _ITS_OFFICE.match(plain)
        body = self.command
        if not told or body is None or (told[1] and self._full(told[1]) not in body.name and body.name not in told[1]):
            return None
        named = Named(body.name + "办公室", 0, told.end(), "office")
        return self._draft(named, span.place(0, told.end()), "set_up")

    def _new_body(self, plain: str, span: Span) -> tuple[Draft, int] | None:
        """`县卫健局设立应急办公室，负责…`: the body that another sets up, and where its duties begin."""
        for setup in islice(self.setup.finditer(plain), MOST):
            names, end = self.names.listed(plain, setup.end())
            then = _THEN.match(plain, end)
            if len(names) == 1 and self.command is None and names[0].kind == "command" and _WHO_LEADS.match(plain, end):
                self.holder = [self._draft(names[0], span.place(names[0].start, names[0].end), "set_up")]
                return None
            if len(names) != 1 or not then or names[0].kind not in _SET_UP or names[0].name in _OFFICES:
                continue
            if not names[0].general and names[0].name not in self.words["collective"]:
                return self._draft(names[0], span.place(names[0].start, names[0].end), "set_up"), then.end()
        return None

    @staticmethod
    def _after_subject(plain: str, own: list[Named]) -> int:
        """Where the duty begins: behind the subject; behind a name after 由 where enough follows to stand alone."""
        if not own or own[0].start == 0:
            return own[-1].end if own else 0
        by = plain[own[0].start - 1] == "由"
        return own[-1].end if by and len(plain) - own[-1].end >= ENOUGH else 0

    def _acting(self, span: Span, after: int) -> Span:
        """The sentence behind its subject, without clauses that say who holds a post or where an office is."""
        rest = span.cut(after)
        kept: list[tuple[int, int]] = []
        for clause in re.finditer(r"[^,]+,?", rest.plain):
            words = clause.group()
            if self.about.search(words) and not self.act.search(_GROUP.sub("", words)):
                continue
            kept.append(clause.span())
        if not kept or not any(len(rest.plain[a:b]) > 3 for a, b in kept):
            return span.cut(0, 0)
        return rest.cut(kept[0][0], kept[-1][1])

    # Tables and lists of members

    def _row(self, part: Part) -> None:
        place = part.span.place()
        cells = cells_of(self.reading.document.text, place)
        for at, cell in enumerate(cells[:-1]):
            names = self.names.whole(self.tail.sub("", cell.plain))
            if names and not any(n.general for n in names):
                self._give(names, cell, cells[at + 1], "table", member=True)
                return


def _end(plain: str, at: int, stops: str) -> int:
    return next((i for i in range(at, len(plain)) if plain[i] in stops), len(plain))
