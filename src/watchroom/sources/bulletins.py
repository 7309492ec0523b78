"""Receiving official warnings: each CAP message once, in its chain, whatever the order in which they come."""

from watchroom.journal.book import Book, Handle, book
from watchroom.kernel import cap
from watchroom.kernel.cap.model import Alert, Info
from watchroom.kernel.clock import UTC, iso, parse_time
from watchroom.kernel.geometry import GeoJSON, GeometryRefused, check_geojson
from watchroom.sources import rules
from watchroom.sources.entries import BulletinEnded, BulletinFacts, BulletinReceived
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.models import Bulletin, Source
from watchroom.sources.payloads import shown

State = Bulletin.State


def receive(source: int, document: bytes, *, actor: str) -> list[Bulletin]:
    """Takes the messages of one CAP file; those that are here already change nothing.

    The same words under a new identifier are counted, not taken again. A message refers to others by sender,
    identifier and time of sending: they are ended whether they are here already or come later, and then raise nothing.
    Raises kernel.cap's CapRefused, and FeedUnreadable for a message without identity.
    """
    alerts = cap.read(document).alerts
    return [row for alert in alerts if (row := receive_read(source, alert, document, actor=actor)) is not None]


def receive_read(source: int, alert: Alert, document: bytes, *, actor: str) -> Bulletin | None:
    """Takes one message that has been read already; `document` is what its sender wrote. None when it is here.

    Raises FeedUnreadable for a message without identity.
    """
    wordless = not alert.infos and alert.msg_type in ("Alert", "Update")
    if not alert.identifier or not alert.sender or alert.sent is None or wordless:
        raise FeedUnreadable(url=shown(alert.identifier or "?"), why="identifier, sender, sent, info")
    area = _checked(rules.shape_of(area for info in alert.infos for area in info.areas))
    with book(actor=actor) as b:
        if Bulletin.objects.filter(
            sender=alert.sender, identifier=alert.identifier, sent=alert.sent.astimezone(UTC)
        ).exists():
            return None
        mark = rules.content_digest(alert)
        twin = _twin(alert, mark)
        if twin is not None:
            twin.repeats += 1
            twin.save(update_fields=["repeats"])
            return None
        row = _row(b, Source.objects.get(pk=source), alert, area, mark, document)
        enders = _enders(row)
        row.state = rules.state_of(row.msg_type, [ender.msg_type for ender in enders])
        row.ended_by = next((e for e in enders if rules.ends(e.msg_type) == row.state), None)
        row.save()
        told = b.record(facts(row, BulletinReceived), subject=f"bulletin:{row.pk}")
        _end(b, row, told)
    return row


def _twin(alert: Alert, mark: str) -> Bulletin | None:
    """The same warning under another identifier. What is sent again after its twin has ended is a new one."""
    if not alert.infos or alert.sent is None:
        return None
    for one in (
        Bulletin.objects.filter(digest=mark)
        .select_related("ended_by")
        .defer("document", "ended_by__document")
        .order_by("id")
    ):
        ended = one.ended_by.sent if one.ended_by else one.expires
        if alert.sent <= min(ended, one.expires):
            return one
    return None


def _row(b: Book, source: Source, alert: Alert, area: GeoJSON | None, mark: str, document: bytes) -> Bulletin:
    assert alert.sent is not None
    zh, en = alert.info_for("zh") or Info(), alert.info_for("en") or Info()
    starts = [at for info in alert.infos for at in (info.onset, info.effective) if at]
    return Bulletin(
        source=source, identifier=alert.identifier[:255], sender=alert.sender[:255], sent=alert.sent.astimezone(UTC),
        status=alert.status[:16], msg_type=alert.msg_type[:16], exercise=alert.status in ("Exercise", "Test", "Draft"),
        signature="unverified" if alert.signed else "none",
        references=[[r.sender, r.identifier, _sent(r.sent)] for r in alert.references],
        event_zh=zh.event[:255], event_en=en.event[:255],
        headline_zh=zh.headline or zh.event or alert.note, headline_en=en.headline or en.event or alert.note,
        instruction_zh=zh.instruction, instruction_en=en.instruction, level=rules.level_of(zh) or rules.level_of(en),
        severity=zh.severity[:16], area=area,
        area_words=shown("；".join(dict.fromkeys(one.desc for info in alert.infos for one in info.areas if one.desc)), 400),
        effective=min(starts, default=alert.sent).astimezone(UTC),
        expires=(alert.ends_at(rules.BULLETIN_LIFE) or alert.sent + rules.BULLETIN_LIFE).astimezone(UTC),
        received_at=b.now, digest=mark, document=document,
    )  # fmt: skip


def _enders(row: Bulletin) -> list[Bulletin]:
    """Messages that came before and already refer to this one."""
    key = [row.sender, row.identifier, iso(row.sent)]
    later = Bulletin.objects.filter(
        sender=row.sender, exercise=row.exercise, msg_type__in=("Update", "Cancel", "Error")
    ).defer("document")
    return [one for one in later.order_by("sent") if key in one.references]


def _end(b: Book, row: Bulletin, cause: Handle) -> None:
    """Ends what this message refers to, if it is here and still in force. Only its own sender can end a message, and an
    exercise ends nothing real."""
    state = rules.ends(row.msg_type)
    if state is None:
        return
    for sender, identifier, sent in row.references:
        if sender != row.sender:
            continue
        standing = Bulletin.objects.filter(
            sender=sender, identifier=identifier, exercise=row.exercise, state__in=(State.IN_FORCE, State.SUPERSEDED)
        )
        for old in standing.exclude(pk=row.pk):
            if (sent and iso(old.sent) != sent) or old.state == state:
                continue
            old.state, old.ended_by = State(state), row
            old.save(update_fields=["state", "ended_by"])
            b.record(facts(old, BulletinEnded), subject=f"bulletin:{old.pk}", cause=cause)


def facts[F: BulletinFacts](row: Bulletin, kind: type[F]) -> F:
    return kind(
        bulletin=row.pk, source=row.source.code, identifier=row.identifier, sender=row.sender, sent=iso(row.sent),
        status=row.status, msg_type=row.msg_type, state=str(row.state), signature=row.signature,
        event_zh=row.event_zh, event_en=row.event_en, headline_zh=row.headline_zh[:400], headline_en=row.headline_en[:400],
        level=row.level, severity=row.severity, area_words=row.area_words, effective=iso(row.effective), expires=iso(row.expires),
        ended_by=row.ended_by.identifier if row.ended_by else "",
    )  # fmt: skip


def _sent(text: str) -> str:
    """The time of sending in a reference, in our form; empty when it cannot be read, and then not compared."""
    try:
        return iso(parse_time(text))
    except ValueError:
        return ""


def _checked(area: GeoJSON | None) -> GeoJSON | None:
    try:
        return check_geojson(area) if area else None
    except GeometryRefused:
        return None
