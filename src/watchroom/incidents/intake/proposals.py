"""What was found in a text: proposals, each with the place where it stands. Nothing of them is taken until a person does."""

from dataclasses import dataclass

from watchroom.kernel.words import Words

FIELDS: dict[str, Words] = {
    "occurred_at": Words(zh="发生时间", en="Occurred"),
    "discovered_at": Words(zh="发现时间", en="Discovered"),
    "received_at": Words(zh="接报时间", en="Received"),
    "kind": Words(zh="事件类别", en="Kind"),
    "place": Words(zh="地点", en="Place"),
    "position": Words(zh="位置", en="Position"),
    "deaths": Words(zh="死亡", en="Dead"),
    "injured": Words(zh="受伤", en="Injured"),
    "seriously_injured": Words(zh="重伤", en="Seriously injured"),
    "missing": Words(zh="失踪", en="Missing"),
    "trapped": Words(zh="被困", en="Trapped"),
    "evacuated": Words(zh="已疏散", en="Evacuated"),
    "affected": Words(zh="受影响", en="Affected"),
    "caller": Words(zh="报告人", en="Caller"),
    "phone": Words(zh="回拨电话", en="Call back"),
    "already_told": Words(zh="已告知", en="Already told"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to what a proposal asks: `values` are what goes into the form, by field, as text."""

    words: Words
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A field that the text seems to speak of.

    start, end  where in the text, in characters, the end exclusive
    choices     one where the text is clear; several where a person must choose, and `asks` says between what
    how         how exact a number is, a key of `rules.HOW_MANY`
    """

    field: str
    start: int
    end: int
    choices: tuple[Choice, ...]
    how: str = ""
    asks: Words | None = None

    @property
    def title(self) -> Words:
        return FIELDS[self.field]

    @property
    def values(self) -> dict[str, str]:
        """What it says, where only one thing is said."""
        return self.choices[0].values if len(self.choices) == 1 else {}


def one(name: str, span: tuple[int, int], words: Words, value: str, how: str = "") -> Proposal:
    values = {name: value} | ({f"how-{name}": how} if how else {})
    return Proposal(name, *span, (Choice(words, values),), how)
