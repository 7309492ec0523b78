"""By which limits and ways a clause reports: several in one clause, each sender with his own, and what only says in which
form a report is made. All offsets are into the sentence."""

import re

from watchroom.plans.extraction.deadlines import Limits, Timed
from watchroom.plans.extraction.found import Deadline
from watchroom.plans.extraction.units import Names

MOST = 12  # senders of one clause, each with a limit of his own
_BRACKET = re.compile(r"\([^()]{4,80}\)")
_HOW = re.compile(r"(?:逐级|立即|及时|书面|电话|口头|随时|(?:渠道|途径|方式|平台|热线))$")
# `报告应采用书面形式报送`: a sentence on the form of the reports that were told of before.
_FORM = re.compile(
    r"(?:事故|事件|信息|突发事件|灾情|上述)*报告(?:一般|原则上|应当?|可以?|须|要)*(?:采用|采取|以|用|通过)(?P<way>[^,;。]{2,12}?)(?:的)?(?:形式|方式)"
)


def ways(
    limits: Limits, channel: re.Pattern[str], plain: str, start: int, end: int
) -> list[tuple[Deadline | None, int, int]]:
    """`30分钟内口头、2小时内书面报告`, `立即电话、2小时内书面报告`: each limit of a clause with the words on its way; none
    where there is one."""
    clause = plain[start:end]
    found = limits.numbered(clause)
    if len(found) == 1:
        found = [*_at_once(limits, channel, clause, found[0]), *found]
    if len(found) < 2:
        return []
    brackets = [m.span() for m in _BRACKET.finditer(plain, start, end)]
    starts = [next((a for a, b in brackets if a < start + one.start < b), start + one.start) for one in found]
    return [(one.deadline, a, b) for one, a, b in zip(found, starts, [*starts[1:], end], strict=True) if a < b]


def _at_once(limits: Limits, channel: re.Pattern[str], clause: str, then: Timed) -> list[Timed]:
    """`立即` with a way of its own before the limit in numbers."""
    first = [one for one in limits.all(clause) if one.deadline.minutes == 0 and one.end <= then.start]
    return first[-1:] if first and channel.search(clause, first[-1].end, then.start) else []


def each(names: Names, limits: Limits, plain: str, start: int, end: int) -> dict[str, Deadline | None]:
    """`县局2日内、市局1日内汇总`: each sender with his own limit; none where there are not two."""
    found: dict[str, Deadline | None] = {}
    at = start
    for _ in range(MOST):
        listed = names.listed(plain, at, end)[0]
        own = limits.numbered(plain[listed[-1].end : min(end, listed[-1].end + 16)])[:1] if listed else []
        if not own or own[0].start > 1:
            break
        found |= {name.name: own[0].deadline for name in listed}
        at = listed[-1].end + own[0].end
        if plain[at : at + 1] not in ("、", "和"):
            break
        at += 1
    return found if len(set(map(repr, found.values()))) > 1 else {}


def is_noun(limits: Limits, plain: str, start: int, end: int, verb: re.Match[str]) -> bool:
    """报告 without a receiver is a noun, unless it has an adverb of its own or a limit just before it."""
    if verb.group() != "报告" or _HOW.search(plain[max(0, verb.start() - 6) : verb.start()]):
        return False
    near = verb.start() - 3
    return not any(near <= start + one.end <= verb.start() for one in limits.all(plain[start:end]))


def by_form(channel: re.Pattern[str], plain: str) -> str | None:
    """The way of reporting that a sentence demands of the reports before it; None where it is no such sentence."""
    told = _FORM.match(plain)
    way = channel.search(told["way"]) if told else None
    return way.group() if way else None
