"""Bodies that a sentence sets up, the office of a command, and who leads a body and belongs to it."""

import re
from itertools import islice

from watchroom.plans.extraction import duty_lists
from watchroom.plans.extraction.drafts import Draft
from watchroom.plans.extraction.grammar import pattern
from watchroom.plans.extraction.groups import led_by
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.register import TOLD_BELOW, Register
from watchroom.plans.extraction.spans import Span

_MADE_UP = re.compile(
    r"(?:由[^;。:]{2,160}?(?:组成|构成)"
    r"|(?:副?组长|负责人|召集人|联络员|成员|组员|牵头|配合|参加|责任)(?:单位|部门)?(?::|由|为)[^;。,]{1,80}?(?:担任|兼任|组成)?(?=[,。;]))[,。;]"
)
# `…指挥部,总指挥为分管副市长,副总指挥为…`: who leads the body that has just been set up.
_LEADERS = re.compile(r"(?:常务|执行|第一)?副?(?:总指挥长?|指挥长)(?:由|为)[^;。,]{1,80}(?:[,;。]|$)")
_ITS_OFFICE = re.compile(r"([^,;。:由]{0,20}?)(?:下设|内设|设立?)(?:立)?(?:日常)?办公室(?=[,。(在于])")
_THEN = re.compile(
    r",(?:(?:主要|具体)(?=负责|承担)|(?=负责|承担|统一领导|统一指挥|统一组织|统一协调|作为))|,由[^。;]{2,160}?组成。?"
    r"|,由[^,。;]{2,40}?(?:担任|任|为)(?:现场|前线)?(?:总指挥长?|指挥长|指挥),(?=负责|承担|统一)"
    r"|(?=负责[^人同]|统一指挥|指导[^,;。]{0,10}工作)"
)
_STANDING = re.compile(r"作为[^,;。]{0,30}(?:日常(?:管理|办事|工作)?机构|办事机构)")
_WHO_LEADS = re.compile(
    r",(?:由|总?指挥长?(?:由|为|:)|总指挥|组长|主任(?:由|为)|下设|成员|[^,;。]{2,20}(?:任|为)(?:第一)?副?(?:总指挥|指挥|组长|主任))"
)
_SETS_UP = re.compile(
    r"(?!(?:设立|成立|组建|建立|设置)相应)(?:可|应|根据需要|视情)*(?:下设|内设|分设|设立|成立|组建|设置|设有?)(?!在)"
)
GROUP = re.compile(r"[^,;。:、和及]{1,12}组(?![织成建合长员团装])")
_SET_UP = ("command", "office", "field_command", "expert_group", "working_group")
_ALL = re.compile(r"各(?:级|成员单位|[县市区镇乡]|区县)[^有相,;。]{0,14}$")
_OTHERS = re.compile("其[他它](?:有关|相关|各)*(?:部门|单位|部门和单位|成员单位)")
_UNDER = re.compile(r"在[^,;。]{2,60}(?:领导|指导|指挥)下,")  # `在县委领导下,县网信办负责…`
# Whose people do the work of an office, who belongs to a body, what groups to come will do: no duties.
_DONE_BY = re.compile(
    r"(?:其|具体|日常)+工作由[^,;。]{2,30}(?:承担|负责)|(?:主要)?包括[^,;。]+、[^,;。]+(?:部门|单位)|分别(?:开展|承担)(?:相关|有关|各项)*工作"
    r"|(?:常务|执行|第一)?副?(?:总?指挥长?|主任|组长|秘书长)由[^,;。]{2,160}?(?:担任|兼任)[,;。]?$"
    r"|作为[^,;。]{0,30}(?:日常|常设)(?:办事|工作|管理|运行)*机构[,。]?$"
    r"|对[^,;。]{2,16}[组部层会委长挥]负责[,。]?$|是[^,;。]{2,40}日常[^,;。]{0,10}机构[,。]?$"
)
# Who holds a post, with whose post it is between (`由厂长任应急小组组长`), and who names them (`指挥官由总指挥指定`).
_APPOINTED = (
    r"任[^,;。]{1,12}(?:组长|总指挥长?|指挥长|主任|召集人)|为[^,;。]{1,12}成员"
    r"|由[^,;。]{2,20}?(?:指定|任命|指派|确定)(?:[^,;。]{0,4}负责人)?(?=[,;。]|$)"
)
_AND_PEOPLE = re.compile("[和及与、](?:其他|有关|相关)*人员")
_DOES_WORK = re.compile(r"开展[^,;。]{0,8}工作|负责|承担|听从|听任")
# `成立由校长任组长、教师为成员的应急小组，负责…`
_WITH_HEAD = re.compile(
    r"[^,;。:]{0,12}?(?:成立|设立|组建)(?:以|由)?(?P<lead>[^,;。、:]{2,20}?)(?:为|任|担任)(?:组长|总指挥|负责人)(?:[,、][^;。:]{2,60}?)?的(?P<name>[^,;。、的为任]{2,20}?(?:组|队|指挥部))[,。]?(?:(?:主要|具体|全面)?(?=负责))?"
)
# `县气象局预报科是日常管理机构,其应急职责是:`
_IS_SOMETHING = re.compile(r"[是为][^,;。:]{2,40}机构,其[^,;。:]{0,10}职责")
_HEADED = re.compile(r"[^,;。:由]{2,20}领导小组由")  # `应急领导小组由校长任组长,…其职责是:`
_OF_THEIR_OWN = re.compile("(?:设立|成立|组建|建立|设置)相应")  # what all of them set up, each for itself
_EACH = re.compile("[^,;。]{0,6}各[^,;。]{0,12}(?:单位|部门|地|县|区|镇|乡|街道)(?:应当?|要|须|必须)*$")
ENOUGH = 14  # characters that say what is to be done without what stands before the name
_OFFICES = ("办公室", "领导小组", "指挥部", "工作组")
MOST = 12  # words in one sentence that are tried


