"""Tables of groups: which column names a group, who leads it, who takes part and what it does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from watchroom.plans.extraction.spans import Span

_GROUP = re.compile(r"(?:应急|专业|专项)?(?:工作组|小组|组别|组名|专班)(?:名称)?")
_LEAD = re.compile(r"(?:牵头|负责|责任|组长|主责)(?:部门|单位|人)?(?:\(组长\))?|组长")
_MEMBERS = re.compile(r"(?:参加|参与|配合|成员|组成|协助)(?:部门|单位|人员)?|组员")
_DUTY = re.compile(r"(?:主要|工作|具体)?(?:职责|任务)(?:分工|任务)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of cells in a row; `lead` and `members` perhaps nowhere."""

    group: int
    duty: int
    lead: int | None
    members: int | None

    def last(self) -> int:
        return max(self.group, self.duty, self.lead or 0, self.members or 0)


def columns(cells: Sequence[Span]) -> Columns | None:
    """What the head row of a table of groups says (`工作组 | 牵头部门 | 参加单位 | 主要职责`); None for any other row."""
    at = {head: _place(cells, head) for head in (_GROUP, _DUTY, _LEAD, _MEMBERS)}
    group, duty, lead, members = at.values()
    if group is None or duty is None or (lead is None and members is None):
        return None
    return Columns(group, duty, lead, members)


def _place(cells: Sequence[Span], head: re.Pattern[str]) -> int | None:
    return next((n for n, cell in enumerate(cells) if head.fullmatch(cell.plain.replace(" ", ""))), None)
