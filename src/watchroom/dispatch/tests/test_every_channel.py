"""F51: every channel that there is, to every kind of receiver, up to a delivered message; F31: its times are the reader's."""

from datetime import timedelta

import pytest

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, call_sending, rolls
from watchroom.dispatch.call_faults import ListWrong
from watchroom.dispatch.call_models import Attempt
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.dispatch.tests.test_call_lists import browser
from watchroom.kernel.clock import UTC
from watchroom.people import carrier_settings, ways
from watchroom.people.carrier import CARRIERS, Carrier, Note, Taken
from watchroom.people.duty_faults import NoSuchPost
from watchroom.people.faults import NoSuchPerson
from watchroom.people.testing import Cast
from watchroom.people.way_models import ContactWay
from watchroom.people.way_pages import channels

ADDRESSES = {"chat": "duty/lin", "email": "lin@example.org", "outbox": "lin", "sms_http": "+8613800000001", "sms_smpp": "+8613800000001"}  # fmt: skip
type Sent = list[tuple[str, Note]]


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What each of the site's own channels was given to send; every one of them is set up as its own sample says."""
    sent: Sent = []

    def send(carrier: Carrier, note: Note) -> Taken:
        sent.append((carrier.name, note))
        return Taken("", "ok")

    made = {}
    for name, kind in CARRIERS.all.items():
        made[name] = kind(kind.Settings.model_validate(kind.samples[0].settings))
        monkeypatch.setattr(kind, "send", send)
    monkeypatch.setattr(carrier_settings, "set_up", lambda: made)
    return sent


def verified(row: ContactWay, clock: SetClock) -> ContactWay:
    ContactWay.objects.filter(pk=row.pk).update(verified_at=clock.at - timedelta(days=1))
    return row


def test_every_channel_is_tried_here_and_offered_in_the_form(cast: Cast) -> None:
    assert set(ADDRESSES) == set(CARRIERS.all)
    page = browser("lin").get("/duty/ways").content.decode()
    for name, words in channels():
        assert f'value="{name}"' in page
        assert words.zh in page


@pytest.mark.parametrize("owner", ["", "person:lin", "post:watch_officer"])
@pytest.mark.parametrize("channel", sorted(ADDRESSES))
def test_a_message_leaves_by_every_channel_to_every_kind_of_receiver(
    cast: Cast, clock: SetClock, left: Sent, channel: str, owner: str
) -> None:
    verified(ways.put_way(cast.chen if owner else cast.lin, channel, ADDRESSES[channel], owner=owner), clock)
    lines = [[owner or "person:lin"]]
    rolls.start(cast.lin, title="集合", lines=lines)
    call_sending.run(clock.at)
    assert [(name, note.to) for name, note in left] == [(channel, ADDRESSES[channel])]
    assert Attempt.objects.get().state == "sent"


@pytest.mark.parametrize("unknown", ["17", "person:17", "post:nobody", "user:lin", ""])
def test_a_receiver_whom_nobody_knows_is_an_error_that_is_seen(cast: Cast, unknown: str) -> None:
    with pytest.raises(ListWrong):
        rolls.start(cast.lin, title="集合", lines=[[unknown]])
    if unknown:
        with pytest.raises((NoSuchPerson, NoSuchPost)):
            ways.put_way(cast.chen, "email", "a@example.org", owner=unknown)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("zone", "own"), [("", ""), ("Asia/Shanghai", ""), ("Asia/Hong_Kong", ""), ("Europe/Berlin", "04:30")]
)
def test_a_time_in_a_message_is_the_sites_and_the_readers_own_and_never_utc(
    cast: Cast, clock: SetClock, activate: Activate, left: Sent, zone: str, own: str, lang: str
) -> None:
    row = verified(ways.put_way(cast.lin, "email", ADDRESSES["email"], lang=lang), clock)
    if zone:
        ways.quiet_way(cast.lin, row.pk, start="00:00", end="00:10", zone=zone)
    due = clock.at.replace(hour=3, minute=30).astimezone(UTC)
    actions.create_orders(activate(task("a", deadline_s=int((due - clock.at).total_seconds()))).pk, actor="follower:t")
    call_sending.run(clock.at)
    ((_, note),) = left
    assert ("02-06 11:30（Asia/Shanghai）" if lang == "zh" else "02-06 11:30 (Asia/Shanghai)") in note.text
    assert (own in note.text) if own else (zone in ("", "Asia/Shanghai") or zone not in note.text)
    assert "03:30" not in note.text