class SettingUp(Register):
    """tail, setup, about, act: words of the table `organising`, as patterns."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        table = reading.vocabulary["organising"]
        self.tail = re.compile(f"(?:{'|'.join(self.words['tail'])})$")
        self.setup = re.compile("|".join(self.words["setup"]))
        self.about = re.compile("|".join([*self.words["about"], _APPOINTED]))
        self.act = re.compile(pattern(e for e in table if e["use"] == "act"))
        self.titled = duty_lists.titled(reading.outline, self.names)
        self.members_chapter = False
        self.below_title = False  # everything that stands there is a duty of whom the title names
        self.collective: Named | None = None  # what the last heading calls its bodies

    def _of_people(self, part: Part) -> bool:
        """Whether an item of a list of posts says what people do (`现场人员负责前期抢救`); they are posts of the plan then."""
        who, end = duty_lists.people(part.span.plain)
        new = [n for n in who if not self._single(n)]
        if not new or not duty_lists.lists_posts(self.reading.outline, part, self.names):
            return False
        for name in who:
            self._duties([self._draft(name, part.span.place(0, end), "sentence")], part.span.cut(end))
        return True

    def _only_body(self, span: Span) -> list[Draft]:
        """`应急处置小组组成` over who leads it, where the plan has named no body: that is the plan's one body."""
        if self.collective is None or self.collective.kind != "working_group" or self.drafts:
            return []
        draft = self._draft(self.collective, span.place(), "heading")
        draft.kind, self.command, self.holder = "command", draft, [draft]
        return self.holder

    def _led(self, span: Span, holder: list[Draft]) -> int:
        """Who leads the bodies of the heading, and who belongs to them; where the words on that end, 0 without any."""
        led = led_by(span.plain) if holder else None
        if not led:
            return 0
        for draft in holder:
            draft.lead = draft.lead or led.lead
            draft.members = draft.members or list(led.members)
        return led.end

    def _set_up(self, plain: str) -> tuple[list[Draft], int] | None:
        """The body of the heading, where the sentence says who sets it up (`县森防指设立专家组，为…提供咨询`), and where its
        duties begin."""
        for draft in self.holder:
            if draft.kind not in ("expert_group", "field_command", "working_group", "command"):
                continue
            for setup in islice(re.finditer(f"{self.setup.pattern}|建立|组成(?=[^,;。]{{0,12}}组)|聘请", plain), MOST):
                name = draft.name if draft.kind == "command" else draft.name[-3:]
                named = plain.find(name, setup.end(), setup.end() + 24)
                if named >= 0:
                    comma = plain.find(",", named)
                    said, after = self.names.listed(plain, setup.end())
                    if (
                        len(said) == 1
                        and after == comma
                        and draft.rule == "heading"
                        and said[0].name.endswith(draft.name)
                    ):
                        self._rename(draft, said[0].name)
                    return ([draft], comma + 1) if comma > 0 else None
        return None

    @staticmethod
    def _people(plain: str) -> int:
        """Where what is said of a body's people ends: `由生产部人员组成,组长由生产部经理担任,负责…`; 0 without any."""
        end = 0
        while people := _MADE_UP.match(plain, end):
            end = people.end()
        return end

    @staticmethod
    def _leaders(plain: str, start: int) -> int:
        """Where what is said of those who lead a body ends, behind what sets it up."""
        while led := _LEADERS.match(plain, start):
            start = led.end()
        return start

    def _with_head(self, plain: str, span: Span) -> tuple[Draft, int] | None:
        """The body that is set up with its head before its name, and where its duties begin."""
        told = _WITH_HEAD.match(plain)
        named = self.names.whole(told["name"]) if told else []
        if not told or len(named) != 1:
            return None
        draft = self._draft(self._of_holder(named[0]), span.place(told.start("name"), told.end("name")), "set_up")
        draft.lead = draft.lead or told["lead"]
        return draft, told.end()

    def _commands_groups(self, groups: list[Named]) -> None:
        """A group that has groups below it commands, where nobody else does."""
        if groups and self.command is None and len(self.holder) == 1 and self.holder[0].kind == "working_group":
            self.command = self.holder[0]
            self.command.kind = "command"

    def _group_ahead(self, plain: str) -> Named | None:
        """The group with which a paragraph on its people and duties begins: `抢险组由县水利局局长任组长。主要职责：…`."""
        known = max((n for n in self.drafts if plain.startswith(n)), key=len, default="")
        names = [Named(known, 0, len(known), self.drafts[known].kind)] if known else self.names.listed(plain)[0][:1]
        kinds = ("working_group", "expert_group", "field_command", *(["command"] if _HEADED.match(plain) else []))
        group = names and names[0].start == 0 and (names[0].kind in kinds or _IS_SOMETHING.match(plain, names[0].end))
        return names[0] if group else None

    def _office(self, plain: str, span: Span) -> Draft | None:
        """The office of the command: `领导小组下设办公室,设在保卫科,负责…`."""
        told = _ITS_OFFICE.match(plain)
        body = self.command
        if not told or body is None or (told[1] and self._full(told[1]) not in body.name and body.name not in told[1]):
            return None
        own = told[1] if told[1] in self.short or told[1] in self.drafts else self._abbr(body.name) or body.name
        named = Named(own + "办公室", 0, told.end(), "office")
        office = self._draft(named, span.place(0, told.end()), "set_up")
        if (titles := self._called_in_part(office.name)) and all(title.name == "办公室" for title in titles):
            self._in_place_of(titles, office)
        return office

    def _new_body(self, plain: str, span: Span) -> tuple[Draft, int] | None:
        """`县卫健局设立应急办公室，负责…`: the body that another sets up, and where its duties begin."""
        for setup in islice(re.finditer(f"{self.setup.pattern}|建立", plain), MOST):
            if plain.startswith("相应", setup.end()):
                continue  # what others are told to set up for themselves
            names, end = self.names.listed(plain, setup.end())
            then = _THEN.match(plain, end)
            if len(names) == 1 and names[0].kind == "command" and _WHO_LEADS.match(plain, end):
                titles = self._called_in_part(names[0].name)
                if self.command is None or self.command in titles:
                    self._in_place_of(titles, self._draft(names[0], span.place(names[0].start, names[0].end), "set_up"))
                    return None
            if names and names[0].kind == "working_group" and _EACH.match(plain, 0, setup.start()):
                continue  # a group of their own
            standing = then and _STANDING.match(plain, then.end())
            team = names and names[0].name.endswith("队")
            if len(names) == 1 and not then and plain[end : end + 1] in ",;。":
                self._only_named(names[0], span)
            if len(names) != 1 or not then or names[0].name in _OFFICES:
                continue
            if names[0].kind not in _SET_UP and not standing and not team:
                continue
            if not names[0].general and names[0].name not in self.words["collective"]:
                self._in_full(names[0])
                draft = self._draft(names[0], span.place(names[0].start, names[0].end), "set_up")
                if standing or team:
                    draft.kind = "office" if standing else "working_group"
                if team and ",由" in then[0]:
                    self.holder = [draft]
                return draft, then.end()
        return None

    def _only_named(self, name: Named, span: Span) -> None:
        """`必要时设立现场指挥部，…`: a command that is set up, and of whose duties the sentence says nothing."""
        commands = name.kind in ("command", "field_command") and not name.general and self._single(name)
        some = self.names.grammar.general.match(name.name)  # `相关类别的指挥机构`
        if commands and not some and self._of_holder(name).name == name.name:
            self._draft(name, span.place(name.start, name.end), "set_up")

    def _of_government(self, plain: str, made: Draft) -> bool:
        """Whether a government sets up the command (`市政府设立市防汛抗旱指挥部，负责…`): what follows is said of the command,
        which the heading may only call by a part of its name (`市指挥部`)."""
        first = self.names.opening(plain, conditions=False)[:1]
        titles = [title for title in self._called_in_part(made.name) if title is not made]
        if made.kind != "command" or (first and first[0].kind != "local_government") or not (first or titles):
            return False
        self._in_place_of(titles, made)
        return True

    def _called_in_part(self, name: str) -> list[Draft]:
        """The bodies of the heading that it calls by a part of a name (`市指挥部`), and of which no duty is told yet."""
        own = (title for title in self.holder if title.rule == "heading" and not title.duties)
        return [
            title
            for title in own
            if name.endswith(part := title.name.lstrip("省市县区"))
            or (title.kind == "command" and name[-3:] == part[-3:] and _in_order(title.name, name))
        ]

    def _in_full(self, name: Named) -> None:
        """A heading may only say `专家组` where the sentence below sets up the `燃气应急专家组`."""
        for title in self.holder:
            told = title.kind == name.kind == "expert_group" and title.rule == "heading" and not title.duties
            if told and name.name.endswith(title.name):
                self._rename(title, name.name)

    def _in_place_of(self, titles: list[Draft], made: Draft) -> None:
        """Takes a body for the one that a heading calls by a part of its name."""
        for title in titles:
            if title is not made:
                self.drafts.pop(title.name, None)
        self.holder = [made]
        if made.kind == "command":
            self.command = made

    def _sets_up(self, plain: str) -> bool:
        """Whether a sentence sets up a body (`设立警戒线` sets up none)."""
        return any(
            self.names.listed(plain, setup.end())[0] or "组" in plain[setup.end() : setup.end() + 16]
            for setup in islice(self.setup.finditer(plain), MOST)
        )

    def _acting(self, span: Span, after: int) -> Span:
        """The sentence behind its subject, without clauses that say who holds a post or where an office is."""
        rest = span.cut(after)
        kept: list[tuple[int, int]] = []
        for clause in re.finditer(r"[^,]+,?", rest.plain):
            words = clause.group()
            if _DONE_BY.match(words):
                continue
            if _SETS_UP.match(words) and not re.search("负责|承担", words):
                continue
            if self.about.search(words) and not self.act.match(words) and not self.act.search(GROUP.sub("", words)):
                continue
            kept.append(clause.span())
        if not kept or not any(len(rest.plain[a:b]) > 3 for a, b in kept):
            return span.cut(0, 0)
        told = rest.cut(kept[0][0], kept[-1][1])
        return span.cut(0, 0) if TOLD_BELOW.fullmatch(told.text) else told

    def _of_all(self, span: Span, found: list[Named]) -> None:
        """`各成员单位在指挥部领导下开展工作`, `应急工作组具体承担…`: a duty of all of a kind, who are named as the plan does."""
        first = found[0]
        whole = (first.name.endswith("组") and first.name in self.words["collective"]) or _ALL.match(first.name)
        rest_of_members = self.members_chapter and first.start == 0 and _OTHERS.fullmatch(first.name) is not None
        if rest_of_members and len(found) == 1:
            self._duties([self._draft(first, span.place(first.start, first.end), "sentence")], span.cut(first.end))
            return
        if first.start or not whole or not (self.act.search(span.plain) or _DOES_WORK.search(span.plain)):
            return
        acting = self._acting(span, found[-1].end if len(found) == 1 else 0)
        while self.setup.search(acting.plain) and "," in acting.plain and not _OF_THEIR_OWN.search(acting.plain):
            acting = acting.cut(acting.plain.find(",") + 1)  # who makes it up, and when
        if acting and (not self.setup.search(acting.plain) or _OF_THEIR_OWN.search(acting.plain)):
            self._duties([self._draft(first, span.place(first.start, first.end), "sentence")], acting)

    @staticmethod
    def _after_subject(plain: str, own: list[Named], found: list[Named]) -> int:
        """Where the duty begins: behind the subject, of whom only `own` are bodies of the plan (`抢修组、有关单位应…`);
        behind a name after 由 where enough follows to stand alone."""
        if not own or own[0].start == 0:
            people = _AND_PEOPLE.match(plain, found[-1].end) if own else None
            return people.end() if people else found[-1].end if own else 0
        if _UNDER.fullmatch(plain, 0, own[0].start):
            return found[-1].end
        by = plain[own[0].start - 1] == "由"
        return own[-1].end if by and len(plain) - own[-1].end >= ENOUGH else 0


def _in_order(part: str, name: str) -> bool:
    """Whether the characters of a short name stand in a long one in their order (`县燃气指挥部`: `县城镇燃气事故应急指挥部`)."""
    rest = iter(name)
    return all(char in rest for char in part)
