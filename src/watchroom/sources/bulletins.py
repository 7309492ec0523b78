"""Receiving official warnings: each CAP message once, in its chain, whatever the order in which they come."""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from watchroom.journal.book import Book, Cause, Handle, book
from watchroom.journal.clock import site_now
from watchroom.kernel.cap.model import Alert, Info
from watchroom.kernel.cap.read import read_tree
from watchroom.kernel.cap.signature import SignatureVerdict
from watchroom.kernel.cap.tree import parse
from watchroom.kernel.clock import UTC, iso, parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.geometry import GeoJSON, GeometryRefused, check_geojson
from watchroom.kernel.text import shown
from watchroom.sources import area_codes, chains, geocodes, rules, trust
from watchroom.sources.areas import Said, shape_of
from watchroom.sources.entries import BulletinEnded, BulletinFacts, BulletinJudged, BulletinReceived
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.geocodes import AreaName
from watchroom.sources.models import Bulletin, Source
from watchroom.sources.saying import MESSAGE_TYPES

ESTIMATED = "area.estimate"  # a note of a reader of other forms: the area is ours
MOST_REFERENCES = 1_000
MOST_NOTES = 24
MOST_EVENTS = 500
_UNSIGNED = SignatureVerdict("none")


def receive(source: int, document: bytes, *, actor: str, cause: Cause = None) -> list[Bulletin]:
    """Takes the messages of one CAP file; those that are here already change nothing.

    The same words under a new identifier are counted, not taken again. A message refers to others by sender,
    identifier and time of sending: they are ended whether they are here already or come later, and then raise nothing.
    Raises kernel.cap's CapRefused for a file in which nothing can be read, and for one that holds several messages the
    fault of the first that is bad, after all others have been taken.
    """
    tree = parse(document)
    taken: list[Bulletin] = []
    faults: list[Fault] = []
    for alert, element in zip(read_tree(tree).alerts, tree.alerts, strict=True):
        verdict = trust.verdict(element, alert.sender, site_now()) if alert.signed else _UNSIGNED
        raw = document if tree.kind == "alert" else etree.tostring(element, with_tail=False, encoding="utf-8")
        try:
            row = receive_read(source, alert, raw, actor=actor, verdict=verdict, cause=cause)
        except Fault as fault:
            faults.append(fault)
            continue
        taken += [row] if row is not None else []
    if faults:
        raise faults[0]
    return taken


def receive_read(
    source: int,
    alert: Alert,
    document: bytes,
    *,
    actor: str,
    verdict: SignatureVerdict = _UNSIGNED,
    cause: Cause = None,
) -> Bulletin | None:
    """Takes one message that has been read already; `document` is what its sender wrote. None when it is here.

    Raises FeedUnreadable for a message without identity.
    """
    wordless = not alert.infos and alert.msg_type in ("Alert", "Update")
    if not alert.identifier or not alert.sender or alert.sent is None or wordless:
        raise FeedUnreadable(url=shown(alert.identifier or "?"), why="identifier, sender, sent, info")
    area, names, said = _area(alert)
    with book(actor=actor, cause=cause) as b:
        home = Source.objects.get(pk=source)
        trusted = rules.may_act(verdict.standing, bool(home.settings.get("must_be_signed")))
        known = _known(alert)
        if known is not None and (known.trusted or not trusted):
            _also_from(known, home)
            return None
        mark = rules.content_digest(alert)
        twin = _twin(alert, mark, trusted)
        if twin is not None:
            _repeated(b, twin, alert)
            return None
        row = _row(b, home, alert, mark, document)
        if known is not None:  # what stood here could not be vouched for: the true one takes its place
            row.pk = known.pk
        row.signature, row.trusted = verdict.standing, trusted
        row.geocodes = [[name.system, name.code] for name in names]
        row.area, row.area_from, row.notes = area, *_noted(area, alert, [*said, *_signature_notes(verdict)])
        row.state = Bulletin.State.NOTICE
        row.save()
        chains.link(row)
        _settle(b, row, news=True)
    return row


def events_told(source: Source) -> dict[str, list[str]]:
    """What is here of each event that a list tells in a form of its own, as `noticing` remembers it, but for its mark."""
    rows = Bulletin.objects.filter(source=source).order_by("-sent", "-id").values_list("identifier", "sent")
    told: dict[str, list[str]] = {}
    for identifier, sent in rows[:MOST_EVENTS]:
        told.setdefault(identifier.partition(".")[0], ["", identifier, iso(sent)])
    return told


