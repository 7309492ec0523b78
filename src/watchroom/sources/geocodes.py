"""Area codes: whose list a code is of, and which larger area stands in for one whose shape is not known. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from watchroom.kernel.cap.model import Area
from watchroom.kernel.words import Words

CPEAS, SAME, UGC, EMMA = "CPEAS", "SAME", "UGC", "EMMA"
MOST_CODES = 500
_NAMES = {
    "cpeas geographic code": CPEAS, "cpeas": CPEAS, "adcode": CPEAS, "行政区划代码": CPEAS, "gb/t 2260": CPEAS, "gb2260": CPEAS,
    "same": SAME, "fips6": SAME, "fips": SAME, "ugc": UGC, "emma_id": EMMA, "emma": EMMA,
}  # fmt: skip
_FORMS = {
    CPEAS: re.compile(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?"),
    SAME: re.compile(r"\d{6}"),
    UGC: re.compile(r"[A-Z]{2}[CZ](\d{3}|ALL)"),
    EMMA: re.compile(r"[A-Z]{2}[A-Z0-9]{2,6}"),
}
_OTHER = re.compile(r"[A-Z0-9][A-Z0-9_./:-]{0,31}")
TOWN, COUNTY, CITY, PROVINCE, STATE = (
    Words(zh="乡镇", en="township"),
    Words(zh="区县", en="county"),
    Words(zh="地市", en="city"),
    Words(zh="省份", en="province"),
    Words(zh="州", en="state"),
)


@dataclass(frozen=True, slots=True, order=True)
class AreaName:
    """A code and the list that it is of."""

    system: str
    code: str


def name_of(system: str, code: str) -> AreaName | None:
    """A code in the one form in which it is kept; None for what cannot be one."""
    known = _NAMES.get(system.strip().lower(), system.strip().upper()[:32])
    text = code.strip().upper()
    if not known or not _FORMS.get(known, _OTHER).fullmatch(text):
        return None
    return AreaName(known, text.ljust(12, "0") if known == CPEAS else text)


def names_in(areas: Iterable[Area]) -> list[AreaName]:
    """All codes of a message, each once, in order; a sender may put several of a list into one value."""
    found: dict[AreaName, None] = {}
    for area in areas:
        for one in area.geocodes:
            for code in re.split(r"[\s,;]+", one.value.strip())[:MOST_CODES]:
                name = name_of(one.name, code)
                if name is not None and len(found) < MOST_CODES:
                    found[name] = None
    return list(found)


def stand_ins(name: AreaName) -> list[tuple[AreaName, Words | None]]:
    """The area itself, then larger ones that hold it, nearest first, each with the word for its size."""
    found: list[tuple[AreaName, Words | None]] = [(name, None)]
    if name.system == CPEAS:
        steps = ((9, TOWN), (6, COUNTY), (4, CITY), (2, PROVINCE))
        found += [(AreaName(CPEAS, name.code[:n].ljust(12, "0")), word) for n, word in steps]
    elif name.system == SAME:
        found += [(AreaName(SAME, "0" + name.code[1:]), COUNTY), (AreaName(SAME, f"0{name.code[1:3]}000"), STATE)]
    elif name.system == UGC:
        found += [(AreaName(UGC, name.code[:3] + end), STATE) for end in ("ALL", "000")]
    codes: dict[AreaName, Words | None] = {}
    for one, word in found:
        codes.setdefault(one, word)
    return list(codes.items())


def meets(one: AreaName, other: AreaName) -> bool:
    """Whether one of two areas is the other or lies in it, as their codes tell."""
    if one.system != other.system:
        return False
    return any(one == larger for larger, _ in stand_ins(other)) or any(other == larger for larger, _ in stand_ins(one))
