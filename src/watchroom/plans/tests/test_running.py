"""A response that runs: signed by another post than the one that decided, raised, lowered, extended, handed over, ended."""

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from watchroom.conftest import SetClock
from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.journal.testing import Killed, killed_at
from watchroom.journal.verify import verify
from watchroom.kernel.faults import Fault
from watchroom.people import actions as people
from watchroom.people import queries as who
from watchroom.people.faults import NotAllowed
from watchroom.people.rights import Role
from watchroom.people.testing import SINCE, UNTIL, Cast
from watchroom.people.viewer import Viewer
from watchroom.plans import actions, chores, queries
from watchroom.plans.faults import (
    AlreadyConfirmed,
    AlreadyRunning,
    AlreadyTransferred,
    NotLater,
    NotRunning,
    NotTheDecider,
    NotToSign,
    NotYourNotice,
    ReasonOwed,
    WhoSaidIt,
    WordsOwed,
)
from watchroom.plans.models import Activation, Notice
from watchroom.plans.tests.samples import action, comparison, content, level

REMINDER = chores.CHORES[1]


def two_levels(data: dict[str, Any]) -> None:
    """Level 3 is decided by the commander and signed by the director, level 2 decided and signed by the director."""
    grave = level(2, comparison(at_least=10))
    data["posts"].append(
        {"code": "director", "title": {"zh": "主任", "en": "Director"}, "duty": {"zh": "签", "en": "signs"}}
    )
    mild = data["levels"][0] | {"lasts": "2h"}
    mild["chain"] = mild["chain"] | {"signs": "director", "told": ["competition_lead", "duty_leader"]}
    grave["chain"] = {"forwards": "duty_leader", "decides": "director", "signs": "director"}
    data["levels"] = [mild, grave]
    data["actions"] = [
        action("rescue", phase="first_response", levels=[2, 3]),
        *data["actions"],
        action("clear", levels=[2]),
    ]


@pytest.fixture
def director(cast: Cast) -> Viewer:
    people.put_person("qian", "钱钧", "Qian Jun")
    people.put_post("director", "主任", "Director", Role.COMMANDER)
    people.put_shift("director", "qian", SINCE, UNTIL)
    return who.viewer(who.person_by_code("qian"))


@pytest.fixture
def windy(cast: Cast) -> Incident:
    actions.put_plan(content(two_levels))
    return incidents.open_incident(cast.lin, title_zh="大风", title_en="Wind", kind="gale")


def start(cast: Cast, incident: Incident) -> Activation:
    return actions.activate_plan(cast.zhao, incident.pk, "test-wind", 3, reason="现场研判")


def given(row: Activation) -> list[str]:
    return [task.code for task in queries.actions_of(row.pk)]


