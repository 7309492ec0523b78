"""Bodies that a sentence sets up, the office of a command, and who leads a body and belongs to it."""

import re
from itertools import islice

from watchroom.plans.extraction.drafts import Draft
from watchroom.plans.extraction.grammar import pattern
from watchroom.plans.extraction.groups import led_by
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.register import Register
from watchroom.plans.extraction.spans import Span

_MADE_UP = re.compile(
    r"(?:由[^;。:]{2,160}?(?:组成|构成)"
    r"|(?:副?组长|负责人|召集人|联络员|成员|组员|牵头|配合|参加|责任)(?:单位|部门)?(?::|由|为)[^;。,]{1,80}?(?:担任|兼任|组成)?(?=[,。;]))[,。;]"
)
_ITS_OFFICE = re.compile(r"([^,;。:由]{0,20}?)(?:下设|内设|设立?)(?:立)?(?:日常)?办公室(?=[,。(在于])")
_THEN = re.compile(r",(?:(?:主要|具体)(?=负责|承担)|(?=负责|承担|统一领导|统一指挥|作为))|,由[^。;]{2,160}?组成。?")
_STANDING = re.compile(r"作为[^,;。]{0,30}(?:日常(?:管理|办事|工作)?机构|办事机构)")
_WHO_LEADS = re.compile(r",(?:由|总指挥|组长|下设|成员|[^,;。]{2,20}(?:任|为)(?:第一)?副?(?:总指挥|指挥|组长|主任))")
_SETS_UP = re.compile(r"(?:可|应|根据需要|视情)*(?:下设|内设|分设|设立|成立|组建|设置|设有?)(?!在)")
GROUP = re.compile(r"[^,;。:、和及]{1,12}组(?![织成建合长员团装])")
_SET_UP = ("command", "office", "field_command", "expert_group", "working_group")
_OFFICES = ("办公室", "领导小组", "指挥部", "工作组")
MOST = 12  # words in one sentence that are tried


class SettingUp(Register):
    """tail, setup, about, act: words of the table `organising`, as patterns."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        table = reading.vocabulary["organising"]
        self.tail = re.compile(f"(?:{'|'.join(self.words['tail'])})$")
        self.setup = re.compile("|".join(self.words["setup"]))
        self.about = re.compile("|".join(self.words["about"]))
        self.act = re.compile(pattern(e for e in table if e["use"] == "act"))

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
            for setup in islice(re.finditer(f"{self.setup.pattern}|建立", plain), MOST):
                name = draft.name if draft.kind == "command" else draft.name[-3:]
                named = plain.find(name, setup.end(), setup.end() + 24)
                if named >= 0:
                    comma = plain.find(",", named)
                    return ([draft], comma + 1) if comma > 0 else None
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
        own = told[1] if told[1] in self.short or told[1] in self.drafts else self._abbr(body.name) or body.name
        named = Named(own + "办公室", 0, told.end(), "office")
        return self._draft(named, span.place(0, told.end()), "set_up")

    def _new_body(self, plain: str, span: Span) -> tuple[Draft, int] | None:
        """`县卫健局设立应急办公室，负责…`: the body that another sets up, and where its duties begin."""
        for setup in islice(re.finditer(f"{self.setup.pattern}|建立", plain), MOST):
            names, end = self.names.listed(plain, setup.end())
            then = _THEN.match(plain, end)
            if len(names) == 1 and self.command is None and names[0].kind == "command" and _WHO_LEADS.match(plain, end):
                self.holder = [self._draft(names[0], span.place(names[0].start, names[0].end), "set_up")]
                return None
            standing = then and _STANDING.match(plain, then.end())
            team = names and names[0].name.endswith("队")
            if len(names) != 1 or not then or names[0].name in _OFFICES:
                continue
            if names[0].kind not in _SET_UP and not standing and not team:
                continue
            if not names[0].general and names[0].name not in self.words["collective"]:
                draft = self._draft(names[0], span.place(names[0].start, names[0].end), "set_up")
                if standing or team:
                    draft.kind = "office" if standing else "working_group"
                if team and ",由" in then[0]:
                    self.holder = [draft]
                return draft, then.end()
        return None

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
            if _SETS_UP.match(words) and not re.search("负责|承担", words):
                continue
            if self.about.search(words) and not self.act.search(GROUP.sub("", words)):
                continue
            kept.append(clause.span())
        if not kept or not any(len(rest.plain[a:b]) > 3 for a, b in kept):
            return span.cut(0, 0)
        return rest.cut(kept[0][0], kept[-1][1])
