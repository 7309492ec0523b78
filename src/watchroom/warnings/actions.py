"""The only writers of warnings: draft, edit, review, return, sign (and release), cancel, send again, let expire."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from watchroom.dispatch import roll_ends
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.clock import site_now
from watchroom.journal.sending import GIVEN_UP
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.geometry import area_m2, shape
from watchroom.kernel.words import Words
from watchroom.people.queries import actor_words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.warnings import cap, entries, fields, rules
from watchroom.warnings.channel import CHANNELS
from watchroom.warnings.drafting import scene_area, start
from watchroom.warnings.faults import (
    Changed,
    GapsLeft,
    Incomplete,
    NoSuchDelivery,
    NoSuchWarning,
    NotApproved,
    NotFailed,
    NotNow,
    ReasonOwed,
    SamePerson,
    TypeTheHazard,
    Unsuitable,
    WideArea,
)
from watchroom.warnings.models import Approval, Counter, Delivery, Warning
from watchroom.warnings.queries import authors
from watchroom.warnings.recording import channel_words, facts_of, field_words, identifier_of, listed, message_of
from watchroom.warnings.rules import OPEN_TO_EDIT, State

_REVIEW = Words(zh="审核", en="review")
_SIGN = Words(zh="签发", en="sign")
_EDIT = Words(zh="修改", en="change")
_RETURN = Words(zh="退回", en="return")
_CANCEL = Words(zh="解除", en="cancel")
_DREW = Words(zh="制作或修改人", en="drafted or changed")
_READ = Words(zh="审核人", en="reviewed")


def draft(
    viewer: Viewer, *, incident: int | None = None, activation: int | None = None, template: str = "", **given: Any
) -> Warning:
    """A new draft: from a plan's template, for an incident, or blank; `given` replaces what these suggest.

    Raises the faults of `fields.cleaned`.
    """
    viewer.must(Act.DRAFT_WARNING)
    begin = start(viewer, site_now(), incident, activation, template)
    values = fields.DEFAULTS | begin.fields | fields.cleaned(given)
    fields.must_run_forward(values.get("onset"), values.get("expires"))
    with book(actor=viewer.actor, cause=begin.cause) as b:
        row = Warning(
            number=_next_number(b.now), incident_id=begin.incident, activation_id=begin.activation, template=begin.template,
            exercise=b.in_exercise(incident=begin.incident), author_id=_person(viewer), drafted_at=b.now, changed_at=b.now, **values,
        )  # fmt: skip
        row.save(force_insert=True)
        b.record(entries.Drafted(**facts_of(row)), subject=row.subject, incident=row.incident_id)
    return row


def edit(viewer: Viewer, pk: int, **given: Any) -> Warning:
    """Changes texts, area, audience, channels, level or times. A change after an approval makes the approval void.

    A released warning never changes: it is cancelled, and a new one drafted. Raises NotNow.
    """
    viewer.must(Act.DRAFT_WARNING)
    values = fields.cleaned(given)
    with book(actor=viewer.actor) as b:
        row = _row(pk)
        _must_be(row, OPEN_TO_EDIT, _EDIT)
        before = row.content
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        if row.content == before:
            return row
        fields.must_run_forward(row.onset, row.expires)
        voided = _void(row, b.now)
        row.state, row.changed_at = State.DRAFT, b.now
        row.save()
        what, void = listed([field_words(name) for name in changed]), _VOIDED if voided else None
        said = entries.Edited(
            **facts_of(row), changed=changed, changed_zh=what.zh, changed_en=what.en, voided=voided,
            voided_zh=void.zh if void else "", voided_en=void.en if void else "",
        )  # fmt: skip
        b.record(said, subject=row.subject, incident=row.incident_id, cause=_last(row))
    return row


_VOIDED = Words(zh="（原有签批随之失效）", en=" (approvals are void)")


def review(viewer: Viewer, pk: int, *, fingerprint: str) -> Warning:
    """The first approval, of exactly what the fingerprint names, by a person who wrote none of it."""
    viewer.must(Act.REVIEW_WARNING)
    with book(actor=viewer.actor) as b:
        row = _row(pk)
        _must_be(row, {State.DRAFT}, _REVIEW)
        _must_differ(viewer, authors(row), _DREW, _REVIEW)
        _must_be_sendable(row, b.now)
        _must_mean(row, fingerprint, _REVIEW)
        _approve(row, Approval.Step.REVIEW, viewer, b.now)
        row.state, row.reviewer_id, row.reviewed_at, row.hash = State.REVIEWED, viewer.person, b.now, row.content.hash
        row.save()
        b.record(entries.Reviewed(**facts_of(row)), subject=row.subject, incident=row.incident_id, cause=_last(row))
    return row


def give_back(viewer: Viewer, pk: int, *, reason: str) -> Warning:
    """Returned by the reviewer or the signer for changes, with a reason; approvals are void."""
    if not viewer.may(Act.SIGN_WARNING):
        viewer.must(Act.REVIEW_WARNING)
    reason = reason.strip()[:300]
    if not reason:
        raise ReasonOwed
    with book(actor=viewer.actor) as b:
        row = _row(pk)
        _must_be(row, OPEN_TO_EDIT, _RETURN)
        _void(row, b.now)
        row.state, row.changed_at = State.DRAFT, b.now
        row.save()
        said = entries.Returned(**facts_of(row), reason=reason)
        b.record(said, subject=row.subject, incident=row.incident_id, cause=_last(row))
    return row


def sign(viewer: Viewer, pk: int, *, fingerprint: str, hazard: str = "", wide: bool = False) -> Warning:
    """The second approval, and with it the release: one transaction, one delivery row for each channel.

    fingerprint  its last four, as typed by the signer, or all of it
    hazard       the hazard's word, asked for from orange on
    wide         that an area far larger than the incident's is meant
    """
    viewer.must(Act.SIGN_WARNING)
    with book(actor=viewer.actor) as b:
        row = _row(pk)
        _must_be(row, {State.REVIEWED}, _SIGN)
        _must_differ(viewer, authors(row), _DREW, _SIGN)
        _must_differ(viewer, (row.reviewer_id,), _READ, _SIGN)
        content_hash = row.content.hash
        if not row.approvals.filter(step=Approval.Step.REVIEW, void_at=None, hash=content_hash).exists():
            raise NotApproved(number=row.number)
        _must_mean(row, fingerprint, _SIGN)
        _must_be_sendable(row, b.now)
        _must_be_meant(row, hazard, wide)
        _approve(row, Approval.Step.SIGN, viewer, b.now)
        row.state, row.signer_id, row.hash = State.SIGNED, viewer.person, content_hash
        signed = b.record(
            entries.Signed(**facts_of(row), wide=wide), subject=row.subject, incident=row.incident_id, cause=_last(row)
        )
        row.state, row.released_at, row.identifier = State.RELEASED, b.now, identifier_of(row, "release")
        row.document = cap.document(message_of(row, "release", b.now)).decode()
        row.save()
        b.record(entries.Released(**facts_of(row)), subject=row.subject, incident=row.incident_id, cause=signed)
        _deliver(row, Delivery.Kind.RELEASE, row.channels, b.now)
    return row


def cancel(viewer: Viewer, pk: int, *, reason_zh: str = "", reason_en: str = "") -> Warning:
    """Ends a warning in one act by one person. Whom it reached, exactly those get the cancellation, in chain.

    What still waits to be sent is not sent. A draft is withdrawn.
    """
    viewer.must(Act.CANCEL_WARNING)
    reason = Words(zh=reason_zh.strip()[:300] or _DEFAULT_REASON.zh, en=reason_en.strip()[:300] or _DEFAULT_REASON.en)
    fields.must_be_tellable({"reason_zh": reason.zh, "reason_en": reason.en})
    with book(actor=viewer.actor) as b:
        row = _row(pk)
        _must_be(row, {*OPEN_TO_EDIT, State.RELEASED}, _CANCEL)
        released = row.state == State.RELEASED
        reached = _stop_waiting(row) if released else []
        row.state, row.canceller_id, row.ended_at = State.CANCELLED, viewer.person, b.now
        row.reason_zh, row.reason_en = reason.zh, reason.en
        if reached:
            row.cancel_identifier = identifier_of(row, "cancel")
            row.cancel_document = cap.document(message_of(row, "cancel", b.now)).decode()
        if not released:
            _void(row, b.now)
        row.save()
        said = entries.Cancelled(
            **facts_of(row),
            reason_zh=reason.zh,
            reason_en=reason.en,
            reached=reached,
            cancel_identifier=row.cancel_identifier,
        )
        release = journal.last(row.subject, "warnings.released")
        b.record(said, subject=row.subject, incident=row.incident_id, cause=release.id if release else _last(row))
        _deliver(row, Delivery.Kind.CANCEL, reached, b.now)
        if released:
            roll_ends.call_off(b, row.subject, _OFF.fill(why=reason))
    return row


# It is sent even after the warning would have expired by itself: whoever was told a thing is told that it is over.
CANCELLATION_KEEPS = timedelta(hours=24)
_OFF = Words(zh="预警已解除：{why}", en="The warning was cancelled: {why}")
_DEFAULT_REASON = Words(zh="影响已结束。", en="The danger has passed.")


def send_again(viewer: Viewer, delivery: int) -> Delivery:
    """A delivery that was given up is tried again, on a person's word."""
    viewer.must(Act.CANCEL_WARNING)
    with book(actor=viewer.actor) as b:
        sent = Delivery.objects.select_related("warning").filter(pk=delivery).first()
        if sent is None:
            raise NoSuchDelivery(delivery=delivery)
        title = channel_words(sent.channel)
        again = {"state": Delivery.State.WAITING, "tries": 0, "next_try_at": b.now, "error_zh": "", "error_en": ""}
        if sent.kind == Delivery.Kind.CANCEL:
            again["not_after"] = b.now + CANCELLATION_KEEPS
        if not Delivery.objects.filter(pk=delivery, state__in=GIVEN_UP).update(**again):
            raise NotFailed(channel=title, state=sent.state)
        row = sent.warning
        said = entries.DeliveryRetried(
            **facts_of(row), delivery=delivery, channel=sent.channel, channel_zh=title.zh, channel_en=title.en
        )
        b.record(said, subject=row.subject, incident=row.incident_id, cause=_last(row))
    sent.refresh_from_db()
    return sent


