"""The bodies while they are found: each once, whatever it is called, with its members and duties."""

import re
from collections.abc import Iterable
from dataclasses import replace

from watchroom.plans.extraction import offices
from watchroom.plans.extraction.drafts import Draft, same_but_place, trimmed
from watchroom.plans.extraction.found import Duty, Place
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.shortnames import short_names
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import Entry

MEMBERS = "各成员单位"  # named in general, and yet a body of its own: what the plan asks of every member
_JUST = ("领导小组", "指挥部", "应急领导小组", "应急指挥部", "工作领导小组", "委员会", "救援指挥部", "应急救援指挥部")
_LABELLED = re.compile(r"^(?:(?:主要|工作|具体|应急)*职责|主要任务)(?:任务)?(?:是|为|包括|如下)?[：:]")
TOLD_BELOW = re.compile(
    r"(?:的?(?:主要|具体|工作)?(?:职责|分工|任务)(?:分工)?)?(?:详?见|如)(?:附[件录表]|下[表文图]?|表)[^，,；;。]{0,12}[。；]?"
)
_WORDS = re.compile(r"[^\W\d_]{2}")  # a telephone number is no duty
_AS_NEEDED = re.compile(
    r"(?:根据|按照?|视|依据|结合)[^,，;；。]{0,12}(?:需要|情况|要求)"
)  # when, and nothing that is done
_PEOPLE = ("人员", "员工", "专家", "队员")
_ANYWHERE = re.compile(r"当地|本级|各级|该|事发地|(?:地方|参与[^,。]{0,12}的)各?(?:有关|相关)")
_OF_A_BODY = re.compile("办公室|秘书处|专家(?:组|委员会)|成员单位|(?:副)?(?:主任|主席|总?指挥长?|组长)")
_TIER = re.compile("^(?:当地|地方|各级|上一级|上级|本级|同级|设区的市级|[省市县区]级)+")
_TEAM = re.compile(r"[^省市县区州镇乡大中支总]{2,12}队伍?")
_PLACES = re.compile("乡镇|街道|镇街|区县|县区|村居|村社区|乡镇街道")
_BETWEEN = re.compile("、|以及")
_ALSO_IN = re.compile(r"[(（](?!以下|简称|含|不含)([^()（）、,，]{3,14}[局办委部])[)）]")  # `县委宣传部（县委网信办）`
_AND_OTHERS = re.compile(r"等[^、]{0,16}$|[。；;].*$|[（(][^（()）]*[)）]$")


