from datetime import timedelta

import pytest

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.people import actions, queries
from watchroom.people.faults import LinkSpent, NotAllowed, NotSignedIn, ShiftOverlaps, WeakPassword
from watchroom.people.models import ApiToken, Person, SignInLink
from watchroom.people.rights import ACTS, RIGHTS, ROLES, Act, Role, allowed
from watchroom.people.testing import Cast


def test_every_act_and_role_has_words_and_a_holder() -> None:
    assert set(ACTS) == set(Act) == set(RIGHTS)
    assert set(ROLES) == set(Role)
    assert all(RIGHTS.values())


# Written out a second time on purpose: a right that slips in with a change of another is seen here.
MAY = {
    Role.DUTY_OFFICER: """
        see see_names see_personal see_sources see_cameras acknowledge_alarm hear_alarms silence_alarms
        open_incident note_incident report_up share_incident fill_forms act_on_order steer_tasks
        dispatch_unit report_unit keep_units judge_advice read_report draft_rule stop_drill evaluate_drill
        review_plan keep_log
    """,
    Role.DUTY_LEADER: """
        see see_names see_personal see_sources see_cameras acknowledge_alarm hear_alarms silence_alarms
        take_out_alarms open_incident note_incident report_up close_incident share_incident fill_forms
        forward_proposal act_on_order steer_tasks dispatch_unit report_unit keep_units judge_advice
        read_report review_warning cancel_warning draft_rule set_rules plan_drill direct_drill stop_drill
        evaluate_drill draft_plan review_plan keep_roster keep_log call_roll run_scenario
    """,
    Role.COMMANDER: """
        see see_names see_sources see_cameras hear_alarms silence_alarms take_out_alarms note_incident
        close_incident share_incident fill_forms activate_plan stand_down act_on_order steer_tasks
        keep_units judge_advice read_report sign_warning cancel_warning draft_rule set_rules plan_drill
        direct_drill stop_drill evaluate_drill draft_plan review_plan approve_plan keep_roster keep_log
        call_roll run_scenario
    """,
    Role.INFORMATION_OFFICER: """
        see see_names see_sources note_incident act_on_order read_report draft_warning cancel_warning
        evaluate_drill review_plan keep_log
    """,
    Role.AGENCY: """
        see see_names open_incident note_incident act_on_order report_unit evaluate_drill review_plan
    """,
    Role.FIELD: """
        see see_names open_incident note_incident act_on_order report_unit
    """,
    Role.WALL: """
        see hear_alarms
    """,
    Role.ADMIN: """
        see_sources keep_roster admin
    """,
    Role.OUTSIDER: """
    """,
}


@pytest.mark.parametrize("role", list(Role))
def test_each_post_may_exactly_this_and_no_more(role: Role) -> None:
    """F50: the whole set of each, and the code's one table is the only place that grants anything."""
    assert {act.value for act in Act if allowed(frozenset({role}), act)} == set(MAY[role].split())
    assert [
        one.name for one in Person._meta.get_fields() if one.name in ("groups", "user_permissions", "is_superuser")
    ] == []


def test_an_outsider_may_do_nothing_and_a_wall_screen_only_see() -> None:
    assert [act for act in Act if allowed(frozenset({Role.OUTSIDER}), act)] == []
    assert [act for act in Act if allowed(frozenset({Role.WALL}), act)] == [Act.SEE, Act.HEAR_ALARMS]


@pytest.mark.parametrize("act", [Act.DRAFT_WARNING, Act.REVIEW_WARNING, Act.SIGN_WARNING])
def test_no_role_holds_two_of_the_three_hands_of_a_warning(act: Act) -> None:
    others = {Act.DRAFT_WARNING, Act.REVIEW_WARNING, Act.SIGN_WARNING} - {act}
    assert all(RIGHTS[act].isdisjoint(RIGHTS[other]) for other in others)


def test_the_officer_may_acknowledge_and_the_guest_is_told_whose_task_it_is(cast: Cast) -> None:
    cast.lin.must(Act.ACKNOWLEDGE_ALARM)
    with pytest.raises(NotAllowed) as refused:
        cast.guest.must(Act.ACKNOWLEDGE_ALARM)
    assert "值班员" in refused.value.words.zh
    assert "Watch officer".lower() in refused.value.words.en
    with pytest.raises(NotSignedIn):
        cast.nobody.must(Act.SEE)


