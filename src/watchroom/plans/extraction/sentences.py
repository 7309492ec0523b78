"""What one sentence on the organisation says: whom it sets up, who leads and belongs to a body, and whose duty is what."""

import re

from watchroom.plans.extraction import offices
from watchroom.plans.extraction.drafts import Draft
from watchroom.plans.extraction.groups import groups_in
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.register import TOLD_BELOW
from watchroom.plans.extraction.setting_up import GROUP, SettingUp
from watchroom.plans.extraction.spans import Span

_ARE_MEMBERS = re.compile(
    r"(?:^|(?<=,))([^,;。:]{4,1200}?)(?:等(?:\d{1,2}个)?(?:有关|相关)?(?:部门|单位|和|及|、){0,3})?(?:为|是|作为)[^,;。]{0,14}成员(?:单位)?[。;]?$"
)
# `…等工作组，具体开展救助工作`, `各工作组在县防指领导下开展工作`: what groups do that are set up.
_THEY_DO = re.compile(r"(?<=,)具体(?:开展|负责|承担|实施)[^,;。]{2,}")
_OF_THE_GROUPS = re.compile(r",各[^,;。]{0,8}组[^;。]*")
_LED_BY = re.compile(r",由[^,。;]{2,48}指挥长?,$")  # `成立现场指挥部,由…任现场指挥长,`
_GROUPS_TO_COME = re.compile(r"(?:若干|以下|下列|\d{1,2}) ?个?[^,。;]{0,8}(?:工作组|小组|工作专班)")
_ELSEWHERE = re.compile(rf"[,;。]?(?:其|各自|各单位)?(?:{TOLD_BELOW.pattern})?")  # where the duties of members are told
# `每段设段长1名,由村主任担任,是本段防汛责任人`: who holds the post of the heading, and what that is.
_HELD_AND_IS = re.compile(r"[^,;。:由]{0,24},?由[^,;。:]{2,40}?(?:担任|兼任),(?=是)")
# `…的协调工作,由县住建局会同县水利局承担`
_JOINTLY = re.compile(r"会同(?=[^,;。]{2,40}?(?:共同)?(?:承担|负责|牵头)[。;]?$)")
# `①抢险组,由县水利局牵头,县公安局参加,负责堤防抢护;`
_LED_GROUP = re.compile(
    r"([^,;。:()由]{2,14}(?:组|专班))(?:,(?=由?[^,;。]{2,60}?牵头[,;。])|(?=由[^,;。]{2,60}?牵头[,;。]))"
)
_COMPOSED = re.compile(r"成员(?:单位)?(?:主要)?(?:(?:由|包括|有|为):?)([^。;:]{4,600}?)(?:组成|担任|$|(?=[。;]))")
# `安全科科长是着火时的副指挥，负责…`, `公司确定厂长为总指挥，负责…`
_APPOINTED = re.compile(
    r"(?:为了?[^,;。]{2,24},)?(?!本预案)(?P<who>[^,;。]{2,40}?)(?:担任|兼任|(?<![主责])任(?!为)|为|是)(?:[^,;。的]{0,8}(?:时|期间)?的)?(?P<post>[\u4e00-\u9fff]{0,6}?(?:副?总指挥长?|副?指挥长?|副?组长|副?主任))[,;](?=(?:全面|具体|主要)?负责|协助|在[^,;。]{2,16}领导下)."
)
# `总指挥：校长，负责…`: who holds it, before the duty.
HELD = re.compile(r"([^,;。:]{2,20}),(?=(?:主要|具体|全面)?(?:负责|承担|协助))")
IS_HELD = re.compile(r"由[^。;:]{2,160}?(?:担任|兼任)[。;]?")  # `副总指挥：由协助分管工作的副秘书长担任。`
_DAILY_WORK = re.compile(r"承担[^,;。]{1,24}(?:日常|具体)工作")
_STANDS_FOR = re.compile(
    r"(?:,是[^,;。]{2,20}的|^[^,;。:]{2,16}[是为][^,;。]{2,20}?)(?:常设|日常)(?:运行|办事|工作|管理|值守)*机构"
)
_CONVENES = re.compile(r"[^,;。]{0,16}(?:召集|主持)(?:召开)?[。;]?$")  # who may call a meeting, and no duty
_STANDS_IN = re.compile("[^,;。]{0,16}(?:代行|代为(?:行使|履行|指挥)|接替)[^,;。]{0,12}")  # who does so for another
# What somebody does who only goes where others command: no duty that makes him a body of the plan.
_OBEYS = re.compile(
    r"(?:(?:应|要|须|应当|必须)?(?:执行|遂行|参加)[^,;。]{2,30},)?(?:应当?|要|必?须)?(?:对应)?(?:服从|接受|听从)[^,;。]{2,80}(?:指挥|领导|调度|管理|安排)(?=[。;]|$)"
)
_DECIDED = re.compile(r"^[^,;。]{0,8}?(?:确定|明确|指定|任命|决定由?)")
_HAS_MEMBERS = re.compile(r"成\s*员\s*(?:单位|部门|[：:为由有包])")


