"""What connectors of public observations share: which value of which station is whose sensor, and what is new of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

from pydantic import Field, field_validator

from watchroom.kernel.clock import UTC, ms
from watchroom.kernel.text import shown
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.sources.asking import AskedSettings
from watchroom.sources.connector import Answer
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.payloads import CODE, Offer

MOST_SENSORS = 500
_AHEAD = timedelta(minutes=70)  # a report may be dated with the hour that it is made for


@dataclass(frozen=True, slots=True)
class Observed:
    """One value of a station, in the unit of its quantity."""

    station: str
    quantity: str
    value: float
    at: datetime


class StationSettings(AskedSettings):
    """`sensors`: `<station>/<quantity>` to the code of a registered sensor of this source."""

    quantities: ClassVar[frozenset[str]] = frozenset()

    every_s: int = Field(300, ge=10, le=3600, json_schema_extra={"zh": "每隔（秒）", "en": "Every (s)"})
    sensors: dict[str, str] = Field(
        min_length=1,
        max_length=MOST_SENSORS,
        json_schema_extra={"zh": "“站号/要素”对应的传感器代码", "en": "Sensor code of each “station/quantity”"},
    )

    @field_validator("sensors")
    @classmethod
    def are_known(cls, sensors: dict[str, str]) -> dict[str, str]:
        for key, code in sensors.items():
            station, _, quantity = key.partition("/")
            if not station or quantity not in cls.quantities or not CODE.fullmatch(code):
                raise ValueError(
                    f"{key[:40]} → {code[:40]}：应为“站号/要素: 传感器代码”，要素为 / should be station/quantity: sensor,"
                    f" with a quantity of {', '.join(sorted(cls.quantities))}"
                )
        return sensors


def offered(
    found: Iterable[Observed], sensors: Mapping[str, str], memo: Mapping[str, Any]
) -> tuple[list[Offer], dict[str, int]]:
    """The readings of registered sensors that are newer than the last had, oldest first; and what was had now."""
    had: dict[str, int] = {code: at for code, at in (memo.get("had") or {}).items() if code in sensors.values()}
    rows: list[tuple[int, str, float, str]] = []
    for one in found:
        code = sensors.get(f"{one.station}/{one.quantity}")
        if code is not None and ms(one.at) > had.get(code, -1):
            rows.append((ms(one.at), code, one.value, QUANTITIES[one.quantity].unit))
    rows.sort(key=lambda row: row[:2])
    for at, code, _, _ in rows:
        had[code] = max(at, had.get(code, -1))
    if not rows:
        return [], had
    measured, codes, values, units = zip(*rows, strict=True)
    return [Offer(codes, values, measured, units)], had


def dated(answer: Answer, url: str) -> datetime:
    """When an address answered, by its own clock: what tells the month of reports that only name the day.

    Raises FeedUnreadable for an answer without a date.
    """
    try:
        at = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError as error:
        why = Words(
            zh="回答没有日期，报文只写日和时，无法定出月份", en="the answer has no date, and the reports name no month"
        )
        raise FeedUnreadable(url=shown(url, 120), why=why) from error
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def day_of(now: datetime, day: int, hour: int, minute: int) -> datetime | None:
    """The latest such day and time of the month that is not in the future; None for a day that there is not."""
    for back in range(32):
        at = now - timedelta(days=back - 1)
        if at.day == day:
            try:
                found = at.replace(hour=hour, minute=minute, second=0, microsecond=0)
            except ValueError:
                return None
            if found <= now + _AHEAD:
                return found
    return None


def text_of(body: bytes) -> str:
    """Reports as text: what is no printable ASCII becomes a blank, so that one bad byte spoils one group only."""
    return "".join(chr(byte) if 32 <= byte < 127 or byte == 10 else " " for byte in body)