def sentence(row: Activation) -> str:
    said = journal.last(row.subject)
    assert said is not None
    return said.say().zh


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Runs the acts in a thread each, released together; what became of each: done, or the fault's code and words."""
    gate = threading.Barrier(len(acts), timeout=20)
    outcomes: list[str] = []

    def press(act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            act()
            outcomes.append("done")
        except Fault as fault:
            outcomes.append(f"{fault.code} {fault.words.zh}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)


def test_until_another_post_has_signed_only_the_first_response_goes_out(
    cast: Cast, director: Viewer, windy: Incident, clock: SetClock
) -> None:
    row = start(cast, windy)
    assert (row.awaits_signature, given(row)) == (True, ["rescue"])
    assert sentence(row) == "启动《测试预案》3 级：暂停（待主任签发）"
    assert not Notice.objects.exists()
    with pytest.raises(NotTheDecider):
        actions.sign(cast.zhao, row.pk)
    clock.forward(minutes=3)

    signed = actions.sign(director, row.pk)

    assert (signed.awaits_signature, signed.in_force_at) == (False, clock.at)
    assert given(row) == ["rescue", "hold", "check"]
    assert {notice.post for notice in Notice.objects.all()} == {"competition_lead", "duty_leader"}
    assert sentence(row) == "签发启动令：《测试预案》3 级"
    with pytest.raises(NotToSign):
        actions.sign(director, row.pk)
    assert list(verify()) == []


def test_a_signature_by_telephone_is_recorded_by_the_duty_leader_with_who_gave_it(
    cast: Cast, director: Viewer, windy: Incident
) -> None:
    row = start(cast, windy)
    with pytest.raises(NotAllowed):
        actions.sign(cast.zhao, row.pk, said_by="钱主任")
    with pytest.raises(NotAllowed):
        actions.sign(cast.lin, row.pk, said_by="钱主任")

    signed = actions.sign(cast.chen, row.pk, said_by="钱主任")

    assert (signed.signed_by, signed.signed_said) == (cast.chen.actor, "钱主任")


def test_who_has_to_sign_may_refuse_and_nobody_is_told_of_an_end_that_had_no_beginning(
    cast: Cast, director: Viewer, windy: Incident
) -> None:
    row = start(cast, windy)

    actions.stand_down(director, row.pk, reason="依据不足，退回")

    assert (Activation.objects.get().state, Notice.objects.count(), given(row)) == ("stood_down", 0, ["rescue"])
    with pytest.raises(NotRunning):
        actions.sign(director, row.pk)


def test_the_posts_that_are_told_confirm_or_the_watch_writes_down_their_call(
    cast: Cast, director: Viewer, windy: Incident, clock: SetClock
) -> None:
    row = start(cast, windy)
    actions.sign(director, row.pk)
    lead, leader = (Notice.objects.get(post=post) for post in ("competition_lead", "duty_leader"))

    with pytest.raises(NotYourNotice):
        actions.confirm(cast.sun, lead.pk)
    with pytest.raises(WhoSaidIt):
        actions.confirm(cast.lin, lead.pk)
    actions.confirm(cast.lin, lead.pk, said_by="刘队")
    actions.confirm(cast.chen, leader.pk)
    with pytest.raises(AlreadyConfirmed) as refused:
        actions.confirm(cast.lin, lead.pk, said_by="刘队")

    assert "林晓" in refused.value.words.zh
    assert all(notice.confirmed_at == clock.at for notice in queries.notices(cast.wall, windy.pk))
    last = journal.last(lead.subject)
    assert last is not None
    assert last.say().zh == "competition_lead确认知悉：《测试预案》3 级已启动"  # who called is told to few
    assert [entry.kind for entry in journal.chain(last.id)][-3:] == [
        "plans.signed",
        "plans.notified",
        "plans.confirmed",
    ]
    actions.stand_down(cast.zhao, row.pk, reason="风停")
    assert Notice.objects.filter(matter="ended", confirmed_at=None).count() == 2


def test_raising_and_lowering_are_decided_by_the_post_of_the_new_level(
    cast: Cast, director: Viewer, windy: Incident
) -> None:
    first = start(cast, windy)
    with pytest.raises(NotTheDecider):
        actions.change_level(cast.zhao, first.pk, 2, reason="阵风加大")
    with pytest.raises(ReasonOwed):
        actions.change_level(director, first.pk, 2, reason=" ")

    second = actions.change_level(director, first.pk, 2, reason="阵风加大")

    assert (second.level, second.previous_id, second.awaits_signature) == (2, first.pk, False)
    assert sentence(first) == "《测试预案》3 级改级，升为2 级"
    assert given(second) == ["clear"]  # the rescue goes on; what the unsigned order held back belongs to level 3 alone
    with pytest.raises(AlreadyRunning):
        actions.change_level(director, second.pk, 2, reason="x")
    with pytest.raises(NotRunning):
        actions.change_level(director, first.pk, 2, reason="x")
    third = actions.change_level(cast.zhao, second.pk, 3, reason="风力减弱")
    assert sentence(second) == "《测试预案》2 级改级，降为3 级"
    actions.sign(director, third.pk)
    assert given(third) == ["hold", "check"]
    assert list(verify()) == []


def test_the_end_is_reminded_of_in_time_and_extended_with_a_reason(
    cast: Cast, windy: Incident, clock: SetClock
) -> None:
    row = start(cast, windy)
    assert row.until == clock.at + timedelta(hours=2)
    clock.forward(minutes=95)
    assert REMINDER.run(clock.at) == 0
    clock.forward(minutes=1)  # a fifth of two hours is left
    assert [REMINDER.pending(clock.at), REMINDER.run(clock.at), REMINDER.run(clock.at)] == [1, 1, 0]
    assert "请决定延长或终止" in sentence(row)
    with pytest.raises(NotLater):
        actions.extend(cast.zhao, row.pk, clock.at + timedelta(minutes=5), reason="x")

    longer = actions.extend(cast.zhao, row.pk, clock.at + timedelta(hours=4), reason="风未减弱")

    assert (longer.until, longer.reminded_at) == (clock.at + timedelta(hours=4), None)
    assert "北京时间 2 月 6 日" in sentence(row)
    clock.forward(hours=4)
    assert REMINDER.run(clock.at) == 1


def test_the_lead_is_handed_to_a_higher_authority_and_what_stays_ours_is_said(
    cast: Cast, windy: Incident, clock: SetClock
) -> None:
    row = start(cast, windy)
    with pytest.raises(WordsOwed):
        actions.transfer(cast.zhao, row.pk, to="市指挥部", stays=" ", reason="升级")

    moved = actions.transfer(cast.zhao, row.pk, to="市指挥部", stays="场馆疏散", reason="超出本级能力")

    assert (moved.is_running, moved.transferred_to, moved.transferred_at) == (True, "市指挥部", clock.at)
    assert sentence(row) == "《测试预案》3 级的指挥移交市指挥部，我方保留：场馆疏散"
    with pytest.raises(AlreadyTransferred):
        actions.transfer(cast.zhao, row.pk, to="省指挥部", stays="无", reason="x")


def test_the_plan_may_name_who_lifts_and_then_nobody_else_does(cast: Cast, director: Viewer, windy: Incident) -> None:
    def lifted_by_the_director(data: dict[str, Any]) -> None:
        two_levels(data)
        data["version"] = 2
        data["ending"] = {
            "text": {"zh": "由主任解除", "en": "lifted by the director"},
            "decides": "director",
            "clause": "4.2",
        }

    actions.put_plan(content(lifted_by_the_director))
    row = start(cast, windy)

    with pytest.raises(NotTheDecider):
        actions.stand_down(cast.zhao, row.pk, reason="x")
    actions.stand_down(director, row.pk, reason="风停")


def test_whoever_takes_over_the_post_that_activated_may_lift(cast: Cast, windy: Incident) -> None:
    row = start(cast, windy)
    relief = Viewer(cast.sun.person, "sun", cast.sun.name, ("commander",), frozenset({Role.COMMANDER}))

    actions.stand_down(relief, row.pk, reason="风停")

    assert Activation.objects.get().ended_by == relief.actor


def test_the_database_refuses_a_signature_without_a_signer_and_a_transfer_without_what_stays(
    cast: Cast, windy: Incident, clock: SetClock
) -> None:
    row = start(cast, windy)
    wrong: tuple[dict[str, Any], ...] = (
        {"signed_at": clock.at, "signed_by": ""}, {"signed_at": clock.at, "signed_by": "director:1", "signer": ""},
        {"transferred_to": "市", "transferred_at": clock.at, "transferred_by": "commander:1", "stays": ""},
        {"until": clock.at - timedelta(hours=1)},
    )  # fmt: skip
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Activation.objects.filter(pk=row.pk).update(**fields)


def test_a_kill_before_any_statement_of_an_activation_leaves_nothing_and_the_next_press_makes_it_whole(
    cast: Cast, director: Viewer, windy: Incident
) -> None:
    before = journal.head()
    for statement in count(1):
        try:
            with transaction.atomic(), killed_at(statement):
                made = start(cast, windy)
            break
        except Killed:
            assert (Activation.objects.count(), Notice.objects.count(), journal.head()) == (0, 0, before)

    assert statement > 5
    for again in count(1):
        try:
            with transaction.atomic(), killed_at(again):
                actions.sign(director, made.pk)
            break
        except Killed:
            assert Activation.objects.get().awaits_signature
            assert not Notice.objects.exists()
    assert (again > 5, Notice.objects.count(), list(verify())) == (True, 2, [])


@pytest.mark.django_db(transaction=True)
def test_two_commanders_at_once_start_one_response_and_the_other_is_told_who_was_first(
    cast: Cast, windy: Incident
) -> None:
    outcomes = at_once(*[lambda: start(cast, windy) for _ in range(2)])

    assert [outcome.partition(" ")[0] for outcome in outcomes] == ["done", "plans.AlreadyRunning"]
    assert "赵岩" in outcomes[1]
    assert Entry.objects.filter(kind="plans.activated").count() == 1
    made = Activation.objects.get()
    ended = at_once(*[lambda: actions.stand_down(cast.zhao, made.pk, reason="风停") for _ in range(2)])
    assert [outcome.partition(" ")[0] for outcome in ended] == ["done", "plans.NotRunning"]
    assert list(verify()) == []
