"""The form of a new incident: what was typed comes back, with what is wrong beside each field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from watchroom.alarms.models import Alarm
from watchroom.incidents.actions import MOMENTS, concerned
from watchroom.incidents.methane import LETTERS, Methane
from watchroom.incidents.rules import CLASSES, HOW_MANY, KINDS, OF_QUANTITY, REPORTED_FACTS
from watchroom.kernel.clock import typed_time
from watchroom.kernel.words import Words

WHOLE = ("grade", "alarm")
DEGREES = {"lon": Words(zh="经度", en="Longitude"), "lat": Words(zh="纬度", en="Latitude")}
COUNTS = tuple(REPORTED_FACTS)
REPORT = ("location", "type", "hazards", "access", *COUNTS, "services", "caller", "phone", "already_told")
CALL = ("text", "channel", "datum", *MOMENTS, *(f"how-{name}" for name in COUNTS))
_MOMENT = Words(zh="请按 2026-02-06T08:30 填写。", en="Write it as 2026-02-06T08:30.")
_NUMBER = Words(zh="请填数字。", en="Enter a number.")


def typed(posted: Mapping[str, str]) -> dict[str, str]:
    """Everything that the form may hold, as it was typed."""
    names = ("title_zh", "title_en", "kind", "place", *WHOLE, *DEGREES, *REPORT, *CALL, "major", "call")
    return {name: str(posted.get(name, "")).strip() for name in names}


def wanted(values: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Words]]:
    """Arguments for `open_incident`, and what is wrong by field. A report is given when any of it was filled."""
    wrong: dict[str, Words] = {}
    made: dict[str, Any] = {name: values[name] for name in ("title_zh", "title_en", "kind")}
    made["place"] = values["place"] or None
    for name, kind in [*((name, int) for name in WHOLE), *((name, float) for name in DEGREES)]:
        try:
            made[name] = kind(values[name]) if values[name] else None
        except ValueError:
            wrong[name] = _NUMBER
    report: dict[str, Any] = {name: values[name] for name in REPORT if values[name]}
    if values["major"]:
        report["major"] = True
    for name in COUNTS:
        if name in report:
            report[name] = int(report[name]) if is_number(report[name]) else -1
    how = {name: values[f"how-{name}"] for name in COUNTS if name in report and values[f"how-{name}"] in HOW_MANY}
    made["report"] = report | ({"how": {name: said for name, said in how.items() if said}} if any(how.values()) else {})
    made["report"] = made["report"] or None
    made["moments"], amiss = moments(values)
    return made, wrong | amiss


def moments(values: Mapping[str, str]) -> tuple[dict[str, datetime | None], dict[str, Words]]:
    """The moments as they were typed, in the site's zone where none is said, and what is wrong by field."""
    made: dict[str, datetime | None] = {}
    wrong: dict[str, Words] = {}
    for name in MOMENTS:
        try:
            made[name] = typed_time(values[name], settings.SITE_ZONE) if values.get(name) else None
        except ValueError:
            wrong[name] = _MOMENT
    return made, wrong


def call_of(values: Mapping[str, str]) -> dict[str, Any]:
    """Arguments for `take_call`, without the incident: what was said, and what of the form is confirmed of it."""
    told = {
        name: values[name] for name in ("kind", "place", *DEGREES, *COUNTS, *CALL[2:], "already_told") if values[name]
    }
    return {
        "text": values["text"], "channel": values["channel"] or "telephone", "told": told, "caller": values["caller"],
        "phone": values["phone"], "received_at": moments(values)[0].get("received_at"),
    }  # fmt: skip


def is_number(text: str) -> bool:
    """Digits alone, and no more of them than a number of ours has."""
    return text.isdecimal() and len(text) < 19


def from_alarm(alarm: Alarm) -> dict[str, str]:
    """What the form says at first when it is opened from an alarm."""
    sensor = alarm.sensor
    return typed({}) | {
        "title_zh": alarm.title.zh, "title_en": alarm.title.en, "alarm": str(alarm.pk),
        "place": concerned(sensor.place).code if sensor else "",
        "kind": OF_QUANTITY.get(sensor.quantity, "other") if sensor else "other",
    }  # fmt: skip


def kinds_by_class() -> list[tuple[Words, list[tuple[str, Words]]]]:
    groups = {
        code: [(kind.code, kind.title) for kind in KINDS.values() if kind.event_class == code] for code in CLASSES
    }
    return [(CLASSES[code], kinds) for code, kinds in groups.items() if kinds]


def told(report: Mapping[str, Any] | None) -> list[tuple[str, Words, Any]]:
    """A report as rows in METHANE order: letter, what, value (Words or text). Who called is not among them."""
    if not report:
        return []
    made = Methane.model_validate(dict(report))
    rows: list[tuple[str, Words, Any]] = []
    for name, (letter, title, _) in LETTERS.items():
        if name == "major":
            value: Any = Words(zh="是", en="yes") if made.major else Words(zh="否", en="no")
        elif name == "numbers":
            value = _numbers(made)
        else:
            value = getattr(made, name)
        rows.append((letter, title, value))
    return rows


def _numbers(report: Methane) -> Words:
    given = report.counts()
    if not given:
        return Words(zh="不明", en="not known")
    said = {name: HOW_MANY[report.how.get(name, "")].fill(n=value) for name, value in given.items()}
    return Words(
        zh="，".join(f"{REPORTED_FACTS[name].zh} {value.zh} 人" for name, value in said.items()),
        en=", ".join(f"{REPORTED_FACTS[name].en.lower()}: {value.en}" for name, value in said.items()),
    )
