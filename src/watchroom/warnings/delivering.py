"""Deliveries of warnings, by the one way in which things leave (`journal/sending.py`): at least once, a repeat is marked.

A channel that tells repeats apart does it again silently, any other is asked once more at most, and then a person decides.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from watchroom.journal import queries as journal
from watchroom.journal import sending
from watchroom.journal.book import book
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.warnings import entries
from watchroom.warnings.channel import CHANNELS, Channel, NotSent, Rendered
from watchroom.warnings.models import Delivery, Posting, Warning
from watchroom.warnings.recording import channel_words, facts_of, message_of
from watchroom.warnings.rules import State

ACTOR = "work:deliveries"
_SENDING, _WAITING = Delivery.State.SENDING, Delivery.State.WAITING

WHAT = {
    Delivery.Kind.RELEASE.value: Words(zh="预警", en="warning"),
    Delivery.Kind.CANCEL.value: Words(zh="解除通知", en="cancellation"),
}
_CHANGED = Words(
    zh="内容与签发时不一致，已拦下，没有发送。请立即核查",
    en="what would leave is not what was signed; it was held back. Look into it at once",
)
_NO_EXERCISE = Words(
    zh="这是演练，真实渠道拒收，没有发送",
    en="this is an exercise and the channel is a real one; it was refused and not sent",
)
_GONE = Words(zh="这个渠道没有安装", en="the channel is not installed")
_BROKE = Words(zh="渠道程序出错（{kind}）", en="the channel's program failed ({kind})")
_UNSURE = Words(
    zh="两次发送都在记录前中断，可能已送达，请人工核实后再决定是否重发",
    en="two attempts broke off before they were written down; it may have arrived. Check by hand before sending again",
)
_OVER = Words(zh="预警已解除，不再发送", en="the warning was cancelled; it is no longer sent")
_TOO_OFTEN = Words(
    zh="{why}；已尝试 {tries} 次，不再自动重试", en="{why}; tried {tries} times, no further attempt by itself"
)
_REPEAT = Words(zh="（可能重复）", en=" (possibly twice)")


class SiteOutlet:
    """What channels reach: the public postings of this site, and outbox files in its data folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.DATA) / "outbox"

    def post(self, outlet: str, rendered: Rendered) -> str:
        message = rendered.message
        with book(actor=ACTOR) as b:
            posting, new = Posting.objects.get_or_create(
                outlet=outlet,
                identifier=message.identifier,
                defaults={
                    "kind": message.kind, "number": message.number, "exercise": message.exercise, "body": rendered.body,
                    "posted_at": b.now, "ends_at": rendered.ends_at,
                },
            )  # fmt: skip
            if message.refers_to:
                before = Posting.objects.filter(outlet=outlet, identifier=message.refers_to.identifier, ended_at=None)
                before.update(ended_by=message.identifier, ended_at=b.now)
        return f"{outlet}:{posting.identifier}" + ("" if new else " (again)")

    def append(self, name: str, line: dict[str, Any]) -> str:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": site_now().isoformat(), **line}, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
            return f"{name}@{file.tell()}"


def due(now: datetime) -> QuerySet[Delivery]:
    """What should be sent now. A cancellation waits until nobody is still sending the warning on its channel."""
    before = Delivery.objects.filter(
        sending.held(), warning=OuterRef("warning"), channel=OuterRef("channel"), kind=Delivery.Kind.RELEASE
    )
    return (
        Delivery.objects.filter(sending.ripe(now))
        .exclude(Q(kind=Delivery.Kind.CANCEL) & Exists(before))
        .order_by("next_try_at", "pk")
    )


def unfinished(now: datetime) -> int:
    """How many are due or under way: the day does not go on before they are settled."""
    ripe = Q(next_try_at__lte=now) | Q(not_after__lte=now)
    return Delivery.objects.filter(Q(ripe, state=_WAITING) | Q(state=_SENDING)).count()


def run(now: datetime, outlet: SiteOutlet | None = None) -> int:
    """Sends everything that is due; how many attempts were made."""
    return sum(deliver(pk, now, outlet) for pk in list(due(now).values_list("pk", flat=True)))


def deliver(pk: int, now: datetime, outlet: SiteOutlet | None = None) -> bool:
    """One delivery, one attempt. False when another worker has it."""
    claimed = _claim(pk, now)
    if claimed is None:
        return False
    try:
        receipt = _send(claimed, outlet or SiteOutlet())
    except NotSent as fault:
        _write_failed(claimed, now, fault)
        return True
    except Exception as error:  # a plug-in may fail in any way; the delivery must not hang for it
        _write_unclear(claimed, now, NotSent(_BROKE.fill(kind=type(error).__name__), passing=True))
        return True
    _write_sent(claimed, receipt)
    return True


def _claim(pk: int, now: datetime) -> Delivery | None:
    """Takes the delivery for this worker, before anything is sent: the row says `sending` while it is."""
    with book(actor=ACTOR):
        taken = sending.claim(due(now).filter(pk=pk))
    if not taken:
        return None
    claimed = Delivery.objects.select_related("warning").get(pk=pk)
    return claimed if not taken[0].broken_off else _taken_up(claimed, now, twice=taken[0].twice)


