"""The grammar of the command line, pure: verbs in three spellings, and how well a thing matches what was typed.

A line is `verb object words`. A verb may be written in English (`ACK`), Chinese (`确认`) or pinyin (`queren`, `qr`);
Chinese needs no blank behind the verb. A line without a verb looks for things. What names a verb or a thing may come from
a keyboard that writes wide letters and figures (`ＡＣＫ　１２`).
"""

from dataclasses import dataclass

from watchroom.desk.command.known import Known, Thing, narrow
from watchroom.desk.command.table import VERBS, Verb
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words

LONGEST = 200
MOST_WORDS = 8


class LineTooLong(Fault):
    status = 422
    text = Words(
        zh="命令超过 {most} 字，没有办理，也没有截短。请写短些；长的内容请在事件或值班日志的页面上记。",
        en="The line is longer than {most} characters; nothing was done, and nothing is cut off. Make it shorter, or write what is long "
        "on the page of the incident or of the duty log.",
    )


@dataclass(frozen=True, slots=True)
class Line:
    """verb  None when the line has none
    rest  what stands behind the verb
    """

    verb: Verb | None
    rest: str


def parse(text: str) -> Line:
    """Splits a line into its verb and the rest. Raises LineTooLong: nothing that was typed is ever left out."""
    text = text.strip()
    if len(text) > LONGEST:
        raise LineTooLong(most=LONGEST)
    head, rest = [*text.split(maxsplit=1), "", ""][:2]
    typed = narrow(head).casefold()
    for verb in VERBS:
        if typed in (spelling.casefold() for spelling in verb.spellings):
            return Line(verb, rest)
    for verb in sorted(VERBS, key=lambda verb: -max(len(s) for s in verb.spellings if not s.isascii())):
        for spelling in verb.spellings:
            if not spelling.isascii() and text.startswith(spelling):
                return Line(verb, text[len(spelling) :].strip())
    return Line(None, text)


def verbs_like(text: str) -> list[Verb]:
    """Verbs that the text may be the beginning of; all of them for an empty line."""
    typed = narrow(text).strip().casefold()
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
