"""The site's own Word template for the brief of a report: put in, tried, taken into service, filled.

Whoever brings a template may have it from anywhere: it is opened in a child process with limits, never here.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from watchroom.incidents import brief_entries as entries
from watchroom.incidents.actions import filled
from watchroom.incidents.brief_models import BriefService, BriefTemplate
from watchroom.incidents.brief_places import NAMES, PLACES, Values, made_up
from watchroom.incidents.faults import NoSuchTemplate, TemplateInUse, TemplateNotFilled, TemplateUnfit
from watchroom.incidents.files import plain_name
from watchroom.journal.book import book
from watchroom.kernel.apart import Failed, Overrun, apart
from watchroom.kernel.words import LANGS, Lang, Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_BYTES, MOST_VERSIONS, MARK = 4 << 20, 200, 12
CHILD, LIMIT_S = "watchroom.incidents.brief_child", 30
_NOTE, _REASON = Words(zh="说明", en="Note"), Words(zh="理由", en="Reason")
_PLACES = {
    name: {"code": code, "zh": PLACES[code].words.zh, "en": PLACES[code].words.en, "many": PLACES[code].many, "needed": PLACES[code].needed}
    for name, code in NAMES.items()
}  # fmt: skip
_SLOW = Words(zh="打开它超过了所许的时间或内存", en="opening it took more time or memory than it may")
_WHY = {
    "DocumentTooHeavy": Words(zh="{what}超过 {most}", en="{what}, more than {most}"),
    "DocumentUnsafe": Words(zh="{what}", en="{what}"),
    "DocumentUnknown": Words(zh="{what}", en="{what}"),
    "DocumentLocked": Words(zh="有打开口令或已加密", en="it has a password or is encrypted"),
    "DocumentBroken": Words(zh="已损坏（{why}）", en="it is broken ({why})"),
}


class _Unfit(Exception):
    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True)
class Version:
    """A template without its bytes; `in_service`: briefs are made from it now."""

    row: BriefTemplate
    in_service: bool


def put(viewer: Viewer, name: str, data: bytes, *, note: str = "") -> BriefTemplate:
    """Keeps a template as the next version, once it is sound and a made-up report came out of it in both languages. The same
    bytes again are the version that they were. It is not in service yet.

    Raises TemplateUnfit (says every trouble and where it stands), NotFilled.
    """
    viewer.must(Act.ADMIN)
    note = filled(note, _NOTE, 500) if note.strip() else ""
    name = plain_name(name)
    try:
        _check(data)
        for lang in LANGS:
            _fill(data, made_up(lang))
    except _Unfit as unfit:
        raise TemplateUnfit(name=name[:60], why=unfit.why) from None
    kept = hashlib.sha256(data).hexdigest()
    with book(actor=viewer.actor) as b:
        b.in_turn("brief-templates")
        same = BriefTemplate.objects.filter(digest=kept).first()
        if same is not None:
            return same
        newest = BriefTemplate.objects.order_by("-number").first()
        number = newest.number + 1 if newest else 1
        if number > MOST_VERSIONS:
            why = Words(zh="已有 {n} 版，不能再多", en="there are {n} versions, and no more are kept").fill(
                n=MOST_VERSIONS
            )
            raise TemplateUnfit(name=name[:60], why=why)
        row = BriefTemplate.objects.create(
            number=number, name=name, size=len(data), digest=kept, body=data, at=b.now, by=b.actor, note=note
        )
        b.record(entries.BriefTemplatePut(number, row.size, kept, kept[:MARK]), subject=row.subject)
    return row


def use(viewer: Viewer, number: int | None, *, reason: str) -> BriefService:
    """From now on briefs come out of this version; None: in the platform's own form. An earlier one can be put back.

    Raises NoSuchTemplate, TemplateInUse, NotFilled.
    """
    viewer.must(Act.ADMIN)
    reason = filled(reason, _REASON, 500)
    with book(actor=viewer.actor) as b:
        row = _row(number) if number is not None else None
        now = in_service()
        if (now.pk if now else None) == (row.pk if row else None):
            raise TemplateInUse(which=_named(row))
        made = BriefService.objects.create(template=row, at=b.now, by=b.actor, reason=reason)
        said = entries.BriefTemplateUsed(row.number if row else 0, reason)
        b.record(said, subject=row.subject if row else "brief-template:0")
    return made


def in_service() -> BriefTemplate | None:
    """What briefs are made from now, with its bytes; for whoever may see the report. None: the platform's own form."""
    newest = BriefService.objects.select_related("template").order_by("-pk").first()
    return newest.template if newest else None


def versions(viewer: Viewer) -> list[Version]:
    """Newest first."""
    viewer.must(Act.ADMIN)
    now = in_service()
    rows = BriefTemplate.objects.defer("body").order_by("-number")
    return [Version(row, now is not None and row.pk == now.pk) for row in rows]


def services(viewer: Viewer) -> list[BriefService]:
    """What was in service when, newest first."""
    viewer.must(Act.ADMIN)
    return list(BriefService.objects.select_related("template").defer("template__body").order_by("-pk")[:100])


def version(viewer: Viewer, number: int) -> BriefTemplate:
    """With its bytes. Raises NoSuchTemplate."""
    viewer.must(Act.ADMIN)
    return _row(number)


def tried(viewer: Viewer, number: int, lang: Lang) -> bytes:
    """The made-up report as it comes out of a version. Raises NoSuchTemplate, TemplateNotFilled."""
    viewer.must(Act.ADMIN)
    return written(_row(number), made_up(lang))


def written(row: BriefTemplate, values: Values) -> bytes:
    """A Word document out of a template. Raises TemplateNotFilled."""
    try:
        return _fill(bytes(row.body), values)
    except _Unfit as unfit:
        raise TemplateNotFilled(number=row.number, why=unfit.why) from None


def _row(number: int) -> BriefTemplate:
    found = BriefTemplate.objects.filter(number=number).first() if 0 < number < 2**31 else None
    if found is None:
        raise NoSuchTemplate(number=number)
    return found


def _named(row: BriefTemplate | None) -> Words:
    if row is None:
        return Words(zh="平台自己的版式", en="the platform's own form")
    return Words(zh="第 {n} 版", en="version {n}").fill(n=row.number)


def _check(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise _Unfit(Words(zh="超过 {n} MB", en="it is larger than {n} MB").fill(n=MOST_BYTES >> 20))
    if not data.startswith(b"PK\x03\x04"):
        raise _Unfit(Words(zh="不是 Word 文档（.docx）", en="it is no Word document (.docx)"))
    troubles = [Words(*one) for one in _by_child(data, {"do": "check"})["troubles"]]
    if troubles:
        raise _Unfit(Words(zh="；".join(one.zh for one in troubles), en="; ".join(one.en for one in troubles)))


def _fill(data: bytes, values: Values) -> bytes:
    return base64.b64decode(_by_child(data, {"do": "fill", "values": dict(values)})["docx"])


def _by_child(data: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    head = json.dumps(asked | {"places": _PLACES}).encode()
    try:
        told: dict[str, Any] = apart(CHILD, data=len(head).to_bytes(4, "big") + head + data, seconds=LIMIT_S)
    except Overrun:
        raise _Unfit(_SLOW) from None
    except Failed as error:
        raise _Unfit(_WHY["DocumentBroken"].fill(why=str(error)[:120])) from None
    if "refused" in told:
        facts = {key: Words(*value) if isinstance(value, list) else value for key, value in told["facts"].items()}
        raise _Unfit(_WHY[str(told["refused"])].fill(**facts))
    return told