def _taken_up(claimed: Delivery, now: datetime, *, twice: bool) -> Delivery | None:
    """After a worker died: go on, unless the channel cannot tell repeats and it has already happened once."""
    if _only_once(claimed, twice=twice):
        _write_failed(claimed, now, NotSent(_UNSURE, passing=False))
        return None
    return claimed


def _write_unclear(claimed: Delivery, now: datetime, fault: NotSent) -> None:
    """The channel may have taken it and only failed to say so: as after a worker that died, the next is a repeat."""
    if _only_once(claimed, twice=claimed.repeat):
        fault = NotSent(_UNSURE, passing=False)
    _write_failed(claimed, now, fault, unclear=True)


def _only_once(delivery: Delivery, *, twice: bool) -> bool:
    """Whether a channel that cannot tell repeats would get this a third time."""
    channel = CHANNELS.all.get(delivery.channel)
    return twice and channel is not None and not channel.knows_repeats


def _send(delivery: Delivery, outlet: SiteOutlet) -> str:
    """The last hop. Everything that was promised is looked at once more, on the row as it is now."""
    row = delivery.warning
    sending.must_be_true(delivery, site_now())
    channel = _channel(delivery.channel)
    if row.area is None or row.content.hash != delivery.hash or delivery.channel not in row.channels:
        raise NotSent(_CHANGED, passing=False)
    if _is_exercise(row) and not channel.takes_exercise:
        raise NotSent(_NO_EXERCISE, passing=False)
    if delivery.kind == Delivery.Kind.RELEASE:
        if row.state != State.RELEASED:
            raise NotSent(_OVER, passing=False) if row.state == State.CANCELLED else sending.Expired(delivery.not_after)
        message = message_of(row, "release", row.released_at or row.changed_at)
    else:
        message = message_of(row, "cancel", row.ended_at or row.changed_at)
    rendered = channel.render(message, key=delivery.key, repeat=delivery.repeat and not channel.knows_repeats)
    return channel.send(rendered, outlet)[:300]


def _channel(name: str) -> Channel:
    if name not in CHANNELS:
        raise NotSent(_GONE, passing=False)
    given = getattr(settings, "CHANNEL_SETTINGS", {}).get(name, {})
    return CHANNELS[name](CHANNELS[name].Settings(**given))


def _is_exercise(row: Warning) -> bool:
    """By the row or by the book: either is enough."""
    released = journal.last(row.subject, "warnings.released")
    return row.exercise or bool(released and released.exercise)


def _write_sent(delivery: Delivery, receipt: str) -> None:
    title, what = channel_words(delivery.channel), WHAT[delivery.kind]
    shown = delivery.repeat and delivery.channel in CHANNELS and not CHANNELS[delivery.channel].knows_repeats
    with book(actor=ACTOR, cause=_cause(delivery)) as b:
        if not sending.settle(
            delivery, state=Delivery.State.SENT, sent_at=b.now, receipt=receipt, error_zh="", error_en=""
        ):
            return
        row = delivery.warning
        said = entries.Delivered(
            **facts_of(row), delivery=delivery.pk, delivery_kind=delivery.kind, channel=delivery.channel,
            channel_zh=title.zh, channel_en=title.en, what_zh=what.zh, what_en=what.en, tries=delivery.tries,
            repeat=shown, repeat_zh=_REPEAT.zh if shown else "", repeat_en=_REPEAT.en if shown else "", receipt=receipt,
        )  # fmt: skip
        b.record(said, subject=row.subject, incident=row.incident_id)


def _write_failed(delivery: Delivery, now: datetime, fault: NotSent, *, unclear: bool = False) -> None:
    """Waits and tries again after a passing fault, gives up after a lasting one. The book hears of it at the first
    failure and when it is given up, not at every attempt in between. `unclear`: the channel may have taken it."""
    row, why, final = delivery.warning, fault.why, not fault.passing
    pause = sending.pause(delivery.tries, after_s=fault.after_s)
    if not final and delivery.tries >= sending.MOST_TRIES:
        final, why = True, _TOO_OFTEN.fill(why=why, tries=delivery.tries)
    title, what = channel_words(delivery.channel), WHAT[delivery.kind]
    given_up = Delivery.State.EXPIRED if isinstance(fault, sending.Expired) else Delivery.State.FAILED
    with book(actor=ACTOR, cause=_cause(delivery)) as b:
        outcome = {
            "state": given_up if final else _WAITING,
            "next_try_at": now + pause,
            "repeat": delivery.repeat or unclear,
        }
        if not sending.settle(delivery, **outcome, error_zh=why.zh[:400], error_en=why.en[:400]) or not (
            final or delivery.tries == 1
        ):
            return
        said = entries.DeliveryFailed(
            **facts_of(row), delivery=delivery.pk, delivery_kind=delivery.kind, channel=delivery.channel,
            channel_zh=title.zh, channel_en=title.en, what_zh=what.zh, what_en=what.en,
            why_zh=why.zh[:400], why_en=why.en[:400], tries=delivery.tries, final=final,
        )  # fmt: skip
        b.record(said, subject=row.subject, incident=row.incident_id)


def _cause(delivery: Delivery) -> int | None:
    kind = "warnings.released" if delivery.kind == Delivery.Kind.RELEASE else "warnings.cancelled"
    found = journal.last(delivery.warning.subject, kind)
    return found.id if found else None
