"""Lexical rules for single values, as an XML Schema processor applies them: each says whether a text is allowed.

The values of these types are trimmed before they are judged (XML Schema part 2, whiteSpace = collapse); free text is not.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

from watchroom.kernel.words import Words

_SPACE = re.compile(r"[ \t\r\n]+")
_TIME = re.compile(
    r"(-?)([1-9][0-9]{4,18}|[0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2}(?:\.[0-9]+)?)"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_CAP12_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_MOST_YEAR = 2**63 - 1
_MOST_OFFSET_MIN = 14 * 60

# RFC 3986, appendix A. Possessive repeats: a hostile address is judged in one pass.
_PCHAR = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
_NO_COLON = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})"
_REG_NAME = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})"
_USER = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})"
_AUTHORITY = rf"//(?:{_USER}*+@)?(?:\[[^\]]*+\]|{_REG_NAME}*+)(?::(?P<port>[0-9]++))?(?:/{_PCHAR}*+)*+"
_ROOTED = rf"/(?!/)(?:{_PCHAR}++(?:/{_PCHAR}*+)*+)?"
_TAIL = rf"(?:\?(?:{_PCHAR}|[/?])*+)?(?:#(?:{_PCHAR}|[/?\[\]])*+)?"
_ABSOLUTE = re.compile(rf"[A-Za-z][A-Za-z0-9+\-.]*+:(?:{_AUTHORITY}|{_ROOTED}|{_PCHAR}++(?:/{_PCHAR}*+)*+|){_TAIL}")
_RELATIVE = re.compile(rf"(?:{_AUTHORITY}|{_ROOTED}|{_NO_COLON}++(?:/{_PCHAR}*+)*+|){_TAIL}")
_TO_ESCAPE = re.compile(r"""[\x00-\x20\x7f-\U0010ffff<>"{}|\\^`]""")
_MOST_PORT = 2**31 - 1


def collapsed(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ")


def is_time(text: str) -> bool:
    """xs:dateTime: real calendar day, 24:00:00 allowed, offset at most 14 hours, no year 0."""
    found = _TIME.fullmatch(collapsed(text))
    if not found:
        return False
    sign, year, month, day, hour, minute, second, offset = found.groups()
    return (
        0 < int(year) <= _MOST_YEAR
        and _is_day(int(year) * (-1 if sign else 1), int(month), int(day))
        and _is_clock(int(hour), int(minute), float(second))
        and _is_offset(offset or "Z")
    )


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000 + year % 400, month)[1]


def _is_clock(hour: int, minute: int, second: float) -> bool:
    if hour == 24:
        return minute == 0 and second == 0
    return hour < 24 and minute < 60 and second < 60


def _is_offset(offset: str) -> bool:
    if offset == "Z":
        return True
    hours, minutes = int(offset[1:3]), int(offset[4:])
    return minutes < 60 and hours * 60 + minutes <= _MOST_OFFSET_MIN


def is_cap12_time(text: str) -> bool:
    """The narrower form of CAP 1.2: whole seconds and a numeric offset, never `Z`."""
    return bool(_CAP12_TIME.fullmatch(collapsed(text))) and is_time(text)


def is_language(text: str) -> bool:
    return bool(_LANGUAGE.fullmatch(collapsed(text)))


def is_whole(text: str) -> bool:
    return bool(_WHOLE.fullmatch(collapsed(text)))


def is_decimal(text: str) -> bool:
    return bool(_DECIMAL.fullmatch(collapsed(text)))


def is_address(text: str) -> bool:
    """xs:anyURI: characters that would be escaped count as allowed; the rest must follow RFC 3986."""
    escaped = _TO_ESCAPE.sub("_", collapsed(text))
    found = _ABSOLUTE.fullmatch(escaped) or _RELATIVE.fullmatch(escaped)
    return found is not None and not _port_too_large(found.group("port"))


def _port_too_large(port: str | None) -> bool:
    digits = (port or "0").lstrip("0")
    return len(digits) > 10 or int(digits or "0") > _MOST_PORT


def is_text(text: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Leaf:
    """A kind of value: its rule, how it is named to a person, and, for a choice, the words that are allowed.

    `base` names the schema type that an `xsi:type` may repeat; empty where none may. `default` stands for an empty element.
    """

    allowed: Callable[[str], bool]
    title: Words
    base: str = ""
    choices: tuple[str, ...] = ()
    default: bool = False


TEXT = Leaf(is_text, Words(zh="文本", en="text"), "string")
LIST = Leaf(is_text, Words(zh="以空白分隔的列表", en="a list separated by blanks"))
TIME = Leaf(
    is_time,
    Words(zh="日期时间，如 2026-02-06T11:21:00+08:00", en="a date and time such as 2026-02-06T11:21:00+08:00"),
    "dateTime",
)
TIME_12 = Leaf(
    is_cap12_time,
    Words(
        zh="带数字时差、精确到秒的日期时间，如 2026-02-06T11:21:00+08:00（不用 Z，不带小数）",
        en="a date and time to the second with a numeric offset, such as 2026-02-06T11:21:00+08:00 (no Z, no fraction)",
    ),
)
LANGUAGE = Leaf(
    is_language, Words(zh="语种代码，如 zh-CN", en="a language code such as zh-CN"), "language", default=True
)
WHOLE = Leaf(is_whole, Words(zh="整数", en="a whole number"), "integer")
DECIMAL = Leaf(is_decimal, Words(zh="十进制数", en="a decimal number"), "decimal")
ADDRESS = Leaf(is_address, Words(zh="网址（URI）", en="an address (URI)"), "anyURI")


def one_of(*choices: str) -> Leaf:
    shown = ", ".join(choices)
    return Leaf(choices.__contains__, Words(zh=f"下列之一：{shown}", en=f"one of {shown}"), choices=choices)
