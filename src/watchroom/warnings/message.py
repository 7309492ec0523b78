"""What leaves the building, as plain values, and how it reads: place, time, action, source and expiry in every form.

The exercise mark is put on here, for every channel alike: no text gets out of this module without it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from watchroom.kernel.exercise import mark
from watchroom.kernel.geometry import GeoJSON
from watchroom.kernel.words import Lang, Words
from watchroom.warnings.rules import COLOURS

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Kind = Literal["release", "cancel"]


@dataclass(frozen=True, slots=True)
class Referred:
    """The message that a cancellation is about."""

    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A warning, or its cancellation, ready to be rendered. Texts are bare; their marked form is `said`.

    sender, identifier, sent   together the identity that CAP gives it
    hash                       of the content that was approved
    reason                     of a cancellation
    zone                       of the site: times are told in it
    """

    kind: Kind
    number: str
    identifier: str
    sender: str
    sent: datetime
    exercise: bool
    level: int
    category: str
    response_type: str
    event_code: str
    event: Words
    headline: Words
    description: Words
    instruction: Words
    area: GeoJSON
    area_name: Words
    audience: Words
    issuer: Words
    contact: str
    onset: datetime
    expires: datetime
    zone: str
    hash: str
    reason: Words | None = None
    refers_to: Referred | None = None

    @property
    def colour(self) -> Words:
        return COLOURS[self.level]

    def headed(self, lang: Lang) -> str:
        """The headline as it leaves, marked."""
        text = self.headline.text(lang)
        if self.kind == "cancel":
            text = f"解除：{text}" if lang == "zh" else f"Cancelled: {text}"
        return mark(text, self.exercise, lang)

    def described(self, lang: Lang) -> str:
        """What is the matter, marked; of a cancellation, why it ended."""
        text = self.description.text(lang)
        if self.kind == "cancel":
            text = (self.reason or _ENDED).text(lang)
        return mark(text, self.exercise, lang)

    def instructed(self, lang: Lang) -> str:
        """What to do, marked; of a cancellation, that nothing more is asked."""
        text = (_NOTHING_MORE if self.kind == "cancel" else self.instruction).text(lang)
        return mark(text, self.exercise, lang)

    def span(self, lang: Lang) -> str:
        """From when until when, in the site's zone."""
        since, until = clock_text(self.onset, self.zone, lang), clock_text(self.expires, self.zone, lang)
        return f"{since}至{until}" if lang == "zh" else f"{since} to {until}"

    def short(self, lang: Lang) -> str:
        """All in one paragraph, for a text message: headline, place, time, action, source."""
        where, who = self.area_name.text(lang), self.issuer.text(lang)
        if self.kind == "cancel":
            why = (self.reason or _ENDED).text(lang)
            tail = (
                f"。范围：{where}。{_stop(why, '。')}{who}"
                if lang == "zh"
                else f". Area: {where}. {_stop(why, '.')} {who}"
            )
            return self.headed(lang).rstrip("。.") + tail
        act = self.instruction.text(lang)
        if lang == "zh":
            return f"{self.headed(lang).rstrip('。')}。范围：{where}。时间：{self.span(lang)}。{_stop(act, '。')}{who}"
        return f"{self.headed(lang).rstrip('.')}. Area: {where}. Time: {self.span(lang)}. {_stop(act, '.')} {who}"


_ENDED = Words(zh="情况已结束。", en="The situation has ended.")
_NOTHING_MORE = Words(
    zh="预警已解除，请恢复正常活动，并留意后续通知。",
    en="The warning is over; resume your activities and watch for further notice.",
)


def _stop(text: str, sign: str) -> str:
    text = text.strip()
    return text if text.endswith(("。", ".", "！", "!", "？", "?")) else text + sign


def clock_text(at: datetime, zone: str, lang: Lang) -> str:
    """A time with its date, as people say it: 2 月 6 日 11:21; 11:21 on 6 Feb."""
    local = at.astimezone(ZoneInfo(zone))
    clock = f"{local.hour:02}:{local.minute:02}"
    return (
        f"{local.month}月{local.day}日{clock}" if lang == "zh" else f"{clock} on {local.day} {_MONTHS[local.month - 1]}"
    )
