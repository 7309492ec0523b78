"""What a drill brings in from outside: a source of its own, and official warnings as CAP messages of status Exercise."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from watchroom.journal.book import Cause, book
from watchroom.kernel.cap.model import Alert, Info, NamedValue, Reference
from watchroom.kernel.cap.write import area_from_geojson, write
from watchroom.kernel.exercise import EXERCISE_MARK, mark
from watchroom.kernel.geometry import GeoJSON
from watchroom.kernel.words import LANGS, Words
from watchroom.sources.actions import put_source
from watchroom.sources.bulletins import receive
from watchroom.sources.models import Bulletin, Source

CODE = "drill"
SENDER = "drill@watchroom"
TITLE = Words(zh="【演练】演练脚本", en="EXERCISE: drill script")
ORIGIN = Words(zh="演练脚本，不是真实数据", en="a drill's script; nothing of it is real")
QUIET_S = 86_400  # nothing is expected of it
CANCEL_LIFE = timedelta(hours=1)
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
_COLOURS = {1: ("Red", "Extreme"), 2: ("Orange", "Severe"), 3: ("Yellow", "Moderate"), 4: ("Blue", "Minor")}


@dataclass(frozen=True, slots=True)
class Played:
    """An official warning of a script. `level` 1 red to 4 blue; `area` a polygon or several, without holes."""

    event: Words
    headline: Words
    level: int
    lasts: timedelta
    area: GeoJSON
    area_name: Words


def played_source(actor: str) -> Source:
    """The source from which a drill's figures and warnings come. The same again changes nothing."""
    return put_source(
        CODE, "http_push", TITLE.zh, TITLE.en, expected_every_s=QUIET_S, simulated=True, origin=ORIGIN, actor=actor
    )


def receive_played(warning: Played, identifier: str, *, actor: str, cause: Cause = None) -> list[Bulletin]:
    """Takes the warning in as a feed would bring it. Joins a book that is an exercise's. Raises CapUnwritable."""
    with book(actor=actor, exercise=True) as b:
        document = write(_alert(warning, identifier, b.now), ZoneInfo(settings.SITE_ZONE))
        return receive(played_source(actor).pk, document, actor=actor, cause=cause)


def end_played(*, actor: str, cause: Cause = None) -> int:
    """The drill is over: its sender takes back what is in force. How many there were."""
    with book(actor=actor, exercise=True) as b:
        rows = Bulletin.objects.filter(source__code=CODE, state=Bulletin.State.IN_FORCE, expires__gt=b.now)
        found = list(rows.order_by("pk"))
        for row in found:
            document = write(_cancelling(row, b.now), ZoneInfo(settings.SITE_ZONE))
            receive(row.source_id, document, actor=actor, cause=cause)
    return len(found)


def _alert(warning: Played, identifier: str, now: datetime) -> Alert:
    sent = now.replace(microsecond=0)
    colour, severity = _COLOURS[warning.level]
    infos = tuple(
        Info(
            language=_LANGUAGES[lang], categories=("Met",), event=warning.event.text(lang), urgency="Expected",
            severity=severity, certainty="Likely", expires=sent + warning.lasts, sender_name=TITLE.text(lang),
            headline=mark(warning.headline.text(lang), True, lang), description=mark(warning.headline.text(lang), True, lang),
            parameters=(NamedValue("ColorCode", colour),), areas=(area_from_geojson(warning.area_name.text(lang), warning.area),),
        )
        for lang in LANGS
    )  # fmt: skip
    note = f"{EXERCISE_MARK.zh}{EXERCISE_MARK.en.rstrip(': ')}"
    return Alert("1.2", identifier, SENDER, sent, "", "Exercise", "Alert", scope="Public", note=note, infos=infos)


def _cancelling(row: Bulletin, now: datetime) -> Alert:
    ended = Played(
        Words(zh=row.event_zh, en=row.event_en), Words(zh=row.headline_zh, en=row.headline_en), row.level or 4, CANCEL_LIFE,
        row.area or {}, Words(zh=row.area_words or "—", en=row.area_words or "—"),
    )  # fmt: skip
    sent = row.sent.astimezone(ZoneInfo(settings.SITE_ZONE))
    refers = (Reference(row.sender, row.identifier, sent.isoformat()),)
    return replace(_alert(ended, f"{row.identifier}.end", now), msg_type="Cancel", references=refers)
