"""`watchroom plan export`, `watchroom plan diff`, and `watchroom plan import` with the words of the site."""

import json
from pathlib import Path

import pytest

from watchroom.ops import cli
from watchroom.ops.plan_versions import NoPlanFile, differ, exported
from watchroom.people.testing import Cast
from watchroom.plans.actions import put_plan
from watchroom.plans.drafts import actions as drafts
from watchroom.plans.faults import NoSuchPlan
from watchroom.plans.tests.samples import content

pytestmark = pytest.mark.django_db


def test_a_version_is_written_in_each_form(tmp_path: Path) -> None:
    row = put_plan(content())

    for form, begins in (("yaml", b"{"), ("docx", b"PK"), ("pdf", b"%PDF")):
        out = tmp_path / f"plan.{form}"
        assert exported("test-wind", None, form, out) == 0
        assert out.read_bytes().startswith(begins)
    assert (tmp_path / "plan.yaml").read_text() == row.source
    with pytest.raises(NoSuchPlan):
        exported("test-wind", 7, "yaml", tmp_path / "none")


def test_files_and_versions_of_the_platform_are_compared_and_the_code_says_whether_they_differ(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_plan(content())
    changed = tmp_path / "changed.yaml"
    changed.write_bytes(content(lambda d: d["actions"][0]["deadline"].update(within="6m")))

    assert differ("test-wind@1", "test-wind") == 0
    assert differ("test-wind", str(changed)) == 1
    assert "actions.hold.deadline.within" in capsys.readouterr().out
    assert differ("test-wind", str(changed), as_json=True) == 1
    assert json.loads(capsys.readouterr().out)[0]["new"] == "6m"
    changed.write_text("code: x")
    with pytest.raises(NoPlanFile):
        differ(str(changed), "test-wind")


def test_a_document_is_read_with_the_words_of_the_site_only_when_that_is_asked_for(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    paper = tmp_path / "plan.txt"
    paper.write_text(
        "某区除雪应急预案\n1 总则\n为做好除雪工作，制定本预案。\n2 应急响应\n2.1 Ⅰ级响应\n2.1.1 亮灯标准\n"
        "（1）积雪深度达到10厘米以上；\n2.1.2 响应措施\n（1）区城管局立即组织除雪。\n",
        encoding="utf-8",
    )
    word = drafts.propose_heading(cast.chen, "亮灯标准", "conditions")

    def conditions(*more: str) -> int:
        assert cli.main(["plan", "import", str(paper), "--format", "found", *more]) == 0
        return sum(len(level["conditions"]) for level in json.loads(capsys.readouterr().out)["levels"])

    assert conditions("--site-words") == 0
    drafts.settle_word(cast.chen, word.pk, accept=True)
    assert (conditions(), conditions("--site-words")) == (0, 1)
