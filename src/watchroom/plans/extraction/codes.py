"""Codes for parts of a plan, from their names: 市应急管理局 is shi-ying-ji-guan-li-ju. Each is given once."""

import re
from dataclasses import dataclass, field

from pypinyin import lazy_pinyin

_OTHER = re.compile(r"[^a-z0-9]+")
_MOST = 48


@dataclass(slots=True)
class Codes:
    """Gives every name one code, and no two names the same. `joint` stands between the syllables."""

    joint: str = "-"
    taken: set[str] = field(default_factory=set)
    given: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """The code of a name: the same name, the same code."""
        if name not in self.given:
            self.given[name] = self.new(name)
        return self.given[name]

    def new(self, name: str) -> str:
        """A code that nothing has yet."""
        base = code = slug(name, self.joint)
        count = 1
        while code in self.taken:
            count += 1
            code = f"{base}{self.joint}{count}"
        self.taken.add(code)
        return code


def slug(name: str, joint: str = "-") -> str:
    """Syllables and words in small letters; `x` in front where it would not begin with a letter."""
    syllables = lazy_pinyin(name[:_MOST], errors=lambda rest: f" {rest} ")
    made = _OTHER.sub(joint, joint.join(syllables).lower())[:_MOST].strip(joint) or "x"
    return made if made[0].isalpha() else f"x{joint}{made}"
