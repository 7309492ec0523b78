"""Acronyms that English plans explain in lists: `EMC    Emergency Management Coordinator`."""

import re

_EXPLAINED = re.compile(
    r"(?P<short>[A-Z][A-Za-z&/]{1,7})\)?(?: ?[-–—:=|] ?|\t| )\s{0,20}(?P<long>(?:the )?[A-Z][\w&’'/-]*(?: [\w&’'/-]+){1,7})\.?"
)


def explained(text: str) -> tuple[str, str] | None:
    """The acronym and what it stands for, of a line that is nothing else: the capitals of the words spell it."""
    line = _EXPLAINED.fullmatch(text.strip())
    if line is None:
        return None
    spelled = initials(re.split(r"[ /-]", line["long"]))
    return (line["short"], line["long"]) if spelled == line["short"].upper() and line["short"][1:].isupper() else None


def initials(words: list[str]) -> str:
    """The capital letters with which words begin."""
    return "".join(word[0] for word in words if word[:1].isupper())
