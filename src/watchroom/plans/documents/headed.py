"""Chinese tables of which a plain text keeps nothing but blanks between the cells, known by the words of their heads.

组别 牵头单位 主要职责
抢险组 县消防救援大队 负责现场抢险
医疗组 县卫生健康局 负责伤员救治
"""

import re

LEAST_CELLS, MOST_CELLS = 2, 8  # of a row
LEAST_ROWS = 2  # below the head
MOST_LINE = 400  # characters of a row
_WHAT = r"(?:应急|工作|响应|预警|事件|事故|突发事件|主要|具体|责任|牵头|参加|参与|配合|成员|组成|报告|报送|通知|联系|办公|值班|启动|处置|负责|所在|行政)"
_HEAD = re.compile(
    rf"(?:{_WHAT}{{0,2}}(?:组别|组名|小组|工作组|名称|单位|部门|人员|人|职责|任务|分工|级别|等级|分级|条件|标准|措施|行动|内容|对象|时限|方式|程序|电话|手机|姓名|职务|岗位|地点|颜色|含义|要求)"
    r"|序号|备注|成员|职责分工|应急职务|联系方式|信号|图标|类别|类型|事项|颜色)(?:\([^()]{1,12}\))?"
)
_GAP = re.compile(r"[ \t\u3000\u2003]+")
_WIDE = re.compile(r"(?: {2,}|[\t\u3000\u2003]+)")


def tabbed(text: str) -> str:
    """The text with the rows of such tables in cells parted by tabs; what does not keep to the head's columns ends them."""
    lines = text.split("\n")
    made: list[str] = []
    at = 0
    while at < len(lines):
        rows = _rows(lines, at)
        made += ["\t".join(row) for row in rows] or [lines[at]]
        at += max(1, len(rows))
    return "\n".join(made)


def _rows(lines: list[str], at: int) -> list[list[str]]:
    """The head in a line and the rows below it; none where it is no head, or too few rows follow."""
    head = _cells(lines[at])
    if not LEAST_CELLS <= len(head) <= MOST_CELLS or not all(map(_HEAD.fullmatch, head)):
        return []
    rows = [head]
    for line in lines[at + 1 :]:
        row = _cells(line, len(head))
        if len(row) != len(head):
            break
        rows.append(row)
    return rows if len(rows) > LEAST_ROWS else []


def _cells(line: str, count: int = 0) -> list[str]:
    """The cells of a line: parted at wide gaps where these make as many as there are columns, else at every blank."""
    if len(line) > MOST_LINE or not line.strip():
        return []
    wide = _WIDE.split(line.strip())
    return wide if len(wide) == count else _GAP.split(line.strip())
