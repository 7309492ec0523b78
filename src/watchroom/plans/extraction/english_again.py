"""What English plans call a body again by the last word of its name: `Harbour Office. The office closes the gate.`"""

import re
from collections.abc import Iterable, Sequence

AGAIN = re.compile(
    r"(?:the )?(?:department|agency|office|team|group|committee|unit|division|service|section|board|commission|council|company|authority|centre|center|organi[sz]ation)",
    re.IGNORECASE,
)
# Words that name nobody where no such body was named before.
_ALONE = (
    "department",
    "agency",
    "office",
    "team",
    "group",
    "committee",
    "unit",
    "division",
    "section",
    "board",
    "commission",
)
MOST = 12  # bodies that are kept in mind


class Before:
    """The bodies that were named last, the latest at the end."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def forget(self) -> None:
        self.names.clear()

    def note(self, names: Iterable[str]) -> None:
        for name in names:
            if not AGAIN.fullmatch(name):
                self.names = [*(one for one in self.names if one != name), name][-MOST:]

    def of(self, names: Sequence[str], holders: Sequence[str] = ()) -> list[str]:
        """The names with those that a body is called again put in full; such a word stays out where no body before ends so."""
        made: list[str] = []
        for name in names:
            made += [name] if not _again(name) else self._meant(name, holders)
        self.note(made)
        return list(dict.fromkeys(made))

    def _meant(self, name: str, holders: Sequence[str]) -> list[str]:
        word = name.lower().removeprefix("the ")
        ends = (one for one in [*self.names[::-1], *holders[::-1]] if one.lower().endswith(f" {word}"))
        meant = next(ends, None) or (holders[0] if len(holders) == 1 else None)
        if meant is None:
            return [] if word in _ALONE else [name]
        return [meant]


def _again(name: str) -> bool:
    return name[:1].islower() and AGAIN.fullmatch(name) is not None
