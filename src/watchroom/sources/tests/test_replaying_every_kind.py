"""Whatever a source of any kind sends that is not taken is kept with its bytes and, offered again, goes the same way."""

import asyncio
import io
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from watchroom.conftest import SetClock
from watchroom.kernel.clock import ms
from watchroom.kernel.plugin import Sample
from watchroom.kernel.tables import READINGS
from watchroom.places.actions import put_place
from watchroom.sources import actions, intake, listeners, replaying, uploads
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.connector import CONNECTORS, Came, Connector, Hearing, Listening
from watchroom.sources.connectors.http_push import HttpPush
from watchroom.sources.connectors.mqtt import Mqtt
from watchroom.sources.cot import MOST_EVENT
from watchroom.sources.faults import FeedUnreadable, NotReadable, NotReplayable
from watchroom.sources.listeners import Handing, Listeners
from watchroom.sources.models import Quarantine
from watchroom.sources.payloads import CODE
from watchroom.sources.quarantine import MOST_BYTES, Bad, set_aside
from watchroom.sources.tests.intake_scene import ADMIN, NOW, Intake, kept, offers_of, readings, register, replayed
from watchroom.sources.tests.scene import PretendedLine, at_once, no_stream
from watchroom.sources.tests.test_connectors import SAMPLES


@pytest.fixture(autouse=True)
def _stage(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "SMALL", READINGS.size)  # no thread of its own: the database is in the test's
    put_place("jump", "venue", "跳台", "Ski jump", {"type": "Point", "coordinates": [115.45, 40.95]})
    clock.set(NOW)


