"""What people are told of a warning when they are called about it (叫应), and until when that is true."""

from django.conf import settings

from watchroom.dispatch.abouts import About, Standing
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.warnings.models import Warning
from watchroom.warnings.rules import STATES, State

MOST_TEXT = 900
_TEXT = Words(
    zh="{colour}预警，范围：{area}，有效至 {until}（{zone}）。{instruction}",
    en="{colour} warning for {area}, in force until {until} ({zone}). {instruction}",
)
_NOT_YET = Words(zh="预警 {number} 尚未发布", en="warning {number} is not released yet")
_OVER = Words(zh="预警 {number} {state}", en="warning {number} is {state}")


class OfWarning(About):
    noun = "warning"

    def standing(self, pk: int, *, held: bool = False) -> Standing | None:
        rows = Warning.objects.select_for_update(of=("self",)) if held else Warning.objects.all()
        row = rows.filter(pk=pk).first()
        if row is None:
            return None
        return Standing(row.words, _text(row), f"/warnings/{row.pk}", row.incident_id, row.expires, _shut(row))


def _shut(row: Warning) -> Words | None:
    if row.state in (State.DRAFT, State.REVIEWED, State.SIGNED):
        return _NOT_YET.fill(number=row.number)
    over = row.state != State.RELEASED or row.expires is None or row.expires <= site_now()
    return (
        _OVER.fill(number=row.number, state=STATES[State.LAPSED if row.state == State.RELEASED else row.state])
        if over
        else None
    )


def _text(row: Warning) -> Words:
    until = f"{as_local(row.expires, settings.SITE_ZONE):%m-%d %H:%M}" if row.expires else "—"
    said = _TEXT.fill(
        colour=row.colour, area=Words(zh=row.area_zh or "—", en=row.area_en or "—"), until=until, zone=settings.SITE_ZONE,
        instruction=Words(zh=row.instruction_zh or "—", en=row.instruction_en or "—"),
    )  # fmt: skip
    return Words(zh=said.zh[:MOST_TEXT], en=(said.en[:1].upper() + said.en[1:])[:MOST_TEXT])


ABOUTS = [OfWarning()]
