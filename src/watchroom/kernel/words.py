"""Words in the two languages, always side by side: whoever writes one cannot forget the other."""

from dataclasses import dataclass
from typing import Literal, get_args

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True)
class Words:
    """One text in Chinese and English; may hold `{names}` that `fill` replaces.

    Raises ValueError when either language is missing.
    """

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError(f"both languages are owed: {self!r}")

    def text(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def fill(self, **facts: object) -> "Words":
        """The same words with `{name}` replaced by facts; a fact that is itself Words speaks each language."""
        return Words(*(_fill(self.text(lang), facts, lang) for lang in LANGS))

    def __str__(self) -> str:
        return self.zh


def _fill(template: str, facts: dict[str, object], lang: Lang) -> str:
    """Plain replacement: a fact is never itself read as a template, and a missing one stays visible as `{name}`."""
    parts = template.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        if not closed or name not in facts:
            filled.append("{" + part)
            continue
        fact = facts[name]
        filled.append((fact.text(lang) if isinstance(fact, Words) else str(fact)) + rest)
    return "".join(filled)


def lang_of(tag: str | None) -> Lang:
    """The language for a tag such as `zh-CN` or `en_GB.UTF-8`; Chinese when it is neither."""
    head = (tag or "").lower()[:2]
    return "en" if head == "en" else "zh"
