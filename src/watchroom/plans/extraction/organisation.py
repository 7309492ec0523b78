"""The bodies that a plan sets up or gives duties to: from chapters on the organisation, tables and lists of members.

Who a duty belongs to is read from the sentence itself, else from the heading or the label above it.
"""

import re
from itertools import islice

from watchroom.plans.extraction import duty_lists
from watchroom.plans.extraction.drafts import Draft
from watchroom.plans.extraction.found import Unit, UnitKind
from watchroom.plans.extraction.group_tables import Columns, columns
from watchroom.plans.extraction.groups import groups_in
from watchroom.plans.extraction.members import LABEL, NUMBER, NUMBERS, OF_ONE_KIND, Members, cells_of
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.sentences import HELD, IS_HELD, Sentences
from watchroom.plans.extraction.setting_up import MOST
from watchroom.plans.extraction.spans import Span

# `一、成立领导小组`, `根据实际情况,学校成立领导小组`: headings
_SETTING_UP = re.compile(r"^(?:(?:为|根据|按照|依据|结合)[^。;]{2,60},)?[^,。;]{0,6}?(?:成立|设立|组建|建立)(?!后)")
_AND_GROUPS = re.compile(
    r"(?<=[部室会])[及和与](?:其|各|下设)*(?:应急|专项|专业)?(?:工作|专业)小?组$"
)  # `现场指挥部及工作组`
_SET_UP_ALONE = re.compile(r"(?:[^,。;:]{0,8}?)(?:成立|设立|组建)(?P<name>[^,。;:由、]{3,24})[:。]?")
_FOUNDED = re.compile(r"成立|设立|组建")
_SENTENCE = re.compile(r"(?:[^。;!?.]|\.(?! ))+[。;!?.]?")
_MEMBERS = re.compile(r"成员(?:单位)?(?:有|包括|主要包括|主要有|为|由)$")
_WARNS = re.compile(r"(?<!级)预警(?:信息|信号)?由(?=[^,;。启]{2,24}?(?:制作|发布))")
_LED_LABEL = re.compile(
    r"([^:。;,()]{2,16})\((?:第一)?(?:副?组长|负责人|牵头单位|责任(?:人|单位))[:为]?([^()]{1,60})\)[:,]?"
)
_MEMBER_DUTIES = re.compile(r"成员单位|(?:单位|部门)[^,。;]{0,6}(?:分工|职责)|(?:任务|职责)分工")
_ALL_MEMBERS = re.compile("[^各有相其他它、]{2,16}成员单位")
# `第七条 现场设前线指挥部,由…任总指挥,下设三个小组:`: an article that is a sentence over a list.
_OVER_GROUPS = re.compile(r",下设[^,;。:]{0,16}组[^,;。:]{0,4}:$")
_NEW_POST = re.compile(r"[\u4e00-\u9fff]{1,6}(?<![增延成时全特周身波])长")
_ITS_DUTY = re.compile(r"(?:主要|具体|全面)?(?:负责|协助|承担|主持)")  # behind who holds it (`总指挥:县长。负责…`)
_AS_DIVIDED = re.compile(r"(?:(?:按照|按|依据|根据)(?:各自)?职责(?:分工)?)?(?:应当|应(?!急)|必?须)?")
_HELD_BY = re.compile(
    r"由[^,;。]{2,40}?(?:担任|兼任),(?=(?:全面|具体|主要)?(?:负责|承担|协助))"
)  # `总指挥由县长担任，负责…`
_CALLED = re.compile(r"(?:要|应|应当)?(?:认真|切实)?履行[^,;。]{0,8}职责")
_DUTIES = re.compile(r"(?:^|(?<=[。;,!]))([^。;,:]{0,16}?)(?:的)?(?:主要)?(?:工作)?职责(?:任务)?(?:是|为|包括|如下)?:")
_DUTIES_BELOW = re.compile(
    r"(?:机构,其[^,;。:]{0,10}|[。;][^,;。:]{0,16}?(?:的)?(?:主要)?(?:工作)?)职责(?:任务)?(?:是|为|包括|如下)?:$"
)  # an article over a list
_STOPPED_LABEL = re.compile(r"(?:主要|工作)?职责。")  # its colon was lost
_GLUED_DUTIES = re.compile(r"(?:主要|工作)?职责:")
_POSTS = re.compile("岗位(?:人员)?(?:应急|工作|主要)?职责$")
_SHORT_BEHIND = re.compile(r"\((?:以下)?简称:?[“\"]?([^”\",;。()]{2,16})[”\"]?\)$")
MOST_HEADING = 20


