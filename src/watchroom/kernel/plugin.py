"""What every plug-in is: one file, its words in both languages, its settings as a model, its own proof as samples."""

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from watchroom.kernel.words import Words


class Settings(BaseModel):
    """Base of a plug-in's settings: undeclared names are refused, values do not change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Sample:
    """One recorded case: with these settings, this given must come out as expected.

    `silent` marks the case in which the plug-in must stay quiet: the base of trust in the loud ones.
    """

    title: Words
    settings: dict[str, Any]
    given: Any
    expect: Any
    silent: bool = False


class Plugin:
    """Base of connectors, detectors, models and channels. The four kinds add their one verb."""

    name: ClassVar[str]
    title: ClassVar[Words]
    Settings: ClassVar[type[Settings]] = Settings
    samples: ClassVar[list[Sample]] = []
    do_not_call_in_templates: ClassVar[bool] = True  # a page names a kind of plug-in; it makes none
