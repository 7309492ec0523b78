"""The first report in METHANE order: what a caller is asked, so that nothing is forgotten under stress.

The order is that of the UK's joint emergency services; below a major incident the M is answered "no".
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from watchroom.incidents.rules import MOST_PEOPLE, REPORTED_FACTS
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words

type How = Literal["about", "at_least", "at_most", "possible"]


class Methane(BaseModel):
    """A telephone report. Empty text means that the caller could not say."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    major: bool = Field(False, description="M: has a major incident been declared?")
    location: str = Field("", max_length=300, description="E: exact location")
    type: str = Field("", max_length=300, description="T: type of incident")
    hazards: str = Field("", max_length=500, description="H: hazards, present and potential")
    access: str = Field("", max_length=300, description="A: ways in and out")
    deaths: int | None = Field(None, ge=0, le=MOST_PEOPLE, description="N: dead")
    injured: int | None = Field(None, ge=0, le=MOST_PEOPLE, description="N: injured")
    missing: int | None = Field(None, ge=0, le=MOST_PEOPLE, description="N: missing")
    trapped: int | None = Field(None, ge=0, le=MOST_PEOPLE, description="N: trapped")
    seriously_injured: int | None = Field(
        None, ge=0, le=MOST_PEOPLE, description="N: seriously injured, among the injured"
    )
    evacuated: int | None = Field(None, ge=0, le=MOST_PEOPLE, description="N: moved out")
    affected: int | None = Field(None, ge=0, le=MOST_PEOPLE, description="N: affected")
    how: dict[str, How] = Field(default_factory=dict, max_length=8, description="How exact a number is, by its name.")
    services: str = Field("", max_length=500, description="E: services on scene and needed")
    caller: str = Field("", max_length=120, description="Who called: name, unit, post")
    phone: str = Field("", max_length=40, description="Number to call back")
    already_told: str = Field("", max_length=300, description="Whom the caller told already, and when")

    @field_validator("location", "type", "hazards", "access", "services", "caller", "phone", "already_told")
    @classmethod
    def _no_control(cls, value: str) -> str:
        if unfit(value):
            raise ValueError("control characters are not text")
        return value

    def counts(self) -> dict[str, int]:
        """The numbers of people that were stated."""
        given = {name: getattr(self, name) for name in REPORTED_FACTS}
        return {name: value for name, value in given.items() if value is not None}

    def told(self) -> dict[str, Any]:
        """What may stand in the book: everything but who called. Nothing personal enters the journal."""
        return self.model_dump(exclude={"caller", "phone"})


LETTERS: dict[str, tuple[str, Words, Words]] = {
    "major": ("M", Words(zh="重大事件", en="Major incident"), Words(zh="是否已宣布为重大突发事件", en="Has a major incident been declared?")),
    "location": ("E", Words(zh="准确地点", en="Exact location"), Words(zh="场馆、出入口、桩号、楼层等", en="Venue, gate, kilometre post, floor")),
    "type": ("T", Words(zh="事件类型", en="Type"), Words(zh="发生了什么", en="What has happened")),
    "hazards": ("H", Words(zh="危险因素", en="Hazards"), Words(zh="现有的和可能出现的危险", en="Present and potential")),
    "access": ("A", Words(zh="进出路线", en="Access"), Words(zh="从哪里进，哪里不能走", en="Best way in, ways that are closed")),
    "numbers": ("N", Words(zh="伤亡人数", en="Number of casualties"), Words(zh="不清楚的留空，不要填 0", en="Leave empty what is not known; 0 means none")),
    "services": ("E", Words(zh="应急力量", en="Emergency services"), Words(zh="已到场的和还需要的", en="On scene, and still needed")),
    "already_told": ("", Words(zh="已告知", en="Already told"), Words(zh="对方已经告诉了谁、何时", en="Whom the caller told already, and when")),
}  # fmt: skip
"""The letters in their order, with what each asks and how."""


def read(given: dict[str, Any]) -> tuple[Methane | None, dict[str, Words]]:
    """The report, or what is wrong with it by field."""
    try:
        return Methane.model_validate(given), {}
    except ValidationError as error:
        return None, {str(one["loc"][0] if one["loc"] else "report"): _wrong(one["type"]) for one in error.errors()}


def _wrong(kind: str) -> Words:
    if kind.startswith(("int", "greater", "less")):
        return Words(
            zh="请填不小于 0 的整数；不清楚请留空。", en="Enter a whole number of 0 or more; leave it empty if unknown."
        )
    if kind == "string_too_long":
        return Words(zh="文字过长，请缩短。", en="The text is too long; shorten it.")
    return Words(zh="这一项填写有误，请改正。", en="This entry is not right; correct it.")