def judge_again(rows: Iterable[Bulletin], *, actor: str) -> int:
    """Judges signature and area once more, after a certificate or shapes were given; how many came out otherwise."""
    changed = 0
    for row in rows:
        try:
            alert, element = _own(row)
        except Fault:
            continue  # a notice in a form of its own: it has neither signature nor codes
        verdict = trust.verdict(element, alert.sender, site_now()) if alert.signed else _UNSIGNED
        area, _, said = _area(alert)
        area_from, notes = _noted(area, alert, [*said, *_signature_notes(verdict)])
        trusted = rules.may_act(verdict.standing, bool(row.source.settings.get("must_be_signed")))
        if (row.signature, row.trusted, row.area, row.notes) == (verdict.standing, trusted, area, notes):
            continue
        with book(actor=actor) as b:
            row.signature, row.trusted, row.area, row.area_from = verdict.standing, trusted, area, area_from
            row.notes = notes
            row.save(update_fields=["signature", "trusted", "area", "area_from", "notes"])
            b.record(facts(row, BulletinJudged), subject=f"bulletin:{row.pk}")
            levels_due(b.now)
        changed += 1
    return changed


def standing(sender: str | None = None) -> list[Bulletin]:
    """Messages in force, with their documents: of one sender, or those that name codes."""
    rows = Bulletin.objects.select_related("source", "ended_by").filter(
        state=Bulletin.State.IN_FORCE, expires__gt=site_now()
    )
    return list(rows.filter(sender=sender) if sender is not None else rows.exclude(geocodes=[]))


def levels_due(now: datetime) -> None:
    """Sources that tell the level of official warnings are asked at once: what they tell has changed."""
    Source.objects.filter(kind="official", retired=False, next_poll_at__gt=now).update(next_poll_at=now)


def _own(row: Bulletin) -> tuple[Alert, etree._Element]:
    """The message of a row in its own document. Raises CapRefused for a notice that was never CAP."""
    tree = parse(bytes(row.document))
    alerts = read_tree(tree).alerts
    for alert, element in zip(alerts, tree.alerts, strict=True):
        if alert.identifier == row.identifier:
            return alert, element
    return alerts[0], tree.alerts[0]


def _known(alert: Alert) -> Bulletin | None:
    """This very message, if it is here."""
    assert alert.sent is not None
    same = Bulletin.objects.filter(sender=alert.sender, identifier=alert.identifier, sent=alert.sent.astimezone(UTC))
    return same.only("id", "source_id", "trusted", "also_from").first()


def _also_from(known: Bulletin, home: Source) -> None:
    """What another source brings too is that one's news as well, and no second warning."""
    if known.source_id != home.pk and home.code not in known.also_from:
        known.also_from = [*known.also_from, home.code]
        known.save(update_fields=["also_from"])


def _twin(alert: Alert, mark: str, trusted: bool) -> Bulletin | None:
    """The same warning under another identifier. What is sent again after its twin has ended is a new one; and one that
    cannot be vouched for never stands in for one that can.
    """
    if not alert.infos or alert.sent is None:
        return None
    for one in (
        Bulletin.objects.filter(digest=mark)
        .select_related("ended_by")
        .defer("document", "ended_by__document")
        .order_by("id")
    ):
        ended = one.ended_by.sent if one.ended_by else one.expires
        if alert.sent <= min(ended, one.expires) and one.trusted >= trusted:
            return one
    return None


def _row(b: Book, source: Source, alert: Alert, mark: str, document: bytes) -> Bulletin:
    assert alert.sent is not None
    zh, en = alert.info_for("zh") or Info(), alert.info_for("en") or Info()
    starts = [at for info in alert.infos for at in (info.onset, info.effective) if at]
    return Bulletin(
        source=source, identifier=alert.identifier[:255], sender=alert.sender[:255], sent=alert.sent.astimezone(UTC),
        status=alert.status[:16], msg_type=alert.msg_type[:16], exercise=alert.status in ("Exercise", "Test", "Draft"),
        references=_references(alert),
        event_zh=zh.event[:255], event_en=en.event[:255],
        headline_zh=zh.headline or zh.event or alert.note, headline_en=en.headline or en.event or alert.note,
        instruction_zh=zh.instruction, instruction_en=en.instruction, level=rules.level_of(zh) or rules.level_of(en),
        severity=zh.severity[:16], languages=list(dict.fromkeys(info.language[:20] for info in alert.infos))[:20],
        area_words=shown("；".join(dict.fromkeys(one.desc for info in alert.infos for one in info.areas if one.desc)), 400),
        effective=min(starts, default=alert.sent).astimezone(UTC),
        expires=(alert.ends_at(rules.BULLETIN_LIFE) or alert.sent + rules.BULLETIN_LIFE).astimezone(UTC),
        event_ends=rules.event_ends(alert), received_at=b.now, digest=mark, document=document,
    )  # fmt: skip