def lapse(pk: int, *, actor: str) -> bool:
    """Marks a warning whose time has run out. Whether it did."""
    with book(actor=actor) as b:
        row = Warning.objects.select_for_update().filter(pk=pk, state=State.RELEASED, expires__lte=b.now).first()
        if row is None:
            return False
        row.state, row.ended_at = State.LAPSED, b.now
        row.save()
        release = journal.last(row.subject, "warnings.released")
        cause = release.id if release else None
        b.record(entries.Lapsed(**facts_of(row)), subject=row.subject, incident=row.incident_id, cause=cause)
    return True


# Below: the checks and small steps that the acts share.


def _person(viewer: Viewer) -> int:
    """Who acts. A right is only ever held by a person, so there is one."""
    assert viewer.person is not None
    return viewer.person


def _row(pk: int) -> Warning:
    row = Warning.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NoSuchWarning(warning=pk)
    return row


def _next_number(now: datetime) -> str:
    """The update holds the year's row until the transaction ends, so that two drafts never share a number."""
    year = as_local(now, fields.zone()).year
    Counter.objects.get_or_create(year=year)
    Counter.objects.filter(year=year).update(last=F("last") + 1)
    return f"W-{year}-{Counter.objects.values_list('last', flat=True).get(year=year):04}"


def _last(row: Warning) -> int | None:
    found = journal.last(row.subject)
    return found.id if found else None


