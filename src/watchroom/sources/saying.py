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

# What a signature is worth, and what to do about it; the key `unsigned` is for a source that must be signed.
SIGNATURES = {
    "none": Words(
        zh="未签名；按本站登记的信息源接受。", en="not signed; accepted from a source that the site has registered."
    ),
    "unsigned": Words(
        zh="未签名，而本源要求签名：只显示，不参与自动判断。请向发布单位电话核实。",
        en="not signed, though this source must be: shown only, it moves nothing by itself. Ring the issuer to verify it.",
    ),
    "valid": Words(zh="签名有效，发布单位已核实。", en="the signature is valid, and the sender is the one it names."),
    "invalid": Words(
        zh="签名不成立，内容可能被改动：只显示，不参与自动判断。核实之前不要据此处置，请向发布单位电话核实。",
        en="the signature does not hold and the text may have been changed: it moves nothing by itself. Do not act on it before"
        " you have rung the issuer.",
    ),
    "unknown_certificate": Words(
        zh="有签名，但发布单位的证书未登记、过期或已吊销：只显示，不参与自动判断。请电话核实；管理员可用 watchroom cap trust 登记证书。",
        en="signed, but the sender's certificate is not registered, expired or revoked: it moves nothing by itself. Ring the"
        " issuer; the administrator can register the certificate with watchroom cap trust.",
    ),
}

AREAS_FROM = {
    "codes": Words(zh="按区域代码查得", en="looked up by area codes"),
    "estimate": Words(zh="估计的范围，不是发布单位给出的", en="an estimated area, not the sender's"),
    "none": Words(zh="没有可用的范围，地图上不显示", en="no usable area; it is not on the map"),
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