@pytest.mark.parametrize(("kind", "sample"), SAMPLES)
def test_what_a_source_of_any_kind_sent_is_kept_and_when_its_sensors_are_registered_each_reading_is_there_once(
    kind: type[Connector], sample: Sample, pretended: PretendedLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """One sensor is known from the beginning, so that a part of a message with several is taken at once."""
    source = Intake(kind, sample.settings, tmp_path)
    told = [row for one in offers_of(source, sample.given) for row in zip(one.sensor, one.value, one.unit, strict=True)]
    can = {code: (value, unit) for code, value, unit in told if CODE.fullmatch(code) and isinstance(value, int | float)}
    unread = isinstance(sample.expect, str) or any(isinstance(one, bytes) for one in sample.expect)
    early = list(can)[:1]
    for code in early:
        register(code, *can[code])

    source.sent(sample.given, monkeypatch)
    aside = list(Quarantine.objects.all())
    for code in can:
        register(code, *can[code])
    outcomes = replayed()

    assert bool(aside) == (unread or any(code not in early for code, *_ in told))
    assert all(row.whole and bytes(row.body) and row.door for row in aside)
    there = source.written + readings([(partition, data) for partition, data, _ in pretended.published])
    once = {(sensor, measured) for sensor, _, measured, _ in there}
    assert len(once) == sum(code in can for code, *_ in told)
    assert len(set(there)) == len(once), "what comes again is the same reading, not another"
    assert any(outcome.refused for outcome in outcomes) == (unread or any(code not in can for code, *_ in told))
    assert all(row.settled != bool(row.fault.get("refused")) for row in Quarantine.objects.all())


# ---- the bytes of each kind -----------------------------------------------------------------------------------------


EVENT = (
    b'<event version="2.0" uid="u-9" type="a-f-G" how="m-g" time="2026-02-06T11:59:00Z" start="2026-02-06T11:59:00Z"'
    b' stale="2026-02-06T12:05:00Z"><point lat="40.9" lon="115.4" hae="0" ce="9999999.0" le="9999999.0"/></event>'
)


@pytest.mark.parametrize("by", ["tcp", "udp"])
def test_of_a_strangers_position_the_event_is_kept_and_the_unit_is_where_it_was_when_it_is_known(
    by: str, pretended: PretendedLine, tmp_path: Path
):
    source = Intake(CONNECTORS["cot"], {"by": by, "types": "a-"}, tmp_path)
    source.handed_in(Came(EVENT))

    assert kept() == [(EVENT, 2)]
    register("u-9-lon", 115.4, None)
    register("u-9-lat", 40.9, None)
    assert [(one.taken, one.refused) for one in replayed()] == [(2, 0)]
    there = readings([(partition, data) for partition, data, _ in pretended.published])
    assert {(value, measured) for _, value, measured, _ in there} == {
        (115.4, ms(NOW) - 60_000),
        (40.9, ms(NOW) - 60_000),
    }


def test_what_cannot_be_cut_out_of_a_connection_is_kept_as_far_as_it_came_and_is_not_offered_again(tmp_path: Path):
    source = Intake(CONNECTORS["cot"], {}, tmp_path)
    source.handed_in(Came(b"<event " + b"x" * MOST_EVENT))

    row = Quarantine.objects.get()
    assert (row.fault["code"], row.whole, row.size, len(row.body)) == (
        "sources.TooLarge",
        False,
        MOST_EVENT + 7,
        MOST_BYTES,
    )
    with pytest.raises(NotReplayable):
        replaying.replay(ADMIN, row.pk)


def test_a_stranger_who_is_heard_every_second_pushes_no_other_out_and_other_listeners_keep_each_message(tmp_path: Path):
    cot, nats = CONNECTORS["cot"], CONNECTORS["nats_subject"]
    for kind, each in ((cot, False), (nats, True)):
        assert issubclass(kind, Listening)
        assert (kind.most_alike > 10) == each
    hand = Handing(Listeners(at_once, Catalogue(), no_stream, tmp_path), 1, asyncio.Event())
    hand.connector = cot(cot.Settings())  # type: ignore[assignment]
    assert [hand._is_news(("u-9", "x")) for _ in range(3)] == [True, False, False]


HEAD = "传感器,值,时刻\r\n"
ROWS = [
    f"跳台风,{value},2026-02-06 19:{minute:02}:00\r\n" for minute, value in enumerate(["4.5", "静风", "-6.25", "NaN"])
]
FILE: dict[str, Any] = {
    "sensor_column": "传感器", "value_column": "值", "time_column": "时刻", "zone": "Asia/Shanghai", "sensors": {"跳台风": "new-wind"},
}  # fmt: skip


def as_workbook(rows: list[str]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page, date = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        page.write_row(0, 0, HEAD.strip().split(","))
        for number, row in enumerate(rows, 1):
            name, value, time = row.strip().split(",")
            page.write_row(number, 0, [name, value])
            page.write_datetime(number, 2, datetime.fromisoformat(time), date)
    return out.getvalue()


def as_parquet(rows: list[str]) -> bytes:
    import duckdb

    told = " union all ".join(
        "select '{}' 传感器, '{}' 值, timestamp '{}' 时刻".format(*row.strip().split(",")) for row in rows
    )
    with tempfile.TemporaryDirectory() as folder:
        duckdb.sql(f"copy ({told}) to '{folder}/x.parquet' (format parquet)")
        return Path(folder, "x.parquet").read_bytes()


def in_text(encoding: str) -> Callable[[list[str]], bytes]:
    return lambda rows: (HEAD + "".join(rows)).encode(encoding)


FORMS = {name: in_text(name) for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16")}
FORMS |= {"workbook": as_workbook, "parquet": as_parquet}


@pytest.mark.parametrize("way", ["sent up", "dropped"])
@pytest.mark.parametrize("form", FORMS)
def test_of_a_file_the_rows_that_were_not_taken_are_kept_below_its_head_and_read_by_the_settings_as_they_are_then(
    form: str, way: str, pretended: PretendedLine, tmp_path: Path
):
    """First nobody knows the sensor; then its two bad values are all that is left, each in the file's own bytes."""
    if form == "workbook":
        pytest.importorskip("xlsxwriter")
        pytest.importorskip("python_calamine")
    source = Intake(CONNECTORS["files"], FILE, tmp_path)
    data = FORMS[form](ROWS)
    if way == "sent up":
        uploads.send_up(ADMIN, "new", "日报.csv", data, check_only=False)
    else:
        source.handed_in(Came(data, "日报.csv"))

    (row,) = Quarantine.objects.all()
    assert (row.fault["code"], row.count, row.topic, row.whole) == ("sources.UnknownSensor", 4, "日报.csv", True)
    register("new-wind", 4.5, "Cel")
    assert [(one.taken, one.refused) for one in replayed()] == [(2, 2)]
    assert [(one.taken, one.refused) for one in replayed()] == [(2, 2)], (
        "what is still refused can be offered once more"
    )
    there = readings([(partition, data) for partition, data, _ in pretended.published])
    minute = 60_000
    assert {(value, measured) for _, value, measured, _ in there} == {
        (4.5, ms(NOW) - 60 * minute), (-6.25, ms(NOW) - 58 * minute),
    }  # fmt: skip


def test_of_a_long_file_each_row_is_kept_in_its_own_bytes_and_a_small_piece_is_read_like_the_whole(
    pretended: PretendedLine, tmp_path: Path
):
    """A few letters of GB 18030 may be UTF-8 as well: such a piece is marked, so that it means what it meant."""
    settings = {"sensors": {"联通": "new-wind"}, "zone": "Asia/Shanghai"}
    source = Intake(CONNECTORS["files"], settings, tmp_path)
    register("new-wind", 4.5, None)
    text = (
        "sensor,value,time,note\n"
        + "联通,4.5,2026-02-06 19:00:00,张家口市崇礼区\n" * 5000
        + '联通,"很\n大",2026-02-06 19:00:00,\n'
    )
    assert len(text.encode("gb18030")) > 2 * MOST_BYTES

    source.handed_in(Came(text.encode("gb18030"), "a.csv"))

    ((body, count),) = kept()
    assert (len(source.written), count) == (5000, 1)
    offer = CONNECTORS["files"](source.kind.Settings.model_validate(settings)).hear(Came(body))  # type: ignore[attr-defined]
    assert (list(offer.sensor), list(offer.value)) == (["new-wind"], ["很\n大"])


def test_many_bad_rows_are_kept_in_pieces_of_which_none_is_too_long(pretended: PretendedLine, tmp_path: Path):
    source = Intake(CONNECTORS["files"], {}, tmp_path)
    rows = [
        f"new-wind,{i % 30},2026-02-06T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}Z,{'x' * 60}\n" for i in range(2000)
    ]

    source.handed_in(Came(("sensor,value,time,note\n" + "".join(rows)).encode(), "a.csv"))

    assert len(kept()) > 2
    assert sum(count for _, count in kept()) == 2000
    assert all(len(body) <= MOST_BYTES for body, _ in kept())
    register("new-wind", 4.5, None)
    assert sum(one.taken for one in replayed()) == 2000


# ---- bounds and identity --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", [HttpPush, Mqtt])
def test_a_reading_without_a_time_of_its_own_stays_at_the_moment_when_it_came(
    door: type[Hearing], pretended: PretendedLine, clock: SetClock, tmp_path: Path
):
    """Setting aside takes its time; a reading that was taken at once must not be there a second time because of it."""
    source = Intake(CONNECTORS["mqtt"], {}, tmp_path)
    register("new-wind", 4.5, None)
    catalogue = Catalogue()
    catalogue.fresh()
    came = Came(b'{"sensor": ["new-wind", "new-gust"], "value": [4.5, 7.5]}', "sensors/new-device/batch")
    taken, bad = intake.take(catalogue, door, catalogue.devices["new-device"], came, ms(NOW))
    assert taken is not None
    clock.forward(seconds=3)
    set_aside(bad, actor="t")
    register("new-gust", 7.5, None)

    assert [(one.taken, one.refused) for one in replayed()] == [(2, 0)]

    there = readings(intake.packed([(taken, ms(NOW))]))
    there += readings([(partition, data) for partition, data, _ in pretended.published])
    assert len(set(there)) == 2
    assert source.written == []


def test_each_message_of_many_is_kept_for_itself_and_none_crowds_out_another_kind(tmp_path: Path):
    source = Intake(CONNECTORS["mqtt"], {}, tmp_path).source
    many = [Bad(source.pk, "new-device", "", NotReadable(why="x"), "", b"%d" % i, "t", "mqtt") for i in range(30)]
    other = Bad(source.pk, "other-device", "", FeedUnreadable(url="x", why="y"), "", b"other", "t", "mqtt")

    set_aside([*many, other], actor="t")

    assert len(kept()) == 20
    assert sum(count for _, count in kept()) == 31
    assert (b"other", 1) in kept()


def test_what_came_by_a_kind_that_its_source_no_longer_is_is_not_offered_again(tmp_path: Path):
    Intake(CONNECTORS["files"], {}, tmp_path).handed_in(Came(b"sensor,value,time\na,1,x\n", "a.csv"))
    actions.put_source("new", "mqtt", "新", "New")

    with pytest.raises(NotReplayable):
        replaying.replay(ADMIN, Quarantine.objects.get().pk)
