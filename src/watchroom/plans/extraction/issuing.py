"""Who issues warnings of which colour: `蓝色预警由县水务局发布，红色预警经指挥长批准后由县指挥部发布`."""

import re
from dataclasses import dataclass

from watchroom.plans.extraction.found import LevelCode, Place
from watchroom.plans.extraction.grades import levels_in
from watchroom.plans.extraction.ranks import CODES
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.units import Names

_CLAUSE = re.compile(r"[^,;:]+")
_COLOURS: dict[str, LevelCode] = {"红": "I", "橙": "II", "黄": "III", "蓝": "IV"}
_NAMED = re.compile(
    r"(?P<colours>[红橙黄蓝]色?(?:(?:[、和及或与]|以及)[红橙黄蓝]色?){0,3})(?P<up>(?:及|或)?以上)?(?=的|$|[^,;]{0,4}预警)"
)
_AGREES = r"(?:批准|审批|审定|同意|签发|决定)"
_WHO = r"(?P<who>[^,;:报经由]{2,24}?)"
# The more binding the earlier: who agrees, who is asked, who sends it out.
_BY_WHOM = (
    re.compile(rf"(?:经|报请?){_WHO}{_AGREES}|由{_WHO.replace('who', 'signs')}{_AGREES}(?!.*报)"),
    re.compile(rf"(?:提请|商请|报请?){_WHO}(?:统一|按[^,;:]{{2,6}})?发布"),
    re.compile(rf"由{_WHO}(?:负责|统一|组织|启动(?:和|、|并)|制作(?:和|、|并)|会同[^,;:]{{2,20}}?)*发布(?!的)"),
)
# What ends or changes a warning, a response; and `分别由甲、乙发布`, where which of them for which level is not for us to say.
_NOT_ISSUED = re.compile("调整|变更|解除|结束|终止|取消|降低|升级|响应(?!级别|等级)|分别")
_PROPOSES = re.compile(r"(?:由|经)?(?P<who>[^,;:由经]{2,24}?)提出[^,;:]{0,12}建议")


@dataclass(slots=True)
class Issued:
    """Who decides on the warnings of a level, and who proposes them; rank of what was said of it, 0 the most binding."""

    decided_by: str | None = None
    proposed_by: str | None = None
    rank: int = len(_BY_WHOM)
    place: Place | None = None


def issuing(sentence: Span, names: Names, known: tuple[LevelCode, ...], made: dict[LevelCode, Issued]) -> None:
    """Adds to `made` what a sentence on warnings says of each level that it names."""
    codes: list[LevelCode] = []
    for match in _CLAUSE.finditer(sentence.plain):
        clause = match[0]
        if _NOT_ISSUED.search(clause):
            codes = []
            continue
        codes = _levels(clause, known) or codes
        place = sentence.place(match.start(), match.end())
        for code in codes:
            one = made.setdefault(code, Issued())
            if one.proposed_by is None and (proposes := _PROPOSES.search(clause)):
                one.proposed_by = _whole(names, proposes["who"])
            for rank, form in enumerate(_BY_WHOM[: one.rank]):
                told = form.search(clause)
                if told and (who := _whole(names, next(one for one in told.groups() if one))):
                    one.decided_by, one.rank, one.place = who, rank, place
                    break


def _levels(clause: str, known: tuple[LevelCode, ...]) -> list[LevelCode]:
    """The levels that a clause names by colour (`蓝色、黄色预警`, `橙色以上`) or by numeral."""
    found: list[LevelCode] = []
    for named in _NAMED.finditer(clause):
        codes = [_COLOURS[c] for c in named["colours"] if c in _COLOURS]
        if named["up"]:
            codes = [code for code in known if CODES.index(code) <= CODES.index(codes[0])]
        found += codes
    return list(dict.fromkeys(found)) or levels_in(clause, known)


def _whole(names: Names, text: str) -> str | None:
    """The body or post that a text is."""
    listed, end = names.listed(text, 0)
    return text[:end].strip("、") if listed else None