def _must_be(row: Warning, states: Iterable[str], act: Words) -> None:
    """Raises NotNow, saying who brought the warning to where it is, and when."""
    if row.state in set(states):
        return
    last = journal.last(row.subject)
    by = actor_words(last.actor) if last else Words(zh="–", en="–")
    at = iso(last.at) if last else iso(row.changed_at)
    local = as_local(last.at, fields.zone()).strftime("%m-%d %H:%M") if last else at
    raise NotNow(number=row.number, state=row.state_words, by=by, at=local, act=act)


def _must_differ(viewer: Viewer, others: Iterable[int | None], before: Words, act: Words) -> None:
    if rules.same_person(viewer.person, others):
        raise SamePerson(before=before, act=act)


def _must_mean(row: Warning, typed: str, act: Words) -> None:
    content_hash = row.content.hash
    if not rules.names(typed, content_hash):
        raise Changed(fingerprint=rules.fingerprint(content_hash), act=act)


def _must_be_sendable(row: Warning, now: datetime) -> None:
    """Nobody approves what could not go out: all elements, no gaps, every channel within its limits, writable as CAP."""
    content = row.content
    absent = rules.missing(content, now)
    if absent:
        raise Incomplete(what=listed([element.title for element in absent]))
    gaps = rules.unfilled(content)
    if gaps:
        raise GapsLeft(what=", ".join(gaps)[:200])
    message = message_of(row, "release", now)
    cap.document(message)
    for name in row.channels:
        why = CHANNELS[name]().limits(message) if name in CHANNELS else [_GONE]
        if why:
            raise Unsuitable(channel=channel_words(name), why=why[0])


