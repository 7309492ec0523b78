"""`watchroom plan import`: what a person reads of a document on the terminal, and what a program reads."""

import json
from pathlib import Path

import pytest

from watchroom.ops import cli
from watchroom.plans import check
from watchroom.plans.extraction.found import Found
from watchroom.plans.tests.papers import said, word

pytestmark = pytest.mark.pure

TEXTS = [
    "某市防汛应急预案", "1 总则", "1.1 编制目的", "为做好防汛工作，制定本预案。", "2 应急响应", "2.1 Ⅰ级响应", "2.1.1 启动条件",
    "符合下列情况之一的，启动Ⅰ级响应：", "（1）因灾死亡30人以上；", "（2）紧急转移安置10万人以上。", "2.1.2 响应措施",
    "（1）市应急局立即组织转移群众。",
]  # fmt: skip


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    path = tmp_path / "plan.docx"
    path.write_bytes(word("".join(said(text) for text in TEXTS)))
    return path


def test_a_summary_says_what_was_found_in_the_readers_language(
    document: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["plan", "import", str(document)]) == 0
    assert "plan.docx: " in (en := capsys.readouterr().out)
    assert "1 levels, 2 conditions (2 that can be compared)" in en
    monkeypatch.setenv("WATCHROOM_LANG", "zh")
    assert cli.main(["plan", "import", str(document)]) == 0
    assert "级别 1，启动条件 2（可比较 2）" in capsys.readouterr().out


def test_a_program_takes_every_form_and_a_draft_goes_through_the_check(
    document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["plan", "import", str(document), "--format", "found"]) == 0
    assert Found.model_validate(json.loads(capsys.readouterr().out)).levels[0].code == "I"
    assert cli.main(["plan", "import", str(document), "--format", "score"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == "watchroom-plan-score/1"
    made = tmp_path / "plan.yaml"
    assert cli.main(["plan", "import", str(document), "--format", "yaml", "-o", str(made)]) == 0
    assert capsys.readouterr().out == ""
    plan, _ = check.parse(made.read_bytes())
    assert plan is not None
    assert plan.facts["deaths"].title.en == "deaths"


def test_a_file_that_is_no_document_ends_with_1_and_says_what_to_bring(
    tmp_path: Path, document: Path, capsys: pytest.CaptureFixture[str]
):
    broken = tmp_path / "broken.docx"
    broken.write_bytes(document.read_bytes()[:-40])
    for path, words in ((broken, "is broken"), (tmp_path / "none.docx", "cannot be opened")):
        assert cli.main(["plan", "import", str(path)]) == 1
        assert words in capsys.readouterr().err
