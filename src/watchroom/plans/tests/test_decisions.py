import json
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from watchroom.conftest import SetClock
from watchroom.incidents import actions as incidents
from watchroom.incidents.faults import StillRunning
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import LANGS
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.plans import actions, library, queries
from watchroom.plans.faults import (
    AlreadyDecided,
    AlreadyForwarded,
    AlreadyRunning,
    IncidentClosed,
    NoSuchLevel,
    NoSuchPlan,
    NoSuchProposal,
    NoSuchTemplate,
    NotForwarded,
    NotRunning,
    NotTheDecider,
    PlanHasErrors,
    ReasonOwed,
    VersionOlder,
    VersionTaken,
)
from watchroom.plans.models import Activation, Plan, Proposal
from watchroom.plans.tests.samples import content
from watchroom.plans.tests.world import follow, gusty, proposed


def forwarded(cast: Cast) -> Proposal:
    return actions.forward(cast.chen, proposed(cast.lin).pk)


def started(cast: Cast) -> Activation:
    return actions.activate(cast.zhao, forwarded(cast).pk)


def version(number: int, **more: Any) -> bytes:
    return content(lambda d: d.update(version=number, **more))


def test_a_plan_is_imported_once_and_the_same_again_changes_nothing() -> None:
    first = actions.put_plan(content())

    assert actions.put_plan(content()) == first
    assert Plan.objects.count() == 1
    assert Entry.objects.filter(kind="plans.imported").count() == 1


def test_a_version_never_changes_and_never_goes_back() -> None:
    actions.put_plan(version(2))

    with pytest.raises(VersionTaken):
        actions.put_plan(version(2, title={"zh": "别的", "en": "Other"}))
    with pytest.raises(VersionOlder):
        actions.put_plan(version(1))
    actions.put_plan(version(3, title={"zh": "别的", "en": "Other"}))
    assert [(row.version, row.zh) for row in Plan.objects.order_by("version")] == [(2, "测试预案"), (3, "别的")]


def test_a_plan_with_errors_is_never_kept() -> None:
    with pytest.raises(PlanHasErrors) as refused:
        actions.put_plan(content(lambda d: d["actions"][0].update(post="mayor")))

    assert "mayor" in refused.value.words.zh
    assert not Plan.objects.exists()


def test_every_shipped_plan_is_imported(cast: Cast) -> None:
    assert len(actions.put_shipped()) == len(library.files()) == 9
    assert [row.code for row in queries.plans(cast.lin)] == sorted(path.stem for path in library.files())
    with pytest.raises(NotAllowed):
        queries.plans(cast.guest)
    with pytest.raises(NoSuchPlan):
        queries.plan(cast.lin, "nothing")


def test_the_duty_leader_forwards_once_and_nobody_else_may(cast: Cast) -> None:
    row = proposed(cast.lin)
    for viewer in (cast.lin, cast.zhao, cast.sun, cast.guest):
        with pytest.raises(NotAllowed):
            actions.forward(viewer, row.pk)
    with pytest.raises(NotSignedIn):
        actions.forward(cast.nobody, row.pk)

    actions.forward(cast.chen, row.pk)

    with pytest.raises(AlreadyForwarded) as refused:
        actions.forward(cast.chen, row.pk)
    assert "陈立" in refused.value.words.zh
    with pytest.raises(NoSuchProposal):
        actions.forward(cast.chen, row.pk + 1)


def test_the_commander_starts_the_plan_and_the_order_states_what_the_law_wants(cast: Cast, clock: SetClock) -> None:
    row = forwarded(cast)
    clock.forward(minutes=2)

    made = actions.activate(cast.zhao, row.pk)

    said = journal.last(made.subject, "plans.activated")
    assert said is not None
    assert (said.actor, said.facts["level"], said.facts["level_zh"]) == (cast.zhao.actor, 3, "Ⅲ级响应")
    assert said.facts["measures_zh"]
    assert said.facts["until"] == "2026-02-06T05:02:00.000Z"
    assert [entry.kind for entry in journal.chain(said.id)] == [
        "alarms.raised", "incidents.opened", "plans.proposed", "plans.forwarded", "plans.activated",
    ]  # fmt: skip
    assert Proposal.objects.get().state == "activated"
    response = queries.response(cast.lin, made.incident_id)
    assert response is not None
    assert response.name.zh == "Ⅲ级响应"
    assert list(verify()) == []


def test_nobody_but_the_commander_starts_a_plan(cast: Cast) -> None:
    row = forwarded(cast)

    for viewer in (cast.lin, cast.chen, cast.sun, cast.guest, cast.wall):
        with pytest.raises(NotAllowed):
            actions.activate(viewer, row.pk)

    assert not Activation.objects.exists()