def test_rights_end_with_the_shift(clock: SetClock) -> None:
    person = actions.put_person("amy", "甲", "Amy")
    actions.put_post("desk", "值班员", "Watch officer", Role.DUTY_OFFICER)
    actions.put_shift("desk", "amy", T0, T0 + timedelta(hours=8))
    assert queries.viewer(person, T0).may(Act.SEE)
    assert queries.viewer(person, T0 + timedelta(hours=8) - timedelta(milliseconds=1)).may(Act.SEE)
    assert not queries.viewer(person, T0 + timedelta(hours=8)).may(Act.SEE)


def test_a_post_has_exactly_one_holder_at_the_handover_instant(clock: SetClock) -> None:
    for code in ("amy", "ben"):
        actions.put_person(code, code, code)
    actions.put_post("desk", "值班员", "Watch officer", Role.DUTY_OFFICER)
    change = T0 + timedelta(hours=8)
    actions.put_shift("desk", "amy", T0, change)
    actions.put_shift("desk", "ben", change, change + timedelta(hours=8))
    before, after = queries.holder("desk", change - timedelta(milliseconds=1)), queries.holder("desk", change)
    assert (str(before), str(after)) == ("amy", "ben")
    with pytest.raises(ShiftOverlaps):
        actions.put_shift("desk", "amy", change - timedelta(minutes=1), change)


def test_the_same_shift_twice_is_one(clock: SetClock) -> None:
    actions.put_person("amy", "甲", "Amy")
    actions.put_post("desk", "值班员", "Watch officer", Role.DUTY_OFFICER)
    one = actions.put_shift("desk", "amy", T0, T0 + timedelta(hours=1))
    assert actions.put_shift("desk", "amy", T0, T0 + timedelta(hours=1)) == one
    assert Entry.objects.filter(kind="people.shift_set").count() == 1


def test_a_sign_in_link_works_once(cast: Cast) -> None:
    token = actions.make_sign_in_link(queries.person_by_code("lin"))
    assert token not in {link.token_hash for link in SignInLink.objects.all()}
    assert actions.spend_link(token).code == "lin"
    with pytest.raises(LinkSpent):
        actions.spend_link(token)
    with pytest.raises(LinkSpent):
        actions.spend_link("guessed")


def test_a_link_past_its_time_or_of_a_disabled_account_does_not_work(cast: Cast) -> None:
    token = actions.make_sign_in_link(queries.person_by_code("lin"))
    SignInLink.objects.update(expires_at=T0)
    with pytest.raises(LinkSpent):
        actions.spend_link(token)
    token = actions.make_sign_in_link(queries.person_by_code("sun"))
    actions.put_person("sun", "孙宁", "Sun Ning", active=False)
    with pytest.raises(LinkSpent):
        actions.spend_link(token)


def test_a_token_speaks_for_its_person_until_it_is_revoked(cast: Cast) -> None:
    token = actions.make_api_token(queries.person_by_code("zhao"))
    assert str(queries.of_token(token)) == "zhao"
    ApiToken.objects.update(revoked_at=T0)
    assert queries.of_token(token) is None
    assert queries.of_token("guessed") is None


def test_no_secret_reaches_the_journal(cast: Cast) -> None:
    token = actions.make_sign_in_link(queries.person_by_code("lin"))
    assert token not in "".join(str(e.facts) for e in Entry.objects.all())


@pytest.mark.parametrize("weak", ["short", "qwerty123456", "password1234", "lin-xiao-lin-xiao", "123456123456"])
def test_a_password_that_can_be_guessed_is_not_taken(weak: str, cast: Cast) -> None:
    with pytest.raises(WeakPassword):
        actions.put_person("lin", "林晓", "Lin Xiao Lin Xiao", password=weak)
    assert not Person.objects.get(code="lin").has_usable_password()


@pytest.mark.parametrize(("code", "named"), [("lin", True), ("sun", True), ("wall", False), ("guest", False)])
def test_an_actor_is_named_to_those_who_may_see_names_and_by_post_to_others(code: str, named: bool, cast: Cast) -> None:
    said = queries.who(getattr(cast, code), cast.chen.actor)
    assert ("陈立" in said.zh, "Chen Li" in said.en) == (named, named)
    assert "带班领导" in said.zh
    assert queries.who(getattr(cast, code), "follower:plans.proposals").zh == "平台"


def test_an_actor_is_named_by_post_and_person(cast: Cast) -> None:
    assert queries.actor_words(cast.zhao.actor).zh == "指挥长 赵岩"
    assert queries.actor_words("follower:plans.propose").en == "the platform"
