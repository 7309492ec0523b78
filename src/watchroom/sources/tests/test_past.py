"""A sensor's past on pages, over the API and in files; how long it is kept."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pytest

from watchroom.conftest import T0, SetClock
from watchroom.journal import clock as site_clock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import ms
from watchroom.people import actions as people
from watchroom.people import queries as persons
from watchroom.people.faults import NotAllowed
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.sources import export, history, keeping, past, plot_rules, queries
from watchroom.sources.faults import TooManyForExcel, WrongDays, WrongExport, WrongKeeping, WrongSpan
from watchroom.sources.models import Source
from watchroom.sources.tests.scene import PretendedLine, Scene, batch
from watchroom.sources.tests.test_pages import browser

AT = ms(T0)
MINUTE = 60_000


@pytest.fixture
def filled(
    scene: Scene, pretended: PretendedLine, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Scene:
    """Three hours of minutes in the history up to T0 with a hole and a peak, two more in `watch`'s memory."""
    monkeypatch.setattr("os.fsync", lambda _: None)
    settings.DATA = tmp_path
    at = [AT - i * MINUTE for i in range(180, 1, -1) if not 60 <= i < 90]
    value = [97.5 if i == 33 else float(i % 7) for i in range(len(at))]
    history.append(tmp_path, "s", scene.partition, [(1, batch(scene.wind, value, at, AT))], 1)
    young = {
        "sensor": [scene.wind.number] * 2,
        "value": [4.1, 4.2],
        "measured_ms": [AT - MINUTE, AT],
        "received_ms": [AT, AT],
    }
    pretended.answers[f"ask.recent.{scene.partition}"] = young
    return scene


def test_a_plot_has_its_peak_its_hole_the_young_and_words(filled: Scene, cast: Cast):
    told = browser(cast.lin).get("/sensors/jump-wind/plot.json").json()

    assert (told["stretch_ms"], told["readings"], max(filter(None, told["high"]))) == (MINUTE, 151, 97.5)
    hole = next(one for one in told["holes"] if one[0] > AT - 120 * MINUTE)
    assert hole == [AT - 89 * MINUTE, AT - 59 * MINUTE]
    assert told["mean"][told["t"].index(hole[0])] is None
    assert (told["t"][-1], told["mean"][-1], told["unit_en"], told["limits"]) == (AT, 4.2, "m/s", [])


@pytest.mark.parametrize("days", ["7", "31", "366"])
def test_longer_plots_are_coarser_and_keep_the_peak(filled: Scene, cast: Cast, days: str):
    told = browser(cast.lin).get(f"/sensors/jump-wind/plot.json?days={days}").json()

    assert told["stretch_ms"] > MINUTE
    assert len(told["t"]) <= 1500
    assert (max(filter(None, told["high"])), told["readings"]) == (97.5, 151)


@pytest.mark.parametrize(
    "asked",
    ["since=5&until=4", "since=nonsense", "since=0&until=99999999999999", "since=2026-02-06T00:00&until=2026-02-06T00:00",
     "since=99999999999999&until=99999999999999", "since=0001-01-01T00:00&until=0001-01-02T00:00",
     "since=9999-12-30T00:00&until=9999-12-31T23:59", "until=0001-01-01T00:00"],
)  # fmt: skip
def test_a_span_that_is_none_is_refused_with_what_to_do(filled: Scene, cast: Cast, asked: str):
    answer = browser(cast.lin, "en").get(
        f"/sensors/jump-wind/plot.json?{asked}", headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "sources.WrongSpan")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/sensors/jump-wind/calendar", ["1 天有读数", "97.5", "2026-02-06", "没有读数"]),
        ("/sensors/jump-wind/calendar?year=2025&of=mean", ["0 天有读数"]),
        ("/sensors/jump-wind/compare?day=2026-02-06&day=2026-02-05", ["2026-02-05", "最高 97.5", "09:00"]),
        ("/sensors/jump-wind/export", ["datetime-local", "Parquet", "跳台阵风"]),
        ("/sensors/jump-wind?day=2026-02-06", ["plot.json?since=1770307200000&amp;until=1770393600000"]),
        ("/history/", ["读数历史", "400", "1826"]),
    ],
)
def test_the_pages_of_the_past(filled: Scene, cast: Cast, address: str, words: list[str]):
    answer = browser(cast.lin).get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    for word in words:
        assert word in text, word
    assert browser(cast.guest).get(address).status_code == 403


