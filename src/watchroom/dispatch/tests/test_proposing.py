"""Whom the platform proposes, why, and what the dispatcher makes of it."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, choosing, closing_roads, proposing, ruling
from watchroom.dispatch.choosing import Choice, choose, token_of
from watchroom.dispatch.faults import IncidentClosed, TextOwed, UnitTaken
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.proposing import propose
from watchroom.dispatch.response_faults import (
    ChosenTwice,
    ClosureOver,
    ClosureSpan,
    DifferenceReasonOwed,
    DispatchRuleUnfit,
    NoSuchDispatchRule,
    NothingChosen,
    ProposalStale,
)
from watchroom.dispatch.tests import scene
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import HILL, Readings, open_gale, task
from watchroom.dispatch.tests.test_at_once import at_once
from watchroom.dispatch.tests.test_call_lists import browser
from watchroom.incidents.actions import close, open_incident
from watchroom.incidents.faults import NoSuchIncident
from watchroom.incidents.models import Incident
from watchroom.journal.models import Entry
from watchroom.kernel.geometry import GeometryRefused
from watchroom.kernel.words import Words
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place

LINE = {"type": "LineString", "coordinates": [[115.47, 40.90], [115.47, 40.91]]}


@pytest.fixture
def fleet(gale: Incident) -> dict[str, Unit]:
    """Ambulances at three stations, the first two near the hill; patrols; all without a measured position."""
    put_place("far", "station", "远站", "Far station", {"type": "Point", "coordinates": [115.60, 40.90]})
    put_place("annex", "station", "分站", "Annex", {"type": "Point", "coordinates": [115.481, 40.90]})
    made = [("a1", "ambulance", "station"), ("a2", "ambulance", "annex"), ("a3", "ambulance", "far"), ("p1", "patrol", "far"), ("p2", "patrol", "far")]  # fmt: skip
    return {code: actions.put_unit(code, kind, code, code.upper(), home) for code, kind, home in made}


def crash(cast: Cast, grade: int | None = None) -> Incident:
    return open_incident(cast.lin, title_zh="车祸", title_en="Crash", kind="medical", place="jump", grade=grade)


def codes(one: proposing.ForOne) -> list[str]:
    return [pick.unit.code for pick in one.picks]


def test_the_nearest_that_fit_are_proposed_and_each_says_why(
    cast: Cast, fleet: dict[str, Unit], readings: Readings, clock: SetClock
) -> None:
    row = crash(cast)
    readings.at("a2", 115.4660, 40.9060, clock.at - timedelta(seconds=30))

    proposal = propose(cast.lin, [row.pk])

    (one,) = proposal.incidents
    (pick,) = one.picks
    assert (pick.unit.code, pick.need.words.en, one.graded, one.lacking) == ("a2", "Ambulance", False, [])
    assert pick.arrival.eta_s < 60
    assert "straight line" in pick.arrival.how.en
    assert pick.position.age_s(clock.at) == 30
    assert pick.caveats == ()
    (left,) = pick.leaves
    assert (left.words.en, left.left, left.least, left.below) == ("Annex", 0, 1, True)
    assert [other.unit.code for other in one.others] == ["a1", "a3"]
    assert ("counted from its home" in one.others[0].arrival.how.en, one.others[0].caveats) == (True, ())
    assert (one.rule[0].code, one.rule[1]) == ("medical", 0) if one.rule else False


def test_an_old_position_is_said_and_does_not_make_a_unit_the_nearest(
    cast: Cast, fleet: dict[str, Unit], readings: Readings, clock: SetClock
) -> None:
    row = crash(cast)
    readings.at("a3", *HILL, clock.at - timedelta(minutes=15))

    (one,) = propose(cast.lin, [row.pk]).incidents

    assert codes(one) == ["a1"]
    assert [other.unit.code for other in one.others] == ["a2", "a3"]
    assert "position 15 min old" in one.others[1].caveats[0].en


def test_who_cannot_be_sent_is_never_proposed_and_what_lacks_is_said(cast: Cast, fleet: dict[str, Unit]) -> None:
    row = crash(cast, grade=3)
    actions.unit_status(cast.lin, fleet["a1"].pk, "out", reason="换胎")
    actions.unit_status(cast.lin, fleet["a2"].pk, "off")

    proposal = propose(cast.lin, [row.pk])

    (one,) = proposal.incidents
    assert codes(one) == ["a3"]
    assert [(need.wants.code, n) for need, n in one.lacking] == [("ambulances", 2), ("doctors", 1)]
    assert {status.value: n for status, n in proposal.away.items()} == {"off": 1, "out": 1}
    assert proposing.away_words({}) is None


def test_what_is_there_already_counts(cast: Cast, fleet: dict[str, Unit]) -> None:
    row = crash(cast)
    actions.dispatch_unit(cast.lin, fleet["a3"].pk, row.pk)

    (one,) = propose(cast.lin, [row.pk]).incidents

    assert one.met
    assert [(unit.code, need is not None) for unit, need in one.there] == [("a3", True)]


def test_an_order_that_asks_for_a_unit_is_a_need_of_its_own(
    cast: Cast, gale: Incident, fleet: dict[str, Unit], activate: Activate
) -> None:
    put_place("depot", "depot", "库", "Depot", {"type": "Point", "coordinates": list(HILL)})
    plough = actions.put_unit("s1", "snow_plough", "除雪 1", "Plough 1", "depot")
    actions.create_orders(activate(task("a", unit_kinds=("snow_plough",))).pk, actor="follower:dispatch.orders")

    (one,) = propose(cast.lin, [gale.pk]).incidents

    asked = [pick for pick in one.picks if pick.need.order]
    assert [(pick.unit.pk, pick.need.words.en) for pick in asked] == [(plough.pk, "asked for by an order: Snow plough")]
    sent = choose(cast.lin, [Choice(gale.pk, tuple(p.unit.pk for p in one.picks), token_of(propose(cast.lin, [gale.pk]), one))])  # fmt: skip
    assert Run.objects.get(unit=plough).order_id == asked[0].need.order
    assert len(sent) == len(one.picks)


def test_two_incidents_share_what_there_is(cast: Cast, fleet: dict[str, Unit]) -> None:
    near = crash(cast)
    far = open_incident(cast.lin, title_zh="远", title_en="Far", kind="medical", lon=115.60, lat=40.90)

    proposal = propose(cast.lin, [near.pk, far.pk])

    assert [codes(one) for one in proposal.incidents] == [["a1"], ["a3"]]
    everything = propose(cast.lin)
    assert {one.scene.pk for one in everything.incidents} >= {near.pk, far.pk}
    picked = [pick.unit.pk for one in everything.incidents for pick in one.picks]
    assert len(picked) == len(set(picked))


def test_firm_cover_keeps_the_last_one_and_the_shortfall_is_said(cast: Cast, fleet: dict[str, Unit]) -> None:
    row = crash(cast, grade=3)
    content = {"code": "keep", "kinds": ["ambulance"], "places": ["station", "annex"], "least": 1}
    ruling.put_rule(cast.chen, "cover", content, reason="赛时保障")

    (one,) = propose(cast.lin, [row.pk]).incidents

    assert codes(one) == ["a3"]
    assert ("ambulances", 2) in [(need.wants.code, n) for need, n in one.lacking]


def test_an_area_keeps_the_units_at_home_within_it(cast: Cast, fleet: dict[str, Unit]) -> None:
    row = crash(cast)
    content = {"code": "keep", "kinds": ["ambulance"], "places": ["village"], "least": 2}
    ruling.put_rule(cast.chen, "cover", content, reason="赛时保障")

    (one,) = propose(cast.lin, [row.pk]).incidents

    assert codes(one) == ["a3"]


def test_no_position_no_proposal_and_a_closed_incident_is_refused(cast: Cast, fleet: dict[str, Unit]) -> None:
    lost = open_incident(cast.lin, title_zh="无位置", title_en="Nowhere", kind="medical")
    over = crash(cast)
    close(cast.chen, over.pk, reason="已处置")

    proposal = propose(cast.lin, [lost.pk])
    assert ([goal.pk for goal in proposal.unplaced], proposal.incidents) == ([lost.pk], [])
    with pytest.raises(IncidentClosed):
        propose(cast.lin, [over.pk])
    with pytest.raises(NotAllowed):
        propose(cast.guest, [lost.pk])


# ---- rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2**63 - 1, 2**70, -1])
def test_a_number_that_is_no_incidents_is_said_whatever_its_length(
    cast: Cast, fleet: dict[str, Unit], number: int
) -> None:
    here = open_gale(cast.lin)
    with pytest.raises(NoSuchIncident):
        propose(cast.lin, [here.pk, number])


def test_a_site_puts_its_own_rule_over_the_shipped_one_and_every_version_stays(
    cast: Cast, fleet: dict[str, Unit]
) -> None:
    row = crash(cast)
    need = {"code": "ambulances", "kinds": ["ambulance"], "n": {"4": 2}}
    content: dict[str, Any] = {"code": "medical", "kinds": ["medical"], "needs": [need]}

    first = ruling.put_rule(cast.chen, "response", content, reason="冬奥标准")
    assert len(propose(cast.lin, [row.pk]).incidents[0].picks) == 2
    ruling.withdraw_rule(cast.chen, "response", "medical", reason="按上级要求")

    shipped, versions = ruling.history(cast.lin, "response", "medical")
    assert shipped is not None
    assert [(one.version, one.reason, one.content is None) for one in versions] == [(2, "按上级要求", True), (1, "冬奥标准", False)]  # fmt: skip
    held = propose(cast.lin, [row.pk]).incidents[0].rule
    assert held is not None
    assert held[0].code == "anything"
    said = Entry.objects.filter(kind="dispatch.rule_put").earliest("pk")
    assert said.facts["version"] == first.version == 1
    assert said.facts["content"]["needs"][0]["n"] == {"4": 2}


def test_rules_are_refused_to_who_may_not_and_without_a_reason_or_sense(cast: Cast, fleet: dict[str, Unit]) -> None:
    good = {"code": "x", "kinds": ["ambulance"], "least": 1}
    with pytest.raises(NotAllowed):
        ruling.put_rule(cast.lin, "cover", good, reason="x")
    with pytest.raises(TextOwed):
        ruling.put_rule(cast.chen, "cover", good, reason="  ")
    for wrong in ({**good, "kinds": ["spaceship"]}, {**good, "places": ["atlantis"]}, {**good, "least": 0}):
        with pytest.raises(DispatchRuleUnfit):
            ruling.put_rule(cast.chen, "cover", wrong, reason="x")
    with pytest.raises(NoSuchDispatchRule):
        ruling.withdraw_rule(cast.chen, "cover", "nothing", reason="x")
    with pytest.raises(NoSuchDispatchRule):
        ruling.seen(cast.chen, "weather")


# ---- choices --------------------------------------------------------------------------------------------------------


def chosen(cast: Cast, row: Incident, *units: Unit, reason: str = "") -> Choice:
    proposal = propose(cast.lin, [row.pk])
    return Choice(row.pk, tuple(one.pk for one in units), token_of(proposal, proposal.incidents[0]), reason)


def test_the_proposed_go_with_one_act_and_the_book_says_it_was_as_proposed(cast: Cast, fleet: dict[str, Unit]) -> None:
    row = crash(cast)

    sent = choose(cast.lin, [chosen(cast, row, fleet["a1"])])

    assert [one.code for one in sent] == ["a1"]
    said = Entry.objects.get(kind="dispatch.units_chosen")
    assert (said.facts["proposed"], said.facts["sent"], said.facts["differs"]) == (["a1"], ["a1"], False)
    told = Entry.objects.get(kind="dispatch.unit_dispatched")
    assert (told.cause, told.incident) == (said.pk, row.pk)
    assert told.facts["eta_s"] is not None


def test_what_is_proposed_for_one_of_several_incidents_goes_whole_with_one_press(
    cast: Cast, fleet: dict[str, Unit]
) -> None:
    row, other = crash(cast), crash(cast)
    page = browser("lin").get(f"/dispatch/proposals/?incident={row.pk}&incident={other.pk}").content.decode()
    tokens = dict(re.findall(r'name="token-(\d+)" value="([^"]+)"', page))
    ticked = {"incident": [row.pk, other.pk], f"units-{row.pk}": fleet["a3"].pk, f"token-{row.pk}": tokens[str(row.pk)]}
    assert page.count('name="accept"') == 2
    assert page.index('type="submit"') < page.index('name="accept"')  # Enter never sends to one alone
    answer = browser("lin").post("/dispatch/proposals/send", ticked | {"accept": row.pk})
    assert (answer.status_code, answer["Location"]) == (302, f"/incidents/{row.pk}")
    (run,) = Run.objects.select_related("unit")
    said = Entry.objects.get(kind="dispatch.units_chosen")
    assert (run.incident_id, said.facts["proposed"], said.facts["differs"]) == (row.pk, [run.unit.code], False)
    with pytest.raises(ProposalStale):
        choosing.accept(cast.lin, other.pk, tokens[str(row.pk)])
    with pytest.raises(NotAllowed):
        choosing.accept(cast.zhao, row.pk, tokens[str(row.pk)])


def test_who_could_go_to_two_incidents_is_said_at_both(cast: Cast, fleet: dict[str, Unit]) -> None:
    row, other = crash(cast), crash(cast)
    first, second = propose(cast.lin, [row.pk, other.pk]).incidents
    assert codes(first) != codes(second)
    told = {pick.unit.code: [one.zh for one in pick.caveats] for pick in first.others}
    assert any(f"也列在 {second.scene.number}，只能派往一处" in said for said in told.values())
    assert all(pick.unit.code not in told for pick in (*first.picks, *second.picks))


def test_the_dispatchers_choice_rules_and_owes_a_reason_where_it_differs(cast: Cast, fleet: dict[str, Unit]) -> None:
    row = crash(cast)

    with pytest.raises(DifferenceReasonOwed):
        choose(cast.lin, [chosen(cast, row, fleet["a3"])])
    assert not Run.objects.exists()
    choose(cast.lin, [chosen(cast, row, fleet["a3"], reason="车上有儿科医生")])

    said = Entry.objects.get(kind="dispatch.units_chosen")
    assert (said.facts["proposed"], said.facts["sent"], said.facts["reason"]) == (["a1"], ["a3"], "车上有儿科医生")


def test_choices_that_cannot_be_are_refused_whole(cast: Cast, fleet: dict[str, Unit], clock: SetClock) -> None:
    row, other = crash(cast), crash(cast)
    good = chosen(cast, row, fleet["a1"])
    with pytest.raises(NotAllowed):
        choose(cast.zhao, [good])
    with pytest.raises(NothingChosen):
        choose(cast.lin, [chosen(cast, row)])
    with pytest.raises(ProposalStale):
        choose(cast.lin, [Choice(row.pk, good.units, "made up")])
    with pytest.raises(ProposalStale):
        choose(cast.lin, [Choice(other.pk, good.units, good.token)])
    twice = chosen(cast, other, fleet["a1"], reason="x")
    with pytest.raises(ChosenTwice) as refused:
        choose(cast.lin, [good, twice])
    assert row.number in refused.value.words.zh
    assert other.number in refused.value.words.zh
    actions.dispatch_unit(cast.chen, fleet["a3"].pk, other.pk)
    with pytest.raises(UnitTaken):
        choose(cast.lin, [chosen(cast, row, fleet["a1"], fleet["a3"], reason="两辆")])
    assert Run.objects.count() == 1  # nothing of a refused choice is done
    clock.forward(minutes=11)
    with pytest.raises(ProposalStale):
        choose(cast.lin, [good])


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_accepting_at_once_never_send_one_unit_twice(cast: Cast, fleet: dict[str, Unit]) -> None:
    row, other = crash(cast), open_gale(cast.lin)
    both = (fleet["a1"], fleet["a2"])
    one = chosen(cast, row, *both, reason="两辆")
    two = chosen(cast, other, *reversed(both), reason="两辆")

    results = at_once(partial(choose, cast.lin, [one]), partial(choose, cast.chen, [two]))

    assert sorted(type(result).__name__ for result in results) == ["UnitTaken", "list"]
    assert Run.objects.filter(outcome="").count() == 2
    assert Run.objects.values("incident").distinct().count() == 1
    assert Entry.objects.filter(kind="dispatch.units_chosen").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_first_version_of_a_rule_at_once_both_stand(cast: Cast) -> None:
    content = {"code": "new", "kinds": ["ambulance"], "least": 1}

    results = at_once(*[partial(ruling.put_rule, who, "cover", content, reason="试") for who in (cast.chen, cast.zhao)])

    assert sorted(row.version for row in results) == [1, 2]


# ---- closures -------------------------------------------------------------------------------------------------------


def test_a_closure_is_in_force_from_and_until_its_times_and_is_lifted_with_a_reason(
    cast: Cast, gale: Incident, clock: SetClock
) -> None:
    soon = closing_roads.draw_closure(
        cast.lin,
        "桥",
        "",
        LINE,
        reason="结冰",
        since=clock.at + timedelta(hours=1),
        until=clock.at + timedelta(hours=2),
    )
    now = closing_roads.draw_closure(
        cast.lin, "门前路", "Gate road", scene.square(115.4, 40.8, 115.41, 40.81), reason="事故"
    )

    assert closing_roads.in_force(clock.at) == [now]
    assert closing_roads.in_force(clock.at + timedelta(minutes=90)) == [soon, now]
    assert soon.en == "桥"
    ring = closing_roads.avoid([soon]).rings[0]
    assert len(ring) > 4
    assert closing_roads.avoid([soon]).name != closing_roads.avoid([now]).name
    closing_roads.lift_closure(cast.chen, now.pk, reason="已清障")
    assert closing_roads.in_force(clock.at) == []
    with pytest.raises(ClosureOver):
        closing_roads.lift_closure(cast.chen, now.pk, reason="再次")
    assert [one.pk for one in closing_roads.closures(cast.wall)] == [soon.pk]
    assert [one.pk for one in closing_roads.closures(cast.wall, past=True)] == [now.pk]
    kinds = list(Entry.objects.filter(subject=now.subject).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["dispatch.closure_drawn", "dispatch.closure_lifted"]


def test_a_closure_is_typed_as_coordinates_a_line_or_round_an_area(cast: Cast, gale: Incident) -> None:
    def kept(text: str) -> Any:
        return closing_roads.draw_closure(cast.lin, "路", "Road", text, reason="结冰").geometry

    assert kept("115.47, 40.90\n115.47，40.91\n\n115.48 40.91") == {
        "type": "LineString", "coordinates": [[115.47, 40.90], [115.47, 40.91], [115.48, 40.91]],
    }  # fmt: skip
    assert kept("115,40;116,40;116,41;115,40")["type"] == "Polygon"
    for text in (
        "115.47",
        "115, 40",
        "115, 40\n115, 400",
        "a, b\nc, d",
        "115, 40, 3\n1, 2",
        "nan, 1\n2, 3",
        "1e999, 1\n2, 3",
        "\x00",
        "[1]",
    ):
        with pytest.raises(GeometryRefused):
            kept(text)


def test_a_closure_without_sense_is_refused(cast: Cast, gale: Incident, clock: SetClock) -> None:
    with pytest.raises(NotAllowed):
        closing_roads.draw_closure(cast.zhao, "路", "Road", LINE, reason="x")
    with pytest.raises(TextOwed):
        closing_roads.draw_closure(cast.lin, "路", "Road", LINE, reason=" ")
    with pytest.raises(TextOwed):
        closing_roads.draw_closure(cast.lin, " ", "", LINE, reason="x")
    for until in (clock.at, clock.at - timedelta(hours=1)):
        with pytest.raises(ClosureSpan):
            closing_roads.draw_closure(cast.lin, "路", "Road", LINE, reason="x", until=until)


def test_choices_are_good_for_ten_minutes() -> None:
    assert timedelta(minutes=10) == choosing.GOOD_FOR


def test_an_order_that_asks_for_at_least_so_many_is_a_minimum(
    cast: Cast, gale: Incident, fleet: dict[str, Unit], activate: Activate
) -> None:
    text = Words(zh="调派不少于2辆救护车", en="Send at least two ambulances")
    actions.create_orders(
        activate(task("a", unit_kinds=("ambulance",), text=text)).pk, actor="follower:dispatch.orders"
    )

    (one,) = propose(cast.lin, [gale.pk]).incidents
    need = next(need for need in one.needs if need.order)
    wanted = [each for each in one.needs if "ambulance" in each.wants.kinds]
    assert (sum(each.n for each in wanted), need.least, need.words.en[-10:]) == (2, True, "at least 2")
    picked = [pick.unit.pk for pick in one.picks]
    token = token_of(propose(cast.lin, [gale.pk]), one)
    spare = next(row.pk for row in fleet.values() if row.kind == "ambulance" and row.pk not in picked)
    other = next(row.pk for row in fleet.values() if row.kind == "patrol" and row.pk not in picked)

    with pytest.raises(DifferenceReasonOwed):
        choose(cast.lin, [Choice(gale.pk, (*picked, other), token)])
    with pytest.raises(DifferenceReasonOwed):
        choose(cast.lin, [Choice(gale.pk, tuple(picked[1:]), token)])
    sent = choose(cast.lin, [Choice(gale.pk, (*picked, spare), token)])

    assert len(sent) == len(picked) + 1
    assert Entry.objects.get(kind="dispatch.units_chosen").facts["differs"] is False
