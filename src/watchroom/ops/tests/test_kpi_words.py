"""`watchroom kpi`: the month's figures as lines, as JSON, as files; a month that is none is refused in words."""

import json
from pathlib import Path

import pytest

from watchroom.alarms.faults import NoSuchRange
from watchroom.conftest import SetClock
from watchroom.ops import kpi_words


def test_the_month_as_lines_as_json_and_as_files(
    clock: SetClock, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    assert kpi_words.main("2026-02", exercise=False, json=False, out=None) == 0
    assert "Average per 10 minutes: 0 (target ≤ 1 manageable, 2 at most, met)" in capsys.readouterr().out
    kpi_words.main("2026-02", exercise=True, json=True, out=None)
    told = json.loads(capsys.readouterr().out)
    assert (told["raised"], told["bucket_s"], told["since"]) == (0, 3600, "2026-01-31T16:00:00.000Z")
    kpi_words.main("2026-02", exercise=False, json=False, out=tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"alarms-2026-02-{lang}.{form}" for lang in ("zh", "en") for form in ("html", "pdf")}
    assert (tmp_path / "alarms-2026-02-zh.pdf").read_bytes()[:5] == b"%PDF-"
    assert "告警指标 2026-02" in (tmp_path / "alarms-2026-02-zh.html").read_text()
    with pytest.raises(NoSuchRange):
        kpi_words.main("2026-13", exercise=False, json=False, out=None)