class Register:
    """holder: the bodies of the heading; command: the first command, to which what has no holder belongs."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.short = dict(short_names(reading))
        table = reading.vocabulary["organising"]
        self.words = {use: _words(table, use) for use in {e["use"] for e in table}}
        plain = Names(reading.vocabulary)
        self.names = Names(reading.vocabulary, {
            name: plain.kind(long) for pair in self.short.items() for name, long in ((pair[0], pair[1]), (pair[1], pair[1]))
        })  # fmt: skip
        self.drafts: dict[str, Draft] = {}
        self.listed_members: set[str] = set()
        self.holder: list[Draft] = []
        self.command: Draft | None = None
        self.all_place: Place
        self.all_members: Named | None = None  # as a heading calls them (`县防指成员单位职责`)

    def _holders(self) -> list[Draft]:
        return self.holder or ([self.command] if self.command else [])

    def _members(self, rest: Span, *, is_list: bool) -> None:
        pieces = [p for piece in _BETWEEN.split(rest.text) for p in (piece, *_ALSO_IN.findall(piece))]
        names = [w for piece in pieces if 1 < len(w := _AND_OTHERS.sub("", piece).strip()) <= 24]
        if is_list:
            self.listed_members.update(names)
        for draft in self._holders():
            draft.members = list(dict.fromkeys([*draft.members, *names]))

    def _duties(self, drafts: list[Draft], span: Span) -> None:
        text = trimmed(_LABELLED.sub("", span.text))
        if len(text) < 4 or not _WORDS.search(text) or TOLD_BELOW.fullmatch(text) or _AS_NEEDED.fullmatch(text):
            return
        for draft in drafts:
            if all(duty.text != text for duty in draft.duties):
                draft.duties.append(Duty(text=text, places=[span.place()]))

    def _draft(self, name: Named, place: Place, rule: str) -> Draft:
        if name.kind == "expert_group":
            name = replace(name, name=name.name.removeprefix("本级"))
        same = (full for full in self.short.values() if same_but_place(full, name.name))
        long = self.short.get(name.name) or next(same, None) or self._office_of(name.name)
        draft = (
            self.drafts.get(long)
            or self._listed_as(long)
            or self._alias(long)
            or self._called(long)
            or self._every_member(long)
        )
        if draft is None:
            kind = name.kind if name.kind == "role" else self.names.kind(long)
            draft = self.drafts[long] = Draft(long, kind, rule, [place], abbr=self._abbr(long))
        if draft.kind == "command" and self.command is None:
            self.command = draft
        return draft

    def _office_of(self, name: str) -> str:
        """`指挥部办公室` as the plan calls it elsewhere, with the name of its command (`县防指办公室`); the name itself where it
        does not."""
        if self.command is None or name not in offices.BARE:
            return name
        text = self.reading.document.text
        long = [own + "办公室" for own in (self.command.abbr, self.command.name) if own]
        used = max(long, key=text.count)
        bare = text.count(name) - sum(text.count(one) for one in set(long) if one.endswith(name))
        return used if text.count(used) >= max(bare, 1) else name

    def _listed_as(self, name: str) -> Draft | None:
        """`综合协调组` is the one that a list of `综合协调、抢险救援等工作组` named, whose tail is nowhere written behind it."""
        for tail in ("工作组", "小组", "工作专班"):
            described = self.drafts.get(name.removesuffix(tail) + "组") if name.endswith(tail) else None
            if described and name not in self.reading.document.text:
                return described
            listed = self.drafts.get(name.removesuffix("组") + tail) if name.endswith("组") else None
            if listed and listed.rule == "set_up" and listed.name not in self.reading.document.text:
                self._rename(listed, name)
                return listed
        return None

    def _called(self, name: str) -> Draft | None:
        """`领导小组` is the command that was set up as `停电应急领导小组`."""
        command = self.command
        if command is None or name not in _JUST or not command.name.endswith(name):
            return None
        command.abbr = command.abbr or name
        return command

    def _every_member(self, name: str) -> Draft | None:
        """`各成员单位` are those of the command (`县防指成员单位`), where these were named before."""
        known = self.drafts.items() if name == MEMBERS else ()
        if before := next((draft for own, draft in known if own.endswith("成员单位")), None):
            return before
        return self._draft(self.all_members, self.all_place, "heading") if known and self.all_members else None

    def _spoken_of(self, name: Named, plain: str) -> Named:
        """`办公室` in a text that has named the office in full is that office."""
        own = [n for n, d in self.drafts.items() if n != name.name and n.endswith(name.name) and d.kind == name.kind]
        full = max((n for n in own if n in plain), key=len, default=None)
        return Named(full, name.start, name.end, name.kind) if full else name

    def _alias(self, name: str) -> Draft | None:
        """`省减灾委办公室` and `省减灾委员会办公室` are one, where 省减灾委 is short for 省减灾委员会."""
        for draft in self.drafts.values():
            own, other = self._full(draft.name), self._full(name)
            if own == other or same_but_place(draft.name, name) or same_but_place(own, other):
                if name in self.short.values():
                    del self.drafts[draft.name]
                    draft.name, draft.abbr = name, self._abbr(name)
                    self.drafts[name] = draft
                return draft
        return None

    def _full(self, name: str) -> str:
        """A name with its short beginning written out; one that was itself given in full only before what is a body's own."""
        own = name in self.short.values()
        if not own and name.startswith(tuple(self.short.values())):
            return name
        for short, long in self.short.items():
            rest = name[len(short) :]
            if name.startswith(short) and not name.startswith(long) and (not own or _OF_A_BODY.fullmatch(rest)):
                return long + rest
        return name

    def _abbr(self, long: str) -> str | None:
        return next((short for short, name in self.short.items() if name == long), None)

    def _single(self, name: Named) -> bool:
        """Whether it is one body or post, not a general name or people."""
        return not (
            (name.general and name.name != MEMBERS)
            or name.name.startswith("本预案")
            or name.name.endswith(_PEOPLE)
            or (name.kind != "local_government" and _ANYWHERE.match(name.name))
            or name.name in self.words["collective"]
        )

    def _of_holder(self, name: Named) -> Named:
        """`办公室` below its body is the body's office; a name that the heading gives in full stays that."""
        for draft in self.holder:
            if draft.name.endswith(name.name) or draft.abbr == name.name:
                return Named(draft.name, name.start, name.end, draft.kind)
            whose = len(draft.name) > 3 or (draft.name == "办公室" and name.kind == "office" and not draft.duties)
            if draft.rule == "heading" and whose and name.name.endswith(draft.name):
                self._rename(draft, name.name)
        return name

    def _at_any_tier(self, name: Named) -> Named:
        """`由省级防汛指挥机构指挥` is said of the `防汛指挥机构` that the plan has at each tier."""
        of_all = _TIER.sub("", name.name)
        known = self.drafts.get(of_all) if of_all != name.name and of_all.endswith("指挥机构") else None
        return replace(name, name=of_all, general=False) if known else name

    def _rename(self, draft: Draft, name: str) -> None:
        """A heading may leave away what the sentence below says in full (`专家指导组`: `市公路应急专家指导组由…`)."""
        if name not in self.drafts and draft.name in self.drafts and not name.startswith("本级"):
            del self.drafts[draft.name]
            draft.name = name
            self.drafts[name] = draft

    def _settle_command(self) -> None:
        """A group with an office of its own (`县大气应急工作小组`, `县工作小组办公室`) commands, where nobody else does."""
        for draft in self.drafts.values() if self.command is None else ():
            led = (name.removesuffix("办公室") for name, one in self.drafts.items() if one.kind == "office")
            own = any(name in (draft.name, draft.abbr) or same_but_place(name, draft.name) for name in led)
            if draft.kind == "working_group" and own:
                draft.kind, self.command = "command", draft
                return

    def _settle_kinds(self) -> None:
        self._settle_command()
        for name in [n for n, d in self.drafts.items() if _PLACES.fullmatch(n) and not d.duties]:
            del self.drafts[name]  # a heading over what their governments do
        own = self.drafts.get("办公室")  # beside the command's office, a department like those next to it
        if own and own.rule == "label" and any(d.kind == "office" for d in self.drafts.values() if d is not own):
            own.kind = "department"
        for draft in self.drafts.values():  # one of a list of departments, and not the office of the command
            if (
                draft.kind == "office"
                and draft.rule == "label"
                and draft.name.endswith("办公室")
                and self._beside(draft)
            ):
                draft.kind = "department"
        for draft in self.drafts.values():  # a team over its own duties is a group of the plan, and no fire brigade
            if draft.kind == "department" and draft.rule == "heading" and _TEAM.fullmatch(draft.name):
                draft.kind = "working_group"
        if not self.listed_members:
            return
        for name, draft in self.drafts.items():
            listed = name in self.listed_members or draft.abbr in self.listed_members
            beside = draft.kind == "office" and draft.rule == "sentence" and not self._of_command(name)
            if (draft.kind == "department" or beside) and listed:
                draft.kind = "member"
            elif draft.kind == "member" and not listed and not name.endswith("成员单位"):
                draft.kind = "department" if draft.rule == "label_list" else "member"

    def _of_command(self, name: str) -> bool:
        """Whether an office is that of the plan's command."""
        command = self.command
        return command is not None and self._full(name).startswith((command.name, command.abbr or command.name))

    def _beside(self, office: Draft) -> bool:
        """Whether the plan has another office, and names this one in the list of its departments."""
        drafts = list(self.drafts.values())
        at = drafts.index(office)
        near = drafts[max(0, at - 1) : at] + drafts[at + 1 : at + 2]
        others = any(d.kind == "office" and d is not office and d.rule != "label" for d in drafts)
        return others and any(d.kind in ("department", "member") and d.rule == "label" for d in near)


def _words(table: Iterable[Entry], use: str) -> list[str]:
    return sorted((w for e in table if e["use"] == use for w in e["words"]), key=len, reverse=True)
