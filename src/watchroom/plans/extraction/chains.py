"""Who proposes a level, to whom, who decides, who is told; and who ends it."""

import re
from dataclasses import dataclass, field

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.found import Chain, Level, LevelCode, Note, Place
from watchroom.plans.extraction.heads import Head
from watchroom.plans.extraction.issuing import Issued, issuing
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.units import Names

_SENTENCE = re.compile(r"[^。;]{4,400}")
_CLAUSE = re.compile(r"[^,:]+")
_STARTS = re.compile(
    r"(?:决定|批准|同意|宣布|签发|下达)(?:后)?(?:是否)?(?:启动|发布|进入(?=$|[^,]{0,10}(?:级|响应|预警|应急状态))|实施|并启动)|(?:决定|批准|同意|签发)(?=$)"
)
_STARTED_BY = re.compile(r"由[^,]{2,40}?(启动|发布)(?=$|并|后|[^,]{0,24}(?:响应|预案|预警|信息))")
_ISSUED_BY = re.compile(r"由([^,]{2,24}?)(?:负责)?(?:统一)?(?:组织)?发布(?!的)")
_EACH_BY = re.compile(r"分别(?:由|经|报)")
_JUDGED = re.compile(r"认为|需要|其[他它]|必要|下列|之一")
_ENDS = re.compile(
    r"(?:决定|批准|同意|宣布|下达)[^,]{0,14}(?:终止|结束|解除)|(?:终止|结束|解除)(?=[^,]{0,6}(?:响应|预警|指令))"
)
_BY = re.compile(r"(?:由|经|报请|提请|报经|报)")
_PROPOSES = re.compile(r"(?:向([^,]{2,24}?))?提出[^,]{0,24}(?:建议|请示|意见|申请)|建议启动")
_TOLD = re.compile(
    r"(?:并|同时|及时)?(?:向([^,]{2,40}?)(?:报告|报备|备案)|(?:报告|上报)([^,]{2,40})|报([^,]{2,24}?)(?:备案|备查))"
)
# `红色预警的解除由…批准`, `经…同意，可以调整为橙色预警`: an end or a change, and no start.
_UNDOES = re.compile(r"^(?!.*(?:启动|发布)(?!后)).*(?:解除|终止|结束|取消|调整为|升级为|提升[至为]|降[至为])")
_AUTOMATIC = re.compile(r"自动(?:启动|进入)|自行启动")
_SPLIT = re.compile(r"[、和及]|以及")
_MOST_NAME = 24


@dataclass(slots=True)
class _Made:
    """A chain while it is read."""

    proposed_by: str | None = None
    proposed_to: str | None = None
    decided_by: str | None = None
    report_to: list[str] = field(default_factory=list)
    automatic: bool = False
    places: list[Place] = field(default_factory=list)

    def chain(self) -> Chain:
        return Chain(
            proposed_by=self.proposed_by,
            proposed_to=self.proposed_to,
            decided_by=self.decided_by,
            report_to=self.report_to,
            automatic=self.automatic,
            places=self.places[:4],
        )


