"""The hill, an incident on it, and a warning at each step of its life."""

from datetime import timedelta
from typing import Any

from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal.clock import site_now
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place
from watchroom.warnings import actions
from watchroom.warnings.models import Warning
from watchroom.warnings.rules import fingerprint

HILL = {
    "type": "Polygon",
    "coordinates": [[[115.46, 40.90], [115.48, 40.90], [115.48, 40.92], [115.46, 40.92], [115.46, 40.90]]],
}
CHANNELS = ["cap_feed", "log_sms", "public_page"]


def hill() -> None:
    put_place("ski-jump", "venue", "跳台场地", "Ski-jumping hill", HILL, schematic=True)
    village = {
        "type": "Polygon",
        "coordinates": [[[115.47, 40.90], [115.49, 40.90], [115.49, 40.92], [115.47, 40.92], [115.47, 40.90]]],
    }
    put_place(
        "village",
        "community",
        "太子城村",
        "Taizicheng village",
        village,
        population=1000,
        source="test",
        schematic=True,
    )


def incident(cast: Cast) -> Incident:
    hill()
    return incidents.open_incident(
        cast.lin, title_zh="跳台大风", title_en="Wind at the hill", kind="gale", place="ski-jump"
    )


def texts(**changes: Any) -> dict[str, Any]:
    """A complete warning, but for what is changed."""
    now = site_now()
    given: dict[str, Any] = {
        "event": "gale", "level": 3, "response_type": "Avoid", "channels": CHANNELS, "area": HILL,
        "area_zh": "跳台场地及看台", "area_en": "the hill and its stands",
        "headline_zh": "跳台场地大风黄色预警", "headline_en": "Yellow wind warning at the hill",
        "description_zh": "平均风速达 4 米每秒以上。", "description_en": "The mean wind is 4 m/s or more.",
        "instruction_zh": "请离开露天看台。由 D 口离场。", "instruction_en": "Leave the open stands. Use Gate D.",
        "audience_zh": "观众和工作人员", "audience_en": "spectators and staff",
        "issuer_zh": "赛区指挥部", "issuer_en": "Zone headquarters",
        "onset": now, "expires": now + timedelta(hours=4),
    }  # fmt: skip
    return given | changes


def drafted(cast: Cast, **changes: Any) -> Warning:
    return actions.draft(cast.sun, **texts(**changes))


def seen(row: Warning) -> str:
    """What a person types who has read the warning as it is: the last four of its fingerprint."""
    row.refresh_from_db()
    return fingerprint(row.content.hash)[-4:]


def reviewed(cast: Cast, **changes: Any) -> Warning:
    row = drafted(cast, **changes)
    return actions.review(cast.chen, row.pk, fingerprint=seen(row))


def released(cast: Cast, **changes: Any) -> Warning:
    row = reviewed(cast, **changes)
    return actions.sign(cast.zhao, row.pk, fingerprint=seen(row), hazard="大风")