def test_the_plan_says_which_post_decides_and_another_commander_may_not(cast: Cast) -> None:
    row = forwarded(cast)
    visitor = Viewer(cast.zhao.person, "zhao", cast.zhao.name, ("county_commander",), frozenset({Role.COMMANDER}))

    with pytest.raises(NotTheDecider) as refused:
        actions.activate(visitor, row.pk)

    assert "指挥长" in refused.value.words.zh


def test_what_was_not_forwarded_is_not_started_unless_the_commander_says_why(cast: Cast) -> None:
    row = proposed(cast.lin)

    with pytest.raises(NotForwarded):
        actions.activate(cast.zhao, row.pk)
    with pytest.raises(ReasonOwed):
        actions.activate_plan(cast.zhao, row.incident_id, "ski-jump-wind", 3, reason="  ")

    made = actions.activate_plan(cast.zhao, row.incident_id, "ski-jump-wind", 3, reason="情况紧急，当面受命")
    row.refresh_from_db()
    assert (made.proposal_id, row.state) == (row.pk, "activated")


def test_a_plan_that_nobody_proposed_can_be_started_by_hand(cast: Cast) -> None:
    actions.put_shipped()
    incident = incidents.open_incident(cast.lin, title_zh="出口拥挤", title_en="Crowded exit", kind="crowd")

    made = actions.activate_plan(cast.zhao, incident.pk, "gate-crowd", 2, reason="电话报告，现场可见")

    assert made.proposal is None
    texts = [action.order.zh for action in queries.actions_of(made.pk)]
    assert any("超过限值" in text for text in texts)  # no density is known, so the plan's other wording stands
    with pytest.raises(NoSuchPlan):
        actions.activate_plan(cast.zhao, incident.pk, "nothing", 2, reason="x")
    with pytest.raises(NoSuchLevel):
        actions.activate_plan(cast.zhao, incident.pk, "gate-crowd", 9, reason="x")


def test_another_level_than_the_proposed_one_needs_a_reason(cast: Cast) -> None:
    row = forwarded(cast)

    with pytest.raises(ReasonOwed):
        actions.activate(cast.zhao, row.pk, level=2)
    with pytest.raises(NoSuchLevel):
        actions.activate(cast.zhao, row.pk, level=5, reason="x")
    made = actions.activate(cast.zhao, row.pk, level=2, reason="观众众多，从严")

    assert (made.level, made.reason) == (2, "观众众多，从严")


def test_a_proposal_is_decided_once(cast: Cast) -> None:
    row = forwarded(cast)
    actions.activate(cast.zhao, row.pk)

    for act in (
        lambda: actions.activate(cast.zhao, row.pk),
        lambda: actions.forward(cast.chen, row.pk),
        lambda: actions.decline(cast.chen, row.pk, reason="x"),
    ):
        with pytest.raises(AlreadyDecided) as refused:
            act()
        assert "赵岩" in refused.value.words.zh
    assert Activation.objects.count() == 1


def test_declining_is_the_leader_s_before_and_the_commander_s_after_forwarding(cast: Cast) -> None:
    row = proposed(cast.lin)
    with pytest.raises(NotAllowed):
        actions.decline(cast.zhao, row.pk, reason="x")
    with pytest.raises(ReasonOwed):
        actions.decline(cast.chen, row.pk, reason="")

    actions.forward(cast.chen, row.pk)
    with pytest.raises(NotAllowed):
        actions.decline(cast.chen, row.pk, reason="x")
    actions.decline(cast.zhao, row.pk, reason="风已减弱")

    assert (Proposal.objects.get().state, Proposal.objects.get().reason) == ("declined", "风已减弱")
    assert not Activation.objects.exists()


def test_the_activation_is_frozen_whatever_becomes_of_the_plan(cast: Cast) -> None:
    made = started(cast)
    before = [action.order.zh for action in queries.actions_of(made.pk)]

    written = next(path for path in library.files() if path.stem == "ski-jump-wind").read_text(encoding="utf-8")
    actions.put_plan(written.replace("version: 2\n", "version: 3\n", 1).replace("请立即暂停跳台使用", "请缓缓"))

    assert Plan.objects.get(code="ski-jump-wind", state="in_force").version == 3
    assert [action.order.zh for action in queries.actions_of(made.pk)] == before
    assert json.loads(Activation.objects.get().snapshot)["plan"]["version"] == 2


def test_the_tasks_of_an_activation_come_with_post_deadline_and_filled_orders(cast: Cast) -> None:
    made = started(cast)

    tasks = {action.code: action for action in queries.actions_of(made.pk)}

    hold = tasks["hold-competition"]
    assert (hold.post, hold.deadline_s, hold.base) == ("competition_lead", 300, "order_sent")
    assert hold.zh.startswith("已启动Ⅲ级响应。")
    assert tasks["athletes-indoors"].predecessors == ("hold-competition",)
    assert tasks["watch-wind"].en.startswith("Wind over the limit at National Ski Jumping Centre (5.6 m/s).")
    assert tasks["draft-warning"].warning == "hold-notice"
    assert tasks["medical-ready"].units == ("ambulance",)
    assert "prepare-hold" not in tasks
    for task in tasks.values():
        assert all("{" not in task.order.text(lang) for lang in LANGS)


