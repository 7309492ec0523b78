"""Advice in the room: asked once for an entry, answered by the worker from what is known, judged once by a person."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from watchroom.advice import actions, layers, queries
from watchroom.advice.contract import MODELS
from watchroom.advice.envelope import Origin
from watchroom.advice.faults import (
    AdviceReplaced,
    AlreadyJudged,
    NoSuchAdvice,
    NothingToJudge,
    ReasonNeeded,
    ReasonTooLong,
)
from watchroom.advice.followers import FOLLOWERS
from watchroom.advice.gather import AROUND_M, situation
from watchroom.advice.models import Advice
from watchroom.advice.models.wind_chill import WindChill
from watchroom.advice.tests.scene import ANSWER, advise, answer, opened, weather
from watchroom.conftest import SetClock
from watchroom.dispatch.tests.scene import Readings, put_zone, square
from watchroom.incidents.actions import locate, open_incident
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.followers import Runner, behind
from watchroom.journal.models import Entry
from watchroom.people import queries as people
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place


def test_an_opened_incident_is_answered_by_every_model_and_the_chain_leads_back(
    gale: Incident, clock: SetClock, readings: Readings
) -> None:
    weather(readings, clock)
    runner = Runner("test", FOLLOWERS)
    runner.run()
    assert ANSWER.pending(clock.at) == len(MODELS.all)
    ANSWER.run(clock.at)

    assert (behind(FOLLOWERS), ANSWER.pending(clock.at)) == ({}, 0)
    given = list(Entry.objects.filter(kind="advice.given"))
    assert {entry.facts["model"] for entry in given} == set(MODELS.all)
    assert {entry.cause for entry in given} == {opened(gale)}
    assert {entry.incident for entry in given} == {gale.pk}
    assert "体感温度约" in given[-1].say().zh


def test_the_reaction_asks_the_network_nothing(gale: Incident, readings: Readings) -> None:
    Runner("test", FOLLOWERS).run()

    assert readings.asked == 0


def test_read_twice_and_answered_twice_there_is_one_answer_a_model(
    gale: Incident, clock: SetClock, readings: Readings
) -> None:
    weather(readings, clock)
    for _ in range(2):
        advise(gale, clock)
    [row, *_] = Advice.objects.all()

    assert Advice.objects.count() == Entry.objects.filter(kind="advice.given").count() == len(MODELS.all)
    assert not actions.give(row.pk, answer(row), actor="work:advice.answer")


def test_a_kill_after_asking_leaves_the_question_for_the_next_worker(gale: Incident, clock: SetClock) -> None:
    def killed() -> None:
        with book(actor="follower:advice.ask"):
            actions.ask(gale.pk, opened(gale), actor="follower:advice.ask")
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        killed()
    assert Advice.objects.count() == 0

    actions.ask(gale.pk, opened(gale), actor="follower:advice.ask")
    assert queries.cards(people.viewer(people.person_by_code("lin")), gale.pk) == []
    assert (ANSWER.run(clock.at), ANSWER.run(clock.at)) == (len(MODELS.all), 0)


def test_the_answer_rests_on_the_nearest_readings_with_their_age(
    gale: Incident, clock: SetClock, readings: Readings
) -> None:
    weather(readings, clock)
    readings.put("far.wind", 30.0, clock.at, quantity="wind_mean", place="station")
    clock.forward(minutes=2)

    chill = answer(advise(gale, clock)["wind_chill"])

    assert {given.ref: (given.value, given.unit, given.origin, given.age_s) for given in chill.inputs} == {
        "jump.t": ("−22.0", "Cel", Origin.SENSOR, 120), "jump.wind": ("8.0", "m/s", Origin.SENSOR, 120),
    }  # fmt: skip
    assert chill.value is not None
    assert round(chill.value.value) == -35


def test_what_is_simulated_never_looks_measured(gale: Incident, clock: SetClock, readings: Readings) -> None:
    readings.put("jump.t", -22, clock.at, quantity="air_temperature", place="jump", simulated=True)
    readings.put("jump.wind", 8, clock.at, quantity="wind_mean", place="jump", simulated=True)

    notes = [given.note.zh if given.note else "" for given in answer(advise(gale, clock)["wind_chill"]).inputs]

    assert notes == ["模拟数据", "模拟数据"]


def test_a_station_out_of_reach_says_nothing_about_this_place(
    gale: Incident, clock: SetClock, readings: Readings
) -> None:
    put_place("beijing", "station", "北京", "Beijing", {"type": "Point", "coordinates": [116.4, 39.9]})
    readings.put("bj.t", -5, clock.at, quantity="air_temperature", place="beijing")
    readings.put("jump.wind", 8, clock.at, quantity="wind_mean", place="jump")

    chill = answer(advise(gale, clock)["wind_chill"])

    assert chill.refusal is not None
    assert chill.refusal.missing == ("air_temperature",)


def test_without_a_live_value_the_reading_behind_the_alarm_stands_in(
    gale: Incident, clock: SetClock, readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings.put("jump.wind", 0, clock.at, quantity="wind_mean", place="jump")
    readings.values.clear()
    raised = Entry(
        id=1, kind="alarms.raised",
        facts={"quantity": "wind_mean", "value": "8.4", "batch": "batch:3@120", "measured_at": "2026-02-06T01:55:00.000Z", "sensor": "jump.wind"},
    )  # fmt: skip
    monkeypatch.setattr("watchroom.advice.gather.journal.chain", lambda pk: [raised])

    known = situation(gale.pk, opened(gale), {"wind_mean"}, clock.at)

    assert (known.readings["wind_mean"].value, known.readings["wind_mean"].origin, known.readings["wind_mean"].ref) == (
        8.4,
        Origin.BATCH,
        "batch:3@120",
    )


def test_without_an_area_a_circle_is_assumed_and_doubted(gale: Incident, clock: SetClock) -> None:
    exposure = answer(advise(gale, clock)["exposure"])

    [area] = [given for given in exposure.inputs if given.code == "area"]
    assert (area.origin, f"{AROUND_M} 米" in (area.note.zh if area.note else "")) == (Origin.ASSUMED, True)
    assert any("假定" in reason.zh for reason in exposure.reasons)
    assert {one.code for one in exposure.found} == {"jump"}


def test_an_area_that_was_drawn_is_taken_as_drawn(gale: Incident, clock: SetClock, readings: Readings) -> None:
    Incident.objects.filter(pk=gale.pk).update(area=square(115.44, 40.89, 115.49, 40.92))

    exposure = answer(advise(gale, clock)["exposure"])

    assert exposure.inputs[0].origin is Origin.PERSON
    Incident.objects.filter(pk=gale.pk).update(lon=None, lat=None)
    weather(readings, clock)
    assert set(situation(gale.pk, opened(gale), {"wind_mean"}, clock.at).readings) == {"wind_mean"}
    assert exposure.value is not None
    assert (exposure.value.value, exposure.value.low, exposure.value.high) == (900, 900, 6900)


def test_a_venue_counter_is_asked_and_listed(gale: Incident, clock: SetClock, readings: Readings) -> None:
    readings.put("jump.count", 3240, clock.at, quantity="crowd_count", place="jump")

    exposure = answer(advise(gale, clock)["exposure"])

    assert {figure.code: figure.value.value for figure in exposure.figures}["gathered"] == 3240


def test_an_incident_that_is_nowhere_gets_refusals_that_say_so(cast: Cast, clock: SetClock) -> None:
    nowhere = open_incident(cast.lin, title_zh="地点不明", title_en="Unknown place", kind="medical")

    rows = advise(nowhere, clock)

    assert {row.refused for row in rows.values()} == {True}
    exposure = answer(rows["exposure"]).refusal
    assert exposure is not None
    assert exposure.missing == ("area",)


def test_once_it_is_placed_the_models_answer_for_that_place_and_again_for_a_corrected_one(
    cast: Cast, clock: SetClock
) -> None:
    put_zone()
    nowhere = open_incident(cast.lin, title_zh="地点不明", title_en="Unknown place", kind="medical")
    runner = Runner("test", FOLLOWERS)

    def newest() -> Advice:
        runner.run()
        ANSWER.run(clock.at)
        return Advice.objects.filter(incident=nowhere, model="exposure").latest("pk")

    assert newest().refused
    locate(cast.lin, nowhere.pk, place="jump", reason="来电人复述")
    placed = newest()
    locate(cast.lin, nowhere.pk, place="station", reason="现场人员更正")
    corrected = newest()

    located = [entry.id for entry in Entry.objects.filter(kind="incidents.located").order_by("id")]
    assert [placed.cause, corrected.cause] == located
    assert {one.code for one in answer(placed).found} == {"jump"}
    assert {one.code for one in answer(corrected).found} == {"station"}
    [card] = [one for one in queries.cards(cast.lin, nowhere.pk) if one.advice.model == "exposure"]
    assert card.advice.pk == corrected.pk


def test_a_model_that_breaks_is_a_refusal_and_the_others_still_answer(
    gale: Incident, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(WindChill, "run", broken)

    rows = advise(gale, clock)

    refusal = answer(rows["wind_chill"]).refusal
    assert refusal is not None
    assert refusal.code == "model_broke"
    assert len(rows) == len(MODELS.all)


def test_a_person_accepts_and_the_journal_keeps_the_whole_envelope(
    cast: Cast, gale: Incident, clock: SetClock, readings: Readings
) -> None:
    weather(readings, clock)
    row = advise(gale, clock)["wind_chill"]

    judged = actions.accept(cast.lin, row.pk, reason="与现场一致")

    assert (judged.state, judged.judged_by, judged.judged_at) == ("accepted", cast.lin.actor, clock.at)
    given, accepted = journal.of_subject(row.subject)
    assert (accepted.kind, accepted.cause, accepted.actor) == ("advice.accepted", given.id, cast.lin.actor)
    assert accepted.facts["envelope"] == given.facts["envelope"] == row.envelope
    assert accepted.say().zh == "采纳建议（体感温度与冻伤）：与现场一致"


def test_rejecting_needs_a_reason(cast: Cast, gale: Incident, clock: SetClock, readings: Readings) -> None:
    weather(readings, clock)
    row = advise(gale, clock)["wind_chill"]
    for reason in ("", " \n "):
        with pytest.raises(ReasonNeeded):
            actions.reject(cast.zhao, row.pk, reason=reason)
    with pytest.raises(ReasonTooLong):
        actions.reject(cast.zhao, row.pk, reason="长" * 2001)

    assert actions.reject(cast.zhao, row.pk, reason="测站结冰").state == "rejected"


def test_judged_once_and_the_second_hears_who_was_first(
    cast: Cast, gale: Incident, clock: SetClock, readings: Readings
) -> None:
    weather(readings, clock)
    row = advise(gale, clock)["wind_chill"]
    actions.reject(cast.lin, row.pk, reason="不符")

    with pytest.raises(AlreadyJudged) as refused:
        actions.accept(cast.chen, row.pk)

    assert "林晓" in refused.value.words.zh
    assert len(journal.of_subject(row.subject)) == 2


@pytest.mark.parametrize("who", ["guest", "wall", "sun", "nobody"])
def test_only_the_watch_and_the_commander_judge(
    cast: Cast, gale: Incident, clock: SetClock, readings: Readings, who: str
) -> None:
    weather(readings, clock)
    row = advise(gale, clock)["wind_chill"]

    with pytest.raises((NotAllowed, NotSignedIn)):
        actions.accept(getattr(cast, who), row.pk)
    with pytest.raises((NotAllowed, NotSignedIn)):
        actions.reject(getattr(cast, who), row.pk, reason="x")


def test_a_refusal_of_the_model_cannot_be_accepted(cast: Cast, gale: Incident, clock: SetClock) -> None:
    row = advise(gale, clock)["wind_chill"]

    with pytest.raises(NothingToJudge):
        actions.accept(cast.lin, row.pk)


def test_an_older_answer_cannot_be_judged_once_there_is_a_newer_one(
    cast: Cast, gale: Incident, clock: SetClock, readings: Readings
) -> None:
    weather(readings, clock)
    old = advise(gale, clock)["wind_chill"]
    actions.ask(gale.pk, journal.head(), actor="follower:advice.ask")
    ANSWER.run(clock.at)

    with pytest.raises(AdviceReplaced):
        actions.accept(cast.lin, old.pk)
    newest = [card.advice for card in queries.cards(cast.lin, gale.pk)]
    assert (len(newest), old.pk in [row.pk for row in newest]) == (len(MODELS.all), False)


def test_there_is_no_advice_before_it_is_given(cast: Cast, gale: Incident) -> None:
    [row, *_] = actions.ask(gale.pk, opened(gale), actor="follower:advice.ask")

    for pk in (row.pk, 10_000):
        with pytest.raises(NoSuchAdvice):
            actions.accept(cast.lin, pk)
        with pytest.raises(NoSuchAdvice):
            queries.advice(cast.lin, pk)


@pytest.mark.parametrize(
    "broken",
    [{"state": "thought"}, {"state": "given", "envelope": None}, {"state": "accepted", "judged_at": None}],
    ids=["unknown", "given nothing", "judged never"],
)
def test_the_database_refuses_nonsense_by_itself(gale: Incident, clock: SetClock, broken: dict[str, Any]) -> None:
    advise(gale, clock)

    with pytest.raises(IntegrityError), transaction.atomic():
        Advice.objects.update(**broken)


def test_the_map_shows_the_area_of_the_newest_answer_of_open_incidents(
    cast: Cast, gale: Incident, clock: SetClock
) -> None:
    advise(gale, clock)
    then = clock.at
    clock.forward(minutes=1)

    [drawn] = layers.areas(cast.lin)["features"]

    assert (drawn["geometry"]["type"], drawn["properties"]["schematic"], drawn["properties"]["kind"]) == (
        "Polygon",
        True,
        "exposure",
    )
    assert len(layers.areas(cast.lin, then)["features"]) == 1
    assert layers.areas(cast.lin, then - timedelta(days=1))["features"] == []
    with pytest.raises(NotAllowed):
        layers.areas(cast.guest)
