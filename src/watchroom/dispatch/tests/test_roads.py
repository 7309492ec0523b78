"""The real road engine on a little made map: imported, asked, closed, failing. Skipped where the package is not installed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from shapely import LineString, Polygon

from watchroom.conftest import T0, SetClock
from watchroom.dispatch import road_import, roads
from watchroom.dispatch.kinds import SHIPPED_KINDS
from watchroom.dispatch.response_faults import MapRefused
from watchroom.dispatch.roads import Avoid, Child, NoAnswer, Profile, Roads
from watchroom.dispatch.travel import Traveller, travel
from watchroom.journal.models import Entry
from watchroom.kernel.geometry import distance_m

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not roads.has_engine(), reason="pyvalhalla is not installed (requirements/roads.txt)"),
]
N, STEP, WEST, SOUTH = 8, 0.005, 115.40, 40.85
START, GOAL = (WEST, SOUTH), (WEST + 7 * STEP, SOUTH + 7 * STEP)
CAR = Profile()


def grid_map(folder: Path) -> Path:
    """Eight streets each way, some 560 m apart to the north, as OSM XML."""
    nodes = [
        f'<node id="{i * N + j + 1}" lon="{WEST + i * STEP:.4f}" lat="{SOUTH + j * STEP:.4f}" version="1"/>'
        for i in range(N)
        for j in range(N)
    ]
    lines = [[i * N + j + 1 for j in range(N)] for i in range(N)] + [
        [j * N + i + 1 for j in range(N)] for i in range(N)
    ]
    ways = [
        f'<way id="{at + 1}" version="1">{"".join(f"<nd ref={chr(34)}{one}{chr(34)}/>" for one in line)}'
        '<tag k="highway" v="residential"/></way>'
        for at, line in enumerate(lines)
    ]
    file = folder / "grid.osm"
    file.write_text(f'<osm version="0.6">{"".join(nodes)}{"".join(ways)}</osm>', encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The grid's roads, made once."""
    folder = tmp_path_factory.mktemp("roads")
    with override_settings(DATA=folder):
        road_import.make_roads(grid_map(folder), T0)
    return folder / "roads"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of its own; and patience: how busy the machine is decides nothing here."""
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(roads, "LIMIT_S", 600.0)
    monkeypatch.setattr(roads, "START_S", 600.0)
    yield
    for one in list(roads._here.values()):
        if isinstance(one.engine, Child):
            one.engine.close()
    roads._here.clear()


@pytest.fixture
def town(built: Path, _own_folder: None) -> Roads:
    shutil.copytree(built, roads.folder())
    found = roads.roads()
    assert found is not None
    return found


def test_a_map_is_imported_with_its_stages_told_and_its_roads_are_asked(tmp_path: Path, clock: SetClock) -> None:
    heard: list[tuple[int, int, str]] = []

    told = road_import.import_map(grid_map(tmp_path), lambda place, of, words: heard.append((place, of, words.en)))

    assert told["ways"] == 16
    assert [place for place, _, _ in heard] == sorted({place for place, _, _ in heard})
    assert "reading the ways" in [words for _, _, words in heard]
    assert Entry.objects.get(kind="dispatch.roads_imported").facts["ways"] == 16
    found = roads.roads()
    assert found is not None
    leg = found.ways([START], [GOAL], CAR, Avoid())[0][0].leg
    assert leg is not None
    assert 5000 < leg.metres < 8500  # straight 4.9 km; round two corners some 6.8
    kind = SHIPPED_KINDS["fire_engine"]
    arrival = travel([Traveller(kind, START, 10)], [GOAL]).rows[0][0]
    assert (arrival.eta_s, arrival.road_m) == (leg.seconds, leg.metres)
    assert "by road" in arrival.how.en


def test_a_closed_road_is_gone_round_and_one_that_cuts_everything_off_is_said(town: Roads) -> None:
    x = WEST + 3.5 * STEP
    wall = [(x, SOUTH - 0.01), (x + 0.001, SOUTH - 0.01), (x + 0.001, SOUTH + 6.5 * STEP), (x, SOUTH + 6.5 * STEP), (x, SOUTH - 0.01)]  # fmt: skip
    most, whole = (
        Avoid("most", (tuple(wall),)),
        Avoid("whole", (tuple((a, b if b < SOUTH else 41.0) for a, b in wall),)),
    )
    along = (WEST + 7 * STEP, SOUTH)

    free = town.ways([START], [along], CAR, Avoid())[0][0].leg
    round_it = town.ways([START], [along], CAR, most)[0][0].leg
    assert free is not None
    assert round_it is not None
    assert round_it.metres > free.metres + 6000  # up to the only open street and down again
    assert town.ways([START], [along], CAR, whole)[0][0].leg is None
    kind = SHIPPED_KINDS["fire_engine"]
    cut = travel([Traveller(kind, START, 10)], [along], whole).rows[0][0]
    assert cut.road_m is None
    assert cut.doubt is not None
    assert "knows no way" in cut.doubt.en
    assert Polygon(wall).intersects(LineString([START, along]))


def test_long_closures_are_no_error(town: Roads) -> None:
    around = [
        (115.0, 41.2),
        (116.2, 41.2),
        (116.2, 41.3),
        (115.0, 41.3),
        (115.0, 41.2),
    ]  # 220 km round, limit by default 10

    assert town.ways([START], [GOAL], CAR, Avoid("long", (tuple(around),)))[0][0].leg is not None


def test_what_is_far_from_any_road_is_estimated_and_the_rest_is_asked_all_the_same(town: Roads) -> None:
    told = town.ways([(115.7, 40.6), START], [GOAL], CAR, Avoid())

    assert (told[0][0].leg, told[0][0].off_road) == (None, True)
    assert told[1][0].leg is not None


def test_many_starts_are_reckoned_side_by_side_and_stay_in_their_order(town: Roads) -> None:
    """Each row is its own start's, and the one far from any road is nobody else's."""
    along = [(WEST + at * 7 * STEP / 149, SOUTH) for at in range(150)]
    starts = [*along[:70], (115.7, 40.6), *along[70:]]

    legs = [row[0].leg for row in town.ways(starts, [GOAL], CAR, Avoid())]

    assert [at for at, leg in enumerate(legs) if leg is None] == [70]
    metres = [leg.metres for leg in legs if leg]
    north = distance_m((WEST, SOUTH), (WEST, GOAL[1]))
    assert metres == pytest.approx([distance_m(one, (GOAL[0], SOUTH)) + north for one in along], abs=60)


def test_slow_kinds_are_slower_and_walkers_walk(town: Roads) -> None:
    free, plough = (town.ways([START], [GOAL], one, Avoid())[0][0].leg for one in (CAR, Profile("auto", 20)))
    walked = town.ways([START], [GOAL], Profile("pedestrian"), Avoid())[0][0].leg
    assert free
    assert plough
    assert walked
    assert free.seconds < plough.seconds < walked.seconds


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.osm.pbf", b"\x00\x00\x00\x0d" + b"nonsense" * 9, "no OSM PBF"),
        ("a.osm.pbf", b"\x00\x00\x00\x0d\n\tOSMHeader" + b"\xff" * 500, "no roads came of it"),
        ("a.osm", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><osm/>', "only .osm.pbf and .osm"),
        ("a.osm", b'<osm version="0.6"><node id="1"', "no whole OSM file"),
        ("a.osm", b'<osm version="0.6"></osm>', "no roads came of it"),
        ("a.zip", b"PK", "only .osm.pbf and .osm"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_map_leaves_the_roads_as_they_were(
    town: Roads, tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    before = roads.imported()
    bad = tmp_path / name
    bad.write_bytes(content)

    with pytest.raises(MapRefused) as refused:
        road_import.make_roads(bad, T0)

    assert why in refused.value.words.en
    assert roads.imported() == before
    assert [one.name for one in roads.folder().glob("building-*")] == []
    assert town.ways([START], [GOAL], CAR, Avoid())[0][0].leg is not None


def test_an_import_that_was_killed_is_cleared_away_and_two_at_once_are_refused(tmp_path: Path) -> None:
    left = roads.folder() / "building-dead"
    left.mkdir(parents=True)
    holder = "import fcntl,sys; f=open(sys.argv[1],'w'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"  # fmt: skip
    other = subprocess.Popen([sys.executable, "-c", holder, str(roads.folder() / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert other.stdout
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(MapRefused) as refused:
        road_import.make_roads(grid_map(tmp_path), T0)
    assert "another import" in refused.value.words.en
    assert left.exists()
    other.communicate()

    road_import.make_roads(grid_map(tmp_path), T0)
    assert not left.exists()


def test_an_engine_that_hangs_is_ended_and_rests_before_it_is_asked_again(
    town: Roads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(town.engine, Child)
    now = 0.0
    child = Child(town.engine.config.parent, monotonic=lambda: now)
    monkeypatch.setattr(child, "_line", lambda limit_s: (_ for _ in ()).throw(NoAnswer("no answer within 3 s")))
    with pytest.raises(NoAnswer, match="within"):
        child.matrix([START], [GOAL], CAR, Avoid())
    assert child._process is None
    monkeypatch.undo()
    with pytest.raises(NoAnswer, match="a moment ago"):
        child.matrix([START], [GOAL], CAR, Avoid())
    now = roads.REST_S + 1
    assert child.matrix([START], [GOAL], CAR, Avoid())[0][0].leg is not None
    child.close()


def test_an_engine_that_falls_is_told_and_arrivals_are_estimated(town: Roads) -> None:
    assert isinstance(town.engine, Child)
    town.ways([START], [GOAL], CAR, Avoid())
    town.engine.config.write_text(json.dumps({}), encoding="utf-8")
    assert town.engine._process
    town.engine._process.kill()
    town.engine._process.wait()
    other = (WEST + STEP, SOUTH)

    told = travel([Traveller(SHIPPED_KINDS["ambulance"], other, 5)], [GOAL], Avoid("x", (((0.0, 0.0), (0.0, 1.0), (1.0, 1.0)),)))  # fmt: skip

    assert told.note is not None
    assert "estimated from straight lines" in told.note.en
    assert "closed roads are not counted" in told.note.en
    assert told.rows[0][0].road_m is None