_GONE = Words(zh="这个渠道已不在", en="this channel is not installed")


def _must_be_meant(row: Warning, hazard: str, wide: bool) -> None:
    """Raises TypeTheHazard from orange on, WideArea for an area far beyond its incident's."""
    if row.level <= rules.GRAVE and not rules.word_typed(hazard, row.event):
        raise TypeTheHazard(colour=row.colour, hazard=row.event or row.words)
    assert row.area is not None
    km2 = area_m2(shape(row.area)) / 1e6
    ground = scene_area(row.incident) if row.incident else None
    if not wide and rules.is_wide(km2, area_m2(shape(ground)) / 1e6 if ground else None):
        raise WideArea(area=f"{km2:,.0f}")


def _approve(row: Warning, step: str, viewer: Viewer, at: datetime) -> None:
    Approval.objects.create(
        warning=row,
        step=step,
        person_id=_person(viewer),
        post=viewer.posts[0] if viewer.posts else "",
        hash=row.content.hash,
        at=at,
    )


def _void(row: Warning, at: datetime) -> bool:
    """Makes all approvals void; whether there were any."""
    row.reviewer_id = row.signer_id = row.reviewed_at = None
    row.hash = ""
    return bool(row.approvals.filter(void_at=None).update(void_at=at))


def _deliver(row: Warning, kind: str, channels: Iterable[str], at: datetime) -> None:
    until = row.expires if kind == Delivery.Kind.RELEASE else None
    Delivery.objects.bulk_create(
        Delivery(
            warning=row,
            kind=kind,
            channel=name,
            key=f"{row.number}:{kind}:{name}",
            hash=row.hash,
            made_at=at,
            next_try_at=at,
            not_after=until or at + CANCELLATION_KEEPS,
        )
        for name in sorted(set(channels))
    )


def _stop_waiting(row: Warning) -> list[str]:
    """Drops what was not sent yet; the channels that had the warning, or may have had it."""
    mine = row.deliveries.filter(kind=Delivery.Kind.RELEASE)
    never = mine.filter(state=Delivery.State.WAITING, repeat=False, tries=0)
    unsure = mine.filter(state__in=[Delivery.State.WAITING, *GIVEN_UP]).exclude(pk__in=never.values("pk"))
    had = mine.filter(state__in=[Delivery.State.SENT, Delivery.State.SENDING])
    reached = sorted(
        {*had.values_list("channel", flat=True), *unsure.filter(repeat=True).values_list("channel", flat=True)}
    )
    mine.filter(state=Delivery.State.WAITING).update(state=Delivery.State.DROPPED)
    return reached
