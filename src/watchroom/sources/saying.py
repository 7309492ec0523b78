"""How this room's states and numbers are said to a person. Pure."""

from watchroom.kernel.words import Words

HEALTH = {
    "unknown": Words(zh="尚无数据", en="not heard yet"),
    "well": Words(zh="正常", en="well"),
    "silent": Words(zh="中断", en="silent"),
    "unwell": Words(zh="异常", en="unwell"),
}

BULLETIN_STATES = {
    "in_force": Words(zh="有效", en="in force"),
    "superseded": Words(zh="已更新", en="updated"),
    "cancelled": Words(zh="已解除", en="cancelled"),
    "notice": Words(zh="通知", en="notice"),
    "ended": Words(zh="已到期", en="expired"),
}

MESSAGE_TYPES = {
    "Alert": Words(zh="首次发布", en="alert"),
    "Update": Words(zh="更新", en="update"),
    "Cancel": Words(zh="解除", en="cancel"),
    "Ack": Words(zh="回执", en="acknowledgement"),
    "Error": Words(zh="差错", en="error"),
}

STATUSES = {
    "Actual": Words(zh="实际", en="actual"),
    "Exercise": Words(zh="演练", en="exercise"),
    "System": Words(zh="系统", en="system"),
    "Test": Words(zh="测试", en="test"),
    "Draft": Words(zh="草稿", en="draft"),
}

# Beside a figure or a position that stands without its name: the short mark, and what it means.
SIMULATED_MARK = Words(zh="模", en="sim")
SIMULATED = Words(zh="模拟，不是实测", en="simulated, not measured")


def value_text(value: float, digits: int) -> str:
    """As a person reads it: fixed decimals, a minus sign that is a minus."""
    text = f"{value:.{digits}f}"
    return ("0" if float(text) == 0 and digits == 0 else text).replace("-", "−")


def period(seconds: int) -> Words:
    if seconds < 120 or seconds % 60:
        return Words(zh=f"{seconds} 秒", en=f"{seconds} s")
    return Words(zh=f"{seconds // 60} 分钟", en=f"{seconds // 60} min")
