"""`watchroom dispatch read`: proposals in words, refusals with their reason, one JSON line a message."""

import json
from pathlib import Path

import pytest

from watchroom.ops import hub_words

GOOD = {
    "resourcesStatus": {
        "caseId": "C1",
        "resourceId": "x.VLM2",
        "state": {"status": "DEPART", "datetime": "2026-02-06T03:12:00+01:00"},
    }
}


def test_a_message_is_told_in_words_and_as_json_and_a_bad_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(GOOD))
    bad.write_text("{}")

    assert hub_words.read([good]) == 0
    assert "unit_status: VLM2 en route (2026-02-06T02:12:00.000Z)" in capsys.readouterr().out
    assert hub_words.read([good], json=True) == 0
    assert json.loads(capsys.readouterr().out)["proposals"][0]["status"] == "en_route"
    assert hub_words.read([good, bad, tmp_path / "none.json"]) == 1
    told = capsys.readouterr().err
    assert "holds no message that can be read" in told
    assert "none.json cannot be opened" in told
