"""The office of a command, where a sentence tells of it beside something else, and orders that name a body to be set up."""

import re

# Names that an office has inside its own chapter.
BARE = ("指挥部办公室", "领导小组办公室", "委员会办公室", "应急指挥部办公室", "应急委员会办公室")
# `…，其办事机构县防指办公室设在县水利局`, `其日常办事机构为县防指办公室（以下简称县防办）`
_TOLD = re.compile(
    r"(?:^|,)其?(?:日常|常设)*办事机构(?:为|是|:)?\(?(?P<name>[^,;。:()]{3,30}?办公室)(?:\((?!以下|简称)[^()]{0,30}\)|\((?:以下)?简称[^()]{0,30}\))?\)?"
    r"(?:,?设在[^,;。]{2,24})?(?=[,;。]|$)"
)
_CLAUSE = re.compile("[^,;。]+")


def told(plain: str) -> re.Match[str] | None:
    """The clause that says what the office of the body is called, with its `name`."""
    return _TOLD.search(plain)


def ordered(plain: str, verb: re.Pattern[str], setup: re.Pattern[str]) -> bool:
    """Whether a sentence begins with what is to be done, and only then has a body set up (`决定启动响应,组建现场指挥部`)."""
    first = _CLAUSE.match(plain)
    order = first is not None and (verb.match(plain) or plain.startswith("决定"))
    return bool(order) and first is not None and first.end() < len(plain.rstrip("。;")) and not setup.search(first[0])
