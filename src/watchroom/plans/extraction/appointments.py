"""Posts that a plan sets up where it tells what is done (`值班长任现场总指挥`), for a plan whose organisation stands elsewhere."""

import re

from watchroom.plans.extraction.found import Unit
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.units import Names

MOST_HOLDER = 12  # characters of the name of who holds a post
_POST = r"[\u4e00-\u9fff]{0,6}?(?:(?:常务|执行|第一)?副?(?:总指挥长?|指挥长|总调度)|现场副?指挥)"
_HOLDS = re.compile(
    rf"(?:^|(?<=[,;。:时后]))(?P<who>[^,;。:由时后]{{2,{MOST_HOLDER}}}?)(?:担任|兼任|出任|(?<![主责])任|为)(?P<post>{_POST})(?=[,;。]|$)"
)
_HELD_BY = re.compile(
    rf"(?:^|(?<=[,;。:]))(?P<post>{_POST})(?:一职)?由(?P<who>[^,;。:]{{2,{MOST_HOLDER}}}?)(?:担任|兼任|出任)(?=[,;。]|$)"
)


def appointed(reading: Reading, names: Names) -> list[Unit]:
    """The posts that measures appoint somebody to, each once, with who holds it; what they do then is no duty told of them."""
    made: dict[str, Unit] = {}
    for part in reading.body:
        if part.role not in ("response", "other") or part.kind == "row":
            continue
        plain = part.span.plain
        for match in (*_HOLDS.finditer(plain), *_HELD_BY.finditer(plain)):
            who = _holder(match["who"], names)
            if who is None or match["post"] in made:
                continue
            made[match["post"]] = Unit(
                id=f"unit-{len(made) + 1}",
                places=[part.span.place(*match.span("post"))],
                rule="appointed",
                name=match["post"],
                kind="role",
                lead=who,
            )
    return list(made.values())


def _holder(text: str, names: Names) -> str | None:
    """Who holds a post: the person with whom the words before the verb end (`堵漏时大副` is 大副)."""
    for start in range(len(text) - 1):
        named = names.whole(text[start:])
        if len(named) == 1 and named[0].kind == "role":
            return named[0].name
    return None
