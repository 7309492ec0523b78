"""Who was called out says that he comes: written down as a part of his answer. Opens no book itself."""

from datetime import datetime, timedelta
from typing import Any

from watchroom.dispatch.call_models import Call, Called
from watchroom.dispatch.teams.entries import CallOutFacts, TeamComing
from watchroom.dispatch.teams.models import CallOut, Coming
from watchroom.dispatch.teams.rules import MOST_MINUTES, Sort
from watchroom.journal import eyes
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Handle
from watchroom.kernel.words import Words

ABOUT = "callout:"
_IN = Words(zh="，{n} 分钟内到", en=", within {n} minutes")
_WITH = Words(zh="，{n} 人", en=", {n} people")
_ALSO = Words(zh="（{why}）", en=" ({why})")
_WHY = Words(zh="：{why}", en=": {why}")


def is_call_out(call: Call) -> bool:
    return call.about.startswith(ABOUT)


def each_for_himself(call: Call) -> bool:
    """Whether it calls experts out: each answers for himself alone, whoever writes his answer down."""
    with eyes.everybody():
        return is_call_out(call) and CallOut.objects.filter(call=call.pk, team__sort=Sort.EXPERTS).exists()


def comes(b: Book, row: Called, minutes: int | None, at: datetime | None = None) -> Coming | None:
    """He comes, so soon from `at`, when he said so. None where the call is no call-out."""
    if not is_call_out(row.call):
        return None
    out = CallOut.objects.select_related("team", "incident").get(call=row.call_id)
    within = minutes if minutes is not None and 0 <= minutes <= MOST_MINUTES else None
    due = (at or b.now) + timedelta(minutes=within) if within is not None else None
    made, _ = Coming.objects.update_or_create(called=row, defaults={"out": out, "minutes": within, "due_at": due})
    record(b, out, TeamComing, minutes=within)
    return made


def record(
    b: Book, out: CallOut, kind: type[CallOutFacts], *, minutes: int | None = None, people: int | None = None, why: str = "",
    cause: Any = None,
) -> Handle:  # fmt: skip
    """A step of a call-out, caused by the one before it."""
    coming = Coming.objects.filter(out=out, left_at=None)
    told, came, also, because = _IN.fill(n=minutes), _WITH.fill(n=people), _ALSO.fill(why=out.also), _WHY.fill(why=why)
    said = kind(
        team=out.team.code, zh=out.team.zh, en=out.team.en, number=out.incident.number, coming=coming.count(),
        there=coming.filter(came_at__isnull=False).count(), people=people, minutes=minutes,
        minutes_zh=told.zh if minutes is not None else "", minutes_en=told.en if minutes is not None else "",
        people_zh=came.zh if people is not None else "", people_en=came.en if people is not None else "",
        also=out.also, also_zh=also.zh if out.also else "", also_en=also.en if out.also else "",
        why=why, why_zh=because.zh if why else "", why_en=because.en if why else "",
    )  # fmt: skip
    before = journal.last(out.subject)
    return b.record(said, subject=out.subject, incident=out.incident_id, cause=cause or (before.id if before else None))
