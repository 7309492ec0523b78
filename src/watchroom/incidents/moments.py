"""A moment as a person types it into a form: a wall time of the site."""

from datetime import datetime

from django.conf import settings

from watchroom.incidents.faults import NotFilled
from watchroom.kernel.clock import typed_time
from watchroom.kernel.words import Words

_TIME = Words(zh="时间", en="Time")


def moment(text: str) -> datetime | None:
    """Aware; None where it was left empty. Raises NotFilled."""
    if not text.strip():
        return None
    try:
        return typed_time(text, settings.SITE_ZONE)
    except ValueError:
        why = Words(zh="请按 2026-02-06T08:30 填写", en="write it as 2026-02-06T08:30")
        raise NotFilled(what=_TIME, why=why) from None