def test_the_form_for_a_file_begins_with_the_last_day_in_the_sites_own_time(filled: Scene, cast: Cast):
    page = browser(cast.lin).get("/sensors/jump-wind/export").content.decode()
    local = T0.astimezone(ZoneInfo("Asia/Shanghai"))

    for name, at in (("since", local - timedelta(days=1)), ("until", local)):
        assert f'name="{name}" value="{at:%Y-%m-%dT%H:%M}"' in page
    assert "北京时间" in page


def test_the_calendar_counts_days_in_the_sites_zone_and_hours_at_the_limit(filled: Scene, cast: Cast):
    """T0 is ten in the morning in Beijing: all of it is one local day, though two of UTC are near."""
    told = past.days(filled.wind, [date(2026, 2, 5), date(2026, 2, 6)], plot_rules.Limit(97.0, above=True))

    assert [(one.day.day, one.count, one.high, one.over_h) for one in told] == [
        (5, 0, None, None),
        (6, 151, 97.5, 0.25),
    ]
    assert browser(cast.lin).get("/api/sensors/jump-wind/calendar?year=2026").json()[36]["high"] == 97.5


def test_days_compared_count_from_their_midnight(filled: Scene, cast: Cast):
    told = browser(cast.lin).get("/api/sensors/jump-wind/compare?day=2026-02-06&day=2026-02-01").json()

    assert [(one["day"], max(one["high"], default=None)) for one in told] == [
        ("2026-02-01", None),
        ("2026-02-06", 97.5),
    ]
    assert told[1]["at_ms"][0] == 7 * 3_600_000
    for days in ([], [date(2026, 2, d) for d in range(1, 7)], [date(1, 1, 1)], [date(9999, 12, 31)]):
        with pytest.raises(WrongDays):
            past.compared(filled.wind, days)
    assert browser(cast.lin).get("/sensors/jump-wind/compare?day=yesterday").status_code == 422


# ---- files ---------------------------------------------------------------------------------------------------------

ASKED = "sensor=jump-wind&since=2026-02-06T08:00&until=2026-02-06T10:00"


def test_a_csv_says_what_it_is_and_has_each_reading_once(filled: Scene, cast: Cast):
    Source.objects.update(simulated=True)
    answer = browser(cast.lin, "en").get(f"/history/export?{ASKED}")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]

    assert text.startswith("\ufeff# Watchroom")
    assert "jump-wind_20260206-0800_20260206-1000.csv" in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert "unit m/s, source Ski jump station, simulated, not measured" in lines[2][0]
    rows = lines[4:]
    assert len(rows) == 120 - 30  # 08:00 is in it, 10:00 is not
    assert rows[0][:4] == ["jump-wind", "2026-02-06T08:00:00.000+08:00", rows[0][2], "m/s"]
    assert rows[-1][1:3] == ["2026-02-06T09:59:00.000+08:00", "4.1"]
    assert {row[5] for row in rows} == {"simulated"}
    assert not browser(cast.lin).get(f"/history/export?{ASKED}&mark=0").getvalue().startswith("\ufeff".encode())


def test_parquet_and_excel_hold_the_same(filled: Scene, cast: Cast, tmp_path: Path):
    asked = f"/history/export?{ASKED}&form="
    (tmp_path / "x.parquet").write_bytes(browser(cast.lin).get(f"{asked}parquet").getvalue())
    with duckdb.connect() as base:
        found = base.execute(
            "SELECT epoch_ms(measured_at), value, unit, origin FROM read_parquet(?)", [str(tmp_path / "x.parquet")]
        ).fetchall()
        told = base.execute(
            "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'about'",
            [str(tmp_path / "x.parquet")],
        ).fetchone()
    series = history.joined(
        history.read(tmp_path, filled.wind.number, T0 - timedelta(hours=2), T0),
        queries.young(filled.wind, AT - MINUTE, AT),
    )
    assert found == [
        (m, v, "m/s", "measured") for m, v in zip(series.measured_ms.tolist(), series.value.tolist(), strict=True)
    ]
    assert told is not None
    assert "实测" in told[0]

    with zipfile.ZipFile(io.BytesIO(browser(cast.lin).get(f"{asked}xlsx").getvalue())) as book:
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
        assert sheet.count("<row ") == len(series) + 1
        assert "2026-02-06T00:00:00.000Z" in sheet