class Organisation(Sentences):
    """What a document says of its bodies: the units, and all names that it defines."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self.columns: Columns | None = None  # of the table of groups whose rows follow
        self.holder_of: Part | None = None  # the article that names whose duties it lists

    def find(self) -> None:
        parts = self.reading.outline.parts
        for part in parts:
            if part.role == "organisation" and part.region in ("body", "annex"):
                self._part(part)
        for part in self.reading.body:
            if part.role in ("warning", "preparation", "response") and part.kind != "chapter":
                self._elsewhere(part)
        for run in Members(self.reading, self.names, self.act).runs(parts):
            for part, names, rest in run:
                if NUMBERS.fullmatch(rest.plain):
                    continue  # a list of telephones
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
        if sum(after > 0 for _, after in found) > 1:
            found = [(at, after) for at, after in found if not after]  # each colour by another: no one's office
        for at, after in found:
            start = plain.rfind("。", 0, at) + 1
            names, end = self.names.listed(plain, after or start)
            new = all(self._single(n) and n.name not in self.drafts and n.name not in self.short for n in names)
            several = names and "(" in names[0].name  # `县(市、区)水利部门`: no one body
            if not names or several or not new or (after == 0 and end != at):
                continue
            duty = part.span.cut(*((start, _end(plain, end, ",。")) if after else (end, _end(plain, end, "。"))))
            self._give(names, part.span.cut(start, end), duty, "told_elsewhere", member=False)

    def _part(self, part: Part) -> None:
        if part.kind == "item" and part.style in ("hanzi", "hanzi_paren") and part.title:
            self.members_chapter = _MEMBER_DUTIES.search(part.title) is not None
        if part.kind == "chapter" and self.holder_of is not None and part.parent == self.holder_of.parent:
            self.holder, self.holder_of = [], None  # the article is over whose list it was
        self.columns = self.columns if part.kind == "row" else None
        if part.kind != "text":
            self.below_title = part.index in self.titled
        if part.kind == "row":
            self._row(part)
        elif part.kind == "item" and self.below_title:
            self.holder = [self._draft(self.titled[part.index], part.span.place(), "heading")]
        elif self.below_title and not self._its_people(part.span.plain):
            self._duties(self.holder, part.span)
        elif part.kind == "item" and self._of_people(part):
            return
        elif part.kind == "chapter" and not part.says:
            if not part.title and (over := _OVER_GROUPS.search(part.span.plain)):
                self._new_body(part.span.plain[: over.start()], part.span)
            if not part.title and _DUTIES_BELOW.search(part.span.plain):
                self._text(part)
                self.holder_of = part
            else:
                self._chapter(part)
        else:
            self._text(part)

    def _chapter(self, part: Part) -> None:
        plain = part.span.plain
        self.members_chapter = _MEMBER_DUTIES.search(plain) is not None
        if label := LABEL.match(plain):
            if len(plain) > label.end() or _FOUNDED.search(label[1]):
                self._text(part)
                return
            plain = label.group(1)
        self.holder = [] if duty_lists.over_groups(self.reading.outline, part) else self._heading(plain, part.span)

    def _its_people(self, plain: str) -> bool:
        """`组长：…`, `成员：…` below the title of a body: who leads it and belongs to it, and no duty."""
        label = LABEL.match(plain)
        return label is not None and label[1].strip() in (*self.words["lead"], *self.words["members"])

    def _heading(self, plain: str, span: Span) -> list[Draft]:
        """The units that a heading names: `总指挥职责`, `抢险救援组`; none where it only says what follows."""
        whole = plain.strip(" :。")
        plain = _AND_GROUPS.sub("", _SETTING_UP.sub("", self.tail.sub("", whole)))
        if _POSTS.search(whole) and any(n.kind != "role" for n in self.names.whole(plain)):
            return []  # `门店岗位职责` over those of each post
        if not plain or whole in self.words["duty"]:
            return self.holder  # `主要职责` alone
        names = self.names.whole(plain.removesuffix("的")) or self._unknown_post(plain)
        self.collective = names[0] if len(names) == 1 and names[0].name in self.words["collective"] else None
        if self.collective and self.command and self.collective.kind == "command" and "职责" in whole:
            return [self.command]  # `指挥机构的职责`
        if len(names) == 1 and _ALL_MEMBERS.fullmatch(names[0].name) and not names[0].general:
            self.all_members, self.all_place = names[0], span.place()
        if any(n.general or n.kind == "member" or self._vague(n.name) for n in names):
            return []
        if any(n.kind == "working_group" and n.name.startswith("各") for n in names):
            return []  # `各应急小组职责` over those of each
        return [self._draft(n, span.place(), "heading") for n in names]

    def _unknown_post(self, title: str) -> list[Named]:
        """`（四）赛段长`: a post of which no vocabulary knows, where the text says that somebody is one or what he does."""
        told = _NEW_POST.fullmatch(title)
        said = re.compile(
            rf"(?:设|任命|指定|担任){re.escape(title)}|{re.escape(title)}[^。；;]{{0,24}}?(?:担任|兼任|负责)"
        )
        return [Named(title, 0, len(title), "role")] if told and said.search(self.reading.document.text) else []

    def _vague(self, name: str) -> bool:
        """A heading that names no single body."""
        if name in self.names.known:
            return False
        return name in self.words["collective"] or name.endswith(tuple(self.words["vague"]))

    def _text(self, part: Part) -> None:
        for span in duty_lists.labels_apart(part.span, [*self.words["lead"], *self.words["members"]]):
            self._text_of(span)

    def _text_of(self, span: Span) -> None:
        plain = span.plain
        if plain in self.words["lead"] or plain in self.words["members"]:
            return  # a form's label with nothing in it
        if title := self._titled(plain, span):
            span = span.cut(title)
            plain = span.plain
        if (led := _LED_LABEL.match(plain)) and (named := self.names.whole(led[1])):
            self.holder = [self._draft(n, span.place(), "label") for n in named]
            for draft in self.holder:
                draft.lead = draft.lead or led[2]
            self._duties(self.holder, span.cut(led.end()))
            return
        label = LABEL.match(plain)
        if label and self._label(span, label):
            return
        if stopped := _STOPPED_LABEL.match(plain):
            self._duties(self._holders(), span.cut(stopped.end()))
            return
        if (alone := _SET_UP_ALONE.fullmatch(plain)) and (named := self.names.whole(alone["name"])):
            self.holder = [self._draft(n, span.place(alone.start("name"), alone.end("name")), "set_up") for n in named]
            return
        if len(plain) <= MOST_HEADING and self.tail.search(plain):
            self.holder = self._heading(plain, span)
            return
        self.recent, self.office_here = [], None
        duties = _DUTIES.search(plain)
        if duties and (group := self._group_ahead(plain)):
            self.holder = [self._draft(group, span.place(group.start, group.end), "label")]
        for sentence in _SENTENCE.finditer(plain, 0, duties.start() if duties else len(plain)):
            if plain[sentence.start() - 1 : sentence.start()] != ";":
                self.recent = []
            for piece in self._by_subject(span.cut(sentence.start(), sentence.end())):
                self._sentence(piece)
        if duties:
            named = self.names.whole(duties.group(1)) if duties.group(1) else []
            named = [self._spoken_of(n, plain) for n in named]
            named = [] if self.office_here and [n.name for n in named] == ["办公室"] else named
            office = [self.office_here] if self.office_here and not named else self._holders()
            self.holder = [self._draft(n, span.place(), "label") for n in named] or office
            self._duties(self.holder, span.cut(duties.end()))

    def _titled(self, plain: str, span: Span) -> int:
        """`抢险救援组` alone, or before a full stop, is the heading of what follows; where that begins."""
        stop = plain.find("。")
        title = plain if stop < 0 else plain[:stop]
        if len(_SHORT_BEHIND.sub("", title)) > MOST_HEADING:
            return 0
        short = _SHORT_BEHIND.search(title)
        names = self.names.whole(title[: short.start()] if short else title)
        if not names or any(n.general or self._vague(n.name) for n in names):
            return 0
        self.holder = [self._draft(n, span.place(), "heading") for n in names]
        if short and len(names) == 1:
            self.holder[0].abbr = self.holder[0].abbr or short[1]
        return len(title) + 1

    def _by_subject(self, span: Span) -> list[Span]:
        """A sentence cut before each clause that begins with a body of its own."""
        plain, cuts = span.plain, [0]
        for comma in re.finditer("[,;]", plain):
            names, end = self.names.listed(plain, comma.end())
            post = len(names) == 1 and names[0].kind == "role" and _HELD_BY.match(plain, end)
            if (
                post
                or (
                    names
                    and not any(n.general for n in names)
                    and self.act.match(plain, _AS_DIVIDED.match(plain, end).end())  # type: ignore[union-attr]
                    and "由" not in plain[: comma.end()]
                )
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
        held = HELD.match(rest.plain)
        if held and label in self.words["lead"] and (posts := self.names.whole(label)):
            self._duties([self._draft(n, span.place(), "label") for n in posts], rest.cut(held.end()))
            return True
        if label in self.words["lead"] and not gives:
            stop = rest.plain.find("。")
            told, more = (rest.text, "") if stop < 0 else (rest.text[:stop], rest.plain[stop + 1 :])
            for draft in self._holders() or self._only_body(span):
                draft.lead = draft.lead or (told[:80] or None)
            if stop >= 0 and _ITS_DUTY.match(more) and (posts := self.names.whole(label)):
                self._duties([self._draft(n, span.place(), "label") for n in posts], rest.cut(stop + 1))
                return True
            if LABEL.match(more.strip()):
                self._text_of(rest.cut(stop + 1))
            return True
        if _MEMBERS.search(label) or (label.endswith(("成员单位", "组成单位")) and not gives):
            label = "成员单位"
        if label in self.words["members"] and not gives:
            duties = _GLUED_DUTIES.search(rest.plain)
            self._members(
                rest.cut(0, duties.start()) if duties else rest, is_list=label in ("成员单位", "组成单位", "成员")
            )
            self._duties(self._holders() if duties else [], rest.cut(duties.end() if duties else 0))
            return True
        if not rest and _MEMBER_DUTIES.search(label):
            self.members_chapter, self.holder = True, []  # `各成员单位职责：` over a list
            return True
        names = self.names.whole(self.tail.sub("", label)) or duty_lists.of_members(label)
        if not names or any(n.general and not (self.members_chapter and gives) for n in names):
            return False
        if not rest and all(self._vague(n.name) for n in names):
            return True  # `工作组及职责：` over a list
        if self._with_head(rest.plain, rest):
            self._text_of(rest)
            return True
        if (belong := duty_lists.only_people(rest.plain)) and all(n.kind in duty_lists.GROUPS for n in names):
            self.holder = [self._draft(n, span.place(), "label") for n in names]
            for draft in self.holder:
                draft.members = draft.members or belong
            return True
        led = duty_lists.led_by(rest.plain) if names[0].kind in duty_lists.GROUPS else ("", [], 0)
        who, belong, begins = led
        self.holder = self._give(names, span, rest.cut(begins), "label", member=self.members_chapter)
        for draft in self.holder if who else ():
            draft.lead, draft.members = draft.lead or who, draft.members or belong
        return True

    def _gives_duty(self, plain: str) -> bool:
        """Whether what follows a label begins with what is to be done."""
        grammar = self.names.grammar
        if IS_HELD.fullmatch(plain) or any(n.kind == "role" for n in self.names.whole(plain.rstrip("。;"))):
            return False
        if self.about.search(plain) and not self.act.search(plain):
            return False
        return bool(self.act.match(plain) or grammar.never.match(plain) or grammar.verb.match(plain))

    # Tables and lists of members

    def _by_columns(self, cells: list[Span], told: Columns) -> bool:
        """A row below the head of a table of groups: its group, who leads and takes part, and its duty."""
        names = self.names.whole(cells[told.group].plain) if len(cells) > told.last() else []
        if not names or any(n.general for n in names):
            return False
        self.holder = self._give(names, cells[told.group], cells[told.duty], "table", member=False)
        for draft in self.holder:
            draft.lead = draft.lead or (cells[told.lead].text if told.lead is not None else None) or None
        if told.members is not None:
            self._members(cells[told.members], is_list=False)
        return True

    def _row(self, part: Part) -> None:
        place = part.span.place()
        whole = cells_of(self.reading.document.text, place, empty=True)
        if told := columns(whole):
            self.columns = told
            return
        if self.columns and self._by_columns(whole, self.columns):
            return
        cells = [cell for cell in whole if cell.text]
        for at, cell in enumerate(cells[:-1]):
            names = self.names.whole(self.tail.sub("", cell.plain))
            if names and not any(n.general and not OF_ONE_KIND.fullmatch(n.name) for n in names):
                leads = self.names.whole(cells[at + 1].plain) if len(cells) > at + 2 else []
                drafts = self._give(names, cell, cells[at + 2 if leads else at + 1], "table", member=True)
                for draft in drafts if leads else ():
                    draft.lead = draft.lead or cells[at + 1].text
                return


def _end(plain: str, at: int, stops: str) -> int:
    return next((i for i in range(at, len(plain)) if plain[i] in stops), len(plain))
