"""Times and spans as the journal and a handover say them: in the site's zone, which they name."""

from datetime import datetime

from django.conf import settings

from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def span_words(since: datetime, until: datetime) -> Words:
    """`12 月 2 日 08:00 至 20:00（北京时间）`, `2 Dec 08:00 to 20:00 (UTC+08:00)`."""
    start, end = (as_local(at, settings.SITE_ZONE) for at in (since, until))
    same = start.date() == end.date()
    zone = f"UTC{start:%:z}"
    named = "北京时间" if settings.SITE_ZONE == "Asia/Shanghai" else zone
    last_zh = "" if same else f"{end.month} 月 {end.day} 日 "
    last_en = "" if same else f"{end.day} {_MONTHS[end.month - 1]} "
    return Words(
        zh=f"{start.month} 月 {start.day} 日 {start:%H:%M} 至 {last_zh}{end:%H:%M}（{named}）",
        en=f"{start.day} {_MONTHS[start.month - 1]} {start:%H:%M} to {last_en}{end:%H:%M} ({zone})",
    )


def moment_words(at: datetime, *, year: bool = False) -> Words:
    """`12 月 2 日 08:00（北京时间）`, `2 Dec 08:00 (UTC+08:00)`; with the year where it is read later or elsewhere."""
    local = as_local(at, settings.SITE_ZONE)
    zone = f"UTC{local:%:z}"
    named = "北京时间" if settings.SITE_ZONE == "Asia/Shanghai" else zone
    before, after = (f"{local.year} 年 ", f" {local.year}") if year else ("", "")
    return Words(
        zh=f"{before}{local.month} 月 {local.day} 日 {local:%H:%M}（{named}）",
        en=f"{local.day} {_MONTHS[local.month - 1]}{after} {local:%H:%M} ({zone})",
    )