def test_an_export_is_bounded_and_says_what_is_wrong(
    filled: Scene, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    until = T0 + timedelta(hours=1)
    for codes, form, fault in (
        (["nobody"], "csv", WrongExport),
        (["jump-wind"], "doc", WrongExport),
        ([], "csv", WrongExport),
    ):
        with pytest.raises(fault):
            export.wanted(codes, T0, until, form)
    with pytest.raises(WrongSpan):
        export.wanted(["jump-wind"], until, T0)
    assert browser(cast.lin).get("/history/export?sensor=jump-wind&form=csv").status_code == 422
    assert browser(cast.guest).get(f"/history/export?{ASKED}").status_code == 403
    monkeypatch.setattr(export, "MOST_IN_EXCEL", 10)
    with pytest.raises(TooManyForExcel):
        export.xlsx_to(export.wanted(["jump-wind"], T0 - timedelta(hours=2), T0, "xlsx"), str(tmp_path / "x.xlsx"))
    shares: list[float] = []
    list(export.csv_bytes(export.wanted(["jump-wind", "jump-gust"], T0 - timedelta(days=20), T0), shares.append))
    assert shares == sorted(shares)
    assert (len(shares), shares[-1]) == (6, 1.0)


def test_local_times_follow_the_change_of_clocks(settings: Any):
    settings.SITE_ZONE = "Europe/Berlin"
    at = [datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)]
    told = export.local_texts(np.array([ms(one) for one in at], np.int64))
    assert told == ["2026-03-29T01:59:00.000+01:00", "2026-03-29T03:00:00.000+02:00"]


# ---- how long it is kept -------------------------------------------------------------------------------------------


def test_who_may_sets_how_long_a_quantity_is_kept(filled: Scene, cast: Cast):
    with pytest.raises(NotAllowed):
        keeping.keep(cast.lin, "wind_mean", 100, 200)
    assert (
        browser(cast.lin).post("/history/keeping/wind_mean", {"readings_days": 100, "quarters_days": 200}).status_code
        == 403
    )
    for days in ((10, 200), (300, 200), (100, 99_999)):
        with pytest.raises(WrongKeeping):
            keeping.keep(admin(), "wind_mean", *days)

    keeping.keep(admin(), "wind_mean", 100, 200)

    assert keeping.limits()["wind_mean"] == keeping.Limits(100, 200)
    assert Entry.objects.latest("id").say().zh == "“平均风速”的历史保留期：读数 100 天，一刻钟概要 200 天"


def test_what_is_old_goes_is_told_once_and_its_plot_stays(
    filled: Scene,
    cast: Cast,
    clock: SetClock,
    pretended: PretendedLine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    pretended.answers.clear()
    keeping.keep(admin(), "wind_mean", 100, 200)
    clock.set(T0 + timedelta(days=102))
    with monkeypatch.context() as killed:
        killed.setattr("watchroom.sources.history.let_go", _killed)
        with pytest.raises(KeyboardInterrupt):
            keeping.hourly(tmp_path)
    assert len(history.read(tmp_path, filled.wind.number, T0 - timedelta(days=1), T0)) == 149

    assert keeping.hourly(tmp_path) == 2

    told = [one.facts for one in Entry.objects.filter(kind="sources.history_let_go").order_by("id")]
    assert [(one["part"], one["rows"], one["whole"]) for one in told] == [
        ("2026-02-05", 60, True),
        ("2026-02-06", 89, True),
    ]
    assert history.files(tmp_path) == []
    drawn = past.of(filled.wind, AT - 4 * 3_600_000, AT, 3_600_000)
    assert (int(drawn.count.sum()), float(drawn.high.max())) == (149, 97.5)
    assert keeping.hourly(tmp_path) == 0
    assert "到期清除" in browser(cast.lin).get("/history/").content.decode()


def test_in_an_exercise_nothing_goes(filled: Scene, clock: SetClock, tmp_path: Path):
    site_clock.start_scenario("x", T0 + timedelta(days=3000), exercise=True)

    assert keeping.hourly(tmp_path) == 0
    assert history.rows(tmp_path) == 149


def admin() -> Viewer:
    people.put_person("admin", "管理甲", "Admin Jia", Role.ADMIN)
    return persons.viewer(persons.person_by_code("admin"))


def _killed(*_: Any) -> None:
    raise KeyboardInterrupt
