"""From the delivery row to the channel: once, marked if twice, never changed, never an exercise by a real channel.

N-11, N-12, W-02, W-06, W-08, W-10, F51; TRUST decision 3: what is re-checked at the last hop.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from watchroom.conftest import SetClock
from watchroom.journal import clock as site_clock
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.journal.sending import MOST_TRIES
from watchroom.journal.verify import verify
from watchroom.kernel.cap import read
from watchroom.kernel.words import Words
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.warnings import actions, delivering
from watchroom.warnings.channel import CHANNELS, NotSent, Rendered
from watchroom.warnings.chores import EndExpired, SendDeliveries
from watchroom.warnings.delivering import SiteOutlet
from watchroom.warnings.faults import NoSuchDelivery, NotFailed
from watchroom.warnings.models import Delivery, Posting, Warning
from watchroom.warnings.tests.gateway import Gateway, lines, states, work
from watchroom.warnings.tests.scene import CHANNELS as OURS
from watchroom.warnings.tests.scene import released, seen


def test_a_released_warning_reaches_every_channel_once_and_the_book_says_so(
    cast: Cast, clock: SetClock, outbox: Path
) -> None:
    row = released(cast)
    assert SendDeliveries().pending(clock.at) == 3

    assert work(clock) == 3
    assert work(clock) == 0

    assert SendDeliveries().pending(clock.at) == 0
    assert states(row) == dict.fromkeys(OURS, "sent")
    told = [entry for entry in journal.of_subject(row.subject) if entry.kind == "warnings.delivered"]
    assert sorted(entry.facts["channel"] for entry in told) == OURS
    release = journal.last(row.subject, "warnings.released")
    assert release is not None
    assert {(entry.cause, entry.actor) for entry in told} == {(release.id, "work:deliveries")}
    (line,) = lines(outbox)
    assert line["possible_repeat"] is False
    assert Posting.objects.get(outlet="cap_feed").body == row.document
    assert list(verify()) == []


def test_what_the_feed_shows_is_what_was_signed_to_the_letter(cast: Cast, clock: SetClock, outbox: Path) -> None:
    row = released(cast)
    work(clock)

    alert = read(Posting.objects.get(outlet="cap_feed").body.encode()).alert
    assert alert.infos[0].headline == row.headline_zh
    assert alert.infos[1].instruction == row.instruction_en
    assert [list(point) for point in alert.infos[0].areas[0].polygons[0].rings[0]] == row.area["coordinates"][0]


CHANGES: dict[str, Any] = {
    "headline_zh": "别的标题",
    "area": {"type": "Polygon", "coordinates": [[[110.0, 30.0], [120.0, 30.0], [120.0, 45.0], [110.0, 30.0]]]},
    "audience_en": "everybody",
    "expires": None,
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_what_was_changed_after_signing_never_leaves(cast: Cast, clock: SetClock, outbox: Path, name: str) -> None:
    """By whatever way the row was changed: the channel refuses, nothing is widened, and the book cries out."""
    row = released(cast)
    change = CHANGES[name] or clock.at + timedelta(hours=9)
    Warning.objects.filter(pk=row.pk).update(**{name: change})

    work(clock)

    assert states(row) == dict.fromkeys(OURS, "failed")
    assert (Posting.objects.count(), outbox.exists()) == (0, False)
    failed = [entry for entry in journal.of_subject(row.subject) if entry.kind == "warnings.delivery_failed"]
    assert len(failed) == 3
    assert all(entry.facts["final"] and "拦下" in entry.facts["why_zh"] for entry in failed)


def test_a_channel_taken_away_after_signing_is_not_sent_to(cast: Cast, clock: SetClock, outbox: Path) -> None:
    row = released(cast)
    Warning.objects.filter(pk=row.pk).update(channels=["cap_feed"])
    work(clock)
    assert set(states(row).values()) == {"failed"}  # the hash covers the channels, so not even the feed takes it


def test_a_real_channel_refuses_an_exercise_at_the_last_moment(
    cast: Cast, clock: SetClock, outbox: Path, gateway: type[Gateway]
) -> None:
    site_clock.start_scenario("drill", clock.at, exercise=True)
    row = released(cast, channels=["gateway", "log_sms"])

    work(clock)

    assert states(row) == {"gateway": "failed", "log_sms": "sent"}
    assert gateway.sent == []
    (line,) = lines(outbox)
    assert line["exercise"] is True
    assert [text["text"][:4] for text in line["messages"]] == ["【演练】", "EXER"]


def test_the_book_alone_is_enough_to_know_an_exercise(cast: Cast, clock: SetClock, gateway: type[Gateway]) -> None:
    site_clock.start_scenario("drill", clock.at, exercise=True)
    row = released(cast, channels=["gateway"])
    Warning.objects.filter(pk=row.pk).update(exercise=False)
    Delivery.objects.filter(warning=row).update(hash=Warning.objects.get(pk=row.pk).content.hash)

    work(clock)

    assert gateway.sent == []
    assert "演练" in row.deliveries.get().error_zh


def test_a_passing_fault_is_tried_again_later_and_later_and_given_up(
    cast: Cast, clock: SetClock, gateway: type[Gateway]
) -> None:
    def busy(rendered: Rendered) -> str:
        raise NotSent(Words(zh="网关忙", en="the gateway is busy"), passing=True)

    gateway.answer = staticmethod(busy)
    row = released(cast, channels=["gateway"])
    pauses: list[float] = []
    while work(clock):
        found = row.deliveries.get()
        pauses.append((found.next_try_at - clock.at).total_seconds())
        assert work(clock) == 0  # not before its time
        clock.forward(seconds=pauses[-1])

    assert (row.deliveries.get().state, row.deliveries.get().tries) == ("failed", MOST_TRIES)
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300]
    told = [entry.facts["final"] for entry in Entry.objects.filter(kind="warnings.delivery_failed").order_by("id")]
    assert told == [False, True]


def test_no_attempt_is_made_after_the_warning_has_expired(cast: Cast, clock: SetClock, gateway: type[Gateway]) -> None:
    def busy(rendered: Rendered) -> str:
        raise NotSent(Words(zh="网关忙", en="busy"), passing=True)

    gateway.answer = staticmethod(busy)
    row = released(cast, channels=["gateway"], expires=clock.at + timedelta(seconds=4))
    work(clock)
    clock.forward(seconds=4)
    work(clock)
    found = row.deliveries.get()
    assert (found.state, found.tries) == ("expired", 2)
    assert "已过期，未发" in found.error_zh
    told = [entry for entry in journal.of_subject(row.subject) if entry.kind == "warnings.delivery_failed"]
    assert told[-1].facts["final"]


def test_a_cancellation_is_still_sent_after_its_warning_would_have_expired_but_not_a_day_later(
    cast: Cast, clock: SetClock, gateway: type[Gateway]
) -> None:
    def busy(rendered: Rendered) -> str:
        raise NotSent(Words(zh="网关忙", en="busy"), passing=True)

    row = released(cast, channels=["gateway"], expires=clock.at + timedelta(hours=1))
    work(clock)
    gateway.answer = staticmethod(busy)
    actions.cancel(cast.zhao, row.pk)
    work(clock)
    found = row.deliveries.get(kind="cancel")
    assert (found.state, found.not_after) == ("waiting", clock.at + timedelta(hours=24))
    clock.forward(hours=24)
    work(clock)
    found.refresh_from_db()
    assert found.state == "expired"
    again = actions.send_again(cast.zhao, found.pk)
    assert (again.state, again.not_after) == ("waiting", clock.at + timedelta(hours=24))


def test_a_channel_whose_program_breaks_does_not_stop_the_others(
    cast: Cast, clock: SetClock, outbox: Path, gateway: type[Gateway]
) -> None:
    def broken(rendered: Rendered) -> str:
        return str(1 / 0)

    gateway.answer = staticmethod(broken)
    row = released(cast, channels=["gateway", "log_sms"])

    work(clock)

    assert states(row) == {"gateway": "waiting", "log_sms": "sent"}
    assert "ZeroDivisionError" in row.deliveries.get(channel="gateway").error_en


def test_a_lasting_fault_is_final_until_a_person_sends_again(
    cast: Cast, clock: SetClock, gateway: type[Gateway]
) -> None:
    def no(rendered: Rendered) -> str:
        raise NotSent(Words(zh="号码无效", en="bad number"), passing=False)

    gateway.answer = staticmethod(no)
    row = released(cast, channels=["gateway"])
    work(clock)
    failed = row.deliveries.get()
    assert (failed.state, work(clock)) == ("failed", 0)

    for who in (cast.lin, cast.guest, cast.wall):
        with pytest.raises(NotAllowed):
            actions.send_again(who, failed.pk)
    with pytest.raises(NoSuchDelivery):
        actions.send_again(cast.sun, 999)
    gateway.answer = staticmethod(lambda rendered: "ok")
    actions.send_again(cast.sun, failed.pk)
    work(clock)

    assert row.deliveries.get().state == "sent"
    with pytest.raises(NotFailed):
        actions.send_again(cast.sun, failed.pk)
    assert [e.kind for e in journal.of_subject(row.subject)][-3:] == [
        "warnings.delivery_failed", "warnings.delivery_retried", "warnings.delivered",
    ]  # fmt: skip


def test_a_warning_cancelled_while_it_waits_is_not_sent_and_those_who_had_it_hear_of_it(
    cast: Cast, clock: SetClock, outbox: Path
) -> None:
    row = released(cast)
    delivering.deliver(row.deliveries.get(channel="public_page").pk, clock.at)
    clock.forward(minutes=1)

    actions.cancel(cast.sun, row.pk)
    work(clock)

    assert states(row) == {"cap_feed": "dropped", "log_sms": "dropped", "public_page": "sent"}
    assert not outbox.exists()
    page = Posting.objects.get(outlet="public_page", kind="release")
    assert (page.ended_by, page.ended_at) == ("W-2026-0001.2", clock.at)
    assert Posting.objects.filter(outlet="cap_feed").count() == 0


def test_a_cancellation_waits_for_the_warning_that_is_on_its_way(
    cast: Cast, clock: SetClock, gateway: type[Gateway]
) -> None:
    row = released(cast, channels=["gateway"])
    order: list[str] = []

    def slow(rendered: Rendered) -> str:
        if rendered.message.kind == "release":
            actions.cancel(cast.sun, row.pk)
            assert delivering.run(clock.at) == 0  # not while the warning itself is being sent
        order.append(rendered.message.kind)
        return "ok"

    gateway.answer = staticmethod(slow)
    work(clock)
    work(clock)

    assert order == ["release", "cancel"]


def test_a_cancellation_is_told_everywhere_in_chain(cast: Cast, clock: SetClock, outbox: Path) -> None:
    row = released(cast)
    work(clock)
    clock.forward(minutes=20)
    actions.cancel(cast.zhao, row.pk, reason_zh="风已减弱。", reason_en="The wind has eased.")
    work(clock)

    alert = read(Posting.objects.get(outlet="cap_feed", kind="cancel").body.encode()).alert
    first = read(Posting.objects.get(outlet="cap_feed", kind="release").body.encode()).alert
    assert (alert.references[0].identifier, alert.references[0].sent) == (first.identifier, first.sent_text)
    assert lines(outbox)[1]["messages"][0]["text"].startswith("解除：跳台场地大风黄色预警")
    cancelled = journal.last(row.subject, "warnings.cancelled")
    assert cancelled is not None
    told = [
        e
        for e in journal.of_subject(row.subject)
        if e.kind == "warnings.delivered" and e.facts["delivery_kind"] == "cancel"
    ]
    assert {e.cause for e in told} == {cancelled.id}
    assert len(told) == 3


def test_expired_warnings_are_closed_by_the_worker(cast: Cast, clock: SetClock) -> None:
    released(cast)
    assert (EndExpired().pending(clock.at), EndExpired().run(clock.at)) == (0, 0)
    clock.forward(hours=4)
    assert (EndExpired().pending(clock.at), EndExpired().run(clock.at), EndExpired().pending(clock.at)) == (1, 1, 0)


def test_a_missing_channel_fails_its_delivery_and_nothing_else(
    cast: Cast, clock: SetClock, outbox: Path, gateway: type[Gateway]
) -> None:
    row = released(cast, channels=["gateway", "log_sms"])
    del CHANNELS.all["gateway"]
    work(clock)
    CHANNELS.all["gateway"] = gateway
    assert states(row) == {"gateway": "failed", "log_sms": "sent"}


def test_the_outbox_is_private_and_every_line_is_whole(cast: Cast, clock: SetClock, tmp_path: Path) -> None:
    outlet = SiteOutlet(tmp_path / "out")
    first, second = (outlet.append("a.jsonl", {"n": n}) for n in range(2))

    assert first != second
    assert [line["n"] for line in map(json.loads, (tmp_path / "out/a.jsonl").read_text().splitlines())] == [0, 1]
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_what_was_signed_can_be_told_from_the_book_alone(cast: Cast, clock: SetClock, outbox: Path) -> None:
    """W-12: who drafted, reviewed, signed, what exactly, and which channel had it when."""
    row = released(cast)
    mark = seen(row)
    work(clock)

    told = {entry.kind: entry for entry in journal.of_subject(row.subject)}
    assert told["warnings.signed"].facts["fingerprint"].endswith(mark)
    people = [told[f"warnings.{step}"].actor for step in ("drafted", "reviewed", "signed")]
    assert people == [cast.sun.actor, cast.chen.actor, cast.zhao.actor]
    assert told["warnings.delivered"].facts["receipt"]
    assert told["warnings.released"].facts["area"]


def test_a_warning_that_ran_out_while_nobody_worked_is_not_sent(cast: Cast, clock: SetClock, outbox: Path) -> None:
    """After an outage deliveries may run before the chore that ends what has expired."""
    row = released(cast, expires=clock.at + timedelta(minutes=30))
    clock.forward(hours=1)

    work(clock)

    assert set(states(row).values()) == {"expired"}
    assert not outbox.exists()
    assert Posting.objects.count() == 0


def silent(rendered: Rendered) -> str:
    raise TimeoutError


def test_after_an_unclear_failure_the_next_attempt_is_marked_and_there_is_no_third(
    cast: Cast, clock: SetClock, gateway: type[Gateway]
) -> None:
    """The gateway may have taken it and only failed to answer."""
    gateway.answer = staticmethod(silent)
    row = released(cast, channels=["gateway"])
    work(clock)
    assert (row.deliveries.get().state, row.deliveries.get().repeat) == ("waiting", True)

    clock.forward(minutes=5)
    work(clock)
    assert row.deliveries.get().state == "failed"
    clock.forward(minutes=10)
    assert work(clock) == 0


def test_who_may_have_had_a_warning_is_told_that_it_is_over(
    cast: Cast, clock: SetClock, gateway: type[Gateway]
) -> None:
    gateway.answer = staticmethod(silent)
    row = released(cast, channels=["gateway"])
    work(clock)
    actions.cancel(cast.zhao, row.pk, reason_zh="误发", reason_en="sent in error")

    assert list(row.deliveries.filter(kind="cancel").values_list("channel", flat=True)) == ["gateway"]
