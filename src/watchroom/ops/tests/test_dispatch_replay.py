"""A dispatch log through the real actions: what it says comes out of our own book, odd rows included, killed or not."""

import csv
import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watchroom.dispatch.figures import Figures, quantile
from watchroom.dispatch.models import Run, Unit
from watchroom.incidents.models import Incident
from watchroom.journal import clock
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.ops import dispatch_log
from watchroom.ops.dispatch_log import NEEDED, Log, NoLog, NotALog, happenings, log_file, read_log
from watchroom.ops.dispatch_replay import Replay, over
from watchroom.ops.dispatch_words import told
from watchroom.ops.scenario.driver import AtOnce, Stopped
from watchroom.ops.scenario.stage import NotEmpty
from watchroom.places.actions import put_place

SAN_FRANCISCO = Path(__file__).resolve().parents[5] / "shared" / "data" / "dispatch" / "sffd-2020-04"
ZONE = "America/Los_Angeles"
HEAD = [*NEEDED, "Address", "Call Final Disposition"]
STAGES = ("Response DtTm", "On Scene DtTm", "Transport DtTm", "Hospital DtTm", "Available DtTm")


def row(call: str, unit: str, received: str, *times: str, **more: str) -> dict[str, str]:
    """`times`: dispatch, response, on scene, transport, hospital, available; a minute of 07 April, or empty."""
    given = [f"04/07/2020 {at} AM" if at else "" for at in (received, *times)]
    named = dict(zip(("Received DtTm", "Dispatch DtTm", *STAGES), given, strict=True))
    return {
        "Call Number": call, "Unit ID": unit, "Unit Type": "ENGINE", "Call Type": "Outside Fire", "Location": "(37.78, -122.42)",
        "Station Area": "01", "Address": "0 Block of MADE ST", **named, **more,
    }  # fmt: skip


MADE = [
    row("1", "E1", "01:00:00", "01:01:00", "01:02:00", "01:05:00", "", "", "01:30:00"),
    row("1", "E2", "01:00:00", "01:01:00", "01:02:00", "", "", "", "01:10:00", **{"Call Final Disposition": "Cancelled"}),
    # E1 is sent on to call 2 while it is on call 1, and goes on with call 1 afterwards
    row("2", "E1", "01:09:00", "01:10:00", "01:11:00", "01:12:00", "", "", "01:20:00"),
    # on scene after it became free; hospital before it was sent; never free again
    row("3", "E3", "02:00:00", "02:01:00", "02:02:00", "02:09:00", "", "", "02:08:00"),
    row("4", "M1", "03:00:00", "03:01:00", "03:02:00", "03:04:00", "03:06:00", "02:59:00", "03:30:00"),
    row("5", "M1", "04:00:00", "04:01:00", "04:01:00", "", "", "", ""),
    # one unit is free and sent again in the same second
    row("6", "E2", "05:00:00", "05:00:00", "", "", "", "", "05:05:00"),
    row("7", "E2", "05:05:00", "05:05:00", "05:05:00", "05:05:00", "", "", "05:05:00"),
]  # fmt: skip


