"""A message as a CAP 1.2 document, by the kernel's strict writer."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from watchroom.kernel.cap import Alert, Info, NamedValue, Reference
from watchroom.kernel.cap.write import area_from_geojson, write
from watchroom.kernel.exercise import EXERCISE_MARK
from watchroom.kernel.words import LANGS, Lang
from watchroom.warnings.events import CODE_LIST
from watchroom.warnings.message import Message
from watchroom.warnings.rules import COLOUR_CODE, SEVERITY

LANGUAGES: dict[Lang, str] = {"zh": "zh-CN", "en": "en-US"}
OPENAPI = {"responses": {200: {"description": "A CAP 1.2 document", "content": {"application/cap+xml": {}}}}}
CANCEL_LIFE = timedelta(minutes=60)
_EXERCISE_NOTE = f"{EXERCISE_MARK.zh}{EXERCISE_MARK.en.rstrip(': ')}"


def document(message: Message) -> bytes:
    """The CAP document. Raises CapUnwritable, and then nothing may be released."""
    return write(alert_of(message), ZoneInfo(message.zone))


def alert_of(message: Message) -> Alert:
    cancels = message.kind == "cancel"
    references = () if message.refers_to is None else (_reference(message),)
    return Alert(
        version="1.2",
        identifier=message.identifier,
        sender=message.sender,
        sent=message.sent,
        sent_text="",
        status="Exercise" if message.exercise else "Actual",
        msg_type="Cancel" if cancels else "Alert",
        scope="Public",
        note=_note(message),
        references=references,
        infos=tuple(_info(message, lang) for lang in LANGS),
    )


def _note(message: Message) -> str:
    """CAP asks an exercise to say which one it is, and a cancellation to say why."""
    parts = [_EXERCISE_NOTE] if message.exercise else []
    if message.reason:
        parts += [message.reason.zh, message.reason.en]
    return " ".join(parts)


def _reference(message: Message) -> Reference:
    assert message.refers_to is not None
    sent = message.refers_to.sent.astimezone(ZoneInfo(message.zone)).replace(microsecond=0)
    return Reference(message.sender, message.refers_to.identifier, sent.isoformat())


def _info(message: Message, lang: Lang) -> Info:
    info = Info(
        language=LANGUAGES[lang],
        categories=(message.category,),
        event=message.event.text(lang),
        response_types=(message.response_type,) if message.response_type else (),
        urgency="Unknown",
        severity=SEVERITY[message.level],
        certainty="Unknown",
        audience=message.audience.text(lang),
        event_codes=(NamedValue(CODE_LIST, message.event_code),) if message.event_code else (),
        onset=message.onset,
        expires=message.expires,
        sender_name=message.issuer.text(lang),
        headline=message.headed(lang),
        description=message.described(lang),
        instruction=message.instructed(lang),
        contact=message.contact,
        parameters=(NamedValue("ColorCode", COLOUR_CODE[message.level]),),
        areas=(area_from_geojson(message.area_name.text(lang), message.area),),
    )
    if message.kind == "release":
        return info
    return replace(info, response_types=("AllClear",), urgency="Past", onset=None, expires=message.sent + CANCEL_LIFE)
