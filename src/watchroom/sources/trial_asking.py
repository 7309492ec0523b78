"""Asking a source on trial: in the way and within the limits of all asking, once; its answer is kept to be looked at."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from watchroom.journal.book import book
from watchroom.kernel.cap.model import Alert, Info
from watchroom.kernel.cap.read import read_tree
from watchroom.kernel.cap.tree import parse
from watchroom.kernel.clock import iso
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.sources import actions
from watchroom.sources.connector import Asked, Asking, Came, Polling
from watchroom.sources.entries import TrialAnswered
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.models import Health, Quarantine, Source
from watchroom.sources.payloads import Offer
from watchroom.sources.quarantine import Bad, set_aside
from watchroom.sources.recording import Recording
from watchroom.sources.trial_faults import OnTrial

MOST_CAME = 20
MOST_READINGS = 200
MOST_NOTICES = 20


def ask(connector: Asking, fetch: Recording) -> Asked:
    """Asks as if nothing was known yet. Raises what the connector raises."""
    if not isinstance(connector, Polling):
        return connector.ask(fetch, {})
    answered = connector.poll()
    fetch.note(Came(orjson.dumps(answered, default=repr, option=orjson.OPT_NON_STR_KEYS)))
    return Asked([], {}, offers=[connector.read(answered)])


def answered(source: Source, answer: Asked | Fault, came: list[Came]) -> None:
    """In the database: keeps what was answered in place of what was answered before, and asks no more by itself."""
    faults: list[Fault] = [answer] if isinstance(answer, Fault) else list(answer.faults)
    notices: list[dict[str, Any]] = []
    offers: list[Offer] = []
    if isinstance(answer, Asked):
        offers = answer.offers
        for document in answer.documents:
            notices += _told(document, faults)
        notices += [_notice(one.alert) for one in answer.notices]
    actor, on_trial = f"connector:{source.kind}", OnTrial(code=source.code)
    with book(actor=actor) as b:
        row = Source.objects.filter(pk=source.pk, trial=True, kind=source.kind).first()
        if row is None or row.settings != source.settings:  # decided or changed meanwhile: it is asked anew, or not
            return
        row.polled_at, row.next_poll_at = b.now, None
        count = sum(len(offer) for offer in offers)
        row.trial_answer = {
            "at": iso(b.now), "readings": count, "offers": _kept(offers), "notices": notices[:MOST_NOTICES],
            "notices_all": len(notices), "faults": [actions.kept(fault, b.now) for fault in faults[:MOST_NOTICES]],
        }  # fmt: skip
        Quarantine.objects.filter(source=row).delete()
        set_aside([_bad(row, on_trial, one) for one in came], actor=actor)
        row.fault = actions.kept(faults[0], b.now) if faults else None
        row.health = Health.UNWELL if faults else Health.WELL
        row.save(update_fields=["polled_at", "next_poll_at", "trial_answer", "fault", "health"])
        actions.record(b, TrialAnswered, row, count=count, notices=len(notices))


def offers_of(answer: Mapping[str, Any]) -> list[Offer]:
    """The readings of an answer that was kept."""
    return [
        Offer(one["sensor"], one["value"], one["measured"], one["unit"], bool(one["converts"]))
        for one in answer["offers"]
    ]


def _bad(row: Source, fault: Fault, came: Came) -> Bad:
    sample = shown(came.body[:200].decode("utf-8", "replace"), 200)
    return Bad(row.pk, "", "", fault, sample, came.body, came.topic, row.kind, form=came.kind)


def _told(document: bytes, faults: list[Fault]) -> list[dict[str, Any]]:
    """The official messages of a document; what is wrong with one goes to `faults`. One on which we break is a bad one."""
    try:
        return [_notice(alert) for alert in read_tree(parse(document)).alerts]
    except Fault as fault:
        faults.append(fault)
    except Exception as error:
        faults.append(FeedUnreadable(url="CAP", why=type(error).__name__))
    return []


def _notice(alert: Alert) -> dict[str, Any]:
    def headline(info: Info | None) -> str:
        return shown(info.headline or info.event, 160) if info else "—"

    zh = next((info for info in alert.infos if info.language.lower().startswith("zh")), None)
    en = next((info for info in alert.infos if info.language.lower().startswith("en")), None)
    first = next(iter(alert.infos), None)
    return {
        "identifier": shown(alert.identifier, 120), "sender": shown(alert.sender, 120), "sent": iso(alert.sent) if alert.sent else None,
        "status": shown(alert.status, 20), "type": shown(alert.msg_type, 20), "zh": headline(zh or first), "en": headline(en or first),
    }  # fmt: skip


def _kept(offers: Iterable[Offer]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    left = MOST_READINGS
    for offer in offers:
        columns = {"sensor": offer.sensor, "value": offer.value, "measured": offer.measured, "unit": offer.unit}
        kept: dict[str, Any] = {name: [_plain(one) for one in column[:left]] for name, column in columns.items()}
        found.append(kept | {"converts": offer.converts})
        left -= len(offer)
        if left <= 0:
            break
    return found


def _plain(value: Any) -> Any:
    """What JSON can hold on both databases; anything else as it is shown."""
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return shown(value, 100)
