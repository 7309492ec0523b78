"""What a command says on a terminal: one language, chosen by WATCHROOM_LANG or LANG, Chinese when neither says."""

import os
import sys
from typing import TextIO

from watchroom.kernel.words import Lang, Words, lang_of

OK, NOT_OK, USAGE, RUNNING, UNAVAILABLE, CONFIG = 0, 1, 2, 3, 69, 78


def lang() -> Lang:
    return lang_of(next((os.environ[v] for v in ("WATCHROOM_LANG", "LC_ALL", "LANG") if os.environ.get(v)), None))


def text(words: Words, **facts: object) -> str:
    return (words.fill(**facts) if facts else words).text(lang())


def say(words: Words, *, to: TextIO | None = None, **facts: object) -> None:
    """One line, written at once, so that it is seen when it is true."""
    print(text(words, **facts), file=to or sys.stdout, flush=True)


def complain(words: Words, **facts: object) -> None:
    say(words, to=sys.stderr, **facts)
