"""The form of a camera: what was typed as what is wanted, and what is wrong with it."""

import math
from collections.abc import Mapping
from typing import Any

from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.form import NO_NUMBER, NO_WHOLE
from watchroom.kernel.words import Words
from watchroom.sources.cameras import logins
from watchroom.sources.cameras.actions import Wanted, faults_of
from watchroom.sources.cameras.models import Camera
from watchroom.sources.cameras.rules import REACH_M

TEXTS = ("zh", "en", "snapshot_url", "hls_url", "user", "parent", "source")
KEPT = ("private", "simulated", "schematic", "retired")
SWITCHES = (*KEPT, "no_password")
NUMBERS = ("lon", "lat", "bearing", "view", "reach_m", "every_s")
FRESH = {"private": "1", "reach_m": str(REACH_M), "every_s": "2"}
_WHOLE = {"reach_m", "every_s"}


def typed(given: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by field; the password is not repeated."""
    return {name: given.get(name, "").strip() for name in ("code", *TEXTS, *NUMBERS, *SWITCHES)}


def of_camera(row: Camera) -> dict[str, str]:
    """A camera as its form shows it."""
    numbers = {name: getattr(row, name) for name in NUMBERS if name not in ("lon", "lat")}
    numbers |= dict(zip(("lon", "lat"), row.at, strict=True))
    told = {name: "" if value is None else decimal_text(value) for name, value in numbers.items()}
    told |= {name: getattr(row, name) for name in ("snapshot_url", "hls_url", "user")}
    told |= {name: "1" if getattr(row, name) else "" for name in ("private", "simulated", "retired")}
    place = row.place
    told |= {"schematic": "1" if place.schematic else "", "parent": place.parent.code if place.parent else ""}
    return told | {"code": row.code, "zh": place.zh, "en": place.en, "source": place.source}


def wanted(values: Mapping[str, str], password: str) -> tuple[Wanted | None, dict[str, Words]]:
    """The camera as it was typed; None where something is wrong, with what, by field. An empty password changes none."""
    numbers: dict[str, Any] = {}
    wrong: dict[str, Words] = {}
    for name in NUMBERS:
        text = values[name].replace("−", "-")
        try:
            numbers[name] = (int(text) if name in _WHOLE else float(text)) if text else None
        except ValueError:
            wrong[name] = NO_WHOLE if name in _WHOLE else NO_NUMBER
            continue
        if isinstance(numbers[name], float) and not math.isfinite(numbers[name]):
            wrong[name] = NO_NUMBER
    numbers |= {name: int(FRESH[name]) for name in _WHOLE if name not in wrong and numbers[name] is None}
    for name in ("lon", "lat"):
        if name not in wrong and numbers[name] is None:
            wrong[name] = Words(zh="必填", en="This is owed.")
    if wrong:
        return None, wrong
    told: dict[str, Any] = (
        numbers | {name: values[name] for name in TEXTS} | {name: bool(values[name]) for name in KEPT}
    )
    told |= {"password": "" if values["no_password"] else password or None, "parent": values["parent"] or None}
    made = Wanted(**told)
    wrong = faults_of(made)
    return (None if wrong else made), wrong


def has_password(row: Camera | None) -> bool:
    return row is not None and logins.kept(row.code)
