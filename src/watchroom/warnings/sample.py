"""Messages on which every channel shows what it makes of them: its samples, and the contract test's food."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from watchroom.kernel.words import Words
from watchroom.warnings.message import Message, Referred

_SENT = datetime(2026, 2, 6, 3, 21, tzinfo=UTC)

RELEASE = Message(
    kind="release",
    number="W-2026-0001",
    identifier="W-2026-0001.1",
    sender="eoc.example.org",
    sent=_SENT,
    exercise=False,
    level=3,
    category="Met",
    response_type="Avoid",
    event_code="gale",
    event=Words(zh="大风", en="Strong wind"),
    headline=Words(zh="跳台场地大风黄色预警", en="Yellow wind warning at the ski-jumping hill"),
    description=Words(zh="平均风速达 4 米每秒以上。", en="The mean wind is 4 m/s or more."),
    instruction=Words(zh="请离开露天看台，由 D 口离场。", en="Leave the open stands by Gate D."),
    area={"type": "Polygon", "coordinates": [[[115.46, 40.9], [115.48, 40.9], [115.48, 40.92], [115.46, 40.9]]]},
    area_name=Words(zh="跳台场地及看台", en="The hill and its stands"),
    audience=Words(zh="观众和工作人员", en="Spectators and staff"),
    issuer=Words(zh="赛区指挥部", en="Zone headquarters"),
    contact="",
    onset=_SENT,
    expires=_SENT + timedelta(hours=4),
    zone="Asia/Shanghai",
    hash="0" * 64,
)
EXERCISE = replace(RELEASE, exercise=True)
CANCEL = replace(
    EXERCISE,
    kind="cancel",
    identifier="W-2026-0001.2",
    sent=_SENT + timedelta(hours=1),
    reason=Words(zh="风力已减弱。", en="The wind has eased."),
    refers_to=Referred("W-2026-0001.1", _SENT),
)
ALL = (RELEASE, EXERCISE, CANCEL)
