"""Arrivals by road where somebody can tell them, else estimated: always said which, and nobody asked twice."""

from collections.abc import Iterator, Sequence

import pytest

from watchroom.dispatch import roads
from watchroom.dispatch.kinds import SHIPPED_KINDS
from watchroom.dispatch.roads import Avoid, NoAnswer, Profile, Roads, Way
from watchroom.dispatch.rules import Leg
from watchroom.dispatch.travel import Traveller, profile, travel
from watchroom.kernel.geometry import LonLat

A, B, GOAL, AWAY = (115.40, 40.90), (115.41, 40.90), (115.45, 40.90), (116.0, 41.0)
SHUT = Avoid("bridge", (((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)),))


class Pretended:
    """Ten minutes from anywhere; no road at AWAY, and none through a closure."""

    name = "made"

    def __init__(self) -> None:
        self.asked: list[tuple[Sequence[LonLat], Sequence[LonLat], Profile, str]] = []
        self.fails = False

    def matrix(
        self, starts: Sequence[LonLat], goals: Sequence[LonLat], profile: Profile, avoid: Avoid
    ) -> list[list[Way]]:
        self.asked.append((list(starts), list(goals), profile, avoid.name))
        if self.fails:
            raise NoAnswer("no answer within 3 s")
        return [[self._way(start, avoid) for _ in goals] for start in starts]

    def _way(self, start: LonLat, avoid: Avoid) -> Way:
        if start == AWAY:
            return Way(None, off_road=True)
        return Way(None) if avoid.rings else Way(Leg(600, 8000))


@pytest.fixture
def engine() -> Iterator[Pretended]:
    made = Pretended()
    roads.use(made)
    yield made
    roads.use_own()


def by(kind: str, start: LonLat = A, age_s: int | None = 5) -> Traveller:
    return Traveller(SHIPPED_KINDS[kind], start, age_s)


def test_one_question_for_each_way_of_moving_and_none_for_what_flies(engine: Pretended) -> None:
    told = travel([by("ambulance"), by("fire_engine", B), by("team"), by("snow_plough"), by("helicopter")], [GOAL])

    assert [(len(starts), how) for starts, _, how, _ in engine.asked] == [
        (2, Profile()), (1, Profile("pedestrian")), (1, Profile("auto", 25)),
    ]  # fmt: skip
    assert [row[0].road_m for row in told.rows] == [8000, 8000, 8000, 8000, None]
    assert "by road" in told.rows[0][0].how.en
    assert "straight line" in told.rows[4][0].how.en
    assert profile(SHIPPED_KINDS["boat"]) is None


def test_nobody_is_asked_twice_unless_he_has_moved_or_a_road_was_closed(engine: Pretended) -> None:
    travel([by("ambulance"), by("ambulance", B)], [GOAL])
    travel([by("ambulance"), by("ambulance", (115.41001, 40.90))], [GOAL])  # a metre is no move
    assert len(engine.asked) == 1
    travel([by("ambulance"), by("ambulance", (115.42, 40.90))], [GOAL])
    assert engine.asked[-1][0] == [(115.42, 40.90)]
    travel([by("ambulance")], [GOAL], SHUT)
    assert (len(engine.asked), engine.asked[-1][3]) == (3, "bridge")


def test_without_an_answer_arrivals_are_estimated_and_it_is_said(engine: Pretended) -> None:
    engine.fails = True

    told = travel([by("ambulance")], [GOAL], SHUT)

    assert told.rows[0][0].road_m is None
    assert told.note is not None
    assert "no answer within 3 s" in told.note.en
    assert "closed roads are not counted" in told.note.en
    assert "道路封闭未计入" in told.note.zh


def test_a_place_without_a_road_and_one_cut_off_are_marked_and_counted_late(engine: Pretended) -> None:
    far, cut = travel([by("ambulance", AWAY)], [GOAL]).rows[0][0], travel([by("ambulance")], [GOAL], SHUT).rows[0][0]

    for one, why in ((far, "no road of the map is near"), (cut, "knows no way there")):
        assert one.doubt is not None
        assert why in one.doubt.en
        assert one.counted_s == one.high_s > one.eta_s


def test_an_old_position_counts_as_driven_away_by_road_too(engine: Pretended) -> None:
    fresh, old = (travel([by("ambulance", A, age_s)], [GOAL]).rows[0][0] for age_s in (10, 400))

    assert (fresh.counted_s, old.counted_s) == (600, 1000)
    assert (old.low_s < fresh.low_s, old.high_s > fresh.high_s) == (True, True)


def test_a_site_without_roads_estimates_without_a_word() -> None:
    roads.use(None)
    try:
        told = travel([by("ambulance")], [GOAL])
    finally:
        roads.use_own()
    assert (told.note, told.rows[0][0].road_m, told.rows[0][0].doubt) == (None, None, None)


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roads, "MOST_KEPT", 10)
    known = Roads(Pretended())

    known.ways([(100.0 + n / 100, 40.0) for n in range(30)], [GOAL], Profile(), Avoid())

    assert len(known._kept) == 10
