"""The warning as facts of the book, and as the message that leaves."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.warnings.channel import CHANNELS
from watchroom.warnings.drafting import sender
from watchroom.warnings.message import Kind, Message, Referred
from watchroom.warnings.models import Warning
from watchroom.warnings.rules import COLOURS, fingerprint


def facts_of(row: Warning) -> dict[str, Any]:
    """What every entry of this room says about the warning as it now is."""
    content_hash = row.content.hash
    return {
        "warning": row.pk,
        "number": row.number,
        "state": row.state,
        "exercise": row.exercise,
        "incident": row.incident_id,
        "activation": row.activation_id,
        "template": row.template,
        "level": row.level,
        "colour_zh": COLOURS[row.level].zh,
        "colour_en": COLOURS[row.level].en,
        "event_zh": row.event_zh,
        "event_en": row.event_en,
        "headline_zh": row.headline_zh,
        "headline_en": row.headline_en,
        "area": json.dumps(row.area) if row.area else None,
        "area_zh": row.area_zh,
        "area_en": row.area_en,
        "channels": sorted(row.channels),
        "onset": iso(row.onset) if row.onset else None,
        "expires": iso(row.expires) if row.expires else None,
        "hash": content_hash,
        "fingerprint": fingerprint(content_hash),
        "author": row.author_id,
        "reviewer": row.reviewer_id,
        "signer": row.signer_id,
        "identifier": row.identifier,
    }


def identifier_of(row: Warning, kind: Kind) -> str:
    """The CAP identifier: the warning's number and which message of its chain this is."""
    return f"{row.number}.{1 if kind == 'release' else 2}"


def message_of(row: Warning, kind: Kind, sent: datetime) -> Message:
    """The message for a complete warning. Raises ValueError while a text, a time or the area is missing."""
    event = row.event
    if event is None or row.area is None or row.onset is None or row.expires is None:
        raise ValueError(f"{row.number} is not complete")
    cancels = kind == "cancel"
    return Message(
        kind=kind, number=row.number, identifier=identifier_of(row, kind), sender=sender(), sent=sent,
        exercise=row.exercise, level=row.level, category=row.category, response_type=row.response_type,
        event_code=row.event_code, event=event, headline=_words(row, "headline"), description=_words(row, "description"),
        instruction=_words(row, "instruction"), area=row.area, area_name=_words(row, "area"),
        audience=_words(row, "audience"), issuer=_words(row, "issuer"), contact=row.contact,
        onset=row.onset, expires=row.expires, zone=settings.SITE_ZONE, hash=row.content.hash,
        reason=_words(row, "reason") if cancels else None,
        refers_to=Referred(row.identifier, row.released_at) if cancels and row.released_at else None,
    )  # fmt: skip


def _words(row: Warning, name: str) -> Words:
    return Words(zh=getattr(row, f"{name}_zh").strip(), en=getattr(row, f"{name}_en").strip())


def channel_words(name: str) -> Words:
    """A channel's title; its bare name when the plug-in is gone."""
    return CHANNELS[name].title if name in CHANNELS else Words(zh=name or "–", en=name or "–")


FIELD_WORDS: Mapping[str, Words] = {
    "level": Words(zh="级别", en="level"),
    "category": Words(zh="CAP 类别", en="CAP category"),
    "response_type": Words(zh="响应类型", en="response type"),
    "event": Words(zh="灾种", en="hazard"),
    "event_code": Words(zh="灾种代码", en="hazard code"),
    "headline": Words(zh="标题", en="headline"),
    "description": Words(zh="警示事项", en="caution"),
    "instruction": Words(zh="应采取的措施", en="measures"),
    "area": Words(zh="范围", en="area"),
    "audience": Words(zh="对象", en="audience"),
    "issuer": Words(zh="发布机关", en="issuer"),
    "contact": Words(zh="联系方式", en="contact"),
    "channels": Words(zh="渠道", en="channels"),
    "onset": Words(zh="起始时间", en="start"),
    "expires": Words(zh="失效时间", en="expiry"),
}
LANG_WORDS = {"zh": Words(zh="中文", en="Chinese"), "en": Words(zh="英文", en="English")}


def field_words(name: str) -> Words:
    """`headline_zh` as a person says it: 标题（中文）."""
    base, _, lang = name.rpartition("_")
    if lang in LANG_WORDS and base in FIELD_WORDS:
        title, tongue = FIELD_WORDS[base], LANG_WORDS[lang]
        return Words(zh=f"{title.zh}（{tongue.zh}）", en=f"{title.en} ({tongue.en})")
    return FIELD_WORDS.get(name, Words(zh=name, en=name))


def listed(words: list[Words]) -> Words:
    """Several things in one breath."""
    return Words(zh="、".join(one.zh for one in words) or "–", en=", ".join(one.en for one in words) or "–")