class Sentences(SettingUp):
    """Reads a sentence of a chapter on the organisation: whom it sets up, who leads and belongs, who has to do what."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        # `部门分工` of a school has departments, and no members.
        self.speaks_of_members = _HAS_MEMBERS.search(reading.document.text) is not None
        self.office_here: Draft | None = None  # that a sentence of this paragraph sets up
        self.recent: list[Draft] = []  # of whom the sentence before in the same paragraph spoke

    def _give(self, names: list[Named], span: Span, rest: Span, rule: str, *, member: bool) -> list[Draft]:
        drafts = [self._draft(n, span.place(), rule) for n in names]
        leads = rest.plain.startswith("由") or rest.plain.startswith(
            "牵头", self.names.listed(rest.plain)[1] or len(rest)
        )
        rest = rest.cut((self._led(rest, drafts) if leads else 0) or self._people(rest.plain))
        held = HELD.match(rest.plain) if not self.names.grammar.verb.match(rest.plain) else None
        if held and all(n.kind == "role" for n in self.names.whole(held[1]) or names):
            for draft in drafts:
                draft.lead = draft.lead or held[1]
            rest = rest.cut(held.end())
        for draft in drafts:
            if (
                member
                and draft.kind in ("department", "local_government", "office")
                and draft.rule == rule
                and self.speaks_of_members
            ):
                draft.kind = "member"
        self._duties(drafts, rest)
        return drafts

    def _only_sets_up(self, span: Span, groups: list[Named]) -> bool:
        """Whether a sentence sets up groups and says nothing else of who does so; what it says that they do is theirs."""
        plain = span.plain
        if they := _THEY_DO.search(plain, groups[-1].end):
            drafts = [self._draft(group, span.place(group.start, group.end), "set_up") for group in groups]
            self._duties(drafts, span.cut(they.start(), they.end()))
        rest = _OF_THE_GROUPS.sub("", _THEY_DO.sub("", plain[groups[-1].end :]))
        return not self.act.search(plain[: groups[0].start]) and not self.act.search(rest)

    def _sentence(self, span: Span) -> None:
        plain = span.plain
        if self.holder and (named := self.names.listed(plain)[0]):
            self._of_holder(named[0])
        if self._led_group(plain, span):
            return
        if listed := _ARE_MEMBERS.search(plain):
            if listed.start():
                self._sentence(span.cut(0, listed.start()))
            self._members(span.cut(*listed.span(1)), is_list=True)
            return
        if (office := offices.told(plain)) and (named := self.names.whole(office["name"])):
            place = span.place(office.start("name"), office.end("name"))
            self.office_here = self._draft(named[0], place, "set_up")
            for piece in (span.cut(0, office.start()), span.cut(office.end())):
                if piece.plain.strip("。;,"):
                    self._sentence(piece)
            return
        groups = groups_in(plain, self.names, self.setup)
        for group in groups:
            draft = self._draft(group, span.place(group.start, group.end), "set_up")
            if draft.kind == "expert_group" and any(g.kind == "working_group" for g in groups):
                draft.kind = "working_group"
        self._commands_groups(groups)
        if groups and self._only_sets_up(span, groups):
            return
        if self._of_its_people(plain, span) or self._appoints(plain, span) or self._one_body(plain, span):
            return
        self._said_of(span, sets_up=bool(groups) or self._sets_up(plain))

    def _led_group(self, plain: str, span: Span) -> bool:
        """`抢险组,由县水利局牵头,负责…`: a group that a sentence introduces with who leads it."""
        headed = _LED_GROUP.match(plain)
        named = self.names.whole(headed[1]) if headed else []
        if headed is None or not named or named[0].general:
            return False
        self.holder = self._give(named, span, span.cut(headed.end()), "label", member=False)
        return True

    def _of_its_people(self, plain: str, span: Span) -> bool:
        """Who makes up the body of the heading or holds the post; what follows is its duty."""
        if self.holder and (held := _HELD_AND_IS.match(plain)):
            self._duties(self.holder, span.cut(held.end()))
            return True
        if composed := _COMPOSED.search(plain):
            self._members(span.cut(composed.start(1), composed.end(1)), is_list=True)
            alone = "," not in plain[: composed.start()] and _ELSEWHERE.fullmatch(plain, composed.end())
            if "、" in composed[1] and alone:
                return True
        people = self._people(plain) if self.holder else 0
        if people:
            self._duties(self.holder, self._acting(span.cut(people), 0))
        return people > 0

    def _appoints(self, plain: str, span: Span) -> bool:
        """`公司确定厂长为总指挥,负责…`: the post, who holds it, and what it does."""
        appointed = _APPOINTED.match(plain)
        names = self.names.whole(appointed["post"]) if appointed else []
        if appointed is None or not names or any(n.general for n in names):
            return False
        place = span.place(appointed.start("post"), appointed.end("post"))
        self.recent = [self._draft(n, place, "sentence") for n in names]
        for draft in self.recent:
            draft.lead = draft.lead or _DECIDED.sub("", appointed["who"])
        self._duties(self.recent, span.cut(appointed.end() - 1))
        return True

    def _one_body(self, plain: str, span: Span) -> bool:
        """A body that is set up, with its head, as an office, or as led by somebody; False where more is said beside it."""
        if headed := self._with_head(plain, span):
            self.holder = [headed[0]]
            self._duties(self.holder, span.cut(headed[1]))
            return True
        if office := self._office(plain, span):
            self.office_here = office
            self._duties([office], self._acting(span.cut(plain.find(",") + 1), 0) if "," in plain else span.cut(0, 0))
            return True
        if led := self._led(span, self.holder):
            self._duties(self.holder, span.cut(led))
            return True
        new = self._new_body(plain, span)
        if new is None:
            return False
        self._duties([new[0]], span.cut(new[1]))
        if self._of_government(plain, new[0]):
            return True
        if "," in plain[: new[1]] and plain.startswith("作为", new[1]):
            self.holder = [new[0]]
            return True
        led_by = _LED_BY.search(plain, 0, new[1]) is not None
        return led_by or not self.names.opening(plain, conditions=False) or not self.holder

    def _said_of(self, span: Span, *, sets_up: bool) -> None:
        """What a sentence says of the body of the heading, or of those whom it names itself."""
        plain = span.plain
        if (set_up := self._set_up(plain)) is not None:
            self._duties(set_up[0], self._acting(span.cut(self._leaders(plain, set_up[1])), 0))
            return
        found = self.names.opening(plain, conditions=not self.holder)
        if self.holder and found and found[0].start and found[0].kind == "role" and IS_HELD.match(plain, found[0].end):
            found = []  # `承担县防指日常工作,主任由县水利局局长兼任`: what stands before is of the body of the heading
        found = [self._at_any_tier(n) for n in found]
        own = [n for n in found if self._single(n)]
        if own and not own[0].start and own[0].kind != "role" and _STANDS_FOR.search(plain):
            standing = self._draft(self._of_holder(own[0]), span.place(own[0].start, own[0].end), "sentence")
            standing.kind, self.office_here = "office", standing
        if found and not self._single(found[0]) and (found[0].general or not own):
            self.recent = []
            self._of_all(span, found)
            return
        by = bool(own) and plain[own[0].start - 1] == "由"
        if by and (_CONVENES.match(plain, own[-1].end) or _STANDS_IN.match(plain, own[-1].end)):
            return
        jointly = _JOINTLY.match(plain, own[-1].end) if by else None
        own += [n for n in self.names.listed(plain, jointly.end())[0] if self._single(n)] if jointly else []
        acting = self._acting(span, 0 if jointly else self._after_subject(plain, own, found))
        if not acting:
            if own and own[0].kind == "office" and self.about.search(plain):
                self.holder = [self._draft(self._of_holder(own[0]), span.place(), "sentence")]
            elif own and own[0].kind == "command" and self.setup.search(plain):
                self._draft(self._of_holder(own[0]), span.place(), "sentence")
            return
        orders = not own and self.holder and offices.ordered(plain, self.names.grammar.verb, self.setup)
        acting = span if orders and sets_up else acting
        if sets_up and not orders and not self.act.search(GROUP.sub("", acting.plain)):
            return
        if _GROUPS_TO_COME.search(plain) and not self.act.search(_OF_THE_GROUPS.sub("", plain[plain.find("组") :])):
            acting = span.cut(0, 0)  # who sets up groups is told there, and no duty
        if not own:
            self._duties(self.holder or self.recent, acting)
            return
        if _OBEYS.match(acting.plain):
            own = [n for n in own if self._of_holder(n).name in self.drafts]
        self.recent = [self._draft(self._of_holder(n), span.place(n.start, n.end), "sentence") for n in own]
        for draft in self.recent:
            if self.members_chapter and draft.kind == "department" and draft.rule == "sentence":
                draft.kind = "member"
            if draft.kind == "department" and _DAILY_WORK.search(plain):
                draft.kind = "office"
        self._duties(self.recent, acting)