def test_the_warning_is_filled_in_both_languages(cast: Cast) -> None:
    made = started(cast)

    warning = queries.warning_template(made.pk, "hold-notice")

    assert warning.headline.zh == "国家跳台滑雪中心大风，比赛暂停"
    assert "5.6 m/s" in warning.description.en
    assert "10:00 on 6 Feb" in warning.description.en
    assert warning.channels == ("cap_feed", "public_page", "log_sms")
    assert queries.templates_of(made.pk) == ["hold-notice"]
    with pytest.raises(NoSuchTemplate):
        queries.warning_template(made.pk, "siren")


def test_a_raised_level_gives_only_what_is_new_and_the_old_tasks_go_on(cast: Cast) -> None:
    first = started(cast)
    gusty(15.2, limit=13)
    follow()
    raise_to = Proposal.objects.latest("pk")
    actions.forward(cast.chen, raise_to.pk)

    second = actions.activate(cast.zhao, raise_to.pk)

    first.refresh_from_db()
    assert (first.state, second.previous_id) == ("changed", first.pk)
    assert {task.code for task in queries.actions_of(second.pk)} == {
        "clear-stands", "stop-ropeways", "stop-height", "cut-power", "fire-ready", "open-shelter", "buses-out", "count-all", "inspect-hill",
    }  # fmt: skip
    assert all(not task.predecessors for task in queries.actions_of(second.pk))
    assert len(queries.actions_of(second.pk, carried=True)) > 8
    response = queries.response(cast.lin, second.incident_id)
    assert response is not None
    assert response.level == 2
    actions.stand_down(cast.zhao, second.pk, reason="风停")
    ended = {entry.subject for entry in Entry.objects.filter(kind="plans.stood_down")}
    assert ended == {first.subject, second.subject}


def test_the_same_level_is_not_started_twice(cast: Cast) -> None:
    made = started(cast)

    with pytest.raises(AlreadyRunning):
        actions.activate_plan(cast.zhao, made.incident_id, "ski-jump-wind", 3, reason="x")


def test_who_started_ends_with_a_reason_and_only_once(cast: Cast) -> None:
    made = started(cast)
    for viewer in (cast.lin, cast.chen, cast.sun, cast.guest):
        with pytest.raises(NotAllowed):
            actions.stand_down(viewer, made.pk, reason="x")
    with pytest.raises(ReasonOwed):
        actions.stand_down(cast.zhao, made.pk, reason="")

    actions.stand_down(cast.zhao, made.pk, reason="风速回落并保持稳定")

    said = journal.last(made.subject)
    assert said is not None
    assert said.say().zh == "终止《跳台场地大风专项预案》Ⅲ级响应：风速回落并保持稳定"
    assert queries.response(cast.lin, made.incident_id) is None
    with pytest.raises(NotRunning):
        actions.stand_down(cast.zhao, made.pk, reason="x")


def test_an_incident_is_not_closed_while_its_response_runs(cast: Cast) -> None:
    made = started(cast)

    with pytest.raises(StillRunning) as refused:
        incidents.close(cast.chen, made.incident_id, reason="x")
    assert "《跳台场地大风专项预案》Ⅲ级响应仍在运行" in refused.value.words.zh

    actions.stand_down(cast.zhao, made.pk, reason="x")
    incidents.close(cast.chen, made.incident_id, reason="x")
    with pytest.raises(IncidentClosed):
        actions.activate_plan(cast.zhao, made.incident_id, "ski-jump-wind", 3, reason="x")


def test_the_database_keeps_one_running_activation_and_one_open_proposal(cast: Cast) -> None:
    made = started(cast)
    row = Proposal.objects.get()

    for model, pk in ((Activation, made.pk), (Proposal, row.pk)):
        copy = model.objects.get(pk=pk)
        copy.pk = None
        if isinstance(copy, Activation):
            copy.proposal = None
        else:
            copy.state, copy.decided_at = "forwarded", None
            Proposal.objects.filter(pk=pk).update(state="forwarded", decided_at=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


@pytest.mark.django_db(transaction=True)
def test_two_commanders_press_at_once_and_one_activation_comes_of_it(cast: Cast) -> None:
    row = forwarded(cast)
    gate = threading.Barrier(2, timeout=20)
    outcomes: list[str] = []

    def press() -> None:
        try:
            gate.wait()
            actions.activate(cast.zhao, row.pk)
            outcomes.append("started")
        except Fault as fault:
            outcomes.append(fault.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == ["plans.AlreadyDecided", "started"]
    assert Activation.objects.count() == 1
    assert Entry.objects.filter(kind="plans.activated").count() == 1
    assert list(verify()) == []