# ---- area ----------------------------------------------------------------------------------------------------------


def _area(alert: Alert) -> tuple[GeoJSON | None, list[AreaName], list[Said]]:
    """The shape of a message: its own, else that of its codes by the site's table; with its codes and what is said."""
    areas = [area for info in alert.infos for area in info.areas]
    names = geocodes.names_in(areas)
    shape, said = shape_of(areas)
    if shape is None and names:
        shape, more = area_codes.look_up(names)
        said += more
    if shape is not None:
        try:
            return check_geojson(shape), names, said
        except GeometryRefused as fault:
            said.append(("area.unusable", fault.words))
    return None, names, said


def _noted(area: GeoJSON | None, alert: Alert, said: list[Said]) -> tuple[Bulletin.AreaFrom, list[list[str]]]:
    """Where the area comes from, and all remarks, each kind of remark of the reader once."""
    codes = {code for code, _ in said}
    reader = {note.code: note.text for note in reversed(alert.notes)}
    told = [*said, *reader.items()][:MOST_NOTES]
    origin = Bulletin.AreaFrom.MESSAGE
    if area is None:
        origin = Bulletin.AreaFrom.NONE
    elif "area.by_code" in codes:
        origin = Bulletin.AreaFrom.CODES
    elif ESTIMATED in reader:
        origin = Bulletin.AreaFrom.ESTIMATE
    return origin, [[code, shown(words.zh, 300), shown(words.en, 300)] for code, words in told]


def _signature_notes(verdict: SignatureVerdict) -> list[Said]:
    return [(note.code, note.text) for note in verdict.notes]


# ---- chain ---------------------------------------------------------------------------------------------------------


def _repeated(b: Book, twin: Bulletin, alert: Alert) -> None:
    """The same words again under another identifier: counted. What refers to that identifier means this warning, and
    what it refers to is ended by it, in whatever order they come.
    """
    assert alert.sent is not None
    twin.repeats += 1
    known = [one[:2] for one in twin.references]
    more = [one for one in _references(alert) if one[:2] not in known]
    twin.references = [*twin.references, *more][:MOST_REFERENCES]
    twin.save(update_fields=["repeats", "references"])
    if chains.also_named(twin, alert.identifier[:255], alert.sent.astimezone(UTC)):
        chains.link(twin)
        _settle(b, twin, news=False)


def _settle(b: Book, row: Bulletin, *, news: bool) -> None:
    """Writes what the chain says now. A new message's own entry comes first: it is the cause of what it ends."""
    chain = chains.chain_of(row)
    states = rules.chain_states([link for link, _ in chain.values()])
    told: Handle | None = None
    if news:
        state, ender = states[row.pk]
        row.state, row.ended_by = Bulletin.State(state), chain[ender][1] if ender else None
        row.save(update_fields=["state", "ended_by"])
        told = b.record(facts(row, BulletinReceived), subject=f"bulletin:{row.pk}")
    for pk, (_, old) in chain.items():
        state, ender = states[pk]
        if old.state != state:
            _set_state(b, pk, Bulletin.State(state), ender, told)
    levels_due(b.now)


def _set_state(b: Book, pk: int, state: Bulletin.State, ender: int | None, cause: Handle | None) -> None:
    old = Bulletin.objects.select_related("source").defer("document").get(pk=pk)
    old.state, old.ended_by_id = state, ender
    old.save(update_fields=["state", "ended_by"])
    b.record(facts(old, BulletinEnded), subject=f"bulletin:{old.pk}", cause=cause)


def facts[F: BulletinFacts](row: Bulletin, kind: type[F]) -> F:
    sort = MESSAGE_TYPES.get(row.msg_type)
    return kind(
        bulletin=row.pk, source=row.source.code, identifier=row.identifier, sender=row.sender, sent=iso(row.sent),
        status=row.status, msg_type=row.msg_type, state=str(row.state), signature=row.signature,
        event_zh=row.event_zh, event_en=row.event_en, headline_zh=row.headline_zh[:400], headline_en=row.headline_en[:400],
        level=row.level, severity=row.severity, area_words=row.area_words, effective=iso(row.effective), expires=iso(row.expires),
        ended_by=row.ended_by.identifier if row.ended_by else "", trusted=row.trusted, type_zh=sort.zh if sort else "", type_en=sort.en if sort else "",
    )  # fmt: skip


def _references(alert: Alert) -> list[list[str]]:
    return [[r.sender, r.identifier, _sent(r.sent)] for r in alert.references[:MOST_REFERENCES]]


def _sent(text: str) -> str:
    """The time of sending in a reference, in our form; empty when it cannot be read, and then not compared."""
    try:
        return iso(parse_time(text))
    except ValueError:
        return ""