def written(folder: Path, rows: list[dict[str, str]], name: str = "log.csv.gz") -> Path:
    with gzip.open(folder / name, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEAD, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder / name


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return read_log(written(tmp_path, MADE), ZONE)


def played(log: Log) -> Figures:
    player = Replay(log)
    player.stage()
    assert player.play(AtOnce(), at_once=True).refused == []
    return told()


@pytest.mark.django_db
def test_the_log_comes_out_of_the_book_as_it_went_in(log: Log) -> None:
    found = played(log)

    assert (found.units, found.calls, found.dispatches, found.arrived, found.never_arrived) == (4, 7, 8, 5, 3)
    assert found.median_s == quantile([240, 120, 480, 180, 0], 0.5) == 180
    assert found.p90_s == quantile([240, 120, 480, 180, 0], 0.9) == 384
    assert (found.odd, found.late, found.still_out) == (2, 3, 1)
    runs = {(run.incident.en.split()[0], run.unit.code): run for run in Run.objects.select_related("incident", "unit")}
    assert (runs["1", "E1"].outcome, runs["1", "E2"].outcome, runs["5", "M1"].outcome) == ("diverted", "cancelled", "")
    assert (runs["1", "E1"].ended_at, runs["1", "E1"].cleared_at) == (
        runs["2", "E1"].dispatched_at,
        log.rows[0].stages["available"],
    )
    assert runs["3", "E3"].on_scene_at == datetime(2020, 4, 7, 9, 9, tzinfo=UTC)
    assert runs["4", "M1"].at_destination_at == datetime(2020, 4, 7, 9, 59, tzinfo=UTC)
    for sent in log.rows:
        run = runs[sent.call, sent.unit]
        times = {stage: getattr(run, f"{stage}_at", None) for stage in sent.stages if stage != "available"}
        assert (run.dispatched_at, times) == (
            sent.dispatched,
            {s: at for s, at in sent.stages.items() if s != "available"},
        )


@pytest.mark.django_db
def test_what_is_replayed_is_an_exercise_and_the_book_is_whole(log: Log) -> None:
    played(log)

    assert not Entry.objects.filter(exercise=False).exists()
    assert set(Incident.objects.exclude(state="closed").values_list("en", flat=True)) == {
        "5 Outside Fire, 0 Block of MADE ST"
    }
    assert Unit.objects.get(code="M1").status == "en_route"
    assert list(verify()) == []
    assert over()


@pytest.mark.django_db
def test_a_unit_is_busy_for_the_time_that_it_was_on_some_run(log: Log) -> None:
    found = played(log)

    whole = timedelta(hours=4, minutes=4).total_seconds()  # from the first dispatch to the last word
    assert found.busy["E1"] == pytest.approx(29 * 60 / whole)
    assert found.busy["E2"] == pytest.approx((9 + 5) * 60 / whole)
    assert found.busy["M1"] == pytest.approx((29 + 64) * 60 / whole)


@pytest.mark.django_db
@pytest.mark.parametrize("after", [1, 7, 20])
def test_a_replay_that_is_killed_goes_on_behind_what_it_did(log: Log, after: int) -> None:
    asked = iter(range(1000))
    first = Replay(log)
    first.stage()
    with pytest.raises(Stopped):
        first.play(AtOnce(lambda: next(asked) >= after), at_once=True)
    assert not over()

    again = Replay(log)
    again.stage()
    again.play(AtOnce(), at_once=True)

    assert (told().dispatches, told().arrived, told().odd) == (8, 5, 2)
    assert Incident.objects.count() == 7
    assert clock.site_now() == again.ends


@pytest.mark.django_db
def test_a_site_in_service_is_never_played_upon(log: Log) -> None:
    put_place("x", "station", "站", "Station", {"type": "Point", "coordinates": [0, 0]})

    with pytest.raises(NotEmpty):
        Replay(log).stage()


def test_rows_that_cannot_be_understood_are_told_with_their_line(tmp_path: Path) -> None:
    rows = [
        MADE[0], MADE[0], row("9", "", "01:00:00", "01:01:00", "", "", "", "", ""), row("9", "E9", "01:00:00", "", "", "", "", "", ""),
        row("9", "E9", "01:00:00", "25:61:00", "", "", "", "", ""), row("10", "=HYPERLINK(1)", "01:00:00", "01:01:00", "", "", "", "", "", Location="(-12.05, -77.04)"),
    ]  # fmt: skip

    found = read_log(written(tmp_path, rows), ZONE)

    assert [line for line, _ in found.refused] == [3, 4, 5, 6]
    assert [(one.unit, one.point) for one in found.rows] == [
        ("E1", (-122.42, 37.78)),
        ("=HYPERLINK(1)", (-77.04, -12.05)),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a,b\n1,2\n", "lacks the columns"),
        (gzip.compress(b"x" * 3_000_000), "unpacks to more than"),
        (gzip.compress(",".join(HEAD).encode() + b"\n" + b"y" * 5000), "damaged"),
        (gzip.compress(b"a,b\n")[:-6], "damaged"),
        (b"\xff\xfe\x00" * 9, "damaged"),
        (",".join(HEAD).encode() + b'\n"open quote', "damaged"),
    ],
    ids=["another table", "a bomb", "a long field", "cut off", "no text", "a quote without end"],
)
def test_what_is_no_log_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, why: str
) -> None:
    monkeypatch.setattr(dispatch_log, "MOST_BYTES", 2_000_000)
    file = tmp_path / "log.csv"
    file.write_bytes(content)

    with pytest.raises(NotALog) as refused:
        read_log(log_file(tmp_path), ZONE)
    assert why in refused.value.words.en


def test_a_folder_without_one_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoLog):
        log_file(tmp_path)


def test_nobody_reports_before_being_sent_and_units_are_free_before_they_are_sent_again(log: Log) -> None:
    order = [(one.what, one.row.call, one.row.unit) for one in happenings(log.rows)]

    assert order.index(("at_destination", "4", "M1")) > order.index(("dispatched", "4", "M1"))
    assert (
        order.index(("available", "6", "E2"))
        < order.index(("dispatched", "7", "E2"))
        < order.index(("available", "7", "E2"))
    )
    assert [at.at for at in happenings(log.rows)] == sorted(at.at for at in happenings(log.rows))


def test_fourteen_days_of_san_francisco_are_read_whole() -> None:
    if not SAN_FRANCISCO.is_dir():
        pytest.skip("shared/data/dispatch is not here: the real log is not read")

    found = read_log(log_file(SAN_FRANCISCO), ZONE)

    took = [(one.stages["on_scene"] - one.dispatched).total_seconds() for one in found.rows if "on_scene" in one.stages]
    assert (len(found.rows), len({one.call for one in found.rows}), len({one.unit for one in found.rows})) == (
        10_410,
        5_292,
        199,
    )
    assert (len(took), quantile(took, 0.5), quantile(took, 0.9), found.refused) == (8_694, 306, 815, [])
    assert found.rows[0].received == datetime(2020, 4, 8, 6, 53, 8, tzinfo=UTC)
