"""The grammar of the command line, pure: verbs in three spellings, and how well a thing matches what was typed.

A line is `verb object words`. A verb may be written in English (`ACK`), Chinese (`确认`) or pinyin (`queren`, `qr`);
Chinese needs no blank behind the verb. A line without a verb looks for things.
"""

from dataclasses import dataclass

from watchroom.desk.command.known import Known, Thing
from watchroom.desk.command.table import VERBS, Verb

LONGEST = 200
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """verb  None when the line has none
    rest  what stands behind the verb
    """

    verb: Verb | None
    rest: str


def parse(text: str) -> Line:
    """Splits a line into its verb and the rest."""
    text = text.strip()[:LONGEST]
    head, _, rest = text.partition(" ")
    for verb in VERBS:
        if head.casefold() in (spelling.casefold() for spelling in verb.spellings):
            return Line(verb, rest.strip())
    for verb in sorted(VERBS, key=lambda verb: -max(len(s) for s in verb.spellings if not s.isascii())):
        for spelling in verb.spellings:
            if not spelling.isascii() and text.startswith(spelling):
                return Line(verb, text[len(spelling) :].strip())
    return Line(None, text)


def verbs_like(text: str) -> list[Verb]:
    """Verbs that the text may be the beginning of; all of them for an empty line."""
    typed = text.strip().casefold()
    return [verb for verb in VERBS if not typed or any(s.casefold().startswith(typed) for s in verb.spellings)]


def meant(typed: str, things: Known) -> tuple[list[Thing], str]:
    """The things that the text begins with and the words behind them: `C口 有人摔倒` is gate C and what happened.

    The longest beginning that names anything counts. Several are given where it fits several equally: whoever asks lists
    them and guesses none.
    """
    words = typed.split()
    for many in range(min(len(words), MOST_WORDS), 0, -1):
        head = " ".join(words[:many])
        found = things.named(head)
        if found:
            return found, " ".join(words[many:])
    return [], typed
