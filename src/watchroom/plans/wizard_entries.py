"""What the wizard for a unit's plans writes in the book. The answers stay out of it: telephones change and are deleted."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class WizardFacts(Facts):
    """The answers after the change: how many of their parts are filled in, and the SHA-256 of them all."""

    wizard: int
    unit: str
    filled: int
    state: str
    digest: str


@entry(
    "plans.wizard_answered",
    say=Words(
        zh="填写单位预案向导“{unit}”：已填 {filled} 部分", en="Wizard answered for “{unit}”: {filled} parts filled in"
    ),
)
@dataclass(frozen=True, slots=True)
class WizardAnswered(WizardFacts):
    pass


@entry(
    "plans.wizard_made",
    say=Words(
        zh="由单位预案向导“{unit}”生成预案草稿 {plans} 份",
        en="{plans} draft plans were made by the wizard for “{unit}”",
    ),
)
@dataclass(frozen=True, slots=True)
class WizardMade(WizardFacts):
    plans: int = 0
