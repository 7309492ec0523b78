"""A sentence cut into clauses, and which of them say when or if, and not what is to be done."""

import re
from collections.abc import Iterator

_CLAUSE = re.compile(r"(?:[^,;。:!?()]|(?<=\d):(?=\d))*(?:\([^()]{0,80}\)(?:[^,;。:!?()]|(?<=\d):(?=\d))*)*")
CONDITION_END = re.compile(
    r"(?:(?<![及适随按同准届])时|时候|后|前|期间|过程中|情况下|条件下|的同时|基础上|的|以来|阶段|情形|之一)(?:[((][^()]*[))])?$"
)
_CONDITION_START = re.compile(
    r"(?:当|如|若|一旦|因|遇|凡|对|为|根据|按照|依据|依照|结合|在|经|针对|随着|鉴于|按|除|自|接|从|以|遵循|通过|"
    r"(?i:when|if|after|once|before|upon|during|until) |"
    r"(?:灾害|事故|事件|突发事件|险情|响应|预案)(?:发生|启动)后?)"
)
SENTENCE = re.compile(r"(?:[^。!?.]|\.(?! ))+[。!?.]?")


def conditional(clause: str) -> bool:
    """Whether a clause says when or if, and not what is to be done."""
    return bool(CONDITION_END.search(clause) or _CONDITION_START.match(clause))


def clauses(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        end = max(_CLAUSE.match(text, at).end(), at)  # type: ignore[union-attr]
        if end > at:
            yield at, end
        at = end + 1