class Chains:
    """Reads the sentences of the body for who starts and ends which level."""

    def __init__(self, reading: Reading, names: Names, heads: list[Head]) -> None:
        self.reading, self.names = reading, names
        self.heads = {head.part.index: head for head in heads}
        self.starts: dict[tuple[str, LevelCode], _Made] = {}
        self.ends: dict[tuple[str, LevelCode], _Made] = {}
        self.issues: Chain | None = None
        self.issued: dict[LevelCode, Issued] = {}  # of warnings, by level
        self.warnings: tuple[LevelCode, ...] = ()
        self.disputes: list[Note] = []

    def of(self, levels: list[Level]) -> list[Level]:
        """The levels with their chains."""
        self.warnings = tuple(level.code for level in levels if level.kind == "warning")
        for part in self.reading.body:
            if part.kind != "row":
                self._part(part)
        made = []
        for level in levels:
            key = (level.kind, level.code)
            starts, ends = self.starts.get(key, _Made()).chain(), self.ends.get(key, _Made()).chain()
            if level.kind == "warning":
                starts = self._of_warning(level.code, starts)
            made.append(level.model_copy(update={"starts": starts, "ends": ends}))
        return made

    def _of_warning(self, code: LevelCode, starts: Chain) -> Chain:
        """Who starts a warning: whom a sentence names for its colour, else who was found, else who issues all of them."""
        told = self.issued.get(code)
        if told is not None and told.decided_by and told.place:
            by = told.proposed_by or starts.proposed_by
            return starts.model_copy(update={"decided_by": told.decided_by, "proposed_by": by, "places": [told.place]})
        everywhere = (
            starts.decided_by is None
            and self.issues is not None
            and not any(one.decided_by for one in self.issued.values())
        )
        return self.issues if everywhere and self.issues else starts

    def _part(self, part: Part) -> None:
        own = self._head(part)
        for match in _SENTENCE.finditer(part.span.plain):
            sentence = part.span.cut(match.start(), match.end())
            named = list(dict.fromkeys(mention.code for mention in ranks.mentions(sentence.plain)))
            codes = named if len(named) == 1 else [] if named or own is None else [own.code]
            warns = "预警" in sentence.plain and "响应" not in sentence.plain
            kind = "warning" if warns or (own and own.kind == "warning") else "response"
            self._sentence(sentence, kind, codes, ending=part.role == "termination")
            of_warning = ("预警" in sentence.plain or part.role == "warning") and not (own and own.kind == "response")
            if of_warning and not _UNDOES.search(sentence.plain):
                issuing(sentence, self.names, self.warnings, self.issued)
            if not codes and part.role == "warning" and self.issues is None:
                self.issues = self._issuer(sentence)

    def _issuer(self, sentence: Span) -> Chain | None:
        """Who issues warnings of every level, where one sentence says it for all."""
        issued = _ISSUED_BY.search(sentence.plain) if "分别" not in sentence.plain else None
        who = self._names_at(sentence.plain[: issued.end(1)], issued.start(1)) if issued else None
        return Chain(decided_by=who, places=[sentence.place()]) if who else None

    def _head(self, part: Part) -> Head | None:
        """The level below which a part stands."""
        at = part.index
        if at in self.heads:
            return self.heads[at]
        return next((self.heads[p.index] for p in self.reading.outline.above(part) if p.index in self.heads), None)

    def _sentence(self, sentence: Span, kind: str, codes: list[LevelCode], *, ending: bool) -> None:
        decided: set[LevelCode] = set()
        subject: str | None = None
        ending = ending or _UNDOES.search(sentence.plain) is not None
        for match in _CLAUSE.finditer(sentence.plain):
            codes = list(dict.fromkeys(mention.code for mention in ranks.mentions(match[0]))) or codes
            subject = self._names_at(match[0], 0) or subject
            place = sentence.place(match.start(), match.end())
            shares = {} if ending else self._each_by(match[0], codes)
            for code, who in shares.items():
                if self._decided(self.starts, (kind, code), who, place):
                    decided.add(code)
            for code in codes if not shares else []:
                if self._clause(
                    match[0], (kind, code), place, subject, proposing="启动" in sentence.plain, ending=ending
                ):
                    decided.add(code)
                told = _TOLD.search(match[0]) if code in decided else None
                if told:
                    made = self.starts[kind, code]
                    made.report_to = made.report_to or _told(told[1] or told[2] or told[3])

    def _each_by(self, clause: str, codes: list[LevelCode]) -> dict[LevelCode, str]:
        """`四级、三级响应…分别由局长、副指挥长决定启动`: who decides on each; none where there are not as many as levels."""
        told = _EACH_BY.search(clause)
        names = self.names.listed(clause, told.end())[0] if told and _STARTS.search(clause, told.end()) else []
        return dict(zip(codes, (name.name for name in names), strict=True)) if len(names) == len(codes) > 1 else {}

    def _clause(
        self,
        clause: str,
        key: tuple[str, LevelCode],
        place: Place,
        subject: str | None,
        *,
        proposing: bool,
        ending: bool,
    ) -> bool:
        """Keeps what a clause says of a level; returns whether it says who starts it."""
        if proposing and (proposes := _PROPOSES.search(clause)):
            made = self.starts.setdefault(key, _Made())
            made.proposed_by = made.proposed_by or self._who(clause, proposes.start()) or subject
            made.proposed_to = made.proposed_to or proposes[1]
            made.places.append(place)
            return False
        if ends := _ENDS.search(clause):
            self._decided(self.ends, key, self._who(clause, ends.start()), place)
            return False
        verb = None if ending else self._starting(clause)
        if verb is None:
            return False
        if _AUTOMATIC.search(clause):
            self.starts.setdefault(key, _Made()).automatic = True
        return self._decided(self.starts, key, self._who(clause, verb), place)

    @staticmethod
    def _starting(clause: str) -> int | None:
        """Where the verb stands with which a clause says who starts a level; None where it says nothing of it."""
        if re.match(r"启动[^,]*后", clause) or _UNDOES.search(clause) or _JUDGED.search(clause):
            return None
        if decides := _STARTS.search(clause):
            return decides.start()
        by = _STARTED_BY.search(clause)
        return by.start(1) if by else None

    def _decided(
        self, chains: dict[tuple[str, LevelCode], _Made], key: tuple[str, LevelCode], who: str | None, place: Place
    ) -> bool:
        """Keeps who decides, if that is said; the first sentence that says it counts, another one is a conflict."""
        if who is None:
            return False
        made = chains.setdefault(key, _Made())
        first = made.decided_by
        if first and who not in first and first not in who and chains is self.starts:
            text = f"{key[1]}级由“{first}”还是“{who}”决定，前后不一致"
            if self.reading.language == "en":
                text = f"Whether “{first}” or “{who}” decides level {key[1]} is told in two ways"
            note = Note(
                id=f"decider-{len(self.disputes) + 1}", places=[made.places[0], place], rule="two-deciders",
                kind="conflict", text=text, value=key[1],
            )  # fmt: skip
            self.disputes.append(note)
        made.decided_by = made.decided_by or who
        made.places.append(place)
        return True

    def _who(self, clause: str, verb: int) -> str | None:
        """Who stands before a verb: behind 由 or 报, or at the beginning of the clause."""
        by = [match.end() for match in _BY.finditer(clause, 0, verb)]
        for at in [*reversed(by), 0]:
            if name := self._names_at(clause[:verb], at):
                return name
        rest = clause[by[-1] : verb] if by else ""
        return rest if 2 <= len(rest) <= _MOST_NAME else None

    def _names_at(self, clause: str, at: int) -> str | None:
        """The bodies or posts that begin at an offset, as they are written."""
        lead = re.match(r"(?:必要时|可|并|同时|则|应(?!急)当?|立即|\s)+", clause[at:])
        at += lead.end() if lead else 0
        names, end = self.names.listed(clause, at)
        written = clause[at:end].strip("、")
        return written if names and 2 <= len(written) <= 2 * _MOST_NAME else None


def _told(text: str) -> list[str]:
    """Who is told; `省减灾委主任、副主任` is completed."""
    made: list[str] = []
    for name in _SPLIT.split(text):
        post = re.fullmatch(r"副?(主任|总指挥|组长|指挥长|指挥|局长|市长|县长|省长)", name)
        if post and made and made[-1].endswith(post[1]):
            name = made[-1].removesuffix(post[1]).removesuffix("副") + name
        if 2 <= len(name) <= _MOST_NAME:
            made.append(name)
    return made
