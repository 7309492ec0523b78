"""Who reports, where a clause names somebody. All offsets are into the sentence."""

from collections.abc import Sequence

from watchroom.plans.extraction import report_words as words
from watchroom.plans.extraction.called import starter
from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.units import Names


def named(names: Names, plain: str, start: int, end: int, before: Sequence[str] = ()) -> list[str]:
    """The senders that a clause names; `before`: those whom the sentence has named already.

    `县水利局、县气象局应报告县政府` names two; `任何单位和个人发现险情时` is one.
    """
    if words.SIGNS.search(plain, start, end):
        return []
    if anyone := words.ANYONE.match(plain, start, end):
        return [anyone["who"]]
    found = names.clause_subject(plain, start, end) or starter(names, plain, start, end)
    found = [n for n in found if not words.NO_NAME.search(n.name)]
    if before and found and all(_heads(plain, n) for n in found):
        return []  # `县防指…,由县防指负责人主持会商,…并将情况上报`: the body of the sentence goes on
    if one := words.as_one(plain, found):
        return [one]
    if found and all(n.general for n in found):
        return ["、".join(n.name for n in found)]
    return [name for n in found for name in ([n.name] if not n.general else _told_apart(n.name))]


def _heads(plain: str, name: Named) -> bool:
    """Whether only the heads of a body are meant (`县防指负责人`)."""
    return name.kind != "role" and words.HEAD.search(plain, name.start, name.end) is not None


def _told_apart(name: str) -> list[str]:
    """Those of a general name that are senders of their own: `职能部门和有关单位` gives 职能部门."""
    return [part for part in words.AND.split(name) if words.TOLD_APART.match(part)]
