"""Whether a sentence tells what somebody does, and no state of things: `Selected sections report to the centre.`"""

import re
from functools import cache

from watchroom.plans.extraction.english_actor_words import STAFF
from watchroom.plans.extraction.english_sentences import imperative
from watchroom.plans.extraction.vocabulary import shipped

MOST_CALLED = 6  # words of a name
MOST_NAME = 12  # words before the verb
# What goes on before the verb with something else than a name.
_NO_NAME = re.compile(r"\b(?:when|if|that|which|who|where|by|because|after|until|unless|of|to|for)\b", re.IGNORECASE)
# `The Weather Service issues a flood warning`: what is told to those who read the plan.
_WARNS = re.compile(r"\b(?:issues?|forecasts?|predicts?|reports?) (?:an? |the )?(?:[\w-]+ ){0,4}(?:watch|warning|advisory|alert|forecast)", re.IGNORECASE)  # fmt: skip


@cache
def _doer() -> re.Pattern[str]:
    ends = "|".join(re.escape(word) for entry in shipped()["bodies_english"] for word in entry["ends"])
    return re.compile(
        rf"(?:(?:{ends})s?|(?:Support )?Functions|ESFs|EOC|(?i:{STAFF}|sections|branches|divisions|offices|brigades))"
    )


def called(text: str) -> bool:
    """Whether a short text ends like the name of a body, a post or many people."""
    words = text.split()
    return 0 < len(words) <= MOST_CALLED and _doer().fullmatch(words[-1]) is not None


def base(verb: str) -> str:
    """`opens` is open, `notifies` is notify, `switches` is switch."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz)es$", verb):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


def does(text: str) -> bool:
    """Whether the words before the first verb that may give an order end like a body, a post or many people."""
    if _WARNS.search(text):
        return False
    words = text.split()[: MOST_NAME + 1]
    for at, word in enumerate(words[1:], 1):
        if not word.islower() or not word.isalpha() or not imperative(f"{base(word)} it"):
            continue
        before = words[:at]
        named = before[-1].rstrip(",)")
        if _doer().fullmatch(named) and not _NO_NAME.search(" ".join(before[:-1])):
            return True
    return False
