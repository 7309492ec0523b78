"""Groups that a sentence sets up: `下设抢险救援组、医疗救护组等6个小组`, `成立综合协调、物资保障等工作组`."""

import re
from itertools import islice

from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.units import Names

MOST = 6  # words in one sentence that may set up groups
_GROUPS = re.compile(r"(?:等)?\d{0,2}个?(?:应急|专项|专业)?(?:救援|处置)?(工作组|小组|工作专班|组(?![成织]))")


def groups_in(plain: str, names: Names, setup_words: re.Pattern[str]) -> list[Named]:
    """The groups that a sentence sets up: `下设抢险救援组、医疗救护组等6个小组`, `成立综合协调、物资保障等工作组`."""
    for setup in islice(setup_words.finditer(plain), MOST):
        groups = names.listed(plain, setup.end())[0]
        if len(groups) > 1 and all(n.kind in ("working_group", "expert_group") for n in groups):
            return groups
        tail = _GROUPS.search(plain, setup.end(), min(len(plain), setup.end() + 200))
        if tail and "、" in plain[setup.end() : tail.start()]:
            return _with_tail(plain, setup.end(), tail)
    return []


def _with_tail(plain: str, start: int, tail: re.Match[str]) -> list[Named]:
    body = plain[start : tail.start()]
    found, at = [], start
    for piece in re.split("[、和及]", body):
        name = piece.strip(" 等:")
        if name and len(name) <= 12:
            full = name if name.endswith("组") else name + tail.group(1)
            found.append(Named(full, at, at + len(piece), "working_group"))
        at += len(piece) + 1
    return found if len(found) > 1 else []
